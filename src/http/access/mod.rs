//! `/v1/access`: how well is each cell served, if all who reach a station share what it has?

mod asked;
mod described;
mod shape;

pub(super) use described::{operations, schemas};

use super::App;
use super::body::read_body;
use super::coverage::{self, Bound, Excess, few_enough, fitted, ground};
use super::problem::Problem;
use super::reply::{Holds, JSON, reply};
use crate::coverage::{Effort, Supply, access};
use crate::store::Snapshot;
use asked::Asked;
use axum::extract::{Request, State};
use axum::http::HeaderMap;
use axum::response::Response;
use chrono::{DateTime, Utc};
use std::sync::Arc;

/// Most bytes of a question.
const MOST_BYTES: usize = 16 << 20;
/// Most cells of one answer.
const MOST_CELLS: u64 = 1_000_000;

/// `POST /v1/access`.
pub async fn post(State(app): State<Arc<App>>, request: Request) -> Result<Response, Problem> {
    let snapshot = app.snapshot()?;
    let uri = request.uri().clone();
    let body = read_body(request, MOST_BYTES).await?;
    let now = Utc::now();
    let answer = app
        .heavy
        .run({
            let (snapshot, uri) = (snapshot.clone(), uri.clone());
            move |effort| {
                let mut params = coverage::params(&uri, Some(&body))?;
                let asked = Asked::take(&mut params, &snapshot, now);
                params.finish()?;
                asked.found()?;
                told(&asked, &snapshot, now, effort)
            }
        })
        .await?;
    Ok(reply(&snapshot, uri.path(), &HeaderMap::new(), JSON, Holds::Now { now }, answer))
}

/// The answer to a question that is understood.
fn told(asked: &Asked, snapshot: &Snapshot, now: DateTime<Utc>, effort: &Effort) -> Result<String, Problem> {
    let all = snapshot.supplies(&asked.over.choice, asked.by_capacity);
    let supplies: Vec<Supply> = all.iter().copied().flatten().collect();
    let scores = fitted(&asked.over, effort, |resolution, effort| {
        let ground = ground(snapshot, &asked.over, resolution, Bound::Unknown, effort)?;
        few_enough(&ground, MOST_CELLS, "/v1/coverage sums more of them up")?;
        // How many pairs of cells and stations there are is found out on the way.
        access(&ground, &supplies, &asked.access, effort).map_err(Excess::of_unknown)
    })?;
    Ok(shape::answer(asked, snapshot, now, &scores, (all.len(), &supplies)))
}
