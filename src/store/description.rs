//! What is in a collection as a whole? The properties that may be asked for, where its features are, and their dates.

use super::selection::members;
use super::snapshot::Snapshot;
use crate::cql2::{Kind, Moment, Queryable};
use crate::geodesy::BoundingBox;
use arc_swap::ArcSwapOption;
use chrono::{DateTime, Utc};
use geo::BoundingRect;
use hashbrown::HashMap;
use rayon::prelude::*;
use std::sync::Arc;

/// Most properties that may be asked for, beside those of the contract: more than people name, fewer than a broken file
/// can. The first by name are taken.
const MOST_QUERYABLES: usize = 1000;

/// What the contract names, and what it is where the data says nothing of it.
const OF_STATIONS: &[(&str, Kind)] = &[
    ("id", Kind::Text),
    ("name", Kind::Text),
    ("name:zh", Kind::Text),
    ("name:en", Kind::Text),
    ("kind", Kind::Text),
    ("address", Kind::Text),
    ("district", Kind::Text),
    ("operator", Kind::Text),
    ("phone", Kind::Text),
    ("website", Kind::Text),
    ("access", Kind::Text),
    ("status", Kind::Text),
    ("capacity", Kind::Integer),
    ("opening_hours", Kind::Text),
    ("timezone", Kind::Text),
    ("verified_at", Kind::Date),
    ("updated_at", Kind::Date),
    ("position_accuracy", Kind::Text),
    ("geometry", Kind::Geometry),
];

const OF_REGIONS: &[(&str, Kind)] = &[("id", Kind::Text), ("name", Kind::Text), ("geometry", Kind::Geometry)];

/// Properties that are held apart from what the source says, always of the same kind.
const SETTLED: &[&str] = &["id", "kind", "access", "status", "capacity", "geometry"];

/// The first and the last instant of a time.
type Ends = (DateTime<Utc>, DateTime<Utc>);

/// What is in a collection.
#[derive(Debug, Default)]
pub struct Description {
    /// The properties that may be asked for: those of the contract, then those of the data by name.
    pub queryables: Vec<Queryable>,
    /// The names of all properties that any feature has, in order.
    pub names: Vec<Box<str>>,
    /// The smallest box around all features; none around nothing.
    pub extent: Option<BoundingBox>,
    /// The properties that are dates or timestamps wherever the data has them.
    pub temporal: Vec<Box<str>>,
    /// From when to when these are, where there is any.
    pub times: Option<Ends>,
}

/// Descriptions, worked out when they are first asked for.
#[derive(Debug, Default)]
pub(super) struct Descriptions {
    stations: ArcSwapOption<Description>,
    regions: ArcSwapOption<Description>,
}

impl Snapshot {
    /// Whether stations have a property of this name, or would by the contract if their sources told it.
    pub fn stations_may_say(&self, name: &str) -> bool {
        is_contracts(OF_STATIONS, name) || self.described_stations().has(name)
    }

    /// Whether [`Snapshot::stations_may_say`] can tell without going through all stations.
    pub fn tells_at_once_of(&self, name: &str) -> bool {
        is_contracts(OF_STATIONS, name) || self.descriptions.stations.load().is_some()
    }

    /// Whether regions have a property of this name, or would by the contract if their sources told it.
    pub fn regions_may_say(&self, name: &str) -> bool {
        is_contracts(OF_REGIONS, name) || self.described_regions().has(name)
    }

    /// What is in the collection of stations, whatever their state of use.
    pub fn described_stations(&self) -> Arc<Description> {
        known_or(&self.descriptions.stations, || {
            let seen = self.texts.par_iter().fold(Seen::default, |seen, text| seen.taking(text.said()));
            let seen = seen.reduce(Seen::default, Seen::with);
            let positions = || self.index.stations().iter().map(|station| station.position);
            let lats = || positions().map(|at| at.lat());
            Description {
                queryables: seen.queryables(OF_STATIONS),
                extent: BoundingBox::around(
                    positions().map(|at| (at.lon(), at.lon())),
                    lats().fold(90.0, f64::min),
                    lats().fold(-90.0, f64::max),
                ),
                temporal: seen.temporal().map(|(name, _)| name.into()).collect(),
                times: seen.times(),
                names: seen.names(),
            }
        })
    }

