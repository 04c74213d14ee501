//! Does `/v1/basket` tell where to get all that is needed, from one station or from several together?

use super::data::feature;
use super::server::{FIVE, Server};
use serde_json::{Value, json};
use std::sync::LazyLock;

/// Stations to the east of 0, 0, some 111 m apart, and one far away that has everything.
static STREET: LazyLock<Server> = LazyLock::new(|| {
    let with = |id: &str, lon: f64, amenities: Value| {
        feature(id, lon, 0.0, json!({"opening_hours": "Mo-Su 08:00-20:00", "amenities": amenities}))
    };
    Server::of_stations(&[
        with("water", 0.001, json!(["water"])),
        with("kitchen", 0.002, json!(["microwave", "water"])),
        with("lawyer", 0.003, json!([{"kind": "legal_aid", "opening_hours": "We 14:00-16:00"}, "seating"])),
        with("all", 0.02, json!(["water", "microwave", "legal_aid"])),
    ])
});

fn asked_of(server: &Server, body: &Value) -> Value {
    let answer = server.post_to("/v1/basket", body);
    assert_eq!(answer.status, 200, "{body}: {}", String::from_utf8_lossy(&answer.body));
    assert_eq!(answer.header("content-type"), "application/json");
    answer.json()
}

fn asked(needs: &[&str], more: Value) -> Value {
    let mut body = json!({"lon": 0, "lat": 0, "needs": needs});
    body.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    asked_of(&STREET, &body)
}

fn set(answer: &Value) -> Vec<&str> {
    answer["set"].as_array().unwrap().iter().map(|feature| feature["id"].as_str().unwrap()).collect()
}

#[test]
fn the_set_with_the_smallest_sum_stands_beside_the_single_station() {
    let answer = asked(&["water", "microwave", "legal_aid"], json!({}));
    assert_eq!((set(&answer), &answer["single"]["id"]), (vec!["kitchen", "lawyer"], &json!("all")));
    let distance = |feature: &Value| feature["properties"]["distance_m"].as_f64().unwrap();
    let sum: f64 = answer["set"].as_array().unwrap().iter().map(distance).sum();
    assert!((answer["total_distance_m"].as_f64().unwrap() - sum).abs() < 1e-9, "{answer}");
    assert!((sum - 5.0 * 111.319).abs() < 0.1, "{sum}");
    let serves: Vec<&Value> =
        answer["set"].as_array().unwrap().iter().map(|feature| &feature["properties"]["serves"]).collect();
    assert_eq!(serves, [&json!(["water", "microwave"]), &json!(["legal_aid"])]);
    assert_eq!(answer["single"]["properties"]["serves"], json!(["water", "microwave", "legal_aid"]));
    assert_eq!(answer["set"][0]["properties"]["bearing_deg"], 90);
    assert_eq!(answer["query"]["needs"], json!(["water", "microwave", "legal_aid"]));
    assert_eq!((&answer["crs"], &answer["dataset"]["version"]), (&json!("wgs84"), &json!(STREET.snapshot().version)));
    assert!(answer["timeStamp"].is_string() && answer.get("explain").is_none(), "{answer}");
}

#[test]
fn one_station_is_the_set_where_it_is_the_nearest() {
    let answer = asked(&["water", "microwave"], json!({}));
    assert_eq!((set(&answer), &answer["single"]["id"]), (vec!["kitchen"], &json!("kitchen")));
    assert_eq!(answer["total_distance_m"], answer["single"]["properties"]["distance_m"]);
    assert_eq!(set(&asked(&["water"], json!({}))), ["water"]);
    let from_there = json!({"lon": 0.02, "lat": 0, "needs": ["legal_aid", "microwave", "water"]});
    assert_eq!(set(&asked_of(&STREET, &from_there)), ["all"]);
}

