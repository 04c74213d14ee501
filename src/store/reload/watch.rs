//! Did something happen where the files are? The system tells, where it can; whoever is told looks for himself.

use notify::event::{AccessKind, AccessMode};
use notify::{Event, EventKind, RecommendedWatcher, RecursiveMode, Watcher, recommended_watcher};
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

/// Directories that are watched. Files are not: a watch on a file ends when it is replaced.
pub(super) struct Watch {
    /// None where nothing can be watched.
    watcher: Option<RecommendedWatcher>,
    /// What each path led to when it was watched.
    watched: BTreeMap<PathBuf, Option<u64>>,
    told_of_failure: bool,
}

impl Watch {
    /// Watches nothing yet; `hint` is called for whatever happens in what will be watched.
    pub(super) fn new(hint: impl Fn() + Send + 'static) -> Self {
        let watcher = recommended_watcher(move |event: notify::Result<Event>| {
            if event.map_or(true, |event| may_change_files(event.kind)) {
                hint();
            }
        });
        let mut watch = Self::none();
        match watcher {
            Ok(watcher) => watch.watcher = Some(watcher),
            Err(error) => watch.tell_of(&error),
        }
        watch
    }

    /// Watches nothing, ever.
    pub(super) fn none() -> Self {
        Self { watcher: None, watched: BTreeMap::new(), told_of_failure: false }
    }

    /// Watches these directories and no others. One that was replaced is watched anew. Whether any was not watched
    /// before.
    pub(super) fn only(&mut self, directories: BTreeSet<PathBuf>) -> bool {
        let Some(watcher) = &mut self.watcher else { return false };
        let mut any_new = false;
        let mut failure = None;
        self.watched.retain(|path, identity| {
            let stays = directories.contains(path) && identity_of(path) == *identity;
            if !stays {
                // A directory that is gone took its watch with it.
                let _ = watcher.unwatch(path);
            }
            stays
        });
        for path in directories {
            if self.watched.contains_key(&path) || !path.is_dir() {
                continue;
            }
            // Looked at first: if it is replaced in between, it is watched once more.
            let identity = identity_of(&path);
            match watcher.watch(&path, RecursiveMode::NonRecursive) {
                Ok(()) => {
                    self.watched.insert(path, identity);
                    any_new = true;
                }
                Err(error) => failure = Some(error),
            }
        }
        if let Some(error) = failure {
            self.tell_of(&error);
        }
        any_new
    }

    fn tell_of(&mut self, error: &notify::Error) {
        if !std::mem::replace(&mut self.told_of_failure, true) {
            tracing::warn!(%error, "changes of the data are only seen by looking now and then");
        }
    }
}

/// Reading changes nothing, and looking is reading.
fn may_change_files(kind: EventKind) -> bool {
    !matches!(kind, EventKind::Access(access) if access != AccessKind::Close(AccessMode::Write))
}

#[cfg(unix)]
fn identity_of(path: &Path) -> Option<u64> {
    std::fs::metadata(path).ok().map(|metadata| std::os::unix::fs::MetadataExt::ino(&metadata))
}

#[cfg(not(unix))]
fn identity_of(path: &Path) -> Option<u64> {
    path.exists().then_some(0)
}
