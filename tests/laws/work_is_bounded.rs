//! How much does a search look at? Counts of nodes, stations, measurements and geodesics, never time.

use super::places::{in_cities, spread_evenly};
use super::random::{Random, Words, amenity, antipode, bare_station, position};
use std::sync::LazyLock;
use waystation::geodesy::Position;
use waystation::index::{Everything, Passing, Select, StationIndex, Work};
use waystation::station::{AmenitySet, Filter, Station, Summary};

const STATIONS: usize = 100_000;
const QUESTIONS: usize = 2_000;
const K: usize = 5;

struct Country {
    places: Vec<Position>,
    index: StationIndex,
    words: Words,
}

/// The share of the stations that have the amenity of each number.
const SHARES: [f64; 5] = [1.0, 0.5, 0.01, 0.001, 0.0];
const ALL: usize = 0;
const HALF: usize = 1;
const ONE_PER_CENT: usize = 2;
const ONE_PER_MILLE: usize = 3;
const NOBODY: usize = 4;

/// 100,000 stations in 400 cities.
static COUNTRY: LazyLock<Country> = LazyLock::new(|| {
    let words = Words::in_order();
    let mut random = Random::seeded(1);
    let places = in_cities(&mut random, STATIONS);
    let mut station = |(number, place): (usize, &Position)| {
        let has = |share: usize| random.chance(SHARES[share]).then(|| amenity(words.amenities[share]));
        let amenities = [ALL, HALF, ONE_PER_CENT, ONE_PER_MILLE, NOBODY].into_iter().filter_map(has).collect();
        Station { amenities, ..bare_station(*place, &number.to_string()) }
    };
    let stations = places.iter().enumerate().map(&mut station).collect();
    let (index, _) = StationIndex::build(stations);
    Country { places, index, words }
});

/// The most that any question took, and all of them together.
#[derive(Debug, Default)]
struct Tally {
    most: Work,
    sum: Work,
}

impl Tally {
    fn of(select: &impl Select, from: impl Fn(&mut Random, &[Position]) -> Position) -> Self {
        let mut random = Random::seeded(2);
        let mut tally = Self::default();
        for _ in 0..QUESTIONS {
            let from = from(&mut random, &COUNTRY.places);
            let (_, work) = COUNTRY.index.nearest_with_work(from, K, None, select);
            tally.most.nodes = tally.most.nodes.max(work.nodes);
            tally.most.stations = tally.most.stations.max(work.stations);
            tally.most.measured = tally.most.measured.max(work.measured);
            tally.most.geodesics = tally.most.geodesics.max(work.geodesics);
            tally.sum.nodes += work.nodes;
            tally.sum.stations += work.stations;
            tally.sum.measured += work.measured;
            tally.sum.geodesics += work.geodesics;
        }
        tally
    }

    fn looked_at(&self) -> usize {
        self.sum.nodes + self.sum.stations
    }
}

fn with(share: usize) -> Filter {
    Filter { all: vec![COUNTRY.words.amenities[share]], ..Filter::default() }
}

fn in_town(random: &mut Random, places: &[Position]) -> Position {
    let station = *random.one_of(places);
    random.near(station, 2_000.0)
}

fn anywhere(random: &mut Random, _: &[Position]) -> Position {
    random.position()
}

fn opposite_a_town(random: &mut Random, places: &[Position]) -> Position {
    antipode(in_town(random, places))
}

#[test]
fn in_town_a_search_measures_no_more_than_it_answers_and_solves_hardly_a_geodesic() {
    // The slack between the chord's bounds is micrometres there: only ties cost more than K.
    let tally = Tally::of(&Everything, in_town);
    assert!(tally.most.measured <= K + 1, "{tally:?}");
    assert!(tally.sum.geodesics * 200 <= tally.sum.measured, "{tally:?}");
}

#[test]
fn in_town_a_search_looks_at_a_few_leaves() {
    let tally = Tally::of(&Everything, in_town);
    assert!(tally.most.nodes <= 80 && tally.most.stations <= 64, "{tally:?}");
    assert!(tally.looked_at() <= 72 * QUESTIONS, "{tally:?}");
}

