//! Does size alone cost more than time in proportion?

use super::data::{DataDir, feature};
use super::load::{file, ids, loaded, refused, warned};
use serde_json::json;
use std::fmt::Write as _;
use std::io::{BufWriter, Write};

#[test]
fn a_hundred_megabytes_load_with_every_refusal_told() {
    const BYTES: usize = 100_000_000;
    let dir = DataDir::new();
    let mut out = BufWriter::new(std::fs::File::create(dir.path().join("big.geojson")).unwrap());
    let note = "x".repeat(4000);
    out.write_all(b"{\"type\":\"FeatureCollection\",\"features\":[\n").unwrap();
    let (mut written, mut stations, mut bad) = (0, 0, 0);
    while written < BYTES {
        // One in a thousand lies beyond the pole.
        let lat = if stations % 1000 == 999 { 99.5 } else { (stations % 170) as f64 - 85.0 };
        bad += usize::from(lat > 90.0);
        let mut line = String::new();
        let comma = if stations == 0 { "" } else { ",\n" };
        write!(
            line,
            "{comma}{{\"type\":\"Feature\",\"id\":{stations},\"geometry\":{{\"type\":\"Point\",\"coordinates\":[{},{lat}]}},\"properties\":{{\"name\":\"n\",\"note\":\"{note}\"}}}}",
            100.0 + (stations % 700) as f64 / 10.0
        )
        .unwrap();
        out.write_all(line.as_bytes()).unwrap();
        written += line.len();
        stations += 1;
    }
    out.write_all(b"\n]}\n").unwrap();
    out.into_inner().unwrap().sync_all().unwrap();
    let snapshot = loaded(dir.path());
    assert_eq!((snapshot.index.len(), snapshot.rejections.len()), (stations - bad, bad));
    assert_eq!(snapshot.rejections[0].to_string(), "big.geojson:1001 [999] 999: lat 99.5 is outside -90..90");
}

#[test]
fn a_feature_of_fifty_thousand_properties_is_read() {
    let mut properties = json!({"name": "n"});
    for number in 0..50_000 {
        properties[format!("key {number}")] = json!(number);
    }
    let snapshot = file(feature("x", 1.0, 2.0, properties).to_string());
    assert_eq!((ids(&snapshot), refused(&snapshot), warned(&snapshot)), (vec!["x"], vec![], vec![]));
}

#[test]
fn a_line_of_ten_megabytes_is_one_line() {
    let text = format!(
        "{{\"type\":\"FeatureCollection\",\"features\":[{},{}]}}",
        feature("a", 1.0, 2.0, json!({"name": "n", "note": "y".repeat(10_000_000)})),
        feature("b", 150.0, 99.0, json!({"name": "n"}))
    );
    let snapshot = file(text);
    assert_eq!(refused(&snapshot), ["s.geojson:1 [1] b: lat 99 is outside -90..90"]);
}
