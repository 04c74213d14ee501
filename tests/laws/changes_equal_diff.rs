//! Is what changed between two versions what a comparison of the two shows, whatever happened in between?

use super::data::{DataDir, feature};
use super::random::Random;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::sync::Arc;
use waystation::coverage::{Effort, Halt};
use waystation::exchange::push_feature;
use waystation::geodesy::Crs;
use waystation::store::{Changes, Snapshot, Source, Store, load};

/// Versions of which a store knows what came after, at least.
const KEPT: usize = 10;

/// Stations by id, as files hold them.
type Set = BTreeMap<String, String>;

fn set(snapshot: &Snapshot) -> Set {
    let id = |ordinal: usize| snapshot.index.stations()[ordinal].id.to_string();
    snapshot.by_id().map(|ordinal| (id(ordinal), text(snapshot, ordinal))).collect()
}

fn text(snapshot: &Snapshot, ordinal: usize) -> String {
    let mut text = String::new();
    push_feature(&mut text, &snapshot.record(ordinal, Crs::Wgs84).unwrap());
    text
}

/// Loads features that keep the hours of a calendar, into a store.
fn publish(store: &Store, features: &[Value], days: &str, name: &str) -> Arc<Snapshot> {
    let list =
        format!("name = \"{name}\"\ntimezone = \"UTC\"\ncalendar = \"days.csv\"\n[[stations]]\npath = \"s.geojson\"\n");
    let dir = DataDir::new()
        .with("dataset.toml", list)
        .with("days.csv", format!("date,kind,name\n{days}"))
        .with_stations("s.geojson", features);
    let snapshot = load(&Source::Directory(dir.path().to_owned()), &|_, _, _| {}).unwrap();
    store.publish(snapshot);
    store.current().unwrap()
}

fn since(snapshot: &Snapshot, version: &str) -> Option<Changes> {
    snapshot.changes_since(version, &Effort::unlimited()).unwrap()
}

/// Few ids and few values, so that stations come, go, change and are again as they were.
fn station(random: &mut Random, id: usize) -> Value {
    let words = ["water", "toilets", "sauna"];
    let mut properties = json!({"name": format!("n{}", random.below(2)), "amenities": [random.one_of(&words)]});
    if random.chance(0.3) {
        properties["status"] = "closed".into();
    }
    feature(format!("s{id:02}"), random.below(2) as f64, 1.0, properties)
}

#[test]
fn changes_are_the_difference_of_the_two_sets_and_lead_from_one_to_the_other() {
    let (mut compared, mut came_back, mut unchanged) = (0, 0, 0);
    for seed in 0..60 {
        let mut random = Random::seeded(seed);
        let store = Store::default();
        let mut features: BTreeMap<usize, Value> = BTreeMap::new();
        let mut before: Vec<(String, Set)> = Vec::new();
        let mut worlds = vec![features.clone()];
        for _ in 0..18 {
            match random.below(8) {
                // An earlier world again.
                0 => features = random.one_of(&worlds).clone(),
                // The same once more.
                1 => {}
                2 if seed % 3 == 0 => features.clear(),
                _ => {
                    for _ in 0..random.below(6) {
                        let id = random.below(20);
                        if random.chance(0.3) {
                            features.remove(&id);
                        } else {
                            features.insert(id, station(&mut random, id));
                        }
                    }
                }
            }
            worlds.push(features.clone());
            let mut listed: Vec<Value> = features.values().cloned().collect();
            random.shuffle(&mut listed);
            let snapshot = publish(&store, &listed, "", "w");
            let now = set(&snapshot);
            if before.last().is_some_and(|(version, _)| *version == snapshot.version) {
                unchanged += 1;
            } else {
                before.push((snapshot.version.clone(), now.clone()));
            }
            for (version, old) in before.iter().rev().take(KEPT + 1) {
                let changes = since(&snapshot, version).unwrap_or_else(|| panic!("{version} is kept"));
                let id_at = |ordinal: &usize| snapshot.index.stations()[*ordinal].id.to_string();
                let told = |ordinals: &[usize]| -> Vec<String> { ordinals.iter().map(id_at).collect() };
                let ids = |is_meant: &dyn Fn(&String) -> bool| -> Vec<String> {
                    let all: std::collections::BTreeSet<&String> = old.keys().chain(now.keys()).collect();
                    all.into_iter().filter(|id| is_meant(id)).cloned().collect()
                };
                let differs = |id: &String| old.contains_key(id) && now.contains_key(id) && old[id] != now[id];
                assert_eq!(told(&changes.added), ids(&|id| !old.contains_key(id)), "seed {seed}");
                assert_eq!(told(&changes.changed), ids(&differs), "seed {seed}");
                assert_eq!(changes.removed, ids(&|id| !now.contains_key(id)), "seed {seed}");
                let mut synced = old.clone();
                for id in &changes.removed {
                    assert!(synced.remove(id).is_some());
                }
                for ordinal in changes.added.iter().chain(&changes.changed) {
                    synced.insert(id_at(ordinal), text(&snapshot, *ordinal));
                }
                assert_eq!(synced, now, "seed {seed}");
                compared += 1;
                came_back += usize::from(*old == now && *version != before.last().unwrap().0);
            }
        }
    }
    assert!(compared > 5_000 && unchanged > 50, "{compared} {unchanged}");
    // Equal stations are equal versions, so that an older version with the same stations is the present one.
    assert_eq!(came_back, 0);
}

