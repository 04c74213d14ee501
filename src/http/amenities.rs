//! `/v1/amenities`: which words are there to ask for, what are they called, and how many stations have each?

use super::App;
use super::lang::Lang;
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
