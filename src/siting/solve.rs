//! Which candidates are best, and how good is that at most?

use super::apart::{Apart, apart};
use super::center::center;
use super::exact::{Part, Search};
use super::gains::Gains;
use super::held::Held;
use super::least::least;
use super::patience::Patience;
use super::problem::{Goal, Problem};
use super::relax::{Plan, relax};
use super::wide::wide;
use super::worth::Worth;

/// How hard to try.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Method {
    /// As long as patience lasts.
    Exact,
    /// A good answer with a bound, and no search for a proof.
    Greedy,
}

/// What is known of an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Status {
    /// It is proven that there is none better.
    Optimal,
    /// It can be done; there may be better.
    Feasible,
    /// It is proven that it cannot be done.
    Infeasible,
    /// Nothing was found, and it is not proven that there is nothing.
    Unknown,
}

/// Why it cannot be done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Why {
    /// Some demand is in reach of no candidate that may be chosen, by place.
    Unreachable(Vec<u32>),
    /// No so few sites serve all demand.
    TooFewSites,
    /// There are not so many candidates that may be chosen.
    TooFewCandidates,
    /// No so many candidates stand far enough apart.
    TooNear,
    /// Some candidates that have to be chosen, by place, cannot be: they are not allowed or too near to one another.
    Required(Vec<u32>),
}

/// An answer.
#[derive(Debug, Clone)]
pub struct Solution {
    /// What is known of it.
    pub status: Status,
    /// The candidates chosen, in order; none if there is no answer.
    pub chosen: Vec<u32>,
    /// How good they are.
    pub objective: f64,
    /// No choice is better than this.
    pub bound: f64,
    /// Why there is none.
    pub why: Option<Why>,
    /// Parts of the search that were judged.
    pub nodes: usize,
    /// Pairs of demand and candidate that were looked at.
    pub steps: u64,
}

/// Is told of progress: the best objective known, if any, and the bound.
pub type Heard<'a> = &'a dyn Fn(Option<f64>, f64);

/// Pairs that a first answer may look at beside what it has to.
const FIRST_STEPS: usize = 3_000_000;

impl Solution {
    pub(super) fn none(status: Status, why: Option<Why>, bound: f64, patience: &Patience) -> Self {
        let (nodes, steps) = (0, patience.spent());
        Self { status, chosen: Vec::new(), objective: f64::NAN, bound, why, nodes, steps }
    }

    /// How far the objective is from the bound, as a part of it.
    pub fn gap(&self) -> f64 {
        (self.objective - self.bound).abs() / self.bound.abs().max(1e-9)
    }
}

/// Solves a problem as well as patience allows; the same answer whenever that is proven to be the best.
pub fn solve(problem: &Problem, method: Method, patience: &Patience, heard: Heard) -> Solution {
    let free = problem.allowed.iter().filter(|allowed| **allowed).count();
    let best_bound = match problem.goal {
        Goal::Mclp => problem.total(),
        _ => 0.0,
    };
    let refused = |why: Why| Solution::none(Status::Infeasible, Some(why), best_bound, patience);
    let is_open = |candidate: &u32| problem.allowed.get(*candidate as usize).copied().unwrap_or(false);
    let too_near = |one: &u32| problem.required.iter().any(|other| problem.conflicts.forbid(*one, *other));
    let torn: Vec<u32> = problem.required.iter().copied().filter(|one| !is_open(one) || too_near(one)).collect();
    if !torn.is_empty() {
        return refused(Why::Required(torn));
    }
    if problem.goal != Goal::Lscp && (free < problem.sites || problem.required.len() > problem.sites) {
        return refused(Why::TooFewCandidates);
    }
    let mut solution = match problem.goal {
        Goal::Lscp => least(problem, method, patience, heard),
        Goal::PCenter => center(problem, method, patience, heard),
        Goal::Mclp if problem.needs_several() => {
            let worth = Worth::of_needs(problem, |candidate| problem.allowed[candidate as usize]);
            best_worth(problem, worth, method, patience, heard)
        }
        Goal::PMedian if problem.is_cut_short() => from_afar(problem, method, patience, heard),
        Goal::Mclp | Goal::PMedian => {
            let worth = Worth::of(problem, |candidate| problem.allowed[candidate as usize]);
            best_worth(problem, worth, method, patience, heard)
        }
    };
    solution.chosen.sort_unstable();
    solution.steps = patience.spent();
    if solution.status == Status::Optimal {
        solution.bound = solution.objective;
    }
    solution
}

