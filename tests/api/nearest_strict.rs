//! Is every wrong parameter refused by name, with nothing ignored and nothing clamped?

use super::server::{BUNDLED, FIVE};
use serde_json::{Value, json};

const GOOD: &str = "lon=121&lat=31";

/// What is asked, the parameter that must be named, and a code it may bear.
const WRONG: &[(&str, &str, &str)] = &[
    // Missing
    ("", "lon", "missing"),
    ("", "lat", "missing"),
    ("lon=121", "lat", "missing"),
    ("lat=31", "lon", "missing"),
    // Unknown
    ("lon=121&lat=31&colour=red", "colour", "unknown_parameter"),
    ("lon=121&lat=31&Limit=5", "Limit", "unknown_parameter"),
    ("lon=121&lat=31&raduis_m=5", "raduis_m", "unknown_parameter"),
    ("lon=121&lat=31&%6Cimit=5&x", "x", "unknown_parameter"),
    ("lon=121&lat=31&x%00=1", "x\0", "unknown_parameter"),
    ("lon=121&lat=31&points=1", "points", "unknown_parameter"),
    // Repeated
    ("lon=121&lat=31&lon=121", "lon", "repeated"),
    ("lon=121&lat=31&limit=5&%6Cimit=5", "limit", "repeated"),
    ("lon=121&lat=31&amenity=water&amenity=wifi", "amenity", "repeated"),
    ("lon=121&lat=31&open=now&open=now", "open", "repeated"),
    // Empty
    ("lon=&lat=31", "lon", "empty"),
    ("lon=121&lat", "lat", "empty"),
    ("lon=121&lat=31&limit=", "limit", "empty"),
    ("lon=121&lat=31&radius_m=", "radius_m", "empty"),
    ("lon=121&lat=31&amenity=", "amenity", "empty"),
    ("lon=121&lat=31&amenity=water,", "amenity", "empty"),
    ("lon=121&lat=31&amenity=,water", "amenity", "empty"),
    ("lon=121&lat=31&kind=,", "kind", "empty"),
    ("lon=121&lat=31&open=", "open", "empty"),
    ("lon=121&lat=31&crs=", "crs", "empty"),
    ("lon=121&lat=31&lang=", "lang", "empty"),
    // Not numbers
    ("lon=x&lat=31", "lon", "not_a_number"),
    ("lon=121&lat=31,2", "lat", "not_a_number"),
    ("lon=121&lat=31%2C2", "lat", "not_a_number"),
    ("lon=%EF%BC%91%EF%BC%92&lat=31", "lon", "not_a_number"),
    ("lon=0x79&lat=31", "lon", "not_a_number"),
    ("lon=1_2&lat=31", "lon", "not_a_number"),
    ("lon=121&lat=31%20", "lat", "not_a_number"),
    ("lon=121&lat=%2031", "lat", "not_a_number"),
    ("lon=121&lat=31N", "lat", "not_a_number"),
    ("lon=121&lat=31%C2%B0", "lat", "not_a_number"),
    ("lon=121&lat=--31", "lat", "not_a_number"),
    ("lon=121&lat=31&radius_m=1km", "radius_m", "not_a_number"),
    ("lon=121&lat=31&limit=five", "limit", "not_a_whole_number"),
    ("lon=121&lat=31&limit=5.0", "limit", "not_a_whole_number"),
    ("lon=121&lat=31&limit=5.5", "limit", "not_a_whole_number"),
    ("lon=121&lat=31&limit=1e1", "limit", "not_a_whole_number"),
    ("lon=121&lat=31&limit=%EF%BC%95", "limit", "not_a_whole_number"),
    ("lon=121&lat=31&min_capacity=many", "min_capacity", "not_a_whole_number"),
    ("lon=121&lat=31&open=now&open_for_s=1.5", "open_for_s", "not_a_whole_number"),
    // Not finite
    ("lon=NaN&lat=31", "lon", "not_finite"),
    ("lon=nan&lat=31", "lon", "not_finite"),
    ("lon=121&lat=inf", "lat", "not_finite"),
    ("lon=121&lat=-infinity", "lat", "not_finite"),
    ("lon=1e400&lat=31", "lon", "not_finite"),
    ("lon=121&lat=31&radius_m=1e400", "radius_m", "not_finite"),
    ("lon=121&lat=31&open=now&speed_mps=inf", "speed_mps", "not_finite"),
    // Out of range
    ("lon=180.0000001&lat=31", "lon", "out_of_range"),
    ("lon=-181&lat=31", "lon", "out_of_range"),
    ("lon=121&lat=90.0000001", "lat", "out_of_range"),
    ("lon=121&lat=-91", "lat", "out_of_range"),
    ("lon=31&lat=121", "lat", "out_of_range"),
    ("lon=121&lat=31&limit=0", "limit", "out_of_range"),
    ("lon=121&lat=31&limit=101", "limit", "out_of_range"),
    ("lon=121&lat=31&limit=-1", "limit", "out_of_range"),
    ("lon=121&lat=31&limit=99999999999999999999", "limit", "out_of_range"),
    ("lon=121&lat=31&radius_m=-1", "radius_m", "out_of_range"),
    ("lon=121&lat=31&radius_m=20100000.1", "radius_m", "out_of_range"),
    ("lon=121&lat=31&min_capacity=-1", "min_capacity", "out_of_range"),
    ("lon=121&lat=31&open=now&open_for_s=604801", "open_for_s", "out_of_range"),
    ("lon=121&lat=31&open=now&open_for_s=-1", "open_for_s", "out_of_range"),
    ("lon=121&lat=31&open=now&speed_mps=0.09", "speed_mps", "out_of_range"),
    ("lon=121&lat=31&open=now&speed_mps=70.1", "speed_mps", "out_of_range"),
    ("lon=121&lat=31&open=now&speed_mps=0", "speed_mps", "out_of_range"),
    // Words outside the vocabulary and the data
    ("lon=121&lat=31&amenity=watr", "amenity", "unknown_value"),
    ("lon=121&lat=31&amenity=water,Water", "amenity", "unknown_value"),
    ("lon=121&lat=31&amenity=%E6%B0%B4", "amenity", "unknown_value"),
    ("lon=121&lat=31&amenity_any=nonsense", "amenity_any", "unknown_value"),
    ("lon=121&lat=31&amenity_not=nonsense", "amenity_not", "unknown_value"),
    ("lon=121&lat=31&kind=nonsense", "kind", "unknown_value"),
    ("lon=121&lat=31&access=nonsense", "access", "unknown_value"),
    ("lon=121&lat=31&crs=WGS84", "crs", "unknown_value"),
    ("lon=121&lat=31&crs=epsg:4326", "crs", "unknown_value"),
    ("lon=121&lat=31&lang=de", "lang", "unknown_value"),
    // Instants
    ("lon=121&lat=31&at=tomorrow", "at", "not_an_instant"),
    ("lon=121&lat=31&at=Now", "at", "not_an_instant"),
    ("lon=121&lat=31&at=2026-11-23", "at", "not_an_instant"),
    ("lon=121&lat=31&at=2026-11-23T10:00:00", "at", "not_an_instant"),
    ("lon=121&lat=31&at=2026-02-30T10:00:00Z", "at", "not_an_instant"),
    ("lon=121&lat=31&open=1795432000", "open", "not_an_instant"),
    ("lon=121&lat=31&open=2026-11-23T25:00:00Z", "open", "not_an_instant"),
    ("lon=121&lat=31&open=true", "open", "not_an_instant"),
    // One alone that needs another
    ("lon=121&lat=31&open_for_s=60", "open_for_s", "needs_open"),
    ("lon=121&lat=31&at=now&open_for_s=60", "open_for_s", "needs_open"),
    ("lon=121&lat=31&speed_mps=1", "speed_mps", "needs_open"),
    ("lon=121&lat=31&open=now&at=2026-11-23T10:00:00Z", "at", "contradiction"),
    // Bytes that are no text
    ("lon=121&lat=31&amenity=%FF", "amenity", "not_utf8"),
    ("lon=%C3%28&lat=31", "lon", "not_utf8"),
];

