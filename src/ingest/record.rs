//! What does a feature say, before anything of it is understood? Id, geometry and properties, to be written in another format.

use super::canonical::push_canonical;
use super::features::{Features, read_each};
use super::given::Given;
use super::members::{Members, array, excerpt, is_integer, is_null, is_sound, string};
use super::notice::Intake;
use super::shape::{Shape, shape};
use crate::geodesy::Crs;
use crate::json_text::quoted;
use geo::{Geometry, Point};
use serde_json::value::RawValue;
use std::borrow::Cow;
use std::collections::HashMap;

/// A feature whose geometry is good.
#[derive(Debug, Clone, PartialEq)]
pub struct Record {
    /// Its id as JSON, a text or an integer: Feature.id, else the property.
    pub id: Option<Box<str>>,
    /// A Point, a Polygon or a MultiPolygon, in degrees.
    pub geometry: Geometry<f64>,
    /// Its other properties in the order of the source, each once, none null, none called `id`: names, and values as JSON
    /// in one spelling.
    pub properties: Vec<(Box<str>, Box<str>)>,
}

/// What came of a file.
#[derive(Debug)]
pub struct Records {
    /// The records taken, with what was refused and doubted.
    pub intake: Intake<Record>,
    /// Whether the file could be read to its end.
    pub is_whole: bool,
}

/// Reads the features of a GeoJSON, FlatGeobuf or CSV file as they are, if only their positions are on Earth.
pub fn read_records(file: &str, bytes: &[u8]) -> Records {
    let features = match Features::of(file, bytes) {
        Ok(features) => features,
        Err(reason) => return Records { intake: Intake::refused(file, reason), is_whole: false },
    };
    let intake = read_each(file, &features, record).map(|placed| placed.record);
    Records { intake, is_whole: features.is_whole() }
}

fn record(given: &Given, doubts: &mut Vec<Cow<'static, str>>) -> Result<Record, String> {
    if let Some(other) = given.other_type() {
        return Err(other);
    }
    let geometry = geometry(given.members.get("geometry"), doubts)?;
    given.tell_repeated_properties(doubts);
    let mut properties = properties(&given.properties, doubts);
    let of_feature = given.members.get("id");
    let mut id = of_feature.and_then(|id| id_text(id.get()));
    if let (None, Some(other)) = (&id, of_feature) {
        doubts.push(format!("the id {} is no text and no integer: it is left out", excerpt(other.get())).into());
    }
    if let Some(place) = properties.iter().position(|(name, _)| &**name == "id") {
        let (_, other) = properties.remove(place);
        let of_properties = given.properties.get("id").and_then(|id| id_text(id.get()));
        if id.is_none() && of_properties.is_some() {
            id = of_properties;
        } else if of_properties.is_none() || id.as_deref().map(bare) != of_properties.as_deref().map(bare) {
            // As a load shows it.
            let other_id = excerpt(&other);
            doubts.push(format!("the property \"id\" {other_id} is not the id: it becomes \"source:id\"").into());
            if properties.iter().all(|(name, _)| &**name != "source:id") {
                properties.insert(place, ("source:id".into(), other));
            }
        }
    }
    Ok(Record { id, geometry, properties })
}

/// An id as JSON, if it is one.
fn id_text(json: &str) -> Option<Box<str>> {
    let value: &RawValue = serde_json::from_str(json).ok()?;
    match string(value) {
        Some(text) if !text.is_empty() => Some(quoted(&text).into()),
        Some(_) => None,
        None => is_integer(json).then(|| json.into()),
    }
}

/// What an id says, whether it was a text or an integer.
fn bare(id: &str) -> String {
    serde_json::from_str(id).unwrap_or_else(|_| id.to_owned())
}

impl Record {
    /// What the id says, whether it is a text or an integer.
    pub fn id_said(&self) -> Option<String> {
        self.id.as_deref().map(bare)
    }
}

fn properties(given: &Members, doubts: &mut Vec<Cow<'static, str>>) -> Vec<(Box<str>, Box<str>)> {
    let last: HashMap<&str, usize> =
        given.0.iter().enumerate().map(|(place, (name, _))| (name.as_ref(), place)).collect();
    let mut properties = Vec::with_capacity(last.len());
    for (place, (name, value)) in given.0.iter().enumerate() {
        if last.get(name.as_ref()) != Some(&place) || is_null(value) {
            continue;
        }
        if !is_sound(value) {
            doubts.push(format!("\"{name}\" has text that is not Unicode or a number too large: dropped").into());
            continue;
        }
        let mut text = String::with_capacity(value.get().len());
        push_canonical(&mut text, value.get());
        properties.push((name.as_ref().into(), text.into()));
    }
    properties
}

fn geometry(value: Option<&RawValue>, doubts: &mut Vec<Cow<'static, str>>) -> Result<Geometry<f64>, String> {
    let members = value.and_then(|value| Members::read(value.get()).ok()).unwrap_or_default();
    if members.get("coordinates").is_some_and(has_height) {
        doubts.push("positions have more than two numbers: those after lon and lat are left out".into());
    }
    Ok(match shape(value, Crs::Wgs84, doubts)? {
        Shape::Position(position) => Geometry::Point(Point::new(position.lon(), position.lat())),
        Shape::Polygon(polygon) => Geometry::Polygon(polygon),
        Shape::MultiPolygon(area) => Geometry::MultiPolygon(area),
    })
}

/// Whether the first position has a number after lon and lat.
fn has_height(coordinates: &RawValue) -> bool {
    let mut first = coordinates;
    // A MultiPolygon's positions stand four arrays deep.
    for _ in 0..4 {
        let Some(values) = array(first) else { return false };
        match values.as_slice() {
            [inner, ..] if inner.get().starts_with('[') => first = inner,
            numbers => return numbers.len() > 2,
        }
    }
    false
}
