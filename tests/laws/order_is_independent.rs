//! Is an answer the same whatever the order of the files, the threads that built the tree, and the size of the page?

use super::places::{self, Arrangement, asked_from};
use super::random::{Random, Words};
use waystation::geodesy::Position;
use waystation::index::{Passing, StationIndex};
use waystation::station::Filter;

const SETS: &[(&str, Arrangement, usize)] = &[
    ("spread evenly", places::spread_evenly, 1_500),
    ("in cities", places::in_cities, 3_000),
    ("all at one place", places::all_at_one_place, 500),
    ("on a ring around the poles", places::on_a_ring_around_the_poles, 1_000),
    ("mirrored by fours", places::mirrored_by_fours, 1_000),
    ("beside the antimeridian", places::beside_the_antimeridian, 700),
    ("within a metre", places::within_a_metre, 700),
];

/// Enough stations that the tree is built on several threads.
const MANY: usize = 70_000;

type Answer = Vec<(String, u64, u32)>;

/// Ids, millimetres and thousandths of degrees.
fn answer(index: &StationIndex, from: Position, limit: usize, filter: &Filter) -> Answer {
    let found = index.nearest(from, limit, None, &Passing::new(filter));
    let told = found.iter().map(|near| {
        let id = index.stations()[near.ordinal].id.to_string();
        (id, near.distance.mm(), near.bearing_mdeg)
    });
    told.collect()
}

#[test]
fn permuted_stations_give_the_same_answers() {
    let words = Words::seeded(7);
    for (set, (name, arrangement, count)) in SETS.iter().enumerate() {
        let mut random = Random::seeded(set as u64);
        let places = arrangement(&mut random, *count);
        let stations = random.stations(&places, &words);
        let mut backwards = stations.clone();
        backwards.reverse();
        let mut shuffled = stations.clone();
        random.shuffle(&mut shuffled);
        let indices = [stations.clone(), backwards, shuffled].map(|stations| StationIndex::build(stations).0);
        for _ in 0..300 {
            let from = asked_from(&mut random, &places);
            let filter = random.filter(&stations, &words);
            let limit = *random.one_of(&[1, 5, 10, 100]);
            let [first, second, third] = &indices;
            let expected = answer(first, from, limit, &filter);
            for other in [second, third] {
                assert_eq!(
                    answer(other, from, limit, &filter),
                    expected,
                    "{name}: {limit} from {from:?} by {filter:?}"
                );
            }
        }
    }
}

#[test]
fn a_tree_built_on_several_threads_gives_the_answers_of_one_built_on_one() {
    let words = Words::seeded(8);
    let mut random = Random::seeded(8);
    let places = places::in_cities(&mut random, MANY);
    let mut stations = random.stations(&places, &words);
    let alone = rayon::ThreadPoolBuilder::new().num_threads(1).build().unwrap();
    let (one, _) = alone.install(|| StationIndex::build(stations.clone()));
    random.shuffle(&mut stations);
    let (several, _) = StationIndex::build(stations);
    for _ in 0..500 {
        let from = asked_from(&mut random, &places);
        let filter = Filter::default();
        assert_eq!(answer(&several, from, 10, &filter), answer(&one, from, 10, &filter), "from {from:?}");
    }
}

#[test]
fn fewer_are_the_beginning_of_more() {
    let words = Words::seeded(9);
    for (set, (name, arrangement, count)) in SETS.iter().enumerate() {
        let mut random = Random::seeded(100 + set as u64);
        let places = arrangement(&mut random, *count);
        let (index, _) = StationIndex::build(random.stations(&places, &words));
        for _ in 0..100 {
            let from = asked_from(&mut random, &places);
            let filter = random.filter(index.stations(), &words);
            let all = answer(&index, from, index.len(), &filter);
            for limit in [1, 2, 3, 5, 8, 16, 17, 33, 99, 100] {
                let expected = &all[..limit.min(all.len())];
                assert_eq!(answer(&index, from, limit, &filter), expected, "{name}: {limit} from {from:?}");
            }
        }
    }
}
