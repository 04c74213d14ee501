//! What is the obvious answer? Try every choice: the oracle of the laws.

use super::problem::{Goal, Problem};

/// The best objective and the first choice that reaches it, of all that may be made; none if none may, or none serves.
///
/// Asks what every demand costs with every candidate, and knows nothing of lists that are cut short, bounds or prices.
pub fn best(problem: &Problem) -> Option<(f64, Vec<u32>)> {
    let better = |one: f64, other: f64| if problem.goal == Goal::Mclp { one > other } else { one < other };
    let firstly = |best: (f64, Vec<u32>), next: (f64, Vec<u32>)| if better(next.0, best.0) { next } else { best };
    all(problem).into_iter().reduce(firstly)
}

/// Every choice that may be made and serves, with its objective, in lexicographic order; for [`Goal::Lscp`] those of as
/// few sites as possible.
pub fn all(problem: &Problem) -> Vec<(f64, Vec<u32>)> {
    let costs: Vec<Vec<f64>> = (0..problem.weights.len()).map(|demand| costs_of(problem, demand)).collect();
    let sizes = if problem.goal == Goal::Lscp { 0..=problem.candidates } else { problem.sites..=problem.sites };
    let mut all = Vec::new();
    for size in sizes {
        each_choice(problem.candidates as u32, size, &mut |chosen| {
            let required = problem.required.iter().all(|one| chosen.contains(one));
            let allowed = chosen.iter().all(|one| problem.allowed[*one as usize]);
            if required && allowed && problem.conflicts.allow(chosen) {
                all.extend(objective(problem, &costs, chosen).map(|objective| (objective, chosen.to_vec())));
            }
        });
        if problem.goal == Goal::Lscp && !all.is_empty() {
            break;
        }
    }
    all
}

fn costs_of(problem: &Problem, demand: usize) -> Vec<f64> {
    (0..problem.candidates as u32)
        .map(|candidate| match (&problem.places, problem.goal) {
            (None, Goal::Mclp | Goal::Lscp) => {
                let listed = problem.lists.row(demand).0.contains(&candidate);
                if listed { problem.radius } else { f64::INFINITY }
            }
            _ => problem.cost(demand, candidate),
        })
        .collect()
}

fn objective(problem: &Problem, costs: &[Vec<f64>], chosen: &[u32]) -> Option<f64> {
    let (mut covered, mut moment, mut total, mut farthest, mut all) = (0.0, 0.0, 0.0, 0f64, true);
    for (demand, weight) in problem.weights.iter().enumerate() {
        let cost = |candidate: &u32| costs[demand][*candidate as usize];
        let least = chosen.iter().map(cost).fold(problem.served[demand], f64::min);
        let serving = chosen.iter().filter(|candidate| cost(candidate) <= problem.radius).count();
        if serving >= problem.needs[demand] as usize {
            covered += weight;
        } else {
            all = false;
        }
        moment += weight * least;
        total += weight;
        farthest = farthest.max(least);
    }
    match problem.goal {
        Goal::Mclp => Some(covered),
        Goal::Lscp => all.then_some(chosen.len() as f64),
        Goal::PMedian => Some(moment / total).filter(|mean| mean.is_finite()),
        Goal::PCenter => Some(farthest).filter(|farthest| farthest.is_finite()),
    }
}

/// Every choice of `size` out of `count`, in lexicographic order.
fn each_choice(count: u32, size: usize, each: &mut impl FnMut(&[u32])) {
    if size > count as usize {
        return;
    }
    let mut chosen: Vec<u32> = (0..size as u32).collect();
    loop {
        each(&chosen);
        // The last that can still move up, and all after it close behind.
        let top = |at: usize| count - (size - at) as u32;
        let Some(at) = (0..size).rev().find(|at| chosen[*at] < top(*at)) else { return };
        chosen[at] += 1;
        for next in at + 1..size {
            chosen[next] = chosen[next - 1] + 1;
        }
    }
}
