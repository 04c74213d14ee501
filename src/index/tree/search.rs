//! Which points lie near a point in space? The tree walked from near to far, as long as something within reach may be left.

use super::boxes::{Bounds, rounded_down};
use super::leaf::OFF_BY_SHARE;
use super::{FAN, LEAF, Lanes, Tree};
use crate::geodesy::Ecef;

/// What a search does with the tree. Lengths are squares in single precision; [`Tree::reach2`] and [`Tree::longest_m`] say
/// what that hides.
pub(in crate::index) trait Visit {
    /// Beyond which nothing is wanted; may shrink as the search goes on.
    fn reach2(&self) -> f32;
    /// Which of some children of a node may hold anything wanted; `parent` is its number among those that are no leaves,
    /// `first` the number of its first child.
    fn children(&mut self, parent: usize, first: usize, lanes: Lanes) -> Lanes;
    /// Which points of a leaf may be wanted.
    fn lanes(&mut self, leaf: usize) -> Lanes;
    /// Takes those of them within reach; the first point of the leaf has the number `first`.
    fn points(&mut self, first: usize, lanes: Lanes, chord2: &[f32; LEAF]);
}

/// The bits that are set, in order.
pub(in crate::index) fn each_lane(mut lanes: Lanes) -> impl Iterator<Item = usize> {
    std::iter::from_fn(move || {
        let lane = (lanes != 0).then(|| lanes.trailing_zeros() as usize)?;
        lanes &= lanes - 1;
        Some(lane)
    })
}

/// The children of a node that are still to be looked at.
#[derive(Debug)]
pub(in crate::index) struct Frame {
    /// How far each is at least, squared, the last bits being its number; infinite where there is nothing left to look at.
    least2: [f32; FAN],
    /// The number of the first child.
    first: usize,
}

/// Bits of a length that tell the child instead: they make it shorter by a millionth at most.
const LANE: u32 = FAN as u32 - 1;

/// The longest reach, squared: above all there is, and below infinity.
const WHOLE_EARTH2: f64 = 1e20;

impl Frame {
    /// The nearest of what is left: how far at least, and its lane.
    fn nearest(&self) -> (f32, usize) {
        let mut halves = self.least2;
        let mut width = FAN;
        while width > 1 {
            width /= 2;
            let (low, high) = halves.split_at_mut(width);
            for (low, high) in low.iter_mut().zip(high) {
                *low = if *high < *low { *high } else { *low };
            }
        }
        (halves[0], (halves[0].to_bits() & LANE) as usize)
    }
}

/// Which of some lengths are within a reach.
fn within<const N: usize>(lengths: &[f32; N], reach: f32) -> Lanes {
    (0..N).fold(0, |lanes, lane| lanes | Lanes::from(lengths[lane] <= reach) << lane)
}

impl Tree {
    /// What a length is to be compared with, squared, so that no point whose straight line is at most `reach_m` is lost.
    pub(in crate::index) fn reach2(&self, reach_m: f64) -> f32 {
        // Twice the share covers the rounding of boxes, and of what is here rounded.
        let widened_m = reach_m * (1.0 + 2.0 * OFF_BY_SHARE) + self.off_by_m;
        (widened_m * widened_m).min(WHOLE_EARTH2) as f32
    }

    /// The longest straight line that a squared length can stand for.
    pub(in crate::index) fn longest_m(&self, chord2: f32) -> f64 {
        (f64::from(chord2).sqrt() + self.off_by_m) * (1.0 + 2.0 * OFF_BY_SHARE)
    }

    /// Walks the tree from near to far; `frames` is memory of a search before.
    pub(in crate::index) fn search(&self, frames: &mut Vec<Frame>, from: Ecef, visit: &mut impl Visit) {
        frames.clear();
        if self.len == 0 {
            return;
        }
        let Ecef(eye) = from;
        let eye_bounds = (eye.map(rounded_down), eye.map(|along| -rounded_down(-along)));
        let root_level = self.levels.len() - 1;
        frames.reserve(root_level);
        frames.push(self.open(self.levels[root_level], root_level, eye_bounds, visit));
        while let Some(frame) = frames.last_mut() {
            let (least2, lane) = frame.nearest();
            // The box holds every point below, so no straight line to them is shorter than the way to the box.
            if least2 > visit.reach2() {
                frames.pop();
                continue;
            }
            frame.least2[lane] = f32::INFINITY;
            let child = frame.first + lane;
            let level = root_level - frames.len();
            if level > 0 {
                frames.push(self.open(child, level, eye_bounds, visit));
            } else {
                self.look(child, eye, visit);
            }
        }
    }

    /// The children of a node that may hold anything wanted within reach.
    fn open(&self, node: usize, level: usize, eye: Bounds, visit: &mut impl Visit) -> Frame {
        let parent = node - self.leaves.len();
        let mut least2 = self.boxes[parent].least2(eye);
        let first = self.levels[level - 1] + FAN * (node - self.levels[level]);
        let lanes = visit.children(parent, first, within(&least2, visit.reach2()));
        for (lane, least2) in least2.iter_mut().enumerate() {
            let told = f32::from_bits(least2.to_bits() & !LANE | lane as u32);
            *least2 = if lanes >> lane & 1 == 1 { told } else { f32::INFINITY };
        }
        Frame { least2, first }
    }

    fn look(&self, leaf: usize, eye: [f64; 3], visit: &mut impl Visit) {
        let lanes = visit.lanes(leaf);
        if lanes == 0 {
            return;
        }
        let middle = self.middle_of(leaf);
        let eye = [0, 1, 2].map(|axis| (eye[axis] - middle[axis]) as f32);
        let chord2 = self.leaves[leaf].chord2(eye);
        let lanes = lanes & within(&chord2, visit.reach2());
        if lanes != 0 {
            visit.points(leaf * LEAF, lanes, &chord2);
        }
    }
}
