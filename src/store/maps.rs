//! What do maps show of the data? Stations and regions in the order of tiles, and which stations were meant lately.

use super::lately::{Known, Lately};
use super::open_set::Doors;
use super::question::Choice;
use super::snapshot::Snapshot;
use crate::coverage::Region;
use crate::geodesy::{Crs, Position};
use crate::index::Bits;
use crate::station::{Filter, Station};
use crate::tiles::{Drawn, Marked, Outline, Pyramid, TileId};
use chrono::{DateTime, TimeDelta, Utc};
use rayon::prelude::*;
use std::sync::{Arc, OnceLock};

/// Of so many stations in a tile and fewer each is judged by itself. Where there are more, all there are are judged at
/// once and remembered, for the other tiles of the same map.
const FEW: usize = 4096;

/// Stations that are drawn in some tens of microseconds.
const DRAWN_AT_ONCE: usize = 32;

/// Stations and regions as maps show them in one system of coordinates.
#[derive(Debug, Default)]
pub struct Map {
    /// The operating stations.
    pub pyramid: Pyramid,
    /// The regions, in the snapshot's order.
    pub regions: Vec<Outline>,
}

/// Maps in each system of coordinates, and what was worked out for them lately.
#[derive(Debug, Default)]
pub(super) struct Maps {
    /// In WGS 84. Where no offset system moves anything, it stands for all.
    wgs84: Map,
    is_any_offset: bool,
    /// In the offset systems, for which few ask: each is made when it is first asked for.
    gcj02: OnceLock<Map>,
    bd09: OnceLock<Map>,
    meant: Lately<Asked, Marked>,
    open: Lately<Crs, Bits>,
}

/// Coordinates, and which stations are meant at an instant that is not told.
type Asked = (Crs, Filter, Option<TimeDelta>);

/// What a tile shows.
#[derive(Debug, Default)]
pub struct Drawing {
    /// The stations, by themselves or in clusters.
    pub drawn: Vec<Drawn>,
    /// The first instant at which the choice of stations or a count of open ones may change. When those shown by
    /// themselves open or close is not in it.
    pub changes_at: Option<DateTime<Utc>>,
}

impl Maps {
    /// Maps of a snapshot, in those systems that were asked for of the one before.
    pub(super) fn of(stations: &[Station], regions: &[Arc<Region>], before: Option<&Self>) -> Self {
        let is_any_offset = any_is_offset(stations, regions);
        let again = |map: fn(&Self) -> &OnceLock<Map>, crs: Crs| {
            let was_asked_for = before.is_some_and(|before| map(before).get().is_some());
            (is_any_offset && was_asked_for)
                .then(|| Map::of(stations, regions, crs))
                .map_or_else(OnceLock::new, Into::into)
        };
        let wgs84 = Map::of(stations, regions, Crs::Wgs84);
        let (gcj02, bd09) = (again(|maps| &maps.gcj02, Crs::Gcj02), again(|maps| &maps.bd09, Crs::Bd09));
        Self { wgs84, is_any_offset, gcj02, bd09, ..Self::default() }
    }
}

impl Map {
    fn of(stations: &[Station], regions: &[Arc<Region>], crs: Crs) -> Self {
        let outlines = || regions.par_iter().map(|region| Outline::of(&region.area, crs)).collect();
        let (pyramid, regions) = rayon::join(|| Pyramid::build(stations, crs), outlines);
        Self { pyramid, regions }
    }
}

/// Whether the offset systems, which begin and end at the same outline, move any station or corner of a region.
fn any_is_offset(stations: &[Station], regions: &[Arc<Region>]) -> bool {
    let is_offset = |position: Position| Crs::Gcj02.from_wgs84(position) != Crs::Wgs84.from_wgs84(position);
    let corners = |region: &Region| {
        let rings = region.area.iter().flat_map(|part| std::iter::once(part.exterior()).chain(part.interiors()));
        rings.flat_map(|ring| ring.coords()).any(|at| Position::new(at.x, at.y).is_ok_and(is_offset))
    };
    stations.par_iter().any(|station| is_offset(station.position)) || regions.par_iter().any(|region| corners(region))
}

