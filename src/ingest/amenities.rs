//! What can be had there, and when? Lists in our words, and OSM tags that say the same.

use super::canonical::push_canonical;
use super::chinese_hours;
use super::context::Context;
use super::members::{Members, excerpt, is_null, is_sound, kind_of, string};
use super::names::Known;
use super::plain::elements;
use super::properties::Properties;
use super::reading::Reading;
use super::tags::{self, Said};
use super::written::{Form, Written};
use crate::hours::ScheduleId;
use crate::json_text::{push_quoted, quoted};
use crate::station::vocabulary::PRESETS;
use crate::station::{Amenity, AmenityId, List, OwnHours};
use std::borrow::Cow;

/// Longest word taken as an amenity, in bytes.
const LONGEST_WORD: usize = 100;

/// What was read of a station's amenities.
#[derive(Debug, Default)]
pub(super) struct Facilities {
    pub present: Vec<Amenity>,
    /// What is there, where that is the list of another station.
    pub shared: Option<List<Amenity>>,
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
pub(super) fn hours(properties: &Properties, reading: &mut Reading) -> Hours {
    let given = |known: Known| Some((known.name(), properties.get(known)?));
    let Some((key, value)) = [Known::OPENING_HOURS, Known::OPENING_HOURS_ZH].into_iter().find_map(given) else {
        return Hours::default();
    };
    match value.string() {
        Some(text) => hours_of(key, &text, reading),
        None => {
            reading.warn(format!("\"{key}\" is {}, a text in OSM syntax is expected: hours are unknown", value.kind()));
            Hours::default()
        }
    }
}

fn hours_of(key: &str, text: &str, reading: &mut Reading) -> Hours {
    let text = text.trim();
    let hours = match reading.schedule(text) {
        Ok(id) => Hours { id: Some(id), translated: (key != "opening_hours").then(|| text.to_owned()) },
        Err(reason) => {
            let translated = chinese_hours::to_opening_hours(text);
            match translated.as_deref().map(|text| reading.schedule(text)) {
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
    let untold = reading.zone.is_none() && !reading.bad_zone_told;
    if untold && !hours.id.is_some_and(|id| reading.context.is_always(id)) {
        reading.warn(format!(
            "{key} needs a time zone and none is known: give the station, the source or the data set a \"timezone\""
        ));
    }
    hours
}

/// Everything said of amenities, by our lists first and by tags after.
pub(super) fn read(properties: &Properties, reading: &mut Reading) -> Facilities {
    let list_only = !properties.has_tags() && properties.get(Known::AMENITIES_ABSENT).is_none();
    let written = properties.get(Known::AMENITIES).filter(|list| list_only && list.form() == Form::Array);
    if let Some(list) = written.and_then(|list| reading.lists.find(list.get())) {
        return Facilities { shared: Some(list.clone()), ..Facilities::default() };
    }
    let doubts = reading.warnings.len();
    let mut facilities = Facilities::default();
    if let Some(list) = list(properties, Known::AMENITIES, reading) {
        for value in elements(list) {
            present(value, &mut facilities, reading);
        }
    }
    if let Some(list) = list(properties, Known::AMENITIES_ABSENT, reading) {
        for value in elements(list) {
            let text = value.string();
            let Some(word) = text.as_deref().and_then(usable_word) else {
                reading.warn(format!("\"amenities_absent\" holds {}, words are expected", excerpt(value.get())));
                continue;
            };
            each_meant(word, |word| {
                let amenity = reading.amenity(word);
                facilities.lack(amenity, word);
            });
        }
    }
    from_tags(properties, &mut facilities, reading);
    facilities.drop_contradictions(reading);
    // What is said of an amenity by itself may hang on the station, and doubts are told of each station.
    if let Some(written) = written
        && reading.warnings.len() == doubts
        && facilities.present.iter().all(is_plain)
    {
        let shared = reading.context.amenities(std::mem::take(&mut facilities.present));
        reading.lists.keep(written.get(), shared.clone());
        facilities.shared = Some(shared);
    }
    facilities
}

fn list<'a>(properties: &Properties<'a>, known: Known, reading: &mut Reading) -> Option<Written<'a>> {
    let value = properties.get(known)?;
    if value.form() == Form::Array {
        return Some(value);
    }
    let (key, kind) = (known.name(), value.kind());
    reading.warn(format!("\"{key}\" is {kind}, an array is expected: nothing is read from it"));
    None
}

/// One entry of `amenities`: a word, or an object with `kind`.
fn present(value: Written, facilities: &mut Facilities, reading: &mut Reading) {
    let text = value.string();
    if let Some(word) = text.as_deref().and_then(usable_word) {
        each_meant(word, |word| {
            let amenity = reading.amenity(word);
            facilities.have(amenity);
        });
        return;
    }
    let members = Members::read(value.get()).unwrap_or_default();
    let kind = members.get("kind").and_then(string);
    let Some(word) = kind.as_deref().and_then(usable_word) else {
        reading.warn(format!(
            "\"amenities\" holds {}, a word or an object with \"kind\" is expected",
            excerpt(value.get())
        ));
        return;
    };
    let amenity = reading.amenity(word);
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
    facilities.take(Amenity { kind: amenity, hours, said: (!said.is_empty()).then(|| said.into()) });
}

/// Tags are taken in the order of their names, since the members of an object have none.
fn from_tags(properties: &Properties, facilities: &mut Facilities, reading: &mut Reading) {
    if !properties.has_tags() {
        return;
    }
    let mut tagged: Vec<(&str, Cow<str>)> = Vec::new();
    for property in properties.all().iter().filter(|property| property.known.is_tag()) {
        let (key, value) = (property.name.as_ref(), property.value);
        let value = match value.form() {
            Form::Flag => Cow::Borrowed(value.get()),
            _ => match value.string() {
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

/// Whether nothing is said of an amenity by itself.
fn is_plain(amenity: &Amenity) -> bool {
    amenity.hours == OwnHours::Stations && amenity.said.is_none()
}

impl Facilities {
    /// An amenity of which something may be said by itself: it takes the place of its bare word, wherever that stands.
    fn take(&mut self, amenity: Amenity) {
        if is_plain(&amenity) {
            return self.have(amenity.kind);
        }
        let bare = self.present.iter_mut().find(|known| known.kind == amenity.kind && is_plain(known));
        match bare {
            Some(bare) => *bare = amenity,
            None => self.present.push(amenity),
        }
    }

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

/// Tells the amenities that a word means: its own, or all of a preset.
fn each_meant(word: &str, mut each: impl FnMut(&str)) {
    // No preset is called as an amenity is.
    let is_amenity = Context::common_amenity(word).is_some();
    match PRESETS.iter().find(|preset| !is_amenity && preset.word.word == word) {
        Some(preset) => preset.amenities.iter().for_each(|word| each(word)),
        None => each(word),
    }
}

fn usable_word(text: &str) -> Option<&str> {
    let word = text.trim();
    (!word.is_empty() && word.len() <= LONGEST_WORD).then_some(word)
}
