//! Where are the stations that bear a rare mark? In a small tree of their own, so that a search for them looks at nobody else.

use super::marks::{Marks, Needed};
use super::tree::Tree;
use rayon::prelude::*;

/// A mark is rare if at most one station in so many bears it.
const ONE_IN: usize = 48;

/// The trees of all rare marks hold at most one point for so many stations, about 8 bytes for each station: the rarest
/// marks have theirs first.
const POINT_FOR: usize = 4;

/// By mark, those who bear it, if they are few.
#[derive(Debug)]
pub(super) struct Rare(Vec<Option<Few>>);

/// Few stations, and the tree over them.
#[derive(Debug)]
pub(super) struct Few {
    pub(super) tree: Tree,
    /// By point of the tree: which station it is.
    pub(super) ordinals: Vec<u32>,
}

impl Few {
    /// Those who bear a mark.
    fn of(marks: &Marks, mark: usize, all: &Tree) -> Self {
        let stations: Vec<u32> = marks.each_bearer(mark).map(|ordinal| ordinal as u32).collect();
        let (tree, order) = Tree::build(stations.par_iter().map(|ordinal| all.at(*ordinal as usize)));
        let ordinals = order.iter().filter_map(|place| stations.get(*place as usize).copied()).collect();
        Self { tree, ordinals }
    }
}

impl Rare {
    /// Builds the trees of the marks that few bear.
    pub(super) fn of(marks: &Marks, tree: &Tree) -> Self {
        let bearers = |mark: usize| Some((marks.bearers(mark)?, mark));
        let mut rare: Vec<(usize, usize)> =
            (0..Marks::MOST).filter_map(bearers).filter(|(count, _)| count * ONE_IN <= tree.len()).collect();
        rare.sort_unstable();
        let mut points = 0;
        rare.retain(|(count, _)| {
            points += count;
            points * POINT_FOR <= tree.len()
        });
        let mut few: Vec<Option<Few>> = Vec::new();
        few.resize_with(Marks::MOST, || None);
        for (mark, of_mark) in
            rare.into_par_iter().map(|(_, mark)| (mark, Few::of(marks, mark, tree))).collect::<Vec<_>>()
        {
            if let Some(few) = few.get_mut(mark) {
                *few = Some(of_mark);
            }
        }
        Self(few)
    }

    /// The fewest that bear one of the marks needed, if any of these is rare.
    pub(super) fn fewest(&self, needed: &Needed) -> Option<&Few> {
        let few = needed.marks().filter_map(|mark| self.0.get(mark)?.as_ref());
        few.min_by_key(|few| few.ordinals.len())
    }

    /// Bytes held on the heap.
    pub(super) fn bytes(&self) -> usize {
        let few = self.0.iter().flatten().map(|few| few.tree.bytes() + size_of_val(&few.ordinals[..]));
        size_of_val(&self.0[..]) + few.sum::<usize>()
    }
}
