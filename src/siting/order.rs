//! In which order are sites built, what does each of them gain, and what would fewer do?

use super::gains::Gains;
use super::held::Held;
use super::patience::Patience;
use super::problem::{Goal, Problem, objective_of};
use super::worth::Worth;

/// One site in the order in which they are built.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Step {
    /// The candidate.
    pub candidate: u32,
    /// Demand newly covered, or by how much the objective is shorter; none where there was none before.
    pub gain: Option<f64>,
    /// The objective with it and all before it; none where some demand is not served yet.
    pub objective: Option<f64>,
    /// For covering, the demand covered with it and all before it.
    pub covered: f64,
}

/// Exchanges tried in improving the choices of a curve, in pairs looked at.
const CURVE_STEPS: u64 = 4_000_000;

/// The chosen in an order in which each next one gains most.
pub fn in_order(problem: &Problem, chosen: &[u32]) -> Vec<Step> {
    let order = match problem.goal {
        Goal::PCenter => nearest_first(problem, chosen),
        _ if problem.needs_several() => {
            most_first(problem, chosen, &Worth::of_needs(problem, |candidate| chosen.contains(&candidate)))
        }
        _ => most_first(problem, chosen, &Worth::of(problem, |candidate| chosen.contains(&candidate))),
    };
    let reached = reached_by(problem, &order);
    let covering = problem.is_covering();
    let mut missing = problem.needs.clone();
    let there = |(served, missing): (&f64, &u32)| match (covering, missing) {
        (true, 0) => 0.0,
        (true, _) => f64::INFINITY,
        (false, _) => *served,
    };
    let mut costs: Vec<f64> = problem.served.iter().zip(&missing).map(there).collect();
    let covered = |costs: &[f64]| objective_of(Goal::Mclp, &problem.weights, costs, 0);
    let known = |objective: f64| objective.is_finite().then_some(objective);
    let mut before = if covering { covered(&costs) } else { objective_of(problem.goal, &problem.weights, &costs, 0) };
    let mut steps = Vec::with_capacity(order.len());
    for (number, (candidate, reached)) in order.iter().zip(&reached).enumerate() {
        for (demand, cost) in reached {
            let least = &mut costs[*demand as usize];
            if covering {
                let missing = &mut missing[*demand as usize];
                *missing = missing.saturating_sub(1);
                *least = if *missing == 0 { 0.0 } else { *least };
            } else {
                *least = least.min(*cost);
            }
        }
        if !covering {
            for (demand, (cost, beyond)) in costs.iter_mut().zip(&problem.beyond).enumerate() {
                if *cost > *beyond {
                    *cost = problem.cost_below(demand, *candidate, *cost);
                }
            }
        }
        let covered = if covering { covered(&costs) } else { 0.0 };
        let now = if covering { covered } else { objective_of(problem.goal, &problem.weights, &costs, 0) };
        let gain = if covering { Some(now - before) } else { known(before - now) };
        let objective = if problem.goal == Goal::Lscp { Some((number + 1) as f64) } else { known(now) };
        steps.push(Step { candidate: *candidate, gain, objective, covered });
        before = now;
    }
    steps
}

/// By chosen: whom it can serve, and at what cost.
pub(super) fn reached_by(problem: &Problem, order: &[u32]) -> Vec<Vec<(u32, f64)>> {
    let mut place = vec![usize::MAX; problem.candidates];
    for (at, candidate) in order.iter().enumerate() {
        place[*candidate as usize] = at;
    }
    let mut reached = vec![Vec::new(); order.len()];
    for (demand, (row, costs)) in (0u32..).zip(problem.lists.rows()) {
        for (at, candidate) in row.iter().enumerate() {
            if let Some(reached) = reached.get_mut(place[*candidate as usize]) {
                reached.push((demand, costs.get(at).copied().unwrap_or(0.0)));
            }
        }
    }
    reached
}

fn most_first<G: Gains>(problem: &Problem, chosen: &[u32], worth: &Worth<G>) -> Vec<u32> {
    let gains = &worth.part.gains;
    let mut held = G::Held::empty(gains);
    held.fill(chosen.len(), &problem.conflicts);
    let mut order: Vec<u32> = held.chosen().iter().map(|candidate| gains.names()[*candidate as usize]).collect();
    // Whoever helps nobody comes last.
    order.extend(chosen.iter().filter(|candidate| !order.contains(candidate)).copied().collect::<Vec<_>>());
    order
}

