//! How is access told? Cell by cell, and summed up by those who live there.

use super::asked::Asked;
use crate::coverage::{Amount, CellScore, Supply};
use crate::http::coverage::shape::head;
use crate::store::Snapshot;
use chrono::{DateTime, Utc};
use serde_json::{Value, json};
use std::fmt::Write;

/// The whole answer, given how many stations pass and what those that say so have to give.
pub(super) fn answer(
    asked: &Asked,
    snapshot: &Snapshot,
    now: DateTime<Utc>,
    scores: &[CellScore],
    (stations, supplies): (usize, &[Supply]),
) -> String {
    let mut told = head(&asked.over, snapshot, now);
    if let Some(object) = told.as_object_mut() {
        object.remove("min_stations");
    }
    told["method"] = asked.over.echo.value("method");
    told["stations"] = stations.into();
    told["stations_without_supply"] = (stations - supplies.len()).into();
    told["supply"] = json!({
        "kind": asked.over.echo.value("supply"),
        "total": supplies.iter().map(|supply| supply.amount).sum::<f64>() + 0.0,
    });
    told["summary"] = summary(asked, scores);
    let mut body = told.to_string();
    body.truncate(body.len() - 1);
    body.reserve(scores.len() * 70);
    body.push_str(",\"cells\":[");
    for (place, of) in scores.iter().enumerate() {
        let comma = if place > 0 { "," } else { "" };
        // Writing to a String cannot fail.
        let _ = write!(
            body,
            "{comma}{{\"cell\":\"{}\",\"score\":{},\"demand\":{}}}",
            of.cell,
            number(of.score),
            number(of.demand)
        );
    }
    body.push_str("]}");
    body
}

fn number(value: Option<f64>) -> String {
    value.map_or_else(|| "null".to_owned(), |value| Value::from(value).to_string())
}

/// Weighed by demand if there is any, else by area, as distances are in coverage.
fn summary(asked: &Asked, scores: &[CellScore]) -> Value {
    let any_demand = scores.iter().any(|of| of.demand.is_some_and(|demand| demand > 0.0));
    let weight = |of: &CellScore| if any_demand { of.demand.unwrap_or(0.0) } else { of.cell.area_m2() };
    let mut weighed: Vec<(f64, f64)> = scores.iter().filter_map(|of| Some((of.score?, weight(of)))).collect();
    weighed.sort_by(|a, b| a.0.total_cmp(&b.0));
    let total: f64 = weighed.iter().map(|(_, weight)| weight).sum();
    let mean = (total > 0.0).then(|| weighed.iter().map(|(score, weight)| score * weight).sum::<f64>() / total);
    let quantile = |share: f64| {
        let mut reached = 0.0;
        let found = weighed.iter().find(|(_, weight)| {
            reached += weight;
            reached >= share * total
        });
        found.or(weighed.last()).filter(|_| total > 0.0).map(|(score, _)| *score)
    };
    // As coverage sums it up: in whole units, so that no order of the cells shows.
    let sum_of = |of: fn(&CellScore) -> bool| {
        Amount::of_weights(scores.iter().filter(|score| of(score)).filter_map(|score| score.demand)).value()
    };
    let weighs = asked.over.demand.is_some();
    json!({
        "cells": scores.len(),
        "mean": mean,
        "p10": quantile(0.1),
        "p50": quantile(0.5),
        "p90": quantile(0.9),
        "demand": weighs.then(|| sum_of(|_| true)),
        "demand_without": weighs.then(|| sum_of(|of| !of.is_served)),
        "cells_without": scores.iter().filter(|of| !of.is_served).count(),
    })
}
