//! What area does a GeoJSON geometry enclose? Polygons and MultiPolygons with every ring checked.

use super::members::{Members, excerpt, kind_of, string};
use super::point::placed;
use crate::geodesy::Crs;
use geo::{Coord, LineString, MultiPolygon, Polygon};
use serde_json::value::RawValue;

type Ring = Vec<Vec<f64>>;

/// Reads a Polygon or MultiPolygon.
///
/// # Errors
/// What is wrong, naming polygon and ring from 0.
pub(super) fn area(geometry: &RawValue, crs: Crs) -> Result<MultiPolygon<f64>, String> {
    let members = Members::read(geometry.get())
        .map_err(|_| format!("\"geometry\" is {}, a Polygon or MultiPolygon is expected", kind_of(geometry)))?;
    let kind = members.get("type").and_then(string).unwrap_or_default();
    let coordinates = members.get("coordinates").map(RawValue::get).unwrap_or("null");
    let unreadable = |error: serde_json::Error| {
        format!("the {kind}'s coordinates are not nested arrays of numbers: {}", plain(&error))
    };
    let polygons: Vec<Vec<Ring>> = match kind.as_ref() {
        "Polygon" => vec![serde_json::from_str(coordinates).map_err(unreadable)?],
        "MultiPolygon" => serde_json::from_str(coordinates).map_err(unreadable)?,
        "" => return Err("the geometry has no \"type\": a Polygon or MultiPolygon is expected".to_owned()),
        other => return Err(format!("the geometry is a {}, a Polygon or MultiPolygon is expected", excerpt(other))),
    };
    if polygons.is_empty() {
        return Err("the MultiPolygon is empty".to_owned());
    }
    let read = |(number, rings): (usize, &Vec<Ring>)| {
        polygon(rings, crs).map_err(|reason| format!("polygon {number}, {reason}"))
    };
    polygons.iter().enumerate().map(read).collect::<Result<Vec<_>, _>>().map(MultiPolygon)
}

fn plain(error: &serde_json::Error) -> String {
    let message = error.to_string();
    message.split(" at line ").next().unwrap_or(&message).to_owned()
}

fn polygon(rings: &[Ring], crs: Crs) -> Result<Polygon<f64>, String> {
    let read =
        |(number, positions): (usize, &Ring)| ring(positions, crs).map_err(|reason| format!("ring {number}: {reason}"));
    let mut rings = rings.iter().enumerate().map(read).collect::<Result<Vec<_>, _>>()?.into_iter();
    let outer = rings.next().ok_or("no ring: it is empty")?;
    Ok(Polygon::new(outer, rings.collect()))
}

fn ring(positions: &Ring, crs: Crs) -> Result<LineString<f64>, String> {
    if positions.len() < 4 {
        return Err(format!("{} positions, at least 4 are needed", positions.len()));
    }
    if positions.first().map(|first| first.get(..2)) != positions.last().map(|last| last.get(..2)) {
        return Err("its last position is not its first: it is not closed".to_owned());
    }
    positions
        .iter()
        .enumerate()
        .map(|(number, numbers)| coordinate(numbers, crs).map_err(|reason| format!("position {number}: {reason}")))
        .collect()
}

fn coordinate(numbers: &[f64], crs: Crs) -> Result<Coord<f64>, String> {
    let [lon, lat, ..] = numbers else { return Err(format!("{} numbers, [lon, lat] is expected", numbers.len())) };
    let position = placed(*lon, *lat, crs)?;
    Ok(Coord { x: position.lon(), y: position.lat() })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<MultiPolygon<f64>, String> {
        area(serde_json::from_str(text).unwrap(), Crs::Wgs84)
    }

    #[test]
    fn a_polygon_is_a_multipolygon_of_one() {
        let area = read(r#"{"type":"Polygon","coordinates":[[[0,0,5],[1,0],[1,1],[0,0]],[[0.1,0.1],[0.2,0.1],[0.2,0.2],[0.1,0.1]]]}"#).unwrap();
        assert_eq!(area.0.len(), 1);
        assert_eq!(area.0[0].interiors().len(), 1);
    }

    #[test]
    fn what_encloses_nothing_is_refused_with_its_place() {
        for (text, reason) in [
            (
                r#"{"type":"Point","coordinates":[0,0]}"#,
                "the geometry is a Point, a Polygon or MultiPolygon is expected",
            ),
            (r#"{"type":"Polygon","coordinates":[]}"#, "polygon 0, no ring: it is empty"),
            (r#"{"type":"MultiPolygon","coordinates":[]}"#, "the MultiPolygon is empty"),
            (
                r#"{"type":"Polygon","coordinates":[[[0,0],[1,0],[0,0]]]}"#,
                "polygon 0, ring 0: 3 positions, at least 4 are needed",
            ),
            (
                r#"{"type":"Polygon","coordinates":[[[0,0],[1,0],[1,1],[0,1]]]}"#,
                "polygon 0, ring 0: its last position is not its first: it is not closed",
            ),
            (
                r#"{"type":"Polygon","coordinates":[[[0,0],[1,0],[1,199],[0,0]]]}"#,
                "polygon 0, ring 0: position 2: lat 199 is outside -90..90",
            ),
            (
                r#"{"type":"Polygon","coordinates":[[[0,0],[1],[1,1],[0,0]]]}"#,
                "polygon 0, ring 0: position 1: 1 numbers, [lon, lat] is expected",
            ),
        ] {
            assert_eq!(read(text).unwrap_err(), reason, "{text}");
        }
    }
}
