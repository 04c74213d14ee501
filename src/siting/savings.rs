//! What does a candidate save each demand? Covering and the median as one question, in whole numbers.
//!
//! With what a demand costs if no candidate helps as its base, a candidate saves it the difference, and a set of
//! candidates the most that any of them saves. Covering saves the whole weight or nothing; the median saves weighted
//! metres. Either way the best set is that which saves most, the sum over all demand of the most that any chosen one
//! saves: a monotone submodular function. Savings are whole numbers that come to less than 2^50 in all, so that sums
//! and bounds are exact, in whatever order they are taken.

use super::gains::Gains;
use super::standing::Standing;
use hashbrown::{DefaultHashBuilder, HashTable};
use std::hash::BuildHasher;

/// All savings together are below so much: sums of several thousand of such still fit into 63 bits.
pub(super) const MOST: f64 = (1u64 << 50) as f64;

/// What candidates save, by demand and by candidate.
#[derive(Debug, Clone, Default)]
pub(super) struct Savings {
    /// What each candidate is called in the problem; ascending.
    pub names: Vec<u32>,
    row_starts: Vec<u32>,
    row_candidates: Vec<u32>,
    /// As long as the candidates, or empty where every candidate of a list saves the same.
    row_values: Vec<i64>,
    /// By demand: the most that any candidate saves.
    pub most: Vec<i64>,
    column_starts: Vec<u32>,
    column_demands: Vec<u32>,
    column_values: Vec<i64>,
}

/// Takes the lists one by one, and makes one of those that are equal.
pub(super) struct Builder {
    savings: Savings,
    uniform: bool,
    /// A price for each demand, added up where demand is merged.
    pub prices: Vec<i64>,
    known: HashTable<u32>,
    hasher: DefaultHashBuilder,
}

impl Builder {
    /// For lists of candidates with these names; `uniform` if all of a list save the same.
    pub fn new(names: Vec<u32>, uniform: bool) -> Self {
        let savings = Savings { names, row_starts: vec![0], ..Savings::default() };
        Self { savings, uniform, prices: Vec::new(), known: HashTable::new(), hasher: DefaultHashBuilder::default() }
    }

    /// Adds a demand: candidates by what they save, most first, then by name; and its price.
    ///
    /// Demands whose lists name the same candidates in the same order are always served best by the same one, whichever
    /// are chosen, so that their savings add up.
    pub fn push(&mut self, candidates: &[u32], values: &[i64], price: i64) {
        let Some(most) = values.first().copied() else { return };
        let hash = self.hasher.hash_one(candidates);
        let savings = &mut self.savings;
        let same = |row: &u32| savings.row(*row as usize).0 == candidates;
        if let Some(row) = self.known.find(hash, same).map(|row| *row as usize) {
            savings.most[row] += most;
            self.prices[row] += price;
            if !self.uniform {
                let start = savings.row_starts[row] as usize;
                for (at, value) in values.iter().enumerate() {
                    savings.row_values[start + at] += value;
                }
            }
            return;
        }
        let row = savings.most.len() as u32;
        savings.row_candidates.extend_from_slice(candidates);
        if !self.uniform {
            savings.row_values.extend_from_slice(values);
        }
        savings.row_starts.push(savings.row_candidates.len() as u32);
        savings.most.push(most);
        self.prices.push(price);
        let (hasher, savings) = (&self.hasher, &self.savings);
        self.known.insert_unique(hash, row, |row| hasher.hash_one(savings.row(*row as usize).0));
    }

    /// The savings, and the demands' prices.
    pub fn build(mut self) -> (Savings, Vec<i64>) {
        self.savings.turn();
        (self.savings, self.prices)
    }
}

impl Savings {
    /// Whether every candidate of a list saves the same.
    pub fn is_uniform(&self) -> bool {
        self.row_values.is_empty()
    }

    /// A demand's candidates, and what they save, most first; no values where all save [`Savings::most`].
    pub fn row(&self, demand: usize) -> (&[u32], &[i64]) {
        let (start, end) = (self.row_starts[demand] as usize, self.row_starts[demand + 1] as usize);
        (&self.row_candidates[start..end], self.row_values.get(start..end).unwrap_or_default())
    }

    /// The demands that a candidate helps, and what it saves them.
    pub fn column(&self, candidate: usize) -> impl Iterator<Item = (usize, i64)> {
        let (start, end) = (self.column_starts[candidate] as usize, self.column_starts[candidate + 1] as usize);
        let values = self.column_values.get(start..end);
        self.column_demands[start..end].iter().enumerate().map(move |(at, demand)| {
            let demand = *demand as usize;
            (demand, values.map_or(self.most[demand], |values| values[at]))
        })
    }

    /// What the candidate at a place of a demand's list saves.
    pub fn value_at(&self, demand: usize, values: &[i64], at: usize) -> i64 {
        values.get(at).copied().unwrap_or(self.most[demand])
    }

    /// Works out the columns from the rows.
    fn turn(&mut self) {
        let mut starts = vec![0u32; self.names.len() + 1];
        for candidate in &self.row_candidates {
            starts[*candidate as usize + 1] += 1;
        }
        for candidate in 1..starts.len() {
            starts[candidate] += starts[candidate - 1];
        }
        let mut next = starts.clone();
        self.column_demands = vec![0; self.row_candidates.len()];
        self.column_values = vec![0; self.row_values.len()];
        for demand in 0..self.demands() {
            for at in self.row_starts[demand] as usize..self.row_starts[demand + 1] as usize {
                let slot = &mut next[self.row_candidates[at] as usize];
                self.column_demands[*slot as usize] = demand as u32;
                if let Some(value) = self.row_values.get(at) {
                    self.column_values[*slot as usize] = *value;
                }
                *slot += 1;
            }
        }
        self.column_starts = starts;
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
        self.row_candidates.len()
    }

    fn helped(&self, candidate: usize) -> usize {
        (self.column_starts[candidate + 1] - self.column_starts[candidate]) as usize
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

    fn left_after(
        &self,
        taken: &[bool],
        dropped: &[bool],
        prices: &[i64],
        _left: usize,
        keep_idle: bool,
    ) -> (Self, Vec<i64>, i64) {
        let mut saved = 0;
        let mut helps = vec![keep_idle; self.candidates()];
        let mut rows: Vec<(usize, i64)> = Vec::with_capacity(self.demands());
        for demand in 0..self.demands() {
            let (candidates, values) = self.row(demand);
            // Lists descend by value: the first that is taken is the best of them.
            let first = candidates.iter().position(|candidate| taken[*candidate as usize]);
            let floor = first.map_or(0, |at| self.value_at(demand, values, at));
            saved += floor;
            let mut any = false;
            for (at, candidate) in candidates.iter().enumerate() {
                if self.value_at(demand, values, at) <= floor {
                    break;
                }
                if !dropped[*candidate as usize] {
                    helps[*candidate as usize] = true;
                    any = true;
                }
            }
            if any {
                rows.push((demand, floor));
            }
        }
        let mut local = vec![u32::MAX; self.candidates()];
        let mut names = Vec::new();
        for candidate in 0..self.candidates() {
            if helps[candidate] && !taken[candidate] && !dropped[candidate] {
                local[candidate] = names.len() as u32;
                names.push(self.names[candidate]);
            }
        }
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
                if local[*candidate as usize] != u32::MAX {
                    row.push(local[*candidate as usize]);
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
