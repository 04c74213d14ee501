//! Is a FlatGeobuf file read as the GeoJSON of its features is, and refused where it cannot be?

use super::data::{DataDir, collection, feature};
use super::load::{file, ids, loaded, refused, shown, warned};
use super::made::{self, Head, Shape, point, text};
use flatgeobuf::{ColumnType, GeometryType};
use serde_json::{Value, json};
use std::path::Path;
use waystation::exchange::{Format, write};
use waystation::ingest::read_records;
use waystation::store::Snapshot;

/// A GeoJSON file as FlatGeobuf.
fn as_flatgeobuf(geojson: &[u8]) -> Vec<u8> {
    let read = read_records("x.geojson", geojson);
    assert_eq!(read.intake.rejections, []);
    let mut out = Vec::new();
    write(&mut out, Format::FlatGeobuf, "x", &read.intake.records).unwrap();
    out
}

/// Loads one FlatGeobuf file of stations.
fn stations(content: impl AsRef<[u8]>) -> Snapshot {
    loaded(DataDir::new().with("s.fgb", content).path())
}

fn bundled(name: &str) -> Vec<u8> {
    std::fs::read(Path::new(env!("CARGO_MANIFEST_DIR")).join("data").join(name)).unwrap()
}

/// Two columns, and three stations in a row.
const COLUMNS: &[(&str, ColumnType)] = &[("id", ColumnType::String), ("name", ColumnType::String)];

fn three() -> Vec<Vec<u8>> {
    ["a", "b", "c"].map(|id| point(1.0, 2.0, &[text(0, id), text(1, "n")].concat())).to_vec()
}

/// What is told, without the byte at which it stands.
fn unplaced(told: &str) -> String {
    let (file, rest) = told.split_once('@').unwrap_or((told, ""));
    format!("{file}{}", rest.trim_start_matches(|c: char| c.is_ascii_digit()))
}

#[test]
fn the_bundled_stations_regions_and_people_are_the_same_data_in_either_format() {
    for folder in ["germany", "liaoning-shandong"] {
        let geojson = bundled(&format!("{folder}/stations.geojson"));
        let manifest = "timezone = \"Europe/Berlin\"\n[[stations]]\npath = \"s.FORMAT\"\n";
        let [one, other] = [("geojson", geojson.clone()), ("fgb", as_flatgeobuf(&geojson))].map(|(format, content)| {
            let dir = DataDir::new().with("dataset.toml", manifest.replace("FORMAT", format));
            loaded(dir.with(&format!("s.{format}"), content).path())
        });
        assert!(one.index.len() > 10);
        assert_eq!((other.index.len(), &other.version), (one.index.len(), &one.version), "{folder}");
        assert_eq!(other.warnings.len(), one.warnings.len());
    }
    let regions = bundled("germany/regions.geojson");
    let weighed =
        collection(&[feature(1, 10.0, 50.0, json!({"weight": 3})), feature(2, 11.0, 50.0, json!({"weight": 0.5}))]);
    let manifest = "[[regions]]\npath = \"r.FORMAT\"\n[[demand]]\npath = \"d.FORMAT\"\n";
    let files = [
        ("geojson", regions.clone(), weighed.clone().into_bytes()),
        ("fgb", as_flatgeobuf(&regions), as_flatgeobuf(weighed.as_bytes())),
    ];
    let [one, other] = files.map(|(format, regions, demand)| {
        let dir = DataDir::new().with("dataset.toml", manifest.replace("FORMAT", format));
        loaded(dir.with(&format!("r.{format}"), regions).with(&format!("d.{format}"), demand).path())
    });
    assert_eq!((one.regions.len(), one.demand[0].records.len()), (17, 2));
    assert_eq!((refused(&other), other.version), (refused(&one), one.version));
}

