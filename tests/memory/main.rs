//! How much memory does a file take, a good one or a hostile one, and how much work? Counted by the allocator, with
//! nothing else in the process.

use peak_alloc::PeakAlloc;
use serde_json::{Value, json};
use std::sync::{Mutex, PoisonError};
use waystation::exchange::{Format, write};
use waystation::geodesy::Crs;
use waystation::ingest::{Context, Setting, read_demand, read_records, read_regions, read_stations};

#[path = "../laws/random.rs"]
#[allow(dead_code)]
mod random;

use random::Random;

mod held;

#[global_allocator]
static ALLOCATOR: PeakAlloc = PeakAlloc;

/// Held by each test as long as it runs, since what is counted is the whole process's.
static ALONE: Mutex<()> = Mutex::new(());

/// Most bytes above those of the file.
const MOST: usize = 256 << 20;

/// Bytes of a feature with nothing in it, and of its size.
const SMALLEST: usize = 16;

fn collection(features: &[Value]) -> Vec<u8> {
    json!({"type": "FeatureCollection", "features": features}).to_string().into_bytes()
}

fn flatgeobuf(geojson: &[u8]) -> Vec<u8> {
    let records = read_records("x.geojson", geojson).intake.records;
    let mut out = Vec::new();
    write(&mut out, Format::FlatGeobuf, "x", &records).unwrap();
    out
}

/// Stations with columns of every type, under an index of two levels.
fn stations() -> Vec<u8> {
    let station = |number: i64| {
        json!({
            "type": "Feature", "id": number, "geometry": {"type": "Point", "coordinates": [number as f64 / 2.0, 50.5]},
            "properties": {
                "name": format!("站 {number}"), "amenities": ["water", {"kind": "haircut", "opening_hours": "Fr 09:00-17:00"}],
                "opening_hours": "Mo-Fr 09:00-18:00", "capacity": number, "shelves": 1.5, "free": true, "wheelchair": "yes",
            },
        })
    };
    flatgeobuf(&collection(&(0..40).map(station).collect::<Vec<_>>()))
}

/// Polygons with holes and MultiPolygons, under an index.
fn regions() -> Vec<u8> {
    let ring = |x: f64, size: f64| json!([[x, 0.0], [x + size, 0.0], [x + size, size], [x, size], [x, 0.0]]);
    let region = |number: i64| {
        let x = number as f64 * 2.0;
        let geometry = match number % 2 {
            0 => json!({"type": "Polygon", "coordinates": [ring(x, 1.0), ring(x + 0.1, 0.2)]}),
            _ => json!({"type": "MultiPolygon", "coordinates": [[ring(x, 1.0)], [ring(x + 1.1, 0.5)]]}),
        };
        json!({"type": "Feature", "id": format!("r{number}"), "geometry": geometry, "properties": {"name": "R", "weight": number}})
    };
    flatgeobuf(&collection(&(0..20).map(region).collect::<Vec<_>>()))
}

/// The features of a file without its index, whose header does not count them.
fn without_index(indexed: &[u8], features: usize) -> Vec<u8> {
    let size_at = |at: usize| u32::from_le_bytes(indexed[at..at + 4].try_into().unwrap()) as usize;
    let header_end = 12 + size_at(8);
    let header = flatgeobuf::size_prefixed_root_as_header(&indexed[8..header_end]).unwrap();
    let mut builder = flatbuffers::FlatBufferBuilder::new();
    let columns: Vec<_> = header
        .columns()
        .unwrap()
        .iter()
        .map(|column| {
            let name = Some(builder.create_string(column.name()));
            let args = flatgeobuf::ColumnArgs { name, type_: column.type_(), ..Default::default() };
            flatgeobuf::Column::create(&mut builder, &args)
        })
        .collect();
    let columns = Some(builder.create_vector(&columns));
    let args = flatgeobuf::HeaderArgs {
        columns,
        geometry_type: header.geometry_type(),
        index_node_size: 0,
        ..Default::default()
    };
    let head = flatgeobuf::Header::create(&mut builder, &args);
    builder.finish_size_prefixed(head, None);
    let (mut level, mut entries) = (features, features);
    while level > 1 {
        level = level.div_ceil(16);
        entries += level;
    }
    [&indexed[..8], builder.finished_data(), &indexed[header_end + entries * 40..]].concat()
}

