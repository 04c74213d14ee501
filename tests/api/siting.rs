//! Does `/v1/siting` tell where the next ones should go, as the contract says?

use super::coverage::TOWN;
use super::data::{DataDir, collection, feature};
use super::server::Server;
use h3o::CellIndex;
use serde_json::{Value, json};
use waystation::coverage::hierarchy::centre;
use waystation::geodesy::{Position, inverse};

fn asked(body: &Value) -> Value {
    let answer = TOWN.post_to("/v1/siting", body);
    assert_eq!(answer.status, 200, "{body}: {}", String::from_utf8_lossy(&answer.body));
    answer.json()
}

/// Demand at three places in a row, a kilometre or so apart, and a candidate at each.
fn in_a_row(problem: &str, sites: usize) -> Value {
    json!({
        "problem": problem, "radius_m": 100, "sites": sites, "existing": false,
        "candidates": [{"id": "c", "lon": 121.02, "lat": 31.0}, {"id": "a", "lon": 121.0, "lat": 31.0}, {"id": "b", "lon": 121.01, "lat": 31.0}],
        "demand": [{"id": 1, "lon": 121.0, "lat": 31.0, "weight": 1}, {"lon": 121.01, "lat": 31.0, "weight": 5}, {"lon": 121.02, "lat": 31.0, "weight": 3}],
    })
}

fn ids(answer: &Value) -> Vec<&str> {
    answer["sites"].as_array().unwrap().iter().map(|site| site["id"].as_str().unwrap()).collect()
}

#[test]
fn covering_takes_the_heaviest_first_and_tells_what_each_gains() {
    let answer = asked(&in_a_row("mclp", 2));
    assert_eq!(ids(&answer), ["b", "c"]);
    assert_eq!((&answer["objective"], &answer["bound"], &answer["gap"]), (&json!(8.0), &json!(8.0), &json!(0.0)));
    assert_eq!((&answer["status"], &answer["metric"]), (&json!("optimal"), &json!("wgs84")));
    let told = |name: &str| -> Vec<f64> {
        answer["sites"].as_array().unwrap().iter().map(|site| site[name].as_f64().unwrap()).collect()
    };
    assert_eq!((told("gain"), told("objective_after")), (vec![5.0, 3.0], vec![5.0, 8.0]));
    assert_eq!(answer["curve"], json!([5.0, 8.0]));
    assert_eq!(answer["after"]["demand"], json!({"kind": null, "total": 9.0, "covered": 8.0}));
    assert_eq!(answer["before"]["demand"]["covered"], 0.0);
    let features = answer["geojson"]["features"].as_array().unwrap();
    assert_eq!((features.len(), &features[0]["id"]), (2, &json!("b")));
    assert!(answer["dataset"]["version"].is_string() && answer["query"]["problem"] == "mclp");
    assert!(answer.get("alternatives").is_none() && answer.get("uncoverable").is_none());
}

#[test]
fn all_four_problems_have_the_answers_that_can_be_seen() {
    let one_step_m = asked(&in_a_row("p-center", 2))["objective"].as_f64().unwrap();
    assert!((950.0..960.0).contains(&one_step_m), "{one_step_m}");
    let lscp = asked(&in_a_row("lscp", 1));
    assert_eq!((ids(&lscp), &lscp["objective"]), (vec!["b", "c", "a"], &json!(3.0)));
    assert_eq!(lscp["sites"][2]["objective_after"], 3.0);
    let median = asked(&in_a_row("p-median", 2));
    assert_eq!(ids(&median), ["b", "c"]);
    let mean_m = median["objective"].as_f64().unwrap();
    assert!((mean_m - one_step_m / 9.0).abs() < 0.001, "{mean_m}");
    assert_eq!(median["after"]["distance_m"]["mean"], median["objective"]);
    // Before there is any station there is no mean, so that the first one shortens none.
    assert!(median["sites"][0]["gain"].is_null() && median["sites"][1]["gain"].as_f64().unwrap() > 0.0);
    assert_eq!(asked(&in_a_row("p-center", 3))["objective"], 0.0);
}

