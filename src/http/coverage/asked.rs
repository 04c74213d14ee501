//! What does a question about coverage say? Where, how finely, within what reach, of which stations, and what if.

use super::place::{BBOX, Place, REGION, take_place};
use crate::coverage::{Include, Reach};
use crate::geodesy::Crs;
use crate::http::api::schema;
use crate::http::asked::{take_choice, take_crs};
use crate::http::declared::{
    Absence, Declared, Means, Number, Numbers, Optional, Shaped, Text, Whole, Word, Words, body_of,
};
use crate::http::echo::{Echo, Told};
use crate::http::filters::CRS;
use crate::http::meant::nearest_word;
use crate::http::params::Params;
use crate::http::problem::Problem;
use crate::ingest::{Context, Members, read_station};
use crate::station::{Lexicon, StationId};
use crate::store::{Choice, Scenario, Snapshot};
use chrono::{DateTime, Utc};
use h3o::Resolution;
use serde_json::value::RawValue;
use serde_json::{Value, json};
use std::collections::HashSet;

/// Farthest distance that may be asked, in metres: a little over half the Earth's girth.
pub(in crate::http) const FARTHEST_M: f64 = 20_100_000.0;
/// Most bands.
const MOST_BANDS: usize = 50;
/// Most stations that a scenario may add or remove.
const MOST_CHANGES: usize = 10_000;
/// Ends of the bands where none are given, in metres.
const BANDS_M: [f64; 5] = [250.0, 500.0, 1000.0, 2000.0, 5000.0];

/// A planners' yardstick.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Preset {
    radius_m: f64,
    min_stations: usize,
}

/// Planners' yardsticks. The first two are the "double 15" of the All-China Federation of Trade Unions (1 km or a
/// quarter of an hour, every point served by two stations); the last is what Shandong asks where people live densely.
static PRESET: Word<Preset> = Word {
    name: "preset",
    words: &[
        ("acftu-1km", Preset { radius_m: 1000.0, min_stations: 1 }),
        ("acftu-cross", Preset { radius_m: 1000.0, min_stations: 2 }),
        ("dense-500m", Preset { radius_m: 500.0, min_stations: 1 }),
    ],
    absent: Optional,
    about: "A planners' yardstick for radius_m and min_stations: acftu-1km (1000 m, 1 station), acftu-cross (1000 m, 2 stations), dense-500m (500 m, 1 station).",
};

/// The resolution of cells.
pub static RESOLUTION: Whole<Means<u64>> = Whole {
    name: "resolution",
    range: 0..=12,
    unit: "an H3 resolution",
    absent: Means(9),
    about: "The H3 resolution of the cells that are looked at; each is a seventh as large as one of the resolution before.",
};

/// How far a station reaches.
pub static RADIUS_M: Number<Means<f64>> = Number {
    name: "radius_m",
    range: 0.0..=FARTHEST_M,
    unit: "metres",
    absent: Means(1000.0),
    about: "How far a station reaches, as the WGS 84 geodesic from the centre of a cell, inclusive.",
};

/// Most stations that may be asked for within reach.
pub(in crate::http) const MOST_IN_REACH: u64 = 100;

static MIN_STATIONS: Whole<Means<u64>> = Whole {
    name: "min_stations",
    range: 1..=MOST_IN_REACH,
    unit: "stations",
    absent: Means(1),
    about: "So many stations must reach a cell for it to be covered; distances are to the last of them.",
};

static BANDS: Numbers<Means<&'static [f64]>> = Numbers {
    name: "bands",
    count: 1..=MOST_BANDS,
    range: 0.0..=FARTHEST_M,
    unit: "the upper ends of bands in metres",
    absent: Means(&BANDS_M),
    about: "The upper ends of the bands of distance by which cells are counted, ascending; the last band has no end.",
};

static INCLUDE: Words = Words {
    name: "include",
    each: || schema::word("", &["distance_m", "farthest", "bands", "none"]),
    about: "Which of distance_m, farthest and bands are told, or none of them, which is less work; all if not given.",
};

