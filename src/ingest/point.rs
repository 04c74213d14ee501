//! At which position is a station, or whatever else is at one? A Point, or a MultiPoint of one position.

use super::members::{Members, array, excerpt, kind_of, string};
use crate::geodesy::{Crs, Position};
use serde_json::value::RawValue;
use std::borrow::Cow;

/// A Point without a height.
#[derive(serde::Deserialize)]
struct PlainPoint<'a> {
    r#type: &'a str,
    coordinates: LonLat,
}

/// Two numbers and no more.
#[derive(serde::Deserialize)]
struct LonLat(f64, f64);

/// The position of a geometry, with a doubt where it is written otherwise than it should be.
///
/// # Errors
/// Why it has none.
pub(super) fn position(
    geometry: Option<&RawValue>,
    crs: Crs,
    doubts: &mut Vec<Cow<'static, str>>,
) -> Result<Position, String> {
    let Some(geometry) = geometry else {
        return Err("there is no geometry: a station needs a Point".to_owned());
    };
    // A Point whose feature is not plain for another reason.
    if let Ok(PlainPoint { r#type: "Point", coordinates: LonLat(lon, lat) }) = serde_json::from_str(geometry.get()) {
        return placed(lon, lat, crs);
    }
    let geometry_members = Members::read(geometry.get())
        .map_err(|_| format!("\"geometry\" is {}, a Point is expected", kind_of(geometry)))?;
    let kind = geometry_members.get("type").and_then(string).unwrap_or_default();
    let coordinates = geometry_members.get("coordinates");
    match (kind.as_ref(), coordinates) {
        ("Point", Some(coordinates)) => point(coordinates, crs, doubts),
        ("MultiPoint", Some(coordinates)) => match array(coordinates).as_deref() {
            Some([only]) => {
                doubts.push("the geometry is a MultiPoint of one position, read as a Point".into());
                point(only, crs, doubts)
            }
            Some(all) => Err(format!("the geometry is a MultiPoint of {} positions, a Point is expected", all.len())),
            None => Err("the MultiPoint's coordinates are not an array".to_owned()),
        },
        ("Point" | "MultiPoint", None) => Err(format!("the {kind} has no coordinates")),
        ("", _) => Err("the geometry has no \"type\": a Point is expected".to_owned()),
        (other, _) => Err(format!("the geometry is a {}, a Point is expected", excerpt(other))),
    }
}

/// Reads `[lon, lat]`; a height after it is allowed and not used.
fn point(coordinates: &RawValue, crs: Crs, doubts: &mut Vec<Cow<'static, str>>) -> Result<Position, String> {
    let Some(values) = array(coordinates) else {
        return Err(format!("the coordinates are {}, [lon, lat] is expected", kind_of(coordinates)));
    };
    let [lon, lat, rest @ ..] = values.as_slice() else {
        return Err(format!("the coordinates have {} numbers, [lon, lat] is expected", values.len()));
    };
    if rest.len() > 1 {
        let numbers = values.len();
        doubts.push(format!("the position has {numbers} numbers; those after lon and lat are not used").into());
    }
    let number = |name: &str, value: &RawValue| match serde_json::from_str::<f64>(value.get()) {
        Ok(number) => Ok(number),
        Err(_) => Err(match kind_of(value) {
            "a number" => format!("{name} {} is too large for a number", excerpt(value.get())),
            other => format!("{name} is {other} ({}), a number is expected", excerpt(value.get())),
        }),
    };
    placed(number("lon", lon)?, number("lat", lat)?, crs)
}

/// The position that a system calls so, in WGS 84.
///
/// # Errors
/// Why there is no such position.
pub(super) fn placed(lon: f64, lat: f64, crs: Crs) -> Result<Position, String> {
    let position = crs.to_wgs84(lon, lat).map_err(|error| error.to_string())?;
    // A computed position is held to a billionth of a degree, on which all machines agree.
    let rounded = |degrees: f64| if crs == Crs::Wgs84 { degrees } else { (degrees * 1e9).round() / 1e9 };
    Position::new(rounded(position.lon()), rounded(position.lat())).map_err(|error| error.to_string())
}
