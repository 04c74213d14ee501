//! What of a ring lies in a box? Cut along one side after another (Sutherland and Hodgman 1974), then made simple.

use i_overlay::core::fill_rule::FillRule;
use i_overlay::core::overlay::{IntOverlayOptions, Overlay, ShapeType};
use i_overlay::core::overlay_rule::OverlayRule;
use i_overlay::i_float::int::point::IntPoint;

/// A corner, in units of a tile.
pub(super) type Corner = [f64; 2];

/// The part of a ring within a box from `low` to `high` on both axes. Where the part falls to pieces, they stay joined
/// by edges along the box's sides, which hold no area; how often the ring goes around each point inside is as before.
pub(super) fn clipped(mut ring: Vec<Corner>, low: f64, high: f64) -> Vec<Corner> {
    for axis in 0..2 {
        for (side, sign) in [(low, 1.0), (high, -1.0)] {
            ring = kept_half(&ring, axis, side, sign);
        }
    }
    ring
}

/// The part of a ring on one side of a line across an axis: above it for a `sign` of 1, below for -1.
fn kept_half(ring: &[Corner], axis: usize, side: f64, sign: f64) -> Vec<Corner> {
    let is_in = |corner: &Corner| (corner[axis] - side) * sign >= 0.0;
    let mut kept = Vec::with_capacity(ring.len() + 4);
    let Some(mut from) = ring.last() else { return kept };
    for to in ring {
        if is_in(from) != is_in(to) {
            let share = (side - from[axis]) / (to[axis] - from[axis]);
            let other = 1 - axis;
            let mut crossing = [side; 2];
            crossing[other] = from[other] + share * (to[other] - from[other]);
            kept.push(crossing);
        }
        if is_in(to) {
            kept.push(*to);
        }
        from = to;
    }
    kept
}

/// The area that rings enclose, wherever they go around a point more often one way than the other, as rings on whole
/// units that cross neither themselves nor each other: each outer one of positive area by the surveyor's formula,
/// before its holes, which are of negative area (MVT 2.1, section 4.3.4.4).
pub(super) fn simple(rings: &[Vec<Corner>]) -> Vec<Vec<[i32; 2]>> {
    let corners = rings.iter().map(Vec::len).sum();
    let mut overlay = Overlay::new_custom(corners, IntOverlayOptions::ogc(), Default::default());
    for ring in rings {
        let whole = ring.iter().map(|corner| IntPoint::new(corner[0].round() as i32, corner[1].round() as i32));
        overlay.add_path_iter(whole, ShapeType::Subject);
    }
    let shapes = overlay.overlay(OverlayRule::Subject, FillRule::NonZero);
    let mut simple = Vec::new();
    for shape in shapes {
        for (number, ring) in shape.into_iter().enumerate() {
            let mut ring: Vec<[i32; 2]> = ring.into_iter().map(|corner| [corner.x, corner.y]).collect();
            let area = twice_area(&ring);
            if area == 0 {
                // Of an area without an inside nothing is drawn; a hole without one is none.
                if number == 0 { break } else { continue }
            }
            if (area > 0) != (number == 0) {
                ring.reverse();
            }
            simple.push(ring);
        }
    }
    simple
}

/// Twice the area of a ring by the surveyor's formula.
fn twice_area(ring: &[[i32; 2]]) -> i64 {
    let next = ring.iter().cycle().skip(1);
    let cross = |([ax, ay], [bx, by]): (&[i32; 2], &[i32; 2])| {
        i64::from(*ax) * i64::from(*by) - i64::from(*bx) * i64::from(*ay)
    };
    ring.iter().zip(next).map(cross).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_box_in_a_box_is_the_part_in_common() {
        let ring = vec![[-50.0, -50.0], [50.0, -50.0], [50.0, 50.0], [-50.0, 50.0]];
        for (low, high, twice) in [(0.0, 100.0, 5_000), (-10.0, 10.0, 800), (60.0, 70.0, 0), (-90.0, 90.0, 20_000)] {
            let rings = simple(&[clipped(ring.clone(), low, high)]);
            assert_eq!(rings.iter().map(|ring| twice_area(ring)).sum::<i64>(), twice, "{low} {high}");
        }
    }

    #[test]
    fn what_falls_to_pieces_becomes_rings_of_their_own() {
        // A comb of three teeth that point into the box.
        let comb = vec![
            [-5.0, 0.0],
            [10.0, 0.0],
            [10.0, 2.0],
            [-1.0, 2.0],
            [-1.0, 4.0],
            [10.0, 4.0],
            [10.0, 6.0],
            [-1.0, 6.0],
            [-1.0, 8.0],
            [10.0, 8.0],
            [10.0, 10.0],
            [-5.0, 10.0],
        ];
        let rings = simple(&[clipped(comb, 0.0, 10.0)]);
        assert_eq!(rings.iter().map(|ring| twice_area(ring)).collect::<Vec<_>>(), [40, 40, 40]);
    }

    #[test]
    fn holes_go_the_other_way_and_follow_their_outline() {
        let square = |low: f64, high: f64| vec![[low, low], [high, low], [high, high], [low, high]];
        let hole: Vec<Corner> = square(20.0, 30.0).into_iter().rev().collect();
        let areas: Vec<i64> = simple(&[hole, square(10.0, 40.0)]).iter().map(|ring| twice_area(ring)).collect();
        assert_eq!(areas, [1_800, -200]);
    }
}
