//! What is the state of any of many schedules at an instant of the same days?

use super::table::{After, Change, Laid, Table};
use super::{Lasting, Opening, ScheduleId};
use chrono::{DateTime, Utc};

/// The tables of all schedules over one window, one behind the other: thousands of them fit where each by itself would
/// have to be fetched from memory.
#[derive(Debug, Default)]
pub(super) struct Tables {
    window: Option<(DateTime<Utc>, DateTime<Utc>)>,
    changes: Vec<Change>,
    /// Where the changes of each schedule end; they begin where those of the one before do.
    ends: Vec<u32>,
    after: Vec<After>,
}

impl Tables {
    /// The tables of schedules by number, all of the same window; none where there is no zone.
    pub(super) fn of(window: (DateTime<Utc>, DateTime<Utc>), tables: &[Option<Table>]) -> Self {
        let laid = || tables.iter().map(|table| table.as_ref().map(Table::laid));
        let mut changes = Vec::with_capacity(laid().flatten().map(|laid| laid.changes.len()).sum());
        let of_each = laid().map(|laid| {
            changes.extend_from_slice(laid.map_or(&[], |laid| laid.changes));
            (u32::try_from(changes.len()).unwrap_or(u32::MAX), laid.map_or(After::default(), |laid| *laid.after))
        });
        let (ends, after) = of_each.unzip();
        Self { window: Some(window), changes, ends, after }
    }

    fn changes_of(&self, index: usize) -> Option<&[Change]> {
        let end = *self.ends.get(index)? as usize;
        let start = index.checked_sub(1).map_or(Some(0), |before| self.ends.get(before).map(|end| *end as usize))?;
        self.changes.get(start..end)
    }

    /// The state of a schedule at an instant and its changes; none outside of the window, and where there is no table.
    pub(super) fn at(&self, id: ScheduleId, at: DateTime<Utc>) -> Option<Opening> {
        self.laid(id)?.at(at)
    }

    /// The same, and between which instants it is the same, where that is known.
    pub(super) fn lasting(&self, id: ScheduleId, at: DateTime<Utc>) -> Option<Lasting> {
        self.laid(id)?.lasting(at)
    }

    fn laid(&self, id: ScheduleId) -> Option<Laid<'_>> {
        let (from, to) = self.window?;
        let (changes, after) = (self.changes_of(id.index())?, self.after.get(id.index())?);
        Some(Laid { from, to, changes, after })
    }
}