#[test]
fn every_refusal_and_doubt_is_told_as_of_geojson_but_for_the_line() {
    let odd = [
        feature("a", 1.0, 2.0, json!({"name": "A", "capacity": "many", "amenities": ["watr", {"kind": "water"}]})),
        feature("b", 31.23, 121.47, json!({"name": "B"})),
        feature("a", 1.0, 2.0, json!({"name": "again"})),
        feature(7, 1.0, 2.0, json!({"opening_hours": "nonsense", "status": "gone"})),
    ];
    // Written without the judge, which would not let the second pass.
    let features: Vec<Vec<u8>> = odd
        .iter()
        .map(|feature| {
            let position = feature["geometry"]["coordinates"].as_array().unwrap();
            let properties: Vec<u8> = std::iter::once(("id", &feature["id"]))
                .chain(feature["properties"].as_object().unwrap().iter().map(|(name, value)| (name.as_str(), value)))
                .flat_map(|(name, value)| {
                    text(JSON.iter().position(|(of, _)| *of == name).unwrap() as u16, &value.to_string())
                })
                .collect();
            point(position[0].as_f64().unwrap(), position[1].as_f64().unwrap(), &properties)
        })
        .collect();
    const JSON: &[(&str, ColumnType)] = &[
        ("id", ColumnType::Json),
        ("name", ColumnType::Json),
        ("capacity", ColumnType::Json),
        ("amenities", ColumnType::Json),
        ("opening_hours", ColumnType::Json),
        ("status", ColumnType::Json),
    ];
    let here = stations(Head { columns: JSON, ..Head::default() }.file(&features));
    let there = file(collection(&odd));
    let without_line = |told: Vec<String>| -> Vec<String> {
        let cut = |told: &String| told.split_once(" [").map_or_else(|| told.clone(), |(_, rest)| rest.to_owned());
        told.iter().map(cut).map(|told| told.replace("geojson", "fgb")).collect()
    };
    assert_eq!(without_line(refused(&here)), without_line(refused(&there)));
    assert_eq!(without_line(warned(&here)), without_line(warned(&there)));
    assert_eq!(unplaced(&refused(&here)[0]), "s.fgb [1] b: lat 121.47 is outside -90..90: lon and lat look swapped");
    assert_eq!((ids(&here), &here.version), (ids(&there), &there.version));
}

#[test]
fn a_file_is_read_with_an_index_without_one_and_without_a_count() {
    let indexed = as_flatgeobuf(collection(&[feature("a", 1.0, 2.0, json!({"name": "A"}))]).as_bytes());
    assert_eq!((ids(&stations(indexed)), 1), (vec!["a"], 1));
    for (count, node_size) in [(3, 0), (0, 0), (0, 16)] {
        let head = Head { columns: COLUMNS, count, node_size, ..Head::default() };
        let snapshot = stations(head.file(&three()));
        assert_eq!((ids(&snapshot), refused(&snapshot), warned(&snapshot)), (vec!["a", "b", "c"], vec![], vec![]));
    }
    let empty = stations(Head::default().file(&[]));
    assert_eq!((refused(&empty), warned(&empty)), (vec![], vec!["s.fgb: the file holds no features".to_owned()]));
}

#[test]
fn a_file_cut_anywhere_keeps_the_features_before_the_cut_and_says_so_of_the_file() {
    let records = [1.0, 2.0, 3.0, 4.0].map(|lon| feature(lon as i64, lon, 2.0, json!({"name": "n", "capacity": 3})));
    let indexed = as_flatgeobuf(collection(&records).as_bytes());
    let plain = Head { columns: COLUMNS, count: 3, ..Head::default() }.file(&three());
    for whole in [indexed, plain] {
        let all = stations(&whole);
        let mut most = 0;
        for cut in 0..whole.len() {
            let read = waystation::ingest::read_stations(
                "s.fgb",
                &whole[..cut],
                &Default::default(),
                &Default::default(),
                |station, _| station.id.to_string(),
            );
            let kept = read.intake.records.len();
            assert!(kept < all.index.len() && kept >= most, "cut at {cut} of {}", whole.len());
            most = kept;
            let of_file: Vec<_> = read.intake.rejections.iter().filter(|told| told.index.is_none()).collect();
            assert_eq!(of_file.len(), 1, "cut at {cut}");
            let reason = &of_file[0].reason;
            assert!(reason.contains("looks cut off") || (cut == 0 && reason == "the file is empty"), "{cut}: {reason}");
        }
        assert_eq!(most, all.index.len() - 1);
    }
}

