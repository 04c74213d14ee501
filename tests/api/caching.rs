//! May an answer be kept, for how long, and how is it known again?

use super::data::{DataDir, feature};
use super::server::{BUNDLED, FIVE, Server, five};
use chrono::{DateTime, TimeDelta, Utc};
use serde_json::json;
use waystation::http::{Params, nearest};

const TARGETS: &[&str] =
    &["/v1", "/v1/amenities", "/v1/dataset", "/v1/nearest?lon=121&lat=31&at=2026-11-23T10:00:00%2B08:00"];

/// The first instant at which an answer given at `now` may change.
fn changes_at(server: &Server, now: DateTime<Utc>, asked: &str) -> Option<DateTime<Utc>> {
    let snapshot = server.snapshot();
    let query = format!("lon=121&lat=31&{asked}");
    let params = Params::from_query(&query);
    let (asked, question) = nearest::read(params, &snapshot, now).unwrap();
    nearest::answer(&snapshot, &asked, &question, now).unwrap().1
}

/// Features and explanation of an answer given at `now`, as text.
fn told(server: &Server, now: DateTime<Utc>, asked: &str) -> (serde_json::Value, serde_json::Value) {
    let snapshot = server.snapshot();
    let query = format!("lon=121&lat=31&{asked}");
    let params = Params::from_query(&query);
    let (asked, question) = nearest::read(params, &snapshot, now).unwrap();
    let body: serde_json::Value =
        serde_json::from_str(&nearest::answer(&snapshot, &asked, &question, now).unwrap().0).unwrap();
    (body["features"].clone(), body["explain"].clone())
}

fn at(text: &str) -> DateTime<Utc> {
    DateTime::parse_from_rfc3339(text).unwrap().to_utc()
}

#[test]
fn an_answer_bears_a_weak_tag_by_which_it_is_known_again() {
    for target in TARGETS {
        let first = FIVE.get(target);
        let tag = first.header("etag").to_owned();
        assert!(tag.starts_with("W/\"") && tag.ends_with('"'), "{tag}");
        assert_eq!(FIVE.get(target).header("etag"), tag, "{target}");
        let strong = tag.trim_start_matches("W/").to_owned();
        for (condition, status) in [
            (tag.clone(), 304),
            (strong.clone(), 304),
            ("*".to_owned(), 304),
            (format!("\"other\", {tag}"), 304),
            (format!("W/\"a,b\",{strong} , \"x\""), 304),
            ("\"other\"".to_owned(), 200),
            ("W/\"\"".to_owned(), 200),
            (String::new(), 200),
            (tag.replace('"', ""), 200),
        ] {
            let again = FIVE.ask("GET", target, &[("if-none-match", &condition)]);
            assert_eq!(again.status, status, "{target} If-None-Match: {condition}");
            if status == 304 {
                assert!(again.body.is_empty(), "{target}");
                for name in ["etag", "cache-control", "waystation-dataset", "access-control-allow-origin", "vary"] {
                    assert_eq!(again.header(name), first.header(name), "{name} of {target}");
                }
            }
        }
        let two = FIVE.ask("GET", target, &[("if-none-match", "\"x\""), ("if-none-match", &tag)]);
        assert_eq!(two.status, 304, "{target}");
        assert_eq!(FIVE.ask("HEAD", target, &[("if-none-match", &tag)]).status, 304, "{target}");
    }
}

#[test]
fn another_question_or_other_data_bears_another_tag() {
    let target = TARGETS[3];
    let tag = FIVE.get(target).header("etag").to_owned();
    for other in ["&limit=1", "&lang=zh", "&crs=gcj02", "&radius_m=5", "&amenity=water", "&access=public"] {
        assert_ne!(FIVE.get(&format!("{target}{other}")).header("etag"), tag, "{other}");
    }
    assert_ne!(FIVE.get("/v1/nearest?lon=121&lat=31&at=2026-11-23T10:00:01%2B08:00").header("etag"), tag);
    assert_ne!(BUNDLED.get(target).header("etag"), tag);
}

#[test]
fn the_same_data_loaded_again_bears_the_same_tag() {
    let again = Server::loading(
        DataDir::new()
            .with("dataset.toml", "timezone = \"Asia/Shanghai\"\n[[stations]]\npath = \"five.geojson\"\n")
            .with_stations("five.geojson", &five()),
    );
    assert_eq!(again.snapshot().version, FIVE.snapshot().version);
    // What /v1/dataset tells, refusals and licences, is of the load and not of the version.
    for target in TARGETS.iter().filter(|target| **target != "/v1/dataset") {
        assert_eq!(again.get(target).header("etag"), FIVE.get(target).header("etag"), "{target}");
    }
}

#[test]
fn a_refusal_is_not_kept() {
    for target in ["/v1/nearest?lon=x", "/nothing"] {
        let answer = FIVE.ask("GET", target, &[("if-none-match", "*")]);
        assert!(answer.status >= 400, "{target}");
        assert_eq!((answer.header("etag"), answer.header("cache-control")), ("", "no-store"), "{target}");
    }
}

#[test]
fn every_answer_names_its_data_in_a_header() {
    let version = FIVE.snapshot().version.clone();
    for target in TARGETS.iter().chain(&["/v1/nearest?lon=1&lat=1", "/readyz"]) {
        assert_eq!(FIVE.get(target).header("waystation-dataset"), version, "{target}");
    }
    assert_eq!(FIVE.post(&json!({"points": [{"lon": 1, "lat": 1}]})).header("waystation-dataset"), version);
}

