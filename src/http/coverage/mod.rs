//! `/v1/coverage`: who is left out? A summary, the gaps, or every cell; as it is, or as it might be.

pub(super) mod asked;
pub mod cells;
pub(super) mod described;
mod form;
pub mod gaps;
mod gaps_file;
pub(super) mod place;
pub(super) mod shape;

pub use asked::Asked;
pub(super) use described::{operations, schemas};
pub use gaps_file::write_flatgeobuf;
pub use place::Place;
pub(super) use shape::lon_lat;

use super::App;
use super::body::read_body;
use super::params::Params;
use super::problem::Problem;
use super::reply::{Holds, JSON, reply};
use crate::coverage::{Effort, Ground, Halt, outline_steps, summary};
use crate::ingest::Members;
use crate::store::Snapshot;
use axum::body::Bytes;
use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderValue, Method, Uri};
use axum::response::Response;
use chrono::{DateTime, Utc};
use h3o::Resolution;
use serde_json::{Value, json};
use std::sync::Arc;

/// Most bytes of a question.
const MOST_BYTES: usize = 16 << 20;
/// Most cells whose distances are looked at one by one, for a mean and quantiles weighed by area.
const MOST_CELLS: u64 = 20_000_000;

/// Most cells that an outline may run through.
const MOST_ALONG: f64 = 600_000.0;

/// A body, its media type, and for how long it holds.
pub(super) struct Answer {
    body: Bytes,
    media_type: HeaderValue,
    holds: Holds,
}

/// How a question is answered: from its parameters, the data, what was sent along, and within an effort.
type Answering = fn(Params, &Snapshot, &HeaderMap, DateTime<Utc>, &Effort) -> Result<Answer, Problem>;

/// `GET` and `POST /v1/coverage`.
pub async fn whole(state: State<Arc<App>>, request: Request) -> Result<Response, Problem> {
    answered(state, request, |params, snapshot, _, now, effort| {
        let (body, holds) = answer(params, snapshot, now, effort)?;
        Ok(Answer { body: body.to_string().into(), media_type: JSON, holds })
    })
    .await
}

/// `GET` and `POST /v1/coverage/gaps`.
pub async fn each_gap(state: State<Arc<App>>, request: Request) -> Result<Response, Problem> {
    answered(state, request, gaps::answer).await
}

/// `GET` and `POST /v1/coverage/cells`.
pub async fn each_cell(state: State<Arc<App>>, request: Request) -> Result<Response, Problem> {
    answered(state, request, cells::answer).await
}

async fn answered(State(app): State<Arc<App>>, request: Request, answering: Answering) -> Result<Response, Problem> {
    let snapshot = app.snapshot()?;
    let (uri, headers) = (request.uri().clone(), request.headers().clone());
    let drawn = request.method() == Method::POST;
    let body = if drawn { Some(read_body(request, MOST_BYTES).await?) } else { None };
    let now = Utc::now();
    let answer = app
        .heavy
        .run({
            let (snapshot, headers, uri) = (snapshot.clone(), headers.clone(), uri.clone());
            move |effort| answering(params(&uri, body.as_deref())?, &snapshot, &headers, now, effort)
        })
        .await?;
    // A body is no part of the address, so that its answer is nobody else's.
    let (asked, holds) = if drawn { (HeaderMap::new(), Holds::Now { now }) } else { (headers, answer.holds) };
    let target = uri.path_and_query().map_or("", |target| target.as_str());
    Ok(reply(&snapshot, target, &asked, answer.media_type, holds, answer.body))
}

/// The parameters of a question: those of the address or, where there is a body, those alone.
pub(super) fn params<'a>(uri: &'a Uri, body: Option<&'a str>) -> Result<Params<'a>, Problem> {
    let query = Params::from_query(uri.query().unwrap_or_default());
    let Some(body) = body else { return Ok(query) };
    query.finish()?;
    Members::read(body).map(Params::from_members).map_err(|error| Problem::not_json(&error))
}

/// The whole answer of `/v1/coverage`, and for how long it holds.
///
/// # Errors
/// `400`, `404` or `422`.
pub fn answer(
    mut params: Params,
    snapshot: &Snapshot,
    now: DateTime<Utc>,
    effort: &Effort,
) -> Result<(Value, Holds), Problem> {
    let asked = Asked::take(&mut params, snapshot, now);
    params.finish()?;
    asked.found()?;
    Ok((told(&asked, snapshot, now, effort)?, holds(snapshot, &asked, now)))
}

