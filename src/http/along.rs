//! `/v1/along`: which stations lie beside a route, and are they open when one passes?

use super::App;
use super::api::operation::Operation;
use super::api::schema::{self, Named, list, named, object, whole};
use super::api::station::about_itself;
use super::asked::{take_choice, take_crs, take_speed};
use super::body::read_body;
use super::declared::{Declared, Means, Number, Whole};
use super::digits::write_distance;
use super::echo::Echo;
use super::feature::FeatureWriter;
use super::filters::{AT, CRS, FILTERS, OPEN, SPEED_MPS};
use super::lang::{LANG, Lang};
use super::nearest::write_tail;
use super::params::Params;
use super::problem::Problem;
use super::reply::{GEOJSON, Holds, reply};
use super::route::{ROUTE, take_route};
use super::selected::{Computed, PROPERTIES, Selected};
use crate::coverage::{Effort, Halt};
use crate::geodesy::{Crs, Distance, Position, Route};
use crate::index::Beside;
use crate::ingest::{MOST_VERTICES, Members};
use crate::store::{Choice, Journey, Snapshot};
use axum::extract::{Request, State};
use axum::http::HeaderMap;
use axum::response::Response;
use chrono::{DateTime, Utc};
use serde_json::json;
use std::sync::Arc;

/// Most bytes of a question.
const MOST_BYTES: usize = 16 << 20;
/// Longest journey in seconds that is judged: as long as openings can be told for in years that RFC 3339 can write.
const LONGEST_JOURNEY_S: f64 = 5.0 * 366.0 * 86_400.0;
// Instants are taken up to the year 9990, and a route's length in millimetres is to fit a double.
const _: () = assert!(9990.0 + LONGEST_JOURNEY_S / (365.0 * 86_400.0) < 9998.0);
const _: () = assert!(MOST_VERTICES * 20_100_000 * 1000 < 1 << 53);

static CORRIDOR_M: Number<Means<f64>> = Number {
    name: "corridor_m",
    // What a foot is proven for.
    range: 0.0..=50_000.0,
    unit: "metres",
    // A detour of a few minutes on foot.
    absent: Means(500.0),
    about: "How far from the route a station may be, as the WGS 84 geodesic distance to its closest point, inclusive.",
};

static LIMIT: Whole<Means<u64>> = Whole {
    name: "limit",
    range: 1..=1000,
    unit: "stations",
    absent: Means(100),
    about: "The most stations that are told; numberMatched counts all.",
};

/// What a question says beside the filters.
static MEMBERS: [&dyn Declared; 7] = [&ROUTE, &CORRIDOR_M, &LIMIT, &SPEED_MPS, &PROPERTIES, &CRS, &LANG];

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
    selected: Option<Selected>,
    echo: Echo,
}

impl Asked {
    /// Reads a question.
    ///
    /// # Errors
    /// A `400` that names all that is wrong.
    pub fn read(mut params: Params, snapshot: &Snapshot, now: DateTime<Utc>) -> Result<Self, Problem> {
        let mut echo = Echo::new();
        let crs = take_crs(&mut params);
        let lang = Lang::take(&mut params);
        let vertices = take_route(&mut params, crs);
        let corridor_m = CORRIDOR_M.take(&mut params);
        let limit = LIMIT.take(&mut params) as usize;
        echo.insert(ROUTE.name, json!({"vertices": vertices.len()}));
        echo.insert(CORRIDOR_M.name, corridor_m);
        echo.insert(LIMIT.name, limit);
        let says_when = params.has(AT.name) || params.has(OPEN.name);
        let choice = take_choice(&mut params, &snapshot.lexicon, now, &mut echo);
        let told = Computed::FROM_ROUTE.and(Computed::OF_ITSELF).travelling(params.has(SPEED_MPS.name));
        let speed_mps = take_speed(&mut params, says_when, &mut echo);
        let selected = Selected::take(&mut params, snapshot, told, &mut echo);
        echo.insert(CRS.name, crs.as_str());
        echo.insert(LANG.name, lang.as_str());
        params.finish()?;
        Ok(Self { crs, lang, limit, vertices, corridor_m, choice, speed_mps, selected, echo })
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
            params.error(SPEED_MPS.name, "out_of_range", Some(&speed_mps.to_string()), hint);
            params.finish()?;
        }
        let Self { corridor_m, choice, speed_mps, .. } = self;
        Ok(Journey { route, corridor_m: *corridor_m, choice: choice.clone(), speed_mps: *speed_mps })
    }
}

