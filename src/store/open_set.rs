//! Below which tree nodes is anything open at an instant? Worked out once a minute, asked by every search.

use crate::hours::{ScheduleId, Schedules, State};
use crate::index::StationIndex;
use crate::station::{OwnHours, Status};
use arc_swap::ArcSwap;
use chrono::{DateTime, Utc};
use std::sync::Arc;

/// How many instants are remembered.
const REMEMBERED: usize = 8;

/// Which schedules the stations follow, laid out for reading through.
#[derive(Debug)]
pub(super) struct Agenda {
    /// For each station the schedule of its own hours.
    hours: Vec<Option<ScheduleId>>,
    /// Schedules that amenities have of their own, with the station's ordinal.
    own: Vec<(u32, ScheduleId)>,
    recent: ArcSwap<Vec<Arc<OpenSet>>>,
}

/// What is open in one minute, station by station and node by node.
#[derive(Debug)]
pub(super) struct OpenSet {
    minute: i64,
    stations: Vec<Doors>,
    nodes: Vec<Doors>,
    /// The first instant after the minute's start at which any schedule changes.
    pub(super) changes_at: Option<DateTime<Utc>>,
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
        Self { hours, own: own.collect(), recent: ArcSwap::default() }
    }

    /// The set for the minute of an instant. Hours change on whole minutes, so it holds for all of it.
    ///
    /// Two requests may work it out at the same time; neither waits for the other.
    pub(super) fn open_set(&self, index: &StationIndex, schedules: &Schedules, at: DateTime<Utc>) -> Arc<OpenSet> {
        let minute = at.timestamp().div_euclid(60);
        let recent = self.recent.load();
        if let Some(known) = recent.iter().find(|set| set.minute == minute) {
            return known.clone();
        }
        let set = Arc::new(self.work_out(index, schedules, at, minute));
        let kept = recent.iter().rev().take(REMEMBERED - 1).rev().cloned();
        self.recent.store(Arc::new(kept.chain([set.clone()]).collect()));
        set
    }

    fn work_out(&self, index: &StationIndex, schedules: &Schedules, at: DateTime<Utc>, minute: i64) -> OpenSet {
        let start = DateTime::from_timestamp(minute * 60, 0).unwrap_or(at);
        let mut changes_at: Option<DateTime<Utc>> = None;
        let open_by_schedule: Vec<bool> = schedules
            .ids()
            .map(|id| {
                let opening = schedules.at(id, start);
                changes_at = [changes_at, opening.changes_at].into_iter().flatten().min();
                opening.state == State::Open
            })
            .collect();
        let is_open = |id: ScheduleId| open_by_schedule.get(id.index()).copied().unwrap_or(false);
        let own = |hours: &Option<ScheduleId>| match hours.is_some_and(is_open) {
            true => Doors::OWN.union(Doors::ANY),
            false => Doors::SHUT,
        };
        let mut stations: Vec<Doors> = self.hours.iter().map(own).collect();
        for (ordinal, id) in &self.own {
            if is_open(*id)
                && let Some(open) = stations.get_mut(*ordinal as usize)
            {
                *open = open.union(Doors::ANY);
            }
        }
        let of_station = |ordinal: usize| stations.get(ordinal).copied().unwrap_or(Doors::SHUT);
        let nodes = index.summarise(of_station, Doors::union, Doors::SHUT);
        OpenSet { minute, stations, nodes, changes_at }
    }
}
