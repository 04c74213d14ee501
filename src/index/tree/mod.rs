//! How does the packed tree lie in memory? Leaves of points, and above them levels of boxes up to one root.
//!
//! - `arrange`: in which order points stand, so that what is near stands together.
//! - `leaf`, `boxes`: the two kinds of nodes, and what single precision may hide.
//! - `search`: from near to far, as long as something may be left.
//! - `descend`: down to every leaf that is not passed over.

mod arrange;
mod boxes;
mod descend;
mod leaf;
mod search;

pub(super) use descend::Descend;
pub(super) use search::{Frame, Visit, each_lane};

use crate::geodesy::Ecef;
use boxes::Boxes;
use leaf::Leaf;
use rayon::prelude::*;
use std::ops::Range;

/// Points in a leaf.
pub(super) const LEAF: usize = 16;
/// Children of a node.
pub(super) const FAN: usize = 16;
/// Which of the points of a leaf or of the children of a node are meant: a bit for each.
pub(super) type Lanes = u16;

/// Leaves of points, and above them levels of nodes up to one root.
///
/// Nodes are numbered level by level: leaves first, the root last. Child `i` of node `p` of a level
/// is node `FAN * p + i` of the level below. The nodes that are no leaves are also numbered among themselves.
#[derive(Debug)]
pub(super) struct Tree {
    len: usize,
    leaves: Vec<Leaf>,
    boxes: Vec<Boxes>,
    /// Number of the first node of each level; leaves are level 0.
    levels: Vec<usize>,
    /// Metres by which the straight line to a point may be off where it is worked out in single precision, beside a share
    /// of its length.
    off_by_m: f64,
}

impl Tree {
    /// Builds the tree, and tells for each place in it the index of the point that now stands there.
    pub(super) fn build(points: impl IndexedParallelIterator<Item = Ecef>) -> (Self, Vec<u32>) {
        let points: Vec<[f64; 3]> = points.map(|Ecef(at)| at).collect();
        let mut levels = vec![0];
        let mut count = points.len().div_ceil(LEAF);
        let mut total = 0;
        loop {
            total += count;
            levels.push(total);
            if count <= 1 && levels.len() > 2 {
                break;
            }
            count = count.div_ceil(FAN);
        }
        levels.pop();
        let order = arrange::in_order(&points, levels.len() - 1);
        let mut tree = Self { len: points.len(), leaves: Vec::new(), boxes: Vec::new(), levels, off_by_m: 0.0 };
        let at = |place: &u32| points.get(*place as usize).copied().unwrap_or_default();
        tree.enclose(order.par_chunks(LEAF).map(|places| boxes::bounds(places.iter().map(at))).collect());
        tree.leaves = order
            .par_chunks(LEAF)
            .enumerate()
            .map(|(leaf, places)| Leaf::around(tree.middle_of(leaf), places.iter().map(at)))
            .collect();
        let widest_m = |boxes: &Boxes| boxes.widest_m();
        let parents = tree.nodes_above(1);
        tree.off_by_m =
            leaf::OFF_BY * tree.boxes.get(parents).unwrap_or_default().iter().map(widest_m).fold(0.0, f64::max);
        (tree, order)
    }

    /// Number of points.
    pub(super) fn len(&self) -> usize {
        self.len
    }

    /// Where a point is.
    pub(super) fn at(&self, point: usize) -> Ecef {
        let (leaf, slot) = (point / LEAF, point % LEAF);
        let at = self.leaves.get(leaf).map(|of_points| of_points.at(slot, self.middle_of(leaf)));
        Ecef(at.unwrap_or([f64::INFINITY; 3]))
    }

    /// The middle of a leaf's box, from which its points are told.
    fn middle_of(&self, leaf: usize) -> [f64; 3] {
        self.boxes.get(leaf / FAN).map_or([0.0; 3], |boxes| boxes.middle(leaf % FAN))
    }

    /// Number of nodes, leaves and root included.
    pub(super) fn nodes(&self) -> usize {
        self.leaves.len() + self.boxes.len()
    }

    /// Bytes held on the heap.
    pub(super) fn bytes(&self) -> usize {
        size_of_val(&self.leaves[..]) + size_of_val(&self.boxes[..])
    }

    /// The root, which stands above all points; none where there are none.
    pub(super) fn root(&self) -> Option<usize> {
        self.nodes().checked_sub(1)
    }

    /// Folds a value of each point into one of each node, leaves first.
    pub(super) fn summarise<T: Copy>(&self, of: impl Fn(usize) -> T, union: impl Fn(T, T) -> T, none: T) -> Vec<T> {
        let mut of_node: Vec<T> = Vec::with_capacity(self.nodes());
        for leaf in 0..self.leaves.len() {
            of_node.push(self.points_of(leaf).map(&of).fold(none, &union));
        }
        for level in 1..self.levels.len() {
            for node in self.nodes_of(level) {
                let value =
                    self.children(node, level).filter_map(|child| of_node.get(child)).copied().fold(none, &union);
                of_node.push(value);
            }
        }
        of_node
    }

    /// For each node that is no leaf, which of its children hold any point that is meant; `lanes` are those of each leaf.
    pub(super) fn lanes_above(&self, lanes: &[Lanes]) -> Vec<Lanes> {
        let mut above: Vec<Lanes> = Vec::with_capacity(self.boxes.len());
        for level in 1..self.levels.len() {
            for node in self.nodes_of(level) {
                let holds = |child: usize| match child.checked_sub(lanes.len()) {
                    None => lanes.get(child),
                    Some(among) => above.get(among),
                };
                let children = self.children(node, level).enumerate();
                let meant = children.filter(|(_, child)| holds(*child).is_some_and(|lanes| *lanes != 0));
                above.push(meant.fold(0, |meant, (slot, _)| meant | 1 << slot));
            }
        }
        above
    }

    fn points_of(&self, leaf: usize) -> Range<usize> {
        leaf * LEAF..((leaf + 1) * LEAF).min(self.len)
    }

    /// Number of leaves.
    pub(super) fn leaves(&self) -> usize {
        self.len.div_ceil(LEAF)
    }

    fn nodes_of(&self, level: usize) -> Range<usize> {
        let end = self.levels.get(level + 1).copied().unwrap_or(self.leaves() + self.parents());
        self.levels[level]..end
    }

    /// The nodes of a level, numbered among those that are no leaves.
    fn nodes_above(&self, level: usize) -> Range<usize> {
        let nodes = self.nodes_of(level);
        nodes.start - self.leaves()..nodes.end - self.leaves()
    }

    /// Number of nodes that are not leaves.
    fn parents(&self) -> usize {
        let root = self.levels.last().copied().unwrap_or(0);
        if self.len == 0 { 0 } else { root + 1 - self.leaves() }
    }

    fn children(&self, node: usize, level: usize) -> Range<usize> {
        let below = self.levels[level - 1];
        let first = below + FAN * (node - self.levels[level]);
        first..(first + FAN).min(self.levels[level])
    }

    /// Computes the boxes of all nodes from those of the leaves.
    fn enclose(&mut self, of_leaves: Vec<boxes::Bounds>) {
        for level in 1..self.levels.len() {
            for node in self.nodes_of(level) {
                let mut boxes = Boxes::EMPTY;
                for (slot, child) in self.children(node, level).enumerate() {
                    let bounds = match of_leaves.get(child) {
                        Some(bounds) => *bounds,
                        None => self.boxes[child - of_leaves.len()].bounds(),
                    };
                    boxes.put(slot, bounds);
                }
                self.boxes.push(boxes);
            }
        }
    }
}
