//! How are new sites told? In the order to build them, with what each gains, their bound, and what would nearly do.

use super::asked::Asked;
use super::named::Named;
use super::setting::Setting;
use crate::coverage::{Area, Effort};
use crate::geodesy::{Position, inverse};
use crate::http::coverage::shape::{lon_lat, unsigned};
use crate::http::dataset;
use crate::http::digits::write_rfc3339;
use crate::index::PointIndex;
use crate::siting::{
    Alternative, Goal, Method, PROOF_STEPS, Patience, Solution, Status, Why, alternatives, curve, in_order,
};
use crate::store::Snapshot;
use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use geo::BoundingRect;
use serde_json::{Map, Value, json};
use std::time::Instant;

/// Most demand told that nobody reaches.
const MOST_TOLD: usize = 1_000;
/// Most required candidates told that cannot be chosen.
const MOST_TORN: usize = 8;

/// A number rounded to 12 significant digits, which is more than any source knows.
pub(super) fn rounded(number: f64) -> f64 {
    unsigned(format!("{number:.11e}").parse().unwrap_or(number))
}

/// The whole answer, with what is summed up before and after.
pub(super) fn answer(
    asked: &Asked,
    setting: &Setting,
    solution: &Solution,
    snapshot: &Snapshot,
    now: DateTime<Utc>,
    (before, after): (Value, Value),
    effort: &Effort,
) -> Value {
    let problem = &setting.problem;
    let steps = in_order(problem, &solution.chosen);
    let regions = Regions::of(snapshot);
    let told = |number: Option<f64>| number.filter(|number| number.is_finite()).map(rounded);
    let sites: Vec<Value> = steps
        .iter()
        .enumerate()
        .filter_map(|(place, step)| {
            let mut site = named(setting.candidates.get(step.candidate as usize)?, asked);
            site.insert("rank".to_owned(), (place + 1).into());
            site.insert("gain".to_owned(), json!(told(step.gain)));
            site.insert("objective_after".to_owned(), json!(told(step.objective)));
            let position = setting.candidates.get(step.candidate as usize)?.position;
            site.extend(regions.around(position).map(|region| ("region".to_owned(), region)));
            Some(site.into())
        })
        .collect();
    let found = solution.status != Status::Infeasible;
    let (objective, bound) = (rounded(solution.objective), outward(asked.goal, solution));
    let mut time_stamp = String::new();
    write_rfc3339(&mut time_stamp, now, Tz::UTC);
    let mut body = json!({
        "region": asked.place.as_ref().map(|place| &place.named),
        "problem": asked.problem(),
        "status": match solution.status {
            Status::Optimal => "optimal",
            Status::Infeasible => "infeasible",
            Status::Feasible | Status::Unknown => "feasible",
        },
        "objective": found.then_some(objective),
        "bound": found.then_some(bound),
        "gap": found.then(|| (objective - bound).abs() / bound.abs().max(1e-9)),
        "geojson": collection(&sites),
        "sites": sites,
        "curve": curve(problem, &steps).into_iter().map(told).collect::<Vec<_>>(),
        "before": before,
        "after": after,
        "metric": "wgs84",
        "candidates": setting.candidates.len(),
        "demand_points": setting.demand.len(),
        "resolution": setting.resolution().map(u8::from),
        "work": {"pairs": problem.lists.pairs(), "steps": solution.steps, "nodes": solution.nodes},
        "query": asked.echo(problem.sites),
        "crs": asked.crs.as_str(),
        "dataset": dataset::named(snapshot),
        "timeStamp": time_stamp,
    });
    if let Some(changed) = &asked.scenario {
        body["scenario"] = changed.told();
    }
    if let Some(why) = &solution.why {
        body["detail"] = detail(why, asked, setting).into();
        // Whatever else stands in the way, demand that nobody can reach does too.
        let lost = problem.unreachable();
        if !lost.is_empty() {
            body["uncoverable"] = uncoverable(&lost, asked, setting).into();
            body["uncoverable_count"] = lost.len().into();
        }
    }
    if found && asked.alternatives > 0 {
        let steps = if asked.method == Method::Exact { PROOF_STEPS } else { 0 };
        let until = Instant::now() + asked.time_limit;
        let patience = Patience::until(Some(until), effort.abandonment()).within_steps(steps);
        let others = alternatives(problem, solution, asked.alternatives, &patience);
        body["alternatives"] =
            others.choices.iter().map(|other| alternative(other, asked, setting, solution)).collect();
        body["alternatives_status"] = if others.are_best { "optimal" } else { "feasible" }.into();
    }
    body
}

/// The bound, rounded so that it still is one.
fn outward(goal: Goal, solution: &Solution) -> f64 {
    if solution.status == Status::Optimal {
        return rounded(solution.objective);
    }
    let away = if goal == Goal::Mclp { 1.0 + 1e-11 } else { 1.0 - 1e-11 };
    match goal {
        Goal::Lscp | Goal::PCenter => solution.bound,
        _ => rounded(solution.bound * away),
    }
}

fn named(point: &Named, asked: &Asked) -> Map<String, Value> {
    let [lon, lat] = lon_lat(asked.crs, point.position);
    let mut told = Map::new();
    told.extend(point.id.as_ref().map(|id| ("id".to_owned(), id.as_str().into())));
    told.insert("lon".to_owned(), lon.into());
    told.insert("lat".to_owned(), lat.into());
    told
}

