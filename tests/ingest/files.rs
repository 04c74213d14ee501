//! What is said of files that are not what they should be?

use super::data::{DataDir, collection, feature};
use super::load::{features, file, ids, loaded, refused, warned};
use serde_json::json;

/// Two good stations, a line each.
fn good() -> String {
    collection(&[feature("a", 1.0, 2.0, json!({"name": "A"})), feature("b", 3.0, 4.0, json!({"name": "B"}))])
}

#[test]
fn a_good_file_is_taken_without_a_word() {
    let snapshot = file(good());
    assert_eq!((ids(&snapshot), refused(&snapshot), warned(&snapshot)), (vec!["a", "b"], vec![], vec![]));
}

#[test]
fn marks_and_line_ends_of_other_systems_cost_nothing() {
    for text in [
        format!("\u{feff}{}", good()),
        good().replace('\n', "\r\n"),
        format!("\u{feff}{}", good().replace('\n', "\r\n")),
        format!("  \n\t{}\n\n", good()),
    ] {
        let snapshot = file(&text);
        assert_eq!(
            (ids(&snapshot), refused(&snapshot), warned(&snapshot)),
            (vec!["a", "b"], vec![], vec![]),
            "{text:?}"
        );
    }
}

#[test]
fn lines_are_counted_the_same_with_a_mark_and_other_line_ends() {
    let bad = collection(&[
        feature("a", 1.0, 2.0, json!({"name": "A"})),
        feature("a", 1.0, 2.0, json!({"name": "A"})),
        feature("b", 150.0, 99.0, json!({"name": "A"})),
    ]);
    for text in [
        bad.clone(),
        bad.replace('\n', "\r\n"),
        format!("\u{feff}{bad}"),
        format!("\u{feff}{}", bad.replace('\n', "\r\n")),
    ] {
        assert_eq!(
            refused(&file(&text)),
            [
                "s.geojson:3 [1] a: the id is taken by s.geojson [0]: the first wins",
                "s.geojson:4 [2] b: lat 99 is outside -90..90",
            ],
            "{text:?}"
        );
    }
}

#[test]
fn a_file_that_is_no_geojson_is_refused_whole_with_its_reason() {
    let utf16: Vec<u8> = [0xff, 0xfe].into_iter().chain(good().encode_utf16().flat_map(u16::to_le_bytes)).collect();
    for (content, reason) in [
        (b"".to_vec(), "s.geojson:1: the file is empty"),
        (b"  \n \n".to_vec(), "s.geojson:3: the file is empty"),
        (b"\xef\xbb\xbf".to_vec(), "s.geojson:1: the file is empty"),
        (utf16, "s.geojson: the file is UTF-16: save it as UTF-8"),
        (vec![0x1f, 0x8b, 8, 0], "s.geojson: the file is compressed with gzip: unpack it first"),
        (b"lon,lat\n1,2\n".to_vec(), "s.geojson:1: this is not GeoJSON: a file starts with {"),
        (b"<html></html>".to_vec(), "s.geojson:1: this is not GeoJSON: a file starts with {"),
        (b"[]".to_vec(), "s.geojson:1: this is not GeoJSON: a file starts with {"),
        (b"{}".to_vec(), "s.geojson:1: a FeatureCollection is expected; \"type\" is missing"),
        (b"{\"type\":\"FeatureCollection\"}".to_vec(), "s.geojson:1: the FeatureCollection has no \"features\" array"),
        (
            b"{\"type\":\"FeatureCollection\",\"features\":{}}".to_vec(),
            "s.geojson:1: the FeatureCollection has no \"features\" array",
        ),
        (b"{\"type\":\"Topology\"}".to_vec(), "s.geojson:1: a FeatureCollection is expected, this is \"Topology\""),
        (
            b"{\"type\":\"Point\",\"coordinates\":[1,2]}".to_vec(),
            "s.geojson:1: a FeatureCollection is expected, this is \"Point\"",
        ),
    ] {
        let snapshot = file(&content);
        assert_eq!(
            (ids(&snapshot), refused(&snapshot)),
            (vec![], vec![reason.to_owned()]),
            "{}",
            content.escape_ascii()
        );
        assert_eq!((snapshot.files[0].accepted, snapshot.files[0].rejected), (0, 1));
    }
}

#[test]
fn an_empty_collection_is_taken_with_a_warning() {
    let snapshot = file("{\"type\":\"FeatureCollection\",\"features\":[]}");
    assert_eq!(
        (refused(&snapshot), warned(&snapshot)),
        (vec![], vec!["s.geojson: the file holds no features".to_owned()])
    );
}

