//! Are new sites sought beside the stations of a scenario, as `/v1/coverage` judges them?

use super::coverage::TOWN;
use serde_json::{Value, json};

fn asked(body: &Value) -> Value {
    let answer = TOWN.post_to("/v1/siting", body);
    assert_eq!(answer.status, 200, "{body}: {}", String::from_utf8_lossy(&answer.body));
    answer.json()
}

/// A question about the town with some stations added, of which one has no id, and one gone.
fn question(problem: &str, radius_m: f64) -> Value {
    json!({
        "region": "town", "problem": problem, "radius_m": radius_m, "sites": 2, "resolution": 8,
        "scenario": {"add": [{"lon": 121.19, "lat": 31.19}, {"id": "e", "lon": 121.01, "lat": 31.01}], "remove": ["a"]},
    })
}

#[test]
fn before_is_the_scenario_and_after_is_the_scenario_with_the_sites_added() {
    for (problem, radius_m) in [("mclp", 2000.0), ("p-median", 1000.0), ("p-center", 3000.0), ("lscp", 4000.0)] {
        let body = question(problem, radius_m);
        let answer = asked(&body);
        let mut scenario = body["scenario"].clone();
        let coverage = |scenario: &Value| {
            let body = json!({"region": "town", "radius_m": radius_m, "resolution": 8, "scenario": scenario});
            TOWN.post_to("/v1/coverage", &body).json()
        };
        let without = coverage(&scenario);
        assert_eq!((&answer["scenario"]["added"], &answer["scenario"]["removed"]), (&json!(2), &json!(1)));
        assert_eq!((&answer["scenario"], &answer["before"]), (&without["scenario"], &without["after"]), "{problem}");
        let sites = answer["sites"].as_array().unwrap();
        assert!(!sites.is_empty(), "{problem}");
        let added = sites.iter().map(|site| json!({"id": site["id"], "lon": site["lon"], "lat": site["lat"]}));
        scenario["add"].as_array_mut().unwrap().extend(added);
        assert_eq!(answer["after"], coverage(&scenario)["after"], "{problem}");
    }
}

#[test]
fn sites_without_an_id_are_counted_after_the_stations_that_a_scenario_adds() {
    let mut body = json!({
        "problem": "p-center", "sites": 1, "candidates": [{"lon": 121.19, "lat": 31.01}],
        "demand": [{"lon": 121.18, "lat": 31.01, "weight": 1}],
    });
    assert_eq!(asked(&body)["after"]["farthest"]["nearest"], "added-0");
    body["scenario"] = question("mclp", 1000.0)["scenario"].clone();
    assert_eq!(asked(&body)["after"]["farthest"]["nearest"], "added-2");
}

#[test]
fn a_scenario_that_changes_nothing_changes_nothing() {
    let mut body = question("mclp", 1500.0);
    body.as_object_mut().unwrap().remove("scenario");
    let plain = asked(&body);
    assert!(plain.get("scenario").is_none());
    for scenario in [json!({}), json!({"add": [], "remove": []})] {
        body["scenario"] = scenario;
        let answer = asked(&body);
        for member in ["sites", "objective", "bound", "status", "before", "after", "curve"] {
            assert_eq!(answer[member], plain[member], "{member}");
        }
    }
}

#[test]
fn stations_added_keep_sites_at_a_distance_and_stations_gone_do_not() {
    // A candidate beside the station a, and one beside the added one.
    let mut body = json!({
        "problem": "mclp", "radius_m": 900, "sites": 1, "min_spacing_m": 500,
        "candidates": [{"id": "by-a", "lon": 121.05, "lat": 31.051}, {"id": "by-e", "lon": 121.01, "lat": 31.011}],
        "demand": [{"lon": 121.05, "lat": 31.05, "weight": 1}, {"lon": 121.01, "lat": 31.01, "weight": 1}],
    });
    let chosen = |body: &Value| asked(body)["sites"][0]["id"].clone();
    assert_eq!(chosen(&body), "by-e");
    body["scenario"] = json!({"add": [{"id": "e", "lon": 121.01, "lat": 31.01}], "remove": ["a"]});
    assert_eq!(chosen(&body), "by-a");
    body["scenario"] = json!({"add": [{"id": "e", "lon": 121.01, "lat": 31.01}]});
    let answer = asked(&body);
    assert_eq!((&answer["status"], &answer["before"]["demand"]["covered"]), (&json!("infeasible"), &json!(2.0)));
    body["required"] = json!(["by-e"]);
    assert_eq!(asked(&body)["status"], "infeasible");
}

#[test]
fn an_added_station_serves_only_if_it_passes_the_filters_and_may_bring_words_of_its_own() {
    let serving = |amenity: &str| {
        let mut body = question("mclp", 1500.0);
        body["scenario"] = json!({"add": [{"lon": 121.1, "lat": 31.1, "amenities": ["brandnew", "water"]}]});
        body["amenity"] = json!([amenity]);
        asked(&body)["before"]["stations"].clone()
    };
    assert_eq!(serving("water"), 3);
    assert_eq!(serving("microwave"), 2);
    assert_eq!(serving("brandnew"), 1);
}

#[test]
fn a_station_that_is_not_there_cannot_be_gone() {
    let mut body = question("mclp", 1500.0);
    body["scenario"]["remove"] = json!(["nobody"]);
    let answer = TOWN.post_to("/v1/siting", &body);
    assert_eq!(answer.status, 404);
    assert!(answer.problem()["detail"].as_str().unwrap().contains("nobody"));
}

#[test]
fn whoever_leaves_out_what_is_there_cannot_change_it() {
    let mut body = question("mclp", 1500.0);
    body["existing"] = json!(false);
    let answer = TOWN.post_to("/v1/siting", &body);
    assert_eq!(answer.status, 400);
    let problem = answer.problem();
    assert_eq!(
        (&problem["errors"][0]["param"], &problem["errors"][0]["code"]),
        (&json!("existing"), &json!("contradiction"))
    );
    assert!(problem["errors"][0]["hint"].as_str().unwrap().contains("scenario"), "{problem}");
    body["existing"] = json!(true);
    assert_eq!(asked(&body)["query"]["existing"], true);
}
