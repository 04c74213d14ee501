//! Where does a connection stand? Silent, sending a head, being answered or between two requests, and for how long.

use super::limits::Limits;
use std::sync::atomic::{AtomicBool, AtomicU8, AtomicU64, AtomicUsize, Ordering};
use std::time::{Duration, Instant};
use tokio::sync::Notify;

/// Nothing was heard yet.
const SILENT: u8 = 0;
/// Part of a head was heard.
const HEAD: u8 = 1;
/// The last request was answered.
const ANSWERED: u8 = 2;

/// What a client took too long for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Overdue {
    /// Sending a head.
    Head,
    /// Asking for something more.
    Idle,
    /// Reading an answer.
    Stuck,
}

/// A connection as its wire, its requests and its keeper see it. One clock for all of it, which the keeper looks
/// at now and then, costs a request less than a timer of its own.
#[derive(Debug)]
pub struct Vitals {
    began: Instant,
    state: AtomicU8,
    /// Since when it is in that state, in milliseconds after the beginning.
    since_ms: AtomicU64,
    /// Since when it cannot be written to, likewise; 0 while it can.
    stuck_since_ms: AtomicU64,
    /// Something was written since the keeper last looked.
    wrote: AtomicBool,
    answering: AtomicUsize,
    http2: AtomicBool,
    expired: AtomicBool,
    /// Tells the keeper that the service stops.
    pub stop: Notify,
}

impl Vitals {
    /// A connection that was just accepted.
    pub fn new() -> Self {
        Self {
            began: Instant::now(),
            state: AtomicU8::new(SILENT),
            since_ms: AtomicU64::new(0),
            stuck_since_ms: AtomicU64::new(0),
            wrote: AtomicBool::new(false),
            answering: AtomicUsize::new(0),
            http2: AtomicBool::new(false),
            expired: AtomicBool::new(false),
            stop: Notify::new(),
        }
    }

    /// Bytes arrived. Whether they begin a head.
    pub fn heard(&self) -> bool {
        // HTTP/2 has no heads to wait for, and what comes while a request is answered is its body, or early.
        if self.answering() > 0 || self.http2.load(Ordering::Relaxed) {
            return false;
        }
        let before = self.state.swap(HEAD, Ordering::Relaxed);
        if before == ANSWERED {
            self.since_ms.store(self.now_ms(), Ordering::Relaxed);
        }
        before != HEAD
    }

