//! What would nearly do as well? The next best choices, proven where that takes little, or those that one exchange finds.
//!
//! All choices but the best are parted by the first of its sites that they leave out (Murty 1968; Lawler 1972): each part
//! has the sites before it chosen and that one ruled out. A part is closed once it is proven that none of its choices is
//! better than the last of those known; as long as one is found that is, it becomes known and the part is parted by it.
//! When no part is open, no choice that is not known is better than the last that is.

use super::cover_search::{Covered, Effort, Question};
use super::exact::{Part, Search};
use super::exchanges::exchanged;
use super::few::Few;
use super::gains::Gains;
use super::held::Held;
use super::least::beside;
use super::patience::Patience;
use super::problem::{Goal, Problem};
use super::relax::{Plan, relax};
use super::solve::{Solution, Status};
use super::worth::Worth;
use std::cell::RefCell;

/// Another choice, and how good it is.
#[derive(Debug, Clone, PartialEq)]
pub struct Alternative {
    /// The candidates, in order.
    pub chosen: Vec<u32>,
    /// Their objective.
    pub objective: f64,
}

/// Other choices.
#[derive(Debug, Clone, PartialEq)]
pub struct Others {
    /// The choices, the best first.
    pub choices: Vec<Alternative>,
    /// Whether it is proven that no other choice is better than any of them and, where there are fewer than asked for,
    /// that there is no other; else they are those that one exchange leads to, and there may be better.
    pub are_best: bool,
}

/// As many steps of a proof take some seconds.
pub const PROOF_STEPS: u64 = 500_000_000;

/// Most pairs of demand and candidate among which a proof is tried, and most sites: there are as many parts, each of
/// which names as many.
const MOST_PAIRS: usize = 4_000_000;
const MOST_SITES: usize = 500;

/// Up to `count` other choices, the best first; of [`Goal::Lscp`] those of as few sites. They are the next best, if the
/// solution is the best and patience suffices to prove it.
pub fn alternatives(problem: &Problem, solution: &Solution, count: usize, patience: &Patience) -> Others {
    let chosen = &solution.chosen;
    let known = exchanged(problem, chosen, count);
    let is_small = problem.lists.pairs() <= MOST_PAIRS && chosen.len() <= MOST_SITES;
    let (known, are_best) = if solution.status != Status::Optimal || !is_small || problem.is_cut_short() || count == 0 {
        (known, count == 0)
    } else {
        let allowed = |candidate: u32| problem.allowed[candidate as usize];
        match problem.goal {
            Goal::Lscp => next_best(problem, chosen, known, count, &Covers { problem, patience, sites: chosen.len() }),
            Goal::PCenter => next_best(problem, chosen, known, count, &Within::of(problem, patience)),
            Goal::Mclp if problem.needs_several() => {
                let worth = Worth::of_needs(problem, allowed);
                next_best(problem, chosen, known, count, &ByWorth::of(problem, worth, chosen, patience))
            }
            Goal::Mclp | Goal::PMedian => {
                let worth = Worth::of(problem, allowed);
                next_best(problem, chosen, known, count, &ByWorth::of(problem, worth, chosen, patience))
            }
        }
    };
    let told = |chosen: Vec<u32>| Alternative { objective: problem.objective(&chosen), chosen };
    Others { choices: known.into_iter().map(told).collect(), are_best }
}

/// Choices that have some candidates, and do not have some others.
#[derive(Debug, Clone)]
struct Those {
    with: Vec<u32>,
    without: Vec<u32>,
}

impl Those {
    /// All of these choices but one, each in exactly one part, as all have equally many sites.
    fn but(&self, chosen: &[u32]) -> Vec<Self> {
        let mut with = self.with.clone();
        let mut parts = Vec::new();
        for one in chosen.iter().filter(|one| !self.with.contains(one)) {
            let without = self.without.iter().chain([one]).copied().collect();
            parts.push(Self { with: with.clone(), without });
            with.push(*one);
        }
        parts
    }

