//! Below which tree nodes is anything open at an instant? Worked out once a minute, asked by every search.

use crate::hours::{ScheduleId, Schedules, State};
use crate::index::{Bits, StationIndex};
use crate::station::{OwnHours, Station, Status};
use arc_swap::ArcSwap;
use chrono::{DateTime, TimeDelta, Utc};
use std::sync::Arc;

/// How many instants are remembered.
const REMEMBERED: usize = 8;

/// Which schedules the stations follow, laid out for reading through.
#[derive(Debug)]
pub(super) struct Agenda {
    /// For each station the schedule of its own hours.
    hours: Vec<Option<ScheduleId>>,
    /// The stations at which any amenity has hours of its own, understood or not.
    with_other_hours: Bits,
    /// Schedules that amenities have of their own, with the station's ordinal.
    own: Vec<(u32, ScheduleId)>,
    /// Whose hours are known at all: what is shut in here is never known to be open.
    known: Arc<OpenSet>,
    recent: ArcSwap<Vec<Arc<OpenSet>>>,
}

/// What is open in one minute, station by station and node by node.
#[derive(Debug)]
pub(super) struct OpenSet {
    from: DateTime<Utc>,
    /// Exclusive: the end of the minute, or a change within it.
    to: DateTime<Utc>,
    stations: Vec<Doors>,
    nodes: Vec<Doors>,
    /// The first instant after `from` at which any schedule changes.
    changes_at: Option<DateTime<Utc>>,
    /// When the schedules that are open close, in order.
    closings: Vec<DateTime<Utc>>,
    /// When each schedule closes, by number; none if it is not open, or not known ever to close.
    closes_at: Vec<Option<DateTime<Utc>>>,
}

/// What is open at a station, or anywhere below a node.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Doors(u8);

impl Doors {
    const SHUT: Self = Self(0);
    /// A station itself.
    pub(super) const OWN: Self = Self(1);
    /// A station itself, or an amenity with hours of its own.
    pub(super) const ANY: Self = Self(2);

    fn union(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }
}

impl OpenSet {
    /// Whether such doors of a station are open.
    pub(super) fn station(&self, ordinal: usize, doors: Doors) -> bool {
        self.stations.get(ordinal).is_some_and(|open| open.0 & doors.0 != 0)
    }

    /// Whether such doors are open at any station below a node.
    pub(super) fn node(&self, node: usize, doors: Doors) -> bool {
        self.nodes.get(node).is_some_and(|open| open.0 & doors.0 != 0)
    }

    /// Whether a schedule that is open stays so until an instant, inclusive.
    pub(super) fn lasts(&self, open: ScheduleId, until: DateTime<Utc>) -> bool {
        self.closes_at.get(open.index()).copied().flatten().is_none_or(|closes_at| closes_at >= until)
    }

    /// From when and up to when it holds.
    pub(super) fn holds(&self) -> (DateTime<Utc>, DateTime<Utc>) {
        (self.from, self.to)
    }

    /// The first instant after `at` at which anything opens, closes, or no longer stays open for `lasting`.
    pub(super) fn changes_after(&self, at: DateTime<Utc>, lasting: TimeDelta) -> Option<DateTime<Utc>> {
        // What closes at an instant lasts long enough up to and including the instant so long before.
        let too_late = at.checked_add_signed(lasting).and_then(|until| {
            let next = self.closings.partition_point(|closes_at| *closes_at < until);
            self.closings.get(next)?.checked_sub_signed(lasting)?.checked_add_signed(TimeDelta::nanoseconds(1))
        });
        [self.changes_at, too_late].into_iter().flatten().min()
    }
}

impl Agenda {
    /// Reads the schedules of all operating stations.
    pub(super) fn of(index: &StationIndex) -> Self {
        let operating =
            |ordinal: usize| index.stations().get(ordinal).filter(|station| station.status == Status::Operating);
        let hours = (0..index.len()).map(|ordinal| operating(ordinal).and_then(|station| station.hours)).collect();
        let own = (0..index.len()).flat_map(|ordinal| {
            let amenities = operating(ordinal).into_iter().flat_map(|station| station.amenities.iter());
            amenities.filter_map(move |amenity| match amenity.hours {
                OwnHours::Known(id) => Some((ordinal as u32, id)),
                OwnHours::Stations | OwnHours::Unknown => None,
            })
        });
        let (hours, own): (Vec<Option<ScheduleId>>, Vec<_>) = (hours, own.collect());
        let has_other_hours =
            |station: &Station| station.amenities.iter().any(|other| other.hours != OwnHours::Stations);
        let with_other_hours =
            Bits::of(0..index.len(), |ordinal| index.stations().get(ordinal).is_some_and(has_other_hours));
        let (stations, nodes) = doors(index, &hours, &own, |_| true);
        let (from, to) = (DateTime::<Utc>::MIN_UTC, DateTime::<Utc>::MAX_UTC);
        let (closings, closes_at) = Default::default();
        let known = Arc::new(OpenSet { from, to, stations, nodes, changes_at: None, closings, closes_at });
        Self { hours, with_other_hours, own, known, recent: ArcSwap::default() }
    }

