//! What is the state, minute by minute, the slow and obvious way?
//!
//! The oracle of the law tests and the baseline of the benches. It looks at the clock on the wall
//! at the instant and asks the rules about that minute; it knows nothing of changes.

use super::days::Day;
use super::service_day::{ServiceDay, state as state_of_minute};
use super::{Calendar, Schedule, State};
use chrono::{DateTime, Days, NaiveDate, Offset, TimeDelta, TimeZone, Timelike, Utc};
use chrono_tz::Tz;

/// The state at an instant; [`Schedule::at`] says the same and when it changes.
pub fn state(schedule: &Schedule, instant: DateTime<Utc>, zone: Tz, calendar: Option<&Calendar>) -> State {
    let utc = instant.naive_utc();
    let offset = zone.offset_from_utc_datetime(&utc).fix();
    let wall = utc.checked_add_offset(offset);
    let before = wall.and_then(|wall| wall.date().checked_sub_days(Days::new(1)));
    let (Some(wall), Some(before)) = (wall, before) else {
        return State::Unknown;
    };
    let minute = u16::try_from(wall.hour() * 60 + wall.minute()).unwrap_or(0);
    let in_world = |school_holidays: (bool, bool)| {
        let service_day = |date: NaiveDate, school_holiday: bool| {
            let day = Day { date, calendar, school_holiday };
            ServiceDay::new(schedule.rules(), day)
        };
        let before = service_day(before, school_holidays.0);
        let today = service_day(wall.date(), school_holidays.1);
        state_of_minute(&before, &today, minute)
    };
    let ordinary = in_world((false, false));
    let worlds = [(false, true), (true, false), (true, true)];
    match worlds.into_iter().all(|world| in_world(world) == ordinary) {
        true => ordinary,
        false => State::Unknown,
    }
}

/// Every change after `from` and before `to`, found by asking about every minute in between.
pub fn changes(
    schedule: &Schedule,
    from: DateTime<Utc>,
    to: DateTime<Utc>,
    zone: Tz,
    calendar: Option<&Calendar>,
) -> Vec<(DateTime<Utc>, State)> {
    let mut changes = Vec::new();
    let mut last = state(schedule, from, zone, calendar);
    let mut minute = from + TimeDelta::minutes(1);
    while minute < to {
        let now = state(schedule, minute, zone, calendar);
        if now != last {
            changes.push((minute, now));
            last = now;
        }
        minute += TimeDelta::minutes(1);
    }
    changes
}
