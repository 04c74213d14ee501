//! Which other choices does the exchange of one site lead to?

use super::gains::Gains;
use super::held::Held;
use super::order::reached_by;
use super::problem::{Goal, Problem};
use super::worth::Worth;
use std::collections::BinaryHeap;

/// Most pairs of demand and candidate among which other choices for the centre are sought.
const MOST_PAIRS: usize = 20_000_000;

/// Up to `count` other choices that differ from this one by one exchange and serve all that it serves, the best first.
pub(super) fn exchanged(problem: &Problem, chosen: &[u32], count: usize) -> Vec<Vec<u32>> {
    let mut best: BinaryHeap<(i64, u32, u32)> = BinaryHeap::new();
    let mut take = |loss: i64, leaving: u32, coming: u32| {
        best.push((loss, leaving, coming));
        if best.len() > count {
            best.pop();
        }
    };
    let may = |leaving: u32, coming: u32| {
        let others = || chosen.iter().filter(|other| **other != leaving);
        problem.required.binary_search(&leaving).is_err()
            && others().all(|other| !problem.conflicts.forbid(coming, *other))
    };
    match problem.goal {
        Goal::PCenter => center_exchanges(problem, chosen, may, &mut take),
        _ if problem.needs_several() => {
            let worth = Worth::of_needs(problem, |candidate| problem.allowed[candidate as usize]);
            exchanges(problem, chosen, &worth, may, &mut take);
        }
        _ => {
            let worth = Worth::of(problem, |candidate| problem.allowed[candidate as usize]);
            exchanges(problem, chosen, &worth, may, &mut take);
        }
    }
    let exchanged = |(_, leaving, coming): (i64, u32, u32)| {
        let mut chosen: Vec<u32> =
            chosen.iter().copied().filter(|one| *one != leaving).chain(std::iter::once(coming)).collect();
        chosen.sort_unstable();
        chosen
    };
    best.into_sorted_vec().into_iter().map(exchanged).filter(|other| problem.objective(other).is_finite()).collect()
}

/// All exchanges, each newcomer's in one look at whom it helps.
fn exchanges<G: Gains>(
    problem: &Problem,
    chosen: &[u32],
    worth: &Worth<G>,
    may: impl Fn(u32, u32) -> bool,
    take: &mut impl FnMut(i64, u32, u32),
) {
    let gains = &worth.part.gains;
    let name = |candidate: u32| gains.names()[candidate as usize];
    let local: Vec<u32> =
        chosen.iter().filter_map(|one| gains.names().binary_search(one).ok()).map(|at| at as u32).collect();
    let held = G::Held::of(gains, &local);
    let (mut extra, mut touched) = (vec![0; gains.candidates()], Vec::new());
    for coming in (0..gains.candidates() as u32).filter(|at| !held.is_in(*at)) {
        for (leaving, more) in held.exchanges(coming, &mut extra, &mut touched) {
            // Fewest sites are to cover all, whoever they are.
            let does = problem.goal != Goal::Lscp || more == 0;
            if does && may(name(leaving), name(coming)) {
                take(-more, name(leaving), name(coming));
            }
        }
    }
}

/// All exchanges for the centre, each newcomer's in one look at all demand.
fn center_exchanges(
    problem: &Problem,
    chosen: &[u32],
    may: impl Fn(u32, u32) -> bool,
    take: &mut impl FnMut(i64, u32, u32),
) {
    if problem.weights.len().saturating_mul(problem.candidates) > MOST_PAIRS {
        return;
    }
    let columns = columns(problem);
    let mut two = vec![(f64::INFINITY, f64::INFINITY, usize::MAX); problem.weights.len()];
    for (least, served) in two.iter_mut().zip(&problem.served) {
        least.0 = *served;
        least.1 = *served;
    }
    for (at, candidate) in chosen.iter().enumerate() {
        for (demand, cost) in &columns[*candidate as usize] {
            let (least, next, by) = &mut two[*demand as usize];
            if cost < least {
                (*next, *least, *by) = (*least, *cost, at);
            } else if cost < next {
                *next = *cost;
            }
        }
    }
    for coming in 0..problem.candidates as u32 {
        if chosen.contains(&coming) || !problem.allowed[coming as usize] {
            continue;
        }
        let mut costs = vec![f64::INFINITY; two.len()];
        for (demand, cost) in &columns[coming as usize] {
            costs[*demand as usize] = *cost;
        }
        let mut stays = vec![0f64; chosen.len() + 1];
        let mut goes = vec![0f64; chosen.len() + 1];
        for ((least, next, by), cost) in two.iter().zip(&costs) {
            let by = (*by).min(chosen.len());
            stays[by] = stays[by].max(least.min(*cost));
            goes[by] = goes[by].max(next.min(*cost));
        }
        for (at, leaving) in chosen.iter().enumerate() {
            let others = stays.iter().enumerate().filter(|(other, _)| *other != at).map(|(_, far)| *far);
            let farthest = others.fold(goes[at], f64::max);
            if farthest.is_finite() && may(*leaving, coming) {
                take((farthest * 1000.0).min(9e18) as i64, *leaving, coming);
            }
        }
    }
}

fn columns(problem: &Problem) -> Vec<Vec<(u32, f64)>> {
    let all: Vec<u32> = (0..problem.candidates as u32).collect();
    reached_by(problem, &all)
}