static DEMAND: Text = Text {
    name: "demand",
    about: "The kind of demand that weighs, of those that the data has (such as people), or area; the first of the data if not given.",
};

/// Stations added and removed in thought.
pub(in crate::http) static SCENARIO: Shaped = Shaped {
    name: "scenario",
    needed: None,
    in_address: None,
    in_body: || schema::made(body_of(&[&ADD, &REMOVE])),
    about: "What if these stations were added and those removed? The answer then has before, after and delta.",
};

static ADD: Shaped = Shaped {
    name: "add",
    needed: None,
    in_address: None,
    in_body: || {
        let station = [schema::named("AddedStation"), schema::named("AddedFeature")];
        schema::list_in(0..=MOST_CHANGES, schema::any_of("", station), None)
    },
    about: "Stations that are there in thought, as files have them.",
};

static REMOVE: Shaped = Shaped {
    name: "remove",
    needed: None,
    in_address: None,
    in_body: || schema::list_in(0..=MOST_CHANGES, schema::id(""), None),
    about: "Ids of stations that are gone in thought.",
};

/// What is asked about an area in an address; the filters are asked beside it.
pub static PARAMETERS: [&dyn Declared; 10] =
    [&REGION, &BBOX, &RESOLUTION, &RADIUS_M, &MIN_STATIONS, &PRESET, &BANDS, &INCLUDE, &DEMAND, &CRS];

/// What only a body may ask.
pub static IN_A_BODY: [&dyn Declared; 1] = [&SCENARIO];

/// A question about coverage.
#[derive(Debug)]
pub struct Asked {
    /// The system of the caller's coordinates and of the answer's.
    pub crs: Crs,
    /// Whether the instant is the moment of asking, so that the answer ages.
    pub now: bool,
    /// Which stations serve.
    pub choice: Choice,
    /// The area.
    pub place: Place,
    /// The resolution of its cells.
    pub resolution: Resolution,
    /// What is asked of each cell.
    pub reach: Reach,
    /// The kind of demand that weighs; none for area.
    pub demand: Option<String>,
    /// Stations added and removed in thought.
    pub scenario: Option<Changed>,
    /// The request as understood.
    pub echo: Echo,
    /// What is asked for and not there.
    not_found: Option<Problem>,
}

/// A scenario, and the doubts that its stations met.
#[derive(Debug, Default)]
pub struct Changed {
    /// What changes.
    pub scenario: Scenario,
    /// What was taken with a doubt, a sentence each.
    pub warnings: Vec<String>,
}

impl Changed {
    /// What answers tell of it.
    pub(in crate::http) fn told(&self) -> Value {
        json!({
            "added": self.scenario.added.len(),
            "removed": self.scenario.removed.len(),
            "warnings": self.warnings,
        })
    }
}

impl Asked {
    /// Takes all that the routes of coverage have in common.
    pub fn take(params: &mut Params, snapshot: &Snapshot, now: DateTime<Utc>) -> Self {
        let mut echo = Echo::new();
        let crs = take_crs(params);
        let place = take_place(params, snapshot, crs);
        let resolution = RESOLUTION.take(params);
        let reach = take_reach(params, &mut echo);
        // Words that only an added station has are known to the question that adds it.
        let (scenario, lexicon) = take_scenario(params, snapshot, crs);
        let lexicon = lexicon.as_ref().unwrap_or(&snapshot.lexicon);
        let choice = take_choice(params, lexicon, now, &mut echo);
        let demand = take_kind(params, &DEMAND, snapshot);
        echo.insert(RESOLUTION.name, resolution);
        echo.insert(DEMAND.name, demand.as_deref().map_or("area".into(), Told::from_text));
        echo.insert(CRS.name, crs.as_str());
        let mut not_found = None;
        let place = place.unwrap_or_else(|problem| {
            not_found = Some(problem);
            Place::nothing()
        });
        let scenario = scenario.unwrap_or_else(|problem| {
            not_found.get_or_insert(problem);
            None
        });
        Self {
            crs,
            now: choice.at == now && choice.open.is_some(),
            choice,
            place,
            resolution: Resolution::try_from(resolution as u8).unwrap_or(Resolution::Nine),
            reach,
            demand,
            scenario,
            echo,
            not_found,
        }
    }

