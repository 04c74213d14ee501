//! Are the answers of routes, baskets, files and changes what the description says they are, in parts too?

use super::data::{DataDir, feature};
use super::openapi::{DOCUMENT, operation};
use super::server::{BUNDLED, FIVE, Server, five, loaded};
use serde_json::{Value, json};
use std::collections::BTreeSet;

#[test]
fn answers_about_routes_and_baskets_are_as_their_schemas_say() {
    let line = json!({"type": "LineString", "coordinates": [[13.36, 52.527], [13.3884, 52.5202, 34]]});
    let around = json!({"type": "LineString", "coordinates": [[0, 0], [120, 1], [-120, 0], [0, 0]]});
    for (id, bodies) in [
        (
            "along",
            vec![
                json!({"route": line, "corridor_m": 2000, "lang": "zh", "crs": "gcj02"}),
                json!({"route": line, "corridor_m": 0, "at": "2026-11-23T20:30:00+01:00"}),
                json!({"route": line, "open": "2026-11-23T20:30:00+01:00", "speed_mps": 4, "corridor_m": 9000}),
                json!({"route": {"polyline": "_p~iF~ps|U_ulLnnqC_mqNvxq`@", "precision": 6}}),
                json!({"route": around, "speed_mps": 0.1, "at": "now"}),
                json!({"route": {}, "limit": 0}),
                json!({}),
            ],
        ),
        (
            "basket",
            vec![
                json!({"lon": 13.4, "lat": 52.5, "needs": ["wifi"], "lang": "zh"}),
                json!({"lon": 121.4, "lat": 37.54, "needs": ["legal_aid", "microwave", "water"], "crs": "bd09"}),
                json!({"lon": 13.4, "lat": 52.5, "needs": ["legal_aid", "toilets"], "radius_m": 1}),
                json!({"lon": 121.4, "lat": 37.54, "needs": ["legal_aid"], "open": "2026-11-23T03:00:00+08:00"}),
                json!({"lon": 200, "lat": 0, "needs": []}),
                json!({}),
            ],
        ),
    ] {
        let operation = operation(id);
        for body in bodies {
            let answer = BUNDLED.post_to(&format!("/v1/{id}"), &body);
            operation.tells_of(&answer, &body.to_string());
        }
    }
}

#[test]
fn every_member_of_a_route_is_told_of_and_no_other() {
    let along = operation("along");
    let schema = &along.body()["schema"]["properties"]["route"]["anyOf"];
    for (place, route) in
        [json!({"type": "LineString", "strange": 1}), json!({"polyline": "", "strange": 1})].iter().enumerate()
    {
        let told: BTreeSet<&str> =
            schema[place]["properties"].as_object().unwrap().keys().map(String::as_str).collect();
        let problem = FIVE.post_to("/v1/along", &json!({"route": route})).problem();
        let hint = problem["errors"][0]["hint"].as_str().unwrap();
        let known = hint.trim_start_matches("\"strange\" is unknown here, ").trim_end_matches(" are known");
        assert_eq!(told, known.split(", ").collect(), "{hint}");
    }
}

#[test]
fn files_of_stations_are_as_their_schemas_say() {
    for server in [&*FIVE, &*BUNDLED] {
        for (ending, id) in [("geojson", "stationsGeojson"), ("fgb", "stationsFgb"), ("csv", "stationsCsv")] {
            for query in [
                "",
                "?status=any&crs=bd09",
                "?status=planned",
                "?region=nowhere",
                "?region=de-hb&kind=railway_station",
                "?at=now",
            ] {
                let target = format!("/v1/stations.{ending}{query}");
                operation(id).tells_of(&server.get(&target), &target);
            }
        }
    }
}

#[test]
fn a_part_of_a_file_and_one_that_is_not_there_are_told_of() {
    for (ending, id) in [("geojson", "stationsGeojson"), ("fgb", "stationsFgb"), ("csv", "stationsCsv")] {
        let (operation, target) = (operation(id), format!("/v1/stations.{ending}"));
        let names: BTreeSet<&str> =
            operation.parameters("header").iter().map(|parameter| parameter["name"].as_str().unwrap()).collect();
        assert_eq!(names, BTreeSet::from(["If-None-Match", "If-Range", "Range"]));
        let part = FIVE.ask("GET", &target, &[("range", "bytes=1-9")]);
        assert_eq!(part.status, 206);
        assert_eq!(operation.schema(206, part.header("content-type")).unwrap()["format"], "binary", "{id}");
        let beyond = FIVE.ask("GET", &target, &[("range", "bytes=99999999-")]);
        assert_eq!(beyond.status, 416);
        operation.tells_of(&beyond, &target);
        for (answer, told) in [
            (&part, &DOCUMENT["paths"][&target]["get"]["responses"]["206"]),
            (&beyond, &DOCUMENT["components"]["responses"]["RangeNotSatisfiable"]),
        ] {
            for name in told["headers"].as_object().unwrap().keys().filter(|name| *name != "Link") {
                assert!(answer.headers.contains_key(name.as_str()), "{name} of {}", answer.status);
            }
        }
    }
}

#[test]
fn changes_are_as_their_schema_says() {
    let changes = operation("changes");
    let server = Server::of_stations(&five());
    let first = server.snapshot().version.clone();
    let mut features = five();
    features.remove(1);
    features[0]["properties"]["name"] = Value::from("A, renamed");
    features.push(feature("f", 121.005, 31.0, json!({"amenities": ["water", {"kind": "wifi", "note": "slow"}]})));
    let dir = DataDir::new().with_stations("five.geojson", &features);
    server.publish(loaded(dir.path()));
    let target = format!("/v1/changes?since={first}");
    let answer = server.get(&target);
    let told = answer.json();
    assert!(
        ["added", "changed", "removed"].iter().all(|name| told[name].as_array().is_some_and(|list| !list.is_empty()))
    );
    changes.tells_of(&answer, &target);
    for target in ["/v1/changes", "/v1/changes?since=0123456789abcdef0123456789abcdef", "/v1/changes?since=x&crs=y"] {
        changes.tells_of(&server.get(target), target);
    }
}