/// Percent signs that begin no escape: refused, whatever the code.
const BROKEN_ESCAPES: &[(&str, &str)] = &[
    ("lon=121&lat=31%", "lat"),
    ("lon=121&lat=31%2", "lat"),
    ("lon=121&lat=3%zz1", "lat"),
    ("lon=121&lat=31&amenity=water%", "amenity"),
    ("lon=121&lat=31&li%mit=5", "li%mit"),
];

#[test]
fn every_wrong_parameter_is_named() {
    for (query, param, code) in WRONG {
        let answer = FIVE.get(&format!("/v1/nearest?{query}"));
        assert_eq!(answer.status, 400, "{query}");
        let problem = answer.problem();
        let errors = problem["errors"].as_array().unwrap();
        let found = errors.iter().any(|error| error["param"] == *param && error["code"] == *code);
        assert!(found, "{query}: {param} {code} in {problem}");
    }
}

#[test]
fn a_percent_sign_that_begins_no_escape_is_refused() {
    for (query, param) in BROKEN_ESCAPES {
        let answer = FIVE.get(&format!("/v1/nearest?{query}"));
        assert_eq!(answer.status, 400, "{query}");
        let problem = answer.problem();
        assert!(problem["errors"].as_array().unwrap().iter().any(|error| error["param"] == *param), "{problem}");
    }
}

