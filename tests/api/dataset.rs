//! Does `GET /v1/dataset` tell what was loaded from where, and everything that was refused or doubted?

use super::data::{DataDir, feature};
use super::server::{BUNDLED, Server};
use chrono::{DateTime, NaiveDate};
use serde_json::{Value, json};

fn mixed() -> Server {
    Server::loading(
        DataDir::new()
            .with(
                "dataset.toml",
                "name = \"Mixed\"\ntimezone = \"Asia/Shanghai\"\ncalendar = \"days.csv\"\n\
                 [[stations]]\npath = \"one.geojson\"\ncrs = \"gcj02\"\nlicence = \"CC0\"\n\
                 [[stations]]\npath = \"missing.geojson\"\n\
                 [[regions]]\npath = \"r.geojson\"\n[[demand]]\npath = \"people.csv\"\nkind = \"people\"\n",
            )
            .with("days.csv", "date,kind,name,as\n2026-10-01,holiday,x,\nnonsense,holiday,x,\n")
            .with_stations(
                "one.geojson",
                &[
                    feature("a", 121.0, 31.0, json!({"name": "A"})),
                    feature("b", 31.0, 121.47, json!({"name": "B"})),
                    feature("c", 121.0, 31.1, json!({"capacity": -1})),
                    feature("d", 121.0, 31.2, json!({"name": "D", "status": "closed"})),
                ],
            )
            .with_stations("r.geojson", &[feature("r", 1.0, 1.0, json!({}))])
            .with("people.csv", "cell,weight\n891f1d48177ffff,12.5\nx,1\n"),
    )
}

#[test]
fn every_source_is_listed_with_its_counts() {
    let told = mixed().json("/v1/dataset");
    assert_eq!((&told["name"], &told["stations"], &told["stale"]), (&json!("Mixed"), &json!(3), &json!(false)));
    assert!(DateTime::parse_from_rfc3339(told["loaded_at"].as_str().unwrap()).is_ok());
    let sources = told["sources"].as_array().unwrap();
    for (path, kind, crs, accepted, rejected, warnings, licence) in [
        ("one.geojson", "stations", "gcj02", 3, 1, 2, json!("CC0")),
        ("missing.geojson", "stations", "wgs84", 0, 1, 0, Value::Null),
        ("days.csv", "calendar", "wgs84", 1, 1, 0, Value::Null),
        ("r.geojson", "regions", "wgs84", 0, 1, 0, Value::Null),
        ("people.csv", "demand", "wgs84", 1, 1, 0, Value::Null),
    ] {
        let source = sources.iter().find(|source| source["path"] == path).unwrap_or_else(|| panic!("{path}"));
        let counts = (&source["accepted"], &source["rejected"], &source["warnings"]);
        assert_eq!(counts, (&json!(accepted), &json!(rejected), &json!(warnings)), "{path}");
        assert_eq!((&source["kind"], &source["crs"], &source["licence"]), (&json!(kind), &json!(crs), &licence));
    }
    assert_eq!(sources.len(), 5);
}

#[test]
fn a_calendar_says_which_days_it_covers_and_other_sources_do_not() {
    for server in [&mixed(), &*BUNDLED] {
        for source in server.json("/v1/dataset")["sources"].as_array().unwrap() {
            let covers = match source["path"].as_str().unwrap() {
                "days.csv" => Some(json!({"from": "2026-01-01", "to": "2026-12-31"})),
                "germany/calendar.csv" => Some(json!({"from": "2024-01-01", "to": "2030-12-31"})),
                "liaoning-shandong/calendar.csv" => Some(json!({"from": "2024-01-01", "to": "2026-12-31"})),
                _ => None,
            };
            assert_eq!(source.get("covers"), covers.as_ref(), "{source}");
        }
    }
}

#[test]
fn a_calendar_that_hours_follow_is_told_two_months_before_it_ends() {
    let day = |text: &str| text.parse::<NaiveDate>().unwrap();
    let ending = |hours: &str, days: &str, today: &str| {
        let server = Server::loading(
            DataDir::new()
                .with(
                    "dataset.toml",
                    "timezone = \"UTC\"\ncalendar = \"days.csv\"\n[[stations]]\npath = \"s.geojson\"\n",
                )
                .with("days.csv", format!("date,kind\n{days}\n"))
                .with_stations("s.geojson", &[feature("a", 1.0, 1.0, json!({"opening_hours": hours}))]),
        );
        let snapshot = server.snapshot();
        snapshot.calendars_ending(day(today)).map(|(path, last)| format!("{path} {last}")).collect::<Vec<_>>()
    };
    let told = ["days.csv 2026-12-31"];
    let none: [&str; 0] = [];
    let (holiday, workday) = ("2026-05-01,holiday", "2026-05-09,workday");
    for (hours, days) in [("Mo-Su 08:00-12:00; PH off", holiday), ("Mo-Fr 08:00-12:00", workday)] {
        assert_eq!(ending(hours, days, "2026-11-01"), none, "{hours}");
        assert_eq!(ending(hours, days, "2026-11-02"), told, "{hours}");
        assert_eq!(ending(hours, days, "2031-01-01"), told, "{hours}");
    }
    for (hours, days) in [
        ("Mo-Fr 08:00-12:00", holiday),
        ("Mo-Su 08:00-12:00", workday),
        ("Fr[-1] 08:00-12:00", workday),
        ("24/7", workday),
    ] {
        assert_eq!(ending(hours, days, "2031-01-01"), none, "{hours}");
    }
}

