//! How does a station stand in an answer? Its constant text, with distance, bearing and opening spliced in.

use super::digits::{write_degrees, write_distance, write_rfc3339, write_thousandths};
use super::lang::Lang;
use crate::geodesy::{Crs, map_links};
use crate::hours::{Opening, State};
use crate::index::Near;
use crate::json_text::push_quoted;
use crate::station::{Amenity, OwnHours, Station};
use crate::store::{FeatureText, Question, Snapshot};
use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use std::fmt::Write;
use std::ops::Range;

/// Bytes of an opening as it is written; of distance, bearing, arrival and what stands around them; of links.
const OPENING_BYTES: usize = 90;
const MEASURES_BYTES: usize = 160;
const LINKS_BYTES: usize = 1024;

/// Writes stations into an answer, and keeps the first instant at which an opening that it showed will change.
#[derive(Debug)]
pub struct FeatureWriter<'a> {
    snapshot: &'a Snapshot,
    crs: Crs,
    lang: Lang,
    links: bool,
    changes_at: Option<DateTime<Utc>>,
}

impl<'a> FeatureWriter<'a> {
    /// Writes in the caller's coordinates and language.
    pub fn new(snapshot: &'a Snapshot, crs: Crs, lang: Lang) -> Self {
        Self { snapshot, crs, lang, links: false, changes_at: None }
    }

    /// With links into map applications for each station, or without.
    #[must_use]
    pub fn with_links(mut self, links: bool) -> Self {
        self.links = links;
        self
    }

    /// The first instant at which an opening shown so far will change.
    pub fn changes_at(&self) -> Option<DateTime<Utc>> {
        self.changes_at
    }

    /// About as many bytes as the stations found will take, and seldom fewer, so that room for them is made once. What they
    /// consist of has been fetched by then.
    pub fn room(&self, ordinals: impl Iterator<Item = usize> + Clone, travels: bool) -> usize {
        self.snapshot.fetch(ordinals.clone());
        let openings = if travels { 2 } else { 1 };
        let links = if self.links { LINKS_BYTES } else { 0 };
        let of_station = |ordinal: usize| {
            let station = self.snapshot.index.stations().get(ordinal)?;
            let text = self.snapshot.feature_text(ordinal)?.bytes();
            let of_amenity = |amenity: &Amenity| {
                let kind = self.snapshot.amenity_text(amenity.kind, self.lang == Lang::Zh).len();
                kind + amenity.said.as_deref().map_or(0, str::len) + openings * OPENING_BYTES
            };
            let amenities: usize = station.amenities.iter().map(of_amenity).sum();
            Some(text + MEASURES_BYTES + openings * OPENING_BYTES + links + amenities)
        };
        ordinals.filter_map(of_station).sum()
    }

    /// Writes the stations found, separated by commas.
    pub fn write_all(&mut self, out: &mut String, found: &[Near], question: &Question) {
        for (place, near) in found.iter().enumerate() {
            if place > 0 {
                out.push(',');
            }
            self.write(out, near, question);
        }
    }

    /// Writes one station as a GeoJSON Feature.
    pub fn write(&mut self, out: &mut String, near: &Near, question: &Question) {
        let arrival = question.speed_mps.map(|_| question.arrival(near.distance));
        self.write_measured(out, near.ordinal, question.choice.at, arrival, |out| {
            out.push_str("\"distance_m\":");
            write_distance(out, near.distance);
            out.push_str(",\"bearing_deg\":");
            write_degrees(out, near.bearing_mdeg);
            out.push(',');
        });
    }

    /// Writes one station as a GeoJSON Feature: its openings at an instant and, where one is told, at arrival.
    /// `measures` writes the properties that only this question has, each followed by a comma.
    pub fn write_measured(
        &mut self,
        out: &mut String,
        ordinal: usize,
        at: DateTime<Utc>,
        arrival: Option<DateTime<Utc>>,
        measures: impl FnOnce(&mut String),
    ) {
        let stations = self.snapshot.index.stations();
        let (Some(station), Some(text)) = (stations.get(ordinal), self.snapshot.feature_text(ordinal)) else {
            return;
        };
        self.write_head(out, station, text);
        measures(out);
        if self.links {
            self.write_links(out, station);
        }
        let zone = station.timezone.unwrap_or(Tz::UTC);
        // What is written of the station's own opening, to be repeated for amenities without hours of their own.
        let written = out.len();
        out.push_str("\"open\":");
        self.write_opening(out, station, OwnHours::Stations, at);
        if let Some(arrival) = arrival {
            out.push_str(",\"open_at_arrival\":");
            let opening = self.write_opening(out, station, OwnHours::Stations, arrival);
            let written = written..out.len();
            if let Some(closes_at) = opening.closes_at() {
                out.push_str(",\"closes_in_s\":");
                write_thousandths(out, (closes_at - arrival).num_milliseconds().unsigned_abs());
            }
            out.push_str(",\"arrives_at\":");
            write_instant(out, arrival, zone);
            self.write_amenities(out, station, at, Some(arrival), written);
        } else {
            let written = written..out.len();
            self.write_amenities(out, station, at, None, written);
        }
        out.push_str("}}");
    }

