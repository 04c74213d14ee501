//! How long does a nearest question take among a million stations? Beside the obvious scan, and a k-d tree of others.

#[path = "points.rs"]
mod points;

use chrono::{DateTime, TimeDelta, Utc};
use criterion::{BenchmarkId, Criterion, criterion_group, criterion_main};
use kiddo::{ImmutableKdTree, SquaredEuclidean};
use points::{geojson, load_text, positions};
use rstar::RTree;
use rstar::primitives::GeomWithData;
use std::hint::black_box;
use std::num::NonZero;
use waystation::geodesy::{Ecef, Position};
use waystation::index::{Passing, scan};
use waystation::station::Filter;
use waystation::store::{Choice, Question, Snapshot};

/// Stations in each set.
const MILLION: usize = 1_000_000;

/// Asks for one position after another.
fn asking<'a>(from: &'a [Position], mut ask: impl FnMut(Position) + 'a) -> impl FnMut() + 'a {
    let mut next = from.iter().cycle();
    move || {
        if let Some(position) = next.next() {
            ask(*position);
        }
    }
}

fn question(from: Position, limit: usize, filter: &Filter, at: DateTime<Utc>, open: bool) -> Question {
    Question {
        from,
        limit,
        radius_m: None,
        choice: Choice { filter: filter.clone(), at, open: open.then(TimeDelta::zero) },
        speed_mps: None,
    }
}

fn with_all(snapshot: &Snapshot, words: &[&str]) -> Filter {
    Filter { all: words.iter().filter_map(|word| snapshot.lexicon.amenity(word)).collect(), ..Filter::default() }
}

fn bench(c: &mut Criterion) {
    for (shape, clustered) in [("uniform", false), ("clustered", true)] {
        let snapshot = load_text(shape, &geojson(clustered, MILLION));
        let index = &snapshot.index;
        let from = positions(clustered, 20_000, 99);
        let ecef: Vec<[f64; 3]> = index.stations().iter().map(|station| Ecef::from(station.position).0).collect();
        let kiddo: ImmutableKdTree<f64, 3> = ImmutableKdTree::new_from_slice(&ecef).expect("a million points fit");
        println!("{shape}: index {:.1} bytes a station", index.bytes() as f64 / index.len() as f64);

        let mut group = c.benchmark_group(format!("{shape}/unfiltered"));
        let anyone = Filter::default();
        for limit in [1, 5, 10] {
            let passing = Passing::new(&anyone);
            group.bench_function(BenchmarkId::new("index", limit), |b| {
                b.iter(asking(&from, |from| drop(black_box(index.nearest(from, limit, None, &passing)))));
            });
            group.bench_function(BenchmarkId::new("index before geodesics", limit), |b| {
                b.iter(asking(&from, |from| drop(black_box(index.candidates(from, limit, None, &passing)))));
            });
            let count = NonZero::new(limit).expect("not zero");
            group.bench_function(BenchmarkId::new("kiddo", limit), |b| {
                b.iter(asking(&from, |from| {
                    let Ecef(point) = from.into();
                    black_box(kiddo.query(&point).nearest_n::<SquaredEuclidean<f64>>(count).execute());
                }));
            });
        }
        group.finish();

        let mut group = c.benchmark_group(format!("{shape}/filtered k=5"));
        for (name, words) in [
            ("50 %", &["seating"][..]),
            ("10 %", &["water"]),
            ("10 % and 10 %", &["water", "microwave"]),
            ("1 %", &["haircut"]),
            ("0.1 %", &["yoga"]),
            ("none", &["sand_tray"]),
        ] {
            let filter = with_all(&snapshot, words);
            let passing = Passing::new(&filter);
            group.bench_function(BenchmarkId::new("index", name), |b| {
                b.iter(asking(&from, |from| drop(black_box(index.nearest(from, 5, None, &passing)))));
            });
        }
        for (name, instant) in [("half", "2026-06-01T12:00:00Z"), ("1 %", "2026-06-01T03:00:00Z")] {
            let at: DateTime<Utc> = instant.parse().expect("an instant");
            snapshot.schedules.lay_out(at);
            group.bench_function(BenchmarkId::new("open", name), |b| {
                b.iter(asking(&from, |from| {
                    drop(black_box(snapshot.nearest(&question(from, 5, &anyone, at, true))));
                }));
            });
        }
        group.finish();

        let mut group = c.benchmark_group(format!("{shape}/rstar k=5"));
        let points: Vec<_> = (0..).zip(&ecef).map(|(ordinal, point)| GeomWithData::new(*point, ordinal)).collect();
        let rstar: RTree<GeomWithData<[f64; 3], usize>> = RTree::bulk_load(points);
        group.bench_function("unfiltered", |b| {
            b.iter(asking(&from, |from| {
                let Ecef(point) = from.into();
                black_box(rstar.nearest_neighbor_iter(point).take(5).count());
            }));
        });
        let one_in_a_hundred = with_all(&snapshot, &["haircut"]);
        group.bench_function("1 %, filtered after the tree", |b| {
            b.iter(asking(&from, |from| {
                let Ecef(point) = from.into();
                let passing =
                    |found: &&GeomWithData<[f64; 3], usize>| one_in_a_hundred.passes(&index.stations()[found.data]);
                black_box(rstar.nearest_neighbor_iter(point).filter(passing).take(5).count());
            }));
        });
        group.finish();

        let mut group = c.benchmark_group(format!("{shape}/scan"));
        group.sample_size(10);
        group.bench_function("k=5", |b| {
            b.iter(asking(&from, |from| {
                drop(black_box(scan::nearest(index.stations(), from, 5, None, |_, station| anyone.passes(station))));
            }));
        });
        group.finish();
    }
}

criterion_group!(benches, bench);
criterion_main!(benches);
