//! Do stations and regions say the same in every format they are converted to, and come back as they were?

use super::random::Random;
use serde_json::{Map, Value, json};
use std::fmt::Write as _;
use waystation::exchange::{Format, write};
use waystation::ingest::{Context, Record, Setting, read_records, read_regions, read_stations};

/// Names of properties: ours, such as other formats use for themselves, and such as hardly fit.
const NAMES: &[&str] = &[
    "name",
    "name:zh",
    "kind",
    "amenities",
    "capacity",
    "opening_hours",
    "phone",
    "address",
    "drinking_water",
    "amenity",
    "tourism",
    "toilets",
    "lon",
    "lat",
    "id",
    "fid",
    "geometry",
    "",
    " x",
    "a,b",
    "a\"b",
    "驿站",
    "n\nl",
    "shelves",
    "level",
];

/// Values as a source may spell them.
const VALUES: &[&str] = &[
    "true",
    "false",
    "null",
    "0",
    "-0",
    "7",
    "-12",
    "1.0",
    "1.5",
    "1.50",
    "1e3",
    "1e30",
    "-1e-9",
    "9007199254740993",
    "9223372036854775807",
    "9223372036854775808",
    "-9223372036854775809",
    "123456789012345678901234567890",
    "\"\"",
    "\" \"",
    "\"7\"",
    "\"007\"",
    "\"1.5\"",
    "\"true\"",
    "\"null\"",
    "\"[1]\"",
    "\"{}\"",
    "\"\\\"q\\\"\"",
    "\"caf\\u00e9\"",
    "\"驿站 \\ud83d\\ude00\"",
    "\"a\\nb\\r\\n\\tc\"",
    "\"yes\"",
    "\"toilets\"",
    "\"library\"",
    "\"24/7\"",
    "\"a,b;c\"",
    "[]",
    "{}",
    "[ \"water\" , {\"kind\":\"haircut\", \"note\":\"n\", \"price\": 1.0} ]",
    "[1, [2.50, null]]",
    "{\"b\": 1, \"a\": {\"c\": \"\\u4e2d\"}}",
];

/// A station's text with properties in any order, of any value.
pub(super) fn station(random: &mut Random, number: usize) -> String {
    let id = match random.below(5) {
        0 => String::new(),
        1 => format!("\"id\":{number},"),
        2 => format!("\"id\":\"node/{number}\","),
        3 => format!("\"id\":\"0{number}\","),
        _ => format!("\"id\":\"{number}\\u4e2d\\\"\","),
    };
    let mut names = NAMES.to_vec();
    random.shuffle(&mut names);
    let count = random.below(8);
    let members: Vec<String> =
        names[..count].iter().map(|name| format!("{}:{}", json!(name), random.one_of(VALUES))).collect();
    let (lon, lat) = (random.between(-180.0, 180.0), random.between(-90.0, 90.0));
    let at = if random.chance(0.5) { format!("{lon},{lat}") } else { format!("{lon:.4},{lat:.2}") };
    format!(
        "{{\"type\":\"Feature\",{id}\"geometry\":{{\"type\":\"Point\",\"coordinates\":[{at}]}},\"properties\":{{{}}}}}",
        members.join(",")
    )
}

pub(super) fn collection(features: &[String]) -> String {
    format!("{{\"type\":\"FeatureCollection\",\"features\":[{}]}}", features.join(",\n"))
}

fn converted(file: &str, bytes: &[u8], format: Format) -> (Vec<u8>, Vec<String>) {
    let read = read_records(file, bytes);
    assert_eq!(read.intake.rejections, [], "{}", String::from_utf8_lossy(bytes));
    assert!(read.is_whole);
    let mut out = Vec::new();
    let changed = write(&mut out, format, "layer", &read.intake.records).unwrap();
    (out, changed)
}

/// What a load holds of each station, by id: everything that its version counts.
pub(super) fn held(file: &str, bytes: &[u8]) -> Vec<String> {
    let context = Context::default();
    let read = read_stations(file, bytes, &context, &Setting::default(), |station, said| {
        let mut text =
            format!("{} {:?} {{{said}}} {:?} {:?}", station.id, station.position, station.name, station.capacity);
        write!(text, " {:?} {:?} {}", station.status, station.access, station.hours.is_some()).unwrap();
        for amenity in &station.amenities {
            context.with_amenity_word(amenity.kind, |word| write!(text, " {word}{:?}", amenity.said).unwrap());
        }
        text
    });
    assert_eq!(read.intake.rejections, [], "{}", String::from_utf8_lossy(bytes));
    let mut held: Vec<String> = read.origins.into_iter().map(|origin| origin.made).collect();
    held.sort();
    held
}

