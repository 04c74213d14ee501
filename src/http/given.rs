//! How did the caller write a value? As text in a query string, or as JSON in a body.

use percent_encoding::percent_decode;
use serde_json::value::RawValue;
use std::borrow::Cow;

/// A value as it was given.
#[derive(Debug)]
pub(super) enum Given<'a> {
    /// In a query string or on a command line: to be read as a number, a list or a word.
    Text(Cow<'a, str>),
    /// In a JSON object.
    Json(Box<RawValue>),
}

impl Given<'_> {
    /// As the caller wrote it.
    pub(super) fn written(&self) -> Cow<'_, str> {
        match self {
            Self::Text(text) => Cow::Borrowed(text),
            Self::Json(value) => match serde_json::from_str::<String>(value.get()) {
                Ok(text) => Cow::Owned(text),
                Err(_) => Cow::Borrowed(value.get()),
            },
        }
    }

    /// What to say behind what is expected of a number: a text in JSON looks like one when it is told.
    pub(super) fn not_this(&self) -> &'static str {
        match self {
            Self::Json(value) if value.get().starts_with('"') => ", not a text",
            _ => "",
        }
    }

    /// The text of a number, if it is written as one; JSON's grammar has settled that for JSON.
    pub(super) fn number_text(&self) -> Option<&str> {
        match self {
            Self::Text(text) => Some(text),
            Self::Json(value) => {
                Some(value.get()).filter(|text| text.starts_with(|c: char| c == '-' || c.is_ascii_digit()))
            }
        }
    }
}

/// A text up to a sign of ASCII, and what is behind it if it is there: most are so short that looking for it byte by byte
/// is soonest done.
pub(super) fn parted(text: &str, sign: u8) -> (&str, Option<&str>) {
    let Some(place) = text.bytes().position(|byte| byte == sign) else { return (text, None) };
    (text.get(..place).unwrap_or_default(), text.get(place + 1..))
}

/// Whether a text has to be decoded.
pub(super) fn is_coded(text: &str) -> bool {
    // Nearly every query has nothing to decode, which is quickly told without stopping at the first find.
    text.bytes().fold(false, |found, byte| found | (byte == b'+') | (byte == b'%'))
}

/// Percent-decoding, with `+` for a space as in a form.
pub(super) fn decoded(text: &str) -> Option<Cow<'_, str>> {
    if !is_coded(text) {
        return Some(Cow::Borrowed(text));
    }
    let spaced = text.replace('+', " ");
    percent_decode(spaced.as_bytes()).decode_utf8().ok().map(|text| Cow::Owned(text.into_owned()))
}

/// Gives an offset its plus back where a query string's rules turned it into a space.
pub(super) fn with_plus(text: &str) -> String {
    match text.rsplit_once(' ') {
        Some((before, offset)) if offset.len() == 5 && before.contains(['T', 't']) => format!("{before}+{offset}"),
        _ => text.to_owned(),
    }
}