/// Each next one leaves the farthest demand nearest and, of several, the mean.
fn nearest_first(problem: &Problem, chosen: &[u32]) -> Vec<u32> {
    let reached = reached_by(problem, chosen);
    let mut costs = problem.served.clone();
    let mut left: Vec<usize> = (0..chosen.len()).collect();
    let mut order = Vec::new();
    let with = |costs: &[f64], at: usize| {
        let mut costs = costs.to_vec();
        for (demand, cost) in &reached[at] {
            costs[*demand as usize] = costs[*demand as usize].min(*cost);
        }
        costs
    };
    let rank = |costs: &[f64]| {
        let unserved = costs.iter().filter(|cost| cost.is_infinite()).count();
        let finite = || costs.iter().copied().filter(|cost| cost.is_finite());
        let mean: f64 = finite().zip(&problem.weights).map(|(cost, weight)| cost * weight).sum();
        (unserved, finite().fold(0.0, f64::max).to_bits(), mean.to_bits())
    };
    // Looking ahead costs the square of how many there are.
    let look_ahead = costs.len().saturating_mul(chosen.len() * chosen.len()) <= 400_000_000;
    while !left.is_empty() {
        let best = if look_ahead {
            (0..left.len()).min_by_key(|at| (rank(&with(&costs, left[*at])), chosen[left[*at]])).unwrap_or(0)
        } else {
            0
        };
        let next = left.remove(best);
        costs = with(&costs, next);
        order.push(chosen[next]);
    }
    order
}

/// The best objective known for 1, 2, ... sites, as far as the order goes; for [`Goal::Lscp`] the demand covered. None
/// where some demand would not be served.
pub fn curve(problem: &Problem, steps: &[Step]) -> Vec<Option<f64>> {
    let lscp = problem.goal == Goal::Lscp;
    let mut curve: Vec<Option<f64>> =
        steps.iter().map(|step| if lscp { Some(step.covered) } else { step.objective }).collect();
    let rises = matches!(problem.goal, Goal::Mclp | Goal::Lscp);
    let may_improve = matches!(problem.goal, Goal::Mclp | Goal::PMedian);
    if may_improve && !problem.conflicts.are_any() && problem.required.is_empty() {
        let allowed = |candidate: u32| problem.allowed[candidate as usize];
        if problem.needs_several() {
            improve(problem, &mut curve, &Worth::of_needs(problem, allowed));
        } else {
            improve(problem, &mut curve, &Worth::of(problem, allowed));
        }
    }
    // One more can always stand idle, so that fewer are never better.
    let last = curve.last().copied().flatten();
    for at in 0..curve.len() {
        let before = at.checked_sub(1).and_then(|before| curve[before]);
        let worse = |one: f64, other: f64| if rises { one.min(other) } else { one.max(other) };
        let better = |one: f64, other: f64| if rises { one.max(other) } else { one.min(other) };
        let bounded = curve[at].map(|value| last.map_or(value, |last| worse(value, last)));
        curve[at] = match (bounded, before) {
            (Some(value), Some(before)) => Some(better(value, before)),
            (value, before) => value.or(before),
        };
    }
    curve
}

/// What can be done easily with fewer than all, where that is better.
fn improve<G: Gains>(problem: &Problem, curve: &mut [Option<f64>], worth: &Worth<G>) {
    let gains = &worth.part.gains;
    let nobody = vec![false; gains.candidates()];
    let patience = Patience::steps(CURVE_STEPS);
    let mut greedy = G::Held::empty(gains);
    for count in 1..curve.len() {
        greedy.fill(count, &problem.conflicts);
        let mut held = greedy.clone();
        held.swap(&nobody, &problem.conflicts, |steps| {
            patience.spend(steps);
            patience.is_over()
        });
        let found = worth.objective(held.value()).filter(|_| held.chosen().len() == count);
        let best = &mut curve[count - 1];
        *best = match (*best, found) {
            (Some(one), Some(other)) => Some(if problem.goal == Goal::Mclp { one.max(other) } else { one.min(other) }),
            (one, other) => one.or(other),
        };
        patience.spend(gains.pairs());
        if patience.is_over() {
            break;
        }
    }
}
