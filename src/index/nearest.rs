//! Which stations are nearest? Candidates by chord, with a margin that is proven, then exact geodesics.

use super::rounded::Scratch;
use super::select::Select;
use super::station_index::StationIndex;
use super::tree::Visit;
use crate::geodesy::{Distance, Ecef, Position, chord, inverse};

/// Metres by which a rounded distance and the arithmetic of chords may together be off:
/// half a millimetre for each of two rounded distances, and nanometres for the rest.
const MARGIN_M: f64 = 0.001_1;

/// A station found.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Near {
    /// Its place in the index.
    pub ordinal: usize,
    /// How far it is.
    pub distance: Distance,
    /// The direction in which the way there starts, degrees clockwise from north.
    pub bearing_deg: f64,
}

/// Work done by one search; tests hold it within bounds.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Work {
    /// Tree nodes judged.
    pub nodes: usize,
    /// Stations judged.
    pub stations: usize,
    /// Geodesics solved.
    pub geodesics: usize,
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
        let (candidates, mut work) = self.candidates(from, limit, radius_m, select);
        let found = self.resolve(candidates, from, limit, radius_m, &mut work);
        (found, work)
    }

    /// The stations among which the `limit` nearest are, as squared chords and ordinals, before any geodesic is solved.
    pub fn candidates(
        &self,
        from: Position,
        limit: usize,
        radius_m: Option<f64>,
        select: &impl Select,
    ) -> (Vec<(f64, usize)>, Work) {
        let (mut scratch, mut work) = (Scratch::default(), Work::default());
        self.candidates_in(Ecef::from(from), limit, radius_m, select, &mut scratch, &mut work);
        (scratch.nearest, work)
    }

    /// [`StationIndex::candidates`], left in `scratch.nearest`.
    pub(super) fn candidates_in(
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

    /// Solves the geodesics of the candidates and orders them.
    fn resolve(
        &self,
        mut candidates: Vec<(f64, usize)>,
        from: Position,
        limit: usize,
        radius_m: Option<f64>,
        work: &mut Work,
    ) -> Vec<Near> {
        // Side by side, stations that share a position share one geodesic.
        candidates.sort_unstable_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
        let mut last: Option<(Position, Near)> = None;
        let mut found = Vec::with_capacity(candidates.len());
        for (_, ordinal) in candidates {
            let Some(station) = self.stations().get(ordinal) else { continue };
            let near = match last {
                Some((position, near)) if position == station.position => Near { ordinal, ..near },
                _ => {
                    work.geodesics += 1;
                    let geodesic = inverse(from, station.position);
                    Near { ordinal, distance: geodesic.distance, bearing_deg: geodesic.bearing_deg }
                }
            };
            last = Some((station.position, near));
            if radius_m.is_none_or(|radius_m| near.distance.within(radius_m)) {
                found.push(near);
            }
        }
        let id = |near: &Near| self.stations().get(near.ordinal).map(|station| &station.id);
        found.sort_unstable_by(|a, b| a.distance.cmp(&b.distance).then_with(|| id(a).cmp(&id(b))));
        found.truncate(limit);
        found
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
