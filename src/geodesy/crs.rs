//! Which coordinates does somebody speak? WGS 84, or one of the offset systems of Chinese maps.

use super::{Position, PositionError, gcj02, mainland};

/// A coordinate reference system of longitude and latitude in degrees. Always told, never detected.
///
/// The two offset systems differ from WGS 84 only inside the outline documented in the module
/// `mainland`; elsewhere they are the identity. Inside, GCJ-02 is off by up to 0.72 km and BD-09 by
/// up to 1.54 km.
///
/// # At the outline
///
/// [`from_wgs84`](Self::from_wgs84) asks where the WGS 84 position is.
/// [`to_wgs84`](Self::to_wgs84) takes the offset off and asks where that leads: inside the
/// outline, it is the answer; else nothing had been offset. So every position inside the outline
/// comes back from a round trip. So does every position outside it but in a strip along the
/// outline, as wide as the offset: there a position that was left alone looks the same as one that
/// was shifted across, and is read as the latter. The outline keeps this strip out at sea or in the
/// border zone.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Crs {
    /// What satellites, phones' browsers and OpenStreetMap speak.
    #[default]
    Wgs84,
    /// The state's offset system: Amap, Tencent.
    Gcj02,
    /// Baidu's own offset on top of GCJ-02.
    Bd09,
}

impl Crs {
    /// Every system, in the order in which to tell them.
    pub const ALL: [Self; 3] = [Self::Wgs84, Self::Gcj02, Self::Bd09];

