//! Which snapshot is in use, and is it what the sources hold? Two pointers, read without waiting.

use super::Snapshot;
use super::history::History;
use super::reload::Ended;
use arc_swap::ArcSwapOption;
use chrono::{DateTime, Utc};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

/// Holds the snapshot in use; empty until the first load is done.
#[derive(Debug, Default)]
pub struct Store {
    current: ArcSwapOption<Snapshot>,
    trouble: ArcSwapOption<Trouble>,
    unsaved: ArcSwapOption<String>,
    /// Twice as many as snapshots came into use, and one more while another does.
    published: AtomicU64,
    /// How often new data was tried, and what came of it.
    pub reloads: Reloads,
}

/// Why the snapshot in use is not what the sources hold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Trouble {
    /// A sentence that names the file and the cure.
    pub reason: String,
    /// Since when.
    pub since: DateTime<Utc>,
}

/// Reloads by how they ended, since the start.
#[derive(Debug, Default)]
pub struct Reloads {
    /// New data came into use.
    pub loaded: AtomicU64,
    /// New data came into use, but some files stayed as they last were good.
    pub partly: AtomicU64,
    /// The files were as before.
    pub unchanged: AtomicU64,
    /// The data in use stayed.
    pub refused: AtomicU64,
    /// What all of them took together, in microseconds.
    pub took_us: AtomicU64,
}

impl Reloads {
    pub(super) fn count(&self, ended: &Ended, took: Duration) {
        let counter = match ended {
            Ended::Loaded => &self.loaded,
            Ended::Partly(_) => &self.partly,
            Ended::Unchanged => &self.unchanged,
            Ended::Refused(_) => &self.refused,
        };
        counter.fetch_add(1, Ordering::Relaxed);
        self.took_us.fetch_add(u64::try_from(took.as_micros()).unwrap_or(u64::MAX), Ordering::Relaxed);
    }
}

impl Store {
    /// The snapshot in use, to be kept for the whole of a request.
    pub fn current(&self) -> Option<Arc<Snapshot>> {
        self.current.load_full()
    }

    /// Puts a snapshot in use, one at a time, and gives back the one before; requests under way keep the one they began with.
    pub fn publish(&self, mut snapshot: Snapshot) -> Option<Arc<Snapshot>> {
        if let Some(before) = self.current() {
            snapshot.history = History::after(&before, &snapshot);
        }
        self.published.fetch_add(1, Ordering::SeqCst);
        let before = self.current.swap(Some(Arc::new(snapshot)));
        self.published.fetch_add(1, Ordering::SeqCst);
        before
    }

    /// How many snapshots came into use so far; none while another is about to. As long as it stays the same, so does the
    /// snapshot in use.
    pub fn published(&self) -> Option<u64> {
        let twice = self.published.load(Ordering::SeqCst);
        twice.is_multiple_of(2).then_some(twice / 2)
    }

    /// Why what is in use is not what the sources hold, if it is not.
    pub fn trouble(&self) -> Option<Arc<Trouble>> {
        self.trouble.load_full()
    }

    /// Says why what is in use is not what the sources hold.
    pub fn set_trouble(&self, trouble: Option<Trouble>) {
        self.trouble.store(trouble.map(Arc::new));
    }

    /// Why no copy of the data was saved, if it should have been.
    pub fn unsaved(&self) -> Option<Arc<String>> {
        self.unsaved.load_full()
    }

    pub(super) fn set_unsaved(&self, reason: Option<String>) {
        self.unsaved.store(reason.map(Arc::new));
    }
}
