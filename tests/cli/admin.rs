//! Who may have the data loaded anew, and what are others told?

use super::data::{DataDir, feature};
use super::program::{Service, ask, good, program, told};
use serde_json::{Value, json};
use std::fs;
use std::net::TcpListener;
use std::path::PathBuf;

const OLD: &str = "0123456789abcdef0123456789abcdef-old";
const NEW: &str = "fedcba9876543210fedcba9876543210-new";

fn token_file(dir: &DataDir, text: &str) -> PathBuf {
    let path = dir.path().join("token");
    fs::write(&path, text).unwrap();
    path
}

/// A service with an admin listener, which notices no change by itself.
fn serving(dir: &DataDir, options: &[&str]) -> Service {
    let usual = ["--listen", "127.0.0.1:0", "--admin-listen", "127.0.0.1:0", "--no-watch", "--look-every-s", "86400"];
    Service::start(program().arg("serve").arg(dir.path()).args(usual).args(options))
}

fn reload(service: &Service, query: &str, headers: &str) -> (u16, String, Value) {
    let head = format!("POST /reload{query} HTTP/1.1\r\nHost: 127.0.0.1\r\n{headers}");
    let (status, head, body) = ask(service.admin_address(), &head);
    (status, head, serde_json::from_str(&body).unwrap())
}

#[test]
fn a_reload_takes_either_token_and_says_what_came_of_it() {
    let (dir, tokens) = (good(), DataDir::new());
    let file = token_file(&tokens, &format!("{OLD}\n{NEW}\n"));
    let service = serving(&dir, &["--admin-token-file", file.to_str().unwrap(), "--log", "trace"]);
    for token in [OLD, NEW] {
        let (status, _, body) = reload(&service, "", &format!("Authorization: Bearer {token}\r\n"));
        assert_eq!((status, &body["result"]), (200, &json!("unchanged")));
    }
    let dir =
        dir.with_stations("s.geojson", &[feature("a", 121.0, 31.0, json!({})), feature("new", 121.0, 31.1, json!({}))]);
    let (status, _, body) = reload(&service, "", &format!("authorization: bearer {NEW}\r\n"));
    assert_eq!((status, &body["result"], &body["stations"]), (200, &json!("loaded"), &json!(2)));
    let dataset: Value = serde_json::from_str(&service.get("/v1/dataset").1).unwrap();
    assert_eq!(body["dataset"], dataset["dataset"]);
    // Half is refused, unless it is forced.
    let _dir = dir.with_stations("s.geojson", &[feature("a", 121.0, 31.0, json!({}))]);
    let (status, head, body) = reload(&service, "?force=false", &format!("Authorization: Bearer {OLD}\r\n"));
    assert_eq!(status, 409);
    assert!(
        head.contains("application/problem+json")
            && body["detail"].as_str().unwrap().contains("1 stations where there were 2")
    );
    let told: Value = serde_json::from_str(&service.get("/v1/dataset").1).unwrap();
    assert_eq!((&told["stale"], &told["stations"]), (&json!(true), &json!(2)));
    assert!(told["last_error"].as_str().unwrap().contains("1 stations where there were 2"));
    let ready: Value = serde_json::from_str(&service.get("/readyz").1).unwrap();
    assert_eq!((&ready["status"], &ready["stale"]), (&json!("degraded"), &json!(true)));
    assert_eq!(reload(&service, "?force=true", &format!("Authorization: Bearer {OLD}\r\n")).0, 200);
    let told: Value = serde_json::from_str(&service.get("/v1/dataset").1).unwrap();
    assert_eq!((&told["stale"], &told["stations"], told.get("last_error")), (&json!(false), &json!(1), None));
    let metrics = service.get("/metrics").1;
    for line in [
        "waystation_reloads_total{result=\"loaded\"} 2",
        "waystation_reloads_total{result=\"unchanged\"} 2",
        "waystation_reloads_total{result=\"refused\"} 1",
        "waystation_dataset_stale 0",
        "waystation_http_requests_total{route=\"/reload\",method=\"POST\",code=\"409\"} 1",
    ] {
        assert!(metrics.lines().any(|told| told == line), "{line} in {metrics}");
    }
    service.signal("TERM");
    let (code, out, log) = service.ended();
    assert_eq!(code, Some(0));
    for secret in [OLD, NEW] {
        assert!(!out.contains(secret) && !log.contains(secret), "a token is in the log");
    }
}