#[test]
fn who_goes_back_to_an_earlier_version_is_told_the_way_back() {
    let store = Store::default();
    let at = |id: &str, name: &str| feature(id, 1.0, 1.0, json!({"name": name}));
    let a = publish(&store, &[at("x", "1"), at("y", "1")], "", "w").version.clone();
    let b = publish(&store, &[at("x", "2"), at("z", "1")], "", "w").version.clone();
    let again = publish(&store, &[at("x", "1"), at("y", "1")], "", "w");
    assert_eq!(again.version, a);
    assert_eq!(since(&again, &a), Some(Changes::default()));
    let back = since(&again, &b).unwrap();
    let id = |ordinal: &usize| again.index.stations()[*ordinal].id.to_string();
    assert_eq!(back.added.iter().map(id).collect::<Vec<_>>(), ["y"]);
    assert_eq!(back.changed.iter().map(id).collect::<Vec<_>>(), ["x"]);
    assert_eq!(back.removed, ["z"]);
    // Once more there: the shorter of the two ways is told, and it is the same.
    let there = publish(&store, &[at("x", "2"), at("z", "1")], "", "w");
    assert_eq!(since(&there, &a).unwrap().removed, ["y"]);
}

#[test]
fn a_calendar_changes_the_stations_that_keep_hours_by_it_and_a_name_none() {
    let store = Store::default();
    let stations = [
        feature("h", 1.0, 1.0, json!({"name": "h", "opening_hours": "PH off; 09:00-18:00"})),
        feature("n", 1.0, 1.0, json!({"name": "n"})),
    ];
    let first = publish(&store, &stations, "2026-10-01,holiday,a\n", "w").version.clone();
    let second = publish(&store, &stations, "2026-10-02,holiday,a\n", "w");
    let changes = since(&second, &first).unwrap();
    let ids: Vec<&str> = changes.changed.iter().map(|ordinal| second.index.stations()[*ordinal].id.as_str()).collect();
    assert_eq!((ids, changes.added.len(), changes.removed.len()), (vec!["h"], 0, 0));
    let renamed = publish(&store, &stations, "2026-10-02,holiday,a\n", "another");
    assert_ne!(renamed.version, second.version);
    assert_eq!(since(&renamed, &second.version), Some(Changes::default()));
}

#[test]
fn what_is_too_old_or_was_never_there_is_not_known_and_much_work_is_refused() {
    let store = Store::default();
    let versions: Vec<Arc<Snapshot>> = (0..60)
        .map(|number| publish(&store, &[feature("x", 1.0, 1.0, json!({"name": number.to_string()}))], "", "w"))
        .collect();
    let now = &versions[59];
    let known: Vec<bool> = versions.iter().map(|old| since(now, &old.version).is_some()).collect();
    assert!(known[59 - KEPT..].iter().all(|known| *known));
    assert!(!known[0] && known.is_sorted(), "the oldest are forgotten first: {known:?}");
    assert_eq!(since(now, "00000000000000000000000000000000"), None);
    assert_eq!(since(&versions[5], &now.version), None, "nobody knows what comes");
    let tired = Effort::new(0, None, Arc::default());
    assert_eq!(now.changes_since(&versions[58].version, &tired), Err(Halt::TooMuch));
}
