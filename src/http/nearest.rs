//! `/v1/nearest`: which stations are near me, open, and have what I need? One position, or up to a thousand.

use super::App;
use super::api::operation::Operation;
use super::api::schema::{self, Named, list, named, object, or_null, text, whole};
use super::api::station::about_itself;
use super::asked::{Asked, take_position};
use super::body::read_body;
use super::caught::aside;
use super::dataset::push_named;
use super::declared::{Declared, Shaped, body_of};
use super::digits::{write_distance, write_rfc3339};
use super::echo::Echo;
use super::feature::FeatureWriter;
use super::filters::{FILTERS, LAT, LON, OF_NEAREST, POSITION};
use super::params::Params;
use super::problem::Problem;
use super::reply::{GEOJSON, Holds, JSON, reply};
use super::selected::{Selected, look_up};
use crate::geodesy::Crs;
use crate::index::{Near, Scratch};
use crate::ingest::Members;
use crate::json_text::{push_quoted, quoted};
use crate::store::{Budget, NearestUnfiltered, Question, Snapshot, TooMuchWork};
use axum::extract::{Request, State};
use axum::http::HeaderMap;
use axum::response::Response;
use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use rayon::prelude::*;
use serde_json::Value;
use std::cell::Cell;
use std::sync::Arc;

/// Most points in one batch.
const MOST_POINTS: usize = 1000;
/// Most bytes of a batch.
const BATCH_BYTES: usize = 2 << 20;

/// Bytes that most answers take beside the stations.
const ANSWER_BYTES: usize = 768;

/// Arrivals judged for one position, and for one batch: some tens of milliseconds, and about a second.
const MOST_ARRIVALS: usize = 20_000;
const MOST_ARRIVALS_OF_BATCH: usize = 500_000;
/// Rows of a batch that are written side by side.
const ROWS_AT_ONCE: usize = 64;

static POINTS: Shaped = Shaped {
    name: "points",
    needed: Some("an array of {\"lon\", \"lat\"} is needed"),
    in_address: None,
    in_body: || schema::list_in(1..=MOST_POINTS, schema::made(body_of(&[&ID, &LON, &LAT])), None),
    about: "The positions, each answered and judged alone: a bad one fails only its own row.",
};

static ID: Shaped = Shaped {
    name: "id",
    needed: None,
    in_address: None,
    in_body: || schema::or_null(schema::id("")),
    about: "By which the row is called in the answer.",
};

thread_local! {
    /// What the searches of a thread leave to the next: an answer takes memory for itself alone.
    static SCRATCH: Cell<Scratch> = Cell::default();
}

fn with_scratch<T>(search: impl FnOnce(&mut Scratch) -> T) -> T {
    let mut scratch = SCRATCH.take();
    let found = search(&mut scratch);
    SCRATCH.set(scratch);
    found
}

/// `GET /v1/nearest`.
pub async fn get(State(app): State<Arc<App>>, request: Request) -> Result<Response, Problem> {
    let snapshot = app.snapshot()?;
    let (uri, headers) = (request.uri(), request.headers());
    let query = uri.query().unwrap_or_default();
    look_up(query, &snapshot).await;
    let now = Utc::now();
    let (asked, question) = read(Params::from_query(query), &snapshot, now)?;
    let (body, changes_at) = if question.speed_mps.is_some() {
        // Judging many arrivals takes long enough to keep other requests waiting.
        let (snapshot, asked, question) = (snapshot.clone(), asked.clone(), question.clone());
        let answered = aside(move || answer(&snapshot, &asked, &question, now));
        answered.await.ok_or_else(Problem::internal)??
    } else {
        answer(&snapshot, &asked, &question, now)?
    };
    let holds = holds(&asked, &question, changes_at, now);
    let address = uri.path_and_query().map_or("", |address| address.as_str());
    Ok(reply(&snapshot, address, headers, GEOJSON, holds, body))
}

