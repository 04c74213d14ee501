//! How far are the points of a leaf? In single precision, told from the leaf's middle, with a bound on what that hides.
//!
//! Let `u` be 2^-24, the share by which single precision rounds, `w` half the diagonal of the leaf's box, and `c` the
//! straight line from the eye to a point. The point is rounded by `u w` at most, the eye, as seen from the middle, by
//! `u (c + w)`, and their difference by `u c`; squares and sums round the length by `2 u` of itself. So a length is off by
//! less than `2.1 u w + 4.1 u c`.

use super::LEAF;

/// What a length is off by at most beside a share of itself, over the diagonal of the box: `1.05 u`, and a little for the
/// rounding of what is here rounded.
pub(super) const OFF_BY: f64 = 6.4e-8;
/// What a length is off by at most beside [`OFF_BY`], as a share of itself, `4.1 u`, and a little more.
pub(super) const OFF_BY_SHARE: f64 = 2.6e-7;

/// Up to 16 points, told from the middle of the leaf.
#[derive(Debug, Clone)]
#[repr(align(64))]
pub(super) struct Leaf {
    /// Their offsets, axis by axis; what is missing lies at infinity.
    offsets: [[f32; LEAF]; 3],
    /// Point by point, what single precision leaves of the offset, so that both together are exact.
    rests: [[f32; 3]; LEAF],
}

impl Leaf {
    pub(super) fn around(middle: [f64; 3], points: impl Iterator<Item = [f64; 3]>) -> Self {
        let mut leaf = Self { offsets: [[f32::INFINITY; LEAF]; 3], rests: [[0.0; 3]; LEAF] };
        for (slot, at) in points.enumerate().take(LEAF) {
            for axis in 0..3 {
                let offset = at[axis] - middle[axis];
                leaf.offsets[axis][slot] = offset as f32;
                leaf.rests[slot][axis] = (offset - f64::from(offset as f32)) as f32;
            }
        }
        leaf
    }

    /// Where a point is: to 2 to the power of -48 of the leaf's width.
    pub(super) fn at(&self, slot: usize, middle: [f64; 3]) -> [f64; 3] {
        let rest = self.rests[slot];
        let along = |axis: usize| middle[axis] + (f64::from(self.offsets[axis][slot]) + f64::from(rest[axis]));
        [along(0), along(1), along(2)]
    }

    /// The squared straight lines from an eye, as seen from the middle.
    pub(super) fn chord2(&self, eye: [f32; 3]) -> [f32; LEAF] {
        let mut chord2 = [0.0; LEAF];
        for (of_points, eye) in self.offsets.iter().zip(eye) {
            for (chord2, of_point) in chord2.iter_mut().zip(of_points) {
                let along = of_point - eye;
                *chord2 += along * along;
            }
        }
        chord2
    }
}