#[test]
fn a_lone_feature_is_a_file_of_one() {
    let snapshot = file(feature("a", 1.0, 2.0, json!({"name": "A"})).to_string());
    assert_eq!((ids(&snapshot), refused(&snapshot)), (vec!["a"], vec![]));
}

#[test]
fn members_of_a_file_may_stand_in_any_order_beside_others() {
    let text = good();
    let features = text.trim().strip_prefix("{\"type\":\"FeatureCollection\",").unwrap().strip_suffix('}').unwrap();
    let other = "\"metadata\":{\"features\":[1,{\"type\":\"x\"}],\"note\":\"]}\\\"\"}";
    let snapshot =
        file(format!("{{{other},\"bbox\":[1,2,3,4],{features},\"name\":\"n\",\"type\":\"FeatureCollection\"}}"));
    assert_eq!((ids(&snapshot), refused(&snapshot), warned(&snapshot)), (vec!["a", "b"], vec![], vec![]));
}

#[test]
fn two_lists_of_features_are_both_read_with_a_warning() {
    let text = good();
    let (head, features) = text.trim().split_once("\"features\":").unwrap();
    let other = collection(&[feature("c", 1.0, 2.0, json!({"name": "C"}))]);
    let others = other.trim().split_once("\"features\":").unwrap().1;
    for (second, has) in [(others, &["a", "b", "c"][..]), ("[]}", &["a", "b"])] {
        let snapshot =
            file(format!("{head}\"features\":{},\"features\":{second}", features.strip_suffix('}').unwrap()));
        assert_eq!((ids(&snapshot), refused(&snapshot)), (has.to_vec(), vec![]));
        let told = warned(&snapshot);
        assert!(
            matches!(&told[..], [told] if told.ends_with("\"features\" is given twice: both lists are read")),
            "{told:?}"
        );
    }
}

#[test]
fn what_is_no_file_is_told_and_costs_the_others_nothing() {
    let manifest = "[[stations]]\npath = \"none.geojson\"\n[[stations]]\npath = \"dir\"\n\
        [[stations]]\npath = \"pipe\"\n[[stations]]\npath = \"good.geojson\"\n";
    let dir = DataDir::new().with("dataset.toml", manifest).with("good.geojson", good()).with("dir/x", "");
    let made = std::process::Command::new("mkfifo").arg(dir.path().join("pipe")).status().unwrap();
    assert!(made.success());
    let snapshot = loaded(dir.path());
    assert_eq!(ids(&snapshot), ["a", "b"]);
    assert_eq!(
        refused(&snapshot),
        [
            "none.geojson: cannot be read: no such file or directory",
            "dir: is a directory, a file is expected",
            "pipe: is not a regular file",
        ]
    );
}

#[test]
fn a_directory_named_like_a_file_is_told() {
    let dir = DataDir::new().with("a.geojson/x", "").with("b.geojson", good());
    let snapshot = loaded(dir.path());
    assert_eq!(ids(&snapshot), ["a", "b"]);
    assert_eq!(refused(&snapshot), ["a.geojson: is a directory, a file is expected"]);
}

#[test]
fn a_file_cut_anywhere_keeps_what_stands_before_the_cut_and_says_so() {
    let stations: Vec<_> =
        (0..40).map(|number| feature(format!("{number:02}"), 1.0, 2.0, json!({"name": "站 \"x\" \\"}))).collect();
    let text = collection(&stations).trim_end().to_owned();
    let whole = text.as_bytes();
    const END: &str = "\"type\":\"Feature\"}";
    for step in 0..100 {
        let cut = whole.len() * step / 100;
        let snapshot = file(&whole[..cut]);
        let ends: Vec<usize> =
            text.match_indices(END).map(|(at, _)| at + END.len()).filter(|end| *end <= cut).collect();
        assert_eq!(ids(&snapshot).len(), ends.len(), "cut at {cut}");
        let told = refused(&snapshot);
        assert_eq!(told.len(), 1, "cut at {cut}: {told:?}");
        assert!(cut == 0 || told[0].contains("cut off"), "cut at {cut}: {told:?}");
        let line = 1 + text[..text.floor_char_boundary(cut)].matches('\n').count();
        assert!(told[0].starts_with(&format!("s.geojson:{line}")), "cut at {cut}: {told:?} is on line {line}");
    }
}

