//! `/v1/coverage/gaps`: where is nobody served? The patches beyond reach, the gravest first.

use super::asked::Asked;
use super::form::Form;
use super::gaps_file::write_flatgeobuf;
use super::{Answer, Bound, Excess, fitted, ground, holds, shape};
use crate::coverage::{Amount, Effort, Gap, Site, gaps};
use crate::geodesy::{Crs, Position};
use crate::http::declared::{Declared, Means, Number, Optional, Whole, Word};
use crate::http::params::Params;
use crate::http::problem::Problem;
use crate::http::reply::{FLATGEOBUF, GEOJSON};
use crate::store::Snapshot;
use axum::http::HeaderMap;
use chrono::{DateTime, Utc};
use geo::{LineString, MultiPolygon, Polygon};
use serde_json::{Value, json};
use std::fmt::Write;

/// The form of the answer.
pub(super) static F: Word<Form> = Word {
    name: "f",
    words: &[("geojson", Form::Json), ("fgb", Form::File), ("json", Form::Json)],
    absent: Optional,
    about: "The form of the answer: geojson (json means the same), or fgb for a FlatGeobuf file. If not given, as Accept says.",
};

static LIMIT: Whole<Means<u64>> = Whole {
    name: "limit",
    range: 1..=10_000,
    unit: "gaps",
    absent: Means(100),
    about: "The most gaps that are told, the gravest first; numberMatched counts all.",
};

static MIN_DEMAND: Number = Number {
    name: "min_demand",
    // More than any demand there is.
    range: 0.0..=1e15,
    unit: "demand",
    absent: Optional,
    about: "Only gaps with at least this demand.",
};

/// Which gaps are told.
pub(in crate::http) static BOUNDS: [&dyn Declared; 2] = [&LIMIT, &MIN_DEMAND];

pub(super) fn answer(
    mut params: Params,
    snapshot: &Snapshot,
    headers: &HeaderMap,
    now: DateTime<Utc>,
    effort: &Effort,
) -> Result<Answer, Problem> {
    let asked = Asked::take(&mut params, snapshot, now);
    let form = Form::take(&mut params, headers, &F, "application/flatgeobuf");
    let (limit, min_demand) = take_bounds(&mut params, &asked);
    params.finish()?;
    asked.found()?;
    let scenario = asked.scenario.as_ref().map(|changed| &changed.scenario);
    let sites = snapshot.sites(&asked.choice, scenario);
    let (found, matched) = find(snapshot, &asked, &sites, limit, min_demand, effort)?;
    let holds = holds(snapshot, &asked, now);
    if form == Form::File {
        let mut file = Vec::new();
        write_flatgeobuf(&mut file, &found, &sites, asked.crs).map_err(|_| Problem::internal())?;
        return Ok(Answer { body: file.into(), media_type: FLATGEOBUF, holds });
    }
    let mut head = shape::head(&asked, snapshot, now);
    shape::merge(&mut head, json!({"stations": sites.len(), "numberMatched": matched, "numberReturned": found.len()}));
    Ok(Answer { body: collection(&head, &found, &sites, asked.crs).into(), media_type: GEOJSON, holds })
}

/// Takes how many gaps are told, and what demand they must have at least.
pub(in crate::http) fn take_bounds(params: &mut Params, asked: &Asked) -> (usize, Option<f64>) {
    let limit = LIMIT.take(params) as usize;
    let min_demand = MIN_DEMAND.take(params);
    if min_demand.is_some() && asked.demand.is_none() {
        let hint = "goes with a kind of demand; the data set has none, or area is asked";
        params.error(MIN_DEMAND.name, "needs_demand", None, hint);
    }
    (limit, min_demand)
}

/// The gravest gaps, and how many there are.
///
/// # Errors
/// `422` for too much work.
pub fn find(
    snapshot: &Snapshot,
    asked: &Asked,
    sites: &[Site],
    limit: usize,
    min_demand: Option<f64>,
    effort: &Effort,
) -> Result<(Vec<Gap>, usize), Problem> {
    let mut found = fitted(asked, effort, |resolution, effort| {
        let ground = ground(snapshot, asked, resolution, Bound::Kept, effort)?;
        gaps(&ground, sites, &asked.reach, effort).map_err(Excess::of_work)
    })?;
    if let Some(least) = min_demand {
        found.retain(|gap| gap.demand.is_some_and(|demand| demand.value() >= least));
    }
    let matched = found.len();
    found.truncate(limit);
    Ok((found, matched))
}

/// Gaps as a GeoJSON FeatureCollection with some members beside.
pub fn collection(head: &Value, gaps: &[Gap], sites: &[Site], crs: Crs) -> String {
    let mut body = String::from("{\"type\":\"FeatureCollection\",\"features\":[");
    for (place, gap) in gaps.iter().enumerate() {
        if place > 0 {
            body.push(',');
        }
        write_gap(&mut body, place + 1, gap, sites, crs);
    }
    body.push(']');
    // The members of the head, without its opening brace.
    match head.to_string().get(1..).filter(|members| members.len() > 1) {
        Some(members) => {
            body.push(',');
            body.push_str(members);
        }
        None => body.push('}'),
    }
    body
}

/// Writes a gap as a GeoJSON Feature.
fn write_gap(out: &mut String, rank: usize, gap: &Gap, sites: &[Site], crs: Crs) {
    let _ = write!(out, "{{\"type\":\"Feature\",\"id\":\"{rank}\",\"geometry\":");
    write_area(out, &gap.area, crs);
    let _ = write!(out, ",\"properties\":{}}}", properties(rank, gap, sites, crs));
}

/// What is told of a gap.
fn properties(rank: usize, gap: &Gap, sites: &[Site], crs: Crs) -> Value {
    json!({
        "rank": rank,
        "cells": gap.cells,
        "area_m2": gap.area_m2.value(),
        "demand": gap.demand.map(Amount::value),
        "farthest": gap.farthest.map(|farthest| shape::farthest(&farthest, sites, crs)),
    })
}

fn write_area(out: &mut String, area: &MultiPolygon<f64>, crs: Crs) {
    match area.0.as_slice() {
        [only] => {
            out.push_str("{\"type\":\"Polygon\",\"coordinates\":");
            write_polygon(out, only, crs);
        }
        parts => {
            out.push_str("{\"type\":\"MultiPolygon\",\"coordinates\":[");
            for (place, part) in parts.iter().enumerate() {
                if place > 0 {
                    out.push(',');
                }
                write_polygon(out, part, crs);
            }
            out.push(']');
        }
    }
    out.push('}');
}

fn write_polygon(out: &mut String, polygon: &Polygon<f64>, crs: Crs) {
    out.push('[');
    write_ring(out, polygon.exterior(), crs);
    for hole in polygon.interiors() {
        out.push(',');
        write_ring(out, hole, crs);
    }
    out.push(']');
}

fn write_ring(out: &mut String, ring: &LineString<f64>, crs: Crs) {
    out.push('[');
    for (place, corner) in ring.coords().enumerate() {
        let [lon, lat] = match (crs, Position::new(corner.x, corner.y)) {
            // As it is: rounded once, so that neighbours keep their corners in common.
            (Crs::Wgs84, _) | (_, Err(_)) => [corner.x, corner.y].map(shape::unsigned),
            (_, Ok(position)) => shape::lon_lat(crs, position),
        };
        let comma = if place > 0 { "," } else { "" };
        let _ = write!(out, "{comma}[{lon},{lat}]");
    }
    out.push(']');
}
