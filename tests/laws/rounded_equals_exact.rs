//! Are rounded answers those of the exact search, though most of them come from straight lines?

use super::places::{self, Arrangement, asked_from};
use super::random::{Random, Words, position};
use rayon::prelude::*;
use waystation::geodesy::{Ecef, Outlook, Position, inverse};
use waystation::index::{NearRounded, Passing, Scratch, StationIndex, rounded_bearing};

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
fn a_rounded_search_gives_the_rounded_answers_of_the_exact_one() {
    SETS.par_iter().enumerate().for_each(|(row, (arrangement, size))| {
        let mut random = Random::seeded(row as u64);
        let words = Words::seeded(row as u64);
        let places = arrangement(&mut random, *size);
        let (index, _) = StationIndex::build(random.stations(&places, &words));
        let mut scratch = Scratch::default();
        for number in 0..3_000 {
            let from = asked_from(&mut random, &places);
            let filter = random.filter(index.stations(), &words);
            let limit = *random.one_of(&[0, 1, 1, 1, 3, 10, 100]);
            let radius_m = random.chance(0.3).then(|| random.magnitude(1.0, 20_000_000.0));
            let passing = Passing::new(&filter);
            let exact = index.nearest(from, limit, radius_m, &passing);
            let expected: Vec<NearRounded> = exact
                .iter()
                .map(|near| NearRounded {
                    ordinal: near.ordinal,
                    distance: near.distance,
                    bearing_mdeg: rounded_bearing(near.bearing_deg),
                })
                .collect();
            let found = index.nearest_rounded(from, limit, radius_m, &passing, &mut scratch);
            assert_eq!(found, expected, "set {row}, question {number} from {from:?}");
        }
    });
}

#[test]
fn a_bearing_told_by_a_straight_line_is_that_of_the_geodesic() {
    let tell = |seed: u64| {
        let mut random = Random::seeded(seed);
        let from = match seed % 4 {
            0 => position(random.between(-180.0, 180.0), 90.0 - random.magnitude(1e-9, 1.0)),
            1 => position(random.between(-180.0, 180.0), random.between(-1.0, 1.0)),
            _ => random.position(),
        };
        let away_m = random.magnitude(0.5, 40_000.0);
        let to: Position = random.near(from, away_m);
        let told = Outlook::at(from).bearing_mdeg(Ecef::from(to));
        if let Some(told) = told {
            let exact = inverse(from, to).bearing_deg;
            assert_eq!(told, rounded_bearing(exact), "{exact} from {from:?} to {to:?}");
        }
        usize::from(told.is_some())
    };
    let told: usize = (0..400_000).into_par_iter().map(tell).sum();
    assert!(told > 310_000, "{told} of 400,000 are told");
}

#[test]
fn a_straight_line_tells_nothing_where_it_might_be_wrong() {
    let from = position(10.0, 50.0);
    for to in [from, position(10.0, 50.000_001), position(11.0, 50.0), position(-170.0, -50.0), position(10.0, -90.0)] {
        assert_eq!(Outlook::at(from).bearing_mdeg(Ecef::from(to)), None, "{to:?}");
    }
}
