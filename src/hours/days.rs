//! Does a rule name this day?

use super::Calendar;
use super::rule::{Anchor, DatePoint, DateRange, DayKind, Days, WeekRange, YearRange};
use chrono::{Datelike, NaiveDate, TimeDelta, Weekday};

/// A day and what is known of it.
#[derive(Clone, Copy)]
pub(super) struct Day<'a> {
    pub date: NaiveDate,
    pub calendar: Option<&'a Calendar>,
    /// Whether this is a day of school holidays, in the world being asked about.
    pub school_holiday: bool,
}

impl Days {
    /// Whether every selector that is given matches the day.
    pub fn match_day(&self, day: Day<'_>) -> bool {
        let date = day.date;
        any_or_none(&self.years, |years| years.contains(date.year()))
            && any_or_none(&self.dates, |dates| dates.contains(date))
            && any_or_none(&self.weeks, |weeks| weeks.contains(date.iso_week().week()))
            && (self.kinds.iter()).all(|kinds| kinds.iter().any(|kind| kind.matches(day)))
    }

    /// Whether every day is named, whatever the calendar says: no selector, or `Mo-Su`.
    pub fn are_all(&self) -> bool {
        let is_every_weekday = |kind: &DayKind| match kind {
            DayKind::Weekdays { first, last } => last.succ() == *first,
            _ => false,
        };
        self.years.is_empty()
            && self.dates.is_empty()
            && self.weeks.is_empty()
            && (self.kinds.iter()).all(|kinds| kinds.iter().any(is_every_weekday))
    }

    /// Whether the answer hangs on which day of the week it is, as make-up workdays count: `Mo-Fr`, not `Mo-Su`.
    pub fn mention_weekdays(&self) -> bool {
        let is_some_weekday = |kind: &DayKind| match kind {
            DayKind::Weekdays { first, last } => last.succ() != *first,
            _ => false,
        };
        self.kinds.iter().flatten().any(is_some_weekday)
    }

    /// Whether the answer hangs on school holidays.
    pub fn mention_school_holidays(&self) -> bool {
        (self.kinds.iter().flatten()).any(|kind| matches!(kind, DayKind::SchoolHoliday))
    }

    /// Whether the answer hangs on public holidays.
    pub fn mention_public_holidays(&self) -> bool {
        (self.kinds.iter().flatten()).any(|kind| matches!(kind, DayKind::PublicHoliday { .. }))
    }
}

fn any_or_none<T>(list: &[T], matches: impl Fn(&T) -> bool) -> bool {
    list.is_empty() || list.iter().any(matches)
}

impl YearRange {
    fn contains(&self, year: i32) -> bool {
        (self.first..=self.last).contains(&year) && (year - self.first) % self.step.max(1) == 0
    }
}

impl WeekRange {
    fn contains(&self, week: u32) -> bool {
        (self.first..=self.last).contains(&week) && (week - self.first).is_multiple_of(self.step.max(1))
    }
}

impl DayKind {
    fn matches(self, day: Day<'_>) -> bool {
        match self {
            DayKind::Weekdays { first, last } => {
                let weekday = match day.calendar {
                    Some(calendar) => calendar.weekday(day.date),
                    None => day.date.weekday(),
                };
                weekday.days_since(first) <= last.days_since(first)
            }
            DayKind::Nth { weekday, nth, offset_days } => {
                moved(day.date, -offset_days).is_some_and(|date| is_nth(date, weekday, nth))
            }
            DayKind::PublicHoliday { offset_days } => day
                .calendar
                .is_some_and(|calendar| moved(day.date, -offset_days).is_some_and(|date| calendar.is_holiday(date))),
            DayKind::SchoolHoliday => day.school_holiday,
        }
    }
}

/// The date so many days later.
fn moved(date: NaiveDate, days: i64) -> Option<NaiveDate> {
    date.checked_add_signed(TimeDelta::try_days(days)?)
}

/// Whether the date is the nth such weekday of its month, from the end if negative.
fn is_nth(date: NaiveDate, weekday: Weekday, nth: i8) -> bool {
    let place = match nth > 0 {
        true => date.day0() / 7 + 1,
        false => (days_in_month(date) - date.day()) / 7 + 1,
    };
    date.weekday() == weekday && place == u32::from(nth.unsigned_abs())
}

