//! Does the version stand for the data: the same for the same data, another when any of it changes?

use super::data::{DataDir, collection, feature};
use super::server::loaded;
use serde_json::{Value, json};

const MANIFEST: &str = "name = \"V\"\ntimezone = \"Asia/Shanghai\"\ncalendar = \"days.csv\"\n\
    [[stations]]\npath = \"one.geojson\"\n[[stations]]\npath = \"two.geojson\"\n\
    [[regions]]\npath = \"regions.geojson\"\n[[demand]]\npath = \"people.csv\"\nkind = \"people\"\n";
const DAYS: &str = "date,kind,name,as\n2026-10-01,holiday,National Day,\n2026-10-10,workday,National Day,Fr\n";
const PEOPLE: &str = "cell,weight\n891f1d48177ffff,12.5\n891f1d48173ffff,3\n";
const REGION: &str = r#"{"type":"FeatureCollection","features":[{"type":"Feature","id":"r","properties":{"name":"R"},"geometry":{"type":"Polygon","coordinates":[[[0,0],[1,0],[1,1],[0,0]]]}}]}"#;

fn one() -> Vec<Value> {
    vec![
        feature(
            "a",
            121.0,
            31.0,
            json!({
                "name": "A", "opening_hours": "Mo-Fr 09:00-18:00; PH off", "address": "x",
                "amenities": ["water", {"kind": "microwave", "opening_hours": "Mo 10:00-11:00", "note": "n"}],
                "amenities_absent": ["wifi"],
            }),
        ),
        feature("b", 121.1, 31.0, json!({"name": "B", "kind": "library", "capacity": 4})),
    ]
}

fn two() -> Vec<Value> {
    vec![feature("c", 121.2, 31.0, json!({"name": "C"}))]
}

fn base() -> DataDir {
    DataDir::new()
        .with("dataset.toml", MANIFEST)
        .with("days.csv", DAYS)
        .with("people.csv", PEOPLE)
        .with("regions.geojson", REGION)
        .with_stations("one.geojson", &one())
        .with_stations("two.geojson", &two())
}

fn version(dir: DataDir) -> String {
    let snapshot = loaded(dir.path());
    assert_eq!(snapshot.rejections, [], "the data of this test is good");
    snapshot.version
}

/// The list with more said of the first source.
fn termed(lines: &[&str]) -> String {
    MANIFEST.replacen("one.geojson\"\n", &format!("one.geojson\"\n{}\n", lines.join("\n")), 1)
}

/// The first file with one member of station `a` changed.
fn with_a(change: impl FnOnce(&mut Value)) -> DataDir {
    let mut stations = one();
    change(&mut stations[0]);
    base().with_stations("one.geojson", &stations)
}

#[test]
fn the_same_data_has_the_same_version() {
    let expected = version(base());
    assert_eq!(version(base()), expected);
    assert_eq!(expected.len(), 32);
    let renamed =
        MANIFEST.replace("one.geojson", "sub/uno.geojson").replace("days.csv", "d.csv").replace("people.csv", "p.csv");
    let dirs: Vec<(&str, DataDir)> = vec![
        (
            "renamed files",
            base()
                .with("dataset.toml", renamed)
                .with_stations("sub/uno.geojson", &one())
                .with("d.csv", DAYS)
                .with("p.csv", PEOPLE),
        ),
        (
            "files in another order",
            base().with(
                "dataset.toml",
                "[[stations]]\npath = \"two.geojson\"\n[[stations]]\npath = \"one.geojson\"\n[[regions]]\npath = \"regions.geojson\"\n\
                 [[demand]]\npath = \"people.csv\"\nkind = \"people\"\n"
                    .replace("[[stations]]\npath = \"two", "name = \"V\"\ntimezone = \"Asia/Shanghai\"\ncalendar = \"days.csv\"\n[[stations]]\npath = \"two"),
            ),
        ),
        ("permuted records", base().with_stations("one.geojson", &one().into_iter().rev().collect::<Vec<_>>())),
        (
            "records moved between files",
            base()
                .with_stations("one.geojson", &one()[..1])
                .with_stations("two.geojson", &[two(), one()[1..].to_vec()].concat()),
        ),
        ("permuted demand", base().with("people.csv", "cell,weight\n891f1d48173ffff,3\n891f1d48177ffff,12.5\n")),
        ("permuted days", base().with("days.csv", "date,kind,name,as\n2026-10-10,workday,National Day,Fr\n2026-10-01,holiday,National Day,\n")),
        ("other white space", base().with("one.geojson", format!("\u{feff}{}", collection(&one()).replace('\n', "\r\n\r\n")))),
        ("other escapes", base().with("one.geojson", collection(&one()).replace("\"name\":\"A\"", "\"name\":\"\\u0041\""))),
        (
            "other property order",
            base().with("one.geojson", {
                let text = collection(&one());
                let moved = text.replace("\"address\":\"x\",", "").replace("\"name\":\"A\"", "\"name\":\"A\",\"address\":\"x\"");
                assert_ne!(moved, text);
                moved
            }),
        ),
        (
            "terms of a source that gave nothing",
            base()
                .with(
                    "dataset.toml",
                    format!("{MANIFEST}[[stations]]\npath = \"none.geojson\"\nlicence = \"L\"\nattribution = \"N\"\n"),
                )
                .with_stations("none.geojson", &[]),
        ),
        ("comments in the manifest", base().with("dataset.toml", format!("# hello\n{MANIFEST}"))),
    ];
    for (what, dir) in dirs {
        assert_eq!(version(dir), expected, "{what}");
    }
}

