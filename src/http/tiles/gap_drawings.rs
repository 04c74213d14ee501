//! Which gaps were worked out lately? A map asks for twenty tiles at once: one request works, the others wait for it.

use crate::http::problem::Problem;
use crate::tiles::Outline;
use arc_swap::ArcSwap;
use chrono::{DateTime, Utc};
use std::future::Future;
use std::sync::Arc;
use tokio::sync::OnceCell;

/// Answers that are kept, and bytes that they may have together; the oldest go first.
const MOST_KEPT: usize = 16;
const MOST_BYTES: usize = 128 << 20;

/// A gap, ready to be drawn.
#[derive(Debug)]
pub struct DrawnGap {
    /// Its place in the order of gravity, from 1.
    pub rank: u64,
    /// How many cells.
    pub cells: u64,
    /// Their area in square metres.
    pub area_m2: f64,
    /// Their demand, if any is known.
    pub demand: Option<f64>,
    /// How far the farthest of its cells is from its station, in metres, where there are enough.
    pub farthest_m: Option<f64>,
    /// Its outline.
    pub outline: Outline,
}

/// A question, of certain data, within the interval in which no opening changes its answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Asked {
    /// The version of the data.
    pub version: String,
    /// The question as it was written.
    pub query: String,
    /// When an opening changes the answer.
    pub changes_at: Option<DateTime<Utc>>,
}

/// The gaps of a question.
pub type Gaps = Arc<Vec<DrawnGap>>;

/// The gaps of the latest questions, the latest last.
#[derive(Debug, Default)]
pub struct GapDrawings(ArcSwap<Vec<Arc<Kept>>>);

#[derive(Debug)]
struct Kept {
    asked: Asked,
    gaps: OnceCell<Gaps>,
}

impl Kept {
    fn bytes(&self) -> usize {
        let of = |gap: &DrawnGap| size_of::<DrawnGap>() + gap.outline.bytes();
        self.gaps.get().map_or(0, |gaps| gaps.iter().map(of).sum())
    }
}

impl GapDrawings {
    /// The gaps of a question, worked out if they are not known. Whoever asks the same meanwhile waits for them; if
    /// whoever works goes away or fails, the next begins anew.
    ///
    /// # Errors
    /// What the work itself refuses.
    pub async fn get_or<F>(&self, asked: &Asked, work: impl FnOnce() -> F) -> Result<Gaps, Problem>
    where
        F: Future<Output = Result<Gaps, Problem>>,
    {
        let kept = self.place(asked);
        let known = kept.gaps.initialized();
        let gaps = kept.gaps.get_or_try_init(work).await?.clone();
        if !known {
            self.make_room();
        }
        Ok(gaps)
    }

    /// The place of a question's answer, known or not.
    fn place(&self, asked: &Asked) -> Arc<Kept> {
        let find = |all: &[Arc<Kept>]| all.iter().find(|kept| kept.asked == *asked).cloned();
        if let Some(known) = find(&self.0.load()) {
            return known;
        }
        let new = Arc::new(Kept { asked: asked.clone(), gaps: OnceCell::new() });
        // Another request may have made the place meanwhile.
        self.0.rcu(|all| match find(all) {
            Some(_) => all.as_ref().clone(),
            None => all.iter().rev().take(MOST_KEPT - 1).rev().cloned().chain([new.clone()]).collect(),
        });
        find(&self.0.load()).unwrap_or(new)
    }

    /// Lets go of the oldest until the others fit.
    fn make_room(&self) {
        self.0.rcu(|all| {
            let mut room = MOST_BYTES;
            let recent = all.iter().rev().map_while(|kept| {
                room = room.checked_sub(kept.bytes())?;
                Some(kept.clone())
            });
            let mut kept: Vec<Arc<Kept>> = recent.collect();
            kept.reverse();
            kept
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::http::StatusCode;
    use std::sync::atomic::{AtomicUsize, Ordering};
    use tokio::sync::Semaphore;

    fn asked(query: &str) -> Asked {
        Asked { version: "1".to_owned(), query: query.to_owned(), changes_at: None }
    }

    #[tokio::test]
    async fn twenty_who_ask_the_same_at_once_wait_for_one_who_works() {
        let (drawings, worked, go) = (GapDrawings::default(), AtomicUsize::new(0), Semaphore::new(0));
        let asked = asked("region=x");
        let ask = || {
            drawings.get_or(&asked, || async {
                worked.fetch_add(1, Ordering::Relaxed);
                let _ = go.acquire().await;
                Ok(Gaps::default())
            })
        };
        let mut waiting: Vec<_> = (0..20).map(|_| Box::pin(ask())).collect();
        for each in &mut waiting {
            let polled =
                std::future::poll_fn(|context| std::task::Poll::Ready(each.as_mut().poll(context).is_pending()));
            assert!(polled.await);
        }
        // The one who works goes away, and another takes over.
        drop(waiting.remove(0));
        go.add_permits(1);
        for each in waiting {
            assert!(each.await.is_ok());
        }
        assert_eq!(worked.load(Ordering::Relaxed), 2);
    }

    #[tokio::test]
    async fn what_failed_is_tried_again_and_the_oldest_is_forgotten() {
        let drawings = GapDrawings::default();
        let busy = drawings.get_or(&asked("a"), || async { Err(Problem::busy()) }).await.unwrap_err();
        assert_eq!(busy.status(), StatusCode::SERVICE_UNAVAILABLE);
        let worked = AtomicUsize::new(0);
        let ask = async |query: &str| {
            let work = || async {
                worked.fetch_add(1, Ordering::Relaxed);
                Ok(Gaps::default())
            };
            assert!(drawings.get_or(&asked(query), work).await.is_ok());
            worked.load(Ordering::Relaxed)
        };
        assert_eq!([ask("a").await, ask("a").await], [1, 1]);
        for other in 0..MOST_KEPT {
            ask(&other.to_string()).await;
        }
        assert_eq!(ask("a").await, 2 + MOST_KEPT);
    }
}
