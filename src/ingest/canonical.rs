//! How is a value of a source repeated? In one spelling, so that the same data is the same text whatever its format.
//!
//! GeoJSON may write `1.0`, `"caf\u00e9"` and `[ 1 ]` where FlatGeobuf holds a double, a text and `[1]`. A version
//! counts what is said, not how it is spelled.

use super::members::is_integer;
use crate::json_text::push_quoted;
use memchr::{memchr, memchr2};

/// Whole doubles below it are integers that every reader of JSON holds exactly (RFC 7493, section 2.2).
const EXACT: f64 = 9_007_199_254_740_992.0;

/// Appends a valid JSON value: without space between its tokens, texts with no escapes but those they need, integers
/// digit by digit, other numbers by the shortest digits that read back as the same double.
pub(crate) fn push_canonical(out: &mut String, json: &str) {
    let bytes = json.as_bytes();
    let mut at = 0;
    while let Some(&byte) = bytes.get(at) {
        let length = match byte {
            b' ' | b'\t' | b'\r' | b'\n' => {
                at += 1;
                continue;
            }
            b'"' => text_length(&bytes[at..]),
            b'-' | b'0'..=b'9' => number_length(&bytes[at..]),
            _ => 1,
        };
        let token = json.get(at..at + length).unwrap_or_default();
        match byte {
            b'"' => push_text(out, token),
            b'-' | b'0'..=b'9' => push_number(out, token),
            _ => out.push_str(token),
        }
        at += length;
    }
}

/// Appends a double that is finite.
pub(crate) fn push_double(out: &mut String, number: f64) {
    if number.fract() == 0.0 && number.abs() < EXACT {
        out.push_str(itoa::Buffer::new().format(number as i64));
    } else {
        out.push_str(zmij::Buffer::new().format_finite(number));
    }
}

/// The whole number from 0 that a value is, however it is spelled: whoever holds numbers as doubles writes 20 as `20.0`.
pub(super) fn whole_number(json: &str) -> Option<u32> {
    if let Ok(number) = json.parse() {
        return json.starts_with(|first: char| first.is_ascii_digit()).then_some(number);
    }
    let number: f64 = serde_json::from_str(json).ok()?;
    (number.fract() == 0.0 && (0.0..=f64::from(u32::MAX)).contains(&number)).then_some(number as u32)
}

fn push_text(out: &mut String, token: &str) {
    if memchr(b'\\', token.as_bytes()).is_none() {
        return out.push_str(token);
    }
    match serde_json::from_str::<String>(token) {
        Ok(text) => push_quoted(out, &text),
        // A lone surrogate is no text, and is repeated as it is.
        Err(_) => out.push_str(token),
    }
}

fn push_number(out: &mut String, token: &str) {
    match token.parse::<f64>() {
        Ok(number) if number.is_finite() && (!is_integer(token) || token == "-0") => push_double(out, number),
        _ => out.push_str(token),
    }
}

/// Bytes of the text that begins here, with its quotes.
fn text_length(bytes: &[u8]) -> usize {
    let mut at = 1;
    while let Some(ahead) = bytes.get(at..).and_then(|rest| memchr2(b'"', b'\\', rest)) {
        if bytes[at + ahead] == b'"' {
            return at + ahead + 1;
        }
        at += ahead + 2;
    }
    bytes.len()
}

fn number_length(bytes: &[u8]) -> usize {
    let part_of_number = |byte: &u8| matches!(byte, b'0'..=b'9' | b'-' | b'+' | b'.' | b'e' | b'E');
    bytes.iter().position(|byte| !part_of_number(byte)).unwrap_or(bytes.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_says_the_same_is_spelled_the_same() {
        for (written, canonical) in [
            ("1", "1"),
            ("1.0", "1"),
            ("1e2", "100"),
            ("-0", "0"),
            ("-0.0", "0"),
            ("1.50", "1.5"),
            ("0.1", "0.1"),
            ("123456789012345678901234567890", "123456789012345678901234567890"),
            ("9007199254740993", "9007199254740993"),
            (r#""caf\u00e9 \/ \ud83d\ude00""#, "\"café / 😀\""),
            (r#""a\nb\"c\\""#, r#""a\nb\"c\\""#),
            (r#""\u000a""#, r#""\n""#),
            (r#""\ud800""#, r#""\ud800""#),
            ("[ 1.0 , { \"b\" : null,\n\"a\": \" x \" } ]", r#"[1,{"b":null,"a":" x "}]"#),
            ("true", "true"),
        ] {
            let mut once = String::new();
            push_canonical(&mut once, written);
            assert_eq!(once, canonical, "{written}");
            let mut twice = String::new();
            push_canonical(&mut twice, &once);
            assert_eq!(twice, once, "{written}");
        }
    }

    #[test]
    fn any_text_at_all_ends() {
        for text in ["\"", "\"\\", "-", "é\"", "\"é\\", "1é", "{[}", "\u{0}"] {
            push_canonical(&mut String::new(), text);
        }
    }
}
