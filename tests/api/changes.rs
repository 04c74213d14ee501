//! `/v1/changes`: is whoever holds an older version told what to do, or told to begin anew?

use super::data::{DataDir, collection, feature};
use super::server::{Answer, FIVE, Server, five, ids, loaded};
use axum::http::HeaderMap;
use serde_json::{Value, json};

/// Puts other stations into use, and gives back their version.
fn publish(server: &Server, features: &[Value]) -> String {
    let dir = DataDir::new()
        .with("dataset.toml", "timezone = \"Asia/Shanghai\"\n[[stations]]\npath = \"five.geojson\"\n")
        .with_stations("five.geojson", features);
    server.publish(loaded(dir.path()));
    server.snapshot().version.clone()
}

fn since(server: &Server, version: &str) -> Answer {
    server.get(&format!("/v1/changes?since={version}"))
}

fn ids_of(list: &Value) -> Vec<String> {
    ids(&json!({"features": list}))
}

#[test]
fn what_was_added_changed_and_removed_is_told_as_files_say_it() {
    let server = Server::loading(DataDir::new().with_stations("x.geojson", &[]));
    let first = publish(&server, &five());
    let mut features = five();
    features.remove(1);
    features[0]["properties"]["name"] = "A, renamed".into();
    features.push(feature("f", 121.005, 31.0, json!({"name": "F", "status": "planned"})));
    let second = publish(&server, &features);
    let answer = since(&server, &first);
    assert_eq!((answer.status, answer.header("content-type")), (200, "application/json"));
    assert_eq!(answer.header("waystation-dataset"), second);
    let told = answer.json();
    assert_eq!((&told["from"], &told["to"]), (&json!(first), &json!(second)));
    assert_eq!((&told["crs"], &told["dataset"]["version"]), (&json!("wgs84"), &json!(second)));
    assert!(told["timeStamp"].is_string() && told["dataset"]["loaded_at"].is_string());
    assert_eq!(ids_of(&told["added"]), ["f"]);
    assert_eq!(ids_of(&told["changed"]), ["a"]);
    assert_eq!(told["removed"], json!(["b"]));
    let file = server.json("/v1/stations.geojson?status=any");
    let in_file = |id: &str| {
        let features = file["features"].as_array().unwrap();
        features.iter().find(|feature| feature["id"] == id).unwrap().clone()
    };
    assert_eq!((&told["added"][0], &told["changed"][0]), (&in_file("f"), &in_file("a")));
    // Two steps are told as one, and the way through a third version is not told at all.
    let third = publish(&server, &five());
    assert_eq!(third, first);
    let back = since(&server, &second).json();
    assert_eq!((ids_of(&back["added"]), ids_of(&back["changed"])), (vec!["b".to_owned()], vec!["a".to_owned()]));
    assert_eq!(back["removed"], json!(["f"]));
    let same = since(&server, &first).json();
    assert_eq!([&same["added"], &same["changed"], &same["removed"]], [&json!([]), &json!([]), &json!([])]);
    let shifted = server.json(&format!("/v1/changes?since={second}&crs=gcj02"));
    let of = &server.json("/v1/stations.geojson?crs=gcj02")["features"][1];
    assert_eq!((&shifted["crs"], &shifted["added"][0]), (&json!("gcj02"), of));
}

#[test]
fn who_was_given_a_version_can_follow_for_ten_more_and_then_begins_anew() {
    let server = Server::loading(DataDir::new().with_stations("x.geojson", &[]));
    let versions: Vec<String> = (0..60)
        .map(|number| publish(&server, &[feature("a", 121.0, 31.0, json!({"name": format!("{number}")}))]))
        .collect();
    for version in &versions[49..] {
        assert_eq!(since(&server, version).status, 200);
    }
    let gone = since(&server, &versions[0]);
    assert_eq!(gone.status, 410);
    let detail = gone.problem()["detail"].as_str().unwrap().to_owned();
    assert!(detail.contains("/v1/stations.geojson") && detail.contains(&versions[59]), "{detail}");
    // Whether it never was or was forgotten, in this process or the one before, cannot be told apart.
    assert_eq!(since(&server, "0123456789abcdef0123456789abcdef").status, 410);
}

#[test]
fn what_is_no_version_is_refused() {
    let version = FIVE.snapshot().version.clone();
    for (query, param) in [
        (String::new(), "since"),
        ("since=".to_owned(), "since"),
        ("since=1".to_owned(), "since"),
        (format!("since={}", version.to_uppercase().replace(|c: char| c.is_ascii_digit(), "F")), "since"),
        (format!("since={version}0"), "since"),
        ("since=%E9%A9%BF".to_owned(), "since"),
        (format!("since={version}&since={version}"), "since"),
        (format!("since={version}&crs=x"), "crs"),
        (format!("since={version}&limit=5"), "limit"),
    ] {
        let answer = FIVE.get(&format!("/v1/changes?{query}"));
        assert_eq!(answer.status, 400, "{query}");
        let problem = answer.problem();
        assert!(problem["errors"].as_array().unwrap().iter().all(|error| error["param"] == param), "{problem}");
    }
    assert_eq!(FIVE.ask("POST", "/v1/changes", &[]).header("allow"), "GET, HEAD, OPTIONS");
}

#[test]
fn a_version_that_is_none_is_told_back() {
    let error = FIVE.get("/v1/changes?since=x").problem()["errors"][0].clone();
    assert_eq!((&error["code"], &error["value"]), (&json!("not_a_version"), &json!("x")), "{error}");
}

#[test]
fn an_answer_is_known_again_until_the_data_changes() {
    let server = Server::loading(DataDir::new().with_stations("x.geojson", &[]));
    let first = publish(&server, &five());
    let target = format!("/v1/changes?since={first}");
    let tag = server.get(&target).header("etag").to_owned();
    assert_eq!(server.ask("GET", &target, &[("if-none-match", &tag)]).status, 304);
    assert_eq!(server.ask("HEAD", &target, &[]).status, 200);
    publish(&server, &five()[1..]);
    let changed = server.ask("GET", &target, &[("if-none-match", &tag)]);
    assert_eq!((changed.status, &changed.json()["removed"]), (200, &json!(["a"])));
    let headers: &HeaderMap = &changed.headers;
    assert!(headers.contains_key("cache-control"));
}

#[test]
fn more_than_one_answer_may_hold_is_refused_with_the_shorter_way() {
    let count = 100_001;
    let many: Vec<Value> =
        (0..count).map(|number| feature(format!("s{number}"), 1.0, 1.0, json!({"name": "s"}))).collect();
    let server = Server::loading(DataDir::new().with("s.geojson", collection(&[])));
    let before = server.snapshot().version.clone();
    publish(&server, &many);
    let refused = since(&server, &before);
    assert_eq!(refused.status, 422);
    assert!(refused.problem()["detail"].as_str().unwrap().contains("/v1/stations.geojson"));
    assert_eq!(server.json("/v1/stations.geojson")["numberReturned"], count);
}
