//! What does the index hold? The stations in tree order, the tree over them, and what each node shows.

use super::bits::Bits;
use super::columns::Columns;
use super::marks::Marks;
use super::rare::Rare;
use super::select::Select;
use super::tree::Tree;
use crate::geodesy::Ecef;
use crate::station::{Filter, Station, Summary};
use rayon::prelude::*;

/// Stations and the tree over them, immutable once built.
///
/// Stations are renumbered in tree order; the number of one is its ordinal. Answers never depend on it.
#[derive(Debug)]
pub struct StationIndex {
    stations: Vec<Station>,
    marks: Marks,
    rare: Rare,
    summaries: Vec<Summary>,
    tree: Tree,
    columns: Columns,
}

impl StationIndex {
    /// Builds the index. The second value tells for each ordinal the place its station had in `stations`.
    pub fn build(stations: Vec<Station>) -> (Self, Vec<u32>) {
        Self::build_beside(stations, |_| (), |(), order| order.to_vec(), |_, _, _| ())
    }

    /// Builds the index, and does beside it what needs the stations as they come, and after that what needs the place
    /// that the station of each ordinal had: finding an order and putting stations in order keeps one processor busy for
    /// much of the time. Before anything but the tree is made of the stations, `put` is given them by ordinal with those
    /// places: it may put what they hold to where those that stand together have it together.
    pub fn build_beside<A: Send, B: Send>(
        stations: Vec<Station>,
        as_they_come: impl FnOnce(&[Station]) -> A + Send,
        in_order: impl FnOnce(A, &[u32]) -> B + Send,
        put: impl FnOnce(&mut [Station], &[u32], &mut B),
    ) -> (Self, B) {
        let tree = || Tree::build(stations.par_iter().map(|station| Ecef::from(station.position)));
        let ((tree, order), beside) = rayon::join(tree, || as_they_come(&stations));
        let (mut stations, mut made) = rayon::join(|| put_in_order(stations, &order), || in_order(beside, &order));
        put(&mut stations, &order, &mut made);
        (Self::of(stations, tree), made)
    }

    /// The index of stations that stand in the order of the tree over them.
    fn of(stations: Vec<Station>, tree: Tree) -> Self {
        let columns = || Columns::of(&stations);
        let of_station = |point: usize| stations.get(point).map_or(Summary::default(), Summary::of);
        let summaries = || tree.summarise(of_station, Summary::union, Summary::default());
        let marks = || {
            let marks = Marks::of(&stations, &tree);
            let rare = Rare::of(&marks, &tree);
            (marks, rare)
        };
        let (columns, ((marks, rare), summaries)) = rayon::join(columns, || rayon::join(marks, summaries));
        Self { stations, marks, rare, summaries, tree, columns }
    }

    /// The stations, by ordinal.
    pub fn stations(&self) -> &[Station] {
        &self.stations
    }

    /// How many stations there are.
    pub fn len(&self) -> usize {
        self.tree.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.stations.is_empty()
    }

    /// Bytes that the index holds beside the stations themselves.
    pub fn bytes(&self) -> usize {
        self.tree.bytes()
            + self.marks.bytes()
            + self.rare.bytes()
            + size_of_val(&self.summaries[..])
            + self.columns.bytes()
    }

    /// Every station that passes a filter, by ordinal.
    pub fn passing(&self, filter: &Filter) -> Bits {
        self.columns.passing(filter)
    }

    /// What the stations below each node show together, folded from a value of each station.
    pub fn summarise<T: Copy>(&self, of: impl Fn(usize) -> T, union: impl Fn(T, T) -> T, none: T) -> Vec<T> {
        self.tree.summarise(of, union, none)
    }

    pub(super) fn tree(&self) -> &Tree {
        &self.tree
    }

    pub(super) fn marks(&self) -> &Marks {
        &self.marks
    }

    pub(super) fn rare(&self) -> &Rare {
        &self.rare
    }

    /// Whether a station is wanted.
    pub(super) fn is_wanted(&self, ordinal: usize, select: &impl Select) -> bool {
        let asked = |station| select.marks_decide() || select.station(ordinal, station);
        self.marks.bears(ordinal, select.marks()) && self.stations.get(ordinal).is_some_and(asked)
    }

    /// Whether a station below a node may be wanted.
    pub(super) fn is_wanted_below(&self, node: usize, select: &impl Select) -> bool {
        self.summaries.get(node).is_some_and(|summary| select.node(node, summary))
    }
}

/// Stations in an order of the places they have.
fn put_in_order(stations: Vec<Station>, order: &[u32]) -> Vec<Station> {
    let mut slots: Vec<Option<Station>> = stations.into_iter().map(Some).collect();
    // Room is made once: a list that grows by doubling moves all stations again and again through fresh memory.
    let mut ordered = Vec::with_capacity(order.len());
    ordered.extend(order.iter().filter_map(|place| slots.get_mut(*place as usize).and_then(Option::take)));
    ordered
}
