//! `waystation coverage`: the same question and answer as `/v1/coverage`, on the command line, with files and a picture.

use super::filters::{Filters, Usable, given};
use super::picture::{self, Picture};
use super::replace::replace;
use super::table::Table;
use crate::coverage::{Effort, Ground, Include, Reach};
use crate::http::coverage::{Asked, cells, gaps, told, write_flatgeobuf};
use crate::http::{Params, Problem};
use crate::store::Snapshot;
use anyhow::{Context, bail};
use chrono::{DateTime, Utc};
use clap::Args;
use h3o::Resolution;
use serde_json::Value;
use serde_json::value::RawValue;
use std::ffi::OsStr;
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// Tells who has no station within reach: a summary, the gaps, every cell, a picture for a report.
///
/// Filters mean what they mean over HTTP. Exits with 0 if all is covered or not, with 2 for a wrong question.
#[derive(Debug, Args)]
#[command(allow_negative_numbers = true)]
pub(super) struct Coverage {
    /// Data directory or station file; without it the bundled data.
    #[arg(env = "WAYSTATION_DIR")]
    dir: Option<PathBuf>,
    /// A region's id, or a GeoJSON file with one or more polygons.
    #[arg(long, env = "WAYSTATION_REGION")]
    region: Option<String>,
    /// A box in place of a region: west,south,east,north in degrees.
    #[arg(long, env = "WAYSTATION_BBOX", allow_hyphen_values = true)]
    bbox: Option<String>,
    /// Farthest distance that counts as covered, in metres [default: 1000].
    #[arg(long, env = "WAYSTATION_RADIUS_M")]
    radius_m: Option<String>,
    /// Stations that must be within it, 1 to 100 [default: 1].
    #[arg(long, env = "WAYSTATION_MIN_STATIONS")]
    min_stations: Option<String>,
    /// A planners' yardstick in place of both: acftu-1km, acftu-cross (two stations), dense-500m.
    #[arg(long, env = "WAYSTATION_PRESET")]
    preset: Option<String>,
    /// H3 resolution of the cells, 0 to 12 [default: 9, cells of about 0.1 square kilometres].
    #[arg(long, env = "WAYSTATION_RESOLUTION")]
    resolution: Option<String>,
    /// Upper ends of the bands of distances, in metres [default: 250,500,1000,2000,5000].
    #[arg(long, env = "WAYSTATION_BANDS")]
    bands: Option<String>,
    /// Kind of demand that weighs, or area [default: people, or the first there is].
    #[arg(long, env = "WAYSTATION_DEMAND")]
    demand: Option<String>,
    #[command(flatten)]
    filters: Filters,
    #[command(flatten)]
    usable: Usable,
    /// Write the gaps, gravest first, to a .geojson or .fgb file.
    #[arg(long, value_name = "FILE")]
    gaps: Option<PathBuf>,
    /// Write every cell to a .csv file.
    #[arg(long, value_name = "FILE")]
    cells: Option<PathBuf>,
    /// Draw a map to an .svg file.
    #[arg(long, value_name = "FILE")]
    picture: Option<PathBuf>,
    /// Print the same JSON as over HTTP.
    #[arg(long, env = "WAYSTATION_JSON", value_parser = clap::builder::BoolishValueParser::new())]
    json: bool,
}

impl Coverage {
    pub(super) fn run(self) -> anyhow::Result<ExitCode> {
        for (file, endings) in
            [(&self.gaps, &["geojson", "json", "fgb"][..]), (&self.cells, &["csv"]), (&self.picture, &["svg"])]
        {
            check_ending(file.as_deref(), endings)?;
        }
        if self.region.is_none() && self.bbox.is_none() {
            bail!("a --region is needed, the id of one or a GeoJSON file, or a --bbox");
        }
        let snapshot = super::load_to_ask(self.dir.as_deref())?;
        let now = Utc::now();
        let mut params = self.params()?;
        let asked = Asked::take(&mut params, &snapshot, now);
        if let Err(problem) = params.finish().and_then(|()| asked.found()) {
            let _ = write!(std::io::stderr(), "{}", super::nearest::told(&problem));
            return Ok(ExitCode::from(2));
        }
        let steps = 1 + [&self.gaps, &self.cells, &self.picture].into_iter().flatten().count();
        let bar = super::progress::Bar::start();
        let mut done = 0;
        let mut step = |what: &str| {
            bar.show(what, done, steps);
            done += 1;
        };
        step("summing up");
        let answer = told(&asked, &snapshot, now, &effort()).map_err(|problem| failed(&problem))?;
        self.write_files(&snapshot, &asked, now, &answer, &mut step)?;
        bar.end();
        let mut out = std::io::stdout().lock();
        if self.json {
            writeln!(out, "{answer:#}")?;
        } else {
            write!(out, "{}", as_table(&answer))?;
        }
        Ok(ExitCode::SUCCESS)
    }