/// `POST /v1/along`.
pub async fn post(State(app): State<Arc<App>>, request: Request) -> Result<Response, Problem> {
    let snapshot = app.snapshot()?;
    let query = Params::from_query(request.uri().query().unwrap_or_default()).finish();
    let body = read_body(request, MOST_BYTES).await?;
    query?;
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
        Halt::TooMuch | Halt::TooMany => Problem::too_much(format!(
            "this would take more work than one answer may: a corridor_m of {} or less, a part of the route, or filters that fewer stations pass would fit",
            (journey.corridor_m / 4.0).ceil()
        )),
        Halt::Overdue => Problem::timed_out(),
        Halt::Abandoned => Problem::busy(),
    })
}

/// The answer as a FeatureCollection of the first stations, with the number of all.
pub fn answer(snapshot: &Snapshot, asked: &Asked, journey: &Journey, found: &[Beside], now: DateTime<Utc>) -> String {
    let mut out = String::with_capacity(4096);
    out.push_str("{\"type\":\"FeatureCollection\",\"features\":[");
    let mut writer = FeatureWriter::new(snapshot, asked.crs, asked.lang).selecting(asked.selected.as_ref());
    let computed = writer.computed();
    let shown = found.get(..asked.limit).unwrap_or(found);
    for (place, beside) in shown.iter().enumerate() {
        if place > 0 {
            out.push(',');
        }
        let arrival = asked.speed_mps.map(|_| asked.choice.arrival(beside.along, asked.speed_mps));
        writer.write_measured(&mut out, beside.ordinal, asked.choice.at, arrival, |out| {
            for (name, of, distance) in [
                ("\"along_m\":", Computed::ALONG_M, beside.along),
                ("\"offset_m\":", Computed::OFFSET_M, beside.offset),
            ] {
                if computed.has(of) {
                    out.push_str(name);
                    write_distance(out, distance);
                    out.push(',');
                }
            }
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

/// What there is to tell of the route.
pub(super) fn operations() -> Vec<Operation> {
    vec![
        Operation::post("/v1/along", "along", "The stations beside a route, in the order in which one passes them", &[&MEMBERS, &FILTERS], MOST_BYTES)
            .of("Find")
            .about("A station is passed where the route is closest to it; with `speed_mps` its openings are also judged then.")
            .answering("application/geo+json", "The stations.", named("Along"), include_str!("api/examples/along.json"))
            .asked(r#"{"route": {"type": "LineString", "coordinates": [[13.3603, 52.5271], [13.3777, 52.5163], [13.3884, 52.5202]]}, "corridor_m": 500, "limit": 1, "amenity": ["toilets"], "speed_mps": 1.4, "at": "2026-11-23T20:30:00+01:00"}"#)
            .refusing(&[422]),
    ]
}

/// The schemas of its answer.
pub(super) fn schemas() -> Vec<Named> {
    let members = [
        ("type", schema::always("FeatureCollection")),
        ("features", list("By how far along the route they are, then by how far off, then by id.", named("Station"))),
        ("numberMatched", whole("How many stations there are beside the route.")),
        ("numberReturned", whole("How many of them are in features.")),
        ("length_m", schema::amount("How long the route is, in metres.")),
    ];
    let along =
        object("Stations beside a route, as a GeoJSON FeatureCollection.", members.into_iter().chain(about_itself()));
    vec![("Along", along)]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::{Source, load};

    #[test]
    fn too_much_work_is_refused_with_what_would_fit() {
        let snapshot = load(&Source::Bundled, &|_, _, _| {}).unwrap();
        let question = r#"{"route": {"type": "LineString", "coordinates": [[6, 48], [15, 54]]}, "corridor_m": 50000}"#;
        let members = Members::read(question).unwrap();
        let asked = Asked::read(Params::from_members(members), &snapshot, Utc::now()).unwrap();
        let journey = asked.journey().unwrap();
        for units in [0, 100, 10_000] {
            let problem = found(&snapshot, &journey, &Effort::new(units, None, Arc::default())).unwrap_err();
            assert_eq!(problem.status().as_u16(), 422, "{units}");
            assert!(problem.detail().contains("a corridor_m of 12500 or less"), "{}", problem.detail());
        }
        assert!(found(&snapshot, &journey, &Effort::unlimited()).unwrap().len() > 100);
    }
}
