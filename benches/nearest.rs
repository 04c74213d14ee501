//! How long does a nearest question take among a million stations? By turns with a k-d tree of others, and the obvious scan.

#[path = "points.rs"]
mod points;

use chrono::{DateTime, TimeDelta, Utc};
use kiddo::{ImmutableKdTree, SquaredEuclidean};
use points::{geojson, load_text, positions};
use rstar::RTree;
use rstar::primitives::GeomWithData;
use std::hint::black_box;
use std::num::NonZero;
use std::time::Instant;
use waystation::geodesy::{Ecef, Outlook, Position, distance_of_line, inverse};
use waystation::index::{Passing, PointIndex, Scratch, StationIndex, scan};
use waystation::station::Filter;
use waystation::store::{Choice, Question, Snapshot};

/// Stations in each set.
const MILLION: usize = 1_000_000;
/// Times that every question has its turn.
const ROUNDS: usize = 41;
/// Positions asked from in one turn.
const TURN: usize = 2_000;
/// What all others are compared with.
const YARDSTICK: &str = "kiddo, k = 5";

/// Questions that are asked by turns.
struct ByTurns<'a> {
    from: &'a [Position],
    questions: Vec<Asked<'a>>,
}

struct Asked<'a> {
    name: String,
    question: Box<dyn FnMut(Position) + 'a>,
    /// By turn, the seconds that a question took.
    took: Vec<f64>,
}

impl<'a> ByTurns<'a> {
    fn from(from: &'a [Position]) -> Self {
        Self { from, questions: Vec::new() }
    }

    fn ask(&mut self, name: impl Into<String>, question: impl FnMut(Position) + 'a) {
        self.questions.push(Asked { name: name.into(), question: Box::new(question), took: Vec::new() });
    }

    /// Asks, and prints the medians and the medians of each round's ratio to the yardstick.
    fn print(mut self, shape: &str, yardstick: &str) {
        // The first round warms up. Each turn has positions of its own, so that none finds in cache what another fetched.
        let mut next = self.from.iter().cycle();
        for round in 0..=ROUNDS {
            for Asked { question, took, .. } in &mut self.questions {
                let start = own_s();
                next.by_ref().take(TURN).for_each(|from| question(*from));
                if round > 0 {
                    took.push((own_s() - start) / TURN as f64);
                }
            }
        }
        let of_yardstick = self.questions.iter().find(|asked| asked.name == yardstick).map(|asked| asked.took.clone());
        let of_yardstick = of_yardstick.unwrap_or_else(|| vec![1.0; ROUNDS]);
        println!("\n| {shape} | median, us | ratio to {yardstick} |\n|---|---:|---:|");
        for Asked { name, took, .. } in &self.questions {
            let ratio = median(took.iter().zip(&of_yardstick).map(|(took, yardstick)| took / yardstick).collect());
            println!("| {name} | {:.3} | {ratio:.2} |", median(took.clone()) * 1e6);
        }
    }
}

/// Seconds for which this thread has run: what others take of the processor is not counted.
fn own_s() -> f64 {
    let now = rustix::time::clock_gettime(rustix::time::ClockId::ThreadCPUTime);
    now.tv_sec as f64 + now.tv_nsec as f64 * 1e-9
}

fn median(mut numbers: Vec<f64>) -> f64 {
    numbers.sort_by(f64::total_cmp);
    numbers.get(numbers.len() / 2).copied().unwrap_or(f64::NAN)
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

/// A whole answer, and its candidates alone.
fn ask_index<'a>(turns: &mut ByTurns<'a>, index: &'a StationIndex, name: &str, limit: usize, filter: &'a Filter) {
    let (mut one, mut other) = (Scratch::default(), Scratch::default());
    let passing = Passing::new(filter);
    turns.ask(format!("{name}, whole answer"), move |from| {
        black_box(index.nearest_in(from, limit, None, &passing, &mut one));
    });
    let passing = Passing::new(filter);
    turns.ask(format!("{name}, candidates"), move |from| {
        black_box(index.candidates(from, limit, None, &passing, &mut other));
    });
}

fn pairs() {
    let from = positions(false, 20_000, 5);
    for (apart, step_deg) in [("up to 1.5 km", 0.01), ("up to 15 km", 0.1), ("up to 150 km", 1.0)] {
        let mut turns = ByTurns::from(&from);
        let to = move |from: Position| {
            let step = step_deg * (from.lon() * 1e4).fract();
            Position::new(from.lon() + step, from.lat() - step).unwrap_or(from)
        };
        turns.ask("Karney's geodesic", move |from| {
            black_box(inverse(from, to(from)));
        });
        turns.ask("distance and bearing by the straight line", move |from| {
            let (outlook, to) = (Outlook::at(from), Ecef::from(to(from)));
            black_box(distance_of_line(outlook.ecef, to).zip(outlook.bearing_mdeg(to)));
        });
        let outlook = Outlook::at(positions(false, 1, 5)[0]);
        turns.ask("the same, both ends in space already", move |from| {
            let step = step_deg * (from.lon() * 1e4).fract() * 1e5;
            let Ecef([x, y, z]) = black_box(outlook.ecef);
            let to = Ecef([x + step, y - step, z]);
            black_box(distance_of_line(outlook.ecef, to).zip(outlook.bearing_mdeg(to)));
        });
        turns.print(&format!("a pair of positions {apart} apart"), "Karney's geodesic");
    }
}

