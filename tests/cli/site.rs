//! Does `site` answer as HTTP does, draw and write what it finds, and solve given costs without any data?

use super::data::{DataDir, collection, feature};
use super::program::{Service, program, run_on, told};
use serde_json::{Value, json};
use std::fs;

/// A square of 10 km with one station in a corner, and people elsewhere.
fn town() -> DataDir {
    let ring = json!([[121.0, 31.0], [121.1, 31.0], [121.1, 31.1], [121.0, 31.1], [121.0, 31.0]]);
    let region = json!({"type": "Feature", "id": "town", "properties": {"name": "Town"}, "geometry": {"type": "Polygon", "coordinates": [ring]}});
    DataDir::new()
        .with(
            "dataset.toml",
            "timezone = \"Asia/Shanghai\"\n[[stations]]\npath = \"s.geojson\"\n[[regions]]\npath = \"r.geojson\"\n\
             [[demand]]\npath = \"people.csv\"\nkind = \"people\"\n",
        )
        .with_stations("s.geojson", &[feature("a", 121.005, 31.005, json!({}))])
        .with("r.geojson", collection(&[region]))
        .with("people.csv", "lon,lat,weight\n121.05,31.05,300\n121.09,31.09,100\n121.005,31.005,50\n")
        .with("lots.csv", "id,lon,lat\nmiddle,121.05,31.05\ncorner,121.09,31.09\n")
        .with("costs.csv", "demand_id,candidate_id,cost\n1,a,0\n1,b,5\n2,a,5\n2,b,0\n3,b,2\n")
        .with("weights.csv", "demand_id,weight\n1,10\n2,1\n3,1\n")
}

#[test]
fn a_table_tells_the_sites_what_each_gains_and_that_there_are_none_better() {
    let arguments =
        ["site", "--problem", "mclp", "--region", "town", "--radius-m", "500", "--sites", "2", "--resolution", "9"];
    let (code, out, error) = run_on(&town(), &arguments);
    assert_eq!((code, error.as_str()), (0, ""));
    for part in ["gain", "Town", "300", "450 people: proven to be the best"] {
        assert!(out.contains(part), "{part} in {out}");
    }
}

#[test]
fn as_json_it_is_the_document_of_http_but_for_its_time() {
    let dir = town();
    let service = Service::start(program().arg("serve").arg(dir.path()).args(["--listen", "127.0.0.1:0"]));
    let lots = dir.path().join("lots.csv");
    let at = "2026-11-23T12:00:00+08:00";
    let flags = [
        "site",
        "--problem",
        "p-median",
        "--region",
        "town",
        "--min-stations",
        "1",
        "--sites",
        "1",
        "--resolution",
        "8",
        "--alternatives",
        "1",
        "--json",
    ];
    let more = ["--open", at, "--existing", "false", "--candidates", lots.to_str().unwrap()];
    let (code, out, error) = run_on(&dir, &flags.iter().chain(&more).copied().collect::<Vec<_>>());
    assert_eq!((code, error.as_str()), (0, ""));
    let body = json!({
        "problem": "p-median", "region": "town", "sites": 1, "resolution": 8, "alternatives": 1, "open": at, "existing": false,
        "candidates": [{"id": "corner", "lon": 121.09, "lat": 31.09}, {"id": "middle", "lon": 121.05, "lat": 31.05}],
    });
    let lasting = |text: &str| {
        let mut answer: Value = serde_json::from_str(text).unwrap();
        for member in ["timeStamp", "dataset"] {
            assert!(answer.as_object_mut().unwrap().remove(member).is_some());
        }
        answer
    };
    assert_eq!(lasting(&out), lasting(&service.post("/v1/siting", &body.to_string()).1));
}

