//! Does `POST /v1/nearest` answer each of its points alone, in order, as `GET` would?

use super::data::DataDir;
use super::server::{BUNDLED, FIVE, Server, ids, raw};
use axum::body::Body;
use axum::http::Request;
use serde_json::{Value, json};

#[test]
fn rows_come_in_the_order_asked_with_their_ids() {
    let answer = FIVE.post(&json!({
        "points": [{"id": "x", "lon": 121.003, "lat": 31}, {"lon": 121, "lat": 31}, {"id": 7, "lon": 121.001, "lat": 31}],
        "limit": 1,
    }));
    assert_eq!((answer.status, answer.header("content-type")), (200, "application/json"));
    let body = answer.json();
    for (index, (id, station)) in [(json!("x"), "d"), (Value::Null, "a"), (json!("7"), "b")].into_iter().enumerate() {
        let row = &body["results"][index];
        assert_eq!((&row["id"], &row["index"]), (&id, &json!(index)));
        assert_eq!(ids(row), [station]);
    }
    assert_eq!(body["results"].as_array().unwrap().len(), 3);
    assert_eq!((&body["crs"], &body["dataset"]["version"]), (&json!("wgs84"), &json!(FIVE.snapshot().version)));
    assert_eq!(answer.header("waystation-dataset"), FIVE.snapshot().version);
}

#[test]
fn one_point_has_the_shape_of_many() {
    let one = FIVE.post(&json!({"points": [{"lon": 121, "lat": 31}]})).json();
    let two = FIVE.post(&json!({"points": [{"lon": 121, "lat": 31}, {"lon": 121, "lat": 31}]})).json();
    let names = |value: &Value| value.as_object().unwrap().keys().cloned().collect::<Vec<_>>();
    assert_eq!(names(&one), names(&two));
    assert_eq!(one["results"][0], two["results"][0]);
    assert_eq!(one["results"][0]["features"], two["results"][1]["features"]);
}

#[test]
fn a_row_equals_what_get_answers() {
    for (body, query) in [
        (json!({}), ""),
        (
            json!({"limit": 3, "radius_m": 5000.5, "crs": "gcj02", "lang": "zh"}),
            "&limit=3&radius_m=5000.5&crs=gcj02&lang=zh",
        ),
        (
            json!({"amenity": ["wifi"], "amenity_any": ["toilets", "lockers"], "amenity_not": ["wheelchair"], "kind": ["railway_station"],
                "at": "2026-11-23T10:00:00+01:00", "speed_mps": 2.5}),
            "&amenity=wifi&amenity_any=toilets,lockers&amenity_not=wheelchair&kind=railway_station&at=2026-11-23T10:00:00%2B01:00&speed_mps=2.5",
        ),
        (
            json!({"open": "2026-11-23T10:00:00Z", "open_for_s": 3600, "amenity": ["information"], "limit": 2}),
            "&open=2026-11-23T10:00:00Z&open_for_s=3600&amenity=information&limit=2",
        ),
        (json!({"access": ["app"], "min_capacity": 3}), "&access=app&min_capacity=3"),
    ] {
        for (lon, lat) in [(13.4, 52.5), (121.4, 37.5), (-179.9, -89.0)] {
            let mut body = body.clone();
            body["points"] = json!([{"lon": lon, "lat": lat}]);
            if body.get("at").is_none() && body.get("open").is_none() {
                body["at"] = json!("2026-06-01T00:00:00Z");
            }
            let at = if query.contains("at=2026") || query.contains("open=") { "" } else { "&at=2026-06-01T00:00:00Z" };
            let row = BUNDLED.post(&body).json()["results"][0].clone();
            let one = BUNDLED.json(&format!("/v1/nearest?lon={lon}&lat={lat}{query}{at}"));
            assert_eq!(row["features"], one["features"], "{query}");
            assert_eq!(row.get("explain"), one.get("explain"), "{query}");
        }
    }
}

