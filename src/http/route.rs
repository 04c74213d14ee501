//! How does a request say which way it means? As a GeoJSON LineString, or as an encoded polyline.

use super::api::schema::{self, Shape};
use super::declared::{Declared, Means, Shaped, Whole, body_of};
use super::params::Params;
use crate::geodesy::{Crs, Position};
use crate::ingest::{MOST_VERTICES, read_route};

/// The way.
pub static ROUTE: Shaped = Shaped {
    name: "route",
    needed: Some("a LineString, or {\"polyline\": \"...\", \"precision\": 5}, is needed"),
    in_address: None,
    in_body: || schema::any_of("", [schema::made(body_of(&LINE_STRING)), schema::made(body_of(&ENCODED))]),
    about: "The route, in the system of crs: a GeoJSON LineString, or an encoded polyline with its precision. From vertex to vertex it goes the shortest way on the ellipsoid.",
};

static LINE_STRING: [&dyn Declared; 3] = [&TYPE, &COORDINATES, &BBOX];
static ENCODED: [&dyn Declared; 2] = [&POLYLINE, &PRECISION];

static TYPE: Shaped = Shaped {
    name: "type",
    needed: Some("its type is needed"),
    in_address: None,
    in_body: || schema::always("LineString"),
    about: "Which GeoJSON it is.",
};

static COORDINATES: Shaped = Shaped {
    name: "coordinates",
    needed: Some("an array of positions is needed"),
    in_address: None,
    in_body: || schema::list_in(2..=MOST_VERTICES, position(), None),
    about: "Longitude and latitude of each vertex in degrees; a height is read and left out.",
};

static BBOX: Shaped = Shaped {
    name: "bbox",
    needed: None,
    in_address: None,
    in_body: || schema::anything(""),
    about: "Its box, which is not looked at.",
};

static POLYLINE: Shaped = Shaped {
    name: "polyline",
    needed: Some("a text is needed"),
    in_address: None,
    in_body: schema::some_text,
    about: "Vertices as Google's polyline algorithm encodes them, latitude first.",
};

static PRECISION: Whole<Means<u64>> = Whole {
    name: "precision",
    range: 5..=6,
    unit: "decimal places",
    absent: Means(5),
    about: "How many decimal places of a degree were encoded: 5 as Google has it, 6 as OSRM and Valhalla can.",
};

fn position() -> Shape {
    schema::list_in(2..=3, schema::number(""), None)
}

/// Takes the vertices of [`ROUTE`]; none if it is missing or wrong.
pub fn take_route(params: &mut Params, crs: Crs) -> Vec<Position> {
    ROUTE.look_for(params);
    let Some(value) = params.object(ROUTE.name) else { return Vec::new() };
    read_route(&value, crs).unwrap_or_else(|reason| {
        params.error(ROUTE.name, "not_a_route", None, reason);
        Vec::new()
    })
}
