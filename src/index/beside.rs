//! Which stations lie beside a route? Two trees walked together: boxes of stations, and the parts of the route close to them.
//!
//! A node of stations is entered with the parts of the route that may be the closest to any of its stations. With `D` the
//! distance of the ball around the node from a part's axis, `r` the ball's radius and `p` the part's:
//!
//! - No station in the ball has a straight line shorter than `D - r - p` to the part, and so no shorter geodesic either.
//!   A part for which this exceeds the corridor, as a chord, is beside none of them.
//! - Every station in the ball has a straight line of at most `D + r + p` to some point of the part, so its offset from
//!   the route is at most the longest geodesic of such a chord. A part that cannot come so close is the closest to none.
//!
//! What is left when no part is left is passed over, with all stations below. Parts that are wider than the ball are
//! halved, so that what is carried down stays a few parts where the route is, and nothing elsewhere.

use super::select::Select;
use super::station_index::StationIndex;
use super::tree::Descend;
use crate::geodesy::route::{Part, RouteFoot};
use crate::geodesy::{Distance, Route, chord};
use std::cmp::Ordering;
use std::collections::BinaryHeap;
use std::ops::ControlFlow;

/// Metres that cover the rounding of distances and the arithmetic of chords, as in a search for the nearest.
const MARGIN_M: f64 = 0.001_1;
/// Parts need not be straighter than this.
const STRAIGHT_ENOUGH_M: f64 = 1.0;
/// What it costs to halve a stretch, in comparisons of a ball with a part.
const UNITS_OF_A_HALVING: usize = 25;
/// What a foot costs, in the same.
const UNITS_OF_A_FOOT: usize = 200;

/// A station beside a route.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Beside {
    /// Its place in the index.
    pub ordinal: usize,
    /// How far along the route the closest point of it lies; the first of several.
    pub along: Distance,
    /// How far the station is from there.
    pub offset: Distance,
}

/// Work done by one search beside a route; tests hold it within bounds.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct BesideWork {
    /// Tree nodes judged.
    pub nodes: usize,
    /// Balls and stations compared with parts of the route.
    pub comparisons: usize,
    /// Stretches halved, for each of which the middle is worked out.
    pub halvings: usize,
    /// Closest points worked out to the millimetre.
    pub feet: usize,
}

impl BesideWork {
    /// All of it, in comparisons.
    pub fn units(&self) -> usize {
        self.nodes + self.comparisons + UNITS_OF_A_HALVING * self.halvings + UNITS_OF_A_FOOT * self.feet
    }
}

impl StationIndex {
    /// The stations that `select` wants within `corridor_m` (inclusive, at most 50 km) of a route, ordered by the distance
    /// along it, then by their offset, then by id. `watch` is told of the work so far, and may end the search.
    ///
    /// # Errors
    /// What `watch` ends it with.
    pub fn beside<E>(
        &self,
        route: &Route,
        corridor_m: f64,
        select: &impl Select,
        watch: impl FnMut(&BesideWork) -> ControlFlow<E>,
    ) -> Result<Vec<Beside>, E> {
        let mut search = Search {
            index: self,
            route,
            select,
            corridor_m,
            reach_m: chord::longest_chord_m(corridor_m + MARGIN_M) + MARGIN_M,
            watch,
            work: BesideWork::default(),
            ended: None,
            scratch: Scratch::default(),
            found: Vec::new(),
        };
        self.tree().descend(&vec![route.whole()], &mut search);
        let Search { mut found, ended, .. } = search;
        if let Some(end) = ended {
            return Err(end);
        }
        let id = |beside: &Beside| self.stations().get(beside.ordinal).map(|station| &station.id);
        found.sort_unstable_by(|a, b| (a.along, a.offset).cmp(&(b.along, b.offset)).then_with(|| id(a).cmp(&id(b))));
        Ok(found)
    }
}

/// A part that may be the closest to a station, or to one in a ball.
#[derive(Debug, Clone, Copy)]
struct Candidate {
    /// No chord to it is shorter.
    least_m: f64,
    /// Where on its axis to begin.
    share: f64,
    /// Its place among those that were compared.
    place: usize,
}

/// The most promising is the greatest.
impl Ord for Candidate {
    fn cmp(&self, other: &Self) -> Ordering {
        other.least_m.total_cmp(&self.least_m)
    }
}

impl PartialOrd for Candidate {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Candidate {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other).is_eq()
    }
}

impl Eq for Candidate {}

/// Parts that are compared with a ball, or with a station where the radius is zero.
struct Near {
    centre: [f64; 3],
    radius_m: f64,
    /// What is farther is the closest to none.
    bound_m: f64,
}

impl Near {
    /// Compares a part, which has this place; none if it is the closest to none.
    fn judged(&mut self, place: usize, part: &Part) -> Option<Candidate> {
        let (axis_m, share) = part.capsule.axis_distance(self.centre);
        let around_m = self.radius_m + part.capsule.radius_m;
        let least_m = axis_m - around_m;
        if least_m > self.bound_m {
            return None;
        }
        self.bound_m = self.bound_m.min(chord::longest_distance_m(axis_m + around_m) + MARGIN_M);
        Some(Candidate { least_m, share, place })
    }
}

/// Lists that are empty between two uses, kept since they may hold all of a long route.
#[derive(Default)]
struct Scratch {
    kept: Vec<(f64, Part)>,
    bent: Vec<Part>,
    promising: Vec<Candidate>,
}

impl Scratch {
    fn cleared(mut self) -> Self {
        self.kept.clear();
        self.bent.clear();
        self.promising.clear();
        self
    }
}