#[test]
fn a_bad_point_fails_only_its_own_row() {
    let bad = [
        (json!({"lon": 121}), "lat"),
        (json!({"lat": 31}), "lon"),
        (json!({"lon": "121", "lat": 31}), "lon"),
        (json!({"lon": null, "lat": 31}), "lon"),
        (json!({"lon": 121, "lat": 91}), "lat"),
        (json!({"lon": 31, "lat": 121}), "lat"),
        (json!({"lon": [121], "lat": 31}), "lon"),
        (json!({"lon": 121, "lat": 31, "limit": 3}), "limit"),
        (json!({"lon": 121, "lat": 31, "id": 1.5}), "id"),
        (json!({"lon": 121, "lat": 31, "id": {}}), "id"),
        (json!({"lon": 121, "lat": 31, "id": ""}), "id"),
        (json!([121, 31]), "points"),
        (json!("121,31"), "points"),
        (Value::Null, "points"),
        (json!(5), "points"),
    ];
    let mut points = vec![json!({"lon": 121, "lat": 31})];
    points.extend(bad.iter().map(|(point, _)| point.clone()));
    points.push(json!({"id": "last", "lon": 121, "lat": 31}));
    let answer = FIVE.post(&json!({"points": points, "limit": 1}));
    assert_eq!(answer.status, 200);
    let rows = answer.json()["results"].clone();
    assert_eq!(ids(&rows[0]), ["a"]);
    assert_eq!(ids(&rows[points.len() - 1]), ["a"]);
    for (index, (point, param)) in bad.iter().enumerate() {
        let row = &rows[index + 1];
        assert_eq!(row["index"], index + 1);
        assert_eq!(row.get("features"), None, "{point}");
        let problem = &row["problem"];
        assert_eq!(problem["status"], 400, "{point}");
        assert!(problem["errors"].as_array().unwrap().iter().any(|error| error["param"] == *param), "{point}: {row}");
        for member in ["type", "title", "detail"] {
            assert!(problem[member].is_string(), "{row}");
        }
    }
}

