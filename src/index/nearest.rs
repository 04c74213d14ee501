//! Which stations are nearest? Candidates by chord, with a margin that is proven, then geodesics, to the digits of an answer.

use super::select::Select;
use super::station_index::StationIndex;
use super::tree::Visit;
use crate::geodesy::{Distance, Ecef, Outlook, Position, chord, distance_of_line, inverse};

/// Metres by which a rounded distance and the arithmetic of chords may together be off:
/// half a millimetre for each of two rounded distances, and nanometres for the rest.
const MARGIN_M: f64 = 0.001_1;

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
    stack: Vec<(f64, usize, usize)>,
    nearest: Vec<(f64, usize)>,
    beyond: Vec<(f64, usize)>,
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

    /// The stations among which the `limit` nearest are, as squared chords and ordinals, before any is measured.
    pub fn candidates<'s>(
        &self,
        from: Position,
        limit: usize,
        radius_m: Option<f64>,
        select: &impl Select,
        scratch: &'s mut Scratch,
    ) -> &'s [(f64, usize)] {
        self.candidates_in(Ecef::from(from), limit, radius_m, select, scratch, &mut Work::default());
        &scratch.nearest
    }

    /// [`StationIndex::candidates`], left in `scratch.nearest`.
    fn candidates_in(
        &self,
        from: Ecef,
        limit: usize,
        radius_m: Option<f64>,
        select: &impl Select,
        scratch: &mut Scratch,
        work: &mut Work,
    ) {
        scratch.nearest.clear();
        scratch.beyond.clear();
        if limit == 0 {
            return;
        }
        let reach_m = radius_m.map_or(f64::INFINITY, |radius_m| chord::longest_chord_m(radius_m + MARGIN_M) + MARGIN_M);
        scratch.nearest.reserve(limit.min(self.len()) + 1);
        let mut candidates = Candidates {
            index: self,
            select,
            limit,
            nearest: &mut scratch.nearest,
            beyond: &mut scratch.beyond,
            bound2: reach_m * reach_m,
            work,
        };
        self.tree().search_on(&mut scratch.stack, from, &mut candidates);
        let bound2 = candidates.bound2;
        scratch.nearest.extend(scratch.beyond.drain(..).filter(|(chord2, _)| *chord2 <= bound2));
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
        self.candidates_in(outlook.ecef, limit, radius_m, select, scratch, &mut work);
        let Scratch { nearest, found, .. } = scratch;
        found.clear();
        // Side by side, stations that share a position share one geodesic.
        let mut last: Option<(Ecef, Near)> = None;
        for (_, ordinal) in nearest.iter().copied() {
            let at = self.tree().at(ordinal);
            let near = match last {
                Some((place, near)) if place == at => Near { ordinal, ..near },
                _ => self.measure(from, &outlook, ordinal, at, &mut work),
            };
            last = Some((at, near));
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

    /// How far a station is and in which direction: by the straight line where that tells both, else by its geodesic.
    fn measure(&self, from: Position, outlook: &Outlook, ordinal: usize, at: Ecef, work: &mut Work) -> Near {
        work.measured += 1;
        if let Some((distance, bearing_mdeg)) = distance_of_line(outlook.ecef, at).zip(outlook.bearing_mdeg(at)) {
            return Near { ordinal, distance, bearing_mdeg };
        }
        work.geodesics += 1;
        let to = self.stations().get(ordinal).map_or(from, |station| station.position);
        let geodesic = inverse(from, to);
        Near { ordinal, distance: geodesic.distance, bearing_mdeg: geodesic.bearing_mdeg() }
    }
}

/// The candidates of a search so far.
///
/// `nearest` are the `limit` shortest chords. Let `c` be the longest of them: the `limit` answers are then
/// no farther than the longest geodesic of a chord `c`, and a station that could be among them has no
/// longer a chord than such a geodesic can have. That is the bound; `beyond` holds what lies between.
struct Candidates<'a, S> {
    index: &'a StationIndex,
    select: &'a S,
    limit: usize,
    nearest: &'a mut Vec<(f64, usize)>,
    beyond: &'a mut Vec<(f64, usize)>,
    bound2: f64,
    work: &'a mut Work,
}

impl<S: Select> Visit for Candidates<'_, S> {
    fn bound2(&self) -> f64 {
        self.bound2
    }

    fn node(&mut self, node: usize) -> bool {
        self.work.nodes += 1;
        self.select.node(node, self.index.summary(node))
    }

    fn point(&mut self, point: usize, chord2: f64) {
        let Some(station) = self.index.stations().get(point) else { return };
        self.work.stations += 1;
        if !self.select.station(point, self.index.marks(point), station) {
            return;
        }
        let at = self.nearest.partition_point(|(other, _)| *other <= chord2);
        if at < self.limit {
            self.nearest.insert(at, (chord2, point));
            if self.nearest.len() > self.limit {
                self.beyond.extend(self.nearest.pop());
            }
            if self.nearest.len() == self.limit {
                self.tighten();
            }
        } else {
            self.beyond.push((chord2, point));
        }
    }
}

impl<S: Select> Candidates<'_, S> {
    fn tighten(&mut self) {
        let Some((chord2, _)) = self.nearest.last() else { return };
        let farthest_answer_m = chord::longest_distance_m(chord2.sqrt()) + MARGIN_M;
        let reach_m = chord::longest_chord_m(farthest_answer_m) + MARGIN_M;
        self.bound2 = self.bound2.min(reach_m * reach_m);
    }
}
