//! How is a JSON value written? Its text, and what kind of text that is, told once.

use super::members::{is_integer, is_sound};
use memchr::memchr;
use serde_json::value::RawValue;
use std::borrow::Cow;

/// A valid JSON value without space around it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Written<'a> {
    text: &'a str,
    form: Form,
}

/// What kind of text it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Form {
    /// A text without escapes.
    Text,
    /// A text with escapes.
    Escaped,
    /// Digits, perhaps after a minus.
    Integer,
    /// Another number.
    Number,
    /// `true` or `false`.
    Flag,
    /// `null`.
    Null,
    /// An array.
    Array,
    /// An object.
    Object,
}

impl<'a> Written<'a> {
    pub(super) const NULL: Self = Self { text: "null", form: Form::Null };

    /// A value of which it is known what kind of text it is.
    pub(super) fn new(text: &'a str, form: Form) -> Self {
        Self { text, form }
    }

    /// A value that another reader found to be valid.
    pub(super) fn of(value: &'a RawValue) -> Self {
        let text = value.get();
        let form = match text.as_bytes().first() {
            Some(b'"') if memchr(b'\\', text.as_bytes()).is_some() => Form::Escaped,
            Some(b'"') => Form::Text,
            Some(b'{') => Form::Object,
            Some(b'[') => Form::Array,
            Some(b't' | b'f') => Form::Flag,
            Some(b'n') => Form::Null,
            _ if is_integer(text) => Form::Integer,
            _ => Form::Number,
        };
        Self { text, form }
    }

    /// The value as it is written.
    pub(super) fn get(self) -> &'a str {
        self.text
    }

    pub(super) fn form(self) -> Form {
        self.form
    }

    pub(super) fn is_null(self) -> bool {
        self.form == Form::Null
    }

    /// The text that it is; none for any other value, or one that is not Unicode.
    pub(super) fn string(self) -> Option<Cow<'a, str>> {
        match self.form {
            Form::Text => self.text.get(1..self.text.len() - 1).map(Cow::Borrowed),
            Form::Escaped => serde_json::from_str(self.text).ok().map(Cow::Owned),
            _ => None,
        }
    }

    /// Whether every reader of JSON can read it: see [`is_sound`].
    pub(super) fn is_sound(self) -> bool {
        /// Digits of a number that is less than the largest double.
        const FEW: usize = 300;
        match self.form {
            Form::Text | Form::Flag | Form::Null => true,
            Form::Integer if self.text.len() <= FEW => true,
            Form::Array | Form::Object if is_simple(self.text) => true,
            _ => serde_json::from_str(self.text).is_ok_and(is_sound),
        }
    }

    /// What kind of value it is, in words for a reason.
    pub(super) fn kind(self) -> &'static str {
        match self.form {
            Form::Text | Form::Escaped => "a text",
            Form::Object => "an object",
            Form::Array => "an array",
            Form::Flag => "true or false",
            Form::Null => "null",
            Form::Integer | Form::Number => "a number",
        }
    }
}

/// Whether a value holds nothing that some reader could fail to read: neither an escape nor a number.
fn is_simple(json: &str) -> bool {
    !json.bytes().fold(false, |found, byte| found | (byte == b'\\') | byte.is_ascii_digit())
}
