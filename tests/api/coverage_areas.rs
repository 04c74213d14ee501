//! Is the area that `/v1/coverage` speaks of the one that was asked for, whatever its shape and whoever asked before?

use super::coverage::TOWN;
use serde_json::{Value, json};

#[test]
fn a_hole_is_none_though_its_ring_was_a_polygon_in_an_earlier_question() {
    let square = |from: f64, to: f64| json!([[from, 30.0], [to, 30.0], [to, 30.1], [from, 30.1], [from, 30.0]]);
    let (whole, part) = (square(121.0, 121.1), square(121.02, 121.08));
    let cells = |coordinates: Value| {
        let body = json!({"region": {"type": "MultiPolygon", "coordinates": coordinates}});
        TOWN.post_to("/v1/coverage", &body).json()["cells"]["total"].as_u64().unwrap()
    };
    let alone = cells(json!([[whole]]));
    assert_eq!(cells(json!([[whole], [part]])), alone);
    assert_eq!(cells(json!([[whole, part]])) + cells(json!([[part]])), alone);
}

#[test]
fn the_box_around_an_area_that_is_cut_at_the_antimeridian_crosses_it() {
    let square = |west: f64, east: f64| json!([[[west, 30], [east, 30], [east, 31], [west, 31], [west, 30]]]);
    for (parts, expected) in [
        (json!([square(179.0, 180.0), square(-180.0, -178.5)]), json!([179.0, 30.0, -178.5, 31.0])),
        (json!([square(-1.0, 0.0), square(2.0, 3.0)]), json!([-1.0, 30.0, 3.0, 31.0])),
        (json!([square(-180.0, 180.0)]), json!([-180.0, 30.0, 180.0, 31.0])),
    ] {
        let body = json!({"region": {"type": "MultiPolygon", "coordinates": parts}, "resolution": 3});
        let told = TOWN.post_to("/v1/coverage", &body).json();
        assert_eq!(told["region"]["bbox"], expected);
        let corners: Vec<String> = expected.as_array().unwrap().iter().map(Value::to_string).collect();
        let of_box = TOWN.get(&format!("/v1/coverage?bbox={}&resolution=3", corners.join(","))).json();
        assert!(of_box["cells"]["total"].as_u64() >= told["cells"]["total"].as_u64(), "{expected}");
        assert_eq!(of_box["region"]["bbox"], expected);
    }
}
