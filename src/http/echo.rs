//! What does an answer say of the request as it was understood?

use super::digits::write_rfc3339;
use crate::json_text::push_quoted;
use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use serde::ser::{Error as _, Serialize, SerializeMap, Serializer};
use serde_json::Value;
use std::fmt::Write;

/// Members that most requests have no more of.
const MEMBERS: usize = 12;
/// Bytes that most lists of words take.
const WORDS: usize = 64;

/// The request as understood: names and values, ordered by name.
#[derive(Debug, Clone)]
pub struct Echo {
    members: Vec<(&'static str, Told)>,
}

/// A value as it is told. Those of every request need no memory of their own.
#[derive(Debug, Clone)]
pub enum Told {
    /// A whole number.
    Whole(u64),
    /// A finite number.
    Number(f64),
    /// A truth.
    Truth(bool),
    /// One of our words.
    Word(&'static str),
    /// An instant, in UTC.
    Instant(DateTime<Utc>),
    /// A list of words, as the JSON that it is.
    Words(String),
    /// Anything else.
    Other(Value),
}

impl Echo {
    /// Nothing yet.
    pub fn new() -> Self {
        Self { members: Vec::with_capacity(MEMBERS) }
    }

    /// Tells a value, in place of what was told under the same name.
    pub fn insert(&mut self, name: &'static str, told: impl Into<Told>) {
        let told = told.into();
        match self.members.binary_search_by(|(other, _)| (*other).cmp(name)) {
            Ok(place) => self.members[place].1 = told,
            Err(place) => self.members.insert(place, (name, told)),
        }
    }

    /// The value told under a name, as JSON; `null` if there is none.
    pub fn value(&self, name: &str) -> Value {
        let told = self.members.iter().find(|(other, _)| *other == name);
        told.map_or(Value::Null, |(_, told)| serde_json::to_value(told).unwrap_or_default())
    }

    /// Writes it as a JSON object.
    pub fn write(&self, out: &mut String) {
        out.push('{');
        for (place, (name, told)) in self.members.iter().enumerate() {
            out.push_str(if place == 0 { "\"" } else { ",\"" });
            out.push_str(name);
            out.push_str("\":");
            told.write(out);
        }
        out.push('}');
    }
}

impl Default for Echo {
    fn default() -> Self {
        Self::new()
    }
}

impl Told {
    /// A list of words.
    pub fn from_words<'a>(words: impl IntoIterator<Item = &'a str>) -> Self {
        let mut written = String::with_capacity(WORDS);
        written.push('[');
        for word in words {
            if written.len() > 1 {
                written.push(',');
            }
            push_quoted(&mut written, word);
        }
        written.push(']');
        Self::Words(written)
    }

    /// A text that is not one of our words.
    pub fn from_text(text: &str) -> Self {
        Self::Other(text.into())
    }

    fn write(&self, out: &mut String) {
        match self {
            Self::Whole(number) => out.push_str(itoa::Buffer::new().format(*number)),
            Self::Number(number) => out.push_str(zmij::Buffer::new().format_finite(*number)),
            Self::Truth(truth) => out.push_str(if *truth { "true" } else { "false" }),
            Self::Word(word) => push_quoted(out, word),
            Self::Instant(instant) => {
                out.push('"');
                write_rfc3339(out, *instant, Tz::UTC);
                out.push('"');
            }
            Self::Words(written) => out.push_str(written),
            // Writing to a text cannot fail.
            Self::Other(value) => _ = write!(out, "{value}"),
        }
    }
}

impl Serialize for Echo {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(self.members.len()))?;
        for (name, told) in &self.members {
            map.serialize_entry(name, told)?;
        }
        map.end()
    }
}

impl Serialize for Told {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Whole(number) => serializer.serialize_u64(*number),
            Self::Number(number) => serializer.serialize_f64(*number),
            Self::Truth(truth) => serializer.serialize_bool(*truth),
            Self::Word(word) => serializer.serialize_str(word),
            Self::Instant(instant) => {
                let mut text = String::new();
                write_rfc3339(&mut text, *instant, Tz::UTC);
                serializer.serialize_str(&text)
            }
            Self::Words(written) => {
                let words: Vec<String> = serde_json::from_str(written).map_err(S::Error::custom)?;
                words.serialize(serializer)
            }
            Self::Other(value) => value.serialize(serializer),
        }
    }
}

impl From<u64> for Told {
    fn from(number: u64) -> Self {
        Self::Whole(number)
    }
}

impl From<usize> for Told {
    fn from(number: usize) -> Self {
        Self::Whole(number as u64)
    }
}

impl From<f64> for Told {
    fn from(number: f64) -> Self {
        Self::Number(number)
    }
}

impl From<bool> for Told {
    fn from(truth: bool) -> Self {
        Self::Truth(truth)
    }
}

impl From<&'static str> for Told {
    fn from(word: &'static str) -> Self {
        Self::Word(word)
    }
}

impl From<DateTime<Utc>> for Told {
    fn from(instant: DateTime<Utc>) -> Self {
        Self::Instant(instant)
    }
}

impl From<Value> for Told {
    fn from(value: Value) -> Self {
        Self::Other(value)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn what_is_written_is_what_is_serialized_by_name_and_the_last_value_stands() {
        let mut echo = Echo::new();
        echo.insert("radius_m", 1500.0);
        echo.insert("limit", 3_usize);
        echo.insert("open", true);
        echo.insert("lon", 121.473_700_1);
        echo.insert("lat", -1e-9);
        echo.insert("crs", "gcj02");
        echo.insert("at", DateTime::from_timestamp_millis(1_764_068_400_250).unwrap_or_default());
        echo.insert("amenity", Told::from_words(["water", "a \"word\""]));
        echo.insert("none", Told::from_words([]));
        echo.insert("bands", json!([250.0, 500]));
        echo.insert("limit", 5_u64);
        let mut text = String::new();
        echo.write(&mut text);
        assert_eq!(
            text,
            r#"{"amenity":["water","a \"word\""],"at":"2025-11-25T11:00:00.250Z","bands":[250.0,500],"crs":"gcj02","lat":-1e-9,"limit":5,"lon":121.4737001,"none":[],"open":true,"radius_m":1500.0}"#
        );
        assert_eq!(serde_json::to_string(&echo).unwrap(), text);
        assert_eq!((echo.value("limit"), echo.value("missing")), (json!(5), Value::Null));
    }
}
