//! What does a JSON object say, member by member? Names and untouched values, in the order of the text.

use memchr::memchr;
use serde::de::{DeserializeSeed, Deserializer, MapAccess, Visitor};
use serde_json::value::RawValue;
use std::borrow::Cow;
use std::fmt;

/// The members of an object; values stay text until somebody asks.
#[derive(Debug, Default)]
pub struct Members<'a>(pub Vec<(Cow<'a, str>, &'a RawValue)>);

impl<'a> Members<'a> {
    /// Reads an object.
    ///
    /// # Errors
    /// Where and why the text is not a JSON object.
    pub fn read(text: &'a str) -> Result<Self, serde_json::Error> {
        serde_json::from_str(text)
    }

    /// The members of an object that cannot be read to its end, up to where it cannot.
    pub(super) fn before_fault(text: &'a str) -> Self {
        let mut members = Self::default();
        // What was read before the fault stays.
        let _ = Object(&mut members).deserialize(&mut serde_json::Deserializer::from_str(text));
        members
    }

    /// Whether a name stands there twice.
    pub(super) fn is_any_repeated(&self) -> bool {
        /// So many are compared with each other more quickly than they are put in order.
        const FEW: usize = 16;
        let names = || self.0.iter().map(|(name, _)| name.as_ref());
        if self.0.len() <= FEW {
            return names().enumerate().any(|(place, name)| names().skip(place + 1).any(|other| other == name));
        }
        let mut sorted: Vec<&str> = names().collect();
        sorted.sort_unstable();
        sorted.windows(2).any(|two| matches!(two, [a, b] if a == b))
    }

    /// Which of these names stands there twice, if any does.
    pub(super) fn repeated(&self, names: &[&'static str]) -> Option<&'static str> {
        names.iter().copied().find(|name| self.0.iter().filter(|(other, _)| other == name).count() > 1)
    }

    /// The last value of a member, as JSON readers commonly take it; `null` counts as absent.
    pub fn get(&self, name: &str) -> Option<&'a RawValue> {
        self.0.iter().rev().find(|(key, _)| key == name).map(|(_, value)| *value).filter(|value| !is_null(value))
    }
}

impl<'de: 'a, 'a> serde::Deserialize<'de> for Members<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let mut members = Self(Vec::with_capacity(8));
        Object(&mut members).deserialize(deserializer)?;
        Ok(members)
    }
}

/// An object whose members are put down one by one.
struct Object<'m, 'a>(&'m mut Members<'a>);

impl<'de: 'a, 'a> DeserializeSeed<'de> for Object<'_, 'a> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_map(self)
    }
}

impl<'de: 'a, 'a> Visitor<'de> for Object<'_, 'a> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        while let Some(Name(name)) = map.next_key()? {
            self.0.0.push((name, map.next_value()?));
        }
        Ok(())
    }
}

/// A member's name, borrowed where it has no escapes.
struct Name<'a>(Cow<'a, str>);

impl<'de> serde::Deserialize<'de> for Name<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Text;
        impl<'de> Visitor<'de> for Text {
            type Value = Name<'de>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a member name")
            }

            fn visit_borrowed_str<E>(self, text: &'de str) -> Result<Self::Value, E> {
                Ok(Name(Cow::Borrowed(text)))
            }

            fn visit_str<E>(self, text: &str) -> Result<Self::Value, E> {
                Ok(Name(Cow::Owned(text.to_owned())))
            }
        }
        deserializer.deserialize_str(Text)
    }
}

/// Whether a value is `null`.
pub(super) fn is_null(value: &RawValue) -> bool {
    value.get() == "null"
}

/// The text of a JSON string; none for any other value, or one that is not Unicode.
pub fn string(value: &RawValue) -> Option<Cow<'_, str>> {
    let inner = value.get().strip_prefix('"')?.strip_suffix('"')?;
    if memchr(b'\\', inner.as_bytes()).is_some() {
        return serde_json::from_str(value.get()).ok().map(Cow::Owned);
    }
    Some(Cow::Borrowed(inner))
}

/// The values of a JSON array; none for any other value.
pub(super) fn array(value: &RawValue) -> Option<Vec<&RawValue>> {
    value.get().starts_with('[').then(|| serde_json::from_str(value.get()).ok()).flatten()
}

