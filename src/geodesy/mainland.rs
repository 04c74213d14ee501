//! Where do the offsets of Chinese maps apply? A coarse outline of the mainland, Hong Kong and Macau.
//!
//! The outline is drawn around the places that map makers there shift. It is a statement about maps,
//! not about borders: coarse (91 vertices to 0.01 degree, straight lines in degrees between them),
//! some kilometres beyond the border on land, farther out at sea. It was fitted by us to Natural
//! Earth 1:10m (public domain) and GeoNames (CC BY 4.0), and against these it holds
//!
//! - inside: all 15,649 places of China, Hong Kong and Macau, each at least 1.2 km from the outline,
//!   Sansha at 16.84 N included; 99.97 % of the area of mainland and Hainan;
//! - outside: the capital of every other country, Taiwan with Kinmen and Matsu, and all but 22 of
//!   the 11,694 places of others within 70 to 140 E, 10 to 58 N. Two of these are a second name of
//!   Sansha; 20 are places on the border, where a coarse line has to choose: eight in Vietnam (Mong
//!   Cai is the largest), seven in North Korea (Hyesan, Uiju, Namyang), three in Russia, one each
//!   in Kazakhstan and Nepal.

/// Longitude and latitude of the outline's vertices in degrees, anticlockwise from the westernmost.
const OUTLINE: [(f64, f64); 91] = [
    (73.53, 39.24),
    (74.43, 37.10),
    (76.33, 35.71),
    (77.99, 35.27),
    (79.20, 32.63),
    (78.34, 32.64),
    (78.75, 31.31),
    (81.30, 29.91),
    (81.63, 30.40),
    (84.85, 28.36),
    (85.74, 28.00),
    (88.97, 27.45),
    (89.85, 28.26),
    (92.10, 27.62),
    (94.65, 29.08),
    (98.00, 27.98),
    (98.75, 26.62),
    (97.50, 24.78),
    (97.51, 23.78),
    (98.59, 24.09),
    (99.24, 21.92),
    (101.92, 20.93),
    (101.66, 22.33),
    (103.96, 22.49),
    (104.80, 22.93),
    (105.32, 23.30),
    (106.75, 22.75),
    (106.44, 22.16),
    (106.68, 21.96),
    (107.98, 21.33),
    (107.53, 18.03),
    (113.15, 15.61),
    (118.21, 24.33),
    (118.20, 24.43),
    (118.31, 24.51),
    (118.44, 24.53),
    (118.55, 24.48),
    (119.97, 24.96),
    (119.89, 26.28),
    (124.12, 29.02),
    (124.38, 40.10),
    (125.77, 40.77),
    (126.82, 41.55),
    (128.21, 41.34),
    (129.15, 42.21),
    (129.80, 42.48),
    (129.90, 43.15),
    (130.46, 42.50),
    (130.61, 42.41),
    (130.62, 42.62),
    (131.29, 43.08),
    (131.25, 44.95),
    (133.11, 45.05),
    (134.82, 47.73),
    (134.79, 48.48),
    (131.09, 47.69),
    (130.66, 48.87),
    (129.40, 49.49),
    (127.80, 49.75),
    (126.39, 52.48),
    (125.93, 53.01),
    (123.24, 53.67),
    (120.16, 53.18),
    (119.43, 50.57),
    (117.83, 49.53),
    (116.63, 49.81),
    (115.46, 48.06),
    (115.80, 47.47),
    (118.68, 47.83),
    (119.93, 46.77),
    (117.54, 46.73),
    (113.73, 45.00),
    (111.78, 45.10),
    (110.57, 42.90),
    (103.69, 41.78),
    (101.35, 42.62),
    (96.37, 42.84),
    (95.40, 44.25),
    (93.45, 44.98),
    (90.83, 45.28),
    (91.14, 46.55),
    (90.42, 47.63),
    (87.53, 49.27),
    (86.00, 48.88),
    (84.92, 46.94),
    (82.95, 47.29),
    (82.26, 45.46),
    (79.79, 44.99),
    (80.66, 43.43),
    (79.61, 41.86),
    (74.00, 40.25),
];

/// Whether a place (degrees) is inside the outline; not a number is outside.
///
/// Crossings of the ray to the east, odd or even; each edge holds its lower end and not its upper
/// (Haines, Point in Polygon Strategies, Graphics Gems IV, 1994).
pub(super) fn contains(lon: f64, lat: f64) -> bool {
    edges().fold(false, |inside, ((west_lon, south_lat), (east_lon, north_lat))| {
        let crosses = (south_lat <= lat) != (north_lat <= lat);
        let along = (lat - south_lat) / (north_lat - south_lat);
        inside ^ (crosses && lon < west_lon + along * (east_lon - west_lon))
    })
}

