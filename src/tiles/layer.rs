//! How is a tile written? Features of one layer as a Mapbox Vector Tile 2.1, keys and values written once.
//!
//! Mapbox Vector Tile Specification 2.1, sections 4.1 to 4.4; its `vector_tile.proto` has the numbers of the fields.

use super::protobuf::{push_bytes, push_double, push_number, push_varint, zigzag};
use super::tile_id::EXTENT;
use hashbrown::{DefaultHashBuilder, HashTable};
use std::hash::BuildHasher;
use std::ops::Range;

/// Room that is made at once, of which most tiles do not need more: for keys and for values, with so many bytes each, and
/// for features.
const KEYS: usize = 24;
const VALUES: usize = 112;
const TEXT_BYTES: usize = 16;
const FEATURES_BYTES: usize = 1024;

/// A property's value.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Value<'a> {
    /// A text.
    Text(&'a str),
    /// A number with a fraction.
    Double(f64),
    /// A whole number that is not negative.
    Whole(u64),
    /// A whole number below 0.
    Signed(i64),
    /// Yes or no.
    Bool(bool),
}

/// A layer being written.
#[derive(Debug)]
pub struct Layer {
    name: &'static str,
    keys: Interned,
    values: Interned,
    features: Vec<u8>,
    /// Properties of the feature to come: numbers of keys and values in turn.
    tags: Vec<u8>,
    /// Used again and again.
    scratch: Vec<u8>,
    feature: Vec<u8>,
}

/// What moves a pen, and how many times it is repeated (section 4.3.1).
#[derive(Debug, Clone, Copy)]
enum Command {
    MoveTo = 1,
    LineTo = 2,
    ClosePath = 7,
}

/// Kinds of geometry (section 4.3.4).
#[derive(Debug, Clone, Copy)]
enum Geometry {
    Point = 1,
    Polygon = 3,
}

impl Layer {
    /// An empty layer.
    pub fn new(name: &'static str) -> Self {
        Self {
            name,
            keys: Interned::with_room_for(KEYS),
            values: Interned::with_room_for(VALUES),
            features: Vec::with_capacity(FEATURES_BYTES),
            tags: Vec::new(),
            scratch: Vec::new(),
            feature: Vec::new(),
        }
    }

    /// Gives the feature to come a property. A key is to be given once to each.
    pub fn tag(&mut self, key: &str, value: Value) {
        let key = self.keys.number(key.as_bytes());
        self.scratch.clear();
        match value {
            Value::Text(text) => push_bytes(&mut self.scratch, 1, text.as_bytes()),
            Value::Double(number) => push_double(&mut self.scratch, 3, number),
            Value::Whole(number) => push_number(&mut self.scratch, 5, number),
            Value::Signed(number) => push_number(&mut self.scratch, 6, zigzag(number)),
            Value::Bool(yes) => push_number(&mut self.scratch, 7, yes.into()),
        }
        let value = self.values.number(&self.scratch);
        push_varint(&mut self.tags, key.into());
        push_varint(&mut self.tags, value.into());
    }

    /// Ends a feature that is a point.
    pub fn point(&mut self, at: [i32; 2]) {
        self.scratch.clear();
        let mut pen = Pen { out: &mut self.scratch, at: [0, 0] };
        pen.command(Command::MoveTo, 1);
        pen.to(at);
        self.end(Geometry::Point);
    }

    /// Ends a feature that is an area: rings without their first corner repeated, each outer one (of positive area by
    /// the surveyor's formula, clockwise on a map) before its holes (of negative area).
    pub fn polygon(&mut self, rings: &[Vec<[i32; 2]>]) {
        self.scratch.clear();
        let mut pen = Pen { out: &mut self.scratch, at: [0, 0] };
        for ring in rings {
            let Some((first, others)) = ring.split_first() else { continue };
            pen.command(Command::MoveTo, 1);
            pen.to(*first);
            pen.command(Command::LineTo, others.len());
            others.iter().for_each(|corner| pen.to(*corner));
            pen.command(Command::ClosePath, 1);
        }
        self.end(Geometry::Polygon);
    }

    fn end(&mut self, kind: Geometry) {
        let Self { feature, tags, scratch, features, .. } = self;
        feature.clear();
        push_bytes(feature, 2, tags);
        push_number(feature, 3, kind as u64);
        push_bytes(feature, 4, scratch);
        tags.clear();
        push_bytes(features, 2, feature);
    }

