//! How do weights and costs become whole numbers, and bounds on these become bounds on the objective?

use super::exact::Part;
use super::gains::{GONE, Gains, staying};
use super::needs::{self, Needs};
use super::problem::{Goal, Problem};
use super::savings::{Builder, MOST, Savings};

/// A problem in whole numbers, and what they are worth.
#[derive(Debug)]
pub(super) struct Worth<G> {
    /// What is to be decided, with the required chosen.
    pub part: Part<G>,
    /// What is saved without any candidate, or costs with none.
    base: i64,
    units: f64,
    /// Whole units by which rounding may have moved a sum.
    slack: i64,
    goal: Goal,
    total: f64,
    /// What a demand that nobody serves costs, in units.
    penalty: Option<i64>,
}

impl Worth<Needs> {
    /// Of covering where demand needs several, over candidates for which `is_meant` holds.
    pub fn of_needs(problem: &Problem, is_meant: impl Fn(u32) -> bool) -> Self {
        let (names, local) = staying(0..problem.candidates as u32, is_meant);
        let units = unit(problem.total());
        let mut builder = needs::Builder::new(names);
        let mut base = 0;
        let mut row = Vec::new();
        for (demand, (candidates, _)) in problem.lists.rows().enumerate() {
            let (need, weight) = (problem.needs[demand], (problem.weights[demand] * units).round() as i64);
            if need == 0 {
                base += weight;
                continue;
            }
            row.clear();
            row.extend(candidates.iter().map(|candidate| local[*candidate as usize]).filter(|at| *at != GONE));
            // More than are chosen never come.
            if problem.goal == Goal::Lscp || need as usize <= problem.sites {
                builder.push(&row, need, weight, 0);
            }
        }
        let (gains, _) = builder.build();
        // Dear at first, so that the first bound is what all demand comes to, each shared among those that it needs.
        let prices = (0..gains.demands()).map(|demand| gains.dearest(demand)).collect();
        let part = Part { left: problem.sites, chosen: Vec::new(), saved: 0, gains, prices };
        let slack = rounding(problem, units);
        Self { part, base, units, slack, goal: problem.goal, total: problem.total(), penalty: None }
    }
}

impl Worth<Savings> {
    /// Of maximal covering, of covering all, or of the median, over candidates for which `is_meant` holds.
    pub fn of(problem: &Problem, is_meant: impl Fn(u32) -> bool) -> Self {
        let covering = problem.goal != Goal::PMedian;
        let (names, local) = staying(0..problem.candidates as u32, is_meant);
        let place = |candidate: &u32| local.get(*candidate as usize).copied().filter(|at| *at != GONE);
        let total = problem.total();
        let (bases, penalty) = if covering { (problem.weights.clone(), None) } else { bases(problem) };
        let units = unit(bases.iter().sum());
        let whole = |worth: f64| (worth * units).round() as i64;
        let mut builder = Builder::new(names, covering);
        let mut base = 0;
        let (mut row, mut values) = (Vec::new(), Vec::new());
        for (demand, (candidates, costs)) in problem.lists.rows().enumerate() {
            row.clear();
            values.clear();
            let weight = problem.weights[demand];
            let most = whole(bases[demand]);
            if covering {
                if problem.needs[demand] == 0 {
                    base += most;
                    continue;
                }
                row.extend(candidates.iter().filter_map(place));
                values.push(most);
                if most == 0 || row.is_empty() {
                    continue;
                }
            } else {
                base += most;
                for (candidate, cost) in candidates.iter().zip(costs) {
                    let saved = most - whole(weight * cost);
                    if let Some(at) = place(candidate).filter(|_| saved > 0) {
                        row.push(at);
                        values.push(saved);
                    }
                }
                by_saving(&mut row, &mut values);
            }
            builder.push(&row, &values, 0);
        }
        let (gains, prices) = builder.build();
        let part = Part { left: problem.sites, chosen: Vec::new(), saved: 0, gains, prices };
        let slack = if covering { rounding(problem, units) } else { problem.weights.len() as i64 };
        Self { part, base, units, slack, goal: problem.goal, total, penalty: penalty.map(whole) }
    }
}

impl<G: Gains> Worth<G> {
    /// Chooses what is required; none where that cannot stand together.
    pub fn with_required(mut self, problem: &Problem) -> Option<Self> {
        let is_required = |name: &u32| problem.required.binary_search(name).is_ok();
        let taken: Vec<bool> = self.part.gains.names().iter().map(is_required).collect();
        if taken.contains(&true) {
            let nobody = vec![false; taken.len()];
            self.part = self.part.after(taken, nobody, &self.part.prices, &problem.conflicts)?;
        }
        Some(self)
    }

