//! Is a reload, which takes unchanged files from the load before, the same as a load from nothing?

use super::data::{DataDir, collection, feature};
use super::random::Random;
use chrono::{DateTime, TimeDelta, Utc};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::fmt::Write;
use std::fs;
use waystation::http::described;
use waystation::station::{Amenity, OwnHours};
use waystation::store::{Snapshot, Source, load, load_again};

const HOURS: &[&str] =
    &["24/7", "Mo-Fr 09:00-18:00", "PH off; Mo-Su 08:00-20:00", "Fr[-1] 10:00-12:00", "perhaps", "20:00-04:00"];
const WORDS: &[&str] = &["water", "microwave", "sauna", "trampoline", "toilets", "ping_pong", "hot_water"];
const KINDS: &[&str] = &["library", "union_station", "kiosk", "tea_house"];

/// A data set that changes.
struct World {
    dir: DataDir,
    stations: BTreeMap<String, Terms>,
    others: Vec<&'static str>,
    name: usize,
}

/// What the list of sources says of a station file.
#[derive(Default)]
struct Terms {
    crs: Option<&'static str>,
    timezone: Option<&'static str>,
    calendar: bool,
}

fn hours(random: &mut Random) -> &'static str {
    random.one_of::<&str>(HOURS)
}

fn station(random: &mut Random) -> Value {
    let mut properties = json!({"name": format!("n{}", random.below(5))});
    if random.chance(0.6) {
        properties["opening_hours"] = hours(random).into();
    }
    if random.chance(0.5) {
        properties["kind"] = (*random.one_of(KINDS)).into();
    }
    let amenities: Vec<Value> = (0..random.below(4))
        .map(|_| {
            let word = *random.one_of(WORDS);
            if random.chance(0.3) { json!({"kind": word, "opening_hours": hours(random)}) } else { word.into() }
        })
        .collect();
    properties["amenities"] = amenities.into();
    if random.chance(0.3) {
        properties["amenities_absent"] = json!([random.one_of(WORDS)]);
    }
    let lat = if random.chance(0.1) { 95.0 } else { random.between(30.0, 32.0) };
    // Few ids, so that files and features often share one.
    let id = if random.chance(0.1) { Value::Null } else { format!("s{}", random.below(400)).into() };
    feature(id, random.between(120.0, 122.0), lat, properties)
}

fn station_file(random: &mut Random) -> String {
    let count = random.below(30);
    let mut text = collection(&(0..count).map(|_| station(random)).collect::<Vec<_>>());
    if random.chance(0.08) {
        text.truncate(random.below(text.len()));
    }
    text
}

fn square(id: usize, random: &mut Random) -> Value {
    let (west, south) = (random.between(120.0, 121.0), random.between(30.0, 31.0));
    let ring =
        json!([[west, south], [west + 1.0, south], [west + 1.0, south + 1.0], [west, south + 1.0], [west, south]]);
    json!({"type": "Feature", "id": id, "geometry": {"type": "Polygon", "coordinates": [ring]}, "properties": {"weight": id}})
}

impl World {
    fn new(random: &mut Random) -> Self {
        let mut world = Self { dir: DataDir::new(), stations: BTreeMap::new(), others: Vec::new(), name: 0 };
        for _ in 0..3 {
            world.step(random);
        }
        world.list();
        world
    }

    fn write(&self, name: &str, text: &str) {
        fs::write(self.dir.path().join(name), text).unwrap();
    }

    /// Writes the list of sources.
    fn list(&self) {
        let mut text = format!("name = \"world {}\"\ntimezone = \"Asia/Shanghai\"\n", self.name);
        for (path, terms) in &self.stations {
            writeln!(text, "[[stations]]\npath = \"{path}\"").unwrap();
            for (member, value) in [("crs", terms.crs), ("timezone", terms.timezone)] {
                if let Some(value) = value {
                    writeln!(text, "{member} = \"{value}\"").unwrap();
                }
            }
            if terms.calendar {
                text.push_str("calendar = \"days.csv\"\n");
            }
        }
        for path in &self.others {
            let section = if path.starts_with('r') { "regions" } else { "demand" };
            writeln!(text, "[[{section}]]\npath = \"{path}\"").unwrap();
        }
        self.write("dataset.toml", &text);
    }

