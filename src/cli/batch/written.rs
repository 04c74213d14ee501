//! How does a row of an answer read? As CSV, a JSON object a line, or a GeoJSON Feature.

use super::rows::Point;
use crate::hours::State;
use crate::http::{write_distance, write_rfc3339, write_thousandths};
use crate::index::Near;
use crate::json_text::push_quoted;
use crate::station::Station;
use crate::store::{Question, Snapshot};
use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use std::sync::OnceLock;

/// What a file of answers looks like.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Form {
    Csv,
    Lines,
    GeoJson,
}

/// Writes answers to one question from many points.
pub(super) struct Writer<'a> {
    snapshot: &'a Snapshot,
    question: &'a Question,
    form: Form,
    /// By ordinal: what is the same in every row in which a station stands.
    texts: Vec<OnceLock<Text>>,
}

/// A station's id, and what follows its distance and bearing, ready to be written.
struct Text {
    id: Box<str>,
    rest: Box<str>,
}

impl Form {
    /// The form of a word, which may be the ending of a file.
    pub(super) fn parse(word: &str) -> Option<Self> {
        match word {
            "csv" => Some(Self::Csv),
            "ndjson" | "jsonl" | "geojsonl" => Some(Self::Lines),
            "geojson" | "json" => Some(Self::GeoJson),
            _ => None,
        }
    }

    /// What comes between two rows beside the end of a line.
    pub(super) fn comma(self) -> &'static str {
        if self == Self::GeoJson { ",\n" } else { "" }
    }
}

impl<'a> Writer<'a> {
    pub(super) fn new(snapshot: &'a Snapshot, question: &'a Question, form: Form) -> Self {
        let texts = (0..snapshot.index.len()).map(|_| OnceLock::new()).collect();
        Self { snapshot, question, form, texts }
    }