#[test]
fn without_its_token_nobody_is_let_in_and_no_page_may_read_the_answer() {
    let (dir, tokens) = (good(), DataDir::new());
    let file = token_file(&tokens, NEW);
    let service = serving(&dir, &["--admin-token-file", file.to_str().unwrap()]);
    let long = format!("Authorization: Bearer {NEW}x\r\n");
    for headers in [
        "",
        "Authorization: Bearer\r\n",
        "Authorization: Bearer \r\n",
        "Authorization: Basic eDp5\r\n",
        &long,
        &format!("Authorization: {NEW}\r\n"),
        "Authorization: Bearer \u{e9}\r\n",
    ] {
        let (status, head, body) = reload(&service, "?force=perhaps", headers);
        assert_eq!((status, &body["status"]), (401, &json!(401)), "{headers}");
        assert!(head.to_ascii_lowercase().contains("www-authenticate: bearer"), "{head}");
    }
    let right = format!("Authorization: Bearer {NEW}\r\nOrigin: https://example.org\r\n");
    for (method, target, expected) in [
        ("POST", "/reload", 200),
        ("POST", "/reload?force=perhaps", 400),
        ("POST", "/reload?forced=true", 400),
        ("GET", "/reload", 405),
        ("OPTIONS", "/reload", 405),
        ("POST", "/v1/nearest", 404),
        ("GET", "/", 404),
    ] {
        let (status, head, _) =
            ask(service.admin_address(), &format!("{method} {target} HTTP/1.1\r\nHost: x\r\n{right}"));
        assert_eq!(status, expected, "{method} {target}");
        assert!(!head.to_ascii_lowercase().contains("access-control-"), "{head}");
        assert_eq!(head.contains("allow: POST"), expected == 405, "{head}");
    }
    // The other listener does not know it.
    let (status, ..) = ask(&service.address, &format!("POST /reload HTTP/1.1\r\nHost: x\r\n{right}"));
    assert_eq!(status, 404);
}

#[test]
fn without_a_token_this_machine_may_but_no_page_in_its_browser() {
    let dir = good();
    let service = serving(&dir, &[]);
    let post = |host: &str, headers: &str| {
        ask(service.admin_address(), &format!("POST /reload HTTP/1.1\r\nHost: {host}\r\n{headers}")).0
    };
    for host in ["127.0.0.1:8081", "localhost", "[::1]"] {
        assert_eq!(post(host, ""), 200, "{host}");
    }
    assert_eq!(post("evil.example", ""), 403);
    assert_eq!(post("localhost", "Origin: https://evil.example\r\n"), 403);
    assert_eq!(post("localhost", "Sec-Fetch-Site: cross-site\r\n"), 403);
}

#[test]
fn a_variable_may_hold_the_token_and_then_there_is_a_listener() {
    let dir = good();
    let service = Service::start(
        program()
            .arg("serve")
            .arg(dir.path())
            .args(["--listen", "127.0.0.1:0", "--admin-listen", "[::1]:0"])
            .env("WAYSTATION_ADMIN_TOKEN", NEW),
    );
    assert_eq!(reload(&service, "", "").0, 401);
    assert_eq!(reload(&service, "", &format!("Authorization: Bearer {NEW}\r\n")).0, 200);
}

