//! What does a filter draw? Positions and rings held to what can be one, and whether two geometries meet.

use super::{Drawn, Fault};
use crate::geodesy::{BoundingBox, BoxError, Position};
use geo::{BoundingRect, Coord, Geometry, Intersects, LineString, MultiPolygon, Point, Polygon, Rect};

/// A position from its numbers: longitude, latitude, and perhaps a height, which is not asked about.
pub(super) fn coord(numbers: &[f64]) -> Result<Coord<f64>, Fault> {
    let ([lon, lat] | [lon, lat, _]) = *numbers else {
        return Err(Fault::anywhere(format!("a position has 2 or 3 numbers, not {}", numbers.len())));
    };
    let position = Position::new(lon, lat).map_err(|error| Fault::anywhere(error.to_string()))?;
    Ok(Coord { x: position.lon(), y: position.lat() })
}

/// A line of two positions at least.
pub(super) fn line(coords: Vec<Coord<f64>>) -> Result<LineString<f64>, Fault> {
    match coords.len() {
        0 | 1 => Err(Fault::anywhere("a line has two positions at least")),
        _ => Ok(LineString(coords)),
    }
}

/// A polygon from its rings, of which each ends where it begins.
pub(super) fn polygon(rings: Vec<Vec<Coord<f64>>>) -> Result<Polygon<f64>, Fault> {
    if rings.iter().any(|ring| ring.len() < 4 || ring.first() != ring.last()) {
        return Err(Fault::anywhere("a ring has four positions at least and ends where it begins"));
    }
    let mut rings = rings.into_iter().map(LineString);
    let exterior = rings.next().ok_or_else(|| Fault::anywhere("a polygon has a ring at least"))?;
    Ok(Polygon::new(exterior, rings.collect()))
}

/// A box from four numbers, or from six with heights, which are not asked about.
pub(super) fn bounding_box(numbers: &[f64]) -> Result<BoundingBox, Fault> {
    let ([west, south, east, north] | [west, south, _, east, north, _]) = *numbers else {
        return Err(Fault::anywhere(format!("a box has 4 or 6 numbers, not {}", numbers.len())));
    };
    BoundingBox::new(west, south, east, north).map_err(|error| {
        Fault::anywhere(match error {
            BoxError::Corner(error) => error.to_string(),
            BoxError::UpsideDown => "a box's south is not above its north".to_owned(),
        })
    })
}

/// A box as polygons that do not cross the antimeridian.
fn polygons(of: &BoundingBox) -> MultiPolygon<f64> {
    let polygon = |part: BoundingBox| {
        let [west, south, east, north] = part.corners();
        Rect::new(Coord { x: west, y: south }, Coord { x: east, y: north }).to_polygon()
    };
    MultiPolygon(of.parts().into_iter().map(polygon).collect())
}

impl Drawn {
    /// The smallest box around it that does not wrap.
    pub(super) fn bounds(&self) -> Option<BoundingBox> {
        match self {
            Self::Box(drawn) => Some(*drawn),
            Self::Geometry(drawn) => {
                let around = drawn.bounding_rect()?;
                BoundingBox::new(around.min().x, around.min().y, around.max().x, around.max().y).ok()
            }
        }
    }

    /// Whether a position lies in it or on it.
    pub fn meets_point(&self, lon: f64, lat: f64) -> bool {
        match self {
            Self::Box(drawn) => drawn.contains(lon, lat),
            Self::Geometry(drawn) => drawn.intersects(&Point::new(lon, lat)),
        }
    }

    /// Whether it has a point in common with an area.
    pub fn meets_area(&self, area: &MultiPolygon<f64>) -> bool {
        match self {
            Self::Box(drawn) => drawn.parts().iter().any(|part| {
                let [west, south, east, north] = part.corners();
                area.intersects(&Rect::new(Coord { x: west, y: south }, Coord { x: east, y: north }))
            }),
            Self::Geometry(drawn) => area.intersects(drawn),
        }
    }
}

/// Whether two drawn geometries have a point in common.
pub fn meet(one: &Drawn, other: &Drawn) -> bool {
    match (one, other) {
        (Drawn::Geometry(Geometry::Point(point)), other) | (other, Drawn::Geometry(Geometry::Point(point))) => {
            other.meets_point(point.x(), point.y())
        }
        (Drawn::Box(drawn), other) | (other, Drawn::Box(drawn)) => other.meets_area(&polygons(drawn)),
        (Drawn::Geometry(one), Drawn::Geometry(other)) => one.intersects(other),
    }
}