    /// Something changes; what is listed may not be there.
    fn step(&mut self, random: &mut Random) {
        let path = format!("{}.geojson", random.one_of(&["a", "b", "c", "d"]));
        match random.below(8) {
            0 | 1 => {
                self.stations.entry(path.clone()).or_default();
                self.write(&path, &station_file(random));
            }
            2 => drop(self.stations.remove(&path)),
            3 => {
                let terms = self.stations.entry(path).or_default();
                terms.crs = *random.one_of(&[None, Some("gcj02"), Some("mercator")]);
                terms.timezone = *random.one_of(&[None, Some("UTC"), Some("Nowhere/Nothing")]);
                terms.calendar = random.chance(0.5);
            }
            4 => {
                let days = ["2026-10-01,holiday,a", "2026-10-10,workday,b", "x,holiday,y", "2027-01-01,holiday,c"];
                let rows: Vec<&str> = (0..random.below(4)).map(|_| *random.one_of(&days)).collect();
                self.write("days.csv", &format!("date,kind,name\n{}\n", rows.join("\n")));
            }
            5 => {
                let name = *random.one_of(&["r1.geojson", "r2.geojson", "p1.geojson", "p2.geojson"]);
                let squares: Vec<Value> = (0..random.below(4)).map(|_| square(random.below(5), random)).collect();
                self.write(name, &collection(&squares));
                if !self.others.contains(&name) {
                    self.others.push(name);
                }
            }
            6 => self.name = random.below(3),
            _ => {}
        }
        self.list();
    }
}

/// Everything that a snapshot tells, without the numbers by which it knows words and hours.
fn told(snapshot: &Snapshot) -> (Value, Vec<String>, Vec<String>) {
    let mut described = described(snapshot, usize::MAX);
    described["loaded_at"].take();
    let instants: Vec<DateTime<Utc>> = (0..30)
        .map(|step| "2026-09-28T00:00:00Z".parse::<DateTime<Utc>>().unwrap() + TimeDelta::minutes(step * 437))
        .collect();
    let opening = |id| format!("{:?}", instants.iter().map(|at| snapshot.schedules.at(id, *at)).collect::<Vec<_>>());
    let word = |id| snapshot.lexicon.amenity_word(id).to_owned();
    let amenity = |amenity: &Amenity| {
        let hours = match amenity.hours {
            OwnHours::Known(id) => opening(id),
            other => format!("{other:?}"),
        };
        format!("{} {hours} {:?}", word(amenity.kind), amenity.said)
    };
    let stations = snapshot.by_id().map(|ordinal| {
        let station = &snapshot.index.stations()[ordinal];
        format!(
            "{} {:?} {:?} {} {:?} {:?} {:?} {:?} {:?} {:?}",
            snapshot.feature_text(ordinal).unwrap().text(),
            station.id,
            station.position,
            snapshot.lexicon.kind_word(station.kind),
            (station.access, station.status, station.capacity),
            station.timezone,
            station.name,
            station.hours.map(opening),
            station.amenities.iter().map(amenity).collect::<Vec<_>>(),
            station.amenities_absent.iter().map(|id| word(*id)).collect::<Vec<_>>(),
        )
    });
    let mut words: Vec<String> = snapshot.lexicon.amenities().map(|(_, word)| word.to_owned()).collect();
    words.extend(snapshot.lexicon.kinds().map(|(_, word)| word.to_owned()));
    words.push(format!("{} schedules", snapshot.schedules.ids().len()));
    words.extend(snapshot.regions.iter().map(|region| format!("{region:?}")));
    words.extend(snapshot.demand.iter().map(|demand| format!("{:?}", (&demand.kind, &demand.records))));
    words.sort();
    for asked in ["n1", "n", "s1", "0", "none"] {
        let found = snapshot.search_stations(asked).unwrap();
        let ids: Vec<&str> = found.iter().map(|ordinal| snapshot.index.stations()[*ordinal].id.as_str()).collect();
        words.push(format!("{asked}: {ids:?} {:?}", snapshot.search_regions(asked)));
    }
    (described, stations.collect(), words)
}

