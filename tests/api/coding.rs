//! Is an answer packed where it may be, and sent as it is where not, whatever a request says of codings?

use super::server::{Answer, BUNDLED, FIVE, Server};
use serde_json::json;

const LONG: &str = "/v1/collections/stations/items?limit=100";

fn taking(server: &Server, target: &str, codings: &str) -> Answer {
    server.ask("GET", target, &[("accept-encoding", codings)])
}

#[test]
fn what_forbids_an_answer_as_it_is_gets_it_packed_or_as_it_is_but_never_a_406() {
    let plain = BUNDLED.get(LONG);
    for (codings, packed) in [
        ("identity;q=0", ""),
        ("*;q=0", ""),
        ("br, *;q=0", ""),
        ("gzip;q=0, identity;q=0", ""),
        ("identity;q=0, *;q=0", ""),
        ("Identity; Q=0.000", ""),
        ("gzip, identity;q=0", "gzip"),
        ("gzip;q=0.1, *;q=0", "gzip"),
        ("gzip;q=0.5, identity;q=0, *", "gzip"),
        ("identity;q=0, *;q=0.5", "gzip"),
        ("identity, *;q=0", ""),
    ] {
        let answer = taking(&BUNDLED, LONG, codings);
        assert_eq!((answer.status, answer.header("content-encoding")), (200, packed), "{codings}");
        assert_eq!(answer.header("content-type"), "application/geo+json");
        if packed.is_empty() {
            assert_eq!(answer.body.len(), plain.body.len(), "{codings}");
        }
    }
}

#[test]
fn what_is_not_there_not_new_or_not_understood_is_told_so_whatever_codings_are_taken() {
    let tag = FIVE.get("/v1/amenities").header("etag").to_owned();
    for codings in ["identity;q=0", "*;q=0", "br, *;q=0", "gzip;q=0, identity;q=0"] {
        let kept = FIVE.ask("GET", "/v1/amenities", &[("accept-encoding", codings), ("if-none-match", &tag)]);
        assert_eq!((kept.status, kept.body.len()), (304, 0), "{codings}");
        assert_eq!(taking(&FIVE, "/v1/tiles/stations/5/0/0", codings).status, 204, "{codings}");
        assert_eq!(taking(&FIVE, "/v1/nearest?lon=x&lat=1", codings).problem()["errors"][0]["param"], "lon");
        assert_eq!(taking(&FIVE, "/nothing", codings).problem()["status"], json!(404), "{codings}");
        let refused = FIVE.ask("GET", "/v1", &[("accept-encoding", codings), ("accept", "image/png")]);
        assert_eq!(refused.problem()["status"], 406, "{codings}");
    }
}
