//! Does the index agree with an R-tree that others wrote?

use super::places::{self, Arrangement, asked_from};
use super::random::{Random, Words};
use rstar::RTree;
use rstar::primitives::GeomWithData;
use waystation::geodesy::{Ecef, Position, inverse};
use waystation::index::{Passing, StationIndex};
use waystation::station::{Filter, Station};

const SETS: &[(&str, Arrangement, usize)] = &[
    ("spread evenly", places::spread_evenly, 5_000),
    ("in cities", places::in_cities, 20_000),
    ("mirrored by fours", places::mirrored_by_fours, 2_000),
    ("beside the antimeridian", places::beside_the_antimeridian, 2_000),
    ("at the poles", places::at_the_poles, 2_000),
];

type Point = GeomWithData<[f64; 3], usize>;

/// Takes stations by their chords, until the chord alone is longer than the geodesic of the last that fits:
/// no geodesic is shorter than its chord. A millimetre is for rounding.
fn nearest_by_rstar(
    tree: &RTree<Point>,
    stations: &[Station],
    from: Position,
    limit: usize,
    filter: &Filter,
) -> Vec<(u64, String)> {
    let Ecef(centre) = from.into();
    let mut found: Vec<(u64, String)> = Vec::new();
    for (point, chord2) in tree.nearest_neighbor_iter_with_distance_2(centre) {
        if let Some((last_mm, _)) = found.get(limit - 1)
            && chord2.sqrt() > *last_mm as f64 / 1000.0 + 0.001
        {
            break;
        }
        let station = &stations[point.data];
        if filter.passes(station) {
            found.push((inverse(from, station.position).distance.mm(), station.id.to_string()));
            found.sort();
        }
    }
    found.truncate(limit);
    found
}

#[test]
fn the_index_equals_rstar() {
    let words = Words::seeded(3);
    for (set, (name, arrangement, count)) in SETS.iter().enumerate() {
        let mut random = Random::seeded(set as u64);
        let places = arrangement(&mut random, *count);
        let stations = random.stations(&places, &words);
        let point = |(number, station): (usize, &Station)| {
            let Ecef(point) = station.position.into();
            GeomWithData::new(point, number)
        };
        let tree = RTree::bulk_load(stations.iter().enumerate().map(point).collect());
        let (index, _) = StationIndex::build(stations.clone());
        for _ in 0..80 {
            let from = asked_from(&mut random, &places);
            let filter = random.filter(&stations, &words);
            let limit = *random.one_of(&[1, 5, 10]);
            let found = index.nearest(from, limit, None, &Passing::new(&filter));
            let found: Vec<(u64, String)> = (found.iter())
                .map(|near| (near.distance.mm(), index.stations()[near.ordinal].id.to_string()))
                .collect();
            let expected = nearest_by_rstar(&tree, &stations, from, limit, &filter);
            assert_eq!(found, expected, "{count} stations {name}: {limit} from {from:?} by {filter:?}");
        }
    }
}
