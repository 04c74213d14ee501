//! Is `dataset.toml` obeyed where it is right, and refused with its place where it is not?

use super::data::{DataDir, collection, feature};
use super::load::{ids, loaded, refused, warned};
use serde_json::json;
use waystation::store::{Source, load};

fn with(manifest: &str) -> DataDir {
    DataDir::new()
        .with("dataset.toml", manifest)
        .with("s.geojson", collection(&[feature("x", 116.397, 39.908, json!({"name": "n"}))]))
}

/// Why the data set cannot be read at all.
fn fault(manifest: impl AsRef<[u8]>) -> String {
    let dir = DataDir::new().with("dataset.toml", manifest);
    match load(&Source::at(Some(dir.path())).unwrap(), &|_, _, _| {}) {
        Ok(_) => panic!("this was taken"),
        Err(error) => error.to_string(),
    }
}

#[test]
fn a_list_that_cannot_be_read_is_refused_with_line_and_reason() {
    for (manifest, parts) in [
        ("name = \"x\"\ntimezon = \"Asia/Shanghai\"\n", ["line 2", "timezon"]),
        ("[[stations]]\npath = \"s.geojson\"\nCRS = \"gcj02\"\n", ["line 3", "CRS"]),
        ("[[station]]\npath = \"s.geojson\"\n", ["line 1", "station"]),
        ("[[stations]]\ncrs = \"gcj02\"\n", ["line 1", "path"]),
        ("[stations]\npath = \"s.geojson\"\n", ["line 1", "stations"]),
        ("name = 5\n", ["line 1", "name"]),
        ("name = \"x\n", ["line 1", "string"]),
        ("<html>", ["line 1", "dataset.toml"]),
    ] {
        let told = fault(manifest);
        assert!(told.contains("dataset.toml"), "{manifest:?}: {told}");
        for part in parts {
            assert!(told.contains(part), "{manifest:?}: {part} in {told}");
        }
    }
    assert!(fault([0xff, 0xfe, b'n', 0]).contains("UTF-8"));
}

#[test]
fn a_source_in_gcj02_or_bd09_is_held_in_wgs84() {
    // Beijing: the published test triple of the MIT-licensed project eviltransform.
    let (wgs84, gcj02) = ((116.377817, 39.911954), (116.38404722455657, 39.91334545536069));
    for (crs, given) in [("wgs84", wgs84), ("gcj02", gcj02)] {
        let dir = DataDir::new()
            .with("dataset.toml", format!("[[stations]]\npath = \"s.geojson\"\ncrs = \"{crs}\"\n"))
            .with("s.geojson", collection(&[feature("x", given.0, given.1, json!({"name": "n"}))]));
        let snapshot = loaded(dir.path());
        let held = snapshot.index.stations()[0].position;
        assert!((held.lon() - wgs84.0).abs() < 2e-8 && (held.lat() - wgs84.1).abs() < 2e-8, "{crs}: {held:?}");
        assert_eq!(snapshot.files[0].crs.as_str(), crs);
    }
    let snapshot = loaded(with("[[stations]]\npath = \"s.geojson\"\ncrs = \"bd09\"\n").path());
    let held = snapshot.index.stations()[0].position;
    // BD-09 lies north-east of WGS 84, by some 1.4 km there.
    assert!(
        (0.011..0.015).contains(&(116.397 - held.lon())) && (0.006..0.009).contains(&(39.908 - held.lat())),
        "{held:?}"
    );
}

#[test]
fn a_crs_that_nobody_knows_refuses_its_file_and_no_other() {
    let dir = with("[[stations]]\npath = \"s.geojson\"\ncrs = \"GCJ-02\"\n[[stations]]\npath = \"t.geojson\"\n")
        .with("t.geojson", collection(&[feature("t", 1.0, 2.0, json!({"name": "n"}))]));
    let snapshot = loaded(dir.path());
    assert_eq!(ids(&snapshot), ["t"]);
    assert_eq!(refused(&snapshot), ["s.geojson: crs \"GCJ-02\" is not one of wgs84, gcj02, bd09"]);
}

#[test]
fn a_path_that_leads_nowhere_is_told_and_no_other_source_suffers() {
    let manifest = "calendar = \"no.csv\"\n[[stations]]\npath = \"s.geojson\"\n[[regions]]\npath = \"no.geojson\"\n[[demand]]\npath = \"none.csv\"\n";
    let snapshot = loaded(with(manifest).path());
    assert_eq!(ids(&snapshot), ["x"]);
    let mut told = refused(&snapshot);
    told.sort();
    let reason = "cannot be read: no such file or directory";
    assert_eq!(told, [format!("no.csv: {reason}"), format!("no.geojson: {reason}"), format!("none.csv: {reason}")]);
}

#[test]
fn a_list_of_nothing_is_a_data_set_of_nothing() {
    let snapshot = loaded(with("").path());
    assert_eq!((ids(&snapshot), refused(&snapshot)), (vec![], vec![]));
    let snapshot = loaded(with("\u{feff}name = \"x\"\r\n[[stations]]\r\npath = \"s.geojson\"\r\n").path());
    assert_eq!((ids(&snapshot), refused(&snapshot), warned(&snapshot)), (vec!["x"], vec![], vec![]));
}

#[test]
fn a_directory_of_nothing_and_a_path_of_nothing_are_told_in_a_sentence() {
    let dir = DataDir::new();
    let told = load(&Source::at(Some(dir.path())).unwrap(), &|_, _, _| {}).unwrap_err().to_string();
    assert!(told.contains("dataset.toml") && told.contains("*.geojson"), "{told}");
    let told = Source::at(Some(&dir.path().join("none"))).unwrap_err();
    assert!(told.contains("no such file or directory"), "{told}");
}