#[test]
fn a_refused_record_leaves_the_version_as_it_is() {
    let expected = version(base());
    let mut stations = one();
    stations.push(feature("bad", 1.0, 99.0, json!({})));
    let dir = base().with_stations("one.geojson", &stations);
    assert_eq!(loaded(dir.path()).version, expected);
}

#[test]
fn any_change_of_the_data_changes_the_version() {
    let mut seen = vec![("nothing", version(base()))];
    let text = |name: &'static str, content: &str| base().with(name, content);
    let changed: Vec<(&str, DataDir)> = vec![
        ("name", with_a(|a| a["properties"]["name"] = json!("AA"))),
        ("id", with_a(|a| a["id"] = json!("aa"))),
        ("lon", with_a(|a| a["geometry"]["coordinates"][0] = json!(121.0000001))),
        ("lat", with_a(|a| a["geometry"]["coordinates"][1] = json!(31.0000001))),
        ("kind", with_a(|a| a["properties"]["kind"] = json!("library"))),
        ("access", with_a(|a| a["properties"]["access"] = json!("public"))),
        ("status", with_a(|a| a["properties"]["status"] = json!("closed"))),
        ("capacity", with_a(|a| a["properties"]["capacity"] = json!(1))),
        ("hours", with_a(|a| a["properties"]["opening_hours"] = json!("Mo-Fr 09:00-18:01; PH off"))),
        ("no hours", with_a(|a| a["properties"]["opening_hours"] = Value::Null)),
        ("zone of a station", with_a(|a| a["properties"]["timezone"] = json!("Asia/Tokyo"))),
        ("address", with_a(|a| a["properties"]["address"] = json!("y"))),
        ("a property of the source", with_a(|a| a["properties"]["shelves"] = json!(1))),
        ("another amenity", with_a(|a| a["properties"]["amenities"][0] = json!("hot_water"))),
        ("hours of an amenity", with_a(|a| a["properties"]["amenities"][1]["opening_hours"] = json!("Mo 10:00-11:01"))),
        ("note of an amenity", with_a(|a| a["properties"]["amenities"][1]["note"] = json!("m"))),
        ("an amenity less", with_a(|a| a["properties"]["amenities"] = json!(["water"]))),
        ("what is absent", with_a(|a| a["properties"]["amenities_absent"] = json!(["wifi", "gym"]))),
        ("a station less", base().with_stations("one.geojson", &one()[..1])),
        (
            "a station more",
            base().with_stations("two.geojson", &[two(), vec![feature("z", 1.0, 1.0, json!({"name": "z"}))]].concat()),
        ),
        ("region's name", text("regions.geojson", &REGION.replace("\"R\"", "\"RR\""))),
        ("region's id", text("regions.geojson", &REGION.replace("\"r\"", "\"rr\""))),
        ("region's edge", text("regions.geojson", &REGION.replace("[1,1]", "[1,1.000001]"))),
        ("demand's weight", text("people.csv", &PEOPLE.replace("12.5", "12.6"))),
        ("demand's place", text("people.csv", &PEOPLE.replace("891f1d48173ffff", "891f1d4817bffff"))),
        ("a row of demand less", text("people.csv", "cell,weight\n891f1d48177ffff,12.5\n")),
        ("a row of demand twice", text("people.csv", &format!("{PEOPLE}891f1d48173ffff,3\n"))),
        ("demand's kind", text("dataset.toml", &MANIFEST.replace("\"people\"\n", "\"orders\"\n"))),
        ("a day's date", text("days.csv", &DAYS.replace("2026-10-01", "2026-10-02"))),
        ("a day's kind", text("days.csv", &DAYS.replace("2026-10-01,holiday", "2026-10-01,workday"))),
        ("the weekday that a day counts as", text("days.csv", &DAYS.replace(",Fr", ",We"))),
        ("a day less", text("days.csv", "date,kind,name,as\n2026-10-01,holiday,National Day,\n")),
        ("zone of the data set", text("dataset.toml", &MANIFEST.replace("Asia/Shanghai", "Asia/Tokyo"))),
        ("name of the data set", text("dataset.toml", &MANIFEST.replace("\"V\"", "\"W\""))),
        ("licence of a source", text("dataset.toml", &termed(&["licence = \"L\""]))),
        ("attribution of a source", text("dataset.toml", &termed(&["attribution = \"L\""]))),
        ("another attribution of a source", text("dataset.toml", &termed(&["attribution = \"M\""]))),
        ("both", text("dataset.toml", &termed(&["licence = \"L\"", "attribution = \"L\""]))),
        (
            "licence of regions",
            text("dataset.toml", &MANIFEST.replace("regions.geojson\"", "regions.geojson\"\nlicence = \"L\"")),
        ),
        ("licence of demand", text("dataset.toml", &MANIFEST.replace("people.csv\"", "people.csv\"\nlicence = \"L\""))),
        (
            "crs of a source",
            text("dataset.toml", &MANIFEST.replacen("one.geojson\"", "one.geojson\"\ncrs = \"gcj02\"", 1)),
        ),
    ];
    for (what, dir) in changed {
        let version = version(dir);
        if let Some((other, _)) = seen.iter().find(|(_, seen)| *seen == version) {
            panic!("{what} has the version of {other}");
        }
        seen.push((what, version));
    }
}