#[test]
fn a_refusal_names_file_line_index_id_and_reason() {
    let told = mixed().json("/v1/dataset");
    let of = |list: &str, file: &str| -> Vec<Value> {
        told[list].as_array().unwrap().iter().filter(|notice| notice["file"] == file).cloned().collect()
    };
    assert_eq!(
        of("rejections", "one.geojson"),
        [json!({
            "file": "one.geojson", "line": 3, "index": 1, "id": "b",
            "reason": "lat 121.47 is outside -90..90: lon and lat look swapped",
        })]
    );
    let whole = &of("rejections", "missing.geojson")[0];
    assert_eq!((whole.get("line"), whole.get("index"), whole.get("id")), (None, None, None));
    assert!(whole["reason"].as_str().unwrap().contains("no such file"), "{whole}");
    let day = &of("rejections", "days.csv")[0];
    assert_eq!((&day["line"], &day["index"]), (&json!(3), &json!(1)));
    let row = &of("rejections", "people.csv")[0];
    assert_eq!((&row["line"], &row["index"]), (&json!(3), &json!(1)));
    let doubts = of("warnings", "one.geojson");
    assert!(
        doubts.iter().all(|notice| notice["id"] == "c" && notice["line"] == 4 && notice["index"] == 2),
        "{doubts:?}"
    );
}

#[test]
fn lists_are_cut_at_a_thousand_and_counts_are_whole() {
    let features: Vec<Value> = (0..3000)
        .map(|number| {
            let lat = if number % 2 == 0 { 99.0 } else { 1.0 };
            feature(number, 1.0, lat, json!({}))
        })
        .collect();
    let told = Server::of_stations(&features).json("/v1/dataset");
    let source = &told["sources"][0];
    assert_eq!(
        (&source["accepted"], &source["rejected"], &source["warnings"]),
        (&json!(1500), &json!(1500), &json!(1500))
    );
    for (list, first) in [("rejections", 0), ("warnings", 1)] {
        let list = told[list].as_array().unwrap();
        assert_eq!((list.len(), &list[0]["index"]), (1000, &json!(first)));
    }
}

#[test]
fn what_is_warned_of_a_source_is_counted_with_it() {
    let told = Server::loading(
        DataDir::new()
            .with("dataset.toml", "[[stations]]\npath = \"s.geojson\"\ntimezone = \"Mars/Base\"\n")
            .with_stations("s.geojson", &[feature("a", 1.0, 1.0, json!({"name": "A"}))]),
    )
    .json("/v1/dataset");
    let of_source = told["warnings"].as_array().unwrap().iter().filter(|notice| notice["file"] == "s.geojson").count();
    assert_eq!((of_source, &told["sources"][0]["warnings"]), (1, &json!(1)));
}

#[test]
fn the_bundled_data_is_accepted_whole() {
    let told = BUNDLED.json("/v1/dataset");
    for source in told["sources"].as_array().unwrap() {
        assert_eq!(source["rejected"], 0, "{source}");
        assert!(source["accepted"].as_u64().unwrap() > 0, "{source}");
        assert!(source["kind"] == "calendar" || source["licence"].is_string(), "{source}");
    }
    assert_eq!((&told["rejections"], &told["stations"]), (&json!([]), &json!(5400)));
}

#[test]
fn the_answer_names_its_data_and_takes_no_parameter() {
    let answer = BUNDLED.get("/v1/dataset");
    assert_eq!(answer.header("content-type"), "application/json");
    let told = answer.json();
    assert_eq!(
        (&told["version"], &told["dataset"]["version"]),
        (&json!(answer.header("waystation-dataset")), &told["version"])
    );
    let problem = BUNDLED.get("/v1/dataset?lang=en").problem();
    assert_eq!(problem["errors"][0]["param"], "lang");
}
