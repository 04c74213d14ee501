//! In which direction does the geodesic to a near position start? By plane trigonometry where that is certain.
//!
//! The vertical plane at a position that contains another one cuts the ellipsoid in a normal section, whose azimuth comes
//! from their straight line alone. The geodesic starts beside it by `e'^2 / 12 (s / N)^2 cos^2 lat sin 2A` and terms
//! that are smaller by `s / N` (R. H. Rapp, Geometric Geodesy I, Ohio State University 1991, section 4.2): at 30 km by
//! less than a hundred-millionth of a radian. Where a rounded bearing is the same on either side of so narrow a margin,
//! it is that of the geodesic.

use super::{EQUATORIAL_RADIUS_M, Ecef, FLATTENING, POLAR_RADIUS_M, Position};

/// Straight lines between which a bearing is told: shorter ones drown in the rounding of coordinates, over longer ones
/// the series is not trusted.
const TOLD_M: std::ops::RangeInclusive<f64> = 1.0..=30_000.0;

/// Metres for the rounding of coordinates of 6,378 km.
const ROUNDING_M: f64 = 1e-8;

/// Second eccentricity of WGS 84, squared.
const SECOND_ECCENTRICITY_2: f64 = FLATTENING * (2.0 - FLATTENING) / ((1.0 - FLATTENING) * (1.0 - FLATTENING));

/// A position with its horizon.
#[derive(Debug, Clone, Copy)]
pub struct Outlook {
    /// Where it is in space.
    pub ecef: Ecef,
    east: [f64; 3],
    north: [f64; 3],
}

impl Outlook {
    /// The horizon at a position.
    pub fn at(position: Position) -> Self {
        let (sin_lat, cos_lat) = position.lat().to_radians().sin_cos();
        let (sin_lon, cos_lon) = position.lon().to_radians().sin_cos();
        Self {
            ecef: Ecef::with_normal([cos_lat * cos_lon, cos_lat * sin_lon, sin_lat]),
            east: [-sin_lon, cos_lon, 0.0],
            north: [-sin_lat * cos_lon, -sin_lat * sin_lon, cos_lat],
        }
    }

    /// The bearing at which the geodesic to another position starts, in thousandths of a degree clockwise from north, 0 up
    /// to 359,999, if the straight line there tells it for certain.
    pub fn bearing_mdeg(&self, to: Ecef) -> Option<u32> {
        let (Ecef(from), Ecef(to)) = (self.ecef, to);
        let line = [to[0] - from[0], to[1] - from[1], to[2] - from[2]];
        let part = |axis: [f64; 3]| line[0] * axis[0] + line[1] * axis[1] + line[2] * axis[2];
        let (east_m, north_m) = (part(self.east), part(self.north));
        let level_m = (east_m * east_m + north_m * north_m).sqrt();
        if !TOLD_M.contains(&level_m) {
            return None;
        }
        // Twice the first term, which its cosine and sine make smaller still, covers the others; no radius of curvature
        // is below `b^2 / a`.
        let angle = level_m / (POLAR_RADIUS_M * POLAR_RADIUS_M / EQUATORIAL_RADIUS_M);
        let margin_deg = (SECOND_ECCENTRICITY_2 / 6.0 * angle * angle + ROUNDING_M / level_m).to_degrees();
        let bearing_deg = east_m.atan2(north_m).to_degrees();
        let bearing_deg = if bearing_deg < 0.0 { bearing_deg + 360.0 } else { bearing_deg };
        let rounded = |degrees: f64| (degrees * 1000.0).round();
        let (least, most) = (rounded(bearing_deg - margin_deg), rounded(bearing_deg + margin_deg));
        (least == most).then_some(least as u32 % 360_000)
    }
}
