//! Does a ring cross itself? Then what it encloses is not what it seems to.

use geo::algorithm::kernels::{Kernel, Orientation, RobustKernel};
use geo::{Coord, Line, LineString, MultiPolygon};
use std::borrow::Cow;

/// Edges compared with each other for each edge there is, at most. Those of a district's border meet a handful of others
/// that lie at the same longitudes; a ring made to have all meet all would cost the square of its length.
const MOST_MEETINGS: usize = 64;

/// Edges compared with each other in any ring: a short one costs little however it lies.
pub(super) const FEW_MEETINGS: usize = 100_000;

/// Where a ring crosses itself, if it does.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Crossing {
    Nowhere,
    /// Two edges cross near the beginning of this one.
    At(Coord<f64>),
    /// It is too involved to be looked through.
    Untold,
}

/// What is doubtful of the rings of an area.
pub(super) fn doubts(area: &MultiPolygon<f64>) -> impl Iterator<Item = Cow<'static, str>> {
    let rings = area.0.iter().enumerate().flat_map(|(number, polygon)| {
        let rings = std::iter::once(polygon.exterior()).chain(polygon.interiors());
        rings.enumerate().map(move |(ring_number, ring)| (number, ring_number, ring))
    });
    rings.filter_map(|(number, ring_number, ring)| {
        let doubt = match crossing(ring) {
            Crossing::Nowhere => long_way(ring)?,
            Crossing::At(Coord { x, y }) => {
                format!("crosses itself near [{x}, {y}]: what it encloses an even number of times counts as outside")
            }
            Crossing::Untold => "is too involved to be looked through for crossings with itself".to_owned(),
        };
        Some(Cow::Owned(format!("polygon {number}, ring {ring_number} {doubt}")))
    })
}

/// What is told of an edge that goes around more than half of the Earth, as one that is meant to cross the 180th meridian
/// does. One all around it is the edge of a map.
fn long_way(ring: &LineString<f64>) -> Option<String> {
    let width = |edge: &Line<f64>| (edge.end.x - edge.start.x).abs();
    let Line { start, end } = ring.lines().find(|edge| width(edge) > 180.0 && width(edge) < 360.0)?;
    Some(format!(
        "goes from [{}, {}] to [{}, {}] the long way around: what crosses the 180th meridian is cut in two there (RFC 7946, 3.1.9)",
        start.x, start.y, end.x, end.y
    ))
}

/// Whether two edges of a ring cross, each having its ends on both sides of the other. Edges that only touch or lie on
/// each other enclose nothing twice.
///
/// Edges are taken by their western ends, and compared with those before that reach as far east: no others share a
/// longitude with them.
pub(super) fn crossing(ring: &LineString<f64>) -> Crossing {
    let mut edges: Vec<Line<f64>> = ring.lines().map(eastward).collect();
    edges.sort_unstable_by(|a, b| a.start.x.total_cmp(&b.start.x));
    let mut left = edges.len().saturating_mul(MOST_MEETINGS).max(FEW_MEETINGS);
    let mut reaching: Vec<Line<f64>> = Vec::new();
    for edge in edges {
        reaching.retain(|other| other.end.x >= edge.start.x);
        let Some(after) = left.checked_sub(reaching.len()) else { return Crossing::Untold };
        left = after;
        if reaching.iter().any(|other| cross(*other, edge)) {
            return Crossing::At(edge.start);
        }
        reaching.push(edge);
    }
    Crossing::Nowhere
}

pub(super) fn eastward(edge: Line<f64>) -> Line<f64> {
    if edge.start.x <= edge.end.x { edge } else { Line::new(edge.end, edge.start) }
}

pub(super) fn cross(a: Line<f64>, b: Line<f64>) -> bool {
    let (south, north) = (a.start.y.min(a.end.y), a.start.y.max(a.end.y));
    if b.start.y.max(b.end.y) < south || b.start.y.min(b.end.y) > north {
        return false;
    }
    are_parted(a, b) && are_parted(b, a)
}

