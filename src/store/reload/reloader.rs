//! Who brings new data into use? One thread, one load at a time, whoever asks for it.

use super::judge::{Before, When, judge, nothing_good};
use super::look::Look;
use super::self_check::self_check;
use super::watch::Watch;
use crate::niceness::yield_to_others;
use crate::store::current::{Store, Trouble};
use crate::store::last_good::Shelf;
use crate::store::load::{Kept, load_keeping};
use crate::store::snapshot::Snapshot;
use crate::store::source::Source;
use chrono::Utc;
use rayon::{ThreadPool, ThreadPoolBuilder};
use std::fmt;
use std::hint::black_box;
use std::io;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError, SendError, Sender, channel};
use std::thread;
use std::time::{Duration, Instant};

/// How often files that change while they are read are read anew.
const TRIES: usize = 5;
/// How often to look whether nobody reads what was replaced.
const BURY_EVERY: Duration = Duration::from_millis(100);
/// When a load that was refused is tried again though nothing changed, as a file may become readable without a trace;
/// each time twice as late, up to the longest.
const RETRY_AFTER: Duration = Duration::from_secs(10);
const RETRY_AT_LAST_AFTER: Duration = Duration::from_secs(300);
/// How many times files may be seen changing before they are read all the same.
const MOST_CHANGES: usize = 40;

/// How soon changes are noticed.
#[derive(Debug, Clone, Copy)]
pub struct Pace {
    /// How often to look at the files even if the system tells of no change.
    pub look_every: Duration,
    /// How long the files must stay as they are before they are read.
    pub settle: Duration,
    /// Whether to have the system tell of changes.
    pub watch: bool,
}

/// How a reload ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Ended {
    /// New data is in use.
    Loaded,
    /// New data is in use, but some files stayed as they last were good, for this reason.
    Partly(String),
    /// The files are as they were.
    Unchanged,
    /// The data in use stays, for this reason.
    Refused(String),
}

/// Told when a reload begins, with nothing, and when it has ended, with how.
pub type Listener = Box<dyn Fn(Option<&Ended>) + Send>;

/// What the thread is asked for.
enum Ask {
    /// Something may have changed.
    Look,
    Reload {
        forced: bool,
        then: Box<dyn FnOnce(Ended) + Send>,
    },
    /// Nobody will ask any more.
    End,
}

/// The thread, as others see it. It ends when the last of them is dropped.
#[derive(Debug, Clone)]
pub struct Reloader(Arc<Asks>);

struct Asks(Sender<Ask>);

impl fmt::Debug for Asks {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Asks")
    }
}

impl Drop for Asks {
    fn drop(&mut self) {
        // Nobody there is nobody to tell.
        let _ = self.0.send(Ask::End);
    }
}

impl Reloader {
    /// Starts to watch the source of what a store holds. `seen` is what it looked like before that was loaded.
    ///
    /// # Errors
    /// When no thread can be started.
    pub fn start(
        store: Arc<Store>,
        source: Source,
        seen: Look,
        shelf: Option<Shelf>,
        pace: Pace,
        listener: Listener,
    ) -> io::Result<Self> {
        let (asks, asked) = channel();
        let hinted = Arc::new(AtomicBool::new(false));
        let hint = {
            let (asks, hinted) = (asks.clone(), hinted.clone());
            move || {
                // One hint at a time is enough.
                if !hinted.swap(true, Ordering::AcqRel) {
                    let _ = asks.send(Ask::Look);
                }
            }
        };
        let watch = if pace.watch { Watch::new(hint) } else { Watch::none() };
        // One processor is left to answers: a thread that yields may still keep it for three milliseconds, the kernel's
        // slice, when a question comes.
        let pool = ThreadPoolBuilder::new()
            .num_threads(rayon::current_num_threads().saturating_sub(1).max(1))
            .thread_name(|number| format!("reload-{number}"))
            .start_handler(|_| yield_to_others())
            .build();
        // What was wrong at the start may mend itself without a trace.
        let retry = store.trouble().map(|_| (Instant::now() + RETRY_AFTER, RETRY_AFTER));
        let work = Work {
            store,
            source,
            seen,
            shelf,
            pace,
            listener,
            watch,
            hinted,
            pool: pool.ok(),
            save_at: Some(Instant::now()),
            retired: Vec::new(),
            retry,
        };
        thread::Builder::new().name("reload".to_owned()).spawn(move || {
            yield_to_others();
            work.run(&asked);
        })?;
        Ok(Self(Arc::new(Asks(asks))))
    }