#[test]
fn terms_count_as_a_set_in_whatever_file_and_order_they_stand() {
    let terms = |one: &str, two: &str| {
        let said = |name: &str| format!("licence = \"L {name}\"\nattribution = \"A {name}\"\n");
        let list = MANIFEST
            .replace("one.geojson\"\n", &format!("one.geojson\"\n{}", said(one)))
            .replace("two.geojson\"\n", &format!("two.geojson\"\n{}", said(two)));
        version(base().with("dataset.toml", list))
    };
    assert_eq!(terms("x", "y"), terms("y", "x"));
    let only = base()
        .with(
            "dataset.toml",
            termed(&["licence = \"L x\"", "attribution = \"A x\""])
                .replace("[[stations]]\npath = \"two.geojson\"\n", ""),
        )
        .with_stations("one.geojson", &[one(), two()].concat());
    assert_eq!(terms("x", "x"), version(only));
    assert_ne!(terms("x", "x"), terms("x", "y"));
}

#[test]
fn a_calendar_counts_though_no_station_states_its_hours() {
    let dir = |days: &str| {
        DataDir::new()
            .with("dataset.toml", "calendar = \"days.csv\"\n[[stations]]\npath = \"s.geojson\"\n")
            .with("days.csv", days)
            .with_stations("s.geojson", &two())
    };
    assert_ne!(version(dir(DAYS)), version(dir("date,kind,name,as\n2026-10-02,holiday,National Day,\n")));
}

#[test]
fn a_hole_is_not_taken_for_a_polygon_of_its_own() {
    let (outer, inner) = ("[[0,0],[9,0],[9,9],[0,0]]", "[[6,2],[7,2],[7,3],[6,2]]");
    let polygons = |coordinates: String| {
        let geometry = format!(r#"{{"type":"MultiPolygon","coordinates":{coordinates}}}"#);
        let properties = json!({"name": "R", "weight": 5});
        format!(
            r#"{{"type":"FeatureCollection","features":[{{"type":"Feature","id":"r","properties":{properties},"geometry":{geometry}}}]}}"#
        )
    };
    let hole = polygons(format!("[[{outer},{inner}]]"));
    let island = polygons(format!("[[{outer}],[{inner}]]"));
    let regions = |text: &str| version(base().with("regions.geojson", text));
    assert_ne!(regions(&hole), regions(&island));
    let manifest = MANIFEST.replace("people.csv", "people.geojson");
    let demand = |text: &str| version(base().with("dataset.toml", &*manifest).with("people.geojson", text));
    assert_ne!(demand(&hole), demand(&island));
}

#[test]
fn a_text_is_not_taken_for_its_neighbour() {
    let named = |name: &str, address: &str| {
        with_a(|a| a["properties"]["name"] = json!(name))
            .with_stations("two.geojson", &[feature("c", 121.2, 31.0, json!({"name": name, "address": address}))])
    };
    assert_ne!(version(named("ab", "c")), version(named("a", "bc")));
    let days = |text: &str| base().with("days.csv", format!("date,kind,name,as\n{text}"));
    assert_ne!(version(days("2026-10-01,holiday,Mon,\n")), version(days("2026-10-01,workday,Mon,Mo\n")),);
}
