//! Which stations together have all that is needed, with the smallest sum of distances? Exact, for a few needs.
//!
//! The nearest station that has all of some needs is found for each set of needs, and the sets are put together.
//!
//! **Why that is exact.** Take the best choice of stations, and let each need be served by one of them that can; every
//! station serves some, or the choice without it would be better. Let a station serve the needs `S`, and `n(S)` be the
//! nearest that has all of `S`, the least by id of those equally near. Put in its place, `n(S)` is no farther. Were it
//! nearer, or one of the other stations of the choice already, the choice would not have been the best, for it would be
//! undercut in its sum or its number; and equally far but with a lesser id it would be undercut in its ids. So the
//! station is `n(S)`: the best choice consists of such stations for the parts of some partition of the needs. What is
//! left of it without one of its stations is the best choice for the other needs, for the same reasons, so that choices
//! for more needs are made of those for fewer.

use super::question::{Choice, NearestUnfiltered, Question};
use super::snapshot::Snapshot;
use crate::geodesy::{Distance, Position};
use crate::index::Near;
use crate::station::{AmenityId, Filter, Station, StationId};

/// Most needs of one question: for each set of them there is one search.
pub const MOST_NEEDS: usize = 6;

/// A question for what is needed at one place or several.
#[derive(Debug, Clone)]
pub struct Basket {
    /// From where, WGS 84.
    pub from: Position,
    /// What is needed, each once, at most [`MOST_NEEDS`].
    pub needs: Vec<AmenityId>,
    /// How far each station may be at most, inclusive.
    pub radius_m: Option<f64>,
    /// Which stations will do; what is needed is asked of them besides.
    pub choice: Choice,
}

/// Where to go for it.
#[derive(Debug, Clone, PartialEq)]
pub struct Filled {
    /// The stations that together have it, nearest first; none where some need is met nowhere.
    pub set: Option<Vec<Near>>,
    /// The nearest station that has everything.
    pub single: Option<Near>,
    /// Needs that are met nowhere.
    pub unmet: Vec<AmenityId>,
    /// Where some needs are met nowhere and some are: the stations that together have the latter, nearest first.
    pub met: Option<Vec<Near>>,
}

impl Filled {
    /// The sum of the distances of the set.
    pub fn total(&self) -> Option<Distance> {
        self.set.as_deref().map(Self::total_of)
    }

    /// The sum of the distances of some stations.
    pub fn total_of(set: &[Near]) -> Distance {
        Distance::from_mm(set.iter().map(|near| near.distance.mm()).sum())
    }
}

/// Stations chosen for some needs, by id.
#[derive(Debug, Clone, Default)]
struct Chosen<'a> {
    total_mm: u64,
    stations: Vec<(&'a StationId, Near)>,
}

impl<'a> Chosen<'a> {
    /// These and one more, which may be one of them.
    fn with(&self, id: &'a StationId, near: Near) -> Self {
        let mut chosen = self.clone();
        if let Err(place) = chosen.stations.binary_search_by_key(&id, |(id, _)| id) {
            chosen.stations.insert(place, (id, near));
            chosen.total_mm += near.distance.mm();
        }
        chosen
    }

    /// The smaller sum, then fewer stations, then lesser ids.
    fn is_better_than(&self, other: &Self) -> bool {
        let ids = |chosen: &Self| chosen.stations.iter().map(|(id, _)| *id).collect::<Vec<_>>();
        let rank = |chosen: &Self| (chosen.total_mm, chosen.stations.len());
        rank(self).cmp(&rank(other)).then_with(|| ids(self).cmp(&ids(other))).is_lt()
    }
}

impl Basket {
    /// The question for the nearest station that has all of some needs.
    fn question(&self, needs: impl Iterator<Item = AmenityId>, radius_m: Option<f64>) -> Question {
        let mut choice = self.choice.clone();
        for need in needs {
            if !choice.filter.all.contains(&need) {
                choice.filter.all.push(need);
            }
        }
        Question { from: self.from, limit: 1, radius_m, choice, speed_mps: None }
    }