    /// What is in the collection of regions.
    pub fn described_regions(&self) -> Arc<Description> {
        known_or(&self.descriptions.regions, || {
            let seen = self.regions.iter().fold(Seen::default(), |seen, region| seen.taking(&region.said));
            let polygons = self.regions.iter().flat_map(|region| region.area.iter());
            let parts: Vec<geo::Rect<f64>> = polygons.filter_map(BoundingRect::bounding_rect).collect();
            Description {
                queryables: seen.queryables(OF_REGIONS),
                extent: BoundingBox::around(
                    parts.iter().map(|part| (part.min().x, part.max().x)),
                    parts.iter().map(|part| part.min().y).fold(90.0, f64::min),
                    parts.iter().map(|part| part.max().y).fold(-90.0, f64::max),
                ),
                temporal: seen.temporal().map(|(name, _)| name.into()).collect(),
                times: seen.times(),
                names: seen.names(),
            }
        })
    }
}

impl Description {
    fn has(&self, name: &str) -> bool {
        self.names.binary_search_by(|known| known.as_ref().cmp(name)).is_ok()
    }
}

/// Whether the contract names a property.
fn is_contracts(of_contract: &[(&str, Kind)], name: &str) -> bool {
    of_contract.iter().any(|(known, _)| *known == name)
}

/// What is known, or else what is now worked out. Two requests may work out the same at the same time; neither waits for
/// the other.
fn known_or(known: &ArcSwapOption<Description>, work_out: impl FnOnce() -> Description) -> Arc<Description> {
    known.load_full().unwrap_or_else(|| {
        let new = Arc::new(work_out());
        known.store(Some(new.clone()));
        new
    })
}

/// Which values were seen of each property.
#[derive(Debug, Default)]
struct Seen {
    by_name: HashMap<Box<str>, Sorts>,
    ends: HashMap<Box<str>, Ends>,
}

/// Sorts of values, one bit for each.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
struct Sorts(u8);

impl Sorts {
    const TEXT: u8 = 1;
    const DAY: u8 = 2;
    const INSTANT: u8 = 4;
    const WHOLE: u8 = 8;
    const NUMBER: u8 = 16;
    const TRUTH: u8 = 32;

    /// What sort of value is written so, and when it is if it is a date.
    fn of(written: &str) -> (Self, Option<Moment>) {
        let moment = match written.as_bytes() {
            [b'"', b'0'..=b'9', ..] => Moment::parse(written.trim_matches('"')),
            _ => None,
        };
        let sort = match written.as_bytes() {
            [b'"', ..] => match moment {
                Some(Moment::Day(_)) => Self::DAY,
                Some(Moment::Instant(_)) => Self::INSTANT,
                None => Self::TEXT,
            },
            b"true" | b"false" => Self::TRUTH,
            [b'-' | b'0'..=b'9', ..] if written.contains(['.', 'e', 'E']) => Self::NUMBER,
            [b'-' | b'0'..=b'9', ..] => Self::WHOLE,
            _ => 0,
        };
        (Self(sort), moment)
    }

    fn kind(self) -> Option<Kind> {
        let only = |sorts: u8| self.0 & !sorts == 0;
        match self.0 {
            0 => None,
            Self::DAY => Some(Kind::Date),
            Self::WHOLE => Some(Kind::Integer),
            Self::TRUTH => Some(Kind::Boolean),
            _ if only(Self::DAY | Self::INSTANT) => Some(Kind::Timestamp),
            _ if only(Self::TEXT | Self::DAY | Self::INSTANT) => Some(Kind::Text),
            _ if only(Self::WHOLE | Self::NUMBER) => Some(Kind::Number),
            _ => Some(Kind::Mixed),
        }
    }
}

