//! What does a feature say whose text is as nearly all are? Gone through once, each value kept as it is written.
//!
//! No more is taken than a strict JSON parser takes (RFC 8259); what is not taken is for that parser to judge, and to
//! find words for.

use super::properties::Properties;
use super::written::{Form, Written};
use std::borrow::Cow;

/// Deepest nesting that is followed.
const DEEPEST: usize = 64;

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
        let mut scan = Scan { text, at: 0 };
        scan.space();
        let (mut kind, mut id, mut geometry, mut properties) = (None, None, None, None);
        scan.expect(b'{')?;
        let mut first = true;
        while scan.next_member(&mut first)? {
            let twice = match scan.name()? {
                Cow::Borrowed("type") => kind.replace(scan.value(0)?).is_some(),
                Cow::Borrowed("id") => id.replace(scan.value(0)?).is_some(),
                Cow::Borrowed("geometry") => geometry.replace(scan.geometry()?).is_some(),
                Cow::Borrowed("properties") => properties.replace(scan.properties()?).is_some(),
                Cow::Borrowed(_) => {
                    scan.value(0)?;
                    false
                }
                Cow::Owned(_) => return None,
            };
            if twice {
                return None;
            }
        }
        scan.space();
        if scan.at < text.len() {
            return None;
        }
        let given = |value: Option<Written<'a>>| value.filter(|value| !value.is_null());
        Some(Self { kind: given(kind), id: given(id), geometry: geometry?, properties: properties? })
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
            properties.push(name, self.value(1)?);
        }
        Some(properties)
    }

    fn geometry(&mut self) -> Option<Geometry<'a>> {
        let start = self.at;
        if let Some((lon, lat)) = self.point() {
            return Some(Geometry::Point(lon, lat));
        }
        self.at = start;
        self.value(0).map(Geometry::Other)
    }

    /// A Point of two numbers.
    fn point(&mut self) -> Option<(f64, f64)> {
        let (mut is_point, mut lon_lat) = (false, None);
        self.expect(b'{')?;
        let mut first = true;
        while self.next_member(&mut first)? {
            let twice = match self.name()?.as_ref() {
                "type" if !is_point => {
                    is_point = self.value(0)?.get() == "\"Point\"";
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

    /// Any value, so deep within others.
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
