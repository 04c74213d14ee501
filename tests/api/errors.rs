//! Is every refusal a problem document, on every path, and does every path answer HEAD, OPTIONS and other origins?

use super::server::{Answer, FIVE, Server, five, raw, wire_answer};
use axum::body::Body;
use axum::http::Request;
use serde_json::json;

const READ: &[&str] = &[
    "/livez",
    "/readyz",
    "/metrics",
    "/v1",
    "/v1/nearest?lon=121&lat=31",
    "/v1/position?lon=121&lat=31",
    "/v1/amenities",
    "/v1/dataset",
];

fn methods(list: &str) -> Vec<String> {
    let mut methods: Vec<String> = list.split(',').map(|method| method.trim().to_owned()).collect();
    methods.sort_unstable();
    methods
}

#[test]
fn what_is_not_there_is_a_problem() {
    for target in [
        "/nothing",
        "/v1/",
        "/v1/nothing",
        "/v1/nearest/",
        "/v2",
        "//",
        "/v1/nearest%00",
        "/V1/nearest",
        "/v1/%6eearesT",
        "/livez/",
        "/%FF",
        "/v1/../v1/nearest",
    ] {
        let answer = FIVE.get(target);
        assert_eq!(answer.status, 404, "{target}");
        answer.problem();
    }
    assert_eq!(FIVE.ask("POST", "/nothing", &[]).problem()["status"], 404);
}

#[test]
fn a_method_that_a_path_does_not_take_is_told_those_it_takes() {
    for target in READ {
        for method in ["PUT", "DELETE", "PATCH", "TRACE", "BREW", "POST"] {
            let posted = target.starts_with("/v1/nearest");
            if posted && method == "POST" {
                continue;
            }
            let answer = FIVE.ask(method, target, &[]);
            assert_eq!(answer.status, 405, "{method} {target}");
            answer.problem();
            let allowed = if posted { "GET,HEAD,POST,OPTIONS" } else { "GET,HEAD,OPTIONS" };
            assert_eq!(methods(answer.header("allow")), methods(allowed), "{method} {target}");
        }
    }
}

#[test]
fn only_who_accepts_no_json_at_all_is_refused() {
    for (accept, status) in [
        ("*/*", 200),
        ("application/json", 200),
        ("application/geo+json", 200),
        ("application/*", 200),
        ("text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", 200),
        ("image/png, application/json;q=0.1", 200),
        ("application/geo+json; charset=utf-8", 200),
        ("text/html", 406),
        ("image/*", 406),
        ("application/xml, text/csv", 406),
        ("application/json;q=0", 406),
        ("application/json;q=0.0, text/html", 406),
    ] {
        for target in ["/v1/nearest?lon=121&lat=31", "/v1/dataset"] {
            let answer = FIVE.ask("GET", target, &[("accept", accept)]);
            assert_eq!(answer.status, status, "{accept} {target}");
            if status == 406 {
                answer.problem();
            }
        }
    }
    let answer = FIVE.ask("GET", "/v1", &[("accept", "text/html"), ("accept", "application/json")]);
    assert_eq!(answer.status, 200);
}

#[test]
fn that_there_is_no_such_path_is_told_to_anybody() {
    for target in ["/nope", "/v1/nope", "/v1/nearest/x"] {
        for accept in ["*/*", "text/html", "image/png"] {
            assert_eq!(FIVE.ask("GET", target, &[("accept", accept)]).problem()["status"], 404, "{accept} {target}");
        }
    }
}

#[test]
fn whoever_waits_for_leave_to_send_a_refused_body_is_refused_at_once() {
    for (head, status) in [
        (format!("Content-Type: application/json\r\nContent-Length: {}", (2 << 20) + 1), "413"),
        ("Content-Type: text/plain\r\nContent-Length: 5".to_owned(), "415"),
    ] {
        let request = format!("POST /v1/nearest HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\n{head}\r\n\r\n");
        let answer = FIVE.listening(|address| raw(address, request.as_bytes()));
        let answer = String::from_utf8_lossy(&answer);
        assert!(answer.starts_with(&format!("HTTP/1.1 {status} ")), "{answer}");
    }
}

