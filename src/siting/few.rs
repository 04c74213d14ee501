//! Can so many serve all demand within a distance? Asked of the few that are hardest to serve, found as choices leave them out.
//!
//! That so many cannot serve a few is a proof for all. That they can is looked at for all demand; whoever is left out
//! farthest, one for each site that is chosen, joins the few who are asked. A hundred or so decide for a hundred thousand,
//! so that nobody else's list of candidates is worked out (Chen and Chen 2009; Contardo, Iori and Kramer 2019).

use super::cover::Cover;
use super::cover_search::{Covered, Effort, Question};
use super::patience::Patience;
use super::problem::{Places, Problem, ROUNDED_M};
use crate::geodesy::Ecef;
use crate::geodesy::chord::longest_chord_m;
use crate::index::PointIndex;
use rayon::prelude::*;

/// Exchanges of the local search at each distance.
const EXCHANGES: usize = 2_000;

/// Most pairs of a candidate and one of the few that are kept, with 16 bytes each.
const MOST_PAIRS: usize = 8_000_000;

/// Candidates among which the nearest that fits is sought at first, and by how many times more if there is none.
const FIRST_LOOK: usize = 8;

/// Those who are asked.
#[derive(Debug)]
pub(super) struct Few<'a> {
    problem: &'a Problem,
    patience: &'a Patience,
    /// Where lists are cut short: those who may be chosen, and where they are.
    anywhere: Option<Anywhere<'a>>,
    is_asked: Vec<bool>,
    rows: Vec<Row>,
    /// The best choice that was seen, and how far the farthest demand is from it.
    pub best: Option<(f64, Vec<u32>)>,
    /// No choice is better than this, since some of those who are asked are so far apart.
    pub least: f64,
}

#[derive(Debug)]
struct Anywhere<'a> {
    places: &'a Places,
    names: Vec<u32>,
    index: PointIndex,
}

/// Who can serve one of the few, the cheapest first; worked out where the problem's own list does not say.
#[derive(Debug)]
struct Row {
    demand: u32,
    worked_out: Option<(Vec<u32>, Vec<f64>)>,
}

/// The demand that a choice leaves farthest: how far, and who it is.
type Left = (f64, u32);

impl<'a> Few<'a> {
    /// Nobody is asked yet.
    pub fn of(problem: &'a Problem, patience: &'a Patience) -> Self {
        let anywhere = problem.places.as_ref().filter(|_| problem.is_cut_short()).map(|places| {
            let may = |candidate: &u32| problem.allowed[*candidate as usize];
            let names: Vec<u32> = (0..problem.candidates as u32).filter(may).collect();
            let index = PointIndex::build(names.iter().map(|name| places.candidates[*name as usize]).collect());
            Anywhere { places, names, index }
        });
        let is_asked = vec![false; problem.weights.len()];
        Self { problem, patience, anywhere, is_asked, rows: Vec::new(), best: None, least: 0.0 }
    }

    /// Asks one more; false if there is no room for what that takes.
    pub fn ask(&mut self, demand: u32) -> bool {
        if std::mem::replace(&mut self.is_asked[demand as usize], true) {
            return true;
        }
        let worked_out = self.anywhere.as_ref().map(|anywhere| {
            let most = self.best.as_ref().map_or(f64::INFINITY, |(best, _)| *best);
            anywhere.row(demand, most.min(self.problem.served[demand as usize]))
        });
        self.patience.spend(worked_out.as_ref().map_or(0, |(row, _)| row.len()));
        self.rows.push(Row { demand, worked_out });
        self.pairs() <= MOST_PAIRS
    }

    /// Whether the search is to end.
    pub fn is_over(&self) -> bool {
        self.patience.is_over()
    }

    fn pairs(&self) -> usize {
        self.rows.iter().filter_map(|row| row.worked_out.as_ref()).map(|(row, _)| row.len()).sum()
    }

