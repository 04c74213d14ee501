//! What does a file that is no good now cost the others? Nothing: it stays as it was, and they are as they are now.

use super::data::{DataDir, collection, feature};
use super::live::{Live, NEVER, everything, replace};
use serde_json::{Value, json};
use std::fs;
use std::path::Path;
use std::sync::atomic::Ordering;
use std::time::Duration;
use waystation::store::{Ended, Pace, Shelf, Source, begin, load};

const ASKED: Pace = Pace { look_every: NEVER, settle: Duration::ZERO, watch: false };

/// The version of a directory as it is.
fn version_of(dir: &Path) -> String {
    load(&Source::at(Some(dir)).unwrap(), &|_, _, _| {}).unwrap().version
}

fn cut_off(path: &Path) -> Vec<u8> {
    let whole = fs::read(path).unwrap();
    replace(path, &whole[..whole.len() - 9]);
    whole
}

fn named(generation: usize) -> String {
    let text = fs::read_to_string(everything().path().join("dataset.toml")).unwrap();
    format!("name = \"{generation}\"\n{text}")
}

/// Two files of stations beside everything.
fn two_files() -> DataDir {
    let dir = everything();
    let list = format!("{}[[stations]]\npath = \"t.geojson\"\n", named(0));
    dir.with("dataset.toml", list).with_stations("t.geojson", &others(0))
}

fn others(generation: usize) -> Vec<Value> {
    let one = |number| feature(format!("t{number}"), 121.5, 31.0, json!({"name": format!("other {generation}")}));
    (0..100).map(one).collect()
}

#[test]
fn a_good_edit_of_one_file_is_in_use_whatever_other_file_is_broken() {
    type Damage = fn(&Path);
    let damages: [(&str, Damage); 3] = [
        ("cut off", |path| drop(cut_off(path))),
        ("gone", |path| fs::remove_file(path).unwrap()),
        ("of another kind", |path| replace(path, "{\"type\":\"Topology\"}")),
    ];
    for (how, damage) in damages {
        for broken in ["s.geojson", "r.geojson", "p.csv", "days.csv"] {
            if (how, broken) == ("cut off", "days.csv") {
                // It is a shorter calendar then.
                continue;
            }
            let what = format!("{broken} is {how}");
            let dir = two_files();
            let live = Live::asked(dir.path());
            let whole = fs::read(dir.path().join(broken)).unwrap();
            replace(&dir.path().join("t.geojson"), collection(&others(1)));
            let wanted = version_of(dir.path());
            damage(&dir.path().join(broken));
            let Ended::Partly(reason) = live.reload(false) else { panic!("{what}") };
            assert!(reason.starts_with(broken), "{what}: {reason}");
            assert!(reason.contains("what it held before stays in use; all other files are"), "{what}: {reason}");
            assert_eq!((live.version(), live.trouble()), (wanted.clone(), reason.clone()), "{what}");
            assert!(live.snapshot().files.iter().all(|file| file.kept == (file.path == broken)), "{what}");
            // Asked once more there is nothing new, and it is as wrong as before.
            assert_eq!(live.reload(true), Ended::Refused(reason), "{what}");
            assert_eq!(live.store.reloads.partly.load(Ordering::Relaxed), 1, "{what}");
            // Another edit is taken as well.
            replace(&dir.path().join("t.geojson"), collection(&others(2)));
            assert!(matches!(live.reload(false), Ended::Partly(_)), "{what}");
            assert_ne!(live.version(), wanted, "{what}");
            replace(&dir.path().join(broken), whole);
            assert_eq!((live.reload(false), live.trouble()), (Ended::Unchanged, String::new()), "{what}");
            assert_eq!(live.version(), version_of(dir.path()), "{what}");
        }
    }
}

#[test]
fn several_broken_files_are_all_kept_and_told() {
    let dir = two_files();
    let live = Live::asked(dir.path());
    replace(&dir.path().join("t.geojson"), collection(&others(1)));
    let wanted = version_of(dir.path());
    for broken in ["s.geojson", "r.geojson", "p.csv", "days.csv"] {
        replace(&dir.path().join(broken), "");
    }
    let Ended::Partly(reason) = live.reload(false) else { panic!() };
    // Calendars are read before the stations that follow them.
    for told in ["days.csv", "s.geojson", "r.geojson", "and 1 more files (what they held before stays in use"] {
        assert!(reason.contains(told), "{reason}");
    }
    assert_eq!(live.version(), wanted);
}

#[test]
fn what_is_broken_is_kept_only_on_the_terms_on_which_it_was_good() {
    for (what, list) in [
        ("a file in another system of coordinates", "s.geojson\"\ncrs = \"gcj02\""),
        ("a file in another zone", "s.geojson\"\ntimezone = \"UTC\""),
        ("a new name", "new.geojson\""),
    ] {
        let dir = two_files();
        let live = Live::asked(dir.path());
        let version = live.version();
        replace(&dir.path().join("t.geojson"), collection(&others(1)));
        replace(&dir.path().join("dataset.toml"), named(0).replace("s.geojson\"", list));
        fs::copy(dir.path().join("s.geojson"), dir.path().join("new.geojson")).unwrap();
        cut_off(&dir.path().join("s.geojson"));
        cut_off(&dir.path().join("new.geojson"));
        let ended = live.reload(false);
        let Ended::Refused(reason) = ended else { panic!("{what}: {ended:?}") };
        assert!(reason.contains("looks cut off") && !reason.contains("stays in use"), "{what}: {reason}");
        assert_eq!((live.version(), live.trouble()), (version, reason), "{what}");
    }
}

