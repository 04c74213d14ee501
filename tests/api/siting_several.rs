//! Are new sites sought so that several stations are within reach, as `/v1/coverage` counts them?

use super::coverage::TOWN;
use serde_json::{Value, json};

fn asked(body: &Value) -> Value {
    let answer = TOWN.post_to("/v1/siting", body);
    assert_eq!(answer.status, 200, "{body}: {}", String::from_utf8_lossy(&answer.body));
    answer.json()
}

/// Demand at two places, the first with two candidates beside it and the second with one.
fn two_places(problem: &str) -> Value {
    json!({
        "problem": problem, "radius_m": 300, "min_stations": 2, "sites": 2, "existing": false,
        "candidates": [
            {"id": "a", "lon": 121.0, "lat": 31.0}, {"id": "b", "lon": 121.001, "lat": 31.0},
            {"id": "c", "lon": 121.02, "lat": 31.0},
        ],
        "demand": [{"id": "west", "lon": 121.0, "lat": 31.0, "weight": 2}, {"id": "east", "lon": 121.02, "lat": 31.0, "weight": 5}],
    })
}

fn ids(answer: &Value) -> Vec<&str> {
    answer["sites"].as_array().unwrap().iter().map(|site| site["id"].as_str().unwrap()).collect()
}

#[test]
fn demand_counts_once_so_many_are_within_reach_and_the_first_of_two_gains_nothing() {
    let answer = asked(&two_places("mclp"));
    assert_eq!((ids(&answer), &answer["status"]), (vec!["a", "b"], &json!("optimal")));
    assert_eq!((&answer["objective"], &answer["bound"]), (&json!(2.0), &json!(2.0)));
    let gains: Vec<&Value> = answer["sites"].as_array().unwrap().iter().map(|site| &site["gain"]).collect();
    assert_eq!((gains, &answer["curve"]), (vec![&json!(0.0), &json!(2.0)], &json!([0.0, 2.0])));
    assert_eq!(answer["query"]["min_stations"], 2);
    // Distances are to the second nearest.
    let after = &answer["after"];
    assert_eq!(after["demand"], json!({"kind": null, "total": 7.0, "covered": 2.0}));
    assert_eq!((&after["farthest"]["id"], &after["farthest"]["nearest"]), (&json!("east"), &json!("a")));
    assert!(answer["before"]["distance_m"].is_null());
    let mut once = two_places("mclp");
    once["min_stations"] = json!(1);
    assert_eq!(asked(&once)["objective"], 7.0);
}

#[test]
fn a_station_that_is_there_is_one_of_so_many() {
    let mut body = two_places("mclp");
    body.as_object_mut().unwrap().remove("existing");
    body["sites"] = json!(1);
    body["scenario"] = json!({"add": [{"id": "e", "lon": 121.02, "lat": 31.001}]});
    let answer = asked(&body);
    assert_eq!((ids(&answer), &answer["objective"]), (vec!["c"], &json!(5.0)));
    assert_eq!(answer["before"]["demand"]["covered"], 0.0);
}

#[test]
fn demand_that_cannot_have_so_many_is_uncoverable_and_told_how_many_it_could_have() {
    let answer = asked(&two_places("lscp"));
    assert_eq!((&answer["status"], &answer["uncoverable_count"]), (&json!("infeasible"), &json!(1)));
    let lost = &answer["uncoverable"][0];
    assert_eq!(
        (&lost["id"], &lost["stations_within"], &lost["nearest"]["id"]),
        (&json!("east"), &json!(1), &json!("c"))
    );
    assert!(answer["detail"].as_str().unwrap().contains("fewer than 2"), "{answer}");
    let mut body = two_places("lscp");
    body["candidates"].as_array_mut().unwrap().push(json!({"id": "d", "lon": 121.02, "lat": 31.0}));
    let answer = asked(&body);
    assert_eq!(
        (&answer["objective"], &answer["bound"], &answer["status"]),
        (&json!(4.0), &json!(4.0), &json!("optimal"))
    );
    assert_eq!(answer["after"]["demand"]["covered"], 7.0);
}

#[test]
fn coverage_with_these_sites_added_says_the_same_after() {
    for (problem, radius_m, min_stations) in
        [("mclp", 2000.0, 2), ("mclp", 4000.0, 3), ("lscp", 8000.0, 2), ("lscp", 12_000.0, 4)]
    {
        let mut scenario = json!({"add": [{"id": "e", "lon": 121.01, "lat": 31.01}], "remove": ["a"]});
        let answer = asked(&json!({
            "region": "town", "problem": problem, "radius_m": radius_m, "min_stations": min_stations, "sites": 4,
            "resolution": 7, "scenario": scenario, "time_limit_s": 2,
        }));
        let sites = answer["sites"].as_array().unwrap();
        assert!(sites.len() >= 2, "{problem}: {answer}");
        let coverage = |scenario: &Value| {
            let body = json!({
                "region": "town", "radius_m": radius_m, "min_stations": min_stations, "resolution": 7,
                "scenario": scenario,
            });
            TOWN.post_to("/v1/coverage", &body).json()["after"].clone()
        };
        assert_eq!(answer["before"], coverage(&scenario), "{problem}");
        let added = sites.iter().map(|site| json!({"id": site["id"], "lon": site["lon"], "lat": site["lat"]}));
        scenario["add"].as_array_mut().unwrap().extend(added);
        assert_eq!(answer["after"], coverage(&scenario), "{problem}");
        let covered = &answer["after"]["demand"]["covered"];
        let all = &answer["after"]["demand"]["total"];
        assert_eq!(covered, if problem == "mclp" { &answer["objective"] } else { all }, "{problem}");
    }
}

#[test]
fn problems_of_the_nearest_station_refuse_several_and_one_is_what_is_meant_anyway() {
    for problem in ["p-median", "p-center"] {
        let mut body = two_places(problem);
        let answer = TOWN.post_to("/v1/siting", &body);
        assert_eq!(answer.status, 400, "{problem}");
        let error = &answer.problem()["errors"][0];
        assert_eq!((&error["param"], &error["code"]), (&json!("min_stations"), &json!("contradiction")));
        assert!(error["hint"].as_str().unwrap().contains("mclp or lscp"), "{error}");
        body["min_stations"] = json!(1);
        let one = asked(&body);
        body.as_object_mut().unwrap().remove("min_stations");
        let none = asked(&body);
        for member in ["sites", "objective", "after", "query"] {
            if member == "query" {
                assert_eq!(one[member]["min_stations"], none[member]["min_stations"]);
            } else {
                assert_eq!(one[member], none[member], "{problem} {member}");
            }
        }
    }
}
