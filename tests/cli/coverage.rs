//! Does `coverage` answer as HTTP does, and write files that hold the same?

use super::data::{DataDir, collection, feature};
use super::program::{Service, program, run, run_on, told};
use serde_json::{Value, json};
use std::fs;

/// A square of 10 km with one station in its middle that closes at night, and people.
fn town() -> DataDir {
    let ring = json!([[121.0, 31.0], [121.1, 31.0], [121.1, 31.1], [121.0, 31.1], [121.0, 31.0]]);
    let region = json!({"type": "Feature", "id": "town", "properties": {"name": "小镇 <Town>"}, "geometry": {"type": "Polygon", "coordinates": [ring]}});
    DataDir::new()
        .with(
            "dataset.toml",
            "timezone = \"Asia/Shanghai\"\n[[stations]]\npath = \"s.geojson\"\nattribution = \"Stations: A & B\"\n\
             [[regions]]\npath = \"r.geojson\"\n[[demand]]\npath = \"people.csv\"\nkind = \"people\"\n",
        )
        .with_stations("s.geojson", &[feature("a", 121.05, 31.05, json!({"opening_hours": "Mo-Su 08:00-20:00"}))])
        .with("r.geojson", collection(&[region]))
        .with("people.csv", "lon,lat,weight\n121.05,31.05,300\n121.01,31.01,100\n")
}

#[test]
fn a_table_tells_what_is_covered_and_how_far_it_is() {
    let (code, out, error) = run_on(&town(), &["coverage", "--region", "town"]);
    assert_eq!((code, error.as_str()), (0, ""));
    for part in ["people", "400", "300", "75.0 %", "farthest:", "from a", "0 to 250", "over 5,000"] {
        assert!(out.contains(part), "{part} in {out}");
    }
}

#[test]
fn at_night_nothing_is_covered() {
    let covered = |at: &str| {
        let (code, out, _) = run_on(&town(), &["coverage", "--region", "town", "--open", at, "--json"]);
        assert_eq!(code, 0);
        let answer: Value = serde_json::from_str(&out).unwrap();
        (answer["stations"].as_u64().unwrap(), answer["demand"]["covered"].as_f64().unwrap())
    };
    assert_eq!(covered("2026-11-23T12:00:00+08:00"), (1, 300.0));
    assert_eq!(covered("2026-11-23T22:00:00+08:00"), (0, 0.0));
}

#[test]
fn an_instant_that_only_judges_is_refused_where_nothing_is_judged() {
    let at = "2026-11-23T22:00:00+08:00";
    for command in [&["coverage"][..], &["site", "--problem", "mclp", "--sites", "1", "--resolution", "8"]] {
        let asked = |more: &[&str]| run_on(&town(), &[command, &["--region", "town"], more].concat());
        let (code, out, error) = asked(&["--at", at]);
        assert_eq!((code, out.as_str()), (2, ""), "{command:?}");
        assert!(error.contains(&format!("--at {at}")) && error.contains(&format!("--open {at}")), "{error}");
        // With the same instant in both it means what it means over HTTP, and so does another one.
        let (code, both, _) = asked(&["--at", at, "--open", at]);
        assert_eq!((code, both), (0, asked(&["--open", at]).1), "{command:?}");
        let (code, _, error) = asked(&["--at", "2026-11-23T12:00:00+08:00", "--open", at]);
        assert!(code == 2 && error.contains("with open, at is the same instant"), "{error}");
    }
}

#[test]
fn as_json_it_is_the_document_of_http_but_for_its_time() {
    let dir = town();
    let service = Service::start(program().arg("serve").arg(dir.path()).args(["--listen", "127.0.0.1:0"]));
    let at = "2026-11-23T12:00:00";
    let flags = ["coverage", "--region", "town", "--radius-m", "1500", "--min-stations", "1", "--resolution", "8"];
    let more = ["--bands", "500,1500", "--open", "2026-11-23T12:00:00+08:00", "--demand", "people", "--json"];
    let (code, out, _) = run_on(&dir, &flags.iter().chain(&more).copied().collect::<Vec<_>>());
    assert_eq!(code, 0);
    let target = format!(
        "/v1/coverage?region=town&radius_m=1500&min_stations=1&resolution=8&bands=500,1500&open={at}%2B08:00&demand=people"
    );
    let lasting = |mut answer: Value| {
        for member in ["timeStamp", "dataset"] {
            assert!(answer.as_object_mut().unwrap().remove(member).is_some());
        }
        answer
    };
    let over_http: Value = serde_json::from_str(&service.get(&target).1).unwrap();
    assert_eq!(lasting(serde_json::from_str(&out).unwrap()), lasting(over_http));
}