#[test]
fn with_open_each_need_is_to_be_usable() {
    // The lawyer is in on Wednesday afternoon; the station that has everything lets her hours be its own.
    let needs = ["water", "microwave", "legal_aid"];
    let on_wednesday = asked(&needs, json!({"open": "2026-11-25T15:00:00Z"}));
    assert_eq!(set(&on_wednesday), ["kitchen", "lawyer"]);
    let on_thursday = asked(&needs, json!({"open": "2026-11-26T15:00:00Z"}));
    assert_eq!((set(&on_thursday), &on_thursday["single"]["id"]), (vec!["all"], &json!("all")));
    let at_night = asked(&needs, json!({"open": "2026-11-26T23:00:00Z"}));
    assert_eq!((set(&at_night), &at_night["single"]), (vec![], &Value::Null));
    let judged_only = asked(&needs, json!({"at": "2026-11-26T23:00:00Z"}));
    assert_eq!(set(&judged_only), ["kitchen", "lawyer"]);
}

#[test]
fn what_is_met_nowhere_is_named_with_the_nearest_that_would() {
    let answer = asked(&["water", "haircut", "legal_aid"], json!({"open": "2026-11-26T23:00:00Z"}));
    assert_eq!(
        (&answer["set"], &answer["total_distance_m"], &answer["single"]),
        (&json!([]), &Value::Null, &Value::Null)
    );
    let unmet = answer["explain"]["unmet"].as_array().unwrap();
    let needs: Vec<&Value> = unmet.iter().map(|one| &one["need"]).collect();
    assert_eq!(needs, ["water", "haircut", "legal_aid"]);
    assert_eq!(unmet[0]["nearest_unfiltered"]["id"], "water");
    assert_eq!(unmet[0]["nearest_unfiltered"]["failed"], json!(["amenity:water:closed", "closed"]));
    assert_eq!(unmet[0]["nearest_unfiltered"]["opens_at"], "2026-11-27T08:00:00Z");
    assert_eq!(unmet[1]["nearest_unfiltered"], Value::Null);
    assert_eq!(unmet[2]["nearest_unfiltered"]["failed"], json!(["amenity:legal_aid:closed"]));
    let near = asked(&["water", "legal_aid"], json!({"radius_m": 250}));
    assert_eq!(near["set"], json!([]));
    assert_eq!(
        near["explain"]["unmet"],
        json!([{"need": "legal_aid", "nearest_unfiltered": {
            "id": "lawyer", "distance_m": near["explain"]["unmet"][0]["nearest_unfiltered"]["distance_m"], "failed": ["radius"],
        }}])
    );
}

#[test]
fn where_one_need_is_met_nowhere_the_set_for_the_others_is_told_beside_it() {
    let answer = asked(&["water", "haircut", "legal_aid", "microwave"], json!({}));
    assert_eq!((&answer["set"], &answer["total_distance_m"]), (&json!([]), &Value::Null));
    let explain = &answer["explain"];
    assert_eq!(explain["unmet"], json!([{"need": "haircut", "nearest_unfiltered": null}]));
    let whole = asked(&["water", "legal_aid", "microwave"], json!({}));
    let met = &explain["met"];
    assert_eq!(met["needs"], json!(["water", "legal_aid", "microwave"]));
    assert_eq!((&met["set"], &met["total_distance_m"]), (&whole["set"], &whole["total_distance_m"]));
    assert_eq!(set(met), ["kitchen", "lawyer"]);
    // Nothing is told where nothing is met.
    assert!(asked(&["haircut"], json!({}))["explain"].get("met").is_none());
    assert!(asked(&["water"], json!({"radius_m": 1}))["explain"].get("met").is_none());
}

