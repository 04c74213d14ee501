//! Who is answered now, who waits, and who is sent away? Seats, a short queue, and no third place.

use super::App;
use super::limits::Limits;
use super::problem::Problem;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, OnceLock};
use std::time::Duration;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// The right to be answered; given back when dropped.
pub type Seat = OwnedSemaphorePermit;

/// All seats are taken and the queue is full.
#[derive(Debug, PartialEq, Eq)]
pub struct Full;

/// The seats of a service.
#[derive(Debug)]
pub struct Admission {
    seats: Arc<Semaphore>,
    waiting: AtomicUsize,
    most_waiting: usize,
}

impl Admission {
    /// As many seats and places in the queue as the limits say; one seat at least.
    pub fn new(limits: &Limits) -> Self {
        let seats = limits.max_requests.clamp(1, Semaphore::MAX_PERMITS);
        Self { seats: Arc::new(Semaphore::new(seats)), waiting: AtomicUsize::new(0), most_waiting: limits.max_queue }
    }

    /// Takes a seat, waiting for one in turn if the queue has room.
    ///
    /// # Errors
    /// At once when it has none.
    pub async fn enter(&self) -> Result<Seat, Full> {
        if let Ok(seat) = self.seats.clone().try_acquire_owned() {
            return Ok(seat);
        }
        let _place = self.queue()?;
        // The semaphore is never closed.
        self.seats.clone().acquire_owned().await.map_err(|_| Full)
    }

    fn queue(&self) -> Result<Place<'_>, Full> {
        let room = |waiting: usize| (waiting < self.most_waiting).then_some(waiting + 1);
        let taken = self.waiting.fetch_update(Ordering::Relaxed, Ordering::Relaxed, room);
        taken.map(|_| Place(&self.waiting)).map_err(|_| Full)
    }
}

impl Default for Admission {
    fn default() -> Self {
        Self::new(&Limits::default())
    }
}

/// A place in the queue, which whoever stops waiting leaves.
struct Place<'a>(&'a AtomicUsize);

impl Drop for Place<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}

/// The seat of a request with a body, taken once the body is there: whoever dribbles one keeps no seat from others.
#[derive(Debug, Clone)]
pub struct Turn(Arc<(Arc<App>, OnceLock<Seat>)>);

impl Turn {
    /// No seat yet.
    pub fn new(app: Arc<App>) -> Self {
        Self(Arc::new((app, OnceLock::new())))
    }

    /// How long the body may take.
    pub fn body_timeout(&self) -> Duration {
        self.0.0.limits.body_timeout_s.duration()
    }

    /// Takes the seat, to be kept until the request is answered.
    ///
    /// # Errors
    /// `503` when there is neither a seat nor room in the queue.
    pub async fn come(&self) -> Result<(), Problem> {
        let (app, seat) = &*self.0;
        let taken = app.admission.enter().await.map_err(|Full| {
            app.metrics.shed_by_queue.inc();
            Problem::overloaded()
        })?;
        // Of two seats the second goes back.
        let _ = seat.set(taken);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::future::Future;
    use std::pin::pin;
    use std::task::{Context, Poll, Waker};

    fn admission(seats: usize, queue: usize) -> Admission {
        Admission::new(&Limits { max_requests: seats, max_queue: queue, ..Limits::default() })
    }

    fn poll<F: Future>(future: std::pin::Pin<&mut F>) -> Poll<F::Output> {
        future.poll(&mut Context::from_waker(Waker::noop()))
    }

    #[test]
    fn seats_are_given_then_places_and_then_nobody_waits() {
        let admission = admission(1, 1);
        let Poll::Ready(Ok(seat)) = poll(pin!(admission.enter())) else { panic!("a seat is free") };
        let mut second = pin!(admission.enter());
        assert!(poll(second.as_mut()).is_pending());
        assert!(matches!(poll(pin!(admission.enter())), Poll::Ready(Err(Full))));
        drop(seat);
        assert!(matches!(poll(second.as_mut()), Poll::Ready(Ok(_))));
        assert!(matches!(poll(pin!(admission.enter())), Poll::Ready(Ok(_))));
    }

    #[test]
    fn whoever_stops_waiting_leaves_the_place() {
        let admission = admission(1, 1);
        let Poll::Ready(Ok(_seat)) = poll(pin!(admission.enter())) else { panic!("a seat is free") };
        for _ in 0..3 {
            assert!(poll(pin!(admission.enter())).is_pending());
        }
    }
}
