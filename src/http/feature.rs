//! How does a station stand in an answer? Its constant text, with distance, bearing and opening spliced in.

use super::digits::{write_degrees, write_distance, write_rfc3339, write_thousandths};
use super::lang::Lang;
use super::selected::{Computed, Selected};
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

/// Bytes of a station's id and place with what stands around them, and of a property that its source says.
const HEAD_BYTES: usize = 160;
const SAID_BYTES: usize = 80;

/// Writes stations into an answer, and keeps the first instant at which an opening that it showed will change.
#[derive(Debug)]
pub struct FeatureWriter<'a> {
    snapshot: &'a Snapshot,
    crs: Crs,
    lang: Lang,
    computed: Computed,
    /// What the source says is told in part, if this is there.
    selected: Option<&'a Selected>,
    changes_at: Option<DateTime<Utc>>,
}

impl<'a> FeatureWriter<'a> {
    /// Writes in the caller's coordinates and language.
    pub fn new(snapshot: &'a Snapshot, crs: Crs, lang: Lang) -> Self {
        let computed = Computed::ALL.without(Computed::LINKS);
        Self { snapshot, crs, lang, computed, selected: None, changes_at: None }
    }

    /// With links into map applications for each station, or without.
    #[must_use]
    pub fn with_links(mut self, links: bool) -> Self {
        if links {
            self.computed = self.computed.and(Computed::LINKS);
        }
        self
    }

    /// With those properties alone that are selected, if any are.
    #[must_use]
    pub fn selecting(mut self, selected: Option<&'a Selected>) -> Self {
        if let Some(selected) = selected {
            self.computed = selected.computed;
        }
        self.selected = selected;
        self
    }

    /// Which of the properties that answers compute are written.
    pub fn computed(&self) -> Computed {
        self.computed
    }

    /// The first instant at which an opening shown so far will change.
    pub fn changes_at(&self) -> Option<DateTime<Utc>> {
        self.changes_at
    }

