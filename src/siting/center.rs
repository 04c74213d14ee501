//! How near can a site be to all demand? A search over distances, at each of which it is asked whether so many serve all.

use super::cover_search::{Covered, Effort};
use super::few::Few;
use super::patience::Patience;
use super::problem::Problem;
use super::solve::{Heard, Method, Solution, Status, Why};

/// Distances at which a proof is tried before better answers are sought: each parts those that are left in halves.
const FIRST_PROOFS: usize = 6;

/// What is known of the distance.
struct Span<'a> {
    problem: &'a Problem,
    few: Few<'a>,
    heard: Heard<'a>,
    /// It is proven that nothing below this will do.
    from: f64,
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
    let (may, is_required) = (problem.open(), problem.marked(&problem.required));
    let is_free = |candidate: &u32| may[*candidate as usize] && !is_required[*candidate as usize];
    let free: Vec<u32> = (0..problem.candidates as u32).filter(is_free).collect();
    let mut few = Few::of(problem, patience);
    // Nobody is nearer to each demand than the nearest who may be chosen, or what is there.
    let (mut from, mut last) = (0.0, None);
    for (demand, (row, costs)) in (0u32..).zip(problem.lists.rows()) {
        let nearest = row.iter().zip(costs).find(|(candidate, _)| problem.allowed[**candidate as usize]);
        let least = nearest.map_or(f64::INFINITY, |(_, cost)| *cost).min(problem.served[demand as usize]);
        if last.is_none() || least > from {
            (from, last) = (least, Some(demand));
        }
    }
    if let Some(last) = last {
        few.ask(last);
    }
    few.spread(&problem.required, &free);
    from = from.max(few.least);
    let mut span = Span { problem, few, heard, from, free };
    span.tell();
    if span.few.best.is_none() {
        // Whether it can be done at all.
        let feasible = match span.ask(f64::MAX, Effort::Greedy) {
            Covered::Unknown => span.ask(f64::MAX, Effort::Search),
            other => other,
        };
        match feasible {
            Covered::By(_) => {}
            Covered::No if problem.conflicts.are_any() => return infeasible(Why::TooNear),
            Covered::No => return infeasible(Why::TooFewSites),
            Covered::Unknown => return Solution::none(Status::Unknown, None, span.from, patience),
        }
    }
    // A proof from those who are far from each other, easy answers, easy proofs, then what is left between.
    span.prove(FIRST_PROOFS);
    let mut short = span.from;
    while let Some(middle) = span.few.middle(short, span.to()).filter(|_| !patience.is_over()) {
        if !matches!(span.ask(middle, Effort::Greedy), Covered::By(_)) {
            short = span.few.next(middle);
        }
    }
    span.prove(usize::MAX);
    if method == Method::Exact {
        while let Some(middle) = span.few.middle(span.from, span.to()) {
            if span.ask(middle, Effort::Search) == Covered::Unknown {
                break;
            }
        }
    }
    let (bound, proven) = (span.from.min(span.to()), span.few.middle(span.from, span.to()).is_none());
    let Some((_, chosen)) = span.few.best else { return Solution::none(Status::Unknown, None, bound, patience) };
    let status = if proven { Status::Optimal } else { Status::Feasible };
    Solution { status, objective: problem.objective(&chosen), chosen, bound, why: None, nodes: 0, steps: 0 }
}

impl Span<'_> {
    /// How far the farthest demand is from the best choice that is known.
    fn to(&self) -> f64 {
        self.few.best.as_ref().map_or(f64::INFINITY, |(best, _)| *best)
    }

    /// Whether so many serve all within a distance; what is learnt is kept.
    fn ask(&mut self, radius: f64, effort: Effort) -> Covered {
        let before = (self.from, self.to());
        let answer = self.few.within((&self.problem.required, &self.free), radius, effort);
        if answer == Covered::No {
            self.from = self.from.max(self.few.next(radius));
        }
        if before != (self.from, self.to()) {
            self.tell();
        }
        answer
    }

    /// Proves as much as a bound does, at so many distances at most.
    fn prove(&mut self, most: usize) {
        let mut open = self.to();
        for _ in 0..most {
            let middle = self.few.middle(self.from, open.min(self.to())).filter(|_| !self.few.is_over());
            let Some(middle) = middle else { return };
            if self.ask(middle, Effort::Bound) == Covered::Unknown {
                open = middle;
            }
        }
    }

    fn tell(&self) {
        (self.heard)(self.few.best.as_ref().map(|(best, _)| *best), self.from.min(self.to()));
    }
}