#[test]
fn files_hold_the_gaps_the_cells_and_a_picture() {
    let dir = town();
    let path = |name: &str| dir.path().join(name);
    let [gaps, file, cells, picture] = ["g.geojson", "g.fgb", "c.csv", "p.svg"].map(path);
    let mut command = program();
    command.arg("coverage").arg(dir.path()).args(["--region", "town", "--json"]);
    for (flag, path) in [("--gaps", &gaps), ("--cells", &cells), ("--picture", &picture)] {
        command.arg(flag).arg(path);
    }
    let (code, out, error) = told(&command.output().unwrap());
    assert_eq!((code, error.as_str()), (0, ""));
    let answer: Value = serde_json::from_str(&out).unwrap();
    let [total, covered] = ["total", "covered"].map(|of| answer["cells"][of].as_u64().unwrap());
    let found: Value = serde_json::from_str(&fs::read_to_string(&gaps).unwrap()).unwrap();
    let in_gaps: u64 =
        found["features"].as_array().unwrap().iter().map(|gap| gap["properties"]["cells"].as_u64().unwrap()).sum();
    assert_eq!(in_gaps, total - covered);
    assert_eq!(fs::read_to_string(&cells).unwrap().lines().count() as u64, total + 1);
    let drawn = fs::read_to_string(&picture).unwrap();
    for part in ["小镇 &lt;Town&gt;", "75.0 % of people", "Stations: A &amp; B", ">1 station in view<", "over 5,000 m"]
    {
        assert!(drawn.contains(part), "{part} in the picture");
    }
    let mut command = program();
    command.arg("coverage").arg(dir.path()).args(["--region", "town", "--gaps"]).arg(&file);
    assert_eq!(told(&command.output().unwrap()).0, 0);
    assert!(fs::read(&file).unwrap().starts_with(b"fgb"));
}

#[test]
fn a_region_may_be_drawn_in_a_file() {
    let dir = town();
    let drawn = dir.path().join("drawn.json");
    fs::copy(dir.path().join("r.geojson"), &drawn).unwrap();
    let by = |region: &str| {
        let (code, out, error) = run_on(&dir, &["coverage", "--region", region, "--json"]);
        assert_eq!(code, 0, "{error}");
        serde_json::from_str::<Value>(&out).unwrap()["cells"].clone()
    };
    assert_eq!(by(drawn.to_str().unwrap()), by("town"));
}

#[test]
fn a_wrong_question_exits_with_2_and_names_the_flag() {
    let dir = town();
    for (flags, words) in [
        (&["--region", "Town"][..], "is \"town\" meant?"),
        (&[], "a --region is needed, the id of one or a GeoJSON file, or a --bbox"),
        (&["--region", "town", "--radius-m", "1km"], "--radius-m 1km"),
        (&["--region", "town", "--bands", "5,1"], "--bands"),
        (&["--region", "town", "--gaps", "gaps.shp"], ".geojson or .json or .fgb"),
        (&["--region", "town", "--cells", "/nowhere/c.csv"], "cannot write /nowhere/c.csv"),
        (&["--bbox", "-180,-90,180,90", "--resolution", "12"], "would fit"),
        (&["--bbox", "0,86,10,88", "--resolution", "4", "--picture", "/tmp/never.svg"], "around a pole"),
        (&["--region", "nowhere.geojson"], "cannot read nowhere.geojson"),
    ] {
        let arguments: Vec<&str> = ["coverage"].iter().chain(flags).copied().collect();
        let (code, _, error) = run_on(&dir, &arguments);
        assert_eq!(code, 2, "{flags:?}: {error}");
        assert!(error.contains(words), "{words} in {error}");
    }
    assert_eq!(run(&["coverage", "--help"]).0, 0);
}

#[test]
fn a_picture_says_which_stations_count_and_when() {
    let dir = town();
    let picture = dir.path().join("p.svg");
    let mut command = program();
    command.arg("coverage").arg(dir.path()).args(["--region", "town", "--kind", "other", "--open"]);
    command.args(["2026-11-23T22:00:00+08:00", "--picture"]).arg(&picture);
    assert_eq!(told(&command.output().unwrap()).0, 0);
    let drawn = fs::read_to_string(&picture).unwrap();
    assert!(drawn.contains("(of kind other; open at 2026-11-23T14:00:00Z)"), "{}", &drawn[..900]);
}
