//! Which stations and regions are called so? What their sources say of them as indexes of words.

use super::snapshot::Snapshot;
use crate::ingest::{Members, string};
use crate::words::{Class, NoQuery, Query, Words};
use serde_json::value::RawValue;
use std::borrow::Cow;
use std::sync::OnceLock;

/// Indexes of words, built when they are first needed: a data set is in use before they are.
#[derive(Debug, Default)]
pub(super) struct Callings {
    /// Of the stations, by id.
    stations: OnceLock<Words>,
    /// Of the regions, in the snapshot's order.
    regions: OnceLock<Words>,
}

impl Snapshot {
    /// Builds what [`Snapshot::search_stations`] and [`Snapshot::search_regions`] need, if it is not there yet: a
    /// second or two of two processors for a million stations.
    pub fn prepare_search(&self) {
        self.station_words();
        self.region_words();
    }

    /// Whether a search by words is answered without waiting for [`Snapshot::prepare_search`].
    pub fn is_search_prepared(&self) -> bool {
        self.callings.stations.get().is_some() && self.callings.regions.get().is_some()
    }

    /// Ordinals of all stations, whatever their status, of whose names, address, district and operator every word of a
    /// text matches some: the one of that id first, then by [`Rank`](crate::words::Rank), by the length of the name,
    /// by id.
    ///
    /// # Errors
    /// [`NoQuery`], if the text has no words to look for, or too many.
    pub fn search_stations(&self, text: &str) -> Result<Vec<usize>, NoQuery> {
        let found = self.station_words().find(&Query::parse(text)?).numbers;
        let of_id = self.by_id.binary_search_by(|ordinal| self.id_at(*ordinal).cmp(text.trim()));
        let ordinal = |place: u32| self.by_id.get(place as usize).map(|ordinal| *ordinal as usize);
        Ok(led(of_id, found).filter_map(ordinal).collect())
    }

    /// Places in [`Snapshot::regions`] of all of whose names every word of a text matches some, in the order of
    /// [`Snapshot::search_stations`].
    ///
    /// # Errors
    /// [`NoQuery`], if the text has no words to look for, or too many.
    pub fn search_regions(&self, text: &str) -> Result<Vec<usize>, NoQuery> {
        let found = self.region_words().find(&Query::parse(text)?).numbers;
        let of_id = self.regions.binary_search_by(|region| region.id.as_ref().cmp(text.trim()));
        Ok(led(of_id, found).map(|place| place as usize).collect())
    }

    fn id_at(&self, ordinal: u32) -> &str {
        self.index.stations().get(ordinal as usize).map_or("", |station| station.id.as_str())
    }

    fn station_words(&self) -> &Words {
        self.callings.stations.get_or_init(|| {
            Words::build(self.by_id.len() as u32, |number, class, each| {
                let ordinal = self.by_id.get(number as usize);
                let text = ordinal.and_then(|ordinal| self.feature_text(*ordinal as usize));
                each_text(text.map_or("", |text| text.said()), class, each);
            })
        })
    }

    fn region_words(&self) -> &Words {
        self.callings.regions.get_or_init(|| {
            Words::build(self.regions.len() as u32, |number, class, each| {
                let region = self.regions.get(number as usize);
                // Nobody looks for a region by where it is.
                if class == Class::Name {
                    each_text(region.map_or("", |region| &region.said), class, each);
                }
            })
        })
    }
}

/// What is found, led by what has the id that was asked for.
fn led(of_id: Result<usize, usize>, found: Vec<u32>) -> impl Iterator<Item = u32> {
    let of_id = of_id.ok().map(|place| place as u32);
    of_id.into_iter().chain(found.into_iter().filter(move |number| Some(*number) != of_id))
}

/// Tells the texts of a class among the members of a JSON object, `name` before all others.
fn each_text(said: &str, class: Class, each: &mut dyn FnMut(&str)) {
    let object = format!("{{{said}}}");
    let Ok(members) = Members::read(&object) else { return };
    if class == Class::Name
        && let Some(name) = members.get("name").and_then(text)
    {
        each(&name);
    }
    for (name, value) in members.0.iter().filter(|(name, _)| class_of(name) == Some(class)) {
        if let Some(text) = text(value) {
            // Other names may be several (OpenStreetMap Wiki, Semi-colon value separator).
            match name.strip_prefix("name") {
                Some(_) => each(&text),
                None => text.split(';').for_each(&mut *each),
            }
        }
    }
}

/// What a member is to a station, if it is looked for by it.
fn class_of(member: &str) -> Option<Class> {
    match member {
        "alt_name" | "official_name" | "short_name" => Some(Class::Name),
        "address" | "district" | "operator" => Some(Class::About),
        _ if member.starts_with("addr:") => Some(Class::About),
        // The name in a language, but not what the name comes from.
        _ => {
            let language = member.strip_prefix("name:").or(member.strip_prefix("alt_name:"))?;
            (!language.contains(':') && language != "etymology").then_some(Class::Name)
        }
    }
}

/// A text, or a number as it is written.
fn text(value: &RawValue) -> Option<Cow<'_, str>> {
    let is_number = || value.get().starts_with(|first: char| first.is_ascii_digit() || first == '-');
    string(value).or_else(|| is_number().then_some(Cow::Borrowed(value.get())))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_told_from_what_else_is_said_and_the_name_itself_comes_first() {
        let said = r#""alt_name":"乙;丙","addr:housenumber":12,"name":"甲\n","name:en":"A","name:etymology:wikidata":"Q1","operator":"O","phone":"1","addr:x":[1],"district":null"#;
        let told = |class| {
            let mut told = Vec::new();
            each_text(said, class, &mut |text| told.push(text.to_owned()));
            told
        };
        assert_eq!(told(Class::Name), ["甲\n", "乙", "丙", "A"]);
        assert_eq!(told(Class::About), ["12", "O"]);
        each_text("not JSON", Class::Name, &mut |text| panic!("{text}"));
    }
}
