//! `waystation check`: is this data good? Every rejection and warning, with its place and reason.

use super::table::Table;
use crate::http::described;
use crate::ingest::Notice;
use crate::station::Status;
use crate::store::{FileKind, FileReport, Snapshot};
use chrono::Datelike;
use clap::Args;
use std::io::{BufWriter, Write};
use std::path::PathBuf;
use std::process::ExitCode;

/// Checks a data directory and tells everything that is refused or doubtful.
///
/// Exits with 0 if every record was taken, with 1 if any was refused, with 2 if there is nothing to check: no data set,
/// or one that lists no stations.
#[derive(Debug, Args)]
pub(super) struct Check {
    /// Data directory, or one station file.
    #[arg(env = "WAYSTATION_DIR")]
    dir: PathBuf,
    /// Print one JSON object, as GET /v1/dataset gives it, with all rejections and warnings.
    #[arg(long, env = "WAYSTATION_JSON", value_parser = clap::builder::BoolishValueParser::new())]
    json: bool,
}

impl Check {
    pub(super) fn run(self) -> anyhow::Result<ExitCode> {
        let snapshot = super::load_with_progress(Some(&self.dir))?;
        let mut out = BufWriter::new(std::io::stdout().lock());
        if self.json {
            writeln!(out, "{:#}", described(&snapshot, usize::MAX))?;
        } else {
            for (word, notices) in [("refused", &snapshot.rejections), ("warning", &snapshot.warnings)] {
                for notice in notices {
                    writeln!(out, "{word}  {}", printable(notice))?;
                }
            }
            write!(out, "{}", summary(&snapshot))?;
        }
        out.flush()?;
        let any_of_stations = snapshot.files.iter().any(|file| file.kind == FileKind::Stations);
        anyhow::ensure!(any_of_stations, "{} has no stations to check: none are listed", self.dir.display());
        Ok(if snapshot.rejections.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
    }
}

/// A notice without characters that steer a terminal.
pub(super) fn printable(notice: &Notice) -> String {
    let mut text = notice.to_string();
    text.retain(|c| !c.is_control());
    text
}

/// What a file holds, and of a calendar the years of which it speaks.
fn holds(file: &FileReport) -> String {
    let kind = file.kind.as_str();
    match file.covers.map(|(first, last)| (first.year(), last.year())) {
        Some((first, last)) if first == last => format!("{kind} of {first}"),
        Some((first, last)) => format!("{kind} of {first} to {last}"),
        None => kind.to_owned(),
    }
}

/// What came of each file, as a table.
pub(super) fn summary(snapshot: &Snapshot) -> String {
    let mut table = Table::with_heading(["source", "holds", "crs", "accepted", "refused", "warnings", "time"]);
    for file in &snapshot.files {
        table.row([
            file.path.clone(),
            holds(file),
            file.crs.as_str().to_owned(),
            file.accepted.to_string(),
            file.rejected.to_string(),
            file.warnings.to_string(),
            format!("{} ms", file.elapsed.as_millis()),
        ]);
    }
    let stations = snapshot.index.stations();
    let operating = stations.iter().filter(|station| station.status == Status::Operating).count();
    let found = if operating < stations.len() {
        format!(" ({operating} operating, which can be found)")
    } else {
        String::new()
    };
    format!("{}{} stations{found}, version {}\n", table.text(), stations.len(), snapshot.version)
}