/// Reads a question with one position.
///
/// # Errors
/// A `400` that names all that is wrong.
pub fn read(mut params: Params, snapshot: &Snapshot, now: DateTime<Utc>) -> Result<(Asked, Question), Problem> {
    let mut asked = Asked::take(&mut params, snapshot, now);
    let position = take_position(&mut params, asked.crs);
    params.finish()?;
    // Without a position finish has refused the request already.
    let (from, given) = position.ok_or_else(Problem::internal)?;
    asked.tell_position(given);
    let question = asked.question(from);
    Ok((asked, question))
}

/// The answer as a FeatureCollection, and the first instant at which an opening changes it.
///
/// # Errors
/// `422` when it takes too much work.
pub fn answer(
    snapshot: &Snapshot,
    asked: &Asked,
    question: &Question,
    now: DateTime<Utc>,
) -> Result<(String, Option<DateTime<Utc>>), Problem> {
    with_scratch(|scratch| answer_in(scratch, snapshot, asked, question, now))
}

/// [`answer`] in the memory of a search before.
fn answer_in(
    scratch: &mut Scratch,
    snapshot: &Snapshot,
    asked: &Asked,
    question: &Question,
    now: DateTime<Utc>,
) -> Result<(String, Option<DateTime<Utc>>), Problem> {
    let budget = Budget::new(MOST_ARRIVALS);
    let found =
        snapshot.nearest_within(question, &budget, scratch).map_err(|TooMuchWork| Problem::too_many_arrivals())?;
    let mut writer = writer(snapshot, asked);
    let mut out = String::with_capacity(
        ANSWER_BYTES + writer.room(found.iter().map(|near| near.ordinal), question.speed_mps.is_some()),
    );
    out.push_str("{\"type\":\"FeatureCollection\",\"features\":[");
    write_found(&mut out, &mut writer, snapshot, question, found);
    out.push_str(",\"numberReturned\":");
    out.push_str(itoa::Buffer::new().format(found.len()));
    write_tail(&mut out, snapshot, asked.crs, asked.echo(), now);
    // Whoever travels is judged at arrivals, which no instant of change speaks for.
    let choice_changes_at =
        question.speed_mps.is_none().then(|| snapshot.choice_changes_at(&question.choice)).flatten();
    let changes_at = [writer.changes_at(), choice_changes_at].into_iter().flatten().min();
    Ok((out, changes_at))
}

fn writer<'a>(snapshot: &'a Snapshot, asked: &'a Asked) -> FeatureWriter<'a> {
    FeatureWriter::new(snapshot, asked.crs, asked.lang).with_links(asked.links).selecting(asked.selected.as_ref())
}

/// Writes what was found, the end of the list and, where it is empty, why.
fn write_found(out: &mut String, writer: &mut FeatureWriter, snapshot: &Snapshot, question: &Question, found: &[Near]) {
    writer.write_all(out, found, question);
    out.push(']');
    if found.is_empty() {
        out.push_str(",\"explain\":{\"nearest_unfiltered\":");
        write_unfiltered(out, snapshot, snapshot.nearest_unfiltered(question));
        out.push('}');
    }
}

/// Writes which station is the nearest after all, and what keeps it out.
pub(super) fn write_unfiltered(out: &mut String, snapshot: &Snapshot, nearest: Option<NearestUnfiltered>) {
    let Some(nearest) = nearest else { return out.push_str("null") };
    let Some(station) = snapshot.index.stations().get(nearest.near.ordinal) else { return out.push_str("null") };
    out.push_str("{\"id\":");
    push_quoted(out, station.id.as_str());
    out.push_str(",\"distance_m\":");
    write_distance(out, nearest.near.distance);
    out.push_str(",\"failed\":");
    out.push_str(&Value::from(nearest.failed).to_string());
    if let Some(opens_at) = nearest.opens_at {
        out.push_str(",\"opens_at\":\"");
        write_rfc3339(out, opens_at, station.timezone.unwrap_or(Tz::UTC));
        out.push('"');
    }
    out.push('}');
}

