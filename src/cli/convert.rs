//! `waystation convert`: the same features in another format, with everything told that does not fit into it.

use super::check::printable;
use super::replace::replace;
use crate::exchange::{Format, write};
use crate::ingest::{Intake, Notice, Records, read_records};
use anyhow::{Context, bail};
use clap::Args;
use std::fs;
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// Converts stations or regions between GeoJSON, FlatGeobuf and CSV, by the endings of the names.
///
/// A CSV holds stations only: lon, lat, id, and a column for each property. Coordinates are copied; FlatGeobuf calls
/// them WGS 84. An existing OUT is replaced, in one step. Exits with 0 if every feature was taken, with 1 if any was
/// refused, with 2 if nothing was written.
#[derive(Debug, Args)]
pub(super) struct Convert {
    /// File to read, .geojson, .json, .fgb or .csv.
    #[arg(value_name = "IN")]
    from: PathBuf,
    /// File to write, with one of the same endings.
    #[arg(value_name = "OUT")]
    to: PathBuf,
}

impl Convert {
    pub(super) fn run(self) -> anyhow::Result<ExitCode> {
        format(&self.from)?;
        let to = format(&self.to)?;
        let bytes = fs::read(&self.from).with_context(|| format!("cannot read {}", self.from.display()))?;
        let mut out = BufWriter::new(std::io::stdout().lock());
        let Records { intake: Intake { mut records, mut rejections, warnings }, is_whole } =
            read_records(&name(&self.from), &bytes);
        drop(bytes);
        let areas = records.len();
        records.retain(|record| to.holds(&record.geometry));
        let areas = areas - records.len();
        if areas > 0 {
            let reason =
                format!("Polygons and MultiPolygons: {areas}; a CSV holds stations at Points, write .geojson or .fgb");
            rejections.push(Notice::of_file(&name(&self.from), reason));
        }
        for (word, notices) in [("refused", &rejections), ("warning", &warnings)] {
            for notice in notices {
                writeln!(out, "{word}  {}", printable(notice))?;
            }
        }
        // Half of the features, or none, would take the place of what may be good.
        let fault = match is_whole {
            false => Some("it cannot be read to its end"),
            true if rejections.is_empty() => None,
            true if records.is_empty() => Some("every feature is refused"),
            true => is_same(&self.from, &self.to).then_some("what is refused stands in no other file"),
        };
        if let Some(fault) = fault {
            out.flush()?;
            bail!("nothing is written: {fault}: {}", self.from.display());
        }
        let layer = self.to.file_stem().unwrap_or_default().to_string_lossy();
        let changed = replace(&self.to, |file| write(file, to, &layer, &records))?;
        for change in &changed {
            writeln!(out, "warning  {}", printable(&Notice::of_file(&name(&self.to), change.clone())))?;
        }
        let (taken, refused) = (records.len(), rejections.len() + areas.saturating_sub(1));
        writeln!(out, "{}: {taken} features, {refused} refused", self.to.display())?;
        out.flush()?;
        Ok(if rejections.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
    }
}

fn format(path: &Path) -> anyhow::Result<Format> {
    match Format::of(path) {
        Some(format) => Ok(format),
        None => bail!("{}: a file name that ends in .geojson, .json, .fgb or .csv is expected", path.display()),
    }
}

/// Whether both are one file, by whatever names.
fn is_same(one: &Path, other: &Path) -> bool {
    fs::canonicalize(one).ok().zip(fs::canonicalize(other).ok()).is_some_and(|(one, other)| one == other)
}

/// The name in notices.
fn name(path: &Path) -> String {
    path.file_name().unwrap_or_default().to_string_lossy().into_owned()
}
