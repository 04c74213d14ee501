//! `waystation nearest`: the same question and answer as `GET /v1/nearest`, on the command line.

use super::batch;
use super::filters::{Filters, given};
use super::table::Table;
use crate::hours::{Opening, State};
use crate::http::nearest::{answer, read};
use crate::http::{Lang, Params, Problem, write_rfc3339};
use crate::index::Near;
use crate::station::Station;
use crate::store::{Question, Snapshot};
use chrono::Utc;
use chrono_tz::Tz;
use clap::Args;
use std::io::Write;
use std::path::PathBuf;
use std::process::ExitCode;

/// Finds the stations nearest to a position, or to each of many points.
///
/// Filters mean what they mean over HTTP. Exits with 0 if any was found, with 1 if none was, with 2 for a wrong question;
/// with --points with 0 if every point was answered, with 1 if any was refused.
#[derive(Debug, Args)]
#[command(allow_negative_numbers = true)]
pub(super) struct Nearest {
    /// Data directory or station file; without it the bundled data.
    #[arg(env = "WAYSTATION_DIR")]
    dir: Option<PathBuf>,
    /// Longitude in decimal degrees, -180 to 180.
    #[arg(long, env = "WAYSTATION_LON", allow_hyphen_values = true)]
    lon: Option<String>,
    /// Latitude in decimal degrees, -90 to 90.
    #[arg(long, env = "WAYSTATION_LAT", allow_hyphen_values = true)]
    lat: Option<String>,
    /// Most stations, 1 to 100 [default: 5].
    #[arg(long, env = "WAYSTATION_LIMIT")]
    limit: Option<String>,
    /// Farthest distance in metres, inclusive.
    #[arg(long, env = "WAYSTATION_RADIUS_M")]
    radius_m: Option<String>,
    #[command(flatten)]
    filters: Filters,
    /// Only what can be used at an instant: now, or a time such as 2026-11-21T18:30:00+08:00.
    #[arg(long, env = "WAYSTATION_OPEN")]
    open: Option<String>,
    /// The instant at which opening is judged [default: now].
    #[arg(long, env = "WAYSTATION_AT")]
    at: Option<String>,
    /// Judge at arrival, travelling at so many metres per second (walking is about 1.4, an e-bike 6).
    #[arg(long, env = "WAYSTATION_SPEED_MPS")]
    speed_mps: Option<String>,
    /// Language of labels: zh or en [default: en].
    #[arg(long, env = "WAYSTATION_LANG")]
    lang: Option<String>,
    /// A .csv file with the columns id (or none), lon and lat, or a file of JSON objects, one a line; - is standard input.
    #[arg(long, value_name = "FILE", conflicts_with_all = ["lon", "lat", "lang", "json"])]
    points: Option<PathBuf>,
    /// With --points: the .csv, .ndjson or .geojson file to write, in the order of the points; - is standard output.
    #[arg(short, long, value_name = "FILE", requires = "points", conflicts_with_all = ["lon", "lat"], default_value = "-")]
    output: PathBuf,
    /// With --points: csv, ndjson or geojson [default: by the ending of the output, or csv].
    #[arg(long, requires = "points", conflicts_with_all = ["lon", "lat"])]
    format: Option<String>,
    /// Print the same GeoJSON as over HTTP.
    #[arg(long, env = "WAYSTATION_JSON", value_parser = clap::builder::BoolishValueParser::new())]
    json: bool,
}

impl Nearest {
    pub(super) fn run(self) -> anyhow::Result<ExitCode> {
        let snapshot = super::load_to_ask(self.dir.as_deref())?;
        if let Some(points) = &self.points {
            return batch::run(&snapshot, self.params(), points, &self.output, self.format.as_deref());
        }
        let now = Utc::now();
        let (asked, question) = match read(self.params(), &snapshot, now) {
            Ok(read) => read,
            Err(problem) => {
                let _ = write!(std::io::stderr(), "{}", told(&problem));
                return Ok(ExitCode::from(2));
            }
        };
        let found = snapshot.nearest(&question);
        let mut out = std::io::stdout().lock();
        if self.json {
            match answer(&snapshot, &asked, &question, now) {
                Ok((text, _)) => writeln!(out, "{text}")?,
                Err(problem) => {
                    let _ = write!(std::io::stderr(), "{}", told(&problem));
                    return Ok(ExitCode::from(2));
                }
            }
        } else {
            write!(out, "{}", as_table(&snapshot, &question, &found, asked.lang))?;
        }
        Ok(if found.is_empty() { ExitCode::FAILURE } else { ExitCode::SUCCESS })
    }

