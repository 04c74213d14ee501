//! Which arrangements of places are hard for an index, and from where are they asked?

use super::random::{Random, antipode, position};
use waystation::geodesy::Position;

/// Makes so many places.
pub type Arrangement = fn(&mut Random, usize) -> Vec<Position>;

pub fn spread_evenly(random: &mut Random, count: usize) -> Vec<Position> {
    (0..count).map(|_| random.position()).collect()
}

/// Cities of about 250 stations, dense in the middle; some stations share an address.
pub fn in_cities(random: &mut Random, count: usize) -> Vec<Position> {
    let centres: Vec<Position> = (0..count.div_ceil(250)).map(|_| random.position()).collect();
    let mut places: Vec<Position> = Vec::with_capacity(count);
    for _ in 0..count {
        let shared = random.chance(0.02) && !places.is_empty();
        let place = if shared { *random.one_of(&places) } else { in_a_city(random, &centres) };
        places.push(place);
    }
    places
}

fn in_a_city(random: &mut Random, centres: &[Position]) -> Position {
    let centre = *random.one_of(centres);
    let within_m = random.magnitude(300.0, 15_000.0);
    random.near(centre, within_m)
}

pub fn all_at_one_place(random: &mut Random, count: usize) -> Vec<Position> {
    vec![random.position(); count]
}

/// On one parallel, so that all are equally far from either pole.
pub fn on_a_ring_around_the_poles(random: &mut Random, count: usize) -> Vec<Position> {
    let lat = random.between(-85.0, 85.0);
    (0..count).map(|number| position(-180.0 + 360.0 * number as f64 / count as f64, lat)).collect()
}

/// By fours, mirrored on the equator and the prime meridian, so that each four tie from where the two cross.
pub fn mirrored_by_fours(random: &mut Random, count: usize) -> Vec<Position> {
    let mut places = Vec::with_capacity(count + 3);
    while places.len() < count {
        let (lon, lat) = (random.between(0.0, 180.0), random.between(0.0, 90.0));
        places.extend([(lon, lat), (-lon, lat), (lon, -lat), (-lon, -lat)].map(|(lon, lat)| position(lon, lat)));
    }
    places.truncate(count);
    places
}

pub fn along_a_meridian(random: &mut Random, count: usize) -> Vec<Position> {
    let lon = random.between(-180.0, 180.0);
    (0..count).map(|number| position(lon, -90.0 + 180.0 * number as f64 / count as f64)).collect()
}

pub fn along_the_equator(random: &mut Random, count: usize) -> Vec<Position> {
    (0..count).map(|_| position(random.between(-180.0, 180.0), *random.one_of(&[0.0, 0.0, -0.0]))).collect()
}

/// On it exactly, by both of its names.
pub fn along_the_antimeridian(random: &mut Random, count: usize) -> Vec<Position> {
    (0..count).map(|_| position(*random.one_of(&[180.0, -180.0]), random.between(-90.0, 90.0))).collect()
}

/// On both sides of it and on it, from a millimetre to 100 km away.
pub fn beside_the_antimeridian(random: &mut Random, count: usize) -> Vec<Position> {
    let lat = random.between(-70.0, 70.0);
    let mut beside = || {
        let away_deg = if random.chance(0.1) { 0.0 } else { random.magnitude(1e-8, 1.0) };
        let lon = if random.chance(0.5) { 180.0 - away_deg } else { -180.0 + away_deg };
        position(lon, lat + random.between(-0.5, 0.5))
    };
    (0..count).map(|_| beside()).collect()
}

/// Around both poles and at them, by any longitude.
pub fn at_the_poles(random: &mut Random, count: usize) -> Vec<Position> {
    let mut polar = || {
        let away_deg = if random.chance(0.1) { 0.0 } else { random.magnitude(1e-8, 5.0) };
        let lat = if random.chance(0.7) { 90.0 - away_deg } else { -90.0 + away_deg };
        position(random.between(-180.0, 180.0), lat)
    };
    (0..count).map(|_| polar()).collect()
}

/// A grid so fine that neighbours are less than a millimetre apart.
pub fn within_a_metre(random: &mut Random, count: usize) -> Vec<Position> {
    let corner = position(random.between(-180.0, 179.0), random.between(-80.0, 80.0));
    let step = |steps: usize| steps as f64 * 4e-9;
    (0..count).map(|_| position(corner.lon() + step(random.below(40)), corner.lat() + step(random.below(40)))).collect()
}

/// From where to ask: at a station, near one, opposite one, at a pole, where mirrors cross, or anywhere.
pub fn asked_from(random: &mut Random, places: &[Position]) -> Position {
    if places.is_empty() {
        return random.position();
    }
    let station = *random.one_of(places);
    let away_m = random.magnitude(0.000_1, 1_000_000.0);
    match random.below(12) {
        0 | 1 => station,
        2..=5 => random.near(station, away_m),
        6 => antipode(station),
        7 => random.near(antipode(station), away_m),
        8 => position(random.between(-180.0, 180.0), *random.one_of(&[90.0, -90.0])),
        9 => *random.one_of(&[position(0.0, 0.0), position(180.0, 0.0), position(-180.0, 0.0), position(90.0, 0.0)]),
        10 => position(*random.one_of(&[180.0, -180.0]), station.lat()),
        _ => random.position(),
    }
}
