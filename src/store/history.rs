//! What changed since a version that was in use before? For each version what the next one changed of it, by station.
//!
//! No older snapshot is kept: of each station that a version added, changed or took away its id, and what the version
//! before knew of it. Whoever holds an older version is told the sum of all that came after.

use super::snapshot::Snapshot;
use super::version::Sum;
use crate::coverage::{Effort, Halt};
use std::cmp::Ordering;
use std::sync::Arc;

/// Versions of which is known what came after.
const MOST_STEPS: usize = 32;
/// Bytes of all that is known of them; the oldest go first.
const MOST_BYTES: usize = 256 << 20;

/// The versions before a snapshot, the oldest first.
#[derive(Debug, Default)]
pub(super) struct History(Vec<Arc<Step>>);

/// What the version after another changed of it.
#[derive(Debug, Default)]
struct Step {
    /// The version before.
    from: Box<str>,
    /// The ids of all stations that are not the same after it, in order, one after another.
    ids: String,
    /// Where each id ends.
    ends: Vec<usize>,
    /// What the version before knew of each; none of those that it did not have.
    before: Vec<Option<Sum>>,
}

/// How a snapshot differs from an older version.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub struct Changes {
    /// Ordinals of stations that the older version did not have, by id.
    pub added: Vec<usize>,
    /// Ordinals of those that it had otherwise, by id.
    pub changed: Vec<usize>,
    /// Ids of those that only the older version had, in order.
    pub removed: Vec<String>,
}

impl Step {
    /// The step from one snapshot to another.
    fn between(before: &Snapshot, after: &Snapshot) -> Self {
        let mut step = Self { from: before.version.as_str().into(), ..Self::default() };
        let (mut old, mut new) = (stations(before).peekable(), stations(after).peekable());
        loop {
            let order = match (old.peek(), new.peek()) {
                (None, None) => break,
                (Some(_), None) => Ordering::Less,
                (None, Some(_)) => Ordering::Greater,
                (Some((old, _)), Some((new, _))) => old.cmp(new),
            };
            let was = if order == Ordering::Greater { None } else { old.next() };
            let is = if order == Ordering::Less { None } else { new.next() };
            let (sum_before, sum_after) = (was.map(|(_, sum)| sum), is.map(|(_, sum)| sum));
            if sum_before != sum_after
                && let Some((id, _)) = was.or(is)
            {
                step.ids.push_str(id);
                step.ends.push(step.ids.len());
                step.before.push(sum_before);
            }
        }
        step.ids.shrink_to_fit();
        step.ends.shrink_to_fit();
        step.before.shrink_to_fit();
        step
    }

    fn bytes(&self) -> usize {
        self.ids.len() + self.before.len() * (size_of::<usize>() + size_of::<Option<Sum>>())
    }

    /// Each id, with what the version before knew of it.
    fn stations(&self) -> impl Iterator<Item = (&str, Option<Sum>)> {
        let starts = std::iter::once(&0).chain(&self.ends);
        let ids = starts.zip(&self.ends).map(|(start, end)| self.ids.get(*start..*end).unwrap_or_default());
        ids.zip(self.before.iter().copied())
    }
}

/// Ids in order, with what the version knows of each.
fn stations(snapshot: &Snapshot) -> impl Iterator<Item = (&str, Sum)> {
    snapshot
        .by_id()
        .filter_map(|ordinal| Some((snapshot.index.stations().get(ordinal)?.id.as_str(), *snapshot.sums.get(ordinal)?)))
}

impl History {
    /// The history of the snapshot that comes into use after another.
    pub(super) fn after(before: &Snapshot, after: &Snapshot) -> Arc<Self> {
        // Files were renamed or written anew, and say the same.
        if before.version == after.version {
            return before.history.clone();
        }
        let new = Arc::new(Step::between(before, after));
        let mut room = MOST_BYTES;
        let newest_first = std::iter::once(&new).chain(before.history.0.iter().rev());
        let mut kept: Vec<Arc<Step>> = newest_first
            .take(MOST_STEPS)
            .map_while(|step| {
                room = room.checked_sub(step.bytes())?;
                Some(step.clone())
            })
            .collect();
        kept.reverse();
        Arc::new(Self(kept))
    }
}

impl Snapshot {
    /// How this differs from a version that was in use before, or is; none where that is not known any more.
    ///
    /// # Errors
    /// [`Halt`] when it takes too much work to find out.
    pub fn changes_since(&self, version: &str, effort: &Effort) -> Result<Option<Changes>, Halt> {
        let mut changes = Changes::default();
        if version == self.version {
            return Ok(Some(changes));
        }
        // A version may have been in use more than once; the last time tells the shortest story.
        let Some(first) = self.history.0.iter().rposition(|step| &*step.from == version) else { return Ok(None) };
        let steps = self.history.0.get(first..).unwrap_or_default();
        let mut told: Vec<(&str, usize, Option<Sum>)> = Vec::new();
        for (number, step) in steps.iter().enumerate() {
            effort.spend(step.before.len())?;
            told.extend(step.stations().map(|(id, before)| (id, number, before)));
        }
        // The first step that tells of a station tells how the older version knew it.
        told.sort_unstable_by_key(|(id, number, _)| (*id, *number));
        told.dedup_by_key(|(id, ..)| *id);
        effort.spend(told.len())?;
        for (id, _, before) in told {
            let now = self.ordinal(id).and_then(|ordinal| Some((ordinal, *self.sums.get(ordinal)?)));
            match (before, now) {
                (None, Some((ordinal, _))) => changes.added.push(ordinal),
                (Some(_), None) => changes.removed.push(id.to_owned()),
                (Some(before), Some((ordinal, now))) if before != now => changes.changed.push(ordinal),
                // It came and went, or is again as it was.
                (None, None) | (Some(_), Some(_)) => {}
            }
        }
        Ok(Some(changes))
    }
}
