//! Are the stations beside a route those that a scan finds: every station against every segment, each closest point sought slowly?

use super::random::{Random, antipode, bare_station, position};
use geographiclib_rs::{DirectGeodesic, Geodesic, InverseGeodesic};
use rayon::prelude::*;
use std::convert::Infallible;
use std::ops::ControlFlow;
use waystation::geodesy::{Distance, EQUATORIAL_RADIUS_M, FLATTENING, Position, Route};
use waystation::index::{Beside, BesideWork, Everything, StationIndex};

/// Two ways that are equally long differ by less in the arithmetic of the scan.
const EQUALLY_NEAR_M: f64 = 2e-7;

fn solver() -> Geodesic {
    Geodesic::new(EQUATORIAL_RADIUS_M, FLATTENING)
}

/// A geodesic from a position.
struct Line<'a> {
    solver: &'a Geodesic,
    from: Position,
    azimuth_deg: f64,
    length_m: f64,
}

impl<'a> Line<'a> {
    fn between(solver: &'a Geodesic, from: Position, to: Position) -> Self {
        let (length_m, azimuth_deg, _, _): (f64, f64, f64, f64) =
            solver.inverse(from.lat(), from.lon(), to.lat(), to.lon());
        Self { solver, from, azimuth_deg, length_m }
    }

    fn point(&self, at_m: f64) -> Position {
        let (lat, lon): (f64, f64) = self.solver.direct(self.from.lat(), self.from.lon(), self.azimuth_deg, at_m);
        position(lon, lat)
    }

    fn distance_m(&self, at_m: f64, of: Position) -> f64 {
        let there = self.point(at_m);
        self.solver.inverse(there.lat(), there.lon(), of.lat(), of.lon())
    }

    /// Samples, then golden sections, then the point about which the distance is as long on one side as on the other:
    /// a minimum is so flat that distances alone tell its place to no more than a centimetre.
    fn closest(&self, of: Position) -> (f64, f64) {
        const SAMPLES: usize = 64;
        let sample = |number: usize| self.length_m * number as f64 / SAMPLES as f64;
        let best = (0..=SAMPLES)
            .min_by(|a, b| self.distance_m(sample(*a), of).total_cmp(&self.distance_m(sample(*b), of)))
            .unwrap();
        let (mut low_m, mut high_m) = (sample(best.saturating_sub(1)), sample((best + 1).min(SAMPLES)));
        let golden = 5f64.sqrt().mul_add(0.5, -0.5);
        while high_m - low_m > 10.0 {
            let (one_m, other_m) = (high_m - golden * (high_m - low_m), low_m + golden * (high_m - low_m));
            if self.distance_m(one_m, of) < self.distance_m(other_m, of) {
                high_m = other_m;
            } else {
                low_m = one_m;
            }
        }
        let aside_m = 0.02 * self.distance_m(low_m, of) + 1e-3;
        let (mut low_m, mut high_m) = (low_m - 10.0, high_m + 10.0);
        for _ in 0..48 {
            let middle_m = low_m.midpoint(high_m);
            if self.distance_m(middle_m + aside_m, of) < self.distance_m(middle_m - aside_m, of) {
                low_m = middle_m;
            } else {
                high_m = middle_m;
            }
        }
        let at_m = low_m.midpoint(high_m).clamp(0.0, self.length_m);
        (at_m, self.distance_m(at_m, of))
    }
}

/// Where each position comes closest to the route: metres along it and from it.
fn scan(vertices: &[Position], of: Position) -> (f64, f64) {
    let solver = solver();
    let mut before_m = 0.0;
    let mut feet = Vec::new();
    for pair in vertices.windows(2) {
        let line = Line::between(&solver, pair[0], pair[1]);
        let (at_m, distance_m) = line.closest(of);
        feet.push((before_m + at_m, distance_m));
        before_m += line.length_m;
    }
    let least_m = feet.iter().map(|(_, offset_m)| *offset_m).fold(f64::INFINITY, f64::min);
    *feet.iter().find(|(_, offset_m)| *offset_m <= least_m + EQUALLY_NEAR_M).unwrap()
}

fn beside(index: &StationIndex, route: &Route, corridor_m: f64) -> (Vec<Beside>, BesideWork) {
    let mut work = BesideWork::default();
    let found = index.beside(route, corridor_m, &Everything, |done| -> ControlFlow<Infallible> {
        work = *done;
        ControlFlow::Continue(())
    });
    let Ok(found) = found;
    (found, work)
}

/// A route of so many legs of about so many metres each, which turns as it likes.
fn wandering(random: &mut Random, start: Position, legs: usize, leg_m: f64) -> Vec<Position> {
    let solver = solver();
    let mut heading_deg = random.between(0.0, 360.0);
    let mut vertices = vec![start];
    for _ in 0..legs {
        let last = *vertices.last().unwrap();
        heading_deg += random.between(-60.0, 60.0);
        let (lat, lon): (f64, f64) =
            solver.direct(last.lat(), last.lon(), heading_deg, leg_m * random.between(0.3, 1.7));
        vertices.push(position(lon, lat));
    }
    vertices
}

