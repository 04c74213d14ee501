//! Which stations are nearest, how far, and in which direction? To the digits of an answer.

use super::candidates::{Candidate, Memory};
use super::select::Select;
use super::station_index::StationIndex;
use crate::geodesy::{Distance, Ecef, Outlook, Position, distance_of_line, inverse};

/// By what factor the squares of two straight lines to one position may differ, or a little more: so much is asked where
/// the stations are, which lies elsewhere in memory.
const ALIKE: f64 = 1.000_001;

/// A station found, as an answer writes it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Near {
    /// Its place in the index.
    pub ordinal: usize,
    /// How far it is.
    pub distance: Distance,
    /// The direction in which the way there starts, in thousandths of a degree clockwise from north, below 360,000.
    pub bearing_mdeg: u32,
}

/// Work done by one search; tests hold it within bounds.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Work {
    /// Tree nodes judged.
    pub nodes: usize,
    /// Stations judged.
    pub stations: usize,
    /// Places measured to the millimetre.
    pub measured: usize,
    /// Those of them whose geodesic was solved, as no straight line told it.
    pub geodesics: usize,
}

/// Memory that a search leaves to the next, so that it takes none of its own.
#[derive(Debug, Default)]
pub struct Scratch {
    memory: Memory,
    found: Vec<Near>,
}

impl StationIndex {
    /// The `limit` nearest stations that `select` wants, at most `radius_m` away (inclusive),
    /// ordered by distance in whole millimetres, then by id.
    pub fn nearest(&self, from: Position, limit: usize, radius_m: Option<f64>, select: &impl Select) -> Vec<Near> {
        self.nearest_with_work(from, limit, radius_m, select).0
    }

    /// [`StationIndex::nearest`], and the work it took.
    pub fn nearest_with_work(
        &self,
        from: Position,
        limit: usize,
        radius_m: Option<f64>,
        select: &impl Select,
    ) -> (Vec<Near>, Work) {
        let mut scratch = Scratch::default();
        let work = self.search(from, limit, radius_m, select, &mut scratch);
        (scratch.found, work)
    }

    /// [`StationIndex::nearest`] in the memory of a search before.
    pub fn nearest_in<'s>(
        &self,
        from: Position,
        limit: usize,
        radius_m: Option<f64>,
        select: &impl Select,
        scratch: &'s mut Scratch,
    ) -> &'s [Near] {
        self.search(from, limit, radius_m, select, scratch);
        &scratch.found
    }

    /// The stations among which the `limit` nearest are, the shortest straight line first, before any is measured.
    pub fn candidates<'s>(
        &self,
        from: Position,
        limit: usize,
        radius_m: Option<f64>,
        select: &impl Select,
        scratch: &'s mut Scratch,
    ) -> &'s [Candidate] {
        self.candidates_in(Ecef::from(from), limit, radius_m, select, &mut scratch.memory, &mut Work::default());
        &scratch.memory.candidates
    }

    /// Finds the candidates, measures and orders them, and leaves the answer in `scratch.found`.
    fn search(
        &self,
        from: Position,
        limit: usize,
        radius_m: Option<f64>,
        select: &impl Select,
        scratch: &mut Scratch,
    ) -> Work {
        let mut work = Work::default();
        let outlook = Outlook::at(from);
        let Scratch { memory, found } = scratch;
        self.candidates_in(outlook.ecef, limit, radius_m, select, memory, &mut work);
        found.clear();
        let mut last: Option<(f64, Near)> = None;
        for candidate in &memory.candidates {
            let (ordinal, chord2) = (candidate.ordinal, candidate.chord2);
            let near = match last {
                // Side by side, stations that share a position share one measurement.
                Some((other2, near)) if chord2 <= other2 * ALIKE && self.share_a_place(near.ordinal, ordinal) => {
                    Near { ordinal, ..near }
                }
                _ => self.measure(from, &outlook, candidate, &mut work),
            };
            last = Some((chord2, near));
            if radius_m.is_none_or(|radius_m| near.distance.within(radius_m)) {
                found.push(near);
            }
        }
        if found.len() > 1 {
            let id = |near: &Near| self.stations().get(near.ordinal).map(|station| &station.id);
            found.sort_unstable_by(|a, b| a.distance.cmp(&b.distance).then_with(|| id(a).cmp(&id(b))));
        }
        found.truncate(limit);
        work
    }

    /// Whether two stations stand at one position.
    fn share_a_place(&self, one: usize, other: usize) -> bool {
        let position = |ordinal: usize| self.stations().get(ordinal).map(|station| station.position);
        position(one) == position(other)
    }

    /// How far a station is and in which direction: by the straight line where that tells both, else by its geodesic.
    fn measure(&self, from: Position, outlook: &Outlook, candidate: &Candidate, work: &mut Work) -> Near {
        work.measured += 1;
        let Candidate { ordinal, at, .. } = *candidate;
        if let Some((distance, bearing_mdeg)) = distance_of_line(outlook.ecef, at).zip(outlook.bearing_mdeg(at)) {
            return Near { ordinal, distance, bearing_mdeg };
        }
        work.geodesics += 1;
        let to = self.stations().get(ordinal).map_or(from, |station| station.position);
        let geodesic = inverse(from, to);
        Near { ordinal, distance: geodesic.distance, bearing_mdeg: geodesic.bearing_mdeg() }
    }
}
