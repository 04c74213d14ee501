//! What do bounds and searches ask of what candidates are worth together, whether one of them serves a demand or several?

use super::held::Held;
use super::patience::Patience;

/// What candidates are worth together, in whole numbers; one more never makes it less.
pub(super) trait Gains: Clone + std::fmt::Debug {
    /// Some chosen candidates, kept up as they come and go.
    type Held<'a>: Held<'a, Self>
    where
        Self: 'a;

    /// What each candidate is called in the problem; ascending.
    fn names(&self) -> &[u32];
    /// How many demands there are.
    fn demands(&self) -> usize;
    /// How many pairs of demand and candidate there are.
    fn pairs(&self) -> usize;
    /// How many demands a candidate helps.
    fn helped(&self, candidate: usize) -> usize;
    /// What no choice is worth more than, however many are chosen.
    fn most_of_all(&self) -> i64;
    /// What some candidates are worth together.
    fn worth_of(&self, chosen: &[u32]) -> i64;
    /// By candidate, as far as that is easily seen: whether another one is worth no less in its place, whoever else is
    /// chosen.
    fn superfluous(&self, _: &Patience) -> Vec<bool> {
        vec![false; self.candidates()]
    }
    /// What is left to decide, with prices for it, and what is certain by then.
    fn left_after(&self, decided: &Decided, prices: &[i64]) -> (Self, Vec<i64>, i64);

    /// The part of the bound at some prices that no candidate adds.
    fn base(&self, prices: &[i64]) -> i64;
    /// What each candidate adds to it at these prices; the pairs looked at.
    fn beyond(&self, prices: &[i64], beyond: &mut [i64]) -> usize;
    /// How fast the bound rises with a demand's price, with some candidates on top.
    fn slope(&self, demand: usize, price: i64, is_top: &[bool]) -> f64;
    /// A price above which no better bound lies.
    fn dearest(&self, demand: usize) -> i64;

    /// How many candidates there are.
    fn candidates(&self) -> usize {
        self.names().len()
    }
}

/// What is decided of each candidate.
#[derive(Debug)]
pub(super) struct Decided {
    /// Whether it is chosen.
    pub taken: Vec<bool>,
    /// Whether it is ruled out.
    pub dropped: Vec<bool>,
    /// How many more may be chosen.
    pub left: usize,
    /// Whether candidates that no longer help stay open.
    pub keep_idle: bool,
}

impl Decided {
    /// Whether a candidate may still be chosen.
    pub fn is_open(&self, candidate: u32) -> bool {
        !self.taken[candidate as usize] && !self.dropped[candidate as usize]
    }
}

/// In place of a candidate that does not stay.
pub(super) const GONE: u32 = u32::MAX;

/// The names of the candidates that stay, and by candidate its place among them, or [`GONE`].
pub(super) fn staying(names: impl Iterator<Item = u32>, stays: impl Fn(u32) -> bool) -> (Vec<u32>, Vec<u32>) {
    let (mut left, mut places) = (Vec::new(), Vec::new());
    for (candidate, name) in (0..).zip(names) {
        places.push(if stays(candidate) { left.len() as u32 } else { GONE });
        if stays(candidate) {
            left.push(name);
        }
    }
    (left, places)
}