fn days_in_month(date: NaiveDate) -> u32 {
    match date.month() {
        2 if date.leap_year() => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

impl DateRange {
    fn contains(&self, date: NaiveDate) -> bool {
        match self {
            DateRange::Months { first, last } => wraps_around(first, last, &date.month()),
            DateRange::Since(first) => {
                first.year.and_then(|year| first.in_year(year)).is_some_and(|first| first <= date)
            }
            DateRange::Dates { first, last } => match (first.year, last.year) {
                (Some(a), Some(b)) => match (first.in_year(a), last.in_year(b)) {
                    (Some(first), Some(last)) => (first..=last).contains(&date),
                    _ => false,
                },
                // `2026 Nov 5-Feb 3` ends at the next such date.
                (Some(a), None) => match first.in_year(a) {
                    Some(from) => {
                        let end = (a..=a + 1).filter_map(|year| last.in_year(year)).find(|end| *end >= from);
                        end.is_some_and(|end| (from..=end).contains(&date))
                    }
                    None => false,
                },
                (None, _) => first.every_year_until(last, date),
            },
        }
    }
}

/// Whether x lies in a range that may run over the end of the year.
fn wraps_around<T: PartialOrd>(first: &T, last: &T, x: &T) -> bool {
    match first <= last {
        true => first <= x && x <= last,
        false => first <= x || x <= last,
    }
}

impl DatePoint {
    /// The date in this year. A 29 February of another than a leap year and a fifth Friday that
    /// a month does not have are `None`.
    fn in_year(&self, year: i32) -> Option<NaiveDate> {
        let date = match self.anchor {
            Anchor::Fixed { month, day } => NaiveDate::from_ymd_opt(year, month, day),
            Anchor::Nth { month, weekday, nth } if nth > 0 => {
                NaiveDate::from_weekday_of_month_opt(year, month, weekday, nth.unsigned_abs())
            }
            Anchor::Nth { month, weekday, nth } => {
                let last = (4..=5).rev().find_map(|n| NaiveDate::from_weekday_of_month_opt(year, month, weekday, n));
                last.and_then(|last| moved(last, 7 * (i64::from(nth) + 1))).filter(|date| date.month() == month)
            }
            Anchor::Easter => easter(year),
        };
        date.and_then(|date| moved(date, self.offset_days))
    }

    /// Whether the date lies between two dates that come every year.
    fn every_year_until(&self, last: &DatePoint, date: NaiveDate) -> bool {
        // Days of the calendar compare as they stand: 29 February ends a range in any year.
        if let (Anchor::Fixed { month: a, day: b }, Anchor::Fixed { month: c, day: d }) = (self.anchor, last.anchor) {
            return wraps_around(&(a, b), &(c, d), &(date.month(), date.day()));
        }
        if self == last {
            // An offset may carry the date into the year before or after its own.
            let mut years = date.year() - 1..=date.year() + 1;
            return years.any(|year| self.in_year(year) == Some(date));
        }
        match (self.in_year(date.year()), last.in_year(date.year())) {
            (Some(first), Some(last)) => wraps_around(&first, &last, &date),
            _ => false,
        }
    }
}

/// Easter Sunday of the Gregorian calendar: the anonymous algorithm in the form of Meeus,
/// *Astronomical Algorithms* (1991), chapter 8. For years from 1583 on.
fn easter(year: i32) -> Option<NaiveDate> {
    let a = year % 19;
    let (b, c) = (year / 100, year % 100);
    let (d, e) = (b / 4, b % 4);
    let g = (8 * b + 13) / 25;
    let h = (19 * a + b - d - g + 15) % 30;
    let (i, k) = (c / 4, c % 4);
    let l = (32 + 2 * e + 2 * i - h - k) % 7;
    let m = (a + 11 * h + 19 * l) / 433;
    let month = (h + l - 7 * m + 90) / 25;
    let day = (h + l - 7 * m + 33 * month + 19) % 32;
    NaiveDate::from_ymd_opt(year, u32::try_from(month).ok()?, u32::try_from(day).ok()?)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn date(year: i32, month: u32, day: u32) -> Option<NaiveDate> {
        NaiveDate::from_ymd_opt(year, month, day)
    }

    #[test]
    fn easter_falls_where_the_almanacs_say() {
        let known = [(1818, 3, 22), (1943, 4, 25), (2000, 4, 23), (2024, 3, 31), (2026, 4, 5), (2038, 4, 25)];
        for (year, month, day) in known {
            assert_eq!(easter(year), date(year, month, day));
        }
    }

    #[test]
    fn the_last_friday_and_the_fifth_are_found_where_they_are() {
        let last = |year, month, nth| {
            DatePoint { year: None, anchor: Anchor::Nth { month, weekday: Weekday::Fri, nth }, offset_days: 0 }
                .in_year(year)
        };
        assert_eq!(last(2026, 10, -1), date(2026, 10, 30));
        assert_eq!(last(2026, 2, -1), date(2026, 2, 27));
        assert_eq!(last(2026, 10, 5), date(2026, 10, 30));
        assert_eq!(last(2026, 2, 5), None);
        assert_eq!(last(2026, 2, -5), None);
    }
}
