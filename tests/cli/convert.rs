//! Does `convert` write the same data in another format, tell what it leaves out, and never leave half a file?

use super::data::{DataDir, collection, feature};
use super::program::{good, run, run_on};
use serde_json::{Value, json};
use std::fs;
use std::path::{Path, PathBuf};

/// Stations of every kind of id and property.
fn stations() -> String {
    let mut derived = feature("", 7.25, 50.5, json!({"name": "by position"}));
    derived.as_object_mut().unwrap().remove("id");
    collection(&[
        feature("a", 121.0, 31.0, json!({"name": "南洪街", "amenities": ["water", {"kind": "haircut", "note": "n"}]})),
        feature(7, 121.5, 31.0, json!({"name": "B", "capacity": 20, "shelves": 1.5, "free": true, "note": ""})),
        derived,
    ])
}

fn convert(from: &Path, to: &Path) -> (i32, String, String) {
    run(&["convert", from.to_str().unwrap(), to.to_str().unwrap()])
}

/// The version that `check` tells.
fn version(path: &Path) -> String {
    let (_, out, _) = run(&["check", path.to_str().unwrap()]);
    out.rsplit("version ").next().unwrap().trim().to_owned()
}

fn names(dir: &DataDir) -> Vec<String> {
    let mut names: Vec<String> =
        fs::read_dir(dir.path()).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

#[test]
fn every_pair_of_formats_holds_the_same_version() {
    let dir = DataDir::new().with("0.geojson", stations());
    let expected = version(&dir.path().join("0.geojson"));
    let mut from: PathBuf = dir.path().join("0.geojson");
    // Every format after every other.
    for (step, ending) in ["fgb", "fgb", "csv", "csv", "geojson", "geojson", "csv", "fgb", "geojson"].iter().enumerate()
    {
        let to = dir.path().join(format!("{}.{ending}", step + 1));
        let (code, out, error) = convert(&from, &to);
        assert_eq!((code, error.as_str()), (0, ""), "{out}");
        assert_eq!(out, format!("{}: 3 features, 0 refused\n", to.display()));
        assert_eq!(version(&to), expected, "{}", to.display());
        from = to;
    }
    let last: Value = serde_json::from_slice(&fs::read(from).unwrap()).unwrap();
    let ids: Vec<&Value> = last["features"].as_array().unwrap().iter().map(|feature| &feature["id"]).collect();
    assert!(ids.contains(&&json!("a")) && ids.contains(&&json!("7")) && ids.contains(&&Value::Null), "{ids:?}");
}

#[test]
fn a_csv_has_the_position_and_the_id_first_and_a_column_for_each_property() {
    let dir = DataDir::new().with("s.geojson", stations());
    convert(&dir.path().join("s.geojson"), &dir.path().join("s.csv"));
    let lines = fs::read_to_string(dir.path().join("s.csv")).unwrap();
    let mut lines = lines.lines();
    let mut heading: Vec<&str> = lines.next().unwrap().split(',').collect();
    assert_eq!(heading[..3], ["lon", "lat", "id"]);
    heading.sort_unstable();
    assert_eq!(heading, ["amenities", "capacity", "free", "id", "lat", "lon", "name", "note", "shelves"]);
    assert!(lines.next().unwrap().starts_with("121.0,31.0,a,"));
}

#[test]
fn what_is_refused_is_told_and_the_rest_is_written() {
    let dir = DataDir::new().with_stations(
        "s.geojson",
        &[feature("a", 1.0, 2.0, json!({"name": "A"})), feature("b", 31.23, 121.47, json!({"name": "B"}))],
    );
    let to = dir.path().join("s.fgb");
    let (code, out, _) = convert(&dir.path().join("s.geojson"), &to);
    assert_eq!(code, 1);
    assert_eq!(
        out,
        format!(
            "refused  s.geojson:3 [1] b: lat 121.47 is outside -90..90: lon and lat look swapped\n{}: 1 features, 1 refused\n",
            to.display()
        )
    );
    assert_eq!(run(&["check", to.to_str().unwrap()]).0, 0);
}

#[test]
fn a_file_is_not_replaced_by_what_is_left_of_it() {
    let good = feature("a", 1.0, 2.0, json!({}));
    let bad = feature("b", 1.0, 200.0, json!({}));
    let dir = DataDir::new().with_stations("s.geojson", &[good.clone(), bad]).with_stations("g.geojson", &[good]);
    let path = dir.path().join("s.geojson");
    let before = fs::read(&path).unwrap();
    // By another name of the same file too.
    for to in [path.clone(), dir.path().join(".").join("s.geojson")] {
        let (code, out, error) = convert(&path, &to);
        assert_eq!(code, 2, "{out}{error}");
        assert!(out.contains("refused  s.geojson:3 [1] b: "), "{out}");
        assert!(error.contains("nothing is written: what is refused stands in no other file: "), "{error}");
        assert_eq!(fs::read(&path).unwrap(), before);
    }
    assert_eq!(convert(&path, &dir.path().join("other.geojson")).0, 1);
    let whole = dir.path().join("g.geojson");
    assert_eq!(convert(&whole, &whole).0, 0);
}

#[test]
fn what_a_format_cannot_say_is_told() {
    let mut high = feature("a", 1.0, 2.0, json!({"id": "other", "phone": 5551234, "nothing": null}));
    high["geometry"]["coordinates"] = json!([1.0, 2.0, 30.0]);
    let dir = DataDir::new().with_stations("s.geojson", &[high]);
    let (code, out, _) = convert(&dir.path().join("s.geojson"), &dir.path().join("s.csv"));
    assert_eq!(code, 0);
    for part in [
        "warning  s.geojson:2 [0] a: positions have more than two numbers: those after lon and lat are left out\n",
        "warning  s.geojson:2 [0] a: the property \"id\" \"other\" is not the id: it becomes \"source:id\"\n",
        "warning  s.csv: \"phone\" is a number, or true or false, in 1 features: a CSV has it as a text\n",
    ] {
        assert!(out.contains(part), "{part} in {out}");
    }
}

#[test]
fn regions_go_to_flatgeobuf_and_back_and_not_into_a_table() {
    let square = json!({"type": "Polygon", "coordinates": [[[0.0, 0.0], [1.0, 0.0], [1.0, 1.0], [0.0, 0.0]]]});
    let region = json!({"type": "Feature", "id": "r", "geometry": square, "properties": {"name": "R"}});
    let text = collection(&[region]);
    let dir = DataDir::new().with("r.geojson", &text);
    let path = |name: &str| dir.path().join(name);
    assert_eq!(convert(&path("r.geojson"), &path("r.fgb")).0, 0);
    assert_eq!(convert(&path("r.fgb"), &path("back.geojson")).0, 0);
    let [before, after] = [text, fs::read_to_string(path("back.geojson")).unwrap()]
        .map(|text| serde_json::from_str::<Value>(&text).unwrap());
    assert_eq!(before, after);
    let (code, out, error) = convert(&path("r.fgb"), &path("r.csv"));
    assert_eq!(code, 2);
    assert!(out.contains("a CSV holds stations at Points, write .geojson or .fgb"), "{out}");
    assert!(error.starts_with("waystation: nothing is written: every feature is refused"), "{error}");
    assert!(!path("r.csv").exists());
}

#[test]
fn an_output_is_replaced_whole_or_left_as_it_was() {
    let whole = stations();
    let dir =
        DataDir::new().with("s.geojson", &whole).with("out.fgb", "old").with("cut.geojson", &whole[..whole.len() - 9]);
    let path = |name: &str| dir.path().join(name);
    for from in ["cut.geojson", "nowhere.geojson"] {
        let (code, _, error) = convert(&path(from), &path("out.fgb"));
        assert_eq!(code, 2, "{error}");
        assert_eq!(fs::read(path("out.fgb")).unwrap(), b"old");
    }
    assert_eq!(convert(&path("s.geojson"), &path("out.fgb")).0, 0);
    assert!(fs::read(path("out.fgb")).unwrap().starts_with(b"fgb"));
    // Onto itself, too.
    assert_eq!(convert(&path("out.fgb"), &path("out.fgb")).0, 0);
    assert_eq!(version(&path("out.fgb")), version(&path("s.geojson")));
    fs::create_dir(path("folder.csv")).unwrap();
    let (code, _, error) = convert(&path("s.geojson"), &path("folder.csv"));
    assert_eq!((code, error.starts_with("waystation: cannot write ")), (2, true), "{error}");
    assert_eq!(names(&dir), ["cut.geojson", "folder.csv", "out.fgb", "s.geojson"], "nothing is left beside them");
}

#[test]
fn an_ending_that_says_no_format_is_refused_with_those_that_do() {
    let dir = DataDir::new().with("s.geojson", stations());
    let from = dir.path().join("s.geojson");
    for (from, to) in [(from.as_path(), Path::new("x.shp")), (Path::new("x"), from.as_path())] {
        let (code, _, error) = convert(from, to);
        assert_eq!(code, 2);
        assert!(error.contains("ends in .geojson, .json, .fgb or .csv is expected"), "{error}");
    }
}

#[test]
fn a_collection_of_nothing_is_one_in_every_format() {
    let dir = DataDir::new().with("s.geojson", collection(&[]));
    for name in ["s.fgb", "s.csv", "t.geojson"] {
        let to = dir.path().join(name);
        assert_eq!(convert(&dir.path().join("s.geojson"), &to).0, 0, "{name}");
        assert_eq!(run(&["check", to.to_str().unwrap()]).0, 0, "{name}");
    }
}

#[test]
fn gaps_written_as_flatgeobuf_are_those_written_as_geojson() {
    let dir = good();
    for name in ["gaps.fgb", "gaps.geojson"] {
        let gaps = dir.path().join(name);
        let arguments =
            ["coverage", "--bbox", "120.9,30.9,121.1,31.1", "--resolution", "7", "--gaps", gaps.to_str().unwrap()];
        assert_eq!(run_on(&dir, &arguments).0, 0);
    }
    let back = dir.path().join("back.geojson");
    assert_eq!(convert(&dir.path().join("gaps.fgb"), &back).0, 0);
    let [written, read] = ["gaps.geojson", "back.geojson"].map(|name| {
        let text = fs::read_to_string(dir.path().join(name)).unwrap();
        let gaps: Value = serde_json::from_str(&text).unwrap();
        let mut gaps: Vec<(i64, i64, Value)> = gaps["features"]
            .as_array()
            .unwrap()
            .iter()
            .map(|gap| {
                let number = |name: &str| gap["properties"][name].as_i64().unwrap();
                // FlatGeobuf has a MultiPolygon of one where GeoJSON has a Polygon.
                let area = match gap["geometry"]["coordinates"].clone() {
                    polygon if gap["geometry"]["type"] == "Polygon" => json!([polygon]),
                    area => area,
                };
                (number("rank"), number("cells"), area)
            })
            .collect();
        gaps.sort_by_key(|gap| gap.0);
        gaps
    });
    assert!(!written.is_empty());
    assert_eq!(read, written);
}
