//! Is whatever claims to be GeoJSON judged, and does what is taken say the same in another format?

#![no_main]

use libfuzzer_sys::fuzz_target;
use waystation::exchange::{Format, write};
use waystation::geodesy::Crs;
use waystation::ingest::{Context, Record, Setting, read_demand, read_records, read_regions, read_stations};

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

fuzz_target!(|data: &[u8]| {
    read_stations("f.geojson", data, &Context::default(), &Setting::default(), |_, said| {
        serde_json::from_str::<serde_json::Value>(&format!("{{{said}}}")).unwrap();
    });
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
