//! `/v1/amenities`: which words are there to ask for, what are they called, and how many stations have each?

use super::App;
use super::api::operation::Operation;
use super::api::schema::{Named, list, named, object, text, truth, whole, word};
use super::declared::Declared;
use super::lang::{LANG, Lang};
use super::params::Params;
use super::problem::Problem;
use super::reply::{Holds, JSON, reply};
use crate::station::vocabulary;
use axum::extract::State;
use axum::http::{HeaderMap, Uri};
use axum::response::Response;
use serde_json::{Value, json};
use std::sync::Arc;

/// `GET /v1/amenities`.
pub async fn get(State(app): State<Arc<App>>, uri: Uri, headers: HeaderMap) -> Result<Response, Problem> {
    let snapshot = app.snapshot()?;
    let mut params = Params::from_query(uri.query().unwrap_or_default());
    let lang = Lang::take(&mut params);
    params.finish()?;
    let label = |zh: &str, en: &str| match lang {
        Lang::Zh => zh.to_owned(),
        Lang::En => en.to_owned(),
    };
    let described = |word: &str, entry: Option<&vocabulary::Word>| {
        let (zh, en) = entry.map_or((word, word), |entry| (entry.zh, entry.en));
        let mut described = json!({"kind": word, "label": label(zh, en), "labels": {"zh": zh, "en": en}});
        if let Some(tag) = entry.and_then(|entry| entry.osm) {
            described["osm"] = tag.into();
        }
        described
    };
    let amenities: Vec<Value> = snapshot
        .amenity_counts()
        .into_iter()
        .map(|(id, stations)| {
            let mut amenity = described(snapshot.lexicon.amenity_word(id), snapshot.lexicon.amenity_entry(id));
            amenity["stations"] = stations.into();
            amenity["in_vocabulary"] = snapshot.lexicon.amenity_entry(id).is_some().into();
            amenity
        })
        .collect();
    let presets: Vec<Value> = vocabulary::PRESETS
        .iter()
        .map(|preset| {
            let mut described = described(preset.word.word, Some(&preset.word));
            described["amenities"] = preset.amenities.to_vec().into();
            described
        })
        .collect();
    let kinds: Vec<Value> =
        snapshot.lexicon.kinds().map(|(id, word)| described(word, snapshot.lexicon.kind_entry(id))).collect();
    let body = json!({
        "amenities": amenities,
        "presets": presets,
        "kinds": kinds,
        "lang": lang.as_str(),
        "dataset": super::dataset::named(&snapshot),
    });
    let request = uri.path_and_query().map_or("", |request| request.as_str());
    Ok(reply(&snapshot, request, &headers, JSON, Holds::WithTheData, body.to_string()))
}

/// What there is to tell of the route.
pub(super) fn operations() -> Vec<Operation> {
    let parameters: [&'static dyn Declared; 1] = [&LANG];
    vec![
        Operation::get(
            "/v1/amenities",
            "amenities",
            "The words to filter by, with labels, and how many stations have each",
        )
        .of("Data")
        .taking(&[&parameters])
        .answering(
            "application/json",
            "The vocabulary, and words that only the data uses.",
            named("Amenities"),
            include_str!("api/examples/amenities.json"),
        )
        .asked("lang=en"),
    ]
}

/// The schemas of its answer.
pub(super) fn schemas() -> Vec<Named> {
    let labels = || object("", [("zh", text("In Chinese.")), ("en", text("In English."))]);
    let word_and_labels = || {
        [
            ("kind", text("The word.")),
            ("label", text("What people call it, in the language asked.")),
            ("labels", labels()),
            ("osm?", text("The tag of OpenStreetMap that says the same.")),
        ]
    };
    let amenity = [
        ("stations", whole("How many stations have it.")),
        ("in_vocabulary", truth("Whether the vocabulary has it, or only the data.")),
    ];
    let preset = [("amenities", list("What it stands for.", text("")))];
    vec![
        ("KindListed", object("A kind of station.", word_and_labels())),
        ("AmenityListed", object("An amenity.", word_and_labels().into_iter().chain(amenity))),
        ("PresetListed", object("A word for several amenities.", word_and_labels().into_iter().chain(preset))),
        (
            "Amenities",
            object(
                "The words to filter by.",
                [
                    ("amenities", list("", named("AmenityListed"))),
                    ("presets", list("", named("PresetListed"))),
                    ("kinds", list("", named("KindListed"))),
                    ("lang", word("The language of label.", &["zh", "en"])),
                    ("dataset", named("DatasetVersion")),
                ],
            ),
        ),
    ]
}