    /// A choice at once: again and again the candidate nearest to the demand that is farthest from all chosen (Gonzalez
    /// 1985). Those demands are asked from then on, since they are far from each other.
    pub fn spread(&mut self, chosen: &[u32], open: &[u32]) {
        let problem = self.problem;
        let conflicts = &problem.conflicts;
        let mut chosen = chosen.to_vec();
        let mut costs = Costs::of(problem, &chosen);
        let is_open = problem.marked(open);
        let (before, mut apart) = (costs.clone(), Vec::new());
        while chosen.len() < problem.sites {
            let Some(farthest) = costs.farthest() else { break };
            self.ask(farthest);
            apart.push(farthest);
            let fits = |candidate: u32| {
                let others = || chosen.iter().all(|other| *other != candidate && !conflicts.forbid(*other, candidate));
                is_open[candidate as usize] && others()
            };
            let Some(next) = self.nearest(farthest, fits) else { break };
            chosen.push(next);
            costs.come(next);
        }
        if let Some(farthest) = costs.farthest() {
            self.ask(farthest);
            apart.push(farthest);
        }
        self.patience.spend(problem.weights.len() * (chosen.len() + 1));
        if apart.len() + problem.required.len() > problem.sites {
            self.least = before.apart(&apart);
        }
        if conflicts.fill(&mut chosen, open.iter().copied(), problem.sites) {
            self.look(&chosen);
        }
    }

    /// The nearest candidate to a demand that fits.
    fn nearest(&self, demand: u32, fits: impl Fn(u32) -> bool) -> Option<u32> {
        let Some(anywhere) = &self.anywhere else {
            let (row, _) = self.problem.lists.row(demand as usize);
            return row.iter().copied().find(|candidate| fits(*candidate));
        };
        let (from, mut look) = (anywhere.places.demand[demand as usize], FIRST_LOOK);
        loop {
            let near = anywhere.index.nearest(from, look);
            let found = near.iter().map(|(_, at)| anywhere.names[*at as usize]).find(|candidate| fits(*candidate));
            if found.is_some() || near.len() < look {
                return found;
            }
            look *= FIRST_LOOK;
        }
    }

    /// Whether so many serve all demand within a distance: some who are chosen, and others of those who are open, both in
    /// order. Where fewer do, the first who are open stand idle. Every choice that comes up is looked at.
    pub fn within(&mut self, (chosen, open): (&[u32], &[u32]), radius: f64, effort: Effort) -> Covered {
        loop {
            let answer = self.few_within((chosen, open), radius, effort);
            let Covered::By(found) = answer else { return answer };
            let left = self.look(&found);
            if left.iter().all(|(cost, _)| *cost <= radius) {
                return Covered::By(found);
            }
            if self.patience.is_over() {
                return Covered::Unknown;
            }
            let mut room = true;
            for (_, demand) in left.iter().filter(|(cost, _)| *cost > radius) {
                room &= self.ask(*demand);
            }
            if !room {
                self.forget();
                if self.pairs() > MOST_PAIRS {
                    return Covered::Unknown;
                }
            }
        }
    }

    /// Whether so many serve those who are asked.
    fn few_within(&self, (chosen, open): (&[u32], &[u32]), radius: f64, effort: Effort) -> Covered {
        let Self { problem, patience, .. } = self;
        let conflicts = &problem.conflicts;
        let (is_chosen, is_open) = (problem.marked(chosen), problem.marked(open));
        let mut rows = Vec::new();
        let mut pairs = 0;
        for row in &self.rows {
            let (candidates, costs) = row.pairs(problem);
            let near = &candidates[..costs.partition_point(|cost| *cost <= radius)];
            let is_served = problem.served[row.demand as usize] <= radius;
            if !is_served && !near.iter().any(|candidate| is_chosen[*candidate as usize]) {
                let mut row: Vec<u32> = near.iter().copied().filter(|candidate| is_open[*candidate as usize]).collect();
                row.sort_unstable();
                pairs += row.len();
                rows.push((row, 1));
            }
        }
        patience.spend(pairs);
        let cover = Cover::new(rows, problem.candidates);
        let idle = conflicts.are_any().then_some(open);
        let question = Question { conflicts, patience, idle, effort, exchanges: EXCHANGES };
        let mut answer = question.ask(cover, problem.sites.saturating_sub(chosen.len()), chosen.to_vec());
        if let Covered::By(found) = &mut answer
            && !conflicts.are_any()
        {
            conflicts.fill(found, open.iter().copied(), problem.sites);
        }
        answer
    }

