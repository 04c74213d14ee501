//! With `open`, are the answers those of asking every station alone, at any instant, from anywhere, at any speed?

use super::places::asked_from;
use super::random::{Random, position};
use chrono::{DateTime, TimeDelta, Utc};
use rayon::prelude::*;
use serde_json::{Value, json};
use std::path::PathBuf;
use std::sync::LazyLock;
use waystation::geodesy::{Position, inverse};
use waystation::index::{Near, scan};
use waystation::station::{AmenityId, Filter, Station, Wanted};
use waystation::store::{Choice, Question, Snapshot, Source, load};

/// Hours of stations and amenities: plain, over midnight, seldom, by holiday, in one minute, never understood.
const HOURS: &[&str] = &[
    "24/7",
    "Mo-Fr 08:00-18:00",
    "Mo-Su 09:30-17:00",
    "Mo-Fr 08:00-12:00,13:00-17:30; Sa 09:00-12:00",
    "Mo-Su 18:00-02:30",
    "Fr-Su 22:00-06:00; PH off",
    "Mo-Su 06:00-24:00; PH 10:00-12:00",
    "Fr[-1] 10:00-12:00",
    "2026 Mar 29 01:00-04:00",
    "Mar 15-Oct 31: Mo-Su 07:00-20:00",
    "Tu,Th 00:00-00:01",
    "Mo-Su 02:15-02:45",
    "Mo-Sa 10:00-19:00+",
    "Mo-Fr 09:00-17:00 \"by appointment\"",
    "whenever you like",
];

/// Zones with summer time at different hours, by half an hour, with odd offsets, and one whose offset had seconds.
const ZONES: &[&str] = &[
    "Asia/Shanghai",
    "Europe/Berlin",
    "America/St_Johns",
    "Asia/Kathmandu",
    "Pacific/Apia",
    "Australia/Lord_Howe",
    "Africa/Monrovia",
    "Africa/Casablanca",
];

const AMENITIES: &[&str] = &["water", "haircut", "microwave", "library", "toilets"];

const CALENDAR: &str =
    "date,kind,name,as\n2026-03-25,holiday,Spring,\n2026-03-28,workday,Made up,We\n2026-01-01,holiday,New Year,\n";

fn instant(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}

fn feature(random: &mut Random, number: usize, place: Position) -> Value {
    let amenities: Vec<Value> = (0..random.below(5))
        .map(|_| match random.below(3) {
            0 => json!({"kind": random.one_of(AMENITIES), "opening_hours": random.one_of(HOURS)}),
            _ => json!(random.one_of(AMENITIES)),
        })
        .collect();
    let mut properties = json!({"name": "A station", "amenities": amenities, "timezone": random.one_of(ZONES)});
    if random.chance(0.9) {
        properties["opening_hours"] = json!(random.one_of(HOURS));
    }
    if random.chance(0.1) {
        properties["status"] = json!(random.one_of(&["closed", "planned", "maintenance"]));
    }
    let geometry = json!({"type": "Point", "coordinates": [place.lon(), place.lat()]});
    json!({"type": "Feature", "id": number, "geometry": geometry, "properties": properties})
}

/// A directory that is gone when it is dropped.
struct Directory(PathBuf);

impl Directory {
    fn new(name: &str) -> Self {
        let path = std::env::temp_dir().join(format!("waystation-laws-{name}-{}", std::process::id()));
        std::fs::create_dir_all(&path).unwrap();
        Self(path)
    }

    fn write(&self, name: &str, text: &str) {
        std::fs::write(self.0.join(name), text).unwrap();
    }
}

