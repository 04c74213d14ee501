//! What does a question about new sites say? What is to be best, of which candidates, for whom, and beside what is there.

use super::LONGEST_LIMIT;
use super::named::{CANDIDATES, DEMAND, Named, take_points};
use crate::coverage::Site;
use crate::geodesy::Crs;
use crate::http::api::schema;
use crate::http::asked::{take_choice, take_crs};
use crate::http::coverage::asked::{self as of_coverage, Changed, FARTHEST_M, MOST_IN_REACH, take_kind, take_scenario};
use crate::http::coverage::place::{BBOX, Place, REGION, take_place};
use crate::http::declared::{Absence, Declared, Means, Needed, Number, Optional, Shaped, Text, Truth, Whole, Word};
use crate::http::echo::Echo;
use crate::http::filters::CRS;
use crate::http::meant::nearest_word;
use crate::http::params::Params;
use crate::http::problem::Problem;
use crate::siting::{Goal, Method};
use crate::store::{Choice, Snapshot};
use chrono::{DateTime, Utc};
use h3o::Resolution;
use serde_json::json;
use std::borrow::Cow;
use std::collections::HashSet;
use std::time::Duration;

/// Most candidates that may be required or forbidden by name.
const MOST_NAMED: usize = 100_000;

static PROBLEM: Word<Goal, Needed> = Word {
    name: "problem",
    words: &[("mclp", Goal::Mclp), ("lscp", Goal::Lscp), ("p-median", Goal::PMedian), ("p-center", Goal::PCenter)],
    absent: Needed("mclp, lscp, p-median or p-center is needed"),
    about: "What is to be best: mclp, the most demand within radius_m; lscp, the fewest sites so that all demand is within radius_m; p-median, the least mean distance by demand; p-center, the least distance of the farthest demand.",
};

static RESOLUTION: Whole = Whole {
    name: "resolution",
    range: 0..=12,
    unit: "an H3 resolution",
    absent: Optional,
    about: "The H3 resolution of the cells of demand; the finest up to 9 at which they are few enough if not given. Not where candidates and demand are both listed.",
};

static CANDIDATE_RESOLUTION: Whole = Whole {
    name: "candidate_resolution",
    range: 0..=12,
    unit: "an H3 resolution",
    absent: Optional,
    about: "The H3 resolution of the cells whose centres are candidates; the finest at which they are few enough if not given. Not where candidates are listed.",
};

static DEMAND_KIND: Text = Text {
    name: "demand_kind",
    about: "The kind of demand that cells have, of those that the data has (such as people), or area; the first of the data if not given. Not where demand is listed.",
};

static RADIUS_M: Number<Means<f64>> = Number {
    name: "radius_m",
    range: 0.0..=FARTHEST_M,
    unit: "metres",
    absent: Means(1000.0),
    about: "Within what WGS 84 geodesic distance demand is covered, inclusive.",
};

static MIN_STATIONS: Whole<Means<u64>> = Whole {
    name: "min_stations",
    range: 1..=MOST_IN_REACH,
    unit: "stations",
    absent: Means(1),
    about: "So many stations, those that are there and new ones, must be within radius_m of demand for it to be covered. Above 1 only with mclp and lscp.",
};

static SITES: Whole<Means<u64>> = Whole {
    name: "sites",
    // With as many the sums of whole units still fit into 63 bits.
    range: 1..=5_000,
    unit: "sites",
    absent: Means(10),
    about: "How many sites are chosen; if not given ten, or as many as candidates may be chosen where those are fewer. lscp finds out how many are needed.",
};

static EXISTING: Truth<Means<bool>> = Truth {
    name: "existing",
    absent: Means(true),
    about: "Whether the stations that are there, and pass the filters, serve too.",
};

static SCENARIO: Shaped = Shaped {
    about: "What if these stations were added and those removed? Sites are then sought beside those that are left; before and after tell of them. Not with existing=false.",
    ..of_coverage::SCENARIO
};

static METHOD: Word<Method, Means<Method>> = Word {
    name: "method",
    words: &[("auto", Method::Exact), ("greedy", Method::Greedy), ("exact", Method::Exact)],
    absent: Means(Method::Exact),
    about: "How hard to try: greedy is quick and has a proven bound; auto and exact look for the best until time_limit_s is over.",
};

static TIME_LIMIT_S: Number<Means<f64>> = Number {
    name: "time_limit_s",
    range: 0.1..=LONGEST_LIMIT.as_secs() as f64,
    unit: "seconds",
    absent: Means(10.0),
    about: "How long to look for something better; status and gap tell how good the best found is.",
};

static MIN_SPACING_M: Number<Means<f64>> = Number {
    name: "min_spacing_m",
    range: 0.0..=FARTHEST_M,
    unit: "metres",
    absent: Means(0.0),
    about: "How far sites are to be from each other and from stations that serve (those that pass the filters; with existing=false none), at least.",
};

