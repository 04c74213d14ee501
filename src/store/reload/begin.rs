//! What is served first? The sources; where they are broken, the copy that was last found good.

use super::judge::{When, judge, nothing_good};
use super::self_check::self_check;
use crate::store::current::Trouble;
use crate::store::last_good::{LastGood, Shelf};
use crate::store::load::{Progress, load};
use crate::store::snapshot::Snapshot;
use crate::store::source::Source;
use chrono::{SecondsFormat, Utc};
use std::sync::Arc;

/// What is served first, and what is wrong with it.
#[derive(Debug)]
pub struct Began {
    /// What is served.
    pub snapshot: Snapshot,
    /// Why it is not what the sources hold.
    pub trouble: Option<Trouble>,
}

/// Loads a data set for the first time. Where its sources are broken and were not so when the last good copy was
/// saved, that copy is loaded. A loss that may be meant is taken, since whoever starts the service anew means it; but not
/// that of the list of sources, or of every station.
///
/// # Errors
/// A sentence, when neither the sources nor a copy can be loaded. Sources in which nothing is good are served all the same,
/// since what was refused in them is told over HTTP too; they are trouble, so that nobody takes the service for healthy.
pub fn begin(source: &Source, shelf: Option<&Shelf>, progress: Progress) -> Result<Began, String> {
    let loaded = load(source, progress).map_err(|error| error.to_string());
    let copy = shelf.map_or(Err(None), Shelf::read);
    let reason = match (&loaded, &copy) {
        (Err(reason), _) => Some(reason.clone()),
        (Ok(snapshot), Ok(copy)) => judge(copy.before(), snapshot, When::Start).err(),
        (Ok(_), Err(_)) => None,
    };
    let of_sources = || -> Result<Began, String> {
        let snapshot = loaded?;
        let trouble = nothing_good(&snapshot).map(|reason| Trouble { reason, since: Utc::now() });
        Ok(Began { snapshot, trouble })
    };
    let served = match (reason, copy) {
        (Some(reason), Ok(copy)) => match of_copy(copy, &reason, progress) {
            Ok(began) => Ok(began),
            Err(unusable) => {
                tracing::warn!(reason = unusable, "the last good copy cannot be used");
                of_sources()
            }
        },
        (_, Err(Some(unusable))) => {
            tracing::warn!(reason = unusable, "the last good copy cannot be used");
            of_sources()
        }
        _ => of_sources(),
    }?;
    self_check(&served.snapshot)?;
    Ok(served)
}

fn of_copy(copy: LastGood, reason: &str, progress: Progress) -> Result<Began, String> {
    let saved_at = copy.saved_at().to_rfc3339_opts(SecondsFormat::Secs, true);
    let directory = copy.directory().display().to_string();
    copy.verify()?;
    let before = copy.before().clone();
    let snapshot = load(&Source::LastGood(Arc::new(copy)), progress).map_err(|error| error.to_string())?;
    judge(&before, &snapshot, When::Start)?;
    tracing::warn!(directory, "the last good copy is served");
    let reason = format!("{reason} (the last good copy is served, saved at {saved_at})");
    Ok(Began { snapshot, trouble: Some(Trouble { reason, since: Utc::now() }) })
}
