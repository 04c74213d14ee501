//! `/v1/dataset`: what data is this, where does it come from, and what was refused of it?

use super::App;
use super::api::operation::Operation;
use super::api::schema::{self, Named, list, object, or_null, text, truth, whole, word};
use super::digits::write_rfc3339;
use super::params::Params;
use super::problem::Problem;
use super::reply::{Holds, JSON, reply};
use crate::ingest::{Locator, Notice};
use crate::store::Snapshot;
use axum::extract::State;
use axum::http::{HeaderMap, Uri};
use axum::response::Response;
use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use serde_json::{Map, Value, json};
use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::Arc;

/// Most notices listed; counts are whole.
const MOST_NOTICES: usize = 1000;

/// `GET /v1/dataset`.
pub async fn get(State(app): State<Arc<App>>, uri: Uri, headers: HeaderMap) -> Result<Response, Problem> {
    let snapshot = app.snapshot()?;
    Params::from_query(uri.query().unwrap_or_default()).finish()?;
    let mut body = described(&snapshot, MOST_NOTICES);
    if let Some(trouble) = app.store.trouble() {
        body["stale"] = true.into();
        body["last_error"] = trouble.reason.as_str().into();
        body["stale_since"] = instant(trouble.since).into();
    }
    if let Some(reason) = app.store.unsaved() {
        body["unsaved"] = reason.as_str().into();
    }
    // What was refused is no part of the version, and the time of loading is no part of what is told.
    let loaded_at = body["loaded_at"].take();
    let mut told = DefaultHasher::new();
    body.to_string().hash(&mut told);
    body["loaded_at"] = loaded_at;
    body["dataset"] = named(&snapshot);
    let request = uri.path_and_query().map_or("", |request| request.as_str());
    Ok(reply(&snapshot, request, &headers, JSON, Holds::WithTheLoad(told.finish()), body.to_string()))
}

/// The version and the time of loading, which every answer repeats.
pub fn named(snapshot: &Snapshot) -> Value {
    json!({"version": snapshot.version, "loaded_at": loaded_at(snapshot)})
}

/// Appends the same as JSON.
pub fn push_named(out: &mut String, snapshot: &Snapshot) {
    out.push_str("{\"version\":\"");
    out.push_str(&snapshot.version);
    out.push_str("\",\"loaded_at\":\"");
    write_rfc3339(out, snapshot.loaded_at, Tz::UTC);
    out.push_str("\"}");
}

fn loaded_at(snapshot: &Snapshot) -> String {
    instant(snapshot.loaded_at)
}

fn instant(instant: DateTime<Utc>) -> String {
    let mut text = String::new();
    write_rfc3339(&mut text, instant, Tz::UTC);
    text
}

/// A data set and what came of each of its files, with at most so many notices of each sort.
pub fn described(snapshot: &Snapshot, most_notices: usize) -> Value {
    let sources: Vec<Value> = snapshot
        .files
        .iter()
        .map(|file| {
            let mut source = json!({
                "path": file.path,
                "kind": file.kind.as_str(),
                "crs": file.crs.as_str(),
                "accepted": file.accepted,
                "rejected": file.rejected,
                "warnings": file.warnings,
                "licence": file.licence,
                "attribution": file.attribution,
            });
            if let Some((from, to)) = file.covers {
                source["covers"] = json!({"from": from.to_string(), "to": to.to_string()});
            }
            source
        })
        .collect();
    let listed = |notices: &[Notice]| notices.iter().take(most_notices).map(notice).collect::<Vec<_>>();
    json!({
        "name": snapshot.name,
        "version": snapshot.version,
        "loaded_at": loaded_at(snapshot),
        "stations": snapshot.index.len(),
        "regions": snapshot.regions.len(),
        "sources": sources,
        "rejected": snapshot.rejections.len(),
        "warned": snapshot.warnings.len(),
        "rejections": listed(&snapshot.rejections),
        "warnings": listed(&snapshot.warnings),
        "stale": false,
    })
}

fn notice(notice: &Notice) -> Value {
    let mut told = Map::new();
    told.insert("file".to_owned(), notice.file.as_ref().into());
    match notice.locator {
        Some(Locator::Line(line)) => drop(told.insert("line".to_owned(), line.into())),
        Some(Locator::Byte(byte)) => drop(told.insert("byte".to_owned(), byte.into())),
        None => {}
    }
    if let Some(index) = notice.index {
        told.insert("index".to_owned(), index.into());
    }
    if let Some(id) = &notice.id {
        told.insert("id".to_owned(), id.as_str().into());
    }
    told.insert("reason".to_owned(), notice.reason.as_ref().into());
    Value::Object(told)
}

/// What there is to tell of the route.
pub(super) fn operations() -> Vec<Operation> {
    vec![
        Operation::get("/v1/dataset", "dataset", "What data this is, where it comes from, and what was refused of it")
            .of("Data")
            .answering(
                "application/json",
                "The data set; the lists hold the first 1,000, the counts are whole.",
                schema::named("Dataset"),
                include_str!("api/examples/dataset.json"),
            ),
    ]
}

/// The schemas of its answer.
pub(super) fn schemas() -> Vec<Named> {
    let covers = object(
        "Of a calendar: the days of which it speaks, whole years; all others count as ordinary.",
        [("from", text("The first, such as 2024-01-01.")), ("to", text("The last."))],
    );
    let source = object(
        "A file.",
        [
            ("path", text("Where it is.")),
            ("kind", word("What it holds.", &["stations", "regions", "demand", "calendar"])),
            ("crs", word("The system of its coordinates.", &crate::geodesy::Crs::ALL.map(crate::geodesy::Crs::as_str))),
            ("accepted", whole("Records that were taken.")),
            ("rejected", whole("Records that were refused.")),
            ("warnings", whole("Records that were taken with a doubt.")),
            ("licence", or_null(text("Under which it may be used."))),
            ("attribution", or_null(text("Whom to name."))),
            ("covers?", covers),
        ],
    );
    let notice = object(
        "What was refused, or taken with a doubt.",
        [
            ("file", text("")),
            ("line?", whole("From 1; of a file that consists of lines.")),
            ("byte?", whole("From 0, where the record begins; of a file that does not.")),
            ("index?", whole("Its place in the file, from 0.")),
            ("id?", text("")),
            ("reason", text("Why, in a sentence.")),
        ],
    );
    let dataset = object(
        "The data in use.",
        [
            ("name", or_null(text(""))),
            ("version", text("The same for the same data on any machine.")),
            ("loaded_at", schema::instant("")),
            ("stations", whole("Stations that were taken.")),
            ("regions", whole("Regions that were taken.")),
            ("sources", list("", schema::named("DatasetSource"))),
            ("rejected", whole("")),
            ("warned", whole("")),
            ("rejections", list("", schema::named("DatasetNotice"))),
            ("warnings", list("", schema::named("DatasetNotice"))),
            ("stale", truth("Whether the sources now hold something else, which could not be loaded.")),
            ("last_error?", text("Why it could not.")),
            ("stale_since?", schema::instant("")),
            ("unsaved?", text("Why no copy of the data could be kept.")),
            ("dataset", schema::named("DatasetVersion")),
        ],
    );
    vec![("DatasetSource", source), ("DatasetNotice", notice), ("Dataset", dataset)]
}