    /// Looks at a choice for all demand: whoever is left farthest by each of the chosen and by what is there.
    fn look(&mut self, chosen: &[u32]) -> Vec<Left> {
        let problem = self.problem;
        self.patience.spend(problem.weights.len());
        let mut left: Vec<Option<Left>> = vec![None; chosen.len() + 1];
        let serving = Serving::of(problem, chosen);
        let served: Vec<(f64, usize)> = (0..problem.weights.len()).into_par_iter().map(|at| serving.who(at)).collect();
        for (demand, (cost, by)) in (0u32..).zip(served) {
            let left = &mut left[by];
            if left.is_none_or(|(farthest, _)| cost > farthest) {
                *left = Some((cost, demand));
            }
        }
        let left: Vec<Left> = left.into_iter().flatten().collect();
        let farthest = left.iter().map(|(cost, _)| *cost).fold(0.0, f64::max);
        if farthest.is_finite() && self.best.as_ref().is_none_or(|(best, _)| farthest < *best) {
            self.best = Some((farthest, chosen.to_vec()));
        }
        left
    }

    /// Forgets who is farther than the best choice needs them.
    fn forget(&mut self) {
        let Some((best, _)) = &self.best else { return };
        for (candidates, costs) in self.rows.iter_mut().filter_map(|row| row.worked_out.as_mut()) {
            let near = costs.partition_point(|cost| cost <= best);
            candidates.truncate(near);
            costs.truncate(near);
        }
    }

    /// Distances from `from` on and below `to` at which something changes for the few.
    fn changes(&self, from: f64, to: f64) -> impl Iterator<Item = f64> {
        self.rows.iter().flat_map(move |row| {
            let (_, costs) = row.pairs(self.problem);
            let start = costs.partition_point(|cost| *cost < from);
            let end = costs.partition_point(|cost| *cost < to).max(start);
            let served = self.problem.served[row.demand as usize];
            costs[start..end].iter().copied().chain(Some(served).filter(|served| (from..to).contains(served)))
        })
    }

    /// The distance in the middle of those from `from` on and below `to` at which something changes.
    pub fn middle(&self, from: f64, to: f64) -> Option<f64> {
        let mut changes: Vec<f64> = self.changes(from, to).collect();
        let middle = changes.len().checked_sub(1)? / 2;
        self.patience.spend(changes.len());
        Some(*changes.select_nth_unstable_by(middle, f64::total_cmp).1)
    }

    /// The next distance beyond one at which something changes, up to the best that is known.
    pub fn next(&self, radius: f64) -> f64 {
        let best = self.best.as_ref().map_or(f64::INFINITY, |(best, _)| *best);
        self.changes(radius.next_up(), best).fold(best, f64::min)
    }
}

impl Anywhere<'_> {
    /// Who can serve a demand for so much at most, the cheapest first.
    fn row(&self, demand: u32, most: f64) -> (Vec<u32>, Vec<f64>) {
        /// Farther than anything on Earth, in metres.
        const ANYWHERE_M: f64 = 20_100_000.0;
        let mut near = self.index.distances_within(self.places.demand[demand as usize], most.min(ANYWHERE_M));
        near.sort_unstable();
        near.into_iter().map(|(distance, at)| (self.names[at as usize], distance.m())).unzip()
    }
}

impl Row {
    fn pairs<'a>(&'a self, problem: &'a Problem) -> (&'a [u32], &'a [f64]) {
        match &self.worked_out {
            Some((candidates, costs)) => (candidates, costs),
            None => problem.lists.row(self.demand as usize),
        }
    }
}

/// Who of the chosen serves whom, and at what cost.
enum Serving<'a> {
    Listed { problem: &'a Problem, place: Vec<usize> },
    Anywhere { problem: &'a Problem, places: &'a Places, index: PointIndex },
}

impl<'a> Serving<'a> {
    fn of(problem: &'a Problem, chosen: &[u32]) -> Self {
        match &problem.places {
            Some(places) if problem.is_cut_short() => {
                let at = |candidate: &u32| places.candidates[*candidate as usize];
                Self::Anywhere { problem, places, index: PointIndex::build(chosen.iter().map(at).collect()) }
            }
            _ => {
                let mut place = vec![usize::MAX; problem.candidates];
                chosen.iter().enumerate().for_each(|(at, candidate)| place[*candidate as usize] = at);
                // Whoever is served by what is there stands behind all chosen.
                place.push(chosen.len());
                Self::Listed { problem, place }
            }
        }
    }

