//! Which sites serve all from afar? A first choice for the median where lists tell of near candidates alone.
//!
//! Where there are many candidates, those in a demand's list are all nearer to each other than good sites are. So some
//! that are spread over all demand are chosen from first; then each moves to where those whom it serves are nearest, as
//! long as that helps (Maranzana 1964).

use super::lists::Lists;
use super::patience::Patience;
use super::problem::{Places, Problem};
use super::solve::{Method, best_worth};
use super::worth::Worth;
use crate::geodesy::{Ecef, Position};
use crate::index::PointIndex;
use rayon::prelude::*;

/// Pairs of demand and candidate from which the first choice is made.
const PAIRS: usize = 4_000_000;
/// Of the candidates in a demand's list there are so many for each site that serves near it.
const OF_A_SITE: usize = 4;
/// Straight lines looked at in spreading candidates.
const MOST_LINES: usize = 100_000_000;
/// Candidates to which a site may move at once, and how often all may.
const AROUND: usize = 64;
const MOVES: usize = 20;

/// A choice, and its objective; none where none is found or costs are not distances.
pub(super) fn wide(problem: &Problem, patience: &Patience) -> Option<(f64, Vec<u32>)> {
    let far = Far::of(problem, patience)?;
    let some = far.spread();
    let few = far.seen_by_all(&some);
    let worth = Worth::of(&few, |candidate| few.allowed[candidate as usize]);
    let found = best_worth(&few, worth, Method::Greedy, patience, &|_, _| {});
    let first = (found.chosen.len() == problem.sites).then_some(found.chosen)?;
    Some(far.moved(first))
}

/// Who may be chosen, and where.
struct Far<'a> {
    problem: &'a Problem,
    patience: &'a Patience,
    places: &'a Places,
    /// Candidates that may be chosen, in order.
    names: Vec<u32>,
    index: PointIndex,
}

impl<'a> Far<'a> {
    fn of(problem: &'a Problem, patience: &'a Patience) -> Option<Self> {
        let places = problem.places.as_ref()?;
        let open = problem.open();
        let names: Vec<u32> = (0..problem.candidates as u32).filter(|candidate| open[*candidate as usize]).collect();
        let index = PointIndex::build(names.iter().map(|name| places.candidates[*name as usize]).collect());
        Some(Self { problem, patience, places, names, index })
    }

    fn at(&self, candidate: u32) -> Position {
        self.places.candidates[candidate as usize]
    }

    /// Candidates for a first choice, in order: the required, half of the others far from each other, and half where most
    /// demand is.
    fn spread(&self) -> Vec<u32> {
        let Problem { sites, weights, required, .. } = self.problem;
        let each = (PAIRS / weights.len().max(1)).max(1);
        let most = (each * sites / OF_A_SITE).max(OF_A_SITE * sites).min(MOST_LINES / self.names.len().max(1));
        let mut some = required.clone();
        let at: Vec<Ecef> = self.names.iter().map(|name| self.at(*name).into()).collect();
        let mut apart2 = vec![f64::INFINITY; at.len()];
        for _ in 0..most / 2 {
            let Some((next, far2)) = (0..).zip(&apart2).max_by(|one, other| one.1.total_cmp(other.1)) else { break };
            if *far2 == 0.0 {
                break;
            }
            let next: usize = next;
            some.push(self.names[next]);
            let from = at[next];
            apart2.par_iter_mut().zip(&at).for_each(|(apart2, at)| *apart2 = apart2.min(at.chord2(from)));
        }
        let step = self.problem.total() / (most / 2).max(1) as f64;
        let (mut sum, mut reached) = (0.0, step / 2.0);
        for (weight, place) in weights.iter().zip(&self.places.demand) {
            sum += weight;
            if sum >= reached {
                reached = sum + step;
                some.extend(self.index.nearest(*place, 1).first().map(|(_, at)| self.names[*at as usize]));
            }
        }
        self.patience.spend(most * self.names.len() / 64);
        some.sort_unstable();
        some.dedup();
        some
    }