impl Snapshot {
    /// The map in a system of coordinates. The first who asks for one of an offset system waits until it is made: half a
    /// second of two processors for a million stations.
    pub fn map(&self, crs: Crs) -> &Map {
        let offset = match crs {
            Crs::Gcj02 if self.maps.is_any_offset => &self.maps.gcj02,
            Crs::Bd09 if self.maps.is_any_offset => &self.maps.bd09,
            Crs::Wgs84 | Crs::Gcj02 | Crs::Bd09 => return &self.maps.wgs84,
        };
        offset.get_or_init(|| Map::of(self.index.stations(), &self.regions, crs))
    }

    /// Whether a tile is drawn in less time than it takes to have another thread draw it: it shows few stations, each by
    /// itself, and nothing need be worked out for them together.
    pub fn is_drawn_at_once(&self, tile: TileId, crs: Crs, choice: &Choice) -> bool {
        let map = match crs {
            Crs::Gcj02 if self.maps.is_any_offset => self.maps.gcj02.get(),
            Crs::Bd09 if self.maps.is_any_offset => self.maps.bd09.get(),
            Crs::Wgs84 | Crs::Gcj02 | Crs::Bd09 => Some(&self.maps.wgs84),
        };
        let shows_few =
            |map: &Map| map.pyramid.is_shown_singly(tile) && map.pyramid.places(tile).len() <= DRAWN_AT_ONCE;
        choice.open.is_none() && map.is_some_and(shows_few)
    }

    /// What a tile shows of the stations that are meant.
    pub fn drawn(&self, tile: TileId, crs: Crs, choice: &Choice) -> Drawing {
        let pyramid = &self.map(crs).pyramid;
        let places = pyramid.places(tile);
        if places.is_empty() {
            return Drawing::default();
        }
        let is_few = places.len() <= FEW;
        let (judged, kept);
        let shown: &Marked = if choice.open.is_none() && choice.filter == Filter::default() {
            pyramid.everyone()
        } else if is_few {
            let stations = self.index.stations();
            let is_meant =
                |ordinal: usize| stations.get(ordinal).is_some_and(|station| choice.means(station, &self.schedules));
            judged = pyramid.marked(places.clone(), is_meant);
            &judged
        } else {
            kept = self.marked(crs, choice);
            &kept.value
        };
        if pyramid.is_shown_singly(tile) {
            // Nothing is counted.
            let drawn = pyramid.drawn(tile, shown, &Bits::default());
            return Drawing { drawn, changes_at: self.choice_changes_at(choice) };
        }
        let open_set = self.agenda.open_set(&self.index, &self.schedules, choice.at);
        let is_open = |ordinal: usize| open_set.station(ordinal, Doors::OWN);
        let (looked_at, kept);
        let open: &Bits = if is_few {
            looked_at = pyramid.bits(places, is_open);
            &looked_at
        } else {
            let whole = || (pyramid.bits(0..pyramid.len(), is_open), open_set.holds());
            kept = self.maps.open.find_or(&crs, choice.at, whole);
            &kept.value
        };
        let drawn = pyramid.drawn(tile, shown, open);
        let is_cluster = |drawn: &Drawn| matches!(drawn, Drawn::Cluster { .. });
        let counts_change_at =
            drawn.iter().any(is_cluster).then(|| open_set.changes_after(choice.at, TimeDelta::zero())).flatten();
        let changes_at = [self.choice_changes_at(choice), counts_change_at].into_iter().flatten().min();
        Drawing { drawn, changes_at }
    }

    /// Which of all stations are meant, in the order of the tiles.
    fn marked(&self, crs: Crs, choice: &Choice) -> Arc<Known<Asked, Marked>> {
        let pyramid = &self.map(crs).pyramid;
        let asked = (crs, choice.filter.clone(), choice.open);
        self.maps.meant.find_or(&asked, choice.at, || {
            let meant = self.meant(choice);
            let until = self.choice_changes_at(choice).unwrap_or(DateTime::<Utc>::MAX_UTC);
            let from = if choice.open.is_some() { choice.at } else { DateTime::<Utc>::MIN_UTC };
            (pyramid.marked(0..pyramid.len(), |ordinal| meant.has(ordinal)), (from, until))
        })
    }
}