/// Whether every reader of JSON can read the value: texts are Unicode, numbers fit a double.
///
/// The grammar alone allows lone surrogates and `1e400`, at which many readers give up on a whole document.
pub(super) fn is_sound(value: &RawValue) -> bool {
    match value.get().as_bytes().first() {
        Some(b'"') => {
            memchr(b'\\', value.get().as_bytes()).is_none() || serde_json::from_str::<String>(value.get()).is_ok()
        }
        Some(b'{' | b'[') => serde_json::from_str::<serde_json::Value>(value.get()).is_ok(),
        Some(b't' | b'f' | b'n') => true,
        _ => serde_json::from_str::<f64>(value.get()).is_ok(),
    }
}

/// Whether the text of a value is that of an integer.
pub(super) fn is_integer(text: &str) -> bool {
    let digits = text.strip_prefix('-').unwrap_or(text);
    !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit())
}

/// What kind of value it is, in words for a reason.
pub(super) fn kind_of(value: &RawValue) -> &'static str {
    match value.get().as_bytes().first() {
        Some(b'"') => "a text",
        Some(b'{') => "an object",
        Some(b'[') => "an array",
        Some(b't' | b'f') => "true or false",
        Some(b'n') => "null",
        _ => "a number",
    }
}

/// The beginning of a value, short enough for a reason.
pub(super) fn excerpt(text: &str) -> String {
    const LONGEST: usize = 60;
    let mut shown: String = text.chars().take(LONGEST).collect();
    if shown.len() < text.len() {
        shown.push('…');
    }
    shown
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn members_keep_their_order_and_the_last_of_two_counts() {
        let members = Members::read(r#"{"b":1,"a\u0062":"x","b":[2]}"#).unwrap();
        assert_eq!(members.0.iter().map(|(name, _)| name.as_ref()).collect::<Vec<_>>(), ["b", "ab", "b"]);
        assert_eq!(members.get("b").unwrap().get(), "[2]");
        assert_eq!(string(members.get("ab").unwrap()).unwrap(), "x");
    }

    #[test]
    fn what_stands_before_a_fault_is_read() {
        for (text, names) in [
            (r#"{"a":1,"b":[NaN],"c":2}"#, "a"),
            (r#"{"a":1,"b":2 "c":3}"#, "a b"),
            (r#"{"a":1,b:2}"#, "a"),
            ("17", ""),
            ("", ""),
        ] {
            let members = Members::before_fault(text);
            let read: Vec<&str> = members.0.iter().map(|(name, _)| name.as_ref()).collect();
            assert_eq!(read.join(" "), names, "{text}");
        }
    }

    #[test]
    fn a_name_that_stands_there_twice_is_found_among_few_and_many() {
        for count in [2, 30] {
            let once: Vec<String> = (0..count).map(|number| format!("\"x{number}\":{number}")).collect();
            assert!(!Members::read(&format!("{{{}}}", once.join(","))).unwrap().is_any_repeated());
            let twice = format!("{{{},\"x1\":0}}", once.join(","));
            let members = Members::read(&twice).unwrap();
            assert!(members.is_any_repeated());
            assert_eq!((members.repeated(&["x0", "x1"]), members.repeated(&["x0", "y"])), (Some("x1"), None));
        }
    }

    #[test]
    fn null_counts_as_absent() {
        assert!(Members::read(r#"{"a":null}"#).unwrap().get("a").is_none());
    }

    #[test]
    fn a_lone_surrogate_is_not_a_text() {
        let members = Members::read(r#"{"a":"\ud800"}"#).unwrap();
        assert_eq!(string(members.get("a").unwrap()), None);
    }

    #[test]
    fn a_value_is_sound_if_every_reader_can_read_it() {
        for (text, sound) in [
            (r#""x\u00e9""#, true),
            (r#""\ud83d\ude00""#, true),
            (r#""\ud800""#, false),
            (r#"{"a":["\udc00"]}"#, false),
            ("1e400", false),
            ("[1e400]", false),
            ("-1.5e3", true),
            ("null", true),
        ] {
            assert_eq!(is_sound(serde_json::from_str(text).unwrap()), sound, "{text}");
        }
    }
}