    /// The tile of this one layer; no bytes if it has no feature.
    pub fn into_tile(self) -> Vec<u8> {
        if self.features.is_empty() {
            return Vec::new();
        }
        let mut layer = Vec::with_capacity(self.features.len() + self.keys.texts.len() + self.values.texts.len() + 256);
        push_number(&mut layer, 15, 2);
        push_bytes(&mut layer, 1, self.name.as_bytes());
        layer.extend_from_slice(&self.features);
        self.keys.each(|key| push_bytes(&mut layer, 3, key));
        self.values.each(|value| push_bytes(&mut layer, 4, value));
        push_number(&mut layer, 5, EXTENT.into());
        let mut tile = Vec::with_capacity(layer.len() + 6);
        push_bytes(&mut tile, 3, &layer);
        tile
    }
}

/// Writes where a geometry goes, each step from the last.
struct Pen<'a> {
    out: &'a mut Vec<u8>,
    at: [i32; 2],
}

impl Pen<'_> {
    fn command(&mut self, command: Command, times: usize) {
        push_varint(self.out, command as u64 | (times as u64) << 3);
    }

    fn to(&mut self, at: [i32; 2]) {
        for (to, from) in at.into_iter().zip(self.at) {
            push_varint(self.out, zigzag(i64::from(to) - i64::from(from)));
        }
        self.at = at;
    }
}

/// Texts by the order in which they were first met, each held once.
#[derive(Debug)]
struct Interned {
    texts: Vec<u8>,
    ranges: Vec<Range<usize>>,
    numbers: HashTable<u32>,
    hasher: DefaultHashBuilder,
}

impl Interned {
    fn with_room_for(texts: usize) -> Self {
        Self {
            texts: Vec::with_capacity(texts * TEXT_BYTES),
            ranges: Vec::with_capacity(texts),
            numbers: HashTable::with_capacity(texts),
            hasher: DefaultHashBuilder::default(),
        }
    }

    fn number(&mut self, text: &[u8]) -> u32 {
        let Self { texts, ranges, numbers, hasher } = self;
        let text_of = |number: &u32| ranges.get(*number as usize).and_then(|range| texts.get(range.clone()));
        let is_it = |number: &u32| text_of(number) == Some(text);
        let hash_of = |number: &u32| hasher.hash_one(text_of(number).unwrap_or_default());
        let hash = hasher.hash_one(text);
        // Nearly all are known.
        if let Some(known) = numbers.find(hash, is_it) {
            return *known;
        }
        let number = ranges.len() as u32;
        numbers.insert_unique(hash, number, hash_of);
        ranges.push(texts.len()..texts.len() + text.len());
        texts.extend_from_slice(text);
        number
    }

    fn each(&self, take: impl FnMut(&[u8])) {
        self.ranges.iter().filter_map(|range| self.texts.get(range.clone())).for_each(take);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Specification, section 4.3.5: a point at (25, 17), and a polygon of (3, 6), (8, 12), (20, 34).
    #[test]
    fn geometries_are_written_as_the_specification_shows() {
        for (draw, geometry) in [
            ((|layer| layer.point([25, 17])) as fn(&mut Layer), &[9, 50, 34][..]),
            (|layer| layer.polygon(&[vec![[3, 6], [8, 12], [20, 34]]]), &[9, 6, 12, 18, 10, 12, 24, 44, 15]),
        ] {
            let mut layer = Layer::new("l");
            draw(&mut layer);
            let tile = layer.into_tile();
            assert!(tile.windows(geometry.len()).any(|bytes| bytes == geometry), "{tile:?}");
        }
    }

    #[test]
    fn a_layer_without_features_has_no_bytes() {
        assert!(Layer::new("l").into_tile().is_empty());
    }

    #[test]
    fn keys_and_values_are_written_once() {
        let mut layer = Layer::new("l");
        for _ in 0..100 {
            layer.tag("a key that is long", Value::Text("a value that is long"));
            layer.tag("another", Value::Whole(7));
            layer.point([1, 2]);
        }
        let tile = layer.into_tile();
        let times = |text: &[u8]| tile.windows(text.len()).filter(|bytes| *bytes == text).count();
        assert_eq!((times(b"a key that is long"), times(b"a value that is long"), times(b"another")), (1, 1, 1));
    }
}
