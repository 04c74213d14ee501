//! In which direction does the geodesic to a near position start? By plane trigonometry where that is certain.
//!
//! The vertical plane at a position that contains another one cuts the ellipsoid in a normal section, whose azimuth `A`
//! comes from their straight line alone. The geodesic does not start in it: it leaves that plane by its torsion. Written
//! by derivatives at its start (normal curvature `k`, geodesic torsion `t`), its way along is `s - k^2 s^3 / 6 ...` and
//! its way aside `-k t s^3 / 6 - (2 k' t + k t') s^4 / 24 ...`, so that it starts at `A + k t s^2 / 6` and smaller terms
//! (R. H. Rapp, Geometric Geodesy I, Ohio State University 1991, section 4.2, has the same series). With
//! `h = e'^2 cos^2 lat`, Euler's formulas give `k = (1 + h cos^2 A) / N` and `t = -h sin A cos A / N`.
//!
//! What is left out begins with `(2 k' t + k t') s^3 / 24`, in radians. Along a geodesic `h sin A cos A` changes by at most
//! `e'^2 / a` in a metre and `k` by at most 1.6e-9 of itself, so this is below `e'^2 / 24 (s / r)^3`, with `r` the smallest
//! radius of curvature; twice as much covers the terms after it up to 400 km, and is 8e-6 of a degree there. Where a
//! rounded bearing is the same on either side of so narrow a margin, it is that of the geodesic.

use super::certain::rounded;
use super::chord::SMALLEST_RADIUS_M;
use super::clockwise::{ANGLE_OFF_BY, clockwise_from_north};
use super::{EQUATORIAL_RADIUS_M, Ecef, FLATTENING, Position, SECOND_ECCENTRICITY_2};

/// Straight lines shorter than this, seen level, drown in the rounding of coordinates.
const SHORTEST_M: f64 = 1.0;

/// Over straight lines longer than this the series is not trusted.
const LONGEST_M: f64 = 400_000.0;

/// Metres for the rounding of coordinates of 6,378 km.
const ROUNDING_M: f64 = 1e-8;

/// What a bearing is off by at most, in radians, over the third power of the line.
const OFF_BY: f64 = SECOND_ECCENTRICITY_2 / 12.0 / (SMALLEST_RADIUS_M * SMALLEST_RADIUS_M * SMALLEST_RADIUS_M);

/// Thousandths of a degree in a radian.
const MDEG: f64 = 180_000.0 / std::f64::consts::PI;

/// A position with its horizon.
#[derive(Debug, Clone, Copy)]
pub struct Outlook {
    /// Where it is in space.
    pub ecef: Ecef,
    east: [f64; 3],
    north: [f64; 3],
    /// `h / 6 N^2`, of which the geodesic turns away for each square metre east and north.
    turn: f64,
    /// `e'^2 cos^2 lat`: by what share the meridian bends more than the prime vertical.
    flatness: f64,
}

impl Outlook {
    /// The horizon at a position.
    pub fn at(position: Position) -> Self {
        let (sin_lat, cos_lat) = position.lat().to_radians().sin_cos();
        let (sin_lon, cos_lon) = position.lon().to_radians().sin_cos();
        let flatness = SECOND_ECCENTRICITY_2 * cos_lat * cos_lat;
        Self {
            ecef: Ecef::with_normal([cos_lat * cos_lon, cos_lat * sin_lon, sin_lat]),
            east: [-sin_lon, cos_lon, 0.0],
            north: [-sin_lat * cos_lon, -sin_lat * sin_lon, cos_lat],
            turn: flatness / 6.0 * (1.0 - FLATTENING * (2.0 - FLATTENING) * sin_lat * sin_lat)
                / (EQUATORIAL_RADIUS_M * EQUATORIAL_RADIUS_M),
            flatness,
        }
    }

    /// The bearing at which the geodesic to another position starts, in thousandths of a degree clockwise from north, 0 up
    /// to 359,999, if the straight line there tells it for certain.
    pub fn bearing_mdeg(&self, to: Ecef) -> Option<u32> {
        let (Ecef(from), Ecef(to)) = (self.ecef, to);
        let line = [to[0] - from[0], to[1] - from[1], to[2] - from[2]];
        let part = |axis: [f64; 3]| line[0] * axis[0] + line[1] * axis[1] + line[2] * axis[2];
        let (east_m, north_m) = (part(self.east), part(self.north));
        let level2 = east_m * east_m + north_m * north_m;
        let chord2 = line[0] * line[0] + line[1] * line[1] + line[2] * line[2];
        if level2 < SHORTEST_M * SHORTEST_M || chord2 > LONGEST_M * LONGEST_M {
            return None;
        }
        // The line itself is no shorter than it is seen level, and its length is told beside it.
        let (line_m, inverse2) = (chord2.sqrt(), 1.0 / level2);
        let turn = self.turn * east_m * north_m * (1.0 + self.flatness * north_m * north_m * inverse2);
        let margin = ANGLE_OFF_BY + OFF_BY * level2 * line_m + ROUNDING_M * line_m * inverse2;
        let bearing = clockwise_from_north(east_m, north_m) - turn;
        let bearing_mdeg = bearing * MDEG;
        let bearing_mdeg = if bearing_mdeg < 0.0 { bearing_mdeg + 360_000.0 } else { bearing_mdeg };
        rounded(bearing_mdeg, margin * MDEG).map(|bearing_mdeg| bearing_mdeg as u32 % 360_000)
    }
}
