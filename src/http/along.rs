//! `/v1/along`: which stations lie beside a route, and are they open when one passes?

use super::App;
use super::asked::{take_choice, take_crs, take_speed};
use super::body::read_body;
use super::feature::{FeatureWriter, write_distance};
use super::lang::Lang;
use super::nearest::write_tail;
use super::params::Params;
use super::problem::Problem;
use super::reply::{GEOJSON, Holds, reply};
use crate::coverage::{Effort, Halt};
use crate::geodesy::{Crs, Distance, Position, Route};
use crate::index::Beside;
use crate::ingest::{MOST_VERTICES, Members, read_route};
use crate::store::{Choice, Journey, Snapshot};
use axum::extract::{Request, State};
use axum::http::HeaderMap;
use axum::response::Response;
use chrono::{DateTime, Utc};
use serde_json::{Map, Value, json};
use std::sync::Arc;

/// Most bytes of a question.
const MOST_BYTES: usize = 16 << 20;
/// Widest corridor in metres: what a foot is proven for.
const WIDEST_CORRIDOR_M: f64 = 50_000.0;
/// Corridor that is usual: a detour of a few minutes on foot.
const USUAL_CORRIDOR_M: f64 = 500.0;
/// Longest journey in seconds that is judged: as long as openings can be told for in years that RFC 3339 can write.
const LONGEST_JOURNEY_S: f64 = 5.0 * 366.0 * 86_400.0;
// Instants are taken up to the year 9990, and a route's length in millimetres is to fit a double.
const _: () = assert!(9990.0 + LONGEST_JOURNEY_S / (365.0 * 86_400.0) < 9998.0);
const _: () = assert!(MOST_VERTICES * 20_100_000 * 1000 < 1 << 53);

/// A question for the stations beside a route.
#[derive(Debug)]
pub struct Asked {
    crs: Crs,
    lang: Lang,
    limit: usize,
    vertices: Vec<Position>,
    corridor_m: f64,
    choice: Choice,
    speed_mps: Option<f64>,
    echo: Map<String, Value>,
}

impl Asked {
    /// Reads a question.
    ///
    /// # Errors
    /// A `400` that names all that is wrong.
    pub fn read(mut params: Params, snapshot: &Snapshot, now: DateTime<Utc>) -> Result<Self, Problem> {
        let mut echo = Map::new();
        let crs = take_crs(&mut params);
        let lang = Lang::take(&mut params);
        let vertices = take_route(&mut params, crs);
        let corridor_m = params.number("corridor_m", 0.0..=WIDEST_CORRIDOR_M, "metres").unwrap_or(USUAL_CORRIDOR_M);
        let limit = params.whole_number("limit", 1..=1000, "stations").unwrap_or(100) as usize;
        echo.insert("route".to_owned(), json!({"vertices": vertices.len()}));
        echo.insert("corridor_m".to_owned(), corridor_m.into());
        echo.insert("limit".to_owned(), limit.into());
        let says_when = params.has("at") || params.has("open");
        let choice = take_choice(&mut params, &snapshot.lexicon, now, &mut echo);
        let speed_mps = take_speed(&mut params, says_when, &mut echo);
        echo.insert("crs".to_owned(), crs.as_str().into());
        echo.insert("lang".to_owned(), lang.as_str().into());
        params.finish()?;
        Ok(Self { crs, lang, limit, vertices, corridor_m, choice, speed_mps, echo })
    }

    /// Most stations of an answer.
    pub fn limit(&self) -> usize {
        self.limit
    }

