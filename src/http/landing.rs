//! `/v1`: what is there to ask?

use super::App;
use super::api::operation::Operation;
use super::api::schema::{Named, list, named, object, text};
use super::params::Params;
use super::problem::Problem;
use super::reply::{Holds, JSON, reply};
use axum::extract::State;
use axum::http::{HeaderMap, Uri};
use axum::response::Response;
use serde_json::{Value, json};
use std::sync::Arc;

/// `GET /v1`: the routes, as links.
pub async fn get(State(app): State<Arc<App>>, uri: Uri, headers: HeaderMap) -> Result<Response, Problem> {
    let snapshot = app.snapshot()?;
    Params::from_query(uri.query().unwrap_or_default()).finish()?;
    let link = |rel: &str, href: &str, media_type: &str, title: &str| json!({"rel": rel, "href": href, "type": media_type, "title": title});
    let links: Vec<Value> = vec![
        link("self", "/v1", "application/json", "this page"),
        link("search", "/v1/nearest?lon=13.3694&lat=52.5251", "application/geo+json", "stations nearest to a position"),
        link("coverage", "/v1/coverage?region=de-be", "application/json", "who has no station within reach"),
        link("gaps", "/v1/coverage/gaps?region=de-be", "application/geo+json", "where that is"),
        link("tiles", "/v1/tiles/stations", "application/json", "stations as vector tiles"),
        link("tiles", "/v1/tiles/regions", "application/json", "areas that can be asked about, as vector tiles"),
        link("tiles", "/v1/tiles/gaps?region=de-be", "application/json", "gaps as vector tiles"),
        link("amenities", "/v1/amenities", "application/json", "words to filter by"),
        link("dataset", "/v1/dataset", "application/json", "sources, licences, what was refused"),
    ];
    let body = json!({
        "title": snapshot.name.as_deref().unwrap_or("waystation"),
        "description": "Nearest stations that are open and have what you need.",
        "links": links,
        "dataset": super::dataset::named(&snapshot),
    });
    Ok(reply(&snapshot, "/v1", &headers, JSON, Holds::WithTheData, body.to_string()))
}

/// What there is to tell of the route.
pub(super) fn operations() -> Vec<Operation> {
    vec![Operation::get("/v1", "landing", "What there is to ask, as links").of("Data").answering(
        "application/json",
        "The links.",
        named("Landing"),
        include_str!("api/examples/landing.json"),
    )]
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