#[test]
fn tokens_in_a_file_and_in_the_variable_are_refused_as_a_contradiction_that_names_both() {
    let (dir, tokens) = (good(), DataDir::new());
    let file = token_file(&tokens, NEW);
    let file = file.to_str().unwrap();
    for variable in [OLD, NEW, ""] {
        let by_option: &[&str] = &["--admin-token-file", file];
        for (options, in_variable) in [(by_option, None), (&[], Some(file))] {
            let mut command = program();
            command.arg("serve").arg(dir.path()).args(["--listen", "127.0.0.1:0"]).args(options);
            command.env("WAYSTATION_ADMIN_TOKEN", variable);
            if let Some(file) = in_variable {
                command.env("WAYSTATION_ADMIN_TOKEN_FILE", file);
            }
            let (code, out, error) = told(&command.output().unwrap());
            assert_eq!((code, out.as_str(), error.lines().count()), (5, "", 1), "{error}");
            for named in [file, "--admin-token-file", "WAYSTATION_ADMIN_TOKEN:"] {
                assert!(error.contains(named), "{named} in {error}");
            }
            assert!(!error.contains(NEW) && !error.contains(OLD), "{error}");
        }
    }
}

#[test]
fn a_reload_in_part_is_no_success_and_tells_which_file_stays() {
    let list = "[[stations]]\npath = \"a.geojson\"\n[[stations]]\npath = \"b.geojson\"\n";
    let one = |id: &str, name: &str| feature(id, 121.0, 31.0, json!({"name": name}));
    let dir = DataDir::new()
        .with("dataset.toml", list)
        .with_stations("a.geojson", &[one("a", "old")])
        .with_stations("b.geojson", &[one("b", "old")]);
    let service = serving(&dir, &[]);
    assert_eq!(reload(&service, "", "").0, 200);
    let dir = dir.with_stations("a.geojson", &[one("a", "new")]).with("b.geojson", "{\"type\":");
    let (status, _, body) = reload(&service, "", "");
    let detail = body["detail"].as_str().unwrap();
    assert_eq!(status, 409, "{body}");
    assert!(detail.starts_with("loaded in part: b.geojson") && detail.contains("stays in use"), "{detail}");
    let name = |id: &str| -> Value {
        serde_json::from_str(&service.get(&format!("/v1/collections/stations/items/{id}")).1).unwrap()
    };
    assert_eq!((&name("a")["properties"]["name"], &name("b")["properties"]["name"]), (&json!("new"), &json!("old")));
    let told: Value = serde_json::from_str(&service.get("/v1/dataset").1).unwrap();
    assert_eq!((&told["stale"], &told["stations"]), (&json!(true), &json!(2)));
    assert!(told["last_error"].as_str().unwrap().starts_with("b.geojson"), "{told}");
    assert!(service.get("/metrics").1.contains("waystation_reloads_total{result=\"partly\"} 1"));
    let _dir = dir.with_stations("b.geojson", &[one("b", "new")]);
    assert_eq!(reload(&service, "", "").0, 200);
    let told: Value = serde_json::from_str(&service.get("/v1/dataset").1).unwrap();
    assert_eq!((&told["stale"], &name("b")["properties"]["name"]), (&json!(false), &json!("new")));
}

#[test]
fn what_cannot_be_an_admin_listener_is_told_in_one_sentence() {
    let (dir, tokens) = (good(), DataDir::new());
    let short = token_file(&tokens, "short-secret");
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let taken = taken.local_addr().unwrap().to_string();
    for (options, code, words) in [
        (&["--admin-listen", "0.0.0.0:0"][..], 5, "needs --admin-token-file"),
        (&["--admin-listen", "[::]:0"], 5, "needs --admin-token-file"),
        (&["--admin-token-file", short.to_str().unwrap()], 5, "at least 32"),
        (&["--admin-token-file", "/nowhere/at/all"], 5, "/nowhere/at/all"),
        (&["--admin-listen", &taken], 4, "cannot listen"),
    ] {
        let output = program().arg("serve").arg(dir.path()).args(["--listen", "127.0.0.1:0"]).args(options).output();
        let (found, out, error) = told(&output.unwrap());
        assert_eq!((found, out.as_str()), (code, ""), "{options:?}: {error}");
        assert!(error.contains(words) && error.lines().count() == 1 && !error.contains("short-secret"), "{error}");
    }
}
