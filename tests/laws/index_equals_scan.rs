//! Does the index give the very answers of the scan: the same stations, distances and bearings, in the same order?

use super::places::{self, Arrangement, asked_from};
use super::random::{Random, Words, bare_station, position};
use rayon::prelude::*;
use waystation::geodesy::{Position, inverse};
use waystation::index::{Everything, Passing, StationIndex, scan};
use waystation::station::{Filter, Station};

/// What each arrangement is called, how many stations it is tried with, and how many questions each gets.
const SETS: &[(&str, Arrangement, &[usize], usize)] = &[
    // A leaf holds 16, a node above the leaves 8 of them, and so on: sizes around 16, 16 x 8, 16 x 8 x 8.
    ("spread evenly", places::spread_evenly, &[0, 1, 2, 16, 17, 128, 129], 2_000),
    ("spread evenly", places::spread_evenly, &[1_024, 1_025], 1_500),
    ("spread evenly", places::spread_evenly, &[20_000], 200),
    ("in cities", places::in_cities, &[17, 129], 2_000),
    ("in cities", places::in_cities, &[1_025], 3_000),
    ("in cities", places::in_cities, &[20_000], 200),
    ("all at one place", places::all_at_one_place, &[17, 300], 2_000),
    ("on a ring around the poles", places::on_a_ring_around_the_poles, &[129], 2_000),
    ("on a ring around the poles", places::on_a_ring_around_the_poles, &[4_000], 300),
    ("mirrored by fours", places::mirrored_by_fours, &[1_025], 2_000),
    ("mirrored by fours", places::mirrored_by_fours, &[4_000], 300),
    ("along a meridian", places::along_a_meridian, &[129, 1_025], 2_000),
    ("along the equator", places::along_the_equator, &[129, 1_025], 2_000),
    ("along the antimeridian", places::along_the_antimeridian, &[129, 1_025], 2_000),
    ("beside the antimeridian", places::beside_the_antimeridian, &[129, 1_025], 2_000),
    ("at the poles", places::at_the_poles, &[129, 1_025], 2_000),
    ("within a metre", places::within_a_metre, &[129, 1_025], 2_000),
];

/// Questions asked one after another; the pieces share the processors.
const PIECE: usize = 100;

fn built(arrangement: Arrangement, count: usize, seed: u64, words: &Words) -> (Vec<Position>, StationIndex) {
    let mut random = Random::seeded(seed);
    let places = arrangement(&mut random, count);
    let stations = random.stations(&places, words);
    (places, StationIndex::build(stations).0)
}

/// A radius that tells: none, nothing, everything, and the edges of one station that passes.
fn radius_m(random: &mut Random, from: Position, stations: &[Station], filter: &Filter) -> Option<f64> {
    let kind = random.below(8);
    let mut edge_m = || {
        let start = random.below(stations.len().max(1));
        let station = stations.iter().cycle().skip(start).take(stations.len()).find(|station| filter.passes(station));
        station.map(|station| inverse(from, station.position).distance.m())
    };
    match kind {
        0 => Some(0.0),
        1 => Some(20_100_000.0),
        2 | 3 => edge_m(),
        4 => edge_m().map(|edge_m| edge_m.next_down().max(0.0)),
        _ => None,
    }
}

/// Asks so many questions; tells how many of them found a station.
fn ask(seed: u64, questions: usize, places: &[Position], index: &StationIndex, words: &Words, set: &str) -> usize {
    let mut random = Random::seeded(seed);
    let stations = index.stations();
    let mut answered = 0;
    for number in 0..questions {
        let from = asked_from(&mut random, places);
        let limit = *random.one_of(&[1, 1, 5, 5, 5, 10, 100, stations.len() + 3]);
        let filter = random.filter(stations, words);
        let radius_m = radius_m(&mut random, from, stations, &filter);
        let (found, expected) = if random.chance(0.05) {
            let found = index.nearest(from, limit, radius_m, &Everything);
            (found, scan::nearest(stations, from, limit, radius_m, |_, _| true))
        } else {
            let found = index.nearest(from, limit, radius_m, &Passing::new(&filter));
            (found, scan::nearest(stations, from, limit, radius_m, |_, station| filter.passes(station)))
        };
        assert!(
            found == expected,
            "{} stations {set}, question {number} of seed {seed}: {limit} from {from:?} within {radius_m:?} m by \
             {filter:?}: found {found:?}, expected {expected:?}",
            stations.len()
        );
        answered += usize::from(!found.is_empty());
    }
    answered
}