impl Drop for Directory {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

/// 400 stations in one district, read from files like any others.
fn district() -> Snapshot {
    let mut random = Random::seeded(77);
    let centre = position(8.68, 50.11);
    let features: Vec<Value> = (0..400)
        .map(|number| {
            let place = random.near(centre, 30_000.0);
            feature(&mut random, number, place)
        })
        .collect();
    let directory = Directory::new("district");
    directory.write("dataset.toml", "calendar = \"days.csv\"\n[[stations]]\npath = \"stations.geojson\"\n");
    directory.write("days.csv", CALENDAR);
    directory.write("stations.geojson", &json!({"type": "FeatureCollection", "features": features}).to_string());
    let snapshot = load(&Source::Directory(directory.0.clone()), &|_, _, _| {}).unwrap();
    assert_eq!(snapshot.index.len(), 400, "{:?}", snapshot.rejections);
    // Some of the instants below lie in the days laid out as tables, summer time's beginning among them.
    snapshot.schedules.lay_out(instant("2026-03-25T00:00:00Z"));
    snapshot
}

static DISTRICT: LazyLock<Snapshot> = LazyLock::new(district);

/// Any instant of some years; those around which much changes: hours on the dot and summer time; and a century ago.
fn some_instant(random: &mut Random) -> DateTime<Utc> {
    let from = |text: &str, days: f64, random: &mut Random| {
        instant(text) + TimeDelta::milliseconds((random.unit() * days * 86_400_000.0) as i64)
    };
    let on_the_dot =
        |at: DateTime<Utc>, step_s: i64| at - TimeDelta::milliseconds(at.timestamp_millis() % (step_s * 1000));
    match random.below(8) {
        0 | 1 => from("2024-01-01T00:00:00Z", 1_461.0, random),
        2 | 3 => from("2026-03-24T00:00:00Z", 9.0, random),
        4 => on_the_dot(from("2026-03-24T00:00:00Z", 9.0, random), 900),
        5 => on_the_dot(from("2026-03-24T00:00:00Z", 9.0, random), 900) - TimeDelta::nanoseconds(1),
        6 => from("2026-03-28T12:00:00Z", 1.0, random),
        _ => from("1890-01-01T00:00:00Z", 30_000.0, random),
    }
}

fn some_question(random: &mut Random, snapshot: &Snapshot, words: &[&str]) -> Question {
    let amenity = |word: &&str| snapshot.lexicon.amenity(word).unwrap();
    let amenities: Vec<AmenityId> = words.iter().map(amenity).collect();
    let mut few = |chance: f64| -> Vec<AmenityId> {
        let count = if random.chance(chance) { 1 + random.below(2) } else { 0 };
        (0..count).map(|_| *random.one_of(&amenities)).collect()
    };
    let filter = Filter { all: few(0.5), any: few(0.3), ..Filter::default() };
    let places = [position(8.68, 50.11), position(8.5, 50.0)];
    Question {
        from: asked_from(random, &places),
        limit: *random.one_of(&[1, 5, 10, 100, 500]),
        radius_m: random.chance(0.2).then(|| random.magnitude(100.0, 100_000.0)),
        choice: Choice {
            filter,
            at: some_instant(random),
            open: Some(TimeDelta::seconds(*random.one_of(&[0, 0, 1, 60, 3_600, 604_800]))),
        },
        speed_mps: random.chance(0.4).then(|| random.magnitude(0.1, 70.0)),
    }
}

/// The obvious way: every station that passes, is there in time and can be used then, sorted.
fn by_asking_each(snapshot: &Snapshot, question: &Question) -> Vec<Near> {
    let lasting = question.choice.open.unwrap();
    let wanted = Wanted { filter: &question.choice.filter, schedules: &snapshot.schedules, lasting };
    let usable = |_: usize, station: &Station| {
        let arrival = question.arrival(inverse(question.from, station.position).distance);
        question.choice.filter.passes(station) && wanted.usable(station, arrival)
    };
    scan::nearest(snapshot.index.stations(), question.from, question.limit, question.radius_m, usable)
}

fn holds(seed: u64, snapshot: &Snapshot, words: &[&str]) -> usize {
    let question = some_question(&mut Random::seeded(seed), snapshot, words);
    let expected = by_asking_each(snapshot, &question);
    let found = snapshot.nearest(&question);
    assert!(found == expected, "seed {seed}: {question:?}: found {found:?}, expected {expected:?}");
    found.len()
}

#[test]
fn the_open_set_equals_each_station_asked_alone() {
    let found: usize = (0..2_000u64).into_par_iter().map(|seed| holds(seed, &DISTRICT, AMENITIES)).sum();
    assert!(found > 10_000, "the questions are too hard to tell anything: {found} stations found");
}

#[test]
fn the_open_set_equals_each_station_of_the_bundled_data() {
    let snapshot = load(&Source::Bundled, &|_, _, _| {}).unwrap();
    let words = ["service_staff", "travel_centre", "toilets", "station_mission"];
    let found: usize = (0..60u64).into_par_iter().map(|seed| holds(seed, &snapshot, &words)).sum();
    assert!(found > 100, "the questions are too hard to tell anything: {found} stations found");
}

#[test]
fn arrival_is_at_the_first_millisecond_by_which_one_can_be_there() {
    let mut random = Random::seeded(3);
    for _ in 0..10_000 {
        let question = some_question(&mut random, &DISTRICT, AMENITIES);
        let distance = inverse(question.from, random.position()).distance;
        let took_ms = (question.arrival(distance) - question.choice.at).num_milliseconds() as f64;
        let needed_ms = question.speed_mps.map_or(0.0, |speed_mps| distance.mm() as f64 / speed_mps);
        assert!(needed_ms <= took_ms && took_ms < needed_ms + 1.0, "{took_ms} ms, {needed_ms} needed");
    }
}

/// By then the last zone, Liberia's, had given up an offset with seconds (-00:44:30; tz database, file africa).
const WHOLE_MINUTES_SINCE: &str = "1972-01-08T00:00:00Z";

/// Asks at an instant before the answer is said to change, and at the last such instant.
fn holds_until_it_is_said_to_change(seed: u64, lasting_s: &[i64]) {
    let mut random = Random::seeded(seed);
    let mut question = Question { speed_mps: None, ..some_question(&mut random, &DISTRICT, AMENITIES) };
    question.choice.open = Some(TimeDelta::seconds(*random.one_of(lasting_s)));
    question.choice.at = question.choice.at.max(instant(WHOLE_MINUTES_SINCE));
    let answer = DISTRICT.nearest(&question);
    let changes_at = DISTRICT.choice_changes_at(&question.choice).unwrap();
    assert!(changes_at > question.choice.at, "seed {seed}: {question:?} changes at {changes_at}");
    let last = changes_at - TimeDelta::nanoseconds(1);
    let lasts_ms = (last - question.choice.at).num_milliseconds();
    let between = question.choice.at + TimeDelta::milliseconds((random.unit() * lasts_ms as f64) as i64);
    for at in [between, last] {
        let later =
            DISTRICT.nearest(&Question { choice: Choice { at, ..question.choice.clone() }, ..question.clone() });
        assert!(later == answer, "seed {seed}: {question:?} changes at {changes_at}, yet at {at} has changed");
    }
}

#[test]
fn an_answer_holds_until_the_instant_at_which_it_is_said_to_change() {
    (0..400).into_par_iter().for_each(|seed| holds_until_it_is_said_to_change(seed, &[0]));
}

#[test]
fn an_answer_of_what_stays_open_holds_until_the_instant_at_which_it_is_said_to_change() {
    // What must stay open for an hour drops out an hour before it closes.
    (0..400).into_par_iter().for_each(|seed| holds_until_it_is_said_to_change(seed, &[1, 60, 3_600, 604_800]));
}

#[test]
fn hours_hold_from_their_second_where_a_zone_had_an_offset_with_seconds() {
    // In Liberia until 1972, ten o'clock was 10:44:30 UTC.
    let station = json!({"type": "FeatureCollection", "features": [{"type": "Feature", "id": 1,
        "geometry": {"type": "Point", "coordinates": [-10.8, 6.3]},
        "properties": {"name": "A station", "timezone": "Africa/Monrovia", "opening_hours": "Mo-Su 10:00-12:00"}}]});
    let directory = Directory::new("monrovia");
    directory.write("stations.geojson", &station.to_string());
    let snapshot = load(&Source::Directory(directory.0.clone()), &|_, _, _| {}).unwrap();
    for (at, found, changes_at) in [
        ("1970-06-01T10:44:29Z", 0, "1970-06-01T10:44:30Z"),
        ("1970-06-01T10:44:30Z", 1, "1970-06-01T12:44:30Z"),
        ("1970-06-01T10:44:59Z", 1, "1970-06-01T12:44:30Z"),
        ("1970-06-01T12:44:29Z", 1, "1970-06-01T12:44:30Z"),
        ("1970-06-01T12:44:30Z", 0, "1970-06-02T10:44:30Z"),
    ] {
        let question = Question {
            from: position(-10.8, 6.3),
            limit: 5,
            radius_m: None,
            choice: Choice { filter: Filter::default(), at: instant(at), open: Some(TimeDelta::zero()) },
            speed_mps: None,
        };
        assert_eq!(snapshot.nearest(&question).len(), found, "{at}");
        assert_eq!(snapshot.choice_changes_at(&question.choice), Some(instant(changes_at)), "{at}");
    }
}

#[test]
fn the_stations_that_are_meant_are_those_that_pass_and_can_be_used() {
    let mut meant = 0;
    for seed in 0..300 {
        let mut random = Random::seeded(seed);
        let mut choice = some_question(&mut random, &DISTRICT, AMENITIES).choice;
        if random.chance(0.3) {
            choice.open = None;
        }
        let stations = DISTRICT.index.stations();
        let means = |ordinal: &usize| choice.means(&stations[*ordinal], &DISTRICT.schedules);
        let expected: Vec<usize> = (0..stations.len()).filter(means).collect();
        assert_eq!(DISTRICT.chosen(&choice), expected, "seed {seed}: {choice:?}");
        meant += expected.len();
    }
    assert!(meant > 1_000, "{meant}");
}
