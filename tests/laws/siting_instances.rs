//! Where do seeded problems of siting come from?

use super::random::Random;
use waystation::coverage::Effort;
use waystation::geodesy::Position;
use waystation::siting::{Goal, OnEarth, Patience, Problem, Solution, Status, solve};

pub const GOALS: [Goal; 4] = [Goal::Mclp, Goal::Lscp, Goal::PMedian, Goal::PCenter];

/// Demand, candidates and what is there, around a place anywhere on Earth; few enough to try every choice.
#[derive(Debug, Clone)]
pub struct Instance {
    pub goal: Goal,
    pub radius_m: f64,
    pub min_stations: usize,
    pub sites: usize,
    pub demand: Vec<(Position, f64)>,
    pub candidates: Vec<Position>,
    pub existing: Vec<Position>,
    pub required: Vec<u32>,
    pub forbidden: Vec<u32>,
    pub min_spacing_m: f64,
}

impl Instance {
    pub fn seeded(seed: u64, goal: Goal) -> Self {
        let mut random = Random::seeded(seed * 4 + goal as u64);
        let spread_m = random.magnitude(500.0, 300_000.0);
        let mut middle = random.position();
        if random.chance(0.3) {
            middle = super::random::position(180.0, middle.lat());
        }
        let some = |random: &mut Random, count: usize| -> Vec<Position> {
            (0..count).map(|_| random.near(middle, spread_m)).collect()
        };
        let count = 1 + random.below(25);
        let places = some(&mut random, count);
        let style = random.below(3);
        let weight = |random: &mut Random| match style {
            0 => 1.0,
            1 => (1 + random.below(9)) as f64,
            _ => random.magnitude(1e-3, 1e6),
        };
        let demand: Vec<(Position, f64)> = places.into_iter().map(|place| (place, weight(&mut random))).collect();
        let count = 2 + random.below(9);
        let mut candidates = some(&mut random, count);
        if random.chance(0.3) {
            candidates[1] = candidates[0];
        }
        let existing = if random.chance(0.4) { some(&mut random, 2) } else { Vec::new() };
        let sites = 1 + random.below(candidates.len().min(4));
        let forbidden: Vec<u32> = (0..candidates.len() as u32).filter(|_| random.chance(0.1)).collect();
        let mut required: Vec<u32> = (0..candidates.len() as u32).filter(|_| random.chance(0.1)).collect();
        required.retain(|one| !forbidden.contains(one));
        required.truncate(sites);
        let min_spacing_m = if random.chance(0.3) { spread_m * random.unit() * 0.8 } else { 0.0 };
        let radius_m = spread_m * random.between(0.1, 0.8);
        Self {
            goal,
            radius_m,
            min_stations: 1,
            sites,
            demand,
            candidates,
            existing,
            required,
            forbidden,
            min_spacing_m,
        }
    }

    /// Demand and candidates strewn over some ten kilometres, nobody there yet.
    pub fn strewn(goal: Goal, demand: usize, candidates: usize, sites: usize) -> Self {
        let mut random = Random::seeded(goal as u64);
        let middle = super::random::position(10.0, 50.0);
        let mut some = |count: usize| -> Vec<Position> { (0..count).map(|_| random.near(middle, 10_000.0)).collect() };
        let (demand, candidates) = (some(demand), some(candidates));
        let weight = |place: usize| (1 + place % 17) as f64;
        Self {
            goal,
            radius_m: 4_000.0,
            min_stations: 1,
            sites,
            demand: demand.into_iter().enumerate().map(|(place, at)| (at, weight(place))).collect(),
            candidates,
            existing: Vec::new(),
            required: Vec::new(),
            forbidden: Vec::new(),
            min_spacing_m: 0.0,
        }
    }

    pub fn problem(&self) -> Problem {
        let on_earth = OnEarth {
            goal: self.goal,
            radius_m: self.radius_m,
            min_stations: self.min_stations,
            sites: self.sites,
            demand: &self.demand,
            candidates: &self.candidates,
            existing: &self.existing,
            required: &self.required,
            forbidden: &self.forbidden,
            min_spacing_m: self.min_spacing_m,
        };
        on_earth.problem(&Effort::unlimited()).unwrap()
    }

    pub fn solved(&self) -> Solution {
        solve(&self.problem(), waystation::siting::Method::Exact, &Patience::endless(), &|_, _| {})
    }

    /// The best objective, if there is a choice at all.
    pub fn best(&self) -> Option<f64> {
        let solution = self.solved();
        assert!(matches!(solution.status, Status::Optimal | Status::Infeasible), "{:?}", solution.status);
        (solution.status == Status::Optimal).then_some(solution.objective)
    }
}

/// Whether two objectives are one but for the last digits of sums.
pub fn same(one: Option<f64>, other: Option<f64>) -> bool {
    match (one, other) {
        (Some(one), Some(other)) => (one - other).abs() <= 1e-9 * one.abs().max(1.0),
        (one, other) => one == other,
    }
}
