//! Does `GET /v1` give examples that the data being served can answer?

use super::atlas::ATLAS;
use super::data::{DataDir, feature};
use super::server::{BUNDLED, FIVE, Server};
use serde_json::{Value, json};

/// The addresses of the links of a relation.
fn hrefs(server: &Server, rel: &str) -> Vec<String> {
    let landing = server.json("/v1");
    let links = landing["links"].as_array().unwrap().iter().filter(|link| link["rel"] == rel);
    links.map(|link| link["href"].as_str().unwrap().to_owned()).collect()
}

/// Stations as given, and regions that are squares with a middle and half a side.
fn with_regions(stations: &[Value], regions: &[(&str, [f64; 2], f64)]) -> Server {
    let square = |(id, [lon, lat], half): &(&str, [f64; 2], f64)| {
        let (west, south, east, north) = (lon - half, lat - half, lon + half, lat + half);
        let ring = json!([[west, south], [east, south], [east, north], [west, north], [west, south]]);
        json!({"type": "Feature", "id": id, "geometry": {"type": "Polygon", "coordinates": [ring]}, "properties": {}})
    };
    let list = "timezone = \"UTC\"\n[[stations]]\npath = \"s.geojson\"\n[[regions]]\npath = \"r.geojson\"\n";
    let dir = DataDir::new().with("dataset.toml", list).with_stations("s.geojson", stations);
    Server::loading(dir.with_stations("r.geojson", &regions.iter().map(square).collect::<Vec<_>>()))
}

#[test]
fn every_example_is_answered_from_the_data_that_is_served() {
    let odd = with_regions(
        &[feature("a", 100.5, 10.5, json!({"amenities": ["sauna, dry", "sauna & bath/湯"]}))],
        &[("a/b?c&d=驿", [100.0, 10.0], 1.0)],
    );
    let far = with_regions(&[feature("a", -0.0, -89.5, json!({"amenities": ["water"]}))], &[("all", [0.0, 0.0], 89.9)]);
    for server in [&BUNDLED, &ATLAS, &FIVE, &odd, &far] {
        for rel in ["search", "coverage", "gaps", "tiles", "amenities", "dataset", "changes"] {
            for href in hrefs(server, rel) {
                let answer = server.get(&href);
                assert_eq!(answer.status, 200, "{href}: {}", String::from_utf8_lossy(&answer.body));
                match rel {
                    "search" => assert!(!answer.ids().is_empty(), "{href}"),
                    "coverage" => assert!(answer.json()["cells"]["total"].as_u64() > Some(0), "{href}"),
                    _ => {}
                }
            }
        }
        assert_eq!(hrefs(server, "search").len(), 2);
    }
    assert!(hrefs(&odd, "search")[1].ends_with("&amenity=sauna%20%26%20bath%2F%E6%B9%AF"));
    assert_eq!(hrefs(&FIVE, "coverage"), Vec::<String>::new());
}

#[test]
fn the_example_region_is_where_stations_lie_densest_and_the_position_in_it() {
    let at = |id: &str, lon: f64, amenities: Value| feature(id, lon, 0.0, json!({"amenities": amenities}));
    let stations = [
        at("a", 0.0, json!(["water", "wifi", "toilets"])),
        at("b", 50.0, json!(["water"])),
        at("c", 50.1, json!(["wifi", "toilets"])),
        at("d", 50.2, json!([])),
    ];
    let regions = [
        ("around", [0.0, 0.0], 0.5),
        ("dense", [50.0, 0.0], 0.5),
        ("none", [90.0, 0.0], 0.1),
        ("wide", [40.0, 0.0], 30.0),
    ];
    let server = with_regions(&stations, &regions);
    assert_eq!(hrefs(&server, "coverage"), ["/v1/coverage?region=dense"]);
    let search = ["/v1/nearest?lon=50.1&lat=0", "/v1/nearest?lon=50.1&lat=0&amenity=wifi"];
    assert_eq!(hrefs(&server, "search"), search);
    assert_eq!(hrefs(&BUNDLED, "coverage"), ["/v1/coverage?region=de-be"]);
}

#[test]
fn what_the_data_has_none_of_is_no_example() {
    let none = |server: &Server, rels: &[&str]| {
        for rel in rels {
            assert_eq!(hrefs(server, rel), Vec::<String>::new(), "{rel}");
        }
        for href in hrefs(server, "tiles") {
            assert!(!href.contains("region="), "{href}");
        }
    };
    let closed = feature("a", 1.0, 1.0, json!({"status": "closed", "amenities": ["water"]}));
    let nowhere = with_regions(&[closed], &[("r", [1.0, 1.0], 1.0)]);
    none(&nowhere, &["search", "coverage", "gaps"]);
    let plain = with_regions(&[feature("a", 5.0, 5.0, json!({}))], &[("r", [1.0, 1.0], 1.0)]);
    none(&plain, &["coverage", "gaps"]);
    assert_eq!(hrefs(&plain, "search"), ["/v1/nearest?lon=5&lat=5"]);
}

#[test]
fn an_example_of_a_large_region_names_a_resolution_that_is_answered() {
    let server = with_regions(&[feature("a", 1.0, 1.0, json!({}))], &[("continent", [0.0, 0.0], 25.0)]);
    let [coverage] = &hrefs(&server, "coverage")[..] else { panic!("one example") };
    assert!(coverage.starts_with("/v1/coverage?region=continent&resolution="), "{coverage}");
    assert_eq!(server.get(coverage).status, 200);
}