#[test]
fn a_csv_whose_quote_stays_open_or_whose_last_row_ends_early_is_no_whole_file() {
    let listed = "[[stations]]\npath = \"s.csv\"\n";
    let load = |text: &str| loaded(DataDir::new().with("dataset.toml", listed).with("s.csv", text).path());
    let good = "id,lon,lat,name\na,121,37,A\n";
    for (text, has, told) in [
        (
            format!("{good}b,121,38,\"B\nc,121,39,C\n"),
            vec!["a"],
            "s.csv:3: a quote that is opened in this row is never closed: it takes in all that follows",
        ),
        (format!("{good}b,121,3"), vec!["a"], "s.csv:3: the file ends within this row: it is cut off"),
    ] {
        let snapshot = load(&text);
        assert_eq!((ids(&snapshot), refused(&snapshot)), (has, vec![told.to_owned()]), "{text}");
        assert!(snapshot.files[0].broken.is_some());
    }
    let snapshot = load(&format!("{good}b,121,38,B"));
    assert_eq!((ids(&snapshot), refused(&snapshot).len(), warned(&snapshot).len()), (vec!["a", "b"], 0, 1));
    assert!(warned(&snapshot)[0].starts_with("s.csv:3: the last row has no line break"), "{:?}", warned(&snapshot));
    let refusal = |text: &str| refused(&load(text)).remove(0);
    assert!(refusal("id;lon;lat\na;1;2\n").ends_with("cells are separated by commas, not by ';'"));
    assert!(refusal("id,lng,lat\na,1,2\n").ends_with("\"lng\" is called lon here"));
}

