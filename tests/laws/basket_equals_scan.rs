//! Is the basket the best of all choices? Against a scan of every small set of stations.

use super::data::DataDir;
use super::random::{Random, position};
use chrono::{DateTime, TimeDelta, Utc};
use rayon::prelude::*;
use serde_json::{Value, json};
use waystation::geodesy::{Position, inverse};
use waystation::index::Near;
use waystation::station::{AmenityId, Filter, Station};
use waystation::store::{Basket, Choice, Filled, Snapshot, Source, load};

const AMENITIES: [&str; 6] = ["water", "microwave", "haircut", "legal_aid", "library", "toilets"];

/// A dozen stations with a few amenities each, some at the same place, some equally far from the middle.
fn district(random: &mut Random, middle: Position) -> Snapshot {
    let count = random.below(13);
    let mut places = Vec::new();
    let features: Vec<Value> = (0..count)
        .map(|number| {
            let place = match random.below(4) {
                0 if !places.is_empty() => *random.one_of(&places),
                1 => position(middle.lon() + random.between(-1.0, 1.0).signum() * 0.01, middle.lat()),
                _ => random.near(middle, 3_000.0),
            };
            places.push(place);
            let amenities: Vec<Value> = (0..random.below(5))
                .map(|_| match random.below(4) {
                    0 => json!({"kind": random.one_of(&AMENITIES), "opening_hours": "Mo-Su 09:00-12:00"}),
                    _ => json!(random.one_of(&AMENITIES)),
                })
                .collect();
            let hours = *random.one_of(&["24/7", "Mo-Su 08:00-20:00", "who knows"]);
            let kind = *random.one_of(&["library", "bank_branch"]);
            let properties = json!({"kind": kind, "opening_hours": hours, "amenities": amenities});
            super::data::feature(number.to_string(), place.lon(), place.lat(), properties)
        })
        .collect();
    let dir = DataDir::new()
        .with("dataset.toml", "timezone = \"UTC\"\n[[stations]]\npath = \"s.geojson\"\n")
        .with_stations("s.geojson", &features);
    load(&Source::at(Some(dir.path())).unwrap(), &|_, _, _| {}).unwrap()
}

fn meets(basket: &Basket, station: &Station, need: AmenityId, snapshot: &Snapshot) -> bool {
    let mut choice = basket.choice.clone();
    choice.filter.all.push(need);
    let near = inverse(basket.from, station.position).distance;
    choice.means(station, &snapshot.schedules) && basket.radius_m.is_none_or(|radius_m| near.within(radius_m))
}

/// Sum in millimetres, number of stations, ids.
type Rank = (u64, usize, Vec<String>);

/// The best of all sets of at most as many stations as there are needs.
fn scan(basket: &Basket, snapshot: &Snapshot) -> Option<Rank> {
    let stations = snapshot.index.stations();
    let met: Vec<Vec<AmenityId>> = stations
        .iter()
        .map(|station| basket.needs.iter().copied().filter(|need| meets(basket, station, *need, snapshot)).collect())
        .collect();
    let mut best: Option<Rank> = None;
    for set in 1u32..1 << stations.len() {
        if set.count_ones() as usize > basket.needs.len() {
            continue;
        }
        let chosen: Vec<usize> = (0..stations.len()).filter(|at| set >> at & 1 == 1).collect();
        if !basket.needs.iter().all(|need| chosen.iter().any(|at| met[*at].contains(need))) {
            continue;
        }
        let total = chosen.iter().map(|at| inverse(basket.from, stations[*at].position).distance.mm()).sum();
        let mut ids: Vec<String> = chosen.iter().map(|at| stations[*at].id.to_string()).collect();
        ids.sort();
        let rank = (total, ids.len(), ids);
        if best.as_ref().is_none_or(|best| rank < *best) {
            best = Some(rank);
        }
    }
    best
}