/// Writes what every answer says of itself, and its last brace.
pub(super) fn write_tail(out: &mut String, snapshot: &Snapshot, crs: Crs, echo: &Echo, now: DateTime<Utc>) {
    out.push_str(",\"query\":");
    echo.write(out);
    out.push_str(",\"crs\":\"");
    out.push_str(crs.as_str());
    out.push_str("\",\"dataset\":");
    push_named(out, snapshot);
    out.push_str(",\"timeStamp\":\"");
    write_rfc3339(out, now, Tz::UTC);
    out.push_str("\"}");
}

fn holds(asked: &Asked, question: &Question, changes_at: Option<DateTime<Utc>>, now: DateTime<Utc>) -> Holds {
    // Every later asking sets out later and arrives later, which does not matter to who sees nothing of it.
    let arrives = question.speed_mps.is_some()
        && (question.choice.open.is_some() || asked.selected.as_ref().is_none_or(Selected::shows_arrivals));
    match (asked.now, arrives) {
        (false, _) => Holds::WithTheData,
        (true, false) => Holds::Until { now, changes_at },
        (true, true) => Holds::Now { now },
    }
}

/// `POST /v1/nearest`.
pub async fn post(State(app): State<Arc<App>>, request: Request) -> Result<Response, Problem> {
    let snapshot = app.snapshot()?;
    let query = Params::from_query(request.uri().query().unwrap_or_default()).finish();
    let body = read_body(request, BATCH_BYTES).await?;
    query?;
    let now = Utc::now();
    let answered = aside({
        let snapshot = snapshot.clone();
        move || batch(&snapshot, &body, now)
    });
    let body = answered.await.ok_or_else(Problem::internal)??;
    Ok(reply(&snapshot, "", &HeaderMap::new(), JSON, Holds::Now { now }, body))
}

/// Answers a batch: every row judged alone, in the order given.
fn batch(snapshot: &Snapshot, body: &str, now: DateTime<Utc>) -> Result<String, Problem> {
    let members = Members::read(body).map_err(|error| Problem::not_json(&error))?;
    let mut params = Params::from_members(members);
    let asked = Asked::take(&mut params, snapshot, now);
    POINTS.look_for(&mut params);
    let points = params.array(POINTS.name).unwrap_or_default();
    if points.is_empty() || points.len() > MOST_POINTS {
        params.miscounted(POINTS.name, points.len(), &format!("1 to {MOST_POINTS} points are expected"));
    }
    params.finish()?;
    let budget = Budget::new(MOST_ARRIVALS_OF_BATCH);
    let mut out = String::from("{\"results\":[");
    for (run, points) in points.chunks(ROWS_AT_ONCE).enumerate() {
        let number = |place: usize| run * ROWS_AT_ONCE + place;
        let rows: Vec<String> = points
            .par_iter()
            .enumerate()
            .map(|(place, point)| row(snapshot, &asked, number(place), point.get(), &budget))
            .collect();
        for row in rows {
            if !out.ends_with('[') {
                out.push(',');
            }
            out.push_str(&row);
        }
    }
    out.push_str("],\"numberReturned\":");
    out.push_str(itoa::Buffer::new().format(points.len()));
    write_tail(&mut out, snapshot, asked.crs, asked.echo(), now);
    Ok(out)
}