    /// The schedule of a station's own hours, if it is operating and they are known.
    pub(super) fn hours(&self, ordinal: usize) -> Option<ScheduleId> {
        self.hours.get(ordinal).copied().flatten()
    }

    /// Whether any amenity of a station has hours of its own.
    pub(super) fn has_other_hours(&self, ordinal: usize) -> bool {
        self.with_other_hours.has(ordinal)
    }

    /// The stations and nodes that may be open at one instant or another.
    pub(super) fn known(&self) -> Arc<OpenSet> {
        self.known.clone()
    }

    /// The set for the minute of an instant, or for the part of it in which no hours change: they change within
    /// a minute where a zone's offset from UTC had seconds, as some had until 1972.
    ///
    /// Two requests may work it out at the same time; neither waits for the other.
    pub(super) fn open_set(&self, index: &StationIndex, schedules: &Schedules, at: DateTime<Utc>) -> Arc<OpenSet> {
        let recent = self.recent.load();
        if let Some(known) = recent.iter().find(|set| set.from <= at && at < set.to) {
            return known.clone();
        }
        let seconds = at.timestamp().div_euclid(60) * 60;
        let minute = DateTime::from_timestamp(seconds, 0).unwrap_or(at);
        let next_minute = DateTime::from_timestamp(seconds + 60, 0).unwrap_or(DateTime::<Utc>::MAX_UTC);
        let mut set = self.work_out(index, schedules, minute, next_minute);
        if set.to <= at {
            set = self.work_out(index, schedules, at, next_minute);
        }
        let set = Arc::new(set);
        let kept = recent.iter().rev().take(REMEMBERED - 1).rev().cloned();
        self.recent.store(Arc::new(kept.chain([set.clone()]).collect()));
        set
    }

    fn work_out(
        &self,
        index: &StationIndex,
        schedules: &Schedules,
        from: DateTime<Utc>,
        next_minute: DateTime<Utc>,
    ) -> OpenSet {
        let mut changes_at: Option<DateTime<Utc>> = None;
        let (open_by_schedule, closes_at): (Vec<bool>, Vec<_>) = schedules
            .ids()
            .map(|id| {
                let opening = schedules.at(id, from);
                changes_at = [changes_at, opening.changes_at].into_iter().flatten().min();
                (opening.state == State::Open, opening.closes_at())
            })
            .unzip();
        let mut closings: Vec<DateTime<Utc>> = closes_at.iter().copied().flatten().collect();
        closings.sort_unstable();
        let is_open = |id: ScheduleId| open_by_schedule.get(id.index()).copied().unwrap_or(false);
        let (stations, nodes) = doors(index, &self.hours, &self.own, is_open);
        let to = changes_at.map_or(next_minute, |changes_at| changes_at.min(next_minute));
        OpenSet { from, to, stations, nodes, changes_at, closings, closes_at }
    }
}

/// Which doors are open, station by station and node by node, given which schedules are.
fn doors(
    index: &StationIndex,
    hours: &[Option<ScheduleId>],
    own: &[(u32, ScheduleId)],
    is_open: impl Fn(ScheduleId) -> bool,
) -> (Vec<Doors>, Vec<Doors>) {
    let of_hours = |hours: &Option<ScheduleId>| match hours.is_some_and(&is_open) {
        true => Doors::OWN.union(Doors::ANY),
        false => Doors::SHUT,
    };
    let mut stations: Vec<Doors> = hours.iter().map(of_hours).collect();
    for (ordinal, id) in own {
        if is_open(*id)
            && let Some(open) = stations.get_mut(*ordinal as usize)
        {
            *open = open.union(Doors::ANY);
        }
    }
    let of_station = |ordinal: usize| stations.get(ordinal).copied().unwrap_or(Doors::SHUT);
    let nodes = index.summarise(of_station, Doors::union, Doors::SHUT);
    (stations, nodes)
}
