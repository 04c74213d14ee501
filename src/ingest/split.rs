//! Where does each feature of a GeoJSON file begin and end? Found without trusting what is inside.
//!
//! A JSON parser gives up on a whole file at the first `NaN`. This one counts brackets and skips
//! strings, so that every feature can then be judged alone.

use memchr::memchr2;
use std::ops::Range;

/// The pieces of a GeoJSON text.
#[derive(Debug, Default)]
pub(super) struct Split {
    /// The features, in order.
    pub features: Vec<Piece>,
    /// The text of the old `crs` member, if there is one.
    pub crs: Option<Range<usize>>,
    /// Where and why the text could not be read to its end.
    pub fault: Option<Fault>,
    /// Faults that cost nothing.
    pub slips: Vec<Fault>,
}

/// One feature's text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Piece {
    /// Its bytes.
    pub range: Range<usize>,
    /// How deep its brackets nest.
    pub depth: usize,
}

/// Something wrong with the text as a whole.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Fault {
    /// The byte at which it shows.
    pub offset: usize,
    /// What is wrong.
    pub reason: String,
}

/// Bytes of a feature that says no more than where it is, with the comma after it.
const SHORTEST: usize = r#"{"type":"Feature","geometry":{"type":"Point","coordinates":[0,0]},"properties":{}},"#.len();

/// The byte at which the first feature of a text is expected, if it has a list of them that is not empty.
pub(super) fn first_feature(text: &[u8]) -> Option<usize> {
    let mut first = None;
    let mut scanner = Scanner { text, at: 0, split: Split::default() };
    let seen = scanner.document(|scanner: &mut Scanner| {
        first = Some(scanner.at);
        Err(scanner.fault("the first feature is found"))
    });
    first.filter(|_| seen.is_err())
}

/// Goes from feature to feature.
pub(super) struct Walk<'a>(Scanner<'a>);

/// What comes after a feature.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Next {
    /// Another is expected at a byte.
    Feature(usize),
    /// The list ends before a byte.
    End(usize),
}

impl<'a> Walk<'a> {
    /// At the byte where a feature is expected.
    pub(super) fn from(text: &'a [u8], at: usize) -> Self {
        Self(Scanner { text, at, split: Split::default() })
    }

    /// Goes through the feature here.
    pub(super) fn through(&mut self) -> Option<Piece> {
        self.0.value("").ok()
    }

    /// Goes to a byte where a feature ends.
    pub(super) fn to(&mut self, end: usize) {
        self.0.at = end;
    }

    /// Goes to what comes next; none if that is not as it must be.
    pub(super) fn next(&mut self) -> Option<Next> {
        self.0.space();
        let byte = self.0.peek()?;
        self.0.at += 1;
        match byte {
            b']' => Some(Next::End(self.0.at)),
            b',' => {
                self.0.space();
                Some(Next::Feature(self.0.at))
            }
            _ => None,
        }
    }
}

/// Finds the features of a FeatureCollection, or the one of a lone Feature.
pub(super) fn split(text: &[u8]) -> Split {
    let mut scanner = Scanner { text, at: 0, split: Split::default() };
    // Room for as many good ones as there can be, so that they need not move; what stays empty takes no memory.
    scanner.split.features.reserve(text.len() / SHORTEST);
    if let Err(fault) = scanner.document(Scanner::features) {
        scanner.split.fault = Some(fault);
    }
    scanner.split
}

struct Scanner<'a> {
    text: &'a [u8],
    at: usize,
    split: Split,
}