struct Search<'a, S, W, E> {
    index: &'a StationIndex,
    route: &'a Route,
    select: &'a S,
    corridor_m: f64,
    /// The longest chord of a station within the corridor.
    reach_m: f64,
    watch: W,
    work: BesideWork,
    ended: Option<E>,
    scratch: Scratch,
    found: Vec<Beside>,
}

impl<S: Select, E, W: FnMut(&BesideWork) -> ControlFlow<E>> Search<'_, S, W, E> {
    /// Tells of the work so far, and whether it goes on.
    fn goes_on(&mut self) -> bool {
        if self.ended.is_none()
            && let ControlFlow::Break(end) = (self.watch)(&self.work)
        {
            self.ended = Some(end);
        }
        self.ended.is_none()
    }

    /// Compares parts: those as straight as is asked are kept, stretches that bend more are promising, and all else is
    /// halved, which costs nothing, until it is either. What is the closest to none is left out.
    fn compared(&mut self, parts: &[Part], near: &mut Near, straight_m: f64) -> Scratch {
        let mut scratch = std::mem::take(&mut self.scratch);
        let mut stack: Vec<Part> = Vec::new();
        for part in parts {
            stack.push(*part);
            while let Some(part) = stack.pop() {
                self.work.comparisons += 1;
                let Some(one) = near.judged(scratch.bent.len(), &part) else { continue };
                if part.capsule.radius_m <= straight_m {
                    scratch.kept.push((one.least_m, part));
                } else if part.is_stretch() {
                    scratch.bent.push(part);
                    scratch.promising.push(one);
                } else if let Some(halves) = self.route.halves(&part) {
                    stack.extend(halves);
                }
            }
        }
        scratch
    }

    /// Halves parts until they are as straight as is asked, and keeps those that may be the closest to a station in a ball.
    fn sift(&mut self, parts: &[Part], centre: [f64; 3], radius_m: f64, straight_m: f64) -> Vec<Part> {
        let mut near = Near { centre, radius_m, bound_m: self.reach_m };
        let Scratch { mut kept, mut bent, promising } = self.compared(parts, &mut near, straight_m);
        // To halve a stretch its middle is worked out, which costs far more than to compare: the most promising first,
        // since the closer the closest so far, the fewer of the others need it.
        let mut heap = BinaryHeap::from(promising);
        while let Some(next) = heap.pop() {
            if next.least_m > near.bound_m || !self.goes_on() {
                break;
            }
            self.work.halvings += 1;
            for half in bent.get(next.place).and_then(|part| self.route.halves(part)).into_iter().flatten() {
                self.work.comparisons += 1;
                match near.judged(bent.len(), &half) {
                    Some(one) if half.capsule.radius_m <= straight_m => kept.push((one.least_m, half)),
                    Some(one) => {
                        bent.push(half);
                        heap.push(one);
                    }
                    None => {}
                }
            }
        }
        let closest = kept.iter().filter(|(least_m, _)| *least_m <= near.bound_m).map(|(_, part)| *part).collect();
        self.scratch = Scratch { kept, bent, promising: heap.into_vec() }.cleared();
        closest
    }

    /// The closest point of the route, if it is within the corridor.
    fn closest(&mut self, point: usize, at: [f64; 3], parts: &[Part]) -> Option<RouteFoot> {
        let station = self.index.stations().get(point)?;
        let mut near = Near { centre: at, radius_m: 0.0, bound_m: self.reach_m };
        // However straight, no part stands for its closest point.
        let Scratch { kept, mut bent, mut promising } = self.compared(parts, &mut near, f64::NEG_INFINITY);
        promising.retain(|one| one.least_m <= near.bound_m);
        // The most promising first, whether it is halved or measured; what cannot come closer than the closest so far
        // is left alone.
        let mut heap = BinaryHeap::from(promising);
        let mut feet: Vec<RouteFoot> = Vec::with_capacity(1);
        while let Some(next) = heap.pop() {
            if next.least_m > near.bound_m || !self.goes_on() {
                break;
            }
            let Some(part) = bent.get(next.place).copied() else { continue };
            if let Some(halves) = self.route.halves_for_a_foot(&part) {
                self.work.halvings += 1;
                self.work.comparisons += halves.len();
                for half in halves {
                    heap.extend(near.judged(bent.len(), &half));
                    bent.push(half);
                }
                continue;
            }
            self.work.feet += 1;
            let Some(foot) = self.route.foot(&part, station.position, next.share) else { continue };
            near.bound_m = near.bound_m.min(foot.offset_m + MARGIN_M);
            feet.push(foot);
        }
        self.scratch = Scratch { kept, bent, promising: heap.into_vec() }.cleared();
        RouteFoot::closest(&feet).filter(|foot| foot.offset().within(self.corridor_m))
    }
}

impl<S: Select, E, W: FnMut(&BesideWork) -> ControlFlow<E>> Descend for Search<'_, S, W, E> {
    type Carried = Vec<Part>;

    fn enter(&mut self, node: usize, centre: [f64; 3], radius_m: f64, above: &Vec<Part>) -> Option<Vec<Part>> {
        self.work.nodes += 1;
        if !self.goes_on() || !self.index.is_wanted_below(node, self.select) {
            return None;
        }
        let parts = self.sift(above, centre, radius_m, radius_m.max(STRAIGHT_ENOUGH_M));
        (!parts.is_empty()).then_some(parts)
    }

    fn point(&mut self, point: usize, at: [f64; 3], parts: &Vec<Part>) {
        if !self.index.is_wanted(point, self.select) || !self.goes_on() {
            return;
        }
        if let Some(foot) = self.closest(point, at, parts) {
            self.found.push(Beside { ordinal: point, along: foot.along(), offset: foot.offset() });
        }
    }
}