    /// What a demand costs, and the place of who serves it; what is there already stands behind the chosen.
    fn who(&self, demand: usize) -> (f64, usize) {
        match self {
            Self::Listed { problem, place } => {
                let (row, costs) = problem.lists.row(demand);
                let chosen = row.iter().zip(costs).map(|(candidate, cost)| (*cost, place[*candidate as usize]));
                let there = (problem.served[demand], place.last().copied().unwrap_or_default());
                chosen
                    .into_iter()
                    .find(|(_, at)| *at != usize::MAX)
                    .filter(|(cost, _)| *cost < there.0)
                    .unwrap_or(there)
            }
            Self::Anywhere { problem, places, index } => {
                let there = (problem.served[demand], index.len());
                let nearest = index.nearest(places.demand[demand], 1).first().map(|(far, at)| (far.m(), *at as usize));
                nearest.filter(|(cost, _)| *cost < there.0).unwrap_or(there)
            }
        }
    }
}

/// What all demand costs as one after the other is chosen: near enough to tell who is farthest.
#[derive(Clone)]
enum Costs<'a> {
    Listed {
        problem: &'a Problem,
        costs: Vec<f64>,
    },
    /// By the straight line through the Earth.
    Chords {
        problem: &'a Problem,
        places: &'a Places,
        demand: Vec<Ecef>,
        chords2: Vec<f64>,
    },
}

impl<'a> Costs<'a> {
    fn of(problem: &'a Problem, chosen: &[u32]) -> Self {
        let mut costs = match &problem.places {
            Some(places) if problem.is_cut_short() => Self::Chords {
                problem,
                places,
                demand: places.demand.iter().map(|position| Ecef::from(*position)).collect(),
                chords2: problem.served.iter().map(|served| longest_chord_m(*served).powi(2)).collect(),
            },
            _ => Self::Listed { problem, costs: problem.served.clone() },
        };
        chosen.iter().for_each(|candidate| costs.come(*candidate));
        costs
    }

    fn come(&mut self, candidate: u32) {
        match self {
            Self::Listed { problem, costs } => {
                for (demand, least) in costs.iter_mut().enumerate() {
                    let (row, of_row) = problem.lists.row(demand);
                    let end = of_row.partition_point(|cost| cost < least);
                    if let Some(at) = row[..end].iter().position(|other| *other == candidate) {
                        *least = of_row[at];
                    }
                }
            }
            Self::Chords { places, demand, chords2, .. } => {
                let at = Ecef::from(places.candidates[candidate as usize]);
                for (least, demand) in chords2.iter_mut().zip(demand) {
                    *least = least.min(at.chord2(*demand));
                }
            }
        }
    }

    /// What it costs at least to serve some demand with fewer sites beside these: two of it share one, from which one of
    /// the two is half as far as they are from each other, or one is served by who is there. 0 where costs are not
    /// distances.
    fn apart(&self, demand: &[u32]) -> f64 {
        let (problem, least): (&Problem, &dyn Fn(u32) -> f64) = match self {
            Self::Listed { problem, costs } => (problem, &|one| costs[one as usize]),
            Self::Chords { problem, chords2, .. } => (problem, &|one| chords2[one as usize].sqrt()),
        };
        let Some(places) = &problem.places else { return 0.0 };
        let at: Vec<Ecef> = demand.iter().map(|one| places.demand[*one as usize].into()).collect();
        // No distance is shorter than its chord.
        let nearest = |(number, one): (usize, &u32)| {
            let others = at[..number].iter().map(|other| at[number].chord2(*other).sqrt() / 2.0);
            others.fold(least(*one), f64::min)
        };
        (demand.iter().enumerate().map(nearest).fold(f64::INFINITY, f64::min) - ROUNDED_M).max(0.0)
    }

    /// Who is farthest, if anybody is not where somebody serves.
    fn farthest(&self) -> Option<u32> {
        let (Self::Listed { costs, .. } | Self::Chords { chords2: costs, .. }) = self;
        let farthest = (0u32..).zip(costs).max_by(|one, other| one.1.total_cmp(other.1).then(other.0.cmp(&one.0)));
        farthest.filter(|(_, cost)| **cost > 0.0).map(|(demand, _)| demand)
    }
}
