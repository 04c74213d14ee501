//! What is asked, and of what? Weighted demand, candidates, who reaches whom at what cost, and what may be chosen.

use super::conflicts::Conflicts;
use super::lists::Lists;
use crate::geodesy::chord::shortest_distance_m;
use crate::geodesy::{Ecef, Position, inverse};

/// Distances are rounded to the millimetre, by which one may be shorter than it is.
pub(super) const ROUNDED_M: f64 = 0.001;

/// What is to be best.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Goal {
    /// Most demand within the radius of some sites (maximal covering location problem; Church and ReVelle 1974).
    Mclp,
    /// Fewest sites with all demand within the radius (location set covering problem; Toregas and others 1971).
    Lscp,
    /// Least weighted mean distance with some sites (Hakimi 1964).
    PMedian,
    /// Least distance of the farthest demand with some sites (Hakimi 1964).
    PCenter,
}

/// A siting problem. Demand and candidates are named by their places in its lists; where several answers are equally
/// good, those with smaller places win, so that whoever builds it orders candidates by id.
#[derive(Debug)]
pub struct Problem {
    /// What is to be best.
    pub goal: Goal,
    /// Demand that is in reach of nobody counts for nothing beyond so far; only covering asks it.
    pub radius: f64,
    /// How many sites are chosen, exactly; the least number is sought for [`Goal::Lscp`], which does not ask it.
    pub sites: usize,
    /// How much there is of each demand: above zero and finite.
    pub weights: Vec<f64>,
    /// By demand: what it costs to be served by what is there already, by the last of so many where several are needed;
    /// infinite where there are not so many.
    pub served: Vec<f64>,
    /// By demand: how many candidates of its list have to be chosen for it to be covered, beside what is there; 0 where
    /// that suffices. Only covering asks it.
    pub needs: Vec<u32>,
    /// By demand: the candidates that matter to it. For covering those within the radius of what is not yet covered;
    /// otherwise those that cost less than what is there, the cheapest first, at least up to `beyond`.
    pub lists: Lists,
    /// By demand: what a candidate that may be chosen and is not in its list costs at least; infinite if it cannot serve.
    pub beyond: Vec<f64>,
    /// How many candidates there are.
    pub candidates: usize,
    /// By candidate: whether it may be chosen.
    pub allowed: Vec<bool>,
    /// Candidates that have to be chosen, in order.
    pub required: Vec<u32>,
    /// Which two candidates are too near to each other.
    pub conflicts: Conflicts,
    /// Where demand and candidates are; none where costs are given.
    pub places: Option<Places>,
}

/// Where demand and candidates are.
#[derive(Debug, Clone)]
pub struct Places {
    /// By demand.
    pub demand: Vec<Position>,
    /// By candidate.
    pub candidates: Vec<Position>,
}

impl Problem {
    /// All demand together.
    pub fn total(&self) -> f64 {
        self.weights.iter().sum()
    }

    /// Whether demand is to be covered, and how far it is within the radius is all one.
    pub(super) fn is_covering(&self) -> bool {
        matches!(self.goal, Goal::Mclp | Goal::Lscp)
    }

    /// Whether some demand has to be covered by several candidates, so that one that is chosen may be worth nothing
    /// without another.
    pub(super) fn needs_several(&self) -> bool {
        self.is_covering() && self.needs.iter().any(|need| *need > 1)
    }

    /// By candidate: whether it is one of some.
    pub(super) fn marked(&self, some: &[u32]) -> Vec<bool> {
        let mut marked = vec![false; self.candidates];
        for candidate in some {
            if let Some(marked) = marked.get_mut(*candidate as usize) {
                *marked = true;
            }
        }
        marked
    }

    /// By candidate: whether it may be chosen and, unless it is required itself, is not too near to one that is.
    pub fn open(&self) -> Vec<bool> {
        let is_required = self.marked(&self.required);
        let is_allowed = |candidate: u32| self.allowed.get(candidate as usize).copied().unwrap_or(false);
        let mut open = self.allowed.clone();
        for one in self.required.iter().filter(|one| is_allowed(**one)) {
            for other in self.conflicts.of(*one) {
                if let Some(open) = open.get_mut(*other as usize).filter(|_| !is_required[*other as usize]) {
                    *open = false;
                }
            }
        }
        open
    }