    /// The objective that cannot be bettered if no choice saves more than `saved`.
    pub fn bound(&self, saved: i64) -> f64 {
        if self.goal == Goal::PMedian {
            (self.base.saturating_sub(saved).saturating_sub(self.slack).max(0) as f64 / self.units) / self.total
        } else {
            // A sum of doubles may differ from that of whole units in its last places.
            (self.base.saturating_add(saved).saturating_add(self.slack) as f64 / self.units * (1.0 + 1e-13))
                .min(self.total)
        }
    }

    /// The objective of what is saved, as exact as whole units are; none where some demand is not served.
    pub fn objective(&self, saved: i64) -> Option<f64> {
        let value = match self.goal {
            Goal::PMedian => (self.base - saved) as f64 / self.units / self.total,
            _ => (self.base + saved) as f64 / self.units,
        };
        self.serves_all(saved).then_some(value)
    }

    /// Whether an objective is that of what is saved, but for rounding: lists that are cut short make it larger.
    pub fn is_worth(&self, saved: i64, objective: f64) -> bool {
        let mean = |units: i64| units as f64 / self.units / self.total;
        self.goal != Goal::PMedian || objective <= mean(self.base - saved + self.slack) * (1.0 + 1e-12)
    }

    /// What is saved at least, less one, if each demand is served by somebody.
    pub fn least(&self) -> i64 {
        self.penalty.map_or(-1, |penalty| (self.base - penalty).max(-1))
    }

    /// Whether with so much saved each demand is served by somebody.
    pub fn serves_all(&self, saved: i64) -> bool {
        self.penalty.is_none_or(|penalty| self.base - saved < penalty)
    }
}

/// Units by which a sum of weights may be off: half a unit for each, none where they are whole.
fn rounding(problem: &Problem, units: f64) -> i64 {
    let inexact = problem.weights.iter().filter(|weight| (*weight * units).fract() != 0.0).count();
    inexact.div_ceil(2) as i64
}

/// Most first, then by name.
fn by_saving(row: &mut Vec<u32>, values: &mut Vec<i64>) {
    if values.is_sorted_by(|a, b| a > b) {
        return;
    }
    let mut pairs: Vec<(std::cmp::Reverse<i64>, u32)> =
        values.iter().map(|value| std::cmp::Reverse(*value)).zip(row.iter().copied()).collect();
    pairs.sort_unstable();
    row.clear();
    values.clear();
    for (value, candidate) in pairs {
        row.push(candidate);
        values.push(value.0);
    }
}

/// What each demand costs at most, weighted, and the penalty among them where some may be served by nobody: more than
/// all others together, so that whoever serves more demand is better.
fn bases(problem: &Problem) -> (Vec<f64>, Option<f64>) {
    let dearest = |demand: usize| {
        let (_, costs) = problem.lists.row(demand);
        costs.last().copied().unwrap_or(0.0)
    };
    // Where a list names all who may be chosen, one of them will be, so that the dearest of them is the worst there is.
    let choosable = problem.allowed.iter().filter(|allowed| **allowed).count();
    let named = |demand: usize| {
        let (candidates, costs) = problem.lists.row(demand);
        let allowed = |(candidate, _): &(&u32, &f64)| problem.allowed[**candidate as usize];
        let mut open = candidates.iter().zip(costs).filter(allowed);
        let count = open.clone().count();
        if count > 0 && count == choosable {
            open.next_back().map_or(f64::INFINITY, |(_, cost)| *cost)
        } else {
            f64::INFINITY
        }
    };
    let base = |demand: usize| problem.served[demand].min(problem.beyond[demand]).min(named(demand));
    let demands = 0..problem.weights.len();
    let finite = |cost: f64, demand: usize| if cost.is_finite() { cost } else { dearest(demand) };
    let all: f64 = demands.clone().map(|demand| problem.weights[demand] * finite(base(demand), demand)).sum();
    let penalty = 2.0 * all + 1.0;
    let mut used = false;
    let each = demands
        .map(|demand| {
            let cost = base(demand);
            used |= cost.is_infinite();
            if cost.is_finite() { problem.weights[demand] * cost } else { penalty }
        })
        .collect();
    (each, used.then_some(penalty))
}

/// Units to one: a power of two, so that whole weights stay whole, with which all come to less than [`MOST`].
fn unit(all: f64) -> f64 {
    let exponent = (all.max(f64::MIN_POSITIVE).log2().floor() as i32) + 2;
    2f64.powi((MOST.log2() as i32 - exponent).clamp(-1000, 1000))
}
