//! What does one parsed rule say?

use super::State;
use chrono::Weekday;

/// Minutes in a day of wall time.
pub(super) const DAY: u16 = 24 * 60;

/// The last minute a span may end at: the end of the day after the one it began on
/// (OSM opening_hours specification, `extended_hour`: up to 48).
pub(super) const TWO_DAYS: u16 = 2 * DAY;

/// How a rule joins those before it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Join {
    /// `;`: on the days it names it replaces what was said before.
    Replace,
    /// `,`: adds to what was said before.
    Add,
    /// `||`: speaks only where those before leave it closed.
    Fallback,
}

/// One rule: on these days, at these times, this state.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Rule {
    pub join: Join,
    /// Whether, on a day it names, it wipes out the rules before it (see `parse`).
    pub replaces: bool,
    pub days: Days,
    /// Empty: the whole day.
    pub spans: Vec<Span>,
    pub state: State,
}

/// A span of wall time, in minutes from the midnight its day begins with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Span {
    pub start: u16,
    /// Exclusive; past 24:00 it runs into the next day.
    pub end: u16,
    pub certainty: Certainty,
}

/// How sure the bounds of a span are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Certainty {
    /// Both ends are given.
    Stated,
    /// `18:00+`: it begins, and nobody says when it ends.
    OpenEnd,
    /// It begins or ends with the sun, and we have no position.
    Sun,
}

/// The days a rule names: every selector that is given must match.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Days {
    pub years: Vec<YearRange>,
    pub dates: Vec<DateRange>,
    pub weeks: Vec<WeekRange>,
    /// Lists joined by a space: `PH Mo-Fr` is a holiday that is also one of Mo-Fr.
    pub kinds: Vec<Vec<DayKind>>,
}

impl Days {
    pub fn is_empty(&self) -> bool {
        self.years.is_empty() && self.dates.is_empty() && self.weeks.is_empty() && self.kinds.is_empty()
    }
}

/// `2026`, `2026-2028`, `2026-2030/2`, `2026+`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct YearRange {
    pub first: i32,
    pub last: i32,
    pub step: i32,
}

/// ISO weeks: `week 5`, `week 10-20`, `week 01-53/2`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct WeekRange {
    pub first: u32,
    pub last: u32,
    pub step: u32,
}

/// Days of the year.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum DateRange {
    /// `Oct-Mar`; months from 1.
    Months { first: u32, last: u32 },
    /// `Dec 24-26`, `easter -2 days-easter`, `2026 Jan 5-2026 Feb 3`.
    Dates { first: DatePoint, last: DatePoint },
    /// `2026 Jan 5+`.
    Since(DatePoint),
}

/// A date, of one year or of every year.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct DatePoint {
    pub year: Option<i32>,
    pub anchor: Anchor,
    pub offset_days: i64,
}

/// What a date is counted from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Anchor {
    Fixed {
        month: u32,
        day: u32,
    },
    /// The nth such weekday of the month, from its end if negative.
    Nth {
        month: u32,
        weekday: Weekday,
        nth: i8,
    },
    /// Easter Sunday of the Gregorian calendar.
    Easter,
}

/// A kind of day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum DayKind {
    /// `Mo-Fr`, `Sa-Mo`.
    Weekdays { first: Weekday, last: Weekday },
    /// `Fr[-1]`, `Sa[1] +1 day`.
    Nth { weekday: Weekday, nth: i8, offset_days: i64 },
    /// `PH`, `PH -1 day`.
    PublicHoliday { offset_days: i64 },
    /// `SH`: we have no data, so it is a question of both worlds.
    SchoolHoliday,
}
