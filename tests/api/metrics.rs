//! Does `/metrics` tell how the service does, and nothing of who asked from where?

use super::server::{BUNDLED, FIVE, Server};
use serde_json::json;

fn text(server: &Server) -> String {
    let answer = server.get("/metrics");
    assert_eq!(answer.status, 200);
    assert_eq!(answer.header("content-type"), "text/plain; version=0.0.4; charset=utf-8");
    assert_eq!(answer.header("cache-control"), "no-store");
    String::from_utf8(answer.body).unwrap()
}

#[test]
fn requests_are_counted_by_template_and_positions_and_ids_are_nowhere() {
    let server = Server::of_stations(&[super::data::feature("station-77", 121.4737, 31.2304, json!({}))]);
    for target in [
        "/v1/nearest?lon=121.4737&lat=31.2304",
        "/v1/nearest?lon=121.4737&lat=31.2304&limit=1",
        "/v1/nearest?lon=x121.4737&lat=31.2304",
        "/121.4737/31.2304",
        "/v1/nearest/station-77",
    ] {
        server.get(target);
    }
    server.ask("BREW31.2304", "/v1", &[("x-request-id", "31.2304")]);
    server.post(&json!({"points": [{"id": "station-77", "lon": 121.4737, "lat": 31.2304}]}));
    let text = text(&server);
    for line in [
        "waystation_http_requests_total{route=\"/v1/nearest\",method=\"GET\",code=\"200\"} 2",
        "waystation_http_requests_total{route=\"/v1/nearest\",method=\"GET\",code=\"400\"} 1",
        "waystation_http_requests_total{route=\"/v1/nearest\",method=\"POST\",code=\"200\"} 1",
        "waystation_http_requests_total{route=\"other\",method=\"GET\",code=\"404\"} 2",
        "waystation_http_requests_total{route=\"/v1\",method=\"other\",code=\"405\"} 1",
        "waystation_http_request_duration_seconds_count{route=\"/v1/nearest\"} 4",
        // The one that asks.
        "waystation_http_requests_in_flight 1",
    ] {
        assert!(text.lines().any(|told| told == line), "{line} in {text}");
    }
    for part in ["121.4", "31.2", "station-77", "BREW"] {
        assert!(!text.contains(part), "{part} in {text}");
    }
}

#[test]
fn the_data_is_told_with_its_version_and_what_was_refused() {
    let server = Server::of_stations(&[
        super::data::feature("a", 121.0, 31.0, json!({})),
        super::data::feature("b", 121.0, 99.0, json!({"name": "B"})),
    ]);
    let told = text(&server);
    for line in [
        &format!("waystation_dataset_info{{version=\"{}\"}} 1", server.snapshot().version),
        "waystation_dataset_stations 1",
        "waystation_dataset_rejections 1",
        "waystation_dataset_warnings 1",
        "waystation_ready 1",
    ] {
        assert!(told.lines().any(|told| told == line), "{line} in {told}");
    }
    assert!(told.contains("\nwaystation_dataset_age_seconds 0."), "{told}");
    assert!(text(&Server::empty()).contains("\nwaystation_ready 0\n"));
}

#[test]
fn the_last_day_of_a_calendar_is_told_as_an_instant() {
    let told = text(&BUNDLED);
    // The midnights with which 2031 and 2027 begin.
    for (path, end) in [("germany/calendar.csv", 1_924_992_000), ("liaoning-shandong/calendar.csv", 1_798_761_600)] {
        let line = format!("waystation_calendar_end_timestamp_seconds{{path=\"{path}\"}} {end}");
        assert!(told.lines().any(|told| told == line), "{line} in {told}");
    }
    assert!(!text(&FIVE).contains("waystation_calendar_end_timestamp_seconds{"));
}

#[test]
fn every_metric_says_what_it_is() {
    let text = text(&FIVE);
    for line in text.lines().filter(|line| !line.starts_with('#')) {
        let name = line.split(['{', ' ']).next().unwrap();
        let family = ["_bucket", "_sum", "_count"].iter().find_map(|end| name.strip_suffix(end)).unwrap_or(name);
        assert!(name.starts_with("waystation_"), "{line}");
        for told in ["HELP", "TYPE"] {
            assert_eq!(text.matches(&format!("# {told} {family} ")).count(), 1, "{told} of {line}");
        }
    }
}

#[test]
fn prometheus_is_answered_whatever_it_accepts_and_a_parameter_is_not() {
    for accept in ["text/plain", "application/openmetrics-text;version=1.0.0,text/plain;version=0.0.4;q=0.5", "*/*"] {
        assert_eq!(FIVE.ask("GET", "/metrics", &[("accept", accept)]).status, 200, "{accept}");
    }
    assert_eq!(FIVE.get("/metrics?lon=1").problem()["status"], 400);
}

#[test]
fn every_answer_names_its_request_and_its_time() {
    for (target, status) in
        [("/v1/nearest?lon=121&lat=31", 200), ("/v1/nearest?lon=x", 400), ("/x", 404), ("/livez", 200)]
    {
        let answer = FIVE.ask("GET", target, &[("x-request-id", "ask-7")]);
        assert_eq!((answer.status, answer.header("x-request-id")), (status, "ask-7"), "{target}");
        let timing = answer.header("server-timing").strip_prefix("total;dur=").unwrap();
        assert!(timing.parse::<f64>().is_ok_and(|ms| ms >= 0.0), "{timing}");
    }
    let made = FIVE.ask("GET", "/v1", &[("x-request-id", "121.4737,31.2304")]);
    assert!(!made.header("x-request-id").is_empty() && !made.header("x-request-id").contains("121"));
    assert_ne!(made.header("x-request-id"), FIVE.get("/v1").header("x-request-id"));
}
