//! Who saves each demand how much? Some chosen candidates, kept up as they come and go.

use super::conflicts::Conflicts;
use super::gains::Gains;
use super::held::{Held, Members};
use super::savings::Savings;
use std::cmp::Reverse;
use std::collections::BinaryHeap;

/// Nobody.
const NONE: u32 = u32::MAX;

/// Chosen candidates, and for each demand the two that save it most (Resende and Werneck 2007).
#[derive(Debug, Clone)]
pub(super) struct Standing<'a> {
    savings: &'a Savings,
    members: Members,
    /// By demand: the most saved, by whom, and the most that anyone else saves, by whom.
    best: Vec<i64>,
    by: Vec<u32>,
    second: Vec<i64>,
    second_by: Vec<u32>,
    /// By candidate: what is lost if it alone goes.
    loss: Vec<i64>,
    /// All that is saved.
    value: i64,
}

impl Standing<'_> {
    /// What one more would save.
    fn gain(&self, candidate: u32) -> i64 {
        self.savings.column(candidate as usize).map(|(demand, value)| (value - self.best[demand]).max(0)).sum()
    }

    /// Of those chosen the one that saves a demand most beside the best.
    fn next_best(&self, demand: usize) -> (i64, u32) {
        let (candidates, values) = self.savings.row(demand);
        let open = |candidate: &u32| self.is_in(*candidate) && *candidate != self.by[demand];
        match candidates.iter().position(open) {
            Some(at) => (self.savings.value_at(demand, values, at), candidates[at]),
            None => (0, NONE),
        }
    }
}

impl<'a> Held<'a, Savings> for Standing<'a> {
    fn empty(savings: &'a Savings) -> Self {
        let (demands, candidates) = (savings.demands(), savings.candidates());
        Self {
            savings,
            members: Members::none_of(candidates),
            best: vec![0; demands],
            by: vec![NONE; demands],
            second: vec![0; demands],
            second_by: vec![NONE; demands],
            loss: vec![0; candidates],
            value: 0,
        }
    }

    fn gains(&self) -> &'a Savings {
        self.savings
    }

    fn members(&self) -> &Members {
        &self.members
    }

    fn value(&self) -> i64 {
        self.value
    }

    /// What each demand is saved.
    fn prices(&self) -> Vec<i64> {
        self.best.clone()
    }

    fn add(&mut self, candidate: u32) {
        self.members.add(candidate);
        let savings = self.savings;
        for (demand, value) in savings.column(candidate as usize) {
            let (best, second) = (self.best[demand], self.second[demand]);
            if value > best {
                self.value += value - best;
                if self.by[demand] != NONE {
                    self.loss[self.by[demand] as usize] -= best - second;
                }
                self.loss[candidate as usize] += value - best;
                (self.second[demand], self.second_by[demand]) = (best, self.by[demand]);
                (self.best[demand], self.by[demand]) = (value, candidate);
            } else if value > second || self.second_by[demand] == NONE {
                self.loss[self.by[demand] as usize] -= value - second;
                (self.second[demand], self.second_by[demand]) = (value, candidate);
            }
        }
    }

    fn remove(&mut self, candidate: u32) {
        self.members.remove(candidate);
        let savings = self.savings;
        for (demand, _) in savings.column(candidate as usize) {
            let was_best = self.by[demand] == candidate;
            if !was_best && self.second_by[demand] != candidate {
                continue;
            }
            let (best, second) = (self.best[demand], self.second[demand]);
            self.loss[self.by[demand] as usize] -= best - second;
            if was_best {
                self.value -= best - second;
                (self.best[demand], self.by[demand]) = (second, self.second_by[demand]);
            }
            (self.second[demand], self.second_by[demand]) = self.next_best(demand);
            if self.by[demand] != NONE {
                self.loss[self.by[demand] as usize] += self.best[demand] - self.second[demand];
            }
        }
    }

    /// Lazily: what one more saves can only shrink as others come (Minoux 1978).
    fn fill(&mut self, count: usize, conflicts: &Conflicts) {
        let candidates = 0..self.savings.candidates() as u32;
        let free = candidates.filter(|candidate| !self.is_in(*candidate));
        let mut heap: BinaryHeap<(i64, Reverse<u32>, usize)> =
            free.map(|candidate| (self.gain(candidate), Reverse(candidate), self.chosen().len())).collect();
        while self.chosen().len() < count {
            let Some((_, Reverse(candidate), judged)) = heap.pop() else { return };
            if !self.fits(candidate, None, conflicts) {
                continue;
            }
            if judged == self.chosen().len() {
                self.add(candidate);
            } else {
                heap.push((self.gain(candidate), Reverse(candidate), self.chosen().len()));
            }
        }
    }

    fn loss(&self, candidate: u32) -> i64 {
        self.loss[candidate as usize]
    }

    fn gain_and_extra(&self, candidate: u32, extra: &mut [i64], touched: &mut Vec<u32>) -> i64 {
        let mut gain = 0;
        for (demand, value) in self.savings.column(candidate as usize) {
            let (best, second) = (self.best[demand], self.second[demand]);
            if value <= second {
                continue;
            }
            gain += (value - best).max(0);
            let by = self.by[demand];
            if by != NONE {
                if extra[by as usize] == 0 {
                    touched.push(by);
                }
                extra[by as usize] += value.min(best) - second;
            }
        }
        gain
    }
}
