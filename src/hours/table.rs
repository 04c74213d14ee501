//! What is the state at an instant of the coming days, in nanoseconds?

use super::{Calendar, Lasting, Opening, SEARCH_DAYS, Schedule, State};
use chrono::{DateTime, TimeDelta, Utc};
use chrono_tz::Tz;

/// How far ahead changes are told.
const SEARCH: TimeDelta = TimeDelta::days(SEARCH_DAYS);

/// The states of one schedule in one zone by one calendar over a window of time, as the sorted
/// list of its changes. It answers what [`Schedule::at`] answers, by binary search.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Table {
    from: DateTime<Utc>,
    to: DateTime<Utc>,
    /// The first is that of `from`.
    changes: Box<[Change]>,
    after: After,
}

/// The instant from which a state holds, in whole seconds since 1970, and in the last two bits the state: side by side,
/// since an answer that looks up one of thousands of tables waits for each piece of memory.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Change(i64);

/// What follows a window: its first change, and its first opening.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct After {
    changes_at: Option<DateTime<Utc>>,
    opens_at: Option<DateTime<Utc>>,
}

/// A table wherever it is kept.
#[derive(Clone, Copy, Debug)]
pub(super) struct Laid<'a> {
    pub from: DateTime<Utc>,
    pub to: DateTime<Utc>,
    pub changes: &'a [Change],
    pub after: &'a After,
}

impl Change {
    fn new(start_s: i64, state: State) -> Self {
        let state = match state {
            State::Open => 0,
            State::Closed => 1,
            State::Unknown => 2,
        };
        Self(start_s << 2 | state)
    }

    fn start_s(self) -> i64 {
        self.0 >> 2
    }

    fn at(self) -> Option<DateTime<Utc>> {
        DateTime::from_timestamp(self.start_s(), 0)
    }

    fn state(self) -> State {
        match self.0 & 3 {
            0 => State::Open,
            1 => State::Closed,
            _ => State::Unknown,
        }
    }
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
        let mut table = Self { from, to, changes: Box::default(), after: After::default() };
        let until = TimeDelta::try_days(SEARCH_DAYS).and_then(|days| to.checked_add_signed(days));
        let (false, Some(mut walk), Some(until)) = (schedule.is_constant(), schedule.walk(from, zone, calendar), until)
        else {
            table.changes = Box::new([Change::new(from.timestamp(), schedule.at(from, zone, calendar).state)]);
            return table;
        };
        let mut changes = vec![Change::new(from.timestamp(), walk.state())];
        while let Some((at, state)) = walk.next_change(until) {
            if at < to {
                changes.push(Change::new(at.timestamp(), state));
                continue;
            }
            table.after.changes_at.get_or_insert(at);
            if state == State::Open {
                table.after.opens_at = Some(at);
            }
            if state == State::Open || !schedule.can_open() {
                break;
            }
        }
        table.changes = changes.into();
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
        self.changes.iter().map(|change| (change.at().unwrap_or(self.from), change.state()))
    }

    /// The state at an instant of the window; `None` outside of it.
    pub fn state(&self, at: DateTime<Utc>) -> Option<State> {
        let laid = self.laid();
        laid.changes.get(laid.place(at)?).map(|change| change.state())
    }

    /// The state at an instant of the window and its changes, as [`Schedule::at`] gives them;
    /// `None` outside of the window.
    pub fn at(&self, at: DateTime<Utc>) -> Option<Opening> {
        self.laid().at(at)
    }

    /// The same, with the instants between which it is the same; `None` also where a change comes into sight in the
    /// meantime, since none is told that is more than [`SEARCH_DAYS`] days ahead.
    pub fn lasting(&self, at: DateTime<Utc>) -> Option<Lasting> {
        self.laid().lasting(at)
    }

    pub(super) fn laid(&self) -> Laid<'_> {
        Laid { from: self.from, to: self.to, changes: &self.changes, after: &self.after }
    }
}

impl Laid<'_> {
    /// The state at an instant of the window and its changes; `None` outside of the window.
    pub(super) fn at(&self, at: DateTime<Utc>) -> Option<Opening> {
        let opening = self.whole(self.place(at)?)?;
        let soon_enough = |change: &DateTime<Utc>| *change - at <= SEARCH;
        Some(Opening {
            changes_at: opening.changes_at.filter(soon_enough),
            opens_at: opening.opens_at.filter(soon_enough),
            ..opening
        })
    }

    /// The same, and how long before and after this instant it is the same; `None` also where a change comes into sight in
    /// the meantime.
    pub(super) fn lasting(&self, at: DateTime<Utc>) -> Option<Lasting> {
        let place = self.place(at)?;
        let opening = self.whole(place)?;
        let from = self.changes.get(place)?.at()?.max(self.from);
        let until = opening.changes_at.map_or(self.to, |change| change.min(self.to));
        // What is in sight at first stays so.
        let in_sight = |change: Option<DateTime<Utc>>| change.is_none_or(|change| change - from <= SEARCH);
        (in_sight(opening.changes_at) && in_sight(opening.opens_at)).then_some(Lasting { opening, from, until })
    }

    /// A state with all that is known of its changes, however late.
    fn whole(&self, place: usize) -> Option<Opening> {
        let state = self.changes.get(place)?.state();
        let later = self.changes.get(place + 1..).unwrap_or_default();
        let changes_at = match later.first() {
            Some(change) => change.at(),
            None => self.after.changes_at,
        };
        let opens_at = match state {
            State::Open => None,
            State::Closed | State::Unknown => match later.iter().find(|change| change.state() == State::Open) {
                Some(opening) => opening.at(),
                None => self.after.opens_at,
            },
        };
        Some(Opening { state, changes_at, opens_at })
    }

    /// Index of the state that holds at this instant.
    fn place(&self, at: DateTime<Utc>) -> Option<usize> {
        if at < self.from || at >= self.to {
            return None;
        }
        // The window's start is in the list to the second, and changes are on whole seconds.
        let at_s = at.timestamp();
        let holds = |change: &Change| change.start_s() <= at_s;
        // Nearly all that is asked for is soon after the window's start: by doubled steps from there it is found in the
        // first line of memory.
        let mut end = 8;
        while self.changes.get(end).is_some_and(holds) {
            end *= 2;
        }
        let start = if end == 8 { 0 } else { end / 2 };
        let among = self.changes.get(start..end.min(self.changes.len()))?;
        (start + among.partition_point(holds)).checked_sub(1)
    }
}
