//! Among which stations are the nearest? Found by straight lines, with a margin that is proven.

use super::marks::Needed;
use super::nearest::Work;
use super::rare::Few;
use super::select::Select;
use super::station_index::StationIndex;
use super::tree::{Frame, LEAF, Lanes, Tree, Visit, each_lane};
use crate::geodesy::{Ecef, chord};

/// Metres by which a rounded distance and the arithmetic of chords may together be off:
/// half a millimetre for each of two rounded distances, and nanometres for the rest.
const MARGIN_M: f64 = 0.001_1;

/// Memory that a search for candidates leaves to the next.
#[derive(Debug, Default)]
pub(super) struct Memory {
    frames: Vec<Frame>,
    needed: Needed,
    nearest: Vec<Line>,
    beyond: Vec<Line>,
    /// The candidates, the shortest straight line first.
    pub(super) candidates: Vec<Candidate>,
}

/// A station that may be among the nearest.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Candidate {
    /// Its place in the index.
    pub ordinal: usize,
    /// Where it is.
    pub at: Ecef,
    /// The square of the straight line there.
    pub chord2: f64,
}

/// A straight line in single precision, squared, and the number of the point it leads to, in one number: of two, the
/// shorter is the lesser, as the bits of numbers that are not negative order as the numbers do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Line(u64);

impl Line {
    fn to(point: usize, chord2: f32) -> Self {
        Self(u64::from(chord2.to_bits()) << 32 | point as u64)
    }

    fn chord2(self) -> f32 {
        f32::from_bits((self.0 >> 32) as u32)
    }

    fn point(self) -> usize {
        self.0 as u32 as usize
    }
}

impl StationIndex {
    /// The stations among which the `limit` nearest are, at most `radius_m` away, left in `memory.candidates`.
    pub(super) fn candidates_in(
        &self,
        from: Ecef,
        limit: usize,
        radius_m: Option<f64>,
        select: &impl Select,
        memory: &mut Memory,
        work: &mut Work,
    ) {
        let Memory { frames, needed, nearest, beyond, candidates } = memory;
        nearest.clear();
        beyond.clear();
        candidates.clear();
        let Some(root) = self.tree().root().filter(|_| limit > 0) else { return };
        work.nodes += 1;
        let decided = select.marks_decide();
        if !self.marks().need(select.marks(), needed) || !(decided || self.is_wanted_below(root, select)) {
            return;
        }
        let reach_m = radius_m.map_or(f64::INFINITY, |radius_m| chord::longest_chord_m(radius_m + MARGIN_M) + MARGIN_M);
        nearest.reserve(limit.min(self.len()) + 1);
        // Where the marks decide, those who bear a rare one are all that need be looked at.
        let few = self.rare().fewest(needed).filter(|_| decided);
        let tree = few.map_or(self.tree(), |few| &few.tree);
        let reach2 = tree.reach2(reach_m);
        let mut search =
            Search { index: self, tree, few, select, decided, needed, limit, nearest, beyond, reach2, work };
        tree.search(frames, from, &mut search);
        let reach2 = search.reach2;
        let within = nearest.iter().chain(beyond.iter()).filter(|line| line.chord2() <= reach2);
        candidates.extend(within.map(|line| {
            let at = tree.at(line.point());
            Candidate { ordinal: ordinal(few, line.point()), at, chord2: at.chord2(from) }
        }));
        candidates.sort_unstable_by(|a, b| a.chord2.total_cmp(&b.chord2).then(a.ordinal.cmp(&b.ordinal)));
        // What single precision could not tell apart is told now.
        if let Some(farthest) = candidates.get(limit - 1).filter(|_| candidates.len() > limit) {
            let reach_m = reach_beyond_m(farthest.chord2.sqrt());
            let count = candidates.partition_point(|candidate| candidate.chord2 <= reach_m * reach_m);
            candidates.truncate(count);
        }
    }
}

/// Which station stands at a point of the tree that is searched.
fn ordinal(few: Option<&Few>, point: usize) -> usize {
    few.map_or(point, |few| few.ordinals.get(point).map_or(usize::MAX, |ordinal| *ordinal as usize))
}

/// How far, by chord, a station may be that is among the nearest, if so many as are asked for have chords of at most
/// `chord_m`: their geodesics are no longer than the longest of such a chord, and no station that is to be among them
/// has a longer chord than such a geodesic can have.
fn reach_beyond_m(chord_m: f64) -> f64 {
    chord::longest_chord_m(chord::longest_distance_m(chord_m) + MARGIN_M) + MARGIN_M
}

/// A search so far: `nearest` are the `limit` shortest lines, `beyond` those that were within reach and are not.
struct Search<'a, S> {
    index: &'a StationIndex,
    /// The tree that is searched.
    tree: &'a Tree,
    /// Whose tree it is, unless it is that of all.
    few: Option<&'a Few>,
    select: &'a S,
    /// Whether the marks decide.
    decided: bool,
    needed: &'a Needed,
    limit: usize,
    nearest: &'a mut Vec<Line>,
    beyond: &'a mut Vec<Line>,
    reach2: f32,
    work: &'a mut Work,
}

impl<S: Select> Visit for Search<'_, S> {
    fn reach2(&self) -> f32 {
        self.reach2
    }

    fn children(&mut self, parent: usize, first: usize, lanes: Lanes) -> Lanes {
        self.work.nodes += lanes.count_ones() as usize;
        if self.few.is_some() {
            return lanes;
        }
        let lanes = lanes & self.index.marks().children(parent, self.needed);
        if self.decided {
            return lanes;
        }
        let wanted = each_lane(lanes).filter(|lane| self.index.is_wanted_below(first + lane, self.select));
        wanted.fold(0, |wanted, lane| wanted | 1 << lane)
    }

    fn lanes(&mut self, leaf: usize) -> Lanes {
        if self.few.is_some() { Lanes::MAX } else { self.index.marks().lanes(leaf, self.needed) }
    }

    fn points(&mut self, first: usize, lanes: Lanes, chord2: &[f32; LEAF]) {
        for lane in each_lane(lanes) {
            let (point, chord2) = (first + lane, chord2[lane]);
            self.work.stations += 1;
            if self.few.is_some() && !self.index.marks().bears_all(ordinal(self.few, point), self.needed) {
                continue;
            }
            if !self.decided {
                // To ask costs more than to look whether it is still of use.
                let asked = |station| self.select.station(point, station);
                if chord2 > self.reach2 || !self.index.stations().get(point).is_some_and(asked) {
                    continue;
                }
            }
            if self.take(Line::to(point, chord2)) && !self.decided {
                self.tighten();
            }
        }
        if self.decided {
            self.tighten();
        }
    }
}

impl<S> Search<'_, S> {
    /// Takes a line; true if it is among the nearest.
    fn take(&mut self, line: Line) -> bool {
        if self.nearest.len() == self.limit {
            match self.nearest.last() {
                Some(farthest) if line < *farthest => self.beyond.extend(self.nearest.pop()),
                _ => {
                    self.beyond.push(line);
                    return false;
                }
            }
        }
        let at = self.nearest.partition_point(|other| *other < line);
        self.nearest.insert(at, line);
        true
    }

    fn tighten(&mut self) {
        if let Some(farthest) = self.nearest.get(self.limit - 1) {
            let reach_m = reach_beyond_m(self.tree.longest_m(farthest.chord2()));
            self.reach2 = self.reach2.min(self.tree.reach2(reach_m));
        }
    }
}
