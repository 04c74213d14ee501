//! Do the bounds between chords and geodesics hold, and are they tight enough to be of use?

use super::random::{Random, antipode, position};
use geographiclib_rs::{Geodesic, InverseGeodesic};
use rayon::prelude::*;
use waystation::geodesy::chord::{self, longest_chord_m, longest_distance_m, shortest_distance_m};
use waystation::geodesy::{Distance, EQUATORIAL_RADIUS_M, Ecef, FLATTENING, POLAR_RADIUS_M, Position};

const PAIRS: u64 = 200_000;

/// Metres for the arithmetic: coordinates of 6,378 km are doubles to 1e-9 m, and Karney's lengths good to 1.5e-8 m.
const ROUNDING_M: f64 = 1e-7;

/// The straight line between two positions, and the geodesic, in metres, not rounded.
#[derive(Clone, Copy)]
struct Pair {
    chord_m: f64,
    distance_m: f64,
}

impl Pair {
    fn between(solver: &Geodesic, from: Position, to: Position) -> Self {
        let (Ecef(a), Ecef(b)) = (Ecef::from(from), Ecef::from(to));
        let chord2: f64 = (0..3).map(|axis| (a[axis] - b[axis]).powi(2)).sum();
        let distance_m: f64 = solver.inverse(from.lat(), from.lon(), to.lat(), to.lon());
        Self { chord_m: chord2.sqrt(), distance_m }
    }
}

/// Near, across a continent, opposite, along meridians and the equator, over the poles.
fn seeded(number: u64) -> (Position, Position) {
    let mut random = Random::seeded(number);
    let from = random.position();
    let on_the_equator = position(from.lon(), 0.0);
    let (short_m, long_m) = (random.magnitude(0.001, 100_000.0), random.magnitude(50_000.0, 9_000_000.0));
    match number % 8 {
        0 => (from, random.near(from, short_m)),
        1 => (from, random.near(from, long_m)),
        2 => (from, random.position()),
        3 => (from, random.near(antipode(from), short_m)),
        4 => (from, position(from.lon(), random.between(-90.0, 90.0))),
        5 => (on_the_equator, position(random.between(-180.0, 180.0), 0.0)),
        6 => (on_the_equator, random.near(antipode(on_the_equator), long_m)),
        _ => {
            let near_the_equator = random.near(on_the_equator, short_m);
            (near_the_equator, position(near_the_equator.lon(), near_the_equator.lat() + long_m / 111_320.0))
        }
    }
}

fn pairs() -> Vec<Pair> {
    let solver = Geodesic::new(EQUATORIAL_RADIUS_M, FLATTENING);
    let pair = |number| {
        let (from, to) = seeded(number);
        Pair::between(&solver, from, to)
    };
    (0..PAIRS).into_par_iter().map(pair).collect()
}

#[test]
fn the_bounds_hold_for_pairs_of_all_lengths() {
    for Pair { chord_m, distance_m } in pairs() {
        assert!(chord_m <= distance_m + ROUNDING_M, "a chord of {chord_m} m over {distance_m} m");
        let stretched_m = 2.0 * POLAR_RADIUS_M * (chord_m / (2.0 * EQUATORIAL_RADIUS_M)).asin();
        assert!(stretched_m <= distance_m + ROUNDING_M, "{stretched_m} m for a chord of {chord_m} m");
        let least_m = shortest_distance_m(chord_m);
        assert!(least_m <= distance_m + ROUNDING_M, "{distance_m} m over a chord of {chord_m} m, bound {least_m} m");
        let most_m = longest_distance_m(chord_m);
        assert!(distance_m <= most_m + ROUNDING_M, "{distance_m} m over a chord of {chord_m} m, bound {most_m} m");
        let most_m = longest_chord_m(distance_m);
        assert!(chord_m <= most_m + ROUNDING_M, "a chord of {chord_m} m under {distance_m} m, bound {most_m} m");
    }
}

#[test]
fn a_bound_holds_for_everything_shorter_too() {
    // What the search relies on: it asks for the bound of the longest chord only.
    let mut pairs = pairs();
    pairs.sort_by(|a, b| a.chord_m.total_cmp(&b.chord_m));
    let mut longest_m: f64 = 0.0;
    for Pair { chord_m, distance_m } in &pairs {
        longest_m = longest_m.max(*distance_m);
        let most_m = longest_distance_m(*chord_m);
        assert!(longest_m <= most_m + ROUNDING_M, "{longest_m} m over a chord of at most {chord_m} m");
    }
    pairs.sort_by(|a, b| a.distance_m.total_cmp(&b.distance_m));
    let mut longest_m: f64 = 0.0;
    for Pair { chord_m, distance_m } in &pairs {
        longest_m = longest_m.max(*chord_m);
        let most_m = longest_chord_m(*distance_m);
        assert!(longest_m <= most_m + ROUNDING_M, "a chord of {longest_m} m under at most {distance_m} m");
    }
}

#[test]
fn the_two_bounds_undo_each_other_on_the_safe_side() {
    let mut random = Random::seeded(5);
    let diameter_m = 2.0 * EQUATORIAL_RADIUS_M;
    let edges = [0.0, 1e-9, 99_999.999, 100_000.0, 100_000.001, 2.0 * POLAR_RADIUS_M, diameter_m];
    let seeded = (0..PAIRS).map(|_| random.magnitude(0.001, diameter_m));
    for chord_m in edges.into_iter().chain(seeded) {
        let back_m = longest_chord_m(longest_distance_m(chord_m));
        assert!(back_m >= chord_m - ROUNDING_M, "{chord_m} m comes back as {back_m} m");
        assert!(longest_distance_m(chord_m) >= chord_m, "{chord_m} m");
    }
    for beyond_m in [20_003_931.5, 20_100_000.0, 1e9, f64::INFINITY] {
        assert!(longest_chord_m(beyond_m) >= diameter_m - ROUNDING_M, "{beyond_m} m");
    }
}

#[test]
fn the_bounds_are_tight_where_people_ask() {
    // A search looks at all that lies within both bounds of its last answer, so they must not lie far apart.
    for (chord_m, slack_m) in [(100.0, 1e-6), (1_000.0, 1e-5), (10_000.0, 0.01), (99_999.0, 1.1), (500_000.0, 150.0)] {
        let reach_m = longest_chord_m(longest_distance_m(chord_m));
        assert!(reach_m - chord_m <= slack_m, "{chord_m} m reaches {reach_m} m");
    }
}

#[test]
fn a_distance_told_from_a_chord_is_the_geodesic_to_the_millimetre() {
    let (mut told, mut asked) = (0, 0);
    for Pair { chord_m, distance_m } in pairs() {
        if chord_m < 10_000.0 {
            asked += 1;
        }
        if let Some(distance) = chord::distance(chord_m) {
            told += usize::from(chord_m < 10_000.0);
            assert_eq!(distance, Distance::from_m(distance_m), "a chord of {chord_m} m over {distance_m} m");
        }
    }
    assert!(asked > 10_000 && told * 100 > asked * 98, "{told} of {asked}");
}
