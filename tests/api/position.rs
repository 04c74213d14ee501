//! `/v1/position`: does a place get the name that each map gives it?

use super::server::FIVE;
use waystation::geodesy::Crs;

fn called(query: &str, crs: &str) -> [f64; 2] {
    serde_json::from_value(FIVE.get(&format!("/v1/position?{query}")).json()[crs].clone()).unwrap()
}

#[test]
fn a_place_is_named_in_every_system() {
    let asked = "lon=116.4&lat=39.9";
    assert_eq!(called(asked, "wgs84"), [116.4, 39.9]);
    for (name, crs) in [("gcj02", Crs::Gcj02), ("bd09", Crs::Bd09)] {
        let [lon, lat] = called(asked, name);
        let back = crs.to_wgs84(lon, lat).unwrap();
        assert!((back.lon() - 116.4).abs() < 1e-7 && (back.lat() - 39.9).abs() < 1e-7, "{name}: {back:?}");
        assert!((lon - 116.4).abs() > 1e-3, "{name}");
        // And from that system's name.
        let [lon, lat] = called(&format!("lon={lon}&lat={lat}&crs={name}"), "wgs84");
        assert!((lon - 116.4).abs() < 1e-7 && (lat - 39.9).abs() < 1e-7, "{name}: {lon}, {lat}");
    }
}

#[test]
fn outside_the_mainland_all_systems_agree() {
    for crs in ["wgs84", "gcj02", "bd09"] {
        assert_eq!(called("lon=13.4&lat=52.5", crs), [13.4, 52.5]);
    }
}

#[test]
fn what_is_no_position_is_told() {
    for (query, wrong) in [
        ("lat=1", "lon"),
        ("lon=1", "lat"),
        ("lon=31&lat=121", "lat"),
        ("lon=1&lat=1&crs=mars", "crs"),
        ("lon=1&lat=1&x=1", "x"),
    ] {
        let problem = FIVE.get(&format!("/v1/position?{query}")).problem();
        assert_eq!((&problem["status"], &problem["errors"][0]["param"]), (&400.into(), &wrong.into()), "{query}");
    }
}
