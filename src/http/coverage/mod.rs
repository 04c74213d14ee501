//! `/v1/coverage`: who is left out? A summary, the gaps, or every cell; as it is, or as it might be.

pub(super) mod asked;
pub mod cells;
pub(super) mod described;
mod excess;
mod form;
pub mod gaps;
mod gaps_file;
pub(super) mod place;
pub(super) mod shape;

pub use asked::Asked;
pub(super) use described::{operations, schemas};
pub(super) use excess::{Bound, Excess, few_enough, fitted, ground};
pub use gaps_file::write_flatgeobuf;
pub use place::Place;
pub(super) use shape::lon_lat;

use super::App;
use super::body::read_body;
use super::params::Params;
use super::problem::Problem;
use super::reply::{Holds, JSON, reply};
use crate::coverage::{Effort, Site, summary};
use crate::ingest::Members;
use crate::store::Snapshot;
use axum::body::Bytes;
use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderValue, Method, Uri};
use axum::response::Response;
use chrono::{DateTime, Utc};
use serde_json::{Value, json};
use std::cell::Cell;
use std::sync::Arc;

/// Most bytes of a question.
const MOST_BYTES: usize = 16 << 20;
/// Most cells whose distances are looked at one by one, for a mean and quantiles weighed by area.
const MOST_CELLS: u64 = 20_000_000;

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
    let scenario = asked.scenario.as_ref().map(|changed| &changed.scenario);
    let there = snapshot.sites(&asked.choice, None);
    let changed = scenario.map(|scenario| snapshot.sites(&asked.choice, Some(scenario)));
    // What is weighed by its area is looked at cell by cell, so that cells are bounded.
    let weighs_area = Cell::new(asked.reach.include.distances);
    let (sums, sums_after) = fitted(asked, effort, |resolution, effort| {
        let bound = if weighs_area.get() { Bound::Unknown } else { Bound::Kept };
        let ground = ground(snapshot, asked, resolution, bound, effort)?;
        weighs_area.set(asked.reach.include.distances && ground.demand_total() == 0.0);
        if weighs_area.get() {
            few_enough(&ground, MOST_CELLS, "include=bands,farthest asks less")?;
        }
        let summed = |sites: &[Site]| summary(&ground, sites, &asked.reach, effort).map_err(Excess::of_work);
        Ok((summed(&there)?, changed.as_deref().map(summed).transpose()?))
    })?;
    let before = shape::summary(&sums, &there, asked);
    let mut body = shape::head(asked, snapshot, now);
    match asked.scenario.as_ref().zip(changed).zip(sums_after) {
        None => shape::merge(&mut body, before),
        Some(((changed, sites), sums_after)) => {
            let after = shape::summary(&sums_after, &sites, asked);
            let delta = shape::delta((&sums, there.len()), (&sums_after, sites.len()), asked);
            shape::merge(
                &mut body,
                json!({"scenario": changed.told(), "before": before, "after": after, "delta": delta}),
            );
        }
    }
    Ok(body)
}

/// For how long the answer to a question holds.
pub(super) fn holds(snapshot: &Snapshot, asked: &Asked, now: DateTime<Utc>) -> Holds {
    match asked.now {
        false => Holds::WithTheData,
        true => Holds::Until { now, changes_at: snapshot.choice_changes_at(&asked.choice) },
    }
}