impl Scanner<'_> {
    /// Reads the whole, where `features` goes through the list of them from the first on.
    fn document(&mut self, mut features: impl FnMut(&mut Self) -> Result<(), Fault>) -> Result<(), Fault> {
        self.space();
        let start = self.at;
        match self.peek() {
            Some(b'{') => self.at += 1,
            None => return Err(self.fault("the file is empty")),
            Some(_) => return Err(self.fault("this is not GeoJSON: a file starts with {")),
        }
        let mut kind = None;
        let mut seen_features = false;
        self.space();
        if self.peek() == Some(b'}') {
            self.at += 1;
        } else {
            loop {
                self.space();
                let key = self.value("a member name")?.range;
                self.space();
                self.expect(b':', "a colon after the member name")?;
                self.space();
                match &self.text[key] {
                    b"\"features\"" if self.peek() == Some(b'[') => {
                        if seen_features {
                            let slip = self.fault("\"features\" is given twice: both lists are read");
                            self.split.slips.push(slip);
                        }
                        seen_features = true;
                        self.at += 1;
                        self.space();
                        if self.peek() == Some(b']') {
                            self.at += 1;
                        } else {
                            features(self)?;
                        }
                    }
                    b"\"type\"" => kind = Some(self.value("a type")?.range),
                    b"\"crs\"" => self.split.crs = Some(self.value("a value")?.range),
                    _ => {
                        self.value("a value")?;
                    }
                }
                self.space();
                match self.peek() {
                    Some(b',') => self.at += 1,
                    Some(b'}') => {
                        self.at += 1;
                        break;
                    }
                    None => return Err(self.fault("the file ends before its closing bracket: it looks cut off")),
                    Some(_) => return Err(self.fault("a comma or a closing bracket is missing here")),
                }
            }
        }
        let end = self.at;
        let kind = kind.map(|kind| String::from_utf8_lossy(&self.text[kind]).into_owned());
        match kind.as_deref() {
            Some("\"Feature\"") if !seen_features => {
                let depth = Scanner { text: self.text, at: start, split: Split::default() }.value("a feature")?.depth;
                self.split.features.push(Piece { range: start..end, depth });
            }
            Some("\"FeatureCollection\"") if seen_features => {}
            Some("\"FeatureCollection\"") => {
                return Err(Fault {
                    offset: start,
                    reason: "the FeatureCollection has no \"features\" array".to_owned(),
                });
            }
            _ if seen_features => {
                self.split.slips.push(Fault {
                    offset: start,
                    reason: "\"type\" is not \"FeatureCollection\"; read as one".to_owned(),
                });
            }
            Some(other) => {
                let reason =
                    format!("a FeatureCollection is expected, this is {}", other.chars().take(40).collect::<String>());
                return Err(Fault { offset: start, reason });
            }
            None => {
                return Err(Fault {
                    offset: start,
                    reason: "a FeatureCollection is expected; \"type\" is missing".to_owned(),
                });
            }
        }
        self.space();
        if self.peek().is_some() {
            return Err(self.fault("there is text after the end of the GeoJSON object"));
        }
        Ok(())
    }

    fn features(&mut self) -> Result<(), Fault> {
        loop {
            self.space();
            let number = self.split.features.len();
            let piece = self
                .value("a feature")
                .map_err(|fault| Fault { reason: format!("{} (in feature {number})", fault.reason), ..fault })?;
            self.split.features.push(piece);
            self.space();
            match self.peek() {
                Some(b',') => self.at += 1,
                Some(b']') => {
                    self.at += 1;
                    return Ok(());
                }
                Some(b'{') => {
                    let slip = self.fault("a comma is missing between two features");
                    self.split.slips.push(slip);
                }
                None => return Err(self.fault(&format!("the file ends after feature {number}: it looks cut off"))),
                Some(_) => return Err(self.fault(&format!("a comma or ] is expected after feature {number}"))),
            }
        }
    }

    /// Skips one value, whatever it holds.
    fn value(&mut self, what: &str) -> Result<Piece, Fault> {
        let start = self.at;
        let mut depth = 0usize;
        let mut deepest = 0;
        loop {
            let Some(byte) = self.peek() else {
                return Err(self.fault("the file ends inside a value: it looks cut off"));
            };
            match byte {
                b'"' => self.string()?,
                b'{' | b'[' => {
                    depth += 1;
                    deepest = deepest.max(depth);
                    self.at += 1;
                }
                b'}' | b']' => {
                    if depth == 0 {
                        return Err(self.fault(&format!("{what} is missing here")));
                    }
                    depth -= 1;
                    self.at += 1;
                }
                b',' | b':' if depth == 0 => return Err(self.fault(&format!("{what} is missing here"))),
                _ if depth == 0 => self.word(),
                _ => self.at += 1,
            }
            if depth == 0 {
                return Ok(Piece { range: start..self.at, depth: deepest });
            }
        }
    }

    /// Skips a number, `true`, `null` or what stands in their place.
    fn word(&mut self) {
        while self.peek().is_some_and(|byte| !matches!(byte, b',' | b':' | b'}' | b']' | b' ' | b'\t' | b'\r' | b'\n'))
        {
            self.at += 1;
        }
    }

    fn string(&mut self) -> Result<(), Fault> {
        self.at += 1;
        loop {
            match memchr2(b'"', b'\\', &self.text[self.at..]) {
                Some(ahead) if self.text[self.at + ahead] == b'"' => {
                    self.at += ahead + 1;
                    return Ok(());
                }
                Some(ahead) => self.at = (self.at + ahead + 2).min(self.text.len()),
                None => {
                    self.at = self.text.len();
                    return Err(self.fault("the file ends inside a text: it looks cut off, or a quote is missing"));
                }
            }
        }
    }

    fn space(&mut self) {
        while self.peek().is_some_and(|byte| matches!(byte, b' ' | b'\t' | b'\r' | b'\n')) {
            self.at += 1;
        }
    }

    fn expect(&mut self, byte: u8, what: &str) -> Result<(), Fault> {
        if self.peek() == Some(byte) {
            self.at += 1;
            return Ok(());
        }
        Err(self.fault(&match self.peek() {
            Some(_) => format!("{what} is missing here"),
            None => "the file ends here: it looks cut off".to_owned(),
        }))
    }

    fn peek(&self) -> Option<u8> {
        self.text.get(self.at).copied()
    }

    fn fault(&self, reason: &str) -> Fault {
        Fault { offset: self.at, reason: reason.to_owned() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pieces(text: &str) -> (Vec<&str>, Option<String>) {
        let split = split(text.as_bytes());
        (split.features.into_iter().map(|piece| &text[piece.range]).collect(), split.fault.map(|fault| fault.reason))
    }

    #[test]
    fn features_are_found_in_order_whatever_stands_around_them() {
        let text = "{ \"name\" : [1,{\"features\":[0]}],\r\n \"features\": [ {\"a\":\"]}\\\"\"} ,{}\n], \"type\":\"FeatureCollection\" }\n";
        assert_eq!(pieces(text), (vec!["{\"a\":\"]}\\\"\"}", "{}"], None));
    }

    #[test]
    fn a_value_that_is_not_json_costs_only_its_own_feature() {
        let text = "{\"type\":\"FeatureCollection\",\"features\":[{\"x\":NaN},nonsense,{\"y\":1}]}";
        assert_eq!(pieces(text), (vec!["{\"x\":NaN}", "nonsense", "{\"y\":1}"], None));
    }

    #[test]
    fn a_file_cut_anywhere_keeps_the_features_before_the_cut_and_says_so() {
        let text = "{\"type\":\"FeatureCollection\",\"features\":[{\"a\":1},{\"b\":\"x\"},{\"c\":[2]}]}";
        let whole = pieces(text).0;
        for cut in 0..text.len() {
            let (found, fault) = pieces(&text[..cut]);
            assert!(fault.is_some(), "cut at {cut}");
            assert!(whole.starts_with(&found), "cut at {cut}: {found:?}");
        }
    }

    #[test]
    fn what_is_not_a_feature_collection_is_named() {
        for (text, reason) in [
            ("", "the file is empty"),
            (" \n", "the file is empty"),
            ("lon,lat\n1,2", "this is not GeoJSON: a file starts with {"),
            ("{}", "a FeatureCollection is expected; \"type\" is missing"),
            ("{\"type\":\"Topology\"}", "a FeatureCollection is expected, this is \"Topology\""),
            ("{\"type\":\"FeatureCollection\"}", "the FeatureCollection has no \"features\" array"),
            ("{\"type\":\"FeatureCollection\",\"features\":[]} x", "there is text after the end of the GeoJSON object"),
            ("{\"type\":\"FeatureCollection\",\"features\":[{},]}", "a feature is missing here (in feature 1)"),
        ] {
            assert_eq!(pieces(text).1.as_deref(), Some(reason), "{text}");
        }
    }

    #[test]
    fn a_lone_feature_is_a_file_of_one() {
        assert_eq!(pieces("{\"type\":\"Feature\",\"a\":[[1]]}"), (vec!["{\"type\":\"Feature\",\"a\":[[1]]}"], None));
        assert_eq!(split(b"{\"type\":\"Feature\",\"a\":[[1]]}").features[0].depth, 3);
    }

    #[test]
    fn nesting_is_counted_not_followed() {
        let deep = "[".repeat(200_000) + &"]".repeat(200_000);
        let text = format!("{{\"type\":\"FeatureCollection\",\"features\":[{deep},{{}}]}}");
        let split = split(text.as_bytes());
        assert_eq!(split.features.iter().map(|piece| piece.depth).collect::<Vec<_>>(), [200_000, 1]);
        assert_eq!(split.fault, None);
    }
}
