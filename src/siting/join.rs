//! Who is near whom? From positions to lists, by the index: never a matrix of all demand by all candidates.

use super::conflicts::Conflicts;
use super::lists::Lists;
use super::problem::{Goal, Places, Problem};
use crate::coverage::{Effort, Halt};
use crate::geodesy::{Ecef, Position, chord};
use crate::index::PointIndex;
use rayon::prelude::*;

/// A problem on the Earth, its costs geodesic distances in metres, rounded to the millimetre.
#[derive(Debug)]
pub struct OnEarth<'a> {
    /// What is to be best.
    pub goal: Goal,
    /// Within how far demand is covered; only covering asks it.
    pub radius_m: f64,
    /// Within the radius of how many, of what is there and what is chosen, demand is covered: one at least. Only covering
    /// asks more than one.
    pub min_stations: usize,
    /// How many sites are chosen.
    pub sites: usize,
    /// Where demand is, and how much: above zero and finite.
    pub demand: &'a [(Position, f64)],
    /// Where sites could be, in the order in which ties are broken.
    pub candidates: &'a [Position],
    /// What is there and serves already.
    pub existing: &'a [Position],
    /// Candidates that have to be chosen, and that may not be.
    pub required: &'a [u32],
    /// See `required`.
    pub forbidden: &'a [u32],
    /// How far apart new sites are from each other and from what is there, at least.
    pub min_spacing_m: f64,
}

/// As many pairs have their distances worked out, whoever they are; where there are more, only near ones have.
const ALL_PAIRS: usize = 4_000_000;
/// Most pairs that are kept: with what is worked out of them some 40 bytes each.
const MOST_PAIRS: usize = 50_000_000;
/// Farther than anything on Earth, in metres.
const ANYWHERE_M: f64 = 20_100_000.0;
/// An index looked at and a pair found cost so many units each, a geodesic among them.
const UNITS_A_LOOK: usize = 20;
const UNITS_A_PAIR: usize = 2;

