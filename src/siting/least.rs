//! How few sites cover all demand? Set covering: greedily, then one fewer as long as that is possible.

use super::cover::Cover;
use super::cover_bound::at_least;
use super::cover_search::{Covered, Effort, Question};
use super::patience::Patience;
use super::problem::Problem;
use super::solve::{Heard, Method, Solution, Status, Why};
use super::weighing::fewer;

/// Steps of the bound that stands if the search is ended.
const STEPS: usize = 500;
/// Exchanges of the local search, and of that before each proof.
const EXCHANGES: usize = 4_000;
const MORE_EXCHANGES: usize = 20_000;

/// Solves [`Goal::Lscp`](super::Goal::Lscp).
pub(super) fn least(problem: &Problem, method: Method, patience: &Patience, heard: Heard) -> Solution {
    let lost = problem.unreachable();
    if !lost.is_empty() {
        return Solution::none(Status::Infeasible, Some(Why::Unreachable(lost)), 0.0, patience);
    }
    let conflicts = &problem.conflicts;
    let required = &problem.required;
    let (may, is_required) = (problem.open(), problem.marked(required));
    let is_open = |candidate: &u32| may[*candidate as usize] && !is_required[*candidate as usize];
    let open: Vec<u32> = (0..problem.candidates as u32).filter(is_open).collect();
    let cover = beside(problem, required, &open);
    let with_required = |more: Vec<u32>| -> Vec<u32> { required.iter().copied().chain(more).collect() };
    let fits = |candidate: u32, chosen: &[u32]| !chosen.iter().any(|other| conflicts.forbid(candidate, *other));
    let mut cover = cover.reduced(!conflicts.are_any(), patience);
    let mut best = cover.greedy(fits, |_| 0);
    let most = best.as_ref().map_or(problem.candidates, |best| best.len());
    let bound = at_least(&cover, most.saturating_sub(1), STEPS, || patience.is_over());
    patience.spend(bound.work);
    cover.prices.clone_from(&bound.prices);
    let mut members = bound.members;
    if let Some(found) = cover.greedy(fits, |candidate| bound.earned.get(candidate as usize).copied().unwrap_or(0))
        && best.as_ref().is_none_or(|best| found.len() < best.len())
    {
        best = Some(found);
    }
    if let Some(known) = best.as_mut().filter(|known| known.len() > members && !conflicts.are_any()) {
        *known = fewer(&cover, std::mem::take(known), members, EXCHANGES, patience);
    }
    let tell = |best: &Option<Vec<u32>>, members: usize| {
        let count = |more: usize| (required.len() + more) as f64;
        heard(best.as_ref().map(|best| count(best.len())), count(members));
    };
    tell(&best, members);
    let mut proven_none = false;
    let effort = if method == Method::Exact { Effort::Search } else { Effort::Bound };
    while best.as_ref().is_none_or(|best| best.len() > members) && !proven_none {
        let left = best.as_ref().map_or(problem.candidates, |best| best.len() - 1);
        let question = Question { conflicts, patience, idle: None, effort, exchanges: MORE_EXCHANGES };
        match question.ask(cover.clone(), left, Vec::new()) {
            Covered::By(found) => best = Some(found),
            Covered::No if best.is_none() => proven_none = true,
            Covered::No => members = left + 1,
            Covered::Unknown => break,
        }
        tell(&best, members);
    }
    let bound = (required.len() + members) as f64;
    let Some(found) = best else {
        if proven_none {
            return Solution::none(Status::Infeasible, Some(Why::TooNear), 0.0, patience);
        }
        return Solution::none(Status::Unknown, None, bound, patience);
    };
    let status = if found.len() <= members { Status::Optimal } else { Status::Feasible };
    let chosen = with_required(found);
    let objective = chosen.len() as f64;
    Solution { status, chosen, objective, bound, why: None, nodes: 0, steps: 0 }
}

/// What is left to cover beside some candidates, by some others that are open.
pub(super) fn beside(problem: &Problem, chosen: &[u32], open: &[u32]) -> Cover {
    let (is_chosen, is_open) = (problem.marked(chosen), problem.marked(open));
    let rows = problem.lists.rows().zip(&problem.needs).filter_map(|((row, _), need)| {
        let there = row.iter().filter(|candidate| is_chosen[**candidate as usize]).count() as u32;
        let more = need.checked_sub(there).filter(|more| *more > 0)?;
        Some((row.iter().copied().filter(|candidate| is_open[*candidate as usize]).collect(), more))
    });
    Cover::new(rows, problem.candidates)
}
