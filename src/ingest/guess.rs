//! Where may a feature of a GeoJSON text begin? Guessed, so that several may be read at once before it is known where each
//! ends.
//!
//! A guess is right if whoever read all that comes before it ends there: one that is wrong costs time and nothing else.

use super::split::Walk;
use memchr::memmem::Finder;
use std::ops::Range;

/// Pieces of a text from the byte of its first feature on, each of which begins where a feature may.
pub(super) struct Guesses<'a> {
    text: &'a [u8],
    /// How the first feature begins, as others are likely to.
    head: Finder<'a>,
    at: usize,
    /// Bytes of a piece at least.
    length: usize,
}

impl<'a> Guesses<'a> {
    /// Pieces of a length at least, from the first feature on.
    pub(super) fn of(text: &'a [u8], first: usize, length: usize) -> Self {
        Self { text, head: Finder::new(head(text.get(first..).unwrap_or_default())), at: first, length }
    }
}

impl Iterator for Guesses<'_> {
    type Item = Range<usize>;

    fn next(&mut self) -> Option<Range<usize>> {
        let start = self.at;
        let ahead = start.saturating_add(self.length.max(1));
        let found = self.text.get(ahead..).and_then(|rest| self.head.find(rest));
        self.at = found.map_or(self.text.len(), |found| ahead + found);
        (start < self.at).then_some(start..self.at)
    }
}

/// How a feature begins: with the name of its first member, and the value after it if that is the same for all features.
fn head(text: &[u8]) -> &[u8] {
    const SAME: &[u8] = b"\"Feature\"";
    let length = |bytes: &[u8], is_passed: fn(&u8) -> bool| bytes.iter().take_while(|byte| is_passed(byte)).count();
    let mut end = length(text, |byte| !matches!(byte, b'"'));
    let rest = |at: usize| text.get(at..).unwrap_or_default();
    let mut walk = Walk::from(text, end);
    if let Some(name) = walk.through() {
        end = name.range.end;
        end += length(rest(end), |byte| matches!(byte, b' ' | b'\t' | b'\r' | b'\n' | b':'));
        if rest(end).starts_with(SAME) {
            end += SAME.len();
        }
    }
    text.get(..end).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_feature_begins_with_what_all_features_begin_with() {
        for (text, begins) in [
            (r#"{"type":"Feature","id":1}"#, r#"{"type":"Feature""#),
            ("{\n \"type\" : \"Feature\"}", "{\n \"type\" : \"Feature\""),
            (r#"{"id":"a","type":"Feature"}"#, r#"{"id":"#),
            (r#"{"a"#, r#"{"#),
            ("{}", "{}"),
            ("", ""),
        ] {
            assert_eq!(head(text.as_bytes()), begins.as_bytes(), "{text}");
        }
    }

    #[test]
    fn pieces_cover_the_text_and_begin_where_features_do() {
        let feature = r#"{"type":"Feature","id":1}"#;
        let text = vec![feature; 1000].join(",\n");
        let pieces: Vec<Range<usize>> = Guesses::of(text.as_bytes(), 0, 1000).collect();
        assert!(pieces.len() > 5);
        assert_eq!((pieces[0].start, pieces.last().unwrap().end), (0, text.len()));
        assert!(pieces.windows(2).all(|two| two[0].end == two[1].start));
        assert!(pieces.iter().all(|piece| text[piece.start..].starts_with(feature)));
        assert_eq!(Guesses::of(b"[]", 9, 1).next(), None);
    }
}
