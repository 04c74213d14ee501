//! `waystation site`: the same question and answer as `/v1/siting`, on the command line, with files and a picture.

use super::coverage::{check_ending, drawn_ground, grouped, write_file};
use super::filters::{Filters, Usable, given};
use super::matrix::{self, Matrix};
use super::picture::{self, Picture};
use super::points::read_points;
use super::table::Table;
use crate::coverage::{Effort, Site};
use crate::http::coverage;
use crate::http::siting::{Asked, Setting, solved, told};
use crate::http::{Params, Problem};
use crate::siting::{Goal, Method, Patience, Solution, Status, in_order, solve};
use crate::store::Snapshot;
use anyhow::{Context, bail};
use chrono::Utc;
use clap::Args;
use h3o::Resolution;
use serde_json::value::RawValue;
use serde_json::{Value, json};
use std::ffi::OsStr;
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::{Duration, Instant};

/// What is asked of a map, and has no meaning for given costs.
const ON_EARTH: [&str; 18] = [
    "region",
    "candidates",
    "demand",
    "existing",
    "min_spacing_m",
    "picture",
    "demand_kind",
    "resolution",
    "candidate_resolution",
    "open",
    "at",
    "open_for_s",
    "amenity",
    "amenity_any",
    "amenity_not",
    "kind",
    "access",
    "min_capacity",
];

/// Tells where the next stations should go, with a bound that says how good that is, or a proof.
///
/// An interrupt ends the search with the best found so far. With --matrix it solves given costs and needs no data. Exits
/// with 0 if there is an answer, with 1 if there is provably none, with 2 for a wrong question.
#[derive(Debug, Args)]
#[command(allow_negative_numbers = true)]
pub(super) struct SiteNext {
    /// Data directory or station file; without it the bundled data.
    #[arg(env = "WAYSTATION_DIR")]
    dir: Option<PathBuf>,
    /// What is to be best: mclp (most demand within the radius), lscp (fewest sites for all demand), p-median (least
    /// mean distance), p-center (least distance of the farthest).
    #[arg(long, env = "WAYSTATION_PROBLEM")]
    problem: String,
    /// A region's id, or a GeoJSON file with one or more polygons.
    #[arg(long, env = "WAYSTATION_REGION")]
    region: Option<String>,
    /// Farthest distance that counts as covered, in metres [default: 1000].
    #[arg(long, env = "WAYSTATION_RADIUS_M")]
    radius_m: Option<String>,
    /// Stations, there or new, that must be within it, 1 to 100; more than 1 with mclp and lscp [default: 1].
    #[arg(long, env = "WAYSTATION_MIN_STATIONS")]
    min_stations: Option<String>,
    /// How many sites, 1 to 5000 [default: 10].
    #[arg(long, env = "WAYSTATION_SITES")]
    sites: Option<String>,
    /// Whether stations that are there serve: true or false [default: true].
    #[arg(long, env = "WAYSTATION_EXISTING")]
    existing: Option<String>,
    /// A .csv (id,lon,lat) or .geojson file of candidates [default: the centres of the region's cells].
    #[arg(long, value_name = "FILE")]
    candidates: Option<String>,
    /// A .csv (id,lon,lat,weight) or .geojson file of demand [default: the region's cells].
    #[arg(long, value_name = "FILE")]
    demand: Option<String>,
    /// Kind of demand of cells, or area [default: people, or the first there is].
    #[arg(long, env = "WAYSTATION_DEMAND_KIND")]
    demand_kind: Option<String>,
    /// H3 resolution of demand's cells [default: 9, or coarser for large areas].
    #[arg(long, env = "WAYSTATION_RESOLUTION")]
    resolution: Option<String>,
    /// H3 resolution of candidates' cells [default: the same, or coarser for large areas].
    #[arg(long, env = "WAYSTATION_CANDIDATE_RESOLUTION")]
    candidate_resolution: Option<String>,
    /// greedy for a good answer at once, exact or auto for a proof [default: auto].
    #[arg(long, env = "WAYSTATION_METHOD")]
    method: Option<String>,
    /// How long to seek, 0.1 to 60 seconds [default: 10].
    #[arg(long, env = "WAYSTATION_TIME_LIMIT_S")]
    time_limit_s: Option<String>,
    /// Ids of candidates that have to be chosen, separated by commas.
    #[arg(long, env = "WAYSTATION_REQUIRED")]
    required: Option<String>,
    /// Ids of candidates that may not be chosen, separated by commas.
    #[arg(long, env = "WAYSTATION_FORBIDDEN")]
    forbidden: Option<String>,
    /// How far apart sites are at least, from each other and from stations, in metres.
    #[arg(long, env = "WAYSTATION_MIN_SPACING_M")]
    min_spacing_m: Option<String>,
    /// How many other choices to tell that are nearly as good [default: 0].
    #[arg(long, env = "WAYSTATION_ALTERNATIVES")]
    alternatives: Option<String>,
    #[command(flatten)]
    filters: Filters,
    #[command(flatten)]
    usable: Usable,
    /// Solve given costs in place of a map: a .csv file demand_id,candidate_id,cost, in which what is missing cannot serve.
    #[arg(long, value_name = "FILE", conflicts_with_all = ON_EARTH)]
    matrix: Option<PathBuf>,
    /// With --matrix: a .csv file demand_id,weight [default: 1 each].
    #[arg(long, value_name = "FILE", requires = "matrix", conflicts_with_all = ON_EARTH)]
    weights: Option<PathBuf>,
    /// Write the sites to a .geojson or .csv file.
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
    /// Draw a map of the region with the sites to an .svg file.
    #[arg(long, value_name = "FILE")]
    picture: Option<PathBuf>,
    /// Print the same JSON as over HTTP.
    #[arg(long, env = "WAYSTATION_JSON", value_parser = clap::builder::BoolishValueParser::new())]
    json: bool,
}

