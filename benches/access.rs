//! How long do scores of access take over a million pairs? Beside the obvious tables, and for `access_pysal.py`.

use criterion::{Criterion, criterion_group, criterion_main};
use std::collections::HashMap;
use std::hint::black_box;
use std::io::Write;
use waystation::coverage::{Catchments, Decay, gather, ratios};

const PLACES: usize = 50_000;
const STATIONS: usize = 2_000;
const EACH: usize = 20;

/// A million pairs: places with weights, stations with room, and who reaches whom, in metres.
struct Pairs {
    weights: Vec<f64>,
    amounts: Vec<f64>,
    of_places: Vec<Vec<(u32, f64)>>,
    of_stations: Vec<Vec<(u32, f64)>>,
}

impl Pairs {
    fn made() -> Self {
        let mut state = 20_261_125u64;
        let mut next = |below: usize| {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            (state >> 33) as usize % below
        };
        let weights = (0..PLACES).map(|_| 1.0 + next(1000) as f64).collect();
        let amounts = (0..STATIONS).map(|_| 5.0 + next(60) as f64).collect();
        let mut of_stations = vec![Vec::new(); STATIONS];
        let of_places = (0..PLACES as u32).map(|place| {
            let first = next(STATIONS);
            let mut row: Vec<(u32, f64)> = (0..EACH)
                .map(|step| (((first + step * 7) % STATIONS) as u32, next(3_000_000) as f64 / 1000.0))
                .collect();
            row.sort_unstable_by_key(|(station, _)| *station);
            for (station, metres) in &row {
                of_stations[*station as usize].push((place, *metres));
            }
            row
        });
        let of_places = of_places.collect();
        Self { weights, amounts, of_places, of_stations }
    }

    /// The obvious tables: one row for each pair, looked up by name.
    fn by_tables(&self, decay: &Decay) -> Vec<f64> {
        let mut demand: HashMap<u32, f64> = HashMap::new();
        for (place, row) in self.of_places.iter().enumerate() {
            for (station, metres) in row {
                *demand.entry(*station).or_default() += self.weights[place] * decay.weight(*metres);
            }
        }
        let mut scores: HashMap<usize, f64> = HashMap::new();
        for (place, row) in self.of_places.iter().enumerate() {
            for (station, metres) in row {
                *scores.entry(place).or_default() +=
                    self.amounts[*station as usize] / demand[station] * decay.weight(*metres);
            }
        }
        (0..PLACES).map(|place| scores[&place]).collect()
    }
}

fn bench(c: &mut Criterion) {
    let pairs = Pairs::made();
    let of_places = Catchments::from_rows(pairs.of_places.clone());
    let of_stations = Catchments::from_rows(pairs.of_stations.clone());
    let scores =
        |decay: &Decay| gather(&of_places, &ratios(&of_stations, &pairs.amounts, &pairs.weights, decay), decay);
    let bands = Decay::Bands(vec![(1000.0, 1.0), (2000.0, 0.68), (3000.0, 0.22)]);
    let mut group = c.benchmark_group("access, 1,000,000 pairs");
    group.sample_size(20);
    for (name, decay) in [("2sfca", &Decay::None), ("e2sfca, three bands", &bands)] {
        let (ours, theirs) = (scores(decay), pairs.by_tables(decay));
        assert!(ours.iter().zip(&theirs).all(|(a, b)| (a - b).abs() <= 1e-12 * b.abs()), "the answers differ");
        group.bench_function(format!("{name}, rows"), |b| b.iter(|| black_box(scores(decay))));
        group.bench_function(format!("{name}, tables"), |b| b.iter(|| black_box(pairs.by_tables(decay))));
    }
    group.finish();
    if let Some(directory) = std::env::var_os("WAYSTATION_ACCESS_PAIRS") {
        let directory = std::path::Path::new(&directory);
        let write = |name: &str, lines: Vec<String>| {
            let mut file =
                std::io::BufWriter::new(std::fs::File::create(directory.join(name)).expect("a file can be made"));
            lines.iter().for_each(|line| writeln!(file, "{line}").expect("it can be written"));
        };
        let (plain, enhanced) = (scores(&Decay::None), scores(&bands));
        let row = |place: usize| format!("{place},{},{},{}", pairs.weights[place], plain[place], enhanced[place]);
        write(
            "places.csv",
            std::iter::once("place,weight,plain,enhanced".to_owned()).chain((0..PLACES).map(row)).collect(),
        );
        let row = |station: usize| format!("{station},{}", pairs.amounts[station]);
        write("stations.csv", std::iter::once("station,amount".to_owned()).chain((0..STATIONS).map(row)).collect());
        let rows =
            pairs.of_places.iter().enumerate().flat_map(|(place, row)| {
                row.iter().map(move |(station, metres)| format!("{place},{station},{metres}"))
            });
        write("pairs.csv", std::iter::once("place,station,cost".to_owned()).chain(rows).collect());
    }
}

criterion_group!(benches, bench);
criterion_main!(benches);
