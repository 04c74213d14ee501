//! What does a candidate save each demand? Covering and the median as one question, in whole numbers.
//!
//! With what a demand costs if no candidate helps as its base, a candidate saves it the difference, and a set of
//! candidates the most that any of them saves. Covering saves the whole weight or nothing; the median saves weighted
//! metres. Either way the best set is that which saves most, the sum over all demand of the most that any chosen one
//! saves: a monotone submodular function. Savings are whole numbers that come to less than 2^50 in all, so that sums
//! and bounds are exact, in whatever order they are taken.

use super::cover::is_within_another;
use super::gains::{Decided, GONE, Gains, staying};
use super::lists::{Known, Lists};
use super::patience::Patience;
use super::standing::Standing;

/// All savings together are below so much: sums of several thousand of such still fit into 63 bits.
pub(super) const MOST: f64 = (1u64 << 50) as f64;

/// What candidates save, by demand and by candidate.
#[derive(Debug, Clone, Default)]
pub(super) struct Savings {
    /// What each candidate is called in the problem; ascending.
    pub names: Vec<u32>,
    /// By demand: its candidates and what they save, most first; no values where every candidate of a list saves the same.
    rows: Lists<i64>,
    /// By candidate: the demands that it helps, with values where the rows have them.
    columns: Lists<i64>,
    /// By demand: the most that any candidate saves.
    pub most: Vec<i64>,
}

/// Takes the lists one by one, and makes one of those that are equal.
#[derive(Default)]
pub(super) struct Builder {
    savings: Savings,
    uniform: bool,
    /// A price for each demand, added up where demand is merged.
    pub prices: Vec<i64>,
    known: Known,
}

impl Builder {
    /// For lists of candidates with these names; `uniform` if all of a list save the same.
    pub fn new(names: Vec<u32>, uniform: bool) -> Self {
        Self { savings: Savings { names, ..Savings::default() }, uniform, ..Self::default() }
    }

    /// Adds a demand: candidates by what they save, most first, then by name; and its price.
    ///
    /// Demands whose lists name the same candidates in the same order are always served best by the same one, whichever
    /// are chosen, so that their savings add up.
    pub fn push(&mut self, candidates: &[u32], values: &[i64], price: i64) {
        let Some(most) = values.first().copied() else { return };
        let savings = &mut self.savings;
        let next = savings.most.len();
        let place = self.known.place((candidates, 1), next, |place| (savings.row(place).0, 1));
        if place < next {
            savings.most[place] += most;
            self.prices[place] += price;
            for (known, value) in savings.rows.values_mut(place).iter_mut().zip(values) {
                *known += value;
            }
            return;
        }
        if self.uniform {
            savings.rows.push(candidates.iter().copied());
        } else {
            savings.rows.push_with_costs(values.iter().copied().zip(candidates.iter().copied()));
        }
        savings.most.push(most);
        self.prices.push(price);
    }

    /// The savings, and the demands' prices.
    pub fn build(mut self) -> (Savings, Vec<i64>) {
        self.savings.columns = self.savings.rows.turned(self.savings.names.len());
        (self.savings, self.prices)
    }
}

impl Savings {
    /// Whether every candidate of a list saves the same.
    pub fn is_uniform(&self) -> bool {
        !self.rows.have_values()
    }

    /// A demand's candidates, and what they save, most first; no values where all save [`Savings::most`].
    pub fn row(&self, demand: usize) -> (&[u32], &[i64]) {
        self.rows.row(demand)
    }

    /// The demands that a candidate helps, and what it saves them.
    pub fn column(&self, candidate: usize) -> impl Iterator<Item = (usize, i64)> {
        let (demands, values) = self.columns.row(candidate);
        demands.iter().enumerate().map(|(at, demand)| (*demand as usize, self.value_at(*demand as usize, values, at)))
    }

    /// What the candidate at a place of a demand's list saves.
    pub fn value_at(&self, demand: usize, values: &[i64], at: usize) -> i64 {
        values.get(at).copied().unwrap_or(self.most[demand])
    }
}

impl Gains for Savings {
    type Held<'a> = Standing<'a>;

