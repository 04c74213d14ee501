//! Does `serve` say what it serves, answer, and end when told to?

use super::data::{DataDir, collection, feature};
use super::program::{Service, good, program, run, told};
use serde_json::{Value, json};
use std::net::TcpListener;

#[test]
fn it_says_what_it_loaded_where_it_listens_and_what_to_try() {
    let dir = good();
    let service = Service::start(program().arg("serve").arg(dir.path()).args(["--listen", "127.0.0.1:0"]));
    for part in ["s.geojson", "accepted", "2 stations, version ", &format!("http://{}/", service.address)] {
        assert!(service.greeting.contains(part), "{part} in {}", service.greeting);
    }
    // The line to try works as it stands.
    let line = service.greeting.lines().find(|line| line.contains("curl ")).unwrap();
    let target = line.split(&service.address).nth(1).unwrap().trim_end_matches('\'');
    let (status, body) = service.get(target);
    assert_eq!(status, 200, "{body}");
    let found: Value = serde_json::from_str(&body).unwrap();
    assert_eq!(found["features"][0]["id"], "a");
    assert_eq!(service.get("/readyz").0, 200);
    assert_eq!(service.get("/nothing").0, 404);
}

#[test]
fn without_a_subcommand_it_serves_the_bundled_data() {
    let service = Service::start(program().env("WAYSTATION_LISTEN", "127.0.0.1:0"));
    assert!(service.greeting.contains("germany/stations.geojson") && service.greeting.contains("5400 stations"));
    let (status, body) = service.get("/v1/dataset");
    assert_eq!(status, 200);
    assert_eq!(serde_json::from_str::<Value>(&body).unwrap()["stations"], 5400);
}

#[test]
fn variables_stand_in_for_its_arguments() {
    let dir = good();
    let service = Service::start(
        program().arg("serve").env("WAYSTATION_DIR", dir.path()).env("WAYSTATION_LISTEN", "127.0.0.1:0"),
    );
    assert!(service.greeting.contains("2 stations"), "{}", service.greeting);
}

#[test]
fn a_port_in_use_is_told_in_one_sentence() {
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap().to_string();
    let dir = good();
    let (code, out, error) =
        told(&program().arg("serve").arg(dir.path()).args(["--listen", &address]).output().unwrap());
    assert_eq!((code, out.as_str()), (4, ""), "{error}");
    assert!(error.starts_with("waystation: ") && error.contains(&address) && error.lines().count() == 1, "{error}");
}

#[test]
fn an_address_without_a_port_is_told_with_one_that_has_it() {
    for option in ["--listen", "--admin-listen"] {
        for address in ["8080", "localhost:8080", "127.0.0.1", "127.0.0.1:99999", "::1:8080", ""] {
            let (code, out, error) = run(&["serve", option, address]);
            assert_eq!((code, out.as_str()), (2, ""), "{option} {address}");
            assert!(error.contains(option) && error.contains("such as 127.0.0.1:8080 or [::1]:8080"), "{error}");
        }
    }
}

#[test]
fn a_limit_that_lets_nothing_through_is_refused() {
    for option in
        ["--max-connections", "--max-connections-per-address", "--max-requests", "--max-headers", "--max-header-bytes"]
    {
        for value in ["0", "-1", "1.5", ""] {
            let (code, out, error) = run(&["serve", option, value]);
            assert_eq!((code, out.as_str()), (2, ""), "{option} {value}");
            assert!(error.contains(option) && error.contains("1 or more"), "{error}");
        }
    }
    let (code, _, error) = run(&["serve", "--idle-timeout-s", "-1"]);
    assert!(code == 2 && error.contains("seconds are expected, 0 to 86400"), "{error}");
}

#[test]
fn a_directory_that_is_not_there_is_told_in_one_sentence() {
    let (code, out, error) = run(&["serve", "/nowhere/at/all", "--listen", "127.0.0.1:0"]);
    assert_eq!((code, out.as_str()), (3, ""));
    assert!(error.contains("/nowhere/at/all") && error.lines().count() == 1, "{error}");
}