/// The sites as points to draw.
fn collection(sites: &[Value]) -> Value {
    let feature = |site: &Value| {
        let mut feature = json!({
            "type": "Feature",
            "geometry": {"type": "Point", "coordinates": [site["lon"], site["lat"]]},
            "properties": {},
        });
        if let Some(members) = site.as_object() {
            for (name, value) in members.iter().filter(|(name, _)| !["id", "lon", "lat"].contains(&name.as_str())) {
                feature["properties"][name] = value.clone();
            }
            if let Some(id) = members.get("id") {
                feature["id"] = id.clone();
            }
        }
        feature
    };
    json!({"type": "FeatureCollection", "features": sites.iter().map(feature).collect::<Vec<_>>()})
}

fn alternative(other: &Alternative, asked: &Asked, setting: &Setting, solution: &Solution) -> Value {
    let sites: Vec<Value> = other
        .chosen
        .iter()
        .filter_map(|candidate| setting.candidates.get(*candidate as usize))
        .map(|candidate| named(candidate, asked).into())
        .collect();
    let loss = match asked.goal {
        Goal::Mclp => solution.objective - other.objective,
        _ => other.objective - solution.objective,
    };
    json!({"sites": sites, "objective": rounded(other.objective), "loss": rounded(loss)})
}

fn detail(why: &Why, asked: &Asked, setting: &Setting) -> String {
    let sites = setting.problem.sites;
    match why {
        Why::Unreachable(demand) if asked.min_stations > 1 => format!(
            "{} of {} demand points are within radius_m of fewer than {} stations and candidates that may be chosen together; uncoverable lists them",
            demand.len(),
            setting.demand.len(),
            asked.min_stations
        ),
        Why::Unreachable(demand) => format!(
            "{} of {} demand points are within radius_m of no candidate that may be chosen and of no station; uncoverable lists them",
            demand.len(),
            setting.demand.len()
        ),
        Why::TooFewSites => format!("no {sites} sites serve all demand"),
        Why::TooFewCandidates => {
            let open = setting.problem.allowed.iter().filter(|allowed| **allowed).count();
            format!(
                "only {open} candidates may be chosen, of {sites} sites asked for: the others are forbidden or too near to a station"
            )
        }
        Why::Required(torn) => {
            let (to_others, to_stations): (Vec<u32>, Vec<u32>) =
                torn.iter().partition(|candidate| setting.problem.allowed[**candidate as usize]);
            let told = [(to_stations, "a station"), (to_others, "one another")].map(|(torn, to)| {
                let ids = torn.iter().filter_map(|one| setting.candidates.get(*one as usize)?.id.as_deref());
                let shown: Vec<&str> = ids.take(MOST_TORN).collect();
                let more = torn.len() - shown.len();
                let more = if more > 0 { format!(" and {more} more") } else { String::new() };
                (!torn.is_empty()).then(|| format!("{}{more} nearer than min_spacing_m to {to}", shown.join(", ")))
            });
            let told: Vec<String> = told.into_iter().flatten().collect();
            format!("of the candidates required there stand {}", told.join(", and "))
        }
        Why::TooNear => match asked.goal {
            Goal::Lscp => "no sites that far apart cover all demand, with those required".to_owned(),
            _ => format!("no {sites} candidates stand that far apart and from stations, with those required"),
        },
    }
}

/// Demand that too few reach, how many do, and how far its nearest candidate is.
fn uncoverable(demand: &[u32], asked: &Asked, setting: &Setting) -> Vec<Value> {
    let problem = &setting.problem;
    let is_open = problem.open();
    let open: Vec<usize> = (0..setting.candidates.len()).filter(|at| is_open[*at]).collect();
    let index = PointIndex::build(open.iter().map(|at| setting.candidates[*at].position).collect());
    let of = |place: &u32| {
        let point = setting.demand.get(*place as usize)?;
        let mut told = named(point, asked);
        told.insert("weight".to_owned(), rounded(point.weight).into());
        let nearest = index.nearest(point.position, 1).first().and_then(|(_, at)| open.get(*at as usize));
        let nearest = nearest.and_then(|at| setting.candidates.get(*at));
        let distance_m = nearest.map(|candidate| inverse(point.position, candidate.position).distance.m());
        if asked.goal == Goal::Lscp {
            let lacks = problem.needs.get(*place as usize).copied().unwrap_or_default() as usize;
            let listed = problem.lists.row(*place as usize).0;
            let listed = listed.iter().filter(|candidate| is_open[**candidate as usize]).count();
            told.insert("stations_within".to_owned(), (asked.min_stations.saturating_sub(lacks) + listed).into());
        }
        told.insert("nearest".to_owned(), nearest.map_or(Value::Null, |candidate| named(candidate, asked).into()));
        told.insert("distance_m".to_owned(), json!(distance_m));
        Some(told.into())
    };
    demand.iter().take(MOST_TOLD).filter_map(of).collect()
}

/// The regions of the data, to tell in which a site is.
struct Regions<'a> {
    /// The smallest first, each with its name.
    areas: Vec<(f64, Area, &'a crate::coverage::Region)>,
}

impl<'a> Regions<'a> {
    fn of(snapshot: &'a Snapshot) -> Self {
        let size = |region: &crate::coverage::Region| {
            region.area.bounding_rect().map_or(f64::INFINITY, |bounds| bounds.width() * bounds.height())
        };
        let mut areas: Vec<_> =
            snapshot.regions.iter().map(|region| (size(region), Area::new(&region.area), region.as_ref())).collect();
        areas.sort_by(|one, other| one.0.total_cmp(&other.0).then_with(|| one.2.id.cmp(&other.2.id)));
        Self { areas }
    }

    fn around(&self, position: Position) -> Option<Value> {
        let (_, _, region) = self.areas.iter().find(|(_, area, _)| area.contains(position))?;
        Some(json!({"id": region.id, "name": region.name}))
    }
}
