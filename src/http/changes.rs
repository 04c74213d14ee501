//! `/v1/changes`: what changed since a version? What must be added, replaced and dropped to have what there is now.

use super::App;
use super::api::operation::Operation;
use super::api::schema::{self, Named, instant, list, named, object, text};
use super::asked::take_crs;
use super::declared::{Declared, Shaped};
use super::digits::write_rfc3339;
use super::filters::CRS;
use super::params::Params;
use super::problem::Problem;
use super::reply::{Holds, JSON, reply};
use crate::coverage::{Effort, Halt};
use crate::exchange::push_feature;
use crate::geodesy::Crs;
use crate::json_text::push_quoted;
use crate::store::{Changes, Snapshot};
use axum::extract::State;
use axum::http::{HeaderMap, Uri};
use axum::response::Response;
use chrono::Utc;
use chrono_tz::Tz;
use std::sync::Arc;

/// Most stations in one answer: some tens of megabytes. A file of them all is then the shorter way.
const MOST_STATIONS: usize = 100_000;

/// What it costs to write a station, beside looking at a cell.
const FEATURE_UNITS: usize = 20;

/// Hexadecimal digits of a version.
const VERSION_DIGITS: usize = 32;

static SINCE: Shaped = Shaped {
    name: "since",
    needed: Some("a version is needed, as dataset.version in answers"),
    in_address: Some(version),
    in_body: version,
    about: "The version that the caller has, as dataset.version in answers and Waystation-Dataset in their heads.",
};

fn version() -> schema::Shape {
    schema::text_like(&format!("^[0-9a-f]{{{VERSION_DIGITS}}}$"))
}

/// What a question says.
static PARAMETERS: [&dyn Declared; 2] = [&SINCE, &CRS];

/// `GET /v1/changes?since=<version>[&crs]`.
pub async fn get(State(app): State<Arc<App>>, uri: Uri, headers: HeaderMap) -> Result<Response, Problem> {
    let snapshot = app.snapshot()?;
    let mut params = Params::from_query(uri.query().unwrap_or_default());
    let crs = take_crs(&mut params);
    SINCE.look_for(&mut params);
    let since = params.text(SINCE.name);
    if let Some(given) = since.as_deref().filter(|given| !is_version(given)) {
        params.error(SINCE.name, "not_a_version", Some(given), "a version is expected, as dataset.version in answers");
    }
    params.finish()?;
    // Without a version finish has refused the request already.
    let since = since.ok_or_else(Problem::internal)?;
    let within = snapshot.clone();
    let body = app.heavy.run(move |effort| answer(&within, &since, crs, effort)).await?;
    let request = uri.path_and_query().map_or("", |request| request.as_str());
    Ok(reply(&snapshot, request, &headers, JSON, Holds::WithTheData, body))
}

fn is_version(text: &str) -> bool {
    let is_digit = |byte: u8| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte);
    text.len() == VERSION_DIGITS && text.bytes().all(is_digit)
}

fn answer(snapshot: &Snapshot, since: &str, crs: Crs, effort: &Effort) -> Result<String, Problem> {
    let changes = snapshot.changes_since(since, effort).map_err(halted)?;
    let Changes { added, changed, removed } = changes.ok_or_else(|| {
        let detail = format!(
            "what changed since {since} is not known (any more): take /v1/stations.geojson?status=any, whose dataset.version is {}",
            snapshot.version
        );
        Problem::gone(detail)
    })?;
    let count = added.len() + changed.len() + removed.len();
    if count > MOST_STATIONS {
        return Err(Problem::too_much(format!(
            "{count} stations changed, at most {MOST_STATIONS} are told: take /v1/stations.geojson?status=any"
        )));
    }
    let mut out = String::from("{\"from\":");
    push_quoted(&mut out, since);
    out.push_str(",\"to\":");
    push_quoted(&mut out, &snapshot.version);
    for (name, ordinals) in [("added", added), ("changed", changed)] {
        out.push_str(",\"");
        out.push_str(name);
        out.push_str("\":[");
        let records = ordinals.into_iter().filter_map(|ordinal| snapshot.record(ordinal, crs));
        for (place, record) in records.enumerate() {
            effort.spend(FEATURE_UNITS).map_err(halted)?;
            out.push_str(if place == 0 { "\n" } else { ",\n" });
            push_feature(&mut out, &record);
        }
        out.push(']');
    }
    out.push_str(",\"removed\":[");
    for (place, id) in removed.iter().enumerate() {
        if place > 0 {
            out.push(',');
        }
        push_quoted(&mut out, id);
    }
    out.push_str("],\"crs\":\"");
    out.push_str(crs.as_str());
    out.push_str("\",\"dataset\":");
    out.push_str(&super::dataset::named(snapshot).to_string());
    out.push_str(",\"timeStamp\":\"");
    write_rfc3339(&mut out, Utc::now(), Tz::UTC);
    out.push_str("\"}");
    Ok(out)
}

fn halted(halt: Halt) -> Problem {
    match halt {
        Halt::TooMuch | Halt::TooMany => {
            Problem::too_much("too much changed to be told in time: take /v1/stations.geojson?status=any".to_owned())
        }
        Halt::Overdue => Problem::timed_out(),
        Halt::Abandoned => Problem::busy(),
    }
}

/// What there is to tell of the route.
pub(super) fn operations() -> Vec<Operation> {
    vec![
        Operation::get("/v1/changes", "changes", "What changed since a version")
            .of("Data")
            .about("Whoever adds, replaces and drops what is told, in a copy of `/v1/stations.geojson?status=any`, has the stations of the version `to`.")
            .taking(&[&PARAMETERS])
            .answering("application/json", "The changes.", named("Changes"), include_str!("api/examples/changes.json"))
            .asked("since=5ec3cbfafdc3d1ab2344fe66ad0679fb")
            .refusing(&[410, 422]),
    ]
}

/// The schemas of its answer.
pub(super) fn schemas() -> Vec<Named> {
    let changes = object(
        "What changed from a version to another.",
        [
            ("from", text("The version asked about.")),
            ("to", text("The version that the data has now.")),
            ("added", list("Stations that were not there, by id.", named("StationRecord"))),
            ("changed", list("Stations that were otherwise, as they are now, by id.", named("StationRecord"))),
            ("removed", list("Ids of stations that are no longer there.", text(""))),
            ("crs", schema::crs()),
            ("dataset", named("DatasetVersion")),
            ("timeStamp", instant("When the question was answered.")),
        ],
    );
    vec![("Changes", changes)]
}
