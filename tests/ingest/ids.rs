//! Which id does a station have, and who keeps it when two claim the same?

use super::data::{DataDir, collection, feature};
use super::load::{features, file, ids, loaded, refused, warned};
use serde_json::{Value, json};

/// A file of one station with this text as its id.
fn with_id(id: &str) -> waystation::store::Snapshot {
    file(format!(
        r#"{{"type":"FeatureCollection","features":[{{"type":"Feature","id":{id},"geometry":{{"type":"Point","coordinates":[1,2]}},"properties":{{"name":"n"}}}}]}}"#
    ))
}

#[test]
fn an_integer_is_read_as_its_text() {
    for (id, text) in [
        ("7", "7"),
        ("-7", "-7"),
        ("0", "0"),
        ("123456789012345678901234567890", "123456789012345678901234567890"),
        ("\"7\"", "7"),
        ("\"007\"", "007"),
        ("\" x \"", " x "),
        ("\"\\u4e2d\\n\"", "中\n"),
        ("\"node/1\"", "node/1"),
    ] {
        let snapshot = with_id(id);
        assert_eq!((ids(&snapshot), refused(&snapshot), warned(&snapshot)), (vec![text], vec![], vec![]), "{id}");
    }
}

#[test]
fn what_is_no_id_is_told_and_one_is_derived() {
    for id in ["1.5", "1e3", "true", "\"\"", "{}", "[1]", "1.0"] {
        let snapshot = with_id(id);
        assert_eq!((ids(&snapshot).len(), refused(&snapshot)), (1, vec![]), "{id}");
        let told = warned(&snapshot);
        assert!(
            told.iter().any(|told| told.starts_with("s.geojson:1 [0]") && told.contains("the id")),
            "{id}: {told:?}"
        );
    }
}

#[test]
fn the_property_stands_in_for_the_features_own() {
    let text = r#"{"type":"FeatureCollection","features":[
{"type":"Feature","geometry":{"type":"Point","coordinates":[1,2]},"properties":{"id":5,"name":"n"}},
{"type":"Feature","id":null,"geometry":{"type":"Point","coordinates":[1,2]},"properties":{"id":"p","name":"n"}},
{"type":"Feature","id":"own","geometry":{"type":"Point","coordinates":[1,2]},"properties":{"id":"p2","name":"n"}}
]}"#;
    let snapshot = file(text);
    assert_eq!((ids(&snapshot), warned(&snapshot)), (vec!["5", "own", "p"], vec![]));
}

#[test]
fn a_derived_id_is_stable_and_told_once_for_the_file() {
    let nameless = |lon: f64| {
        let mut feature = feature("", lon, 2.0, json!({"name": "n"}));
        feature.as_object_mut().unwrap().remove("id");
        feature
    };
    let all: Vec<Value> = [1.0, 2.0, 3.0].map(nameless).to_vec();
    let first = features(&all);
    assert_eq!((ids(&first).len(), refused(&first)), (3, vec![]));
    let told = warned(&first);
    assert_eq!(told.len(), 1, "{told:?}");
    assert!(told[0].starts_with("s.geojson:2 [0] ") && told[0].contains("features without an id: 3"), "{told:?}");
    let again = features(&all.iter().rev().cloned().collect::<Vec<_>>());
    assert_eq!(ids(&again), ids(&first));
    assert_eq!(ids(&features(&[nameless(-0.0)])), ids(&features(&[nameless(0.0)])), "both zeros are the same place");
    // Two that are alike in both have the same: the second is told.
    let snapshot = features(&[nameless(1.0), nameless(1.0)]);
    assert_eq!((ids(&snapshot).len(), refused(&snapshot).len()), (1, 1));
}

#[test]
fn the_first_of_two_wins_within_a_file_and_the_loss_is_told() {
    let snapshot = features(&[
        feature("x", 1.0, 2.0, json!({"name": "first"})),
        feature("y", 1.0, 2.0, json!({"name": "y"})),
        feature("x", 1.0, 2.0, json!({"name": "second"})),
        feature(7, 1.0, 2.0, json!({"name": "seven"})),
        feature("7", 1.0, 2.0, json!({"name": "seven too"})),
    ]);
    assert_eq!(ids(&snapshot), ["7", "x", "y"]);
    assert_eq!(
        refused(&snapshot),
        [
            "s.geojson:4 [2] x: the id is taken by s.geojson [0]: the first wins",
            "s.geojson:6 [4] 7: the id is taken by s.geojson [3]: the first wins",
        ]
    );
    let names: Vec<_> = snapshot.by_id().map(|at| snapshot.index.stations()[at].name.as_deref().unwrap()).collect();
    assert_eq!(names, ["seven", "first", "y"]);
}

#[test]
fn the_first_file_wins_over_later_ones() {
    let named = |name: &str| collection(&[feature("x", 1.0, 2.0, json!({"name": name}))]);
    let dir = DataDir::new().with("b.geojson", named("b")).with("a.geojson", named("a")).with("c.geojson", named("c"));
    let snapshot = loaded(dir.path());
    assert_eq!(snapshot.index.stations()[0].name.as_deref(), Some("a"));
    assert_eq!(
        refused(&snapshot),
        [
            "b.geojson:2 [0] x: the id is taken by a.geojson [0]: the first wins",
            "c.geojson:2 [0] x: the id is taken by a.geojson [0]: the first wins",
        ]
    );
    assert_eq!(
        snapshot.files.iter().map(|file| (file.accepted, file.rejected)).collect::<Vec<_>>(),
        [(1, 0), (0, 1), (0, 1)]
    );
}

#[test]
fn a_refused_record_does_not_take_its_id_away() {
    let snapshot =
        features(&[feature("x", 1.0, 99.0, json!({"name": "bad"})), feature("x", 1.0, 2.0, json!({"name": "good"}))]);
    assert_eq!((ids(&snapshot), refused(&snapshot).len()), (vec!["x"], 1));
}

#[test]
fn a_region_whose_id_is_taken_is_told_with_its_place() {
    let square = r#"{"type":"Polygon","coordinates":[[[0,0],[1,0],[1,1],[0,0]]]}"#;
    let region = |id: &str| format!(r#"{{"type":"Feature","id":"{id}","geometry":{square},"properties":{{}}}}"#);
    let text = format!("{{\"type\":\"FeatureCollection\",\"features\":[\n{},\n{}\n]}}", region("r"), region("r"));
    let dir = DataDir::new().with("dataset.toml", "[[regions]]\npath = \"r.geojson\"\n").with("r.geojson", text);
    let told = refused(&loaded(dir.path()));
    assert!(told.len() == 1 && told[0].starts_with("r.geojson:3 [1] r: "), "{told:?}");
}
