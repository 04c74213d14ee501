//! Which stations bear some marks? A bit for each mark and station, by leaf, and above the leaves a bit for each child.
//!
//! A search that needs a few marks reads the bits of those alone: two bytes for a whole leaf, and two for all children of
//! a node.

use super::tree::{LEAF, Lanes, Tree, each_lane};
use crate::station::{AmenitySet, Station, Status};
use rayon::prelude::*;

/// The mark that says the station is operating; the others are amenities.
pub const OPERATING: AmenitySet = AmenitySet(1 << 127);

/// By mark, who bears it.
#[derive(Debug)]
pub(super) struct Marks(Vec<Bearers>);

/// Who bears a mark.
#[derive(Debug)]
enum Bearers {
    Nobody,
    All,
    Some(Column),
}

/// Those who bear one mark.
#[derive(Debug, Default)]
struct Column {
    /// By leaf, which of its stations.
    leaves: Vec<Lanes>,
    /// By node that is no leaf, which of its children have any such station below.
    above: Vec<Lanes>,
}

/// The columns that a search needs; a reused list of mark numbers.
#[derive(Debug, Default)]
pub(super) struct Needed(Vec<u8>);

/// A station's amenities, and whether it is operating.
fn of(station: &Station) -> AmenitySet {
    let has = station.has();
    if station.status == Status::Operating { has.union(OPERATING) } else { has }
}

/// The numbers of the marks of a set.
fn each(AmenitySet(mut bits): AmenitySet) -> impl Iterator<Item = usize> {
    std::iter::from_fn(move || {
        let mark = (bits != 0).then(|| bits.trailing_zeros() as usize)?;
        bits &= bits - 1;
        Some(mark)
    })
}

impl Needed {
    /// The marks that some bear and others do not.
    pub(super) fn marks(&self) -> impl Iterator<Item = usize> {
        self.0.iter().map(|mark| usize::from(*mark))
    }
}

impl Marks {
    /// How many marks there can be.
    pub(super) const MOST: usize = 128;

    /// Reads the stations, which stand in the order of the tree.
    pub(super) fn of(stations: &[Station], tree: &Tree) -> Self {
        let mut columns: Vec<Column> = Vec::new();
        columns.resize_with(Self::MOST, Column::default);
        for (leaf, some) in stations.chunks(LEAF).enumerate() {
            for (slot, station) in some.iter().enumerate() {
                for mark in each(of(station)) {
                    let Some(column) = columns.get_mut(mark) else { continue };
                    if column.leaves.is_empty() {
                        column.leaves = vec![0; tree.leaves()];
                    }
                    if let Some(lanes) = column.leaves.get_mut(leaf) {
                        *lanes |= 1 << slot;
                    }
                }
            }
        }
        let borne = |column: Column| match column.leaves.iter().map(|lanes| lanes.count_ones() as usize).sum() {
            0 => Bearers::Nobody,
            bearers if bearers == stations.len() => Bearers::All,
            _ => Bearers::Some(Column { above: tree.lanes_above(&column.leaves), leaves: column.leaves }),
        };
        Self(columns.into_par_iter().map(borne).collect())
    }

    /// Bytes held on the heap.
    pub(super) fn bytes(&self) -> usize {
        let of_one = |borne: &Bearers| match borne {
            Bearers::Some(column) => size_of_val(&column.leaves[..]) + size_of_val(&column.above[..]),
            Bearers::Nobody | Bearers::All => 0,
        };
        size_of_val(&self.0[..]) + self.0.iter().map(of_one).sum::<usize>()
    }

    /// Notes which columns a search for some marks needs; false if there is a mark that nobody bears.
    pub(super) fn need(&self, marks: AmenitySet, needed: &mut Needed) -> bool {
        needed.0.clear();
        for mark in each(marks) {
            match self.0.get(mark) {
                Some(Bearers::All) => {}
                Some(Bearers::Some(_)) => needed.0.push(mark as u8),
                Some(Bearers::Nobody) | None => return false,
            }
        }
        true
    }

    /// The stations of a leaf that bear all that is needed.
    pub(super) fn lanes(&self, leaf: usize, needed: &Needed) -> Lanes {
        self.columns(needed).fold(Lanes::MAX, |lanes, column| lanes & column.leaves.get(leaf).copied().unwrap_or(0))
    }

    /// The children of a node that may have a station below that bears all that is needed.
    pub(super) fn children(&self, parent: usize, needed: &Needed) -> Lanes {
        self.columns(needed).fold(Lanes::MAX, |lanes, column| lanes & column.above.get(parent).copied().unwrap_or(0))
    }

    /// Whether a station bears some marks.
    pub(super) fn bears(&self, ordinal: usize, marks: AmenitySet) -> bool {
        each(marks).all(|mark| match self.0.get(mark) {
            Some(Bearers::All) => true,
            Some(Bearers::Some(column)) => {
                column.leaves.get(ordinal / LEAF).is_some_and(|lanes| lanes >> (ordinal % LEAF) & 1 == 1)
            }
            Some(Bearers::Nobody) | None => false,
        })
    }

    /// Whether a station bears all that is needed.
    pub(super) fn bears_all(&self, ordinal: usize, needed: &Needed) -> bool {
        self.lanes(ordinal / LEAF, needed) >> (ordinal % LEAF) & 1 == 1
    }

    /// How many bear a mark, if some do and others do not.
    pub(super) fn bearers(&self, mark: usize) -> Option<usize> {
        match self.0.get(mark) {
            Some(Bearers::Some(column)) => Some(column.leaves.iter().map(|lanes| lanes.count_ones() as usize).sum()),
            _ => None,
        }
    }

    /// Those who bear a mark that some bear and others do not, in order.
    pub(super) fn each_bearer(&self, mark: usize) -> impl Iterator<Item = usize> {
        let leaves = match self.0.get(mark) {
            Some(Bearers::Some(column)) => &column.leaves[..],
            _ => &[],
        };
        leaves.iter().enumerate().flat_map(|(leaf, lanes)| each_lane(*lanes).map(move |lane| leaf * LEAF + lane))
    }

    fn columns<'a>(&'a self, needed: &'a Needed) -> impl Iterator<Item = &'a Column> {
        needed.0.iter().filter_map(|mark| match self.0.get(usize::from(*mark)) {
            Some(Bearers::Some(column)) => Some(column),
            _ => None,
        })
    }
}
