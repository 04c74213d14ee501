//! What does a file of stations say of each? What its source says, so that a load of the file holds the same stations.
//!
//! Nothing is in it that ages or that a question computes. What a load takes from beside a station is written with it:
//! its time zone, where it has hours, and the amenities that tags say it has.

use super::snapshot::Snapshot;
use crate::coverage::{Area, Effort, Halt};
use crate::exchange::Features;
use crate::geodesy::Crs;
use crate::ingest::{Members, Record, tagged};
use crate::json_text::{push_quoted, quoted};
use crate::station::vocabulary::PRESETS;
use crate::station::{AmenityId, Filter, OwnHours, Station};
use geo::{Geometry, Point};
use std::io;

/// What it costs to look at a station, and to write one, beside looking at a cell.
const LOOK_UNITS: usize = 2;
const RECORD_UNITS: usize = 20;

/// The stations of a file, by id.
#[derive(Debug)]
pub struct Picked<'a> {
    snapshot: &'a Snapshot,
    ordinals: Vec<u32>,
    crs: Crs,
    effort: &'a Effort,
}

impl Snapshot {
    /// The stations that pass a filter and lie in an area, if one is given, with positions in a system of coordinates.
    ///
    /// # Errors
    /// [`Halt`] when looking at them all takes too much work.
    pub fn picked<'a>(
        &'a self,
        filter: &Filter,
        area: Option<&Area>,
        crs: Crs,
        effort: &'a Effort,
    ) -> Result<Picked<'a>, Halt> {
        let mut ordinals = Vec::new();
        for ordinal in &self.by_id {
            effort.spend(LOOK_UNITS)?;
            let Some(station) = self.index.stations().get(*ordinal as usize) else { continue };
            if filter.passes(station) && area.is_none_or(|area| area.contains(station.position)) {
                ordinals.push(*ordinal);
            }
        }
        Ok(Picked { snapshot: self, ordinals, crs, effort })
    }

    /// A station as a record of a file.
    pub fn record(&self, ordinal: usize, crs: Crs) -> Option<Record> {
        let (station, text) = (self.index.stations().get(ordinal)?, self.texts.get(ordinal)?);
        let (lon, lat) = crs.from_wgs84(station.position);
        // A billionth of a degree is a tenth of a millimetre.
        let rounded = |degrees: f64| if crs == Crs::Wgs84 { degrees } else { (degrees * 1e9).round() / 1e9 };
        Some(Record {
            id: Some(quoted(station.id.as_str()).into()),
            geometry: Geometry::Point(Point::new(rounded(lon), rounded(lat))),
            properties: self.properties(station, text.said()),
        })
    }

    fn properties(&self, station: &Station, said: &str) -> Vec<(Box<str>, Box<str>)> {
        let said = format!("{{{said}}}");
        let said = Members::read(&said).unwrap_or_default();
        let mut properties: Vec<(Box<str>, Box<str>)> =
            said.0.iter().map(|(name, value)| (name.as_ref().into(), value.get().into())).collect();
        if said.get("timezone").is_none()
            && let Some(zone) = station.timezone.filter(|_| has_hours(station))
        {
            properties.push(("timezone".into(), quoted(zone.name()).into()));
        }
        let unsure = self.unsure(station, &said);
        if let Some(list) = self.amenities(station, &unsure) {
            properties.push(("amenities".into(), list.into()));
        }
        if !unsure.is_empty() {
            let mut absent: Vec<&str> =
                station.amenities_absent.iter().map(|id| self.lexicon.amenity_word(*id)).collect();
            absent.extend(&unsure);
            let list = absent.iter().map(|word| quoted(word)).collect::<Vec<_>>().join(",");
            properties.retain(|(name, _)| &**name != "amenities_absent");
            properties.push(("amenities_absent".into(), format!("[{list}]").into()));
        }
        properties
    }

    /// Amenities that a tag speaks of though they are unknown, since something else said the contrary. Both must be
    /// said again, or the tag alone would be believed.
    fn unsure(&self, station: &Station, said: &Members) -> Vec<&'static str> {
        let mut unsure: Vec<&str> = Vec::new();
        for word in said.0.iter().flat_map(|(name, value)| tagged(name, value.get())) {
            let is_unknown = |id: AmenityId| !station.has_amenity(id) && !station.lacks_amenity(id);
            if self.lexicon.amenity(word).is_none_or(is_unknown) && !unsure.contains(&word) {
                unsure.push(word);
            }
        }
        unsure
    }

    /// The list of what is there; none if there is nothing.
    fn amenities(&self, station: &Station, unsure: &[&str]) -> Option<String> {
        let mut list = String::new();
        let mut push = |word: &str, said: Option<&str>| {
            list.push(if list.is_empty() { '[' } else { ',' });
            let Some(said) = said else { return push_quoted(&mut list, word) };
            list.push_str("{\"kind\":");
            push_quoted(&mut list, word);
            list.push_str(said);
            list.push('}');
        };
        for (place, amenity) in station.amenities.iter().enumerate() {
            let word = self.lexicon.amenity_word(amenity.kind);
            // A word alone is not taken twice, and may stand for several.
            let is_known = |known: &crate::station::Amenity| known.kind == amenity.kind;
            let needs_object = station.amenities.iter().take(place).any(is_known)
                || PRESETS.iter().any(|preset| preset.word.word == word);
            push(word, amenity.said.as_deref().or(needs_object.then_some("")));
        }
        for word in unsure {
            push(word, None);
        }
        (!list.is_empty()).then(|| list + "]")
    }
}

fn has_hours(station: &Station) -> bool {
    let is_known = |amenity: &crate::station::Amenity| matches!(amenity.hours, OwnHours::Known(_));
    station.hours.is_some() || station.amenities.iter().any(is_known)
}

impl Picked<'_> {
    /// How many they are.
    pub fn len(&self) -> usize {
        self.ordinals.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.ordinals.is_empty()
    }
}

impl Features for Picked<'_> {
    fn each(&self, show: &mut dyn FnMut(&Record) -> io::Result<()>) -> io::Result<()> {
        for ordinal in &self.ordinals {
            self.effort.spend(RECORD_UNITS).map_err(io::Error::other)?;
            if let Some(record) = self.snapshot.record(*ordinal as usize, self.crs) {
                show(&record)?;
            }
        }
        Ok(())
    }
}
