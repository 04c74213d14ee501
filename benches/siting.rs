//! How fast is a first answer to where the next sites should go, and how fast its proof?

use std::fmt::Write;
use std::path::Path;
use std::time::{Duration, Instant};
use waystation::coverage::Effort;
use waystation::geodesy::Position;
use waystation::siting::{Goal, Method, OnEarth, Patience, Problem, Solution, solve};

/// The allocator of the program itself.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

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
fn instance(goal: Goal, demands: usize, candidates: usize, sites: usize, radius_m: f64) -> (Problem, Duration) {
    let mut random = Random(demands as u64);
    let mut place = || Position::new(10.0 + 1.4 * random.unit(), 50.0 + 0.9 * random.unit()).unwrap_or_default();
    let places: Vec<Position> = (0..demands).map(|_| place()).collect();
    let candidates: Vec<Position> = (0..candidates).map(|_| place()).collect();
    let demand: Vec<(Position, f64)> =
        places.into_iter().map(|place| (place, 1.0 + (random.unit() * 100.0).floor())).collect();
    let on_earth = OnEarth {
        goal,
        radius_m,
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

fn timed(problem: &Problem, method: Method) -> (Solution, Duration) {
    let began = Instant::now();
    let patience = Patience::until(Some(began + Duration::from_secs(60)), Default::default());
    let solution = solve(problem, method, &patience, &|_, _| {});
    (solution, began.elapsed())
}

/// The middle of five runs.
fn median(problem: &Problem, method: Method) -> (Solution, Duration) {
    let mut runs: Vec<(Solution, Duration)> = (0..5).map(|_| timed(problem, method)).collect();
    runs.sort_by_key(|(_, took)| *took);
    runs.swap_remove(2)
}

fn tell(name: &str, problem: &Problem, joined: Duration, (solution, took): &(Solution, Duration)) {
    println!(
        "{name}: {} pairs joined in {:.1} ms, solved in {:.1} ms, {:?}, objective {}, bound {}, gap {:.4} %",
        problem.lists.pairs(),
        joined.as_secs_f64() * 1e3,
        took.as_secs_f64() * 1e3,
        solution.status,
        solution.objective,
        solution.bound,
        solution.gap() * 100.0
    );
}

/// Writes who covers whom, for another program to solve the same.
fn write(problem: &Problem, dir: &Path) -> std::io::Result<()> {
    let mut pairs = String::new();
    for (demand, (row, _)) in problem.lists.rows().enumerate() {
        for candidate in row {
            let _ = writeln!(pairs, "{demand},{candidate}");
        }
    }
    std::fs::write(dir.join("pairs.csv"), pairs)?;
    let weights: String = problem.weights.iter().map(|weight| format!("{weight}\n")).collect();
    std::fs::write(dir.join("weights.csv"), weights)
}

/// The most memory that the process has held, in megabytes, where the system tells.
fn peak_mb() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find(|line| line.starts_with("VmHWM:"))?;
    line.split_whitespace().nth(1)?.parse::<u64>().ok().map(|kilobytes| kilobytes / 1024)
}

fn main() {
    let (problem, joined) = instance(Goal::Mclp, 5_000, 500, 20, 8_000.0);
    if let Some(dir) = std::env::var_os("WAYSTATION_BENCH_DIR") {
        write(&problem, Path::new(&dir)).unwrap_or_else(|error| panic!("{error}"));
    }
    tell("mclp 5,000 x 500 x 20, first answer", &problem, joined, &median(&problem, Method::Greedy));
    tell("mclp 5,000 x 500 x 20, proof", &problem, joined, &median(&problem, Method::Exact));
    let (problem, joined) = instance(Goal::PMedian, 900, 900, 20, 0.0);
    tell("p-median 900 x 900 x 20, proof", &problem, joined, &median(&problem, Method::Exact));
    let (problem, joined) = instance(Goal::Lscp, 1_000, 300, 0, 12_000.0);
    tell("lscp 1,000 x 300, proof", &problem, joined, &timed(&problem, Method::Exact));
    let (problem, joined) = instance(Goal::PCenter, 500, 500, 10, 0.0);
    tell("p-center 500 x 500 x 10, proof", &problem, joined, &timed(&problem, Method::Exact));
    let (problem, joined) = instance(Goal::Mclp, 100_000, 1_000, 20, 5_000.0);
    tell("mclp 100,000 x 1,000 x 20, first answer", &problem, joined, &median(&problem, Method::Greedy));
    tell("mclp 100,000 x 1,000 x 20, proof", &problem, joined, &timed(&problem, Method::Exact));
    let (problem, joined) = instance(Goal::Mclp, 1_000_000, 10_000, 100, 2_000.0);
    tell("mclp 1,000,000 x 10,000 x 100, first answer", &problem, joined, &timed(&problem, Method::Greedy));
    println!("most memory held: {} MB", peak_mb().map_or_else(|| "unknown".to_owned(), |mb| mb.to_string()));
}
