//! How far do Chinese maps shift a position? The formulas of GCJ-02 and BD-09, and their inverses.
//!
//! All functions map (lon, lat) in degrees to (lon, lat) in degrees, wherever the position is:
//! where the offsets apply is [`super::mainland`]'s question.
//!
//! Neither system is published. Both formulas are the ones that mapping libraries agree on:
//! `eviltransform` (github.com/googollee/eviltransform) for GCJ-02, `gcoord` 1.0.7
//! (github.com/hujiulong/gcoord) for both.
//!
//! # The inverses
//!
//! An offset changes slowly, so the position that it leads to `target` is found by taking the
//! offset at the last guess off `target`, starting with `target` itself. Every such step divides
//! the error by at least the reciprocal of the offset's slope:
//!
//! - GCJ-02: the slopes of the terms below sum to less than 700 m per degree, and a degree is at
//!   least 65,000 m (a degree of longitude at 54 N): a step leaves at most 1.1 % of an error of at
//!   most 0.75 km, so [`GCJ02_STEPS`] leave less than 2e-7 m (1e-8 m measured, the rounding of a
//!   double). The root of |x| alone is steeper, but only within 1e-9 degree of 105 E, where it is nothing.
//! - BD-09 over GCJ-02: it turns the position about (0, 0) by up to 3e-6 rad, which changes by
//!   1.6e-4 rad per degree of longitude at a radius of at most 145 degrees; as metres of latitude
//!   over metres of longitude that is at most 4 %. [`BD09_STEPS`] leave 4e-9 of an error of at most
//!   1.1 km, less than 1e-5 m (1e-8 m measured).

use std::f64::consts::PI;

/// Semi-major axis of the Krasovsky 1940 ellipsoid, which GCJ-02 is computed on, in metres
/// (EPSG:7024; `a` in both sources).
const KRASOVSKY_RADIUS_M: f64 = 6_378_245.0;

/// Its first eccentricity squared (`ee` in both sources: 0.00669342162296594323, the same double).
const KRASOVSKY_E2: f64 = 0.006_693_421_622_965_943;

/// The offset's terms count degrees from here.
const ORIGIN_LON: f64 = 105.0;
const ORIGIN_LAT: f64 = 35.0;

/// Fixed-point steps of the inverse of GCJ-02.
const GCJ02_STEPS: usize = 5;

/// Fixed-point steps of the inverse of BD-09.
const BD09_STEPS: usize = 6;

/// What BD-09 adds after its turn and stretch, in degrees (`gcoord`, `GCJ02ToBD09`).
const BD09_SHIFT_LON: f64 = 0.0065;
const BD09_SHIFT_LAT: f64 = 0.006;

/// Radians per degree of BD-09's waves (`x_pi`, `baiduFactor`).
const BD09_WAVE: f64 = PI * 3000.0 / 180.0;

/// GCJ-02 degrees of a WGS 84 position.
pub(super) fn gcj02_from_wgs84((lon, lat): (f64, f64)) -> (f64, f64) {
    let (x, y) = (lon - ORIGIN_LON, lat - ORIGIN_LAT);
    let wave = |amplitude_m: f64, half_waves: f64| amplitude_m * (half_waves * PI).sin();
    let ripple_m = wave(20.0, 6.0 * x) + wave(20.0, 2.0 * x);

    let east_waves_m = ripple_m + wave(20.0, x) + wave(40.0, x / 3.0) + wave(150.0, x / 12.0) + wave(300.0, x / 30.0);
    let east_m = 300.0 + x + 2.0 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * x.abs().sqrt() + east_waves_m * 2.0 / 3.0;

    let north_waves_m = ripple_m + wave(20.0, y) + wave(40.0, y / 3.0) + wave(160.0, y / 12.0) + wave(320.0, y / 30.0);
    let north_m =
        -100.0 + 2.0 * x + 3.0 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * x.abs().sqrt() + north_waves_m * 2.0 / 3.0;

    let (sin_lat, cos_lat) = lat.to_radians().sin_cos();
    let w2 = 1.0 - KRASOVSKY_E2 * sin_lat * sin_lat;
    let prime_vertical_m = KRASOVSKY_RADIUS_M / w2.sqrt();
    let meridian_m = prime_vertical_m * (1.0 - KRASOVSKY_E2) / w2;
    (lon + (east_m / (prime_vertical_m * cos_lat)).to_degrees(), lat + (north_m / meridian_m).to_degrees())
}

/// WGS 84 degrees of a GCJ-02 position.
pub(super) fn wgs84_from_gcj02(target: (f64, f64)) -> (f64, f64) {
    undo(gcj02_from_wgs84, target, GCJ02_STEPS)
}

/// BD-09 degrees of a GCJ-02 position.
pub(super) fn bd09_from_gcj02((lon, lat): (f64, f64)) -> (f64, f64) {
    let radius = lon.hypot(lat) + 2e-5 * (lat * BD09_WAVE).sin();
    let angle = lat.atan2(lon) + 3e-6 * (lon * BD09_WAVE).cos();
    (radius * angle.cos() + BD09_SHIFT_LON, radius * angle.sin() + BD09_SHIFT_LAT)
}

/// GCJ-02 degrees of a BD-09 position.
///
/// The usual closed form takes the waves at the shifted position, which is up to 0.23 m off.
pub(super) fn gcj02_from_bd09(target: (f64, f64)) -> (f64, f64) {
    undo(bd09_from_gcj02, target, BD09_STEPS)
}

/// The position that `offset` maps to `target`, by fixed-point iteration.
fn undo(offset: fn((f64, f64)) -> (f64, f64), target: (f64, f64), steps: usize) -> (f64, f64) {
    (0..steps).fold(target, |guess, _| {
        let reached = offset(guess);
        (guess.0 + target.0 - reached.0, guess.1 + target.1 - reached.1)
    })
}
