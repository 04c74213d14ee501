//! Which point or area is a geometry, for those who take both?

use super::members::{Members, excerpt, kind_of, string};
use super::point;
use super::polygon;
use crate::geodesy::{Crs, Position};
use geo::{MultiPolygon, Polygon};
use serde_json::value::RawValue;
use std::borrow::Cow;

const EXPECTED: &str = "a Point, Polygon or MultiPolygon is expected";

/// A point or an area.
pub(super) enum Shape {
    Position(Position),
    Polygon(Polygon<f64>),
    MultiPolygon(MultiPolygon<f64>),
}

/// Reads a Point, a MultiPoint of one position, a Polygon or a MultiPolygon.
///
/// # Errors
/// Why it is none of them.
pub(super) fn shape(
    geometry: Option<&RawValue>,
    crs: Crs,
    doubts: &mut Vec<Cow<'static, str>>,
) -> Result<Shape, String> {
    let Some(geometry) = geometry else { return Err(format!("there is no geometry: {EXPECTED}")) };
    let members =
        Members::read(geometry.get()).map_err(|_| format!("\"geometry\" is {}, {EXPECTED}", kind_of(geometry)))?;
    let kind = members.get("type").and_then(string).unwrap_or_default();
    match kind.as_ref() {
        "Point" | "MultiPoint" => point::position(Some(geometry), crs, doubts).map(Shape::Position),
        "Polygon" | "MultiPolygon" => {
            let mut area = polygon::area(geometry, crs)?;
            match area.0.pop() {
                Some(only) if kind == "Polygon" => Ok(Shape::Polygon(only)),
                last => {
                    area.0.extend(last);
                    Ok(Shape::MultiPolygon(area))
                }
            }
        }
        "" => Err(format!("the geometry has no \"type\": {EXPECTED}")),
        other => Err(format!("the geometry is a {}, {EXPECTED}", excerpt(other))),
    }
}
