//! Which members of a text are asked for? Found by their names as they stand there, and copied as they are.

use super::feature_text::text_length;
use crate::json_text::quoted;
use memchr::memchr;
use std::borrow::Cow;

/// Properties that are asked for, by name.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Selection {
    /// As they stand in a text: in quotes, with the escapes that these need.
    names: Vec<Box<str>>,
}

impl Selection {
    /// Asks for one more; for the same once.
    pub fn add(&mut self, name: &str) {
        let name = quoted(name).into_boxed_str();
        if !self.names.contains(&name) {
            self.names.push(name);
        }
    }

    /// Appends those of a station's members that are asked for, each with a comma behind it.
    ///
    /// `said` is what [`FeatureText::said`](super::FeatureText::said) tells: JSON members without space between their
    /// tokens, each name once, with a comma behind the last or without.
    pub fn push(&self, out: &mut String, said: &str) {
        for member in self.of(said) {
            out.push_str(member.written);
            out.push(',');
        }
    }

    /// How many bytes [`push`](Self::push) appends.
    pub fn bytes(&self, said: &str) -> usize {
        self.of(said).map(|member| member.written.len() + 1).sum()
    }

    /// The members that are asked for. Once all are found nobody looks on.
    #[inline]
    fn of<'a>(&self, said: &'a str) -> impl Iterator<Item = Member<'a>> {
        let is_wanted = |member: &Member| self.names.iter().any(|name| **name == *member.name);
        members(said).filter(is_wanted).take(self.names.len())
    }
}

/// A member of a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Member<'a> {
    /// Its name, in quotes.
    name: &'a str,
    /// Name, colon and value.
    written: &'a str,
}

impl<'a> Member<'a> {
    /// Its name.
    pub fn name(&self) -> Cow<'a, str> {
        if memchr(b'\\', self.name.as_bytes()).is_some() {
            return serde_json::from_str(self.name).unwrap_or_default();
        }
        Cow::Borrowed(self.name.get(1..self.name.len().saturating_sub(1)).unwrap_or_default())
    }

    /// Its value.
    pub fn value(&self) -> &'a str {
        self.written.get(self.name.len() + 1..).unwrap_or_default()
    }
}

/// The members of a text as answers repeat it: without space between their tokens.
#[inline]
pub(super) fn members(said: &str) -> impl Iterator<Item = Member<'_>> {
    let mut rest = said;
    std::iter::from_fn(move || {
        let name = text_length(rest.as_bytes());
        let value = value_length(rest.as_bytes().get(name + 1..).filter(|value| !value.is_empty())?);
        let (written, behind) = rest.split_at_checked(name + 1 + value)?;
        rest = behind.get(1..).unwrap_or_default();
        Some(Member { name: written.get(..name)?, written })
    })
}

/// Bytes of the value that begins here.
#[inline]
fn value_length(json: &[u8]) -> usize {
    match json.first() {
        Some(b'"') => text_length(json),
        Some(b'{' | b'[') => nested_length(json),
        _ => memchr(b',', json).unwrap_or(json.len()),
    }
}

/// Bytes of the object or array that begins here.
fn nested_length(json: &[u8]) -> usize {
    let (mut at, mut depth) = (0, 0_usize);
    while let Some(byte) = json.get(at) {
        match byte {
            b'"' => {
                at += text_length(json.get(at..).unwrap_or_default());
                continue;
            }
            b'{' | b'[' => depth += 1,
            b'}' | b']' if depth == 1 => return at + 1,
            b'}' | b']' => depth = depth.saturating_sub(1),
            _ => {}
        }
        at += 1;
    }
    json.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    const SAID: &str = r#""name":"驿\"站,","":"","a\\\"b":{"name":["x","}\"]",{"kind":1}],"y":{}},"n":-1.5,"kind":"other","e":[],"t":true"#;

    fn selected(names: &[&str], said: &str) -> String {
        let mut selection = Selection::default();
        names.iter().for_each(|name| selection.add(name));
        let mut out = String::new();
        selection.push(&mut out, said);
        assert_eq!(out.len(), selection.bytes(said));
        out
    }

    #[test]
    fn members_are_found_by_name_and_copied_in_the_order_of_the_text() {
        for said in [SAID.to_owned(), format!("{SAID},")] {
            for (names, expected) in [
                (&["kind", "name", "kind"][..], r#""name":"驿\"站,","kind":"other","#),
                (&["a\\\"b"], r#""a\\\"b":{"name":["x","}\"]",{"kind":1}],"y":{}},"#),
                (&["", "e", "n", "t"], r#""":"","n":-1.5,"e":[],"t":true,"#),
                (&["x", "y", "nam", "name\"", "names", "站"], ""),
                (&[], ""),
            ] {
                assert_eq!(selected(names, &said), expected, "{names:?}");
            }
        }
    }

    #[test]
    fn names_and_values_are_told_apart() {
        let told: Vec<(Cow<str>, &str)> = members(SAID).map(|member| (member.name(), member.value())).collect();
        assert_eq!(told.len(), 7);
        assert_eq!((told[2].0.as_ref(), told[3].1, told[6].1), ("a\\\"b", "-1.5", "true"));
    }

    #[test]
    fn any_text_at_all_ends() {
        for said in ["", "\"", "\"a\"", "\"a\":", "\"a\":{", "\"a\":[\"", "x", ",", "\"a\":\"\\", "é", "\"é\":é,é"]
        {
            assert!(members(said).count() <= said.len(), "{said}");
            selected(&["a"], said);
        }
    }
}
