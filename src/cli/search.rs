//! `waystation search`: which stations are called so, or lie or belong where the words say?

use super::nearest::told;
use super::table::Table;
use crate::geodesy::Crs;
use crate::http::{FeatureWriter, Lang, Params, Problem, take_words};
use crate::ingest::Members;
use crate::json_text::push_quoted;
use crate::station::Status;
use crate::store::Snapshot;
use chrono::Utc;
use clap::Args;
use std::io::Write;
use std::path::PathBuf;
use std::process::ExitCode;

/// Finds stations by words.
///
/// Every word must be in a name, in any language, in the address, the district or the operator. Chinese needs no
/// spaces; names are found by pinyin and its initials too, and accents and capitals do not count. Exits with 0 if any
/// was found, with 1 if none was, with 2 for a wrong question.
#[derive(Debug, Args)]
pub(super) struct Search {
    /// Data directory or station file.
    dir: PathBuf,
    /// What to look for, such as 郑东 驿站 or zdxq.
    #[arg(required = true)]
    words: Vec<String>,
    /// Most stations, 1 to 10000 [default: 10].
    #[arg(long, env = "WAYSTATION_LIMIT")]
    limit: Option<String>,
    /// Which stations: operating, closed, maintenance, planned or any [default: operating].
    #[arg(long, env = "WAYSTATION_STATUS")]
    status: Option<String>,
    /// Print GeoJSON.
    #[arg(long, env = "WAYSTATION_JSON", value_parser = clap::builder::BoolishValueParser::new())]
    json: bool,
}

/// What is asked, checked.
struct Asked {
    words: String,
    limit: usize,
    /// None for any.
    status: Option<Status>,
}

impl Search {
    pub(super) fn run(self) -> anyhow::Result<ExitCode> {
        let refused = |problem: &Problem| {
            // The words have no flag.
            let told = told(problem).replace("--q ", "words ");
            let _ = write!(std::io::stderr(), "{told}");
            Ok(ExitCode::from(2))
        };
        let asked = match self.read() {
            Ok(asked) => asked,
            Err(problem) => return refused(&problem),
        };
        let snapshot = super::load_to_ask(Some(&self.dir))?;
        let mut found = snapshot.search_stations(&asked.words).map_err(anyhow::Error::msg)?;
        let stations = snapshot.index.stations();
        found.retain(|ordinal| {
            asked.status.is_none_or(|status| stations.get(*ordinal).is_some_and(|station| station.status == status))
        });
        let shown = found.get(..asked.limit).unwrap_or(&found);
        let mut out = std::io::stdout().lock();
        if self.json {
            writeln!(out, "{}", as_geojson(&snapshot, &asked.words, shown, found.len()))?;
        } else {
            write!(out, "{}", as_table(&snapshot, shown, found.len()))?;
        }
        Ok(if found.is_empty() { ExitCode::FAILURE } else { ExitCode::SUCCESS })
    }

    /// Reads the flags by the rules of HTTP.
    fn read(&self) -> Result<Asked, Problem> {
        let flags = [("q", Some(self.words.join(" "))), ("limit", self.limit.clone()), ("status", self.status.clone())];
        let given = flags.into_iter().filter_map(|(name, value)| Some((name.to_owned(), value?)));
        let mut params = Params::from_pairs(given);
        let words = take_words(&mut params);
        let limit = params.whole_number("limit", 1..=10_000, "stations").unwrap_or(10) as usize;
        let any_or = |word: &str| if word == "any" { Some(None) } else { Status::parse(word).map(Some) };
        let known = ["operating", "closed", "maintenance", "planned", "any"];
        let status = params.one_of("status", known, any_or).unwrap_or(Some(Status::Operating));
        params.finish()?;
        Ok(Asked { words: words.ok_or_else(Problem::internal)?, limit, status })
    }
}

fn as_table(snapshot: &Snapshot, shown: &[usize], matched: usize) -> String {
    if shown.is_empty() {
        return "none is called so\n".to_owned();
    }
    let mut table = Table::with_heading(["id", "name", "address"]);
    for ordinal in shown {
        let Some(station) = snapshot.index.stations().get(*ordinal) else { continue };
        table.row([
            station.id.to_string(),
            station.name.as_deref().unwrap_or_default().to_owned(),
            address(snapshot, *ordinal),
        ]);
    }
    let more = match matched - shown.len() {
        0 => String::new(),
        more => format!("and {more} more\n"),
    };
    table.text() + &more
}

/// The address as the source says it, or put together from its parts.
fn address(snapshot: &Snapshot, ordinal: usize) -> String {
    let object = format!("{{{}}}", snapshot.feature_text(ordinal).map_or("", |text| text.said()));
    let members = Members::read(&object).unwrap_or_default();
    let said = |name: &str| members.get(name).and_then(|value| serde_json::from_str::<String>(value.get()).ok());
    said("address").or_else(|| said("addr:full")).unwrap_or_else(|| {
        let parts = ["addr:street", "addr:housenumber", "addr:postcode", "addr:city"].into_iter().filter_map(said);
        parts.collect::<Vec<_>>().join(" ")
    })
}

fn as_geojson(snapshot: &Snapshot, words: &str, shown: &[usize], matched: usize) -> String {
    let now = Utc::now();
    let mut out = String::from("{\"type\":\"FeatureCollection\",\"features\":[");
    let mut writer = FeatureWriter::new(snapshot, Crs::Wgs84, Lang::default());
    for (place, ordinal) in shown.iter().enumerate() {
        if place > 0 {
            out.push(',');
        }
        writer.write_measured(&mut out, *ordinal, now, None, |_| {});
    }
    out.push_str(&format!("],\"numberMatched\":{matched},\"numberReturned\":{},\"query\":{{\"q\":", shown.len()));
    push_quoted(&mut out, words);
    out.push_str("}}");
    out
}
