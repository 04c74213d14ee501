//! What was worked out lately? The last few answers, each for as long as it holds.

use arc_swap::ArcSwap;
use chrono::{DateTime, Utc};
use std::sync::Arc;

/// How many choices, and how many minutes, are remembered: at a million stations half a megabyte for each choice and
/// an eighth for each minute.
const REMEMBERED: usize = 16;

/// What was worked out lately, the latest last. Two requests may work out the same at the same time; neither waits for
/// the other.
#[derive(Debug)]
pub(super) struct Lately<K, V>(ArcSwap<Vec<Arc<Known<K, V>>>>);

/// What holds for a question from one instant up to another.
#[derive(Debug)]
pub(super) struct Known<K, V> {
    asked: K,
    from: DateTime<Utc>,
    /// Exclusive.
    to: DateTime<Utc>,
    /// What was worked out.
    pub(super) value: V,
}

impl<K, V> Default for Lately<K, V> {
    fn default() -> Self {
        Self(ArcSwap::default())
    }
}

impl<K: Clone + PartialEq, V> Lately<K, V> {
    /// What is known for a question at an instant, or else what is now worked out, with the instants between which it
    /// holds.
    pub(super) fn find_or(
        &self,
        asked: &K,
        at: DateTime<Utc>,
        work_out: impl FnOnce() -> (V, (DateTime<Utc>, DateTime<Utc>)),
    ) -> Arc<Known<K, V>> {
        self.find(asked, at).unwrap_or_else(|| {
            let (value, holds) = work_out();
            self.keep(asked, holds, value)
        })
    }

    /// What is known for a question at an instant.
    pub(super) fn find(&self, asked: &K, at: DateTime<Utc>) -> Option<Arc<Known<K, V>>> {
        let holds = |known: &&Arc<Known<K, V>>| known.from <= at && at < known.to && known.asked == *asked;
        self.0.load().iter().rev().find(holds).cloned()
    }

    /// Keeps what was worked out, with the instants between which it holds.
    pub(super) fn keep(&self, asked: &K, (from, to): (DateTime<Utc>, DateTime<Utc>), value: V) -> Arc<Known<K, V>> {
        let new = Arc::new(Known { asked: asked.clone(), from, to, value });
        self.0.rcu(|known| {
            let kept = known.iter().rev().take(REMEMBERED - 1).rev().cloned();
            kept.chain([new.clone()]).collect::<Vec<_>>()
        });
        new
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_known_holds_up_to_its_end_and_the_oldest_is_forgotten() {
        let at = |seconds: i64| DateTime::from_timestamp(seconds, 0).unwrap();
        let lately: Lately<u8, i64> = Lately::default();
        let ask = |asked: u8, second: i64| {
            lately.find_or(&asked, at(second), || (second, (at(second), at(second + 60)))).value
        };
        assert_eq!([ask(1, 0), ask(1, 59), ask(2, 59), ask(1, 60), ask(1, 30)], [0, 0, 59, 60, 0]);
        for other in 10..10 + REMEMBERED as u8 {
            ask(other, 0);
        }
        assert_eq!(ask(1, 61), 61);
    }
}
