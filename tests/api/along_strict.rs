//! Is every wrong question to `/v1/along` refused by name, and none answered with a failure?

use super::server::{BUNDLED, FIVE, Server};
use serde_json::{Value, json};

fn line(points: &[[f64; 2]]) -> Value {
    json!({"type": "LineString", "coordinates": points})
}

#[test]
fn what_is_wrong_is_named() {
    let good = line(&[[121.0, 31.0], [121.1, 31.0]]);
    for (member, value, code) in [
        ("route", Value::Null, "empty"),
        ("route", json!("??"), "not_an_object"),
        ("route", json!([[1, 2], [3, 4]]), "not_an_object"),
        ("route", json!({}), "not_a_route"),
        ("route", json!({"type": "Polygon", "coordinates": []}), "not_a_route"),
        ("route", json!({"type": "LineString", "coordinates": [[1, 2]]}), "not_a_route"),
        ("route", json!({"type": "LineString", "coordinates": [[1, 2], [1, 95]]}), "not_a_route"),
        ("route", json!({"polyline": "_p~iF~ps|U_", "precision": 5}), "not_a_route"),
        ("route", json!({"polyline": "????", "precision": 7}), "not_a_route"),
        ("route", json!({"polyline": "????", "type": "LineString", "coordinates": [[1, 2], [3, 4]]}), "not_a_route"),
        ("corridor_m", json!(-1), "out_of_range"),
        ("corridor_m", json!(50_000.001), "out_of_range"),
        ("corridor_m", json!("500"), "not_a_number"),
        ("limit", json!(0), "out_of_range"),
        ("limit", json!(1001), "out_of_range"),
        ("limit", json!(1.5), "not_a_whole_number"),
        ("speed_mps", json!(1.4), "needs_open"),
        ("crs", json!("utm"), "unknown_value"),
        ("lang", json!("de"), "unknown_value"),
        ("amenity", json!(["watr"]), "unknown_value"),
        ("open_for_s", json!(5), "needs_open"),
        ("radius_m", json!(5), "unknown_parameter"),
    ] {
        let mut body = json!({"route": good});
        body[member] = value.clone();
        let answer = FIVE.post_to("/v1/along", &body);
        assert_eq!(answer.status, 400, "{member} {value}");
        let errors = answer.problem()["errors"].clone();
        let named = errors.as_array().unwrap().iter().any(|error| error["param"] == member && error["code"] == code);
        assert!(named, "{member} {value}: {errors}");
    }
    let missing = FIVE.post_to("/v1/along", &json!({"colour": "red"})).problem()["errors"].clone();
    let told: Vec<&Value> = missing.as_array().unwrap().iter().map(|error| &error["param"]).collect();
    assert_eq!(told, ["route", "colour"]);
}

#[test]
fn a_wrong_position_is_told_by_its_number() {
    for (route, told) in [
        (json!({"type": "LineString", "coordinates": [[1, 2], [3, 4], [31, 121]]}), "position 2: lat 121"),
        (json!({"type": "LineString", "coordinates": [[1, 2], [3, "4"]]}), "position 1: [3,\"4\"]"),
        (json!({"polyline": "_p~iF~ps|U_ulL", "precision": 5}), "polyline: position 1, byte 10"),
        (json!({"polyline": "~~~~~~~~~~~~~~~~"}), "polyline: position 0, byte 6"),
    ] {
        let problem = FIVE.post_to("/v1/along", &json!({"route": route})).problem();
        let hint = problem["errors"][0]["hint"].as_str().unwrap();
        assert!(hint.starts_with(told), "{hint}");
    }
}

#[test]
fn odd_routes_are_answered() {
    for points in [
        &[[0.0, 0.0], [180.0, 0.0]][..],
        &[[-180.0, 0.0], [180.0, 0.0]],
        &[[0.0, 90.0], [0.0, -90.0]],
        &[[0.0, 90.0], [90.0, 90.0]],
        &[[10.0, 20.0], [-170.0, -20.0]],
        &[[121.0, 31.0], [121.0, 31.0], [121.0, 31.0]],
        &[[0.0, 0.0], [179.9, 0.1], [-0.1, 0.05], [179.95, -0.1]],
        &[[-0.0, -0.0], [0.0, 0.0]],
    ] {
        for corridor_m in [0.0, 1e-9, 500.0, 50_000.0] {
            let body = json!({"route": line(points), "corridor_m": corridor_m, "at": "now", "speed_mps": 70});
            for server in [&*FIVE, &*BUNDLED] {
                let answer = server.post_to("/v1/along", &body);
                assert_eq!(answer.status, 200, "{body}: {}", String::from_utf8_lossy(&answer.body));
                assert!(answer.json()["length_m"].as_f64().unwrap().is_finite());
            }
        }
    }
    let at_a_place =
        FIVE.post_to("/v1/along", &json!({"route": line(&[[121.0, 31.0], [121.0, 31.0]]), "corridor_m": 100}));
    assert_eq!(at_a_place.ids(), ["a", "b"]);
}

