//! When nothing fits, does the answer say why not, and when it would?

use super::data::feature;
use super::server::{FIVE, Server};
use serde_json::{Value, json};

/// Why station `id`, the nearest of all at this position, is kept out.
fn why(server: &Server, lon: f64, asked: &str) -> Value {
    let found = server.json(&format!("/v1/nearest?lon={lon}&lat=31&{asked}"));
    assert_eq!((&found["numberReturned"], &found["features"]), (&json!(0), &json!([])), "{asked}");
    found["explain"]["nearest_unfiltered"].clone()
}

#[test]
fn every_reason_is_named_in_the_contracts_words() {
    for (lon, asked, id, failed) in [
        (121.0, "amenity=toilets,gym", "a", vec!["amenity:toilets", "amenity:gym"]),
        (121.0, "amenity_any=toilets,gym&radius_m=10", "a", vec!["amenity_any"]),
        (121.001, "amenity_not=gym,water", "b", vec!["amenity_not:gym", "amenity_not:water"]),
        (121.0, "kind=bank_branch", "a", vec!["kind"]),
        (121.0, "access=app", "a", vec!["access"]),
        (121.001, "min_capacity=1000", "b", vec!["capacity"]),
        (121.0, "min_capacity=1000", "a", vec!["capacity"]),
        (120.99, "radius_m=10", "a", vec!["radius"]),
        (121.0, "open=2026-11-22T10:00:00%2B08:00&kind=union_station", "a", vec!["closed"]),
        (121.002, "open=2026-11-22T10:00:00%2B08:00&access=members", "c", vec!["hours_unknown"]),
        (121.0, "open=2026-11-23T17:30:00%2B08:00&open_for_s=3600&kind=union_station", "a", vec!["closes_too_soon"]),
        (121.003, "open=2026-11-23T10:00:00%2B08:00&amenity=haircut", "d", vec!["amenity:haircut:hours_unknown"]),
        (
            121.003,
            "open=2026-11-23T10:00:00%2B08:00&amenity=haircut,microwave,toilets,water",
            "d",
            vec!["amenity:haircut:hours_unknown", "amenity:microwave:closed"],
        ),
        (
            120.99,
            "open=2026-11-22T10:00:00%2B08:00&amenity=gym&amenity_any=toilets,sauna&amenity_not=wifi&kind=library&access=code&min_capacity=50&radius_m=1",
            "a",
            vec!["amenity:gym", "amenity_any", "amenity_not:wifi", "kind", "access", "capacity", "closed", "radius"],
        ),
    ] {
        let why = why(&FIVE, lon, asked);
        assert_eq!(why["id"], id, "{asked}");
        let told: Vec<&str> = why["failed"].as_array().unwrap().iter().map(|word| word.as_str().unwrap()).collect();
        let sorted = |mut words: Vec<&'static str>| {
            words.sort_unstable();
            words.into_iter().map(str::to_owned).collect::<Vec<_>>()
        };
        let mut told: Vec<String> = told.into_iter().map(str::to_owned).collect();
        told.sort_unstable();
        assert_eq!(told, sorted(failed), "{asked}");
    }
}

#[test]
fn the_distance_is_told_though_the_radius_kept_it_out() {
    let why = why(&FIVE, 120.99, "radius_m=10");
    assert!((954.0..956.0).contains(&why["distance_m"].as_f64().unwrap()), "{why}");
}

#[test]
fn opens_at_is_told_where_waiting_would_cure_it_and_only_there() {
    for (asked, opens_at) in [
        ("open=2026-11-22T10:00:00%2B08:00&kind=union_station", json!("2026-11-23T09:00:00+08:00")),
        // Closing too soon is cured by the next day.
        ("open=2026-11-23T17:30:00%2B08:00&open_for_s=3600&kind=union_station", json!("2026-11-24T09:00:00+08:00")),
        ("open=2026-11-22T10:00:00%2B08:00&amenity=gym", Value::Null),
        ("kind=bank_branch", Value::Null),
        // No day has so many hours.
        ("open=2026-11-23T10:00:00%2B08:00&open_for_s=60000&kind=union_station", Value::Null),
    ] {
        assert_eq!(why(&FIVE, 121.0, asked)["opens_at"], opens_at, "{asked}");
    }
    assert_eq!(why(&FIVE, 121.002, "open=2026-11-22T10:00:00%2B08:00&access=members")["opens_at"], Value::Null);
}

#[test]
fn waiting_does_not_cure_a_distance() {
    let why = why(&FIVE, 120.99, "open=2026-11-22T10:00:00%2B08:00&kind=union_station&radius_m=1");
    assert_eq!(why["failed"], json!(["closed", "radius"]));
    assert_eq!(why["opens_at"], Value::Null);
}

#[test]
fn closed_is_for_the_stations_own_hours_and_an_amenity_has_a_word_of_its_own() {
    let why = why(&FIVE, 121.003, "open=2026-11-23T23:00:00%2B08:00&amenity=toilets,microwave&access=code");
    assert_eq!(why["id"], "d");
    let failed = why["failed"].as_array().unwrap();
    assert!(failed.contains(&json!("amenity:toilets:closed")), "{why}");
    assert!(failed.contains(&json!("amenity:microwave:closed")), "{why}");
    // Both open at 20:00, but toilets only until then: on no day together.
    assert_eq!(why["opens_at"], Value::Null);
}

#[test]
fn a_reason_is_named_once() {
    let hours = |until: &str| format!("Mo-Su 08:00-{until}");
    let server = Server::of_stations(&[feature(
        "x",
        121.0,
        31.0,
        json!({"name": "x", "amenities": [
            {"kind": "water", "opening_hours": hours("12:00")},
            {"kind": "microwave", "opening_hours": hours("09:00")},
            {"kind": "wifi", "opening_hours": hours("12:10")},
        ]}),
    )]);
    let why = why(&server, 121.0, "amenity=water,microwave,wifi&open=2026-11-23T11:50:00Z&open_for_s=7200");
    let mut failed: Vec<String> = serde_json::from_value(why["failed"].clone()).unwrap();
    failed.sort_unstable();
    assert_eq!(failed, ["amenity:microwave:closed", "closes_too_soon"]);
}

#[test]
fn judged_at_arrival_it_is_explained_at_arrival() {
    let why = why(&FIVE, 120.99, "open=2026-11-23T17:55:00%2B08:00&speed_mps=1&kind=union_station");
    assert_eq!((&why["id"], &why["failed"]), (&json!("a"), &json!(["closed"])));
    assert_eq!(why["opens_at"], "2026-11-24T09:00:00+08:00");
}

#[test]
fn without_any_station_there_is_none_to_explain() {
    let found = Server::of_stations(&[]).json("/v1/nearest?lon=1&lat=1");
    assert_eq!(found["explain"], json!({"nearest_unfiltered": null}));
}

#[test]
fn what_is_found_needs_no_explanation() {
    assert_eq!(FIVE.json("/v1/nearest?lon=121&lat=31&amenity=toilets").get("explain"), None);
}