#[test]
fn anywhere_on_earth_a_search_looks_at_less_than_a_hundredth_and_mostly_at_a_few_leaves() {
    let tally = Tally::of(&Everything, anywhere);
    assert!(tally.most.nodes <= 150 && tally.most.stations <= STATIONS / 100, "{tally:?}");
    assert!(tally.looked_at() <= 100 * QUESTIONS && tally.sum.measured <= 8 * QUESTIONS, "{tally:?}");
}

#[test]
fn from_the_other_end_of_the_earth_a_search_looks_at_less_than_a_hundredth() {
    // There chords hardly differ, and more places must be measured to tell the stations apart.
    let tally = Tally::of(&Everything, opposite_a_town);
    assert!(tally.most.nodes <= 150 && tally.most.stations <= STATIONS / 100, "{tally:?}");
    assert!(tally.looked_at() <= 100 * QUESTIONS && tally.most.measured <= 100, "{tally:?}");
}

#[test]
fn what_nobody_has_costs_one_node() {
    let filter = with(NOBODY);
    let one = Work { nodes: 1, ..Work::default() };
    for limit in [1, 5, 100] {
        for from in [position(0.0, 0.0), COUNTRY.places[7], position(0.0, 90.0)] {
            let (found, work) = COUNTRY.index.nearest_with_work(from, limit, None, &Passing::new(&filter));
            assert_eq!((found.len(), work), (0, one));
        }
    }
}

#[test]
fn a_rare_amenity_costs_a_few_times_what_any_station_does() {
    let any = Tally::of(&Everything, in_town);
    for (share, times) in [(ALL, 1.2), (HALF, 2.0), (ONE_PER_CENT, 6.0), (ONE_PER_MILLE, 8.0)] {
        let filter = with(share);
        let tally = Tally::of(&Passing::new(&filter), in_town);
        let ratio = tally.looked_at() as f64 / any.looked_at() as f64;
        assert!(ratio <= times, "{} of the stations: {ratio} times, {tally:?}", SHARES[share]);
        assert!(tally.most.measured <= K + 15, "{} of the stations: {tally:?}", SHARES[share]);
    }
}

/// The same stations, without a word to the tree.
struct Untold<'a>(&'a Filter);

impl Select for Untold<'_> {
    fn marks(&self) -> AmenitySet {
        AmenitySet::default()
    }

    fn marks_decide(&self) -> bool {
        false
    }

    fn node(&self, _: usize, _: &Summary) -> bool {
        true
    }

    fn station(&self, _: usize, station: &Station) -> bool {
        self.0.passes(station)
    }
}

#[test]
fn a_tree_that_is_told_of_a_rare_amenity_looks_at_a_twentieth() {
    let filter = with(ONE_PER_MILLE);
    let told = Tally::of(&Passing::new(&filter), in_town);
    let untold = Tally::of(&Untold(&filter), in_town);
    assert!(told.looked_at() * 20 <= untold.looked_at(), "{told:?} {untold:?}");
}

#[test]
fn a_radius_that_reaches_nobody_costs_few_nodes_and_measurements() {
    let mut random = Random::seeded(4);
    for _ in 0..QUESTIONS {
        let from = random.position();
        let nearest = COUNTRY.index.nearest(from, 1, None, &Everything);
        let radius_m = nearest[0].distance.m() * 0.9;
        let (found, work) = COUNTRY.index.nearest_with_work(from, K, Some(radius_m), &Everything);
        assert!(found.is_empty());
        assert!(work.nodes <= 100 && work.measured <= K, "{radius_m} m: {work:?}");
    }
}

#[test]
fn stations_at_one_place_are_measured_once() {
    let mut random = Random::seeded(5);
    let addresses = spread_evenly(&mut random, 100);
    let stations = (0..20_000).map(|number| bare_station(addresses[number % 100], &number.to_string())).collect();
    let (index, _) = StationIndex::build(stations);
    for address in &addresses {
        for (limit, most) in [(1, 1), (5, 1), (200, 1), (201, 4), (1_000, 10)] {
            let from = random.near(*address, 1_000.0);
            let (found, work) = index.nearest_with_work(from, limit, None, &Everything);
            assert_eq!(found.len(), limit);
            assert!(work.measured <= most, "{limit} of 200 at each place: {work:?}");
        }
    }
}
