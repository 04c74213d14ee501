//! When does the state change, in the wall time of a zone?

use super::days::Day;
use super::rule::Rule;
use super::service_day::{ServiceDay, line};
use super::{Calendar, State};
use chrono::{DateTime, Days, NaiveDate, NaiveDateTime, NaiveTime, Offset, TimeDelta, TimeZone, Timelike, Utc};
use chrono_tz::Tz;

/// The states from an instant on, as changes in order.
///
/// Rules speak of wall time. Wall time runs beside UTC at a constant distance from one change of
/// the zone's offset to the next, so the walk goes from midnight to midnight and stops at every
/// such change in between: an hour that is repeated is judged twice by what the clock on the
/// wall shows, and an hour that is skipped is never asked about.
pub(super) struct Walk<'s> {
    rules: &'s [Rule],
    zone: Tz,
    calendar: Option<&'s Calendar>,
    /// Whether the answer may hang on school holidays, of which we know nothing.
    two_worlds: bool,
    /// Where the walk stands, and the state from there on.
    at: DateTime<Utc>,
    state: State,
    /// Wall time at `at`, and its distance from UTC.
    wall: NaiveDateTime,
    offset: TimeDelta,
    /// The line of the local date of `wall`.
    line: Vec<(u16, State)>,
}

impl<'s> Walk<'s> {
    /// Starts at an instant. `None` outside of the years that local time can be written in.
    pub fn new(
        rules: &'s [Rule],
        zone: Tz,
        calendar: Option<&'s Calendar>,
        two_worlds: bool,
        at: DateTime<Utc>,
    ) -> Option<Self> {
        let offset = offset(zone, at);
        let wall = at.naive_utc().checked_add_signed(offset)?;
        let mut walk =
            Self { rules, zone, calendar, two_worlds, at, state: State::Unknown, wall, offset, line: Vec::new() };
        walk.line = walk.line_of(wall.date())?;
        walk.state = walk.state_on_the_wall();
        Some(walk)
    }

    pub fn state(&self) -> State {
        self.state
    }

    /// Walks to the next instant at which the state differs. `None` if there is none up to and
    /// with `until`.
    pub fn next_change(&mut self, until: DateTime<Utc>) -> Option<(DateTime<Utc>, State)> {
        while self.at <= until {
            let midnight = self.wall.date().succ_opt()?.and_time(NaiveTime::MIN);
            let next_midnight = midnight.and_utc().checked_sub_signed(self.offset)?;
            let offset_then = offset(self.zone, next_midnight);
            let stop = match offset_then == self.offset {
                true => next_midnight,
                false => self.first_other_offset(next_midnight),
            };
            if let Some(change) = self.change_before(stop) {
                if change.0 > until {
                    return None;
                }
                self.wall = change.0.naive_utc().checked_add_signed(self.offset)?;
                (self.at, self.state) = change;
                return Some(change);
            }
            let date = self.wall.date();
            self.at = stop;
            self.offset = offset(self.zone, stop);
            self.wall = stop.naive_utc().checked_add_signed(self.offset)?;
            if self.wall.date() != date {
                self.line = self.line_of(self.wall.date())?;
            }
            let state = self.state_on_the_wall();
            if state != self.state {
                if stop > until {
                    return None;
                }
                self.state = state;
                return Some((stop, state));
            }
        }
        None
    }

    /// The first change on today's line between here and `stop`, at a constant offset.
    fn change_before(&self, stop: DateTime<Utc>) -> Option<(DateTime<Utc>, State)> {
        let now = self.wall.num_seconds_from_midnight();
        let (minute, state) =
            (self.line.iter()).find(|(minute, state)| u32::from(*minute) * 60 > now && *state != self.state)?;
        let wall =
            (self.wall.date().and_time(NaiveTime::MIN)).checked_add_signed(TimeDelta::minutes(i64::from(*minute)))?;
        let instant = wall.and_utc().checked_sub_signed(self.offset)?;
        (instant < stop).then_some((instant, *state))
    }

    fn state_on_the_wall(&self) -> State {
        let minute = self.wall.num_seconds_from_midnight() / 60;
        let passed = self.line.iter().take_while(|(first, _)| u32::from(*first) <= minute);
        passed.last().map_or(State::Unknown, |(_, state)| *state)
    }

    /// The first second, after `self.at` and up to `known`, at which the offset is another. A
    /// zone does not change twice within a day.
    fn first_other_offset(&self, known: DateTime<Utc>) -> DateTime<Utc> {
        let (mut same, mut other) = (self.at.timestamp(), known.timestamp());
        while other - same > 1 {
            let middle = same + (other - same) / 2;
            match DateTime::from_timestamp(middle, 0) {
                Some(instant) if offset(self.zone, instant) == self.offset => same = middle,
                _ => other = middle,
            }
        }
        DateTime::from_timestamp(other, 0).unwrap_or(known)
    }

    /// The line of one local date, and of its every world: what differs between them is unknown.
    fn line_of(&self, date: NaiveDate) -> Option<Vec<(u16, State)>> {
        let before = date.checked_sub_days(Days::new(1))?;
        let service_day = |date, school_holiday| {
            let day = Day { date, calendar: self.calendar, school_holiday };
            ServiceDay::new(self.rules, day)
        };
        let ordinary = line(&service_day(before, false), &service_day(date, false));
        if !self.two_worlds {
            return Some(ordinary);
        }
        let others = [(false, true), (true, false), (true, true)];
        Some(others.into_iter().fold(ordinary, |so_far, (yesterday, today)| {
            let other = line(&service_day(before, yesterday), &service_day(date, today));
            in_both(&so_far, &other)
        }))
    }
}

/// The distance of wall time from UTC at an instant.
fn offset(zone: Tz, at: DateTime<Utc>) -> TimeDelta {
    let offset = zone.offset_from_utc_datetime(&at.naive_utc()).fix();
    TimeDelta::seconds(i64::from(offset.local_minus_utc()))
}

/// What two lines agree on; the rest is unknown.
fn in_both(a: &[(u16, State)], b: &[(u16, State)]) -> Vec<(u16, State)> {
    let at = |line: &[(u16, State)], minute: u16| {
        let passed = line.iter().take_while(|(first, _)| *first <= minute);
        passed.last().map_or(State::Unknown, |(_, state)| *state)
    };
    let mut minutes: Vec<u16> = a.iter().chain(b).map(|(minute, _)| *minute).collect();
    minutes.sort_unstable();
    minutes.dedup();
    let mut both: Vec<(u16, State)> = Vec::with_capacity(minutes.len());
    for minute in minutes {
        let state = match (at(a, minute), at(b, minute)) {
            (x, y) if x == y => x,
            _ => State::Unknown,
        };
        if both.last().is_none_or(|(_, last)| *last != state) {
            both.push((minute, state));
        }
    }
    both
}
