//! How much may one question cost? Work is taken down as it is done, and ends when it is too much or nobody waits any more.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicI64, Ordering};
use std::time::Instant;

/// Why work was ended before its answer was whole.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Halt {
    /// More work than one question may cost.
    #[error("it is more work than one question may cost")]
    TooMuch,
    /// More of something than is held at once.
    #[error("it is more than is held at once for one question")]
    TooMany,
    /// It took longer than one question may take, which tells more of the machine than of the question.
    #[error("it takes longer than one question may take")]
    Overdue,
    /// Whoever asked is gone.
    #[error("nobody waits for it any more")]
    Abandoned,
}

/// A budget of work. One unit is about one cell, one station or one edge looked at.
#[derive(Debug)]
pub struct Effort {
    most: u64,
    left: AtomicI64,
    deadline: Option<Instant>,
    abandoned: Arc<AtomicBool>,
}

/// Units between two looks at the clock.
const UNITS_A_LOOK: i64 = 1 << 12;

impl Effort {
    /// So many units, to be done by `deadline`, unless `abandoned` is set before.
    pub fn new(units: u64, deadline: Option<Instant>, abandoned: Arc<AtomicBool>) -> Self {
        Self { most: units, left: AtomicI64::new(i64::try_from(units).unwrap_or(i64::MAX)), deadline, abandoned }
    }

    /// As much as it takes.
    pub fn unlimited() -> Self {
        Self::new(u64::MAX, None, Arc::default())
    }

    /// Whether it ends at all.
    pub fn is_bounded(&self) -> bool {
        self.most < u64::MAX
    }

    /// Units in all.
    pub fn most(&self) -> u64 {
        self.most
    }

    /// Units that are spent.
    pub fn spent(&self) -> u64 {
        self.most.min(i64::MAX as u64).saturating_sub(self.left())
    }

    /// A budget of its own for whoever has this one, who waits no longer for it.
    #[must_use]
    pub fn anew(&self, units: u64) -> Self {
        Self::new(units, self.deadline, self.abandoned.clone())
    }

    /// Takes down work that is about to be done.
    ///
    /// # Errors
    /// [`Halt`] when it should not be done.
    pub fn spend(&self, units: usize) -> Result<(), Halt> {
        let units = i64::try_from(units).unwrap_or(i64::MAX);
        let before = self.left.fetch_sub(units, Ordering::Relaxed);
        if before < units {
            // What is spent stays spent, for all who share the budget.
            self.left.store(0, Ordering::Relaxed);
            return Err(Halt::TooMuch);
        }
        if before / UNITS_A_LOOK != (before - units) / UNITS_A_LOOK {
            if self.abandoned.load(Ordering::Relaxed) {
                return Err(Halt::Abandoned);
            }
            if self.deadline.is_some_and(|deadline| Instant::now() > deadline) {
                return Err(Halt::Overdue);
            }
        }
        Ok(())
    }

    /// Is set once whoever asked is gone.
    pub fn abandonment(&self) -> Arc<AtomicBool> {
        self.abandoned.clone()
    }

    /// Units that are left.
    pub fn left(&self) -> u64 {
        u64::try_from(self.left.load(Ordering::Relaxed)).unwrap_or(0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_budget_ends_where_it_is_spent_and_stays_so() {
        let effort = Effort::new(10, None, Arc::default());
        assert_eq!(effort.spend(4), Ok(()));
        assert_eq!(effort.left(), 6);
        assert_eq!(effort.spend(7), Err(Halt::TooMuch));
        assert_eq!(effort.spend(1), Err(Halt::TooMuch));
    }

    #[test]
    fn nobody_works_for_those_who_left() {
        let gone = Arc::new(AtomicBool::new(true));
        let effort = Effort::new(u64::MAX, None, gone);
        assert_eq!((0..10_000).try_for_each(|_| effort.spend(1)), Err(Halt::Abandoned));
        let past = Effort::new(u64::MAX, Some(Instant::now()), Arc::default());
        assert_eq!((0..100_000).try_for_each(|_| past.spend(1)), Err(Halt::Overdue));
    }
}
