//! How are areas told? The geometries of GeoJSON (RFC 7946) that requests and answers have.

use super::schema::{Named, Shape, always, list_in, number, object};

/// The schemas of areas.
pub(super) fn schemas() -> Vec<Named> {
    let position = || list_in(2..=usize::MAX, number(""), None);
    let ring = || list_in(4..=usize::MAX, position(), None);
    let polygon = || list_in(1..=usize::MAX, ring(), None);
    let geometry = |kind: &str, about: &str, coordinates: Shape| {
        object(about, [("type", always(kind)), ("coordinates", coordinates)])
    };
    vec![
        (
            "Polygon",
            geometry("Polygon", "A GeoJSON Polygon; its edges are straight in longitude and latitude.", polygon()),
        ),
        ("MultiPolygon", geometry("MultiPolygon", "A GeoJSON MultiPolygon.", list_in(1..=usize::MAX, polygon(), None))),
    ]
}
