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

/// When it was last verified on the spot, where the source says so in RFC 3339.
pub(super) fn verified_at(said: &str) -> Option<Moment> {
    const NAME: &str = "verified_at";
    // Most sources do not say, which is told without reading them.
    if memchr::memmem::find(said.as_bytes(), NAME.as_bytes()).is_none() {
        return None;
    }
    match values(said, &[NAME.into()]).pop() {
        Some(Value::Text(text)) => Moment::parse(&text),
        _ => None,
    }
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
        assert_eq!(verified_at(said), Moment::day("2026-11-21"));
        assert_eq!(verified_at(r#""note":"verified_at","verified_at":"last week""#), None);
    }
}
