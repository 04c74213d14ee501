//! How long does a load take? Beside reading the same bytes into plain structs, which checks and indexes nothing.
//!
//! `WAYSTATION_BENCH_FILE` names a file to load; `WAYSTATION_BENCH_STATIONS` says how many stations of `sized.rs` to make
//! instead, and `WAYSTATION_BENCH_WRITE` where to put them, with nothing measured: `WAYSTATION_BENCH_SAID=little` says
//! little of each.

#[path = "points.rs"]
mod points;
#[path = "sized.rs"]
mod sized;

use criterion::{BatchSize, Criterion, Throughput, criterion_group, criterion_main};
use points::{directory, geojson, load_text};
use serde::Deserialize;
use sized::{Said, write_geojson};
use waystation::index::StationIndex;
use waystation::store::{Source, load};

/// The allocator of the program itself, for both sides.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// As many features as the largest real file we try.
const FEATURES: usize = 278_183;

#[derive(Deserialize)]
struct Collection {
    #[expect(dead_code, reason = "read, as a service would")]
    features: Vec<Feature>,
}

#[derive(Deserialize)]
#[expect(dead_code, reason = "read, as a service would")]
struct Feature {
    id: String,
    geometry: Geometry,
    properties: Properties,
}

#[derive(Deserialize)]
#[expect(dead_code, reason = "read, as a service would")]
struct Geometry {
    coordinates: [f64; 2],
}

#[derive(Deserialize)]
#[expect(dead_code, reason = "read, as a service would")]
struct Properties {
    amenity: Option<String>,
    name: Option<String>,
    kind: Option<String>,
    address: Option<String>,
    district: Option<String>,
    operator: Option<String>,
    phone: Option<String>,
    access: Option<String>,
    verified_at: Option<String>,
    opening_hours: Option<String>,
    amenities: Option<Vec<String>>,
}

/// Stations of a made-up country.
fn made(stations: usize, out: &mut impl std::io::Write) {
    let said = if std::env::var("WAYSTATION_BENCH_SAID").is_ok_and(|said| said == "little") {
        Said::Little
    } else {
        Said::Much
    };
    write_geojson(out, stations, said, 0).expect("stations can be written");
}

fn bench(c: &mut Criterion) {
    let stations = std::env::var("WAYSTATION_BENCH_STATIONS").ok().and_then(|count| count.parse().ok());
    if let (Some(stations), Ok(path)) = (stations, std::env::var("WAYSTATION_BENCH_WRITE")) {
        let file = std::fs::File::create(path).expect("the file can be made");
        return made(stations, &mut std::io::BufWriter::new(file));
    }
    let text = match (std::env::var("WAYSTATION_BENCH_FILE"), stations) {
        (Ok(path), _) => std::fs::read_to_string(path).expect("the file can be read"),
        (Err(_), Some(stations)) => {
            let mut text = Vec::new();
            made(stations, &mut text);
            String::from_utf8(text).expect("stations are text")
        }
        (Err(_), None) => geojson(true, FEATURES),
    };
    let directory = directory("load");
    let path = directory.join("stations.geojson");
    std::fs::write(&path, &text).expect("the temporary directory can be written");
    let source = Source::File(path.clone());

    let mut group = c.benchmark_group("load");
    group.sample_size(10).throughput(Throughput::Bytes(text.len() as u64));
    // What was read is dropped after the clock has stopped, on both sides.
    group.bench_function("serde_json to plain structs", |b| {
        b.iter_batched(
            || (),
            |()| {
                let bytes = std::fs::read(&path).expect("the file can be read");
                serde_json::from_slice::<Collection>(&bytes).expect("the file is valid")
            },
            BatchSize::PerIteration,
        );
    });
    group.bench_function("load, checked and indexed", |b| {
        b.iter_batched(|| (), |()| load(&source, &|_, _, _| ()).expect("the data set loads"), BatchSize::PerIteration);
    });
    group.finish();

    let snapshot = load_text("build", &geojson(true, FEATURES));
    let stations = snapshot.index.stations().to_vec();
    let mut group = c.benchmark_group("build");
    group.sample_size(10);
    group.bench_function("index", |b| {
        b.iter_batched(|| stations.clone(), StationIndex::build, BatchSize::LargeInput);
    });
    group.finish();
    let _ = std::fs::remove_dir_all(directory);
}

criterion_group!(benches, bench);
criterion_main!(benches);
