//! Which of all stations pass a filter? Told 64 at a time, from a column for each word that a filter may name.
//!
//! A search for the nearest looks at few stations and reads each; a map of a country looks at all of them, and this
//! is what it reads instead.

use super::bits::Bits;
use crate::station::{Filter, Station};

/// A column for each word, and the capacities.
#[derive(Debug, Default)]
pub(super) struct Columns {
    /// How many stations there are.
    stations: usize,
    status: Vec<Column>,
    access: Vec<Column>,
    kinds: Vec<Column>,
    has: Vec<Column>,
    lacks: Vec<Column>,
    /// Which stations say their capacity.
    says_capacity: Bits,
    /// The capacity of each, 0 where it does not say; empty where none does.
    capacities: Vec<u32>,
}

/// The stations of which one word holds: a list of ordinals as long as that is the shorter way to write them, else a
/// bit for each station. Either way a word costs at most four bytes for each station of which it holds, however many
/// words there are.
#[derive(Debug)]
enum Column {
    Listed(Vec<u32>),
    Marked(Vec<u64>),
}

/// A list is the shorter way up to one station in so many.
const LISTED_UP_TO_ONE_IN: usize = 32;

impl Columns {
    /// Reads all stations, in the order of their ordinals.
    pub(super) fn of(stations: &[Station]) -> Self {
        let ((has, lacks), (kinds, (status, access))) = rayon::join(
            || {
                rayon::join(
                    || words(stations, |station| station.amenities.iter().map(|amenity| amenity.kind.index())),
                    || words(stations, |station| station.amenities_absent.iter().map(|id| id.index())),
                )
            },
            || {
                rayon::join(
                    || words(stations, |station| std::iter::once(station.kind.index())),
                    || {
                        rayon::join(
                            || words(stations, |station| std::iter::once(station.status as usize)),
                            || words(stations, |station| std::iter::once(station.access as usize)),
                        )
                    },
                )
            },
        );
        let capacity = |ordinal: usize| stations.get(ordinal).and_then(|station| station.capacity);
        let says_capacity = Bits::of(0..stations.len(), |ordinal| capacity(ordinal).is_some());
        let capacities = if says_capacity.words().any(|(_, word)| word != 0) {
            (0..stations.len()).map(|ordinal| capacity(ordinal).unwrap_or(0)).collect()
        } else {
            Vec::new()
        };
        Self { stations: stations.len(), status, access, kinds, has, lacks, says_capacity, capacities }
    }

    /// Bytes held on the heap.
    pub(super) fn bytes(&self) -> usize {
        let families = [&self.status, &self.access, &self.kinds, &self.has, &self.lacks];
        let columns: usize = families.iter().flat_map(|columns| columns.iter()).map(Column::bytes).sum();
        columns + self.says_capacity.bytes() + size_of_val(&self.capacities[..])
    }

    /// The stations that pass a filter, by ordinal.
    pub(super) fn passing(&self, filter: &Filter) -> Bits {
        let mut passing = self.any_of(&self.status, filter.status.iter().map(|status| *status as usize));
        for id in &filter.all {
            keep(&mut passing, self.has.get(id.index()));
        }
        for id in &filter.none {
            keep(&mut passing, self.lacks.get(id.index()));
        }
        let mut keep_any = |columns: &[Column], wanted: Vec<usize>| {
            if !wanted.is_empty() {
                let any = self.any_of(columns, wanted.into_iter());
                passing.iter_mut().zip(any).for_each(|(word, any)| *word &= any);
            }
        };
        keep_any(&self.has, filter.any.iter().map(|id| id.index()).collect());
        keep_any(&self.kinds, filter.kinds.iter().map(|kind| kind.index()).collect());
        keep_any(&self.access, filter.access.iter().map(|way| *way as usize).collect());
        if let Some(least) = filter.min_capacity {
            let is_enough = |ordinal: usize| self.capacities.get(ordinal).is_some_and(|people| *people >= least);
            let enough = self.says_capacity.kept(is_enough);
            passing.iter_mut().zip(enough.words()).for_each(|(word, (_, enough))| *word &= enough);
        }
        Bits::from_words(passing)
    }

    /// The stations of which any of some words holds.
    fn any_of(&self, columns: &[Column], wanted: impl Iterator<Item = usize>) -> Vec<u64> {
        let mut any = vec![0; self.stations.div_ceil(64)];
        for column in wanted.filter_map(|number| columns.get(number)) {
            match column {
                Column::Listed(ordinals) => ordinals.iter().for_each(|ordinal| set(&mut any, *ordinal)),
                Column::Marked(words) => any.iter_mut().zip(words).for_each(|(any, word)| *any |= word),
            }
        }
        any
    }
}

impl Column {
    fn bytes(&self) -> usize {
        match self {
            Self::Listed(ordinals) => ordinals.capacity() * size_of::<u32>(),
            Self::Marked(words) => words.capacity() * size_of::<u64>(),
        }
    }

    /// Takes down a station; they come in the order of their ordinals.
    fn add(&mut self, ordinal: u32, stations: usize) {
        match self {
            // What one station says twice is told once.
            Self::Listed(ordinals) if ordinals.last() == Some(&ordinal) => {}
            Self::Listed(ordinals) if ordinals.len() < stations / LISTED_UP_TO_ONE_IN => ordinals.push(ordinal),
            Self::Listed(ordinals) => {
                let mut words = vec![0; stations.div_ceil(64)];
                ordinals.iter().chain([&ordinal]).for_each(|ordinal| set(&mut words, *ordinal));
                *self = Self::Marked(words);
            }
            Self::Marked(words) => set(words, ordinal),
        }
    }
}

/// The columns of one kind of words, by their numbers.
fn words<'a, I: Iterator<Item = usize>>(stations: &'a [Station], of: impl Fn(&'a Station) -> I) -> Vec<Column> {
    let mut columns: Vec<Column> = Vec::new();
    for (ordinal, station) in (0u32..).zip(stations) {
        for number in of(station) {
            if number >= columns.len() {
                columns.resize_with(number + 1, || Column::Listed(Vec::new()));
            }
            if let Some(column) = columns.get_mut(number) {
                column.add(ordinal, stations.len());
            }
        }
    }
    for column in &mut columns {
        if let Column::Listed(ordinals) = column {
            ordinals.shrink_to_fit();
        }
    }
    columns
}

/// Keeps those of which a word holds; of a word that nobody says, none.
fn keep(passing: &mut [u64], column: Option<&Column>) {
    match column {
        Some(Column::Marked(words)) => passing.iter_mut().zip(words).for_each(|(word, column)| *word &= column),
        Some(Column::Listed(ordinals)) => {
            let mut kept = vec![0; passing.len()];
            for ordinal in ordinals {
                let word = *ordinal as usize / 64;
                if let (Some(kept), Some(passing)) = (kept.get_mut(word), passing.get(word)) {
                    *kept |= passing & 1 << (ordinal % 64);
                }
            }
            passing.copy_from_slice(&kept);
        }
        None => passing.fill(0),
    }
}

fn set(words: &mut [u64], ordinal: u32) {
    if let Some(word) = words.get_mut(ordinal as usize / 64) {
        *word |= 1 << (ordinal % 64);
    }
}
