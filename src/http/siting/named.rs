//! Which points does a caller list? Candidates and demand with their ids, in an order that does not depend on the list's.

use crate::geodesy::{Crs, Position};
use crate::http::params::{Params, nearest_word};
use crate::ingest::Members;
use serde_json::value::RawValue;
use std::collections::HashSet;

/// A point that may have a name.
#[derive(Debug, Clone, PartialEq)]
pub struct Named {
    /// Its id, if it has one.
    pub id: Option<String>,
    /// Where it is, WGS 84.
    pub position: Position,
    /// How much there is; 1 for candidates.
    pub weight: f64,
}

/// Heaviest demand at one point: with as many points as fit into a question all together stays far below what a
/// double holds.
const HEAVIEST: f64 = 1e15;
/// Words of a point.
const WORDS: [&str; 4] = ["id", "lon", "lat", "weight"];

impl Named {
    /// By id, those without one last and by position; so ties are broken the same way however the list is ordered.
    pub fn sort(points: &mut [Self]) {
        let degrees = |point: &Self| (point.position.lon(), point.position.lat());
        points.sort_by(|one, other| {
            let ids = (one.id.is_none(), &one.id).cmp(&(other.id.is_none(), &other.id));
            let ((lon, lat), (other_lon, other_lat)) = (degrees(one), degrees(other));
            ids.then(lon.total_cmp(&other_lon))
                .then(lat.total_cmp(&other_lat))
                .then(one.weight.total_cmp(&other.weight))
        });
    }
}

/// Takes a list of points, or none if the word is `cells` (or nothing, which means the same).
pub(super) fn take_points(params: &mut Params, name: &'static str, crs: Crs, weighs: bool) -> Option<Vec<Named>> {
    if !params.is_array(name) {
        params.one_of(name, &["cells", "an array of points"], |word| (word == "cells").then_some(()));
        return None;
    }
    let values = params.array(name)?;
    if values.is_empty() {
        params.error(name, "empty", None, "at least one point is needed, or \"cells\"");
    }
    let mut points = Vec::with_capacity(values.len());
    let mut ids = HashSet::new();
    for (place, value) in values.iter().enumerate() {
        match point(value, crs, weighs) {
            Ok(point) => {
                if let Some(id) = &point.id
                    && !ids.insert(id.clone())
                {
                    params.error(
                        name,
                        "repeated",
                        Some(id),
                        format!("{name}[{place}]: the id is taken by another point"),
                    );
                }
                points.push(point);
            }
            Err(reason) => {
                let shown: String = value.get().chars().take(80).collect();
                params.error(name, "not_a_point", Some(&shown), format!("{name}[{place}]: {reason}"));
            }
        }
    }
    let weighty = points.iter().any(|point| point.weight > 0.0);
    if weighs && !points.is_empty() && !weighty {
        params.error(name, "out_of_range", Some("0"), "the weights come to nothing: at least one is to be above 0");
    }
    Named::sort(&mut points);
    Some(points)
}

fn point(value: &RawValue, crs: Crs, weighs: bool) -> Result<Named, String> {
    let members = Members::read(value.get()).map_err(|_| "an object with lon and lat is expected".to_owned())?;
    let known = &WORDS[..if weighs { 4 } else { 3 }];
    for (at, (name, _)) in members.0.iter().enumerate() {
        if !known.contains(&name.as_ref()) {
            let near = nearest_word(name, known.iter().copied());
            let meant = near.map_or(String::new(), |near| format!("; is {near} meant?"));
            let name: String = name.chars().take(40).collect();
            return Err(format!("{name} is unknown, {} are known{meant}", known.join(", ")));
        }
        if members.0[..at].iter().any(|(other, _)| other == name) {
            return Err(format!("{name} is given twice"));
        }
    }
    let number = |name: &str| {
        let value = members.get(name)?;
        value.get().parse::<f64>().ok().filter(|number| number.is_finite())
    };
    let id = match members.get("id") {
        None => None,
        Some(value) => match Params::id_of(value) {
            Some(id) if !id.is_empty() => Some(id),
            _ => return Err("the id is to be a text or an integer".to_owned()),
        },
    };
    let lon = number("lon").ok_or("lon is to be a number of degrees")?;
    let lat = number("lat").ok_or("lat is to be a number of degrees")?;
    // Checked as the caller gave them, so that what is told can be found in the question.
    Position::new(lon, lat).map_err(|error| error.to_string())?;
    let position = crs.to_wgs84(lon, lat).map_err(|error| error.to_string())?;
    let weight = match (weighs, members.get("weight")) {
        (true, None) => return Err("the weight is missing".to_owned()),
        (true, Some(_)) => number("weight")
            .filter(|weight| (0.0..=HEAVIEST).contains(weight))
            .ok_or_else(|| format!("the weight is to be a number, 0 to {HEAVIEST:e}"))?,
        (false, _) => 1.0,
    };
    Ok(Named { id, position, weight })
}
