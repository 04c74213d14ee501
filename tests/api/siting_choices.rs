//! Is what `/v1/siting` says, of whatever is required, forbidden, apart, there and needed, what trying every choice says?

use super::coverage::TOWN;
use super::random::Random;
use serde_json::{Value, json};
use std::cmp::Reverse;
use waystation::geodesy::{Position, inverse};

const PROBLEMS: [&str; 4] = ["mclp", "lscp", "p-median", "p-center"];
const SEEDS: u64 = 150;
const OTHERS: usize = 4;

/// Somewhere in the town, often beside one of some places.
fn place(random: &mut Random, beside: &[[f64; 2]]) -> [f64; 2] {
    let round = |degrees: f64| (degrees * 1e5).round() / 1e5;
    if !beside.is_empty() && random.chance(0.4) {
        let [lon, lat] = *random.one_of(beside);
        return [round(lon + random.between(-0.015, 0.015)), round(lat + random.between(-0.015, 0.015))];
    }
    [round(random.between(121.0, 121.2)), round(random.between(31.0, 31.2))]
}

/// The stations of the town that operate.
const STATIONS: [[f64; 2]; 3] = [[121.05, 31.05], [121.15, 31.05], [121.10, 31.15]];

/// A question, and what of it the slow answer needs.
struct Asked {
    body: Value,
    problem: &'static str,
    sites: usize,
    many: usize,
    radius_m: f64,
    spacing_m: f64,
    existing: Vec<[f64; 2]>,
    candidates: Vec<[f64; 2]>,
    demand: Vec<([f64; 2], f64)>,
    required: Vec<usize>,
    forbidden: Vec<usize>,
}

fn far(one: [f64; 2], other: [f64; 2]) -> f64 {
    let at = |[lon, lat]: [f64; 2]| Position::new(lon, lat).unwrap();
    inverse(at(one), at(other)).distance.m()
}

impl Asked {
    fn seeded(problem: &'static str, seed: u64) -> Self {
        let mut random = Random::seeded(seed * 7 + problem.len() as u64);
        let serves = random.chance(0.7);
        let mut existing = if serves { STATIONS.to_vec() } else { Vec::new() };
        let scenario = (serves && random.chance(0.4)).then(|| {
            let added = place(&mut random, &[]);
            existing.remove(0);
            existing.push(added);
            json!({"add": [{"lon": added[0], "lat": added[1]}], "remove": ["a"]})
        });
        let mut candidates: Vec<[f64; 2]> = Vec::new();
        for _ in 0..2 + random.below(6) {
            let beside: Vec<[f64; 2]> = existing.iter().chain(&candidates).copied().collect();
            candidates.push(place(&mut random, &beside));
        }
        let demand: Vec<([f64; 2], f64)> =
            (0..1 + random.below(8)).map(|_| (place(&mut random, &candidates), (random.below(9) + 1) as f64)).collect();
        let forbidden: Vec<usize> = (0..candidates.len()).filter(|_| random.chance(0.12)).collect();
        let forbidden = if forbidden.len() == candidates.len() { Vec::new() } else { forbidden };
        let sites = 1 + random.below((candidates.len() - forbidden.len()).min(3));
        let mut required: Vec<usize> = (0..candidates.len()).filter(|_| random.chance(0.15)).collect();
        required.retain(|one| !forbidden.contains(one));
        required.truncate(sites);
        let spacing_m = if random.chance(0.5) { (random.between(200.0, 4_200.0)).round() } else { 0.0 };
        let radius_m = (random.between(1_000.0, 8_000.0)).round();
        let many = if matches!(problem, "mclp" | "lscp") { 1 + random.below(2) } else { 1 };
        let ids = |places: &[usize]| places.iter().map(|place| format!("k{place}")).collect::<Vec<_>>();
        let mut body = json!({
            "problem": problem, "sites": sites, "radius_m": radius_m, "min_stations": many, "existing": serves,
            "min_spacing_m": spacing_m, "required": ids(&required), "forbidden": ids(&forbidden), "alternatives": OTHERS,
            "candidates": candidates.iter().enumerate().map(|(place, [lon, lat])| json!({"id": format!("k{place}"), "lon": lon, "lat": lat})).collect::<Value>(),
            "demand": demand.iter().enumerate().map(|(place, ([lon, lat], weight))| json!({"id": format!("d{place}"), "lon": lon, "lat": lat, "weight": weight})).collect::<Value>(),
        });
        if let Some(scenario) = scenario {
            body["scenario"] = scenario;
        }
        Self { body, problem, sites, many, radius_m, spacing_m, existing, candidates, demand, required, forbidden }
    }

