//! Where does one geodesic come closest to a position? The foot of the shortest way to it, to a micrometre.
//!
//! The distance from a position to a point that moves along a geodesic changes by minus the cosine of the angle between
//! the motion and the way to the position (first variation of arc length). Where that cosine is zero is the foot, so it
//! is sought as the root of "how far ahead", `d cos(angle)`: on a plane that is the very step that leads there, and within
//! 100 km on the ellipsoid it misses by less than a ten-thousandth of itself.
//!
//! A root is the only one. Two points of a shortest geodesic that are both within 100 km of a position are less than
//! 200 km apart, and the geodesic between them stays in that neighbourhood, where the distance from a position is a
//! convex function along any geodesic (the neighbourhood is far smaller than the Earth's convexity radius, about a
//! quarter of its circumference). So the sign of the cosine tells on which side the foot lies, and brackets it.

use super::geodesic::WGS84;
use super::{Ecef, Position};
use geographiclib_rs::{DirectGeodesic, InverseGeodesic};

/// Longest stretch of a geodesic on which a foot is sought: for a position within 50 km of it all of it is within 100 km.
pub const LONGEST_STRETCH_M: f64 = 20_000.0;

/// A last step as short as this is taken unseen: it misses by less than a micrometre.
const LAST_STEP_M: f64 = 0.01;

/// Most steps; three are usual, and halving alone gets from 20 km to a micrometre in 35.
const MOST_STEPS: usize = 64;

/// A shortest geodesic between two positions.
///
/// Between two positions where there are several, as between opposite ones, it is the one that Karney's solution takes:
/// along the meridian over the north pole where they lie on the equator.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Segment {
    from: Position,
    azimuth_deg: f64,
    length_m: f64,
}

/// Where a stretch of a geodesic comes closest to a position.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Foot {
    /// Metres from the start of the segment.
    pub at_m: f64,
    /// Metres from the position, not rounded.
    pub distance_m: f64,
}

impl Segment {
    /// The shortest geodesic from one position to another, which may be the same.
    pub fn between(from: Position, to: Position) -> Self {
        let (length_m, azimuth_deg, _, _): (f64, f64, f64, f64) =
            WGS84.inverse(from.lat(), from.lon(), to.lat(), to.lon());
        Self { from, azimuth_deg, length_m }
    }

    /// Its length in metres, not rounded.
    pub fn length_m(&self) -> f64 {
        self.length_m
    }

    /// The point so many metres from its start.
    pub fn point(&self, at_m: f64) -> Ecef {
        let [lat, lon, _] = self.heading(at_m);
        let ((sin_lat, cos_lat), (sin_lon, cos_lon)) = (lat.to_radians().sin_cos(), lon.to_radians().sin_cos());
        Ecef::with_normal([cos_lat * cos_lon, cos_lat * sin_lon, sin_lat])
    }

    /// Latitude, longitude and azimuth in degrees, so many metres from its start.
    fn heading(&self, at_m: f64) -> [f64; 3] {
        let (lat, lon, azimuth): (f64, f64, f64) =
            WGS84.direct(self.from.lat(), self.from.lon(), self.azimuth_deg, at_m);
        [lat, lon, azimuth]
    }

    /// The point between `from_m` and `to_m`, no farther apart than [`LONGEST_STRETCH_M`], that is closest to a position
    /// within 50 km of them; `near_m` is where to begin. For positions farther away it is some point of the stretch.
    pub fn foot(&self, of: Position, [from_m, to_m]: [f64; 2], near_m: f64) -> Foot {
        // The bracket, and whether its ends have been looked at.
        let (mut low, mut high) = ((from_m, false), (to_m, false));
        let mut at_m = near_m.clamp(from_m, to_m);
        let mut foot = Foot { at_m, distance_m: f64::INFINITY };
        for _ in 0..MOST_STEPS {
            let [lat, lon, azimuth] = self.heading(at_m);
            let (distance_m, towards, _, _): (f64, f64, f64, f64) = WGS84.inverse(lat, lon, of.lat(), of.lon());
            foot = Foot { at_m, distance_m };
            let ahead_m = distance_m * (towards - azimuth).to_radians().cos();
            let next_m = at_m + ahead_m;
            if ahead_m.abs() <= LAST_STEP_M && (from_m..=to_m).contains(&next_m) {
                // The other side of a right triangle; over so short a step the plane is the ellipsoid.
                let distance_m = (distance_m * distance_m - ahead_m * ahead_m).max(0.0).sqrt();
                return Foot { at_m: next_m, distance_m };
            }
            if ahead_m > 0.0 {
                low = (at_m, true);
            } else {
                high = (at_m, true);
            }
            let inside = low.0 < next_m && next_m < high.0;
            at_m = match (inside, ahead_m > 0.0) {
                (true, _) => next_m,
                (false, true) if !high.1 => high.0,
                (false, false) if !low.1 => low.0,
                (false, _) => low.0.midpoint(high.0),
            };
            // Nothing is left between the ends of the bracket: at an end of the stretch, or at the last bit of a double.
            if at_m == foot.at_m || (low.1 && high.1 && (at_m <= low.0 || at_m >= high.0)) {
                break;
            }
        }
        foot
    }
}
