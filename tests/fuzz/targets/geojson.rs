//! Is whatever claims to be GeoJSON judged, and does what is taken say the same in another format?

#![no_main]

use libfuzzer_sys::fuzz_target;
use waystation::exchange::{Format, write};
use waystation::geodesy::Crs;
use waystation::ingest::{
    Context, Record, Setting, Sizes, Stations, Words, read_demand, read_passing, read_records, read_regions,
    read_stretches,
};
use waystation::station::{Station, StationId};

/// Records by what they say, with their properties by name: an index sorts the one, columns the other.
fn sorted(mut records: Vec<Record>) -> Vec<String> {
    for record in &mut records {
        record.properties.sort();
    }
    let mut told: Vec<String> = records
        .iter()
        .map(|record| format!("{:?} {:?} {:?}", record.id_said(), record.geometry, record.properties))
        .collect();
    told.sort();
    told
}

/// Reads stations at once and as they pass by, in windows and pieces of several lengths: both give the same.
fn stations(data: &[u8]) {
    // Words and hours have the numbers that the first reading gives them.
    let (context, setting) = (Context::default(), Setting::default());
    let made = |(station, words): (&mut Station, &Words)| {
        serde_json::from_str::<serde_json::Value>(&format!("{{{}}}", words.said)).unwrap();
        station.id = StationId::new(words.id);
        format!("{words:?}")
    };
    let make = |stations: &mut [Station], words: &[Words]| stations.iter_mut().zip(words).map(made).collect::<Vec<_>>();
    let told = |Stations { intake, origins }: Stations<String>| {
        format!("{:?}{:?}{:?}{origins:?}", intake.records, intake.rejections, intake.warnings)
    };
    let held = told(read_stretches("f.geojson", data, &context, &setting, make));
    for sizes in [Sizes::default(), Sizes { window: 64, piece: 1 }, Sizes { window: 200, piece: 90 }] {
        let passed = read_passing("f.geojson", data, data.len(), sizes, &context, &setting, make).unwrap();
        assert!(passed.is_none_or(|passed| told(passed) == held), "{sizes:?}");
    }
}

fuzz_target!(|data: &[u8]| {
    stations(data);
    for crs in Crs::ALL {
        read_regions("f.geojson", data, crs);
    }
    read_demand("f", data, Crs::Wgs84);
    let records = read_records("f.geojson", data).intake.records;
    let mut file = Vec::new();
    // A name may be too long for a column.
    if write(&mut file, Format::FlatGeobuf, "f", &records).is_ok() {
        let read = read_records("f.fgb", &file);
        assert!(read.is_whole && read.intake.rejections.is_empty(), "{:?}", read.intake.rejections);
        assert_eq!(sorted(read.intake.records), sorted(records));
    }
});
