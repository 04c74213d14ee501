//! Who is reached by how many? Some chosen candidates, kept up as they come and go, where demand needs several.

use super::conflicts::Conflicts;
use super::gains::Gains;
use super::held::{Held, Members};
use super::needs::Needs;
use std::cmp::Reverse;

/// Chosen candidates, and for each demand those of them that serve it.
#[derive(Debug, Clone)]
pub(super) struct Reach<'a> {
    needs: &'a Needs,
    members: Members,
    /// By demand: who serves it, in no order.
    by: Vec<Vec<u32>>,
    /// By candidate: what is lost if it alone goes; the weight of demand that has no more than it needs with it.
    loss: Vec<i64>,
    value: i64,
}

impl Reach<'_> {
    /// How many more a demand needs.
    fn missing(&self, demand: usize) -> usize {
        self.needs.need(demand).saturating_sub(self.by[demand].len())
    }

    /// A demand's weight shared among those it still needs, of so many that may come.
    fn share(&self, demand: usize, missing: usize, left: usize) -> i64 {
        if missing == 0 || missing > left { 0 } else { self.needs.weight(demand) / missing as i64 }
    }

    /// By candidate: the shares of all demand that it helps.
    fn shares(&self, left: usize) -> Vec<i64> {
        let mut shares = vec![0; self.needs.candidates()];
        for demand in 0..self.needs.demands() {
            let share = self.share(demand, self.missing(demand), left);
            if share > 0 {
                self.needs.row(demand).iter().for_each(|candidate| shares[*candidate as usize] += share);
            }
        }
        shares
    }
}

impl<'a> Held<'a, Needs> for Reach<'a> {
    fn empty(needs: &'a Needs) -> Self {
        let (demands, candidates) = (needs.demands(), needs.candidates());
        Self {
            needs,
            members: Members::none_of(candidates),
            by: vec![Vec::new(); demands],
            loss: vec![0; candidates],
            value: 0,
        }
    }

    fn gains(&self) -> &'a Needs {
        self.needs
    }

    fn members(&self) -> &Members {
        &self.members
    }

    fn value(&self) -> i64 {
        self.value
    }

    /// Whoever is reached pays nothing, whoever is not all that it may.
    fn prices(&self) -> Vec<i64> {
        let price = |demand: usize| if self.missing(demand) == 0 { 0 } else { self.needs.dearest(demand) };
        (0..self.needs.demands()).map(price).collect()
    }

    fn add(&mut self, candidate: u32) {
        self.members.add(candidate);
        let needs = self.needs;
        for demand in needs.column(candidate as usize) {
            let demand = *demand as usize;
            let (need, weight) = (needs.need(demand), needs.weight(demand));
            let by = &mut self.by[demand];
            if by.len() == need {
                // One of them can be spared from now on.
                by.iter().for_each(|other| self.loss[*other as usize] -= weight);
            }
            by.push(candidate);
            if by.len() == need {
                self.value += weight;
                by.iter().for_each(|other| self.loss[*other as usize] += weight);
            }
        }
    }

    fn remove(&mut self, candidate: u32) {
        self.members.remove(candidate);
        let needs = self.needs;
        for demand in needs.column(candidate as usize) {
            let demand = *demand as usize;
            let (need, weight) = (needs.need(demand), needs.weight(demand));
            let by = &mut self.by[demand];
            if by.len() == need {
                self.value -= weight;
                by.iter().for_each(|other| self.loss[*other as usize] -= weight);
            }
            by.retain(|other| *other != candidate);
            if by.len() == need {
                by.iter().for_each(|other| self.loss[*other as usize] += weight);
            }
        }
    }

    /// The next is who helps most of what is missing, a demand's weight shared among those it still needs: what one more
    /// adds by itself says nothing before the last of them comes.
    fn fill(&mut self, count: usize, conflicts: &Conflicts) {
        /// With so few left to choose, demand that needs more than are left no longer counts.
        const LAST: usize = 3;
        let mut left = count.saturating_sub(self.chosen().len());
        let mut shares = self.shares(if left <= LAST { left } else { usize::MAX });
        let mut fits = vec![true; self.needs.candidates()];
        while left > 0 {
            let open = (0..self.needs.candidates() as u32).filter(|one| fits[*one as usize] && !self.is_in(*one));
            let Some(best) = open.max_by_key(|one| (shares[*one as usize], Reverse(*one))) else { return };
            if !self.fits(best, None, conflicts) {
                fits[best as usize] = false;
                continue;
            }
            left -= 1;
            if left <= LAST {
                self.add(best);
                shares = self.shares(left);
                continue;
            }
            for demand in self.needs.column(best as usize) {
                let demand = *demand as usize;
                let missing = self.missing(demand);
                let share = |missing: usize| self.share(demand, missing, usize::MAX);
                let more = share(missing.saturating_sub(1)) - share(missing);
                if more != 0 {
                    self.needs.row(demand).iter().for_each(|candidate| shares[*candidate as usize] += more);
                }
            }
            self.add(best);
        }
    }

    fn loss(&self, candidate: u32) -> i64 {
        self.loss[candidate as usize]
    }

    fn gain_and_extra(&self, candidate: u32, extra: &mut [i64], touched: &mut Vec<u32>) -> i64 {
        let mut gain = 0;
        for demand in self.needs.column(candidate as usize) {
            let demand = *demand as usize;
            let (by, need, weight) = (&self.by[demand], self.needs.need(demand), self.needs.weight(demand));
            // With one too few the newcomer completes them, unless one of them goes; with just enough one may.
            let change = match by.len() {
                count if count + 1 == need => {
                    gain += weight;
                    -weight
                }
                count if count == need => weight,
                _ => continue,
            };
            for other in by {
                extra[*other as usize] += change;
                touched.push(*other);
            }
        }
        gain
    }
}
