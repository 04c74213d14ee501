//! Where is a corner, so that all who share it agree? On a lattice of 1e-7 degrees.

use geo::Coord;
use h3o::LatLng;

/// Steps of the lattice in a degree: one is 1.1 cm along a meridian.
const STEPS: i32 = 10_000_000;

/// A quarter and a half of the way around the Earth, in steps.
pub const QUARTER: i32 = 90 * STEPS;
pub const HALF: i32 = 180 * STEPS;

/// A place on the lattice, in steps.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Spot {
    pub lon: i32,
    pub lat: i32,
}

impl Spot {
    /// The nearest place on the lattice that is not on the antimeridian: a ring crosses that or it does not, but
    /// no corner lies on both sides.
    pub fn nearest(place: LatLng) -> Self {
        let steps = |degrees: f64, most: i32| ((degrees * f64::from(STEPS)).round() as i32).clamp(-most, most);
        Self { lon: steps(place.lng(), HALF - 1), lat: steps(place.lat(), QUARTER) }
    }

    /// The step from one place to the next, as straight in longitude and latitude as they stand.
    pub fn step_to(self, next: Self) -> (i64, i64) {
        (i64::from(next.lon) - i64::from(self.lon), i64::from(next.lat) - i64::from(self.lat))
    }

    /// Whether the short way from one place to the next crosses the antimeridian.
    pub fn is_across_from(self, next: Self) -> bool {
        self.step_to(next).0.abs() > i64::from(HALF)
    }
}

impl From<Spot> for Coord<f64> {
    fn from(spot: Spot) -> Self {
        let degrees = |steps: i32| f64::from(steps) / f64::from(STEPS);
        Self { x: degrees(spot.lon), y: degrees(spot.lat) }
    }
}

/// Twice the area inside a closed ring (its last place leads to its first) on the plane of longitude and
/// latitude, in square steps; negative if it runs clockwise.
pub fn twice_area(ring: &[Spot]) -> i128 {
    let cross = |a: &Spot, b: &Spot| i128::from(a.lon) * i128::from(b.lat) - i128::from(b.lon) * i128::from(a.lat);
    let closing = ring.last().zip(ring.first()).map_or(0, |(last, first)| cross(last, first));
    closing + ring.windows(2).map(|pair| cross(&pair[0], &pair[1])).sum::<i128>()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_corner_is_never_on_the_antimeridian() {
        for lon in [180.0, -180.0, 179.999_999_99, -179.999_999_99] {
            let spot = Spot::nearest(LatLng::new(10.0, lon).unwrap());
            assert_eq!(spot.lon.abs(), HALF - 1, "{lon}");
        }
    }

    #[test]
    fn a_ring_against_the_clock_has_a_positive_area() {
        let spot = |lon, lat| Spot { lon, lat };
        let mut ring = vec![spot(0, 0), spot(4, 0), spot(4, 3), spot(0, 3)];
        assert_eq!(twice_area(&ring), 24);
        ring.reverse();
        assert_eq!(twice_area(&ring), -24);
        assert_eq!(twice_area(&[]), 0);
    }
}