#[test]
fn the_index_equals_the_scan() {
    let (asked, answered) = SETS
        .par_iter()
        .enumerate()
        .flat_map(|(row, (name, arrangement, sizes, questions))| {
            sizes.par_iter().map(move |size| (row as u64, *name, *arrangement, *size, *questions))
        })
        .map(|(row, name, arrangement, size, questions)| {
            let words = Words::seeded(row);
            let (places, index) = built(arrangement, size, row, &words);
            let pieces = questions.div_ceil(PIECE);
            let ask = |piece| ask(row * 1_000_000 + piece as u64, PIECE, &places, &index, &words, name);
            (pieces * PIECE, (0..pieces).into_par_iter().map(ask).sum())
        })
        .reduce(|| (0, 0), |(asked, answered), (more, found): (usize, usize)| (asked + more, answered + found));
    assert!(asked >= 50_000, "{asked} questions");
    assert!(answered * 3 >= asked, "{answered} of {asked} questions have an answer: too few to tell anything");
}

#[test]
fn all_that_pass_are_those_that_pass_one_by_one() {
    let mut passed = 0;
    // From 32 stations on a word may be said by too many for a list, so that each has a bit.
    for (seed, size) in [0, 1, 2, 63, 64, 65, 700, 5_000, 70_000].into_iter().enumerate() {
        let words = Words::seeded(seed as u64);
        let (_, index) = built(places::in_cities, size, seed as u64, &words);
        let mut random = Random::seeded(seed as u64);
        for _ in 0..if size < 10_000 { 400 } else { 40 } {
            let filter = random.filter(index.stations(), &words);
            let passing: Vec<usize> = index.passing(&filter).each(0..size).collect();
            let stations = index.stations().iter().enumerate();
            let one_by_one: Vec<usize> =
                stations.filter(|(_, station)| filter.passes(station)).map(|(ordinal, _)| ordinal).collect();
            assert_eq!(passing, one_by_one, "{size} stations, {filter:?}");
            passed += passing.len();
        }
    }
    assert!(passed > 100_000, "{passed}");
}

#[test]
fn a_radius_of_the_kth_distance_takes_the_kth_in_and_a_hair_less_does_not() {
    let words = Words::seeded(1);
    let (places, index) = built(places::in_cities, 600, 1, &words);
    let mut random = Random::seeded(2);
    for _ in 0..60 {
        let from = asked_from(&mut random, &places);
        let everyone = scan::nearest(index.stations(), from, index.len(), None, |_, _| true);
        for k in [1, 2, 5, 10, 100, 600] {
            let radius_m = everyone[k - 1].distance.m();
            let within = everyone.iter().take_while(|near| near.distance.m() <= radius_m).count();
            let nearer = everyone.iter().take_while(|near| near.distance.m() < radius_m).count();
            assert!(nearer < k && k <= within);
            assert_eq!(index.nearest(from, 1_000, Some(radius_m), &Everything), everyone[..within]);
            if radius_m > 0.0 {
                let less_m = radius_m.next_down();
                assert_eq!(index.nearest(from, 1_000, Some(less_m), &Everything), everyone[..nearer]);
            }
        }
    }
}

#[test]
fn ties_are_broken_by_the_bytes_of_ids_though_only_some_fit() {
    // 3,000 stations on a parallel, equally far from the pole; decimal ids, so that "10" comes before "9".
    let lon = |number: usize| -180.0 + 360.0 * number as f64 / 3_000.0;
    let stations: Vec<Station> =
        (0..3_000).map(|number| bare_station(position(lon(number), 52.5), &number.to_string())).collect();
    let mut ids: Vec<String> = stations.iter().map(|station| station.id.to_string()).collect();
    ids.sort();
    let (index, _) = StationIndex::build(stations);
    for limit in [1, 7, 100, 2_999, 3_000, 4_000] {
        let found = index.nearest(position(77.0, 90.0), limit, None, &Everything);
        let found: Vec<&str> = found.iter().map(|near| index.stations()[near.ordinal].id.as_str()).collect();
        assert_eq!(found, ids[..limit.min(3_000)]);
    }
}

#[test]
fn nobody_is_found_among_none_and_none_when_none_are_asked_for() {
    let (nobody, _) = StationIndex::build(Vec::new());
    let (one, _) = StationIndex::build(vec![bare_station(position(0.0, 0.0), "one")]);
    for from in [position(0.0, 0.0), position(180.0, 0.0), position(0.0, 90.0)] {
        assert_eq!(nobody.nearest(from, 5, None, &Everything), []);
        assert_eq!(nobody.nearest(from, 5, Some(0.0), &Passing::new(&Filter::default())), []);
        assert_eq!(one.nearest(from, 0, None, &Everything), []);
        assert_eq!(one.nearest(from, 5, None, &Everything).len(), 1);
    }
}