#[test]
fn files_hold_the_sites_and_a_picture_numbers_them() {
    let dir = town();
    let path = |name: &str| dir.path().join(name);
    for output in ["out.geojson", "out.csv"] {
        let mut command = program();
        command.arg("site").arg(dir.path()).args(["--problem", "mclp", "--region", "town", "--sites", "2"]);
        command.arg("-o").arg(path(output)).arg("--picture").arg(path("out.svg"));
        let (code, _, error) = told(&command.output().unwrap());
        assert_eq!((code, error.as_str()), (0, ""));
    }
    let drawn: Value = serde_json::from_str(&fs::read_to_string(path("out.geojson")).unwrap()).unwrap();
    assert_eq!(drawn["features"].as_array().unwrap().len(), 2);
    assert_eq!(drawn["features"][0]["properties"]["rank"], 1);
    let table = fs::read_to_string(path("out.csv")).unwrap();
    assert_eq!((table.lines().count(), table.lines().next()), (3, Some("rank,id,lon,lat,gain,objective_after,region")));
    let picture = fs::read_to_string(path("out.svg")).unwrap();
    assert!(picture.contains("2 more in Town") && picture.contains(">1</text>") && picture.contains(">2</text>"));
}

#[test]
fn given_costs_need_no_data_and_pairs_that_are_missing_cannot_serve() {
    let dir = town();
    let solve = |problem: &str, sites: &str, more: &[&str]| {
        let mut command = program();
        command.arg("site").arg("--matrix").arg(dir.path().join("costs.csv"));
        command.args(["--problem", problem, "--sites", sites, "--json"]).args(more);
        if !more.contains(&"--radius-m") {
            command.args(["--radius-m", "2"]);
        }
        command.arg("--weights").arg(dir.path().join("weights.csv"));
        let (code, out, error) = told(&command.output().unwrap());
        assert_eq!(error, "", "{problem}");
        (code, serde_json::from_str::<Value>(&out).unwrap())
    };
    let (code, median) = solve("p-median", "1", &[]);
    // Only b serves all: (10 x 5 + 0 + 2) / 12.
    assert_eq!((code, &median["sites"][0]["id"], &median["status"]), (0, &json!("b"), &json!("optimal")));
    assert!((median["objective"].as_f64().unwrap() - 52.0 / 12.0).abs() < 1e-12);
    assert_eq!(solve("mclp", "1", &[]).1["objective"], 10.0);
    assert_eq!(solve("lscp", "1", &[]).1["objective"], 2.0);
    let twice = |problem: &str, radius_m: &str| solve(problem, "2", &["--min-stations", "2", "--radius-m", radius_m]);
    assert_eq!(twice("mclp", "5").1["objective"], 11.0);
    assert_eq!(twice("mclp", "2").1["objective"], 0.0);
    assert_eq!((twice("lscp", "5").0, &twice("lscp", "5").1["uncoverable"][0]["id"]), (1, &json!("3")));
    assert_eq!(solve("p-center", "1", &[]).1["objective"], 5.0);
    assert_eq!(solve("p-center", "2", &[]).1["objective"], 2.0);
    let (code, none) = solve("p-median", "1", &["--forbidden", "b"]);
    assert_eq!((code, &none["status"], &none["uncoverable"][0]["id"]), (1, &json!("infeasible"), &json!("3")));
}

#[test]
fn what_is_wrong_is_told_in_a_sentence_and_ends_with_2() {
    let dir = town();
    for (arguments, said) in [
        (&["--problem", "mclp", "--region", "twon"][..], "is \"town\" meant?"),
        (&["--problem", "mcpl", "--region", "town"], "one of mclp, lscp, p-median, p-center is expected"),
        (&["--problem", "mclp"], "a --region is needed"),
        (&["--problem", "mclp", "--demand", "d.csv"], "or both --candidates and --demand"),
        (&["--problem", "mclp", "--region", "town", "--sites", "0"], "1 to 5000"),
        (&["--problem", "p-median", "--region", "town", "--min-stations", "2"], "nearest station alone"),
        (&["--problem", "mclp", "--region", "town", "-o", "sites.xlsx"], ".geojson or .json or .csv"),
        (&["--problem", "mclp", "--region", "town", "--candidates", "nowhere.csv"], "cannot read nowhere.csv"),
        (&["--problem", "mclp", "--matrix", "nowhere.csv"], "cannot read nowhere.csv"),
    ] {
        let (code, _, error) = run_on(&dir, &[&["site"], arguments].concat());
        assert_eq!(code, 2, "{arguments:?}: {error}");
        assert!(error.contains(said), "{arguments:?}: {error}");
    }
}