impl SiteNext {
    pub(super) fn run(self) -> anyhow::Result<ExitCode> {
        let endings: &[&str] = if self.matrix.is_some() { &["csv"] } else { &["geojson", "json", "csv"] };
        check_ending(self.output.as_deref(), endings)?;
        check_ending(self.picture.as_deref(), &["svg"])?;
        match &self.matrix {
            Some(costs) => self.of_costs(costs),
            None => self.on_earth(),
        }
    }

    fn on_earth(&self) -> anyhow::Result<ExitCode> {
        if self.region.is_none() && (self.candidates.is_none() || self.demand.is_none()) {
            bail!("a --region is needed, the id of one or a GeoJSON file, or both --candidates and --demand");
        }
        let snapshot = super::load_to_ask(self.dir.as_deref())?;
        let now = Utc::now();
        let mut params = self.params()?;
        let asked = Asked::take(&mut params, &snapshot, now);
        if let Err(problem) = params.finish().and_then(|()| asked.found()) {
            return wrong(&problem);
        }
        if self.picture.is_some() && asked.place.is_none() {
            bail!("a picture needs a --region to draw");
        }
        // A person waits longer than a page, but not for ever.
        let effort = Effort::new(4_000_000_000, None, Default::default());
        let setting = match Setting::of(&asked, &snapshot, &effort) {
            Ok(setting) => setting,
            Err(problem) if problem.errors().is_empty() => bail!("{}", problem.detail()),
            Err(problem) => return wrong(&problem),
        };
        let solution = watched(asked.time_limit, |patience, heard| solved(&asked, &setting, patience, heard));
        let solution = solution.map_err(|problem| anyhow::anyhow!("{}", problem.detail()))?;
        let answer = told(&asked, &setting, &solution, &snapshot, now, &effort);
        let answer = answer.map_err(|problem| anyhow::anyhow!("{}", problem.detail()))?;
        if let Some(path) = &self.picture {
            draw(path, &asked, &setting, &solution, &answer, &snapshot, &effort)?;
        }
        self.finish(&answer, asked.goal)
    }