#[test]
fn filters_presets_and_coordinates_mean_what_they_mean_elsewhere() {
    let base_kit = json!({"lon": 121, "lat": 31, "needs": ["base_kit"]});
    let answer = asked_of(&FIVE, &base_kit);
    assert_eq!((set(&answer), answer["query"]["needs"].as_array().unwrap().len()), (vec!["c"], 5));
    let filtered = json!({"lon": 121, "lat": 31, "needs": ["water", "microwave"], "access": ["code"]});
    assert_eq!(set(&asked_of(&FIVE, &filtered)), ["d"]);
    let also =
        json!({"lon": 121, "lat": 31, "needs": ["water"], "amenity": ["microwave", "water"], "amenity_not": ["wifi"]});
    assert_eq!(set(&asked_of(&FIVE, &also)), ["c"]);
    let gcj = asked_of(&FIVE, &json!({"lon": 121.004, "lat": 31, "needs": ["water"], "crs": "gcj02", "lang": "zh"}));
    let wgs = FIVE.json("/v1/nearest?lon=121.004&lat=31&amenity=water&crs=gcj02&lang=zh&limit=1");
    assert_eq!(gcj["set"][0]["geometry"], wgs["features"][0]["geometry"]);
    assert_eq!(gcj["total_distance_m"], wgs["features"][0]["properties"]["distance_m"]);
}

#[test]
fn what_is_wrong_is_named() {
    for (member, value, code) in [
        ("needs", Value::Null, "empty"),
        ("needs", json!([]), "empty"),
        ("needs", json!("water"), "not_a_list"),
        ("needs", json!(["watr"]), "unknown_value"),
        ("needs", json!(["base_kit", "toilets", "wifi"]), "out_of_range"),
        ("lon", json!(181), "out_of_range"),
        ("lat", json!("1"), "not_a_number"),
        ("radius_m", json!(-1), "out_of_range"),
        ("limit", json!(3), "unknown_parameter"),
        ("speed_mps", json!(3), "unknown_parameter"),
        ("open_for_s", json!(3), "needs_open"),
    ] {
        let mut body = json!({"lon": 0, "lat": 0, "needs": ["water"]});
        body[member] = value.clone();
        let answer = STREET.post_to("/v1/basket", &body);
        assert_eq!(answer.status, 400, "{member} {value}");
        let errors = answer.problem()["errors"].clone();
        let named = errors.as_array().unwrap().iter().any(|error| error["param"] == member && error["code"] == code);
        assert!(named, "{member} {value}: {errors}");
    }
    let six = asked(&["base_kit", "toilets"], json!({}));
    assert_eq!(six["query"]["needs"].as_array().unwrap().len(), 6);
    let twice = asked(&["water", "base_kit", "water"], json!({}));
    assert_eq!(twice["query"]["needs"].as_array().unwrap().len(), 5);
    let missing = STREET.post_to("/v1/basket", &json!({})).problem()["errors"].clone();
    let told: Vec<&Value> = missing.as_array().unwrap().iter().map(|error| &error["param"]).collect();
    assert_eq!(told, ["needs", "lon", "lat"]);
    assert_eq!(STREET.get("/v1/basket").status, 405);
    assert_eq!(STREET.post_to("/v1/basket?lon=3", &json!({})).status, 400);
    for body in ["", "[]", "{", "null", "{\"needs\":{}}", "{\"needs\":[\"\\ud800\"]}"] {
        let answer = STREET.post_text_to("/v1/basket", body);
        assert_eq!(answer.status, 400, "{body}");
        answer.problem();
    }
}

#[test]
fn without_stations_everything_is_unmet() {
    let answer = asked_of(&Server::of_stations(&[]), &json!({"lon": 0, "lat": 0, "needs": ["water"]}));
    assert_eq!(answer["explain"]["unmet"], json!([{"need": "water", "nearest_unfiltered": null}]));
}

#[test]
fn what_a_source_says_it_serves_stands_beside_what_is_computed_under_another_name() {
    let server = Server::of_stations(&[feature("x", 0.001, 0.0, json!({"serves": "tea", "amenities": ["water"]}))]);
    let answer = server.post_to("/v1/basket", &json!({"lon": 0, "lat": 0, "needs": ["water"]}));
    let text = String::from_utf8(answer.body.to_vec()).unwrap();
    assert!(text.contains("\"source:serves\":\"tea\"") && text.contains("\"serves\":[\"water\"]"), "{text}");
    // Once in the set, and once as the single station that has all.
    assert_eq!(text.matches("\"serves\":").count(), 2, "{text}");
}
