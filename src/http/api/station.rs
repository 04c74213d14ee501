//! How is a station told? The schemas of what `feature.rs` writes, and of what a request may say of a new one.

use super::schema::{
    self, Named, Shape, always, amount, any_of, anything, crs, instant, list, named, object, open, or_null, text,
    whole, word,
};
use crate::http::declared::Stands;
use crate::http::filters::POSITION;
use crate::station::{Access, Status, vocabulary};

/// The schemas that answers with stations refer to.
pub(super) fn schemas() -> Vec<Named> {
    let words = |table: &[vocabulary::Word]| table.iter().map(|entry| entry.word).collect::<Vec<_>>();
    let presets = vocabulary::PRESETS.iter().map(|preset| preset.word.word);
    let amenities: Vec<&str> = words(vocabulary::AMENITIES).into_iter().chain(presets).collect();
    let own = || schema::about("A word that only this data set uses.", schema::some_text());
    vec![
        (
            "AmenityWord",
            any_of(
                "An amenity: a facility or service at a station. GET /v1/amenities lists those of the data.",
                [word("A word of the vocabulary, or a preset.", &amenities), own()],
            ),
        ),
        (
            "KindWord",
            any_of("A kind of station.", [word("A word of the vocabulary.", &words(vocabulary::KINDS)), own()]),
        ),
        ("Point", point()),
        ("Opening", opening()),
        ("StationAmenity", amenity()),
        ("StationProperties", properties()),
        (
            "Station",
            object(
                "A station, as a GeoJSON Feature.",
                [
                    ("type", always("Feature")),
                    ("id", text("Unique in the data set.")),
                    ("geometry", named("Point")),
                    ("properties", named("StationProperties")),
                ],
            ),
        ),
        ("StationRecord", record()),
        ("DatasetVersion", version()),
        ("Query", open("The request as it was understood, with what stands for what was not given.", [])),
        ("AddedStation", added()),
        ("AddedFeature", added_feature()),
    ]
}

/// What every answer says of itself.
pub fn about_itself() -> [(&'static str, Shape); 4] {
    [
        ("query", named("Query")),
        ("crs", crs()),
        ("dataset", named("DatasetVersion")),
        ("timeStamp", instant("When the question was answered.")),
    ]
}

fn version() -> Shape {
    object(
        "The data that the answer was made from.",
        [
            ("version", text("The same for the same data on any machine; another when any of the data is.")),
            ("loaded_at", instant("When it was loaded.")),
        ],
    )
}

fn point() -> Shape {
    let coordinates = schema::list_in(2..=2, schema::number(""), None);
    object(
        "A GeoJSON Point.",
        [
            ("type", always("Point")),
            ("coordinates", schema::about("Longitude and latitude in degrees, in the system of crs.", coordinates)),
        ],
    )
}

fn opening() -> Shape {
    object(
        "Whether it is open at an instant.",
        [
            ("state", word("Never open where that is not sure.", &["open", "closed", "unknown"])),
            ("closes_at?", instant("When it stops being open.")),
            ("opens_at?", instant("When it next becomes open.")),
        ],
    )
}

fn amenity() -> Shape {
    open(
        "An amenity of a station.",
        [
            ("kind", text("Its word, as amenity= takes it.")),
            ("label", text("What people call it, in the language asked.")),
            ("open", named("Opening")),
            ("open_at_arrival?", named("Opening")),
            ("opening_hours?", anything("Its own hours as OpenStreetMap writes them, where it has any.")),
            ("note?", anything("What the source adds.")),
            ("access?", anything("How one gets to it.")),
        ],
    )
}

fn properties() -> Shape {
    let access: Vec<&str> = Access::ALL.iter().map(|access| access.as_str()).collect();
    let status: Vec<&str> = Status::ALL.iter().map(|status| status.as_str()).collect();
    open(
        "What the source says, untouched, and what was computed; kind, access, open and amenities are missing only where properties leaves them out.",
        [
            ("name?", text("What people call it.")),
            ("name:zh?", anything("Its name in Chinese.")),
            ("name:en?", anything("Its name in English.")),
            ("kind?", text("A kind of station, other if the source does not say.")),
            ("address?", anything("Usually a text, as all that the source says.")),
            ("district?", anything("")),
            ("operator?", anything("")),
            ("phone?", anything("")),
            ("website?", anything("")),
            ("access?", word("How one gets in.", &access)),
            ("status?", word("Whether it is in use.", &status)),
            ("capacity?", whole("How many people it holds.")),
            ("opening_hours?", anything("As OpenStreetMap writes them.")),
            ("timezone?", anything("An IANA name.")),
            ("amenities_absent?", list("Amenities that are known not to be there.", text(""))),
            ("verified_at?", anything("")),
            ("updated_at?", anything("")),
            ("position_accuracy?", anything("")),
            ("distance_m?", amount("WGS 84 geodesic distance from the position asked, in metres to the millimetre.")),
            ("bearing_deg?", amount("Initial bearing from there, degrees clockwise from north, 0 to 360.")),
            ("along_m?", amount("How far along the route one passes it, in metres from its start.")),
            ("offset_m?", amount("How far it is from the route there, in metres.")),
            ("serves?", list("Which of the needs it meets, as words of amenities.", text(""))),
            ("open?", named("Opening")),
            ("arrives_at?", instant("With speed_mps: when one is there.")),
            ("open_at_arrival?", named("Opening")),
            ("closes_in_s?", amount("Seconds from arrival until it closes.")),
            ("amenities?", list("What is there.", named("StationAmenity"))),
        ],
    )
}

fn record() -> Shape {
    open(
        "A station as a file holds it, as a GeoJSON Feature: what the source says, and nothing that ages.",
        [
            ("type", always("Feature")),
            ("id", text("Unique in the data set.")),
            ("geometry", named("Point")),
            (
                "properties",
                open(
                    "As a data set may say them again, each as the source has it.",
                    [
                        ("name?", anything("")),
                        ("kind?", anything("")),
                        ("opening_hours?", anything("As OpenStreetMap writes them.")),
                        ("timezone?", text("The IANA name of the zone in which its hours are told.")),
                        ("status?", anything("")),
                        ("capacity?", anything("")),
                        (
                            "amenities?",
                            list(
                                "Words, and objects where there is more to say than the word.",
                                any_of("", [text("A word."), open("", [("kind", text("The word."))])]),
                            ),
                        ),
                        ("amenities_absent?", list("Amenities that are known not to be there.", text(""))),
                    ],
                ),
            ),
        ],
    )
}

fn added() -> Shape {
    let mut members: Vec<(&str, Shape)> = POSITION
        .iter()
        .filter_map(|declared| {
            Some((declared.name(), schema::about(declared.about(), declared.shape(Stands::InBody)?)))
        })
        .collect();
    members.extend([
        ("id?", schema::id("Its id in the answer.")),
        ("name?", text("")),
        ("kind?", named("KindWord")),
        ("opening_hours?", text("As OpenStreetMap writes them.")),
        ("amenities?", list("", any_of("", [named("AmenityWord"), open("", [("kind", named("AmenityWord"))])]))),
        ("capacity?", whole("How many people it holds.")),
    ]);
    open("A station that is there in thought, with the properties that stations have in files.", members)
}

fn added_feature() -> Shape {
    open(
        "The same as a GeoJSON Feature.",
        [("type", always("Feature")), ("geometry", named("Point")), ("properties?", or_null(open("", [])))],
    )
}
