//! How long is the geodesic over a straight line? Told to the millimetre from the two ends, where that is certain.
//!
//! A geodesic of length `s` bends by its normal curvature alone, and were that `k` all along, its straight line would be
//! `c = 2 / k sin(k s / 2)`. Joachimsthal's theorem (M. P. do Carmo, Differential Geometry of Curves and Surfaces, 1976,
//! section 4-4, exercise 7, for quadrics) tells how it varies: with the ellipsoid as `p Q p = 1`, the tangent `t` and
//! the prime vertical radius of curvature `N`, `t Q t N^2` is the same all along the geodesic; so is `k N^3`. With
//! `u = dz / c` of the straight line, `e'` the second eccentricity and `N^2` the mean of both ends,
//!
//! `k = (1 + e'^2 u^2) / N`, where `N^2 = a^2 + (e' a z / b)^2`.
//!
//! **How far this is off**, as a share of `k`, for lines of at most 200 km; `x` runs along the geodesic from its middle,
//! to `s / 2` either way, and `k` is wanted as its mean weighted by `s^2 / 4 - x^2`, since the first variation of
//! `s^2 - c^2 = ∬ (1 - cos ∫ k)` gives each stretch this weight:
//!
//! - `a^2 t Q t` is `1 + e'^2 u^2` in the mean up to `e'^2 (1 - c^2 / s^2)`, as follows from writing `c u` and `c^2` as double
//!   integrals of the tangents' products: `e'^2 k^2 c^2 / 12`, no more than 1.4e-17 c^2.
//! - `N^2` has a second derivative of at most `2.02 (e' a / b)^2 = 0.0137` along the geodesic. The means that are meant,
//!   of `N^-3` so weighted and of `N^-2`, differ from powers of the mean of both ends by at most `(0.6 + 1/3) s^2 / 4`
//!   times as much over `a^2`: 7.9e-17 c^2. What `N^2` varies by evenly, at most 1.1e-9 of it in a metre, has no part in
//!   the means but by its square, below 1e-18 c^2.
//! - Torsion, at most `e'^2 / 2a`, and the second variation of the integral add less than 1e-18 c^2.
//!
//! That is less than 1e-16 c^2 in all. `s - c = c^3 k^2 / 24` and smaller terms change by twice the share of `k`, so
//! the distance is off by less than `c^5 k^2 / 12 1e-16 < 2.1e-31 c^5`, in metres: 2 nm over 25 km, 2 µm over 100 km, 67 µm
//! over 200 km.

use super::certain::rounded;
use super::{Distance, EQUATORIAL_RADIUS_M, Ecef, POLAR_RADIUS_M, SECOND_ECCENTRICITY_2};

/// Longest straight line that tells a distance.
const LONGEST_M: f64 = 200_000.0;

/// What the distance is off by at most, over the fifth power of the straight line.
const OFF_BY: f64 = 2.1e-31;

/// Metres for rounding: coordinates of 6,378 km are good to a few nanometres, Karney's lengths to 15.
const ROUNDING_M: f64 = 1e-7;

/// How much the square of the prime vertical radius of curvature grows with that of z.
const GROWTH: f64 =
    SECOND_ECCENTRICITY_2 * (EQUATORIAL_RADIUS_M / POLAR_RADIUS_M) * (EQUATORIAL_RADIUS_M / POLAR_RADIUS_M);

/// The geodesic distance of two positions, if their straight line tells it to the millimetre: nearly always up to
/// 100 km, mostly up to 200 km, never beyond.
pub fn distance_of_line(Ecef(from): Ecef, Ecef(to): Ecef) -> Option<Distance> {
    let line = [to[0] - from[0], to[1] - from[1], to[2] - from[2]];
    let dz2 = line[2] * line[2];
    let chord2 = line[0] * line[0] + line[1] * line[1] + dz2;
    if chord2 > LONGEST_M * LONGEST_M {
        return None;
    }
    let chord_m = chord2.sqrt();
    let radius2 = EQUATORIAL_RADIUS_M * EQUATORIAL_RADIUS_M + GROWTH * 0.5 * (from[2] * from[2] + to[2] * to[2]);
    let chord2_bent = chord2 + SECOND_ECCENTRICITY_2 * dz2;
    // The square of half the line over the radius of curvature; where there is no line it is nothing.
    let x2 = 0.25 * chord2_bent * (chord2_bent / chord2.max(f64::MIN_POSITIVE)) / radius2;
    // 2 / k asin(k c / 2): the next term is below 1e-11 m.
    let distance_m = chord_m * (1.0 + x2 * (1.0 / 6.0 + x2 * (3.0 / 40.0 + x2 * (15.0 / 336.0))));
    let margin_m = ROUNDING_M + OFF_BY * chord2 * chord2 * chord_m;
    rounded(distance_m * 1000.0, margin_m * 1000.0).map(Distance::from_mm)
}
