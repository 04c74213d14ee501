//! Is opening judged at the instant asked for, or at arrival, by the hours that count?

use super::data::feature;
use super::server::{BUNDLED, FIVE, Server, ids};
use chrono::{DateTime, FixedOffset};
use serde_json::{Value, json};

/// Half a kilometre west of the five; 2026-11-23 is a Monday.
const HERE: &str = "/v1/nearest?lon=120.99&lat=31&limit=100";

fn instant(value: &Value) -> DateTime<FixedOffset> {
    DateTime::parse_from_rfc3339(value.as_str().unwrap_or_else(|| panic!("an instant, not {value}"))).unwrap()
}

/// The computed members of station `a`, open Mo-Fr 09:00-18:00 in Shanghai.
fn of_a(asked: &str) -> Value {
    let found = FIVE.json(&format!("{HERE}&amenity=water,microwave&kind=union_station&{asked}"));
    assert_eq!(ids(&found), ["a"], "{asked}");
    found["features"][0]["properties"].clone()
}

#[test]
fn at_judges_and_keeps_nobody_out() {
    for (at, open) in [
        ("2026-11-23T10:00:00%2B08:00", json!({"state": "open", "closes_at": "2026-11-23T18:00:00+08:00"})),
        ("2026-11-23T10:00:00+08:00", json!({"state": "open", "closes_at": "2026-11-23T18:00:00+08:00"})),
        ("2026-11-23T02:00:00Z", json!({"state": "open", "closes_at": "2026-11-23T18:00:00+08:00"})),
        ("2026-11-22T21:00:00-05:00", json!({"state": "open", "closes_at": "2026-11-23T18:00:00+08:00"})),
        ("2026-11-23T09:00:00%2B08:00", json!({"state": "open", "closes_at": "2026-11-23T18:00:00+08:00"})),
        ("2026-11-23T08:59:59%2B08:00", json!({"state": "closed", "opens_at": "2026-11-23T09:00:00+08:00"})),
        ("2026-11-23T17:59:59%2B08:00", json!({"state": "open", "closes_at": "2026-11-23T18:00:00+08:00"})),
        ("2026-11-23T18:00:00%2B08:00", json!({"state": "closed", "opens_at": "2026-11-24T09:00:00+08:00"})),
        ("2026-11-21T10:00:00%2B08:00", json!({"state": "closed", "opens_at": "2026-11-23T09:00:00+08:00"})),
    ] {
        assert_eq!(of_a(&format!("at={at}"))["open"], open, "{at}");
    }
    assert!(of_a("at=now")["open"]["state"].is_string());
}

#[test]
fn open_leaves_what_is_usable_and_unknown_is_not() {
    for (asked, expected) in [
        // Nothing asked for: the station itself. c does not say its hours.
        ("open=2026-11-23T10:00:00%2B08:00", "a b d"),
        ("open=2026-11-23T19:00:00%2B08:00", "b d"),
        ("open=2026-11-23T21:00:00%2B08:00", "b"),
        // Water is judged by its own hours where it has any.
        ("open=2026-11-23T21:00:00%2B08:00&amenity=water", "b d"),
        ("open=2026-11-23T10:00:00%2B08:00&amenity=microwave", "a"),
        ("open=2026-11-23T21:00:00%2B08:00&amenity=microwave", "d"),
        ("open=2026-11-23T21:00:00%2B08:00&amenity=water,microwave", "d"),
        // Toilets without hours of their own have the station's.
        ("open=2026-11-23T21:00:00%2B08:00&amenity=toilets", ""),
        ("open=2026-11-23T19:59:59%2B08:00&amenity=toilets", "d"),
        // Hours that nobody can read are unknown though the station is open.
        ("open=2026-11-23T10:00:00%2B08:00&amenity=haircut", ""),
        ("open=2026-11-23T21:00:00%2B08:00&amenity_any=microwave,toilets", "d"),
        ("open=2026-11-23T10:00:00%2B08:00&amenity_any=toilets,haircut", "d"),
        ("open=2026-11-23T10:00:00%2B08:00&amenity=sauna", ""),
    ] {
        assert_eq!(FIVE.get(&format!("{HERE}&{asked}")).ids().join(" "), expected, "{asked}");
    }
}

