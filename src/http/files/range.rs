//! Which part of a file is asked for? One range of bytes (RFC 9110, section 14); whatever else is asked gets the whole.

use axum::http::{HeaderMap, header};
use std::ops::Range;

/// What to send of so many bytes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Wanted {
    /// All of them.
    Whole,
    /// Some of them, at least one.
    Part(Range<u64>),
    /// None of them are there.
    Nothing,
}

/// Whether a part is asked for, of the file that the caller has already if it has one. A strong tag alone says that
/// (section 13.1.5): a date never does, since none is told.
pub fn is_asked(asked: &HeaderMap, tag: &str) -> bool {
    let is_same = asked.get(header::IF_RANGE).is_none_or(|given| given.as_bytes() == tag.as_bytes());
    asked.contains_key(header::RANGE) && is_same && !tag.starts_with("W/")
}

/// Reads `Range`. Several ranges, other units and what is no range at all are passed over, as section 14.2 allows.
pub fn wanted(asked: &HeaderMap, length: u64) -> Wanted {
    let mut values = asked.get_all(header::RANGE).iter();
    let (Some(value), None) = (values.next(), values.next()) else { return Wanted::Whole };
    let text = value.to_str().unwrap_or_default();
    let Some((unit, range)) = text.split_once('=') else { return Wanted::Whole };
    let Some((first, last)) = range.trim().split_once('-') else { return Wanted::Whole };
    if !unit.trim().eq_ignore_ascii_case("bytes") {
        return Wanted::Whole;
    }
    match (first.trim(), last.trim()) {
        ("", last) => match number(last) {
            None => Wanted::Whole,
            Some(0) => Wanted::Nothing,
            Some(_) if length == 0 => Wanted::Nothing,
            Some(count) => Wanted::Part(length.saturating_sub(count)..length),
        },
        (first, last) => {
            let end = if last.is_empty() { Some(u64::MAX) } else { number(last) };
            match (number(first), end) {
                (Some(first), Some(last)) if first <= last => match first < length {
                    true => Wanted::Part(first..last.saturating_add(1).min(length)),
                    false => Wanted::Nothing,
                },
                _ => Wanted::Whole,
            }
        }
    }
}

/// Digits, however many; a number too large to hold is beyond every file.
fn number(text: &str) -> Option<u64> {
    let is_digits = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    is_digits.then(|| text.parse().unwrap_or(u64::MAX))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_range_is_sent_what_is_beyond_is_not_there_and_all_else_is_the_whole() {
        for (text, expected) in [
            ("bytes=0-0", Wanted::Part(0..1)),
            ("bytes=0-9", Wanted::Part(0..10)),
            ("bytes=3-", Wanted::Part(3..10)),
            ("bytes=9-99", Wanted::Part(9..10)),
            ("bytes=-4", Wanted::Part(6..10)),
            ("bytes=-99", Wanted::Part(0..10)),
            ("Bytes = 1-2 ", Wanted::Part(1..3)),
            ("bytes=2-99999999999999999999999999", Wanted::Part(2..10)),
            ("bytes=10-", Wanted::Nothing),
            ("bytes=10-12", Wanted::Nothing),
            ("bytes=99999999999999999999999999-", Wanted::Nothing),
            ("bytes=-0", Wanted::Nothing),
            ("bytes=5-2", Wanted::Whole),
            ("bytes=0-1,4-5", Wanted::Whole),
            ("bytes=-", Wanted::Whole),
            ("bytes=", Wanted::Whole),
            ("bytes=+1-2", Wanted::Whole),
            ("bytes=a-b", Wanted::Whole),
            ("bytes=--1", Wanted::Whole),
            ("items=0-1", Wanted::Whole),
            ("0-1", Wanted::Whole),
            ("", Wanted::Whole),
        ] {
            let headers = HeaderMap::from_iter([(header::RANGE, text.parse().unwrap())]);
            assert_eq!(wanted(&headers, 10), expected, "{text}");
        }
        let range = |text: &str| HeaderMap::from_iter([(header::RANGE, text.parse().unwrap())]);
        assert_eq!([wanted(&range("bytes=0-"), 0), wanted(&range("bytes=-1"), 0)], [Wanted::Nothing, Wanted::Nothing]);
        let mut twice = range("bytes=0-1");
        twice.append(header::RANGE, "bytes=2-3".parse().unwrap());
        assert_eq!(wanted(&twice, 10), Wanted::Whole);
    }

    #[test]
    fn a_part_goes_with_the_file_that_is_there_already() {
        let asked = |condition: Option<&str>| {
            let mut headers = HeaderMap::from_iter([(header::RANGE, "bytes=0-1".parse().unwrap())]);
            headers.extend(condition.map(|text| (header::IF_RANGE, text.parse().unwrap())));
            headers
        };
        for (condition, tag, expected) in [
            (None, "\"a\"", true),
            (Some("\"a\""), "\"a\"", true),
            (Some("\"b\""), "\"a\"", false),
            (Some("W/\"a\""), "\"a\"", false),
            (Some("W/\"a\""), "W/\"a\"", false),
            (Some("Sat, 29 Oct 1994 19:43:31 GMT"), "\"a\"", false),
        ] {
            assert_eq!(is_asked(&asked(condition), tag), expected, "{condition:?}");
        }
        assert!(!is_asked(&HeaderMap::new(), "\"a\""));
    }
}
