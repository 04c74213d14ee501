//! Are coordinates taken and given in the system that the caller names?

use super::data::{DataDir, feature};
use super::server::{Server, ids};
use serde_json::{Value, json};

/// WGS 84 and GCJ-02 of one place in Shanghai: the published test triple of the MIT-licensed project eviltransform.
const WGS84: (f64, f64) = (121.5272106, 31.1774276);
const GCJ02: (f64, f64) = (121.531541859215, 31.17530398364597);

fn shanghai() -> Server {
    Server::of_stations(&[
        feature("shanghai", WGS84.0, WGS84.1, json!({"name": "x"})),
        feature("seoul", 126.9780, 37.5665, json!({"name": "y"})),
    ])
}

fn coordinates(found: &Value) -> (f64, f64) {
    let pair = &found["features"][0]["geometry"]["coordinates"];
    (pair[0].as_f64().unwrap(), pair[1].as_f64().unwrap())
}

fn near(one: (f64, f64), other: (f64, f64)) -> bool {
    // A ten-millionth of a degree is a centimetre.
    (one.0 - other.0).abs() < 1e-7 && (one.1 - other.1).abs() < 1e-7
}

#[test]
fn a_position_in_gcj02_finds_the_same_place_and_is_answered_in_gcj02() {
    let server = shanghai();
    let found = server.json(&format!("/v1/nearest?lon={}&lat={}&crs=gcj02&limit=1", GCJ02.0, GCJ02.1));
    assert_eq!((&found["crs"], &found["query"]["crs"]), (&json!("gcj02"), &json!("gcj02")));
    assert!(found["features"][0]["properties"]["distance_m"].as_f64().unwrap() <= 0.002, "{found}");
    assert!(near(coordinates(&found), GCJ02), "{found}");
    assert_eq!((&found["query"]["lon"], &found["query"]["lat"]), (&json!(GCJ02.0), &json!(GCJ02.1)));

    // The same numbers taken for WGS 84 are half a kilometre off: nothing is guessed.
    let found = server.json(&format!("/v1/nearest?lon={}&lat={}&limit=1", GCJ02.0, GCJ02.1));
    let distance_m = found["features"][0]["properties"]["distance_m"].as_f64().unwrap();
    assert!((400.0..600.0).contains(&distance_m), "{distance_m}");
    assert!(near(coordinates(&found), WGS84));
    assert_eq!(found["crs"], "wgs84");
}

#[test]
fn bd09_comes_back_as_it_went_in() {
    let server = shanghai();
    let wgs84 = server.json(&format!("/v1/nearest?lon={}&lat={}&limit=1&crs=bd09", WGS84.0, WGS84.1));
    assert_eq!(wgs84["crs"], "bd09");
    let bd09 = coordinates(&wgs84);
    // BD-09 lies up to 1.6 km from WGS 84, and further than GCJ-02 does.
    assert!(bd09.0 > GCJ02.0 && bd09.1 > GCJ02.1, "{bd09:?}");
    let found = server.json(&format!("/v1/nearest?lon={}&lat={}&limit=1&crs=bd09", bd09.0, bd09.1));
    assert!(found["features"][0]["properties"]["distance_m"].as_f64().unwrap() <= 0.002, "{found}");
    assert!(near(coordinates(&found), bd09));
}

#[test]
fn outside_the_mainland_the_systems_are_one() {
    let server = shanghai();
    for crs in ["wgs84", "gcj02", "bd09"] {
        let found = server.json(&format!("/v1/nearest?lon=126.978&lat=37.5665&limit=1&crs={crs}"));
        assert_eq!(found["features"][0]["properties"]["distance_m"], 0, "{crs}");
        assert_eq!(coordinates(&found), (126.978, 37.5665), "{crs}");
    }
}

#[test]
fn a_file_in_gcj02_is_held_in_wgs84() {
    let server = Server::loading(
        DataDir::new()
            .with("dataset.toml", "[[stations]]\npath = \"s.geojson\"\ncrs = \"gcj02\"\n")
            .with_stations("s.geojson", &[feature("x", GCJ02.0, GCJ02.1, json!({"name": "x"}))]),
    );
    let found = server.json(&format!("/v1/nearest?lon={}&lat={}", WGS84.0, WGS84.1));
    assert!(near(coordinates(&found), WGS84), "{found}");
    assert!(found["features"][0]["properties"]["distance_m"].as_f64().unwrap() <= 0.002, "{found}");
}

#[test]
fn a_batch_speaks_the_same_system_in_and_out() {
    let server = shanghai();
    let answer = server.post(&json!({"points": [{"lon": GCJ02.0, "lat": GCJ02.1}], "crs": "gcj02", "limit": 1})).json();
    assert_eq!(answer["crs"], "gcj02");
    assert_eq!(ids(&answer["results"][0]), ["shanghai"]);
    assert!(near(coordinates(&answer["results"][0]), GCJ02), "{answer}");
}
