//! Does a hole reach out of its polygon? Then it takes away less than it seems to.

use super::crossing::{FEW_MEETINGS, cross, eastward};
use geo::algorithm::kernels::{Kernel, Orientation, RobustKernel};
use geo::{Coord, Line, MultiPolygon, Polygon};
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

/// Edges that share a longitude with another, looked at for each edge there is, at most. A hundred rows of holes have two
/// hundred at each longitude.
const MOST_MEETINGS: usize = 256;

/// What is doubtful of the holes of an area.
pub(super) fn doubts(area: &MultiPolygon<f64>) -> impl Iterator<Item = Cow<'static, str>> {
    area.0.iter().enumerate().flat_map(|(number, polygon)| {
        let told: Vec<String> = match reaching_out(polygon) {
            Some(found) => found.into_iter().map(|(ring, Coord { x, y })| {
                format!("polygon {number}, ring {ring} reaches out of ring 0 near [{x}, {y}]: a hole takes away only what lies within")
            }).collect(),
            None => vec![format!("polygon {number} is too involved to be looked through for holes that reach out of it")],
        };
        told.into_iter().map(Cow::Owned)
    })
}

/// The numbers of the holes that reach out of the exterior, each with a place near which it does. Those that only touch it
/// do not. None if that would take too long to tell.
fn reaching_out(polygon: &Polygon<f64>) -> Option<BTreeMap<usize, Coord<f64>>> {
    let mut found = BTreeMap::new();
    if !polygon.interiors().is_empty() {
        // A corner is looked at where an edge begins that leads east, so that those in the east are seen in the mirror.
        sweep(polygon, 1.0, &mut found)?;
        sweep(polygon, -1.0, &mut found)?;
    }
    Some(found)
}

/// Goes over all edges from west to east, or the other way around, and finds holes of which an edge crosses the exterior,
/// or begins outside.
fn sweep(polygon: &Polygon<f64>, turn: f64, found: &mut BTreeMap<usize, Coord<f64>>) -> Option<()> {
    // Zero is added since there are two of them, of which one would come before the other.
    let turned = |Coord { x, y }| Coord { x: x * turn + 0.0, y };
    let rings = std::iter::once(polygon.exterior()).chain(polygon.interiors()).enumerate();
    let mut edges: Vec<(Line<f64>, usize)> = rings
        .flat_map(|(ring, line)| line.lines().map(move |edge| (ring, edge)))
        .map(|(ring, edge)| (eastward(Line::new(turned(edge.start), turned(edge.end))), ring))
        .collect();
    // Of those that begin at one longitude the exterior's come first: holes are held against them.
    edges.sort_unstable_by(|(a, a_ring), (b, b_ring)| a.start.x.total_cmp(&b.start.x).then(a_ring.cmp(b_ring)));
    let mut left = edges.len().saturating_mul(MOST_MEETINGS).max(FEW_MEETINGS);
    let mut exterior: Vec<Line<f64>> = Vec::new();
    let mut holes: Vec<(Line<f64>, usize)> = Vec::new();
    for (edge, ring) in edges {
        exterior.retain(|other| other.end.x >= edge.start.x);
        holes.retain(|(other, _)| other.end.x >= edge.start.x);
        left = left.checked_sub(exterior.len() + holes.len())?;
        let near = turned(edge.start);
        if ring == 0 {
            for (_, hole) in holes.iter().filter(|(other, _)| cross(*other, edge)) {
                found.entry(*hole).or_insert(near);
            }
            exterior.push(edge);
        } else if let Entry::Vacant(unfound) = found.entry(ring) {
            if is_outside(edge.start, &exterior) || exterior.iter().any(|other| cross(*other, edge)) {
                unfound.insert(near);
            }
            holes.push((edge, ring));
        }
    }
    Some(())
}

/// Whether a place lies neither in a ring nor on it, by the ring's edges that reach from its longitude or farther west to its
/// longitude or farther east: an odd number of them lies below what is inside. An edge owns its eastern end.
fn is_outside(place: Coord<f64>, edges: &[Line<f64>]) -> bool {
    let mut below = 0usize;
    for edge in edges {
        let owns = usize::from(edge.start.x < place.x);
        if place.y > edge.start.y.max(edge.end.y) {
            below += owns;
        } else if place.y >= edge.start.y.min(edge.end.y) {
            match RobustKernel::orient2d(edge.start, edge.end, place) {
                Orientation::Collinear => return false,
                Orientation::CounterClockwise => below += owns,
                Orientation::Clockwise => {}
            }
        }
    }
    below.is_multiple_of(2)
}

#[cfg(test)]
mod tests {
    use super::*;
    use geo::LineString;

    fn ring(corners: &[(f64, f64)]) -> LineString<f64> {
        let mut ring = LineString::from(corners.to_vec());
        ring.close();
        ring
    }

    fn square(west: f64, south: f64, width: f64) -> LineString<f64> {
        let (east, north) = (west + width, south + width);
        ring(&[(west, south), (east, south), (east, north), (west, north)])
    }

    fn told(exterior: LineString<f64>, holes: Vec<LineString<f64>>) -> Vec<usize> {
        reaching_out(&Polygon::new(exterior, holes)).unwrap().into_keys().collect()
    }

