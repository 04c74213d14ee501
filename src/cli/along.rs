//! `waystation along`: the same question and answer as `POST /v1/along`, on the command line.

use super::coverage::{check_ending, write_file};
use super::filters::{Filters, given};
use super::nearest::{amenities, in_words, metres, told, zone};
use super::table::Table;
use crate::coverage::Effort;
use crate::http::along::{Asked, answer, found};
use crate::http::{Lang, Params};
use crate::index::Beside;
use crate::ingest::Members;
use crate::store::{Journey, Snapshot};
use anyhow::{Context, bail};
use chrono::Utc;
use clap::Args;
use serde_json::value::{RawValue, to_raw_value};
use serde_json::{Value, json};
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// Finds the stations beside a route, in its order.
///
/// Filters mean what they mean over HTTP. Exits with 0 if any was found, with 1 if none was, with 2 for a wrong question.
#[derive(Debug, Args)]
#[command(allow_negative_numbers = true)]
pub(super) struct Along {
    /// Data directory or station file; without it the bundled data.
    #[arg(env = "WAYSTATION_DIR")]
    dir: Option<PathBuf>,
    /// A GeoJSON file with a LineString, or a Feature of one.
    #[arg(long, value_name = "FILE", required_unless_present = "polyline")]
    route: Option<PathBuf>,
    /// An encoded polyline in place of a file.
    #[arg(long, value_name = "TEXT", conflicts_with = "route", allow_hyphen_values = true)]
    polyline: Option<String>,
    /// Decimal places of the polyline, 5 or 6 [default: 5].
    #[arg(long, requires = "polyline", conflicts_with = "route")]
    precision: Option<String>,
    /// Farthest distance from the route in metres, inclusive, 0 to 50000 [default: 500].
    #[arg(long, env = "WAYSTATION_CORRIDOR_M")]
    corridor_m: Option<String>,
    /// Most stations, 1 to 1000 [default: 100].
    #[arg(long, env = "WAYSTATION_LIMIT")]
    limit: Option<String>,
    #[command(flatten)]
    filters: Filters,
    /// Only what can be used at an instant: now, or a time such as 2026-11-21T18:30:00+08:00.
    #[arg(long, env = "WAYSTATION_OPEN")]
    open: Option<String>,
    /// The instant at which opening is judged, or at which one sets out [default: now].
    #[arg(long, env = "WAYSTATION_AT")]
    at: Option<String>,
    /// Judge when one passes, travelling at so many metres per second (walking is about 1.4, an e-bike 6).
    #[arg(long, env = "WAYSTATION_SPEED_MPS")]
    speed_mps: Option<String>,
    /// Language of labels: zh or en [default: en].
    #[arg(long, env = "WAYSTATION_LANG")]
    lang: Option<String>,
    /// Write the same GeoJSON as over HTTP to a file.
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
    /// Print the same GeoJSON as over HTTP.
    #[arg(long, env = "WAYSTATION_JSON", value_parser = clap::builder::BoolishValueParser::new())]
    json: bool,
}

impl Along {
    pub(super) fn run(self) -> anyhow::Result<ExitCode> {
        check_ending(self.output.as_deref(), &["geojson", "json"])?;
        let params = self.params()?;
        let snapshot = super::load_to_ask(self.dir.as_deref())?;
        let now = Utc::now();
        let lang = if self.lang.as_deref() == Some("zh") { Lang::Zh } else { Lang::En };
        // A person waits longer than a page, but not for ever.
        let effort = Effort::new(4_000_000_000, None, Default::default());
        let answered = Asked::read(params, &snapshot, now).and_then(|asked| {
            let journey = asked.journey()?;
            let found = found(&snapshot, &journey, &effort)?;
            Ok((asked, journey, found))
        });
        let (asked, journey, found) = match answered {
            Ok(answered) => answered,
            Err(problem) => {
                let mut told = told(&problem);
                if self.polyline.is_some() {
                    // Over HTTP a polyline is a member of the route.
                    told = told.replace("--route: polyline: ", "--polyline: ").replace("--route: ", "--polyline: ");
                }
                let _ = write!(std::io::stderr(), "{told}");
                return Ok(ExitCode::from(2));
            }
        };
        let text = answer(&snapshot, &asked, &journey, &found, now);
        if let Some(path) = &self.output {
            write_file(path, text.as_bytes())?;
        }
        let mut out = std::io::stdout().lock();
        if self.json {
            writeln!(out, "{text}")?;
        } else {
            write!(out, "{}", as_table(&snapshot, &journey, &found, asked.limit(), lang))?;
        }
        Ok(if found.is_empty() { ExitCode::FAILURE } else { ExitCode::SUCCESS })
    }

