//! What does one feature say of a station? Its members in our words, with a warning for each doubt.

use super::canonical::{push_canonical, whole_number};
use super::given::{Given, id_of};
use super::members::excerpt;
use super::names::Known;
use super::plain::{Geometry, Plain};
use super::point::{placed, position};
use super::properties::Properties;
use super::reading::{Reading, Refusal};
use super::written::{Form, Written};
use super::{amenities, said};
use crate::geodesy::Position;
use crate::station::{Access, Station, StationId, Status};
use chrono_tz::Tz;
use serde_json::value::RawValue;
use sha2::{Digest, Sha256};
use std::borrow::Cow;

/// Longest name that is not remarked upon, in characters.
const LONG_NAME: usize = 200;

/// A station read from a feature.
#[derive(Debug)]
pub(super) struct Read<'a> {
    /// The station without its id and its name, which are to be put where they stay.
    pub station: Station,
    pub id: Cow<'a, str>,
    pub name: Option<Cow<'a, str>>,
    /// Whether its id was derived for want of one.
    pub id_derived: bool,
}

impl Read<'_> {
    /// The station with id and name of its own.
    pub(super) fn by_itself(self) -> Station {
        Station { id: StationId::new(&self.id), name: self.name.as_deref().map(Into::into), ..self.station }
    }
}

/// Reads a station from a feature. What the source says of the station is appended to `said`, as members of a JSON object; `nameless` is
/// the id that it has until it gets its own.
pub(super) fn read<'a>(
    Outline { kind, id, geometry, properties, doubts }: Outline<'a>,
    nameless: &StationId,
    reading: &mut Reading,
    said: &mut String,
) -> Result<Read<'a>, Refusal> {
    reading.warnings.extend(doubts);
    let given_id = id_of(id, properties.get(Known::ID), &mut reading.warnings);
    let refuse = |reason: String| Refusal { id: given_id.as_deref().map(str::to_owned), reason };
    if let Some(kind) = kind
        && kind.get() != "\"Feature\""
    {
        return Err(refuse(format!("\"type\" is {}, \"Feature\" is expected", excerpt(kind.get()))));
    }
    let position = match geometry {
        Geometry::Point(lon, lat) => placed(lon, lat, reading.setting.crs),
        Geometry::Other(geometry) => position(raw(geometry), reading.setting.crs, &mut reading.warnings),
    };
    let position = position.map_err(refuse)?;
    reading.zone = zone(&properties, reading);

    let name = name(&properties, reading);
    let own_kind = word(&properties, Known::KIND, reading);
    let access = closed_list(&properties, Known::ACCESS, access, Access::Unknown, reading);
    let status = closed_list(&properties, Known::STATUS, Status::parse, Status::Unknown, reading);
    let capacity = capacity(&properties, reading);
    let hours = amenities::hours(&properties, reading);
    let facilities = amenities::read(&properties, reading);
    let kind = own_kind.as_deref().or(facilities.kind).unwrap_or("other");
    let kind_id = reading.kind(kind);
    let id_derived = given_id.is_none();
    let id = given_id.unwrap_or_else(|| Cow::Owned(derived_id(position, name.as_deref())));
    if name.is_none() {
        reading.warn("no name: it is shown by its kind");
    }
    if position.lon() == 0.0 && position.lat() == 0.0 {
        reading.warn("the position is 0,0, which often stands for a missing one");
    }

    let understood = said::Understood {
        id: &id,
        name: name.as_deref(),
        kind,
        access,
        status,
        capacity,
        hours: hours.translated.as_deref(),
        absent: &facilities.absent,
    };
    said::properties(&properties, &understood, reading, said);
    let station = Station {
        id: nameless.clone(),
        position,
        name: None,
        kind: kind_id,
        access: access.unwrap_or(Access::Unknown),
        status: status.unwrap_or(Status::Operating),
        capacity,
        timezone: reading.zone,
        hours: hours.id,
        amenities: facilities.shared.unwrap_or_else(|| reading.context.amenities(facilities.present)),
        amenities_absent: reading.context.absent(facilities.absent.iter().map(|(id, _)| *id).collect()),
    };
    Ok(Read { station, id, name, id_derived })
}

/// The parts of a feature, before any is understood.
pub(super) struct Outline<'a> {
    kind: Option<Written<'a>>,
    id: Option<Written<'a>>,
    geometry: Geometry<'a>,
    properties: Properties<'a>,
    /// What is doubtful of its form.
    doubts: Vec<Cow<'static, str>>,
}

impl<'a> From<Plain<'a>> for Outline<'a> {
    fn from(Plain { kind, id, geometry, properties }: Plain<'a>) -> Self {
        Self { kind, id, geometry, properties, doubts: Vec::new() }
    }
}

impl<'a> Outline<'a> {
    pub(super) fn read(text: &'a str) -> Result<Self, Refusal> {
        if let Some(plain) = Plain::read(text) {
            return Ok(plain.into());
        }
        let mut doubts = Vec::new();
        let Given { members, properties } = Given::read(text, &mut doubts)?;
        let geometry = members.get("geometry").map_or(Written::NULL, Written::of);
        Ok(Self {
            kind: members.get("type").map(Written::of),
            id: members.get("id").map(Written::of),
            geometry: Geometry::Other(geometry),
            properties: properties.into(),
            doubts,
        })
    }
}

/// A value for another reader; none if it is null.
fn raw(value: Written<'_>) -> Option<&RawValue> {
    serde_json::from_str(value.get()).ok().filter(|_| !value.is_null())
}

