//! Which schedules does a data set use? Each distinct text is parsed once and shared by number.

use super::tables::Tables;
use super::{Calendar, Lasting, Opening, Schedule, State, Table};
use arc_swap::ArcSwap;
use chrono::{DateTime, TimeDelta, Utc};
use chrono_tz::Tz;
use rayon::prelude::*;
use std::collections::HashMap;
use std::num::NonZeroU32;
use std::sync::Arc;

/// Number of a schedule in [`Schedules`]. It starts at one, so that a station without a schedule needs no more room for
/// that than one with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ScheduleId(NonZeroU32);

impl ScheduleId {
    /// Its place in [`Schedules::iter`].
    pub fn index(self) -> usize {
        self.0.get() as usize - 1
    }

    fn of(place: u32) -> Self {
        Self(NonZeroU32::MIN.saturating_add(place))
    }
}

/// A schedule where it applies: in a zone, with a calendar.
#[derive(Debug)]
pub struct Timetable {
    schedule: Arc<Schedule>,
    zone: Option<Tz>,
    calendar: Option<Arc<Calendar>>,
}

impl Timetable {
    /// The state at an instant. Without a zone only `24/7` is known.
    pub fn at(&self, instant: DateTime<Utc>) -> Opening {
        match self.zone {
            Some(zone) => self.schedule.at(instant, zone, self.calendar.as_deref()),
            None if self.schedule.is_always() => Opening::lasting(State::Open),
            None => Opening::lasting(State::Unknown),
        }
    }

    /// The zone in which its times are told.
    pub fn zone(&self) -> Option<Tz> {
        self.zone
    }

    /// Its calendar.
    pub fn calendar(&self) -> Option<&Arc<Calendar>> {
        self.calendar.as_ref()
    }

    /// The schedule itself.
    pub fn schedule(&self) -> &Schedule {
        &self.schedule
    }
}

/// Key of a text in a zone with a calendar; calendars are told apart by where they live.
type Key = (Option<Tz>, Option<usize>);

/// Days before and after an instant for which the states of all schedules are laid out as tables.
const WINDOW_DAYS: (i64, i64) = (1, 8);

/// All schedules of a data set.
#[derive(Debug, Default)]
pub struct Schedules {
    parsed: HashMap<Box<str>, Result<Arc<Schedule>, String>>,
    ids: HashMap<Key, HashMap<Arc<str>, ScheduleId>>,
    timetables: Vec<Timetable>,
    /// The text of each, by number.
    texts: Vec<Arc<str>>,
    /// The coming days of each, by number.
    tables: ArcSwap<Tables>,
}

impl Schedules {
    /// The number of a text taken up before, or why it was not understood; none if it is new.
    pub fn find(
        &self,
        text: &str,
        zone: Option<Tz>,
        calendar: Option<&Arc<Calendar>>,
    ) -> Option<Result<ScheduleId, String>> {
        if let Some(id) = self.ids.get(&key(zone, calendar)).and_then(|ids| ids.get(text)) {
            return Some(Ok(*id));
        }
        match self.parsed.get(text) {
            Some(Err(reason)) => Some(Err(reason.clone())),
            _ => None,
        }
    }

    /// The number of a text in a zone with a calendar.
    ///
    /// # Errors
    /// Why the text is not understood.
    pub fn intern(
        &mut self,
        text: &str,
        zone: Option<Tz>,
        calendar: Option<&Arc<Calendar>>,
    ) -> Result<ScheduleId, String> {
        if let Some(answer) = self.find(text, zone, calendar) {
            return answer;
        }
        let parsed = self
            .parsed
            .entry(text.into())
            .or_insert_with(|| Schedule::parse(text).map(Arc::new).map_err(|error| error.to_string()));
        let schedule = parsed.clone()?;
        let id = ScheduleId::of(self.timetables.len() as u32);
        self.timetables.push(Timetable { schedule, zone, calendar: calendar.cloned() });
        let text: Arc<str> = text.into();
        self.texts.push(text.clone());
        self.ids.entry(key(zone, calendar)).or_default().insert(text, id);
        Ok(id)
    }

    /// The number of a schedule of another data set, with a calendar that is the same or its like; it is not parsed
    /// again. None if that data set has no such number.
    pub fn take_up(
        &mut self,
        from: &Self,
        id: ScheduleId,
        calendar: Option<&Arc<Calendar>>,
    ) -> Option<Result<ScheduleId, String>> {
        let (text, timetable) = (from.texts.get(id.index())?, from.get(id)?);
        self.parsed.entry(text.as_ref().into()).or_insert_with(|| Ok(timetable.schedule.clone()));
        Some(self.intern(text, timetable.zone, calendar))
    }

    /// The state of a schedule at an instant: from its table where the instant lies in the coming days,
    /// by evaluation elsewhere. A number of another data set is unknown.
    pub fn at(&self, id: ScheduleId, instant: DateTime<Utc>) -> Opening {
        self.tables
            .load()
            .at(id, instant)
            .unwrap_or_else(|| self.get(id).map_or(Opening::lasting(State::Unknown), |timetable| timetable.at(instant)))
    }

    /// The state of a schedule at an instant of the coming days and its changes, with the instants between which it is
    /// the same; none elsewhere, and where that is not known.
    pub fn lasting(&self, id: ScheduleId, instant: DateTime<Utc>) -> Option<Lasting> {
        self.tables.load().lasting(id, instant)
    }

    /// Lays out the days around `now` as tables. Answers are the same without, only slower; to be called at
    /// least once a week.
    pub fn lay_out(&self, now: DateTime<Utc>) {
        let days = |days: i64| TimeDelta::try_days(days).unwrap_or_default();
        let (from, to) = (now - days(WINDOW_DAYS.0), now + days(WINDOW_DAYS.1));
        let table = |timetable: &Timetable| {
            let zone = timetable.zone?;
            Some(timetable.schedule.table(from, to, zone, timetable.calendar.as_deref()))
        };
        let tables: Vec<Option<Table>> = self.timetables.par_iter().map(table).collect();
        self.tables.store(Arc::new(Tables::of((from, to), &tables)));
    }

    /// The timetable of a number.
    pub fn get(&self, id: ScheduleId) -> Option<&Timetable> {
        self.timetables.get(id.index())
    }

    /// The numbers in use.
    pub fn ids(&self) -> impl ExactSizeIterator<Item = ScheduleId> {
        (0..self.timetables.len() as u32).map(ScheduleId::of)
    }

    /// All of them, by number.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = &Timetable> {
        self.timetables.iter()
    }
}

fn key(zone: Option<Tz>, calendar: Option<&Arc<Calendar>>) -> Key {
    (zone, calendar.map(|calendar| Arc::as_ptr(calendar) as usize))
}
