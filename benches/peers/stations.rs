//! Which stations do all peers hold? Half of them uniform over China, half around cities, with 24 amenities each more or less often.

use crate::points::{Random, positions};

/// The amenities in the order of their bits: six each at 50 %, 10 %, 1 % and 0.1 %.
pub const WORDS: [&str; 24] = [
    "seating",
    "water",
    "air_conditioning",
    "phone_charging",
    "toilets",
    "first_aid",
    "microwave",
    "fridge",
    "wifi",
    "hot_water",
    "umbrella",
    "ebike_charging",
    "haircut",
    "shower",
    "legal_aid",
    "aed",
    "canteen",
    "library",
    "yoga",
    "nursing_room",
    "counselling",
    "gym",
    "matchmaking",
    "live_stage",
];

const SHARES: [f64; 4] = [0.5, 0.1, 0.01, 0.001];

/// A station: where it is, to six decimals as every form of it says, and which amenities it has.
pub struct Station {
    pub lon: f64,
    pub lat: f64,
    pub flags: u32,
}

/// Seeded places, uniform and around cities by turns.
pub fn places(count: usize, seed: u64) -> Vec<(f64, f64)> {
    let uniform = positions(false, count.div_ceil(2), seed);
    let clustered = positions(true, count / 2, seed + 1);
    let mut clustered = clustered.into_iter();
    let turns = uniform.into_iter().flat_map(|place| std::iter::once(place).chain(clustered.next()));
    turns.map(|place| (to_six_decimals(place.lon()), to_six_decimals(place.lat()))).collect()
}

fn to_six_decimals(degrees: f64) -> f64 {
    (degrees * 1e6).round() / 1e6
}

/// The seeded stations.
pub fn stations(count: usize) -> Vec<Station> {
    let mut random = Random(7);
    let flags = |random: &mut Random| {
        (0..WORDS.len()).filter(|bit| random.uniform() < SHARES[bit / 6]).fold(0, |flags, bit| flags | 1 << bit)
    };
    places(count, 42).into_iter().map(|(lon, lat)| Station { lon, lat, flags: flags(&mut random) }).collect()
}
