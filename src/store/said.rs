//! What did the source say of a feature's properties? Single values out of the text that answers repeat.

use crate::cql2::{Moment, Value};
use crate::ingest::Members;
use serde_json::value::RawValue;
use std::borrow::Cow;

/// The values of some properties; members of `said` that are lists or objects count as missing.
pub(super) fn values(said: &str, wanted: &[Box<str>]) -> Vec<Value<'static>> {
    let braced = format!("{{{said}}}");
    let members = Members::read(&braced).unwrap_or_default();
    wanted.iter().map(|name| members.get(name).map_or(Value::Null, value)).collect()
}

/// A single value, with a text of its own.
fn value(raw: &RawValue) -> Value<'static> {
    match raw.get() {
        "true" => Value::Boolean(true),
        "false" => Value::Boolean(false),
        text if text.starts_with('"') => match serde_json::from_str::<String>(text) {
            Ok(text) => Value::Text(Cow::Owned(text)),
            Err(_) => Value::Null,
        },
        number => number.parse().map_or(Value::Null, Value::Number),
    }
}

/// The dates and timestamps that some properties are.
pub(super) fn moments(said: &str, wanted: &[Box<str>]) -> Vec<Moment> {
    let text = |value| match value {
        Value::Text(text) => Moment::parse(&text),
        _ => None,
    };
    values(said, wanted).into_iter().filter_map(text).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn single_values_are_read_and_lists_are_not() {
        let said = r#""a":"x\"y","b":-1.5,"c":true,"d":[1],"e":{"f":1},"verified_at":"2026-11-21""#;
        let wanted = ["a", "b", "c", "d", "e", "f"].map(Box::from);
        let text = |text: &str| Value::Text(Cow::Owned(text.to_owned()));
        let expected = [text("x\"y"), Value::Number(-1.5), Value::Boolean(true), Value::Null, Value::Null, Value::Null];
        assert_eq!(values(said, &wanted), expected);
        assert_eq!(moments(said, &["a".into(), "verified_at".into()]), [Moment::day("2026-11-21").unwrap()]);
    }
}