    /// About as many bytes as the stations found will take, and seldom fewer, so that room for them is made once. What they
    /// consist of has been fetched by then.
    pub fn room(&self, ordinals: impl Iterator<Item = usize> + Clone, travels: bool) -> usize {
        if self.computed.has(Computed::OF_STATION) {
            self.snapshot.fetch(ordinals.clone());
        } else {
            self.snapshot.fetch_texts(ordinals.clone());
        }
        if let Some(selected) = self.selected {
            return self.room_selected(selected, ordinals, travels);
        }
        let openings = if travels { 2 } else { 1 };
        let links = if self.computed.has(Computed::LINKS) { LINKS_BYTES } else { 0 };
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

    /// [`FeatureWriter::room`] where properties are selected.
    fn room_selected(&self, selected: &Selected, ordinals: impl Iterator<Item = usize>, travels: bool) -> usize {
        let openings = if travels { 2 } else { 1 };
        let bytes_if = |computed: Computed, bytes: usize| if self.computed.has(computed) { bytes } else { 0 };
        let measures = bytes_if(Computed::ALL.without(Computed::OF_ITSELF), MEASURES_BYTES);
        let own_openings = bytes_if(Computed::OPEN.and(Computed::OPEN_AT_ARRIVAL), openings * OPENING_BYTES);
        let computed = measures + own_openings + bytes_if(Computed::LINKS, LINKS_BYTES);
        let said = HEAD_BYTES + selected.said.count() * SAID_BYTES;
        let of_amenity = |amenity: &Amenity| {
            let kind = self.snapshot.amenity_text(amenity.kind, self.lang == Lang::Zh).len();
            kind + amenity.said.as_deref().map_or(0, str::len) + openings * OPENING_BYTES
        };
        let of_amenities = |ordinal: usize| {
            let amenities = self.snapshot.index.stations().get(ordinal).map(|station| &station.amenities);
            amenities.into_iter().flatten().map(of_amenity).sum::<usize>()
        };
        let shows_amenities = self.computed.has(Computed::AMENITIES);
        let of_station = |ordinal: usize| {
            let text = self.snapshot.feature_text(ordinal).map_or(0, FeatureText::bytes);
            text.min(said) + computed + if shows_amenities { of_amenities(ordinal) } else { 0 }
        };
        ordinals.map(of_station).sum()
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
        let computed = self.computed;
        self.write_measured(out, near.ordinal, question.choice.at, arrival, |out| write_from_here(out, near, computed));
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
        if self.computed.has(Computed::LINKS) {
            self.write_links(out, station);
        }
        // Nobody works out what is not told.
        if self.computed.has(Computed::OF_ARRIVAL.and(Computed::OPENINGS)) {
            self.write_openings(out, station, at, arrival);
        }
        // Behind the last member that was written.
        if out.ends_with(',') {
            out.pop();
        }
        out.push_str("}}");
    }

    /// Writes the openings of a station and of its amenities, each member with a comma behind it.
    fn write_openings(
        &mut self,
        out: &mut String,
        station: &Station,
        at: DateTime<Utc>,
        arrival: Option<DateTime<Utc>>,
    ) {
        let (zone, computed) = (station.timezone.unwrap_or(Tz::UTC), self.computed);
        let start = out.len();
        if computed.has(Computed::OPEN) {
            out.push_str("\"open\":");
            self.write_opening(out, station, OwnHours::Stations, at);
            out.push(',');
        }
        let mut end = out.len();
        if let Some(arrival) = arrival {
            if computed.has(Computed::OPEN_AT_ARRIVAL.and(Computed::CLOSES_IN_S)) {
                let opening = if computed.has(Computed::OPEN_AT_ARRIVAL) {
                    out.push_str("\"open_at_arrival\":");
                    let opening = self.write_opening(out, station, OwnHours::Stations, arrival);
                    out.push(',');
                    opening
                } else {
                    let opening = station.opening(&self.snapshot.schedules, arrival);
                    self.shows(&opening);
                    opening
                };
                end = out.len();
                if computed.has(Computed::CLOSES_IN_S)
                    && let Some(closes_at) = opening.closes_at()
                {
                    out.push_str("\"closes_in_s\":");
                    write_thousandths(out, (closes_at - arrival).num_milliseconds().unsigned_abs());
                    out.push(',');
                }
            }
            if computed.has(Computed::ARRIVES_AT) {
                out.push_str("\"arrives_at\":");
                write_instant(out, arrival, zone);
                out.push(',');
            }
        }
        if computed.has(Computed::AMENITIES) {
            // What is written of the station's own openings is repeated for amenities without hours of their own.
            let all = computed.has(Computed::OPEN) && (arrival.is_none() || computed.has(Computed::OPEN_AT_ARRIVAL));
            let written = all.then(|| start..end.saturating_sub(1));
            self.write_amenities(out, station, at, arrival, written);
        }
    }

    fn write_amenities(
        &mut self,
        out: &mut String,
        station: &Station,
        at: DateTime<Utc>,
        arrival: Option<DateTime<Utc>>,
        mut of_station: Option<Range<usize>>,
    ) {
        out.push_str("\"amenities\":[");
        for (place, amenity) in station.amenities.iter().enumerate() {
            if place > 0 {
                out.push(',');
            }
            out.push_str(self.snapshot.amenity_text(amenity.kind, self.lang == Lang::Zh));
            match &of_station {
                Some(written) if amenity.hours == OwnHours::Stations => out.extend_from_within(written.clone()),
                _ => {
                    let start = out.len();
                    self.write_own_opening(out, station, amenity, at, arrival);
                    if amenity.hours == OwnHours::Stations {
                        of_station = Some(start..out.len());
                    }
                }
            }
            if let Some(said) = &amenity.said {
                out.push_str(said);
            }
            out.push('}');
        }
        out.push(']');
    }

    fn write_head(&self, out: &mut String, station: &Station, text: &FeatureText) {
        let push_at = |out: &mut String| {
            let (lon, lat) = self.crs.from_wgs84(station.position);
            // A billionth of a degree is a tenth of a millimetre.
            let rounded = |degrees: f64| (degrees * 1e9).round() / 1e9;
            // Writing to a text cannot fail.
            _ = write!(out, "{},{}", rounded(lon), rounded(lat));
        };
        match (self.crs, self.selected) {
            (Crs::Wgs84, None) => text.push(out),
            (_, None) => text.push_at(out, push_at),
            (Crs::Wgs84, Some(of)) => text.push_with(out, String::push_str, |out, said| of.said.push(out, said)),
            (_, Some(of)) => text.push_with(out, |out, _| push_at(out), |out, said| of.said.push(out, said)),
        }
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
        self.shows(&opening);
        opening
    }

    /// Keeps when an opening that is told will change.
    fn shows(&mut self, opening: &Opening) {
        self.changes_at = [self.changes_at, opening.changes_at].into_iter().flatten().min();
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

/// Writes how far from a position a station lies and in which direction, as far as that is told; each member has a comma
/// behind it.
pub fn write_from_here(out: &mut String, near: &Near, computed: Computed) {
    if computed.has(Computed::DISTANCE_M) {
        out.push_str("\"distance_m\":");
        write_distance(out, near.distance);
        out.push(',');
    }
    if computed.has(Computed::BEARING_DEG) {
        out.push_str("\"bearing_deg\":");
        write_degrees(out, near.bearing_mdeg);
        out.push(',');
    }
}
