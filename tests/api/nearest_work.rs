//! `/v1/nearest`: is there a bound to the work that one question makes, and does its refusal arrive?

use crate::data::feature;
use crate::server::{BUNDLED, Server, raw};
use serde_json::json;

/// So many stations side by side, all with the same hours.
fn street(count: usize, hours: &str) -> Server {
    let stations: Vec<_> = (0..count)
        .map(|number| {
            let (lon, lat) = (10.0 + (number % 150) as f64 * 1e-4, 50.0 + (number / 150) as f64 * 1e-4);
            feature(format!("s{number}"), lon, lat, json!({"name": "n", "opening_hours": hours}))
        })
        .collect();
    Server::of_stations(&stations)
}

#[test]
fn a_question_that_would_judge_too_many_arrivals_is_told_what_would_fit() {
    let closed = street(20_500, "Mo-Su 00:00-00:01");
    let noon = "/v1/nearest?lon=10&lat=50&open=2026-11-23T12:00:00Z&speed_mps=70";
    let refused = closed.get(noon);
    assert_eq!(refused.status, 422);
    assert!(refused.problem()["detail"].as_str().unwrap().contains("radius_m"));
    assert_eq!(closed.get(&format!("{noon}&radius_m=500")).status, 200);
    let rows = closed
        .post(&json!({"points": [{"lon": 10, "lat": 50}], "open": "2026-11-23T12:00:00Z", "speed_mps": 70}))
        .json()["results"]
        .clone();
    assert_eq!(rows[0]["features"], json!([]), "a batch has more to spend");
}

#[test]
fn stations_whose_hours_nobody_knows_are_not_judged_at_all() {
    let unknown = street(20_500, "by appointment only");
    let answer = unknown.get("/v1/nearest?lon=10&lat=50&open=2026-11-23T12:00:00Z&speed_mps=70");
    assert_eq!(answer.status, 200);
    assert_eq!(answer.json()["explain"]["nearest_unfiltered"]["failed"], json!(["hours_unknown"]));
}

#[test]
fn a_client_that_sends_all_before_it_reads_sees_the_refusal() {
    let body = " ".repeat((2 << 20) + 1);
    for (path, media_type, status) in [
        ("/v1/nearest", "application/json", "413"),
        ("/v1/nearest", "text/plain", "415"),
        ("/nothing", "text/plain", "404"),
        ("/livez", "text/plain", "405"),
    ] {
        let request = format!(
            "POST {path} HTTP/1.1\r\nHost: x\r\nContent-Type: {media_type}\r\nContent-Length: {}\r\nConnection: close\r\n\r\n{body}",
            body.len()
        );
        let answer = BUNDLED.listening(|address| raw(address, request.as_bytes()));
        let answer = String::from_utf8_lossy(&answer);
        assert!(answer.starts_with(&format!("HTTP/1.1 {status} ")), "{path}: {answer}");
        assert!(answer.contains("application/problem+json"), "{path}: {answer}");
    }
}
