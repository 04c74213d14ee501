//! Where may a feature of a GeoJSON text begin? Guessed, so that several may be read at once before it is known where each
//! ends.
//!
//! A guess is right if whoever read all that comes before it ends there: one that is wrong costs time and nothing else.

use super::split::Walk;
use memchr::memmem::Finder;
use std::ops::Range;

/// How the first feature of a text begins, as others are likely to.
pub(super) struct Head(Finder<'static>);

impl Head {
    /// Of the feature at a byte of a text.
    pub(super) fn of(text: &[u8], first: usize) -> Self {
        Self(Finder::new(head(text.get(first..).unwrap_or_default())).into_owned())
    }

    /// Pieces of a length at least from a byte of a text on, each of which begins where a feature may, into a list. If the
    /// text goes on, they end where another may begin, with as much as a piece behind that, so that a feature which was
    /// taken for two is here to its end.
    pub(super) fn pieces(
        &self,
        text: &[u8],
        from: usize,
        length: usize,
        goes_on: bool,
        pieces: &mut Vec<Range<usize>>,
    ) {
        let mut start = from;
        while start < text.len() {
            let ahead = start.saturating_add(length.max(1));
            let found = text.get(ahead..).and_then(|rest| self.0.find(rest)).map(|found| ahead + found);
            let end = match found {
                Some(end) if goes_on && end.saturating_add(length) > text.len() => break,
                None if goes_on => break,
                found => found.unwrap_or(text.len()),
            };
            pieces.push(start..end);
            start = end;
        }
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
        let pieces = |goes_on| {
            let mut pieces = Vec::new();
            Head::of(text.as_bytes(), 0).pieces(text.as_bytes(), 0, 1000, goes_on, &mut pieces);
            assert!(pieces.len() > 5 && pieces[0].start == 0);
            assert!(pieces.windows(2).all(|two| two[0].end == two[1].start));
            assert!(pieces.iter().all(|piece| text[piece.start..].starts_with(feature)));
            pieces.last().unwrap().end
        };
        assert_eq!(pieces(false), text.len());
        let end = pieces(true);
        assert!(text[end..].starts_with(feature) && (1000..3000).contains(&(text.len() - end)));
        let mut none = Vec::new();
        Head::of(b"[]", 0).pieces(b"[]", 9, 1, false, &mut none);
        assert!(none.is_empty());
    }
}
