//! How does what is asked grow with what there is? Nearest with stations, coverage with cells, siting with places.
//!
//! Prints tables and writes pictures beside them: `benches/growth/{nearest,coverage,siting}.svg`.
//! `WAYSTATION_BENCH_MOST=1000000` leaves out larger sets of stations; ten million take some 5 GB.

#[path = "germany.rs"]
mod germany;
#[path = "instances.rs"]
mod instances;
#[path = "plot.rs"]
mod plot;
#[path = "points.rs"]
#[allow(dead_code, reason = "other benches ask for more of them")]
mod points;

use germany::{NOTHING, ground, reach, sites};
use h3o::Resolution;
use instances::{instance, timed};
use plot::plot;
use points::{directory, positions};
use std::fs;
use std::io::Write;
use std::path::Path;
use std::time::{Duration, Instant};
use waystation::coverage::{Effort, Include, summary};
use waystation::index::Passing;
use waystation::siting::{Goal, Method};
use waystation::station::Filter;
use waystation::store::{Snapshot, Source, load};

/// The allocator of the program itself.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// Numbers of stations.
const STATIONS: [usize; 7] = [10_000, 30_000, 100_000, 300_000, 1_000_000, 3_000_000, 10_000_000];
/// Questions in a round, and rounds of which the middle counts.
const QUESTIONS: usize = 20_000;
const ROUNDS: usize = 5;

fn main() {
    nearest();
    coverage();
    siting();
}

/// Stations around cities, one in ten with water, loaded from GeoJSON as any data is.
fn stations(count: usize) -> Snapshot {
    let directory = directory(&format!("growth-{count}"));
    let path = directory.join("stations.geojson");
    let mut file = std::io::BufWriter::new(fs::File::create(&path).expect("the file can be made"));
    let mut separator = "{\"type\":\"FeatureCollection\",\"features\":[\n";
    for (number, position) in positions(true, count, 42).into_iter().enumerate() {
        let amenities = if number % 10 == 0 { "\"water\"" } else { "" };
        write!(
            file,
            "{separator}{{\"type\":\"Feature\",\"id\":{number},\"geometry\":{{\"type\":\"Point\",\"coordinates\":[{:.6},{:.6}]}},\
             \"properties\":{{\"name\":\"{number}\",\"kind\":\"union_station\",\"amenities\":[{amenities}]}}}}",
            position.lon(),
            position.lat()
        )
        .expect("the file can be written");
        separator = ",\n";
    }
    file.write_all(b"\n]}\n").expect("the file can be written");
    drop(file);
    let snapshot = load(&Source::Directory(directory.clone()), &|_, _, _| ()).expect("the data set loads");
    let _ = fs::remove_dir_all(directory);
    snapshot
}

fn nearest() {
    let most = std::env::var("WAYSTATION_BENCH_MOST").ok().and_then(|most| most.parse().ok()).unwrap_or(usize::MAX);
    let mut lines = [("k = 5", Vec::new()), ("k = 5, one in ten", Vec::new()), ("as log n", Vec::new())];
    println!("| stations | k = 5, µs | one in ten, µs | nodes and stations judged | index, bytes a station |");
    println!("|---:|---:|---:|---:|---:|");
    for count in STATIONS.into_iter().filter(|count| *count <= most) {
        let snapshot = stations(count);
        let (index, from) = (&snapshot.index, positions(true, QUESTIONS, 99));
        let everything = Filter::default();
        let water = Filter { all: snapshot.lexicon.amenity("water").into_iter().collect(), ..Filter::default() };
        let asked = |filter: &Filter| {
            let passing = Passing::new(filter);
            let mut work = (0, 0);
            let mut rounds: Vec<Duration> = (0..ROUNDS)
                .map(|_| {
                    let began = Instant::now();
                    work = from.iter().fold((0, 0), |(nodes, stations), from| {
                        let (_, work) = index.nearest_with_work(*from, 5, None, &passing);
                        (nodes + work.nodes, stations + work.stations)
                    });
                    began.elapsed()
                })
                .collect();
            rounds.sort_unstable();
            (rounds[ROUNDS / 2].as_secs_f64() * 1e6 / QUESTIONS as f64, work)
        };
        let (plain_us, (nodes, judged)) = asked(&everything);
        let (water_us, _) = asked(&water);
        println!(
            "| {count} | {plain_us:.2} | {water_us:.2} | {:.1} + {:.1} | {:.1} |",
            nodes as f64 / QUESTIONS as f64,
            judged as f64 / QUESTIONS as f64,
            index.bytes() as f64 / count as f64
        );
        lines[0].1.push((count as f64, plain_us));
        lines[1].1.push((count as f64, water_us));
        let (_, first_us) = lines[0].1[0];
        lines[2].1.push((count as f64, first_us * (count as f64).ln() / (STATIONS[0] as f64).ln()));
    }
    draw("nearest", &plot("stations", "µs", &lines));
}

