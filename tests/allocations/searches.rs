//! Does a search in the memory of searches before it take any more?

use allocation_counter::measure;
use waystation::geodesy::Position;
use waystation::index::{Everything, Passing, Scratch, StationIndex};
use waystation::station::Filter;

#[path = "../laws/random.rs"]
#[allow(dead_code)]
mod random;

use random::{Random, Words};

#[test]
fn searches_take_no_memory_once_they_have_enough() {
    let mut random = Random::seeded(11);
    let words = Words::seeded(11);
    let places: Vec<Position> = (0..20_000).map(|_| random.position()).collect();
    let (index, _) = StationIndex::build(random.stations(&places, &words));
    let filters: Vec<Filter> = (0..40).map(|_| random.filter(index.stations(), &words)).collect();
    let from: Vec<Position> = (0..200).map(|_| random.position()).collect();
    let mut scratch = Scratch::default();
    let mut ask_all = || {
        for from in &from {
            for limit in [1, 5, 100] {
                index.nearest_in(*from, limit, None, &Everything, &mut scratch);
                index.nearest_in(*from, limit, Some(500_000.0), &Everything, &mut scratch);
                for filter in &filters {
                    index.nearest_in(*from, limit, None, &Passing::new(filter), &mut scratch);
                }
            }
        }
    };
    assert!(measure(&mut ask_all).count_total > 0);
    assert_eq!(measure(&mut ask_all).count_total, 0);
}