#[test]
fn required_forbidden_and_spacing_are_kept_and_what_cannot_be_is_infeasible() {
    let with = |members: Value| {
        let mut body = in_a_row("mclp", 2);
        for (name, value) in members.as_object().unwrap() {
            body[name] = value.clone();
        }
        asked(&body)
    };
    assert_eq!(ids(&with(json!({"required": ["a"]}))), ["b", "a"]);
    assert_eq!(ids(&with(json!({"forbidden": ["b"]}))), ["c", "a"]);
    let apart = with(json!({"min_spacing_m": 1500}));
    assert_eq!((ids(&apart), &apart["objective"]), (vec!["c", "a"], &json!(4.0)));
    let none = with(json!({"min_spacing_m": 5000}));
    assert_eq!((&none["status"], &none["sites"], &none["objective"]), (&json!("infeasible"), &json!([]), &Value::Null));
    assert!(none["detail"].as_str().unwrap().contains("far apart"), "{none}");
    let torn = with(json!({"min_spacing_m": 1500, "required": ["a", "b"]}));
    assert_eq!(torn["status"], "infeasible");
}

#[test]
fn what_nobody_reaches_is_told_with_the_way_to_the_nearest_candidate() {
    let mut body = in_a_row("lscp", 1);
    body["demand"].as_array_mut().unwrap().push(json!({"id": "far", "lon": 121.03, "lat": 31.0, "weight": 2}));
    let answer = asked(&body);
    assert_eq!((&answer["status"], &answer["objective"]), (&json!("infeasible"), &Value::Null));
    let lost = answer["uncoverable"].as_array().unwrap();
    assert_eq!((lost.len(), &lost[0]["id"], &lost[0]["nearest"]["id"]), (1, &json!("far"), &json!("c")));
    assert!((950.0..960.0).contains(&lost[0]["distance_m"].as_f64().unwrap()), "{answer}");
}

#[test]
fn alternatives_are_other_sets_with_what_they_lose() {
    let mut body = in_a_row("mclp", 2);
    body["alternatives"] = json!(5);
    let answer = asked(&body);
    let others = answer["alternatives"].as_array().unwrap();
    let losses: Vec<f64> = others.iter().map(|other| other["loss"].as_f64().unwrap()).collect();
    assert_eq!(losses, [2.0, 4.0]);
    assert_eq!(others[0]["sites"].as_array().unwrap().len(), 2);
}

#[test]
fn coverage_with_these_sites_added_says_the_same_after() {
    for (problem, radius_m) in [("mclp", 2000.0), ("p-median", 1000.0), ("p-center", 3000.0), ("lscp", 8000.0)] {
        let answer = asked(&json!({
            "region": "town", "problem": problem, "radius_m": radius_m, "sites": 2, "resolution": 8,
        }));
        assert_ne!(answer["status"], "infeasible", "{problem}: {answer}");
        let added: Vec<Value> = answer["sites"]
            .as_array()
            .unwrap()
            .iter()
            .map(|site| json!({"id": site["id"], "lon": site["lon"], "lat": site["lat"]}))
            .collect();
        let body = json!({"region": "town", "radius_m": radius_m, "resolution": 8, "scenario": {"add": added}});
        let coverage = TOWN.post_to("/v1/coverage", &body).json();
        assert_eq!(answer["after"], coverage["after"], "{problem}");
        assert_eq!(answer["before"], coverage["before"], "{problem}");
        let expected = match problem {
            "mclp" => &coverage["after"]["demand"]["covered"],
            "p-median" => &coverage["after"]["distance_m"]["mean"],
            _ => continue,
        };
        let (said, summed) = (answer["objective"].as_f64().unwrap(), expected.as_f64().unwrap());
        assert!((said - summed).abs() <= 1e-6 * summed.max(1.0), "{problem}: {said} {summed}");
    }
}