#[test]
fn eight_kibibytes_of_address_are_read_and_one_byte_more_is_refused() {
    let target = |bytes: usize| format!("/v1/nearest?{}", "a".repeat(bytes - "/v1/nearest?".len()));
    assert_eq!(FIVE.get(&target(8192)).status, 400);
    assert_eq!(FIVE.get(&target(8193)).problem()["status"], 414);
    assert_eq!(FIVE.get(&format!("/{}", "a".repeat(60_000))).problem()["status"], 414);
}

#[test]
fn head_equals_get_without_a_body() {
    let long = format!("/v1?{}", "a".repeat(9000));
    let refused = ["/nothing", "/v1/nearest?lon=x", &long];
    let targets = READ.iter().chain(&refused);
    for (target, coding) in targets.flat_map(|target| ["identity", "gzip"].map(|coding| (target, coding))) {
        let [get, head] = ["GET", "HEAD"].map(|method| FIVE.ask(method, target, &[("accept-encoding", coding)]));
        assert_eq!((head.status, head.body.len()), (get.status, 0), "{target}");
        let told = |answer: &Answer| {
            let mut names: Vec<String> = answer.headers.keys().map(|name| name.as_str().to_owned()).collect();
            names.sort_unstable();
            names.retain(|name| name != "content-length");
            names
        };
        assert_eq!(told(&head), told(&get), "{target} as {coding}");
        // Of what is packed nobody knows the length; what is not may be another moment's.
        let tells_length = head.header("content-length").parse().is_ok_and(|length: usize| length > 0);
        let packed = get.header("content-encoding") == "gzip";
        assert_eq!(tells_length, !packed && !get.body.is_empty(), "{target} as {coding}");
        for name in [
            "content-type",
            "content-encoding",
            "cache-control",
            "etag",
            "waystation-dataset",
            "access-control-allow-origin",
        ] {
            assert_eq!(head.header(name), get.header(name), "{name} of {target}");
        }
    }
    FIVE.listening(|address| {
        let answer = raw(address, b"HEAD /v1/nearest?lon=121&lat=31 HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
        let answer = String::from_utf8_lossy(&answer).into_owned();
        assert!(answer.starts_with("HTTP/1.1 200 OK\r\n") && answer.ends_with("\r\n\r\n"), "{answer}");
    });
}

#[test]
fn any_origin_may_read_answers_and_refusals() {
    let origin = [("origin", "https://example.org")];
    let mut targets: Vec<&str> = READ.to_vec();
    targets.extend(["/nothing", "/v1/nearest?lon=x", "/v1/nearest?lon=1&lat=1&x=1"]);
    for target in targets {
        for headers in [&origin[..], &[]] {
            let answer = FIVE.ask("GET", target, headers);
            assert_eq!(answer.header("access-control-allow-origin"), "*", "{target}");
        }
    }
    for (method, target, headers) in [
        ("PUT", "/v1", &[][..]),
        ("GET", "/v1", &[("accept", "image/png")][..]),
        ("POST", "/v1/nearest", &[("content-type", "text/plain")][..]),
    ] {
        let answer = FIVE.ask(method, target, headers);
        assert!(answer.status >= 400, "{method} {target}");
        assert_eq!(answer.header("access-control-allow-origin"), "*", "{method} {target}");
    }
    let long = FIVE.get(&format!("/{}", "a".repeat(9000)));
    assert_eq!(long.header("access-control-allow-origin"), "*");
}

#[test]
fn a_page_may_ask_whether_it_may_post() {
    let answer = FIVE.ask(
        "OPTIONS",
        "/v1/nearest",
        &[
            ("origin", "https://example.org"),
            ("access-control-request-method", "POST"),
            ("access-control-request-headers", "content-type,x-request-id"),
        ],
    );
    assert!([200, 204].contains(&answer.status), "{answer:?}");
    assert_eq!(answer.header("access-control-allow-origin"), "*");
    assert!(methods(answer.header("access-control-allow-methods")).contains(&"POST".to_owned()), "{answer:?}");
    let allowed = answer.header("access-control-allow-headers").to_ascii_lowercase();
    for name in ["content-type", "x-request-id"] {
        assert!(allowed.contains(name), "{name} in {allowed}");
    }
    assert!(answer.body.is_empty());
}

#[test]
fn a_page_that_asks_about_a_path_that_is_not_there_is_told_so() {
    let preflight = [("origin", "https://example.org"), ("access-control-request-method", "POST")];
    for target in
        ["/nothing", "/v1/nothing", "/v1/nearest/", "/V1", "/", "/v1", "/v1/nearest", "/v1/tiles/gaps/1/2/3", "*"]
    {
        let is_there = FIVE.ask("PUT", target, &[]).status == 405 || target == "*";
        for headers in [&preflight[..], &[]] {
            let answer = FIVE.ask("OPTIONS", target, headers);
            assert_eq!(answer.status, if is_there { 200 } else { 404 }, "{target}");
            if !is_there {
                answer.problem();
            }
            for name in ["access-control-allow-origin", "access-control-allow-methods"] {
                let is_shared = is_there || name.ends_with("origin");
                assert_eq!(answer.header(name).is_empty(), !is_shared, "{name} of {target}");
            }
        }
    }
}

#[test]
fn a_request_says_once_whom_it_asks() {
    let hosts = |count: usize| "Host: x\r\n".repeat(count);
    FIVE.listening(|address| {
        for (line, hosts, status, told) in [
            ("GET /v1/nearest?lon=121&lat=31 HTTP/1.1", hosts(1), 200, ""),
            ("GET /v1/nearest?lon=121&lat=31 HTTP/1.1", hosts(0), 400, "needs a Host header"),
            ("GET /v1/nearest?lon=121&lat=31 HTTP/1.1", hosts(2), 400, "may have one Host header"),
            ("GET http://x/v1/amenities HTTP/1.1", hosts(0), 400, "needs a Host header"),
            ("GET /livez HTTP/1.1", hosts(0), 400, "needs a Host header"),
            ("GET /nothing HTTP/1.1", hosts(0), 400, "needs a Host header"),
            ("OPTIONS /v1/nearest HTTP/1.1", hosts(0), 400, "needs a Host header"),
            ("POST /v1/nearest HTTP/1.1\r\nContent-Length: 3", hosts(3), 400, "may have one Host header"),
            // Nobody is named where there is but one to be asked.
            ("GET /livez HTTP/1.1", "Host:\r\n".to_owned(), 200, ""),
            ("GET /livez HTTP/1.0", hosts(0), 200, ""),
            ("GET /livez HTTP/1.0", hosts(1), 200, ""),
            ("GET /livez HTTP/1.0", hosts(2), 400, "may have one Host header"),
        ] {
            let body = if line.starts_with("POST") { "{}\n" } else { "" };
            let request = format!("{line}\r\n{hosts}X-Request-Id: walk-1\r\nConnection: close\r\n\r\n{body}");
            let answer = wire_answer(&raw(address, request.as_bytes()));
            assert_eq!(answer.status, status, "{line} {hosts}");
            assert_eq!(answer.header("x-request-id"), "walk-1", "{line}");
            if status == 400 {
                assert!(answer.problem()["detail"].as_str().unwrap().contains(told), "{line} {hosts}: {answer:?}");
                assert_eq!(answer.header("waystation-dataset"), FIVE.snapshot().version);
            }
        }
        // The connection goes on, its next request as good as any.
        let two = "GET /livez HTTP/1.1\r\n\r\nGET /v1 HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n";
        let answers = String::from_utf8_lossy(&raw(address, two.as_bytes())).into_owned();
        assert!(answers.starts_with("HTTP/1.1 400 ") && answers.contains("HTTP/1.1 200 "), "{answers}");
        let metrics = wire_answer(&raw(address, b"GET /metrics HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"));
        let counted = "waystation_http_requests_total{route=\"/livez\",method=\"GET\",code=\"400\"}";
        assert!(String::from_utf8_lossy(&metrics.body).contains(counted));
    });
}

#[test]
fn every_refusal_on_every_path_names_the_data_in_use_once_there_is_any() {
    let (server, empty) = (Server::of_stations(&five()), Server::empty());
    let version = server.snapshot().version.clone();
    let routes = waystation::http::router(Default::default());
    let mut refused = std::collections::BTreeSet::new();
    for path in routes.paths().chain(["/nothing"]) {
        let path = path.replace("{collection}", "stations").replace("{id}", "no").replace("{file}", "no");
        let path = path.replace("{z}", "99").replace("{x}", "0").replace("{y}", "0");
        for (method, target, headers) in [
            ("GET", format!("{path}?nonsense=1"), &[][..]),
            ("PUT", path.clone(), &[]),
            ("GET", path.clone(), &[("accept", "image/x-none")]),
            ("POST", path.clone(), &[("content-type", "text/plain")]),
            ("GET", format!("{path}?{}", "x".repeat(9000)), &[]),
            ("HEAD", format!("{path}?nonsense=1"), &[]),
        ] {
            let answer = server.ask(method, &target, headers);
            if answer.status >= 400 {
                assert_eq!(answer.header("waystation-dataset"), version, "{method} {path}: {}", answer.status);
                refused.insert(answer.status);
            } else {
                // Pages and what is told of the service itself is made from no data.
                let is_of_data = path.starts_with("/v1/") && !["/v1/api.html", "/v1/api.css"].contains(&path.as_str());
                assert!(!is_of_data || answer.header("waystation-dataset") == version, "{method} {target}");
            }
            let answer = empty.ask(method, &target, headers);
            assert_eq!(answer.header("waystation-dataset"), "", "{method} {path}");
        }
    }
    assert_eq!(refused.into_iter().collect::<Vec<_>>(), [400, 404, 405, 406, 414, 415]);
}

#[test]
fn a_page_may_read_the_headers_that_matter() {
    let answer = FIVE.ask("GET", "/v1", &[("origin", "https://example.org")]);
    let exposed = answer.header("access-control-expose-headers").to_ascii_lowercase();
    for name in ["etag", "waystation-dataset", "retry-after"] {
        assert!(exposed.contains(name), "{name} in {exposed}");
    }
}

#[test]
fn every_status_of_refusal_is_a_problem() {
    let post = |media_type: &str, body: Vec<u8>| {
        let request = Request::post("/v1/nearest").header("content-type", media_type);
        FIVE.send(request.body(Body::from(body)).unwrap())
    };
    for (answer, status) in [
        (FIVE.get("/v1/nearest"), 400),
        (FIVE.get("/x"), 404),
        (FIVE.ask("PUT", "/v1", &[]), 405),
        (FIVE.ask("GET", "/v1", &[("accept", "image/png")]), 406),
        (post("application/json", vec![b' '; (2 << 20) + 1]), 413),
        (FIVE.get(&format!("/{}", "x".repeat(9000))), 414),
        (post("text/plain", b"{}".to_vec()), 415),
        (post("application/json", b"\xff".to_vec()), 400),
    ] {
        assert_eq!(answer.status, status);
        let problem = answer.problem();
        assert_eq!(problem["errors"].is_array(), status == 400, "{problem}");
        assert_eq!(answer.header("etag"), "", "{problem}");
    }
}

#[test]
fn a_body_that_is_no_text_is_named() {
    let problem = FIVE.post_text_to("/v1/nearest", b"{\"points\": \xff".to_vec()).problem();
    assert_eq!((&problem["errors"][0]["param"], &problem["errors"][0]["code"]), (&json!("body"), &json!("not_utf8")));
    assert!(problem["errors"][0]["hint"].as_str().unwrap().contains("from byte 11 on"), "{problem}");
}

#[test]
fn a_value_is_repeated_only_in_part() {
    let long = "x".repeat(5000);
    let problem = FIVE.get(&format!("/v1/nearest?lon={long}&lat=1&{long}=1")).problem();
    assert!(problem.to_string().len() < 2000, "{problem}");
    let hostile = FIVE.get("/v1/nearest?lon=%1B%5B2J%E2%80%AE&lat=1").problem();
    assert_eq!(hostile["errors"][0]["value"], json!("\u{1b}[2J\u{202e}"));
}
