//! `links=true`: can a phone open the way to a station, in each map application at the right place?

use super::data::feature;
use super::server::{FIVE, Server};
use serde_json::{Value, json};
use waystation::geodesy::{Position, map_links};

const APPS: [&str; 6] = ["amap", "baidu", "tencent", "google", "apple", "geo"];

#[test]
fn links_come_when_asked_for_and_are_those_of_the_position_and_the_name() {
    let target = "/v1/nearest?lon=121&lat=31&limit=1";
    let without = FIVE.json(target);
    assert_eq!(without["features"][0]["properties"]["links"], Value::Null);
    assert_eq!(without["query"]["links"], Value::Null);
    for crs in ["wgs84", "gcj02", "bd09"] {
        let (lon, lat) = waystation::geodesy::Crs::parse(crs).unwrap().from_wgs84(Position::new(121.0, 31.0).unwrap());
        let answer = FIVE.json(&format!("/v1/nearest?lon={lon}&lat={lat}&limit=1&crs={crs}&links=true"));
        assert_eq!((&answer["query"]["links"], &answer["features"][0]["id"]), (&json!(true), &json!("a")));
        let links = answer["features"][0]["properties"]["links"].as_object().unwrap();
        // Whatever system the answer speaks, each application gets its own.
        for (app, link) in map_links(Position::new(121.0, 31.0).unwrap(), "A") {
            assert_eq!(links[app], link, "{crs}");
        }
        assert_eq!(links.keys().len(), APPS.len());
    }
    assert!(links_of(&FIVE, "/v1/nearest?lon=121&lat=31&limit=1&links=false").is_null());
    let batch = FIVE.post(&json!({"points": [{"lon": 121, "lat": 31}], "limit": 1, "links": true})).json();
    let one = FIVE.json(&format!("{target}&links=true"));
    assert_eq!(batch["results"][0]["features"][0]["properties"]["links"], one["features"][0]["properties"]["links"]);
    for wrong in ["links=yes", "links=", "links=1"] {
        let answer = FIVE.get(&format!("{target}&{wrong}"));
        assert_eq!((answer.status, &answer.problem()["errors"][0]["param"]), (400, &json!("links")), "{wrong}");
    }
}

fn links_of(server: &Server, target: &str) -> Value {
    server.json(target)["features"][0]["properties"]["links"].clone()
}

#[test]
fn a_hostile_name_and_a_source_that_has_links_of_its_own_do_no_harm() {
    let hostile = "x&coordinate=wgs84#<a>\"'(\u{202E})\r\njavascript:alert(1)";
    let server = Server::of_stations(&[
        feature("n", 121.0, 31.0, json!({"name": hostile, "links": {"amap": "javascript:alert(1)"}})),
        feature("u", 120.0, 31.0, json!({"kind": "library"})),
    ]);
    let answer = server.get("/v1/nearest?lon=121&lat=31&limit=1&links=true");
    let text = String::from_utf8(answer.body.clone()).unwrap();
    assert_eq!(text.matches("\"links\":{\"").count(), 1, "{text}");
    let properties = answer.json()["features"][0]["properties"].clone();
    assert_eq!(properties["source:links"], json!({"amap": "javascript:alert(1)"}));
    for (app, scheme) in APPS.iter().zip(["https:"; 5].iter().chain(&["geo:"])) {
        let link = properties["links"][app].as_str().unwrap();
        assert!(link.starts_with(scheme) && link.bytes().all(|byte| byte.is_ascii_graphic()), "{link}");
        assert!(!link.contains(['#', '<', '"', '\'']) && link.matches("coordinate=").count() <= 1, "{link}");
    }
    // Without a name it is shown by its kind.
    let unnamed = links_of(&server, "/v1/nearest?lon=120&lat=31&limit=1&links=true&lang=zh");
    assert!(unnamed["apple"].as_str().unwrap().ends_with("&q=%E5%9B%BE%E4%B9%A6%E9%A6%86"), "{unnamed}");
}
