//! `/livez`, `/readyz`: is the process there, and has it data to answer from?

use super::App;
use super::api::operation::Operation;
use super::api::schema::{Named, named, object, text, truth, whole, word};
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

/// What there is to tell of the routes.
pub(super) fn operations() -> Vec<Operation> {
    let alive = object("", [("status", word("", &["ok"]))]);
    vec![
        Operation::get("/livez", "livez", "Whether the process answers")
            .of("Service")
            .answering("application/json", "It does.", alive, include_str!("api/examples/livez.json"))
            .passing()
            .never(&[429, 503]),
        Operation::get("/readyz", "readyz", "Whether there is data to answer from")
            .of("Service")
            .answering("application/json", "There is.", named("Readiness"), include_str!("api/examples/readyz.json"))
            .passing()
            .never(&[429]),
    ]
}

/// The schemas of their answers.
pub(super) fn schemas() -> Vec<Named> {
    let readiness = object(
        "Whether the service is ready.",
        [
            ("status", word("Degraded while the data is not what the sources hold.", &["ok", "degraded"])),
            ("dataset", named("DatasetVersion")),
            ("stations", whole("")),
            ("stale", truth("")),
            ("last_error?", text("")),
        ],
    );
    vec![("Readiness", readiness)]
}
