//! What do bounds and searches ask of what candidates are worth together, whether one of them serves a demand or several?

use super::held::Held;

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
    /// What is left to decide once some are taken and others dropped and so many may still be chosen: with prices for
    /// it, and what is certain by then. Candidates that no longer help are dropped too, unless `keep_idle`.
    fn left_after(
        &self,
        taken: &[bool],
        dropped: &[bool],
        prices: &[i64],
        left: usize,
        keep_idle: bool,
    ) -> (Self, Vec<i64>, i64);

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