#[test]
fn open_is_the_instant_of_judgement_too() {
    let open = &of_a("open=2026-11-23T10:00:00%2B08:00")["open"];
    assert_eq!(open["closes_at"], "2026-11-23T18:00:00+08:00");
    let same = "open=2026-11-23T10:00:00%2B08:00&at=2026-11-23T02:00:00Z";
    assert_eq!(&of_a(same)["open"], open);
    for (asked, param) in [
        ("open=2026-11-23T10:00:00%2B08:00&at=2026-11-23T10:00:01%2B08:00", "at"),
        ("open=now&at=2026-11-23T10:00:00%2B08:00", "at"),
        ("at=now&open=2026-11-23T10:00:00%2B08:00", "at"),
    ] {
        let problem = FIVE.get(&format!("{HERE}&{asked}")).problem();
        assert_eq!((&problem["status"], &problem["errors"][0]["param"]), (&json!(400), &json!(param)), "{asked}");
    }
}

#[test]
fn open_for_s_is_inclusive() {
    for (asked, expected) in [
        ("open=2026-11-23T17:00:00%2B08:00&open_for_s=3600", "a b d"),
        ("open=2026-11-23T17:00:00%2B08:00&open_for_s=3601", "b d"),
        ("open=2026-11-23T17:00:00%2B08:00&open_for_s=0", "a b d"),
        ("open=2026-11-23T17:00:00%2B08:00&open_for_s=604800", "b"),
        ("open=2026-11-23T20:00:00%2B08:00&open_for_s=7200&amenity=microwave", "d"),
        ("open=2026-11-23T20:00:01%2B08:00&open_for_s=7200&amenity=microwave", ""),
    ] {
        assert_eq!(FIVE.get(&format!("{HERE}&{asked}")).ids().join(" "), expected, "{asked}");
    }
}

#[test]
fn at_a_speed_opening_is_judged_at_arrival() {
    // About 955 m at 1 m/s: a good quarter of an hour.
    let a = of_a("at=2026-11-23T17:55:00%2B08:00&speed_mps=1");
    let distance_m = a["distance_m"].as_f64().unwrap();
    assert!((954.0..956.0).contains(&distance_m), "{distance_m}");
    let set_out = DateTime::parse_from_rfc3339("2026-11-23T17:55:00+08:00").unwrap();
    let travelled_s = (instant(&a["arrives_at"]) - set_out).num_milliseconds() as f64 / 1000.0;
    assert!((travelled_s - distance_m).abs() <= 0.002, "{travelled_s} for {distance_m}");
    // It is open when one sets out, closed when one arrives; `at` keeps nobody out.
    assert_eq!(a["open"]["state"], "open");
    assert_eq!(a["open_at_arrival"], json!({"state": "closed", "opens_at": "2026-11-24T09:00:00+08:00"}));
    assert_eq!(a.get("closes_in_s"), None);

    let a = of_a("at=2026-11-23T08:50:00%2B08:00&speed_mps=1");
    assert_eq!(a["open"]["state"], "closed");
    assert_eq!(a["open_at_arrival"]["state"], "open");
    let left_s = (instant(&a["open_at_arrival"]["closes_at"]) - instant(&a["arrives_at"])).num_milliseconds();
    assert!((a["closes_in_s"].as_f64().unwrap() - left_s as f64 / 1000.0).abs() <= 0.001, "{a}");
    for amenity in a["amenities"].as_array().unwrap() {
        assert_eq!(amenity["open_at_arrival"], a["open_at_arrival"]);
    }

    for (asked, passes) in [
        ("open=2026-11-23T17:55:00%2B08:00&speed_mps=1", false),
        ("open=2026-11-23T17:55:00%2B08:00&speed_mps=4", true),
        ("open=2026-11-23T08:50:00%2B08:00&speed_mps=1", true),
        ("open=2026-11-23T08:30:00%2B08:00&speed_mps=1", false),
        // 955 s of the hour before closing go into the journey.
        ("open=2026-11-23T17:00:00%2B08:00&speed_mps=1&open_for_s=2644", true),
        ("open=2026-11-23T17:00:00%2B08:00&speed_mps=1&open_for_s=2646", false),
    ] {
        let found = FIVE.get(&format!("{HERE}&{asked}")).ids();
        assert_eq!(found.contains(&"a".to_owned()), passes, "{asked}: {found:?}");
    }
}

