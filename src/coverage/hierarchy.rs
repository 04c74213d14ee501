//! Where are the cells below a cell? How far from its centre theirs can lie, and where they stand in the order of cells.
//!
//! H3 children are not inside their parent, so no outline of a cell tells where its descendants are. Their
//! centres are bounded instead:
//!
//! 1. H3 makes a child's centre from its parent's by at most one unit vector of the finer grid, on the
//!    unfolded faces of the icosahedron. The unit of resolution `r` is `SPACING_0 / sqrt(7)^r`.
//! 2. A face is mapped to the sphere by the gnomonic projection, which lengthens nothing: at `x` from the
//!    face's centre it shortens by `1 + x^2` along the radius and by `sqrt(1 + x^2)` across it. Faces that
//!    meet agree along their common edge, so a line that crosses from one to the next is not lengthened either.
//!
//! Hence no descendant's centre at resolution `r` lies farther from its ancestor's at `k` than the units of the
//! resolutions `k + 1` to `r` together ([`reach_rad`]); on the ellipsoid, no farther than that times its largest
//! radius of curvature ([`reach_m`]). The laws hold both against all cells of the coarse resolutions and
//! samples of the fine ones.

use crate::geodesy::Position;
use crate::geodesy::chord::LARGEST_RADIUS_M;
use h3o::{CellIndex, LatLng, Resolution};
use std::ops::RangeInclusive;

/// Distance between neighbouring centres at resolution 0, on the plane of a face that touches the unit sphere
/// (`RES0_U_GNOMONIC` of H3).
const SPACING_0: f64 = 0.381_966_011_250_105;

/// What is added for rounding: H3's own arithmetic places a centre to about 1e-13 radians.
const ROUNDING_RAD: f64 = 1e-12;

/// Distance between neighbouring centres of a resolution on the plane of a face, in radii of the sphere.
pub fn spacing(resolution: Resolution) -> f64 {
    SPACING_0 / 7f64.powf(f64::from(u8::from(resolution)) / 2.0)
}

/// The farthest that the centre of a descendant at `finer` can lie from its ancestor's at `coarser`, in radians
/// of the sphere on which latitudes and longitudes are angles.
pub fn reach_rad(coarser: Resolution, finer: Resolution) -> f64 {
    if coarser >= finer {
        return 0.0;
    }
    let steps: f64 = Resolution::range(coarser, finer).skip(1).map(spacing).sum();
    steps + ROUNDING_RAD
}

/// The farthest that the centre of a descendant can lie from its ancestor's, along the ellipsoid, in metres.
///
/// A step `d` on the sphere of latitudes and longitudes is on the ellipsoid a step of at most `d` times the larger
/// of the meridian's radius and the prime vertical's, and neither is anywhere above the polar one.
pub fn reach_m(coarser: Resolution, finer: Resolution) -> f64 {
    reach_rad(coarser, finer) * LARGEST_RADIUS_M
}

/// The centre of a cell.
pub fn centre(cell: CellIndex) -> Position {
    let centre = LatLng::from(cell);
    // H3's arithmetic may end a rounding error beyond the edge of the map.
    Position::new(centre.lng().clamp(-180.0, 180.0), centre.lat().clamp(-90.0, 90.0)).unwrap_or_default()
}

/// The children of a cell, in their order; none at the finest resolution.
pub fn children(cell: CellIndex) -> impl Iterator<Item = CellIndex> {
    cell.resolution().succ().into_iter().flat_map(move |finer| cell.children(finer))
}

/// Where the descendants of a cell stand among all cells of a resolution: as numbers, they are the cells of that
/// resolution in this range. Not for a resolution coarser than the cell's.
pub fn span(cell: CellIndex, resolution: Resolution) -> RangeInclusive<u64> {
    /// Bits of one digit of a cell's number; the digits of the finest resolution are its last.
    const DIGIT_BITS: u32 = 3;
    let digits_below =
        |resolution: Resolution| u32::from(u8::from(Resolution::Fifteen) - u8::from(resolution)) * DIGIT_BITS;
    let Some(first) = cell.center_child(resolution).map(u64::from) else { return RangeInclusive::new(1, 0) };
    let (from, to) = (digits_below(resolution), digits_below(cell.resolution()));
    first..=first | (((1 << to) - 1) ^ ((1 << from) - 1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_span_holds_the_descendants_and_no_other_cell() {
        for cell in ["8009fffffffffff", "831c00fffffffff", "85283473fffffff"] {
            let cell: CellIndex = cell.parse().unwrap();
            let finer = cell.resolution().succ().and_then(Resolution::succ).unwrap();
            let span = span(cell, finer);
            let descendants: Vec<CellIndex> = cell.children(finer).collect();
            assert!(descendants.iter().all(|cell| span.contains(&u64::from(*cell))), "{cell}");
            let (first, last) = (descendants[0], descendants[descendants.len() - 1]);
            for outside in [first.pred(), last.succ()].into_iter().flatten() {
                assert!(!span.contains(&u64::from(outside)), "{cell}");
            }
        }
    }

    #[test]
    fn a_cell_reaches_no_farther_than_itself_at_its_own_resolution() {
        assert_eq!(reach_rad(Resolution::Five, Resolution::Five), 0.0);
        assert!(reach_m(Resolution::Five, Resolution::Six) > 3_000.0);
    }
}
