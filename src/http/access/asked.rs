//! What does a question about access say? Where, by which method, and what a station has to give.

use crate::coverage::{Access, Decay, Method};
use crate::http::asked::{take_choice, take_crs};
use crate::http::coverage;
use crate::http::coverage::asked::{FARTHEST_M, take_kind};
use crate::http::coverage::place::{Place, take_place};
use crate::http::params::Params;
use crate::http::problem::Problem;
use crate::ingest::Members;
use crate::store::Snapshot;
use chrono::{DateTime, Utc};
use h3o::Resolution;
use serde_json::{Value, json};

/// Most bands of a decay.
const MOST_BANDS: usize = 50;
/// Shares of the radius at which the usual zones end, and how much each counts: three zones alike in width, with the
/// slower of the two sets of weights that Luo and Qi (2009) compare.
const USUAL_ZONES: [(f64, f64); 3] = [(1.0 / 3.0, 1.0), (2.0 / 3.0, 0.68), (1.0, 0.22)];

const METHODS: [(&str, Method); 4] = [
    ("nearest", Method::Nearest),
    ("cumulative", Method::Cumulative),
    ("2sfca", Method::TwoStep),
    ("e2sfca", Method::EnhancedTwoStep),
];

/// A question about access.
#[derive(Debug)]
pub(super) struct Asked {
    /// Which cells, stations and demand.
    pub over: coverage::Asked,
    /// What is asked of each cell.
    pub access: Access,
    /// What a station has to give is the people it holds, and not one each.
    pub by_capacity: bool,
    /// What is asked for and not there.
    not_found: Option<Problem>,
}

impl Asked {
    /// Takes all of it.
    pub(super) fn take(params: &mut Params, snapshot: &Snapshot, now: DateTime<Utc>) -> Self {
        let mut echo = serde_json::Map::new();
        let crs = take_crs(params);
        let mut not_found = None;
        let place = take_place(params, snapshot, crs).unwrap_or_else(|problem| {
            not_found = Some(problem);
            Place::nothing()
        });
        let resolution = params.whole_number("resolution", 0..=12, "an H3 resolution").unwrap_or(9);
        if !params.has("method") {
            params.missing("method", "nearest, cumulative, 2sfca or e2sfca is needed");
        }
        let known = |word: &str| METHODS.iter().find(|(name, _)| *name == word).map(|(_, method)| *method);
        let method = params.one_of("method", &METHODS.map(|(name, _)| name), known).unwrap_or(Method::Nearest);
        let radius_m = params.number("radius_m", 0.0..=FARTHEST_M, "metres").unwrap_or(1000.0);
        let supply = params.one_of("supply", &["capacity", "one"], |word| match word {
            "capacity" => Some(true),
            "one" => Some(false),
            _ => None,
        });
        // Whoever asks for the way to the nearest station asks for no seat in it.
        let by_capacity = supply.unwrap_or(method != Method::Nearest);
        let decay = take_decay(params, method, radius_m);
        let kind = take_kind(params, "demand", snapshot);
        let choice = take_choice(params, &snapshot.lexicon, now, &mut echo);
        echo.insert(
            "method".to_owned(),
            METHODS.iter().find(|(_, of)| *of == method).map_or("", |(name, _)| name).into(),
        );
        echo.insert("supply".to_owned(), if by_capacity { "capacity" } else { "one" }.into());
        echo.insert("radius_m".to_owned(), radius_m.into());
        echo.insert("resolution".to_owned(), resolution.into());
        echo.insert("demand".to_owned(), kind.as_deref().map_or("area".into(), Value::from));
        echo.insert("crs".to_owned(), crs.as_str().into());
        if let Some(told) = told(&decay) {
            echo.insert("decay".to_owned(), told);
        }
        let resolution = Resolution::try_from(resolution as u8).unwrap_or(Resolution::Nine);
        let mut over = coverage::Asked::plain((place, resolution), radius_m, choice, kind, crs);
        over.echo = echo;
        Self { over, access: Access { method, radius_m, decay }, by_capacity, not_found }
    }

    /// Nothing, if all that is asked for is there; to be asked once nothing else is wrong.
    pub(super) fn found(&self) -> Result<(), Problem> {
        self.not_found.clone().map_or(Ok(()), Err)
    }
}

fn take_decay(params: &mut Params, method: Method, radius_m: f64) -> Decay {
    let usual = match method {
        Method::EnhancedTwoStep => {
            Decay::Bands(USUAL_ZONES.iter().map(|(share, weight)| (share * radius_m, *weight)).collect())
        }
        _ => Decay::None,
    };
    let Some(members) = params.object("decay") else { return usual };
    if matches!(method, Method::Nearest | Method::TwoStep) {
        let hint = "goes with method e2sfca or cumulative: in the others all within the radius count alike";
        params.error("decay", "contradiction", Some(members.get()), hint);
    }
    let mut inner = Params::from_members(Members::read(members.get()).unwrap_or_default());
    let (bands, gaussian) = (inner.array("bands"), inner.object("gaussian"));
    let decay = match (bands, gaussian) {
        (Some(bands), None) => take_bands(&mut inner, &bands),
        (None, Some(gaussian)) => {
            let mut inside = Params::from_members(Members::read(gaussian.get()).unwrap_or_default());
            if !inside.has("bandwidth_m") {
                inside.missing("bandwidth_m", "the distance in metres at which the weight is 0.61 is needed");
            }
            let bandwidth_m = inside.number("bandwidth_m", 0.001..=FARTHEST_M, "metres").unwrap_or(1.0);
            inner.take_errors_of("gaussian", inside);
            Decay::Gaussian { bandwidth_m }
        }
        _ => {
            let hint =
                "either {\"bands\": [{\"up_to_m\", \"weight\"}]} or {\"gaussian\": {\"bandwidth_m\"}} is expected";
            inner.error("bands", "missing", None, hint);
            Decay::None
        }
    };
    params.take_errors_of("decay", inner);
    decay
}

fn take_bands(params: &mut Params, values: &[Box<serde_json::value::RawValue>]) -> Decay {
    if !(1..=MOST_BANDS).contains(&values.len()) {
        params.miscounted("bands", values.len(), &format!("1 to {MOST_BANDS}"));
    }
    let mut bands: Vec<(f64, f64)> = Vec::new();
    for value in values.iter().take(MOST_BANDS) {
        let mut band = Params::from_members(Members::read(value.get()).unwrap_or_default());
        for name in ["up_to_m", "weight"] {
            if !band.has(name) {
                band.missing(name, "each band needs its end, up_to_m, and its weight");
            }
        }
        let up_to_m = band.number("up_to_m", 0.0..=FARTHEST_M, "metres").unwrap_or(0.0);
        let weight = band.number("weight", 0.0..=1e9, "a weight").unwrap_or(0.0);
        if bands.last().is_some_and(|(before_m, _)| up_to_m <= *before_m) {
            band.error("up_to_m", "out_of_range", Some(&up_to_m.to_string()), "bands ascend");
        }
        bands.push((up_to_m, weight));
        params.take_errors_of("bands", band);
    }
    Decay::Bands(bands)
}

fn told(decay: &Decay) -> Option<Value> {
    match decay {
        Decay::None => None,
        Decay::Bands(bands) => {
            let bands: Vec<Value> =
                bands.iter().map(|(up_to_m, weight)| json!({"up_to_m": up_to_m, "weight": weight})).collect();
            Some(json!({"bands": bands}))
        }
        Decay::Gaussian { bandwidth_m } => Some(json!({"gaussian": {"bandwidth_m": bandwidth_m}})),
    }
}
