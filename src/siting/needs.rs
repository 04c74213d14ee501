//! Who still lacks how many sites? Demand that counts once several of its candidates are chosen, in whole numbers.
//!
//! A demand of weight `w` that needs `r` sites is worth `w` once `r` of its candidates are chosen, and nothing before
//! (backup and multiple coverage; Hogan and ReVelle 1986). With `r` above one that is not submodular: the second of two
//! sites may be worth more than the first, so that no greedy choice is within a known part of the best, and what one more
//! site adds bounds nothing. What bounds it is its linear relaxation: with prices `l >= 0` a demand is worth no more than
//! `(w - r l)+` and `l` for each of its candidates that is chosen, since with fewer than `r` it is worth nothing, and with
//! `r` or more `w <= (w - r l)+ + r l`. So no `p` candidates are worth more than `sum((w_i - r_i l_i)+)` and the `p`
//! greatest of `sum(l_i : i helped by j)`.

use super::gains::{Decided, GONE, Gains, staying};
use super::lists::{Known, Lists};
use super::reach::Reach;

/// Demand, how many candidates each needs, and which can serve it.
#[derive(Debug, Clone, Default)]
pub(super) struct Needs {
    names: Vec<u32>,
    /// By demand: the candidates that can serve it, in order.
    rows: Lists<i64>,
    /// By candidate: the demands that it helps.
    columns: Lists<i64>,
    /// By demand: how many of its candidates have to be chosen, one at least.
    needs: Vec<u32>,
    /// By demand: what it is worth then.
    weights: Vec<i64>,
}

/// Takes the lists one by one, and makes one of those that are equal and need equally many.
#[derive(Default)]
pub(super) struct Builder {
    needs: Needs,
    prices: Vec<i64>,
    known: Known,
}

impl Builder {
    /// For lists of candidates with these names.
    pub fn new(names: Vec<u32>) -> Self {
        Self { needs: Needs { names, ..Needs::default() }, ..Self::default() }
    }

    /// Adds a demand: its candidates in order, how many it needs, its weight and its price. Demand with too few
    /// candidates is worth nothing, whoever is chosen.
    pub fn push(&mut self, candidates: &[u32], need: u32, weight: i64, price: i64) {
        if candidates.len() < need as usize || weight <= 0 {
            return;
        }
        let needs = &mut self.needs;
        let next = needs.weights.len();
        let place = self.known.place((candidates, need), next, |place| (needs.row(place), needs.needs[place]));
        if place < next {
            needs.weights[place] += weight;
            self.prices[place] += price;
            return;
        }
        needs.rows.push(candidates.iter().copied());
        needs.needs.push(need);
        needs.weights.push(weight);
        self.prices.push(price);
    }

    /// The demand, and its prices.
    pub fn build(mut self) -> (Needs, Vec<i64>) {
        self.needs.columns = self.needs.rows.turned(self.needs.names.len());
        (self.needs, self.prices)
    }
}

impl Needs {
    /// A demand's candidates, in order.
    pub fn row(&self, demand: usize) -> &[u32] {
        self.rows.row(demand).0
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
        self.columns.row(candidate).0
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
        self.rows.pairs()
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
    fn left_after(&self, decided: &Decided, prices: &[i64]) -> (Self, Vec<i64>, i64) {
        let is_open = |candidate: &&u32| decided.is_open(**candidate);
        let mut saved = 0;
        let mut helps = vec![decided.keep_idle; self.candidates()];
        let mut rows: Vec<(usize, usize)> = Vec::with_capacity(self.demands());
        for demand in 0..self.demands() {
            let row = self.row(demand);
            let chosen = row.iter().filter(|candidate| decided.taken[**candidate as usize]).count();
            let Some(more) = self.need(demand).checked_sub(chosen).filter(|more| *more > 0) else {
                saved += self.weights[demand];
                continue;
            };
            if more > decided.left || row.iter().filter(is_open).count() < more {
                continue;
            }
            row.iter().filter(is_open).for_each(|candidate| helps[*candidate as usize] = true);
            rows.push((demand, more));
        }
        let stays = |candidate: u32| helps[candidate as usize] && decided.is_open(candidate);
        let (names, places) = staying(self.names.iter().copied(), stays);
        let mut builder = Builder::new(names);
        let mut row = Vec::new();
        for (demand, more) in rows {
            row.clear();
            let open = self.row(demand).iter().map(|candidate| places[*candidate as usize]);
            row.extend(open.filter(|place| *place != GONE));
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