/// The median where lists are cut short: a choice among some that all demand sees, unless what lists tell leads to a
/// better one, with the bound that they prove.
fn from_afar(problem: &Problem, method: Method, patience: &Patience, heard: Heard) -> Solution {
    let wide = wide(problem, patience);
    let best = |objective: Option<f64>| match (objective, &wide) {
        (Some(objective), Some((wide, _))) => Some(objective.min(*wide)),
        (objective, wide) => objective.or(wide.as_ref().map(|(wide, _)| *wide)),
    };
    heard(best(None), 0.0);
    let worth = Worth::of(problem, |candidate| problem.allowed[candidate as usize]);
    let found = best_worth(problem, worth, method, patience, &|objective, bound| heard(best(objective), bound));
    match wide {
        Some((_, chosen)) if matches!(found.status, Status::Feasible | Status::Unknown) => {
            let objective = problem.objective(&chosen);
            if found.objective <= objective {
                return found;
            }
            let bound = found.bound.min(objective);
            Solution { status: Status::Feasible, chosen, objective, bound, why: None, ..found }
        }
        _ => found,
    }
}

pub(super) fn best_worth<G: Gains>(
    problem: &Problem,
    worth: Worth<G>,
    method: Method,
    patience: &Patience,
    heard: Heard,
) -> Solution {
    let conflicts = &problem.conflicts;
    let infeasible = |why: Why| Solution::none(Status::Infeasible, Some(why), 0.0, patience);
    if problem.goal == Goal::PMedian {
        let lost = problem.unreachable();
        if !lost.is_empty() {
            return infeasible(Why::Unreachable(lost));
        }
    }
    let allowed = |candidate: u32| problem.allowed[candidate as usize];
    let Some(worth) = worth.with_required(problem) else { return infeasible(Why::TooNear) };
    let told = |saved: i64, bound: i64| {
        let known = Some(saved).filter(|saved| *saved >= 0).and_then(|saved| worth.objective(saved));
        heard(known, worth.bound(bound));
    };
    let mut search = Search::new(patience, conflicts, &told);
    let mut part = worth.part.clone();
    if method == Method::Exact && !conflicts.are_any() {
        // Many that help the same would all have to be ruled out one by one.
        let spare = part.gains.superfluous(patience);
        let nobody = vec![false; spare.len()];
        if let Some(less) = part.after(nobody, spare, &part.prices, conflicts) {
            part = less;
        }
    }
    let mut done = false;
    match first(&mut search, &mut part) {
        First::None => return infeasible(Why::TooNear),
        First::Proven => done = true,
        First::Found if method == Method::Exact => done = search.run(part),
        First::Found => {}
    }
    if search.value < 0 {
        return Solution::none(Status::Unknown, None, worth.bound(search.bound), patience);
    }
    let mut chosen = std::mem::take(&mut search.best);
    if !conflicts.are_any() {
        let others = (0..problem.candidates as u32).filter(|candidate| allowed(*candidate));
        conflicts.fill(&mut chosen, others, problem.sites);
    }
    if !worth.serves_all(search.value) {
        if done {
            return infeasible(Why::TooFewSites);
        }
        return Solution::none(Status::Unknown, None, worth.bound(search.bound), patience);
    }
    let objective = problem.objective(&chosen);
    let bound = worth.bound(search.bound);
    // With lists cut short the whole numbers only bound the objective; the proof holds if the best stays within them.
    let status = if done && worth.is_worth(search.value, objective) { Status::Optimal } else { Status::Feasible };
    let bound = if problem.goal == Goal::Mclp { bound.max(objective) } else { bound.min(objective) };
    Solution { status, chosen, objective, bound, why: None, nodes: search.nodes, steps: 0 }
}

/// What a first answer came to.
enum First {
    Found,
    /// And there is none better.
    Proven,
    /// It is proven that nobody fits.
    None,
}

