//! Who may ask for much work at once? As many as there are processors, and some who wait, on threads that yield to
//! everybody else.

use super::caught::aside;
use super::limits::Limits;
use super::problem::Problem;
use crate::coverage::Effort;
use crate::niceness::yield_to_others;
use rayon::{ThreadPool, ThreadPoolBuilder};
use std::num::NonZero;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::available_parallelism;
use std::time::{Duration, Instant};
use tokio::sync::Semaphore;

/// How much work one answer may take, in units of [`Effort`]: some thirty seconds of one processor at most, ten for a route.
const MOST_UNITS: u64 = 200_000_000;

/// How many more may wait for each that is worked on: a page asks for a summary, gaps and cells at once.
const WAITING_FOR_EACH: usize = 4;

/// Threads for answers that take long, and permits to use them.
#[derive(Debug)]
pub struct Heavy {
    /// One for each answer that is worked on or waited for.
    places: Arc<Semaphore>,
    /// One for each that is worked on.
    permits: Arc<Semaphore>,
    /// None where no threads could be started; the work is then done where it is asked for.
    pool: Option<ThreadPool>,
    /// How long one answer may wait for its turn.
    longest_wait: Duration,
    /// How long it may take. What is too much is told by the work, which is the same on any machine; only a machine that
    /// is slower than any we know, or has too much else to do, comes to this.
    longest: Duration,
}

impl Default for Heavy {
    fn default() -> Self {
        Self::within(&Limits::default())
    }
}

impl Heavy {
    /// For requests that take no longer than the limits say: an answer waits half of that for its turn, and ends in time
    /// to say why it is none.
    pub fn within(limits: &Limits) -> Self {
        let most = limits.request_timeout_s.duration();
        let processors = available_parallelism().map_or(1, NonZero::get);
        let pool = ThreadPoolBuilder::new()
            .num_threads(processors)
            .thread_name(|number| format!("heavy-{number}"))
            .start_handler(|_| yield_to_others())
            .build();
        Self {
            places: Arc::new(Semaphore::new(processors * (1 + WAITING_FOR_EACH))),
            permits: Arc::new(Semaphore::new(processors)),
            pool: pool.ok(),
            longest_wait: most / 2,
            longest: most / 8 * 7,
        }
    }
}

/// Tells the work that nobody waits for it any more, once its request is dropped.
struct Waiting(Arc<AtomicBool>);

impl Drop for Waiting {
    fn drop(&mut self) {
        self.0.store(true, Ordering::Relaxed);
    }
}

impl Heavy {
    /// Does some work on the threads set apart for it, and stops it when its caller is gone.
    ///
    /// # Errors
    /// `503` if as many as may wait are waiting, or what the work itself refuses.
    pub async fn run<T: Send + 'static>(
        self: &Arc<Self>,
        work: impl FnOnce(&Effort) -> Result<T, Problem> + Send + 'static,
    ) -> Result<T, Problem> {
        self.run_for(self.longest, work).await
    }

    /// [`Heavy::run`] for work that may take longer, though it may wait no longer for its turn.
    ///
    /// # Errors
    /// As there.
    pub async fn run_for<T: Send + 'static>(
        self: &Arc<Self>,
        longest: Duration,
        work: impl FnOnce(&Effort) -> Result<T, Problem> + Send + 'static,
    ) -> Result<T, Problem> {
        let _place = self.places.clone().try_acquire_owned().map_err(|_| Problem::busy())?;
        let permit = tokio::time::timeout(self.longest_wait, self.permits.clone().acquire_owned()).await;
        let permit = permit.ok().and_then(Result::ok).ok_or_else(Problem::busy)?;
        let waiting = Waiting(Arc::default());
        let effort = Effort::new(MOST_UNITS, Some(Instant::now() + longest), waiting.0.clone());
        let within = self.clone();
        let done = aside(move || {
            // Held until the work has ended, whether or not anyone still waits for it.
            let _permit = permit;
            match &within.pool {
                Some(pool) => pool.install(|| work(&effort)),
                None => work(&effort),
            }
        });
        done.await.ok_or_else(Problem::internal)?
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::coverage::Halt;
    use axum::http::StatusCode;
    use std::sync::mpsc;

    /// Work that goes on until it is told to end, and tells why.
    fn endless(
        began: mpsc::Sender<()>,
        ended: mpsc::Sender<Halt>,
    ) -> impl FnOnce(&Effort) -> Result<(), Problem> + Send {
        move |effort| {
            let _ = began.send(());
            loop {
                if let Err(halt) = effort.spend(1) {
                    let _ = ended.send(halt);
                    return Err(Problem::busy());
                }
                std::thread::yield_now();
            }
        }
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn work_ends_when_nobody_waits_for_it_any_more() {
        let heavy = Arc::new(Heavy::default());
        let ((began, begun), (ended, end)) = (mpsc::channel(), mpsc::channel());
        let asked = tokio::spawn({
            let heavy = heavy.clone();
            async move { heavy.run(endless(began, ended)).await }
        });
        tokio::task::spawn_blocking(move || begun.recv()).await.unwrap().unwrap();
        asked.abort();
        let halt = tokio::task::spawn_blocking(move || end.recv()).await.unwrap();
        assert_eq!(halt, Ok(Halt::Abandoned));
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn more_than_may_wait_are_refused_at_once_and_the_others_answered() {
        let heavy = Arc::new(Heavy::default());
        let places = heavy.places.available_permits();
        let (release, released) = mpsc::channel::<()>();
        let released = Arc::new(std::sync::Mutex::new(released));
        let asked: Vec<_> = (0..places)
            .map(|_| {
                let (heavy, released) = (heavy.clone(), released.clone());
                let work = move |_: &Effort| Ok(released.lock().unwrap().recv().is_ok());
                tokio::spawn(async move { heavy.run(work).await })
            })
            .collect();
        // Until each has its place.
        while heavy.places.available_permits() > 0 {
            tokio::task::yield_now().await;
        }
        let refused = heavy.run(|_| Ok(())).await.unwrap_err();
        assert_eq!(refused.status(), StatusCode::SERVICE_UNAVAILABLE);
        for _ in 0..places {
            release.send(()).unwrap();
        }
        for asked in asked {
            assert!(asked.await.unwrap().unwrap());
        }
        assert!(heavy.run(|_| Ok(true)).await.unwrap());
    }
}