#[test]
fn a_list_of_sources_that_cannot_be_read_ends_it() {
    let dir = good().with("dataset.toml", "nam = 1\n");
    let (code, _, error) =
        told(&program().arg("serve").arg(dir.path()).args(["--listen", "127.0.0.1:0"]).output().unwrap());
    assert_eq!(code, 3);
    assert!(error.contains("dataset.toml") && error.contains("nam"), "{error}");
}

#[test]
fn the_list_of_sources_stands_for_its_directory() {
    let dir = good();
    let list = dir.path().join("dataset.toml");
    let service = Service::start(program().arg("serve").arg(list).args(["--listen", "127.0.0.1:0"]));
    assert!(service.greeting.contains("2 stations, version "), "{}", service.greeting);
    let within = Service::start(program().current_dir(dir.path()).args([
        "serve",
        "dataset.toml",
        "--no-last-good",
        "--listen",
        "127.0.0.1:0",
    ]));
    assert!(within.greeting.contains("2 stations, version "), "{}", within.greeting);
}

#[test]
fn without_one_good_station_the_service_tells_everywhere_that_its_sources_are_broken() {
    let cut = &collection(&[feature("a", 1.0, 2.0, json!({"name": "A"}))])[..60];
    for (name, text, reason) in [
        ("cn.csv", "date,kind,name\n2026-10-01,holiday,x\n", "the first line must name the columns lon and lat"),
        ("s.geojson", cut, "cut off"),
        ("s.geojson", "", "the file is empty"),
        ("s.fgb", "fgb", "cut off"),
    ] {
        let dir = DataDir::new().with(name, text);
        let file = dir.path().join(name);
        let mut serve = program();
        serve.arg("serve").arg(file).args(["--no-last-good", "--listen", "127.0.0.1:0"]);
        let service = Service::start(&mut serve);
        for path in ["/readyz", "/v1/dataset"] {
            let (status, body) = service.get(path);
            let told: Value = serde_json::from_str(&body).unwrap();
            assert_eq!((status, &told["stale"]), (200, &json!(true)), "{name}: {told}");
            assert!(told["last_error"].as_str().unwrap().contains(reason), "{name}: {told}");
        }
        service.signal("TERM");
        let (_, _, log) = service.ended();
        assert!(log.contains("the sources are broken") && log.contains(reason), "{name}: {log}");
    }
}

#[test]
fn a_data_set_of_no_stations_is_served_if_that_is_what_its_files_say() {
    let dir = DataDir::new().with_stations("s.geojson", &[]);
    let service = Service::start(program().arg("serve").arg(dir.path()).args(["--listen", "127.0.0.1:0"]));
    assert!(service.greeting.contains("\n0 stations, version "), "{}", service.greeting);
    assert_eq!(service.get("/readyz").0, 200);
}

#[test]
fn a_file_that_is_refused_beside_good_ones_is_told_with_its_reason_and_the_others_are_served() {
    let dir = good().with("dataset.toml", "[[stations]]\npath = \"s.geojson\"\n[[stations]]\npath = \"t.geojson\"\n");
    let service = Service::start(program().arg("serve").arg(dir.path()).args(["--listen", "127.0.0.1:0"]));
    assert!(service.greeting.contains("2 stations, version "), "{}", service.greeting);
    service.signal("TERM");
    let (code, _, log) = service.ended();
    assert_eq!(code, Some(0));
    assert!(log.contains("a file was refused") && log.contains("t.geojson: cannot be read: no such file"), "{log}");
}

#[test]
fn an_address_that_is_none_is_told() {
    for address in ["nonsense", "127.0.0.1:99999", "127.0.0.1"] {
        let (code, _, error) = run(&["serve", "--listen", address]);
        assert_eq!(code, 2, "{address}");
        assert!(error.contains("--listen"), "{error}");
    }
}

#[test]
fn the_exit_codes_are_told_by_its_help() {
    let (_, out, _) = run(&["serve", "--help"]);
    for part in ["Exit codes:", "3    the data", "4    the address"] {
        assert!(out.contains(part), "{part} in {out}");
    }
}

#[test]
fn a_limit_that_is_none_is_told() {
    for (option, value) in [("--idle-timeout-s", "soon"), ("--max-connections", "many"), ("--log", "loud")] {
        let (code, _, error) = run(&["serve", "--listen", "127.0.0.1:0", option, value]);
        assert!(code == 2 && error.contains(option), "{error}");
    }
}