    fn is_apart(&self, one: usize, other: usize) -> bool {
        self.spacing_m == 0.0 || far(self.candidates[one], self.candidates[other]) >= self.spacing_m
    }

    fn is_allowed(&self, one: usize) -> bool {
        let apart = |station: &[f64; 2]| far(self.candidates[one], *station) >= self.spacing_m;
        !self.forbidden.contains(&one) && (self.spacing_m == 0.0 || self.existing.iter().all(apart))
    }

    /// What a choice comes to, if it may be made and serves.
    fn objective(&self, chosen: &[usize]) -> Option<f64> {
        let apart = chosen.iter().all(|one| chosen.iter().all(|other| one == other || self.is_apart(*one, *other)));
        let all = self.required.iter().all(|one| chosen.contains(one));
        if !apart || !all || !chosen.iter().all(|one| self.is_allowed(*one)) {
            return None;
        }
        let serving: Vec<[f64; 2]> =
            self.existing.iter().copied().chain(chosen.iter().map(|one| self.candidates[*one])).collect();
        let within = |at: [f64; 2]| serving.iter().filter(|place| far(at, **place) <= self.radius_m).count();
        let nearest = |at: [f64; 2]| serving.iter().map(|place| far(at, *place)).fold(f64::INFINITY, f64::min);
        let total: f64 = self.demand.iter().map(|(_, weight)| weight).sum();
        let covered: f64 =
            self.demand.iter().filter(|(at, _)| within(*at) >= self.many).map(|(_, weight)| weight).sum();
        match self.problem {
            "mclp" => Some(covered),
            "lscp" => (covered == total).then_some(chosen.len() as f64),
            "p-median" => Some(self.demand.iter().map(|(at, weight)| weight * nearest(*at)).sum::<f64>() / total),
            _ => Some(self.demand.iter().map(|(at, _)| nearest(*at)).fold(0.0, f64::max)),
        }
    }

    /// What all choices come to, the best first; of lscp those of as few sites as possible.
    fn all(&self) -> Vec<(f64, Vec<usize>)> {
        let mut all: Vec<(f64, Vec<usize>)> = Vec::new();
        for set in 0u32..1 << self.candidates.len() {
            let chosen: Vec<usize> = (0..self.candidates.len()).filter(|at| set >> at & 1 == 1).collect();
            if self.problem == "lscp" || chosen.len() == self.sites {
                all.extend(self.objective(&chosen).map(|objective| (objective, chosen)));
            }
        }
        all.sort_by(|one, other| one.0.total_cmp(&other.0));
        if self.problem == "mclp" {
            all.sort_by_key(|(objective, _)| Reverse(*objective as u64));
        }
        let least = all.first().map_or(0.0, |(objective, _)| *objective);
        all.retain(|(objective, _)| self.problem != "lscp" || *objective == least);
        all
    }

    /// Demand that too many of those that could serve it cannot stand for, beside what is required.
    fn uncoverable(&self) -> Vec<String> {
        let may = |one: &usize| {
            let beside = |other: &usize| !self.is_allowed(*other) || self.is_apart(*one, *other);
            self.is_allowed(*one) && (self.required.contains(one) || self.required.iter().all(beside))
        };
        let could: Vec<usize> = (0..self.candidates.len()).filter(may).collect();
        let places = || self.existing.iter().copied().chain(could.iter().map(|one| self.candidates[*one]));
        let lost = |at: [f64; 2]| match self.problem {
            "mclp" => false,
            "lscp" => places().filter(|place| far(at, *place) <= self.radius_m).count() < self.many,
            _ => places().next().is_none(),
        };
        let all = self.demand.iter().enumerate();
        all.filter(|(_, (at, _))| lost(*at)).map(|(place, _)| format!("d{place}")).collect()
    }
}

