//! `/metrics`: how does the service do? In Prometheus' text format.

use super::App;
use super::api::operation::Operation;
use super::params::Params;
use super::problem::Problem;
use crate::store::Reloads;
use axum::extract::State;
use axum::http::{HeaderValue, Uri, header};
use axum::response::{IntoResponse, Response};
use chrono::{DateTime, NaiveTime, Utc};
use prometheus_client::encoding::prometheus_text::{CONTENT_TYPE, encode};
use prometheus_client::metrics::counter::{ConstCounter, Counter};
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::{ConstGauge, Gauge};
use prometheus_client::metrics::info::Info;
use prometheus_client::registry::{Registry, Unit};
use std::sync::Arc;
use std::sync::atomic::Ordering;

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
    let Reloads { loaded, partly, unchanged, refused, took_us } = &app.store.reloads;
    let reloads: Family<[(&str, &str); 1], Counter> = Family::default();
    for (result, count) in [("loaded", loaded), ("partly", partly), ("unchanged", unchanged), ("refused", refused)] {
        reloads.get_or_create(&[("result", result)]).inc_by(count.load(Ordering::Relaxed));
    }
    registry.register("reloads", "Reloads since the start, by result", reloads);
    let took_s = ConstCounter::new(took_us.load(Ordering::Relaxed) as f64 / 1_000_000.0);
    registry.register_with_unit("reload_duration", "Time that all reloads took together", Unit::Seconds, took_s);
    let stale = i64::from(app.store.trouble().is_some());
    registry.register("dataset_stale", "Whether the data in use is not what the sources hold", ConstGauge::new(stale));
    let unsaved = i64::from(app.store.unsaved().is_some());
    registry.register("dataset_unsaved", "Whether no copy of the data in use could be saved", ConstGauge::new(unsaved));
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
    let calendars: Family<[(&str, String); 1], Gauge> = Family::default();
    for file in &snapshot.files {
        if let Some(end) = file.covers.and_then(|(_, last)| last.succ_opt()) {
            let end = end.and_time(NaiveTime::MIN).and_utc().timestamp();
            calendars.get_or_create(&[("path", file.path.clone())]).set(end);
        }
    }
    let help = "When the last day ends of which a calendar speaks, in Unix time";
    registry.register_with_unit("calendar_end_timestamp", help, Unit::Seconds, calendars);
    registry
}

/// What there is to tell of the route.
pub(super) fn operations() -> Vec<Operation> {
    vec![
        Operation::get("/metrics", "metrics", "How the service does, for Prometheus")
            .of("Service")
            .answering_other(200, "text/plain", "Counters and gauges in Prometheus' text format.")
            .passing()
            .never(&[406, 429, 503]),
    ]
}