    /// Demand that too few candidates reach that may be chosen beside those required, with what is there; in order. None
    /// where demand may be left out.
    pub fn unreachable(&self) -> Vec<u32> {
        if self.goal == Goal::Mclp {
            return Vec::new();
        }
        let open = self.open();
        let is_open = |candidate: &&u32| open.get(**candidate as usize).copied().unwrap_or(false);
        let anybody = open.contains(&true);
        let is_reached = |demand: usize| {
            let mut serving = self.lists.row(demand).0.iter().filter(is_open);
            if self.is_covering() {
                return serving.count() >= self.needs[demand] as usize;
            }
            self.served[demand].is_finite() || anybody && self.beyond[demand].is_finite() || serving.next().is_some()
        };
        (0..self.weights.len()).filter(|demand| !is_reached(*demand)).map(|demand| demand as u32).collect()
    }

    /// Whether somebody who may be chosen and serves a demand better than what is there may not be in its list.
    pub(super) fn is_cut_short(&self) -> bool {
        !self.is_covering() && self.beyond.iter().zip(&self.served).any(|(beyond, served)| beyond < served)
    }

    /// What it costs a demand to be served by a candidate; infinite if it cannot be.
    pub fn cost(&self, demand: usize, candidate: u32) -> f64 {
        if let Some(places) = &self.places {
            let ends = places.demand.get(demand).zip(places.candidates.get(candidate as usize));
            return ends.map_or(f64::INFINITY, |(from, to)| inverse(*from, *to).distance.m());
        }
        let (candidates, costs) = self.lists.row(demand);
        candidates.iter().zip(costs).find(|(other, _)| **other == candidate).map_or(f64::INFINITY, |(_, cost)| *cost)
    }

    /// What it costs a demand to be served by a candidate where that is less than so much, which else stands. Most of many
    /// are told to be farther by their straight lines.
    pub(super) fn cost_below(&self, demand: usize, candidate: u32, than: f64) -> f64 {
        if let Some(places) = &self.places {
            let Some((from, to)) = places.demand.get(demand).zip(places.candidates.get(candidate as usize)) else {
                return than;
            };
            let chord_m = Ecef::from(*from).chord2(Ecef::from(*to)).sqrt();
            if shortest_distance_m(chord_m) - ROUNDED_M > than {
                return than;
            }
        }
        self.cost(demand, candidate).min(than)
    }

    /// What each demand costs with some candidates chosen, exactly; for covering 0 if it is covered and infinite if not.
    pub fn costs_with(&self, chosen: &[u32]) -> Vec<f64> {
        let open = self.marked(chosen);
        let is_open = |candidate: &u32| open.get(*candidate as usize).copied().unwrap_or(false);
        let cost = |demand: usize| {
            let (candidates, costs) = self.lists.row(demand);
            if self.is_covering() {
                let need = self.needs.get(demand).copied().unwrap_or(u32::MAX) as usize;
                let covered = candidates.iter().filter(|candidate| is_open(candidate)).take(need).count() == need;
                return if covered { 0.0 } else { f64::INFINITY };
            }
            let served = self.served.get(demand).copied().unwrap_or(f64::INFINITY);
            // Lists ascend by cost, so that the first that is open is the cheapest of them.
            let listed = candidates.iter().zip(costs).find(|(candidate, _)| is_open(candidate)).map(|(_, cost)| *cost);
            let least = listed.map_or(served, |cost| cost.min(served));
            let beyond = self.beyond.get(demand).copied().unwrap_or(f64::INFINITY);
            if least <= beyond {
                return least;
            }
            chosen.iter().fold(least, |least, candidate| self.cost_below(demand, *candidate, least))
        };
        (0..self.weights.len()).map(cost).collect()
    }

    /// The objective with some candidates chosen; infinite where it is not defined because some demand is not served.
    /// For [`Goal::Lscp`] their number.
    pub fn objective(&self, chosen: &[u32]) -> f64 {
        objective_of(self.goal, &self.weights, &self.costs_with(chosen), chosen.len())
    }
}

/// The objective of costs by demand.
pub(super) fn objective_of(goal: Goal, weights: &[f64], costs: &[f64], sites: usize) -> f64 {
    let pairs = || weights.iter().zip(costs);
    match goal {
        // The sum of nothing is 0 without a sign.
        Goal::Mclp => pairs().filter(|(_, cost)| cost.is_finite()).map(|(weight, _)| weight).sum::<f64>() + 0.0,
        Goal::Lscp if costs.iter().any(|cost| cost.is_infinite()) => f64::INFINITY,
        Goal::Lscp => sites as f64,
        Goal::PMedian => pairs().map(|(weight, cost)| weight * cost).sum::<f64>() / weights.iter().sum::<f64>(),
        Goal::PCenter => costs.iter().copied().fold(0.0, f64::max),
    }
}
