//! What do OSM tags say in our words? One table from tag to amenity or kind.

use hashbrown::HashMap;
use std::borrow::Cow;
use std::sync::LazyLock;

/// The kind of station and the amenity that a tag makes a place.
type Place = (Option<&'static str>, Option<&'static str>);

/// What a tag's value of `yes`, `no` or another word says of an amenity.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Said {
    /// It is there.
    Present,
    /// It is known not to be there.
    Absent,
    /// Something else, kept as a note: the amenity stays unknown.
    Note,
}

/// Keys whose value says whether an amenity is there: key, amenity, and values beside `yes` that mean so too.
const AMENITY_KEYS: &[(&str, &str, &[&str])] = &[
    ("bench", "seating", &[]),
    ("air_conditioning", "air_conditioning", &[]),
    ("heating", "heating", &[]),
    ("shelter", "shelter", &[]),
    ("toilets", "toilets", &[]),
    ("shower", "shower", &[]),
    ("drinking_water", "water", &[]),
    ("hot_water", "hot_water", &[]),
    ("microwave", "microwave", &[]),
    ("fridge", "fridge", &[]),
    ("device_charging", "phone_charging", &[]),
    ("bicycle_parking", "bicycle_parking", &[]),
    ("service:bicycle:pump", "tyre_pump", &[]),
    ("compressed_air", "tyre_pump", &[]),
    ("first_aid_kit", "first_aid", &[]),
    ("defibrillator", "aed", &[]),
    ("internet_access", "wifi", &["wlan", "wifi"]),
    ("wheelchair", "wheelchair", &[]),
    ("lockers", "lockers", &[]),
    ("luggage_locker", "lockers", &[]),
    ("parking", "parking", &[]),
];

/// Tags that make the whole place something: key, value, kind of station, amenity.
const PLACE_TAGS: &[(&str, &str, Option<&str>, Option<&str>)] = &[
    ("amenity", "toilets", Some("public_toilet"), Some("toilets")),
    ("amenity", "drinking_water", Some("drinking_water"), Some("water")),
    ("amenity", "water_point", Some("drinking_water"), None),
    ("amenity", "shelter", None, Some("shelter")),
    ("amenity", "library", Some("library"), Some("library")),
    ("amenity", "bank", Some("bank_branch"), None),
    ("amenity", "fuel", Some("fuel_station"), None),
    ("amenity", "townhall", Some("government_hall"), None),
    ("amenity", "shower", None, Some("shower")),
    ("amenity", "bench", None, Some("seating")),
    ("amenity", "clinic", None, Some("clinic")),
    ("amenity", "compressed_air", None, Some("tyre_pump")),
    ("amenity", "bicycle_parking", None, Some("bicycle_parking")),
    ("amenity", "parking", None, Some("parking")),
    ("amenity", "lost_property_office", None, Some("lost_and_found")),
    ("emergency", "defibrillator", None, Some("aed")),
    ("leisure", "fitness_centre", None, Some("gym")),
    ("railway", "station", Some("railway_station"), None),
    ("railway", "halt", Some("railway_station"), None),
    ("shop", "hairdresser", None, Some("haircut")),
];

/// [`AMENITY_KEYS`] by key.
static BY_KEY: LazyLock<HashMap<&str, (&str, &[&str])>> =
    LazyLock::new(|| AMENITY_KEYS.iter().map(|(key, amenity, also)| (*key, (*amenity, *also))).collect());

/// The keys of [`PLACE_TAGS`], so that other keys cost nothing.
const PLACE_KEYS: [&str; 5] = ["amenity", "emergency", "leisure", "railway", "shop"];

/// [`PLACE_TAGS`] by key and value.
static BY_TAG: LazyLock<HashMap<(&str, &str), Place>> = LazyLock::new(|| {
    PLACE_TAGS.iter().map(|(key, value, kind, amenity)| ((*key, *value), (*kind, *amenity))).collect()
});

/// Every key that a tag may have.
pub(super) fn keys() -> impl Iterator<Item = &'static str> {
    AMENITY_KEYS.iter().map(|(key, ..)| *key).chain(PLACE_KEYS)
}

/// What a tag says of an amenity, if it says anything.
pub(super) fn amenity(key: &str, value: &str) -> Option<(&'static str, Said)> {
    let (amenity, also) = *BY_KEY.get(key)?;
    let said = match value {
        "yes" | "true" => Said::Present,
        "no" | "false" => Said::Absent,
        other if also.contains(&other) => Said::Present,
        _ => Said::Note,
    };
    Some((amenity, said))
}

/// The kind of station and the amenity that a tag makes the place.
pub(super) fn place(key: &str, value: &str) -> Option<Place> {
    let makes_places = PLACE_KEYS.contains(&key);
    makes_places.then(|| BY_TAG.get(&(key, value)).copied()).flatten()
}

/// The amenities of which a property, as JSON, says that they are there or known not to be.
pub(crate) fn tagged(key: &str, json: &str) -> impl Iterator<Item = &'static str> {
    let makes_places = PLACE_KEYS.contains(&key);
    let is_tag = BY_KEY.contains_key(key) || makes_places;
    let value: Option<Cow<str>> = match json {
        "true" | "false" => is_tag.then_some(Cow::Borrowed(json)),
        _ => is_tag.then(|| serde_json::from_str(json).ok().map(Cow::Owned)).flatten(),
    };
    let said = value.as_deref().and_then(|value| amenity(key, value)).filter(|(_, said)| *said != Said::Note);
    let of_place = value.as_deref().and_then(|value| place(key, value)).and_then(|(_, amenity)| amenity);
    said.map(|(word, _)| word).into_iter().chain(of_place)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::station::vocabulary::{AMENITIES, KINDS};

    #[test]
    fn every_tag_leads_to_a_word_of_the_vocabulary() {
        let known = |word: &str| AMENITIES.iter().any(|entry| entry.word == word);
        for (key, amenity, _) in AMENITY_KEYS {
            assert!(known(amenity), "{key}");
        }
        for (key, value, kind, amenity) in PLACE_TAGS {
            assert!(PLACE_KEYS.contains(key), "{key}");
            assert!(kind.is_none_or(|kind| KINDS.iter().any(|entry| entry.word == kind)), "{key}={value}");
            assert!(amenity.is_none_or(known), "{key}={value}");
        }
    }

    #[test]
    fn every_tag_that_the_vocabulary_names_is_read_so() {
        for entry in AMENITIES {
            let Some((key, value)) = entry.osm.and_then(|tag| tag.split_once('=')) else { continue };
            let read = amenity(key, value).map(|(word, said)| (word, said == Said::Present));
            let made = place(key, value).and_then(|(_, amenity)| amenity).map(|word| (word, true));
            assert_eq!(read.or(made), Some((entry.word, true)), "{key}={value}");
        }
        for entry in KINDS {
            let Some((key, value)) = entry.osm.and_then(|tag| tag.split_once('=')) else { continue };
            assert_eq!(place(key, value).and_then(|(kind, _)| kind), Some(entry.word), "{key}={value}");
        }
    }

    #[test]
    fn no_is_absent_and_limited_is_only_a_note() {
        assert_eq!(amenity("wheelchair", "no"), Some(("wheelchair", Said::Absent)));
        assert_eq!(amenity("wheelchair", "limited"), Some(("wheelchair", Said::Note)));
        assert_eq!(amenity("internet_access", "wlan"), Some(("wifi", Said::Present)));
        assert_eq!(amenity("internet_access", "terminal"), Some(("wifi", Said::Note)));
        assert_eq!(amenity("colour", "red"), None);
    }
}
