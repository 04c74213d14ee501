//! Does `nearest --points` answer every point of a stream, in order, as one question after another would?

use super::data::DataDir;
use super::program::{good, program, run_on, told};
use serde_json::Value;
use std::io::Write;
use std::process::{Command, Stdio};

fn with_points(text: &str) -> (DataDir, String) {
    let dir = DataDir::new().with("points.csv", text);
    let path = dir.path().join("points.csv").to_str().unwrap().to_owned();
    (dir, path)
}

/// Runs with a text on standard input.
fn piped(command: &mut Command, text: &str) -> (i32, String, String) {
    let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let mut input = child.stdin.take().unwrap();
    let text = text.to_owned();
    let written = std::thread::spawn(move || drop(input.write_all(text.as_bytes())));
    let output = child.wait_with_output().unwrap();
    written.join().unwrap();
    told(&output)
}

const AT: [&str; 2] = ["--at", "2026-11-23T10:00:00+08:00"];

#[test]
fn every_point_is_a_row_of_csv_in_its_order() {
    let (_dir, points) = with_points("id,lon,lat\nx,120.999,31\n\"y, z\",121.02,31.0\n,121.0,31.0\n");
    let arguments = [&["nearest", "--points", &points, "--limit", "1"][..], &AT].concat();
    let (code, out, error) = run_on(&good(), &arguments);
    assert_eq!((code, error.as_str()), (0, "3 points answered, 0 refused\n"));
    let lines: Vec<&str> = out.lines().collect();
    assert_eq!(lines[0], "id,lon,lat,rank,station,distance_m,bearing_deg,name,open,closes_at,opens_at");
    assert!(lines[1].starts_with("x,120.999,31,1,a,95."), "{out}");
    assert!(lines[1].ends_with(",南洪街,open,2026-11-23T18:00:00+08:00,"), "{out}");
    assert!(lines[2].starts_with("\"y, z\",121.02,31.0,1,b,95") && lines[2].ends_with(",B,open,,"), "{out}");
    assert!(lines[3].starts_with(",121.0,31.0,1,a,0,0,"), "{out}");
    assert_eq!(lines.len(), 4);
}

#[test]
fn each_row_tells_what_one_question_tells() {
    let dir = good();
    let text = "id,lon,lat\n0,120.9,31.3\n1,-179.9,-89\n2,121.004,31.0001\n3,121.0049,31\n";
    for flags in [
        &["--limit", "2"][..],
        &["--limit", "2", "--radius-m", "40000", "--crs", "gcj02"],
        &["--limit", "1", "--amenity", "water"],
        &["--limit", "2", "--open", "2026-11-23T10:00:00+08:00"],
        &["--limit", "2", "--open", "2026-11-23T17:30:00+08:00", "--speed-mps", "1.4"],
    ] {
        let (files, points) = with_points(text);
        let output = files.path().join("out.ndjson");
        let mut arguments = vec!["nearest", "--points", &points, "-o", output.to_str().unwrap()];
        arguments.extend(flags);
        let with_at = if flags.contains(&"--open") { &[][..] } else { &AT };
        arguments.extend(with_at);
        let (code, out, error) = run_on(&dir, &arguments);
        assert_eq!((code, out.as_str()), (0, ""), "{error}");
        let rows = std::fs::read_to_string(&output).unwrap();
        let rows: Vec<Value> = rows.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
        let mut expected = Vec::new();
        for point in text.lines().skip(1) {
            let parts: Vec<&str> = point.split(',').collect();
            let mut arguments = vec!["nearest", "--lon", parts[1], "--lat", parts[2], "--json"];
            arguments.extend(flags);
            arguments.extend(with_at);
            let (_, out, error) = run_on(&dir, &arguments);
            let answer: Value = serde_json::from_str(&out).unwrap_or_else(|_| panic!("{error}"));
            let features = answer["features"].as_array().unwrap();
            if features.is_empty() {
                expected.push((parts[0].to_owned(), Value::Null, Value::Null, Value::Null, Value::Null));
            }
            for feature in features {
                let properties = &feature["properties"];
                let at_arrival = properties["open_at_arrival"]["state"].clone();
                expected.push((
                    parts[0].to_owned(),
                    feature["id"].clone(),
                    properties["distance_m"].clone(),
                    properties["bearing_deg"].clone(),
                    at_arrival,
                ));
            }
        }
        let found: Vec<_> = rows
            .iter()
            .map(|row| {
                let id = row["id"].as_str().unwrap().to_owned();
                let [station, distance_m, bearing_deg, at_arrival] =
                    ["station", "distance_m", "bearing_deg", "open_at_arrival"].map(|name| row[name].clone());
                (id, station, distance_m, bearing_deg, at_arrival)
            })
            .collect();
        assert_eq!(found, expected, "{flags:?}");
    }
}