impl Seen {
    /// With what one more text says.
    fn taking(mut self, said: &str) -> Self {
        for member in members(said) {
            let name = member.name();
            let (sorts, moment) = Sorts::of(member.value);
            match self.by_name.get_mut(name.as_ref()) {
                Some(seen) => seen.0 |= sorts.0,
                None => drop(self.by_name.insert(name.as_ref().into(), sorts)),
            }
            if let Some(moment) = moment {
                self.add_ends(&name, moment.span());
            }
        }
        self
    }

    fn add_ends(&mut self, name: &str, (from, to): Ends) {
        match self.ends.get_mut(name) {
            Some(ends) => *ends = (ends.0.min(from), ends.1.max(to)),
            None => drop(self.ends.insert(name.into(), (from, to))),
        }
    }

    fn with(mut self, mut other: Self) -> Self {
        if self.by_name.len() < other.by_name.len() {
            std::mem::swap(&mut self, &mut other);
        }
        for (name, sorts) in other.by_name {
            self.by_name.entry(name).or_default().0 |= sorts.0;
        }
        for (name, ends) in other.ends {
            self.add_ends(&name, ends);
        }
        self
    }

    /// The properties that are nothing but dates and timestamps, with their first and last.
    fn temporal(&self) -> impl Iterator<Item = (&str, Ends)> {
        let is_temporal = |name: &str| {
            let kind = self.by_name.get(name).and_then(|sorts| sorts.kind());
            matches!(kind, Some(Kind::Date | Kind::Timestamp))
        };
        self.ends.iter().map(|(name, ends)| (name.as_ref(), *ends)).filter(move |(name, _)| is_temporal(name))
    }

    fn names(self) -> Vec<Box<str>> {
        let mut names: Vec<Box<str>> = self.by_name.into_keys().collect();
        names.sort_unstable();
        names
    }

    fn times(&self) -> Option<Ends> {
        let ends = self.temporal().map(|(_, ends)| ends);
        ends.reduce(|one, other| (one.0.min(other.0), one.1.max(other.1)))
    }

    fn queryables(&self, of_contract: &[(&str, Kind)]) -> Vec<Queryable> {
        let seen = |name: &str| self.by_name.get(name).and_then(|sorts| sorts.kind());
        let contract = of_contract.iter().map(|(name, kind)| {
            let kind = if SETTLED.contains(name) { *kind } else { seen(name).unwrap_or(*kind) };
            Queryable { name: (*name).into(), kind }
        });
        let mut own: Vec<Queryable> = self
            .by_name
            .iter()
            .filter(|(name, _)| !is_contracts(of_contract, name))
            .filter_map(|(name, sorts)| Some(Queryable { name: name.clone(), kind: sorts.kind()? }))
            .collect();
        own.sort_unstable_by(|a, b| a.name.cmp(&b.name));
        own.truncate(MOST_QUERYABLES);
        contract.chain(own).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_property_is_what_all_its_values_are() {
        for (values, kind) in [
            (&["\"a\"", "\"2026-11-21\""][..], Some(Kind::Text)),
            (&["\"2026-11-21\""], Some(Kind::Date)),
            (&["\"2026-11-21\"", "\"2026-11-21T10:00:00Z\""], Some(Kind::Timestamp)),
            (&["1", "-2"], Some(Kind::Integer)),
            (&["1", "2.5"], Some(Kind::Number)),
            (&["true"], Some(Kind::Boolean)),
            (&["true", "\"yes\""], Some(Kind::Mixed)),
            (&["[1]", "{}"], None),
        ] {
            let seen = |values: &[&str]| {
                values.iter().fold(Seen::default(), |seen, value| seen.taking(&format!("\"p\":{value}")))
            };
            let (first, rest) = values.split_at(1);
            let seen = seen(first).with(seen(rest));
            let found = seen.queryables(&[]);
            assert_eq!(found.first().map(|queryable| queryable.kind), kind, "{values:?}");
        }
    }
}
