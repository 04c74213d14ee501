//! Does a load of a file that we made hold the stations of the load that it was made from?

use super::data::DataDir;
use super::formats_agree::{collection, held, station};
use super::random::Random;
use serde_json::json;
use waystation::coverage::{Area, Effort, Halt};
use waystation::exchange::{Format, Heading, write_each};
use waystation::geodesy::Crs;
use waystation::station::{Filter, Status};
use waystation::store::{Snapshot, Source, load};

fn anyone() -> Filter {
    Filter { status: Status::ALL.to_vec(), ..Filter::default() }
}

/// A snapshot of a file, in no time zone.
fn loaded(name: &str, bytes: &[u8]) -> Snapshot {
    let dir = DataDir::new().with("dataset.toml", format!("[[stations]]\npath = \"{name}\"\n")).with(name, bytes);
    load(&Source::Directory(dir.path().to_owned()), &|_, _, _| {}).unwrap()
}

/// The file of all stations, and whether the format says all that was said.
fn file(snapshot: &Snapshot, format: Format) -> (Vec<u8>, bool) {
    let effort = Effort::unlimited();
    let picked = snapshot.picked(&anyone(), None, Crs::Wgs84, &effort).unwrap();
    let mut out = Vec::new();
    let heading = Heading { name: "stations", members: "\"crs\":\"wgs84\"", ..Heading::default() };
    let changed = write_each(&mut out, format, &heading, &picked).unwrap();
    (out, changed.is_empty())
}

/// Lists and tags that agree, contradict each other, and say the same more than once.
fn with_amenities(random: &mut Random, number: usize) -> String {
    let lists = [
        json!(["water"]),
        json!(["base_kit", "water"]),
        json!([{"kind": "base_kit"}, {"kind": "water", "note": "cold"}, "water"]),
        json!([{"kind": "water"}, {"kind": "water"}, "water"]),
        json!(["toilets", {"kind": "haircut", "opening_hours": "perhaps", "label": "x"}]),
        json!([{"kind": "canteen", "opening_hours": "每天 09:00-18:00"}, "karaoke", " karaoke ", 5, ""]),
        json!("water"),
        json!([]),
    ];
    let tags = ["yes", "no", "limited", "true"];
    let mut properties = json!({"name": format!("n{number}")});
    for name in ["amenities", "amenities_absent"] {
        if random.chance(0.6) {
            properties[name] = random.one_of(&lists).clone();
        }
    }
    for name in ["drinking_water", "toilets", "bench", "internet_access"] {
        if random.chance(0.4) {
            properties[name] = (*random.one_of(&tags)).into();
        }
    }
    if random.chance(0.3) {
        properties["amenity"] = (*random.one_of(&["toilets", "library", "drinking_water", "bench", "pub"])).into();
    }
    if random.chance(0.2) {
        properties["toilets"] = random.chance(0.5).into();
    }
    for (name, words) in [
        ("opening_hours", ["24/7", "perhaps", "每天 09:00-18:00", "Mo-Fr 09:00-18:00"]),
        ("opening_hours:zh", ["24/7", "perhaps", "每天 09:00-18:00", "Mo-Fr 09:00-18:00"]),
        ("access", ["yes", "public", "nobody", "permissive"]),
        ("status", ["operating", "closed", "perhaps", "planned"]),
        ("kind", ["library", "kiosk", " library ", "other"]),
        ("links", ["a", "b", "c", "d"]),
        ("open", ["a", "b", "c", "d"]),
    ] {
        if random.chance(0.2) {
            properties[name] = (*random.one_of(&words)).into();
        }
    }
    json!({"type": "Feature", "id": format!("s{number}"), "geometry": {"type": "Point", "coordinates": [1.5, number]}, "properties": properties})
        .to_string()
}

#[test]
fn a_file_of_a_load_says_all_that_the_load_holds_and_so_does_a_file_of_that() {
    let mut random = Random::seeded(41);
    let mut of_csv = 0;
    for round in 0..250 {
        let features: Vec<String> = (0..random.below(12))
            .map(|number| match random.chance(0.6) {
                true => with_amenities(&mut random, number),
                false => station(&mut random, number),
            })
            .collect();
        let text = collection(&features);
        let snapshot = loaded("s.geojson", text.as_bytes());
        let expected = held("s.geojson", text.as_bytes());
        for format in Format::ALL {
            let (bytes, is_whole) = file(&snapshot, format);
            if !is_whole {
                continue;
            }
            of_csv += usize::from(format == Format::Csv);
            let name = format!("s.{}", format.ending());
            assert_eq!(
                held(&name, &bytes),
                expected,
                "round {round}, {name}: {text}\n{}",
                String::from_utf8_lossy(&bytes)
            );
            let again = loaded(&name, &bytes);
            assert_eq!(again.version, snapshot.version, "round {round}, {name}");
            let (once_more, _) = file(&again, Format::GeoJson);
            assert!(once_more == file(&snapshot, Format::GeoJson).0, "round {round}, {name}");
        }
    }
    assert!(of_csv > 50, "{of_csv}");
}

#[test]
fn a_file_of_a_region_holds_what_a_look_at_each_station_finds_there() {
    let mut random = Random::seeded(43);
    let features: Vec<String> = (0..300)
        .map(|number| {
            let (lon, lat) = (random.between(-180.0, 180.0), random.between(-90.0, 90.0));
            json!({"type": "Feature", "id": number, "geometry": {"type": "Point", "coordinates": [lon, lat]}, "properties": {"capacity": number % 5}})
                .to_string()
        })
        .collect();
    let snapshot = loaded("s.geojson", collection(&features).as_bytes());
    let stations = snapshot.index.stations();
    let mut found = 0;
    for round in 0..40 {
        let (west, south) = (random.between(-180.0, 150.0), random.between(-90.0, 60.0));
        let ring = vec![(west, south), (west + 30.0, south), (west + 15.0, south + 30.0), (west, south)];
        let area = Area::new(&geo::Polygon::new(ring.into(), Vec::new()).into());
        let least = random.below(4) as u32;
        let filter = Filter { min_capacity: Some(least), ..anyone() };
        let effort = Effort::unlimited();
        let picked = snapshot.picked(&filter, Some(&area), Crs::Wgs84, &effort).unwrap();
        let mut ids = Vec::new();
        waystation::exchange::Features::each(&picked, &mut |record| {
            ids.push(record.id_said().unwrap());
            Ok(())
        })
        .unwrap();
        let mut expected: Vec<String> = stations
            .iter()
            .filter(|station| area.contains(station.position) && station.capacity.is_some_and(|held| held >= least))
            .map(|station| station.id.to_string())
            .collect();
        expected.sort();
        assert_eq!(ids, expected, "round {round}");
        assert_eq!((picked.len(), picked.is_empty()), (expected.len(), expected.is_empty()));
        found += ids.len();
    }
    assert!(found > 30, "{found}");
    let tired = Effort::new(100, None, Default::default());
    assert_eq!(snapshot.picked(&anyone(), None, Crs::Wgs84, &tired).unwrap_err(), Halt::TooMuch);
}
