//! What does a search want? Told to the tree, so that it passes over what cannot be an answer.

use crate::station::{AmenitySet, Filter, Needs, Station, Status, Summary};

/// What a search wants: judged for whole subtrees first, then station by station.
///
/// `node` may answer true too often, never false where `station` would answer true for one below.
pub trait Select {
    /// Whether a station below node `node`, which together show `summary`, may be wanted.
    fn node(&self, node: usize, summary: &Summary) -> bool;
    /// Whether this station is wanted; `ordinal` is its place in the index, `marks` are its
    /// amenities and the bit that says it is operating, kept beside the tree.
    fn station(&self, ordinal: usize, marks: AmenitySet, station: &Station) -> bool;
}

/// The bit beside the amenities that says the station is operating.
const OPERATING: AmenitySet = AmenitySet(1 << 127);

/// What the index keeps beside each point: its amenities, and whether it is operating.
pub(super) fn marks(station: &Station) -> AmenitySet {
    let has = station.has();
    if station.status == Status::Operating { has.union(OPERATING) } else { has }
}

/// Every station, whatever its state of use.
#[derive(Debug, Clone, Copy)]
pub struct Everything;

impl Select for Everything {
    fn node(&self, _: usize, _: &Summary) -> bool {
        true
    }

    fn station(&self, _: usize, _: AmenitySet, _: &Station) -> bool {
        true
    }
}

/// The stations that pass a filter.
#[derive(Debug)]
pub struct Passing<'a> {
    filter: &'a Filter,
    needs: Needs,
    marks: AmenitySet,
    /// Whether the marks alone decide.
    marks_decide: bool,
}

impl<'a> Passing<'a> {
    /// Those that pass `filter`.
    pub fn new(filter: &'a Filter) -> Self {
        let amenities: AmenitySet = filter.all.iter().copied().collect();
        let operating_only = filter.status == [Status::Operating];
        let marks_decide = operating_only
            && filter.all.iter().all(|id| AmenitySet::is_exact(*id))
            && filter.any.is_empty()
            && filter.none.is_empty()
            && filter.kinds.is_empty()
            && filter.access.is_empty()
            && filter.min_capacity.is_none();
        let marks = if operating_only { amenities.union(OPERATING) } else { amenities };
        Self { filter, needs: filter.needs(), marks, marks_decide }
    }
}

impl Select for Passing<'_> {
    fn node(&self, _: usize, summary: &Summary) -> bool {
        summary.may_pass(&self.needs)
    }

    fn station(&self, _: usize, marks: AmenitySet, station: &Station) -> bool {
        marks.contains(self.marks) && (self.marks_decide || self.filter.passes(station))
    }
}
