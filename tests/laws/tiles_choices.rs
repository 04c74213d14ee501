//! Do the tiles of a data set show exactly the stations that are meant, and count those that are open, at any instant?

use super::data::{DataDir, feature};
use super::random::Random;
use chrono::{DateTime, TimeDelta, Utc};
use serde_json::json;
use waystation::geodesy::Crs;
use waystation::hours::State;
use waystation::station::Filter;
use waystation::store::{Choice, Source, load};
use waystation::tiles::{Drawn, TileId, scan};

const HOURS: &[&str] = &["24/7", "Mo-Fr 08:00-18:00", "Mo-Su 18:00-02:30", "Tu,Th 00:00-00:01", "by appointment"];

/// So many that whole sets are remembered, and not only few stations judged one by one.
const STATIONS: usize = 6_000;

#[test]
fn tiles_show_who_is_meant_and_count_who_is_open_however_often_they_are_asked() {
    let mut random = Random::seeded(0);
    let centre = random.position();
    let features: Vec<_> = (0..STATIONS)
        .map(|number| {
            let place = random.near(centre, 200_000.0);
            let properties = json!({
                "name": "n", "opening_hours": random.one_of(HOURS), "status": random.one_of(&["operating", "operating", "closed"]),
                "amenities": if random.chance(0.3) { vec!["water"] } else { vec![] },
            });
            feature(format!("s{number}"), place.lon(), place.lat(), properties)
        })
        .collect();
    let dir = DataDir::new()
        .with("dataset.toml", "timezone = \"Asia/Shanghai\"\n[[stations]]\npath = \"s.geojson\"\n")
        .with_stations("s.geojson", &features);
    let snapshot = load(&Source::at(Some(dir.path())).unwrap(), &|_, _, _| {}).unwrap();
    let stations = snapshot.index.stations();
    let water = Filter { all: vec![snapshot.lexicon.amenity("water").unwrap()], ..Filter::default() };
    let start: DateTime<Utc> = "2026-11-25T09:58:30Z".parse().unwrap();
    for round in 0..120 {
        let at = start + TimeDelta::seconds(random.below(7) as i64 * 37 + random.below(4) as i64 * 3600 * 8);
        let filter = if random.chance(0.5) { water.clone() } else { Filter::default() };
        let open = random.chance(0.6).then(|| TimeDelta::seconds(*random.one_of(&[0, 60, 3600])));
        let choice = Choice { filter, at, open };
        let zoom = *random.one_of(&[0, 0, 6, 9, 14]);
        let share =
            [(centre.lon() + 180.0) / 360.0, 0.5 - centre.lat().to_radians().tan().asinh() / std::f64::consts::TAU];
        let [column, row] = share.map(|share| (share * 2f64.powi(zoom.into())) as u32);
        let tile = TileId::new(zoom, column, row).unwrap();
        let mut drawn = snapshot.drawn(tile, Crs::Wgs84, &choice).drawn;
        let mut scanned = scan::drawn(
            stations,
            Crs::Wgs84,
            tile,
            |_, station| choice.means(station, &snapshot.schedules),
            |_, station| station.opening(&snapshot.schedules, at).state == State::Open,
        );
        drawn.sort_unstable();
        scanned.sort_unstable();
        assert_eq!(drawn, scanned, "round {round}: {choice:?} {tile:?}");
        assert!(
            zoom > 0
                || choice.open.is_some()
                || drawn.iter().any(|drawn| matches!(drawn, Drawn::Cluster { open: 1.., .. }))
        );
    }
}
