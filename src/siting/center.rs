//! How near can a site be to all demand? A search over distances, at each of which it is asked whether so many cover all.

use super::cover::Cover;
use super::cover_search::{Covered, Effort, Question};
use super::patience::Patience;
use super::problem::Problem;
use super::solve::{Heard, Method, Solution, Status, Why};

/// Exchanges of the local search at each distance.
const EXCHANGES: usize = 2_000;

/// Distances that may be the answer, in order, and what is known of them.
struct Span<'a> {
    problem: &'a Problem,
    patience: &'a Patience,
    heard: Heard<'a>,
    radii: Vec<f64>,
    /// Those before this place are proven too short.
    from: usize,
    /// The place of the best that is known, and who does it.
    to: usize,
    chosen: Vec<u32>,
    /// Candidates that may be chosen beside the required, in order.
    free: Vec<u32>,
}

/// Solves [`Goal::PCenter`](super::Goal::PCenter).
pub(super) fn center(problem: &Problem, method: Method, patience: &Patience, heard: Heard) -> Solution {
    let infeasible = |why: Why| Solution::none(Status::Infeasible, Some(why), 0.0, patience);
    let lost = problem.unreachable();
    if !lost.is_empty() {
        return infeasible(Why::Unreachable(lost));
    }
    let conflicts = &problem.conflicts;
    let (may, is_required) = (problem.open(), problem.marked(&problem.required));
    let is_free = |candidate: &u32| may[*candidate as usize] && !is_required[*candidate as usize];
    let radii = radii(problem);
    let allowed = |candidate: &u32| problem.allowed[*candidate as usize];
    let mut least = 0f64;
    for (demand, (row, costs)) in problem.lists.rows().enumerate() {
        let nearest = row.iter().zip(costs).find(|(candidate, _)| allowed(candidate));
        let nearest = nearest.map_or(f64::INFINITY, |(_, cost)| *cost);
        least = least.max(nearest.min(problem.served[demand]));
    }
    let from = radii.partition_point(|radius| *radius < least);
    let free = (0..problem.candidates as u32).filter(is_free).collect();
    let last = radii.len() - 1;
    let mut span = Span { problem, patience, heard, to: radii.len(), radii, from, chosen: Vec::new(), free };
    // Whether it can be done at all.
    let feasible = match span.ask(last, Effort::Greedy) {
        Covered::Unknown => span.ask(last, Effort::Search),
        other => other,
    };
    match feasible {
        Covered::By(_) => {}
        Covered::No if conflicts.are_any() => return infeasible(Why::TooNear),
        Covered::No => return infeasible(Why::TooFewSites),
        Covered::Unknown => return Solution::none(Status::Unknown, None, span.bound(), patience),
    }
    // Easy answers first, then easy proofs, then what is left between.
    let mut short = span.from;
    while short < span.to {
        let middle = short + (span.to - short) / 2;
        if !matches!(span.ask(middle, Effort::Greedy), Covered::By(_)) {
            short = middle + 1;
        }
    }
    let mut open = span.to;
    while span.from < open.min(span.to) {
        let middle = span.from + (open.min(span.to) - span.from) / 2;
        if span.ask(middle, Effort::Bound) == Covered::Unknown {
            open = middle;
        }
    }
    if method == Method::Exact {
        while span.from < span.to {
            let middle = span.from + (span.to - span.from) / 2;
            if span.ask(middle, Effort::Search) == Covered::Unknown {
                break;
            }
        }
    }
    let status = if span.from >= span.to { Status::Optimal } else { Status::Feasible };
    let bound = span.bound();
    let objective = problem.objective(&span.chosen);
    Solution { status, chosen: span.chosen, objective, bound, why: None, nodes: 0, steps: 0 }
}

impl Span<'_> {
    fn bound(&self) -> f64 {
        self.radii.get(self.from).copied().unwrap_or(0.0)
    }

    /// Whether so many cover all at a place's distance; what is learnt is kept.
    fn ask(&mut self, place: usize, effort: Effort) -> Covered {
        let Some(radius) = self.radii.get(place).copied() else { return Covered::Unknown };
        let answer = within(self.problem, (&self.problem.required, &self.free), radius, effort, self.patience);
        match &answer {
            Covered::By(chosen) => {
                let reached = self.problem.objective(chosen);
                let at = self.radii.partition_point(|radius| *radius < reached).min(place);
                if at < self.to {
                    self.to = at;
                    self.chosen.clone_from(chosen);
                    (self.heard)(Some(reached), self.bound());
                }
            }
            Covered::No => {
                self.from = self.from.max(place + 1);
                if self.to < self.radii.len() {
                    (self.heard)(self.radii.get(self.to).copied(), self.bound());
                }
            }
            Covered::Unknown => {}
        }
        answer
    }
}

/// Distances of which one is the least that reaches all demand, in order.
pub(super) fn radii(problem: &Problem) -> Vec<f64> {
    let allowed = |candidate: &u32| problem.allowed[*candidate as usize];
    let mut radii: Vec<f64> = problem.served.iter().copied().filter(|cost| cost.is_finite()).collect();
    for (row, costs) in problem.lists.rows() {
        radii.extend(row.iter().zip(costs).filter(|(candidate, _)| allowed(candidate)).map(|(_, cost)| *cost));
    }
    radii.push(0.0);
    radii.sort_unstable_by(f64::total_cmp);
    radii.dedup();
    radii
}

/// Whether so many cover all within a radius, some of them chosen and the others of those that are open; both in order of
/// being chosen and of candidates. Where all is covered with fewer, the first that are open stand idle.
pub(super) fn within(
    problem: &Problem,
    (chosen, open): (&[u32], &[u32]),
    radius: f64,
    effort: Effort,
    patience: &Patience,
) -> Covered {
    let conflicts = &problem.conflicts;
    let (is_chosen, is_open) = (problem.marked(chosen), problem.marked(open));
    let mut rows = Vec::new();
    for (demand, (row, costs)) in problem.lists.rows().enumerate() {
        let near = &row[..costs.partition_point(|cost| *cost <= radius)];
        if problem.served[demand] > radius && !near.iter().any(|candidate| is_chosen[*candidate as usize]) {
            let mut row: Vec<u32> = near.iter().copied().filter(|candidate| is_open[*candidate as usize]).collect();
            row.sort_unstable();
            rows.push((row, 1));
        }
    }
    patience.spend(problem.lists.pairs() / 8);
    let cover = Cover::new(rows, problem.candidates);
    let idle = conflicts.are_any().then_some(open);
    let question = Question { conflicts, patience, idle, effort, exchanges: EXCHANGES };
    let left = problem.sites.saturating_sub(chosen.len());
    let mut answer = question.ask(cover, left, chosen.to_vec());
    if let Covered::By(found) = &mut answer
        && !conflicts.are_any()
    {
        conflicts.fill(found, open.iter().copied(), problem.sites);
    }
    answer
}
