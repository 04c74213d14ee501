//! Does `/v1/along` find the stations beside a route, in its order, and judge them when one passes?

use super::server::{BUNDLED, FIVE, Server, ids};
use serde_json::{Value, json};

/// A street that passes by all of [`FIVE`], some 22 m to the north of them.
fn street() -> Value {
    json!({"type": "LineString", "coordinates": [[120.999, 31.0002], [121.0015, 31.0002], [121.0055, 31.0002]]})
}

fn asked_of(server: &Server, body: &Value) -> Value {
    let answer = server.post_to("/v1/along", body);
    assert_eq!(answer.status, 200, "{body}: {}", String::from_utf8_lossy(&answer.body));
    assert_eq!(answer.header("content-type"), "application/geo+json");
    answer.json()
}

fn asked(body: Value) -> Value {
    asked_of(&FIVE, &body)
}

fn numbers(answer: &Value, name: &str) -> Vec<f64> {
    let features = answer["features"].as_array().unwrap().iter();
    features.map(|feature| feature["properties"][name].as_f64().unwrap()).collect()
}

#[test]
fn stations_come_in_the_order_of_the_route_with_how_far_along_and_how_far_off() {
    let answer = asked(json!({"route": street()}));
    assert_eq!(ids(&answer), ["a", "b", "c", "d"]);
    let (along, offset) = (numbers(&answer, "along_m"), numbers(&answer, "offset_m"));
    for (place, (along_m, offset_m)) in along.iter().zip(&offset).enumerate() {
        // A thousandth of a degree of longitude at 31 N is 95.49 m, two ten-thousandths of latitude are 22.17 m.
        assert!((along_m - 95.49 * (place as f64 + 1.0)).abs() < 0.1, "{along:?}");
        assert!((offset_m - 22.174).abs() < 0.01, "{offset:?}");
    }
    assert_eq!((&answer["numberMatched"], &answer["numberReturned"]), (&json!(4), &json!(4)));
    assert!((answer["length_m"].as_f64().unwrap() - 6.5 * 95.49).abs() < 0.5, "{}", answer["length_m"]);
    assert_eq!(answer["query"]["route"], json!({"vertices": 3}));
    assert_eq!((&answer["query"]["corridor_m"], &answer["query"]["limit"]), (&json!(500.0), &json!(100)));
    assert_eq!((&answer["crs"], &answer["dataset"]["version"]), (&json!("wgs84"), &json!(FIVE.snapshot().version)));
    assert_eq!(answer["features"][0]["properties"]["name"], "A");
    assert!(answer["features"][0]["properties"]["open"]["state"].is_string());
    assert_eq!(
        FIVE.post_to("/v1/along", &json!({"route": street()})).header("waystation-dataset"),
        FIVE.snapshot().version
    );
}

#[test]
fn a_route_the_other_way_round_finds_them_the_other_way_round() {
    let mut back = street();
    back["coordinates"].as_array_mut().unwrap().reverse();
    let (there, back) = (asked(json!({"route": street()})), asked(json!({"route": back})));
    assert_eq!(ids(&back), ["d", "c", "b", "a"]);
    let mut offsets = numbers(&back, "offset_m");
    offsets.reverse();
    assert_eq!(offsets, numbers(&there, "offset_m"));
    let length_m = there["length_m"].as_f64().unwrap();
    for (one, other) in numbers(&there, "along_m").iter().zip(numbers(&back, "along_m").iter().rev()) {
        assert!((one + other - length_m).abs() < 0.002, "{one} {other} {length_m}");
    }
}

#[test]
fn a_route_that_repeats_itself_finds_each_station_once_where_it_first_passes() {
    let mut again = street();
    let points = again["coordinates"].as_array_mut().unwrap();
    let (there, mut back) = (points.clone(), points.clone());
    back.reverse();
    for _ in 0..20 {
        points.extend(back.clone());
        points.extend(there.clone());
    }
    let (once, again) = (asked(json!({"route": street()})), asked(json!({"route": again})));
    assert_eq!(once["features"], again["features"]);
    let lengths = [&once, &again].map(|answer| answer["length_m"].as_f64().unwrap());
    assert!((lengths[1] - 41.0 * lengths[0]).abs() < 0.03, "{lengths:?}");
}

