//! What does a feature say whose text is as nearly all are? Gone through once, each value kept as it is written.
//!
//! No more is taken than a strict JSON parser takes (RFC 8259); what is not taken is for that parser to judge, and to
//! find words for.

use super::features::DEEPEST;
use super::properties::Properties;
use super::written::{Form, Written};
use std::borrow::Cow;

/// The parts of a feature.
#[derive(Debug)]
pub(super) struct Plain<'a> {
    pub kind: Option<Written<'a>>,
    pub id: Option<Written<'a>>,
    pub geometry: Geometry<'a>,
    pub properties: Properties<'a>,
}

/// Where a feature says it is.
#[derive(Debug)]
pub(super) enum Geometry<'a> {
    /// At a Point of two numbers.
    Point(f64, f64),
    /// Anything else.
    Other(Written<'a>),
}

impl<'a> Plain<'a> {
    /// Reads a feature with a geometry and properties, if it is one whose members stand there once each.
    pub(super) fn read(text: &'a str) -> Option<Self> {
        let (plain, end) = Self::read_at(text, 0)?;
        let mut scan = Scan { text, at: end };
        scan.space();
        (scan.at == text.len()).then_some(plain)
    }

    /// Reads the feature at a byte of a text, and tells the byte after it.
    pub(super) fn read_at(text: &'a str, at: usize) -> Option<(Self, usize)> {
        let mut scan = Scan { text, at };
        scan.space();
        let (mut kind, mut id, mut geometry, mut properties) = (None, None, None, None);
        scan.expect(b'{')?;
        let mut first = true;
        while scan.next_member(&mut first)? {
            let twice = match scan.name()? {
                Cow::Borrowed("type") => kind.replace(scan.value(1)?).is_some(),
                Cow::Borrowed("id") => id.replace(scan.value(1)?).is_some(),
                Cow::Borrowed("geometry") => geometry.replace(scan.geometry()?).is_some(),
                Cow::Borrowed("properties") => properties.replace(scan.properties()?).is_some(),
                Cow::Borrowed(_) => {
                    scan.value(1)?;
                    false
                }
                Cow::Owned(_) => return None,
            };
            if twice {
                return None;
            }
        }
        let given = |value: Option<Written<'a>>| value.filter(|value| !value.is_null());
        let plain = Self { kind: given(kind), id: given(id), geometry: geometry?, properties: properties? };
        Some((plain, scan.at))
    }
}

/// The values of an array that is valid JSON; none of anything else.
pub(super) fn elements<'a>(array: Written<'a>) -> impl Iterator<Item = Written<'a>> {
    let mut scan = Scan { text: array.get(), at: 0 };
    let mut first = true;
    let is_array = scan.expect(b'[').is_some();
    std::iter::from_fn(move || {
        if !is_array || !scan.next(&mut first, b']')? {
            return None;
        }
        scan.value(0)
    })
}

/// A place in a text. Each step tells none where the text is not what is expected there.
struct Scan<'a> {
    text: &'a str,
    at: usize,
}