#[test]
fn a_feature_that_is_no_json_costs_only_itself() {
    for (bad, reason) in [
        (
            r#"{"type":"Feature","id":"x","geometry":{"type":"Point","coordinates":[NaN,2]},"properties":{}}"#,
            "not a JSON object",
        ),
        (
            r#"{"type":"Feature","id":"x","geometry":{"type":"Point","coordinates":[1,2]},"properties":{"n":Infinity}}"#,
            "not a JSON object",
        ),
        (
            r#"{"type":"Feature","id":"x","geometry":{"type":"Point","coordinates":[1,2],},"properties":{}}"#,
            "not a JSON object",
        ),
        (r#"{"type":"Feature","id":x,"geometry":null}"#, "not a JSON object"),
        (r#"{'type':'Feature'}"#, "not a JSON object"),
        ("17", "not a JSON object"),
        ("null", "not a JSON object"),
        ("\"text\"", "not a JSON object"),
        ("[]", "not a JSON object"),
        // Its members as a list, without their names.
        (r#"["Feature",null,["Point",[1,2]],{}]"#, "not a JSON object"),
        (r#"{"type":"Point","coordinates":[1,2]}"#, "\"type\" is \"Point\", \"Feature\" is expected"),
        (
            r#"{"type":"Feature","id":"x","geometry":{"type":"Point","coordinates":[1,2]},"properties":[]}"#,
            "\"properties\" is an array",
        ),
    ] {
        let text = good().replace("},\n{", &format!("}},\n{bad},\n{{"));
        let snapshot = file(&text);
        assert_eq!(ids(&snapshot), ["a", "b"], "{bad}");
        let told = refused(&snapshot);
        assert_eq!(told.len(), 1, "{bad}: {told:?}");
        assert!(told[0].starts_with("s.geojson:3 [1]") && told[0].contains(reason), "{bad}: {told:?}");
    }
}

#[test]
fn a_feature_that_is_no_text_costs_only_itself() {
    let mut bytes = good().replace("\"A\"", "\"A#\"").into_bytes();
    let at = bytes.iter().position(|byte| *byte == b'#').unwrap();
    bytes[at] = 0xff;
    let snapshot = file(bytes);
    assert_eq!(ids(&snapshot), ["b"]);
    let told = refused(&snapshot);
    assert!(told[0].starts_with("s.geojson:2 [0] a: not UTF-8 text at its byte "), "{told:?}");
}

#[test]
fn a_comma_forgotten_between_features_costs_nothing_but_a_warning() {
    let snapshot = file(good().replace("},\n{", "}\n{"));
    assert_eq!((ids(&snapshot), refused(&snapshot)), (vec!["a", "b"], vec![]));
    assert_eq!(warned(&snapshot), ["s.geojson:3: a comma is missing between two features"]);
}

#[test]
fn a_crs_member_is_not_obeyed_and_told_unless_it_says_wgs84() {
    let with = |crs: &str| file(good().replacen('{', &format!("{{\"crs\":{crs},"), 1));
    let snapshot = with(r#"{"type":"name","properties":{"name":"urn:ogc:def:crs:EPSG::3857"}}"#);
    assert_eq!(ids(&snapshot), ["a", "b"]);
    let told = warned(&snapshot);
    assert!(told.len() == 1 && told[0].starts_with("s.geojson:1: ") && told[0].contains("crs"), "{told:?}");
    for crs in [r#"{"type":"name","properties":{"name":"urn:ogc:def:crs:OGC:1.3:CRS84"}}"#, "null"] {
        assert_eq!(warned(&with(crs)), [""; 0], "{crs}");
    }
}

#[test]
fn nesting_without_end_costs_only_its_feature() {
    let deep = |times: usize| format!("{}{}", "[".repeat(times), "]".repeat(times));
    let x = |properties: String, coordinates: String| {
        format!(
            r#"{{"type":"Feature","id":"x","geometry":{{"type":"Point","coordinates":{coordinates}}},"properties":{properties}}}"#
        )
    };
    for bad in [
        x(format!("{{\"a\":{}}}", deep(100_000)), "[1,2]".into()),
        x(format!("{{\"a\":{}1{}}}", "{\"a\":".repeat(50_000), "}".repeat(50_000)), "[1,2]".into()),
        x("{}".into(), deep(100_000)),
        x(format!("{{\"amenities\":{}}}", deep(70)), "[1,2]".into()),
    ] {
        let snapshot = file(good().replace("},\n{", &format!("}},\n{bad},\n{{")));
        assert_eq!(ids(&snapshot), ["a", "b"]);
        let told = refused(&snapshot);
        assert!(told.len() == 1 && told[0].starts_with("s.geojson:3 [1]") && told[0].contains("deep"), "{told:?}");
    }
    // Around the features it costs nothing.
    let snapshot = file(good().replacen('{', &format!("{{\"note\":{},", deep(100_000)), 1));
    assert_eq!(ids(&snapshot), ["a", "b"]);
    // Twenty levels are nobody's harm.
    let snapshot = file(good().replace("\"name\":\"A\"", &format!("\"name\":\"A\",\"x\":{}", deep(20))));
    assert_eq!((ids(&snapshot), refused(&snapshot)), (vec!["a", "b"], vec![]));
}

#[test]
fn without_a_list_every_station_file_is_read_by_name_in_byte_order() {
    let named = |id: &str| collection(&[feature(id, 1.0, 2.0, json!({"name": "x"}))]);
    let dir = DataDir::new()
        .with("b.geojson", named("b"))
        .with("a.geojson", named("a"))
        .with("Z.geojson", named("z"))
        .with("notes.txt", "hello")
        .with(".hidden.geojson", "{");
    let snapshot = loaded(dir.path());
    assert_eq!(
        snapshot.files.iter().map(|file| file.path.as_str()).collect::<Vec<_>>(),
        ["Z.geojson", "a.geojson", "b.geojson"]
    );
    assert_eq!((ids(&snapshot), refused(&snapshot)), (vec!["a", "b", "z"], vec![]));
}

#[test]
fn a_flatgeobuf_file_is_not_passed_over_in_silence() {
    let dir = DataDir::new().with("a.geojson", good()).with("b.fgb", b"fgb\x03fgb\x00");
    let snapshot = loaded(dir.path());
    assert!(snapshot.files.iter().any(|file| file.path == "b.fgb"), "b.fgb is not mentioned");
}

#[test]
fn a_good_load_says_nothing() {
    assert_eq!(warned(&features(&[feature("a", 1.0, 2.0, json!({"name": "A", "kind": "library"}))])), [""; 0]);
}

#[test]
fn a_station_that_cannot_be_read_is_told_with_its_id_wherever_that_can_be() {
    let deep = format!("{}{}", "[".repeat(70), "]".repeat(70));
    for (bad, reason) in [
        (
            r#"{"id":"x","geometry":{"type":"Point","coordinates":[NaN,2]},"properties":{}}"#.to_owned(),
            "not a JSON object",
        ),
        (
            r#"{"id":"x","geometry":{"type":"Point","coordinates":[1,2]},"properties":[]}"#.to_owned(),
            "\"properties\" is an array",
        ),
        (r#"{"geometry":null,"properties":7,"id":"x"}"#.to_owned(), "\"properties\" is a number"),
        (format!(r#"{{"geometry":null,"properties":{{"a":{deep}}},"id":"x"}}"#), "brackets nest 7"),
    ] {
        let told = refused(&file(good().replace("},\n{", &format!("}},\n{bad},\n{{"))));
        assert!(told.len() == 1 && told[0].starts_with("s.geojson:3 [1] x: ") && told[0].contains(reason), "{told:?}");
    }
}
