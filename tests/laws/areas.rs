//! Which areas are asked about? Ordinary ones and all the odd ones, and every cell that could lie in them.

use super::random::Random;
use geo::{BoundingRect, LineString, MultiPolygon, Polygon, Rect, coord};
use h3o::{CellIndex, LatLng, Resolution};
use std::collections::BTreeSet;
use waystation::geodesy::Position;

/// A rectangle of degrees.
pub fn rectangle(west: f64, south: f64, east: f64, north: f64) -> Polygon<f64> {
    Rect::new(coord! { x: west, y: south }, coord! { x: east, y: north }).to_polygon()
}

/// A star around a position, its corners between a tenth and the whole of `size_deg` away.
pub fn star(random: &mut Random, around: Position, size_deg: f64, corners: usize) -> LineString<f64> {
    let ring = (0..corners).map(|corner| {
        let angle = std::f64::consts::TAU * corner as f64 / corners as f64;
        let away = size_deg * random.between(0.1, 1.0);
        let lon = (around.lon() + away * angle.cos()).clamp(-180.0, 180.0);
        let lat = (around.lat() + away * angle.sin()).clamp(-90.0, 90.0);
        coord! { x: lon, y: lat }
    });
    let mut ring: Vec<_> = ring.collect();
    ring.push(ring[0]);
    LineString(ring)
}

/// Areas with a name each, and a resolution at which they have some hundreds of cells.
pub fn areas(random: &mut Random) -> Vec<(&'static str, MultiPolygon<f64>, Resolution)> {
    let at = |lon: f64, lat: f64| Position::new(lon, lat).unwrap();
    let outer = star(random, at(11.5, 48.1), 0.5, 40);
    let hole = star(random, at(11.5, 48.1), 0.04, 9);
    let far_part = Polygon::new(star(random, at(12.8, 48.5), 0.2, 7), vec![]);
    let overlapping = rectangle(11.4, 48.0, 11.9, 48.2);
    let pentagon = LatLng::from(Resolution::Zero.pentagons().next().unwrap());
    let sliver = Polygon::new(
        LineString::from(vec![(10.0, 50.0), (14.0, 50.4), (14.0, 50.401), (10.0, 50.001), (10.0, 50.0)]),
        vec![],
    );
    let bow_tie =
        Polygon::new(LineString::from(vec![(8.0, 47.0), (9.0, 48.0), (9.0, 47.0), (8.0, 48.0), (8.0, 47.0)]), vec![]);
    vec![
        ("with a hole", Polygon::new(outer.clone(), vec![hole]).into(), Resolution::Seven),
        (
            "of parts that overlap",
            MultiPolygon(vec![far_part, Polygon::new(outer, vec![]), overlapping]),
            Resolution::Seven,
        ),
        ("a sliver", sliver.into(), Resolution::Nine),
        ("that crosses itself", bow_tie.into(), Resolution::Six),
        (
            "across the antimeridian",
            MultiPolygon(vec![rectangle(178.9, -18.0, 180.0, -17.0), rectangle(-180.0, -18.0, -179.2, -16.9)]),
            Resolution::Six,
        ),
        ("around the north pole", rectangle(-180.0, 86.5, 180.0, 90.0).into(), Resolution::Four),
        ("beside the south pole", rectangle(-30.0, -90.0, 95.0, -87.0).into(), Resolution::Five),
        (
            "around a pentagon",
            rectangle(pentagon.lng() - 2.0, pentagon.lat() - 1.0, pentagon.lng() + 2.0, pentagon.lat() + 1.5).into(),
            Resolution::Six,
        ),
        (
            "across the equator and Greenwich",
            Polygon::new(star(random, at(0.0, 0.0), 3.0, 30), vec![]).into(),
            Resolution::Five,
        ),
        ("smaller than a cell", rectangle(13.40, 52.50, 13.4004, 52.5004).into(), Resolution::Eight),
        ("one cell or none", rectangle(13.40, 52.50, 13.41, 52.507).into(), Resolution::Eight),
        ("of nothing", MultiPolygon(vec![]), Resolution::Seven),
        ("flat", rectangle(5.0, 45.0, 6.0, 45.0).into(), Resolution::Seven),
        ("half the globe", rectangle(-180.0, -90.0, 180.0, 3.0).into(), Resolution::Two),
        ("the whole globe", rectangle(-180.0, -90.0, 180.0, 90.0).into(), Resolution::One),
    ]
}

/// Every cell whose centre could lie in an area: all there are or, of fine ones, those of a lattice so close that no
/// cell escapes it.
pub fn cells_near(area: &MultiPolygon<f64>, resolution: Resolution) -> Vec<CellIndex> {
    if resolution <= Resolution::Four {
        return CellIndex::base_cells().flat_map(|cell| cell.children(resolution)).collect();
    }
    let mut cells = BTreeSet::new();
    for polygon in area {
        let Some(window) = polygon.bounding_rect() else { continue };
        // A circle of a third of the mean edge lies in every cell, however it is squeezed.
        let step = resolution.edge_length_rads().to_degrees() / 3.0;
        let mut lat = window.min().y - step;
        while lat <= window.max().y + step {
            let lat_here = lat.clamp(-90.0, 90.0);
            let lon_step = step / lat_here.to_radians().cos().max(1e-3);
            let mut lon = window.min().x - lon_step;
            while lon <= window.max().x + lon_step {
                cells.insert(LatLng::new(lat_here, lon).unwrap().to_cell(resolution));
                lon += lon_step;
            }
            lat += step;
        }
    }
    cells.into_iter().collect()
}