/// Whether the ends of one edge lie on the two sides of another.
fn are_parted(ends: Line<f64>, by: Line<f64>) -> bool {
    let side = |end| RobustKernel::orient2d(by.start, by.end, end);
    matches!(
        (side(ends.start), side(ends.end)),
        (Orientation::Clockwise, Orientation::CounterClockwise)
            | (Orientation::CounterClockwise, Orientation::Clockwise)
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ring(corners: &[(f64, f64)]) -> LineString<f64> {
        let mut ring = LineString::from(corners.to_vec());
        ring.close();
        ring
    }

    /// The slow obvious answer.
    fn crosses(ring: &LineString<f64>) -> bool {
        let edges: Vec<Line<f64>> = ring.lines().collect();
        edges.iter().enumerate().any(|(place, a)| edges.iter().skip(place + 1).any(|b| cross(*a, *b)))
    }

    #[test]
    fn a_bow_tie_crosses_itself_and_what_only_touches_does_not() {
        for (corners, expected) in [
            (&[(0.0, 0.0), (2.0, 2.0), (2.0, 0.0), (0.0, 2.0)][..], true),
            (&[(0.0, 0.0), (2.0, 0.0), (2.0, 2.0), (0.0, 2.0)], false),
            // Two triangles that touch at a corner.
            (&[(0.0, 0.0), (1.0, 1.0), (2.0, 0.0), (2.0, 2.0), (1.0, 1.0), (0.0, 2.0)], false),
            // There and back by the same way.
            (&[(0.0, 0.0), (2.0, 0.0), (2.0, 2.0), (3.0, 3.0), (2.0, 2.0), (0.0, 2.0)], false),
            // Up and down the same meridian.
            (&[(0.0, 0.0), (0.0, 5.0), (0.0, 2.0), (3.0, 2.0)], false),
            (&[(0.0, 0.0), (0.0, 0.0), (0.0, 0.0)], false),
            (&[], false),
        ] {
            let ring = ring(corners);
            assert_eq!((crossing(&ring) != Crossing::Nowhere, crosses(&ring)), (expected, expected), "{corners:?}");
        }
        assert_eq!(
            crossing(&ring(&[(0.0, 0.0), (2.0, 2.0), (2.0, 0.0), (0.0, 2.0)])),
            Crossing::At(Coord { x: 0.0, y: 2.0 })
        );
    }

    #[test]
    fn rings_at_random_cross_themselves_as_a_look_at_all_pairs_tells() {
        let mut state = 0x5EED_0020_u64;
        let mut random = |below: u64| {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            (state >> 33) % below
        };
        let mut crossed = 0;
        for round in 0..2000 {
            // On a small grid edges touch and lie on each other as often as they cross.
            let corners: Vec<(f64, f64)> = (0..3 + random(6)).map(|_| (random(6) as f64, random(6) as f64)).collect();
            let ring = ring(&corners);
            let expected = crosses(&ring);
            assert_eq!(crossing(&ring) != Crossing::Nowhere, expected, "round {round}: {corners:?}");
            crossed += usize::from(expected);
        }
        assert!((200..1800).contains(&crossed), "{crossed}");
    }

    #[test]
    fn what_is_made_to_cost_the_square_of_its_length_is_left_and_told() {
        // A comb whose teeth all reach from end to end.
        let comb: Vec<(f64, f64)> = (0..4000)
            .flat_map(|tooth| [(0.0, f64::from(tooth)), (9.0, f64::from(tooth) + 0.5)])
            .chain([(-1.0, 4001.0), (-1.0, -1.0)])
            .collect();
        assert_eq!(crossing(&ring(&comb)), Crossing::Untold);
        let circle: Vec<(f64, f64)> = (0..100_000).map(|step| (f64::from(step) * 6.28e-5).sin_cos()).collect();
        assert_eq!(crossing(&ring(&circle)), Crossing::Nowhere);
    }
}
