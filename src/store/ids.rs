//! Which ids are taken? The places of all stations by their ids, without a second copy of the texts.

use crate::station::Station;
use hashbrown::hash_table::Entry;
use hashbrown::{DefaultHashBuilder, HashTable};
use rayon::prelude::*;
use std::hash::BuildHasher;

/// Tables that ids are divided among: each is filled by one processor, and fits into its cache for a million ids.
const TABLES: usize = 16;

/// The stations' places by the hash of their ids.
#[derive(Debug)]
pub(super) struct Ids {
    tables: Vec<HashTable<u32>>,
    hasher: DefaultHashBuilder,
}

impl Default for Ids {
    fn default() -> Self {
        Self { tables: vec![HashTable::new(); TABLES], hasher: DefaultHashBuilder::default() }
    }
}

/// A station whose id another has.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Repeat {
    /// Its place among the new.
    pub place: usize,
    /// The place of the first that has the id, among the known and the new after them.
    pub first: usize,
}

impl Ids {
    /// Takes up the ids of new stations, to be put after those known when the repeats are taken out.
    pub(super) fn take_up(&mut self, known: &[Station], new: &[Station]) -> Vec<Repeat> {
        let Self { tables, hasher } = self;
        let id_at = |place: u32| {
            let place = place as usize;
            let station = known.get(place).or_else(|| new.get(place.checked_sub(known.len())?));
            station.map_or("", |station| station.id.as_str())
        };
        let hash_at = |place: &u32| hasher.hash_one(id_at(*place));
        let hashes: Vec<u64> = new.par_iter().map(|station| hasher.hash_one(station.id.as_str())).collect();
        let of_table = |(table, places): (usize, &mut HashTable<u32>)| {
            // All tables have nearly as many.
            places.reserve(new.len() / TABLES, hash_at);
            let mut repeats = Vec::new();
            for (place, hash) in hashes.iter().enumerate().filter(|(_, hash)| table_of(**hash) == table) {
                let here = (known.len() + place) as u32;
                // Nearly no id is looked at: those of other hashes are no repeats.
                match places.entry(*hash, |other| id_at(*other) == id_at(here), hash_at) {
                    Entry::Occupied(first) => repeats.push(Repeat { place, first: *first.get() as usize }),
                    Entry::Vacant(slot) => drop(slot.insert(here)),
                }
            }
            repeats
        };
        let repeats: Vec<Vec<Repeat>> = tables.par_iter_mut().enumerate().map(of_table).collect();
        let mut repeats: Vec<Repeat> = repeats.into_iter().flatten().collect();
        repeats.sort_unstable_by_key(|repeat| repeat.place);
        if !repeats.is_empty() {
            let places = tables.iter_mut().flat_map(|places| places.iter_mut());
            for place in places.filter(|place| **place as usize > known.len()) {
                let among_new = *place as usize - known.len();
                *place -= repeats.partition_point(|repeat| repeat.place < among_new) as u32;
            }
        }
        repeats
    }

    /// Takes up the ids of new stations if none of them is known; else none is taken up. Whether they were.
    pub(super) fn take_up_new(&mut self, known: &[Station], new: &[Station]) -> bool {
        let is_known = |station: &Station| {
            let id = station.id.as_str();
            let at = |place: &u32| known.get(*place as usize).is_some_and(|station| station.id.as_str() == id);
            let hash = self.hasher.hash_one(id);
            self.tables.get(table_of(hash)).is_some_and(|places| places.find(hash, at).is_some())
        };
        if new.iter().any(is_known) {
            return false;
        }
        self.take_up(known, new);
        true
    }
}

/// The table of a hash, by bits that have no part in where it stands there.
fn table_of(hash: u64) -> usize {
    (hash >> 40) as usize % TABLES
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::geodesy::Position;
    use crate::station::{Access, KindId, List, StationId, Status};

    fn station(id: &str) -> Station {
        Station {
            id: StationId::new(id),
            position: Position::new(0.0, 0.0).unwrap(),
            name: None,
            kind: KindId::default(),
            access: Access::Unknown,
            status: Status::Operating,
            capacity: None,
            timezone: None,
            hours: None,
            amenities: List::default(),
            amenities_absent: List::default(),
        }
    }

    #[test]
    fn a_repeat_names_the_first_however_many_were_taken_out_before_it() {
        let mut ids = Ids::default();
        let repeat = |place, first| Repeat { place, first };
        let first: Vec<Station> = ["a", "a", "b", "a", "c"].map(station).into();
        assert_eq!(ids.take_up(&[], &first), [repeat(1, 0), repeat(3, 0)]);
        let known: Vec<Station> = ["a", "b", "c"].map(station).into();
        let second: Vec<Station> = ["d", "c", "d", "e", "b"].map(station).into();
        assert_eq!(ids.take_up(&known, &second), [repeat(1, 2), repeat(2, 3), repeat(4, 1)]);
        let known: Vec<Station> = ["a", "b", "c", "d", "e"].map(station).into();
        let third: Vec<Station> = ["e", "f"].map(station).into();
        assert_eq!(ids.take_up(&known, &third), [repeat(0, 4)]);
    }
}