    /// The flags given, under the names they have over HTTP.
    fn params(&self) -> Params<'static> {
        let flags = [
            ("lon", &self.lon),
            ("lat", &self.lat),
            ("limit", &self.limit),
            ("radius_m", &self.radius_m),
            ("open", &self.open),
            ("at", &self.at),
            ("speed_mps", &self.speed_mps),
            ("lang", &self.lang),
        ];
        Params::from_pairs(given(&flags).chain(self.filters.given()))
    }
}

/// What is wrong with a question, a line each.
pub(super) fn told(problem: &Problem) -> String {
    let line = |error: &crate::http::ParamError| {
        let flag = error.param.replace('_', "-");
        let value = error.value.as_deref().map_or_else(String::new, |value| format!(" {value}"));
        format!("--{flag}{value}: {}\n", error.hint)
    };
    match problem.errors() {
        [] => format!("{}\n", problem.detail()),
        errors => errors.iter().map(line).collect(),
    }
}

fn as_table(snapshot: &Snapshot, question: &Question, found: &[Near], lang: Lang) -> String {
    if found.is_empty() {
        return why_none(snapshot, question);
    }
    let mut table = Table::with_heading(["distance", "towards", "name", "open", "amenities"]);
    for near in found {
        let Some(station) = snapshot.index.stations().get(near.ordinal) else { continue };
        let at = question.arrival(near.distance);
        let opening = station.opening(&snapshot.schedules, at);
        table.row([
            metres(near.distance.m()),
            compass(near.bearing_mdeg).to_owned(),
            station.name.as_deref().unwrap_or(station.id.as_str()).to_owned(),
            in_words(&opening, zone(station)),
            amenities(snapshot, station, lang),
        ]);
    }
    table.text()
}

fn why_none(snapshot: &Snapshot, question: &Question) -> String {
    let Some(nearest) = snapshot.nearest_unfiltered(question) else { return "there are no stations\n".to_owned() };
    let Some(station) = snapshot.index.stations().get(nearest.near.ordinal) else { return String::new() };
    let opens = nearest.opens_at.map_or_else(String::new, |at| format!(", opens {}", time(at, zone(station))));
    format!(
        "none fits; the nearest of all is {} at {}, kept out by {}{opens}\n",
        station.name.as_deref().unwrap_or(station.id.as_str()),
        metres(nearest.near.distance.m()),
        nearest.failed.join(", "),
    )
}

pub(super) fn zone(station: &Station) -> Tz {
    station.timezone.unwrap_or(Tz::UTC)
}

pub(super) fn metres(distance_m: f64) -> String {
    if distance_m < 10_000.0 { format!("{distance_m:.0} m") } else { format!("{:.1} km", distance_m / 1000.0) }
}

/// The nearest of the eight winds.
fn compass(bearing_mdeg: u32) -> &'static str {
    const WINDS: [&str; 8] = ["N", "NE", "E", "SE", "S", "SW", "W", "NW"];
    WINDS[(bearing_mdeg as usize + 22_500) / 45_000 % WINDS.len()]
}

pub(super) fn in_words(opening: &Opening, zone: Tz) -> String {
    match (opening.state, opening.closes_at(), opening.opens_at) {
        (State::Open, Some(at), _) => format!("open until {}", time(at, zone)),
        (State::Open, None, _) => "open".to_owned(),
        (State::Closed, _, Some(at)) => format!("closed until {}", time(at, zone)),
        (State::Closed, _, None) => "closed".to_owned(),
        (State::Unknown, _, _) => "hours unknown".to_owned(),
    }
}

fn time(at: chrono::DateTime<Utc>, zone: Tz) -> String {
    let mut text = String::new();
    write_rfc3339(&mut text, at, zone);
    text
}

pub(super) fn amenities(snapshot: &Snapshot, station: &Station, lang: Lang) -> String {
    let label = |amenity: &crate::station::Amenity| match snapshot.lexicon.amenity_entry(amenity.kind) {
        Some(entry) if lang == Lang::Zh => entry.zh,
        Some(entry) => entry.en,
        None => snapshot.lexicon.amenity_word(amenity.kind),
    };
    let labels: Vec<&str> = station.amenities.iter().map(label).collect();
    labels.join(", ")
}
