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
use std::ops::ControlFlow;

/// Metres that cover the rounding of distances and the arithmetic of chords, as in a search for the nearest.
const MARGIN_M: f64 = 0.001_1;
/// Parts need not be straighter than this.
const STRAIGHT_ENOUGH_M: f64 = 1.0;
/// What a foot costs, in comparisons of a ball with a part.
const UNITS_OF_A_FOOT: usize = 400;

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
    /// Closest points worked out to the millimetre.
    pub feet: usize,
}

impl BesideWork {
    /// All of it, in comparisons.
    pub fn units(&self) -> usize {
        self.nodes + self.comparisons + UNITS_OF_A_FOOT * self.feet
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
            near: Vec::new(),
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

/// A part that may be the closest to a station: no chord to it is shorter, where on its axis to begin, and the part.
type Candidate = (f64, f64, Part);

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
    near: Vec<Candidate>,
    found: Vec<Beside>,
}

impl<S: Select, E, W: FnMut(&BesideWork) -> ControlFlow<E>> Search<'_, S, W, E> {
    /// Halves parts until they are as straight as is asked, and keeps those that may be the closest to a station in a ball.
    fn sift(&mut self, parts: &[Part], centre: [f64; 3], radius_m: f64, straight_m: f64) -> Vec<Part> {
        let mut bound_m = self.reach_m;
        let mut kept: Vec<(f64, Part)> = Vec::with_capacity(parts.len());
        // Backwards, so that the stack gives the parts in the order of the route.
        let mut stack: Vec<Part> = parts.iter().rev().copied().collect();
        while let Some(part) = stack.pop() {
            self.work.comparisons += 1;
            let (axis_m, _) = part.capsule.axis_distance(centre);
            let least_m = axis_m - radius_m - part.capsule.radius_m;
            if least_m > bound_m {
                continue;
            }
            let most_m = chord::longest_distance_m(axis_m + radius_m + part.capsule.radius_m);
            bound_m = bound_m.min(most_m + MARGIN_M);
            match self.route.halves(&part, straight_m) {
                Some([one, other]) => stack.extend([other, one]),
                None => kept.push((least_m, part)),
            }
        }
        kept.into_iter().filter(|(least_m, _)| *least_m <= bound_m).map(|(_, part)| part).collect()
    }

    /// The closest point of the route, if it is within the corridor.
    fn closest(&mut self, point: usize, at: [f64; 3], parts: &[Part]) -> Option<RouteFoot> {
        let station = self.index.stations().get(point)?;
        let mut bound_m = self.reach_m;
        self.near.clear();
        let mut stack: Vec<Part> = Vec::new();
        for part in parts {
            stack.push(*part);
            while let Some(part) = stack.pop() {
                self.work.comparisons += 1;
                let (axis_m, share) = part.capsule.axis_distance(at);
                let least_m = axis_m - part.capsule.radius_m;
                if least_m > bound_m {
                    continue;
                }
                bound_m = bound_m.min(chord::longest_distance_m(axis_m + part.capsule.radius_m) + MARGIN_M);
                match self.route.halves_for_a_foot(&part) {
                    Some([one, other]) => stack.extend([other, one]),
                    None => self.near.push((least_m, share, part)),
                }
            }
        }
        // The most promising first; what cannot come closer than the closest so far is left alone.
        self.near.sort_by(|one, other| one.0.total_cmp(&other.0));
        let mut feet: Vec<RouteFoot> = Vec::with_capacity(1);
        for (least_m, share, part) in &self.near {
            if *least_m > bound_m {
                break;
            }
            self.work.feet += 1;
            let Some(foot) = self.route.foot(part, station.position, *share) else { continue };
            bound_m = bound_m.min(foot.offset_m + MARGIN_M);
            feet.push(foot);
        }
        RouteFoot::closest(&feet).filter(|foot| foot.offset().within(self.corridor_m))
    }
}

impl<S: Select, E, W: FnMut(&BesideWork) -> ControlFlow<E>> Descend for Search<'_, S, W, E> {
    type Carried = Vec<Part>;

    fn enter(&mut self, node: usize, centre: [f64; 3], radius_m: f64, above: &Vec<Part>) -> Option<Vec<Part>> {
        if self.ended.is_some() {
            return None;
        }
        self.work.nodes += 1;
        if let ControlFlow::Break(end) = (self.watch)(&self.work) {
            self.ended = Some(end);
            return None;
        }
        if !self.index.is_wanted_below(node, self.select) {
            return None;
        }
        let parts = self.sift(above, centre, radius_m, radius_m.max(STRAIGHT_ENOUGH_M));
        (!parts.is_empty()).then_some(parts)
    }

    fn point(&mut self, point: usize, at: [f64; 3], parts: &Vec<Part>) {
        if self.ended.is_some() || !self.index.is_wanted(point, self.select) {
            return;
        }
        if let Some(foot) = self.closest(point, at, parts) {
            self.found.push(Beside { ordinal: point, along: foot.along(), offset: foot.offset() });
        }
    }
}
