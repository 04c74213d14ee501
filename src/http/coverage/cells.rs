//! `/v1/coverage/cells`: how is each cell served? As JSON, or as a table for a spreadsheet.

use super::asked::Asked;
use super::form::Form;
use super::{Answer, Bound, Excess, few_enough, fitted, ground, holds, shape};
use crate::coverage::{CellServed, Effort, Site, each_cell};
use crate::http::declared::{Optional, Word};
use crate::http::params::Params;
use crate::http::problem::Problem;
use crate::http::reply::{CSV, JSON};
use crate::json_text::push_quoted;
use crate::store::Snapshot;
use axum::http::HeaderMap;
use chrono::{DateTime, Utc};
use std::fmt::Write;
use std::io;

/// Most cells in one answer: about a hundred megabytes.
const MOST_CELLS: u64 = 1_000_000;

/// Columns of the table, and members of a cell.
const COLUMNS: [&str; 5] = ["cell", "distance_m", "stations_within", "demand", "nearest"];

/// The form of the answer.
pub(super) static F: Word<Form> = Word {
    name: "f",
    words: &[("json", Form::Json), ("csv", Form::File)],
    absent: Optional,
    about: "The form of the answer: json, or csv with the columns cell, distance_m, stations_within, demand, nearest. If not given, as Accept says.",
};

pub(super) fn answer(
    mut params: Params,
    snapshot: &Snapshot,
    headers: &HeaderMap,
    now: DateTime<Utc>,
    effort: &Effort,
) -> Result<Answer, Problem> {
    let asked = Asked::take(&mut params, snapshot, now);
    let form = Form::take(&mut params, headers, &F, "text/csv");
    params.finish()?;
    asked.found()?;
    let sites = snapshot.sites(&asked.choice, asked.scenario.as_ref().map(|changed| &changed.scenario));
    let cells = list(snapshot, &asked, &sites, effort)?;
    let holds = holds(snapshot, &asked, now);
    if form == Form::File {
        let mut table = Vec::with_capacity(cells.len() * 64);
        write_csv(&mut table, &cells, &sites).map_err(|_| Problem::internal())?;
        return Ok(Answer { body: table.into(), media_type: CSV, holds });
    }
    let mut head = shape::head(&asked, snapshot, now);
    head["stations"] = sites.len().into();
    let mut body = head.to_string();
    body.truncate(body.len() - 1);
    body.reserve(cells.len() * 110);
    body.push_str(",\"cells\":[");
    for (place, cell) in cells.iter().enumerate() {
        if place > 0 {
            body.push(',');
        }
        write_cell(&mut body, cell, &sites);
    }
    body.push_str("]}");
    Ok(Answer { body: body.into(), media_type: JSON, holds })
}

/// How each cell is served, of no more than a million.
///
/// # Errors
/// `422` for too much work.
pub fn list(snapshot: &Snapshot, asked: &Asked, sites: &[Site], effort: &Effort) -> Result<Vec<CellServed>, Problem> {
    fitted(asked, effort, |resolution, effort| {
        let ground = ground(snapshot, asked, resolution, Bound::Unknown, effort)?;
        few_enough(&ground, MOST_CELLS, "/v1/coverage sums them up")?;
        each_cell(&ground, sites, &asked.reach, effort).map_err(Excess::of_work)
    })
}

fn write_cell(out: &mut String, cell: &CellServed, sites: &[Site]) {
    // Writing to a String cannot fail.
    let _ = write!(out, "{{\"cell\":\"{}\",\"distance_m\":", cell.cell);
    match cell.served {
        Some(served) => drop(write!(out, "{}", served.distance.m())),
        None => out.push_str("null"),
    }
    let _ = write!(out, ",\"stations_within\":{},\"demand\":", cell.stations_within);
    match cell.demand {
        Some(demand) => drop(write!(out, "{demand}")),
        None => out.push_str("null"),
    }
    out.push_str(",\"nearest\":");
    match nearest(cell, sites) {
        Some(id) => push_quoted(out, id),
        None => out.push_str("null"),
    }
    out.push('}');
}

/// Writes cells as a table with a heading; what is not known is an empty field.
///
/// # Errors
/// When the writer fails.
pub fn write_csv(out: impl io::Write, cells: &[CellServed], sites: &[Site]) -> io::Result<()> {
    let mut table = csv::Writer::from_writer(out);
    table.write_record(COLUMNS)?;
    for cell in cells {
        table.write_record([
            cell.cell.to_string(),
            cell.served.map_or_else(String::new, |served| served.distance.m().to_string()),
            cell.stations_within.to_string(),
            cell.demand.map_or_else(String::new, |demand| demand.to_string()),
            nearest(cell, sites).unwrap_or_default().to_owned(),
        ])?;
    }
    table.flush()
}

fn nearest<'a>(cell: &CellServed, sites: &[Site<'a>]) -> Option<&'a str> {
    sites.get(cell.served?.site as usize).map(|site| site.id)
}