#[test]
fn a_file_whose_head_is_no_good_is_refused_whole_with_its_reason() {
    let good = Head { columns: COLUMNS, ..Head::default() };
    let mut other_version = good.file(&three());
    other_version[3] = 2;
    let mut damaged = good.file(&three());
    damaged[12] = 0xFF;
    let long = "x".repeat(257);
    let crs =
        |org, code, code_string, wkt| Head { crs: Some((org, code, code_string, wkt)), ..Head::default() }.file(&[]);
    for (content, reason) in [
        (
            b"{\"type\":\"FeatureCollection\"}".to_vec(),
            "this is not FlatGeobuf: a file starts with the bytes fgb, 3, fgb",
        ),
        (other_version, "the file is FlatGeobuf of version 2, 3 is read"),
        (damaged, "the header is damaged: "),
        ([&made::MAGIC[..], &[0xFF; 4]].concat(), "the file ends inside its header: it looks cut off"),
        ([&made::MAGIC[..], &[0; 4]].concat(), "the header is damaged: "),
        (
            Head { count: u64::MAX, node_size: 16, ..good }.file(&three()),
            "the file ends inside its spatial index: it looks cut off",
        ),
        (
            Head { count: 3, node_size: 1, ..Head::default() }.file(&three()),
            "the header is damaged: its index has nodes of 1 entry",
        ),
        (
            Head { columns: &[(&long, ColumnType::Int)], ..Head::default() }.file(&[]),
            "column 0 has a name of 257 bytes, 256 are read",
        ),
        (
            Head { columns: &[("x", ColumnType(99))], ..Head::default() }.file(&[]),
            "column 0, \"x\", is of type 99, which nobody knows",
        ),
        (
            crs(None, 3857, None, None),
            "the file's coordinates are in the system EPSG:3857: project them to EPSG:4326 first",
        ),
        (crs(Some("OGC"), 0, Some("CRS83"), None), "the file's coordinates are in the system OGC:CRS83"),
        (crs(Some("ESRI"), 4326, None, None), "the file's coordinates are in the system ESRI:4326"),
        (
            crs(None, 0, None, Some("PROJCS[]")),
            "the file's coordinates are in the system \"one of its own\", without a code",
        ),
    ] {
        let told = refused(&stations(&content));
        assert!(
            told.len() == 1 && unplaced(&told[0]).starts_with(&format!("s.fgb: {reason}")),
            "{told:?}, not {reason}"
        );
    }
    for content in [
        crs(None, 4326, None, None),
        crs(Some("epsg"), 4326, None, Some("GEOGCS[]")),
        crs(Some("OGC"), 0, Some("CRS84"), None),
        crs(None, 0, None, Some(r#"GEOGCRS["WGS 84 (CRS84)",DATUM["x",ID["EPSG",6326]], ID["OGC", "CRS84"]]"#)),
        crs(None, 0, None, Some(r#"GEOGCS["WGS 84",AUTHORITY["EPSG","4326"]]"#)),
        crs(None, 0, None, None),
    ] {
        assert_eq!(refused(&stations(&content)), [""; 0]);
    }
}

#[test]
fn a_feature_that_is_no_good_costs_only_itself() {
    let place = Shape { xy: &[1.0, 2.0], ..Shape::default() };
    let [first, bad, last] = <[Vec<u8>; 3]>::try_from(three()).unwrap();
    let mut damaged = bad.clone();
    damaged[4] = 0xFF;
    let id = text(0, "b");
    for (feature, reason) in [
        (damaged, "s.fgb [1]: the feature is damaged: "),
        (made::feature(None, &id, &[]), "s.fgb [1] b: there is no geometry: a station needs a Point"),
        (made::feature(Some(&Shape::default()), &id, &[]), "s.fgb [1] b: the Point has 0 positions, one is expected"),
        (
            made::feature(Some(&Shape { xy: &[1.0, 2.0, 3.0], ..Shape::default() }), &id, &[]),
            "s.fgb [1] b: 3 numbers are no pairs of lon and lat: the feature is damaged",
        ),
        (
            made::feature(Some(&Shape { xy: &[f64::NAN, 2.0], ..Shape::default() }), &id, &[]),
            "s.fgb [1] b: position 0 is NaN, 2, numbers are expected",
        ),
        (point(1.0, 2.0, &text(9, "b")), "s.fgb [1]: a property is of column 9, there are 2: the feature is damaged"),
        (point(1.0, 2.0, &[&id[..], &id].concat()), "s.fgb [1]: the property of column 0 is given twice"),
        (
            made::feature(Some(&place), &[0, 0, 1], &[("x", ColumnType(77))]),
            "s.fgb [1]: column 0, \"x\", is of type 77, which nobody knows",
        ),
    ] {
        let snapshot =
            stations(Head { columns: COLUMNS, ..Head::default() }.file(&[first.clone(), feature, last.clone()]));
        let told = refused(&snapshot);
        assert_eq!(ids(&snapshot), ["a", "c"]);
        assert!(told.len() == 1 && unplaced(&told[0]).starts_with(reason), "{told:?}, not {reason}");
        let begins = Head { columns: COLUMNS, ..Head::default() }.file(std::slice::from_ref(&first)).len();
        assert!(told[0].starts_with(&format!("s.fgb@{begins} [1]")), "{told:?} begins at {begins}");
    }
    // A size that none can have is no place to go on from.
    let nothing = stations(Head { columns: COLUMNS, ..Head::default() }.file(&[first.clone(), vec![0; 400], last]));
    assert_eq!(
        refused(&nothing).iter().map(|told| unplaced(told)).collect::<Vec<_>>(),
        ["s.fgb: feature 1 has a size of 0 bytes, which none can have"]
    );
    let more = stations(Head { columns: COLUMNS, count: 1, ..Head::default() }.file(&[first, bad]));
    assert_eq!((ids(&more), refused(&more).len()), (vec!["a"], 1));
}

#[test]
fn rings_and_parts_are_held_against_their_positions() {
    let square: &[f64] = &[0.0, 0.0, 1.0, 0.0, 1.0, 1.0, 0.0, 0.0];
    let two: Vec<f64> = [square, square].concat();
    let polygon = |ends| Shape { kind: GeometryType::Polygon, xy: &two, ends, ..Shape::default() };
    let part = [Shape { xy: square, ..Shape::default() }, Shape { xy: &two, ends: &[4, 8], ..Shape::default() }];
    let bad_part = [Shape { xy: &two, ends: &[9], ..Shape::default() }];
    let multi = |parts| Shape { kind: GeometryType::MultiPolygon, parts, ..Shape::default() };
    let line = Shape { kind: GeometryType::LineString, xy: square, ..Shape::default() };
    let shapes: Vec<(Shape, &str)> = vec![
        (polygon(&[4, 8]), ""),
        (multi(&part), ""),
        (polygon(&[4, 9]), "ring 1 goes from position 4 to 9, of 8: the feature is damaged"),
        (polygon(&[4, 3]), "ring 1 goes from position 4 to 3, of 8: the feature is damaged"),
        (polygon(&[4]), "4 positions belong to no ring: the feature is damaged"),
        (polygon(&[u32::MAX]), "ring 0 goes from position 0 to 4294967295, of 8: the feature is damaged"),
        (polygon(&[2, 8]), "polygon 0, ring 0: 2 positions, at least 4 are needed"),
        (multi(&bad_part), "polygon 0: ring 0 goes from position 0 to 9, of 8: the feature is damaged"),
        (multi(&[]), "the MultiPolygon is empty"),
        (
            Shape { kind: GeometryType::MultiPolygon, xy: square, ..Shape::default() },
            "the MultiPolygon has positions that belong to no polygon",
        ),
        (Shape { kind: GeometryType::Polygon, ..Shape::default() }, "polygon 0, no ring: it is empty"),
        (line, "the geometry is a LineString, a Polygon or MultiPolygon is expected"),
        (Shape { kind: GeometryType(88), ..Shape::default() }, "the geometry is of type 88, which nobody knows"),
        (Shape::default(), "the geometry is of type 0, which nobody knows"),
    ];
    let features: Vec<Vec<u8>> = shapes
        .iter()
        .enumerate()
        .map(|(number, (shape, _))| {
            made::feature(Some(shape), &[&[0, 0][..], &(number as i32).to_le_bytes()].concat(), &[])
        })
        .collect();
    let head = Head { kind: GeometryType::Unknown, columns: &[("id", ColumnType::Int)], ..Head::default() };
    let read = waystation::ingest::read_regions("r.fgb", &head.file(&features), Default::default());
    assert_eq!(read.records.iter().map(|region| region.record.area.0.len()).collect::<Vec<_>>(), [1, 2]);
    assert_eq!(read.records[1].record.area.0[1].interiors().len(), 1);
    let told: Vec<String> = read.rejections.iter().map(|notice| notice.reason.to_string()).collect();
    assert_eq!(told, shapes.iter().map(|(_, reason)| *reason).filter(|reason| !reason.is_empty()).collect::<Vec<_>>());
}

#[test]
fn columns_of_a_feature_of_its_own_are_used_and_binary_ones_are_told() {
    let own = [("id", ColumnType::String), ("shelves", ColumnType::UShort)];
    let properties = [text(0, "x"), vec![1, 0, 3, 0]].concat();
    let place = Shape { xy: &[1.0, 2.0], ..Shape::default() };
    let columns = &[("photo", ColumnType::Binary), ("name", ColumnType::String)];
    let other = point(1.0, 2.0, &[text(0, "\u{1}"), text(1, "n")].concat());
    let file = Head { columns, ..Head::default() }.file(&[made::feature(Some(&place), &properties, &own), other]);
    let snapshot = stations(file);
    assert_eq!(snapshot.index.len(), 2);
    assert!(warned(&snapshot).contains(&"s.fgb: column \"photo\" is binary: it is left out".to_owned()));
    let of_x = snapshot.by_id().last().unwrap();
    assert_eq!(snapshot.index.stations()[of_x].id.as_str(), "x");
    let alone = made::feature(Some(&place), &properties, &own);
    assert_eq!(shown(&stations(Head::default().file(&[alone])))["shelves"], json!(3));
}

#[test]
fn tables_that_share_their_parts_again_and_again_are_refused() {
    // A thousand offsets of parts that all lead to one geometry of a thousand positions: small, and large when told apart.
    let mut builder = flatbuffers::FlatBufferBuilder::new();
    let xy = Some(builder.create_vector(&[1.0; 2000]));
    let part = flatgeobuf::Geometry::create(&mut builder, &flatgeobuf::GeometryArgs { xy, ..Default::default() });
    let parts = Some(builder.create_vector(&[part; 1000]));
    let args = flatgeobuf::GeometryArgs { parts, ..Default::default() };
    let geometry = Some(flatgeobuf::Geometry::create(&mut builder, &args));
    let feature =
        flatgeobuf::Feature::create(&mut builder, &flatgeobuf::FeatureArgs { geometry, ..Default::default() });
    builder.finish_size_prefixed(feature, None);
    let file = Head { kind: GeometryType::MultiPolygon, ..Head::default() }.file(&[builder.finished_data().to_vec()]);
    let read = waystation::ingest::read_regions("r.fgb", &file, Default::default());
    assert_eq!(read.rejections.len(), 1);
    assert_eq!(read.rejections[0].reason, "the feature is damaged: Apparent size too large");
}

#[test]
fn the_ending_of_a_name_and_the_first_bytes_say_what_a_file_is() {
    let content = Head { columns: COLUMNS, ..Head::default() }.file(&three());
    let dir = DataDir::new().with("a.FGB", &content).with("b.bin", &content);
    for name in ["a.FGB", "b.bin"] {
        assert_eq!(loaded(&dir.path().join(name)).index.len(), 3, "{name}");
    }
    let csv = DataDir::new().with("s.csv", "lon,lat,id,name\r\n1,2,a,A\r\n\r\n150,99,b,B\r\n");
    let snapshot = loaded(&csv.path().join("s.csv"));
    assert_eq!(
        (ids(&snapshot), refused(&snapshot)),
        (vec!["a"], vec!["s.csv:4 [1] b: lat 99 is outside -90..90".to_owned()])
    );
}

#[test]
fn an_id_is_told_once_and_a_null_is_not_there() {
    let said = |feature: Value| shown(&file(collection(&[feature])));
    let one = said(feature(7, 1.0, 2.0, json!({"name": "n", "id": "7", "nothing": null})));
    assert_eq!((one.get("id"), one.get("nothing")), (None, None));
    let other = said(feature(7, 1.0, 2.0, json!({"name": "n", "id": 8})));
    assert_eq!((other.get("id"), &other["source:id"]), (None, &json!(8)));
}
