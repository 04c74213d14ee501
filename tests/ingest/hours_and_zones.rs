//! When are hours known, and what is said where they are not?

use super::data::{DataDir, collection, feature};
use super::load::{features, loaded, refused, shown, warned};
use chrono::DateTime;
use serde_json::{Value, json};
use waystation::hours::State;
use waystation::store::Snapshot;

/// The state of the first station at noon in Shanghai on Monday 2026-11-23.
fn at_noon(snapshot: &Snapshot) -> State {
    let noon = DateTime::parse_from_rfc3339("2026-11-23T12:00:00+08:00").unwrap().to_utc();
    snapshot.index.stations()[0].opening(&snapshot.schedules, noon).state
}

/// One station with these properties, in a data set and source that may name zones.
fn zoned(data_set: Option<&str>, source: Option<&str>, properties: Value) -> Snapshot {
    let line = |zone: Option<&str>| zone.map_or(String::new(), |zone| format!("timezone = \"{zone}\"\n"));
    let dir = DataDir::new()
        .with("dataset.toml", format!("{}[[stations]]\npath = \"s.geojson\"\n{}", line(data_set), line(source)))
        .with("s.geojson", collection(&[feature("x", 1.0, 2.0, properties)]));
    loaded(dir.path())
}

#[test]
fn the_zone_is_the_stations_else_the_sources_else_the_data_sets() {
    // Noon in Shanghai is 5 in Berlin and 4 in London.
    for (data_set, source, own, hours, state) in [
        (Some("Asia/Shanghai"), None, None, "11:30-12:30", State::Open),
        (Some("Europe/London"), Some("Asia/Shanghai"), None, "11:30-12:30", State::Open),
        (Some("Europe/London"), Some("Asia/Shanghai"), Some("Europe/Berlin"), "04:30-05:30", State::Open),
        (None, None, Some("Europe/Berlin"), "04:30-05:30", State::Open),
        (Some("Europe/London"), None, None, "11:30-12:30", State::Closed),
    ] {
        let mut properties = json!({"name": "n", "opening_hours": hours});
        if let Some(own) = own {
            properties["timezone"] = json!(own);
        }
        let snapshot = zoned(data_set, source, properties);
        assert_eq!((at_noon(&snapshot), warned(&snapshot)), (state, vec![]), "{data_set:?} {source:?} {own:?}");
    }
}

#[test]
fn without_a_zone_only_what_never_closes_is_known() {
    let snapshot = zoned(None, None, json!({"name": "n", "opening_hours": "Mo-Su 00:00-23:59"}));
    assert_eq!(at_noon(&snapshot), State::Unknown);
    let told = warned(&snapshot);
    assert!(told.len() == 1 && told[0].starts_with("s.geojson:2 [0] x: opening_hours needs a time zone"), "{told:?}");
    let snapshot = zoned(None, None, json!({"name": "n", "opening_hours": "24/7"}));
    assert_eq!((at_noon(&snapshot), warned(&snapshot)), (State::Open, vec![]));
}

#[test]
fn a_zone_that_nobody_knows_makes_hours_unknown_and_is_told() {
    for zone in ["Mars/Base", "UTC+8", "", "Shanghai", "CST8CST"] {
        let snapshot =
            zoned(Some("Asia/Shanghai"), None, json!({"name": "n", "opening_hours": "11:30-12:30", "timezone": zone}));
        assert_eq!(at_noon(&snapshot), State::Unknown, "{zone}");
        let told = warned(&snapshot);
        assert!(told[0].starts_with("s.geojson:2 [0] x: timezone "), "{zone}: {told:?}");
        assert_eq!(told.len(), 1, "{zone}: {told:?}");
    }
    // No more is told where the station alone names a zone, nor of each of its amenities.
    let amenities = json!([{"kind": "water", "opening_hours": "10:00-11:00"}]);
    let own = json!({"name": "n", "opening_hours": "11:30-12:30", "timezone": "Mars/Base", "amenities": amenities});
    for data_set in [None, Some("Asia/Shanghai")] {
        let told = warned(&zoned(data_set, None, own.clone()));
        assert!(told.len() == 1 && told[0].contains("Mars/Base"), "{data_set:?}: {told:?}");
    }
    // The next station is judged by itself.
    let dir = DataDir::new().with_stations(
        "s.geojson",
        &[
            feature("x", 1.0, 2.0, json!({"name": "n", "opening_hours": "11:30-12:30", "timezone": "Mars/Base"})),
            feature("y", 1.0, 2.0, json!({"name": "n", "opening_hours": "11:30-12:30"})),
        ],
    );
    let told = warned(&loaded(dir.path()));
    assert!(told.len() == 2 && told[1].contains("[1] y: opening_hours needs a time zone"), "{told:?}");
    let snapshot = zoned(Some("Mars/Base"), None, json!({"name": "n", "opening_hours": "11:30-12:30"}));
    assert_eq!(at_noon(&snapshot), State::Unknown);
    assert!(warned(&snapshot).iter().any(|told| told.starts_with("dataset.toml: timezone \"Mars/Base\"")));
    let snapshot = zoned(Some("Asia/Shanghai"), Some("Mars/Base"), json!({"name": "n", "opening_hours": "24/7"}));
    assert_eq!(at_noon(&snapshot), State::Open);
    assert!(warned(&snapshot).iter().any(|told| told.starts_with("s.geojson: timezone \"Mars/Base\"")));
}

