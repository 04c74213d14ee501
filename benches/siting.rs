//! How fast is a first answer to where the next sites should go, and how fast its proof?

#[path = "instances.rs"]
mod instances;

use instances::{instance, timed};
use std::fmt::Write;
use std::path::Path;
use std::time::Duration;
use waystation::siting::{Goal, Method, Problem, Solution};

/// The allocator of the program itself.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

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
