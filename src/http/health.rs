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

/// `GET /readyz`: `200` once data is loaded, `degraded` while it is not what the sources hold; `503` before, and once
/// the service was told to stop.
pub async fn ready(State(app): State<Arc<App>>, uri: Uri) -> Result<Response, Problem> {
    Params::from_query(uri.query().unwrap_or_default()).finish()?;
    if app.is_draining() {
        return Err(Problem::draining());
    }
    let snapshot = app.snapshot()?;
    let trouble = app.store.trouble();
    let mut body = json!({
        "status": if trouble.is_some() { "degraded" } else { "ok" },
        "dataset": super::dataset::named(&snapshot),
        "stations": snapshot.index.len(),
        "stale": trouble.is_some(),
    });
    if let Some(trouble) = trouble {
        body["last_error"] = trouble.reason.as_str().into();
    }
    Ok(([(DATASET, snapshot.version.clone())], told(body)).into_response())
}

fn told(body: serde_json::Value) -> Response {
    ([(header::CONTENT_TYPE, JSON), (header::CACHE_CONTROL, "no-store".parse().unwrap_or(JSON))], body.to_string())
        .into_response()
}
