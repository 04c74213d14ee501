//! How does a station stand in an answer? Its GeoJSON up to the members that answers compute, made once.

use crate::json_text::{push_quoted, quoted};
use crate::station::{Lexicon, Station};
use std::fmt::Write;
use std::ops::Range;

/// The constant part of a station's Feature: everything up to a comma inside `properties`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct FeatureText {
    text: Box<str>,
    /// Where in the text the two coordinates stand, without their brackets.
    lon_lat: Range<u32>,
}

impl FeatureText {
    /// The text for a station and what its source says of it (JSON members, at least one).
    pub fn of(station: &Station, said: &str) -> Self {
        let mut text = String::with_capacity(said.len() + station.id.as_str().len() + 120);
        text.push_str("{\"type\":\"Feature\",\"id\":");
        push_quoted(&mut text, station.id.as_str());
        text.push_str(",\"geometry\":{\"type\":\"Point\",\"coordinates\":[");
        let start = text.len() as u32;
        // Writing to a String cannot fail.
        let _ = write!(text, "{},{}", station.position.lon(), station.position.lat());
        let end = text.len() as u32;
        text.push_str("]},\"properties\":{");
        text.push_str(said);
        text.push(',');
        Self { text: text.into(), lon_lat: start..end }
    }

    /// The whole, with WGS 84 coordinates.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// What stands before the coordinates, and after them.
    pub fn around_coordinates(&self) -> (&str, &str) {
        (&self.text[..self.lon_lat.start as usize], &self.text[self.lon_lat.end as usize..])
    }
}

/// For each amenity of a lexicon the beginning of its object, with its label in Chinese and in English, up to a comma.
/// A data set's own word is its own label.
pub(super) fn amenity_texts(lexicon: &Lexicon) -> Vec<[Box<str>; 2]> {
    let text =
        |word: &str, label: &str| format!("{{\"kind\":{},\"label\":{},", quoted(word), quoted(label)).into_boxed_str();
    let texts = |(id, word)| match lexicon.amenity_entry(id) {
        Some(entry) => [text(word, entry.zh), text(word, entry.en)],
        None => [text(word, word), text(word, word)],
    };
    lexicon.amenities().map(texts).collect()
}