    /// The flags given, under the names they have over HTTP.
    fn params(&self) -> anyhow::Result<Params<'static>> {
        let flags = [
            ("corridor_m", &self.corridor_m),
            ("limit", &self.limit),
            ("open", &self.open),
            ("at", &self.at),
            ("speed_mps", &self.speed_mps),
            ("lang", &self.lang),
        ];
        let route = match (&self.polyline, &self.route) {
            (Some(polyline), _) => {
                let mut route = json!({"polyline": polyline});
                if let Some(places) = &self.precision {
                    route["precision"] =
                        places.parse::<u64>().map_or_else(|_| Value::from(places.as_str()), Value::from);
                }
                to_raw_value(&route)?
            }
            (None, Some(path)) => line(path)?,
            (None, None) => bail!("a --route or a --polyline is needed"),
        };
        Ok(Params::from_pairs(given(&flags).chain(self.filters.given())).with_json("route", route))
    }
}

/// The geometry in a file: the whole of it, that of a Feature, or that of the only one of a collection.
fn line(path: &Path) -> anyhow::Result<Box<RawValue>> {
    let shown = path.display();
    let text = fs::read_to_string(path).with_context(|| format!("cannot read {shown}"))?;
    let mut value: &RawValue = serde_json::from_str(text.trim_start_matches('\u{FEFF}').trim())
        .with_context(|| format!("cannot read {shown}"))?;
    let members = Members::read(value.get()).with_context(|| format!("{shown}: a GeoJSON object is expected"))?;
    let mut kind = members.get("type").map_or("", RawValue::get);
    if kind == "\"FeatureCollection\"" {
        let features: Vec<&RawValue> =
            members.get("features").and_then(|features| serde_json::from_str(features.get()).ok()).unwrap_or_default();
        let [only] = features[..] else { bail!("{shown}: {} features, one LineString is expected", features.len()) };
        (value, kind) = (only, "\"Feature\"");
    }
    if kind == "\"Feature\"" {
        let feature = Members::read(value.get()).with_context(|| format!("{shown}: a Feature is expected"))?;
        value = feature.get("geometry").with_context(|| format!("{shown}: the Feature has no geometry"))?;
    }
    Ok(value.to_owned())
}

fn as_table(snapshot: &Snapshot, journey: &Journey, found: &[Beside], limit: usize, lang: Lang) -> String {
    if found.is_empty() {
        let length = metres(journey.route.length_m());
        return format!("none within {} of {length}\n", metres(journey.corridor_m));
    }
    let mut table = Table::with_heading(["along", "beside", "name", "open", "amenities"]);
    for beside in found.iter().take(limit) {
        let Some(station) = snapshot.index.stations().get(beside.ordinal) else { continue };
        let at = journey.choice.arrival(beside.along, journey.speed_mps);
        table.row([
            metres(beside.along.m()),
            metres(beside.offset.m()),
            station.name.as_deref().unwrap_or(station.id.as_str()).to_owned(),
            in_words(&station.opening(&snapshot.schedules, at), zone(station)),
            amenities(snapshot, station, lang),
        ]);
    }
    let more = found.len().saturating_sub(limit);
    let more = if more > 0 { format!("{more} more, with a larger --limit\n") } else { String::new() };
    format!("{}{more}", table.text())
}