    /// What comes before the first row.
    pub(super) fn head(&self) -> &'static str {
        match (self.form, self.question.speed_mps) {
            (Form::Csv, None) => "id,lon,lat,rank,station,distance_m,bearing_deg,name,open,closes_at,opens_at\n",
            (Form::Csv, Some(_)) => {
                "id,lon,lat,rank,station,distance_m,bearing_deg,name,open,closes_at,opens_at,arrives_at,open_at_arrival\n"
            }
            (Form::Lines, _) => "",
            (Form::GeoJson, _) => "{\"type\":\"FeatureCollection\",\"features\":[\n",
        }
    }

    /// What comes after the last row.
    pub(super) fn tail(&self) -> &'static str {
        if self.form == Form::GeoJson { "\n]}\n" } else { "" }
    }

    /// Writes the stations found from a point, a row each; where there are none, a row without a station.
    pub(super) fn write(&self, out: &mut String, point: &Point, found: &[Near]) {
        for (place, near) in found.iter().enumerate() {
            self.write_row(out, point, Some((place + 1, near)));
        }
        if found.is_empty() {
            self.write_row(out, point, None);
        }
    }

    fn write_row(&self, out: &mut String, point: &Point, near: Option<(usize, &Near)>) {
        let near = near.and_then(|(rank, near)| Some((rank, near, self.snapshot.index.stations().get(near.ordinal)?)));
        match self.form {
            Form::Csv => self.write_csv(out, point, near),
            Form::Lines => {
                out.push('{');
                self.write_members(out, point, near);
                out.push_str("}\n");
            }
            Form::GeoJson => {
                out.push_str(",\n{\"type\":\"Feature\",\"geometry\":{\"type\":\"Point\",\"coordinates\":[");
                write_number(out, point.degrees[0]);
                out.push(',');
                write_number(out, point.degrees[1]);
                out.push_str("]},\"properties\":{");
                self.write_members(out, point, near);
                out.push_str("}}");
            }
        }
    }

    fn write_csv(&self, out: &mut String, point: &Point, near: Option<(usize, &Near, &Station)>) {
        push_field(out, &point.id);
        out.push(',');
        out.push_str(&point.given[0]);
        out.push(',');
        out.push_str(&point.given[1]);
        let Some((rank, near, station)) = near else {
            let columns = if self.question.speed_mps.is_some() { ",,,,,,,,,,\n" } else { ",,,,,,,,\n" };
            return out.push_str(columns);
        };
        out.push(',');
        out.push_str(itoa::Buffer::new().format(rank));
        out.push(',');
        let text = self.text(near.ordinal, station);
        out.push_str(&text.id);
        out.push(',');
        write_distance(out, near.distance);
        out.push(',');
        write_thousandths(out, u64::from(near.bearing_mdeg));
        out.push_str(&text.rest);
        if self.question.speed_mps.is_some() {
            let arrival = self.question.arrival(near.distance);
            out.push(',');
            write_rfc3339(out, arrival, zone(station));
            out.push(',');
            out.push_str(word(station.opening(&self.snapshot.schedules, arrival).state));
        }
        out.push('\n');
    }

    fn write_members(&self, out: &mut String, point: &Point, near: Option<(usize, &Near, &Station)>) {
        out.push_str("\"id\":");
        match point.id.as_ref() {
            "" => out.push_str("null"),
            id => push_quoted(out, id),
        }
        out.push_str(",\"lon\":");
        write_number(out, point.degrees[0]);
        out.push_str(",\"lat\":");
        write_number(out, point.degrees[1]);
        let Some((rank, near, station)) = near else {
            return out.push_str(",\"rank\":null,\"station\":null");
        };
        out.push_str(",\"rank\":");
        out.push_str(itoa::Buffer::new().format(rank));
        out.push_str(",\"station\":");
        let text = self.text(near.ordinal, station);
        out.push_str(&text.id);
        out.push_str(",\"distance_m\":");
        write_distance(out, near.distance);
        out.push_str(",\"bearing_deg\":");
        write_thousandths(out, u64::from(near.bearing_mdeg));
        out.push_str(&text.rest);
        if self.question.speed_mps.is_some() {
            let arrival = self.question.arrival(near.distance);
            write_instant(out, "arrives_at", arrival, zone(station));
            out.push_str(",\"open_at_arrival\":\"");
            out.push_str(word(station.opening(&self.snapshot.schedules, arrival).state));
            out.push('"');
        }
    }

    /// What is the same wherever a station stands; worked out where it first does.
    fn text(&self, ordinal: usize, station: &Station) -> &Text {
        static NOTHING: OnceLock<Text> = OnceLock::new();
        let slot = self.texts.get(ordinal).unwrap_or(&NOTHING);
        slot.get_or_init(|| {
            let opening = station.opening(&self.snapshot.schedules, self.question.choice.at);
            let (closes_at, opens_at) = (opening.closes_at(), opening.opens_at);
            let name = station.name.as_deref();
            let (mut id, mut rest) = (String::new(), String::new());
            if self.form == Form::Csv {
                push_field(&mut id, station.id.as_str());
                rest.push(',');
                push_field(&mut rest, name.unwrap_or_default());
                rest.push(',');
                rest.push_str(word(opening.state));
                for instant in [closes_at, opens_at] {
                    rest.push(',');
                    if let Some(instant) = instant {
                        write_rfc3339(&mut rest, instant, zone(station));
                    }
                }
            } else {
                push_quoted(&mut id, station.id.as_str());
                rest.push_str(",\"name\":");
                match name {
                    Some(name) => push_quoted(&mut rest, name),
                    None => rest.push_str("null"),
                }
                rest.push_str(",\"open\":\"");
                rest.push_str(word(opening.state));
                rest.push('"');
                for (member, instant) in [("closes_at", closes_at), ("opens_at", opens_at)] {
                    if let Some(instant) = instant {
                        write_instant(&mut rest, member, instant, zone(station));
                    }
                }
            }
            Text { id: id.into(), rest: rest.into() }
        })
    }
}

fn zone(station: &Station) -> Tz {
    station.timezone.unwrap_or(Tz::UTC)
}

fn word(state: State) -> &'static str {
    match state {
        State::Open => "open",
        State::Closed => "closed",
        State::Unknown => "unknown",
    }
}

fn write_instant(out: &mut String, member: &str, instant: DateTime<Utc>, zone: Tz) {
    out.push_str(",\"");
    out.push_str(member);
    out.push_str("\":\"");
    write_rfc3339(out, instant, zone);
    out.push('"');
}

/// Writes a finite number as JSON.
fn write_number(out: &mut String, number: f64) {
    out.push_str(zmij::Buffer::new().format_finite(number));
}

/// Writes a field of CSV, in quotes where it needs them (RFC 4180, section 2).
fn push_field(out: &mut String, field: &str) {
    if !field.bytes().any(|byte| matches!(byte, b',' | b'"' | b'\n' | b'\r')) {
        return out.push_str(field);
    }
    out.push('"');
    for (place, part) in field.split('"').enumerate() {
        if place > 0 {
            out.push_str("\"\"");
        }
        out.push_str(part);
    }
    out.push('"');
}
