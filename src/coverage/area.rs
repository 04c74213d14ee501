//! Does a position lie in an area? Polygons with straight edges in longitude and latitude, laid out for many questions.

use super::hierarchy::spacing;
use super::region::Region;
use crate::geodesy::Position;
use geo::{LineString, MultiPolygon, Polygon};
use h3o::Resolution;
use std::ops::Range;

/// An area that can be asked quickly.
///
/// A position lies in it if it lies in one of its polygons: within the exterior and within none of the holes. Where a
/// ring crosses itself, what is enclosed an even number of times is outside. A ring owns its western and southern
/// edges and not its eastern and northern ones, so that a position on an edge that two areas share lies in just one. The
/// 180th meridian is a western edge whichever way it is written, and no edge is north of the north pole.
#[derive(Debug, Clone)]
pub struct Area {
    polygons: Vec<Rings>,
    edges: Vec<Edge>,
}

/// An edge from its southern end to its northern one.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Edge {
    south: [f64; 2],
    north: [f64; 2],
}

/// A rectangle of longitudes and latitudes in degrees, edges included.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Window {
    pub west: f64,
    pub south: f64,
    pub east: f64,
    pub north: f64,
}

/// The exterior of a polygon, and its holes.
#[derive(Debug, Clone)]
struct Rings {
    exterior: Ring,
    holes: Vec<Ring>,
}

/// A ring's edges, each listed in all strips of latitude that it passes through.
#[derive(Debug, Clone)]
struct Ring {
    window: Window,
    edges: Range<usize>,
    strips_a_degree: f64,
    /// Where each strip's list begins, and at last where the last one ends.
    starts: Vec<u32>,
    listed: Vec<u32>,
}

/// Edges listed for each edge there is, at most; steep rings get fewer strips.
const MOST_LISTED: usize = 8;

impl Area {
    /// Lays out an area.
    pub fn new(area: &MultiPolygon<f64>) -> Self {
        let mut edges = Vec::new();
        let polygons = area.iter().map(|polygon| Rings::new(polygon, &mut edges)).collect();
        Self { polygons, edges }
    }

    /// Whether a position lies in the area.
    pub fn contains(&self, position: Position) -> bool {
        self.contains_counting(position, &mut 0)
    }

    /// [`Area::contains`], adding the edges looked at to `looks`.
    pub(super) fn contains_counting(&self, position: Position, looks: &mut usize) -> bool {
        let lon = if position.lon() >= 180.0 { -180.0 } else { position.lon() };
        let lat = position.lat().min(90f64.next_down());
        *looks += self.polygons.len();
        self.polygons.iter().any(|polygon| {
            polygon.exterior.encloses(&self.edges, lon, lat, looks)
                && !polygon.holes.iter().any(|hole| hole.encloses(&self.edges, lon, lat, looks))
        })
    }

    /// How many edges there are.
    pub fn edges(&self) -> usize {
        self.edges.len()
    }

    pub(super) fn edge(&self, number: u32) -> Option<&Edge> {
        self.edges.get(number as usize)
    }
}

/// About how long an area's outline is, in steps from cell to cell of resolution 0: what it costs to find the cells
/// within grows with it, and by the square root of 7 with each resolution.
pub fn outline_steps(area: &MultiPolygon<f64>) -> f64 {
    // An estimate of work, for which degrees on a sphere will do.
    let length = |line: geo::Line<f64>| {
        let narrowing = ((line.start.y + line.end.y) / 2.0).to_radians().cos();
        (line.dx() * narrowing).hypot(line.dy()).to_radians()
    };
    let rings = area.iter().flat_map(|polygon| std::iter::once(polygon.exterior()).chain(polygon.interiors()));
    rings.flat_map(LineString::lines).map(length).sum::<f64>() / spacing(Resolution::Zero)
}

impl From<&Region> for Area {
    fn from(region: &Region) -> Self {
        Self::new(&region.area)
    }
}

impl Rings {
    fn new(polygon: &Polygon<f64>, edges: &mut Vec<Edge>) -> Self {
        let exterior = Ring::new(polygon.exterior(), edges);
        Self { exterior, holes: polygon.interiors().iter().map(|ring| Ring::new(ring, edges)).collect() }
    }
}