#[test]
fn a_point_with_a_number_too_large_fails_only_its_own_row() {
    let answer = FIVE.post_text(r#"{"points":[{"lon":1e400,"lat":31},{"lon":121,"lat":31}]}"#);
    assert_eq!(answer.status, 200, "{answer:?}");
    let rows = answer.json()["results"].clone();
    assert_eq!(rows[0]["problem"]["errors"][0]["param"], "lon");
    assert!(rows[1]["features"].is_array());
}

#[test]
fn a_point_that_names_a_member_twice_fails_only_its_own_row() {
    let answer = FIVE.post_text(r#"{"points":[{"lon":1,"lon":2,"lat":31},{"lon":121,"lat":31}]}"#);
    assert_eq!(answer.status, 200, "{answer:?}");
    let rows = answer.json()["results"].clone();
    assert_eq!(rows[0]["problem"]["errors"][0]["param"], "lon");
    assert!(rows[1]["features"].is_array());
}

#[test]
fn a_wrong_member_is_named_and_fails_the_whole() {
    for (body, param) in [
        (r#"{}"#, "points"),
        (r#"{"points":[]}"#, "points"),
        (r#"{"points":{"lon":1,"lat":1}}"#, "points"),
        (r#"{"points":null}"#, "points"),
        (r#"{"points":"1,1"}"#, "points"),
        (r#"{"points":[{"lon":1,"lat":1}],"limit":"5"}"#, "limit"),
        (r#"{"points":[{"lon":1,"lat":1}],"limit":0}"#, "limit"),
        (r#"{"points":[{"lon":1,"lat":1}],"limit":101}"#, "limit"),
        (r#"{"points":[{"lon":1,"lat":1}],"limit":2.5}"#, "limit"),
        (r#"{"points":[{"lon":1,"lat":1}],"limit":null}"#, "limit"),
        (r#"{"points":[{"lon":1,"lat":1}],"limit":true}"#, "limit"),
        (r#"{"points":[{"lon":1,"lat":1}],"radius_m":"5"}"#, "radius_m"),
        (r#"{"points":[{"lon":1,"lat":1}],"radius_m":-1}"#, "radius_m"),
        (r#"{"points":[{"lon":1,"lat":1}],"radius_m":1e400}"#, "radius_m"),
        (r#"{"points":[{"lon":1,"lat":1}],"amenity":"water"}"#, "amenity"),
        (r#"{"points":[{"lon":1,"lat":1}],"amenity":[]}"#, "amenity"),
        (r#"{"points":[{"lon":1,"lat":1}],"amenity":[""]}"#, "amenity"),
        (r#"{"points":[{"lon":1,"lat":1}],"amenity":[1]}"#, "amenity"),
        (r#"{"points":[{"lon":1,"lat":1}],"amenity":["watr"]}"#, "amenity"),
        (r#"{"points":[{"lon":1,"lat":1}],"kind":["water,wifi"]}"#, "kind"),
        (r#"{"points":[{"lon":1,"lat":1}],"crs":5}"#, "crs"),
        (r#"{"points":[{"lon":1,"lat":1}],"open":true}"#, "open"),
        (r#"{"points":[{"lon":1,"lat":1}],"at":"2026-11-23T10:00:00 08:00"}"#, "at"),
        (r#"{"points":[{"lon":1,"lat":1}],"speed_mps":1}"#, "speed_mps"),
        (r#"{"points":[{"lon":1,"lat":1}],"open_for_s":1}"#, "open_for_s"),
        (r#"{"points":[{"lon":1,"lat":1}],"lon":1}"#, "lon"),
        (r#"{"points":[{"lon":1,"lat":1}],"colour":"red"}"#, "colour"),
        (r#"{"points":[{"lon":1,"lat":1}],"limit":1,"limit":1}"#, "limit"),
        (r#"{"points":[{"lon":1,"lat":1}],"points":[{"lon":1,"lat":1}]}"#, "points"),
    ] {
        let answer = FIVE.post_text(body);
        assert_eq!(answer.status, 400, "{body}");
        let problem = answer.problem();
        assert!(problem["errors"].as_array().unwrap().iter().any(|error| error["param"] == param), "{body}: {problem}");
    }
}

#[test]
fn a_whole_number_may_be_written_as_json_schema_has_integers() {
    let asked = |member: &str, number: &str| {
        FIVE.post_text(format!(r#"{{"points":[{{"lon":121,"lat":31}}],"{member}":{number}}}"#))
    };
    for number in ["2", "2.0", "2e0", "20E-1", "0.02e+2", "2.000000000000000000000000000000"] {
        let answer = asked("limit", number);
        assert_eq!(answer.status, 200, "{number}: {}", String::from_utf8_lossy(&answer.body));
        let answer = answer.json();
        assert_eq!(answer["results"][0]["features"].as_array().unwrap().len(), 2, "{number}");
        assert_eq!(answer["query"]["limit"].to_string(), "2", "{number}");
    }
    assert_eq!(asked("min_capacity", "-0.0").status, 200);
    for (number, code) in [
        ("1.5", "not_a_whole_number"),
        ("2.00000000000000000001", "not_a_whole_number"),
        ("5e-1", "not_a_whole_number"),
        ("\"2.0\"", "not_a_whole_number"),
        ("-1.0", "out_of_range"),
        ("1e400", "out_of_range"),
        ("101.0", "out_of_range"),
        ("0.0", "out_of_range"),
    ] {
        let error = asked("limit", number).problem()["errors"][0].clone();
        assert_eq!((&error["param"], &error["code"]), (&"limit".into(), &code.into()), "{number}: {error}");
    }
}

#[test]
fn the_address_of_a_batch_is_read_as_strictly_as_its_body() {
    for query in ["limit=3", "nonsense=1", "lon=1"] {
        let request = Request::post(format!("/v1/nearest?{query}")).header("content-type", "application/json");
        let answer = FIVE.send(request.body(Body::from(r#"{"points":[{"lon":1,"lat":1}]}"#)).unwrap());
        assert_eq!(answer.status, 400, "{query}");
        let param = query.split('=').next().unwrap();
        assert_eq!(answer.problem()["errors"][0]["param"], param);
    }
}

#[test]
fn a_body_that_is_no_json_object_is_refused() {
    for body in [
        "",
        " ",
        "{",
        "null",
        "[]",
        "5",
        "\"x\"",
        "{\"points\":[{\"lon\":NaN,\"lat\":1}]}",
        "{'points':[]}",
        "{\"points\":[]} x",
        "{\"points\":[1,]}",
        "\u{feff}{}",
        "{\"a\":\"\\ud800\"}",
    ] {
        let answer = FIVE.post_text(body.to_owned());
        assert_eq!(answer.status, 400, "{body}");
        answer.problem();
    }
    for body in [vec![0xff, 0xfe], b"{\"a\":\"\xff\"}".to_vec(), vec![b'['; 100_000], b"{\"a\":".repeat(50_000)] {
        assert_eq!(FIVE.post_text(body).problem()["status"], 400);
    }
}

#[test]
fn a_thousand_points_are_answered_and_one_more_is_refused() {
    let points = |count: usize| -> Vec<Value> {
        (0..count).map(|number| json!({"id": number, "lon": 121.0 + number as f64 / 1e5, "lat": 31})).collect()
    };
    let body = FIVE.post(&json!({"points": points(1000), "limit": 1})).json();
    let rows = body["results"].as_array().unwrap();
    assert_eq!(rows.len(), 1000);
    for (number, row) in rows.iter().enumerate() {
        assert_eq!((&row["id"], &row["index"]), (&json!(number.to_string()), &json!(number)));
    }
    let answer = FIVE.post(&json!({"points": points(1001), "limit": 1}));
    assert_eq!((answer.status, &answer.problem()["errors"][0]["param"]), (400, &json!("points")));
}

#[test]
fn two_mebibytes_are_read_and_one_byte_more_is_refused() {
    let body = |bytes: usize| {
        let text = r#"{"points":[{"lon":121,"lat":31}]}"#;
        format!("{text}{}", " ".repeat(bytes - text.len()))
    };
    assert_eq!(FIVE.post_text(body(2 << 20)).status, 200);
    assert_eq!(FIVE.post_text(body((2 << 20) + 1)).problem()["status"], 413);
}

#[test]
fn a_body_too_large_is_refused_whether_declared_or_in_chunks() {
    FIVE.listening(|address| {
        let head = "POST /v1/nearest HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nConnection: close\r\n";
        let declared = raw(address, format!("{head}Content-Length: 2097153\r\n\r\n{{").as_bytes());
        let chunk = format!("10000\r\n{}\r\n", " ".repeat(0x10000));
        let chunked =
            raw(address, format!("{head}Transfer-Encoding: chunked\r\n\r\n{}0\r\n\r\n", chunk.repeat(33)).as_bytes());
        for answer in [declared, chunked] {
            let answer = String::from_utf8_lossy(&answer);
            assert!(answer.starts_with("HTTP/1.1 413 "), "{answer}");
            assert!(answer.contains("content-type: application/problem+json"), "{answer}");
        }
    });
}

#[test]
fn a_body_in_a_coding_that_is_not_undone_is_never_taken_as_it_stands() {
    FIVE.listening(|address| {
        let body = r#"{"points":[{"lon":121,"lat":31}]}"#;
        let head = "POST /v1/nearest HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nConnection: close\r\n";
        for (coding, status) in
            [("chunked", 200), ("Chunked", 200), ("gzip, chunked", 415), ("gzip\r\nTransfer-Encoding: chunked", 415)]
        {
            let chunk = format!("{:x}\r\n{body}\r\n0\r\n\r\n", body.len());
            let answer = raw(address, format!("{head}Transfer-Encoding: {coding}\r\n\r\n{chunk}").as_bytes());
            let answer = String::from_utf8_lossy(&answer);
            assert!(answer.starts_with(&format!("HTTP/1.1 {status} ")), "{coding}: {answer}");
        }
    });
}

#[test]
fn only_json_is_taken() {
    for (media_type, status) in [
        (Some("application/json"), 200),
        (Some("application/json; charset=utf-8"), 200),
        (Some("Application/JSON"), 200),
        (Some("application/geo+json"), 200),
        (Some("text/plain"), 415),
        (Some("application/x-www-form-urlencoded"), 415),
        (Some("application/jsonx"), 415),
        (Some("json"), 415),
        (Some(""), 415),
        (None, 415),
    ] {
        let mut request = Request::post("/v1/nearest");
        if let Some(media_type) = media_type {
            request = request.header("content-type", media_type);
        }
        let answer = FIVE.send(request.body(Body::from(r#"{"points":[{"lon":1,"lat":1}]}"#)).unwrap());
        assert_eq!(answer.status, status, "{media_type:?}");
        if status == 415 {
            answer.problem();
        }
    }
}

#[test]
fn a_refusal_stays_short_however_much_is_wrong() {
    let mut body = json!({"points": [{"lon": 1, "lat": 1}]});
    for number in 0..50_000 {
        body[format!("k{number}")] = json!(1);
    }
    let words: Vec<String> = (0..20_000).map(|number| format!("a{number}")).collect();
    let wordy = FIVE.post(&json!({"points": [{"lon": 1, "lat": 1}], "amenity": words}));
    assert!(wordy.body.len() < 64 << 10, "{} bytes", wordy.body.len());
    let answer = FIVE.post(&body);
    assert_eq!(answer.problem()["status"], 400);
    assert!(answer.body.len() < 64 << 10, "{} bytes", answer.body.len());
}

#[test]
fn rows_without_stations_are_explained() {
    let server = Server::loading(DataDir::new().with("s.geojson", r#"{"type":"FeatureCollection","features":[]}"#));
    let rows = server.post(&json!({"points": [{"lon": 1, "lat": 1}]})).json()["results"].clone();
    assert_eq!(rows[0]["features"], json!([]));
    let rows =
        FIVE.post(&json!({"points": [{"lon": 121, "lat": 31}], "kind": ["bank_branch"]})).json()["results"].clone();
    assert_eq!(rows[0]["explain"]["nearest_unfiltered"]["failed"], json!(["kind"]));
}
