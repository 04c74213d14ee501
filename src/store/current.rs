//! Which snapshot is in use? One pointer, read without waiting.

use super::Snapshot;
use arc_swap::ArcSwapOption;
use std::sync::Arc;

/// Holds the snapshot in use; empty until the first load is done.
#[derive(Debug, Default)]
pub struct Store {
    current: ArcSwapOption<Snapshot>,
}

impl Store {
    /// The snapshot in use, to be kept for the whole of a request.
    pub fn current(&self) -> Option<Arc<Snapshot>> {
        self.current.load_full()
    }

    /// Puts a snapshot in use; requests under way keep the one they began with.
    pub fn publish(&self, snapshot: Snapshot) {
        self.current.store(Some(Arc::new(snapshot)));
    }
}
