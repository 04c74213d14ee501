//! How long does it take to know who is left out? Beside the plain loop that asks every cell, over Germany.

#[path = "germany.rs"]
mod germany;

use criterion::{Criterion, criterion_group, criterion_main};
use germany::{NOTHING, ground, reach, sites};
use h3o::Resolution;
use std::hint::black_box;
use std::time::{Duration, Instant};
use waystation::coverage::{DemandLayer, Effort, Ground, Include, each_cell, gaps, scan, summary};
use waystation::index::Passing;
use waystation::station::Filter;
use waystation::store::{Snapshot, Source, load};

/// The allocator of the program itself.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// The plain loop: every cell, the nearest station by the tree, every area. Run once, since it takes minutes.
fn plain_loop(snapshot: &Snapshot, ground: &Ground) -> (scan::Sums, Duration) {
    let anyone = Filter::default();
    let passing = Passing::new(&anyone);
    let started = Instant::now();
    let nearest = |from| {
        let near = snapshot.index.nearest(from, 1, None, &passing);
        near.first().map(|near| (near.distance, near.ordinal as u32))
    };
    let weight = |cell| ground.layer().map_or(0.0, |layer| layer.weight(cell));
    let sums = scan::summary(ground.tiling().each(), nearest, weight, &reach(Include::ALL));
    (sums, started.elapsed())
}

fn bench(c: &mut Criterion) {
    let snapshot = load(&Source::Bundled, &|_, _, _| ()).expect("the bundled data loads");
    let people = ground(&snapshot, Resolution::Nine, true);
    let land = ground(&snapshot, Resolution::Nine, false);
    let sites = sites(&snapshot);
    let effort = Effort::unlimited();

    let mut group = c.benchmark_group("coverage of Germany at resolution 9");
    group.sample_size(10);
    for (name, ground, include) in [
        ("covered cells, area and people", &people, NOTHING),
        ("and bands", &people, Include { bands: true, ..NOTHING }),
        ("and the farthest cell", &people, Include { farthest: true, ..NOTHING }),
        ("everything, weighed by people", &people, Include::ALL),
        ("everything, weighed by area", &land, Include::ALL),
    ] {
        group.bench_function(name, |b| {
            b.iter(|| summary(ground, black_box(&sites), &reach(include), &effort).expect("no limit"));
        });
    }
    group.bench_function("gaps as polygons", |b| {
        b.iter(|| gaps(&people, black_box(&sites), &reach(NOTHING), &effort).expect("no limit"));
    });
    group.bench_function("every cell", |b| {
        b.iter(|| each_cell(&people, black_box(&sites), &reach(NOTHING), &effort).expect("no limit"));
    });
    group.finish();

    let mut group = c.benchmark_group("preparing Germany");
    group.sample_size(10);
    for resolution in [Resolution::Seven, Resolution::Eight, Resolution::Nine, Resolution::Ten] {
        group.bench_function(format!("resolution {resolution}"), |b| b.iter(|| ground(&snapshot, resolution, true)));
        let ground = ground(&snapshot, resolution, true);
        println!(
            "resolution {resolution}: {} cells in {} blocks, {} bytes, and {} of demand",
            ground.tiling().cells(),
            ground.tiling().blocks().len(),
            ground.tiling().bytes(),
            ground.layer().map_or(0, DemandLayer::bytes),
        );
    }
    group.finish();

    // The loop and the walk by turns, so that whatever else runs on the machine runs beside both.
    let mut walks = Vec::new();
    let mut walk = || {
        let started = Instant::now();
        let summary = summary(&people, &sites, &reach(NOTHING), &effort).expect("no limit");
        walks.push(started.elapsed());
        summary
    };
    walk();
    let (sums, plain) = plain_loop(&snapshot, &people);
    let summary = walk();
    assert_eq!([summary.cells.total, summary.cells.covered], sums.cells, "the loop and the walk agree");
    let demand = summary.demand.expect("Germany has people");
    assert_eq!([demand.total.value(), demand.covered.value()], sums.demand, "the loop and the walk agree");
    let slowest = walks.into_iter().max().unwrap_or_default();
    println!(
        "plain loop {plain:?}, slower of two walks {slowest:?}: {:.0} times",
        plain.as_secs_f64() / slowest.as_secs_f64()
    );
}

criterion_group!(benches, bench);
criterion_main!(benches);
