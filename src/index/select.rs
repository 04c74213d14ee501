//! What does a search want? Told to the tree, so that it passes over what cannot be an answer.

use super::marks::OPERATING;
use crate::station::{AmenitySet, Filter, Needs, Station, Status, Summary};

/// What a search wants: told to whole subtrees first, then station by station.
///
/// `node` may answer true too often, never false where `station` would answer true for one below.
pub trait Select {
    /// What every wanted station bears: its amenities, and [`OPERATING`]. The index keeps them beside the tree, and passes
    /// over what does not bear them.
    fn marks(&self) -> AmenitySet;
    /// Whether that alone decides, so that nothing more is asked.
    fn marks_decide(&self) -> bool;
    /// Whether a station below node `node`, which together show `summary`, may be wanted.
    fn node(&self, node: usize, summary: &Summary) -> bool;
    /// Whether this station, which bears the marks, is wanted; `ordinal` is its place in the index.
    fn station(&self, ordinal: usize, station: &Station) -> bool;
}

/// Every station, whatever its state of use.
#[derive(Debug, Clone, Copy)]
pub struct Everything;

impl Select for Everything {
    fn marks(&self) -> AmenitySet {
        AmenitySet::default()
    }

    fn marks_decide(&self) -> bool {
        true
    }

    fn node(&self, _: usize, _: &Summary) -> bool {
        true
    }

    fn station(&self, _: usize, _: &Station) -> bool {
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
    fn marks(&self) -> AmenitySet {
        self.marks
    }

    fn marks_decide(&self) -> bool {
        self.marks_decide
    }

    fn node(&self, _: usize, summary: &Summary) -> bool {
        summary.may_pass(&self.needs)
    }

    fn station(&self, _: usize, station: &Station) -> bool {
        self.marks_decide || self.filter.passes(station)
    }
}