#[test]
fn without_a_speed_nobody_arrives() {
    let a = of_a("open=2026-11-23T10:00:00%2B08:00");
    for name in ["arrives_at", "open_at_arrival", "closes_in_s"] {
        assert_eq!(a.get(name), None, "{name}");
    }
}

#[test]
fn what_never_closes_has_no_end() {
    let found = FIVE.json(&format!("{HERE}&open=2026-11-23T10:00:00Z&speed_mps=1&kind=other"));
    let b = &found["features"][0]["properties"];
    assert_eq!((&b["open"], &b["open_at_arrival"]), (&json!({"state": "open"}), &json!({"state": "open"})));
    assert_eq!(b.get("closes_in_s"), None);
}

#[test]
fn a_haircut_on_the_last_friday_is_found_on_no_other() {
    let ask = |open: &str| {
        BUNDLED.json(&format!("/v1/nearest?lon=123.4&lat=41.79&radius_m=50000&amenity=haircut&open={open}"))
    };
    assert_eq!(ids(&ask("2026-11-27T10:00:00%2B08:00")), ["shenyang-heping-new-employment"]);
    let found = ask("2026-11-20T10:00:00%2B08:00");
    assert_eq!(ids(&found), [""; 0]);
    // The nearest of all is the same station, and the last Friday would cure it.
    let why = &found["explain"]["nearest_unfiltered"];
    assert_eq!(why["id"], "shenyang-heping-new-employment");
    assert_eq!(why["failed"], json!(["amenity:haircut:closed"]));
    assert_eq!(instant(&why["opens_at"]), DateTime::parse_from_rfc3339("2026-11-27T09:00:00+08:00").unwrap());
}

#[test]
fn times_are_told_in_the_stations_own_zone() {
    let found = BUNDLED.json("/v1/nearest?lon=123.4&lat=41.79&amenity=haircut&open=2026-11-20T10:00:00Z&radius_m=9999");
    assert_eq!(found["explain"]["nearest_unfiltered"]["opens_at"], "2026-11-27T09:00:00+08:00");
    let found = BUNDLED.json("/v1/nearest?lon=123.403&lat=41.786&limit=1&at=2026-11-20T10:00:00Z&speed_mps=5");
    let arrives_at = found["features"][0]["properties"]["arrives_at"].as_str().unwrap().to_owned();
    assert!(arrives_at.ends_with("+08:00"), "{arrives_at}");
}

#[test]
fn at_the_ends_of_the_calendar_instants_are_told_or_refused() {
    for at in ["0000-01-01T00:00:00Z", "1582-10-10T12:00:00Z", "9999-12-31T23:59:59Z", "9999-12-31T23:59:59-23:59"] {
        let answer = FIVE.get(&format!("{HERE}&open={at}&open_for_s=604800&speed_mps=0.1"));
        if answer.status == 400 {
            assert_eq!(answer.problem()["errors"][0]["param"], "open", "{at}");
            continue;
        }
        assert!(answer.ids().contains(&"b".to_owned()), "{at}");
        let found = answer.json();
        let told = found["features"].as_array().unwrap().iter().map(|feature| &feature["properties"]["arrives_at"]);
        for told in told.chain([&found["query"]["at"]]) {
            let told = told.as_str().unwrap();
            assert!(DateTime::parse_from_rfc3339(told).is_ok(), "{told} for {at}");
        }
    }
}

#[test]
fn hours_follow_the_zone_through_its_changes() {
    let server = Server::of_stations(&[feature(
        "b",
        13.0,
        52.0,
        json!({
            "name": "x", "timezone": "Europe/Berlin", "opening_hours": "Mo-Su 02:30-12:00",
        }),
    )]);
    for (at, state) in [
        ("2026-03-29T00:59:00Z", "closed"),
        ("2026-03-29T09:59:00Z", "open"),
        ("2026-03-29T10:00:00Z", "closed"),
        ("2026-10-25T10:59:00Z", "open"),
        ("2026-10-25T11:00:00Z", "closed"),
    ] {
        let found = server.json(&format!("/v1/nearest?lon=13&lat=52&at={at}"));
        assert_eq!(found["features"][0]["properties"]["open"]["state"], state, "{at}");
    }
}
