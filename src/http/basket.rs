//! `/v1/basket`: where do I get all that I need, if no one station near me has it?

use super::App;
use super::api::operation::Operation;
use super::api::schema::{self, Named, list, named, object, or_null, text};
use super::api::station::about_itself;
use super::asked::{take_amenities, take_choice, take_crs, take_position};
use super::body::read_body;
use super::caught::aside;
use super::declared::{Always, Declared, Words};
use super::digits::write_distance;
use super::echo::Echo;
use super::feature::{FeatureWriter, write_from_here};
use super::filters::{CRS, FILTERS, LAT, LON, POSITION, RADIUS_M};
use super::lang::{LANG, Lang};
use super::nearest::{write_tail, write_unfiltered};
use super::params::Params;
use super::problem::Problem;
use super::reply::{Holds, JSON, reply};
use super::selected::{Computed, PROPERTIES, Selected};
use crate::geodesy::Crs;
use crate::index::Near;
use crate::ingest::Members;
use crate::json_text::push_quoted;
use crate::store::{Basket, Filled, MOST_NEEDS, Snapshot};
use axum::extract::{Request, State};
use axum::http::HeaderMap;
use axum::response::Response;
use chrono::{DateTime, Utc};
use std::sync::Arc;

/// Most bytes of a question.
const MOST_BYTES: usize = 2 << 20;

/// What one needs.
static NEEDS: Always<Words> = Always {
    of: Words {
        name: "needs",
        each: || named("AmenityWord"),
        about: "What is needed, 1 to 6 amenities; a preset such as base_kit stands for all of its own.",
    },
    needed: "an array of amenities is needed",
};

// What is said above is so.
const _: () = assert!(MOST_NEEDS == 6);

/// What a question says beside the position and the filters.
static MEMBERS: [&dyn Declared; 5] = [&NEEDS, &RADIUS_M, &PROPERTIES, &CRS, &LANG];

/// A question as it is understood.
struct Asked {
    crs: Crs,
    lang: Lang,
    basket: Basket,
    selected: Option<Selected>,
    echo: Echo,
}

impl Asked {
    fn read(mut params: Params, snapshot: &Snapshot, now: DateTime<Utc>) -> Result<Self, Problem> {
        let mut echo = Echo::new();
        let crs = take_crs(&mut params);
        let lang = Lang::take(&mut params);
        NEEDS.look_for(&mut params);
        let needs = take_amenities(&mut params, &NEEDS.of, &snapshot.lexicon, &mut echo);
        if needs.len() > MOST_NEEDS {
            params.miscounted(
                NEEDS.of.name,
                needs.len(),
                &format!("1 to {MOST_NEEDS} amenities are expected, presets counted in full"),
            );
        }
        let radius_m = RADIUS_M.take(&mut params);
        if let Some(radius_m) = radius_m {
            echo.insert(RADIUS_M.name, radius_m);
        }
        let choice = take_choice(&mut params, &snapshot.lexicon, now, &mut echo);
        let told = Computed::FROM_HERE.and(Computed::SERVES).and(Computed::OF_ITSELF);
        let selected = Selected::take(&mut params, snapshot, told, &mut echo);
        let position = take_position(&mut params, crs);
        params.finish()?;
        // Without a position finish has refused the request already.
        let (from, [lon, lat]) = position.ok_or_else(Problem::internal)?;
        echo.insert(CRS.name, crs.as_str());
        echo.insert(LANG.name, lang.as_str());
        echo.insert(LON.name, lon);
        echo.insert(LAT.name, lat);
        Ok(Self { crs, lang, basket: Basket { from, needs, radius_m, choice }, selected, echo })
    }
}

/// `POST /v1/basket`.
pub async fn post(State(app): State<Arc<App>>, request: Request) -> Result<Response, Problem> {
    let snapshot = app.snapshot()?;
    let query = Params::from_query(request.uri().query().unwrap_or_default()).finish();
    let body = read_body(request, MOST_BYTES).await?;
    query?;
    let now = Utc::now();
    let answered = aside({
        let snapshot = snapshot.clone();
        move || {
            let members = Members::read(&body).map_err(|error| Problem::not_json(&error))?;
            let asked = Asked::read(Params::from_members(members), &snapshot, now)?;
            Ok(answer(&snapshot, &asked, now))
        }
    });
    let body = answered.await.ok_or_else(Problem::internal)??;
    Ok(reply(&snapshot, "", &HeaderMap::new(), JSON, Holds::Now { now }, body))
}