    fn of_costs(&self, costs: &Path) -> anyhow::Result<ExitCode> {
        let goal = match self.problem.as_str() {
            "mclp" => Goal::Mclp,
            "lscp" => Goal::Lscp,
            "p-median" => Goal::PMedian,
            "p-center" => Goal::PCenter,
            other => bail!("--problem {other}: one of mclp, lscp, p-median, p-center is expected"),
        };
        let number = |name: &str, given: &Option<String>, usual: f64, range: std::ops::RangeInclusive<f64>| {
            let Some(text) = given else { return Ok(usual) };
            let number = text.parse::<f64>().ok().filter(|number| range.contains(number));
            number.with_context(|| {
                format!("--{name} {text}: a number from {} to {} is expected", range.start(), range.end())
            })
        };
        let method = match self.method.as_deref() {
            None | Some("auto" | "exact") => Method::Exact,
            Some("greedy") => Method::Greedy,
            Some(other) => bail!("--method {other}: one of auto, greedy, exact is expected"),
        };
        let min_stations = number("min-stations", &self.min_stations, 1.0, 1.0..=100.0)? as u32;
        if min_stations > 1 && matches!(goal, Goal::PMedian | Goal::PCenter) {
            bail!("--min-stations {min_stations}: {} looks at the nearest site alone", self.problem);
        }
        let words = |given: &Option<String>| -> Vec<String> {
            given.iter().flat_map(|text| text.split(',')).map(str::to_owned).collect()
        };
        let asked = matrix::Asked {
            goal,
            method,
            radius: number("radius-m", &self.radius_m, 1000.0, 0.0..=f64::MAX)?,
            min_stations,
            sites: number("sites", &self.sites, 10.0, 1.0..=5000.0)? as usize,
            required: &words(&self.required),
            forbidden: &words(&self.forbidden),
            alternatives: number("alternatives", &self.alternatives, 0.0, 0.0..=100.0)? as usize,
        };
        let limit = number("time-limit-s", &self.time_limit_s, 10.0, 0.1..=60.0)?;
        let matrix = Matrix::read(costs, self.weights.as_deref())?;
        let problem = matrix.problem(&asked)?;
        let solution =
            watched(Duration::from_secs_f64(limit), |patience, heard| solve(&problem, method, patience, heard));
        if solution.status == Status::Unknown {
            bail!("nothing was found in the time: a longer --time-limit-s or more --sites may help");
        }
        let mut answer = matrix.told(&asked, &problem, &solution);
        answer["problem"] = self.problem.as_str().into();
        self.finish(&answer, goal)
    }

    /// Writes what is asked for, and tells by the exit code whether there is an answer.
    fn finish(&self, answer: &Value, goal: Goal) -> anyhow::Result<ExitCode> {
        if let Some(path) = &self.output {
            let file = match path.extension().and_then(OsStr::to_str) {
                Some("csv") => as_csv(answer)?,
                _ => answer["geojson"].to_string().into_bytes(),
            };
            write_file(path, &file)?;
        }
        let mut out = std::io::stdout().lock();
        if self.json {
            writeln!(out, "{answer:#}")?;
        } else {
            write!(out, "{}", as_table(answer, goal))?;
        }
        Ok(if answer["status"] == "infeasible" { ExitCode::from(1) } else { ExitCode::SUCCESS })
    }

    /// The flags given, under the names they have over HTTP.
    fn params(&self) -> anyhow::Result<Params<'static>> {
        let problem = Some(self.problem.clone());
        let flags = [
            ("problem", &problem),
            ("radius_m", &self.radius_m),
            ("min_stations", &self.min_stations),
            ("sites", &self.sites),
            ("existing", &self.existing),
            ("demand_kind", &self.demand_kind),
            ("resolution", &self.resolution),
            ("candidate_resolution", &self.candidate_resolution),
            ("method", &self.method),
            ("time_limit_s", &self.time_limit_s),
            ("required", &self.required),
            ("forbidden", &self.forbidden),
            ("min_spacing_m", &self.min_spacing_m),
            ("alternatives", &self.alternatives),
        ];
        let mut pairs: Vec<(String, String)> =
            given(&flags).chain(self.filters.given()).chain(self.usable.given()?).collect();
        let mut drawn = None;
        if let Some(region) = &self.region {
            if [".geojson", ".json"].iter().any(|ending| region.ends_with(ending)) {
                let text = fs::read_to_string(region).with_context(|| format!("cannot read {region}"))?;
                let text = text.trim_start_matches('\u{FEFF}').to_owned();
                drawn = Some(RawValue::from_string(text).with_context(|| format!("{region} is not GeoJSON"))?);
            } else {
                pairs.push(("region".to_owned(), region.clone()));
            }
        }
        let mut params = Params::from_pairs(pairs);
        if let Some(drawn) = drawn {
            params = params.with_json("region", drawn);
        }
        for (name, path, weighs) in [("candidates", &self.candidates, false), ("demand", &self.demand, true)] {
            if let Some(path) = path {
                params = params.with_json(name, read_points(path, weighs)?);
            }
        }
        Ok(params)
    }
}