    fn write_files(
        &self,
        snapshot: &Snapshot,
        asked: &Asked,
        now: DateTime<Utc>,
        answer: &Value,
        step: &mut impl FnMut(&str),
    ) -> anyhow::Result<()> {
        let sites = snapshot.sites(&asked.choice, None);
        let effort = effort();
        if let Some(path) = &self.gaps {
            step("outlining gaps");
            let (found, _) =
                gaps::find(snapshot, asked, &sites, usize::MAX, None, &effort).map_err(|problem| failed(&problem))?;
            let mut file = Vec::new();
            if path.extension() == Some(OsStr::new("fgb")) {
                write_flatgeobuf(&mut file, &found, &sites, asked.crs)?;
            } else {
                let head = serde_json::json!({"query": asked.echo, "timeStamp": now.to_rfc3339()});
                file = gaps::collection(&head, &found, &sites, asked.crs).into();
            }
            write_file(path, &file)?;
        }
        if let Some(path) = &self.cells {
            step("listing cells");
            let list = cells::list(snapshot, asked, &sites, &effort).map_err(|problem| failed(&problem))?;
            let mut file = Vec::new();
            cells::write_csv(&mut file, &list, &sites)?;
            write_file(path, &file)?;
        }
        if let Some(path) = &self.picture {
            step("drawing");
            let ground = drawn_ground(snapshot, asked, &effort)?;
            let reach = Reach { include: Include::ALL, ..asked.reach.clone() };
            let cells = crate::coverage::each_cell(&ground, &sites, &reach, &effort)
                .map_err(|_| anyhow::anyhow!("the picture takes too much work"))?;
            if picture::shows_a_pole(&asked.place.area) {
                bail!("{}: no picture is drawn of an area around a pole", path.display());
            }
            let picture = Picture {
                area: &asked.place.area,
                cells: &cells,
                sites: &sites,
                added: &[],
                reach: &reach,
                title: picture::title(answer),
                notes: picture::notes(answer, snapshot, ground.tiling().resolution()),
            };
            write_file(path, picture.svg().as_bytes())?;
        }
        Ok(())
    }

    /// The flags given, under the names they have over HTTP.
    fn params(&self) -> anyhow::Result<Params<'static>> {
        let flags = [
            ("bbox", &self.bbox),
            ("radius_m", &self.radius_m),
            ("min_stations", &self.min_stations),
            ("preset", &self.preset),
            ("resolution", &self.resolution),
            ("bands", &self.bands),
            ("demand", &self.demand),
        ];
        let mut pairs: Vec<(String, String)> =
            given(&flags).chain(self.filters.given()).chain(self.usable.given()?).collect();
        let Some(region) = &self.region else { return Ok(Params::from_pairs(pairs)) };
        let is_file = [".geojson", ".json"].iter().any(|ending| region.ends_with(ending));
        if is_file {
            let text = fs::read_to_string(region).with_context(|| format!("cannot read {region}"))?;
            let text = text.trim_start_matches('\u{FEFF}').to_owned();
            let drawn = RawValue::from_string(text).with_context(|| format!("{region} is not GeoJSON"))?;
            return Ok(Params::from_pairs(pairs).with_json("region", drawn));
        }
        pairs.push(("region".to_owned(), region.clone()));
        Ok(Params::from_pairs(pairs))
    }
}

/// A person waits longer than a page, but not for ever: some minutes for each part of the answer.
fn effort() -> Effort {
    Effort::new(4_000_000_000, None, Default::default())
}

/// The cells to draw: those asked, or finer ones for a small area, or coarser ones where they would be too small to see.
pub(super) fn drawn_ground(
    snapshot: &Snapshot,
    asked: &Asked,
    effort: &Effort,
) -> anyhow::Result<std::sync::Arc<Ground>> {
    /// A page holds hardly more that can be told apart.
    const MOST_DRAWN: u64 = 25_000;
    /// With fewer, an area looks coarser than it is.
    const FEWEST_DRAWN: u64 = 3_000;
    let at = |resolution| {
        let ground = snapshot.ground(&asked.place.area, resolution, None, effort);
        ground.map_err(|_| anyhow::anyhow!("the picture takes too much work"))
    };
    let mut ground = at(asked.resolution)?;
    loop {
        let resolution = ground.tiling().resolution();
        ground = match ground.tiling().cells() {
            many if many > MOST_DRAWN => match resolution.pred() {
                Some(coarser) => at(coarser)?,
                None => return Ok(ground),
            },
            few if few < FEWEST_DRAWN && resolution < Resolution::Twelve => match resolution.succ() {
                Some(finer) => at(finer)?,
                None => return Ok(ground),
            },
            _ => return Ok(ground),
        };
    }
}

