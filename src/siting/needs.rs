//! Who still lacks how many sites? Demand that counts once several of its candidates are chosen, in whole numbers.
//!
//! A demand of weight `w` that needs `r` sites is worth `w` once `r` of its candidates are chosen, and nothing before
//! (backup and multiple coverage; Hogan and ReVelle 1986). With `r` above one that is not submodular: the second of two
//! sites may be worth more than the first, so that no greedy choice is within a known part of the best, and what one more
//! site adds bounds nothing. What bounds it is its linear relaxation: with prices `l >= 0` a demand is worth no more than
//! `(w - r l)+` and `l` for each of its candidates that is chosen, since with fewer than `r` it is worth nothing, and with
//! `r` or more `w <= (w - r l)+ + r l`. So no `p` candidates are worth more than `sum((w_i - r_i l_i)+)` and the `p`
//! greatest of `sum(l_i : i helped by j)`.

use super::gains::Gains;
use super::reach::Reach;
use hashbrown::{DefaultHashBuilder, HashTable};
use std::hash::BuildHasher;

/// Demand, how many candidates each needs, and which can serve it.
#[derive(Debug, Clone, Default)]
pub(super) struct Needs {
    names: Vec<u32>,
    row_starts: Vec<u32>,
    row_candidates: Vec<u32>,
    /// By demand: how many of its candidates have to be chosen, one at least.
    needs: Vec<u32>,
    /// By demand: what it is worth then.
    weights: Vec<i64>,
    column_starts: Vec<u32>,
    column_demands: Vec<u32>,
}

/// Takes the lists one by one, and makes one of those that are equal and need equally many.
pub(super) struct Builder {
    needs: Needs,
    prices: Vec<i64>,
    known: HashTable<u32>,
    hasher: DefaultHashBuilder,
}

impl Builder {
    /// For lists of candidates with these names.
    pub fn new(names: Vec<u32>) -> Self {
        let needs = Needs { names, row_starts: vec![0], ..Needs::default() };
        Self { needs, prices: Vec::new(), known: HashTable::new(), hasher: DefaultHashBuilder::default() }
    }

    /// Adds a demand: its candidates in order, how many it needs, its weight and its price. Demand with too few
    /// candidates is worth nothing, whoever is chosen.
    pub fn push(&mut self, candidates: &[u32], need: u32, weight: i64, price: i64) {
        if candidates.len() < need as usize || weight <= 0 {
            return;
        }
        let hash = self.hasher.hash_one((need, candidates));
        let needs = &mut self.needs;
        let same = |row: &u32| needs.row(*row as usize) == candidates && needs.needs[*row as usize] == need;
        if let Some(row) = self.known.find(hash, same).map(|row| *row as usize) {
            needs.weights[row] += weight;
            self.prices[row] += price;
            return;
        }
        let row = needs.weights.len() as u32;
        needs.row_candidates.extend_from_slice(candidates);
        needs.row_starts.push(needs.row_candidates.len() as u32);
        needs.needs.push(need);
        needs.weights.push(weight);
        self.prices.push(price);
        let (hasher, needs) = (&self.hasher, &self.needs);
        let hash_of = |row: &u32| hasher.hash_one((needs.needs[*row as usize], needs.row(*row as usize)));
        self.known.insert_unique(hash, row, hash_of);
    }

    /// The demand, and its prices.
    pub fn build(mut self) -> (Needs, Vec<i64>) {
        self.needs.turn();
        (self.needs, self.prices)
    }
}

impl Needs {
    /// A demand's candidates, in order.
    pub fn row(&self, demand: usize) -> &[u32] {
        &self.row_candidates[self.row_starts[demand] as usize..self.row_starts[demand + 1] as usize]
    }

    /// How many of its candidates a demand needs.
    pub fn need(&self, demand: usize) -> usize {
        self.needs[demand] as usize
    }

    /// What a demand is worth with so many.
    pub fn weight(&self, demand: usize) -> i64 {
        self.weights[demand]
    }

