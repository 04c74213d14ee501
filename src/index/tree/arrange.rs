//! In which order do points stand in the tree? Halved along the widest axis until each node is a run of them.

use super::{FAN, LEAF};
use rayon::prelude::*;

/// Slices smaller than this are arranged on one thread.
const PARALLEL_ABOVE: usize = 32_768;

/// A point while it is being put in order; single precision is enough for that.
struct Item {
    at: [f32; 3],
    index: u32,
}

/// The indices of points in an order in which each node, up to a root of level `level`, is a run of them.
pub(super) fn in_order(points: &[[f64; 3]], level: usize) -> Vec<u32> {
    let item = |(index, at): (usize, &[f64; 3])| Item { at: at.map(|along| along as f32), index: index as u32 };
    let mut items: Vec<Item> = points.par_iter().enumerate().map(item).collect();
    arrange(&mut items, level);
    items.into_iter().map(|item| item.index).collect()
}

/// Orders points so that each node at `level` is a run of them.
fn arrange(items: &mut [Item], level: usize) {
    if level > 0 {
        let capacity = LEAF * FAN.pow(level as u32 - 1);
        halve(items, capacity, level);
    }
}

fn halve(items: &mut [Item], capacity: usize, level: usize) {
    let children = items.len().div_ceil(capacity);
    if children <= 1 {
        return arrange(items, level - 1);
    }
    let middle = children / 2 * capacity;
    let axis = widest_axis(items);
    items.select_nth_unstable_by(middle, |a, b| a.at[axis].total_cmp(&b.at[axis]));
    let parallel = items.len() > PARALLEL_ABOVE;
    let (low, high) = items.split_at_mut(middle);
    if parallel {
        rayon::join(|| halve(low, capacity, level), || halve(high, capacity, level));
    } else {
        halve(low, capacity, level);
        halve(high, capacity, level);
    }
}

fn widest_axis(items: &[Item]) -> usize {
    let mut min = [f32::INFINITY; 3];
    let mut max = [f32::NEG_INFINITY; 3];
    for item in items {
        for axis in 0..3 {
            min[axis] = min[axis].min(item.at[axis]);
            max[axis] = max[axis].max(item.at[axis]);
        }
    }
    let extent = |axis: usize| max[axis] - min[axis];
    let mut widest = 0;
    for axis in 1..3 {
        if extent(axis) > extent(widest) {
            widest = axis;
        }
    }
    widest
}