fn there_and_back(mut vertices: Vec<Position>) -> Vec<Position> {
    let back: Vec<Position> = vertices.iter().rev().skip(1).copied().collect();
    vertices.extend(back);
    vertices
}

/// What each kind of route is called, how it is made, and the corridor.
type Kind = (&'static str, fn(&mut Random) -> Vec<Position>, f64);

const KINDS: &[Kind] = &[
    ("in a town", |random| wandering(random, position(121.4, 37.5), 12, 300.0), 500.0),
    ("in a town, dense", |random| wandering(random, position(121.4, 37.5), 20, 2.0), 50.0),
    ("there and back", |random| there_and_back(wandering(random, position(116.4, 39.9), 6, 900.0)), 700.0),
    ("round and round", |random| wandering(random, position(0.0, 51.5), 5, 500.0).repeat(3), 500.0),
    ("across a country", |random| wandering(random, position(9.0, 48.0), 6, 90_000.0), 50_000.0),
    ("across the antimeridian", |random| wandering(random, position(179.95, -17.0), 8, 30_000.0), 20_000.0),
    ("over the pole", |random| wandering(random, position(20.0, 89.9), 6, 40_000.0), 50_000.0),
    ("from pole to pole", |_| vec![position(3.0, 90.0), position(77.0, 0.5), position(0.0, -90.0)], 30_000.0),
    ("around the world", |random| (0..6).map(|_| random.position()).collect(), 50_000.0),
    ("along the equator", |random| (0..4).map(|_| position(random.between(-180.0, 180.0), 0.0)).collect(), 10_000.0),
    ("along a meridian", |random| (0..5).map(|_| position(180.0, random.between(-90.0, 90.0))).collect(), 10_000.0),
    (
        "to the other end of the Earth",
        |random| {
            let from = random.position();
            let to = random.near(antipode(from), 60_000.0);
            vec![from, to]
        },
        40_000.0,
    ),
    ("of two opposite ends of the equator", |_| vec![position(10.0, 0.0), position(-170.0, 0.0)], 40_000.0),
    ("of one place", |_| vec![position(13.4, 52.5); 4], 800.0),
    (
        "with vertices given twice",
        |random| wandering(random, position(-70.0, -53.0), 6, 2_000.0).into_iter().flat_map(|at| [at, at]).collect(),
        3_000.0,
    ),
];

/// Stations on the route, beside it, at its vertices, around its ends, and anywhere.
fn stations(random: &mut Random, vertices: &[Position], corridor_m: f64) -> Vec<Position> {
    let solver = solver();
    let on_the_way = |random: &mut Random| {
        let leg = random.below(vertices.len() - 1);
        let line = Line::between(&solver, vertices[leg], vertices[leg + 1]);
        line.point(line.length_m * random.unit())
    };
    (0..100)
        .map(|number| match number % 10 {
            0 => on_the_way(random),
            1 => *random.one_of(vertices),
            2 => {
                let at = *random.one_of(vertices);
                random.near(at, corridor_m)
            }
            3 => random.position(),
            _ => {
                let at = on_the_way(random);
                random.near(at, 1.6 * corridor_m)
            }
        })
        .collect()
}

#[test]
fn the_stations_beside_a_route_are_those_of_the_scan() {
    let found: usize = (0..3 * KINDS.len())
        .into_par_iter()
        .map(|number| {
            let (name, made, widest_m) = KINDS[number % KINDS.len()];
            let mut random = Random::seeded(number as u64);
            let vertices = made(&mut random);
            let places = stations(&mut random, &vertices, widest_m);
            let bare = places.iter().enumerate().map(|(id, place)| bare_station(*place, &id.to_string()));
            let (index, order) = StationIndex::build(bare.collect());
            let route = Route::through(&vertices).unwrap();
            let corridor_m = widest_m * *random.one_of(&[0.2, 1.0, 1.0]);
            let (found, _) = beside(&index, &route, corridor_m);
            let mut expected = 0;
            for (ordinal, place) in order.iter().enumerate() {
                let (along_m, offset_m) = scan(&vertices, places[*place as usize]);
                let one = found.iter().find(|beside| beside.ordinal == ordinal);
                let told = format!("{name}, number {number}, station {place}: {along_m} {offset_m} {one:?}");
                if offset_m > corridor_m + 0.0005 {
                    assert!(one.is_none(), "{told}");
                    continue;
                }
                expected += 1;
                let Some(one) = one else { panic!("{told}") };
                assert!((one.offset.m() - offset_m).abs() <= 0.000_6, "{told}");
                assert!((one.along.m() - along_m).abs() <= 0.001, "{told}");
            }
            assert_eq!(found.len(), expected, "{name}");
            let in_order = |a: &Beside, b: &Beside| {
                let id = |beside: &Beside| index.stations()[beside.ordinal].id.clone();
                (a.along, a.offset, id(a)) < (b.along, b.offset, id(b))
            };
            assert!(found.windows(2).all(|pair| in_order(&pair[0], &pair[1])), "{name}");
            expected
        })
        .sum();
    assert!(found > 1_000, "{found} stations lie beside a route: too few to tell anything");
}

#[test]
fn a_route_taken_again_either_way_finds_each_station_where_it_first_passes() {
    let mut random = Random::seeded(11);
    let once = wandering(&mut random, position(121.4, 31.2), 30, 400.0);
    let places = stations(&mut random, &once, 400.0);
    let bare = places.iter().enumerate().map(|(id, place)| bare_station(*place, &id.to_string()));
    let (index, _) = StationIndex::build(bare.collect());
    let (expected, _) = beside(&index, &Route::through(&once).unwrap(), 500.0);
    assert!(expected.len() > 30);
    for times in [2, 5] {
        let mut again = there_and_back(once.clone());
        for _ in 0..times {
            again.extend(once.iter().skip(1));
            again.extend(once.iter().rev().skip(1));
        }
        let route = Route::through(&again).unwrap();
        assert_eq!((beside(&index, &route, 500.0).0, route.segments()), (expected.clone(), 30), "{times} times");
    }
}

#[test]
fn a_corridor_includes_its_own_edge_to_the_millimetre() {
    let vertices = [position(121.0, 31.0), position(121.1, 31.0)];
    let (index, _) = StationIndex::build(vec![bare_station(position(121.05, 31.003), "a")]);
    let route = Route::through(&vertices).unwrap();
    let (found, _) = beside(&index, &route, 1_000.0);
    let offset = found[0].offset;
    assert!(offset > Distance::from_m(300.0));
    assert_eq!(beside(&index, &route, offset.m()).0, found);
    assert_eq!(beside(&index, &route, offset.m().next_down()).0, []);
}

/// A country of 100,000 stations, two degrees wide.
fn country() -> StationIndex {
    let mut random = Random::seeded(5);
    let place = |random: &mut Random| position(random.between(120.0, 122.0), random.between(30.0, 32.0));
    let bare = (0..100_000).map(|id| bare_station(place(&mut random), &id.to_string())).collect();
    StationIndex::build(bare).0
}

#[test]
fn the_work_is_bounded_by_what_is_near_the_route() {
    let index = country();
    let mut random = Random::seeded(6);
    // 10,000 vertices in 100 km; the same on the other side of the Earth; and once around it in 10,000.
    let track = |random: &mut Random, start| wandering(random, start, 10_000, 10.0);
    for (name, vertices, most) in [
        ("through the country", track(&mut random, position(121.0, 31.0)), 50_000),
        ("far away", track(&mut random, position(-59.0, -31.0)), 10),
        ("around the world", (0..10_000).map(|at| position(-180.0 + 0.036 * f64::from(at), 31.0)).collect(), 25_000),
    ] {
        let route = Route::through(&vertices).unwrap();
        let (found, work) = beside(&index, &route, 500.0);
        println!("{name}: {} found, {work:?}", found.len());
        assert!(work.nodes + work.comparisons <= most, "{name}: {work:?} for {} stations", found.len());
        assert!(work.feet <= 6 * found.len() + 100, "{name}: {work:?} for {} stations", found.len());
    }
}

#[test]
fn long_legs_that_cross_again_and_again_are_measured_where_they_come_closest() {
    let mut random = Random::seeded(7);
    let stations = (0..300)
        .map(|id| bare_station(position(random.between(6.0, 15.0), random.between(48.0, 54.0)), &id.to_string()));
    let index = StationIndex::build(stations.collect()).0;
    // Some 220 km each, back and forth across the country; tens of them within a kilometre of every station.
    let legs = 20_000;
    let vertices: Vec<Position> = (0..=legs)
        .map(|at| position(6.0 + f64::from(at) * 9.0 / f64::from(legs), random.between(48.0, 54.0)))
        .collect();
    let route = Route::through(&vertices).unwrap();
    let (found, work) = beside(&index, &route, 50_000.0);
    println!("{} found, {work:?}", found.len());
    assert_eq!(found.len(), 300);
    assert!(work.feet <= 2 * found.len(), "{work:?}");
    // In the order of the route it would be two thousand for each.
    assert!(work.halvings <= 60 * found.len(), "{work:?}");
    assert!(work.nodes + work.comparisons <= 2_500_000, "{work:?}");
}

#[test]
fn a_search_ends_when_it_is_told_to() {
    let index = country();
    let route = Route::through(&[position(120.0, 30.0), position(122.0, 32.0)]).unwrap();
    let ended = index.beside(&route, 50_000.0, &Everything, |work| {
        if work.units() > 10_000 { ControlFlow::Break("enough") } else { ControlFlow::Continue(()) }
    });
    assert_eq!(ended, Err("enough"));
}
