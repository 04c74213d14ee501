//! What if an answer panics? The panic ends here, and the service goes on.

use std::future::Future;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::Pin;
use std::task::{Context, Poll};

/// A future whose panic is an error.
pub struct Caught<F>(pub F);

/// It panicked.
#[derive(Debug, PartialEq, Eq)]
pub struct Panicked;

impl<F: Future + Unpin> Future for Caught<F> {
    type Output = Result<F::Output, Panicked>;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        // A request shares with others only what is immutable or atomic, so nothing half-changed is left behind.
        catch_unwind(AssertUnwindSafe(|| Pin::new(&mut self.0).poll(context)))
            .map_or(Poll::Ready(Err(Panicked)), |polled| polled.map(Ok))
    }
}

/// Runs work that would keep other requests waiting on a thread of its own. A panic there goes on here, where it is caught and counted.
pub async fn aside<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Option<T> {
    match tokio::task::spawn_blocking(work).await {
        Ok(done) => Some(done),
        Err(error) => match error.try_into_panic() {
            Ok(panic) => std::panic::resume_unwind(panic),
            // The runtime is ending.
            Err(_) => None,
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_panic_is_an_error_here_and_in_work_set_aside() {
        assert_eq!(Caught(Box::pin(async { 7 })).await, Ok(7));
        let broken = || -> i32 { std::panic::resume_unwind(Box::new(())) };
        assert_eq!(Caught(Box::pin(async move { broken() })).await, Err(Panicked));
        assert_eq!(Caught(Box::pin(async move { aside(broken).await })).await, Err(Panicked));
    }
}
