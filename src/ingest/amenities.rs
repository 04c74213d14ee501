//! What can be had there, and when? Lists in our words, and OSM tags that say the same.

use super::canonical::push_canonical;
use super::chinese_hours;
use super::members::{Members, array, excerpt, is_null, is_sound, kind_of, string};
use super::reading::Reading;
use super::tags::{self, Said};
use crate::hours::ScheduleId;
use crate::json_text::{push_quoted, quoted};
use crate::station::vocabulary::PRESETS;
use crate::station::{Amenity, AmenityId, OwnHours};
use std::borrow::Cow;

/// Longest word taken as an amenity, in bytes.
const LONGEST_WORD: usize = 100;

/// What was read of a station's amenities.
#[derive(Debug, Default)]
pub(super) struct Facilities {
    pub present: Vec<Amenity>,
    /// Known not to be there, with the word.
    pub absent: Vec<(AmenityId, Box<str>)>,
    /// The kind of station that a tag makes it.
    pub kind: Option<&'static str>,
}

/// Hours read from a text.
#[derive(Debug, Default)]
pub(super) struct Hours {
    pub id: Option<ScheduleId>,
    /// The text in OSM syntax, where it was written otherwise.
    pub translated: Option<String>,
}

/// The station's own hours.
pub(super) fn hours(properties: &Members, reading: &mut Reading) -> Hours {
    let Some(key) = ["opening_hours", "opening_hours:zh"].into_iter().find(|key| properties.get(key).is_some()) else {
        return Hours::default();
    };
    let Some(value) = properties.get(key) else { return Hours::default() };
    match string(value) {
        Some(text) => hours_of(key, &text, reading),
        None => {
            reading
                .warn(format!("\"{key}\" is {}, a text in OSM syntax is expected: hours are unknown", kind_of(value)));
            Hours::default()
        }
    }
}

fn hours_of(key: &str, text: &str, reading: &mut Reading) -> Hours {
    let text = text.trim();
    let (context, zone, calendar) = (reading.context, reading.zone, reading.setting.calendar.as_ref());
    let hours = match context.schedule(text, zone, calendar) {
        Ok(id) => Hours { id: Some(id), translated: (key != "opening_hours").then(|| text.to_owned()) },
        Err(reason) => {
            let translated = chinese_hours::to_opening_hours(text);
            match translated.as_deref().map(|text| context.schedule(text, zone, calendar)) {
                Some(Ok(id)) => Hours { id: Some(id), translated },
                _ => {
                    let phrase = text.chars().any(|c| ('\u{4E00}'..='\u{9FFF}').contains(&c));
                    let reason = if phrase { "the phrase is not understood as a whole" } else { reason.as_str() };
                    reading
                        .warn(format!("{key} \"{}\" is not understood ({reason}): hours are unknown", excerpt(text)));
                    return Hours::default();
                }
            }
        }
    };
    if zone.is_none() && !hours.id.is_some_and(|id| context.is_always(id)) {
        reading.warn(format!(
            "{key} needs a time zone and there is none: give the station, the source or the data set a \"timezone\""
        ));
    }
    hours
}

/// Everything said of amenities, by our lists first and by tags after.
pub(super) fn read(properties: &Members, reading: &mut Reading) -> Facilities {
    let mut facilities = Facilities::default();
    if let Some(list) = list(properties, "amenities", reading) {
        for value in list {
            present(value, &mut facilities, reading);
        }
    }
    if let Some(list) = list(properties, "amenities_absent", reading) {
        for value in list {
            let Some(word) = string(value).and_then(|text| usable_word(&text)) else {
                reading.warn(format!("\"amenities_absent\" holds {}, words are expected", excerpt(value.get())));
                continue;
            };
            for word in meant(&word) {
                reading.remark_amenity(word);
                facilities.lack(reading.context.amenity(word), word);
            }
        }
    }
    from_tags(properties, &mut facilities, reading);
    facilities.drop_contradictions(reading);
    facilities
}

fn list<'a>(
    properties: &Members<'a>,
    key: &str,
    reading: &mut Reading,
) -> Option<Vec<&'a serde_json::value::RawValue>> {
    let value = properties.get(key)?;
    let list = array(value);
    if list.is_none() {
        reading.warn(format!("\"{key}\" is {}, an array is expected: nothing is read from it", kind_of(value)));
    }
    list
}