    /// The slow obvious answer: an edge crosses, or a corner is neither on an edge nor has an odd number of edges to its east.
    fn reaches_out(exterior: &LineString<f64>, hole: &LineString<f64>) -> bool {
        let is_on = |edge: &Line<f64>, place: Coord<f64>| {
            RobustKernel::orient2d(edge.start, edge.end, place) == Orientation::Collinear
                && (edge.start.x.min(edge.end.x)..=edge.start.x.max(edge.end.x)).contains(&place.x)
                && (edge.start.y.min(edge.end.y)..=edge.start.y.max(edge.end.y)).contains(&place.y)
        };
        let is_east = |edge: &Line<f64>, place: Coord<f64>| {
            let (low, high) = if edge.start.y <= edge.end.y { (edge.start, edge.end) } else { (edge.end, edge.start) };
            low.y <= place.y
                && place.y < high.y
                && RobustKernel::orient2d(low, high, place) == Orientation::CounterClockwise
        };
        let is_outside = |place: Coord<f64>| {
            !exterior.lines().any(|edge| is_on(&edge, place))
                && exterior.lines().filter(|edge| is_east(edge, place)).count() % 2 == 0
        };
        hole.lines().any(|edge| is_outside(edge.start) || exterior.lines().any(|other| cross(other, edge)))
    }

    #[test]
    fn a_hole_reaches_out_across_an_edge_through_a_corner_or_as_a_whole_and_not_by_touching() {
        let exterior = || square(0.0, 0.0, 4.0);
        for (hole, expected) in [
            (square(1.0, 1.0, 1.0), false),
            (square(3.0, 1.0, 2.0), true),
            (square(-1.0, 1.0, 2.0), true),
            (square(1.0, 3.0, 2.0), true),
            (square(9.0, 1.0, 1.0), true),
            (square(-9.0, 1.0, 1.0), true),
            (square(1.0, 9.0, 1.0), true),
            // Larger than what it is a hole of.
            (square(-1.0, -1.0, 9.0), true),
            // The same, and a quarter in a corner.
            (square(0.0, 0.0, 4.0), false),
            (square(2.0, 2.0, 2.0), false),
            // A tip on the edge, in each direction.
            (ring(&[(0.0, 2.0), (1.0, 1.0), (1.0, 3.0)]), false),
            (ring(&[(4.0, 2.0), (3.0, 1.0), (3.0, 3.0)]), false),
            (ring(&[(2.0, 0.0), (1.0, 1.0), (3.0, 1.0)]), false),
            (ring(&[(2.0, 4.0), (1.0, 3.0), (3.0, 3.0)]), false),
            // Out through corners of both, where no edge crosses another.
            (ring(&[(4.0, 4.0), (5.0, 6.0), (6.0, 5.0)]), true),
            (ring(&[(0.0, 0.0), (-1.0, -2.0), (-2.0, -1.0)]), true),
            (ring(&[(1.0, 1.0), (4.0, 0.0), (6.0, 0.0), (4.0, 4.0)]), true),
        ] {
            assert_eq!(reaches_out(&exterior(), &hole), expected, "{hole:?}");
            assert_eq!(told(exterior(), vec![hole.clone()]), if expected { vec![1] } else { vec![] }, "{hole:?}");
        }
        let holes = vec![square(1.0, 1.0, 1.0), square(3.0, 3.0, 2.0), square(2.5, 1.0, 1.0), square(-5.0, 0.0, 1.0)];
        assert_eq!(told(exterior(), holes), [2, 4]);
        assert_eq!(told(exterior(), vec![]), [0; 0]);
        assert_eq!(told(LineString(vec![]), vec![square(0.0, 0.0, 1.0)]), [1]);
    }

    #[test]
    fn holes_at_random_reach_out_as_a_look_at_every_edge_tells() {
        let mut state = 0x5EED_0021_u64;
        let mut random = |below: u64| {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            (state >> 33) % below
        };
        let mut out = 0;
        for round in 0..4000 {
            // On a small grid around zero edges touch and lie on each other as often as they cross.
            let (grid, inner) = (5 + random(4), 2 + random(5));
            let mut corners = |below: u64, from: f64| -> Vec<(f64, f64)> {
                (0..3 + random(4)).map(|_| (random(below) as f64 + from, random(below) as f64 + from)).collect()
            };
            let exterior = if round % 2 == 0 { square(-3.0, -3.0, 6.0) } else { ring(&corners(grid, -3.0)) };
            let holes: Vec<LineString<f64>> = (0..3).map(|_| ring(&corners(inner, -2.0))).collect();
            let expected: Vec<usize> =
                holes.iter().zip(1..).filter(|(hole, _)| reaches_out(&exterior, hole)).map(|(_, ring)| ring).collect();
            out += usize::from(!expected.is_empty());
            assert_eq!(told(exterior.clone(), holes.clone()), expected, "round {round}: {exterior:?} {holes:?}");
        }
        assert!((500..3500).contains(&out), "{out}");
    }

    #[test]
    fn ten_thousand_holes_are_looked_through_and_what_is_made_to_cost_the_square_is_left() {
        let grid = |number: usize| square((number % 100) as f64, (number / 100) as f64, 0.5);
        let holes: Vec<LineString<f64>> = (0..10_000).map(grid).chain([square(99.8, 99.8, 0.5)]).collect();
        assert_eq!(told(square(-1.0, -1.0, 101.0), holes), [10_001]);
        // Teeth that all reach from end to end.
        let comb = |from: f64| -> LineString<f64> {
            let teeth = (0..4000).flat_map(|tooth| [(0.0, f64::from(tooth) + from), (9.0, f64::from(tooth) + from)]);
            ring(&teeth.chain([(-1.0, 4001.0), (-1.0, -1.0)]).collect::<Vec<_>>())
        };
        assert_eq!(reaching_out(&Polygon::new(comb(0.0), vec![comb(0.5)])), None);
    }
}
