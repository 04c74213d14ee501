//! Which days are holidays, and which weekends are worked in their place?

use chrono::{Datelike, NaiveDate, Weekday};
use std::collections::BTreeMap;

/// What is special about a day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CalendarDay {
    /// A public holiday: what `PH` means.
    Holiday {
        /// Its name, as the source gives it.
        name: String,
    },
    /// A day worked to make up for a holiday, usually on a weekend (调休).
    Workday {
        /// The holiday it makes up for, as the source gives it.
        name: String,
        /// The weekday whose rules hold on this day.
        as_weekday: Weekday,
    },
}

/// The special days of one place.
///
/// It covers whole years, from the year of its first day to the year of its last. In those
/// years a day that is not listed is ordinary; beyond them nothing is known, and every day is
/// taken as ordinary too.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Calendar {
    days: BTreeMap<NaiveDate, CalendarDay>,
}

impl Calendar {
    /// A calendar of these days, in any order. Of two entries for one date the first counts.
    pub fn new(days: impl IntoIterator<Item = (NaiveDate, CalendarDay)>) -> Self {
        let mut kept = BTreeMap::new();
        for (date, day) in days {
            kept.entry(date).or_insert(day);
        }
        Self { days: kept }
    }

    /// What is special about this date; `None` for an ordinary day.
    pub fn day(&self, date: NaiveDate) -> Option<&CalendarDay> {
        self.days.get(&date)
    }

    /// Whether the date lies in a year that this calendar speaks of.
    pub fn covers(&self, date: NaiveDate) -> bool {
        self.covered().is_some_and(|(first, last)| (first..=last).contains(&date))
    }

    /// The first and the last day that this calendar speaks of: whole years. `None` if it has no days.
    pub fn covered(&self) -> Option<(NaiveDate, NaiveDate)> {
        let ((first, _), (last, _)) = (self.days.first_key_value()?, self.days.last_key_value()?);
        Some((NaiveDate::from_ymd_opt(first.year(), 1, 1)?, NaiveDate::from_ymd_opt(last.year(), 12, 31)?))
    }

    /// Whether any day is worked to make up for a holiday.
    pub fn has_workdays(&self) -> bool {
        self.days.values().any(|day| matches!(day, CalendarDay::Workday { .. }))
    }

    /// The special days, earliest first.
    pub fn days(&self) -> impl Iterator<Item = (NaiveDate, &CalendarDay)> {
        self.days.iter().map(|(date, day)| (*date, day))
    }

    pub(super) fn is_holiday(&self, date: NaiveDate) -> bool {
        matches!(self.day(date), Some(CalendarDay::Holiday { .. }))
    }

    /// The weekday whose rules hold on this date.
    pub(super) fn weekday(&self, date: NaiveDate) -> Weekday {
        match self.day(date) {
            Some(CalendarDay::Workday { as_weekday, .. }) => *as_weekday,
            _ => date.weekday(),
        }
    }
}
