//! How does an answer repeat what the source said? As JSON members in one canonical order.

use super::canonical::{push_canonical, whole_number};
use super::given::REPEATED_PROPERTY;
use super::names::{Known, LEADING, leading};
use super::properties::{Properties, Property};
use super::reading::Reading;
use super::written::{Form, Written};
use crate::json_text::push_quoted;
use crate::station::{Access, AmenityId, Status};
use std::borrow::Cow;
use std::collections::HashMap;

/// What was understood of the members that have a meaning for us.
pub(super) struct Understood<'a> {
    pub id: &'a str,
    pub name: Option<&'a str>,
    pub kind: &'a str,
    pub access: Option<Access>,
    pub status: Option<Status>,
    pub capacity: Option<u32>,
    /// Hours in OSM syntax where the source wrote them otherwise.
    pub hours: Option<&'a str>,
    /// What is known not to be there, with the words for it.
    pub absent: &'a [(AmenityId, Box<str>)],
}

/// A member's value: as the source wrote it, or as we understood it.
#[derive(Clone, Copy)]
enum Value<'a> {
    Written(Written<'a>),
    Word(&'a str),
    Number(u32),
    Words(&'a [(AmenityId, Box<str>)]),
}

/// The members of which something may be understood.
const UNDERSTOOD: [Known; 7] = [
    Known::NAME,
    Known::KIND,
    Known::ACCESS,
    Known::STATUS,
    Known::CAPACITY,
    Known::OPENING_HOURS,
    Known::AMENITIES_ABSENT,
];

impl<'a> Understood<'a> {
    /// What was understood of a member, if it means anything to us and was given or is always shown.
    fn of(&self, known: Known) -> Option<Value<'a>> {
        match known {
            Known::KIND => Some(Value::Word(self.kind)),
            Known::ACCESS => Some(Value::Word(self.access.unwrap_or(Access::Unknown).as_str())),
            Known::NAME => self.name.map(Value::Word),
            Known::STATUS => self.status.map(|status| Value::Word(status.as_str())),
            Known::CAPACITY => self.capacity.map(Value::Number),
            Known::OPENING_HOURS => self.hours.map(Value::Word),
            Known::AMENITIES_ABSENT => (!self.absent.is_empty()).then_some(Value::Words(self.absent)),
            _ => None,
        }
    }
}

/// The members of an answer: those that lead by their rank, the others by name.
#[derive(Default)]
struct Members<'a> {
    leading: [Option<Value<'a>>; LEADING],
    others: Vec<(Cow<'a, str>, Written<'a>)>,
}

/// Appends the members to `text`, without braces. A value that was understood otherwise than it was written is
/// shown as understood, with the source's own beside it as `source:NAME`. What is `null` is not there.
pub(super) fn properties(properties: &Properties, understood: &Understood, reading: &mut Reading, text: &mut String) {
    let all = properties.all();
    let last: Option<HashMap<&str, usize>> = is_any_repeated(properties)
        .then(|| all.iter().enumerate().map(|(place, property)| (property.name.as_ref(), place)).collect());
    let comes_again =
        |place: usize, name: &str| last.as_ref().and_then(|last| last.get(name)).is_some_and(|last| *last > place);
    let members = Members::of(properties, understood, reading, comes_again);
    if last.is_some() {
        reading.warn(REPEATED_PROPERTY);
    }
    members.push(text);
}

/// Whether a name stands there twice.
fn is_any_repeated(properties: &Properties) -> bool {
    /// So many are compared with each other more quickly than they are put in order.
    const FEW: usize = 16;
    let all = properties.all();
    if all.iter().enumerate().any(|(place, one)| properties.known_comes_again(place, one.known)) {
        return true;
    }
    let unknown = || all.iter().filter(|property| property.known == Known::NONE).map(|property| property.name.as_ref());
    if all.len() <= FEW {
        return unknown().enumerate().any(|(place, name)| unknown().skip(place + 1).any(|other| other == name));
    }
    let mut names: Vec<&str> = unknown().collect();
    names.sort_unstable();
    names.windows(2).any(|two| matches!(two, [a, b] if a == b))
}

impl<'a> Members<'a> {
    fn of(
        properties: &'a Properties,
        understood: &Understood<'a>,
        reading: &mut Reading,
        comes_again: impl Fn(usize, &str) -> bool,
    ) -> Self {
        let mut members = Self::default();
        for (place, Property { known, name, value }) in properties.all().iter().enumerate() {
            let (known, name, value) = (*known, name.as_ref(), *value);
            if comes_again(place, name) {
                continue;
            }
            // Some formats have no null, and some no place for an id but among the properties.
            if value.is_null() || (known == Known::ID && says_id(value, understood.id)) {
                continue;
            }
            if !value.is_sound() {
                reading.warn(format!("\"{name}\" has text that is not Unicode or a number too large: dropped"));
                continue;
            }
            let own = understood.of(known);
            let kept = own.as_ref().is_some_and(|own| own.is_said_by(value));
            let list = matches!(known, Known::AMENITIES | Known::AMENITIES_ABSENT) && value.form() == Form::Array;
            if kept || list {
                continue;
            }
            let always_moved = matches!(known, Known::ID | Known::CAPACITY | Known::AMENITIES_ABSENT);
            // Where a text is expected nobody should meet anything else.
            let is_no_text = matches!(known, Known::NAME | Known::OPENING_HOURS) && value.string().is_none();
            if own.is_some() || known.is_computed() || always_moved || is_no_text {
                let moved = format!("source:{name}");
                if !properties.all().iter().any(|other| other.name == moved) {
                    members.others.push((Cow::Owned(moved), value));
                }
            } else if let Some(place) = known.rank().and_then(|rank| members.leading.get_mut(rank)) {
                *place = Some(Value::Written(value));
            } else {
                members.others.push((Cow::Borrowed(name), value));
            }
        }
        for known in UNDERSTOOD {
            if let Some(own) = understood.of(known)
                && let Some(place) = known.rank().and_then(|rank| members.leading.get_mut(rank))
            {
                *place = Some(own);
            }
        }
        members.others.sort_by(|(a, _), (b, _)| a.cmp(b));
        members
    }

    fn push(&self, text: &mut String) {
        let start = text.len();
        for (name, value) in leading().zip(&self.leading) {
            let Some(value) = value else { continue };
            // None of these names has anything to escape.
            text.push_str(if text.len() == start { "\"" } else { ",\"" });
            text.push_str(name);
            text.push_str("\":");
            value.push(text);
        }
        for (name, value) in &self.others {
            if text.len() > start {
                text.push(',');
            }
            push_quoted(text, name);
            text.push(':');
            Value::Written(*value).push(text);
        }
    }
}

/// Whether a property says the id that the station has.
pub(super) fn says_id(value: Written, id: &str) -> bool {
    match value.form() {
        Form::Integer => value.get() == id,
        _ => value.string().is_some_and(|text| text == id),
    }
}

impl Value<'_> {
    /// Whether the source's value, however it is escaped, says the same.
    fn is_said_by(&self, written: Written) -> bool {
        match self {
            Self::Written(own) => own.get() == written.get(),
            Self::Word(own) => written.string().is_some_and(|text| text == *own),
            Self::Number(own) => whole_number(written.get()) == Some(*own),
            Self::Words(_) => {
                let mut own = String::new();
                self.push(&mut own);
                own == written.get()
            }
        }
    }

    fn push(&self, text: &mut String) {
        match self {
            Self::Written(own) => match own.form() {
                // Written in the one spelling that there is; of integers only the negative zero has another.
                Form::Text | Form::Flag => text.push_str(own.get()),
                Form::Integer if own.get() != "-0" => text.push_str(own.get()),
                _ => push_canonical(text, own.get()),
            },
            Self::Word(own) => push_quoted(text, own),
            Self::Number(own) => text.push_str(itoa::Buffer::new().format(*own)),
            Self::Words(own) => {
                for (place, (_, word)) in own.iter().enumerate() {
                    text.push(if place == 0 { '[' } else { ',' });
                    push_quoted(text, word);
                }
                text.push(']');
            }
        }
    }
}
