//! How does a station stand in an answer? Its GeoJSON up to the members that answers compute, made once.

use crate::json_text::{push_quoted, quoted};
use crate::station::{Lexicon, Station};
use std::fmt::Write;
use std::ops::Range;

/// What stands between the coordinates and the properties.
const PROPERTIES: &str = "]},\"properties\":{";

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
        let mut head = String::with_capacity(station.id.as_str().len() + 120);
        head.push_str("{\"type\":\"Feature\",\"id\":");
        push_quoted(&mut head, station.id.as_str());
        head.push_str(",\"geometry\":{\"type\":\"Point\",\"coordinates\":[");
        let start = head.len() as u32;
        push_degrees(&mut head, station.position.lon());
        head.push(',');
        push_degrees(&mut head, station.position.lat());
        let end = head.len() as u32;
        head.push_str(PROPERTIES);
        // As large as it must be: there is one for each station as long as the snapshot lives.
        let mut text = String::with_capacity(head.len() + said.len() + 1);
        text.push_str(&head);
        text.push_str(said);
        text.push(',');
        Self { text: text.into(), lon_lat: start..end }
    }

    /// The whole, with WGS 84 coordinates.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The members of `properties` that the source says, without the braces around them.
    pub fn said(&self) -> &str {
        self.around_coordinates().1.strip_prefix(PROPERTIES).and_then(|said| said.strip_suffix(',')).unwrap_or_default()
    }

    /// What stands before the coordinates, and after them.
    pub fn around_coordinates(&self) -> (&str, &str) {
        (&self.text[..self.lon_lat.start as usize], &self.text[self.lon_lat.end as usize..])
    }
}

/// Appends the shortest decimal that reads back as the same number, as Rust's own formatting does, at a third of its time.
fn push_degrees(out: &mut String, degrees: f64) {
    let mut buffer = zmij::Buffer::new();
    let text = buffer.format(degrees);
    if text.contains('e') {
        // The contract has no exponents. Writing to a String cannot fail.
        let _ = write!(out, "{degrees}");
    } else {
        out.push_str(text.strip_suffix(".0").unwrap_or(text));
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn degrees_are_written_as_rust_writes_them() {
        let mut state = 0x5EED_0008_u64;
        let mut random = || {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            (state >> 11) as f64 / (1_u64 << 53) as f64
        };
        let edges = [0.0, -0.0, 1.0, -180.0, 1e-5, 1.5e-7, -5e-324, 89.999_999_999_999_99, 1e-4, 0.1, 121.47];
        let drawn = (0..100_000).map(|draw| {
            let degrees = random() * 360.0 - 180.0;
            let digits = 10_f64.powi(draw % 16);
            if draw % 2 == 0 { degrees } else { (degrees * digits).round() / digits }
        });
        for degrees in edges.into_iter().chain(drawn) {
            let mut written = String::new();
            push_degrees(&mut written, degrees);
            assert_eq!(written, degrees.to_string());
        }
    }
}
