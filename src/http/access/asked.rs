//! What does a question about access say? Where, by which method, and what a station has to give.

use crate::coverage::{Access, Decay, Method};
use crate::http::api::schema;
use crate::http::asked::{take_choice, take_crs};
use crate::http::coverage;
use crate::http::coverage::asked::{FARTHEST_M, RESOLUTION, take_kind};
use crate::http::coverage::place::{BBOX, Place, REGION, take_place};
use crate::http::declared::{Declared, Means, Needed, Number, Optional, Shaped, Text, Word, body_of};
use crate::http::echo::{Echo, Told};
use crate::http::filters::CRS;
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

static METHOD: Word<Method, Needed> = Word {
    name: "method",
    words: &[
        ("nearest", Method::Nearest),
        ("cumulative", Method::Cumulative),
        ("2sfca", Method::TwoStep),
        ("e2sfca", Method::EnhancedTwoStep),
    ],
    absent: Needed("nearest, cumulative, 2sfca or e2sfca is needed"),
    about: "What the score of a cell is: nearest, metres to the nearest station; cumulative, supply within the radius; 2sfca and e2sfca, supply for each unit of demand by the two-step floating catchment area, in the second by zones.",
};

static RADIUS_M: Number<Means<f64>> = Number {
    name: "radius_m",
    range: 0.0..=FARTHEST_M,
    unit: "metres",
    absent: Means(1000.0),
    about: "How far a station reaches, as the WGS 84 geodesic from the centre of a cell, inclusive.",
};

static SUPPLY: Word<bool> = Word {
    name: "supply",
    words: &[("capacity", true), ("one", false)],
    absent: Optional,
    about: "What a station has to give: capacity, the people it holds, or one each. With capacity only stations that say theirs count, for nearest too. If not given, one for nearest, else capacity.",
};

static DEMAND: Text = Text {
    name: "demand",
    about: "The kind of demand that shares what there is, of those that the data has (such as people), or area; the first of the data if not given.",
};

static DECAY: Shaped = Shaped {
    name: "decay",
    needed: None,
    in_address: None,
    in_body: || {
        let [bands, gaussian] = [[&BANDS as &dyn Declared], [&GAUSSIAN]].map(|one| {
            let object = body_of(&one);
            one.iter().fold(object, |object, member| object.required(member.name()))
        });
        schema::any_of("", [schema::made(bands), schema::made(gaussian)])
    },
    about: "How what is farther counts less, with e2sfca or cumulative: by bands, or by a bell curve. For e2sfca usually three zones of equal width that count 1, 0.68 and 0.22.",
};

static BANDS: Shaped = Shaped {
    name: "bands",
    needed: None,
    in_address: None,
    in_body: || schema::list_in(1..=MOST_BANDS, schema::made(body_of(&[&UP_TO_M, &WEIGHT])), None),
    about: "Bands of distance, ascending.",
};

const A_BAND: &str = "each band needs its end, up_to_m, and its weight";

static UP_TO_M: Number<Needed> = Number {
    name: "up_to_m",
    range: 0.0..=FARTHEST_M,
    unit: "metres",
    absent: Needed(A_BAND),
    about: "Where the band ends, inclusive.",
};

static WEIGHT: Number<Needed> =
    Number { name: "weight", range: 0.0..=1e9, unit: "a weight", absent: Needed(A_BAND), about: "How much it counts." };

static GAUSSIAN: Shaped = Shaped {
    name: "gaussian",
    needed: None,
    in_address: None,
    in_body: || schema::made(body_of(&[&BANDWIDTH_M])),
    about: "A bell curve.",
};

static BANDWIDTH_M: Number<Needed> = Number {
    name: "bandwidth_m",
    range: 0.001..=FARTHEST_M,
    unit: "metres",
    absent: Needed("the distance in metres at which the weight is 0.61 is needed"),
    about: "The distance at which the weight is 0.61, exp(-1/2).",
};

