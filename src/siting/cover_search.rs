//! Can all be covered by so many? Branching on the demand that is hardest to cover, with a bound at every step.

use super::apart::{Apart, apart};
use super::conflicts::Conflicts;
use super::cover::Cover;
use super::cover_bound::at_least;
use super::patience::Patience;
use super::weighing::fewer;

/// How hard to try.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Effort {
    /// Find a cover if that is easy.
    Greedy,
    /// And prove that there is none if a bound does.
    Bound,
    /// And search until one of the two is certain.
    Search,
}

/// What was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Covered {
    /// These cover all.
    By(Vec<u32>),
    /// It is proven that so many cannot.
    No,
    /// Neither is known.
    Unknown,
}

/// The question which candidates cover all.
#[derive(Debug)]
pub(super) struct Question<'a> {
    pub conflicts: &'a Conflicts,
    pub patience: &'a Patience,
    /// Candidates that may stand idle beside those that cover, where exactly so many are asked that none is too near
    /// to another.
    pub idle: Option<&'a [u32]>,
    pub effort: Effort,
    /// Exchanges of the local search for a cover.
    pub exchanges: usize,
}

/// Steps of the bound at first and after a branch.
const STEPS_FIRST: usize = 200;
const STEPS_AFTER: usize = 20;

impl Question<'_> {
    /// Whether at most `left` more (exactly so many with `idle`) beside those chosen cover what is left.
    pub fn ask(&self, cover: Cover, left: usize, chosen: Vec<u32>) -> Covered {
        self.part(cover, left, chosen, STEPS_FIRST)
    }

    fn part(&self, mut cover: Cover, mut left: usize, mut chosen: Vec<u32>, mut steps: usize) -> Covered {
        // What local search does not find at first it will not find below.
        let exchanges = if steps == STEPS_FIRST { self.exchanges } else { 0 };
        let may_spare = !self.conflicts.are_any();
        let fits =
            |candidate: u32, chosen: &[u32]| !chosen.iter().any(|other| self.conflicts.forbid(candidate, *other));
        loop {
            if self.patience.is_over() {
                return Covered::Unknown;
            }
            cover = cover.reduced(may_spare, self.patience);
            if cover.each().any(|(row, need)| row.len() < need as usize) {
                return Covered::No;
            }
            let mut forced: Vec<u32> = cover
                .each()
                .filter(|(row, need)| row.len() == *need as usize)
                .flat_map(|(row, _)| row.iter().copied())
                .collect();
            forced.sort_unstable();
            forced.dedup();
            if !forced.is_empty() {
                match self.take(&cover, &forced, &mut left, &mut chosen) {
                    Some(after) => cover = after,
                    None => return Covered::No,
                }
                continue;
            }
            if cover.rows.is_empty() {
                return self.ended(left, chosen);
            }
            if left == 0 {
                return Covered::No;
            }
            let mut earned = Vec::new();
            if self.effort != Effort::Greedy {
                let bound = at_least(&cover, left, steps, || self.patience.is_over());
                self.patience.spend(bound.work);
                // What every such cover contains and none contains leaves none.
                let torn = bound.taken.iter().zip(&bound.dropped).any(|(taken, dropped)| *taken && *dropped);
                if bound.members > left || torn {
                    return Covered::No;
                }
                steps = STEPS_AFTER;
                let has = |list: &[bool], candidate: u32| list.get(candidate as usize).copied().unwrap_or(false);
                let taken: Vec<u32> =
                    (0..cover.candidates as u32).filter(|candidate| has(&bound.taken, *candidate)).collect();
                let pairs = cover.rows.pairs();
                cover.prices.clone_from(&bound.prices);
                if bound.dropped.contains(&true) {
                    cover = cover.after(|_| false, |candidate| has(&bound.dropped, candidate));
                }
                if !taken.is_empty() {
                    match self.take(&cover, &taken, &mut left, &mut chosen) {
                        Some(after) => cover = after,
                        None => return Covered::No,
                    }
                }
                if cover.rows.pairs() * 10 < pairs * 9 || !taken.is_empty() {
                    continue;
                }
                earned = bound.earned;
            }
            let rank = |candidate: u32| earned.get(candidate as usize).copied().unwrap_or(0);
            let mut found = cover.greedy(fits, rank);
            if let Some(known) = found.as_mut().filter(|known| known.len() > left && may_spare && exchanges > 0) {
                *known = fewer(&cover, std::mem::take(known), left, exchanges, self.patience);
            }
            if let Some(found) = found.filter(|found| found.len() <= left) {
                let all = chosen.iter().copied().chain(found.iter().copied()).collect();
                match self.ended(left - found.len(), all) {
                    Covered::No => {}
                    other => return other,
                }
            }
            if self.effort != Effort::Search {
                return Covered::Unknown;
            }
            return self.branch(&cover, left, &chosen, rank);
        }
    }

    /// One after the other the candidates of a demand that has fewest to spare, each without those before it.
    fn branch(&self, cover: &Cover, left: usize, chosen: &[u32], rank: impl Fn(u32) -> i64) -> Covered {
        let spare = |(row, need): &(&[u32], u32)| (row.len().saturating_sub(*need as usize), row.len());
        let Some((row, _)) = cover.each().min_by_key(spare) else { return Covered::No };
        let mut order = row.to_vec();
        order.sort_by_key(|candidate| (std::cmp::Reverse(rank(*candidate)), *candidate));
        for at in 0..order.len() {
            let before = &order[..at];
            let without = cover.after(|_| false, |candidate| before.contains(&candidate));
            let (mut left, mut chosen) = (left, chosen.to_vec());
            let Some(after) = self.take(&without, &order[at..=at], &mut left, &mut chosen) else { continue };
            match self.part(after, left, chosen, STEPS_AFTER) {
                Covered::No => {}
                other => return other,
            }
        }
        Covered::No
    }

    /// Chooses some; none where there is no room for them or they are too near to each other.
    fn take(&self, cover: &Cover, some: &[u32], left: &mut usize, chosen: &mut Vec<u32>) -> Option<Cover> {
        *left = left.checked_sub(some.len())?;
        if !self.conflicts.allow(some) {
            return None;
        }
        chosen.extend_from_slice(some);
        let too_near = |candidate: u32| some.iter().any(|one| self.conflicts.forbid(*one, candidate));
        Some(cover.after(|candidate| some.contains(&candidate), too_near))
    }

    /// All is covered; where exactly so many are asked, others are found to stand beside.
    fn ended(&self, left: usize, mut chosen: Vec<u32>) -> Covered {
        let Some(idle) = self.idle.filter(|_| left > 0) else { return Covered::By(chosen) };
        let free: Vec<u32> = idle
            .iter()
            .copied()
            .filter(|one| !chosen.contains(one) && !chosen.iter().any(|other| self.conflicts.forbid(*one, *other)))
            .collect();
        match apart(&free, left, self.conflicts, self.patience) {
            Apart::Found(more) => {
                chosen.extend(more);
                Covered::By(chosen)
            }
            Apart::None => Covered::No,
            Apart::Unknown => Covered::Unknown,
        }
    }
}