fn answer(body: &Value) -> Value {
    let answer = TOWN.post_to("/v1/siting", body);
    assert_eq!(answer.status, 200, "{body}: {}", String::from_utf8_lossy(&answer.body));
    answer.json()
}

fn near(one: f64, other: f64) -> bool {
    (one - other).abs() <= 1e-9 * one.abs().max(1.0)
}

fn each(mut check: impl FnMut(&str, &Asked, &Value, &[(f64, Vec<usize>)])) {
    for problem in PROBLEMS {
        for seed in 0..SEEDS {
            let asked = Asked::seeded(problem, seed);
            let all = asked.all();
            check(&format!("{problem} {seed}: {}", asked.body), &asked, &answer(&asked.body), &all);
        }
    }
}

#[test]
fn what_can_be_done_is_the_best_with_a_bound_that_meets_it_and_the_next_best_beside_it() {
    let (mut count, mut others, mut apart) = (0, 0, 0);
    each(|name, asked, answer, all| {
        let Some((best, _)) = all.first() else { return };
        assert_eq!((&answer["status"], &answer["gap"]), (&json!("optimal"), &json!(0.0)), "{name}");
        assert_eq!(answer["bound"], answer["objective"], "{name}");
        let told = answer["objective"].as_f64().unwrap();
        assert!(near(told, *best), "{name}: {told} for {best}");
        let places = |sites: &Value| -> Vec<usize> {
            let ids = sites.as_array().unwrap().iter().map(|site| site["id"].as_str().unwrap());
            let mut places: Vec<usize> = ids.map(|id| id.strip_prefix('k').unwrap().parse().unwrap()).collect();
            places.sort();
            places
        };
        let worth = |sites: &Value| {
            let places = places(sites);
            all.iter().find(|(_, chosen)| *chosen == places).map(|(objective, _)| *objective)
        };
        assert!(worth(&answer["sites"]).is_some_and(|worth| near(worth, told)), "{name}");
        if let Some(last) = answer["sites"].as_array().unwrap().last() {
            assert!(near(last["objective_after"].as_f64().unwrap(), told), "{name}");
        }
        for member in ["detail", "uncoverable", "uncoverable_count"] {
            assert!(answer.get(member).is_none(), "{name}: {member}");
        }
        assert!(answer["after"].is_object() && answer["before"].is_object(), "{name}");
        assert_eq!(answer["alternatives_status"], "optimal", "{name}");
        let alternatives = answer["alternatives"].as_array().unwrap();
        let expected: Vec<f64> = all.iter().skip(1).take(OTHERS).map(|(objective, _)| *objective).collect();
        assert_eq!(alternatives.len(), expected.len(), "{name}: {alternatives:?}");
        for (other, expected) in alternatives.iter().zip(&expected) {
            let objective = other["objective"].as_f64().unwrap();
            assert!(near(objective, *expected), "{name}: {objective} for {expected}");
            assert!(worth(&other["sites"]).is_some_and(|worth| near(worth, objective)), "{name}");
            assert!(places(&other["sites"]) != places(&answer["sites"]), "{name}");
            assert!(other["loss"].as_f64().unwrap() >= -1e-9, "{name}");
        }
        count += 1;
        others += expected.len();
        apart += usize::from(asked.spacing_m > 0.0 && !asked.required.is_empty());
    });
    assert!(count > 300 && others > 600 && apart > 20, "{count} with {others} others, {apart} apart");
}

#[test]
fn what_cannot_be_done_says_why_and_names_all_demand_that_nobody_can_reach() {
    let (mut count, mut lost, mut torn) = (0, 0, 0);
    each(|name, asked, answer, all| {
        if !all.is_empty() {
            return;
        }
        assert_eq!(answer["status"], "infeasible", "{name}");
        for member in ["objective", "bound", "gap", "after"] {
            assert!(answer[member].is_null(), "{name}: {member}");
        }
        assert_eq!((&answer["sites"], &answer["curve"]), (&json!([]), &json!([])), "{name}");
        assert!(answer["before"].is_object() && !answer["detail"].as_str().unwrap().is_empty(), "{name}");
        assert!(answer.get("alternatives").is_none() && answer.get("alternatives_status").is_none(), "{name}");
        let expected = asked.uncoverable();
        let told: Vec<&str> = answer["uncoverable"]
            .as_array()
            .map_or(Vec::new(), |lost| lost.iter().map(|one| one["id"].as_str().unwrap()).collect());
        assert_eq!(told, expected, "{name}");
        assert_eq!(answer["uncoverable_count"].as_u64(), (!expected.is_empty()).then_some(expected.len() as u64));
        let refused = asked.required.iter().any(|one| !asked.is_allowed(*one));
        count += 1;
        lost += usize::from(!expected.is_empty());
        torn += usize::from(!expected.is_empty() && refused);
    });
    assert!(count > 60 && lost > 30 && torn > 3, "{count}, {lost} with demand lost, {torn} with who is required");
}