    /// The demands that a candidate helps.
    pub fn column(&self, candidate: usize) -> &[u32] {
        &self.column_demands[self.column_starts[candidate] as usize..self.column_starts[candidate + 1] as usize]
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
        for demand in 0..self.weights.len() {
            for at in self.row_starts[demand] as usize..self.row_starts[demand + 1] as usize {
                let slot = &mut next[self.row_candidates[at] as usize];
                self.column_demands[*slot as usize] = demand as u32;
                *slot += 1;
            }
        }
        self.column_starts = starts;
    }
}

impl Gains for Needs {
    type Held<'a> = Reach<'a>;

    fn names(&self) -> &[u32] {
        &self.names
    }

    fn demands(&self) -> usize {
        self.weights.len()
    }

    fn pairs(&self) -> usize {
        self.row_candidates.len()
    }

    fn helped(&self, candidate: usize) -> usize {
        self.column(candidate).len()
    }

    fn most_of_all(&self) -> i64 {
        self.weights.iter().sum()
    }

    fn worth_of(&self, chosen: &[u32]) -> i64 {
        let mut counts = vec![0; self.demands()];
        for candidate in chosen {
            for demand in self.column(*candidate as usize) {
                counts[*demand as usize] += 1;
            }
        }
        let reached = (0..self.demands()).filter(|demand| counts[*demand] >= self.needs[*demand]);
        reached.map(|demand| self.weights[demand]).sum()
    }

    /// Demand that needs more than are left is worth nothing any more.
    fn left_after(
        &self,
        taken: &[bool],
        dropped: &[bool],
        prices: &[i64],
        left: usize,
        keep_idle: bool,
    ) -> (Self, Vec<i64>, i64) {
        let mut saved = 0;
        let mut helps = vec![keep_idle; self.candidates()];
        let mut rows: Vec<(usize, usize)> = Vec::with_capacity(self.demands());
        for demand in 0..self.demands() {
            let row = self.row(demand);
            let chosen = row.iter().filter(|candidate| taken[**candidate as usize]).count();
            let Some(more) = self.need(demand).checked_sub(chosen).filter(|more| *more > 0) else {
                saved += self.weights[demand];
                continue;
            };
            let is_open = |candidate: &&u32| !taken[**candidate as usize] && !dropped[**candidate as usize];
            if more > left || row.iter().filter(is_open).count() < more {
                continue;
            }
            row.iter().filter(is_open).for_each(|candidate| helps[*candidate as usize] = true);
            rows.push((demand, more));
        }
        let mut local = vec![u32::MAX; self.candidates()];
        let mut names = Vec::new();
        for candidate in 0..self.candidates() {
            if helps[candidate] && !taken[candidate] && !dropped[candidate] {
                local[candidate] = names.len() as u32;
                names.push(self.names[candidate]);
            }
        }
        let mut builder = Builder::new(names);
        let mut row = Vec::new();
        for (demand, more) in rows {
            row.clear();
            let open = self.row(demand).iter().map(|candidate| local[*candidate as usize]);
            row.extend(open.filter(|at| *at != u32::MAX));
            builder.push(&row, more as u32, self.weights[demand], prices[demand]);
        }
        let (left, prices) = builder.build();
        (left, prices, saved)
    }

    fn base(&self, prices: &[i64]) -> i64 {
        let each = prices.iter().zip(&self.needs).zip(&self.weights);
        each.map(|((price, need), weight)| (weight - price.saturating_mul(i64::from(*need))).max(0)).sum()
    }

    fn beyond(&self, prices: &[i64], beyond: &mut [i64]) -> usize {
        beyond.fill(0);
        let mut work = prices.len();
        for (demand, price) in prices.iter().enumerate().filter(|(_, price)| **price > 0) {
            let row = self.row(demand);
            work += row.len();
            for candidate in row {
                beyond[*candidate as usize] += price;
            }
        }
        work
    }

    /// At the dearest price the bound has a bend, with every slope between both sides: none is steeper than need be.
    fn slope(&self, demand: usize, price: i64, is_top: &[bool]) -> f64 {
        let serving = self.row(demand).iter().filter(|candidate| is_top[**candidate as usize]).count() as f64;
        let need = f64::from(self.needs[demand]);
        if price < self.dearest(demand) { serving - need } else { (serving - need).max(0.0) }
    }

    fn dearest(&self, demand: usize) -> i64 {
        self.weights[demand] / i64::from(self.needs[demand])
    }
}
