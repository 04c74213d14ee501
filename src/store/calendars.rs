//! Which calendars will soon have nothing more to say? Those that hours follow, in time to write the year that comes.

use super::input::Gave;
use super::snapshot::Snapshot;
use crate::hours::Calendar;
use chrono::{NaiveDate, TimeDelta};
use std::sync::Arc;

/// How long before its end a calendar is told to end: holidays and make-up workdays of a year are announced in China in
/// the last two months of the one before.
pub(super) const SOON: TimeDelta = TimeDelta::days(60);

impl Snapshot {
    /// Calendars that hours follow and that, as seen on a day, end within 60 days or have ended: the path of each, and the last
    /// day of which it speaks.
    pub fn calendars_ending(&self, today: NaiveDate) -> impl Iterator<Item = (&str, NaiveDate)> {
        let later = today.checked_add_signed(SOON).unwrap_or(NaiveDate::MAX);
        self.inputs.iter().filter_map(move |input| {
            let Gave::Calendar(Some(calendar)) = &input.gave else { return None };
            let (_, last) = calendar.covered()?;
            (last < later && self.is_followed(calendar)).then_some((input.path.as_str(), last))
        })
    }

    fn is_followed(&self, calendar: &Arc<Calendar>) -> bool {
        self.schedules.iter().any(|timetable| {
            timetable.calendar().is_some_and(|own| Arc::ptr_eq(own, calendar)) && timetable.schedule().follows(calendar)
        })
    }
}
