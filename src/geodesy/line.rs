//! How long is the geodesic over a straight line? Told to the millimetre from the two ends, where that is certain.
//!
//! A geodesic of length `s` bends by its normal curvature alone, and were that `k` all along, its straight line would be
//! `c = 2 / k sin(k s / 2)`. Joachimsthal's theorem (M. P. do Carmo, Differential Geometry of Curves and Surfaces, 1976,
//! section 4-4, exercise 7, for quadrics) tells how it varies: with the ellipsoid as `p Q p = 1`, the tangent `t` and
//! the prime vertical radius of curvature `N`, `t Q t N^2` is the same all along the geodesic; so is `k N^3`. With
//! `u = dz / c` of the straight line, `e'` the second eccentricity and `N^2` the mean of both ends,
//!
//! `k = (1 + e'^2 u^2) (1 + e'^2 c^2 (u^2 - z^2 / b^2) / 20 a^2) / N`, where `N^2 = a^2 + (e' a z / b)^2`
//!
//! and `z^2` is the mean of both ends.
//!
//! **Why.** Let `x` run along the geodesic from its middle, `s / 2` either way. The first variation of
//! `s^2 - c^2 = ∬ (1 - cos ∫ k)` gives each stretch the weight `s^2 / 4 - x^2`, so `k` is wanted as its mean by that weight. It
//! is the mean of `N^-3`, so weighted, over that of `N^-2`, times the mean of `a^2 t Q t`. With the second derivative
//! `f = 2 (e' a / b)^2 (z'^2 + z z'')` of `N^2`, the mean of both ends in place of these two leaves out `f / a^2` times a
//! kernel that is nowhere negative and whose integral is `4 / 15 s^2 / 4`; `z'^2 + z z''` is `u^2 - z^2 / b^2`. Writing
//! `c u` and `c^2` as double integrals of the tangents' products, `a^2 t Q t` is in the mean `1 + e'^2 u^2` and
//! `e'^2 (n^2 - u^2) c^2 / 12 a^2`, `n^2` being the square of the normal's z, which is `z^2 / b^2`. Both together are the
//! second factor: 2 / 15 less 1 / 12 is 1 / 20.
//!
//! **How far this is off**, as a share of `k`, for lines of at most 400 km, `c` in metres:
//!
//! - What was put for `z'^2`, `z z''` and `n^2` is off by less than 1.6 per cent of one, and the two terms that use it are
//!   below 3.7e-17 c^2: 6e-19 c^2.
//! - `N^2` changes by at most 1.1e-9 of itself in a metre. What of that is even has no part in the means but by its
//!   square, 6e-19 c^2, nor in the integral but by its second variation, 6.5e-19 c^2.
//! - Torsion, at most `e'^2 / 2a`, takes less than 3e-20 c^2.
//!
//! That is less than 2.5e-18 c^2 in all. `s - c = c^3 k^2 / 24` and smaller terms change by twice the share of `k`, so
//! the distance is off by less than `c^5 k^2 / 12 2.5e-18 < 5.5e-33 c^5`, in metres: 0.06 µm over 100 km, 1.8 µm over 200 km,
//! 56 µm over 400 km.

use super::certain::rounded;
use super::{Distance, EQUATORIAL_RADIUS_M, Ecef, POLAR_RADIUS_M, SECOND_ECCENTRICITY_2};

/// Longest straight line that tells a distance.
const LONGEST_M: f64 = 400_000.0;

/// What the distance is off by at most, over the fifth power of the straight line.
const OFF_BY: f64 = 5.5e-33;

/// Metres for rounding: coordinates of 6,378 km are good to a few nanometres, Karney's lengths to 15.
const ROUNDING_M: f64 = 1e-7;

/// `e'^2 / 20 a^2`.
const TWENTIETH: f64 = SECOND_ECCENTRICITY_2 / (20.0 * EQUATORIAL_RADIUS_M * EQUATORIAL_RADIUS_M);

/// `1 / b^2`.
const POLAR_CURVATURE_2: f64 = 1.0 / (POLAR_RADIUS_M * POLAR_RADIUS_M);

/// How much the square of the prime vertical radius of curvature grows with that of z.
const GROWTH: f64 =
    SECOND_ECCENTRICITY_2 * (EQUATORIAL_RADIUS_M / POLAR_RADIUS_M) * (EQUATORIAL_RADIUS_M / POLAR_RADIUS_M);

/// The geodesic distance of two positions, if their straight line tells it to the millimetre: nearly always up to
/// 200 km, mostly up to 400 km, never beyond.
pub fn distance_of_line(Ecef(from): Ecef, Ecef(to): Ecef) -> Option<Distance> {
    let line = [to[0] - from[0], to[1] - from[1], to[2] - from[2]];
    let dz2 = line[2] * line[2];
    let chord2 = line[0] * line[0] + line[1] * line[1] + dz2;
    if chord2 > LONGEST_M * LONGEST_M {
        return None;
    }
    let chord_m = chord2.sqrt();
    let z2 = 0.5 * (from[2] * from[2] + to[2] * to[2]);
    let radius2 = EQUATORIAL_RADIUS_M * EQUATORIAL_RADIUS_M + GROWTH * z2;
    // One division for two; where there is no line it leads nowhere.
    let inverse = 1.0 / (chord2 * radius2).max(f64::MIN_POSITIVE);
    let u2 = dz2 * radius2 * inverse;
    let bend = (1.0 + SECOND_ECCENTRICITY_2 * u2) * (1.0 + TWENTIETH * chord2 * (u2 - z2 * POLAR_CURVATURE_2));
    // The square of half the line over the radius of curvature.
    let x2 = 0.25 * chord2 * chord2 * inverse * (bend * bend);
    // 2 / k asin(k c / 2): the next term is below 1e-10 m.
    let series = 1.0 / 6.0 + x2 * (3.0 / 40.0 + x2 * (15.0 / 336.0 + x2 * (105.0 / 3456.0)));
    let distance_m = chord_m * (1.0 + x2 * series);
    let margin_m = ROUNDING_M + OFF_BY * chord2 * chord2 * chord_m;
    rounded(distance_m * 1000.0, margin_m * 1000.0).map(Distance::from_mm)
}
