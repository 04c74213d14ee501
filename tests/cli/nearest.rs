//! Does `nearest` answer as HTTP does, as a table or as the same document?

use super::data::DataDir;
use super::program::{Service, good, program, run, run_on, told};
use serde_json::{Value, json};

const THERE: [&str; 5] = ["nearest", "--lon", "120.999", "--lat", "31"];

fn with(more: &[&'static str]) -> Vec<&'static str> {
    THERE.iter().chain(more).copied().collect()
}

#[test]
fn a_table_tells_distance_direction_name_and_opening() {
    let (code, out, error) = run_on(&good(), &with(&["--at", "2026-11-23T10:00:00+08:00"]));
    assert_eq!((code, error.as_str()), (0, ""));
    let lines: Vec<&str> = out.lines().collect();
    assert_eq!(lines.len(), 3, "{out}");
    for part in ["96 m", "E", "南洪街", "open until 2026-11-23T18:00:00+08:00", "Drinking water"] {
        assert!(lines[1].contains(part), "{part} in {out}");
    }
    assert!(lines[2].contains("B") && lines[2].contains("open"), "{out}");
}

#[test]
fn none_found_exits_with_1_and_tells_why() {
    let (code, out, _) = run_on(&good(), &with(&["--amenity", "gym,water"]));
    assert_eq!(code, 1);
    assert!(out.contains("南洪街") && out.contains("amenity:gym"), "{out}");
    let (code, out, _) = run_on(&good(), &with(&["--open", "2026-11-22T10:00:00+08:00", "--amenity", "water"]));
    assert_eq!(code, 1);
    assert!(out.contains("2026-11-23T09:00:00+08:00"), "{out}");
}

#[test]
fn as_json_it_is_the_document_of_http_but_for_its_time() {
    let dir = good();
    let service = Service::start(program().arg("serve").arg(dir.path()).args(["--listen", "127.0.0.1:0"]));
    for (flags, query) in [
        (vec!["--at", "2026-11-23T10:00:00+08:00"], "at=2026-11-23T10:00:00%2B08:00"),
        (
            vec![
                "--limit",
                "1",
                "--radius-m",
                "5000.5",
                "--amenity",
                "water",
                "--amenity-any",
                "wifi,water",
                "--kind",
                "other",
                "--access",
                "unknown",
                "--open",
                "2026-11-23T10:00:00+08:00",
                "--open-for-s",
                "60",
                "--speed-mps",
                "1.4",
                "--crs",
                "gcj02",
                "--lang",
                "zh",
            ],
            "limit=1&radius_m=5000.5&amenity=water&amenity_any=wifi,water&kind=other&access=unknown&open=2026-11-23T10:00:00%2B08:00&open_for_s=60&speed_mps=1.4&crs=gcj02&lang=zh",
        ),
        (
            vec!["--amenity-not", "gym", "--min-capacity", "5", "--at", "2026-11-23T10:00:00Z"],
            "amenity_not=gym&min_capacity=5&at=2026-11-23T10:00:00Z",
        ),
    ] {
        let mut arguments = with(&["--json"]);
        arguments.extend(&flags);
        let (code, out, error) = run_on(&dir, &arguments);
        assert!(code < 2, "{error}");
        let (status, body) = service.get(&format!("/v1/nearest?lon=120.999&lat=31&{query}"));
        assert_eq!(status, 200, "{body}");
        let plain = |text: &str| {
            let mut document: Value = serde_json::from_str(text).unwrap();
            document["timeStamp"] = Value::Null;
            // Two processes loaded the same data at different times.
            document["dataset"]["loaded_at"] = Value::Null;
            document
        };
        assert_eq!(plain(&out), plain(&body), "{query}");
    }
}

#[test]
fn what_is_wrong_is_told_by_its_flag_and_exits_with_2() {
    for (flags, parts) in [
        (&["--lon", "121"][..], &["--lat"][..]),
        (&["--lon", "31", "--lat", "121"], &["--lat", "swapped"]),
        (&["--lon", "x", "--lat", "31"], &["--lon x"]),
        (&["--lon", "121", "--lat", "31", "--amenity", "watr"], &["--amenity watr", "water"]),
        (&["--lon", "121", "--lat", "31", "--radius-m", "-1"], &["--radius-m -1"]),
        (&["--lon", "121", "--lat", "31", "--limit", "0"], &["--limit 0"]),
        (&["--lon", "121", "--lat", "31", "--open-for-s", "5"], &["--open-for-s"]),
        (&["--lon", "121", "--lat", "31", "--speed-mps", "5"], &["--speed-mps"]),
        (&["--lon", "121", "--lat", "31", "--colour", "red"], &["--colour"]),
        (&["--lon", "121", "--lon", "122", "--lat", "31"], &["--lon"]),
        (&["--lon", "121", "--lat", "31", "--crs", "utm"], &["--crs utm", "gcj02"]),
    ] {
        let mut arguments = vec!["nearest"];
        arguments.extend(flags);
        let (code, out, error) = run_on(&good(), &arguments);
        assert_eq!((code, out.as_str()), (2, ""), "{flags:?}: {error}");
        for part in parts {
            assert!(error.contains(part), "{flags:?}: {part} in {error}");
        }
    }
}

#[test]
fn western_and_southern_positions_need_no_equals_sign() {
    for flags in [&["--lon", "-9.1", "--lat", "-31"][..], &["--lon=-9.1", "--lat=-31"]] {
        let mut arguments = vec!["nearest"];
        arguments.extend(flags);
        assert_eq!(run_on(&good(), &arguments).0, 0, "{flags:?}");
    }
}

#[test]
fn without_a_directory_the_bundled_data_is_asked() {
    let (code, out, _) =
        run(&["nearest", "--lon", "123.4", "--lat", "41.79", "--limit", "1", "--json", "--amenity", "haircut"]);
    assert_eq!(code, 0);
    let found: Value = serde_json::from_str(&out).unwrap();
    assert_eq!(found["features"][0]["id"], "shenyang-heping-new-employment");
}

#[test]
fn a_variable_stands_in_for_a_flag_and_a_flag_wins() {
    let dir = good();
    let mut command = program();
    command
        .env("WAYSTATION_LON", "120.999")
        .env("WAYSTATION_LAT", "31")
        .env("WAYSTATION_LIMIT", "1")
        .env("WAYSTATION_JSON", "true");
    let (code, out, error) = told(&command.arg("nearest").arg(dir.path()).output().unwrap());
    assert_eq!((code, error.as_str()), (0, ""));
    let found: Value = serde_json::from_str(&out).unwrap();
    assert_eq!((&found["numberReturned"], &found["query"]["lon"]), (&json!(1), &json!(120.999)));
    command.args(["--limit", "2"]);
    let (_, out, _) = told(&command.output().unwrap());
    assert_eq!(serde_json::from_str::<Value>(&out).unwrap()["numberReturned"], 2);
}

#[test]
fn files_that_were_refused_are_told_and_without_any_other_there_is_no_answer() {
    let asked = ["nearest", "--lon", "121", "--lat", "31"];
    let (code, out, error) = run_on(&DataDir::new().with("s.geojson", ""), &asked);
    assert_eq!((code, out.as_str()), (2, ""), "{error}");
    assert!(error.contains("cannot load ") && error.contains("s.geojson:1: the file is empty"), "{error}");
    let list = "[[stations]]\npath = \"s.geojson\"\n[[stations]]\npath = \"none.geojson\"\n";
    let (code, out, error) = run_on(&good().with("dataset.toml", list), &asked);
    assert_eq!((code, error.as_str()), (0, "waystation: none.geojson: cannot be read: no such file or directory\n"));
    assert!(out.contains("南洪街"), "{out}");
}
