//! Which members of a text are asked for? Found by their names as they stand there, and copied as they are.

use crate::json_text::quoted;
use memchr::memchr;
use std::borrow::Cow;
use std::ops::Range;

/// Properties that are asked for, by name.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Selection {
    names: Vec<Name>,
}

/// A name as it stands in a text: in quotes, with the escapes that these need.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Name {
    quoted: Box<str>,
    /// Its first bytes, which tell most names apart.
    head: u64,
}

impl Selection {
    /// Asks for one more; for the same once.
    pub fn add(&mut self, name: &str) {
        let quoted = quoted(name).into_boxed_str();
        let name = Name { head: head(quoted.as_bytes(), quoted.len()), quoted };
        if !self.names.contains(&name) {
            self.names.push(name);
        }
    }

    /// How many are asked for.
    pub fn count(&self) -> usize {
        self.names.len()
    }

    /// Appends those of a feature's members that are asked for, each with a comma behind it.
    ///
    /// `said` is what [`FeatureText::said`](super::FeatureText::said) tells: JSON members without space between their
    /// tokens, each name once, with a comma behind the last or without.
    pub fn push(&self, out: &mut String, said: &str) {
        let (bytes, mut at, mut left) = (said.as_bytes(), 0, self.names.len());
        let mut push = |run: Range<usize>| {
            if !run.is_empty() {
                out.push_str(said.get(run.start..run.end.min(said.len())).unwrap_or_default());
                if run.end > said.len() {
                    out.push(',');
                }
            }
        };
        // Members that stand one behind the other are copied together.
        let mut run = 0..0;
        // Once all are found nobody looks on.
        while left > 0 && at < bytes.len() {
            let rest = bytes.get(at..).unwrap_or_default();
            let name = text_length(rest);
            let behind = at + name + 1 + value_length(rest.get(name + 1..).unwrap_or_default()) + 1;
            let head = head(rest, name);
            let is_wanted = |wanted: &Name| wanted.head == head && Some(wanted.quoted.as_bytes()) == rest.get(..name);
            if self.names.iter().any(is_wanted) {
                if run.end != at {
                    push(std::mem::replace(&mut run, at..at));
                }
                run.end = behind;
                left -= 1;
            }
            at = behind;
        }
        push(run);
    }
}

/// The first eight bytes of a text's first so many.
#[inline]
fn head(text: &[u8], length: usize) -> u64 {
    let all = match text.first_chunk() {
        Some(eight) => u64::from_le_bytes(*eight),
        None => text.iter().rev().fold(0, |all, byte| all << 8 | u64::from(*byte)),
    };
    if length < 8 { all & !(u64::MAX << (8 * length)) } else { all }
}

/// A member of a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Member<'a> {
    /// Its name, in quotes.
    name: &'a str,
    /// Its value.
    pub value: &'a str,
}

impl<'a> Member<'a> {
    /// Its name.
    pub fn name(&self) -> Cow<'a, str> {
        if memchr(b'\\', self.name.as_bytes()).is_some() {
            return serde_json::from_str(self.name).unwrap_or_default();
        }
        Cow::Borrowed(self.name.get(1..self.name.len().saturating_sub(1)).unwrap_or_default())
    }
}

/// The members of a text as answers repeat it: without space between their tokens.
pub(super) fn members(said: &str) -> impl Iterator<Item = Member<'_>> {
    let mut rest = said;
    std::iter::from_fn(move || {
        let name = text_length(rest.as_bytes());
        let value = value_length(rest.as_bytes().get(name + 1..).filter(|value| !value.is_empty())?);
        let (name, behind) = rest.split_at_checked(name)?;
        let (value, behind) = behind.get(1..)?.split_at_checked(value)?;
        rest = behind.get(1..).unwrap_or_default();
        Some(Member { name, value })
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

/// Bytes of the JSON text that begins here, with its quotes. Names and most values are so short that a search which
/// prepares for long ones takes twice as long as eight bytes at a time.
#[inline]
pub(super) fn text_length(json: &[u8]) -> usize {
    let mut at = 1;
    while let Some(rest) = json.get(at..) {
        let ahead = match rest.first_chunk() {
            Some(eight) => {
                let word = u64::from_le_bytes(*eight);
                let found = zero_bytes(word ^ each(b'"')) | zero_bytes(word ^ each(b'\\'));
                found.trailing_zeros() as usize / 8
            }
            None => rest.iter().position(|byte| matches!(byte, b'"' | b'\\')).unwrap_or(rest.len()),
        };
        at += ahead;
        match json.get(at) {
            Some(b'"') => return at + 1,
            Some(b'\\') => at += 2,
            Some(_) => {}
            None => break,
        }
    }
    json.len()
}

/// The byte eight times.
const fn each(byte: u8) -> u64 {
    u64::from_le_bytes([byte; 8])
}

/// The highest bit of each byte that is zero, up to the first of them; bits behind it mean nothing (Warren, Hacker's
/// Delight, section 6-1).
#[inline]
fn zero_bytes(word: u64) -> u64 {
    word.wrapping_sub(each(1)) & !word & each(0x80)
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
        let told: Vec<(Cow<str>, &str)> = members(SAID).map(|member| (member.name(), member.value)).collect();
        assert_eq!(told.len(), 7);
        assert_eq!((told[2].0.as_ref(), told[3].1, told[6].1), ("a\\\"b", "-1.5", "true"));
    }

    #[test]
    fn a_text_ends_where_its_quotes_close_however_long_it_is() {
        for length in 0..40 {
            for escaped in ["", "\\\"", "\\\\", "\\n", "é", "\u{7f}\u{80}!#[]"] {
                for place in 0..=length {
                    let text = format!("\"{}{escaped}{}\"", "a".repeat(place), "b".repeat(length - place));
                    for behind in ["", ":", ":\"x\"", ":123456789", "\"\"\"\"\"\"\"\"\"", "\\\\\\\\\\"] {
                        assert_eq!(text_length(format!("{text}{behind}").as_bytes()), text.len(), "{text}{behind}");
                    }
                    assert_eq!(
                        text_length(&text.as_bytes()[..text.len() - 1]),
                        text.len() - 1,
                        "{text} without its end"
                    );
                }
            }
        }
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