impl<'a> Scan<'a> {
    fn rest(&self) -> &'a [u8] {
        self.text.as_bytes().get(self.at..).unwrap_or_default()
    }

    #[inline]
    fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    #[inline]
    fn space(&mut self) {
        while let Some(b' ' | b'\t' | b'\r' | b'\n') = self.peek() {
            self.at += 1;
        }
    }

    #[inline]
    fn expect(&mut self, byte: u8) -> Option<()> {
        (self.peek()? == byte).then(|| self.at += 1)
    }

    fn since(&self, start: usize) -> Option<&'a str> {
        self.text.get(start..self.at)
    }

    /// Goes to the next value of an array, or member of an object; false if it ends here.
    #[inline]
    fn next(&mut self, first: &mut bool, end: u8) -> Option<bool> {
        self.space();
        match self.peek()? {
            byte if byte == end => {
                self.at += 1;
                return Some(false);
            }
            // A comma before the end has no value after it, which is found where that is expected.
            b',' if !*first => {
                self.at += 1;
                self.space();
                if self.peek()? == end {
                    return None;
                }
            }
            _ if *first => {}
            _ => return None,
        }
        *first = false;
        Some(true)
    }

    fn next_member(&mut self, first: &mut bool) -> Option<bool> {
        self.next(first, b'}')
    }

    /// A member's name, and the colon after it.
    fn name(&mut self) -> Option<Cow<'a, str>> {
        let start = self.at;
        let name = match self.string()? {
            Form::Text => Cow::Borrowed(self.text.get(start + 1..self.at - 1)?),
            _ => Cow::Owned(serde_json::from_str(self.since(start)?).ok()?),
        };
        self.space();
        self.expect(b':')?;
        self.space();
        Some(name)
    }

    fn properties(&mut self) -> Option<Properties<'a>> {
        let mut properties = Properties::default();
        self.expect(b'{')?;
        let mut first = true;
        while self.next_member(&mut first)? {
            let name = self.name()?;
            properties.push(name, self.value(2)?);
        }
        Some(properties)
    }

    fn geometry(&mut self) -> Option<Geometry<'a>> {
        let start = self.at;
        if let Some((lon, lat)) = self.point() {
            return Some(Geometry::Point(lon, lat));
        }
        self.at = start;
        self.value(1).map(Geometry::Other)
    }

    /// A Point of two numbers.
    fn point(&mut self) -> Option<(f64, f64)> {
        let (mut is_point, mut lon_lat) = (false, None);
        self.expect(b'{')?;
        let mut first = true;
        while self.next_member(&mut first)? {
            let twice = match self.name()?.as_ref() {
                "type" if !is_point => {
                    is_point = self.value(2)?.get() == "\"Point\"";
                    !is_point
                }
                "coordinates" => {
                    self.expect(b'[')?;
                    let lon = self.double()?;
                    self.space();
                    self.expect(b',')?;
                    let lat = self.double()?;
                    self.space();
                    self.expect(b']')?;
                    lon_lat.replace((lon, lat)).is_some()
                }
                _ => true,
            };
            if twice {
                return None;
            }
        }
        lon_lat.filter(|_| is_point)
    }

    /// A finite number.
    fn double(&mut self) -> Option<f64> {
        self.space();
        let start = self.at;
        self.number()?;
        self.since(start)?.parse().ok().filter(|number: &f64| number.is_finite())
    }

    /// Any value within so many others.
    fn value(&mut self, depth: usize) -> Option<Written<'a>> {
        let start = self.at;
        let form = self.form(depth)?;
        Some(Written::new(self.since(start)?, form))
    }

    fn form(&mut self, depth: usize) -> Option<Form> {
        match self.peek()? {
            b'"' => self.string(),
            b'-' | b'0'..=b'9' => self.number(),
            b't' => self.word("true", Form::Flag),
            b'f' => self.word("false", Form::Flag),
            b'n' => self.word("null", Form::Null),
            _ if depth >= DEEPEST => None,
            b'[' => {
                self.at += 1;
                let mut first = true;
                while self.next(&mut first, b']')? {
                    self.form(depth + 1)?;
                }
                Some(Form::Array)
            }
            b'{' => {
                self.at += 1;
                let mut first = true;
                while self.next_member(&mut first)? {
                    self.string()?;
                    self.space();
                    self.expect(b':')?;
                    self.space();
                    self.form(depth + 1)?;
                }
                Some(Form::Object)
            }
            _ => None,
        }
    }

    fn word(&mut self, word: &str, form: Form) -> Option<Form> {
        self.rest().starts_with(word.as_bytes()).then(|| {
            self.at += word.len();
            form
        })
    }

    fn number(&mut self) -> Option<Form> {
        let mut form = Form::Integer;
        if self.peek() == Some(b'-') {
            self.at += 1;
        }
        match self.peek()? {
            // No digits follow a leading zero.
            b'0' => {
                self.at += 1;
                if self.peek().is_some_and(|byte| byte.is_ascii_digit()) {
                    return None;
                }
            }
            _ => self.digits()?,
        }
        if self.peek() == Some(b'.') {
            self.at += 1;
            self.digits()?;
            form = Form::Number;
        }
        if let Some(b'e' | b'E') = self.peek() {
            self.at += 1;
            if let Some(b'+' | b'-') = self.peek() {
                self.at += 1;
            }
            self.digits()?;
            form = Form::Number;
        }
        Some(form)
    }

    /// One digit at least.
    #[inline]
    fn digits(&mut self) -> Option<()> {
        let start = self.at;
        while self.peek().is_some_and(|byte| byte.is_ascii_digit()) {
            self.at += 1;
        }
        (self.at > start).then_some(())
    }

    /// A text with its quotes.
    #[inline]
    fn string(&mut self) -> Option<Form> {
        self.expect(b'"')?;
        let mut form = Form::Text;
        loop {
            self.at += ordinary(self.rest());
            match self.peek()? {
                b'"' => {
                    self.at += 1;
                    return Some(form);
                }
                b'\\' => {
                    form = Form::Escaped;
                    self.escape()?;
                }
                // A control character.
                _ => return None,
            }
        }
    }

    fn escape(&mut self) -> Option<()> {
        self.at += match self.rest() {
            [_, b'"' | b'\\' | b'/' | b'b' | b'f' | b'n' | b'r' | b't', ..] => 2,
            [_, b'u', digits @ ..] if digits.get(..4)?.iter().all(u8::is_ascii_hexdigit) => 6,
            _ => return None,
        };
        Some(())
    }
}