#[test]
fn a_first_answer_is_no_better_than_the_best_and_its_bound_no_worse() {
    let mut open = 0;
    each(|name, asked, exact, _| {
        let mut body = asked.body.clone();
        body["method"] = json!("greedy");
        let answer = answer(&body);
        let Some(best) = exact["objective"].as_f64() else {
            assert_eq!(answer["status"], "infeasible", "{name}");
            return;
        };
        let [objective, bound, gap] = ["objective", "bound", "gap"].map(|member| answer[member].as_f64().unwrap());
        let slack = 1e-9 * best.max(1.0);
        let sign = if asked.problem == "mclp" { 1.0 } else { -1.0 };
        assert!(sign * (best - objective) >= -slack && sign * (bound - best) >= -slack, "{name}: {answer}");
        assert!((gap - (objective - bound).abs() / bound.abs().max(1e-9)).abs() <= 1e-12, "{name}");
        // Nobody who only has a first answer has the next best.
        open += usize::from(answer["alternatives_status"] == "feasible");
    });
    assert!(open > 50, "only {open}");
}

#[test]
fn whoever_is_required_and_too_near_is_named() {
    let candidates = json!([
        {"id": "near", "lon": 121.0501, "lat": 31.05}, {"id": "one", "lon": 121.0, "lat": 31.0},
        {"id": "two", "lon": 121.0001, "lat": 31.0}, {"id": "far", "lon": 121.19, "lat": 31.19},
    ]);
    let body = |required: Value| {
        json!({
            "problem": "lscp", "radius_m": 500, "min_spacing_m": 200, "candidates": candidates, "required": required,
            "demand": [{"id": "lost", "lon": 121.1, "lat": 31.01, "weight": 1}, {"id": "here", "lon": 121.0, "lat": 31.0, "weight": 1}],
        })
    };
    for (required, told) in [
        (json!(["near"]), vec!["near nearer than min_spacing_m to a station"]),
        (json!(["one", "two"]), vec!["one, two nearer than min_spacing_m to one another"]),
        (json!(["near", "two", "one"]), vec!["near nearer than min_spacing_m to a station", "and one, two nearer"]),
    ] {
        let answer = answer(&body(required));
        assert_eq!(answer["status"], "infeasible");
        let detail = answer["detail"].as_str().unwrap();
        assert!(told.iter().all(|part| detail.contains(part)), "{detail}");
        assert_eq!((&answer["uncoverable_count"], &answer["uncoverable"][0]["id"]), (&json!(1), &json!("lost")));
    }
}

#[test]
fn where_all_are_within_reach_the_sites_that_were_asked_for_gain_nothing() {
    let answer = answer(&json!({
        "problem": "mclp", "radius_m": 2000, "sites": 2,
        "candidates": [{"id": "a", "lon": 121.051, "lat": 31.05}, {"id": "b", "lon": 121.15, "lat": 31.05}, {"id": "c", "lon": 121.0, "lat": 31.0}],
        "demand": [{"lon": 121.05, "lat": 31.05, "weight": 3}, {"lon": 121.15, "lat": 31.05, "weight": 4}],
    }));
    assert_eq!((&answer["before"]["demand"]["covered"], &answer["objective"]), (&json!(7.0), &json!(7.0)));
    let gains: Vec<&Value> = answer["sites"].as_array().unwrap().iter().map(|site| &site["gain"]).collect();
    assert_eq!(gains, [&json!(0.0), &json!(0.0)]);
    assert_eq!((&answer["status"], &answer["curve"]), (&json!("optimal"), &json!([7.0, 7.0])));
}