#[test]
fn a_basket_is_the_best_of_all_choices() {
    let at: DateTime<Utc> = "2026-11-23T10:00:00Z".parse().unwrap();
    let tally = (0..150u64).into_par_iter().map(|seed| {
        let mut random = Random::seeded(seed);
        let middle = *random.one_of(&[position(13.4, 52.5), position(180.0, -17.0), position(0.0, 90.0)]);
        let snapshot = district(&mut random, middle);
        let (mut filled, mut several, mut parts) = (0, 0, 0);
        for _ in 0..4 {
            let mut needs: Vec<AmenityId> =
                AMENITIES.iter().filter_map(|word| snapshot.lexicon.amenity(word)).collect();
            random.shuffle(&mut needs);
            needs.truncate(1 + random.below(6));
            let kinds = if random.chance(0.2) { vec![snapshot.lexicon.kind("library").unwrap()] } else { Vec::new() };
            let choice = Choice {
                filter: Filter { kinds, ..Filter::default() },
                at: at + TimeDelta::hours(random.below(14) as i64),
                open: random.chance(0.5).then(|| TimeDelta::minutes(random.below(120) as i64)),
            };
            let radius_m = random.chance(0.3).then(|| random.between(500.0, 3_000.0));
            let from = if random.chance(0.5) { middle } else { random.near(middle, 2_000.0) };
            let basket = Basket { from, needs, radius_m, choice };
            let found = snapshot.fill(&basket);
            let expected = scan(&basket, &snapshot);
            let rank = |set: &[Near]| {
                let id = |ordinal: usize| snapshot.index.stations()[ordinal].id.to_string();
                let mut ids: Vec<String> = set.iter().map(|near| id(near.ordinal)).collect();
                ids.sort();
                (Filled::total_of(set).mm(), ids.len(), ids)
            };
            assert_eq!(found.set.as_deref().map(&rank), expected, "seed {seed}: {basket:?}");
            assert_eq!(found.total().map(|total| total.mm()), expected.as_ref().map(|(total, ..)| *total));
            let all_of = |station: &&Station| basket.needs.iter().all(|need| meets(&basket, station, *need, &snapshot));
            let single = snapshot.index.stations().iter().filter(all_of);
            let single = single.map(|station| (inverse(from, station.position).distance, station.id.to_string())).min();
            let told = found.single.map(|near| (near.distance, snapshot.index.stations()[near.ordinal].id.to_string()));
            assert_eq!(told, single, "seed {seed}: {basket:?}");
            let nowhere = |need: &AmenityId| {
                !snapshot.index.stations().iter().any(|station| meets(&basket, station, *need, &snapshot))
            };
            let unmet: Vec<AmenityId> = basket.needs.iter().copied().filter(nowhere).collect();
            assert_eq!(found.unmet, unmet, "seed {seed}: {basket:?}");
            assert_eq!(found.set.is_none(), !unmet.is_empty());
            let mut others = basket.clone();
            others.needs.retain(|need| !unmet.contains(need));
            let partly = !unmet.is_empty() && !others.needs.is_empty();
            let met = found.met.as_deref().map(&rank);
            assert_eq!(met, partly.then(|| scan(&others, &snapshot)).flatten(), "seed {seed}: {basket:?}");
            assert_eq!(met.is_some(), partly, "seed {seed}: {basket:?}");
            parts += usize::from(partly);
            filled += usize::from(expected.is_some());
            several += usize::from(expected.is_some_and(|(_, count, _)| count > 2));
        }
        (filled, several, parts)
    });
    let sum =
        |one: (usize, usize, usize), other: (usize, usize, usize)| (one.0 + other.0, one.1 + other.1, one.2 + other.2);
    let (filled, several, parts) = tally.reduce(|| (0, 0, 0), sum);
    assert!(filled > 150 && several > 40, "{filled} baskets, {several} of more than two stations");
    assert!(parts > 40, "only {parts} are met in part");
}