#[test]
fn a_loss_that_may_be_meant_is_refused_beside_a_broken_file_as_ever() {
    let dir = two_files();
    let live = Live::asked(dir.path());
    let version = live.version();
    replace(&dir.path().join("t.geojson"), collection(&others(0)[..60]));
    cut_off(&dir.path().join("s.geojson"));
    let Ended::Refused(reason) = live.reload(false) else { panic!() };
    assert!(reason.starts_with("260 stations where there were 300"), "{reason}");
    assert_eq!(live.version(), version);
    assert!(matches!(live.reload(true), Ended::Partly(reason) if reason.starts_with("s.geojson")));
    assert_eq!(live.snapshot().index.len(), 260);
}

/// Files that claim some ids of each other.
fn claiming(number: usize, generation: usize) -> String {
    let one = |place: usize| {
        let id = if place < 2 { format!("shared {place}") } else { format!("{number} {place}") };
        feature(
            id,
            120.0 + number as f64,
            30.0 + place as f64 / 100.0,
            json!({"name": format!("{number} {generation}")}),
        )
    };
    collection(&(0..20).map(one).collect::<Vec<_>>())
}

#[test]
fn whatever_breaks_and_is_mended_what_is_in_use_is_a_load_of_each_file_as_it_last_was_good() {
    let (dir, good, state) = (DataDir::new(), DataDir::new(), DataDir::new());
    let name = |number: usize| format!("{number}.geojson");
    for number in 0..5 {
        for dir in [&dir, &good] {
            fs::write(dir.path().join(name(number)), claiming(number, 0)).unwrap();
        }
    }
    let shelf = Shelf::below(state.path(), dir.path());
    let live = Live::start(Source::at(Some(dir.path())).unwrap(), Some(shelf), ASKED);
    live.reload(false);
    let (mut seed, mut partly) = (0x5EED_0042_u64, 0);
    let mut random = |below: usize| {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (seed >> 33) as usize % below
    };
    for generation in 1..80 {
        for _ in 0..=random(2) {
            let number = random(5);
            let text = claiming(number, generation);
            let path = dir.path().join(name(number));
            if random(3) == 0 {
                replace(&path, &text[..random(text.len())]);
            } else {
                replace(&path, &text);
                replace(&good.path().join(name(number)), &text);
            }
        }
        let ended = live.reload(false);
        partly += usize::from(matches!(ended, Ended::Partly(_)));
        // One after the other: by its end the copy of the first is saved.
        live.reload(false);
        assert_eq!(live.version(), version_of(good.path()), "generation {generation}: {ended:?}");
    }
    assert!(partly > 20, "{partly}");
    // So it is after a start with what is broken now.
    cut_off(&dir.path().join(name(1)));
    live.reload(false);
    let source = Source::at(Some(dir.path())).unwrap();
    let shelf = Shelf::below(state.path(), dir.path());
    live.until("a copy of it", |live| {
        shelf.read().is_ok() && begin(&source, Some(&shelf), &|_, _, _| {}).unwrap().snapshot.version == live.version()
    });
}

#[test]
fn without_a_copy_a_broken_file_whose_ids_others_claim_keeps_all_as_it_is() {
    let dir = DataDir::new();
    for number in 0..3 {
        fs::write(dir.path().join(format!("{number}.geojson")), claiming(number, 0)).unwrap();
    }
    let live = Live::asked(dir.path());
    let version = live.version();
    replace(&dir.path().join("0.geojson"), claiming(0, 1));
    replace(&dir.path().join("1.geojson"), "");
    let Ended::Refused(reason) = live.reload(false) else { panic!() };
    assert!(reason.starts_with("1.geojson"), "{reason}");
    assert_eq!(live.version(), version);
}

#[test]
fn a_damaged_copy_of_what_is_broken_is_not_read() {
    let (dir, state) = (DataDir::new(), DataDir::new());
    for number in 0..3 {
        fs::write(dir.path().join(format!("{number}.geojson")), claiming(number, 0)).unwrap();
    }
    let shelf = Shelf::below(state.path(), dir.path());
    let live = Live::start(Source::at(Some(dir.path())).unwrap(), Some(shelf.clone()), ASKED);
    live.until("a copy", |_| shelf.read().is_ok());
    let version = live.version();
    let place = fs::read_dir(state.path()).unwrap().next().unwrap().unwrap().path().join("files");
    for file in fs::read_dir(place).unwrap() {
        let path = file.unwrap().path();
        let mut bytes = fs::read(&path).unwrap();
        bytes[100] ^= 1;
        fs::write(path, bytes).unwrap();
    }
    replace(&dir.path().join("0.geojson"), claiming(0, 1));
    replace(&dir.path().join("1.geojson"), "");
    assert!(matches!(live.reload(false), Ended::Refused(_)));
    assert_eq!(live.version(), version);
}