fn answer(snapshot: &Snapshot, asked: &Asked, now: DateTime<Utc>) -> String {
    let filled = snapshot.fill(&asked.basket);
    let mut out = String::from("{");
    let mut writer = FeatureWriter::new(snapshot, asked.crs, asked.lang).selecting(asked.selected.as_ref());
    write_set(&mut out, &mut writer, snapshot, asked, filled.set.as_deref());
    out.push_str(",\"single\":");
    match &filled.single {
        Some(near) => write_station(&mut out, &mut writer, snapshot, asked, near),
        None => out.push_str("null"),
    }
    if !filled.unmet.is_empty() {
        out.push_str(",\"explain\":{\"unmet\":[");
        for (place, need) in filled.unmet.iter().enumerate() {
            if place > 0 {
                out.push(',');
            }
            out.push_str("{\"need\":");
            push_quoted(&mut out, snapshot.lexicon.amenity_word(*need));
            out.push_str(",\"nearest_unfiltered\":");
            write_unfiltered(&mut out, snapshot, snapshot.nearest_unfiltered_with(&asked.basket, *need));
            out.push('}');
        }
        out.push(']');
        if let Some(met) = &filled.met {
            out.push_str(",\"met\":{\"needs\":[");
            let needs = asked.basket.needs.iter().filter(|need| !filled.unmet.contains(need));
            for (place, need) in needs.enumerate() {
                if place > 0 {
                    out.push(',');
                }
                push_quoted(&mut out, snapshot.lexicon.amenity_word(*need));
            }
            out.push_str("],");
            write_set(&mut out, &mut writer, snapshot, asked, Some(met));
            out.push('}');
        }
        out.push('}');
    }
    write_tail(&mut out, snapshot, asked.crs, &asked.echo, now);
    out
}

/// Writes the stations of a set and the sum of their distances.
fn write_set(out: &mut String, writer: &mut FeatureWriter, snapshot: &Snapshot, asked: &Asked, set: Option<&[Near]>) {
    out.push_str("\"set\":[");
    for (place, near) in set.unwrap_or_default().iter().enumerate() {
        if place > 0 {
            out.push(',');
        }
        write_station(out, writer, snapshot, asked, near);
    }
    out.push_str("],\"total_distance_m\":");
    match set {
        Some(set) => write_distance(out, Filled::total_of(set)),
        None => out.push_str("null"),
    }
}

/// Writes a station with its distance, and which of the needs it meets.
fn write_station(out: &mut String, writer: &mut FeatureWriter, snapshot: &Snapshot, asked: &Asked, near: &Near) {
    let station = snapshot.index.stations().get(near.ordinal);
    let met = station.map(|station| asked.basket.met_by(station, snapshot)).unwrap_or_default();
    let computed = writer.computed();
    writer.write_measured(out, near.ordinal, asked.basket.choice.at, None, |out| {
        write_from_here(out, near, computed);
        if !computed.has(Computed::SERVES) {
            return;
        }
        out.push_str("\"serves\":[");
        for (place, need) in met.iter().enumerate() {
            if place > 0 {
                out.push(',');
            }
            push_quoted(out, snapshot.lexicon.amenity_word(*need));
        }
        out.push_str("],");
    });
}

/// What there is to tell of the route.
pub(super) fn operations() -> Vec<Operation> {
    vec![
        Operation::post("/v1/basket", "basket", "Where to get all that one needs, from one station or from several together", &[&POSITION, &MEMBERS, &FILTERS], MOST_BYTES)
            .of("Find")
            .about("The set is that with the smallest sum of distances from the position. With `open` each station must be usable for the needs that it serves.")
            .answering("application/json", "The set, and the single station for who would rather go to one.", named("Basket"), include_str!("api/examples/basket.json"))
            .asked(r#"{"lon": 121.4, "lat": 37.54, "needs": ["microwave", "legal_aid"], "radius_m": 50000, "at": "2026-11-23T10:00:00+08:00"}"#),
    ]
}

/// The schemas of its answer.
pub(super) fn schemas() -> Vec<Named> {
    let unmet = object(
        "A need that nobody meets.",
        [
            ("need", text("Its word.")),
            (
                "nearest_unfiltered",
                or_null(schema::about(
                    "The nearest station that has it, whatever the filters say.",
                    named("NearestUnfiltered"),
                )),
            ),
        ],
    );
    let met = object(
        "Where to get the needs that are met; there where some are.",
        [
            ("needs", list("Their words.", text(""))),
            (
                "set",
                list(
                    "The stations that together have them with the smallest sum of distances, nearest first.",
                    named("Station"),
                ),
            ),
            ("total_distance_m", schema::amount("The sum of their distances from the position, in metres.")),
        ],
    );
    let members = [
        ("set", list("The stations, nearest first; none where a need is not met.", named("Station"))),
        ("total_distance_m", or_null(schema::amount("The sum of their distances from the position, in metres."))),
        (
            "single",
            or_null(schema::about(
                "The nearest station that meets every need; null if there is none.",
                named("Station"),
            )),
        ),
        (
            "explain?",
            object("Why there is no set.", [("unmet", list("The needs that are not met.", unmet)), ("met?", met)]),
        ),
    ];
    vec![("Basket", object("Where to get all that is needed.", members.into_iter().chain(about_itself())))]
}
