//! How does an answer repeat what the source said? As JSON members in one canonical order.

use super::members::{Members, is_null, is_sound, string};
use super::reading::Reading;
use crate::json_text::{push_quoted, quoted};
use crate::station::{Access, Status};
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
];

/// What was understood of the members that have a meaning for us.
pub(super) struct Understood<'a> {
    pub name: Option<&'a str>,
    pub kind: &'a str,
    pub access: Option<Access>,
    pub status: Option<Status>,
    pub capacity: Option<u32>,
    /// Hours in OSM syntax where the source wrote them otherwise.
    pub hours: Option<&'a str>,
    pub absent: Vec<&'a str>,
}

/// The members, without braces. A value that was understood otherwise than it was written is shown as
/// understood, with the source's own beside it as `source:NAME`.
pub(super) fn properties(properties: &Members, understood: &Understood, reading: &mut Reading) -> String {
    let mut members: Vec<(Cow<str>, Cow<str>)> = Vec::with_capacity(properties.0.len() + 4);
    let mut ours: Vec<(&'static str, String)> = vec![
        ("kind", quoted(understood.kind)),
        ("access", quoted(understood.access.unwrap_or(Access::Unknown).as_str())),
    ];
    ours.extend(understood.name.map(|name| ("name", quoted(name))));
    ours.extend(understood.status.map(|status| ("status", quoted(status.as_str()))));
    ours.extend(understood.capacity.map(|capacity| ("capacity", capacity.to_string())));
    ours.extend(understood.hours.map(|hours| ("opening_hours", quoted(hours))));
    if !understood.absent.is_empty() {
        let words: Vec<String> = understood.absent.iter().map(|word| quoted(word)).collect();
        ours.push(("amenities_absent", format!("[{}]", words.join(","))));
    }

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
        if !is_sound(value) {
            reading.warn(format!("\"{name}\" has text that is not Unicode or a number too large: dropped"));
            continue;
        }
        let own = ours.iter().find(|(ours, _)| *ours == name);
        let kept = match own {
            Some((_, own)) => *own == value.get() || means(own, value),
            None => false,
        };
        let meant_for_us = matches!(name, "capacity" | "amenities_absent");
        let taken = name == "amenities" && value.get().starts_with('[');
        if kept || taken || (is_null(value) && (own.is_some() || COMPUTED.contains(&name))) {
            continue;
        }
        if name == "amenities_absent" && value.get().starts_with('[') {
            continue;
        }
        if own.is_some() || COMPUTED.contains(&name) || meant_for_us {
            let moved = format!("source:{name}");
            if !properties.0.iter().any(|(other, _)| *other == moved) {
                members.push((Cow::Owned(moved), Cow::Borrowed(value.get())));
            }
        } else {
            members.push((Cow::Borrowed(name), Cow::Borrowed(value.get())));
        }
    }
    if repeated {
        reading.warn("a property is given twice: the last one counts");
    }
    members.extend(ours.into_iter().map(|(name, value)| (Cow::Borrowed(name), Cow::Owned(value))));
    let mut members: Vec<(usize, Cow<str>, Cow<str>)> =
        members.into_iter().map(|(name, value)| (rank(&name), name, value)).collect();
    members.sort_unstable();
    let mut text = String::with_capacity(members.iter().map(|(_, name, value)| name.len() + value.len() + 4).sum());
    for (_, name, value) in members {
        if !text.is_empty() {
            text.push(',');
        }
        push_quoted(&mut text, &name);
        text.push(':');
        text.push_str(&value);
    }
    text
}

/// Whether a value, however it is escaped, is the text we would write.
fn means(own: &str, value: &serde_json::value::RawValue) -> bool {
    string(value).is_some_and(|text| quoted(&text) == own)
}

fn rank(name: &str) -> usize {
    LEADING.iter().position(|leading| *leading == name).unwrap_or(LEADING.len())
}