#[test]
fn every_error_has_the_four_members_of_the_contract() {
    for (query, ..) in WRONG {
        let problem = FIVE.get(&format!("/v1/nearest?{query}")).problem();
        for error in problem["errors"].as_array().unwrap() {
            for member in ["param", "code", "value", "hint"] {
                assert!(error.get(member).is_some(), "{query}: {member} in {error}");
            }
        }
    }
}

#[test]
fn all_that_is_wrong_is_told_at_once() {
    let problem = FIVE.get("/v1/nearest?lon=x&lat=99&limit=0&amenity=watr&colour=red&speed_mps=1").problem();
    let mut told: Vec<&str> =
        problem["errors"].as_array().unwrap().iter().map(|error| error["param"].as_str().unwrap()).collect();
    told.sort_unstable();
    assert_eq!(told, ["amenity", "colour", "lat", "limit", "lon", "speed_mps"]);
}

#[test]
fn hints_tell_what_may_be_meant() {
    let hint = |query: &str, param: &str| -> String {
        let problem = FIVE.get(&format!("/v1/nearest?{query}")).problem();
        let errors = problem["errors"].as_array().unwrap();
        let error = errors.iter().find(|error| error["param"] == param).unwrap();
        error["hint"].as_str().unwrap().to_owned()
    };
    assert!(hint("lon=31.23&lat=121.47", "lat").contains("lat and lon look swapped"));
    assert!(!hint("lon=121.47&lat=131.23", "lat").contains("swapped"));
    for (query, param, meant) in [
        ("lon=1&lat=1&amenity=watre", "amenity", "water"),
        ("lon=1&lat=1&amenity_any=microwav", "amenity_any", "microwave"),
        ("lon=1&lat=1&kind=libary", "kind", "library"),
        ("lon=1&lat=1&access=pubic", "access", "public"),
        ("lon=1&lat=1&radus_m=5", "radus_m", "radius_m"),
        ("lon=1&lat=1&amenity=base-kit", "amenity", "base_kit"),
        ("lon=1&lat=1&crs=gcj2", "crs", "gcj02"),
    ] {
        let hint = hint(query, param);
        assert!(hint.contains(meant), "{query}: {hint}");
    }
}