/// Bytes before the first that ends a text or needs a closer look: a quote, a backslash, a control character. Eight at a
/// time, since texts are too short for more.
#[inline]
fn ordinary(bytes: &[u8]) -> usize {
    const ONES: u64 = u64::MAX / 255;
    const HIGH: u64 = ONES << 7;
    let mut ordinary = 0;
    let (eights, rest) = bytes.as_chunks::<8>();
    for eight in eights {
        let eight = u64::from_le_bytes(*eight);
        // A byte is zero, or less than a space, if taking one, or a space, from it borrows: of the lowest such byte this
        // is exact (Mycroft).
        let (quote, backslash) = (eight ^ (ONES * b'"' as u64), eight ^ (ONES * b'\\' as u64));
        let found = (quote.wrapping_sub(ONES) & !quote)
            | (backslash.wrapping_sub(ONES) & !backslash)
            | (eight.wrapping_sub(ONES * b' ' as u64) & !eight);
        if found & HIGH != 0 {
            return ordinary + (found & HIGH).trailing_zeros() as usize / 8;
        }
        ordinary += 8;
    }
    ordinary + rest.iter().position(|byte| matches!(byte, b'"' | b'\\' | 0..0x20)).unwrap_or(rest.len())
}

#[cfg(test)]
mod tests {
    use super::super::members::Members;
    use super::*;
    use serde_json::value::RawValue;

    /// What a strict parser reads of the same text must be the same.
    fn is_read(text: &str) -> bool {
        let Some(plain) = Plain::read(text) else { return false };
        let members = Members::read(text).expect(text);
        let names: Vec<&str> = members.0.iter().map(|(name, _)| name.as_ref()).collect();
        let once = |name: &str| names.iter().filter(|other| **other == name).count() <= 1;
        assert!(["type", "id", "geometry", "properties"].into_iter().all(once), "{text}");
        assert_eq!(plain.kind.map(Written::get), members.get("type").map(RawValue::get), "{text}");
        assert_eq!(plain.id.map(Written::get), members.get("id").map(RawValue::get), "{text}");
        let properties = Members::read(members.get("properties").expect(text).get()).expect(text);
        assert_eq!(plain.properties.all().len(), properties.0.len(), "{text}");
        for (property, (name, value)) in plain.properties.all().iter().zip(&properties.0) {
            assert_eq!((&property.name, property.value.get()), (name, value.get()), "{text}");
            assert_eq!(property.value.form(), Written::of(value).form(), "{text}");
        }
        let geometry = members.0.iter().find(|(name, _)| name == "geometry").expect(text).1;
        match plain.geometry {
            Geometry::Other(written) => assert_eq!(written.get(), geometry.get(), "{text}"),
            Geometry::Point(lon, lat) => {
                let members: serde_json::Value = serde_json::from_str(geometry.get()).expect(text);
                assert_eq!(members["type"], "Point", "{text}");
                assert_eq!(members["coordinates"].as_array().map(Vec::len), Some(2), "{text}");
                assert_eq!([0, 1].map(|at| members["coordinates"][at].as_f64()), [Some(lon), Some(lat)], "{text}");
            }
        }
        true
    }

    const FEATURE: &str = r#"{"type":"Feature","id":"s\u00e9","geometry":{"type":"Point","coordinates":[116.25,-3.5e1]},"properties":{"name":"驿站 \n \"A\"","capacity":12,"x":-0.5,"y":[1,{"z":[]},null],"t":true,"n":null,"a\u0062":false}}"#;