    fn write_amenities(
        &mut self,
        out: &mut String,
        station: &Station,
        at: DateTime<Utc>,
        arrival: Option<DateTime<Utc>>,
        of_station: Range<usize>,
    ) {
        out.push_str(",\"amenities\":[");
        for (place, amenity) in station.amenities.iter().enumerate() {
            if place > 0 {
                out.push(',');
            }
            out.push_str(self.snapshot.amenity_text(amenity.kind, self.lang == Lang::Zh));
            if amenity.hours == OwnHours::Stations {
                out.extend_from_within(of_station.clone());
            } else {
                self.write_own_opening(out, station, amenity, at, arrival);
            }
            if let Some(said) = &amenity.said {
                out.push_str(said);
            }
            out.push('}');
        }
        out.push(']');
    }

    fn write_head(&self, out: &mut String, station: &Station, text: &FeatureText) {
        if self.crs == Crs::Wgs84 {
            return text.push(out);
        }
        let (lon, lat) = self.crs.from_wgs84(station.position);
        // A billionth of a degree is a tenth of a millimetre.
        let rounded = |degrees: f64| (degrees * 1e9).round() / 1e9;
        // Writing to a text cannot fail.
        text.push_at(out, |out| _ = write!(out, "{},{}", rounded(lon), rounded(lat)));
    }

    /// A source's own property of that name is shown under another, as those of all names that answers compute.
    fn write_links(&self, out: &mut String, station: &Station) {
        let name = station.name.as_deref().unwrap_or_else(|| {
            let kind = self.snapshot.lexicon.kind_entry(station.kind);
            let label = kind.map(|kind| if self.lang == Lang::Zh { kind.zh } else { kind.en });
            label.unwrap_or_else(|| self.snapshot.lexicon.kind_word(station.kind))
        });
        out.push_str("\"links\":{");
        for (place, (app, link)) in map_links(station.position, name).iter().enumerate() {
            if place > 0 {
                out.push(',');
            }
            push_quoted(out, app);
            out.push(':');
            push_quoted(out, link);
        }
        out.push_str("},");
    }

    fn write_own_opening(
        &mut self,
        out: &mut String,
        station: &Station,
        amenity: &Amenity,
        at: DateTime<Utc>,
        arrival: Option<DateTime<Utc>>,
    ) {
        out.push_str("\"open\":");
        self.write_opening(out, station, amenity.hours, at);
        if let Some(arrival) = arrival {
            out.push_str(",\"open_at_arrival\":");
            self.write_opening(out, station, amenity.hours, arrival);
        }
    }

    /// Writes whether a station, or an amenity of it with such hours, can be used at an instant, and returns it.
    fn write_opening(&mut self, out: &mut String, station: &Station, hours: OwnHours, at: DateTime<Utc>) -> Opening {
        let zone = station.timezone.unwrap_or(Tz::UTC);
        let opening = match station.told_by(hours) {
            Ok(id) => self.snapshot.openings.push(out, &self.snapshot.schedules, (id, at, zone), write_opening),
            Err(state) => {
                let opening = Opening::lasting(state);
                write_opening(out, &opening, zone);
                opening
            }
        };
        self.changes_at = [self.changes_at, opening.changes_at].into_iter().flatten().min();
        opening
    }
}

fn write_opening(out: &mut String, opening: &Opening, zone: Tz) {
    out.push_str(match opening.state {
        State::Open => "{\"state\":\"open\"",
        State::Closed => "{\"state\":\"closed\"",
        State::Unknown => "{\"state\":\"unknown\"",
    });
    if let Some(closes_at) = opening.closes_at() {
        out.push_str(",\"closes_at\":");
        write_instant(out, closes_at, zone);
    }
    if let Some(opens_at) = opening.opens_at {
        out.push_str(",\"opens_at\":");
        write_instant(out, opens_at, zone);
    }
    out.push('}');
}

fn write_instant(out: &mut String, instant: DateTime<Utc>, zone: Tz) {
    out.push('"');
    write_rfc3339(out, instant, zone);
    out.push('"');
}