#[test]
fn the_edges_of_every_range_are_inside() {
    for query in [
        "lon=180&lat=90",
        "lon=-180&lat=-90",
        "lon=-0&lat=-0.0",
        "lon=1.21e2&lat=.5",
        "limit=1",
        "limit=100",
        "radius_m=0",
        "radius_m=20100000",
        "min_capacity=0",
        "min_capacity=4294967295",
        "open=now&open_for_s=0",
        "open=now&open_for_s=604800",
        "open=now&speed_mps=0.1",
        "at=now&speed_mps=70",
        "open=now&at=now",
        "crs=bd09&lang=zh",
        "access=unknown&kind=other",
    ] {
        let position = if query.contains("lon=") { String::new() } else { format!("{GOOD}&") };
        let answer = FIVE.get(&format!("/v1/nearest?{position}{query}"));
        assert_eq!(answer.status, 200, "{query}: {}", String::from_utf8_lossy(&answer.body));
    }
}

#[test]
fn every_word_of_the_vocabulary_is_taken_though_no_station_has_it() {
    let listed = FIVE.json("/v1/amenities");
    for amenity in listed["amenities"].as_array().unwrap() {
        let word = amenity["kind"].as_str().unwrap();
        assert_eq!(FIVE.get(&format!("/v1/nearest?{GOOD}&amenity={word}")).status, 200, "{word}");
    }
    for kind in "union_station service_centre workers_home sanitation_rest_room courier_hub bank_branch library \
                 government_hall railway_station fuel_station public_toilet drinking_water other"
        .split_whitespace()
    {
        assert_eq!(BUNDLED.get(&format!("/v1/nearest?{GOOD}&kind={kind}&limit=1")).status, 200, "{kind}");
    }
}

#[test]
fn a_refusal_stays_short_however_much_is_wrong() {
    let names: Vec<String> = (0..1400).map(|number| format!("a{number}")).collect();
    let answer = FIVE.get(&format!("/v1/nearest?{}", names.join("&")));
    assert_eq!(answer.status, 400);
    assert!(answer.body.len() < 64 << 10, "{} bytes", answer.body.len());
    let _: Value = answer.problem();
}

#[test]
fn an_unknown_word_is_told_with_the_nearest_that_is_known() {
    for (query, hint) in [
        ("amenity=watr", "is water meant?"),
        ("amenity=charging", "is ebike_charging meant?"),
        ("amenity=nope", "the nearest is "),
        ("kind=station", "is fuel_station meant?"),
        ("kind=zzz", "one of union_station, "),
        ("access=foo", "one of public, members, staff, app, code, customers, unknown is expected"),
        ("access=Public", "is public meant?"),
    ] {
        let problem = FIVE.get(&format!("/v1/nearest?lon=121&lat=31&{query}")).problem();
        let told = problem["errors"][0]["hint"].as_str().unwrap();
        assert!(told.contains(hint), "{query}: {told}");
    }
}

#[test]
fn a_number_that_is_a_text_is_told_to_be_one() {
    let point = json!({"lon": 121, "lat": 31});
    for (name, value, code) in [
        ("limit", json!("1"), "not_a_whole_number"),
        ("min_capacity", json!("-5"), "not_a_whole_number"),
        ("radius_m", json!("5"), "not_a_number"),
    ] {
        let problem = FIVE.post(&json!({"points": [point], name: value})).problem();
        let error = &problem["errors"][0];
        assert_eq!((error["param"].as_str(), error["code"].as_str()), (Some(name), Some(code)), "{problem}");
        assert!(error["hint"].as_str().unwrap().contains("not a text"), "{problem}");
    }
}

#[test]
fn a_contradiction_repeats_what_the_caller_wrote() {
    let problem = FIVE.get("/v1/nearest?lon=121&lat=31&at=now&open=2026-11-23T10:00:00Z").problem();
    assert_eq!(problem["errors"][0]["value"], "now", "{problem}");
}