fn coverage() {
    let snapshot = load(&Source::Bundled, &|_, _, _| ()).expect("the bundled data loads");
    let (sites, effort) = (sites(&snapshot), Effort::unlimited());
    let mut lines = [("covered, people", Vec::new()), ("everything", Vec::new()), ("as cells", Vec::new())];
    println!("\n| resolution | cells | covered cells, area and people, ms | everything, ms |\n|---:|---:|---:|---:|");
    for resolution in [Resolution::Six, Resolution::Seven, Resolution::Eight, Resolution::Nine, Resolution::Ten] {
        let ground = ground(&snapshot, resolution, true);
        let asked = |include: Include| {
            let mut rounds: Vec<Duration> = (0..ROUNDS)
                .map(|_| {
                    let began = Instant::now();
                    summary(&ground, &sites, &reach(include), &effort).expect("no limit");
                    began.elapsed()
                })
                .collect();
            rounds.sort_unstable();
            rounds[ROUNDS / 2].as_secs_f64() * 1e3
        };
        let (least_ms, all_ms) = (asked(NOTHING), asked(Include::ALL));
        let cells = ground.tiling().cells() as f64;
        println!("| {resolution} | {cells} | {least_ms:.1} | {all_ms:.1} |");
        lines[0].1.push((cells, least_ms));
        lines[1].1.push((cells, all_ms));
        let (first, first_ms) = lines[0].1[0];
        lines[2].1.push((cells, first_ms * cells / first));
    }
    draw("coverage", &plot("cells", "ms", &lines));
}

fn siting() {
    let mut lines = [("first answer", Vec::new()), ("and lists", Vec::new()), ("as pairs", Vec::new())];
    println!(
        "\n| demand x candidates | pairs | lists, ms | first answer, ms | bound away |\n|---:|---:|---:|---:|---:|"
    );
    for (demands, candidates, sites, radius_m) in [
        (1_000, 100, 10, 8_000.0),
        (5_000, 500, 20, 8_000.0),
        (20_000, 1_000, 20, 8_000.0),
        (100_000, 1_000, 20, 5_000.0),
        (300_000, 3_000, 50, 4_000.0),
        (1_000_000, 10_000, 100, 2_000.0),
    ] {
        let (problem, joined) = instance(Goal::Mclp, demands, candidates, sites, radius_m);
        let mut runs: Vec<_> = (0..3).map(|_| timed(&problem, Method::Greedy)).collect();
        runs.sort_by_key(|(_, took)| *took);
        let (solution, took) = runs.swap_remove(1);
        let (pairs, joined_ms, took_ms) =
            (problem.lists.pairs() as f64, joined.as_secs_f64() * 1e3, took.as_secs_f64() * 1e3);
        println!(
            "| {demands} x {candidates} | {pairs} | {joined_ms:.1} | {took_ms:.1} | {:.1} % |",
            solution.gap() * 100.0
        );
        lines[0].1.push((pairs, took_ms));
        lines[1].1.push((pairs, took_ms + joined_ms));
        let (first, first_ms) = lines[1].1[0];
        lines[2].1.push((pairs, first_ms * pairs / first));
    }
    draw("siting", &plot("pairs of a place and a candidate that covers it", "ms", &lines));
}

fn draw(name: &str, picture: &str) {
    let directory = Path::new(env!("CARGO_MANIFEST_DIR")).join("benches/growth");
    fs::create_dir_all(&directory).expect("the directory can be made");
    fs::write(directory.join(format!("{name}.svg")), picture).expect("the picture can be written");
}
