//! Which geometries and coordinates make a position, and what is said of those that do not?

use super::data::feature;
use super::load::{features, file, ids, refused, warned};
use serde_json::json;

/// A file of one station `x` with this text as its geometry.
fn with_geometry(geometry: &str) -> waystation::store::Snapshot {
    file(format!(
        "{{\"type\":\"FeatureCollection\",\"features\":[\n{{\"type\":\"Feature\",\"id\":\"x\",\"geometry\":{geometry},\"properties\":{{\"name\":\"n\"}}}},\n{}]}}",
        feature("good", 5.0, 6.0, json!({"name": "good"}))
    ))
}

fn with_point(coordinates: &str) -> waystation::store::Snapshot {
    with_geometry(&format!("{{\"type\":\"Point\",\"coordinates\":{coordinates}}}"))
}

#[test]
fn a_position_is_two_numbers_and_perhaps_a_height() {
    for (coordinates, lon, lat) in [
        ("[1,2]", 1.0, 2.0),
        ("[1.5e1,-2E-1]", 15.0, -0.2),
        ("[-180,-90]", -180.0, -90.0),
        ("[180,90]", 180.0, 90.0),
        ("[1,2,345.6]", 1.0, 2.0),
        ("[ 1 ,\n 2 ]", 1.0, 2.0),
        ("[1,2,null]", 1.0, 2.0),
    ] {
        let snapshot = with_point(coordinates);
        assert_eq!(
            (ids(&snapshot), refused(&snapshot), warned(&snapshot)),
            (vec!["good", "x"], vec![], vec![]),
            "{coordinates}"
        );
        let station = &snapshot.index.stations()[snapshot.by_id().nth(1).unwrap()];
        assert_eq!((station.position.lon(), station.position.lat()), (lon, lat), "{coordinates}");
    }
}

#[test]
fn more_than_three_numbers_are_told() {
    let snapshot = with_point("[1,2,3,4]");
    assert_eq!(ids(&snapshot), ["good", "x"]);
    assert_eq!(
        warned(&snapshot),
        ["s.geojson:2 [0] x: the position has 4 numbers; those after lon and lat are not used"]
    );
}

#[test]
fn what_is_no_position_is_refused_with_a_reason_to_act_on() {
    for (coordinates, reason) in [
        ("[999,2]", "lon 999 is outside -180..180"),
        ("[-180.0000001,2]", "lon -180.0000001 is outside -180..180"),
        ("[150,-91]", "lat -91 is outside -90..90"),
        ("[31.23,121.47]", "lat 121.47 is outside -90..90: lon and lat look swapped"),
        ("[999,121]", "lat 121 is outside -90..90"),
        ("[1e400,2]", "lon 1e400 is too large for a number"),
        ("[1,-1e999]", "lat -1e999 is too large for a number"),
        ("[1]", "the coordinates have 1 numbers, [lon, lat] is expected"),
        ("[]", "the coordinates have 0 numbers, [lon, lat] is expected"),
        ("[\"1\",\"2\"]", "lon is a text (\"1\"), a number is expected"),
        ("[1,\"2\"]", "lat is a text (\"2\"), a number is expected"),
        ("[null,2]", "lon is null (null), a number is expected"),
        ("[[1,2]]", "the coordinates have 1 numbers, [lon, lat] is expected"),
        ("[[1,2],[3,4]]", "lon is an array ([1,2]), a number is expected"),
        ("\"1,2\"", "the coordinates are a text, [lon, lat] is expected"),
        ("{\"lon\":1,\"lat\":2}", "the coordinates are an object, [lon, lat] is expected"),
        ("null", "the Point has no coordinates"),
    ] {
        let snapshot = with_point(coordinates);
        assert_eq!(ids(&snapshot), ["good"], "{coordinates}");
        assert_eq!(refused(&snapshot), [format!("s.geojson:2 [0] x: {reason}")], "{coordinates}");
    }
}

#[test]
fn only_a_point_is_a_station() {
    for (geometry, reason) in [
        ("null", "there is no geometry: a station needs a Point"),
        ("[]", "\"geometry\" is an array, a Point is expected"),
        ("\"POINT(1 2)\"", "\"geometry\" is a text, a Point is expected"),
        ("{}", "the geometry has no \"type\": a Point is expected"),
        ("{\"coordinates\":[1,2]}", "the geometry has no \"type\": a Point is expected"),
        ("{\"type\":\"Point\"}", "the Point has no coordinates"),
        ("{\"type\":\"point\",\"coordinates\":[1,2]}", "the geometry is a point, a Point is expected"),
        (
            "{\"type\":\"LineString\",\"coordinates\":[[1,2],[3,4]]}",
            "the geometry is a LineString, a Point is expected",
        ),
        (
            "{\"type\":\"Polygon\",\"coordinates\":[[[0,0],[1,0],[1,1],[0,0]]]}",
            "the geometry is a Polygon, a Point is expected",
        ),
        (
            "{\"type\":\"GeometryCollection\",\"geometries\":[]}",
            "the geometry is a GeometryCollection, a Point is expected",
        ),
        (
            "{\"type\":\"MultiPoint\",\"coordinates\":[[1,2],[3,4]]}",
            "the geometry is a MultiPoint of 2 positions, a Point is expected",
        ),
        (
            "{\"type\":\"MultiPoint\",\"coordinates\":[]}",
            "the geometry is a MultiPoint of 0 positions, a Point is expected",
        ),
        ("{\"type\":\"MultiPoint\",\"coordinates\":[[1,99]]}", "lat 99 is outside -90..90: lon and lat look swapped"),
    ] {
        let snapshot = with_geometry(geometry);
        assert_eq!(ids(&snapshot), ["good"], "{geometry}");
        assert_eq!(refused(&snapshot), [format!("s.geojson:2 [0] x: {reason}")], "{geometry}");
    }
}

#[test]
fn a_multipoint_of_one_is_read_as_a_point_with_a_warning() {
    let snapshot = with_geometry("{\"type\":\"MultiPoint\",\"coordinates\":[[1,2]]}");
    assert_eq!((ids(&snapshot), refused(&snapshot)), (vec!["good", "x"], vec![]));
    assert_eq!(warned(&snapshot), ["s.geojson:2 [0] x: the geometry is a MultiPoint of one position, read as a Point"]);
}

#[test]
fn nought_nought_is_taken_with_a_warning() {
    for coordinates in ["[0,0]", "[0.0,-0.0]", "[-0,0,5]"] {
        let snapshot = with_point(coordinates);
        assert_eq!(ids(&snapshot), ["good", "x"]);
        let told = warned(&snapshot);
        assert!(told.len() == 1 && told[0].starts_with("s.geojson:2 [0] x: the position is 0,0"), "{told:?}");
    }
    assert_eq!(warned(&with_point("[0,1]")), [""; 0]);
}

#[test]
fn many_stations_may_share_a_position() {
    let twins: Vec<_> = (0..500).map(|number| feature(number, 1.0, 2.0, json!({"name": "x"}))).collect();
    let snapshot = features(&twins);
    assert_eq!((snapshot.index.len(), refused(&snapshot)), (500, vec![]));
}
