//! What does a question about new sites say? What is to be best, of which candidates, for whom, and beside what is there.

use super::LONGEST_LIMIT;
use super::named::{Named, take_points};
use crate::geodesy::Crs;
use crate::http::asked::{take_choice, take_crs};
use crate::http::coverage::asked::{FARTHEST_M, take_kind};
use crate::http::coverage::place::{Place, take_place};
use crate::http::params::{Params, nearest_word};
use crate::http::problem::Problem;
use crate::siting::{Goal, Method};
use crate::store::{Choice, Snapshot};
use chrono::{DateTime, Utc};
use h3o::Resolution;
use serde_json::{Map, Value, json};
use std::collections::HashSet;
use std::time::Duration;

/// Most sites: with as many the sums of whole units still fit into 63 bits.
const MOST_SITES: u64 = 5_000;
/// Most other choices told.
const MOST_ALTERNATIVES: u64 = 100;
/// Most candidates that may be required or forbidden by name.
const MOST_NAMED: usize = 100_000;
/// What is to be best, by the contract's words.
const GOALS: [(&str, Goal); 4] =
    [("mclp", Goal::Mclp), ("lscp", Goal::Lscp), ("p-median", Goal::PMedian), ("p-center", Goal::PCenter)];

/// A question about new sites.
#[derive(Debug)]
pub struct Asked {
    /// The system of the caller's coordinates and of the answer's.
    pub crs: Crs,
    /// Which stations serve already, if any do.
    pub choice: Choice,
    /// Whether stations that are there serve.
    pub existing: bool,
    /// The area, if there is one.
    pub place: Option<Place>,
    /// The resolution of demand's cells, and of candidates', if they are given.
    pub resolution: Option<Resolution>,
    /// See `resolution`.
    pub candidate_resolution: Option<Resolution>,
    /// What is to be best.
    pub goal: Goal,
    /// Within how far demand is covered.
    pub radius_m: f64,
    /// How many sites are chosen.
    pub sites: usize,
    /// How hard to try.
    pub method: Method,
    /// For how long.
    pub time_limit: Duration,
    /// Candidates, if they are listed.
    pub candidates: Option<Vec<Named>>,
    /// Demand, if it is listed.
    pub demand: Option<Vec<Named>>,
    /// The kind of demand that cells have; none for area.
    pub kind: Option<String>,
    /// Ids of candidates that have to be chosen, and of those that may not be.
    pub required: Vec<String>,
    /// See `required`.
    pub forbidden: Vec<String>,
    /// How far apart sites are at least.
    pub min_spacing_m: f64,
    /// How many other choices are told.
    pub alternatives: usize,
    /// The request as understood.
    pub echo: Map<String, Value>,
    /// What is asked for and not there.
    not_found: Option<Problem>,
}

