//! Who saves each demand how much? Some chosen candidates, kept up as they come and go.

use super::conflicts::Conflicts;
use super::savings::Savings;
use std::cmp::Reverse;
use std::collections::BinaryHeap;

/// Nobody.
const NONE: u32 = u32::MAX;

/// Chosen candidates, and for each demand the two that save it most (Resende and Werneck 2007).
#[derive(Debug, Clone)]
pub(super) struct Standing<'a> {
    pub savings: &'a Savings,
    /// By candidate.
    pub is_in: Vec<bool>,
    /// In the order in which they came.
    pub chosen: Vec<u32>,
    /// By demand: the most saved, by whom, and the most that anyone else saves, by whom.
    best: Vec<i64>,
    by: Vec<u32>,
    second: Vec<i64>,
    second_by: Vec<u32>,
    /// By candidate: what is lost if it alone goes.
    loss: Vec<i64>,
    /// All that is saved.
    pub value: i64,
}

impl<'a> Standing<'a> {
    /// Nobody is chosen.
    pub fn empty(savings: &'a Savings) -> Self {
        let (demands, candidates) = (savings.demands(), savings.candidates());
        Self {
            savings,
            is_in: vec![false; candidates],
            chosen: Vec::new(),
            best: vec![0; demands],
            by: vec![NONE; demands],
            second: vec![0; demands],
            second_by: vec![NONE; demands],
            loss: vec![0; candidates],
            value: 0,
        }
    }

    /// Some are chosen.
    pub fn of(savings: &'a Savings, chosen: &[u32]) -> Self {
        let mut standing = Self::empty(savings);
        for candidate in chosen {
            standing.add(*candidate);
        }
        standing
    }

    /// What each demand is saved.
    pub fn saved(&self) -> &[i64] {
        &self.best
    }

    /// What one more would save.
    pub fn gain(&self, candidate: u32) -> i64 {
        self.savings.column(candidate as usize).map(|(demand, value)| (value - self.best[demand]).max(0)).sum()
    }

    /// Chooses one.
    pub fn add(&mut self, candidate: u32) {
        self.is_in[candidate as usize] = true;
        self.chosen.push(candidate);
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

    /// Lets one go.
    pub fn remove(&mut self, candidate: u32) {
        self.is_in[candidate as usize] = false;
        self.chosen.retain(|other| *other != candidate);
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

    /// Of those chosen the one that saves a demand most beside the best.
    fn next_best(&self, demand: usize) -> (i64, u32) {
        let (candidates, values) = self.savings.row(demand);
        let open = |candidate: &u32| self.is_in[*candidate as usize] && *candidate != self.by[demand];
        match candidates.iter().position(open) {
            Some(at) => (self.savings.value_at(demand, values, at), candidates[at]),
            None => (0, NONE),
        }
    }

    /// Chooses greedily up to `count`, lazily: what one more saves can only shrink as others come (Minoux 1978).
    ///
    /// Stops short where no more fit beside each other.
    pub fn fill(&mut self, count: usize, conflicts: &Conflicts) {
        let candidates = 0..self.savings.candidates() as u32;
        let free = candidates.filter(|candidate| !self.is_in[*candidate as usize]);
        let mut heap: BinaryHeap<(i64, Reverse<u32>, usize)> =
            free.map(|candidate| (self.gain(candidate), Reverse(candidate), self.chosen.len())).collect();
        while self.chosen.len() < count {
            let Some((_, Reverse(candidate), judged)) = heap.pop() else { return };
            if !self.fits(candidate, None, conflicts) {
                continue;
            }
            if judged == self.chosen.len() {
                self.add(candidate);
            } else {
                heap.push((self.gain(candidate), Reverse(candidate), self.chosen.len()));
            }
        }
    }

    /// Whether one more may stand beside those chosen, but for one that goes.
    pub fn fits(&self, candidate: u32, leaving: Option<u32>, conflicts: &Conflicts) -> bool {
        if !conflicts.are_any() {
            return true;
        }
        let name = |candidate: u32| self.savings.names[candidate as usize];
        let others = self.chosen.iter().filter(|other| Some(**other) != leaving);
        others.into_iter().all(|other| !conflicts.forbid(name(candidate), name(*other)))
    }

    /// Exchanges one chosen for one that is not as long as that saves more (Teitz and Bart 1968), all exchanges of a
    /// newcomer judged in one look at whom it helps (Resende and Werneck 2007). `kept` stay. True if anything changed.
    pub fn swap(&mut self, kept: &[bool], conflicts: &Conflicts, mut over: impl FnMut(usize) -> bool) -> bool {
        let candidates = self.savings.candidates() as u32;
        let mut extra = vec![0i64; self.savings.candidates()];
        let mut touched: Vec<u32> = Vec::new();
        let mut since = 0;
        let mut changed = false;
        // Until every candidate was looked at in vain since the last exchange.
        let mut candidate = 0;
        while since < candidates {
            if !self.is_in[candidate as usize] {
                if over(self.savings.helped(candidate as usize) + self.chosen.len()) {
                    return changed;
                }
                if let Some((leaving, _)) = self
                    .best_exchange(candidate, kept, conflicts, &mut extra, &mut touched)
                    .filter(|(_, more)| *more > 0)
                {
                    self.remove(leaving);
                    self.add(candidate);
                    changed = true;
                    since = 0;
                }
            }
            since += 1;
            candidate = if candidate + 1 == candidates { 0 } else { candidate + 1 };
        }
        changed
    }

    /// Whom a newcomer had best replace, and how much more is saved then.
    pub fn best_exchange(
        &self,
        candidate: u32,
        kept: &[bool],
        conflicts: &Conflicts,
        extra: &mut [i64],
        touched: &mut Vec<u32>,
    ) -> Option<(u32, i64)> {
        let gain = self.gain_and_extra(candidate, extra, touched);
        let leaving = self.chosen.iter().filter(|leaving| !kept[**leaving as usize]);
        let fitting = leaving.filter(|leaving| self.fits(candidate, Some(**leaving), conflicts));
        let lost = |leaving: &u32| (self.loss[*leaving as usize] - extra[*leaving as usize], *leaving);
        let best = fitting.map(lost).min();
        for one in touched.drain(..) {
            extra[one as usize] = 0;
        }
        best.map(|(lost, leaving)| (leaving, gain - lost))
    }

    /// How much more is saved for every exchange of those chosen by a newcomer.
    pub fn exchanges(&self, candidate: u32, extra: &mut [i64], touched: &mut Vec<u32>) -> Vec<(u32, i64)> {
        let gain = self.gain_and_extra(candidate, extra, touched);
        let more = |leaving: &u32| (*leaving, gain - self.loss[*leaving as usize] + extra[*leaving as usize]);
        let all = self.chosen.iter().map(more).collect();
        for one in touched.drain(..) {
            extra[one as usize] = 0;
        }
        all
    }

    /// What a newcomer adds to all chosen, and how much less is lost with each of them once it is there.
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