impl Ring {
    fn new(ring: &LineString<f64>, all: &mut Vec<Edge>) -> Self {
        let first = all.len();
        all.extend(ring.lines().map(|line| Edge::between([line.start.x, line.start.y], [line.end.x, line.end.y])));
        let edges = all.get(first..).unwrap_or_default();
        let window = edges.iter().fold(Window::EMPTY, |window, edge| window.with(edge.south).with(edge.north));
        let height = window.north - window.south;
        let mut strips = (edges.len() / 2).max(1);
        loop {
            let strips_a_degree = if height > 0.0 { strips as f64 / height } else { 0.0 };
            let mut made = Self {
                window,
                edges: first..all.len(),
                strips_a_degree,
                starts: vec![0; strips + 1],
                listed: Vec::new(),
            };
            let count: usize = edges.iter().map(|edge| made.strips_of(edge).len()).sum();
            if count <= MOST_LISTED * edges.len() || strips == 1 {
                made.list(edges, count);
                return made;
            }
            strips = strips.div_ceil(4);
        }
    }

    fn list(&mut self, edges: &[Edge], count: usize) {
        let mut ends = vec![0u32; self.starts.len()];
        for edge in edges {
            for strip in self.strips_of(edge) {
                ends[strip + 1] += 1;
            }
        }
        for strip in 1..ends.len() {
            ends[strip] += ends[strip - 1];
        }
        self.starts.clone_from(&ends);
        self.listed = vec![0; count];
        for (number, edge) in (self.edges.start as u32..).zip(edges) {
            for strip in self.strips_of(edge) {
                // `ends[strip]` is where the strip's next entry goes, until it has become the next strip's start.
                self.listed[ends[strip] as usize] = number;
                ends[strip] += 1;
            }
        }
    }

    fn strips_of(&self, edge: &Edge) -> Range<usize> {
        self.strip(edge.south[1])..self.strip(edge.north[1]) + 1
    }

    fn strip(&self, lat: f64) -> usize {
        // A cast of a negative number or of one that is none gives 0.
        (((lat - self.window.south) * self.strips_a_degree) as usize).min(self.starts.len() - 2)
    }

    /// Whether a line to the east crosses the ring an odd number of times.
    fn encloses(&self, edges: &[Edge], lon: f64, lat: f64, looks: &mut usize) -> bool {
        if !self.window.holds(lon, lat) {
            return false;
        }
        let strip = self.strip(lat);
        let listed = self.listed.get(self.starts[strip] as usize..self.starts[strip + 1] as usize).unwrap_or_default();
        *looks += listed.len();
        let crossed = |number: &&u32| edges.get(**number as usize).is_some_and(|edge| edge.lies_east_of(lon, lat));
        listed.iter().filter(crossed).count() % 2 == 1
    }
}

impl Edge {
    fn between(a: [f64; 2], b: [f64; 2]) -> Self {
        // Either direction gives the same edge, so that areas that share it agree to the last bit.
        if (a[1], a[0]) <= (b[1], b[0]) { Self { south: a, north: b } } else { Self { south: b, north: a } }
    }

    /// Whether a line to the east from a position crosses the edge; its northern end is not part of it.
    fn lies_east_of(&self, lon: f64, lat: f64) -> bool {
        let ([x0, y0], [x1, y1]) = (self.south, self.north);
        y0 <= lat && lat < y1 && lon < x0 + (lat - y0) / (y1 - y0) * (x1 - x0)
    }

    /// Whether any of the edge may lie in a window; errs on the side of yes.
    pub(super) fn may_meet(&self, window: &Window) -> bool {
        let ([x0, y0], [x1, y1]) = (self.south, self.north);
        if y1 < window.south || y0 > window.north || x0.max(x1) < window.west || x0.min(x1) > window.east {
            return false;
        }
        // All four corners on one side of the edge's line leave the window untouched.
        let (along, up) = (x1 - x0, y1 - y0);
        let side = |x: f64, y: f64| along * (y - y0) - up * (x - x0);
        let corners = [
            side(window.west, window.south),
            side(window.east, window.south),
            side(window.east, window.north),
            side(window.west, window.north),
        ];
        let rounding = 1e-12 * (along.abs() + up.abs()) * 360.0;
        !(corners.iter().all(|side| *side > rounding) || corners.iter().all(|side| *side < -rounding))
    }
}

