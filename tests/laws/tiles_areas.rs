//! Are areas whole when their tiles are put together: nothing lost, nothing twice, no seam, rings that go the right way?

use super::areas::{areas, rectangle};
use super::random::Random;
use geo::orient::Direction;
use geo::{
    Area, BooleanOps, BoundingRect, Coord, LineString, MultiPolygon, Orient, Polygon, Validation, coord, unary_union,
};
use std::f64::consts::{FRAC_PI_4, PI};
use waystation::geodesy::Crs;
use waystation::tiles::{BUFFER, EXTENT, MAX_ZOOM, Outline, TileId};

const TILE: f64 = EXTENT as f64;

/// A corner in units of a zoom, by the formula of EPSG:3857.
fn projected(at: Coord<f64>, zoom: u8) -> Coord<f64> {
    let units = TILE * 2f64.powi(zoom.into());
    let y = 0.5 - (FRAC_PI_4 + at.y.to_radians() / 2.0).tan().ln() / (2.0 * PI);
    coord! { x: (at.x / 360.0 + 0.5) * units, y: y * units }
}

/// An area in units of a zoom, its edges followed in steps of a fiftieth of a degree; parts that overlap are one.
fn in_units(area: &MultiPolygon<f64>, zoom: u8) -> MultiPolygon<f64> {
    let ring = |ring: &LineString<f64>| {
        let steps = ring.lines().flat_map(|line| {
            let count = (line.dy().abs().max(line.dx().abs()) * 50.0).ceil().max(1.0);
            (0..count as usize).map(move |step| projected(line.start + line.delta() * (step as f64 / count), zoom))
        });
        LineString(steps.collect())
    };
    let parts: Vec<Polygon<f64>> = area
        .iter()
        .map(|part| Polygon::new(ring(part.exterior()), part.interiors().iter().map(ring).collect()))
        .collect();
    as_one(&MultiPolygon(parts))
}

/// An area whose parts may overlap and whose rings go either way.
fn as_one(area: &MultiPolygon<f64>) -> MultiPolygon<f64> {
    unary_union(&area.orient(Direction::Default))
}

/// The zoom at which an area is some tiles wide.
fn zoom_of(area: &MultiPolygon<f64>) -> u8 {
    let window = area.bounding_rect().unwrap();
    let share = (window.width().max(window.height() * 2.0) / 360.0).max(1e-5);
    ((3.0 / share).log2().floor() as u8).clamp(0, MAX_ZOOM)
}

/// The rings of a tile as polygons, each outer ring with the holes after it.
fn polygons(rings: &[Vec<[i32; 2]>]) -> MultiPolygon<f64> {
    let mut polygons: Vec<Polygon<f64>> = Vec::new();
    for ring in rings {
        let line: LineString<f64> = ring.iter().map(|[x, y]| (f64::from(*x), f64::from(*y))).collect();
        let polygon = Polygon::new(line.clone(), Vec::new());
        let area = polygon.signed_area();
        assert!(area != 0.0, "a ring without an inside");
        match area > 0.0 {
            true => polygons.push(polygon),
            false => polygons.last_mut().expect("a hole without an outline").interiors_push(line),
        }
    }
    MultiPolygon(polygons)
}

/// The tiles of a zoom that may show a part of an area, and what they show.
fn drawn(area: &MultiPolygon<f64>, zoom: u8) -> Vec<(TileId, MultiPolygon<f64>)> {
    let outline = Outline::of(area, Crs::Wgs84);
    let window = area.bounding_rect().unwrap();
    let most = 2f64.powi(zoom.into()) - 1.0;
    let column = |lon: f64| ((lon / 360.0 + 0.5) * (most + 1.0)).floor().clamp(0.0, most) as u32;
    let row = |lat: f64| {
        (projected(coord! { x: 0.0, y: lat.clamp(-85.0511, 85.0511) }, zoom).y / TILE).clamp(0.0, most) as u32
    };
    let mut drawn = Vec::new();
    for column in column(window.min().x)..=column(window.max().x) {
        for row in row(window.max().y)..=row(window.min().y) {
            let tile = TileId::new(zoom, column, row).unwrap();
            drawn.push((tile, polygons(&outline.in_tile(tile))));
        }
    }
    drawn
}

