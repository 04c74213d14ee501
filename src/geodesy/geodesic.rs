//! How far is it, and in which direction? The WGS 84 geodesic between two positions.

use super::{EQUATORIAL_RADIUS_M, FLATTENING, Position};
use geographiclib_rs::{Geodesic, InverseGeodesic};
use std::sync::LazyLock;

/// A geodesic length rounded to the millimetre, so that order and radius can be checked from an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Distance(u64);

impl Distance {
    /// Rounds metres (finite, not negative) to the nearest millimetre.
    pub fn from_m(distance_m: f64) -> Self {
        Self((distance_m * 1000.0).round() as u64)
    }

    /// Whole millimetres.
    pub fn from_mm(distance_mm: u64) -> Self {
        Self(distance_mm)
    }

    /// Metres, the double nearest to the rounded value.
    pub fn m(self) -> f64 {
        self.0 as f64 / 1000.0
    }

    /// Whole millimetres.
    pub fn mm(self) -> u64 {
        self.0
    }

    /// Whether the rounded distance is at most `radius_m`.
    pub fn within(self, radius_m: f64) -> bool {
        self.m() <= radius_m
    }
}

/// The geodesic from one position to another.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Inverse {
    /// Its length.
    pub distance: Distance,
    /// The direction in which it starts: degrees clockwise from north, 0 up to but not including 360.
    pub bearing_deg: f64,
}

impl Inverse {
    /// The direction in thousandths of a degree, below 360,000, as answers write it.
    pub fn bearing_mdeg(&self) -> u32 {
        (self.bearing_deg * 1000.0).round() as u32 % 360_000
    }
}

/// The one Earth, prepared for solving.
pub(super) static WGS84: LazyLock<Geodesic> = LazyLock::new(|| Geodesic::new(EQUATORIAL_RADIUS_M, FLATTENING));

/// Solves the inverse geodesic problem (C. F. F. Karney, Algorithms for geodesics, J. Geodesy 87, 2013;
/// accurate to 15 nanometres), for any two positions, antipodal ones included.
pub fn inverse(from: Position, to: Position) -> Inverse {
    let (distance_m, azimuth_deg, _, _): (f64, f64, f64, f64) =
        WGS84.inverse(from.lat(), from.lon(), to.lat(), to.lon());
    let bearing_deg = azimuth_deg.rem_euclid(360.0);
    // A tiny negative azimuth rounds up to 360 itself; to where one stands there is no direction.
    let bearing_deg = if bearing_deg < 360.0 && distance_m > 0.0 { bearing_deg } else { 0.0 };
    Inverse { distance: Distance::from_m(distance_m), bearing_deg }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_position_is_no_distance_from_itself() {
        for (lon, lat) in [(0.0, 0.0), (121.383, 37.538), (180.0, 90.0), (-180.0, -90.0)] {
            let here = Position::new(lon, lat).unwrap();
            let nowhere = inverse(here, here);
            assert_eq!((nowhere.distance.mm(), nowhere.bearing_deg), (0, 0.0));
        }
    }

    #[test]
    fn a_bearing_is_from_0_up_to_360() {
        let from = Position::new(10.0, 50.0).unwrap();
        for (lon, lat, expected) in [(10.0, 51.0, 0.0), (10.0, 49.0, 180.0)] {
            assert_eq!(inverse(from, Position::new(lon, lat).unwrap()).bearing_deg, expected);
        }
        let west = inverse(Position::new(0.0, 0.0).unwrap(), Position::new(-1.0, 0.0).unwrap());
        assert_eq!(west.bearing_deg, 270.0);
    }

    #[test]
    fn a_bearing_that_rounds_to_360_is_0() {
        for (bearing_deg, mdeg) in [(359.999_9, 0), (0.0, 0), (359.999, 359_999), (12.345_6, 12_346)] {
            assert_eq!(Inverse { distance: Distance::from_m(1.0), bearing_deg }.bearing_mdeg(), mdeg);
        }
    }

    #[test]
    fn a_radius_includes_its_own_edge_to_the_millimetre() {
        let distance = Distance::from_m(1_234.567_4);
        assert!(distance.within(1234.567));
        assert!(!distance.within(1_234.566_9));
        assert_eq!(distance.m(), 1234.567);
    }
}