#[test]
fn the_lifetime_is_told_in_seconds() {
    for target in TARGETS.iter().chain(&["/v1/nearest?lon=1&lat=1&open=now"]) {
        let answer = FIVE.get(target);
        let age = answer.header("cache-control").split("max-age=").nth(1).unwrap_or_else(|| panic!("{target}"));
        assert!(age.parse::<u32>().is_ok(), "{target}: {age}");
    }
}

#[test]
fn an_answer_holds_until_the_next_opening_that_it_shows_or_that_kept_a_station_out() {
    for (now, asked, expected) in [
        // a closes at 18:00.
        ("2026-11-23T17:00:00+08:00", "limit=1", "2026-11-23T18:00:00+08:00"),
        ("2026-11-23T17:00:00+08:00", "open=now&limit=1", "2026-11-23T18:00:00+08:00"),
        // a is kept out, and opens at 9:00.
        ("2026-11-23T08:30:00+08:00", "open=now&kind=union_station", "2026-11-23T09:00:00+08:00"),
        ("2026-11-23T08:30:00+08:00", "open=now&limit=1&kind=union_station,other", "2026-11-23T09:00:00+08:00"),
        // The microwave of d opens at 20:00.
        ("2026-11-23T19:30:00+08:00", "kind=library&access=code", "2026-11-23T20:00:00+08:00"),
        ("2026-11-23T21:30:00+08:00", "open=now&amenity=microwave&kind=library", "2026-11-23T22:00:00+08:00"),
    ] {
        let told = changes_at(&FIVE, at(now), asked).unwrap_or_else(|| panic!("{asked} never changes"));
        assert!(told <= at(expected), "{asked}: {told}");
        assert!(told > at(now), "{asked}: {told}");
    }
}

#[test]
fn an_opening_that_is_not_told_ends_nothing_unless_it_keeps_a_station_out() {
    let now = at("2026-11-23T17:00:00+08:00");
    for (asked, expected) in [
        ("properties=name", None),
        ("properties=name,kind,distance_m,links", None),
        ("properties=open&limit=1", Some("2026-11-23T18:00:00+08:00")),
        ("properties=name,amenities&limit=1", Some("2026-11-23T18:00:00+08:00")),
        ("properties=name&open=now&limit=1", Some("2026-11-23T18:00:00+08:00")),
    ] {
        assert_eq!(changes_at(&FIVE, now, asked), expected.map(at), "{asked}");
    }
}

#[test]
fn what_must_last_ends_before_the_door_closes() {
    // With an hour to stay, a is an answer until 17:00 and none after.
    for asked in ["open=now&open_for_s=3600&kind=union_station", "open=now&open_for_s=3600&limit=1"] {
        let now = at("2026-11-23T16:59:30+08:00");
        let before = told(&FIVE, now, asked).0;
        assert_eq!(before[0]["id"], "a");
        let after = told(&FIVE, at("2026-11-23T17:00:01+08:00"), asked).0;
        assert_ne!(after[0]["id"], "a");
        let changes_at = changes_at(&FIVE, now, asked).unwrap();
        assert!(changes_at <= at("2026-11-23T17:00:01+08:00"), "{asked}: held until {changes_at}");
    }
}

#[test]
fn between_two_changes_the_answer_is_the_same() {
    for asked in [
        "",
        "open=now",
        "open=now&open_for_s=1800",
        "open=now&open_for_s=5400&amenity=microwave",
        "open=now&amenity=toilets",
        "open=now&amenity_any=toilets,microwave&limit=1",
    ] {
        let mut now = at("2026-11-23T06:00:00+08:00");
        let end = at("2026-11-24T10:00:00+08:00");
        let mut rounds = 0;
        while now < end {
            let until = changes_at(&FIVE, now, asked).unwrap_or(end).min(end);
            assert!(until > now, "{asked} at {now}");
            let last = until - TimeDelta::try_seconds(1).unwrap();
            assert_eq!(told(&FIVE, now, asked), told(&FIVE, last.max(now), asked), "{asked}: {now} to {last}");
            now = until;
            rounds += 1;
            assert!(rounds < 1000, "{asked} changes all the time");
        }
    }
}

#[test]
fn who_takes_gzip_gets_gzip() {
    let target = "/v1/nearest?lon=13.4&lat=52.5&limit=100";
    let plain = BUNDLED.get(target);
    let packed = BUNDLED.ask("GET", target, &[("accept-encoding", "gzip, br;q=0.1")]);
    assert_eq!((plain.header("content-encoding"), packed.header("content-encoding")), ("", "gzip"));
    // The magic number of RFC 1952, section 2.3.1.
    assert_eq!(packed.body[..2], [0x1f, 0x8b]);
    assert!(packed.body.len() * 3 < plain.body.len());
    for answer in [plain, packed] {
        assert!(answer.header("vary").to_ascii_lowercase().contains("accept-encoding"));
    }
    assert_eq!(BUNDLED.ask("GET", target, &[("accept-encoding", "gzip;q=0")]).header("content-encoding"), "");
}

#[test]
fn a_station_with_no_hours_changes_nothing() {
    let server = Server::of_stations(&[feature("x", 121.0, 31.0, json!({"name": "x"}))]);
    assert_eq!(changes_at(&server, at("2026-11-23T08:30:00Z"), ""), None);
}
