//! How does a station stand in an answer? Its GeoJSON up to the members that answers compute, made once.

use crate::ingest::Words;
use crate::json_text::{push_quoted, quoted};
use crate::station::{Lexicon, Station, StationId, Text};
use memchr::{memchr, memchr2};
use std::fmt::Write;
use std::ops::Range;
use std::sync::Arc;

/// What stands before the id, between it and the coordinates, and between those and the properties.
const HEAD: &str = "{\"type\":\"Feature\",\"id\":";
const GEOMETRY: &str = ",\"geometry\":{\"type\":\"Point\",\"coordinates\":[";
const PROPERTIES: &str = "]},\"properties\":{";

/// What stands before the name, which comes first of all that is said.
const NAME: &str = "\"name\":\"";

/// Bytes after which no further station's text is put on the same sheet, so that there is room for the longest feature.
const FULL: usize = 16 << 20;

/// The constant part of a station's Feature: everything up to a comma inside `properties`.
///
/// Held are the id, the coordinates and what the source says, one behind the other; what is the same for all stations
/// is not.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FeatureText(Text);

impl FeatureText {
    /// The texts for some stations and what their sources say of them (JSON members, at least one), on one sheet. The
    /// stations then have their ids and names of that sheet too: both stand in nearly every text as they are, so that
    /// they take no memory of their own.
    pub(super) fn of_all(stations: &mut [Station], words: &[Words]) -> Vec<Self> {
        let mut texts = Vec::with_capacity(stations.len());
        let mut rest = stations.iter_mut().zip(words).peekable();
        while rest.peek().is_some() {
            let mut sheet = String::with_capacity(
                words.iter().map(|words| words.id.len() + words.said.len() + 80).sum::<usize>().min(FULL),
            );
            let mut placed = Vec::with_capacity(rest.len());
            while sheet.len() < FULL
                && let Some((station, words)) = rest.next()
            {
                let places = Places::write(&mut sheet, station, words);
                placed.push((station, places));
            }
            // A copy is as large as it must be: an allocator may keep what a text leaves of its room, up to half.
            let sheet: Arc<Box<str>> = Arc::new(sheet.as_str().into());
            texts.extend(placed.into_iter().map(|(station, places)| {
                station.id = StationId::from(Text::piece(&sheet, places.id));
                station.name = places.name.map(|name| Text::piece(&sheet, name));
                Self(Text::piece(&sheet, places.feature))
            }));
        }
        texts
    }

    /// The whole, with WGS 84 coordinates.
    pub fn text(&self) -> String {
        self.pieces().concat()
    }

    /// Bytes of the whole.
    pub fn bytes(&self) -> usize {
        HEAD.len() + GEOMETRY.len() + PROPERTIES.len() + self.0.len()
    }

    /// Appends it.
    pub fn push(&self, out: &mut String) {
        self.pieces().into_iter().for_each(|piece| out.push_str(piece));
    }

    /// Appends it with other coordinates: two numbers with a comma between, which `push_lon_lat` appends.
    pub fn push_at(&self, out: &mut String, push_lon_lat: impl FnOnce(&mut String)) {
        let [head, id, geometry, _, properties, said] = self.pieces();
        [head, id, geometry].into_iter().for_each(|piece| out.push_str(piece));
        push_lon_lat(out);
        [properties, said].into_iter().for_each(|piece| out.push_str(piece));
    }

    /// The members of `properties` that the source says, without the braces around them.
    pub fn said(&self) -> &str {
        let [.., said] = self.pieces();
        said.strip_suffix(',').unwrap_or_default()
    }

    /// What it consists of.
    pub(super) fn pieces(&self) -> [&str; 6] {
        let (id, rest) = split(self.0.as_str(), text_length);
        // What is said begins with the name of a member.
        let (lon_lat, said) = split(rest, |rest| memchr(b'"', rest).unwrap_or(rest.len()));
        [HEAD, id, GEOMETRY, lon_lat, PROPERTIES, said]
    }
}

/// A text before and behind a byte.
#[inline]
fn split(text: &str, at: impl FnOnce(&[u8]) -> usize) -> (&str, &str) {
    text.split_at_checked(at(text.as_bytes())).unwrap_or_default()
}

