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

/// The nodes below which a station, or an amenity with hours of its own, is open in one minute.
#[derive(Debug)]
pub(super) struct OpenSet {
    minute: i64,
    nodes: Vec<bool>,
    /// The first instant after the minute's start at which any schedule changes.
    pub(super) changes_at: Option<DateTime<Utc>>,
}

impl OpenSet {
    /// Whether anything below the node may be open.
    pub(super) fn may_be_open(&self, node: usize) -> bool {
        self.nodes.get(node).copied().unwrap_or(true)
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
        let is_open = |id: ScheduleId| open_by_schedule.get(id.index()).copied().unwrap_or(true);
        let mut open: Vec<bool> = self.hours.iter().map(|hours| hours.is_some_and(is_open)).collect();
        for (ordinal, id) in &self.own {
            if let Some(open) = open.get_mut(*ordinal as usize) {
                *open |= is_open(*id);
            }
        }
        let nodes = index.summarise(|ordinal| open.get(ordinal).copied().unwrap_or(true), |a, b| a | b, false);
        OpenSet { minute, nodes, changes_at }
    }
}
