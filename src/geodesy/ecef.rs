//! Where is a position in space? Earth-centred, Earth-fixed metres.

use super::{EQUATORIAL_RADIUS_M, FLATTENING, Position};

/// Earth-centred, Earth-fixed metres: x towards 0 E on the equator, y towards 90 E, z towards the north pole.
///
/// Straight-line order in this space has no antimeridian and no poles.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Ecef(pub [f64; 3]);

impl From<Position> for Ecef {
    /// Geodetic to geocentric coordinates at height zero (EPSG guidance note 7-2, section 4.1.1).
    fn from(position: Position) -> Self {
        let (sin_lat, cos_lat) = position.lat().to_radians().sin_cos();
        let (sin_lon, cos_lon) = position.lon().to_radians().sin_cos();
        Self::with_normal([cos_lat * cos_lon, cos_lat * sin_lon, sin_lat])
    }
}

impl Ecef {
    /// The square of the straight line to another place.
    pub fn chord2(self, Self(other): Self) -> f64 {
        let Self(at) = self;
        let [x, y, z] = [at[0] - other[0], at[1] - other[1], at[2] - other[2]];
        x * x + y * y + z * z
    }

    /// The position where the ellipsoid's outward normal is this unit vector: (cos lat cos lon, cos lat sin lon, sin lat).
    pub fn with_normal([x, y, z]: [f64; 3]) -> Self {
        let e2 = FLATTENING * (2.0 - FLATTENING);
        let prime_vertical_m = EQUATORIAL_RADIUS_M / (1.0 - e2 * z * z).sqrt();
        Self([prime_vertical_m * x, prime_vertical_m * y, prime_vertical_m * (1.0 - e2) * z])
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::geodesy::POLAR_RADIUS_M;

    #[test]
    fn the_axes_end_on_the_ellipsoid() {
        for (lon, lat, expected) in [
            (0.0, 0.0, [EQUATORIAL_RADIUS_M, 0.0, 0.0]),
            (90.0, 0.0, [0.0, EQUATORIAL_RADIUS_M, 0.0]),
            (0.0, 90.0, [0.0, 0.0, POLAR_RADIUS_M]),
            (123.0, -90.0, [0.0, 0.0, -POLAR_RADIUS_M]),
        ] {
            let Ecef(found) = Position::new(lon, lat).unwrap().into();
            for axis in 0..3 {
                assert!((found[axis] - expected[axis]).abs() < 1e-8, "{lon} {lat}: {found:?}");
            }
        }
    }

    #[test]
    fn both_names_of_the_antimeridian_are_one_place() {
        let Ecef(east) = Position::new(180.0, 52.0).unwrap().into();
        let Ecef(west) = Position::new(-180.0, 52.0).unwrap().into();
        for axis in 0..3 {
            assert!((east[axis] - west[axis]).abs() < 1e-8);
        }
    }
}