    /// The question itself.
    ///
    /// # Errors
    /// `400` for a speed at which the way takes years.
    pub fn journey(&self) -> Result<Journey, Problem> {
        let route = Route::through(&self.vertices).ok_or_else(Problem::internal)?;
        if let Some(speed_mps) = self.speed_mps.filter(|speed_mps| route.length_m() / speed_mps > LONGEST_JOURNEY_S) {
            let mut params = Params::none();
            let hint = "at this speed the route takes more than five years";
            params.error("speed_mps", "out_of_range", Some(&speed_mps.to_string()), hint);
            params.finish()?;
        }
        let Self { corridor_m, choice, speed_mps, .. } = self;
        Ok(Journey { route, corridor_m: *corridor_m, choice: choice.clone(), speed_mps: *speed_mps })
    }
}

/// Takes the route's vertices; none if it is missing or wrong.
fn take_route(params: &mut Params, crs: Crs) -> Vec<Position> {
    if !params.has("route") {
        params.missing("route", "a LineString, or {\"polyline\": \"...\", \"precision\": 5}, is needed");
    }
    let Some(value) = params.object("route") else { return Vec::new() };
    read_route(&value, crs).unwrap_or_else(|reason| {
        params.error("route", "not_a_route", None, reason);
        Vec::new()
    })
}

/// `POST /v1/along`.
pub async fn post(State(app): State<Arc<App>>, request: Request) -> Result<Response, Problem> {
    let snapshot = app.snapshot()?;
    let query = Params::from_query(request.uri().query().unwrap_or_default());
    let body = read_body(request, MOST_BYTES).await?;
    query.finish()?;
    let now = Utc::now();
    let answer = app.heavy.run({
        let snapshot = snapshot.clone();
        move |effort| {
            let members = Members::read(&body).map_err(|error| Problem::not_json(&error))?;
            let asked = Asked::read(Params::from_members(members), &snapshot, now)?;
            let journey = asked.journey()?;
            let found = found(&snapshot, &journey, effort)?;
            Ok(answer(&snapshot, &asked, &journey, &found, now))
        }
    });
    Ok(reply(&snapshot, "", &HeaderMap::new(), GEOJSON, Holds::Now { now }, answer.await?))
}

/// The stations that answer, all of them.
///
/// # Errors
/// `422` when it takes too much work.
pub fn found(snapshot: &Snapshot, journey: &Journey, effort: &Effort) -> Result<Vec<Beside>, Problem> {
    snapshot.along(journey, effort).map_err(|halt| match halt {
        Halt::TooMuch | Halt::Overdue => Problem::too_much(format!(
            "this would take more work than one answer may: a corridor_m of {} or less, a part of the route, or filters that fewer stations pass would fit",
            (journey.corridor_m / 4.0).ceil()
        )),
        Halt::Abandoned => Problem::busy(),
    })
}

/// The answer as a FeatureCollection of the first stations, with the number of all.
pub fn answer(snapshot: &Snapshot, asked: &Asked, journey: &Journey, found: &[Beside], now: DateTime<Utc>) -> String {
    let mut out = String::with_capacity(4096);
    out.push_str("{\"type\":\"FeatureCollection\",\"features\":[");
    let mut writer = FeatureWriter::new(snapshot, asked.crs, asked.lang);
    let shown = found.get(..asked.limit).unwrap_or(found);
    for (place, beside) in shown.iter().enumerate() {
        if place > 0 {
            out.push(',');
        }
        let arrival = asked.speed_mps.map(|_| asked.choice.arrival(beside.along, asked.speed_mps));
        writer.write_measured(&mut out, beside.ordinal, asked.choice.at, arrival, |out| {
            out.push_str("\"along_m\":");
            write_distance(out, beside.along);
            out.push_str(",\"offset_m\":");
            write_distance(out, beside.offset);
            out.push(',');
        });
    }
    out.push_str("],\"numberMatched\":");
    out.push_str(itoa::Buffer::new().format(found.len()));
    out.push_str(",\"numberReturned\":");
    out.push_str(itoa::Buffer::new().format(shown.len()));
    out.push_str(",\"length_m\":");
    write_distance(&mut out, Distance::from_m(journey.route.length_m()));
    write_tail(&mut out, snapshot, asked.crs, &asked.echo, now);
    out
}