/// A good choice and a bound at once: greedy, exchanges, the bound's own suggestions, and shakes, within a number of
/// steps. Leaves the bound's prices in the part.
fn first<G: Gains>(search: &mut Search, part: &mut Part<G>) -> First {
    let (patience, conflicts) = (search.patience, search.conflicts);
    let (gains, left, saved) = (&part.gains, part.left, part.saved);
    let named = |chosen: &[u32]| -> Vec<u32> {
        part.chosen.iter().copied().chain(chosen.iter().map(|candidate| gains.names()[*candidate as usize])).collect()
    };
    let nobody = vec![false; gains.candidates()];
    let mut standing = G::Held::empty(gains);
    standing.fill(left, conflicts);
    if standing.chosen().len() < left && conflicts.are_any() {
        match apart(gains.names(), left, conflicts, patience) {
            Apart::Found(names) => {
                let local = names.iter().filter_map(|name| gains.names().binary_search(name).ok());
                let local: Vec<u32> = local.map(|at| at as u32).collect();
                standing = G::Held::of(gains, &local);
            }
            Apart::None => return First::None,
            Apart::Unknown => {
                search.bound = saved + part.gains.most_of_all();
                return First::Found;
            }
        }
    }
    patience.spend(2 * gains.pairs());
    search.offer(saved + standing.value(), named(standing.chosen()));
    let swapped = |standing: &mut G::Held<'_>| {
        standing.swap(&nobody, conflicts, |steps| {
            patience.spend(steps);
            patience.is_over()
        })
    };
    swapped(&mut standing);
    search.offer(saved + standing.value(), named(standing.chosen()));
    let plan = Plan { steps: 150, work: FIRST_STEPS / 2 + 4 * gains.pairs(), stall: 12, shortest: 0.002 };
    let mut best = standing.clone();
    let prices = standing.prices();
    let floor = search.value - saved;
    let mut tried = 0;
    let relaxed = relax(gains, left, floor, prices, plan, |top, _| {
        if patience.is_over() {
            return Some(i64::MAX);
        }
        let name = |candidate: &u32| gains.names()[*candidate as usize];
        let fits = !conflicts.are_any() || conflicts.allow(&top.iter().map(name).collect::<Vec<_>>());
        if !fits || tried >= 12 {
            return None;
        }
        tried += 1;
        let mut ordered = top.to_vec();
        ordered.sort_unstable();
        let mut other = G::Held::of(gains, &ordered);
        swapped(&mut other);
        if other.value() > best.value() {
            best = other;
        }
        Some(best.value())
    });
    patience.spend(relaxed.work);
    search.offer(saved + best.value(), named(best.chosen()));
    search.bound = saved.saturating_add(relaxed.bound).max(search.value);
    if search.bound > search.value {
        shake::<G>(&mut best, conflicts, patience);
        search.offer(saved + best.value(), named(best.chosen()));
    }
    (search.heard)(search.value, search.bound);
    let proven = search.bound <= search.value;
    part.prices = relaxed.prices;
    if proven { First::Proven } else { First::Found }
}

/// Leaves local optima: some chosen go, the greedy choice takes their places, and exchanges follow; kept if better.
fn shake<'a, G: Gains>(best: &mut G::Held<'a>, conflicts: &super::conflicts::Conflicts, patience: &Patience) {
    let gains = best.gains();
    let (count, nobody) = (best.chosen().len(), vec![false; gains.candidates()]);
    if count == 0 || count >= gains.candidates() {
        return;
    }
    let end = patience.spent() + FIRST_STEPS as u64;
    let a_round = 4 * gains.pairs() as u64;
    let mut seed = 0x9e37_79b9_7f4a_7c15u64;
    let mut below = |most: usize| {
        // Marsaglia's xorshift with shifts 13, 7 and 17 (Journal of Statistical Software 8, 2003).
        seed ^= seed << 13;
        seed ^= seed >> 7;
        seed ^= seed << 17;
        (seed % most.max(1) as u64) as usize
    };
    for _ in 0..200 {
        if patience.spent() + a_round > end || patience.is_over() {
            return;
        }
        let mut other = best.clone();
        for _ in 0..(1 + below(3)).min(count) {
            let leaving = other.chosen()[below(other.chosen().len())];
            other.remove(leaving);
        }
        // One comes by chance, so that not the same ones come back at once.
        let newcomer = below(gains.candidates()) as u32;
        if !other.is_in(newcomer) && other.chosen().len() < count && other.fits(newcomer, None, conflicts) {
            other.add(newcomer);
        }
        other.fill(count, conflicts);
        patience.spend(gains.pairs());
        if other.chosen().len() < count {
            continue;
        }
        other.swap(&nobody, conflicts, |steps| {
            patience.spend(steps);
            patience.is_over()
        });
        if other.value() > best.value() {
            *best = other;
        }
    }
}
