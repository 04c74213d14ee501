//! How is demand served before and after? As coverage sums it up where demand is cells, and by the same words where it is listed.

use super::asked::Asked;
use super::halted;
use super::setting::Setting;
use crate::coverage::{Effort, Site, summary};
use crate::geodesy::{Distance, Position};
use crate::http::coverage::{self, place::Place, shape};
use crate::http::problem::Problem;
use crate::index::PointIndex;
use crate::siting::{Solution, in_order};
use crate::store::Snapshot;
use serde_json::{Value, json};

/// What coverage is before and after; after is null if there are no sites.
pub(super) fn before_and_after(
    asked: &Asked,
    setting: &Setting,
    solution: &Solution,
    snapshot: &Snapshot,
    effort: &Effort,
) -> Result<[Value; 2], Problem> {
    let there = asked.standing(snapshot);
    let ids = added_ids(asked, setting, solution);
    let mut with = there.clone();
    with.extend(ids.iter().map(|(id, position)| Site { id, position: *position }));
    let summed = |sites: &[Site]| match &setting.ground {
        Some(ground) => {
            let resolution = ground.tiling().resolution();
            let place = asked.place.clone().unwrap_or_else(Place::nothing);
            let plain = coverage::Asked::plain(
                (place, resolution),
                (asked.radius_m, asked.min_stations),
                asked.choice.clone(),
                asked.kind.clone(),
                asked.crs,
            );
            // Whoever was found has an answer: what it cost to find them is none of its work.
            let effort = effort.anew(effort.most());
            let sums = summary(ground, sites, &plain.reach, &effort).map_err(|halt| halted(halt, None))?;
            Ok::<_, Problem>(shape::summary(&sums, sites, &plain))
        }
        None => Ok(of_listed(asked, setting, sites)),
    };
    let before = summed(&there)?;
    let after = if solution.objective.is_nan() { Value::Null } else { summed(&with)? };
    Ok([before, after])
}

/// The names that new sites have in a scenario: their own, or their place among those added, of which there may be some
/// already.
fn added_ids(asked: &Asked, setting: &Setting, solution: &Solution) -> Vec<(String, Position)> {
    let steps = in_order(&setting.problem, &solution.chosen);
    let chosen = steps.iter().filter_map(|step| setting.candidates.get(step.candidate as usize));
    let before = asked.scenario.as_ref().map_or(0, |changed| changed.scenario.added.len());
    (before..)
        .zip(chosen)
        .map(|(place, named)| (named.id.clone().unwrap_or_else(|| format!("added-{place}")), named.position))
        .collect()
}

fn of_listed(asked: &Asked, setting: &Setting, sites: &[Site]) -> Value {
    let index = PointIndex::build(sites.iter().map(|site| site.position).collect());
    let total: f64 = setting.demand.iter().map(|point| point.weight).sum();
    let last = asked.min_stations.saturating_sub(1);
    let nearest = |position: Position| {
        let (distance, _) = index.nearest(position, asked.min_stations).get(last).copied()?;
        // Of those equally far the first by id comes first.
        let near = index.distances_within(position, distance.m()).into_iter();
        let mut ids: Vec<(Distance, &str)> =
            near.filter_map(|(distance, place)| Some((distance, sites.get(place as usize)?.id))).collect();
        ids.sort_unstable();
        ids.get(last).copied()
    };
    let mut served: Vec<(Distance, f64)> = Vec::with_capacity(setting.demand.len());
    let (mut covered, mut moment) = (0.0, 0.0);
    let mut farthest: Option<(Distance, usize, &str)> = None;
    for (place, point) in setting.demand.iter().enumerate() {
        let Some((distance, id)) = nearest(point.position) else { continue };
        served.push((distance, point.weight));
        covered += if distance.within(asked.radius_m) { point.weight } else { 0.0 };
        moment += distance.m() * point.weight;
        if farthest.is_none_or(|(most, ..)| distance > most) {
            farthest = Some((distance, place, id));
        }
    }
    served.sort_by_key(|(distance, _)| *distance);
    let quantile = |share: f64| {
        let mut reached = 0.0;
        let found = served.iter().find(|(_, weight)| {
            reached += weight;
            reached >= share * total
        });
        found.or(served.last()).map(|(distance, _)| distance.m())
    };
    let far = farthest.map(|(distance, place, id)| {
        let point = &setting.demand[place];
        let [lon, lat] = shape::lon_lat(asked.crs, point.position);
        json!({"id": point.id, "lon": lon, "lat": lat, "distance_m": distance.m(), "nearest": id})
    });
    let distance_m = farthest.map(|(most, ..)| {
        json!({
            "mean": super::shape::rounded(moment / total), "p50": quantile(0.5), "p90": quantile(0.9), "p95": quantile(0.95),
            "max": most.m(),
        })
    });
    json!({
        "stations": sites.len(),
        "demand": {"kind": null, "total": super::shape::rounded(total), "covered": super::shape::rounded(covered)},
        "distance_m": distance_m,
        "farthest": far,
    })
}