    /// Candidates that may be chosen beside those that are, in order.
    fn open(&self, problem: &Problem) -> Vec<u32> {
        let mut is_open = problem.allowed.clone();
        let too_near = self.with.iter().flat_map(|one| problem.conflicts.of(*one));
        for candidate in self.with.iter().chain(&self.without).chain(too_near) {
            if let Some(open) = is_open.get_mut(*candidate as usize) {
                *open = false;
            }
        }
        (0..problem.candidates as u32).filter(|candidate| is_open[*candidate as usize]).collect()
    }
}

/// What a search among some choices came to.
enum Found {
    Better(Vec<u32>),
    None,
    Unknown,
}

/// How choices are compared, and better ones sought.
trait Seek {
    /// What a choice is worth; the better the more.
    fn worth(&self, chosen: &[u32]) -> i64;
    /// One of some choices that is worth more than so much, or any of them if no worth is given.
    fn better(&self, of: &Those, than: Option<i64>) -> Found;
    /// Whether the search is to end.
    fn is_over(&self) -> bool;
}

/// The next best after one choice, and whether that is proven, from some that are known.
fn next_best(
    problem: &Problem,
    chosen: &[u32],
    known: Vec<Vec<u32>>,
    count: usize,
    seek: &impl Seek,
) -> (Vec<Vec<u32>>, bool) {
    let mut best: Vec<(std::cmp::Reverse<i64>, Vec<u32>)> =
        known.into_iter().map(|known| (std::cmp::Reverse(seek.worth(&known)), known)).collect();
    best.sort();
    let told = |best: Vec<(std::cmp::Reverse<i64>, Vec<u32>)>| best.into_iter().map(|(_, chosen)| chosen).collect();
    let most = seek.worth(chosen);
    let mut open = Those { with: problem.required.clone(), without: Vec::new() }.but(chosen);
    while let Some(part) = open.pop() {
        let last = best.get(count - 1).map(|(worth, _)| worth.0);
        if last.is_some_and(|last| last >= most) {
            break;
        }
        if seek.is_over() {
            return (told(best), false);
        }
        match seek.better(&part, last) {
            Found::None => {}
            Found::Unknown => return (told(best), false),
            Found::Better(mut found) => {
                found.sort_unstable();
                open.extend(part.but(&found));
                let found = (std::cmp::Reverse(seek.worth(&found)), found);
                if let Err(place) = best.binary_search(&found) {
                    best.insert(place, found);
                    best.truncate(count);
                }
            }
        }
    }
    (told(best), true)
}

/// By what candidates are worth together, in whole numbers.
struct ByWorth<'a, G> {
    problem: &'a Problem,
    patience: &'a Patience,
    /// All choices, with prices that bound them well.
    whole: Part<G>,
    /// What is worth no more does not serve all.
    least: i64,
}

impl<'a, G: Gains> ByWorth<'a, G> {
    fn of(problem: &'a Problem, worth: Worth<G>, chosen: &[u32], patience: &'a Patience) -> Self {
        let least = worth.least();
        let mut seek = Self { problem, patience, whole: worth.part, least };
        let relaxed = {
            let gains = &seek.whole.gains;
            let held = G::Held::of(gains, &seek.local(chosen));
            let plan = Plan { steps: 600, work: usize::MAX, stall: 15, shortest: 0.002 };
            let over = |_: &[u32], _| patience.is_over().then_some(i64::MAX);
            relax(gains, problem.sites, held.value(), held.prices(), plan, over)
        };
        patience.spend(relaxed.work);
        seek.whole.prices = relaxed.prices;
        seek
    }

    fn local(&self, chosen: &[u32]) -> Vec<u32> {
        let names = self.whole.gains.names();
        chosen.iter().filter_map(|one| names.binary_search(one).ok()).map(|at| at as u32).collect()
    }
}