impl OnEarth<'_> {
    /// The problem with everybody's lists.
    ///
    /// # Errors
    /// [`Halt`] when that takes too much work.
    pub fn problem(&self, effort: &Effort) -> Result<Problem, Halt> {
        let (served, needs): (Vec<f64>, Vec<u32>) = self.served(effort)?.into_iter().unzip();
        let mut allowed = vec![true; self.candidates.len()];
        for candidate in self.forbidden {
            if let Some(allowed) = allowed.get_mut(*candidate as usize) {
                *allowed = false;
            }
        }
        self.rule_out_near_existing(&mut allowed, effort)?;
        let open: Vec<u32> = (0..self.candidates.len() as u32).filter(|at| allowed[*at as usize]).collect();
        let index = PointIndex::build(open.iter().map(|at| self.candidates[*at as usize]).collect());
        let conflicts = self.conflicts(&open, &index, effort)?;
        let mut required = self.required.to_vec();
        required.sort_unstable();
        required.dedup();
        let (lists, beyond) = match self.goal {
            Goal::Mclp | Goal::Lscp => {
                let lists = self.covering(&needs, &open, &index, effort)?;
                (lists, vec![f64::INFINITY; self.demand.len()])
            }
            Goal::PMedian => self.nearest(&served, &open, &index, effort)?,
            Goal::PCenter => self.as_near_as_need_be(&served, &open, &index, &conflicts, effort)?,
        };
        let places = Places {
            demand: self.demand.iter().map(|(position, _)| *position).collect(),
            candidates: self.candidates.to_vec(),
        };
        Ok(Problem {
            goal: self.goal,
            radius: self.radius_m,
            sites: self.sites,
            weights: self.demand.iter().map(|(_, weight)| *weight).collect(),
            served,
            needs,
            lists,
            beyond,
            candidates: self.candidates.len(),
            allowed,
            required,
            conflicts,
            places: Some(places),
        })
    }

    /// How far each demand is from the last of so many that are there, and how many it lacks within the radius.
    fn served(&self, effort: &Effort) -> Result<Vec<(f64, u32)>, Halt> {
        let covering = matches!(self.goal, Goal::Mclp | Goal::Lscp);
        let many = if covering { self.min_stations.max(1) } else { 1 };
        if self.existing.is_empty() {
            return Ok(vec![(f64::INFINITY, many as u32); self.demand.len()]);
        }
        let index = PointIndex::build(self.existing.to_vec());
        let served = |(position, _): &(Position, f64)| {
            effort.spend(UNITS_A_LOOK + UNITS_A_PAIR * (many - 1))?;
            let nearest = index.nearest(*position, many);
            let within = nearest.iter().take_while(|(distance, _)| distance.m() <= self.radius_m).count();
            let last = nearest.get(many - 1).map_or(f64::INFINITY, |(distance, _)| distance.m());
            Ok((last, (many - within) as u32))
        };
        self.demand.par_iter().map(served).collect()
    }

    fn rule_out_near_existing(&self, allowed: &mut [bool], effort: &Effort) -> Result<(), Halt> {
        if self.min_spacing_m <= 0.0 || self.existing.is_empty() {
            return Ok(());
        }
        let index = PointIndex::build(self.existing.to_vec());
        for (allowed, candidate) in allowed.iter_mut().zip(self.candidates) {
            effort.spend(UNITS_A_LOOK)?;
            let too_near = |(distance, _): &(crate::geodesy::Distance, u32)| distance.m() < self.min_spacing_m;
            *allowed &= !index.nearest(*candidate, 1).first().is_some_and(too_near);
        }
        Ok(())
    }

    fn conflicts(&self, open: &[u32], index: &PointIndex, effort: &Effort) -> Result<Conflicts, Halt> {
        if self.min_spacing_m <= 0.0 {
            return Ok(Conflicts::default());
        }
        let mut beside = vec![Vec::new(); self.candidates.len()];
        let mut pairs = 0;
        for (at, candidate) in (0u32..).zip(open) {
            let near = index.distances_within(self.candidates[*candidate as usize], self.min_spacing_m);
            pairs += near.len();
            effort.spend(UNITS_A_LOOK + UNITS_A_PAIR * near.len())?;
            if pairs > MOST_PAIRS {
                return Err(Halt::TooMany);
            }
            let others = near.into_iter().filter(|(distance, other)| *other != at && distance.m() < self.min_spacing_m);
            beside[*candidate as usize] = others.map(|(_, other)| open[other as usize]).collect();
        }
        Ok(Conflicts::new(beside))
    }

    /// Lists of each demand by some search of the index, with the pairs counted.
    fn lists<T: Send>(
        &self,
        effort: &Effort,
        row: impl Fn(usize, Position) -> Vec<T> + Sync,
        mut push: impl FnMut(Vec<T>),
    ) -> Result<(), Halt> {
        /// Demand whose lists are worked out side by side before they are put one after the other.
        const AT_ONCE: usize = 65_536;
        let mut pairs = 0;
        for (block, demand) in self.demand.chunks(AT_ONCE).enumerate() {
            let found = demand.par_iter().enumerate().map(|(at, (position, _))| {
                let row = row(block * AT_ONCE + at, *position);
                effort.spend(UNITS_A_LOOK + UNITS_A_PAIR * row.len()).map(|()| row)
            });
            for row in found.collect::<Result<Vec<_>, Halt>>()? {
                pairs += row.len();
                push(row);
            }
            if pairs > MOST_PAIRS {
                return Err(Halt::TooMany);
            }
        }
        Ok(())
    }

    fn covering(&self, needs: &[u32], open: &[u32], index: &PointIndex, effort: &Effort) -> Result<Lists, Halt> {
        let mut lists = Lists::with_room(self.demand.len());
        let row = |demand: usize, position: Position| {
            if needs[demand] == 0 {
                return Vec::new();
            }
            let mut near: Vec<u32> =
                index.within(position, self.radius_m).into_iter().map(|at| open[at as usize]).collect();
            near.sort_unstable();
            near
        };
        self.lists(effort, row, |row| lists.push(row))?;
        Ok(lists)
    }

    /// All candidates where they are few, else the nearest ones: nobody beyond is nearer than the last of them.
    fn nearest(
        &self,
        served: &[f64],
        open: &[u32],
        index: &PointIndex,
        effort: &Effort,
    ) -> Result<(Lists, Vec<f64>), Halt> {
        let each = (ALL_PAIRS / self.demand.len().max(1)).clamp(1, open.len().max(1));
        let (mut lists, mut beyond) = (Lists::with_room(self.demand.len()), Vec::new());
        let row = |_: usize, position: Position| index.nearest(position, each);
        let mut demand = 0;
        self.lists(effort, row, |row| {
            let last = row.last().filter(|_| row.len() < open.len()).map(|(distance, _)| distance.m());
            beyond.push(last.unwrap_or(f64::INFINITY).min(served[demand]));
            let nearer = row.into_iter().map(|(distance, at)| (distance.m(), open[at as usize]));
            lists.push_with_costs(nearer.filter(|(cost, _)| *cost < served[demand]));
            demand += 1;
        })?;
        Ok((lists, beyond))
    }

    /// All candidates that are no farther than some choice is from all demand.
    fn as_near_as_need_be(
        &self,
        served: &[f64],
        open: &[u32],
        index: &PointIndex,
        conflicts: &Conflicts,
        effort: &Effort,
    ) -> Result<(Lists, Vec<f64>), Halt> {
        let few = self.demand.len().saturating_mul(open.len()) <= ALL_PAIRS;
        let most_m = if few || conflicts.are_any() { ANYWHERE_M } else { self.farthest_first(served, open, effort)? };
        let mut lists = Lists::with_room(self.demand.len());
        let row = |demand: usize, position: Position| {
            let mut near = index.distances_within(position, most_m.min(served[demand]));
            near.sort_unstable();
            near
        };
        self.lists(effort, row, |row| {
            lists.push_with_costs(row.into_iter().map(|(distance, at)| (distance.m(), open[at as usize])));
        })?;
        let beyond = if most_m < ANYWHERE_M { most_m } else { f64::INFINITY };
        Ok((lists, served.iter().map(|served| beyond.min(*served)).collect()))
    }

    /// How far all demand is at most from what serves it, if again and again the candidate nearest to the farthest
    /// demand is chosen (Gonzalez 1985).
    fn farthest_first(&self, served: &[f64], open: &[u32], effort: &Effort) -> Result<f64, Halt> {
        let ecef = |position: &Position| Ecef::from(*position).0;
        let demand: Vec<[f64; 3]> = self.demand.iter().map(|(position, _)| ecef(position)).collect();
        let chord_m =
            |a: [f64; 3], b: [f64; 3]| [0, 1, 2].map(|axis| (a[axis] - b[axis]).powi(2)).iter().sum::<f64>().sqrt();
        // Distances are taken too long rather than too short.
        let at_most = |a: [f64; 3], b: [f64; 3]| chord::longest_distance_m(chord_m(a, b)) + 0.001;
        let mut farthest: Vec<f64> = served.to_vec();
        let mut chosen = self.required.to_vec();
        let serve = |farthest: &mut Vec<f64>, candidate: u32| {
            let at = ecef(&self.candidates[candidate as usize]);
            for (served, demand) in farthest.iter_mut().zip(&demand) {
                *served = served.min(at_most(*demand, at));
            }
        };
        for candidate in self.required {
            serve(&mut farthest, *candidate);
        }
        while chosen.len() < self.sites {
            effort.spend(self.demand.len() + open.len())?;
            let Some(worst) = (0..demand.len()).max_by(|a, b| farthest[*a].total_cmp(&farthest[*b])) else { break };
            let others = open.iter().filter(|candidate| !chosen.contains(candidate));
            let far = |candidate: &&u32| chord_m(ecef(&self.candidates[**candidate as usize]), demand[worst]);
            let Some(next) = others.min_by(|a, b| far(a).total_cmp(&far(b))).copied() else { break };
            serve(&mut farthest, next);
            chosen.push(next);
        }
        Ok(farthest.into_iter().fold(0.0, f64::max).min(ANYWHERE_M))
    }
}