/// The answer to a question that is understood.
///
/// # Errors
/// `422` for too much work.
pub fn told(asked: &Asked, snapshot: &Snapshot, now: DateTime<Utc>, effort: &Effort) -> Result<Value, Problem> {
    let ground = ground(snapshot, asked, effort)?;
    if asked.reach.include.distances && ground.demand_total() == 0.0 && ground.tiling().cells() > MOST_CELLS {
        return Err(too_many_cells(asked, ground.tiling().cells(), MOST_CELLS, "include=bands,farthest asks less"));
    }
    let answered = |scenario| {
        let sites = snapshot.sites(&asked.choice, scenario);
        let summary = summary(&ground, &sites, &asked.reach, effort).map_err(|halt| halted(halt, asked))?;
        Ok::<_, Problem>((shape::summary(&summary, &sites, asked), summary, sites.len()))
    };
    let (before, sums, stations) = answered(None)?;
    let mut body = shape::head(asked, snapshot, now);
    match &asked.scenario {
        None => shape::merge(&mut body, before),
        Some(changed) => {
            let (after, sums_after, stations_after) = answered(Some(&changed.scenario))?;
            let delta = shape::delta((&sums, stations), (&sums_after, stations_after), asked);
            let scenario = json!({
                "added": changed.scenario.added.len(),
                "removed": changed.scenario.removed.len(),
                "warnings": changed.warnings,
            });
            shape::merge(&mut body, json!({"scenario": scenario, "before": before, "after": after, "delta": delta}));
        }
    }
    Ok(body)
}

/// The cells and the demand of a question.
///
/// # Errors
/// `422` for too long an outline, before any work is done, or for too much work.
pub(super) fn ground(snapshot: &Snapshot, asked: &Asked, effort: &Effort) -> Result<Arc<Ground>, Problem> {
    let steps = outline_steps(&asked.place.area);
    let along = |resolution: Resolution| steps * 7f64.sqrt().powi(u8::from(resolution).into());
    if along(asked.resolution) > MOST_ALONG && effort.is_bounded() {
        let mut fits =
            Resolution::range(Resolution::Zero, asked.resolution).filter(|coarser| along(*coarser) <= MOST_ALONG);
        return Err(Problem::too_much(match fits.next_back() {
            Some(fits) => format!(
                "the outline runs through some {:.0} cells, more than the {MOST_ALONG:.0} of one answer: resolution {fits} or a smaller area would fit",
                along(asked.resolution)
            ),
            None => "the outline is too long for any resolution: give a simpler one".to_owned(),
        }));
    }
    let found = snapshot.ground(&asked.place.area, asked.resolution, asked.demand.as_deref(), effort);
    found.map_err(|halt| halted(halt, asked))
}

/// For how long the answer to a question holds.
pub(super) fn holds(snapshot: &Snapshot, asked: &Asked, now: DateTime<Utc>) -> Holds {
    match asked.now {
        false => Holds::WithTheData,
        true => Holds::Until { now, changes_at: snapshot.choice_changes_at(&asked.choice) },
    }
}

pub(super) fn halted(halt: Halt, asked: &Asked) -> Problem {
    match halt {
        Halt::TooMuch | Halt::Overdue => {
            // Work along outlines grows by the square root of 7 with each resolution, work over areas by 7.
            let fits = u8::from(asked.resolution).saturating_sub(2);
            Problem::too_much(format!(
                "this would take more work than one answer may: resolution {fits} or less, an area a tenth as large, or a simpler outline would fit"
            ))
        }
        Halt::Abandoned => Problem::busy(),
    }
}

/// A refusal that names the resolution at which an area's cells would be few enough.
pub(super) fn too_many_cells(asked: &Asked, cells: u64, most: u64, besides: &str) -> Problem {
    let mut resolution = u8::from(asked.resolution);
    let mut count = cells;
    while count > most && resolution > 0 {
        count = count.div_ceil(7);
        resolution -= 1;
    }
    let times = cells.div_ceil(most);
    Problem::too_much(format!(
        "{cells} cells are more than the {most} of one answer: resolution {resolution} or an area {times} times smaller would fit; {besides}"
    ))
}