fn wrong(problem: &Problem) -> anyhow::Result<ExitCode> {
    let _ = write!(std::io::stderr(), "{}", super::nearest::told(problem));
    Ok(ExitCode::from(2))
}

/// Seeks with a bar that tells the best so far and its bound, until the time is up or an interrupt comes.
fn watched<T>(limit: Duration, seek: impl FnOnce(&Patience, crate::siting::Heard) -> T) -> T {
    let began = Instant::now();
    let patience = Patience::until(Some(began + limit), super::interrupt::enough());
    let bar = super::progress::Bar::start();
    let whole = limit.as_millis() as usize;
    bar.show("seeking", 0, whole);
    let heard = |best: Option<f64>, bound: f64| {
        let done = (began.elapsed().as_millis() as usize).min(whole);
        let text = match best {
            Some(best) => {
                let gap = (best - bound).abs() / bound.abs().max(1e-9) * 100.0;
                format!("best {}, bound {} (gap {gap:.2} %)", figure(best), figure(bound))
            }
            None => format!("bound {}", figure(bound)),
        };
        bar.show(&text, done, whole);
    };
    let found = seek(&patience, &heard);
    bar.end();
    found
}

fn draw(
    path: &Path,
    asked: &Asked,
    setting: &Setting,
    solution: &Solution,
    answer: &Value,
    snapshot: &Snapshot,
    effort: &Effort,
) -> anyhow::Result<()> {
    let Some(place) = &asked.place else { return Ok(()) };
    if picture::shows_a_pole(&place.area) {
        bail!("{}: no picture is drawn of an area around a pole", path.display());
    }
    let resolution = setting.resolution().unwrap_or(Resolution::Nine);
    let plain = coverage::Asked::plain(
        (place.clone(), resolution),
        (asked.radius_m, asked.min_stations),
        asked.choice.clone(),
        asked.kind.clone(),
        asked.crs,
    );
    let ground = drawn_ground(snapshot, &plain, effort)?;
    let there = asked.standing(snapshot);
    let steps = in_order(&setting.problem, &solution.chosen);
    let chosen = steps.iter().filter_map(|step| setting.candidates.get(step.candidate as usize));
    let added: Vec<Site> =
        chosen.map(|named| Site { id: named.id.as_deref().unwrap_or("new"), position: named.position }).collect();
    let all: Vec<Site> = there.iter().chain(&added).copied().collect();
    let cells = crate::coverage::each_cell(&ground, &all, &plain.reach, effort)
        .map_err(|_| anyhow::anyhow!("the picture takes too much work"))?;
    let mut summed = answer["after"].clone();
    for (name, value) in [
        ("region", &answer["region"]),
        ("query", &answer["query"]),
        ("dataset", &answer["dataset"]),
        ("radius_m", &json!(asked.radius_m)),
        ("resolution", &json!(u8::from(resolution))),
    ] {
        summed[name] = value.clone();
    }
    let name = place.named["name"].as_str().or(place.named["id"].as_str()).unwrap_or("the area");
    let title = format!("{} more in {name}", added.len());
    let notes = picture::notes(&summed, snapshot, ground.tiling().resolution());
    let picture =
        Picture { area: &place.area, cells: &cells, sites: &there, added: &added, reach: &plain.reach, title, notes };
    write_file(path, picture.svg().as_bytes())
}

/// A number for people: whole if it is large, else with as many digits as matter.
fn figure(number: f64) -> String {
    if number.abs() >= 10_000.0 || number.fract() == 0.0 { grouped(number) } else { format!("{number:.3}") }
}