#[test]
fn what_is_measured_is_from_the_exact_centre_so_that_the_objective_is_what_comes_after() {
    // A radius that just reaches a cell's centre is one that a rounded centre misses half of the time.
    let ring = json!([[[113.6, 34.7], [113.7, 34.7], [113.7, 34.8], [113.6, 34.8], [113.6, 34.7]]]);
    let region =
        json!({"type": "Feature", "id": "r", "properties": {}, "geometry": {"type": "Polygon", "coordinates": ring}});
    let place = |number: u64, step: u64| (number * step % 1_000) as f64 * 1e-4;
    let stations: Vec<Position> =
        (1..=25).map(|number| Position::new(113.6 + place(number, 377), 34.7 + place(number, 619)).unwrap()).collect();
    let cells: Vec<CellIndex> = "8840908097fffff"
        .parse::<CellIndex>()
        .unwrap()
        .grid_disk::<Vec<_>>(30)
        .into_iter()
        .filter(|cell| {
            let at = centre(*cell);
            (113.6..113.7).contains(&at.lon()) && (34.7..34.8).contains(&at.lat())
        })
        .collect();
    assert!(cells.len() > 100, "{}", cells.len());
    let people: String =
        cells.iter().zip(1u64..).map(|(cell, number)| format!("{cell},{}\n", number * 37 % 50)).collect();
    let features: Vec<Value> = stations
        .iter()
        .enumerate()
        .map(|(number, at)| feature(format!("s{number}"), at.lon(), at.lat(), json!({})))
        .collect();
    let server = Server::loading(
        DataDir::new()
            .with("dataset.toml", "timezone = \"UTC\"\n[[stations]]\npath = \"s.geojson\"\n[[regions]]\npath = \"r.geojson\"\n[[demand]]\npath = \"p.csv\"\nkind = \"people\"\n")
            .with_stations("s.geojson", &features)
            .with("r.geojson", collection(&[region]))
            .with("p.csv", format!("cell,weight\n{people}")),
    );
    let ask = |more: Value| {
        let mut body = json!({"region": "r", "resolution": 8, "method": "greedy"});
        body.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        let answer = server.post_to("/v1/siting", &body);
        assert_eq!(answer.status, 200, "{}", String::from_utf8_lossy(&answer.body));
        answer.json()
    };
    for (cell, station) in cells.iter().step_by(5).zip(stations.iter().cycle()) {
        let radius_m = inverse(centre(*cell), *station).distance.m();
        let far = json!([{"id": "x", "lon": 0, "lat": 0}]);
        let answer = ask(json!({"problem": "mclp", "radius_m": radius_m, "sites": 1, "candidates": far}));
        assert_eq!(answer["objective"], answer["after"]["demand"]["covered"], "{radius_m}");
        let served = |cell: &CellIndex| {
            stations.iter().any(|station| inverse(centre(*cell), *station).distance.within(radius_m))
        };
        let covered: u64 =
            cells.iter().zip(1u64..).filter(|(cell, _)| served(cell)).map(|(_, number)| number * 37 % 50).sum();
        assert_eq!(answer["objective"].as_f64(), Some(covered as f64), "{radius_m}");
    }
    for sites in 1..=4 {
        let answer = ask(json!({"problem": "p-median", "sites": sites}));
        // The mean is told to the micrometre.
        let told = (answer["objective"].as_f64().unwrap() * 1e6).round() / 1e6;
        assert_eq!(answer["after"]["distance_m"]["mean"], told);
    }
}

#[test]
fn a_cell_as_candidate_names_its_region_and_stations_that_pass_the_filters_serve() {
    let body = json!({"region": "town", "problem": "mclp", "radius_m": 1500, "sites": 1, "resolution": 8});
    let answer = asked(&body);
    assert_eq!(answer["sites"][0]["region"], json!({"id": "town", "name": "TOWN"}));
    assert_eq!(answer["before"]["stations"], 3);
    let filtered = |name: &str, value: Value| {
        let mut body = body.clone();
        body[name] = value;
        asked(&body)["before"]["stations"].clone()
    };
    assert_eq!(filtered("amenity", json!(["microwave"])), 2);
    assert_eq!(filtered("open", json!("2026-11-23T22:00:00+08:00")), 1);
    assert_eq!(filtered("existing", json!(false)), 0);
}

#[test]
fn an_area_without_people_is_weighed_by_its_land() {
    let answer = asked(&json!({"region": "sea", "problem": "mclp", "radius_m": 3000, "sites": 3, "resolution": 7}));
    assert_eq!(answer["before"]["demand"]["total"], 0.0);
    assert!(answer["objective"].as_f64().unwrap() > 1e7, "{answer}");
}

#[test]
fn the_order_of_lists_does_not_change_the_answer() {
    let mut body = in_a_row("p-median", 2);
    let before = asked(&body);
    for list in ["candidates", "demand"] {
        body[list].as_array_mut().unwrap().reverse();
    }
    let after = asked(&body);
    for member in ["sites", "objective", "bound", "before", "after", "curve"] {
        assert_eq!(before[member], after[member], "{member}");
    }
}

#[test]
fn nothing_but_post_is_answered() {
    let answer = TOWN.get("/v1/siting");
    assert_eq!((answer.status, answer.problem()["status"].as_u64()), (405, Some(405)));
}
