//! What does a question about coverage say? Where, how finely, within what reach, of which stations, and what if.

use super::place::{Place, take_place};
use crate::coverage::{Include, Reach};
use crate::geodesy::Crs;
use crate::http::asked::{take_choice, take_crs};
use crate::http::params::{Params, nearest_word};
use crate::http::problem::Problem;
use crate::ingest::{Context, Members, read_station};
use crate::station::StationId;
use crate::store::{Choice, Scenario, Snapshot};
use chrono::{DateTime, Utc};
use h3o::Resolution;
use serde_json::value::RawValue;
use serde_json::{Map, Value, json};
use std::collections::HashSet;

/// Farthest distance that may be asked, in metres: a little over half the Earth's girth.
pub(in crate::http) const FARTHEST_M: f64 = 20_100_000.0;
/// Most stations that may be asked to be within reach.
const MOST_STATIONS: u64 = 100;
/// Most bands.
const MOST_BANDS: usize = 50;
/// Most stations that a scenario may add or remove.
const MOST_CHANGES: usize = 10_000;
/// Ends of the bands where none are given, in metres.
const BANDS_M: [f64; 5] = [250.0, 500.0, 1000.0, 2000.0, 5000.0];

/// Planners' yardsticks: name, radius in metres, stations.
///
/// The first two are the "double 15" of the All-China Federation of Trade Unions (1 km or a quarter of an hour, every
/// point served by two stations); the last is what Shandong asks where people live densely.
const PRESETS: [(&str, f64, usize); 3] =
    [("acftu-1km", 1000.0, 1), ("acftu-cross", 1000.0, 2), ("dense-500m", 500.0, 1)];

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
    pub echo: Map<String, Value>,
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

