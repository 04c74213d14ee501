//! Are the distances and bearings of answers those of geodesics, though most of them come from straight lines?

use super::places::{self, Arrangement, asked_from};
use super::random::{Random, Words, position};
use rayon::prelude::*;
use waystation::geodesy::{Ecef, Outlook, Position, distance_of_line, inverse};
use waystation::index::{Passing, Scratch, StationIndex};

const SETS: &[(Arrangement, usize)] = &[
    (places::spread_evenly, 0),
    (places::spread_evenly, 1),
    (places::spread_evenly, 5_000),
    (places::in_cities, 20_000),
    (places::all_at_one_place, 300),
    (places::on_a_ring_around_the_poles, 4_000),
    (places::mirrored_by_fours, 1_025),
    (places::along_the_antimeridian, 1_025),
    (places::at_the_poles, 129),
    (places::within_a_metre, 1_025),
];

#[test]
fn answers_are_geodesics_and_the_same_in_memory_used_before() {
    let found: usize = SETS
        .par_iter()
        .enumerate()
        .map(|(row, (arrangement, size))| {
            let mut random = Random::seeded(row as u64);
            let words = Words::seeded(row as u64);
            let places = arrangement(&mut random, *size);
            let (index, _) = StationIndex::build(random.stations(&places, &words));
            let mut scratch = Scratch::default();
            let mut count = 0;
            for number in 0..3_000 {
                let from = asked_from(&mut random, &places);
                let filter = random.filter(index.stations(), &words);
                let limit = *random.one_of(&[0, 1, 1, 1, 3, 10, 100]);
                let radius_m = random.chance(0.3).then(|| random.magnitude(1.0, 20_000_000.0));
                let passing = Passing::new(&filter);
                let afresh = index.nearest(from, limit, radius_m, &passing);
                let found = index.nearest_in(from, limit, radius_m, &passing, &mut scratch);
                assert_eq!(found, afresh, "set {row}, question {number} from {from:?}");
                for near in found {
                    let to = index.stations()[near.ordinal].position;
                    let exact = inverse(from, to);
                    let (told, expected) = ((near.distance, near.bearing_mdeg), (exact.distance, exact.bearing_mdeg()));
                    assert_eq!(told, expected, "set {row}, question {number}: {exact:?} from {from:?} to {to:?}");
                }
                count += found.len();
            }
            count
        })
        .sum();
    assert!(found > 100_000, "{found}");
}

/// Pairs tried, and by how far apart they are how many of them there are, and are told.
const PAIRS: u64 = 10_000_000;
/// Pairs tried one after another; the pieces share the processors.
const PIECE: u64 = 10_000;
/// Metres up to which pairs are counted together, and the share of them that must be told.
const TOLD: [(f64, f64); 4] = [(10_000.0, 0.999), (100_000.0, 0.998), (200_000.0, 0.99), (400_000.0, 0.93)];

/// Everywhere and at the seams, from no distance to 450 km, along meridians and parallels too.
fn pair(random: &mut Random, number: u64) -> (Position, Position) {
    let from = match number % 8 {
        0 => position(random.between(-180.0, 180.0), 90.0 - random.magnitude(1e-9, 3.0)),
        1 => position(random.between(-180.0, 180.0), random.magnitude(1e-9, 3.0) - 90.0),
        2 => position(random.between(-180.0, 180.0), random.between(-1.0, 1.0)),
        3 => position(180.0 - random.magnitude(1e-9, 1.0), random.between(-90.0, 90.0)),
        4 => position(*random.one_of(&[0.0, 90.0, 180.0, -180.0]), *random.one_of(&[-90.0, -45.0, 0.0, 45.0, 90.0])),
        _ => random.position(),
    };
    let away_m = if random.chance(0.5) { random.magnitude(0.001, 450_000.0) } else { 450_000.0 };
    let near = random.near(from, away_m);
    let to = match number / 8 % 10 {
        0 => position(from.lon(), near.lat()),
        1 => position(near.lon(), from.lat()),
        2 if random.chance(0.1) => from,
        _ => near,
    };
    (from, to)
}

#[test]
fn what_a_straight_line_tells_is_what_the_geodesic_says_for_ten_million_pairs() {
    let tell = |piece: u64| {
        let mut random = Random::seeded(piece);
        let mut counts = [(0, 0, 0); TOLD.len()];
        for number in 0..PIECE {
            let (from, to) = pair(&mut random, number);
            let outlook = Outlook::at(from);
            let (distance, bearing) = (distance_of_line(outlook.ecef, to.into()), outlook.bearing_mdeg(to.into()));
            let exact = inverse(from, to);
            if let Some(distance) = distance {
                assert_eq!(distance, exact.distance, "from {from:?} to {to:?}");
            }
            if let Some(bearing) = bearing {
                assert_eq!(bearing, exact.bearing_mdeg(), "{} from {from:?} to {to:?}", exact.bearing_deg);
            }
            let class = TOLD.iter().position(|(most_m, _)| exact.distance.within(*most_m));
            if let Some((pairs, distances, bearings)) = class.and_then(|class| counts.get_mut(class)) {
                *pairs += 1;
                *distances += u64::from(distance.is_some());
                // Within a few metres the rounding of coordinates hides a bearing.
                *bearings += u64::from(bearing.is_some() || exact.distance.within(10.0));
            }
        }
        counts
    };
    let sum = |some: [(u64, u64, u64); 4], more: [(u64, u64, u64); 4]| {
        std::array::from_fn(|class| {
            let ((a, b, c), (d, e, f)) = (some[class], more[class]);
            (a + d, b + e, c + f)
        })
    };
    let counts = (0..PAIRS / PIECE).into_par_iter().map(tell).reduce(|| [(0, 0, 0); TOLD.len()], sum);
    for ((most_m, share), (pairs, distances, bearings)) in TOLD.into_iter().zip(counts) {
        let least = (pairs as f64 * share) as u64;
        assert!(pairs > 1_000_000, "{pairs} pairs up to {most_m} m");
        assert!(distances > least && bearings > least, "up to {most_m} m: {distances}, {bearings} of {pairs} told");
    }
}

#[test]
fn a_straight_line_tells_nothing_where_it_might_be_wrong() {
    let from = position(10.0, 50.0);
    for to in [from, position(10.0, 50.000_001), position(16.0, 50.0), position(-170.0, -50.0), position(10.0, -90.0)] {
        assert_eq!(Outlook::at(from).bearing_mdeg(Ecef::from(to)), None, "{to:?}");
    }
    for to in [position(16.0, 50.0), position(10.0, 54.0), position(-170.0, -50.0), position(-170.0, -50.1)] {
        assert_eq!(distance_of_line(from.into(), to.into()), None, "{to:?}");
    }
}