pub(super) fn check_ending(path: Option<&Path>, endings: &[&str]) -> anyhow::Result<()> {
    let Some(path) = path else { return Ok(()) };
    let ending = path.extension().and_then(OsStr::to_str).unwrap_or_default();
    if !endings.contains(&ending) {
        bail!("{}: a file name that ends in .{} is expected", path.display(), endings.join(" or ."));
    }
    Ok(())
}

/// Writes a file that someone asked for, whole or not at all.
pub(super) fn write_file(path: &Path, content: &[u8]) -> anyhow::Result<()> {
    replace(path, |file| file.write_all(content))
}

fn failed(problem: &Problem) -> anyhow::Error {
    anyhow::anyhow!("{}", problem.detail())
}

/// The summary for a person: what of it is covered, how far it is, and how that is spread.
fn as_table(answer: &Value) -> String {
    let number = |value: &Value| value.as_f64();
    let mut table = Table::with_heading(["", "total", "covered", "share"]);
    let kind = answer["demand"]["kind"].as_str().unwrap_or("demand");
    for (name, part, unit) in
        [("cells", &answer["cells"], 1.0), ("area, km²", &answer["area_m2"], 1e6), (kind, &answer["demand"], 1.0)]
    {
        if let (Some(total), Some(covered)) = (number(&part["total"]), number(&part["covered"])) {
            let share = if total > 0.0 { format!("{:.1} %", covered / total * 100.0) } else { "-".to_owned() };
            table.row([name.to_owned(), grouped(total / unit), grouped(covered / unit), share]);
        }
    }
    let mut text = table.text();
    let distance = &answer["distance_m"];
    let metres = |name: &str| number(&distance[name]).map(|metres| format!("{} m", grouped(metres)));
    let by = if answer["demand"]["total"].as_f64().is_some_and(|total| total > 0.0) { kind } else { "area" };
    if let (Some(mean), Some(p50), Some(p90), Some(p95)) = (metres("mean"), metres("p50"), metres("p90"), metres("p95"))
    {
        text.push_str(&format!(
            "\ndistance by {by}: mean {mean}, half within {p50}, 90 % within {p90}, 95 % within {p95}\n"
        ));
    }
    if let (Some(max), Some(nearest)) = (metres("max"), answer["farthest"]["nearest"].as_str()) {
        let at = |name: &str| answer["farthest"][name].as_f64().unwrap_or_default();
        let cell = answer["farthest"]["cell"].as_str().unwrap_or_default();
        text.push_str(&format!("farthest: {max} from {nearest}, at {:.5},{:.5} (cell {cell})\n", at("lon"), at("lat")));
    }
    if let Some(bands) = answer["bands"].as_array() {
        let mut table = Table::with_heading(["distance, m", "cells", kind, ""]);
        let mut from = "0".to_owned();
        for band in bands {
            let range = match band["up_to_m"].as_f64() {
                Some(up_to_m) => format!("{from} to {}", grouped(up_to_m)),
                None => format!("over {from}"),
            };
            from = band["up_to_m"].as_f64().map_or(from, grouped);
            let cells = band["cells"].as_f64().unwrap_or_default();
            let demand = band["demand"].as_f64().map_or_else(|| "-".to_owned(), grouped);
            table.row([range, grouped(cells), demand, String::new()]);
        }
        text.push('\n');
        text.push_str(&table.text());
    }
    text
}

/// A number without decimals, its thousands set apart by thin commas.
pub(super) fn grouped(number: f64) -> String {
    let digits = format!("{:.0}", number.abs());
    let mut grouped = String::new();
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    if number <= -0.5 { format!("-{grouped}") } else { grouped }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn thousands_are_set_apart() {
        for (number, text) in [(0.0, "0"), (999.4, "999"), (1000.0, "1,000"), (-1234567.0, "-1,234,567"), (-0.2, "0")] {
            assert_eq!(grouped(number), text);
        }
    }
}