fn row(snapshot: &Snapshot, asked: &Asked, index: usize, point: &str, budget: &Budget) -> String {
    let mut params = match Members::read(point) {
        Ok(mut members) => {
            // A row that has no id may say so.
            members.0.retain(|(name, value)| name != ID.name || value.get() != "null");
            Params::from_members(members)
        }
        Err(_) => Params::none(),
    };
    let id = params.id(ID.name);
    let position = if point.starts_with('{') {
        take_position(&mut params, asked.crs)
    } else {
        params.error(POINTS.name, "not_an_object", Some(point), "an object with lon and lat is expected");
        None
    };
    let question =
        params.finish().and_then(|()| position.map(|(from, _)| asked.question(from)).ok_or_else(Problem::internal));
    let mut out = format!("{{\"id\":{},\"index\":{index},", id.as_deref().map_or("null".to_owned(), quoted));
    let answered = question.and_then(|question| {
        with_scratch(|scratch| {
            let found = snapshot.nearest_within(&question, budget, scratch);
            let found = found.map_err(|TooMuchWork| Problem::too_many_arrivals())?;
            out.push_str("\"features\":[");
            let mut writer = writer(snapshot, asked);
            write_found(&mut out, &mut writer, snapshot, &question, found);
            Ok(())
        })
    });
    if let Err(problem) = answered {
        out.push_str("\"problem\":");
        out.push_str(&serde_json::to_string(&problem).unwrap_or_else(|_| "{}".to_owned()));
    }
    out.push('}');
    out
}

/// What there is to tell of the route.
pub(super) fn operations() -> Vec<Operation> {
    let points: [&'static dyn Declared; 1] = [&POINTS];
    vec![
        Operation::get("/v1/nearest", "nearest", "The stations nearest to a position, nearest first")
            .of("Find")
            .about("Where the filters leave nothing, `explain` says which station is the nearest of all and what keeps it out.")
            .taking(&[&POSITION, &OF_NEAREST, &FILTERS])
            .answering("application/geo+json", "The stations.", named("Nearest"), include_str!("api/examples/nearest.json"))
            .asked("lon=13.3777&lat=52.5163&limit=1&amenity=information&at=2026-11-23T20:30:00%2B01:00")
            .refusing(&[422]),
        Operation::post("/v1/nearest", "nearestBatch", "The same for up to a thousand positions", &[&points, &OF_NEAREST, &FILTERS], BATCH_BYTES)
            .of("Find")
            .answering("application/json", "A row for each position, in the order given.", named("NearestBatch"), include_str!("api/examples/nearestBatch.json"))
            .asked(r#"{"points": [{"id": "a", "lon": 121.4, "lat": 37.54}, {"lon": 123.4, "lat": 41.8}], "limit": 1, "amenity": ["legal_aid"], "radius_m": 5000, "at": "2026-11-23T10:00:00+08:00"}"#),
    ]
}

/// The schemas of its answers.
pub(super) fn schemas() -> Vec<Named> {
    let unfiltered = object(
        "The nearest station of all, whatever the filters say.",
        [
            ("id", text("Its id.")),
            ("distance_m", schema::amount("How far it is, in metres.")),
            (
                "failed",
                list(
                    "All that kept it out: amenity:X, amenity:X:closed, amenity:X:hours_unknown, amenity_any, amenity_not:X, kind, access, capacity, closed, hours_unknown, closes_too_soon, radius.",
                    text(""),
                ),
            ),
            ("opens_at?", schema::instant("When it opens, where that would cure it.")),
        ],
    );
    let explain = || object("Why there is nothing.", [("nearest_unfiltered", or_null(named("NearestUnfiltered")))]);
    let found = || list("Nearest first, then by id.", named("Station"));
    let collection = [
        ("type", schema::always("FeatureCollection")),
        ("features", found()),
        ("explain?", explain()),
        ("numberReturned", whole("How many stations there are in features.")),
    ];
    let row = object(
        "What came of one position.",
        [
            ("id", or_null(text("As it was given."))),
            ("index", whole("Its place in points, from 0.")),
            ("features?", found()),
            ("explain?", explain()),
            ("problem?", schema::about("What is wrong with it, in place of features.", named("Problem"))),
        ],
    );
    let batch = [
        ("results", list("In the order of points.", named("NearestRow"))),
        ("numberReturned", whole("How many rows there are in results.")),
    ];
    vec![
        ("NearestUnfiltered", unfiltered),
        ("Nearest", object("Stations, as a GeoJSON FeatureCollection.", collection.into_iter().chain(about_itself()))),
        ("NearestRow", row),
        ("NearestBatch", object("Stations near each of several positions.", batch.into_iter().chain(about_itself()))),
    ]
}