/// What a question about access says beside the filters.
pub(super) static MEMBERS: [&dyn Declared; 9] =
    [&REGION, &BBOX, &METHOD, &RADIUS_M, &RESOLUTION, &SUPPLY, &DECAY, &DEMAND, &CRS];

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
        let mut echo = Echo::new();
        let crs = take_crs(params);
        let mut not_found = None;
        let place = take_place(params, snapshot, crs).unwrap_or_else(|problem| {
            not_found = Some(problem);
            Place::nothing()
        });
        let resolution = RESOLUTION.take(params);
        let method = METHOD.take(params).unwrap_or(Method::Nearest);
        let radius_m = RADIUS_M.take(params);
        let supply = SUPPLY.take(params);
        // Whoever asks for the way to the nearest station asks for no seat in it.
        let by_capacity = supply.unwrap_or(method != Method::Nearest);
        let decay = take_decay(params, method, radius_m);
        let kind = take_kind(params, &DEMAND, snapshot);
        let choice = take_choice(params, &snapshot.lexicon, now, &mut echo);
        echo.insert(METHOD.name, METHOD.of(method));
        echo.insert(SUPPLY.name, SUPPLY.of(by_capacity));
        echo.insert(RADIUS_M.name, radius_m);
        echo.insert(RESOLUTION.name, resolution);
        echo.insert(DEMAND.name, kind.as_deref().map_or("area".into(), Told::from_text));
        echo.insert(CRS.name, crs.as_str());
        if let Some(told) = told(&decay) {
            echo.insert(DECAY.name, told);
        }
        let resolution = Resolution::try_from(resolution as u8).unwrap_or(Resolution::Nine);
        let mut over = coverage::Asked::plain((place, resolution), (radius_m, 1), choice, kind, crs);
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
    let Some(members) = params.object(DECAY.name) else { return usual };
    if matches!(method, Method::Nearest | Method::TwoStep) {
        let hint = "goes with method e2sfca or cumulative: in the others all within the radius count alike";
        params.error(DECAY.name, "contradiction", Some(members.get()), hint);
    }
    let mut inner = Params::from_members(Members::read(members.get()).unwrap_or_default());
    let (bands, gaussian) = (inner.array(BANDS.name), inner.object(GAUSSIAN.name));
    let decay = match (bands, gaussian) {
        (Some(bands), None) => take_bands(&mut inner, &bands),
        (None, Some(gaussian)) => {
            let mut inside = Params::from_members(Members::read(gaussian.get()).unwrap_or_default());
            let bandwidth_m = BANDWIDTH_M.take(&mut inside).unwrap_or(1.0);
            inner.take_errors_of(GAUSSIAN.name, inside);
            Decay::Gaussian { bandwidth_m }
        }
        (Some(_), Some(_)) => {
            let hint = "bands and gaussian are two ways to say how what is farther counts: give one of them";
            params.error(DECAY.name, "contradiction", Some(members.get()), hint);
            Decay::None
        }
        (None, None) => {
            let hint =
                "either {\"bands\": [{\"up_to_m\", \"weight\"}]} or {\"gaussian\": {\"bandwidth_m\"}} is expected";
            inner.error(BANDS.name, "missing", None, hint);
            Decay::None
        }
    };
    params.take_errors_of(DECAY.name, inner);
    decay
}

fn take_bands(params: &mut Params, values: &[Box<serde_json::value::RawValue>]) -> Decay {
    if !(1..=MOST_BANDS).contains(&values.len()) {
        params.miscounted(BANDS.name, values.len(), &format!("1 to {MOST_BANDS}"));
    }
    let mut bands: Vec<(f64, f64)> = Vec::new();
    for value in values.iter().take(MOST_BANDS) {
        let mut band = Params::from_members(Members::read(value.get()).unwrap_or_default());
        UP_TO_M.look_for(&mut band);
        WEIGHT.look_for(&mut band);
        let up_to_m = UP_TO_M.take(&mut band).unwrap_or(0.0);
        let weight = WEIGHT.take(&mut band).unwrap_or(0.0);
        if bands.last().is_some_and(|(before_m, _)| up_to_m <= *before_m) {
            band.error(UP_TO_M.name, "out_of_range", Some(&up_to_m.to_string()), "bands ascend");
        }
        bands.push((up_to_m, weight));
        params.take_errors_of(BANDS.name, band);
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
