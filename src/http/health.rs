//! `/livez`, `/readyz`: is the process there, and has it data to answer from?

use super::App;
use super::params::Params;
use super::problem::Problem;
use super::reply::{DATASET, JSON};
use axum::extract::State;
use axum::http::{Uri, header};
use axum::response::{IntoResponse, Response};
use serde_json::json;
use std::sync::Arc;

/// `GET /livez`: always `200` while the process answers at all.
pub async fn live(uri: Uri) -> Result<Response, Problem> {
    Params::from_query(uri.query().unwrap_or_default()).finish()?;
    Ok(told(json!({"status": "ok"})))
}

/// `GET /readyz`: `200` once data is loaded; `503` before, and once the service was told to stop.
pub async fn ready(State(app): State<Arc<App>>, uri: Uri) -> Result<Response, Problem> {
    Params::from_query(uri.query().unwrap_or_default()).finish()?;
    if app.is_draining() {
        return Err(Problem::draining());
    }
    let snapshot = app.snapshot()?;
    let told =
        told(json!({"status": "ok", "dataset": super::dataset::named(&snapshot), "stations": snapshot.index.len()}));
    Ok(([(DATASET, snapshot.version.clone())], told).into_response())
}

fn told(body: serde_json::Value) -> Response {
    ([(header::CONTENT_TYPE, JSON), (header::CACHE_CONTROL, "no-store".parse().unwrap_or(JSON))], body.to_string())
        .into_response()
}