    /// Asks for a reload; `then` is told how it ended. A `forced` one may lose stations.
    pub fn reload(&self, forced: bool, then: impl FnOnce(Ended) + Send + 'static) {
        let unsent = self.0.0.send(Ask::Reload { forced, then: Box::new(then) });
        if let Err(SendError(Ask::Reload { then, .. })) = unsent {
            then(Ended::Refused("nobody reloads any more".to_owned()));
        }
    }
}

/// Has memory that was freed returned to the system. The allocator does that a second after, but looks whether it is
/// time only when a large piece is freed again, which in a service at rest never happens: after a load of a million
/// stations it would keep more than 100 MB.
fn let_go() {
    drop(black_box(Vec::<u8>::with_capacity(1 << 20)));
}

struct Work {
    store: Arc<Store>,
    source: Source,
    /// What the files looked like before they were last read.
    seen: Look,
    shelf: Option<Shelf>,
    pace: Pace,
    listener: Listener,
    watch: Watch,
    hinted: Arc<AtomicBool>,
    /// None where no threads could be started; loads then use those that answers use.
    pool: Option<ThreadPool>,
    /// When to save what is in use, if it was not saved yet.
    save_at: Option<Instant>,
    /// Snapshots that requests may still read. They are dropped here, so that no request has to.
    retired: Vec<Arc<Snapshot>>,
    /// When to try once more, and how long after that.
    retry: Option<(Instant, Duration)>,
}

impl Work {
    fn run(mut self, asked: &Receiver<Ask>) {
        // Something may have changed since the first load was begun.
        self.look();
        self.prepare();
        self.save();
        let mut look_at = Instant::now() + self.pace.look_every;
        loop {
            let wait = look_at.saturating_duration_since(Instant::now());
            let wait = if self.retired.is_empty() { wait } else { wait.min(BURY_EVERY) };
            match asked.recv_timeout(wait) {
                Ok(Ask::Reload { forced, then }) => then(self.reload(forced)),
                Ok(Ask::Look) => {
                    self.hinted.store(false, Ordering::Release);
                    self.look();
                }
                Err(RecvTimeoutError::Timeout) if Instant::now() >= look_at => {
                    self.look();
                    look_at = Instant::now() + self.pace.look_every;
                }
                Err(RecvTimeoutError::Timeout) => {}
                Ok(Ask::End) | Err(RecvTimeoutError::Disconnected) => return,
            }
            self.retired.retain(|snapshot| Arc::strong_count(snapshot) > 1);
            self.prepare();
            self.save();
            let_go();
        }
    }

    /// Reloads if the files look other than before, once they stay as they are.
    fn look(&mut self) {
        let mut look = Look::at(&self.source);
        for _ in 0..MOST_CHANGES {
            if !self.watch.only(look.directories(&self.source)) {
                break;
            }
            // What happened before it was watched was not told.
            look = Look::at(&self.source);
        }
        if look != self.seen {
            for _ in 0..MOST_CHANGES {
                thread::sleep(self.pace.settle);
                let before = std::mem::replace(&mut look, Look::at(&self.source));
                if look == before {
                    break;
                }
            }
            self.retry = None;
            self.reload(false);
        } else if self.retry.is_some_and(|(at, _)| Instant::now() >= at) {
            self.reload(false);
        }
    }

    fn reload(&mut self, forced: bool) -> Ended {
        (self.listener)(None);
        let began = Instant::now();
        let ended = self.attempts(forced);
        self.store.reloads.count(&ended, began.elapsed());
        match &ended {
            Ended::Refused(reason) | Ended::Partly(reason) => {
                let before = self.store.trouble();
                if before.as_ref().is_none_or(|before| before.reason != *reason) {
                    match ended {
                        Ended::Partly(_) => tracing::error!(reason, "reloaded in part"),
                        _ => tracing::error!(reason, "the reload was refused: the data in use stays"),
                    }
                    let since = before.map_or_else(Utc::now, |before| before.since);
                    self.store.set_trouble(Some(Trouble { reason: reason.clone(), since }));
                }
                let after = self.retry.map_or(RETRY_AFTER, |(_, after)| (after * 2).min(RETRY_AT_LAST_AFTER));
                self.retry = Some((Instant::now() + after, after));
            }
            Ended::Loaded | Ended::Unchanged => {
                // Whoever asks for a reload may have made room for a copy.
                self.save_at = self.save_at.map(|_| Instant::now());
                let before = self.store.trouble();
                let reason = self.store.current().and_then(|snapshot| nothing_good(&snapshot));
                if before.is_some() && reason.is_none() {
                    tracing::info!("the sources are good again");
                }
                let since = before.map_or_else(Utc::now, |before| before.since);
                self.store.set_trouble(reason.map(|reason| Trouble { reason, since }));
                self.retry = None;
            }
        }
        (self.listener)(Some(&ended));
        ended
    }

