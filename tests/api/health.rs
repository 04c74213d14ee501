//! Do `/livez` and `/readyz` tell whether the process lives and has data?

use super::server::{FIVE, Server};

#[test]
fn while_loading_the_process_lives_but_is_not_ready() {
    let server = Server::empty();
    assert_eq!(server.get("/livez").status, 200);
    for target in ["/readyz", "/v1", "/v1/nearest?lon=1&lat=1", "/v1/amenities", "/v1/dataset"] {
        let answer = server.get(target);
        assert_eq!(answer.status, 503, "{target}");
        answer.problem();
        assert!(answer.header("retry-after").parse::<u32>().is_ok(), "{target}");
    }
    let answer = server.post_text(r#"{"points":[{"lon":1,"lat":1}]}"#);
    assert_eq!((answer.status, answer.header("retry-after").is_empty()), (503, false));
}

#[test]
fn with_data_it_is_ready() {
    for target in ["/livez", "/readyz"] {
        let answer = FIVE.get(target);
        assert_eq!((answer.status, answer.header("cache-control")), (200, "no-store"), "{target}");
    }
    assert_eq!(FIVE.json("/readyz")["dataset"]["version"], FIVE.snapshot().version.as_str());
}

#[test]
fn a_monitor_that_accepts_only_text_is_answered_too() {
    for target in ["/livez", "/readyz"] {
        for accept in ["*/*", "text/plain, */*;q=0.1"] {
            assert_eq!(FIVE.ask("GET", target, &[("accept", accept)]).status, 200, "{target} {accept}");
        }
    }
}