static ALTERNATIVES: Whole<Means<u64>> = Whole {
    name: "alternatives",
    range: 0..=100,
    unit: "choices",
    absent: Means(0),
    about: "How many other choices are told, each with what it loses: the next best ones where that can be proven, which alternatives_status tells.",
};

static REQUIRED: Shaped = Shaped {
    name: "required",
    needed: None,
    in_address: None,
    in_body: || schema::list_in(0..=MOST_NAMED, schema::id(""), None),
    about: "Ids of candidates that have to be chosen; they count among sites.",
};

static FORBIDDEN: Shaped = Shaped {
    name: "forbidden",
    needed: None,
    in_address: None,
    in_body: || schema::list_in(0..=MOST_NAMED, schema::id(""), None),
    about: "Ids of candidates that may not be chosen.",
};

/// What a question about new sites says beside the filters.
pub(super) static MEMBERS: [&dyn Declared; 20] = [
    &PROBLEM,
    &REGION,
    &BBOX,
    &RADIUS_M,
    &MIN_STATIONS,
    &SITES,
    &EXISTING,
    &SCENARIO,
    &CANDIDATES,
    &DEMAND,
    &DEMAND_KIND,
    &RESOLUTION,
    &CANDIDATE_RESOLUTION,
    &METHOD,
    &TIME_LIMIT_S,
    &REQUIRED,
    &FORBIDDEN,
    &MIN_SPACING_M,
    &ALTERNATIVES,
    &CRS,
];

/// A question about new sites.
#[derive(Debug)]
pub struct Asked {
    /// The system of the caller's coordinates and of the answer's.
    pub crs: Crs,
    /// Which stations serve already, if any do.
    pub choice: Choice,
    /// Whether stations that are there serve.
    pub existing: bool,
    /// Stations added and removed in thought.
    pub scenario: Option<Changed>,
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
    /// By how many.
    pub min_stations: usize,
    /// How many sites are chosen; if it is not given, that many or as many as there are candidates.
    pub sites: usize,
    /// Whether it is given.
    pub sites_given: bool,
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
    echo: Echo,
    /// What is asked for and not there.
    not_found: Option<Problem>,
}