    /// The same problem with these candidates alone, in far longer lists.
    fn seen_by_all(&self, some: &[u32]) -> Problem {
        let problem = self.problem;
        let index = PointIndex::build(some.iter().map(|one| self.at(*one)).collect());
        let each = (PAIRS / problem.weights.len().max(1)).clamp(1, some.len().max(1));
        let row = |(place, served): (&Position, &f64)| {
            let near = index.nearest(*place, each);
            let last = near.last().filter(|_| near.len() < some.len()).map(|(distance, _)| distance.m());
            let nearer = near.into_iter().map(|(distance, at)| (distance.m(), some[at as usize]));
            let row: Vec<(f64, u32)> = nearer.filter(|(cost, _)| cost < served).collect();
            (row, last.unwrap_or(f64::INFINITY).min(*served))
        };
        let rows: Vec<(Vec<(f64, u32)>, f64)> = self.places.demand.par_iter().zip(&problem.served).map(row).collect();
        let (mut lists, mut beyond) = (Lists::with_room(rows.len()), Vec::with_capacity(rows.len()));
        for (row, last) in rows {
            lists.push_with_costs(row);
            beyond.push(last);
        }
        self.patience.spend(lists.pairs());
        Problem {
            weights: problem.weights.clone(),
            served: problem.served.clone(),
            needs: problem.needs.clone(),
            lists,
            beyond,
            allowed: problem.marked(some),
            required: problem.required.clone(),
            conflicts: problem.conflicts.clone(),
            places: problem.places.clone(),
            ..*problem
        }
    }

    /// Has all sites that are not required move as long as that helps.
    fn moved(&self, mut chosen: Vec<u32>) -> (f64, Vec<u32>) {
        let mut best = (f64::INFINITY, Vec::new());
        for _ in 0..MOVES {
            let (objective, members) = self.members(&chosen);
            if objective >= best.0 {
                break;
            }
            best = (objective, chosen.clone());
            if self.patience.is_over() {
                break;
            }
            let better: Vec<Option<u32>> =
                chosen.par_iter().zip(&members).map(|(site, members)| self.better(*site, members)).collect();
            for (at, better) in better.into_iter().enumerate().filter_map(|(at, better)| Some((at, better?))) {
                let mut others = chosen.iter().enumerate().filter(|(other, _)| *other != at).map(|(_, other)| *other);
                if others.all(|other| other != better && !self.problem.conflicts.forbid(other, better)) {
                    chosen[at] = better;
                }
            }
        }
        best
    }

    /// The objective of a choice, and whom each of its sites serves.
    fn members(&self, chosen: &[u32]) -> (f64, Vec<Vec<u32>>) {
        let Problem { served, weights, .. } = self.problem;
        let index = PointIndex::build(chosen.iter().map(|one| self.at(*one)).collect());
        let nearest = |place: &Position| index.nearest(*place, 1).first().map(|(far, at)| (far.m(), *at as usize));
        let nearest: Vec<Option<(f64, usize)>> = self.places.demand.par_iter().map(nearest).collect();
        let (mut members, mut moment) = (vec![Vec::new(); chosen.len()], 0.0);
        for (demand, ((nearest, served), weight)) in (0u32..).zip(nearest.iter().zip(served).zip(weights)) {
            match nearest {
                Some((cost, at)) if cost < served => {
                    members[*at].push(demand);
                    moment += weight * cost;
                }
                _ => moment += weight * served,
            }
        }
        self.patience.spend(weights.len());
        (moment / self.problem.total(), members)
    }

    /// Where a site serves its members better, if anywhere around.
    fn better(&self, site: u32, members: &[u32]) -> Option<u32> {
        if self.problem.required.binary_search(&site).is_ok() {
            return None;
        }
        let at: Vec<(Ecef, f64)> = members
            .iter()
            .map(|one| (self.places.demand[*one as usize].into(), self.problem.weights[*one as usize]))
            .collect();
        let sum = |candidate: u32| {
            let from = Ecef::from(self.at(candidate));
            at.iter().map(|(at, weight)| weight * from.chord2(*at).sqrt()).sum::<f64>()
        };
        self.patience.spend(AROUND * members.len() / 16);
        let around = self.index.nearest(self.at(site), AROUND);
        let around = around.iter().map(|(_, at)| self.names[*at as usize]);
        let (least, best) = around.map(|one| (sum(one), one)).min_by(|one, other| one.0.total_cmp(&other.0))?;
        (least < sum(site)).then_some(best)
    }
}
