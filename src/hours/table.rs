//! What is the state at an instant of the coming days, in nanoseconds?

use super::{Calendar, Opening, SEARCH_DAYS, Schedule, State};
use chrono::{DateTime, TimeDelta, Utc};
use chrono_tz::Tz;

/// The states of one schedule in one zone by one calendar over a window of time, as the sorted
/// list of its changes. It answers what [`Schedule::at`] answers, by binary search.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Table {
    from: DateTime<Utc>,
    to: DateTime<Utc>,
    /// Whole seconds since 1970 from which a state holds; the first is that of `from`.
    starts: Box<[i64]>,
    states: Box<[State]>,
    /// What follows the window: its first change, and its first opening.
    changes_after: Option<DateTime<Utc>>,
    opens_after: Option<DateTime<Utc>>,
}

impl Table {
    /// The states from `from` until before `to`.
    pub fn new(
        schedule: &Schedule,
        from: DateTime<Utc>,
        to: DateTime<Utc>,
        zone: Tz,
        calendar: Option<&Calendar>,
    ) -> Self {
        let mut table =
            Self { from, to, starts: Box::default(), states: Box::default(), changes_after: None, opens_after: None };
        let until = TimeDelta::try_days(SEARCH_DAYS).and_then(|days| to.checked_add_signed(days));
        let (false, Some(mut walk), Some(until)) = (schedule.is_constant(), schedule.walk(from, zone, calendar), until)
        else {
            table.starts = Box::new([from.timestamp()]);
            table.states = Box::new([schedule.at(from, zone, calendar).state]);
            return table;
        };
        let mut starts = vec![from.timestamp()];
        let mut states = vec![walk.state()];
        while let Some((at, state)) = walk.next_change(until) {
            if at < to {
                starts.push(at.timestamp());
                states.push(state);
                continue;
            }
            table.changes_after.get_or_insert(at);
            if state == State::Open {
                table.opens_after = Some(at);
            }
            if state == State::Open || !schedule.can_open() {
                break;
            }
        }
        table.starts = starts.into();
        table.states = states.into();
        table
    }

    /// The first instant of the window.
    pub fn from(&self) -> DateTime<Utc> {
        self.from
    }

    /// The end of the window, exclusive.
    pub fn to(&self) -> DateTime<Utc> {
        self.to
    }

    /// The instants from which a state holds, with it, earliest first, beginning with the
    /// window's own start.
    pub fn states(&self) -> impl Iterator<Item = (DateTime<Utc>, State)> {
        let starts = self.starts.iter().map(|&start| instant(start).unwrap_or(self.from));
        starts.zip(self.states.iter().copied())
    }

    /// The state at an instant of the window; `None` outside of it.
    pub fn state(&self, at: DateTime<Utc>) -> Option<State> {
        self.states.get(self.place(at)?).copied()
    }

    /// The state at an instant of the window and its changes, as [`Schedule::at`] gives them;
    /// `None` outside of the window.
    pub fn at(&self, at: DateTime<Utc>) -> Option<Opening> {
        let place = self.place(at)?;
        let state = self.states.get(place).copied()?;
        let next = place.saturating_add(1);
        let changes_at = match self.starts.get(next) {
            Some(&start) => instant(start),
            None => self.changes_after,
        };
        let opens_at = match state {
            State::Open => None,
            State::Closed | State::Unknown => {
                let later = self.starts.iter().zip(&self.states).skip(next);
                let opening = later.into_iter().find(|(_, state)| **state == State::Open);
                opening.map_or(self.opens_after, |(&start, _)| instant(start))
            }
        };
        let soon_enough =
            |change: &DateTime<Utc>| TimeDelta::try_days(SEARCH_DAYS).is_some_and(|days| *change - at <= days);
        Some(Opening { state, changes_at: changes_at.filter(soon_enough), opens_at: opens_at.filter(soon_enough) })
    }

    /// Index of the state that holds at this instant.
    fn place(&self, at: DateTime<Utc>) -> Option<usize> {
        if at < self.from || at >= self.to {
            return None;
        }
        // The window's start is in the list to the second, and changes are on whole seconds.
        let after = self.starts.partition_point(|&start| start <= at.timestamp());
        after.checked_sub(1)
    }
}

fn instant(seconds: i64) -> Option<DateTime<Utc>> {
    DateTime::from_timestamp(seconds, 0)
}
