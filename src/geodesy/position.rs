//! What is a position? WGS 84 longitude and latitude in degrees, checked once.

use std::fmt;

/// A place on the WGS 84 ellipsoid, in GeoJSON order: longitude -180..=180, latitude -90..=90 degrees.
///
/// A `Position` is always finite and in range, so nothing after it has to ask again. The default is 0 E on the equator.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Position {
    lon: f64,
    lat: f64,
}

/// Why two numbers are not a position.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum PositionError {
    /// Longitude is not finite or outside -180..=180.
    Lon {
        /// The number given.
        lon: f64,
    },
    /// Latitude is not finite or outside -90..=90.
    Lat {
        /// The number given.
        lat: f64,
        /// True when exchanging the two numbers would make a position.
        swapped: bool,
    },
}

impl Position {
    /// Checks `lon` and `lat` (degrees).
    ///
    /// # Errors
    /// [`PositionError`] when either is not finite or out of range.
    pub fn new(lon: f64, lat: f64) -> Result<Self, PositionError> {
        if !(-90.0..=90.0).contains(&lat) {
            let swapped = (-180.0..=180.0).contains(&lat) && (-90.0..=90.0).contains(&lon);
            return Err(PositionError::Lat { lat, swapped });
        }
        if !(-180.0..=180.0).contains(&lon) {
            return Err(PositionError::Lon { lon });
        }
        Ok(Self { lon, lat })
    }

    /// Longitude in degrees, -180..=180.
    pub fn lon(self) -> f64 {
        self.lon
    }

    /// Latitude in degrees, -90..=90.
    pub fn lat(self) -> f64 {
        self.lat
    }
}

impl fmt::Display for PositionError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Lon { lon } => write!(f, "lon {lon} is outside -180..180"),
            Self::Lat { lat, swapped: true } => {
                write!(f, "lat {lat} is outside -90..90: lon and lat look swapped")
            }
            Self::Lat { lat, swapped: false } => write!(f, "lat {lat} is outside -90..90"),
        }
    }
}

impl std::error::Error for PositionError {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_corners_of_the_world_are_positions() {
        for (lon, lat) in [(-180.0, -90.0), (180.0, 90.0), (0.0, 0.0), (-0.0, -0.0)] {
            assert!(Position::new(lon, lat).is_ok(), "{lon} {lat}");
        }
    }

    #[test]
    fn what_is_not_a_number_or_off_the_globe_is_refused() {
        for (lon, lat) in [
            (f64::NAN, 0.0),
            (0.0, f64::NAN),
            (f64::INFINITY, 0.0),
            (0.0, f64::NEG_INFINITY),
            (180.000_001, 0.0),
            (0.0, 90.000_001),
        ] {
            assert!(Position::new(lon, lat).is_err(), "{lon} {lat}");
        }
    }

    #[test]
    fn exchanged_numbers_are_called_swapped() {
        assert_eq!(
            Position::new(31.2, 121.47).unwrap_err().to_string(),
            "lat 121.47 is outside -90..90: lon and lat look swapped"
        );
        assert_eq!(Position::new(121.0, 95.0).unwrap_err().to_string(), "lat 95 is outside -90..90");
    }
}
