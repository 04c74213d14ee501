//! `/v1`: what is there to ask?

use super::App;
use super::api::operation::Operation;
use super::api::schema::{Named, list, named, object, text};
use super::collections::{Answer, FORM, Form, Links, landing_page, link, segment, send};
use super::params::Params;
use super::problem::Problem;
use super::reply::{Holds, JSON};
use crate::store::Examples;
use axum::extract::State;
use axum::http::{HeaderMap, Uri};
use axum::response::Response;
use serde_json::json;
use std::sync::Arc;

/// `GET /v1`: the routes, as links.
pub async fn get(State(app): State<Arc<App>>, uri: Uri, headers: HeaderMap) -> Result<Response, Problem> {
    const GEO: &str = "application/geo+json";
    const NEWER: &str = "application/vnd.oai.openapi+json;version=3.1";
    const OLDER: &str = "application/vnd.oai.openapi+json;version=3.0";
    let snapshot = app.snapshot()?;
    let mut params = Params::from_query(uri.query().unwrap_or_default());
    let form = Form::take(&mut params, &headers);
    params.finish()?;
    let links = Links::of(&uri, &headers);
    let mut all = links.both_forms(form, "application/json");
    let changes = format!("/v1/changes?since={}", snapshot.version);
    let fixed = |rel, path: &str, media_type, title| (rel, Some(path.to_owned()), media_type, title);
    let Examples { position, amenity, region, resolution } = snapshot.examples();
    // Only what this data can answer is an example.
    let near = position.map(|at| format!("/v1/nearest?lon={}&lat={}", at.lon(), at.lat()));
    let having = near.as_ref().zip(amenity.as_ref()).map(|(near, word)| format!("{near}&amenity={}", segment(word)));
    let of_region = |path: &str| {
        let resolution = resolution.map(|resolution| format!("&resolution={resolution}")).unwrap_or_default();
        region.as_ref().map(|region| format!("{path}?region={}{resolution}", segment(region)))
    };
    let others = [
        fixed("service-desc", "/v1/api", NEWER, "the API for programs, as OpenAPI 3.1"),
        // By this media type GIS programs know the one that they read.
        fixed("service-desc", "/v1/api?version=3.0", OLDER, "the API for programs, as OpenAPI 3.0"),
        fixed("service-doc", "/v1/api.html", "text/html", "the API for people"),
        fixed("conformance", "/v1/conformance", "application/json", "standards that are kept"),
        fixed("data", "/v1/collections", "application/json", "stations and regions, for a GIS"),
        ("search", near, GEO, "stations nearest to a position"),
        ("search", having, GEO, "those that have what is needed"),
        ("coverage", of_region("/v1/coverage"), "application/json", "who has no station within reach"),
        ("gaps", of_region("/v1/coverage/gaps"), GEO, "where that is"),
        fixed("tiles", "/v1/tiles/stations", "application/json", "stations as vector tiles"),
        fixed("tiles", "/v1/tiles/regions", "application/json", "areas that can be asked about, as vector tiles"),
        ("tiles", of_region("/v1/tiles/gaps"), "application/json", "gaps as vector tiles"),
        fixed("enclosure", "/v1/stations.geojson", GEO, "all stations as a file"),
        fixed("enclosure", "/v1/stations.fgb", "application/flatgeobuf", "all stations as a FlatGeobuf"),
        fixed("enclosure", "/v1/stations.csv", "text/csv", "all stations as a table"),
        fixed("changes", &changes, "application/json", "what changed since this version"),
        fixed("amenities", "/v1/amenities", "application/json", "words to filter by"),
        fixed("dataset", "/v1/dataset", "application/json", "sources, licences, what was refused"),
    ];
    let told = others.into_iter().filter_map(|(rel, path, media_type, title)| Some((rel, path?, media_type, title)));
    all.extend(told.map(|(rel, path, media_type, title)| link(rel, links.to(&path), media_type, title)));
    let body = json!({
        "title": snapshot.name.as_deref().unwrap_or("waystation"),
        "description": "Nearest stations that are open and have what you need.",
        "links": all,
        "dataset": super::dataset::named(&snapshot),
    });
    let body = if form == Form::Json { body.to_string() } else { landing_page(&body) };
    Ok(send(&snapshot, &links, &headers, Answer { form, json_type: JSON, body, holds: Holds::WithTheData }))
}

/// What there is to tell of the route.
pub(super) fn operations() -> Vec<Operation> {
    vec![
        Operation::get("/v1", "landing", "What there is to ask, as links")
            .of("Data")
            .taking(&[&FORM])
            .answering("application/json", "The links.", named("Landing"), include_str!("api/examples/landing.json"))
            .answering_other(200, "text/html", ""),
    ]
}

/// The schemas of its answer.
pub(super) fn schemas() -> Vec<Named> {
    let link = object(
        "A link.",
        [
            ("rel", text("What it is to this answer.")),
            ("href", text("")),
            ("type", text("The media type behind it.")),
            ("title", text("")),
        ],
    );
    let landing = object(
        "What there is to ask.",
        [
            ("title", text("The name of the data.")),
            ("description", text("")),
            ("links", list("", named("Link"))),
            ("dataset", named("DatasetVersion")),
        ],
    );
    vec![("Link", link), ("Landing", landing)]
}