#[test]
fn a_reload_is_a_load_whatever_changed() {
    let (mut unchanged, mut taken_again, mut parsed) = (0, 0, 0);
    for seed in 0..40 {
        let mut random = Random::seeded(seed);
        let mut world = World::new(&mut random);
        let source = Source::Directory(world.dir.path().to_owned());
        let mut before = load(&source, &|_, _, _| {}).unwrap();
        for step in 0..12 {
            for _ in 0..random.below(3) {
                world.step(&mut random);
            }
            let fresh = load(&source, &|_, _, _| {}).unwrap();
            match load_again(&source, &before, &|_, _, _| {}).unwrap() {
                None => {
                    unchanged += 1;
                    assert_eq!(told(&before), told(&fresh), "seed {seed}, step {step}: said to be unchanged");
                }
                Some(again) => {
                    let (got, wanted) = (told(&again), told(&fresh));
                    assert_eq!(got.0, wanted.0, "seed {seed}, step {step}");
                    assert_eq!(got.1, wanted.1, "seed {seed}, step {step}");
                    assert_eq!(got.2, wanted.2, "seed {seed}, step {step}");
                    taken_again += again.files.iter().filter(|file| file.taken_again).count();
                    parsed += again.files.iter().filter(|file| !file.taken_again).count();
                    before = again;
                }
            }
        }
    }
    assert!(unchanged > 50 && taken_again > 300 && parsed > 200, "{unchanged} {taken_again} {parsed}");
}

#[test]
fn only_what_changed_is_parsed_again() {
    let dir = DataDir::new()
        .with("dataset.toml", "timezone = \"UTC\"\n[[stations]]\npath = \"a.geojson\"\ncalendar = \"days.csv\"\n[[stations]]\npath = \"b.geojson\"\n[[regions]]\npath = \"r.geojson\"\n[[demand]]\npath = \"p.csv\"\n")
        .with_stations("a.geojson", &[feature("a", 1.0, 1.0, json!({})), feature("a", 1.0, 2.0, json!({}))])
        .with_stations("b.geojson", &[feature("b", 2.0, 1.0, json!({}))])
        .with("days.csv", "date,kind\n2026-01-01,holiday\n")
        .with("r.geojson", collection(&[square(1, &mut Random::seeded(1))]))
        .with("p.csv", "lon,lat,weight\n1,1,5\n");
    let source = Source::Directory(dir.path().to_owned());
    let first = load(&source, &|_, _, _| {}).unwrap();
    assert!(first.files.iter().all(|file| !file.taken_again));
    assert!(load_again(&source, &first, &|_, _, _| {}).unwrap().is_none());
    let parsed = |before: &Snapshot| {
        let after = load_again(&source, before, &|_, _, _| {}).unwrap().unwrap();
        let paths: Vec<String> =
            after.files.iter().filter(|file| !file.taken_again).map(|file| file.path.clone()).collect();
        (after, paths)
    };
    let dir = dir.with_stations("b.geojson", &[feature("c", 2.0, 1.0, json!({}))]);
    let (second, paths) = parsed(&first);
    assert_eq!(paths, ["b.geojson"]);
    assert_eq!(second.rejections[0].to_string(), "a.geojson:3 [1] a: the id is taken by a.geojson [0]: the first wins");
    // The stations of a file follow its calendar.
    let dir = dir.with("days.csv", "date,kind\n2026-01-02,holiday\n");
    let (third, paths) = parsed(&second);
    assert_eq!(paths, ["days.csv", "a.geojson"]);
    // An id that the other file takes as well.
    let dir = dir.with_stations("a.geojson", &[feature("c", 1.0, 1.0, json!({}))]);
    let (fourth, paths) = parsed(&third);
    assert_eq!((paths, fourth.index.len()), (vec!["a.geojson".to_owned(), "b.geojson".to_owned()], 1));
    // Given back, it is the other file's again.
    let _dir = dir.with_stations("a.geojson", &[feature("d", 1.0, 1.0, json!({}))]);
    let (fifth, paths) = parsed(&fourth);
    assert_eq!((paths, fifth.index.len()), (vec!["a.geojson".to_owned(), "b.geojson".to_owned()], 2));
}