    /// Loads until the files look the same after as before.
    fn attempts(&mut self, forced: bool) -> Ended {
        let Some(before) = self.store.current() else { return Ended::Refused("there is no data yet".to_owned()) };
        for _ in 0..TRIES {
            self.seen = Look::at(&self.source);
            let mut loaded = self.load(&before, &Kept::default());
            // One bad file never costs the others.
            let broken = loaded.as_ref().ok().and_then(Option::as_ref);
            let kept = broken.and_then(|loaded| Kept::of(&before, loaded, self.shelf.as_ref()));
            if let Some(kept) = &kept {
                // Two loads at once beside the data in use would take half as much memory again.
                drop(loaded);
                loaded = self.load(&before, kept);
            }
            if Look::at(&self.source) != self.seen {
                continue;
            }
            let kept = kept.map(|kept| kept.told());
            return match loaded.and_then(|loaded| self.checked(loaded, &before, forced)) {
                Ok(None) => kept.map_or(Ended::Unchanged, Ended::Refused),
                Ok(Some(snapshot)) => {
                    tracing::info!(version = snapshot.version, stations = snapshot.index.len(), "reloaded");
                    drop(before);
                    self.retired.extend(self.store.publish(snapshot));
                    self.save_at = Some(Instant::now());
                    kept.map_or(Ended::Loaded, Ended::Partly)
                }
                Err(reason) => Ended::Refused(reason),
            };
        }
        Ended::Refused("the files changed again and again while they were read".to_owned())
    }

    fn load(&self, before: &Snapshot, kept: &Kept) -> Result<Option<Snapshot>, String> {
        let source = &self.source;
        let load = || load_keeping(source, before, kept, &|_, _, _| {});
        let load = || match &self.pool {
            Some(pool) => pool.install(load),
            None => load(),
        };
        // The place of a panic is logged where it happens.
        let loaded = catch_unwind(AssertUnwindSafe(load));
        loaded.map_err(|_| "the load panicked; this is a bug".to_owned())?.map_err(|error| error.to_string())
    }

    fn checked(&self, loaded: Option<Snapshot>, before: &Snapshot, forced: bool) -> Result<Option<Snapshot>, String> {
        if let Some(snapshot) = &loaded {
            judge(&Before::of(before), snapshot, if forced { When::Forced } else { When::Reload })?;
            self_check(snapshot)?;
        }
        Ok(loaded)
    }

    /// Gets ready what is in use for searches by words, and its examples, so that no request has to wait for them.
    fn prepare(&self) {
        if let Some(snapshot) = self.store.current() {
            // Whoever asks tries again, and tells of it.
            let _ = catch_unwind(AssertUnwindSafe(|| {
                snapshot.examples();
                snapshot.prepare_search();
            }));
        }
    }

    /// Saves a copy of what is in use, if it is what the sources hold or, of files that are no good, held, and all of it is
    /// good.
    fn save(&mut self) {
        let (Some(shelf), Some(snapshot)) = (&self.shelf, self.store.current()) else { return };
        let is_due = self.save_at.is_some_and(|at| Instant::now() >= at);
        // Of a file that is kept there is a copy already, unless none could ever be saved.
        let is_of_sources = self.store.trouble().is_none() || snapshot.files.iter().any(|file| file.kept);
        if !is_due || !is_of_sources || snapshot.files.iter().any(|file| file.broken.is_some()) {
            return;
        }
        let saved = shelf.save(&snapshot, &self.source);
        if let Err(reason) = &saved
            && self.store.unsaved().is_none_or(|before| *before != *reason)
        {
            tracing::warn!(reason, "no copy of the data was saved");
        }
        self.save_at = saved.is_err().then(|| Instant::now() + RETRY_AFTER);
        self.store.set_unsaved(saved.err());
    }
}
