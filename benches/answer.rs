//! How long does it take to write an answer of five stations? Beside serde_json writing the same document.

#[path = "points.rs"]
mod points;

use chrono::{DateTime, Utc};
use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use points::{geojson, load_text};
use serde::{Deserialize, Serialize};
use std::hint::black_box;
use waystation::geodesy::{Crs, Position};
use waystation::http::{FeatureWriter, Lang};
use waystation::station::Filter;
use waystation::store::{Choice, Question};

#[derive(Serialize, Deserialize)]
struct Feature {
    r#type: String,
    id: String,
    geometry: Geometry,
    properties: Properties,
}

#[derive(Serialize, Deserialize)]
struct Geometry {
    r#type: String,
    coordinates: [f64; 2],
}

#[derive(Serialize, Deserialize)]
struct Properties {
    name: String,
    kind: String,
    address: String,
    district: String,
    operator: String,
    phone: String,
    access: String,
    opening_hours: String,
    verified_at: String,
    distance_m: f64,
    bearing_deg: f64,
    open: Open,
    amenities: Vec<Amenity>,
}

#[derive(Serialize, Deserialize)]
struct Open {
    state: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    closes_at: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    opens_at: Option<String>,
}

#[derive(Serialize, Deserialize)]
struct Amenity {
    kind: String,
    label: String,
    open: Open,
}

fn bench(c: &mut Criterion) {
    let snapshot = load_text("answer", &geojson(true, 10_000));
    let at: DateTime<Utc> = "2026-06-01T12:00:00Z".parse().expect("an instant");
    snapshot.schedules.lay_out(at);
    let question = Question {
        from: Position::new(104.0, 35.0).expect("a position"),
        limit: 5,
        radius_m: None,
        choice: Choice { filter: Filter::default(), at, open: None },
        speed_mps: None,
    };
    let found = snapshot.nearest(&question);
    let written = || {
        let mut out = String::with_capacity(4096);
        out.push('[');
        FeatureWriter::new(&snapshot, Crs::Wgs84, Lang::En).write_all(&mut out, &found, &question);
        out.push(']');
        out
    };
    let text = written();
    let document: Vec<Feature> = serde_json::from_str(&text).expect("the answer is JSON");
    assert_eq!(serde_json::to_string(&document).expect("it can be written"), text, "both write the same document");

    let mut group = c.benchmark_group("answer of 5 stations");
    group.throughput(Throughput::Bytes(text.len() as u64));
    group.bench_function("spliced", |b| b.iter(|| black_box(written())));
    group.bench_function("serde_json to_vec", |b| b.iter(|| black_box(serde_json::to_vec(&document))));
    group.finish();
}

criterion_group!(benches, bench);
criterion_main!(benches);
