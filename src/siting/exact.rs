//! Which candidates are worth most, proven? Branch and bound over the Lagrangian bound, what is decided left out at each
//! step.

use super::apart::{Apart, apart};
use super::conflicts::Conflicts;
use super::gains::{Decided, Gains};
use super::held::Held;
use super::patience::Patience;
use super::relax::{Plan, Relaxed, relax};

/// Steps for the whole, where a good bound saves much, and for what is left of it after a branch.
const WHOLE: Plan = Plan { steps: 600, work: usize::MAX, stall: 15, shortest: 0.002 };
const AGAIN: Plan = Plan { steps: 150, work: usize::MAX, stall: 8, shortest: 0.02 };
const BRANCH: Plan = Plan { steps: 40, work: usize::MAX, stall: 4, shortest: 0.05 };
/// Exchanges are tried on what the bound suggests so many times at most.
const MOST_POLISHED: usize = 40;

/// A search under way: the best known, and what is proven.
pub(super) struct Search<'a> {
    pub patience: &'a Patience,
    pub conflicts: &'a Conflicts,
    /// What the best known saves; below zero if none is known.
    pub value: i64,
    /// The best known, by name.
    pub best: Vec<u32>,
    /// No choice saves more.
    pub bound: i64,
    /// Parts of the search that were judged.
    pub nodes: usize,
    /// Is told of each better value and bound.
    pub heard: &'a dyn Fn(i64, i64),
    polished: usize,
}

/// A part of the search: what is still open.
#[derive(Debug, Clone)]
pub(super) struct Part<G> {
    pub gains: G,
    pub prices: Vec<i64>,
    /// How many are still to be chosen.
    pub left: usize,
    /// Chosen already, by name, and what they save.
    pub chosen: Vec<u32>,
    pub saved: i64,
}

impl<G: Gains> Part<G> {
    /// What is open after some more are taken and dropped; none where those taken cannot stand together.
    pub fn after(
        &self,
        taken: Vec<bool>,
        mut dropped: Vec<bool>,
        prices: &[i64],
        conflicts: &Conflicts,
    ) -> Option<Self> {
        let gains = &self.gains;
        let mut chosen = self.chosen.clone();
        for candidate in 0..gains.candidates() {
            if taken[candidate] {
                chosen.push(gains.names()[candidate]);
                for other in conflicts.of(gains.names()[candidate]) {
                    if let Ok(other) = gains.names().binary_search(other) {
                        if taken[other] {
                            return None;
                        }
                        dropped[other] = true;
                    }
                }
            }
        }
        let left = (self.left + self.chosen.len()).checked_sub(chosen.len())?;
        if left == 0 {
            // Nobody else comes, whatever they would save.
            for candidate in 0..gains.candidates() {
                dropped[candidate] |= !taken[candidate];
            }
        }
        let decided = Decided { taken, dropped, left, keep_idle: conflicts.are_any() };
        let (gains, prices, more) = gains.left_after(&decided, prices);
        Some(Self { gains, prices, left, chosen, saved: self.saved + more })
    }
}

impl<'a> Search<'a> {
    /// Nothing is known yet.
    pub fn new(patience: &'a Patience, conflicts: &'a Conflicts, heard: &'a dyn Fn(i64, i64)) -> Self {
        Self { patience, conflicts, value: -1, best: Vec::new(), bound: i64::MAX, nodes: 0, heard, polished: 0 }
    }

    /// Takes a choice if it is better than the best known.
    pub fn offer(&mut self, value: i64, chosen: Vec<u32>) {
        if value > self.value {
            self.value = value;
            self.best = chosen;
            (self.heard)(self.value, self.bound);
        }
    }

    /// Searches it all; true if that came to its end, so that the best known is the best there is, or none if none is known.
    pub fn run<G: Gains>(&mut self, part: Part<G>) -> bool {
        let done = self.part(part, 0);
        if done {
            self.bound = self.value;
        }
        done
    }