#[test]
fn what_is_no_point_is_told_with_its_line_and_the_others_are_answered() {
    let (files, points) = with_points("lat,LON,note,id\n31,121,,good\n121,31,,swapped\n,121,,\nx,121,,\n31,121,,too\n");
    let output = files.path().join("out.geojson");
    let arguments = ["nearest", "--points", &points, "-o", output.to_str().unwrap(), "--limit", "1"];
    let (code, out, error) = run_on(&good(), &arguments);
    assert_eq!((code, out.as_str()), (1, ""), "{error}");
    for line in [
        "refused  points.csv:3: lat 121 is outside -90..90: lon and lat look swapped",
        "refused  points.csv:4: lat is missing",
        "refused  points.csv:5: lat x is no number of degrees",
        "2 points answered, 3 refused",
    ] {
        assert!(error.lines().any(|told| told == line), "{line} in {error}");
    }
    let collection: Value = serde_json::from_str(&std::fs::read_to_string(&output).unwrap()).unwrap();
    let features = collection["features"].as_array().unwrap();
    let ids: Vec<&str> = features.iter().map(|feature| feature["properties"]["id"].as_str().unwrap()).collect();
    assert_eq!(ids, ["good", "too"]);
    assert_eq!(features[0]["geometry"]["coordinates"], serde_json::json!([121.0, 31.0]));
    assert_eq!((&collection["type"], &features[0]["type"]), (&"FeatureCollection".into(), &"Feature".into()));
}

#[test]
fn a_stream_goes_in_and_a_stream_comes_out_in_order_however_many_processors_there_are() {
    // More rows than are read at once, so that several batches and many pieces follow each other.
    let rows: String = (0..150_000)
        .map(|at| format!("{{\"id\":{at},\"lon\":{},\"lat\":31}}\n", 121.0 + f64::from(at % 900) * 1e-5))
        .collect();
    let dir = good();
    let answered = |threads: &str| {
        let mut command = program();
        command.env("RAYON_NUM_THREADS", threads);
        command.arg("nearest").arg(dir.path()).args(["--points", "-", "--format", "ndjson", "--limit", "1"]).args(AT);
        let (code, out, error) = piped(&mut command, &rows);
        assert_eq!((code, error.as_str()), (0, "150000 points answered, 0 refused\n"));
        out
    };
    let (one, four) = (answered("1"), answered("4"));
    assert!(one == four, "the answers differ");
    assert_eq!(one.lines().count(), 150_000);
    for (at, line) in one.lines().enumerate() {
        assert!(line.starts_with(&format!("{{\"id\":\"{at}\",")), "{at}: {line}");
    }
}

#[test]
fn no_points_are_an_empty_file_and_a_wrong_question_asks_nothing() {
    let (files, points) = with_points("id,lon,lat\n");
    let output = files.path().join("out.geojson");
    let (code, _, error) = run_on(&good(), &["nearest", "--points", &points, "-o", output.to_str().unwrap()]);
    assert_eq!((code, error.as_str()), (0, "0 points answered, 0 refused\n"));
    let collection: Value = serde_json::from_str(&std::fs::read_to_string(&output).unwrap()).unwrap();
    assert_eq!(collection["features"], serde_json::json!([]));
    let before = std::fs::read_to_string(&output).unwrap();
    for (flags, part) in [
        (&["--amenity", "watr"][..], "--amenity watr"),
        (&["--limit", "101"], "--limit 101"),
        (&["--lon", "3"], "--lon"),
        (&["--json"], "--json"),
        (&["--format", "xml"], "--format xml"),
    ] {
        let mut arguments = vec!["nearest", "--points", &points, "-o", output.to_str().unwrap()];
        arguments.extend(flags);
        let (code, out, error) = run_on(&good(), &arguments);
        assert_eq!((code, out.as_str()), (2, ""), "{flags:?}: {error}");
        assert!(error.contains(part), "{flags:?}: {part} in {error}");
    }
    let (_headless, headless) = with_points("1,2\n3,4\n");
    let (code, _, error) = run_on(&good(), &["nearest", "--points", &headless, "-o", output.to_str().unwrap()]);
    assert!(code == 2 && error.contains("columns lon and lat"), "{code} {error}");
    let (code, _, error) = run_on(&good(), &["nearest", "--points", "/no/such", "-o", output.to_str().unwrap()]);
    assert!(code == 2 && error.contains("/no/such"), "{code} {error}");
    let (code, _, error) = run_on(&good(), &["nearest", "--points", &points, "-o", "out.xml"]);
    assert!(code == 2 && error.contains("out.xml"), "{code} {error}");
    assert_eq!(std::fs::read_to_string(&output).unwrap(), before);
}