#[test]
fn a_hundred_thousand_vertices_are_taken_and_one_more_is_not() {
    let points = |count: usize| line(&(0..count).map(|at| [121.0 + at as f64 * 1e-7, 31.0]).collect::<Vec<_>>());
    assert_eq!(FIVE.post_to("/v1/along", &json!({"route": points(100_000)})).ids(), ["a", "b", "c", "d"]);
    assert_eq!(FIVE.post_to("/v1/along", &json!({"route": points(100_001)})).status, 400);
    let polyline = |count: usize| json!({"route": {"polyline": "?A".repeat(count)}});
    assert_eq!(FIVE.post_to("/v1/along", &polyline(100_000)).status, 200);
    assert_eq!(FIVE.post_to("/v1/along", &polyline(100_001)).status, 400);
    let bytes = format!("{{\"route\":{{\"polyline\":\"{}\"}}}}", "?".repeat(16 << 20));
    assert_eq!(FIVE.post_text_to("/v1/along", bytes).problem()["status"], 413);
}

#[test]
fn a_journey_of_years_is_refused() {
    let world: Vec<[f64; 2]> = (0..100).map(|at| [-180.0 + 179.0 * f64::from(at % 3), 0.0]).collect();
    let answer = FIVE.post_to("/v1/along", &json!({"route": line(&world), "at": "now", "speed_mps": 0.1}));
    assert_eq!(answer.problem()["errors"][0]["param"], "speed_mps");
}

#[test]
fn only_a_post_of_json_asks() {
    let answer = FIVE.get("/v1/along");
    assert_eq!((answer.status, answer.header("allow")), (405, "POST, OPTIONS"));
    for body in ["", "[]", "{", "null", "{\"route\":{}}", "{\"route\":[]}", "{\"route\":{\"polyline\":\"\\ud800\"}}"] {
        let answer = FIVE.post_text_to("/v1/along", body);
        assert_eq!(answer.status, 400, "{body}");
        answer.problem();
    }
    let query = FIVE.post_to("/v1/along?limit=3", &json!({"route": line(&[[1.0, 2.0], [3.0, 4.0]])}));
    assert_eq!(query.problem()["errors"][0]["param"], "limit");
    assert_eq!(Server::empty().post_to("/v1/along", &json!({})).status, 503);
}

#[test]
fn two_thousand_damaged_questions_are_answered_or_refused() {
    let good = json!({
        "route": {"polyline": "gve|DwroaV?sN?_X", "precision": 5}, "corridor_m": 50, "limit": 3, "crs": "gcj02",
        "open": "2026-11-23T10:00:00+08:00", "speed_mps": 2, "amenity": ["water"],
    });
    let other = json!({"route": line(&[[121.0, 31.0], [-121.5, -31.0], [0.5, 89.0]]), "at": "now", "speed_mps": 1e1});
    let mut seed = 0x5EED_0002u64;
    let mut below = |end: usize| {
        // Marsaglia, Xorshift RNGs, 2003: the triple 13, 7, 17.
        seed ^= seed << 13;
        seed ^= seed >> 7;
        seed ^= seed << 17;
        (seed >> 16) as usize % end
    };
    let mut answered = 0;
    for number in 0..2000 {
        let mut bytes = [&good, &other][number % 2].to_string().into_bytes();
        for _ in 0..=below(2) {
            let at = below(bytes.len());
            match below(4) {
                0 => bytes[at] ^= 1 << below(8),
                1 => drop(bytes.remove(at)),
                2 => bytes[at] = b"0123456789-.,e\"{}[]"[below(19)],
                _ => bytes.insert(at, b"0123456789-.,e\"{}[]~?_"[below(22)]),
            }
        }
        let answer = FIVE.post_text_to("/v1/along", bytes.clone());
        assert!((200..500).contains(&answer.status), "{}: {}", answer.status, bytes.escape_ascii());
        answered += usize::from(answer.status == 200);
        if answer.status >= 400 {
            answer.problem();
        }
    }
    assert!(answered > 80, "{answered}");
}
