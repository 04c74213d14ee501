//! `/v1/position`: what do the maps of others call a position? The same place in every coordinate system.

use super::App;
use super::api::operation::Operation;
use super::api::schema::{about, crs, list_in, named, number, object};
use super::asked::{take_crs, take_position};
use super::coverage::lon_lat;
use super::declared::Declared;
use super::filters::{CRS, POSITION};
use super::params::Params;
use super::problem::Problem;
use super::reply::{Holds, JSON, reply};
use crate::geodesy::Crs;
use axum::extract::State;
use axum::http::{HeaderMap, Uri};
use axum::response::Response;
use serde_json::{Map, Value, json};
use std::sync::Arc;

/// `GET /v1/position?lon&lat[&crs]`: longitude and latitude in WGS 84, GCJ-02 and BD-09, so that a link into a map
/// application points where it should.
pub async fn get(State(app): State<Arc<App>>, uri: Uri, headers: HeaderMap) -> Result<Response, Problem> {
    let snapshot = app.snapshot()?;
    let mut params = Params::from_query(uri.query().unwrap_or_default());
    let crs = take_crs(&mut params);
    let position = take_position(&mut params, crs);
    params.finish()?;
    // Without a position finish has refused the request already.
    let (position, _) = position.ok_or_else(Problem::internal)?;
    let mut body: Map<String, Value> =
        Crs::ALL.iter().map(|called| (called.as_str().to_owned(), json!(lon_lat(*called, position)))).collect();
    body.insert("crs".to_owned(), crs.as_str().into());
    body.insert("dataset".to_owned(), super::dataset::named(&snapshot));
    let request = uri.path_and_query().map_or("", |request| request.as_str());
    Ok(reply(&snapshot, request, &headers, JSON, Holds::WithTheData, Value::Object(body).to_string()))
}

/// What there is to tell of the route.
pub(super) fn operations() -> Vec<Operation> {
    let parameters: [&'static dyn Declared; 1] = [&CRS];
    let system =
        |called: &'static str| (called, about("Longitude and latitude in degrees.", list_in(2..=2, number(""), None)));
    let systems = Crs::ALL.map(|called| system(called.as_str()));
    let members = systems.into_iter().chain([("crs", crs()), ("dataset", named("DatasetVersion"))]);
    vec![
        Operation::get(
            "/v1/position",
            "position",
            "A position in every system of coordinates, for links into the maps of others",
        )
        .of("Find")
        .taking(&[&POSITION, &parameters])
        .answering(
            "application/json",
            "The position by the names of the systems.",
            object("A position in every system.", members),
            include_str!("api/examples/position.json"),
        )
        .asked("lon=121.4&lat=37.54"),
    ]
}
