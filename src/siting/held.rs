//! Which candidates are chosen, and which exchange of one for another would be worth most?

use super::conflicts::Conflicts;
use super::gains::Gains;

/// Who is chosen.
#[derive(Debug, Clone)]
pub(super) struct Members {
    is_in: Vec<bool>,
    order: Vec<u32>,
}

impl Members {
    /// Nobody of so many.
    pub fn none_of(candidates: usize) -> Self {
        Self { is_in: vec![false; candidates], order: Vec::new() }
    }

    /// One comes.
    pub fn add(&mut self, candidate: u32) {
        self.is_in[candidate as usize] = true;
        self.order.push(candidate);
    }

    /// One goes.
    pub fn remove(&mut self, candidate: u32) {
        self.is_in[candidate as usize] = false;
        self.order.retain(|other| *other != candidate);
    }
}

/// Some chosen candidates, kept up as they come and go.
pub(super) trait Held<'a, G: Gains + 'a>: Clone {
    /// Nobody is chosen.
    fn empty(gains: &'a G) -> Self;
    /// What they are chosen from.
    fn gains(&self) -> &'a G;
    /// Those chosen.
    fn members(&self) -> &Members;
    /// What they are worth together.
    fn value(&self) -> i64;
    /// Prices from which to look for a bound.
    fn prices(&self) -> Vec<i64>;
    /// Chooses one.
    fn add(&mut self, candidate: u32);
    /// Lets one go.
    fn remove(&mut self, candidate: u32);
    /// Chooses greedily up to `count`; stops short where no more fit beside each other.
    fn fill(&mut self, count: usize, conflicts: &Conflicts);
    /// What is lost if a chosen one alone goes.
    fn loss(&self, candidate: u32) -> i64;
    /// What a newcomer adds to all chosen, and how much less is lost with each of them once it is there; who has such an
    /// extra is noted.
    fn gain_and_extra(&self, candidate: u32, extra: &mut [i64], touched: &mut Vec<u32>) -> i64;

    /// Whether one is chosen.
    fn is_in(&self, candidate: u32) -> bool {
        self.members().is_in[candidate as usize]
    }

    /// Those chosen, in the order in which they came.
    fn chosen(&self) -> &[u32] {
        &self.members().order
    }

    /// Some are chosen.
    fn of(gains: &'a G, chosen: &[u32]) -> Self {
        let mut held = Self::empty(gains);
        for candidate in chosen {
            held.add(*candidate);
        }
        held
    }

    /// Whether one more may stand beside those chosen, but for one that goes.
    fn fits(&self, candidate: u32, leaving: Option<u32>, conflicts: &Conflicts) -> bool {
        if !conflicts.are_any() {
            return true;
        }
        let name = |candidate: u32| self.gains().names()[candidate as usize];
        let mut others = self.chosen().iter().filter(|other| Some(**other) != leaving);
        others.all(|other| !conflicts.forbid(name(candidate), name(*other)))
    }

    /// Exchanges one chosen for one that is not as long as that is worth more (Teitz and Bart 1968), all exchanges of a
    /// newcomer judged in one look at whom it helps (Resende and Werneck 2007). `kept` stay. True if anything changed.
    fn swap(&mut self, kept: &[bool], conflicts: &Conflicts, mut over: impl FnMut(usize) -> bool) -> bool {
        let candidates = self.gains().candidates() as u32;
        let mut extra = vec![0i64; self.gains().candidates()];
        let mut touched: Vec<u32> = Vec::new();
        let mut since = 0;
        let mut changed = false;
        // Until every candidate was looked at in vain since the last exchange.
        let mut candidate = 0;
        while since < candidates {
            if !self.is_in(candidate) {
                if over(self.gains().helped(candidate as usize) + self.chosen().len()) {
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

    /// Whom a newcomer had best replace, and how much more all are worth then.
    fn best_exchange(
        &self,
        candidate: u32,
        kept: &[bool],
        conflicts: &Conflicts,
        extra: &mut [i64],
        touched: &mut Vec<u32>,
    ) -> Option<(u32, i64)> {
        let gain = self.gain_and_extra(candidate, extra, touched);
        let leaving = self.chosen().iter().filter(|leaving| !kept[**leaving as usize]);
        let fitting = leaving.filter(|leaving| self.fits(candidate, Some(**leaving), conflicts));
        let lost = |leaving: &u32| (self.loss(*leaving) - extra[*leaving as usize], *leaving);
        let best = fitting.map(lost).min();
        for one in touched.drain(..) {
            extra[one as usize] = 0;
        }
        best.map(|(lost, leaving)| (leaving, gain - lost))
    }

    /// How much more all are worth for every exchange of those chosen by a newcomer.
    fn exchanges(&self, candidate: u32, extra: &mut [i64], touched: &mut Vec<u32>) -> Vec<(u32, i64)> {
        let gain = self.gain_and_extra(candidate, extra, touched);
        let more = |leaving: &u32| (*leaving, gain - self.loss(*leaving) + extra[*leaving as usize]);
        let all = self.chosen().iter().map(more).collect();
        for one in touched.drain(..) {
            extra[one as usize] = 0;
        }
        all
    }
}
