//! What does a station, or a region, answer to a filter? Its properties by name, and where it is in the caller's coordinates.

use super::said;
use super::snapshot::Snapshot;
use crate::coverage::Region;
use crate::cql2::{Drawn, Filter, Item, Value};
use crate::geodesy::{Crs, Position};
use crate::station::{Lexicon, Station};
use geo::{Coord, MapCoords, MultiPolygon};
use std::borrow::Cow;
use std::cell::OnceCell;

/// Where the values of a filter's properties are found.
#[derive(Debug)]
pub(super) struct Sources {
    sources: Vec<Source>,
    /// Names of properties that only the source's text has.
    said: Vec<Box<str>>,
}

#[derive(Debug, Clone, Copy)]
enum Source {
    Id,
    Name,
    Kind,
    Access,
    Status,
    Capacity,
    Geometry,
    Said(usize),
}

impl Sources {
    /// For the properties of stations.
    pub(super) fn of_stations(filter: &Filter) -> Self {
        Self::find(filter, |name| match name {
            "kind" => Some(Source::Kind),
            "access" => Some(Source::Access),
            "status" => Some(Source::Status),
            "capacity" => Some(Source::Capacity),
            _ => None,
        })
    }

    /// For the properties of regions.
    pub(super) fn of_regions(filter: &Filter) -> Self {
        Self::find(filter, |_| None)
    }

    fn find(filter: &Filter, own: impl Fn(&str) -> Option<Source>) -> Self {
        let mut said = Vec::new();
        let source = |name: &str| match name {
            "id" => Source::Id,
            "name" => Source::Name,
            "geometry" => Source::Geometry,
            other => own(other).unwrap_or_else(|| {
                said.push(name.into());
                Source::Said(said.len() - 1)
            }),
        };
        let sources = filter.names().iter().map(AsRef::as_ref).map(source).collect();
        Self { sources, said }
    }

    fn source(&self, number: usize) -> Option<Source> {
        self.sources.get(number).copied()
    }
}

/// A station, asked by a filter.
pub(super) struct StationItem<'a> {
    station: &'a Station,
    lexicon: &'a Lexicon,
    said: &'a str,
    crs: Crs,
    sources: &'a Sources,
    read: OnceCell<Vec<Value<'static>>>,
}

impl<'a> StationItem<'a> {
    /// The station of an ordinal; its position is told in a system.
    pub(super) fn of(snapshot: &'a Snapshot, ordinal: usize, crs: Crs, sources: &'a Sources) -> Option<Self> {
        let station = snapshot.index.stations().get(ordinal)?;
        let said = snapshot.feature_text(ordinal)?.said();
        Some(Self { station, lexicon: &snapshot.lexicon, said, crs, sources, read: OnceCell::new() })
    }
}

impl Item for StationItem<'_> {
    fn value(&self, number: usize) -> Value<'_> {
        let text = |text: &'static str| Value::Text(Cow::Borrowed(text));
        match self.sources.source(number) {
            Some(Source::Id) => Value::Text(Cow::Borrowed(self.station.id.as_str())),
            Some(Source::Name) => borrowed(self.station.name.as_deref()),
            Some(Source::Kind) => borrowed(Some(self.lexicon.kind_word(self.station.kind))),
            Some(Source::Access) => text(self.station.access.as_str()),
            Some(Source::Status) => text(self.station.status.as_str()),
            Some(Source::Capacity) => self.station.capacity.map_or(Value::Null, |people| Value::Number(people.into())),
            Some(Source::Said(place)) => found(&self.read, self.said, &self.sources.said, place),
            Some(Source::Geometry) | None => Value::Null,
        }
    }

    fn meets(&self, number: usize, drawn: &Drawn) -> Option<bool> {
        let Some(Source::Geometry) = self.sources.source(number) else { return None };
        let (lon, lat) = self.crs.from_wgs84(self.station.position);
        Some(drawn.meets_point(lon, lat))
    }
}

/// A region, asked by a filter.
pub(super) struct RegionItem<'a> {
    region: &'a Region,
    /// Its area as the caller's system has it.
    area: &'a MultiPolygon<f64>,
    sources: &'a Sources,
    read: OnceCell<Vec<Value<'static>>>,
}

impl<'a> RegionItem<'a> {
    /// A region whose area is told in the caller's system.
    pub(super) fn of(region: &'a Region, area: &'a MultiPolygon<f64>, sources: &'a Sources) -> Self {
        Self { region, area, sources, read: OnceCell::new() }
    }
}

impl Item for RegionItem<'_> {
    fn value(&self, number: usize) -> Value<'_> {
        match self.sources.source(number) {
            Some(Source::Id) => borrowed(Some(&self.region.id)),
            Some(Source::Name) => borrowed(self.region.name.as_deref()),
            Some(Source::Said(place)) => found(&self.read, &self.region.said, &self.sources.said, place),
            _ => Value::Null,
        }
    }

    fn meets(&self, number: usize, drawn: &Drawn) -> Option<bool> {
        matches!(self.sources.source(number), Some(Source::Geometry)).then(|| drawn.meets_area(self.area))
    }
}

fn borrowed(text: Option<&str>) -> Value<'_> {
    text.map_or(Value::Null, |text| Value::Text(Cow::Borrowed(text)))
}

/// A value out of the source's text, which is read when the first is asked for.
fn found<'a>(read: &'a OnceCell<Vec<Value<'static>>>, said: &str, wanted: &[Box<str>], place: usize) -> Value<'a> {
    match read.get_or_init(|| said::values(said, wanted)).get(place) {
        Some(Value::Text(text)) => Value::Text(Cow::Borrowed(text)),
        Some(other) => other.clone(),
        None => Value::Null,
    }
}

/// An area as a system has it.
pub(super) fn in_crs(area: &MultiPolygon<f64>, crs: Crs) -> Cow<'_, MultiPolygon<f64>> {
    if crs == Crs::Wgs84 {
        return Cow::Borrowed(area);
    }
    Cow::Owned(area.map_coords(|at| match Position::new(at.x, at.y) {
        Ok(position) => {
            let (x, y) = crs.from_wgs84(position);
            Coord { x, y }
        }
        Err(_) => at,
    }))
}