fn building(shape: &str, places: &[Position]) {
    let one = rayon::ThreadPoolBuilder::new().num_threads(1).build().expect("a thread can be had");
    let (mut ours, mut alone, mut theirs) = (Vec::new(), Vec::new(), Vec::new());
    for _ in 0..5 {
        let took = |build: &dyn Fn()| {
            let start = Instant::now();
            build();
            start.elapsed().as_secs_f64()
        };
        ours.push(took(&|| drop(black_box(PointIndex::build(places.to_vec())))));
        alone.push(took(&|| one.install(|| drop(black_box(PointIndex::build(places.to_vec()))))));
        theirs.push(took(&|| {
            let ecef: Vec<[f64; 3]> = places.iter().map(|place| Ecef::from(*place).0).collect();
            drop(black_box(ImmutableKdTree::<f64, 3>::new_from_slice(&ecef).expect("a million points fit")));
        }));
    }
    let [ours, alone, theirs] = [ours, alone, theirs].map(median);
    println!("{shape}: a tree from positions {ours:.3} s, on one thread {alone:.3} s, kiddo {theirs:.3} s");
}

fn nearest(shape: &str, clustered: bool) {
    building(shape, &positions(clustered, MILLION, 42));
    let snapshot = load_text(shape, &geojson(clustered, MILLION));
    let index = &snapshot.index;
    let from = positions(clustered, 300_000, 99);
    let ecef: Vec<[f64; 3]> = index.stations().iter().map(|station| Ecef::from(station.position).0).collect();
    let kiddo: ImmutableKdTree<f64, 3> = ImmutableKdTree::new_from_slice(&ecef).expect("a million points fit");
    println!("{shape}: index {:.1} bytes a station", index.bytes() as f64 / index.len() as f64);

    let points: Vec<_> = (0..).zip(&ecef).map(|(ordinal, point)| GeomWithData::new(*point, ordinal)).collect();
    let rstar: RTree<GeomWithData<[f64; 3], usize>> = RTree::bulk_load(points);
    let anyone = Filter::default();
    let filters: Vec<(&str, Filter)> = [
        ("50 %", &["seating"][..]),
        ("10 %", &["water"]),
        ("10 % and 10 %", &["water", "microwave"]),
        ("1 %", &["haircut"]),
        ("0.1 %", &["yoga"]),
        ("none", &["sand_tray"]),
    ]
    .map(|(name, words)| (name, with_all(&snapshot, words)))
    .into();
    let kiddo = &kiddo;
    let mut turns = ByTurns::from(&from);
    for limit in [1, 5, 10] {
        let count = NonZero::new(limit).expect("not zero");
        turns.ask(format!("kiddo, k = {limit}"), move |from| {
            let Ecef(point) = from.into();
            black_box(kiddo.query(&point).nearest_n::<SquaredEuclidean<f64>>(count).execute());
        });
        ask_index(&mut turns, index, &format!("index, k = {limit}"), limit, &anyone);
    }
    for (name, filter) in &filters {
        ask_index(&mut turns, index, &format!("index, k = 5, {name}"), 5, filter);
    }
    for (name, instant) in [("half", "2026-06-01T12:00:00Z"), ("1 %", "2026-06-01T03:00:00Z")] {
        let at: DateTime<Utc> = instant.parse().expect("an instant");
        snapshot.schedules.lay_out(at);
        let (snapshot, anyone) = (&snapshot, &anyone);
        turns.ask(format!("open now, {name} are, k = 5"), move |from| {
            drop(black_box(snapshot.nearest(&question(from, 5, anyone, at, true))));
        });
    }
    turns.ask("rstar, k = 5", |from| {
        let Ecef(point) = from.into();
        black_box(rstar.nearest_neighbor_iter(point).take(5).count());
    });
    turns.print(shape, YARDSTICK);

    // So slow that a few will do.
    let one_in_a_hundred = with_all(&snapshot, &["haircut"]);
    let passing = |found: &&GeomWithData<[f64; 3], usize>| one_in_a_hundred.passes(&index.stations()[found.data]);
    let start = Instant::now();
    for from in from.iter().take(TURN) {
        let Ecef(point) = (*from).into();
        black_box(rstar.nearest_neighbor_iter(point).filter(passing).take(5).count());
    }
    println!("rstar, 1 % filtered after the tree: {:.0} us", start.elapsed().as_secs_f64() / TURN as f64 * 1e6);
    let start = Instant::now();
    for from in from.iter().take(3) {
        drop(black_box(scan::nearest(index.stations(), *from, 5, None, |_, station| anyone.passes(station))));
    }
    println!("scan: {:.0} us", start.elapsed().as_secs_f64() / 3.0 * 1e6);
}

fn main() {
    pairs();
    nearest("uniform", false);
    nearest("clustered", true);
}
