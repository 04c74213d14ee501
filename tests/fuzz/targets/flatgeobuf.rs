//! Is whatever claims to be FlatGeobuf judged, and does what is taken say the same as GeoJSON?

#![no_main]

use libfuzzer_sys::fuzz_target;
use waystation::exchange::{Format, write};
use waystation::geodesy::Crs;
use waystation::ingest::{Context, Setting, read_demand, read_records, read_regions, read_stations};

fuzz_target!(|data: &[u8]| {
    read_stations("f.fgb", data, &Context::default(), &Setting::default(), |_, said| {
        serde_json::from_str::<serde_json::Value>(&format!("{{{said}}}")).unwrap();
    });
    read_regions("f.fgb", data, Crs::Gcj02);
    read_demand("f.fgb", data, Crs::Wgs84);
    let records = read_records("f.fgb", data).intake.records;
    let mut file = Vec::new();
    write(&mut file, Format::GeoJson, "f", &records).unwrap();
    let read = read_records("f.geojson", &file);
    assert!(read.is_whole && read.intake.rejections.is_empty(), "{:?}", read.intake.rejections);
    assert_eq!(read.intake.records, records);
});