#[test]
fn stations_are_the_same_in_every_format_and_come_back_the_same() {
    let mut random = Random::seeded(31);
    for round in 0..300 {
        let features: Vec<String> = (0..random.below(12)).map(|number| station(&mut random, number)).collect();
        let text = collection(&features);
        let expected = held("s.geojson", text.as_bytes());
        let (flatgeobuf, _) = converted("s.geojson", text.as_bytes(), Format::FlatGeobuf);
        let (csv, changed) = converted("s.geojson", text.as_bytes(), Format::Csv);
        let (back, _) = converted("s.fgb", &flatgeobuf, Format::GeoJson);
        let (csv_of_flatgeobuf, _) = converted("s.fgb", &flatgeobuf, Format::Csv);
        let (flatgeobuf_of_csv, _) = converted("s.csv", &csv, Format::FlatGeobuf);
        for (file, bytes) in [("s.fgb", &flatgeobuf), ("s.geojson", &back)] {
            assert_eq!(held(file, bytes), expected, "round {round}, {file}: {text}");
        }
        // What a CSV cannot say is told; where nothing is, it says the same.
        if changed.is_empty() {
            let (of_csv, _) = converted("s.csv", &csv, Format::GeoJson);
            for (file, bytes) in
                [("s.csv", &csv), ("s.geojson", &of_csv), ("s.csv", &csv_of_flatgeobuf), ("s.fgb", &flatgeobuf_of_csv)]
            {
                assert_eq!(
                    held(file, bytes),
                    expected,
                    "round {round}, {file}: {text}\n{}",
                    String::from_utf8_lossy(&csv)
                );
            }
        }
    }
}

/// Records by id, since an index sorts them, with their properties by name, since columns do.
fn sorted(file: &str, bytes: &[u8]) -> Vec<Record> {
    let mut records = read_records(file, bytes).intake.records;
    for record in &mut records {
        record.properties.sort();
    }
    records.sort_by_key(Record::id_said);
    records
}

#[test]
fn an_integer_is_an_integer_again_and_so_is_every_other_type() {
    let mut properties = Map::new();
    for value in VALUES.iter().filter(|value| **value != "null") {
        properties.insert((*value).to_owned(), serde_json::from_str(value).unwrap());
    }
    let feature = |id: Value| {
        json!({"type": "Feature", "id": id, "geometry": {"type": "Point", "coordinates": [1.5, -2]}, "properties": properties}).to_string()
    };
    let text = collection(&[feature(json!(1)), feature(json!(-2))]);
    let expected = sorted("s.geojson", text.as_bytes());
    for (file, format) in [("s.fgb", Format::FlatGeobuf), ("s.geojson", Format::GeoJson)] {
        assert_eq!(sorted(file, &converted("s.geojson", text.as_bytes(), format).0), expected, "{file}");
    }
    let of_csv = sorted("s.csv", &converted("s.geojson", text.as_bytes(), Format::Csv).0);
    let as_texts = |record: &Record| record.id_said();
    assert_eq!(of_csv.iter().map(as_texts).collect::<Vec<_>>(), expected.iter().map(as_texts).collect::<Vec<_>>());
    assert_eq!(of_csv[0].properties, expected[0].properties);
}

fn ring(random: &mut Random, lon: f64, lat: f64, size: f64) -> String {
    let corners = 3 + random.below(6);
    let mut ring: Vec<String> = (0..corners)
        .map(|corner| {
            let (y, x) = (std::f64::consts::TAU * corner as f64 / corners as f64).sin_cos();
            format!("[{},{}]", lon + size * x, lat + size * y)
        })
        .collect();
    ring.push(ring[0].clone());
    format!("[{}]", ring.join(","))
}

#[test]
fn regions_are_the_same_in_flatgeobuf_corner_by_corner() {
    let mut random = Random::seeded(32);
    for round in 0..100 {
        let features: Vec<String> = (0..1 + random.below(6))
            .map(|number| {
                let mut polygon = || {
                    let (lon, lat) = (random.between(-100.0, 100.0), random.between(-60.0, 60.0));
                    let holes = random.below(3);
                    let mut rings = vec![ring(&mut random, lon, lat, 5.0)];
                    rings.extend((0..holes).map(|hole| ring(&mut random, lon + hole as f64, lat, 0.3)));
                    format!("[{}]", rings.join(","))
                };
                let geometry = match number % 2 + round % 2 {
                    0 => format!("{{\"type\":\"Polygon\",\"coordinates\":{}}}", polygon()),
                    _ => format!("{{\"type\":\"MultiPolygon\",\"coordinates\":[{},{}]}}", polygon(), polygon()),
                };
                format!("{{\"type\":\"Feature\",\"id\":\"r{number}\",\"geometry\":{geometry},\"properties\":{{\"name\":\"N\",\"level\":{number}}}}}")
            })
            .collect();
        let text = collection(&features);
        let (flatgeobuf, _) = converted("r.geojson", text.as_bytes(), Format::FlatGeobuf);
        let (back, _) = converted("r.fgb", &flatgeobuf, Format::GeoJson);
        let of = |file: &str, bytes: &[u8]| {
            let read = read_regions(file, bytes, Default::default());
            assert_eq!(read.rejections, []);
            let mut regions: Vec<_> = read
                .records
                .into_iter()
                .map(|region| (region.record.id, region.record.name, region.record.said, region.record.area))
                .collect();
            regions.sort_by(|a, b| a.0.cmp(&b.0));
            regions
        };
        let expected = of("r.geojson", text.as_bytes());
        assert_eq!(of("r.fgb", &flatgeobuf), expected, "{text}");
        assert_eq!(of("r.geojson", &back), expected, "{text}");
        assert_eq!(
            sorted("r.geojson", &back),
            sorted("r.geojson", text.as_bytes()),
            "the kind of each is kept: {text}"
        );
    }
}
