//! Where are sites sought in the benches? Seeded people and candidates strewn over a square.
//!
//! Included by the benches with `#[path]`.

use std::time::{Duration, Instant};
use waystation::coverage::Effort;
use waystation::geodesy::Position;
use waystation::siting::{Goal, Method, OnEarth, Patience, Problem, Solution, solve};

/// SplitMix64 (Steele, Lea, Flood 2014), as in the laws.
struct Random(u64);

impl Random {
    fn unit(&mut self) -> f64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut bits = self.0;
        bits = (bits ^ (bits >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        bits = (bits ^ (bits >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((bits ^ (bits >> 31)) >> 11) as f64 / (1u64 << 53) as f64
    }
}

/// A square about 100 km wide around 50 N, people and candidates strewn over it, weights from 1 to 100.
pub fn instance(goal: Goal, demands: usize, candidates: usize, sites: usize, radius_m: f64) -> (Problem, Duration) {
    let mut random = Random(demands as u64);
    let mut place = || Position::new(10.0 + 1.4 * random.unit(), 50.0 + 0.9 * random.unit()).unwrap_or_default();
    let places: Vec<Position> = (0..demands).map(|_| place()).collect();
    let candidates: Vec<Position> = (0..candidates).map(|_| place()).collect();
    let demand: Vec<(Position, f64)> =
        places.into_iter().map(|place| (place, 1.0 + (random.unit() * 100.0).floor())).collect();
    let on_earth = OnEarth {
        goal,
        radius_m,
        min_stations: 1,
        sites,
        demand: &demand,
        candidates: &candidates,
        existing: &[],
        required: &[],
        forbidden: &[],
        min_spacing_m: 0.0,
    };
    let began = Instant::now();
    let problem = on_earth.problem(&Effort::unlimited()).unwrap_or_else(|halt| panic!("{halt:?}"));
    (problem, began.elapsed())
}

/// A solution, and how long it took.
pub fn timed(problem: &Problem, method: Method) -> (Solution, Duration) {
    let began = Instant::now();
    let patience = Patience::until(Some(began + Duration::from_secs(60)), Default::default());
    let solution = solve(problem, method, &patience, &|_, _| {});
    (solution, began.elapsed())
}