impl Asked {
    /// Takes all that the routes of coverage have in common.
    pub fn take(params: &mut Params, snapshot: &Snapshot, now: DateTime<Utc>) -> Self {
        let mut echo = Map::new();
        let crs = take_crs(params);
        let place = take_place(params, snapshot, crs);
        let resolution = params.whole_number("resolution", 0..=12, "an H3 resolution").unwrap_or(9);
        let reach = take_reach(params, &mut echo);
        let choice = take_choice(params, &snapshot.lexicon, now, &mut echo);
        let demand = take_kind(params, "demand", snapshot);
        let scenario = take_scenario(params, snapshot, crs);
        echo.insert("resolution".to_owned(), resolution.into());
        echo.insert("demand".to_owned(), demand.as_deref().map_or("area".into(), Value::from));
        echo.insert("crs".to_owned(), crs.as_str().into());
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
        radius_m: f64,
        choice: Choice,
        demand: Option<String>,
        crs: Crs,
    ) -> Self {
        let reach = Reach { radius_m, min_stations: 1, bands_m: BANDS_M.into(), include: Include::ALL };
        let (echo, scenario, not_found) = (Map::new(), None, None);
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

fn take_reach(params: &mut Params, echo: &mut Map<String, Value>) -> Reach {
    let preset_of = |text: &str| PRESETS.iter().find(|(name, ..)| *name == text).copied();
    let preset = params.one_of("preset", &PRESETS.map(|(name, ..)| name), preset_of);
    let radius_m = params.number("radius_m", 0.0..=FARTHEST_M, "metres");
    let min_stations = params.whole_number("min_stations", 1..=MOST_STATIONS, "stations");
    if let Some((name, radius, stations)) = preset {
        echo.insert("preset".to_owned(), name.into());
        let mut contradicts = |param: &'static str, given: String, meant: String| {
            let hint = format!("preset={name} means {meant}: leave one of the two out");
            params.error(param, "contradiction", Some(&given), hint);
        };
        if let Some(given) = radius_m.filter(|given| *given != radius) {
            contradicts("radius_m", given.to_string(), radius.to_string());
        }
        if let Some(given) = min_stations.filter(|given| *given != stations as u64) {
            contradicts("min_stations", given.to_string(), stations.to_string());
        }
    }
    let reach = Reach {
        radius_m: radius_m.or(preset.map(|(_, radius_m, _)| radius_m)).unwrap_or(1000.0),
        min_stations: min_stations.map(|count| count as usize).or(preset.map(|(.., count)| count)).unwrap_or(1),
        bands_m: take_bands(params),
        include: take_include(params),
    };
    echo.insert("radius_m".to_owned(), reach.radius_m.into());
    echo.insert("min_stations".to_owned(), reach.min_stations.into());
    echo.insert("bands".to_owned(), json!(reach.bands_m));
    reach
}

fn take_bands(params: &mut Params) -> Vec<f64> {
    let Some(bands_m) = params.numbers("bands", "the upper ends of bands in metres") else { return BANDS_M.into() };
    let ascend = bands_m.is_sorted_by(|a, b| a < b);
    if !ascend || bands_m.len() > MOST_BANDS || bands_m.iter().any(|end_m| !(0.0..=FARTHEST_M).contains(end_m)) {
        let shown = bands_m.iter().map(f64::to_string).collect::<Vec<_>>().join(",");
        let hint = format!("up to {MOST_BANDS} ascending distances in metres, 0 to {FARTHEST_M}");
        params.error("bands", "out_of_range", Some(&shown), hint);
    }
    bands_m
}

fn take_include(params: &mut Params) -> Include {
    let Some(words) = params.list("include") else { return Include::ALL };
    let mut include = Include { distances: false, farthest: false, bands: false };
    for word in &words {
        match word.as_str() {
            "distance_m" => include.distances = true,
            "farthest" => include.farthest = true,
            "bands" => include.bands = true,
            "none" if words.len() == 1 => {}
            _ => {
                let hint = "any of distance_m, farthest, bands; or none; left out, all of them";
                params.error("include", "unknown_value", Some(word), hint);
            }
        }
    }
    include
}

/// The kind of demand asked or, where none is, the usual one.
pub(in crate::http) fn take_kind(params: &mut Params, name: &'static str, snapshot: &Snapshot) -> Option<String> {
    let Some(kind) = params.text(name) else { return snapshot.usual_demand().map(str::to_owned) };
    let kinds = || snapshot.demand.iter().map(|demand| demand.kind.as_str()).chain(["area"]);
    if !kinds().any(|known| known == kind) {
        let known = kinds().collect::<Vec<_>>().join(", ");
        let near = nearest_word(&kind, kinds()).map_or(String::new(), |near| format!("; is {near} meant?"));
        params.error(name, "unknown_value", Some(&kind), format!("one of {known} is expected{near}"));
    }
    (kind != "area").then_some(kind)
}

fn take_scenario(params: &mut Params, snapshot: &Snapshot, crs: Crs) -> Result<Option<Changed>, Problem> {
    let Some(members) = params.object("scenario") else { return Ok(None) };
    let mut inner = Params::from_members(Members::read(members.get()).unwrap_or_default());
    let [added, removed] = ["add", "remove"].map(|name| inner.array(name).unwrap_or_default());
    for (name, list) in [("add", &added), ("remove", &removed)] {
        if list.len() > MOST_CHANGES {
            inner.miscounted(name, list.len(), &format!("{MOST_CHANGES} at most"));
        }
    }
    let removed = take_removed(&mut inner, snapshot, &removed);
    let mut changed = take_added(&mut inner, snapshot, crs, &added, removed.as_ref().ok());
    params.take_errors_of("scenario", inner);
    changed.scenario.removed = removed?;
    Ok(Some(changed))
}

fn take_removed(params: &mut Params, snapshot: &Snapshot, ids: &[Box<RawValue>]) -> Result<HashSet<usize>, Problem> {
    let mut removed = HashSet::new();
    let mut unknown = None;
    for (place, value) in ids.iter().enumerate() {
        let Some(id) = Params::id_of(value) else {
            let hint = format!("remove[{place}]: a station's id is expected, a text or an integer");
            params.error("remove", "not_an_id", Some(value.get()), hint);
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
) -> Changed {
    let setting = crate::ingest::Setting { crs, ..snapshot.setting.clone() };
    let context = Context::knowing(snapshot.lexicon.clone());
    let mut changed = Changed::default();
    let mut ids = HashSet::new();
    for (place, value) in values.iter().enumerate() {
        let added = match read_station(value, &context, &setting) {
            Ok(read) => read,
            Err(reason) => {
                params.error("add", "not_a_station", Some(value.get()), format!("add[{place}]: {reason}"));
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
            params.error("add", "taken", Some(id), hint);
            continue;
        }
        changed.warnings.extend(added.warnings.into_iter().map(|reason| format!("add[{place}] {id}: {reason}")));
        changed.scenario.added.push(station);
    }
    (_, changed.scenario.schedules) = context.finish();
    changed
}