/// Numbers that lengths and offsets may be made to be.
const LENGTHS: &[u32] =
    &[0, 1, 3, 4, 8, 0xFF, 0x100, 0xFFFF, 0x10000, 0x7FFF_FFFF, 0x8000_0000, 0xFFFF_FFFC, 0xFFFF_FFFF];

fn mutate(file: &[u8], others: &[Vec<u8>], random: &mut Random) -> Vec<u8> {
    let mut bytes = file.to_vec();
    for _ in 0..1 + random.below(4) {
        if bytes.len() < 16 {
            break;
        }
        let at = random.below(bytes.len());
        let room = (bytes.len() - at).min(1 + random.below(200));
        match random.below(8) {
            0 => bytes.truncate(at),
            1 | 2 => bytes[at] ^= 1 << random.below(8),
            3 | 4 => {
                // Lengths and offsets stand at multiples of four from where a table begins.
                let at = (at / 4 * 4).min(bytes.len() - 4);
                bytes[at..at + 4].copy_from_slice(&random.one_of(LENGTHS).to_le_bytes());
            }
            5 => {
                let other = random.one_of(others);
                let from = random.below(other.len());
                let piece = &other[from..(from + room).min(other.len())];
                bytes.splice(at..at + room, piece.iter().copied());
            }
            6 => drop(bytes.drain(at..at + room)),
            _ => {
                let piece = bytes[at..at + room].to_vec();
                bytes.splice(at..at, piece);
            }
        }
    }
    bytes
}

#[test]
fn twenty_thousand_mutants_neither_panic_nor_take_more_memory_or_features_than_they_have_bytes_for() {
    let _alone = ALONE.lock().unwrap_or_else(PoisonError::into_inner);
    let stations = stations();
    let files = [stations.clone(), regions(), without_index(&stations, 40)];
    for (file, count) in files.iter().zip([40, 20, 40]) {
        let read = read_records("x.fgb", file);
        assert_eq!((read.intake.records.len(), read.intake.rejections.len(), read.is_whole), (count, 0, true));
    }
    let mut random = Random::seeded(41);
    let (mut worst, mut whole, mut kept) = (0, 0, 0);
    for round in 0..20_000 {
        let bytes = mutate(&files[round % 3], &files, &mut random);
        let before = ALLOCATOR.current_usage();
        ALLOCATOR.reset_peak_usage();
        let crs = Crs::ALL[round % 3];
        let setting = Setting { crs, ..Setting::default() };
        let read = read_stations("x.fgb", &bytes, &Context::default(), &setting, |_, said| said.len()).intake;
        let records = read_records("x.fgb", &bytes);
        let regions = read_regions("x.fgb", &bytes, crs);
        let demand = read_demand("x.fgb", &bytes, crs);
        let peak = ALLOCATOR.peak_usage().saturating_sub(before);
        worst = worst.max(peak);
        assert!(peak < MOST + bytes.len(), "{peak} bytes for a file of {}, round {round}", bytes.len());
        let of_file = 1;
        for judged in [
            read.records.len() + read.rejections.len(),
            records.intake.records.len() + records.intake.rejections.len(),
            regions.records.len() + regions.rejections.len(),
            demand.records.len() + demand.rejections.len(),
        ] {
            assert!(judged <= bytes.len() / SMALLEST + of_file, "{judged} features in {} bytes", bytes.len());
        }
        whole += usize::from(records.is_whole);
        kept += records.intake.records.len();
    }
    // The mutants are neither all refused nor all as good as new.
    assert!((2_000..19_000).contains(&whole), "{whole} mutants were whole");
    assert!(kept > 100_000, "{kept} features were kept");
    println!("at most {worst} bytes; {whole} whole, {kept} features kept");
}