#[test]
fn an_encoded_polyline_is_the_same_route() {
    let line = asked(json!({"route": street()}));
    let positions = [[120.999, 31.0002], [121.0015, 31.0002], [121.0055, 31.0002]];
    for route in [
        json!({"polyline": encode(&positions, 5)}),
        json!({"polyline": encode(&positions, 5), "precision": 5}),
        json!({"polyline": encode(&positions, 6), "precision": 6}),
    ] {
        assert_eq!(asked(json!({"route": route}))["features"], line["features"], "{route}");
    }
}

/// Google's algorithm the other way: developers.google.com/maps/documentation/utilities/polylinealgorithm.
fn encode(positions: &[[f64; 2]], places: i32) -> String {
    let mut text = String::new();
    let mut last = [0i64; 2];
    for [lon, lat] in positions {
        for (axis, degrees) in [lat, lon].into_iter().enumerate() {
            let units = (degrees * 10f64.powi(places)).round() as i64;
            let step = units - last[axis];
            last[axis] = units;
            let mut bits = if step < 0 { !(step << 1) } else { step << 1 };
            while bits >= 0x20 {
                text.push(char::from((0x20 | (bits & 0x1f)) as u8 + 63));
                bits >>= 5;
            }
            text.push(char::from(bits as u8 + 63));
        }
    }
    text
}

#[test]
fn a_limit_gives_the_first_ones_and_the_number_of_all() {
    let all = asked(json!({"route": street()}));
    for limit in 1..4 {
        let some = asked(json!({"route": street(), "limit": limit}));
        assert_eq!((&some["numberMatched"], &some["numberReturned"]), (&json!(4), &json!(limit)));
        assert_eq!(some["features"].as_array().unwrap()[..], all["features"].as_array().unwrap()[..limit]);
    }
}

#[test]
fn a_corridor_includes_its_edge_and_filters_mean_what_they_mean_elsewhere() {
    let offset = numbers(&asked(json!({"route": street()})), "offset_m")[0];
    assert!(ids(&asked(json!({"route": street(), "corridor_m": offset}))).contains(&"a".to_owned()));
    assert!(!ids(&asked(json!({"route": street(), "corridor_m": offset - 0.0001}))).contains(&"a".to_owned()));
    assert_eq!(asked(json!({"route": street(), "corridor_m": 0}))["features"], json!([]));
    for (filter, expected) in [
        (json!({"amenity": ["microwave"]}), &["a", "c", "d"][..]),
        (json!({"kind": ["library"], "access": ["code"]}), &["d"]),
        (json!({"open": "2026-11-23T21:00:00+08:00"}), &["b"]),
        (json!({"open": "2026-11-23T21:00:00+08:00", "amenity": ["microwave"]}), &["d"]),
        (json!({"open": "2026-11-23T17:30:00+08:00", "open_for_s": 3600}), &["b", "d"]),
        (json!({"amenity": ["haircut"], "min_capacity": 1}), &[]),
    ] {
        let mut body = filter.clone();
        body["route"] = street();
        assert_eq!(ids(&asked(body)), expected, "{filter}");
    }
}