impl<G: Gains> Seek for ByWorth<'_, G> {
    fn worth(&self, chosen: &[u32]) -> i64 {
        self.whole.gains.worth_of(&self.local(chosen))
    }

    fn better(&self, of: &Those, than: Option<i64>) -> Found {
        let Problem { conflicts, sites, .. } = self.problem;
        let open = of.open(self.problem);
        if of.with.len() + open.len() < *sites {
            return Found::None;
        }
        let are_in = |some: &[u32]| {
            let are_in = self.problem.marked(some);
            self.whole.gains.names().iter().map(|name| are_in[*name as usize]).collect()
        };
        self.patience.spend(self.problem.candidates + self.whole.gains.pairs());
        let part = self.whole.after(are_in(&of.with), are_in(&of.without), &self.whole.prices, conflicts);
        let Some(part) = part else { return Found::None };
        let mut search = Search::new(self.patience, conflicts, &|_, _| {});
        let floor = than.unwrap_or(-1).max(self.least);
        search.value = floor;
        let done = search.run(part);
        if search.value <= floor {
            return if done { Found::None } else { Found::Unknown };
        }
        let mut found = search.best;
        if !conflicts.are_any() {
            // Who helps nobody beyond the others was not looked at.
            conflicts.fill(&mut found, open, *sites);
        }
        Found::Better(found)
    }

    fn is_over(&self) -> bool {
        self.patience.is_over()
    }
}

/// By how near all demand is.
struct Within<'a> {
    problem: &'a Problem,
    patience: &'a Patience,
    /// Who was asked for one choice is asked for the next.
    few: RefCell<Few<'a>>,
}

impl<'a> Within<'a> {
    fn of(problem: &'a Problem, patience: &'a Patience) -> Self {
        Self { problem, patience, few: RefCell::new(Few::of(problem, patience)) }
    }
}

impl Seek for Within<'_> {
    fn worth(&self, chosen: &[u32]) -> i64 {
        // Numbers that are not below zero are in the order of their bits.
        -(self.problem.objective(chosen).to_bits().cast_signed())
    }

    fn better(&self, of: &Those, than: Option<i64>) -> Found {
        let than = than.map_or(f64::INFINITY, |worth| f64::from_bits(worth.unsigned_abs()));
        if than == 0.0 {
            return Found::None;
        }
        self.patience.spend(self.problem.candidates);
        let mut few = self.few.borrow_mut();
        match few.within((&of.with, &of.open(self.problem)), than.next_down(), Effort::Search) {
            Covered::By(found) if found.len() < self.problem.sites => Found::None,
            Covered::By(found) => Found::Better(found),
            Covered::No => Found::None,
            Covered::Unknown => Found::Unknown,
        }
    }

    fn is_over(&self) -> bool {
        self.patience.is_over()
    }
}

/// By whether all is covered with as few sites.
struct Covers<'a> {
    problem: &'a Problem,
    patience: &'a Patience,
    sites: usize,
}

impl Seek for Covers<'_> {
    fn worth(&self, _: &[u32]) -> i64 {
        0
    }

    fn better(&self, of: &Those, than: Option<i64>) -> Found {
        if than.is_some() {
            return Found::None;
        }
        self.patience.spend(self.problem.candidates + self.problem.lists.pairs());
        let cover = beside(self.problem, &of.with, &of.open(self.problem));
        let (conflicts, patience) = (&self.problem.conflicts, self.patience);
        let question = Question { conflicts, patience, idle: None, effort: Effort::Search, exchanges: 0 };
        let left = self.sites.saturating_sub(of.with.len());
        match question.ask(cover, left, of.with.clone()) {
            Covered::By(found) => Found::Better(found),
            Covered::No => Found::None,
            Covered::Unknown => Found::Unknown,
        }
    }

    fn is_over(&self) -> bool {
        self.patience.is_over()
    }
}