    fn names(&self) -> &[u32] {
        &self.names
    }

    fn demands(&self) -> usize {
        self.most.len()
    }

    fn pairs(&self) -> usize {
        self.rows.pairs()
    }

    fn helped(&self, candidate: usize) -> usize {
        self.columns.row(candidate).0.len()
    }

    fn most_of_all(&self) -> i64 {
        self.most.iter().sum()
    }

    fn worth_of(&self, chosen: &[u32]) -> i64 {
        let mut best = vec![0i64; self.demands()];
        for candidate in chosen {
            for (demand, value) in self.column(*candidate as usize) {
                best[demand] = best[demand].max(value);
            }
        }
        best.iter().sum()
    }

    /// Where all of a list save the same, who helps none but those whom another helps.
    fn superfluous(&self, patience: &Patience) -> Vec<bool> {
        if self.is_uniform() {
            is_within_another(&self.columns, &self.rows, patience)
        } else {
            vec![false; self.candidates()]
        }
    }

    fn left_after(&self, decided: &Decided, prices: &[i64]) -> (Self, Vec<i64>, i64) {
        let mut saved = 0;
        let mut helps = vec![decided.keep_idle; self.candidates()];
        let mut rows: Vec<(usize, i64)> = Vec::with_capacity(self.demands());
        for demand in 0..self.demands() {
            let (candidates, values) = self.row(demand);
            // Lists descend by value: the first that is taken is the best of them.
            let first = candidates.iter().position(|candidate| decided.taken[*candidate as usize]);
            let floor = first.map_or(0, |at| self.value_at(demand, values, at));
            saved += floor;
            let mut any = false;
            for (at, candidate) in candidates.iter().enumerate() {
                if self.value_at(demand, values, at) <= floor {
                    break;
                }
                if !decided.dropped[*candidate as usize] {
                    helps[*candidate as usize] = true;
                    any = true;
                }
            }
            if any {
                rows.push((demand, floor));
            }
        }
        let stays = |candidate: u32| helps[candidate as usize] && decided.is_open(candidate);
        let (names, places) = staying(self.names.iter().copied(), stays);
        let mut builder = Builder::new(names, self.is_uniform());
        let (mut row, mut row_values) = (Vec::new(), Vec::new());
        for (demand, floor) in rows {
            let (candidates, values) = self.row(demand);
            row.clear();
            row_values.clear();
            for (at, candidate) in candidates.iter().enumerate() {
                let value = self.value_at(demand, values, at);
                if value <= floor {
                    break;
                }
                let place = places[*candidate as usize];
                if place != GONE {
                    row.push(place);
                    row_values.push(value - floor);
                }
            }
            builder.push(&row, &row_values, (prices[demand] - floor).max(0));
        }
        let (left, prices) = builder.build();
        (left, prices, saved)
    }

    fn base(&self, prices: &[i64]) -> i64 {
        prices.iter().sum()
    }

    /// Lists descend, so that each ends where its price is met.
    fn beyond(&self, prices: &[i64], beyond: &mut [i64]) -> usize {
        beyond.fill(0);
        let mut work = prices.len();
        for (demand, price) in prices.iter().enumerate() {
            let (row, values) = self.row(demand);
            if values.is_empty() {
                let more = self.most[demand] - price;
                if more > 0 {
                    work += row.len();
                    for candidate in row {
                        beyond[*candidate as usize] += more;
                    }
                }
                continue;
            }
            for (candidate, value) in row.iter().zip(values) {
                if value <= price {
                    break;
                }
                work += 1;
                beyond[*candidate as usize] += value - price;
            }
        }
        work
    }

    /// A demand that nobody on top serves is priced too high, one that several serve too low.
    fn slope(&self, demand: usize, price: i64, is_top: &[bool]) -> f64 {
        let (row, values) = self.row(demand);
        let mut serving = 0i32;
        for (place, candidate) in row.iter().enumerate() {
            if self.value_at(demand, values, place) <= price {
                break;
            }
            serving += i32::from(is_top[*candidate as usize]);
        }
        f64::from(1 - serving)
    }

    fn dearest(&self, demand: usize) -> i64 {
        self.most[demand]
    }
}
