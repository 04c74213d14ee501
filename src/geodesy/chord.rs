//! What does a straight line through the Earth prove about the geodesic over it?
//!
//! The index compares chords `c` (straight lines between ECEF positions), answers are ordered by
//! geodesics `s`. Four bounds tie them, so that a search by chord loses no answer by geodesic:
//!
//! 1. `c <= s`: a straight line is shortest.
//! 2. `2b asin(c / 2a) <= s <= 2a asin(c / 2b)`, with `a`, `b` the equatorial and polar radius.
//!    Stretching the z axis by `a / b` makes the ellipsoid a sphere of radius `a`; it lengthens any
//!    curve by a factor between 1 and `a / b`. Arcs and chords of that sphere are tied by
//!    `arc = 2a asin(chord / 2a)`.
//! 3. `s <= 2r asin(c / 2r)` for `s <= pi r`, with `r = b^2 / a`: a geodesic's curvature is a normal curvature,
//!    nowhere above `1 / r` (meridian at the equator), so by Schur's comparison theorem its ends
//!    are at least as far apart as those of a circular arc of radius `r` and the same length.
//! 4. `s >= 2R asin(c / 2R)` for `s < pi R`, with `R = a^2 / b`: a ball of the largest radius of curvature `R` that
//!    touches the ellipsoid from within its tangent plane holds all of it (Blaschke's rolling theorem), so one end of
//!    a geodesic lies at least `c^2 / 2R` below the tangent plane at the other. With the geodesic's curvature of at
//!    least `1 / R` this gives `(c^2 / 2)'' <= 1 - (c^2 / 2) / R^2` along it, and by Sturm's comparison
//!    `c <= 2R sin(s / 2R)`.

use super::{Distance, EQUATORIAL_RADIUS_M, POLAR_RADIUS_M};

/// Smallest radius of curvature of WGS 84, in metres: the meridian's at the equator.
pub(super) const SMALLEST_RADIUS_M: f64 = POLAR_RADIUS_M * POLAR_RADIUS_M / EQUATORIAL_RADIUS_M;

/// Largest radius of curvature of WGS 84, in metres: at the poles, in every direction.
pub const LARGEST_RADIUS_M: f64 = EQUATORIAL_RADIUS_M * EQUATORIAL_RADIUS_M / POLAR_RADIUS_M;

/// Metres for rounding: coordinates of 6,378 km are doubles to 1e-9 m, Karney's lengths are good to 1.5e-8 m, and two
/// ways of working out a cell's centre agree to 2e-6 m.
const ROUNDING_M: f64 = 4e-6;

/// Chords shorter than this use a series in place of the arc sine.
const SERIES_LIMIT_M: f64 = 100_000.0;

/// The longest geodesic that a chord of `chord_m` can belong to.
pub fn longest_distance_m(chord_m: f64) -> f64 {
    if chord_m < SERIES_LIMIT_M {
        // 2r asin(c / 2r) = c (1 + x^2 / 6 + 3 x^4 / 40 + ...), x = c / 2r < 0.008: one per cent covers the rest.
        let x = chord_m / (2.0 * SMALLEST_RADIUS_M);
        return chord_m * (1.0 + x * x * (1.01 / 6.0));
    }
    let by_stretching = 2.0 * EQUATORIAL_RADIUS_M * (chord_m / (2.0 * POLAR_RADIUS_M)).min(1.0).asin();
    // Bound 3 may be used only once bound 2 has shown that the geodesic is short enough for it.
    if by_stretching < std::f64::consts::PI * SMALLEST_RADIUS_M {
        let by_curvature = 2.0 * SMALLEST_RADIUS_M * (chord_m / (2.0 * SMALLEST_RADIUS_M)).min(1.0).asin();
        by_stretching.min(by_curvature)
    } else {
        by_stretching
    }
}

/// The shortest geodesic that a chord of `chord_m` can belong to.
pub fn shortest_distance_m(chord_m: f64) -> f64 {
    // Bound 4 holds whatever the chord: no geodesic is as long as `pi R`. Up to some 1,300 km the first terms of its
    // series will do, all of whose terms are positive.
    let x = chord_m / (2.0 * LARGEST_RADIUS_M);
    if x < 0.1 { chord_m * (1.0 + x * x / 6.0) } else { 2.0 * LARGEST_RADIUS_M * x.min(1.0).asin() }
}

/// The geodesic distance of two positions whose straight line has this length, if that alone tells it to the
/// millimetre: nearly always up to 10 km, seldom beyond 30.
pub fn distance(chord_m: f64) -> Option<Distance> {
    let least = Distance::from_m((shortest_distance_m(chord_m) - ROUNDING_M).max(0.0));
    let most = Distance::from_m(longest_distance_m(chord_m) + ROUNDING_M);
    (least == most).then_some(least)
}

/// The longest chord that a geodesic of at most `distance_m` can have.
pub fn longest_chord_m(distance_m: f64) -> f64 {
    if distance_m < SERIES_LIMIT_M {
        return distance_m;
    }
    let half_angle = (distance_m / (2.0 * POLAR_RADIUS_M)).min(std::f64::consts::FRAC_PI_2);
    distance_m.min(2.0 * EQUATORIAL_RADIUS_M * half_angle.sin())
}
