//! How does a station stand in an answer? Its GeoJSON up to the members that answers compute, made once.

use super::selection::{members, text_length};
use crate::ingest::Words;
use crate::json_text::{push_quoted, quoted};
use crate::station::{Lexicon, Station, StationId, Text};
use memchr::memchr;
use rayon::prelude::*;
use std::borrow::Cow;
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

/// Stations whose texts are put together by one core.
const RUN: usize = 1 << 13;

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
            let sheet: Arc<Box<str>> = Arc::new(sheet.into_boxed_str());
            texts.extend(placed.into_iter().map(|(station, places)| places.settle(station, &sheet)));
        }
        texts
    }

    /// Puts texts onto new sheets in the order in which they stand here, with the ids and names that stations have of them,
    /// so that those which stand together are read in a few pages of memory. Those that are `settled` stay where they are.
    pub(super) fn put_together(stations: &mut [Station], texts: &mut [Self], settled: impl Fn(usize) -> bool + Sync) {
        let runs = stations.par_chunks_mut(RUN).zip(texts.par_chunks_mut(RUN)).enumerate();
        runs.for_each(|(run, (stations, texts))| {
            let all = stations.iter_mut().zip(texts).enumerate();
            let mut moving: Vec<Moving> = all
                .filter(|(place, _)| !settled(run * RUN + place))
                .map(|(_, (station, text))| Moving { station, text })
                .collect();
            let mut rest = &mut moving[..];
            while !rest.is_empty() {
                let (mut count, mut bytes) = (0, 0);
                while bytes < FULL
                    && let Some(next) = rest.get(count)
                {
                    bytes += next.bytes();
                    count += 1;
                }
                let (these, others) = rest.split_at_mut(count);
                Moving::all_to(String::with_capacity(bytes), these);
                rest = others;
            }
        });
    }

    /// The whole, with WGS 84 coordinates.
    pub fn text(&self) -> String {
        self.pieces().concat()
    }

    /// Bytes of the whole.
    pub fn bytes(&self) -> usize {
        HEAD.len() + GEOMETRY.len() + PROPERTIES.len() + self.0.len()
    }

    /// What is its own: the id, the coordinates and what the source says, one behind the other.
    pub(super) fn held(&self) -> &str {
        self.0.as_str()
    }

    /// Has the processor fetch it: see [`Text::touch`].
    #[inline]
    pub fn touch(&self) -> u8 {
        self.0.touch()
    }

    /// Appends it.
    pub fn push(&self, out: &mut String) {
        self.pieces().into_iter().for_each(|piece| out.push_str(piece));
    }

    /// Appends it with other coordinates: two numbers with a comma between, which `push_lon_lat` appends.
    pub fn push_at(&self, out: &mut String, push_lon_lat: impl FnOnce(&mut String)) {
        self.push_with(out, |out, _| push_lon_lat(out), String::push_str);
    }

    /// Appends it with what is made of the coordinates and of what the source says, each member of which has a comma
    /// behind it, as each that is appended must have.
    pub fn push_with(
        &self,
        out: &mut String,
        push_lon_lat: impl FnOnce(&mut String, &str),
        push_said: impl FnOnce(&mut String, &str),
    ) {
        let [head, id, geometry, lon_lat, properties, said] = self.pieces();
        [head, id, geometry].into_iter().for_each(|piece| out.push_str(piece));
        push_lon_lat(out, lon_lat);
        out.push_str(properties);
        push_said(out, said);
    }

    /// The members of `properties` that the source says, without the braces around them.
    pub fn said(&self) -> &str {
        let [.., said] = self.pieces();
        said.strip_suffix(',').unwrap_or_default()
    }

    /// The same, member by member: names, and values as JSON.
    pub fn members(&self) -> impl Iterator<Item = (Cow<'_, str>, &str)> {
        members(self.said()).map(|member| (member.name(), member.value))
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

/// A station and its text, on their way to another sheet.
struct Moving<'a> {
    station: &'a mut Station,
    text: &'a mut FeatureText,
}

impl Moving<'_> {
    /// The words that the station may have of its text.
    fn words(&self) -> impl Iterator<Item = &Text> {
        std::iter::once(self.station.id.text()).chain(&self.station.name)
    }

    fn bytes(&self) -> usize {
        let whole = &self.text.0;
        let beside = self.words().filter(|word| word.place_in(whole).is_none());
        whole.len() + beside.map(|word| word.len()).sum::<usize>()
    }

    fn all_to(mut sheet: String, all: &mut [Self]) {
        let places: Vec<Places> = all.iter().map(|moving| moving.write(&mut sheet)).collect();
        let sheet = Arc::new(sheet.into_boxed_str());
        for (Self { station, text }, places) in all.iter_mut().zip(places) {
            **text = places.settle(station, &sheet);
        }
    }

    fn write(&self, sheet: &mut String) -> Places {
        let whole = &self.text.0;
        let start = sheet.len();
        sheet.push_str(whole);
        let feature = start..sheet.len();
        let mut place_of = |word: &Text| match word.place_in(whole) {
            Some(place) => start + place.start..start + place.end,
            None => {
                let beside = sheet.len();
                sheet.push_str(word);
                beside..sheet.len()
            }
        };
        let id = place_of(self.station.id.text());
        Places { feature, id, name: self.station.name.as_ref().map(place_of) }
    }
}

/// Where on a sheet a station's words stand.
struct Places {
    feature: Range<usize>,
    id: Range<usize>,
    name: Option<Range<usize>>,
}

impl Places {
    /// The text at these places, of which the station has its words from now on.
    fn settle(self, station: &mut Station, sheet: &Arc<Box<str>>) -> FeatureText {
        station.id = StationId::from(Text::piece(sheet, self.id));
        station.name = self.name.map(|name| Text::piece(sheet, name));
        FeatureText(Text::piece(sheet, self.feature))
    }

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
    fn texts_are_put_together_in_another_order_and_settled_ones_stay() {
        let count = RUN + 100;
        let id = |place: usize| if place.is_multiple_of(3) { format!("a\"{place}") } else { format!("b{place}") };
        let ids: Vec<String> = (0..count).map(id).collect();
        let said: Vec<String> = (0..count)
            .map(|place| if place % 2 == 0 { r#""name":"甲""#.into() } else { format!("\"x\":{place}") })
            .collect();
        let words: Vec<Words> = ids.iter().zip(&said).map(|(id, said)| Words { id, name: Some("甲"), said }).collect();
        let mut stations: Vec<Station> = words.iter().map(|_| station()).collect();
        let mut texts = FeatureText::of_all(&mut stations, &words);
        stations.reverse();
        texts.reverse();
        let (before, known) = (texts.clone(), stations.clone());
        FeatureText::put_together(&mut stations, &mut texts, |place| place % 5 == 0);
        for place in 0..count {
            let (station, known) = (&stations[place], &known[place]);
            assert_eq!((&texts[place], &station.id, &station.name), (&before[place], &known.id, &known.name));
            let stayed = texts[place].0.place_in(&before[place].0).is_some();
            assert_eq!(stayed, place % 5 == 0, "{place}");
        }
        let lies_at = |place: usize| texts[place].0.as_ptr() as usize;
        for place in (1..RUN - 2).filter(|place| place % 5 == 1) {
            let apart = lies_at(place + 1).checked_sub(lies_at(place)).unwrap();
            assert!(apart < 100, "neighbours lie together: {place}");
        }
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