    /// The needs of a set, which is told by bits.
    fn of_bits(&self, bits: usize) -> impl Iterator<Item = AmenityId> {
        self.needs.iter().enumerate().filter(move |(place, _)| bits >> place & 1 == 1).map(|(_, need)| *need)
    }

    /// The needs that a station meets.
    pub fn met_by(&self, station: &Station, snapshot: &Snapshot) -> Vec<AmenityId> {
        let meets =
            |need: &AmenityId| self.question([*need].into_iter(), None).choice.means(station, &snapshot.schedules);
        self.needs.iter().copied().filter(meets).collect()
    }
}

impl Snapshot {
    /// The stations that together have everything, and the nearest that has it alone.
    pub fn fill(&self, basket: &Basket) -> Filled {
        let nearest = |bits: usize, radius_m: Option<f64>| {
            let near = self.nearest(&basket.question(basket.of_bits(bits), radius_m)).into_iter().next()?;
            Some((&self.index.stations().get(near.ordinal)?.id, near))
        };
        let all = (1usize << basket.needs.len().min(MOST_NEEDS)) - 1;
        let single = nearest(all, basket.radius_m);
        // By set of needs: the nearest station, as far as it may matter, and the best choice.
        let mut one: Vec<Option<(&StationId, Near)>> = vec![None; all + 1];
        let mut best: Vec<Option<Chosen>> = vec![None; all + 1];
        best[0] = Some(Chosen::default());
        for bits in 1..=all {
            // Every way to split off the needs that are met where the first of them is.
            let first = bits & bits.wrapping_neg();
            let mut found: Option<Chosen> = None;
            for part in (1..bits).filter(|part| part & bits == *part && part & first != 0) {
                if let (Some((id, near)), Some(rest)) = (one[part], &best[bits ^ part]) {
                    let chosen = rest.with(id, near);
                    if found.as_ref().is_none_or(|found| chosen.is_better_than(found)) {
                        found = Some(chosen);
                    }
                }
            }
            one[bits] = if bits == all {
                single
            } else {
                // A station that is farther than the sum of several is never part of a best choice.
                let several_m = found.as_ref().map(|found| Distance::from_mm(found.total_mm).m());
                let radius_m = [basket.radius_m, several_m].into_iter().flatten().min_by(f64::total_cmp);
                nearest(bits, radius_m)
            };
            let alone = one[bits].map(|(id, near)| Chosen::default().with(id, near));
            best[bits] = match (found, alone) {
                (Some(found), Some(alone)) => Some(if alone.is_better_than(&found) { alone } else { found }),
                (found, alone) => found.or(alone),
            };
        }
        let is_met = |place: &usize| best.get(1 << place).is_some_and(Option::is_some);
        let met = (0..basket.needs.len()).filter(is_met).fold(0, |bits, place| bits | 1 << place);
        let stations = |bits: usize| {
            let mut stations = best.get(bits)?.as_ref()?.stations.clone();
            stations.sort_by(|(id, near), (other, next)| (near.distance, id).cmp(&(next.distance, other)));
            Some(stations.into_iter().map(|(_, near)| near).collect())
        };
        Filled {
            set: stations(all),
            single: single.map(|(_, near)| near),
            unmet: basket.of_bits(all & !met).collect(),
            met: if met == all || met == 0 { None } else { stations(met) },
        }
    }

    /// The nearest operating station that has what is needed, whatever else is asked of it, and what keeps it out.
    pub fn nearest_unfiltered_with(&self, basket: &Basket, need: AmenityId) -> Option<NearestUnfiltered> {
        let anyone = Filter { all: vec![need], ..Filter::default() };
        self.nearest_unfiltered_of(&basket.question([need].into_iter(), basket.radius_m), &anyone)
    }
}
