//! Which points does a caller list? Candidates and demand with their ids, in an order that does not depend on the list's.

use crate::coverage::HEAVIEST;
use crate::geodesy::{Crs, Position};
use crate::http::api::schema::{self, Shape};
use crate::http::declared::{Declared, Needed, Number, Shaped, body_of};
use crate::http::filters::{LAT, LON};
use crate::http::meant::nearest_word;
use crate::http::params::Params;
use crate::ingest::Members;
use serde_json::value::RawValue;
use std::collections::HashSet;
use utoipa::openapi::schema::ObjectBuilder;

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

/// Where sites may be.
pub(super) static CANDIDATES: Shaped = Shaped {
    name: "candidates",
    needed: None,
    in_address: None,
    in_body: || cells_or(body_of(&OF_A_POINT[..3])),
    about: "Where sites may be: the centres of the area's cells (cells, and if not given), or these points.",
};

/// Who is to be served.
pub(super) static DEMAND: Shaped = Shaped {
    name: "demand",
    needed: None,
    in_address: None,
    in_body: || cells_or(body_of(&OF_A_POINT)),
    about: "Who is to be served: the area's cells (cells, and if not given), or these points, each with its weight.",
};

static ID: Shaped = Shaped {
    name: "id",
    needed: None,
    in_address: None,
    in_body: || schema::id(""),
    about: "By which the point is called in answers.",
};

static WEIGHT: Number<Needed> = Number {
    name: "weight",
    range: 0.0..=HEAVIEST,
    unit: "demand",
    absent: Needed("the weight is missing"),
    about: "How much demand there is at the point.",
};

/// What is said of a point; candidates have no weight.
static OF_A_POINT: [&dyn Declared; 4] = [&ID, &LON, &LAT, &WEIGHT];

fn cells_or(point: ObjectBuilder) -> Shape {
    schema::any_of("", [schema::always("cells"), schema::list_in(1..=usize::MAX, schema::made(point), None)])
}

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
pub(super) fn take_points(params: &mut Params, declared: &Shaped, crs: Crs, weighs: bool) -> Option<Vec<Named>> {
    let name = declared.name;
    if !params.is_array(name) {
        params.one_of(name, ["cells", "an array of points"], |word| (word == "cells").then_some(()));
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
    let known: Vec<&str> = OF_A_POINT[..if weighs { 4 } else { 3 }].iter().map(|declared| declared.name()).collect();
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
    let id = match members.get(ID.name) {
        None => None,
        Some(value) => match Params::id_of(value) {
            Some(id) if !id.is_empty() => Some(id),
            _ => return Err("the id is to be a text or an integer".to_owned()),
        },
    };
    let lon = number(LON.name).ok_or("lon is to be a number of degrees")?;
    let lat = number(LAT.name).ok_or("lat is to be a number of degrees")?;
    // Checked as the caller gave them, so that what is told can be found in the question.
    Position::new(lon, lat).map_err(|error| error.to_string())?;
    let position = crs.to_wgs84(lon, lat).map_err(|error| error.to_string())?;
    let weight = match (weighs, members.get(WEIGHT.name)) {
        (true, None) => return Err(WEIGHT.absent.0.to_owned()),
        (true, Some(_)) => number(WEIGHT.name)
            .filter(|weight| WEIGHT.range.contains(weight))
            .ok_or_else(|| format!("the weight is to be a number, 0 to {HEAVIEST:e}"))?,
        (false, _) => 1.0,
    };
    Ok(Named { id, position, weight })
}