    /// Reads a system's name, exactly as [`as_str`](Self::as_str) writes it.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|crs| crs.as_str() == name)
    }

    /// The system's name: `wgs84`, `gcj02` or `bd09`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Wgs84 => "wgs84",
            Self::Gcj02 => "gcj02",
            Self::Bd09 => "bd09",
        }
    }

    /// The position that this system calls `lon`, `lat` (degrees). Exact to 1 mm.
    ///
    /// # Errors
    /// [`PositionError`] when either is not finite or out of range.
    pub fn to_wgs84(self, lon: f64, lat: f64) -> Result<Position, PositionError> {
        let as_given = Position::new(lon, lat)?;
        let (lon, lat) = match self {
            Self::Wgs84 => return Ok(as_given),
            Self::Gcj02 => gcj02::wgs84_from_gcj02((lon, lat)),
            Self::Bd09 => gcj02::wgs84_from_gcj02(gcj02::gcj02_from_bd09((lon, lat))),
        };
        if mainland::contains(lon, lat) { Position::new(lon, lat) } else { Ok(as_given) }
    }

    /// What this system calls a position: longitude and latitude in degrees.
    pub fn from_wgs84(self, position: Position) -> (f64, f64) {
        let (lon, lat) = (position.lon(), position.lat());
        if self == Self::Wgs84 || !mainland::contains(lon, lat) {
            return (lon, lat);
        }
        let shifted = gcj02::gcj02_from_wgs84((lon, lat));
        if self == Self::Bd09 { gcj02::bd09_from_gcj02(shifted) } else { shifted }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Metres between two positions in degrees, for small differences: a degree of latitude is at most 111.7 km.
    fn apart_m(one: (f64, f64), other: (f64, f64)) -> f64 {
        let east_deg = (one.0 - other.0) * one.1.to_radians().cos();
        111_700.0 * east_deg.hypot(one.1 - other.1)
    }

    /// Seeded, uniform between 0 and 1 (Marsaglia, Xorshift RNGs, 2003: the triple 13, 7, 17).
    fn uniform(seed: &mut u64) -> f64 {
        *seed ^= *seed << 13;
        *seed ^= *seed >> 7;
        *seed ^= *seed << 17;
        (*seed >> 11) as f64 / (1u64 << 53) as f64
    }

    fn positions_in_the_mainland(count: usize) -> impl Iterator<Item = Position> {
        let mut seed = 20_260_101;
        std::iter::repeat_with(move || (70.0 + 66.0 * uniform(&mut seed), 15.0 + 40.0 * uniform(&mut seed)))
            .filter(|(lon, lat)| mainland::contains(*lon, *lat))
            .map(|(lon, lat)| Position::new(lon, lat).unwrap())
            .take(count)
    }

    #[test]
    fn gcj02_agrees_with_the_published_triples() {
        // eviltransform, test data of github.com/googollee/eviltransform: WGS 84, GCJ-02.
        for (place, wgs84, gcj02) in [
            ("Shanghai", (121.5272106, 31.1774276), (121.531541859215, 31.17530398364597)),
            ("Shenzhen", (113.912316, 22.543847), (113.9171764808363, 22.540796131694766)),
            ("Beijing", (116.377817, 39.911954), (116.38404722455657, 39.91334545536069)),
        ] {
            let there = Crs::Gcj02.from_wgs84(Position::new(wgs84.0, wgs84.1).unwrap());
            assert!(apart_m(there, gcj02) < 1e-3, "{place}: {there:?}");
            let back = Crs::Gcj02.to_wgs84(gcj02.0, gcj02.1).unwrap();
            assert!(apart_m((back.lon(), back.lat()), wgs84) < 1e-3, "{place}: {back:?}");
        }
    }

    #[test]
    fn both_systems_agree_with_an_independent_library() {
        // WGS 84, GCJ-02, BD-09, as computed with gcoord 1.0.7 (github.com/hujiulong/gcoord).
        for (place, wgs84, gcj02, bd09) in [
            ("Beijing", (116.3913, 39.9075), (116.397541182, 39.908901276), (116.403913944, 39.915244664)),
            ("Shanghai", (121.4737, 31.2304), (121.478223059, 31.228457738), (121.484781469, 31.234310594)),
            ("Shenyang", (123.4315, 41.8057), (123.437635698, 41.808128043), (123.444222374, 41.813908440)),
            ("Yantai", (121.4479, 37.4638), (121.453106747, 37.464770820), (121.459538196, 37.471058370)),
            ("Kashgar", (75.9877, 39.4704), (75.990648081, 39.470620753), (75.997143728, 39.476608671)),
            ("Mohe", (122.5386, 52.9721), (122.545628575, 52.973612791), (122.552098543, 52.979698810)),
            ("Fuyuan", (134.3075, 48.3649), (134.315220374, 48.367310748), (134.321766572, 48.373204505)),
            ("Tacheng", (82.98, 46.75), (82.983163313, 46.750711099), (82.989792377, 46.756460335)),
            ("Sanya", (109.5119, 18.2528), (109.515984295, 18.251094792), (109.522531792, 18.256876554)),
            ("Hong Kong", (114.1694, 22.3193), (114.174367066, 22.316550799), (114.180927599, 22.322222377)),
            ("Macau", (113.5439, 22.1987), (113.549003303, 22.195760845), (113.555495508, 22.201777769)),
            ("Lhasa", (91.1409, 29.6456), (91.142429336, 29.642863987), (91.149020388, 29.648593693)),
            ("Zhengzhou", (113.6254, 34.7466), (113.631446664, 34.745417451), (113.637847355, 34.751723090)),
            ("Urumqi", (87.6168, 43.8256), (87.619649949, 43.826805393), (87.626099771, 43.832949795)),
            ("Xiamen", (118.0894, 24.4798), (118.094377084, 24.477153232), (118.100820586, 24.483411181)),
            ("Ruili", (97.8556, 24.0128), (97.855772642, 24.009814714), (97.862352462, 24.015530651)),
        ] {
            let position = Position::new(wgs84.0, wgs84.1).unwrap();
            for (crs, figures) in [(Crs::Gcj02, gcj02), (Crs::Bd09, bd09)] {
                let there = crs.from_wgs84(position);
                assert!(apart_m(there, figures) < 1e-4, "{place} {crs:?}: {there:?}");
                let back = crs.to_wgs84(figures.0, figures.1).unwrap();
                assert!(apart_m((back.lon(), back.lat()), wgs84) < 1e-3, "{place} {crs:?}: {back:?}");
            }
        }
    }

    #[test]
    fn a_round_trip_in_the_mainland_is_exact() {
        for crs in Crs::ALL {
            for position in positions_in_the_mainland(10_000) {
                let (lon, lat) = crs.from_wgs84(position);
                let back = crs.to_wgs84(lon, lat).unwrap();
                let error_m = apart_m((back.lon(), back.lat()), (position.lon(), position.lat()));
                assert!(error_m < 1e-6, "{crs:?} {position:?}: {error_m} m");
            }
        }
    }

    #[test]
    fn offsets_are_as_large_as_documented() {
        for (crs, most_m) in [(Crs::Wgs84, 0.0), (Crs::Gcj02, 750.0), (Crs::Bd09, 1_600.0)] {
            for position in positions_in_the_mainland(10_000) {
                let offset_m = apart_m(crs.from_wgs84(position), (position.lon(), position.lat()));
                assert!(offset_m <= most_m, "{crs:?} {position:?}: {offset_m} m");
            }
        }
    }

    #[test]
    fn elsewhere_every_system_is_the_identity() {
        let mut seed = 7;
        let mut asked = 0;
        while asked < 10_000 {
            let (lon, lat) = (360.0 * uniform(&mut seed) - 180.0, 180.0 * uniform(&mut seed) - 90.0);
            // Farther from the outline than any offset.
            let near = [(0.0, 0.0), (0.04, 0.0), (-0.04, 0.0), (0.0, 0.04), (0.0, -0.04)];
            if near.iter().any(|(east, north)| mainland::contains(lon + east, lat + north)) {
                continue;
            }
            asked += 1;
            let position = Position::new(lon, lat).unwrap();
            for crs in Crs::ALL {
                assert_eq!(crs.from_wgs84(position), (lon, lat));
                assert_eq!(crs.to_wgs84(lon, lat), Ok(position));
            }
        }
    }

    #[test]
    fn the_ends_of_the_world_are_left_alone() {
        for (lon, lat) in [(0.0, 90.0), (105.0, 90.0), (180.0, -90.0), (-180.0, 0.0), (105.0, 0.0), (0.0, 0.0)] {
            for crs in Crs::ALL {
                assert_eq!(crs.to_wgs84(lon, lat), Position::new(lon, lat));
                assert_eq!(crs.from_wgs84(Position::new(lon, lat).unwrap()), (lon, lat));
            }
        }
    }

    #[test]
    fn what_is_not_a_position_is_refused_in_every_system() {
        for (lon, lat) in [(f64::NAN, 0.0), (f64::INFINITY, 30.0), (31.2, 121.4), (181.0, 0.0)] {
            for crs in Crs::ALL {
                assert!(crs.to_wgs84(lon, lat).is_err(), "{crs:?} {lon} {lat}");
            }
        }
    }

    #[test]
    fn names_read_back_and_nothing_else_is_a_name() {
        for crs in Crs::ALL {
            assert_eq!(Crs::parse(crs.as_str()), Some(crs));
        }
        for name in ["", "WGS84", "gcj-02", "bd09ll", "bd09mc", "epsg:4326", " wgs84"] {
            assert_eq!(Crs::parse(name), None, "{name}");
        }
    }
}
