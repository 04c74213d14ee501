//! `/metrics`: how does the service do? In Prometheus' text format.

use super::App;
use super::params::Params;
use super::problem::Problem;
use axum::extract::State;
use axum::http::{HeaderValue, Uri, header};
use axum::response::{IntoResponse, Response};
use chrono::{DateTime, Utc};
use prometheus_client::encoding::prometheus_text::{CONTENT_TYPE, encode};
use prometheus_client::metrics::gauge::ConstGauge;
use prometheus_client::metrics::info::Info;
use prometheus_client::registry::{Registry, Unit};
use std::sync::Arc;

/// `GET /metrics`.
pub async fn get(State(app): State<Arc<App>>, uri: Uri) -> Result<Response, Problem> {
    Params::from_query(uri.query().unwrap_or_default()).finish()?;
    let mut text = app.metrics.text();
    // Only the text could fail, and it does not.
    let _ = encode(&mut text, &of_data(&app, Utc::now()));
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static(CONTENT_TYPE)),
        (header::CACHE_CONTROL, HeaderValue::from_static("no-store")),
    ];
    Ok((headers, text).into_response())
}

/// What is told of the program and its data, as they are at this moment.
fn of_data(app: &App, now: DateTime<Utc>) -> Registry {
    let mut registry = Registry::with_prefix("waystation");
    registry.register("build", "The program", Info::new([("version", env!("CARGO_PKG_VERSION"))]));
    let snapshot = app.store.current();
    let ready = i64::from(snapshot.is_some() && !app.is_draining());
    registry.register("ready", "Whether /readyz says so", ConstGauge::new(ready));
    let Some(snapshot) = snapshot else { return registry };
    registry.register("dataset", "The data in use", Info::new([("version", snapshot.version.clone())]));
    let seconds = |milliseconds: i64| ConstGauge::new(milliseconds as f64 / 1000.0);
    let loaded = snapshot.loaded_at.timestamp_millis();
    let help = "When the data was loaded, in Unix time";
    registry.register_with_unit("dataset_loaded_timestamp", help, Unit::Seconds, seconds(loaded));
    let age = seconds(now.timestamp_millis() - loaded);
    registry.register_with_unit("dataset_age", "How long ago the data was loaded", Unit::Seconds, age);
    for (name, help, count) in [
        ("dataset_stations", "Stations accepted", snapshot.index.len()),
        ("dataset_rejections", "Records and files refused at the load", snapshot.rejections.len()),
        ("dataset_warnings", "Records taken with a doubt at the load", snapshot.warnings.len()),
    ] {
        registry.register(name, help, ConstGauge::new(count as i64));
    }
    registry
}
