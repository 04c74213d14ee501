//! Which stations are the benches run on? A million seeded points over China, uniform or around cities.
//!
//! Included by the benches with `#[path]`. The box is 73.5-135 E, 18-53.5 N; clusters are 2,000 cities with weights
//! falling as 1 / rank, Gaussian with sigma 0.02 to 0.2 degrees, and one tenth of the points between them.

use std::fmt::Write;
use std::path::PathBuf;
use waystation::geodesy::Position;
use waystation::store::{Snapshot, Source, load};

/// A seeded generator: SplitMix64 (Steele, Lea, Flood, Fast splittable pseudorandom number generators, 2014).
pub struct Random(pub u64);

impl Random {
    /// Uniform between 0 and 1.
    pub fn uniform(&mut self) -> f64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        ((z ^ (z >> 31)) >> 11) as f64 / (1u64 << 53) as f64
    }

    fn between(&mut self, low: f64, high: f64) -> f64 {
        low + (high - low) * self.uniform()
    }

    /// Gaussian around 0 (Box and Muller 1958).
    fn gaussian(&mut self) -> f64 {
        let radius = (-2.0 * (1.0 - self.uniform()).ln()).sqrt();
        radius * (std::f64::consts::TAU * self.uniform()).cos()
    }

    fn in_the_box(&mut self) -> (f64, f64) {
        (self.between(73.5, 135.0), self.between(18.0, 53.5))
    }
}

/// Seeded positions.
pub fn positions(clustered: bool, count: usize, seed: u64) -> Vec<Position> {
    let mut random = Random(seed);
    let mut cities_random = Random(1);
    let cities: Vec<(f64, f64, f64)> = (0..2000)
        .map(|_| {
            let (lon, lat) = cities_random.in_the_box();
            (lon, lat, cities_random.between(0.02, 0.2))
        })
        .collect();
    let harmonic: f64 = (1..=cities.len()).map(|rank| 1.0 / rank as f64).sum();
    let mut made = Vec::with_capacity(count);
    while made.len() < count {
        let (mut lon, mut lat) = random.in_the_box();
        if clustered && random.uniform() < 0.9 {
            // The rank at which the harmonic sum passes a uniform share of itself.
            let rank = ((random.uniform() * harmonic).exp() - 1.0).clamp(0.0, 1999.0) as usize;
            let (city_lon, city_lat, sigma) = cities[rank];
            (lon, lat) = (city_lon + sigma * random.gaussian(), city_lat + sigma * random.gaussian());
        }
        made.extend(Position::new(lon, lat));
    }
    made
}

/// How often each amenity is there.
pub const SHARES: [(&str, f64); 5] =
    [("seating", 0.5), ("water", 0.1), ("microwave", 0.1), ("haircut", 0.01), ("yoga", 0.001)];

/// The stations as GeoJSON: amenities by [`SHARES`], and 10,000 distinct schedules by which, at UTC, half of
/// all stations are open at noon and 1 % at 3 in the morning.
pub fn geojson(clustered: bool, count: usize) -> String {
    let mut random = Random(7);
    let mut text = String::with_capacity(count * 200);
    text.push_str("{\"type\":\"FeatureCollection\",\"features\":[\n");
    for (number, position) in positions(clustered, count, 42).into_iter().enumerate() {
        let amenities: Vec<String> = SHARES
            .iter()
            .filter(|(_, share)| random.uniform() < *share)
            .map(|(word, _)| format!(",\"{word}\""))
            .collect();
        let (first, last) = ((random.uniform() * 60.0) as u32, (random.uniform() * 55.0) as u32);
        let hours = match random.uniform() {
            share if share < 0.01 => format!("Mo-Su 10:{first:02}-04:{last:02}"),
            share if share < 0.5 => format!("Mo-Su 08:{first:02}-17:{last:02}"),
            _ => format!("Mo-Su 18:{first:02}-23:{last:02}"),
        };
        let separator = if number == 0 { "" } else { ",\n" };
        let _ = write!(
            text,
            "{separator}{{\"type\":\"Feature\",\"id\":\"s{number}\",\"geometry\":{{\"type\":\"Point\",\"coordinates\":[{:.6},{:.6}]}},\
             \"properties\":{{\"name\":\"Station {number}\",\"kind\":\"union_station\",\
             \"address\":\"{number} Renmin Road\",\"district\":\"Zhifu\",\"operator\":\"Federation of Trade Unions\",\
             \"phone\":\"+86 535 {number:07}\",\"access\":\"public\",\"opening_hours\":\"{hours}\",\
             \"verified_at\":\"2026-05-01\",\"amenities\":[\"phone_charging\",\"first_aid\",\"umbrella\",\"hot_water\"{}]}}}}",
            position.lon(),
            position.lat(),
            amenities.concat()
        );
    }
    text.push_str("\n]}\n");
    text
}

/// Loads a GeoJSON text as a data set in UTC.
pub fn load_text(name: &str, text: &str) -> Snapshot {
    let directory = directory(name);
    std::fs::write(directory.join("stations.geojson"), text).expect("the temporary directory can be written");
    let manifest = "timezone = \"UTC\"\n[[stations]]\npath = \"stations.geojson\"\n";
    std::fs::write(directory.join("dataset.toml"), manifest).expect("the temporary directory can be written");
    let snapshot = load(&Source::Directory(directory.clone()), &|_, _, _| ()).expect("the data set loads");
    let _ = std::fs::remove_dir_all(directory);
    assert!(snapshot.rejections.is_empty() && snapshot.warnings.is_empty(), "the made data is good");
    snapshot
}

/// A directory of this process's own.
pub fn directory(name: &str) -> PathBuf {
    let directory = std::env::temp_dir().join(format!("waystation-bench-{}-{name}", std::process::id()));
    std::fs::create_dir_all(&directory).expect("the temporary directory can be made");
    directory
}