/// One entry of `amenities`: a word, or an object with `kind`.
fn present(value: &serde_json::value::RawValue, facilities: &mut Facilities, reading: &mut Reading) {
    if let Some(word) = string(value).and_then(|text| usable_word(&text)) {
        for word in meant(&word) {
            reading.remark_amenity(word);
            facilities.have(reading.context.amenity(word));
        }
        return;
    }
    let members = Members::read(value.get()).unwrap_or_default();
    let Some(word) = members.get("kind").and_then(string).and_then(|text| usable_word(&text)) else {
        reading.warn(format!(
            "\"amenities\" holds {}, a word or an object with \"kind\" is expected",
            excerpt(value.get())
        ));
        return;
    };
    reading.remark_amenity(&word);
    let mut hours = OwnHours::Stations;
    let mut translated = None;
    if let Some(value) = members.get("opening_hours") {
        let read = match string(value) {
            Some(text) => hours_of(&format!("{word}: opening_hours"), &text, reading),
            None => {
                reading.warn(format!(
                    "{word}: \"opening_hours\" is {}, a text is expected: hours are unknown",
                    kind_of(value)
                ));
                Hours::default()
            }
        };
        hours = read.id.map_or(OwnHours::Unknown, OwnHours::Known);
        translated = read.translated.filter(|text| string(value).as_deref().map(str::trim) != Some(text));
    }
    let mut others: Vec<(Cow<str>, Cow<str>)> = members
        .0
        .iter()
        .filter(|(name, value)| {
            !matches!(name.as_ref(), "kind" | "label" | "open" | "open_at_arrival")
                && !is_null(value)
                && is_sound(value)
        })
        .map(|(name, value)| (Cow::Borrowed(name.as_ref()), Cow::Borrowed(value.get())))
        .collect();
    if let Some(text) = translated {
        for (name, _) in others.iter_mut().filter(|(name, _)| name == "opening_hours") {
            *name = Cow::Borrowed("source:opening_hours");
        }
        others.push((Cow::Borrowed("opening_hours"), Cow::Owned(quoted(&text))));
    }
    others.sort();
    others.dedup_by(|b, a| a.0 == b.0);
    let mut said = String::new();
    for (name, value) in &others {
        said.push(',');
        push_quoted(&mut said, name);
        said.push(':');
        push_canonical(&mut said, value);
    }
    facilities.present.push(Amenity {
        kind: reading.context.amenity(&word),
        hours,
        said: (!said.is_empty()).then(|| said.into()),
    });
}

/// Tags are taken in the order of their names, since the members of an object have none.
fn from_tags(properties: &Members, facilities: &mut Facilities, reading: &mut Reading) {
    let mut tagged: Vec<(&str, Cow<str>)> = Vec::new();
    for (key, value) in &properties.0 {
        let value = match value.get() {
            flag @ ("true" | "false") => Cow::Borrowed(flag),
            _ => match string(value) {
                Some(text) => text,
                None => continue,
            },
        };
        if tags::place(key, &value).is_some() || tags::amenity(key, &value).is_some() {
            tagged.push((key, value));
        }
    }
    tagged.sort_by_key(|(key, _)| *key);
    for (key, value) in tagged {
        if let Some((kind, word)) = tags::place(key, &value) {
            facilities.kind = facilities.kind.or(kind);
            if let Some(word) = word {
                facilities.have(reading.context.amenity(word));
            }
        }
        match tags::amenity(key, &value) {
            Some((word, Said::Present)) => facilities.have(reading.context.amenity(word)),
            Some((word, Said::Absent)) => facilities.lack(reading.context.amenity(word), word),
            Some((_, Said::Note)) | None => {}
        }
    }
}

impl Facilities {
    /// A plain amenity, unless it is there already.
    fn have(&mut self, kind: AmenityId) {
        if !self.present.iter().any(|amenity| amenity.kind == kind) {
            if self.present.is_empty() {
                // Most stations have one, whose list then fits as it is.
                self.present.reserve_exact(1);
            }
            self.present.push(Amenity { kind, hours: OwnHours::Stations, said: None });
        }
    }

    fn lack(&mut self, kind: AmenityId, word: &str) {
        if !self.absent.iter().any(|(absent, _)| *absent == kind) {
            self.absent.push((kind, word.into()));
        }
    }

    /// What is said both to be there and not to be there is unknown.
    fn drop_contradictions(&mut self, reading: &mut Reading) {
        let present = &mut self.present;
        self.absent.retain(|(kind, word)| {
            let both = present.iter().any(|amenity| amenity.kind == *kind);
            if both {
                present.retain(|amenity| amenity.kind != *kind);
                reading.warn(format!("{word} is said both to be there and not to be there: it counts as unknown"));
            }
            !both
        });
    }
}

/// The amenities that a word means: its own, or all of a preset.
fn meant(word: &str) -> Vec<&str> {
    match PRESETS.iter().find(|preset| preset.word.word == word) {
        Some(preset) => preset.amenities.to_vec(),
        None => vec![word],
    }
}

fn usable_word(text: &str) -> Option<String> {
    let word = text.trim();
    (!word.is_empty() && word.len() <= LONGEST_WORD).then(|| word.to_owned())
}
