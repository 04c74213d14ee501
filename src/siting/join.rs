//! Who is near whom? From positions to lists, by the index: never a matrix of all demand by all candidates.

use super::conflicts::Conflicts;
use super::lists::Lists;
use super::problem::{Goal, Places, Problem};
use crate::coverage::{Effort, Halt};
use crate::geodesy::Position;
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
            Goal::PMedian | Goal::PCenter => self.nearest(&served, &open, &index, effort)?,
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
}