#[test]
fn with_a_speed_each_station_is_judged_when_one_passes_it() {
    // At 1 m/s from 17:55 one passes a after 95 s, and d after 382 s; a closes at 18:00.
    let mut body = json!({"route": street(), "open": "2026-11-23T17:57:00+08:00", "speed_mps": 1});
    let answer = asked(body.clone());
    assert_eq!(ids(&answer), ["a", "b", "d"]);
    let a = &answer["features"][0]["properties"];
    let along_m = a["along_m"].as_f64().unwrap();
    assert_eq!((&a["open"]["state"], &a["open_at_arrival"]["state"]), (&json!("open"), &json!("open")));
    assert!((a["closes_in_s"].as_f64().unwrap() - (180.0 - along_m)).abs() < 0.002, "{a}");
    assert!(a["arrives_at"].as_str().unwrap().starts_with("2026-11-23T17:58:35."), "{a}");
    // Half as fast it is shut when one gets there, though open when one sets out.
    body["speed_mps"] = json!(0.5);
    assert_eq!(ids(&asked(body.clone())), ["b", "d"]);
    // Judged but not filtered.
    body["at"] = body["open"].take();
    body.as_object_mut().unwrap().remove("open");
    let a = asked(body)["features"][0]["properties"].clone();
    assert_eq!((&a["open"]["state"], &a["open_at_arrival"]["state"]), (&json!("open"), &json!("closed")));
    // What opens only later is found by whoever comes later.
    let late = asked(json!({"route": street(), "open": "2026-11-23T08:58:00+08:00", "speed_mps": 0.5}));
    assert_eq!(ids(&late), ["a", "b", "d"]);
    assert_eq!(late["features"][0]["properties"]["open"]["state"], "closed");
}

#[test]
fn the_callers_coordinates_are_those_of_the_answer() {
    // The stations of FIVE as GCJ-02 calls them, which is how a caller there would draw the street.
    let near = FIVE.json("/v1/nearest?lon=121.005&lat=31&crs=gcj02&limit=5");
    let mut points: Vec<Value> =
        near["features"].as_array().unwrap().iter().map(|feature| feature["geometry"]["coordinates"].clone()).collect();
    points.reverse();
    let answer =
        asked(json!({"route": {"type": "LineString", "coordinates": points}, "crs": "gcj02", "corridor_m": 1}));
    assert_eq!((ids(&answer), &answer["crs"]), (ids(&near).into_iter().rev().collect(), &json!("gcj02")));
    assert!(numbers(&answer, "offset_m").iter().all(|offset_m| *offset_m <= 0.002), "{answer}");
    let places: Vec<&Value> =
        answer["features"].as_array().unwrap().iter().map(|feature| &feature["geometry"]["coordinates"]).collect();
    assert_eq!(places, points.iter().collect::<Vec<_>>());
    let astray = asked(json!({"route": {"type": "LineString", "coordinates": points}, "corridor_m": 100}));
    assert_eq!(astray["features"], json!([]));
}

#[test]
fn ten_thousand_vertices_are_a_route() {
    let points: Vec<Value> = (0..10_000).map(|at| json!([13.0 + f64::from(at) * 1e-4, 52.5])).collect();
    let dense =
        asked_of(&BUNDLED, &json!({"route": {"type": "LineString", "coordinates": points}, "corridor_m": 2000}));
    assert!(dense["numberMatched"].as_u64().unwrap() > 5, "{}", dense["numberMatched"]);
    assert_eq!(dense["query"]["route"]["vertices"], 10_000);
    let along = numbers(&dense, "along_m");
    assert!(along.windows(2).all(|pair| pair[0] <= pair[1]), "{along:?}");
}

#[test]
fn a_route_across_the_antimeridian_takes_the_short_way() {
    let server = Server::of_stations(&[
        super::data::feature("east", 179.99, 0.001, json!({})),
        super::data::feature("west", -179.99, -0.001, json!({})),
        super::data::feature("elsewhere", 0.0, 0.0, json!({})),
    ]);
    let route = json!({"type": "LineString", "coordinates": [[179.9, 0], [-179.9, 0]]});
    let answer = asked_of(&server, &json!({"route": route}));
    assert_eq!(ids(&answer), ["east", "west"]);
    assert!((answer["length_m"].as_f64().unwrap() - 0.2 * 111_319.49).abs() < 1.0, "{}", answer["length_m"]);
}

#[test]
fn without_stations_there_are_none_beside_it() {
    let answer = asked_of(&Server::of_stations(&[]), &json!({"route": street()}));
    assert_eq!((&answer["features"], &answer["numberMatched"]), (&json!([]), &json!(0)));
}
