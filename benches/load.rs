//! How long does a load take? Beside reading the same bytes into plain structs, which checks and indexes nothing.

#[path = "points.rs"]
mod points;

use criterion::{BatchSize, Criterion, Throughput, criterion_group, criterion_main};
use points::{directory, geojson, load_text};
use serde::Deserialize;
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

fn bench(c: &mut Criterion) {
    // A real file can be given by WAYSTATION_BENCH_FILE.
    let text = match std::env::var("WAYSTATION_BENCH_FILE") {
        Ok(path) => std::fs::read_to_string(path).expect("the file can be read"),
        Err(_) => geojson(true, FEATURES),
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