#[test]
fn the_tiles_of_a_zoom_together_show_the_whole_area_and_no_more() {
    for seed in 0..3 {
        for (name, area, _) in areas(&mut Random::seeded(seed)) {
            // What crosses itself has no one area; what is flat has none.
            if area.0.is_empty() || ["that crosses itself", "flat"].contains(&name) {
                continue;
            }
            let world = rectangle(-180.0, -85.051_128_779_8, 180.0, 85.051_128_779_8);
            for zoom in [zoom_of(&area), zoom_of(&area).saturating_sub(2), (zoom_of(&area) + 1).min(MAX_ZOOM)] {
                let expected = in_units(&as_one(&area).intersection(&world), zoom);
                let outline: f64 = expected
                    .iter()
                    .flat_map(|part| std::iter::once(part.exterior()).chain(part.interiors()))
                    .map(|ring| ring.lines().map(|line| line.dx().hypot(line.dy())).sum::<f64>())
                    .sum();
                let tile = rectangle(0.0, 0.0, TILE, TILE);
                let shown: f64 =
                    drawn(&area, zoom).iter().map(|(_, shown)| shown.intersection(&tile).unsigned_area()).sum();
                let off = (shown - expected.unsigned_area()).abs();
                // Rounding moves each corner by less than a unit, and so an edge's area by less than its length.
                assert!(off <= outline + 4.0, "{name} at zoom {zoom}: {off} of {shown}, outline {outline}");
            }
        }
    }
}

#[test]
fn rings_are_valid_and_stay_within_the_margin() {
    let (least, most) = (-(BUFFER as i32) as f64, f64::from(EXTENT + BUFFER));
    for seed in 10..13 {
        for (name, area, _) in areas(&mut Random::seeded(seed)) {
            if area.0.is_empty() {
                continue;
            }
            for zoom in [0, zoom_of(&area).saturating_sub(1), (zoom_of(&area) + 1).min(MAX_ZOOM)] {
                for (tile, shown) in drawn(&area, zoom) {
                    assert!(shown.is_valid(), "{name} {tile:?}: {:?}", shown.validation_errors());
                    let window = shown.bounding_rect();
                    let within = |at: Coord<f64>| [at.x, at.y].iter().all(|units| (least..=most).contains(units));
                    assert!(
                        window.is_none_or(|window| within(window.min()) && within(window.max())),
                        "{name} {tile:?}"
                    );
                }
            }
        }
    }
}

#[test]
fn neighbouring_tiles_show_the_same_where_they_overlap() {
    let overlap = f64::from(BUFFER);
    for (name, area, _) in areas(&mut Random::seeded(20)) {
        if area.0.is_empty() {
            continue;
        }
        let zoom = zoom_of(&area);
        let tiles = drawn(&area, zoom);
        for (tile, shown) in &tiles {
            let to_the_east =
                |(other, _): &&(TileId, _)| other.column() == tile.column() + 1 && other.row() == tile.row();
            let Some((_, neighbour)) = tiles.iter().find(to_the_east) else { continue };
            let here = shown.intersection(&rectangle(TILE - overlap, 0.0, TILE + overlap, TILE)).unsigned_area();
            let there = neighbour.intersection(&rectangle(-overlap, 0.0, overlap, TILE)).unsigned_area();
            // Edges that are cut at different places are rounded differently by less than a unit over the overlap.
            assert!((here - there).abs() <= 40.0 * overlap, "{name} {tile:?}: {here} {there}");
        }
    }
}

#[test]
fn the_antimeridian_is_no_edge() {
    let across = MultiPolygon(vec![rectangle(170.0, -20.0, 180.0, 20.0), rectangle(-180.0, -20.0, -165.0, 20.0)]);
    let outline = Outline::of(&across, Crs::Wgs84);
    for (column, own) in [(0, 0), (7, EXTENT as i32)] {
        let rings = outline.in_tile(TileId::new(3, column, 3).unwrap());
        assert_eq!(rings.len(), 1, "{rings:?}");
        let along = |[ax, bx]: [i32; 2]| ax == own && bx == own;
        let next = rings[0].iter().cycle().skip(1);
        assert!(!rings[0].iter().zip(next).any(|(a, b)| along([a[0], b[0]])), "{rings:?}");
        let xs: Vec<i32> = rings[0].iter().map(|corner| corner[0]).collect();
        assert!(xs.iter().any(|x| *x < own) && xs.iter().any(|x| *x > own), "{rings:?}");
    }
    // All of the world in one tile: both parts, and each other's margin.
    assert_eq!(outline.in_tile(TileId::new(0, 0, 0).unwrap()).len(), 2);
}

#[test]
fn a_long_straight_edge_bends_as_the_projection_does() {
    let triangle: MultiPolygon<f64> =
        Polygon::new(LineString::from(vec![(0.0, 0.0), (80.0, 0.0), (80.0, 80.0), (0.0, 0.0)]), vec![]).into();
    // The middle of the slope, 40 E and 40 N, at zoom 10.
    let middle = projected(coord! { x: 40.0, y: 40.0 }, 10);
    let tile = TileId::new(10, (middle.x / TILE) as u32, (middle.y / TILE) as u32).unwrap();
    let (x, y) = (middle.x % TILE, middle.y % TILE);
    let rings = Outline::of(&triangle, Crs::Wgs84).in_tile(tile);
    let shown = polygons(&rings);
    let meets = |low: f64| shown.intersection(&rectangle(x - 1.0, y + low, x + 1.0, y + low + 2.0)).unsigned_area();
    assert!(meets(2.0) > 3.0 && meets(-4.0) < 1.0, "{rings:?} {x} {y}");
}