    fn part<G: Gains>(&mut self, mut part: Part<G>, depth: usize) -> bool {
        let mut plan = if depth == 0 { WHOLE } else { BRANCH };
        loop {
            self.nodes += 1;
            if self.patience.is_over() {
                return false;
            }
            if let Some(done) = self.is_plain(&part) {
                return done;
            }
            let relaxed = self.relaxed(&part, plan);
            let bound = part.saved.saturating_add(relaxed.bound);
            if depth == 0 && bound.max(self.value) < self.bound {
                self.bound = bound.max(self.value);
                (self.heard)(self.value, self.bound);
            }
            if bound <= self.value {
                return true;
            }
            let Relaxed { taken, dropped, prices, .. } = &relaxed;
            // What every better choice contains and none contains leaves none.
            if taken.iter().zip(dropped).any(|(taken, dropped)| *taken && *dropped) {
                return true;
            }
            let decided = taken.iter().chain(dropped).filter(|decided| **decided).count();
            let undecided = part.gains.candidates() - decided;
            let branching = self.branching(&part, &relaxed).map(|candidate| part.gains.names()[candidate]);
            if decided > 0 {
                match part.after(taken.clone(), dropped.clone(), prices, self.conflicts) {
                    Some(after) => part = after,
                    None => return true,
                }
                // With much less to look at a better bound costs little.
                if decided * 4 > undecided || branching.is_none() {
                    plan = if depth == 0 { AGAIN } else { BRANCH };
                    continue;
                }
            } else {
                part.prices = relaxed.prices;
            }
            let Some(branching) = branching.and_then(|name| part.gains.names().binary_search(&name).ok()) else {
                plan = BRANCH;
                if decided == 0 {
                    return true;
                }
                continue;
            };
            let nobody = vec![false; part.gains.candidates()];
            let only = {
                let mut only = nobody.clone();
                only[branching] = true;
                only
            };
            if let Some(with) = part.after(only.clone(), nobody.clone(), &part.prices, self.conflicts)
                && !self.part(with, depth + 1)
            {
                return false;
            }
            match part.after(nobody, only, &part.prices, self.conflicts) {
                Some(without) => part = without,
                None => return true,
            }
            plan = BRANCH;
        }
    }

    /// Settles what needs no bound: nothing left to choose, or no choice left.
    fn is_plain<G: Gains>(&mut self, part: &Part<G>) -> Option<bool> {
        let Part { gains, left, .. } = part;
        if *left == 0 {
            self.offer(part.saved, part.chosen.clone());
            return Some(true);
        }
        if self.conflicts.are_any() {
            if gains.candidates() < *left {
                return Some(true);
            }
            if gains.pairs() > 0 {
                return None;
            }
            // Nobody saves anything more, but so many must still be found that stand apart.
            if part.saved <= self.value {
                return Some(true);
            }
            return match apart(gains.names(), *left, self.conflicts, self.patience) {
                Apart::Found(more) => {
                    let all = part.chosen.iter().copied().chain(more).collect();
                    self.offer(part.saved, all);
                    Some(true)
                }
                Apart::None => Some(true),
                Apart::Unknown => Some(false),
            };
        }
        if gains.candidates() <= *left {
            let all: Vec<u32> = (0..gains.candidates() as u32).collect();
            let named = part.chosen.iter().chain(gains.names()).copied().collect();
            self.offer(part.saved + gains.worth_of(&all), named);
            return Some(true);
        }
        None
    }

    fn relaxed<G: Gains>(&mut self, part: &Part<G>, plan: Plan) -> Relaxed {
        let Part { gains, left, chosen, saved, .. } = part;
        let floor = self.value.max(-1).saturating_sub(*saved);
        let whole = plan.steps > BRANCH.steps;
        let patience = self.patience;
        let relaxed = relax(gains, *left, floor, part.prices.clone(), plan, |top, _| {
            if patience.is_over() {
                // No step is needed after this one.
                return Some(i64::MAX);
            }
            let name = |candidate: &u32| gains.names()[*candidate as usize];
            if self.conflicts.are_any() && !self.conflicts.allow(&top.iter().map(name).collect::<Vec<_>>()) {
                return None;
            }
            let value = gains.worth_of(top);
            let better = saved + value > self.value;
            let mut ordered = top.to_vec();
            ordered.sort_unstable();
            if better {
                self.offer(saved + value, chosen.iter().copied().chain(ordered.iter().map(name)).collect());
            }
            if whole && self.polished < MOST_POLISHED {
                self.polished += 1;
                let mut held = G::Held::of(gains, &ordered);
                let nobody = vec![false; gains.candidates()];
                held.swap(&nobody, self.conflicts, |steps| {
                    patience.spend(steps);
                    patience.is_over()
                });
                self.offer(
                    saved + held.value(),
                    chosen.iter().copied().chain(held.chosen().iter().map(name)).collect(),
                );
            }
            Some(self.value - saved)
        });
        patience.spend(relaxed.work);
        relaxed
    }

    /// The undecided candidate that the bound is most in doubt about.
    fn branching<G: Gains>(&self, part: &Part<G>, relaxed: &Relaxed) -> Option<usize> {
        let doubt = |candidate: &usize| {
            let share = relaxed.share[*candidate];
            (share.min(1.0 - share) * 1e6) as i64
        };
        let open = (0..part.gains.candidates()).filter(|at| !relaxed.taken[*at] && !relaxed.dropped[*at]);
        open.max_by_key(|at| (doubt(at), relaxed.beyond[*at], std::cmp::Reverse(*at)))
    }
}