#[test]
fn hours_that_are_not_understood_are_unknown_and_quoted() {
    for hours in ["whenever", "Mo-Fr 9-25", "Mo 10:00-", "25:00-26:00", "Montag bis Freitag", "以公告为准", "x\u{0}"]
    {
        let snapshot = features(&[feature("x", 1.0, 2.0, json!({"name": "n", "opening_hours": hours}))]);
        assert_eq!((at_noon(&snapshot), refused(&snapshot)), (State::Unknown, vec![]), "{hours}");
        let told = warned(&snapshot);
        assert!(
            told.len() == 1 && told[0].contains(&format!("opening_hours \"{hours}\" is not understood")),
            "{told:?}"
        );
        assert_eq!(shown(&snapshot)["opening_hours"], hours);
    }
}

#[test]
fn hours_that_are_no_text_are_unknown_and_told() {
    for hours in [json!(24), json!(true), json!(["Mo-Fr 09:00-17:00"]), json!({"Mo": "9-17"})] {
        let snapshot = features(&[feature("x", 1.0, 2.0, json!({"name": "n", "opening_hours": hours}))]);
        assert_eq!(at_noon(&snapshot), State::Unknown, "{hours}");
        let told = warned(&snapshot);
        assert!(told.len() == 1 && told[0].contains("\"opening_hours\" is "), "{hours}: {told:?}");
    }
    for hours in [Value::Null, json!("")] {
        let snapshot = features(&[feature("x", 1.0, 2.0, json!({"name": "n", "opening_hours": hours}))]);
        assert_eq!(at_noon(&snapshot), State::Unknown, "{hours}");
    }
}

#[test]
fn hours_of_enormous_length_are_unknown_and_quoted_in_part() {
    let snapshot =
        features(&[feature("x", 1.0, 2.0, json!({"name": "n", "opening_hours": "Mo 10:00-11:00; ".repeat(10_000)}))]);
    assert_eq!(at_noon(&snapshot), State::Unknown);
    let told = warned(&snapshot);
    assert!(told.len() == 1 && told[0].len() < 400, "{} bytes", told[0].len());
}

#[test]
fn hours_in_chinese_are_understood_where_the_whole_phrase_is() {
    for (hours, state) in [
        ("24小时", State::Open),
        ("周一闭馆,周二到周日 9:30-17:00", State::Closed),
        ("周一至周日 9:00-21:00", State::Open),
        ("上午7时30分至晚上10时", State::Open),
    ] {
        for key in ["opening_hours", "opening_hours:zh"] {
            let mut properties = json!({"name": "n"});
            properties[key] = json!(hours);
            let snapshot = features(&[feature("x", 1.0, 2.0, properties)]);
            assert_eq!((at_noon(&snapshot), warned(&snapshot)), (state, vec![]), "{key} {hours}");
            let shown = shown(&snapshot);
            assert!(shown["opening_hours"].as_str().unwrap().is_ascii(), "{shown}");
            let kept = if key == "opening_hours" { "source:opening_hours" } else { key };
            assert_eq!(shown[kept], hours, "{shown}");
        }
    }
}

#[test]
fn hours_of_an_amenity_are_judged_like_the_stations() {
    let snapshot = features(&[feature(
        "x",
        1.0,
        2.0,
        json!({"name": "n", "opening_hours": "24/7", "amenities": [
            {"kind": "water", "opening_hours": "whenever"},
            {"kind": "wifi", "opening_hours": 5},
            {"kind": "haircut", "opening_hours": "周一至周日 9:00-21:00"},
            {"kind": "tea", "opening_hours": null},
        ]}),
    )]);
    let noon = DateTime::parse_from_rfc3339("2026-11-23T12:00:00+08:00").unwrap().to_utc();
    let station = &snapshot.index.stations()[0];
    let states: Vec<State> =
        station.amenities.iter().map(|amenity| station.opening_of(amenity, &snapshot.schedules, noon).state).collect();
    assert_eq!(states, [State::Unknown, State::Unknown, State::Open, State::Open]);
    let told = warned(&snapshot);
    assert_eq!(told.len(), 2, "{told:?}");
    assert!(told[0].contains("water: opening_hours \"whenever\" is not understood"), "{told:?}");
    assert!(told[1].contains("wifi: \"opening_hours\" is a number"), "{told:?}");
}

#[test]
fn holidays_without_a_calendar_are_told() {
    let snapshot =
        features(&[feature("x", 1.0, 2.0, json!({"name": "n", "opening_hours": "Mo-Fr 09:00-18:00; PH off"}))]);
    let told = warned(&snapshot);
    assert!(told.iter().any(|told| told.contains("holiday")), "{told:?}");
}