fn edges() -> impl Iterator<Item = ((f64, f64), (f64, f64))> {
    OUTLINE.into_iter().zip(OUTLINE.into_iter().cycle().skip(1))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Whether the outline turns around a place: the slow answer, by the sum of the angles it is seen under.
    fn turns_around(lon: f64, lat: f64) -> bool {
        let turn: f64 = edges()
            .map(|(from, to)| {
                let (a, b) = ((from.0 - lon, from.1 - lat), (to.0 - lon, to.1 - lat));
                (a.0 * b.1 - a.1 * b.0).atan2(a.0 * b.0 + a.1 * b.1)
            })
            .sum();
        turn > std::f64::consts::PI
    }

    #[test]
    fn cities_are_on_the_side_of_their_maps() {
        // To 0.01 degree; most from GeoNames (CC BY 4.0), border posts and small seats approximate.
        for (place, lon, lat) in [
            ("Beijing", 116.40, 39.91),
            ("Shanghai", 121.46, 31.22),
            ("Hong Kong", 114.17, 22.28),
            ("Macau", 113.55, 22.20),
            ("Kashgar", 75.99, 39.47),
            ("Tacheng", 82.98, 46.75),
            ("Mohe", 122.53, 52.97),
            ("Fuyuan", 134.30, 48.36),
            ("Heixiazi Island", 134.70, 48.33),
            ("Suifenhe", 131.15, 44.40),
            ("Hunchun", 130.36, 42.87),
            ("Tumen", 129.84, 42.97),
            ("Changbai", 128.20, 41.42),
            ("Dandong", 124.39, 40.13),
            ("Heihe", 127.49, 50.24),
            ("Manzhouli", 117.43, 49.60),
            ("Erenhot", 111.98, 43.65),
            ("Altay", 88.13, 47.85),
            ("Yining", 81.52, 43.98),
            ("Urumqi", 87.60, 43.80),
            ("Burang", 81.18, 30.30),
            ("Medog", 95.33, 29.33),
            ("Lhasa", 91.10, 29.65),
            ("Hekou", 103.96, 22.51),
            ("Horgos", 80.42, 44.21),
            ("Tashkurgan", 75.23, 37.77),
            ("Yadong", 88.91, 27.48),
            ("Zayu", 97.47, 28.66),
            ("Ruili", 97.85, 24.01),
            ("Friendship Pass", 106.71, 21.98),
            ("Fangchuan", 130.60, 42.52),
            ("Raohe", 134.01, 46.80),
            ("Shengsi", 122.45, 30.73),
            ("Ejina", 101.06, 41.95),
            ("Jinghong", 100.73, 21.99),
            ("Kunming", 102.72, 25.04),
            ("Dongxing", 107.97, 21.55),
            ("Sanya", 109.50, 18.24),
            ("Sansha", 112.34, 16.84),
            ("Xiamen", 118.08, 24.48),
            ("Zhoushan", 122.20, 29.99),
            ("Weihai", 122.11, 37.51),
            ("Dalian", 121.60, 38.91),
            ("Shenzhen", 114.07, 22.55),
            ("Zhuhai", 113.57, 22.28),
        ] {
            assert!(contains(lon, lat), "{place}");
        }
        for (place, lon, lat) in [
            ("Seoul", 126.98, 37.57),
            ("Pyongyang", 125.75, 39.03),
            ("Sinuiju", 124.40, 40.10),
            ("Hanoi", 105.84, 21.02),
            ("Da Nang", 108.22, 16.07),
            ("Ulaanbaatar", 106.88, 47.91),
            ("Taipei", 121.53, 25.05),
            ("Kaohsiung", 120.31, 22.62),
            ("Kinmen", 118.32, 24.43),
            ("Jinsha", 118.41, 24.49),
            ("Mashan", 118.41, 24.52),
            ("Nangan", 119.93, 26.15),
            ("Magong", 119.57, 23.57),
            ("Delhi", 77.23, 28.65),
            ("Leh", 77.58, 34.17),
            ("Gangtok", 88.61, 27.33),
            ("Itanagar", 93.61, 27.09),
            ("Osaka", 135.50, 34.69),
            ("Fukuoka", 130.42, 33.60),
            ("Naha", 127.68, 26.21),
            ("Vladivostok", 131.87, 43.11),
            ("Khabarovsk", 135.08, 48.48),
            ("Chita", 113.50, 52.03),
            ("Almaty", 76.92, 43.25),
            ("Bishkek", 74.59, 42.87),
            ("Osh", 72.80, 40.53),
            ("Dushanbe", 68.78, 38.54),
            ("Islamabad", 73.04, 33.72),
            ("Kathmandu", 85.32, 27.70),
            ("Thimphu", 89.64, 27.47),
            ("Dhaka", 90.41, 23.71),
            ("Yangon", 96.16, 16.81),
            ("Mandalay", 96.08, 21.97),
            ("Naypyidaw", 96.13, 19.75),
            ("Vientiane", 102.60, 17.97),
            ("Manila", 120.98, 14.60),
        ] {
            assert!(!contains(lon, lat), "{place}");
        }
    }

    #[test]
    fn the_outline_contains_what_it_turns_around() {
        for step in 0..40_000u32 {
            // A grid of 200 by 200 that meets no vertex.
            let lon = 70.003 + 0.337 * f64::from(step % 200);
            let lat = 14.003 + 0.203 * f64::from(step / 200);
            assert_eq!(contains(lon, lat), turns_around(lon, lat), "{lon} {lat}");
        }
    }

    #[test]
    fn the_outline_has_no_crossing_and_no_spike() {
        let side = |a: (f64, f64), b: (f64, f64), c: (f64, f64)| (b.0 - a.0) * (c.1 - a.1) - (b.1 - a.1) * (c.0 - a.0);
        let edges: Vec<_> = edges().collect();
        for (nth, (a, b)) in edges.iter().enumerate() {
            assert_ne!(a, b);
            for (c, d) in edges.iter().skip(nth + 2).filter(|(_, d)| d != a) {
                let apart = side(*a, *b, *c) * side(*a, *b, *d) > 0.0 || side(*c, *d, *a) * side(*c, *d, *b) > 0.0;
                assert!(apart, "{a:?} {b:?} crosses {c:?} {d:?}");
            }
        }
    }

    #[test]
    fn what_is_not_a_number_is_outside() {
        for (lon, lat) in [(f64::NAN, 30.0), (110.0, f64::NAN), (f64::INFINITY, 30.0), (f64::NEG_INFINITY, 30.0)] {
            assert!(!contains(lon, lat), "{lon} {lat}");
        }
    }
}