    /// A request begins to be answered; it ends when the value is dropped.
    pub fn asked(&self, http2: bool) -> Asking<'_> {
        self.answering.fetch_add(1, Ordering::Relaxed);
        if http2 {
            self.http2.store(true, Ordering::Relaxed);
        }
        Asking(self)
    }

    /// Bytes were written.
    pub fn wrote(&self) {
        self.wrote.store(true, Ordering::Relaxed);
        if self.stuck_since_ms.load(Ordering::Relaxed) != 0 {
            self.stuck_since_ms.store(0, Ordering::Relaxed);
        }
    }

    /// Nothing more can be written for now.
    pub fn stuck(&self) {
        if self.stuck_since_ms.load(Ordering::Relaxed) == 0 {
            self.stuck_since_ms.store(self.now_ms().max(1), Ordering::Relaxed);
        }
    }

    /// What the client took too long for by now, if anything.
    pub fn overdue(&self, limits: &Limits) -> Option<Overdue> {
        let passed = |since_ms: u64| Duration::from_millis(self.now_ms().saturating_sub(since_ms));
        let stuck_since = self.stuck_since_ms.load(Ordering::Relaxed);
        if stuck_since != 0 && passed(stuck_since) >= limits.write_timeout_s.duration() {
            return Some(Overdue::Stuck);
        }
        if self.answering() > 0 {
            return None;
        }
        let between = self.state.load(Ordering::Relaxed) == ANSWERED;
        if self.wrote.swap(false, Ordering::Relaxed) && between {
            // An answer is still on its way.
            self.since_ms.store(self.now_ms(), Ordering::Relaxed);
        }
        let passed = passed(self.since_ms.load(Ordering::Relaxed));
        if between {
            (passed >= limits.idle_timeout_s.duration()).then_some(Overdue::Idle)
        } else {
            (passed >= limits.header_timeout_s.duration()).then_some(Overdue::Head)
        }
    }

    /// How often to look: a quarter of the shortest time allowed.
    pub fn look_every(limits: &Limits) -> Duration {
        let shortest = limits.header_timeout_s.min(limits.idle_timeout_s).min(limits.write_timeout_s);
        (shortest.duration() / 4).max(Duration::from_millis(5))
    }

    /// Whether a head is awaited, or under way: whoever connected may be about to ask.
    pub fn may_be_about_to_ask(&self) -> bool {
        self.answering() == 0 && self.state.load(Ordering::Relaxed) != ANSWERED
    }

    /// Whether a head is under way.
    pub fn is_asking(&self) -> bool {
        self.answering() == 0 && self.state.load(Ordering::Relaxed) == HEAD
    }

    /// Tells the wire that the time for a head is over.
    pub fn expire(&self) {
        self.expired.store(true, Ordering::Relaxed);
    }

    /// Whether it is.
    pub fn is_expired(&self) -> bool {
        self.expired.load(Ordering::Relaxed)
    }

    fn answering(&self) -> usize {
        self.answering.load(Ordering::Relaxed)
    }

    fn now_ms(&self) -> u64 {
        self.began.elapsed().as_millis() as u64
    }
}

/// A request that is being answered.
pub struct Asking<'a>(&'a Vitals);

impl Drop for Asking<'_> {
    fn drop(&mut self) {
        let Vitals { state, since_ms, answering, .. } = self.0;
        since_ms.store(self.0.now_ms(), Ordering::Relaxed);
        state.store(ANSWERED, Ordering::Relaxed);
        answering.fetch_sub(1, Ordering::Relaxed);
    }
}

#[cfg(test)]
mod tests {
    use super::super::limits::Seconds;
    use super::*;

    /// Limits of which only one is over at once.
    fn limits(header: u64, idle: u64, write: u64) -> Limits {
        let [header_timeout_s, idle_timeout_s, write_timeout_s] = [header, idle, write].map(Seconds::whole);
        Limits { header_timeout_s, idle_timeout_s, write_timeout_s, ..Limits::default() }
    }

    #[test]
    fn each_state_has_its_own_time() {
        let vitals = Vitals::new();
        let (head, idle, stuck) = (limits(0, 9, 9), limits(9, 0, 9), limits(9, 9, 0));
        let overdue = || [&head, &idle, &stuck].map(|limits| vitals.overdue(limits));
        assert_eq!(overdue(), [Some(Overdue::Head), None, None]);
        assert!(vitals.heard() && !vitals.heard() && vitals.is_asking());
        assert_eq!(overdue(), [Some(Overdue::Head), None, None]);
        let asking = vitals.asked(false);
        assert_eq!(overdue(), [None; 3]);
        drop(asking);
        assert_eq!(overdue(), [None, Some(Overdue::Idle), None]);
        vitals.stuck();
        assert_eq!(overdue(), [None, Some(Overdue::Idle), Some(Overdue::Stuck)]);
        vitals.wrote();
        assert_eq!(overdue(), [None, Some(Overdue::Idle), None]);
        assert!(vitals.heard() && vitals.may_be_about_to_ask());
    }

    #[test]
    fn http2_is_idle_between_requests_whatever_it_says() {
        let vitals = Vitals::new();
        assert!(vitals.heard());
        drop(vitals.asked(true));
        assert!(!vitals.heard());
        assert_eq!(vitals.overdue(&limits(0, 9, 9)), None);
    }
}
