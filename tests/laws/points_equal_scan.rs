//! Does the index of bare positions answer as a look at every position does?

use super::random::Random;
use waystation::geodesy::{Distance, inverse};
use waystation::index::PointIndex;

#[test]
fn what_is_within_or_nearest_is_what_a_look_at_each_position_says() {
    for seed in 0..300 {
        let mut random = Random::seeded(seed);
        let middle = random.position();
        let spread_m = random.magnitude(10.0, 5_000_000.0);
        let count = random.below(200);
        let mut positions: Vec<_> = (0..count).map(|_| random.near(middle, spread_m)).collect();
        if count > 2 {
            positions[1] = positions[0];
        }
        let index = PointIndex::build(positions.clone());
        assert_eq!((index.len(), index.is_empty()), (count, count == 0));
        let from = random.near(middle, spread_m);
        let mut all: Vec<(Distance, u32)> =
            (0..).zip(&positions).map(|(place, to)| (inverse(from, *to).distance, place)).collect();
        all.sort_unstable();
        // Often a radius that ends exactly at a position.
        let radius_m = if random.chance(0.5) && count > 0 {
            all[random.below(count)].0.m()
        } else {
            random.magnitude(1.0, 2.0 * spread_m)
        };
        let near: Vec<_> = all.iter().copied().filter(|(distance, _)| distance.within(radius_m)).collect();
        let mut found = index.distances_within(from, radius_m);
        found.sort_unstable();
        assert_eq!(found, near, "seed {seed}");
        let mut places = index.within(from, radius_m);
        places.sort_unstable();
        let mut expected: Vec<u32> = near.iter().map(|(_, place)| *place).collect();
        expected.sort_unstable();
        assert_eq!(places, expected, "seed {seed}");
        let limit = random.below(count + 3);
        assert_eq!(index.nearest(from, limit), all[..limit.min(count)], "seed {seed}");
    }
}