/// The sites, how good they are, and how good they could be at most.
fn as_table(answer: &Value, goal: Goal) -> String {
    let mut text = String::new();
    let unit = match goal {
        Goal::Mclp => answer["after"]["demand"]["kind"].as_str().unwrap_or("of demand"),
        Goal::Lscp => "sites",
        Goal::PMedian | Goal::PCenter if answer["metric"] == "given" => "",
        Goal::PMedian | Goal::PCenter => "m",
    };
    let with_unit = |number: f64| format!("{} {unit}", figure(number)).trim_end().to_owned();
    let told = |value: &Value| value.as_f64().map_or_else(|| "-".to_owned(), figure);
    if let Some(sites) = answer["sites"].as_array().filter(|sites| !sites.is_empty()) {
        let mut table = Table::with_heading(["", "site", "lon", "lat", "gain", "objective", "region"]);
        for (place, site) in sites.iter().enumerate() {
            let degrees = |name: &str| site[name].as_f64().map_or_else(String::new, |degrees| format!("{degrees:.5}"));
            let region = site["region"]["name"].as_str().or(site["region"]["id"].as_str()).unwrap_or_default();
            table.row([
                (place + 1).to_string(),
                site["id"].as_str().unwrap_or("-").to_owned(),
                degrees("lon"),
                degrees("lat"),
                told(&site["gain"]),
                told(&site["objective_after"]),
                region.to_owned(),
            ]);
        }
        text.push_str(&table.text());
        text.push('\n');
    }
    let objective = answer["objective"].as_f64();
    match (answer["status"].as_str(), objective) {
        (Some("optimal"), Some(objective)) => {
            text.push_str(&format!("{}: proven to be the best\n", with_unit(objective)))
        }
        (Some("feasible"), Some(objective)) => {
            let bound = answer["bound"].as_f64().unwrap_or_default();
            let side = if goal == Goal::Mclp { "at most" } else { "at least" };
            let gap = answer["gap"].as_f64().unwrap_or_default() * 100.0;
            text.push_str(&format!(
                "{}; any choice comes to {side} {} (gap {gap:.2} %)\n",
                with_unit(objective),
                with_unit(bound)
            ));
        }
        _ => text.push_str(&format!(
            "cannot be done: {}\n",
            answer["detail"].as_str().unwrap_or("no choice serves all demand")
        )),
    }
    if let Some(lost) = answer["uncoverable"].as_array() {
        let mut table = Table::with_heading(["out of reach", "nearest candidate", "distance"]);
        for one in lost.iter().take(20) {
            let near = one["nearest"]["id"].as_str().or(one["nearest"].as_str()).unwrap_or("-");
            let far = one["distance_m"].as_f64().or(one["cost"].as_f64()).map_or_else(|| "-".to_owned(), figure);
            table.row([one["id"].as_str().unwrap_or("-").to_owned(), near.to_owned(), far]);
        }
        text.push_str(&table.text());
    }
    for (place, other) in answer["alternatives"].as_array().into_iter().flatten().enumerate() {
        let ids: Vec<&str> =
            other["sites"].as_array().into_iter().flatten().map(|site| site["id"].as_str().unwrap_or("-")).collect();
        let loss = told(&other["loss"]);
        text.push_str(&format!("alternative {}: {loss} worse with {}\n", place + 1, ids.join(", ")));
    }
    if answer["alternatives_status"] == "feasible" {
        text.push_str("alternatives are those of one exchange; there may be better\n");
    }
    text
}

fn as_csv(answer: &Value) -> anyhow::Result<Vec<u8>> {
    let mut table = csv::Writer::from_writer(Vec::new());
    table.write_record(["rank", "id", "lon", "lat", "gain", "objective_after", "region"])?;
    for (place, site) in answer["sites"].as_array().into_iter().flatten().enumerate() {
        let field = |value: &Value| match value {
            Value::String(text) => text.clone(),
            Value::Null => String::new(),
            other => other.to_string(),
        };
        let region = field(&site["region"]["id"]);
        let [id, lon, lat, gain, after] =
            ["id", "lon", "lat", "gain", "objective_after"].map(|name| field(&site[name]));
        table.write_record([(place + 1).to_string(), id, lon, lat, gain, after, region])?;
    }
    Ok(table.into_inner()?)
}
