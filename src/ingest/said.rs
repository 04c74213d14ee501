//! How does an answer repeat what the source said? As JSON members in one canonical order.

use super::canonical::{push_canonical, whole_number};
use super::members::{Members, is_integer, is_null, is_sound, string};
use super::reading::Reading;
use crate::json_text::push_quoted;
use crate::station::{Access, AmenityId, Status};
use serde_json::value::RawValue;
use std::borrow::Cow;
use std::collections::HashMap;

/// Members that lead, in this order; all others follow by name.
const LEADING: &[&str] = &[
    "name",
    "name:zh",
    "name:en",
    "kind",
    "address",
    "district",
    "operator",
    "phone",
    "website",
    "access",
    "status",
    "capacity",
    "opening_hours",
    "timezone",
    "amenities_absent",
    "verified_at",
    "updated_at",
    "position_accuracy",
];

/// Members that answers compute; a source's own of that name is shown as `source:NAME`.
const COMPUTED: &[&str] = &[
    "distance_m",
    "bearing_deg",
    "open",
    "arrives_at",
    "open_at_arrival",
    "closes_in_s",
    "along_m",
    "offset_m",
    "amenities",
    "links",
];

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
enum Value<'a> {
    Written(&'a str),
    Word(&'a str),
    Number(u32),
    Words(&'a [(AmenityId, Box<str>)]),
}

impl<'a> Understood<'a> {
    /// What was understood of a member, if it means anything to us and was given or is always shown.
    fn of(&self, name: &str) -> Option<Value<'a>> {
        match name {
            "kind" => Some(Value::Word(self.kind)),
            "access" => Some(Value::Word(self.access.unwrap_or(Access::Unknown).as_str())),
            "name" => self.name.map(Value::Word),
            "status" => self.status.map(|status| Value::Word(status.as_str())),
            "capacity" => self.capacity.map(Value::Number),
            "opening_hours" => self.hours.map(Value::Word),
            "amenities_absent" => (!self.absent.is_empty()).then_some(Value::Words(self.absent)),
            _ => None,
        }
    }
}

/// The members of which something may be understood.
const UNDERSTOOD: &[&str] = &["name", "kind", "access", "status", "capacity", "opening_hours", "amenities_absent"];

/// Appends the members to `text`, without braces. A value that was understood otherwise than it was written is
/// shown as understood, with the source's own beside it as `source:NAME`. What is `null` is not there.
pub(super) fn properties(properties: &Members, understood: &Understood, reading: &mut Reading, text: &mut String) {
    let mut members: Vec<(usize, Cow<str>, Value)> = Vec::with_capacity(properties.0.len() + UNDERSTOOD.len());
    let mut repeated = false;
    // Looking through all that follow is quicker for a few, and hopeless for thousands.
    let last: Option<HashMap<&str, usize>> = (properties.0.len() > 64)
        .then(|| properties.0.iter().enumerate().map(|(place, (name, _))| (name.as_ref(), place)).collect());
    let comes_again = |place: usize, name: &str| match &last {
        Some(last) => last.get(name).is_some_and(|last| *last > place),
        None => properties.0.iter().skip(place + 1).any(|(later, _)| later == name),
    };
    for (place, (name, value)) in properties.0.iter().enumerate() {
        if comes_again(place, name) {
            repeated = true;
            continue;
        }
        let name = name.as_ref();
        // Some formats have no null, and some no place for an id but among the properties.
        if is_null(value) || (name == "id" && says_id(value, understood.id)) {
            continue;
        }
        if !is_sound(value) {
            reading.warn(format!("\"{name}\" has text that is not Unicode or a number too large: dropped"));
            continue;
        }
        let own = understood.of(name);
        let kept = own.as_ref().is_some_and(|own| own.is_said_by(value));
        let list = matches!(name, "amenities" | "amenities_absent") && value.get().starts_with('[');
        let computed = COMPUTED.contains(&name);
        if kept || list {
            continue;
        }
        if own.is_some() || computed || matches!(name, "id" | "capacity" | "amenities_absent") {
            let moved = format!("source:{name}");
            if !properties.0.iter().any(|(other, _)| *other == moved) {
                members.push((rank(&moved), Cow::Owned(moved), Value::Written(value.get())));
            }
        } else {
            members.push((rank(name), Cow::Borrowed(name), Value::Written(value.get())));
        }
    }
    if repeated {
        reading.warn("a property is given twice: the last one counts");
    }
    let ours = UNDERSTOOD.iter().filter_map(|name| Some((rank(name), Cow::Borrowed(*name), understood.of(name)?)));
    members.extend(ours);
    members.sort_unstable_by(|(a_rank, a_name, _), (b_rank, b_name, _)| (a_rank, a_name).cmp(&(b_rank, b_name)));
    for (place, (_, name, value)) in members.iter().enumerate() {
        if place > 0 {
            text.push(',');
        }
        push_quoted(text, name);
        text.push(':');
        value.push(text);
    }
}

/// Whether a property says the id that the station has.
pub(super) fn says_id(value: &RawValue, id: &str) -> bool {
    string(value).map_or_else(|| is_integer(value.get()) && value.get() == id, |text| text == id)
}

impl Value<'_> {
    /// Whether the source's value, however it is escaped, says the same.
    fn is_said_by(&self, written: &RawValue) -> bool {
        match self {
            Self::Written(own) => *own == written.get(),
            Self::Word(own) => string(written).is_some_and(|text| text == *own),
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
            Self::Written(own) => push_canonical(text, own),
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

fn rank(name: &str) -> usize {
    LEADING.iter().position(|leading| *leading == name).unwrap_or(LEADING.len())
}