    /// The question behind another one: how an area is served by the stations of a choice, without a scenario.
    pub fn plain(
        (place, resolution): (Place, Resolution),
        (radius_m, min_stations): (f64, usize),
        choice: Choice,
        demand: Option<String>,
        crs: Crs,
    ) -> Self {
        let reach = Reach { radius_m, min_stations, bands_m: BANDS_M.into(), include: Include::ALL };
        let (echo, scenario, not_found) = (Echo::new(), None, None);
        Self { crs, now: false, choice, place, resolution, reach, demand, scenario, echo, not_found }
    }

    /// Nothing, if all that is asked for is there; to be asked once nothing else is wrong.
    ///
    /// # Errors
    /// `404` for a region or a station's id that is not there.
    pub fn found(&self) -> Result<(), Problem> {
        self.not_found.clone().map_or(Ok(()), Err)
    }
}

fn take_reach(params: &mut Params, echo: &mut Echo) -> Reach {
    let preset = PRESET.take(params);
    let radius_m = RADIUS_M.given(params);
    let min_stations = MIN_STATIONS.given(params);
    if let Some(meant) = preset {
        let name = PRESET.of(meant);
        echo.insert(PRESET.name, name);
        let mut contradicts = |param: &'static str, given: String, meant: String| {
            let hint = format!("preset={name} means {meant}: leave one of the two out");
            params.error(param, "contradiction", Some(&given), hint);
        };
        if let Some(given) = radius_m.filter(|given| *given != meant.radius_m) {
            contradicts(RADIUS_M.name, given.to_string(), meant.radius_m.to_string());
        }
        if let Some(given) = min_stations.filter(|given| *given != meant.min_stations as u64) {
            contradicts(MIN_STATIONS.name, given.to_string(), meant.min_stations.to_string());
        }
    }
    let reach = Reach {
        radius_m: RADIUS_M.absent.taken(radius_m.or(preset.map(|preset| preset.radius_m))),
        min_stations: match (min_stations, preset) {
            (None, Some(preset)) => preset.min_stations,
            _ => MIN_STATIONS.absent.taken(min_stations) as usize,
        },
        bands_m: take_bands(params),
        include: take_include(params),
    };
    echo.insert(RADIUS_M.name, reach.radius_m);
    echo.insert(MIN_STATIONS.name, reach.min_stations);
    echo.insert(BANDS.name, json!(reach.bands_m));
    reach
}

fn take_bands(params: &mut Params) -> Vec<f64> {
    let Some(bands_m) = BANDS.given(params) else { return BANDS.absent.0.into() };
    let ascend = bands_m.is_sorted_by(|a, b| a < b);
    if !ascend || !BANDS.count.contains(&bands_m.len()) || bands_m.iter().any(|end_m| !BANDS.range.contains(end_m)) {
        let shown = bands_m.iter().map(f64::to_string).collect::<Vec<_>>().join(",");
        let hint = format!("up to {MOST_BANDS} ascending distances in metres, 0 to {FARTHEST_M}");
        params.error(BANDS.name, "out_of_range", Some(&shown), hint);
    }
    bands_m
}

fn take_include(params: &mut Params) -> Include {
    let Some(words) = INCLUDE.take(params) else { return Include::ALL };
    let mut include = Include { distances: false, farthest: false, bands: false };
    for word in &words {
        match word.as_ref() {
            "distance_m" => include.distances = true,
            "farthest" => include.farthest = true,
            "bands" => include.bands = true,
            "none" if words.len() == 1 => {}
            _ => {
                let hint = "any of distance_m, farthest, bands; or none; left out, all of them";
                params.error(INCLUDE.name, "unknown_value", Some(word), hint);
            }
        }
    }
    include
}