impl Asked {
    /// Takes all of it.
    pub fn take(params: &mut Params, snapshot: &Snapshot, now: DateTime<Utc>) -> Self {
        let mut echo = Echo::new();
        let crs = take_crs(params);
        let goal = PROBLEM.take(params).unwrap_or(Goal::Mclp);
        let candidates = take_points(params, &CANDIDATES, crs, false);
        let demand = take_points(params, &DEMAND, crs, true);
        let cells = candidates.is_none() || demand.is_none();
        let mut not_found = None;
        let place = if cells || params.has(REGION.name) || params.has(BBOX.name) {
            let place = take_place(params, snapshot, crs);
            Some(place.unwrap_or_else(|problem| {
                not_found = Some(problem);
                Place::nothing()
            }))
        } else {
            // So that they are known where they are misspelt.
            params.take(REGION.name);
            params.take(BBOX.name);
            None
        };
        refuse_what_cells_would_need(params, candidates.is_some(), demand.is_some());
        let resolution = |number: u64| Resolution::try_from(number as u8).ok();
        let fine = RESOLUTION.take(params).and_then(resolution);
        let coarse = CANDIDATE_RESOLUTION.take(params).and_then(resolution);
        let kind = take_kind(params, &DEMAND_KIND, snapshot);
        let radius_m = RADIUS_M.take(params);
        let min_stations = MIN_STATIONS.take(params);
        if min_stations > 1 && matches!(goal, Goal::PMedian | Goal::PCenter) {
            let problem = PROBLEM.of(goal);
            let hint = format!(
                "{problem} looks at the nearest station alone: leave it out, or ask for mclp or lscp, where several may be needed"
            );
            params.error(MIN_STATIONS.name, "contradiction", Some(&min_stations.to_string()), hint);
        }
        let sites = SITES.given(params);
        let existing = EXISTING.take(params);
        let method = METHOD.take(params);
        let time_limit_s = TIME_LIMIT_S.take(params);
        let min_spacing_m = MIN_SPACING_M.take(params);
        let alternatives = ALTERNATIVES.take(params) as usize;
        let required = take_ids(params, REQUIRED.name);
        let forbidden = take_ids(params, FORBIDDEN.name);
        let (scenario, lexicon) = take_scenario(params, snapshot, crs);
        // Words that only an added station has are known to the question that adds it.
        let choice = take_choice(params, lexicon.as_ref().unwrap_or(&snapshot.lexicon), now, &mut echo);
        let scenario = scenario.unwrap_or_else(|problem| {
            not_found.get_or_insert(problem);
            None
        });
        if !existing && lexicon.is_some() {
            let hint = "a scenario changes the stations that are there, and existing=false leaves them all out: leave one of the two out";
            params.error(EXISTING.name, "contradiction", Some("false"), hint);
        }
        let (sites_given, sites) = (sites.is_some(), SITES.absent.taken(sites) as usize);
        // Whoever requires more than are usual asks for no fewer.
        let sites = if sites_given { sites } else { sites.max(required.len()) };
        let asked = Self {
            crs,
            choice,
            existing,
            scenario,
            place,
            resolution: fine,
            candidate_resolution: coarse,
            goal,
            radius_m,
            min_stations: min_stations as usize,
            sites,
            sites_given,
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

    /// The stations that serve already: those of the data that are meant, or of the scenario, or none.
    pub fn standing<'a>(&'a self, snapshot: &'a Snapshot) -> Vec<Site<'a>> {
        let scenario = self.scenario.as_ref().map(|changed| &changed.scenario);
        if self.existing { snapshot.sites(&self.choice, scenario) } else { Vec::new() }
    }

    /// The request as understood, with the number of sites that it came to.
    pub fn echo(&self, sites: usize) -> Echo {
        let mut echo = self.echo.clone();
        if self.goal != Goal::Lscp {
            echo.insert(SITES.name, sites);
        }
        echo
    }

    /// The contract's word for what is to be best.
    pub fn problem(&self) -> &'static str {
        PROBLEM.of(self.goal)
    }

    /// Whether all that is named can be done, as far as that is known without the cells.
    fn check_names(&self, params: &mut Params) {
        let forbidden: HashSet<&String> = self.forbidden.iter().collect();
        if let Some(both) = self.required.iter().find(|id| forbidden.contains(id)) {
            params.error(REQUIRED.name, "contradiction", Some(both), "the same candidate is forbidden");
        }
        if self.goal != Goal::Lscp && self.required.len() > self.sites {
            let hint = format!("no more than the {} sites asked for can be required", self.sites);
            params.miscounted(REQUIRED.name, self.required.len(), &hint);
        }
        let Some(candidates) = &self.candidates else { return };
        let known = || candidates.iter().filter_map(|candidate| candidate.id.as_deref());
        let there: HashSet<&str> = known().collect();
        for (name, ids) in [(REQUIRED.name, &self.required), (FORBIDDEN.name, &self.forbidden)] {
            // The first few are enough to see what is wrong.
            for id in ids.iter().filter(|id| !there.contains(id.as_str())).take(8) {
                let near = nearest_word(id, known().take(1_000));
                let meant = near.map_or(String::new(), |near| format!("; is {near} meant?"));
                params.error(name, "unknown_value", Some(id), format!("no candidate has this id{meant}"));
            }
        }
        let open = candidates.len().saturating_sub(self.forbidden.len());
        if self.goal != Goal::Lscp && self.sites > open && self.sites_given && !candidates.is_empty() {
            let hint = format!("{open} candidates may be chosen, so that no more sites can be asked for");
            params.miscounted(SITES.name, self.sites, &hint);
        }
    }

    fn with_echo(mut self, time_limit_s: f64) -> Self {
        let counted = |list: &Option<Vec<Named>>| list.as_ref().map_or(json!("cells"), |list| json!(list.len()));
        let method = if self.method == Method::Greedy { "greedy" } else { "exact" };
        self.echo.insert(PROBLEM.name, PROBLEM.of(self.goal));
        self.echo.insert(RADIUS_M.name, self.radius_m);
        self.echo.insert(MIN_STATIONS.name, self.min_stations);
        self.echo.insert(EXISTING.name, self.existing);
        self.echo.insert(CANDIDATES.name, counted(&self.candidates));
        self.echo.insert(DEMAND.name, counted(&self.demand));
        self.echo.insert(METHOD.name, method);
        self.echo.insert(TIME_LIMIT_S.name, time_limit_s);
        self.echo.insert(MIN_SPACING_M.name, self.min_spacing_m);
        self.echo.insert(ALTERNATIVES.name, self.alternatives);
        self.echo.insert(CRS.name, self.crs.as_str());
        for (name, ids) in [(REQUIRED.name, &self.required), (FORBIDDEN.name, &self.forbidden)] {
            if !ids.is_empty() {
                self.echo.insert(name, json!(ids));
            }
        }
        self
    }
}

/// Takes down what is said of cells where points are listed in their place.
fn refuse_what_cells_would_need(params: &mut Params, candidates_listed: bool, demand_listed: bool) {
    for (name, listed, which) in [
        (CANDIDATE_RESOLUTION.name, candidates_listed, "candidates"),
        (RESOLUTION.name, candidates_listed && demand_listed, "candidates and demand"),
        (DEMAND_KIND.name, demand_listed, "demand"),
    ] {
        if listed && params.has(name) {
            let written = params.written(name);
            let hint = format!("goes with cells, and {which} are listed: leave it out, or the list");
            params.error(name, "contradiction", written.as_deref(), hint);
        }
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
    params.list(name).unwrap_or_default().into_iter().map(Cow::into_owned).collect()
}
