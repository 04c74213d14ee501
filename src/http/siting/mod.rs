//! `/v1/siting`: where should the next ones go? Sites in the order to build them, and how good they are at most.

mod asked;
mod described;
mod named;
mod setting;
mod shape;
mod sums;

pub use asked::Asked;
pub(super) use described::{operations, schemas};
pub use named::Named;
pub use setting::Setting;

use super::App;
use super::body::read_body;
use super::coverage;
use super::problem::Problem;
use super::reply::{Holds, JSON, reply};
use crate::coverage::{Effort, Halt};
use crate::siting::{Heard, Patience, Solution, Status, solve};
use crate::store::Snapshot;
use axum::extract::{Request, State};
use axum::http::HeaderMap;
use axum::response::Response;
use chrono::{DateTime, Utc};
use h3o::Resolution;
use serde_json::Value;
use std::sync::Arc;
use std::time::{Duration, Instant};

/// The route.
pub const PATH: &str = "/v1/siting";
/// The longest that a search may be asked to take; the contract fixes it.
pub const LONGEST_LIMIT: Duration = Duration::from_secs(60);
/// How long an answer may take besides: to find who is near whom, and to sum up what it changes.
const BESIDES: Duration = Duration::from_secs(15);
/// Most bytes of a question.
const MOST_BYTES: usize = 16 << 20;

/// `POST /v1/siting`.
pub async fn post(State(app): State<Arc<App>>, request: Request) -> Result<Response, Problem> {
    let snapshot = app.snapshot()?;
    let uri = request.uri().clone();
    let body = read_body(request, MOST_BYTES).await?;
    let now = Utc::now();
    let answer = app
        .sought
        .run_for(LONGEST_LIMIT + BESIDES, {
            let (snapshot, uri) = (snapshot.clone(), uri.clone());
            move |effort| {
                let began = Instant::now();
                let mut params = coverage::params(&uri, Some(&body))?;
                let asked = Asked::take(&mut params, &snapshot, now);
                params.finish()?;
                asked.found()?;
                let patience = Patience::until(Some(began + asked.time_limit), effort.abandonment());
                let setting = Setting::of(&asked, &snapshot, effort)?;
                let solution = solved(&asked, &setting, &patience, &|_, _| {})?;
                told(&asked, &setting, &solution, &snapshot, now, effort)
            }
        })
        .await?;
    let holds = Holds::Now { now };
    Ok(reply(&snapshot, uri.path(), &HeaderMap::new(), JSON, holds, answer.to_string()))
}

/// Solves a question that is understood.
///
/// # Errors
/// `422` if nothing was found in the time given, and it is not proven that there is nothing.
pub fn solved(asked: &Asked, setting: &Setting, patience: &Patience, heard: Heard) -> Result<Solution, Problem> {
    let solution = solve(&setting.problem, asked.method, patience, heard);
    if solution.status == Status::Unknown {
        let sites = setting.problem.sites;
        return Err(Problem::too_much(format!(
            "no choice of {sites} sites was found in the time, and none is proven to be impossible: a longer time_limit_s, fewer sites or a smaller min_spacing_m would fit"
        )));
    }
    Ok(solution)
}

/// The whole answer.
///
/// # Errors
/// `422` for too much work.
pub fn told(
    asked: &Asked,
    setting: &Setting,
    solution: &Solution,
    snapshot: &Snapshot,
    now: DateTime<Utc>,
    effort: &Effort,
) -> Result<Value, Problem> {
    let [before, after] = sums::before_and_after(asked, setting, solution, snapshot, effort)?;
    Ok(shape::answer(asked, setting, solution, snapshot, now, (before, after), effort))
}

/// What would fit where work was too much: a parameter with the resolution that does, if one is known, and with it the
/// resolution of candidates that has to be coarser too.
fn halted(halt: Halt, fits: Option<(&str, Resolution, Option<Resolution>)>) -> Problem {
    let besides = "fewer candidates, less demand or a smaller radius_m";
    let would_fit = match fits {
        Some((param, fits, None)) => format!("{param} {fits} would fit, as would {besides}"),
        Some((param, fits, Some(candidates))) => {
            format!("{param} {fits} with candidate_resolution {candidates} would fit, as would {besides}")
        }
        None => format!("{besides} would fit"),
    };
    match halt {
        Halt::TooMuch | Halt::TooMany => {
            Problem::too_much(format!("this would take more work than one answer may: {would_fit}"))
        }
        Halt::Overdue => Problem::timed_out(),
        Halt::Abandoned => Problem::busy(),
    }
}