    #[test]
    fn what_nearly_all_features_are_is_read() {
        let spaced = FEATURE.replace(':', " : ").replace(',', "\n,\t").replace('{', "{ ").replace('}', "\r\n}");
        for text in [
            FEATURE,
            &spaced,
            &format!(" {FEATURE}\n"),
            r#"{"geometry":null,"properties":{}}"#,
            r#"{"properties":{"a":{"b":{"c":"d"}}},"geometry":{"coordinates":[0,-0],"type":"Point"},"bbox":[1,2,3,4]}"#,
            r#"{"geometry":{"type":"Point","coordinates":[1,2,3]},"properties":{}}"#,
            r#"{"geometry":{"type":"Point","coordinates":[1e999,2]},"properties":{}}"#,
        ] {
            assert!(is_read(text), "{text}");
        }
        let height = r#"{"geometry":{"type":"Point","coordinates":[1,2,3]},"properties":{}}"#;
        assert!(matches!(Plain::read(height).unwrap().geometry, Geometry::Other(_)));
        assert!(matches!(Plain::read(FEATURE).unwrap().geometry, Geometry::Point(116.25, -35.0)));
    }

    #[test]
    fn what_a_strict_parser_does_not_read_is_not_read() {
        let of_value = |value: &str| format!(r#"{{"geometry":null,"properties":{{"a":{value}}}}}"#);
        for value in ["1", "\"\"", "[]", "{}", "[[],[]]", "0.0", "1E+5", "\"\\/\\uABcd\"", "\"\u{7F}\""] {
            assert!(is_read(&of_value(value)), "{value}");
        }
        let bad = "|01|-|+1|.5|1.|1e|1e+|tru|nulll|NaN|'a'|[1,]|[,1]|[1 2]|[|]|{\"a\"}|{\"a\":}|{\"a\":1,}|{,}|{1:2}|{a:1}|\"|\
                   \"\\x\"|\"\\u12g4\"|\"\t\"|\"\n12345678\"|1,2";
        for value in bad.split('|') {
            assert!(!is_read(&of_value(value)), "{value}");
        }
        let nested = |depth: usize| of_value(&("[".repeat(depth) + &"]".repeat(depth)));
        assert!(is_read(&nested(DEEPEST - 2)) && !is_read(&nested(DEEPEST - 1)));
        for text in [
            "",
            "[]",
            "1",
            "{}",
            r#"{"properties":{}}"#,
            r#"{"geometry":null}"#,
            r#"{"geometry":null,"properties":null}"#,
        ] {
            assert!(!is_read(text), "{text}");
        }
        assert!(!is_read(&format!("{FEATURE}x")));
    }

    #[test]
    fn a_damaged_feature_is_read_as_a_strict_parser_reads_it_or_not_at_all() {
        let mut state = 0x5EED_0010_u64;
        let mut random = |below: usize| {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            (state >> 33) as usize % below
        };
        let marks: Vec<char> = "{}[],:\"\\ \n0123-+.eEntu\u{1}é".chars().collect();
        let whole: Vec<char> = FEATURE.chars().collect();
        let mut read = 0;
        for _ in 0..20_000 {
            let mut text = whole.clone();
            for _ in 0..=random(2) {
                let at = random(text.len());
                match random(3) {
                    0 => text[at] = marks[random(marks.len())],
                    1 => text.insert(at, marks[random(marks.len())]),
                    _ => drop(text.remove(at)),
                }
            }
            read += usize::from(is_read(&text.into_iter().collect::<String>()));
        }
        assert!((1000..19_000).contains(&read), "{read} of 20000 were read");
    }

    #[test]
    fn the_first_byte_that_is_not_ordinary_is_found_wherever_it_stands() {
        for length in 0..20 {
            for special in [b'"', b'\\', 0, 0x1F, b'\n'] {
                let mut text = vec![0xE9; length];
                text.extend([special, b'a', special]);
                assert_eq!(ordinary(&text), length);
            }
            assert_eq!(ordinary(&vec![b'!'; length]), length);
            assert_eq!(ordinary(&vec![0xA2; length]), length);
            assert_eq!(ordinary(&vec![0xDC; length]), length);
        }
    }
}