/// Where on a sheet a station's words stand.
struct Places {
    feature: Range<usize>,
    id: Range<usize>,
    name: Option<Range<usize>>,
}

impl Places {
    fn write(sheet: &mut String, station: &Station, &Words { id, name, said }: &Words) -> Self {
        let start = sheet.len();
        let id_start = sheet.len() + 1;
        push_quoted(sheet, id);
        let id_end = sheet.len().saturating_sub(1);
        push_degrees(sheet, station.position.lon());
        sheet.push(',');
        push_degrees(sheet, station.position.lat());
        let said_start = sheet.len();
        sheet.push_str(said);
        sheet.push(',');
        let feature = start..sheet.len();
        // A text that is escaped in JSON, or differs from the source's, stands behind.
        let mut place_of = |text: &str, expected: usize| {
            if sheet.get(expected..expected + text.len()) == Some(text) {
                return expected..expected + text.len();
            }
            let start = sheet.len();
            sheet.push_str(text);
            start..sheet.len()
        };
        let id = if id_start + id.len() == id_end { id_start..id_end } else { place_of(id, usize::MAX - id.len()) };
        let name_start = said_start + NAME.len();
        Self { feature, id, name: name.map(|name| place_of(name, name_start)) }
    }
}

/// Bytes of the JSON text that begins here, with its quotes.
fn text_length(json: &[u8]) -> usize {
    let mut at = 1;
    while let Some(ahead) = json.get(at..).and_then(|rest| memchr2(b'"', b'\\', rest)) {
        if json.get(at + ahead) == Some(&b'"') {
            return at + ahead + 1;
        }
        at += ahead + 2;
    }
    json.len()
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
    use crate::geodesy::Position;
    use crate::station::{Access, KindId, List, Status};

    fn station() -> Station {
        Station {
            id: StationId::new(""),
            position: Position::new(113.5, -0.25).unwrap(),
            name: None,
            kind: KindId::default(),
            access: Access::Unknown,
            status: Status::Operating,
            capacity: None,
            timezone: None,
            hours: None,
            amenities: List::default(),
            amenities_absent: List::default(),
        }
    }

    #[test]
    fn stations_have_their_words_of_their_texts_however_these_are_escaped() {
        let words = [
            ("a", Some("甲"), r#""name":"甲","kind":"other""#),
            ("\"],[\\", None, r#""kind":"other""#),
            ("\u{7}]", Some("a\"b"), r#""name":"a\"b""#),
            ("c\",\"geometry", Some("乙"), r#""name:zh":"乙","x":"]""#),
            ("", Some("shown"), r#""name":"sho\u202ewn""#),
            ("d", Some("z"), r#""x":"é:é""#),
        ];
        let mut stations = words.map(|_| station());
        let texts = FeatureText::of_all(&mut stations, &words.map(|(id, name, said)| Words { id, name, said }));
        for ((station, text), (id, name, said)) in stations.iter().zip(&texts).zip(words) {
            assert_eq!((station.id.as_str(), station.name.as_deref(), text.said()), (id, name, said));
            let (mut here, mut there) = (String::new(), String::new());
            text.push(&mut here);
            text.push_at(&mut there, |out| out.push_str("1,2"));
            let expected = |lon_lat: &str| format!("{HEAD}{}{GEOMETRY}{lon_lat}{PROPERTIES}{said},", quoted(id));
            assert_eq!((here, there), (expected("113.5,-0.25"), expected("1,2")));
        }
    }

    #[test]
    fn a_full_sheet_is_followed_by_another() {
        let said = format!("\"x\":\"{}\"", "a".repeat(FULL / 2));
        let words = ["a", "b", "c", "d"].map(|id| Words { id, name: Some(id), said: &said });
        let mut stations = words.map(|_| station());
        let texts = FeatureText::of_all(&mut stations, &words);
        assert!(texts.iter().all(|text| text.said() == said));
        assert_eq!(stations.map(|station| station.id.to_string()), ["a", "b", "c", "d"]);
    }

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
