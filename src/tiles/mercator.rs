//! Where in the square of the world is a position? Web Mercator (EPSG:3857), 0 to 1 from west to east and north to south.

use std::f64::consts::{PI, TAU};

/// The latitude at which the square ends, in degrees: the atan of the sinh of pi.
pub const MOST_LAT_DEG: f64 = 85.051_128_779_806_6;

/// The latitude up to which outlines are followed beyond the square, so that edges across its end keep their course.
const OUTLINE_LAT_DEG: f64 = 89.999;

/// How far east a longitude (degrees) lies: 0 at 180 W, 1 at 180 E.
pub fn x_of(lon_deg: f64) -> f64 {
    lon_deg / 360.0 + 0.5
}

/// How far south a latitude (degrees) lies: 0 at [`MOST_LAT_DEG`] north, 1 at as much south, beyond them less and more.
/// Within a thousandth of a degree of a pole it is as far as there.
pub fn y_of(lat_deg: f64) -> f64 {
    let lat = lat_deg.clamp(-OUTLINE_LAT_DEG, OUTLINE_LAT_DEG).to_radians();
    0.5 - lat.tan().asinh() / TAU
}

/// The longitude (degrees) of an x.
pub fn lon_of(x: f64) -> f64 {
    (x - 0.5) * 360.0
}

/// The latitude (degrees) of a y.
pub fn lat_of(y: f64) -> f64 {
    (PI * (1.0 - 2.0 * y)).sinh().atan().to_degrees()
}

/// The square of the world in 2^32 steps along each axis: 9 mm on the equator. Positions beyond its ends, and 180 E
/// itself, belong to the step at the end, so that none is lost.
pub(super) fn steps_of(lon_deg: f64, lat_deg: f64) -> [u32; 2] {
    const STEPS: f64 = (1u64 << 32) as f64;
    // A float becomes the nearest integer that there is.
    [x_of(lon_deg), y_of(lat_deg)].map(|share| (share * STEPS).floor() as u32)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_square_ends_where_epsg_3857_does() {
        assert!(y_of(MOST_LAT_DEG).abs() < 1e-12 && (y_of(-MOST_LAT_DEG) - 1.0).abs() < 1e-12);
        assert_eq!([x_of(-180.0), x_of(0.0), x_of(180.0), y_of(0.0)], [0.0, 0.5, 1.0, 0.5]);
        // The Brandenburg Gate in metres of EPSG:3857, whose square is 2 * 20037508.342789244 m wide.
        let (x, y) = (x_of(13.3777), y_of(52.5163));
        assert!(((x - 0.5) * 2.0 * 20_037_508.342_789_244 - 1_489_198.752).abs() < 0.001, "{x}");
        assert!(((0.5 - y) * 2.0 * 20_037_508.342_789_244 - 6_894_022.931).abs() < 0.001, "{y}");
    }

    #[test]
    fn latitudes_and_longitudes_come_back() {
        for tenth in -850..=850 {
            let lat = f64::from(tenth) / 10.0;
            assert!((lat_of(y_of(lat)) - lat).abs() < 1e-11, "{lat}");
            assert!((lon_of(x_of(lat * 2.0)) - lat * 2.0).abs() < 1e-11, "{lat}");
        }
    }

    #[test]
    fn nothing_lies_outside_the_square() {
        for (lon, lat, steps) in [
            (180.0, -90.0, [u32::MAX; 2]),
            (-180.0, 90.0, [0; 2]),
            (180.0, 86.0, [u32::MAX, 0]),
            (0.0, 0.0, [1 << 31; 2]),
        ] {
            assert_eq!(steps_of(lon, lat), steps, "{lon} {lat}");
        }
    }
}
