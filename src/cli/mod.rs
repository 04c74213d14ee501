//! How does a person run it? One file per subcommand.

mod admin;
mod along;
mod batch;
mod check;
mod convert;
mod coverage;
mod filters;
mod interrupt;
mod keeping;
mod leftover;
mod logs;
mod matrix;
mod nearest;
mod picture;
mod points;
mod progress;
mod replace;
mod search;
mod serve;
mod signals;
mod site;
mod supervisor;
mod table;
mod unfinished;

pub use serve::NoService;

use crate::store::{Snapshot, Source, load, nothing_good};
use anyhow::Context;
use clap::{Parser, Subcommand};
use std::io::Write;
use std::path::Path;
use std::process::ExitCode;

/// Finds the nearest station that is open and has what you need.
///
/// Without a subcommand it serves the data bundled in the program on http://127.0.0.1:8080.
#[derive(Debug, Parser)]
#[command(version, about, long_about, max_term_width = 100, after_help = EXAMPLES)]
pub struct Cli {
    #[command(subcommand)]
    command: Option<Command>,
}

const EXAMPLES: &str = "Examples:
  waystation serve my-data --listen 0.0.0.0:8080
  waystation check my-data
  waystation convert stations.geojson stations.fgb
  waystation nearest my-data --lon 121.4 --lat 37.54 --amenity water,microwave --open now
  waystation nearest my-data --points riders.csv --output nearest.csv --limit 3
  waystation along my-data --route route.geojson --corridor-m 300 --open now --speed-mps 6
  waystation coverage my-data --region district.geojson --preset acftu-1km --picture map.svg
  waystation site my-data --region district.geojson --problem mclp --radius-m 1000 --sites 10
  waystation search my-data 郑东 驿站
  waystation nearest --lon 13.3777 --lat 52.5163 --amenity information --json

Where --help names a variable, an option can be given by the environment too, as WAYSTATION_LISTEN or WAYSTATION_LON.";

#[derive(Debug, Subcommand)]
enum Command {
    Serve(Box<serve::Serve>),
    Check(check::Check),
    Convert(convert::Convert),
    Nearest(Box<nearest::Nearest>),
    Along(Box<along::Along>),
    Coverage(Box<coverage::Coverage>),
    Site(Box<site::SiteNext>),
    Search(search::Search),
}

impl Cli {
    /// Runs what was asked for.
    ///
    /// # Errors
    /// A sentence for the person at the terminal.
    pub fn run(self) -> anyhow::Result<ExitCode> {
        match self.command {
            None => serve::Serve::parse_from(["serve"]).run(),
            Some(Command::Serve(serve)) => serve.run(),
            Some(Command::Check(check)) => check.run(),
            Some(Command::Convert(convert)) => convert.run(),
            Some(Command::Nearest(nearest)) => nearest.run(),
            Some(Command::Along(along)) => along.run(),
            Some(Command::Coverage(coverage)) => coverage.run(),
            Some(Command::Site(site)) => site.run(),
            Some(Command::Search(search)) => search.run(),
        }
    }
}

/// Loads a data set, with a progress bar where a person watches.
fn load_with_progress(dir: Option<&Path>) -> anyhow::Result<Snapshot> {
    let source = Source::at(dir).map_err(anyhow::Error::msg)?;
    let bar = progress::Bar::start();
    let loaded = load(&source, &|path, done, total| bar.show(path, done, total));
    bar.end();
    loaded.with_context(|| cannot_load(dir))
}

/// Loads a data set to answer from it. Files that were refused as a whole are told: an answer would not show that they
/// are missing.
fn load_to_ask(dir: Option<&Path>) -> anyhow::Result<Snapshot> {
    let snapshot = load_with_progress(dir)?;
    if let Some(reason) = nothing_good(&snapshot) {
        return Err(anyhow::Error::msg(reason).context(cannot_load(dir)));
    }
    for reason in snapshot.files.iter().filter_map(|file| file.broken.as_deref()) {
        let shown: String = reason.chars().filter(|c| !c.is_control()).collect();
        let _ = writeln!(std::io::stderr(), "waystation: {shown}");
    }
    Ok(snapshot)
}

fn cannot_load(dir: Option<&Path>) -> String {
    match dir {
        Some(dir) => format!("cannot load {}", dir.display()),
        None => "cannot load the bundled data".to_owned(),
    }
}