/// An id for a station that has none: the same as long as its position and name are.
fn derived_id(position: Position, name: Option<&str>) -> String {
    let mut hash = Sha256::new();
    // Of both zeros as of the same, which they are.
    hash.update((position.lon() + 0.0).to_bits().to_le_bytes());
    hash.update((position.lat() + 0.0).to_bits().to_le_bytes());
    hash.update(name.unwrap_or_default());
    hash.finalize().iter().take(8).fold("derived-".to_owned(), |id, byte| format!("{id}{byte:02x}"))
}

/// The station's own zone, else the source's.
fn zone(properties: &Properties, reading: &mut Reading) -> Option<Tz> {
    let Some(value) = properties.get(Known::TIMEZONE) else { return reading.setting.timezone };
    match value.string().and_then(|name| name.parse().ok()) {
        Some(zone) => Some(zone),
        None => {
            reading.bad_zone_told = true;
            reading.warn(format!(
                "timezone {} is not an IANA name such as \"Asia/Shanghai\": its hours are unknown but for 24/7",
                excerpt(value.get())
            ));
            None
        }
    }
}

/// The name in the source's own words, without characters that do not show.
fn name<'a>(properties: &Properties<'a>, reading: &mut Reading) -> Option<Cow<'a, str>> {
    for known in [Known::NAME, Known::NAME_ZH, Known::NAME_EN] {
        let Some(value) = properties.get(known) else { continue };
        let key = known.name();
        let text = match value.form() {
            // As an id may be one.
            Form::Integer | Form::Number if value.is_sound() => {
                reading.warn(format!("\"{key}\" is a number: it is read as a text"));
                let mut text = String::new();
                push_canonical(&mut text, value.get());
                Some(Cow::Owned(text))
            }
            _ => value.string(),
        };
        let Some(text) = text else {
            reading.warn(format!("\"{key}\" is {}, a text is expected", value.kind()));
            continue;
        };
        let (given, text) = (text.len(), visible(text));
        if text.len() < given {
            reading.warn(format!("\"{key}\" has control or direction characters; they are left out of the name shown"));
        }
        // No text has more characters than bytes.
        if text.len() > LONG_NAME {
            let length = text.chars().count();
            if length > LONG_NAME {
                reading.warn(format!("\"{key}\" is {length} characters long"));
            }
        }
        if !text.trim().is_empty() {
            return Some(text);
        }
    }
    None
}

/// Whether a character acts on the text around it without being seen: controls (Unicode category Cc)
/// and the explicit direction marks of UAX 9, by which a name can disguise itself.
pub(super) fn is_invisible(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{061C}' | '\u{200E}' | '\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}' | '\u{FEFF}')
}

/// The text without invisible characters.
pub(super) fn visible(text: Cow<'_, str>) -> Cow<'_, str> {
    // Most texts have no byte with which an invisible character begins, or that is one.
    let may_begin = |byte: u8| matches!(byte, ..0x20 | 0x7F | 0xC2 | 0xD8 | 0xE2 | 0xEF);
    if !text.bytes().fold(false, |found, byte| found | may_begin(byte)) {
        return text;
    }
    if text.chars().any(is_invisible) { Cow::Owned(text.chars().filter(|c| !is_invisible(*c)).collect()) } else { text }
}

/// A property that is one word of an open list.
fn word<'a>(properties: &Properties<'a>, known: Known, reading: &mut Reading) -> Option<Cow<'a, str>> {
    let value = properties.get(known)?;
    match value.string().map(trimmed).filter(|text| !text.is_empty()) {
        Some(text) => Some(text),
        None => {
            reading.warn(format!("\"{}\" is {}, a word is expected", known.name(), value.kind()));
            None
        }
    }
}

fn trimmed(text: Cow<str>) -> Cow<str> {
    match text {
        Cow::Borrowed(text) => Cow::Borrowed(text.trim()),
        Cow::Owned(text) => Cow::Owned(text.trim().to_owned()),
    }
}

/// A property that is one word of a closed list; any other word is unknown, with a warning.
fn closed_list<T>(
    properties: &Properties,
    known: Known,
    parse: impl Fn(&str) -> Option<T>,
    unknown: T,
    reading: &mut Reading,
) -> Option<T> {
    let value = properties.get(known)?;
    match value.string().and_then(|text| parse(text.trim())) {
        Some(word) => Some(word),
        None => {
            let consequence =
                if known == Known::STATUS { ", so that it is never found; is \"operating\" meant?" } else { "" };
            reading.warn(format!(
                "{} {} is not in the vocabulary: read as \"unknown\"{consequence}",
                known.name(),
                excerpt(value.get())
            ));
            Some(unknown)
        }
    }
}

/// Our words for access, and those of OSM that say the same.
fn access(word: &str) -> Option<Access> {
    match word {
        "yes" | "permissive" => Some(Access::Public),
        other => Access::parse(other),
    }
}

fn capacity(properties: &Properties, reading: &mut Reading) -> Option<u32> {
    let value = properties.get(Known::CAPACITY)?;
    let capacity = whole_number(value.get());
    if capacity.is_none() {
        let cure = if value.string().is_some_and(|text| text.parse::<u32>().is_ok()) {
            " (written as a text: take the quotes away)"
        } else {
            ""
        };
        reading.warn(format!("capacity {} is not a whole number of people{cure}: dropped", excerpt(value.get())));
    }
    capacity
}