impl Window {
    const EMPTY: Self =
        Self { west: f64::INFINITY, south: f64::INFINITY, east: f64::NEG_INFINITY, north: f64::NEG_INFINITY };

    /// A position within.
    pub(super) fn middle(&self) -> Position {
        let (lon, lat) = ((self.west + self.east) / 2.0, (self.south + self.north) / 2.0);
        Position::new(lon, lat).unwrap_or_default()
    }

    fn with(self, [lon, lat]: [f64; 2]) -> Self {
        Self {
            west: self.west.min(lon),
            south: self.south.min(lat),
            east: self.east.max(lon),
            north: self.north.max(lat),
        }
    }

    fn holds(&self, lon: f64, lat: f64) -> bool {
        self.west <= lon && lon <= self.east && self.south <= lat && lat <= self.north
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use geo::{Rect, coord, polygon};

    fn at(lon: f64, lat: f64) -> Position {
        Position::new(lon, lat).unwrap()
    }

    #[test]
    fn a_hole_is_outside_and_an_island_in_it_inside() {
        let ring = polygon![
            exterior: [(x: 0.0, y: 0.0), (x: 10.0, y: 0.0), (x: 10.0, y: 10.0), (x: 0.0, y: 10.0)],
            interiors: [[(x: 2.0, y: 2.0), (x: 8.0, y: 2.0), (x: 8.0, y: 8.0), (x: 2.0, y: 8.0)]],
        ];
        let island = Rect::new(coord! {x: 4.0, y: 4.0}, coord! {x: 6.0, y: 6.0}).to_polygon();
        let area = Area::new(&MultiPolygon(vec![ring, island]));
        for (lon, lat, inside) in [(1.0, 1.0, true), (3.0, 3.0, false), (5.0, 5.0, true), (11.0, 5.0, false)] {
            assert_eq!(area.contains(at(lon, lat)), inside, "{lon} {lat}");
        }
    }

    #[test]
    fn parts_that_overlap_are_one_area() {
        let square = |west: f64| Rect::new(coord! {x: west, y: 0.0}, coord! {x: west + 2.0, y: 2.0}).to_polygon();
        let area = Area::new(&MultiPolygon(vec![square(0.0), square(1.0)]));
        assert!(area.contains(at(1.5, 1.0)));
    }

    #[test]
    fn a_position_on_a_shared_edge_lies_in_one_area() {
        let square = |west: f64| {
            Area::new(&Rect::new(coord! {x: west, y: 0.0}, coord! {x: west + 1.0, y: 1.0}).to_polygon().into())
        };
        let (left, right) = (square(0.0), square(1.0));
        for lat in [0.0, 0.3, 0.999] {
            assert!(!left.contains(at(1.0, lat)) && right.contains(at(1.0, lat)));
        }
        assert!(left.contains(at(0.0, 0.0)) && !left.contains(at(0.5, 1.0)));
    }

    #[test]
    fn an_area_of_nothing_holds_nothing() {
        assert!(!Area::new(&MultiPolygon(vec![])).contains(at(0.0, 0.0)));
        let flat = polygon![(x: 0.0, y: 0.0), (x: 1.0, y: 0.0), (x: 2.0, y: 0.0), (x: 0.0, y: 0.0)];
        assert!(!Area::new(&flat.into()).contains(at(0.5, 0.0)));
    }

    #[test]
    fn a_steep_ring_does_not_list_its_edges_everywhere() {
        // A comb whose every edge passes through every strip.
        let mut comb: Vec<(f64, f64)> =
            (0..2_000).map(|tooth| (f64::from(tooth) * 0.01, f64::from(tooth % 2))).collect();
        comb.extend([(20.0, -1.0), (0.0, -1.0)]);
        let area = Area::new(&Polygon::new(comb.into(), vec![]).into());
        assert!(area.polygons[0].exterior.listed.len() <= MOST_LISTED * area.edges());
        assert!(area.contains(at(10.0, -0.5)));
    }
}
