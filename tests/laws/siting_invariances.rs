//! What may change in a question of siting without changing its answer?

use super::random::{Random, position};
use super::siting_instances::{GOALS, Instance, same};
use waystation::siting::Goal;

const SEEDS: u64 = 120;

fn each(mut check: impl FnMut(u64, Goal, Instance)) {
    for goal in GOALS {
        for seed in 0..SEEDS {
            check(seed, goal, Instance::seeded(seed, goal));
        }
    }
}

#[test]
fn the_order_of_demand_candidates_and_stations_does_not_matter() {
    each(|seed, goal, instance| {
        let mut random = Random::seeded(seed);
        let mut other = instance.clone();
        random.shuffle(&mut other.demand);
        random.shuffle(&mut other.existing);
        let mut places: Vec<u32> = (0..instance.candidates.len() as u32).collect();
        random.shuffle(&mut places);
        other.candidates = places.iter().map(|place| instance.candidates[*place as usize]).collect();
        let moved = |one: &u32| places.iter().position(|place| place == one).unwrap() as u32;
        other.required = instance.required.iter().map(moved).collect();
        other.forbidden = instance.forbidden.iter().map(moved).collect();
        assert!(same(instance.best(), other.best()), "{goal:?} {seed}");
    });
}

#[test]
fn a_candidate_that_is_far_from_everybody_changes_nothing_but_may_stand_idle() {
    each(|seed, goal, instance| {
        let Some(best) = instance.best() else { return };
        let mut other = instance.clone();
        let middle = instance.demand[0].0;
        other.candidates.push(position(middle.lon() + 180.0, -middle.lat()));
        let now = other.best().unwrap();
        // With a spacing the far one may take the place of one that had to stand near.
        let no_worse = if goal == Goal::Mclp { now >= best - 1e-9 * best } else { now <= best + 1e-9 * best };
        assert!(no_worse, "{goal:?} {seed}");
        if instance.min_spacing_m == 0.0 {
            assert!(same(Some(now), Some(best)), "{goal:?} {seed}: {now} {best}");
        }
    });
}

#[test]
fn weights_twice_or_a_third_as_large_change_only_what_is_counted_in_them() {
    each(|seed, goal, instance| {
        for factor in [2.0, 1.0 / 3.0, 1e9] {
            let mut other = instance.clone();
            for (_, weight) in &mut other.demand {
                *weight *= factor;
            }
            let expected = instance.best().map(|best| if goal == Goal::Mclp { best * factor } else { best });
            let found = other.best();
            let near = found.zip(expected).is_some_and(|(found, expected)| (found - expected).abs() <= 1e-9 * expected);
            assert!(near || found.is_none() && expected.is_none(), "{goal:?} {seed} {factor}: {found:?} {expected:?}");
        }
    });
}

#[test]
fn moved_around_the_earth_the_answer_is_the_same() {
    each(|seed, goal, instance| {
        let moved = |by: f64| {
            let mut other = instance.clone();
            let lon = instance.demand[0].0.lon();
            let to = |place: &mut waystation::geodesy::Position| *place = position(place.lon() - lon + by, place.lat());
            other.demand.iter_mut().for_each(|(place, _)| to(place));
            other.candidates.iter_mut().chain(&mut other.existing).for_each(to);
            other.best()
        };
        // Across the antimeridian and far from it; a distance may be rounded to the next millimetre.
        let (there, across) = (moved(10.0), moved(180.0));
        let near = there.zip(across).is_some_and(|(one, other)| (one - other).abs() <= 0.001_1 + 1e-9 * one.abs());
        assert!(near || there.is_none() && across.is_none(), "{goal:?} {seed}: {there:?} {across:?}");
    });
}

#[test]
fn on_one_thread_and_on_four_the_same_sites_are_chosen() {
    each(|seed, goal, instance| {
        let on = |threads: usize| {
            let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
            pool.install(|| instance.solved())
        };
        if seed % 10 == 0 {
            let (one, four) = (on(1), on(4));
            assert_eq!((one.chosen, one.steps), (four.chosen, four.steps), "{goal:?} {seed}");
        }
    });
}
