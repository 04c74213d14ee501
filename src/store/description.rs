//! What is in a collection as a whole? The properties that may be asked for, where its features are, when they were verified.

use super::said::verified_at;
use super::snapshot::Snapshot;
use crate::cql2::{Kind, Moment, Queryable};
use crate::geodesy::BoundingBox;
use crate::ingest::Members;
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
    /// The smallest box around all features; none around nothing.
    pub extent: Option<BoundingBox>,
    /// From when to when features were verified, where any says so.
    pub verified: Option<Ends>,
}

/// Descriptions, worked out when they are first asked for.
#[derive(Debug, Default)]
pub(super) struct Descriptions {
    stations: ArcSwapOption<Description>,
    regions: ArcSwapOption<Description>,
}

impl Snapshot {
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
                verified: seen.verified,
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
                verified: seen.verified,
            }
        })
    }
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
    verified: Option<Ends>,
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

    fn of(written: &str) -> Self {
        Self(match written.as_bytes() {
            [b'"', text @ .., b'"'] => match std::str::from_utf8(text).ok().and_then(Moment::parse) {
                Some(Moment::Day(_)) => Self::DAY,
                Some(Moment::Instant(_)) => Self::INSTANT,
                None => Self::TEXT,
            },
            b"true" | b"false" => Self::TRUTH,
            [b'-' | b'0'..=b'9', ..] if written.contains(['.', 'e', 'E']) => Self::NUMBER,
            [b'-' | b'0'..=b'9', ..] => Self::WHOLE,
            _ => 0,
        })
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
        let braced = format!("{{{said}}}");
        for (name, value) in &Members::read(&braced).unwrap_or_default().0 {
            let sorts = Sorts::of(value.get());
            match self.by_name.get_mut(name.as_ref()) {
                Some(seen) => seen.0 |= sorts.0,
                None => drop(self.by_name.insert(name.as_ref().into(), sorts)),
            }
        }
        self.verified = either(self.verified, verified_at(said).map(|moment| moment.span()));
        self
    }

    fn with(mut self, mut other: Self) -> Self {
        if self.by_name.len() < other.by_name.len() {
            std::mem::swap(&mut self, &mut other);
        }
        for (name, sorts) in other.by_name {
            self.by_name.entry(name).or_default().0 |= sorts.0;
        }
        self.verified = either(self.verified, other.verified);
        self
    }

    fn queryables(&self, of_contract: &[(&str, Kind)]) -> Vec<Queryable> {
        let seen = |name: &str| self.by_name.get(name).and_then(|sorts| sorts.kind());
        let contract = of_contract.iter().map(|(name, kind)| {
            let kind = if SETTLED.contains(name) { *kind } else { seen(name).unwrap_or(*kind) };
            Queryable { name: (*name).into(), kind }
        });
        let is_contracts = |name: &str| of_contract.iter().any(|(known, _)| *known == name);
        let mut own: Vec<Queryable> = self
            .by_name
            .iter()
            .filter(|(name, _)| !is_contracts(name))
            .filter_map(|(name, sorts)| Some(Queryable { name: name.clone(), kind: sorts.kind()? }))
            .collect();
        own.sort_unstable_by(|a, b| a.name.cmp(&b.name));
        own.truncate(MOST_QUERYABLES);
        contract.chain(own).collect()
    }
}

/// The time that holds both, or the one there is.
fn either(one: Option<Ends>, other: Option<Ends>) -> Option<Ends> {
    [one, other].into_iter().flatten().reduce(|one, other| (one.0.min(other.0), one.1.max(other.1)))
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
