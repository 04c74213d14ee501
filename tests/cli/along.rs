//! Does `along` answer as HTTP does, from a file or a polyline, as a table or as the same document?

use super::data::DataDir;
use super::program::{Service, good, program, run, run_on};
use serde_json::{Value, json};

const LINE: &str = r#"{"type":"LineString","coordinates":[[120.999,31.0002],[121.0055,31.0002],[121.011,31.0002]]}"#;

fn with_line(text: &str) -> (DataDir, String) {
    let dir = DataDir::new().with("route.geojson", text);
    let path = dir.path().join("route.geojson").to_str().unwrap().to_owned();
    (dir, path)
}

#[test]
fn a_table_tells_how_far_along_and_how_far_off() {
    let (_dir, route) = with_line(LINE);
    let (code, out, error) = run_on(&good(), &["along", "--route", &route, "--at", "2026-11-23T10:00:00+08:00"]);
    assert_eq!((code, error.as_str()), (0, ""));
    let lines: Vec<&str> = out.lines().collect();
    assert_eq!(lines.len(), 3, "{out}");
    for part in ["96 m", "22 m", "南洪街", "open until 2026-11-23T18:00:00+08:00", "Drinking water"] {
        assert!(lines[1].contains(part), "{part} in {out}");
    }
    assert!(lines[2].contains("1050 m") || lines[2].contains("1051 m"), "{out}");
    let (code, out, _) = run_on(&good(), &["along", "--route", &route, "--limit", "1"]);
    assert!(code == 0 && out.contains("1 more"), "{out}");
}

#[test]
fn as_json_it_is_the_document_of_http_and_goes_to_a_file_too() {
    let dir = good();
    let service = Service::start(program().arg("serve").arg(dir.path()).args(["--listen", "127.0.0.1:0"]));
    let (files, route) =
        with_line(&format!("\u{FEFF}{{\"type\":\"Feature\",\"properties\":{{}},\"geometry\":{LINE}}}\n"));
    let output = files.path().join("out.geojson");
    let flags =
        ["--corridor-m", "30.5", "--amenity", "water", "--open", "2026-11-23T17:00:00+08:00", "--speed-mps", "2"];
    let mut arguments = vec!["along", "--route", &route, "--json", "--limit", "7", "--crs", "wgs84", "--lang", "zh"];
    arguments.extend(flags);
    arguments.extend(["-o", output.to_str().unwrap()]);
    let (code, out, error) = run_on(&dir, &arguments);
    assert_eq!((code, error.as_str()), (0, ""));
    let body = json!({
        "route": serde_json::from_str::<Value>(LINE).unwrap(), "corridor_m": 30.5, "amenity": ["water"], "limit": 7,
        "open": "2026-11-23T17:00:00+08:00", "speed_mps": 2, "crs": "wgs84", "lang": "zh",
    });
    let (status, told) = service.post("/v1/along", &body.to_string());
    assert_eq!(status, 200, "{told}");
    let plain = |text: &str| {
        let mut document: Value = serde_json::from_str(text).unwrap();
        document["timeStamp"] = Value::Null;
        // Two processes loaded the same data at different times.
        document["dataset"]["loaded_at"] = Value::Null;
        document
    };
    assert_eq!(plain(&out), plain(&told));
    assert_eq!(plain(&std::fs::read_to_string(&output).unwrap()), plain(&told));
    assert_eq!(plain(&out)["features"][0]["properties"]["open_at_arrival"]["state"], "open");
}

#[test]
fn a_polyline_is_a_route_and_its_precision_tells_its_unit() {
    // 120.999 31.0002 to 121.011 31.0002.
    let dir = good();
    let (code, out, error) = run_on(&dir, &["along", "--polyline", "gve|DwroaV?_jA", "--json"]);
    assert!(code == 0 && out.contains("\"numberMatched\":2,"), "{error}{out}");
    let (code, _, error) = run_on(&dir, &["along", "--polyline", "????", "--precision", "7"]);
    assert!(code == 2 && error.contains("precision 7"), "{error}");
    let (code, out, _) = run_on(&dir, &["along", "--polyline", "????", "--precision", "6"]);
    assert_eq!((code, out.as_str()), (1, "none within 500 m of 0 m\n"));
}

#[test]
fn what_is_wrong_is_told_and_exits_with_2() {
    let (dir, route) = with_line(LINE);
    let point = dir.path().join("point.geojson");
    std::fs::write(&point, r#"{"type":"Point","coordinates":[1,2]}"#).unwrap();
    for (flags, part) in [
        (&["--route", point.to_str().unwrap()][..], "--route: its type is \"Point\""),
        (&["--route", "/no/such/file"], "/no/such/file"),
        (&["--route", &route, "--corridor-m", "50001"], "--corridor-m 50001"),
        (&["--route", &route, "--speed-mps", "5"], "--speed-mps"),
        (&["--route", &route, "--amenity", "watr"], "--amenity watr"),
        (&["--route", &route, "--polyline", "??"], "--polyline"),
        (&["--polyline", "?"], "--polyline: position 0, byte 0"),
        (&["--polyline", "????", "--precision", "7"], "--polyline: precision 7"),
        (&["--precision", "5"], "--polyline"),
        (&["--route", &route, "-o", "out.txt"], "out.txt"),
        (&[], "--route"),
    ] {
        let mut arguments = vec!["along"];
        arguments.extend(flags);
        let (code, out, error) = run(&arguments);
        assert_eq!((code, out.as_str()), (2, ""), "{flags:?}: {error}");
        assert!(error.contains(part), "{flags:?}: {part} in {error}");
    }
}
