//! How long is one search worth? Until its time is up, its steps are used, or whoever asked has seen enough.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::Instant;

/// A bound on a search. What was found and proven by then is the answer.
#[derive(Debug)]
pub struct Patience {
    until: Option<Instant>,
    enough: Arc<AtomicBool>,
    steps: AtomicU64,
    most_steps: u64,
}

impl Patience {
    /// Until an instant, or until `enough` is set.
    pub fn until(until: Option<Instant>, enough: Arc<AtomicBool>) -> Self {
        Self { until, enough, steps: AtomicU64::new(0), most_steps: u64::MAX }
    }

    /// For as long as it takes.
    pub fn endless() -> Self {
        Self::until(None, Arc::default())
    }

    /// For so many steps; one is about one pair of demand and candidate looked at.
    pub fn steps(most_steps: u64) -> Self {
        Self { most_steps, ..Self::endless() }
    }

    /// The same, and for no more than so many steps.
    pub fn within_steps(self, most_steps: u64) -> Self {
        Self { most_steps, ..self }
    }

    /// Takes down steps that were done.
    pub fn spend(&self, steps: usize) {
        self.steps.fetch_add(steps as u64, Ordering::Relaxed);
    }

    /// Steps done so far.
    pub fn spent(&self) -> u64 {
        self.steps.load(Ordering::Relaxed)
    }

    /// Whether the search is to end.
    pub fn is_over(&self) -> bool {
        self.enough.load(Ordering::Relaxed)
            || self.spent() > self.most_steps
            || self.until.is_some_and(|until| Instant::now() >= until)
    }
}
