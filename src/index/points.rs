//! Which of some bare positions are near? The same tree, over positions that are no stations.

use super::tree::{LEAF, Lanes, Tree, Visit, each_lane};
use crate::geodesy::{Distance, Ecef, Position, chord, distance_of_line, inverse};
use rayon::prelude::*;
use std::collections::BinaryHeap;

/// Positions and the tree over them, immutable once built.
///
/// A position is named by its place in the list it was built from, whatever its place in the tree.
#[derive(Debug)]
pub struct PointIndex {
    tree: Tree,
    /// By place in the tree: the place in the list.
    order: Vec<u32>,
    /// By place in the list.
    positions: Vec<Position>,
}

/// Metres that cover the rounding of distances and the arithmetic of chords.
const MARGIN_M: f64 = 0.001_1;

impl PointIndex {
    /// Builds the index.
    pub fn build(positions: Vec<Position>) -> Self {
        let (tree, order) = Tree::build(positions.par_iter().map(|position| Ecef::from(*position)));
        Self { tree, order, positions }
    }

    /// How many positions there are.
    pub fn len(&self) -> usize {
        self.positions.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.positions.is_empty()
    }

    /// Places of all positions whose rounded geodesic distance is at most `radius_m`, in no order.
    pub fn within(&self, from: Position, radius_m: f64) -> Vec<u32> {
        let mut found = Vec::new();
        let at = Ecef::from(from);
        self.each_within(at, radius_m, |point, place, chord2| {
            // Most are told by the chord alone.
            if chord::longest_distance_m(chord2.sqrt()) + MARGIN_M <= radius_m
                || self.distance(from, at, point, place).within(radius_m)
            {
                found.push(place);
            }
        });
        found
    }

    /// All positions whose rounded geodesic distance is at most `radius_m`, with that distance, in no order.
    pub fn distances_within(&self, from: Position, radius_m: f64) -> Vec<(Distance, u32)> {
        let mut found = Vec::new();
        let at = Ecef::from(from);
        self.each_within(at, radius_m, |point, place, _| {
            let distance = self.distance(from, at, point, place);
            if distance.within(radius_m) {
                found.push((distance, place));
            }
        });
        found
    }

    /// The `limit` nearest positions by distance, then by place; fewer if there are fewer.
    pub fn nearest(&self, from: Position, limit: usize) -> Vec<(Distance, u32)> {
        self.nearest_counting(from, limit).0
    }

    /// [`PointIndex::nearest`], and how many positions were measured: far away more than are found, since chords hardly
    /// tell them apart there.
    pub fn nearest_counting(&self, from: Position, limit: usize) -> (Vec<(Distance, u32)>, usize) {
        if limit == 0 || self.is_empty() {
            return (Vec::new(), 0);
        }
        let mut nearest = Nearest { limit, chords: BinaryHeap::with_capacity(limit.min(self.len()) + 1) };
        self.tree.search(&mut Vec::new(), Ecef::from(from), &mut nearest);
        let Some(farthest_m) = nearest.chords.peek().map(|chord2| self.tree.longest_m(f32::from_bits(*chord2))) else {
            return (Vec::new(), 0);
        };
        // At least `limit` have no longer a chord, so the `limit` nearest are no farther than the longest geodesic that
        // this chord can belong to, rounding included.
        let mut found = self.distances_within(from, chord::longest_distance_m(farthest_m) + MARGIN_M);
        let measured = found.len();
        found.sort_unstable();
        found.truncate(limit);
        (found, measured)
    }

    /// How far the position at a point of the tree is, which lies at a place in the list.
    fn distance(&self, from: Position, at: Ecef, point: usize, place: u32) -> Distance {
        distance_of_line(at, self.tree.at(point)).unwrap_or_else(|| {
            self.positions.get(place as usize).map_or(Distance::from_mm(u64::MAX), |to| inverse(from, *to).distance)
        })
    }

    /// Tells every position within the longest chord of a radius: its point in the tree, its place, the squared chord.
    fn each_within(&self, at: Ecef, radius_m: f64, each: impl FnMut(usize, u32, f64)) {
        let reach_m = chord::longest_chord_m(radius_m + MARGIN_M) + MARGIN_M;
        let reach2 = self.tree.reach2(reach_m);
        let mut within = Within { tree: &self.tree, at, reach_m, reach2, order: &self.order, each };
        self.tree.search(&mut Vec::new(), at, &mut within);
    }
}

/// Takes every point within a chord.
struct Within<'a, F> {
    tree: &'a Tree,
    at: Ecef,
    reach_m: f64,
    reach2: f32,
    order: &'a [u32],
    each: F,
}

impl<F: FnMut(usize, u32, f64)> Visit for Within<'_, F> {
    fn reach2(&self) -> f32 {
        self.reach2
    }

    fn children(&mut self, _: usize, _: usize, lanes: Lanes) -> Lanes {
        lanes
    }

    fn lanes(&mut self, _: usize) -> Lanes {
        Lanes::MAX
    }

    fn points(&mut self, first: usize, lanes: Lanes, _: &[f32; LEAF]) {
        for point in each_lane(lanes).map(|lane| first + lane) {
            let chord2 = self.tree.at(point).chord2(self.at);
            if let Some(place) = self.order.get(point)
                && chord2 <= self.reach_m * self.reach_m
            {
                (self.each)(point, *place, chord2);
            }
        }
    }
}

/// The shortest squared chords in single precision; as bits, which for numbers that are not negative order as they do.
struct Nearest {
    limit: usize,
    chords: BinaryHeap<u32>,
}

impl Visit for Nearest {
    fn reach2(&self) -> f32 {
        match self.chords.peek() {
            Some(farthest) if self.chords.len() == self.limit => f32::from_bits(*farthest),
            _ => f32::MAX,
        }
    }

    fn children(&mut self, _: usize, _: usize, lanes: Lanes) -> Lanes {
        lanes
    }

    fn lanes(&mut self, _: usize) -> Lanes {
        Lanes::MAX
    }

    fn points(&mut self, _: usize, lanes: Lanes, chord2: &[f32; LEAF]) {
        for chord2 in each_lane(lanes).filter_map(|lane| chord2.get(lane)) {
            self.chords.push(chord2.to_bits());
            if self.chords.len() > self.limit {
                self.chords.pop();
            }
        }
    }
}
