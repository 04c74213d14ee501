//! How far are the children of a node at least? By their boxes, in single precision, rounded outwards.

use super::FAN;

/// The least and the greatest coordinates of a box.
pub(super) type Bounds = ([f32; 3], [f32; 3]);

/// The boxes of up to 16 children, axis by axis; what is missing is inside out and infinitely far.
#[derive(Debug, Clone)]
#[repr(align(64))]
pub(super) struct Boxes {
    min: [[f32; FAN]; 3],
    max: [[f32; FAN]; 3],
}

/// The box of some points.
pub(super) fn bounds(points: impl Iterator<Item = [f64; 3]>) -> Bounds {
    let (mut min, mut max) = ([f32::INFINITY; 3], [f32::NEG_INFINITY; 3]);
    for at in points {
        for ((min, max), along) in min.iter_mut().zip(&mut max).zip(at) {
            *min = min.min(rounded_down(along));
            *max = max.max(-rounded_down(-along));
        }
    }
    (min, max)
}

/// The greatest number of single precision that is not above a value.
pub(super) fn rounded_down(value: f64) -> f32 {
    let near = value as f32;
    if f64::from(near) > value { near.next_down() } else { near }
}

impl Boxes {
    pub(super) const EMPTY: Self = Self { min: [[f32::INFINITY; FAN]; 3], max: [[f32::NEG_INFINITY; FAN]; 3] };

    pub(super) fn put(&mut self, slot: usize, (min, max): Bounds) {
        for axis in 0..3 {
            self.min[axis][slot] = min[axis];
            self.max[axis][slot] = max[axis];
        }
    }

    /// The box of all children.
    pub(super) fn bounds(&self) -> Bounds {
        let least = |axis: usize| self.min[axis].into_iter().fold(f32::INFINITY, f32::min);
        let most = |axis: usize| self.max[axis].into_iter().fold(f32::NEG_INFINITY, f32::max);
        ([least(0), least(1), least(2)], [most(0), most(1), most(2)])
    }

    /// The middle of a child's box.
    pub(super) fn middle(&self, slot: usize) -> [f64; 3] {
        let middle = |axis: usize| 0.5 * (f64::from(self.min[axis][slot]) + f64::from(self.max[axis][slot]));
        [middle(0), middle(1), middle(2)]
    }

    /// The middle of a child's box, and half its diagonal: all of it lies within so much.
    pub(super) fn ball(&self, slot: usize) -> ([f64; 3], f64) {
        let along = |axis: usize| f64::from(self.max[axis][slot]) - f64::from(self.min[axis][slot]);
        let (x, y, z) = (along(0), along(1), along(2));
        (self.middle(slot), (x * x + y * y + z * z).sqrt() / 2.0)
    }

    /// The longest diagonal of a child's box.
    pub(super) fn widest_m(&self) -> f64 {
        let diagonals = (0..FAN).map(|slot| 2.0 * self.ball(slot).1);
        diagonals.filter(|diagonal_m| diagonal_m.is_finite()).fold(0.0, f64::max)
    }

    /// For each child, the square of a length that no straight line from the eye to its box undercuts, but for the share
    /// of single precision. The eye is given rounded down and rounded up.
    pub(super) fn least2(&self, (down, up): Bounds) -> [f32; FAN] {
        let mut least2 = [0.0; FAN];
        for axis in 0..3 {
            let (down, up) = (down[axis], up[axis]);
            for ((least2, min), max) in least2.iter_mut().zip(&self.min[axis]).zip(&self.max[axis]) {
                let (below, above) = (min - up, down - max);
                let outside = if below > above { below } else { above };
                let outside = if outside > 0.0 { outside } else { 0.0 };
                *least2 += outside * outside;
            }
        }
        least2
    }
}