/// The kind of demand asked or, where none is, the usual one.
pub(in crate::http) fn take_kind(params: &mut Params, declared: &Text, snapshot: &Snapshot) -> Option<String> {
    let Some(kind) = declared.take(params) else { return snapshot.usual_demand().map(str::to_owned) };
    let kinds = || snapshot.demand.iter().map(|demand| demand.kind.as_str()).chain(["area"]);
    if !kinds().any(|known| known == kind) {
        let known = kinds().collect::<Vec<_>>().join(", ");
        let near = nearest_word(&kind, kinds()).map_or(String::new(), |near| format!("; is {near} meant?"));
        params.error(declared.name, "unknown_value", Some(&kind), format!("one of {known} is expected{near}"));
    }
    (kind != "area").then_some(kind)
}

/// Takes the scenario and, if there is one, the words that are known with its stations.
pub(in crate::http) fn take_scenario(
    params: &mut Params,
    snapshot: &Snapshot,
    crs: Crs,
) -> (Result<Option<Changed>, Problem>, Option<Lexicon>) {
    let Some(members) = params.object(SCENARIO.name) else { return (Ok(None), None) };
    let mut inner = Params::from_members(Members::read(members.get()).unwrap_or_default());
    let [added, removed] = [&ADD, &REMOVE].map(|list| inner.array(list.name).unwrap_or_default());
    for (name, list) in [(ADD.name, &added), (REMOVE.name, &removed)] {
        if list.len() > MOST_CHANGES {
            inner.miscounted(name, list.len(), &format!("{MOST_CHANGES} at most"));
        }
    }
    let removed = take_removed(&mut inner, snapshot, &removed);
    let (mut changed, lexicon) = take_added(&mut inner, snapshot, crs, &added, removed.as_ref().ok());
    params.take_errors_of(SCENARIO.name, inner);
    let changed = removed.map(|removed| {
        changed.scenario.removed = removed;
        Some(changed)
    });
    (changed, Some(lexicon))
}

fn take_removed(params: &mut Params, snapshot: &Snapshot, ids: &[Box<RawValue>]) -> Result<HashSet<usize>, Problem> {
    let mut removed = HashSet::new();
    let mut unknown = None;
    for (place, value) in ids.iter().enumerate() {
        let Some(id) = Params::id_of(value) else {
            let hint = format!("remove[{place}]: a station's id is expected, a text or an integer");
            params.error(REMOVE.name, "not_an_id", Some(value.get()), hint);
            continue;
        };
        match snapshot.ordinal(&id) {
            Some(ordinal) => drop(removed.insert(ordinal)),
            None => unknown = unknown.or(Some(id)),
        }
    }
    match unknown {
        None => Ok(removed),
        Some(id) => Err(Problem::unknown("station", &id, None, std::iter::empty())),
    }
}

fn take_added(
    params: &mut Params,
    snapshot: &Snapshot,
    crs: Crs,
    values: &[Box<RawValue>],
    removed: Option<&HashSet<usize>>,
) -> (Changed, Lexicon) {
    let setting = crate::ingest::Setting { crs, ..snapshot.setting.clone() };
    let context = Context::knowing(snapshot.lexicon.clone());
    let mut changed = Changed::default();
    let mut ids = HashSet::new();
    for (place, value) in values.iter().enumerate() {
        let added = match read_station(value, &context, &setting) {
            Ok(read) => read,
            Err(reason) => {
                params.error(ADD.name, "not_a_station", Some(value.get()), format!("add[{place}]: {reason}"));
                continue;
            }
        };
        let mut station = added.station;
        if added.id_derived {
            station.id = StationId::new(&format!("added-{place}"));
        }
        let id = station.id.as_str();
        let there = snapshot.ordinal(id).filter(|ordinal| !removed.is_some_and(|removed| removed.contains(ordinal)));
        if there.is_some() || !ids.insert(id.to_owned()) {
            let hint = format!("add[{place}]: the id is taken; remove that station too, or give another id");
            params.error(ADD.name, "taken", Some(id), hint);
            continue;
        }
        changed.warnings.extend(added.warnings.into_iter().map(|reason| format!("add[{place}] {id}: {reason}")));
        changed.scenario.added.push(station);
    }
    let (lexicon, schedules) = context.finish();
    changed.scenario.schedules = schedules;
    (changed, lexicon)
}