impl Asked {
    /// Takes all of it.
    pub fn take(params: &mut Params, snapshot: &Snapshot, now: DateTime<Utc>) -> Self {
        let mut echo = Map::new();
        let crs = take_crs(params);
        let goal = |word: &str| GOALS.iter().find(|(name, _)| *name == word).map(|(_, goal)| *goal);
        if !params.has("problem") {
            params.missing("problem", "mclp, lscp, p-median or p-center is needed");
        }
        let goal = params.one_of("problem", &GOALS.map(|(name, _)| name), goal).unwrap_or(Goal::Mclp);
        let candidates = take_points(params, "candidates", crs, false);
        let demand = take_points(params, "demand", crs, true);
        let cells = candidates.is_none() || demand.is_none();
        let mut not_found = None;
        let place = if cells || params.has("region") || params.has("bbox") {
            let place = take_place(params, snapshot, crs);
            Some(place.unwrap_or_else(|problem| {
                not_found = Some(problem);
                Place::nothing()
            }))
        } else {
            // So that they are known where they are misspelt.
            params.take("region");
            params.take("bbox");
            None
        };
        let mut resolution = |name: &'static str| {
            let number = params.whole_number(name, 0..=12, "an H3 resolution")?;
            Resolution::try_from(number as u8).ok()
        };
        let (fine, coarse) = (resolution("resolution"), resolution("candidate_resolution"));
        let kind = take_kind(params, "demand_kind", snapshot);
        let radius_m = params.number("radius_m", 0.0..=FARTHEST_M, "metres").unwrap_or(1000.0);
        let sites = params.whole_number("sites", 1..=MOST_SITES, "sites").unwrap_or(10) as usize;
        let existing = params.truth("existing").unwrap_or(true);
        let method = |word: &str| match word {
            "auto" | "exact" => Some(Method::Exact),
            "greedy" => Some(Method::Greedy),
            _ => None,
        };
        let method = params.one_of("method", &["auto", "greedy", "exact"], method).unwrap_or(Method::Exact);
        let longest = LONGEST_LIMIT.as_secs_f64();
        let time_limit_s = params.number("time_limit_s", 0.1..=longest, "seconds").unwrap_or(10.0);
        let min_spacing_m = params.number("min_spacing_m", 0.0..=FARTHEST_M, "metres").unwrap_or(0.0);
        let alternatives = params.whole_number("alternatives", 0..=MOST_ALTERNATIVES, "choices").unwrap_or(0) as usize;
        let required = take_ids(params, "required");
        let forbidden = take_ids(params, "forbidden");
        let choice = take_choice(params, &snapshot.lexicon, now, &mut echo);
        let asked = Self {
            crs,
            choice,
            existing,
            place,
            resolution: fine,
            candidate_resolution: coarse,
            goal,
            radius_m,
            sites,
            method,
            time_limit: Duration::from_secs_f64(time_limit_s),
            candidates,
            demand,
            kind,
            required,
            forbidden,
            min_spacing_m,
            alternatives,
            echo,
            not_found,
        };
        asked.check_names(params);
        asked.with_echo(time_limit_s)
    }

    /// Nothing, if all that is asked for is there; to be asked once nothing else is wrong.
    ///
    /// # Errors
    /// `404` for a region that is not there.
    pub fn found(&self) -> Result<(), Problem> {
        self.not_found.clone().map_or(Ok(()), Err)
    }

    /// The contract's word for what is to be best.
    pub fn problem(&self) -> &'static str {
        GOALS.iter().find(|(_, goal)| *goal == self.goal).map_or("", |(name, _)| name)
    }

    /// Whether all that is named can be done, as far as that is known without the cells.
    fn check_names(&self, params: &mut Params) {
        let forbidden: HashSet<&String> = self.forbidden.iter().collect();
        if let Some(both) = self.required.iter().find(|id| forbidden.contains(id)) {
            params.error("required", "contradiction", Some(both), "the same candidate is forbidden");
        }
        if self.goal != Goal::Lscp && self.required.len() > self.sites {
            let hint = format!("no more than the {} sites asked for can be required", self.sites);
            params.miscounted("required", self.required.len(), &hint);
        }
        let Some(candidates) = &self.candidates else { return };
        let known = || candidates.iter().filter_map(|candidate| candidate.id.as_deref());
        let there: HashSet<&str> = known().collect();
        for (name, ids) in [("required", &self.required), ("forbidden", &self.forbidden)] {
            // The first few are enough to see what is wrong.
            for id in ids.iter().filter(|id| !there.contains(id.as_str())).take(8) {
                let near = nearest_word(id, known().take(1_000));
                let meant = near.map_or(String::new(), |near| format!("; is {near} meant?"));
                params.error(name, "unknown_value", Some(id), format!("no candidate has this id{meant}"));
            }
        }
        let open = candidates.len().saturating_sub(self.forbidden.len());
        if self.goal != Goal::Lscp && self.sites > open && !candidates.is_empty() {
            let hint = format!("{open} candidates may be chosen, so that no more sites can be asked for");
            params.miscounted("sites", self.sites, &hint);
        }
    }

    fn with_echo(mut self, time_limit_s: f64) -> Self {
        let counted = |list: &Option<Vec<Named>>| list.as_ref().map_or(json!("cells"), |list| json!(list.len()));
        let method = if self.method == Method::Greedy { "greedy" } else { "exact" };
        let members = json!({
            "problem": self.problem(), "radius_m": self.radius_m, "existing": self.existing,
            "candidates": counted(&self.candidates), "demand": counted(&self.demand), "method": method,
            "time_limit_s": time_limit_s, "min_spacing_m": self.min_spacing_m, "alternatives": self.alternatives,
            "crs": self.crs.as_str(),
        });
        if let Value::Object(members) = members {
            self.echo.extend(members);
        }
        if self.goal != Goal::Lscp {
            self.echo.insert("sites".to_owned(), self.sites.into());
        }
        for (name, ids) in [("required", &self.required), ("forbidden", &self.forbidden)] {
            if !ids.is_empty() {
                self.echo.insert(name.to_owned(), json!(ids));
            }
        }
        self
    }
}

fn take_ids(params: &mut Params, name: &'static str) -> Vec<String> {
    let values =
        if params.is_array(name) { params.array(name).unwrap_or_default() } else { return take_words(params, name) };
    if values.len() > MOST_NAMED {
        params.miscounted(name, values.len(), &format!("{MOST_NAMED} at most"));
    }
    let mut ids: Vec<String> = Vec::with_capacity(values.len());
    let mut known = HashSet::new();
    for (place, value) in values.iter().enumerate() {
        match Params::id_of(value) {
            Some(id) if known.insert(id.clone()) => ids.push(id),
            Some(id) => params.error(name, "repeated", Some(&id), format!("{name}[{place}]: it is there already")),
            None => {
                let hint = format!("{name}[{place}]: a candidate's id is expected, a text or an integer");
                params.error(name, "not_an_id", Some(value.get()), hint);
            }
        }
    }
    ids
}

/// From a command line: ids separated by commas.
fn take_words(params: &mut Params, name: &'static str) -> Vec<String> {
    params.list(name).unwrap_or_default()
}
