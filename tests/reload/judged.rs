//! What may replace what is in use, and what may not?

use super::data::{DataDir, collection};
use super::live::{Live, everything, replace, stations};
use std::fs;
use waystation::store::Ended;

/// What is done to a directory.
type Change = fn(&DataDir);

#[test]
fn what_is_bad_never_replaces_what_is_good_even_if_forced() {
    let bad: &[(&str, Change, &str)] = &[
        ("cut off", |dir| replace(&dir.path().join("s.geojson"), &collection(&stations(1, 200))[..9000]), "s.geojson"),
        ("empty", |dir| replace(&dir.path().join("s.geojson"), ""), "the file is empty"),
        ("gone", |dir| fs::remove_file(dir.path().join("s.geojson")).unwrap(), "s.geojson: cannot be read"),
        (
            "a directory",
            |dir| {
                fs::remove_file(dir.path().join("s.geojson")).unwrap();
                fs::create_dir(dir.path().join("s.geojson")).unwrap();
            },
            "is a directory",
        ),
        ("another kind of file", |dir| replace(&dir.path().join("s.geojson"), "lon,lat\n1,2\n"), "this is not GeoJSON"),
        (
            "other geometry",
            |dir| {
                let text = fs::read_to_string(dir.path().join("r.geojson")).unwrap();
                replace(&dir.path().join("s.geojson"), text);
            },
            "s.geojson: none of its 40 records is good",
        ),
        (
            "regions cut off",
            |dir| {
                let text = fs::read(dir.path().join("r.geojson")).unwrap();
                replace(&dir.path().join("r.geojson"), &text[..text.len() - 9]);
            },
            "r.geojson",
        ),
        (
            "regions without areas",
            |dir| replace(&dir.path().join("r.geojson"), collection(&stations(0, 3))),
            "r.geojson: none of its 3",
        ),
        ("demand without a heading", |dir| replace(&dir.path().join("p.csv"), "1,2,3\n"), "p.csv: the first line"),
        (
            "demand cut off within a row",
            |dir| {
                let text = fs::read_to_string(dir.path().join("p.csv")).unwrap();
                let last = text.trim_end().rfind(',').unwrap();
                replace(&dir.path().join("p.csv"), &text[..last]);
            },
            "the file ends within this row: it is cut off",
        ),
        (
            "a calendar with a quote left open",
            |dir| {
                let text = fs::read_to_string(dir.path().join("days.csv")).unwrap();
                replace(&dir.path().join("days.csv"), text.replacen("holiday,", "holiday,\"", 1));
            },
            "a quote that is opened in this row is never closed",
        ),
        (
            "a calendar of no days",
            |dir| replace(&dir.path().join("days.csv"), "date,kind\nsoon,holiday\n"),
            "days.csv: none of its 1",
        ),
        (
            "an unknown system of coordinates",
            |dir| {
                let text = fs::read_to_string(dir.path().join("dataset.toml")).unwrap();
                replace(&dir.path().join("dataset.toml"), text.replace("s.geojson\"", "s.geojson\"\ncrs = \"mars\""));
            },
            "crs \"mars\"",
        ),
        (
            "a list that cannot be read",
            |dir| replace(&dir.path().join("dataset.toml"), "[[stations]\n"),
            "dataset.toml",
        ),
        (
            "a new file that is broken",
            |dir| {
                let text = fs::read_to_string(dir.path().join("dataset.toml")).unwrap();
                replace(&dir.path().join("dataset.toml"), format!("{text}[[stations]]\npath = \"new.geojson\"\n"));
                replace(&dir.path().join("new.geojson"), "{\"type\":\"FeatureCollection\",\"features\":[");
            },
            "new.geojson",
        ),
        ("nothing at all", |dir| fs::remove_dir_all(dir.path()).unwrap(), "cannot list"),
    ];
    for (what, change, told) in bad {
        let dir = everything();
        let live = Live::asked(dir.path());
        let version = live.version();
        change(&dir);
        for forced in [false, true] {
            let Ended::Refused(reason) = live.reload(forced) else { panic!("{what} was taken") };
            assert!(reason.contains(told), "{what}: {reason}");
            assert_eq!((live.version(), live.trouble()), (version.clone(), reason), "{what}");
        }
    }
}

#[test]
fn a_loss_that_may_be_meant_is_taken_only_if_forced() {
    let losses: &[(&str, Change, &str)] = &[
        (
            "21 of 200 stations",
            |dir| replace(&dir.path().join("s.geojson"), collection(&stations(0, 179))),
            "179 stations where there were 200",
        ),
        (
            "all stations",
            |dir| replace(&dir.path().join("s.geojson"), collection(&[])),
            "s.geojson: it is empty, and had 200",
        ),
        (
            "demand cut off",
            |dir| {
                let text = fs::read_to_string(dir.path().join("p.csv")).unwrap();
                replace(&dir.path().join("p.csv"), text.lines().take(100).collect::<Vec<_>>().join("\n"));
            },
            "p.csv: 99 records where there were 200",
        ),
        (
            "the list of sources",
            |dir| fs::remove_file(dir.path().join("dataset.toml")).unwrap(),
            "dataset.toml is gone",
        ),
    ];
    for (what, change, told) in losses {
        let dir = everything();
        // Without the list every GeoJSON file is one of stations.
        let beside = DataDir::new()
            .with_stations("s.geojson", &stations(0, 200))
            .with("dataset.toml", "[[stations]]\npath = \"s.geojson\"\ncrs = \"gcj02\"\n");
        let dir = if *what == "the list of sources" { beside } else { dir };
        let live = Live::asked(dir.path());
        let version = live.version();
        change(&dir);
        let Ended::Refused(reason) = live.reload(false) else { panic!("{what} was taken") };
        assert!(reason.contains(told) && reason.contains("force"), "{what}: {reason}");
        assert_eq!(live.version(), version, "{what}");
        assert_eq!((live.reload(true), live.trouble()), (Ended::Loaded, String::new()), "{what}");
    }
}

#[test]
fn a_zone_that_is_none_is_refused_unless_it_is_forced_or_was_none_before() {
    let list = |of_all: &str, of_source: &str| {
        format!("{of_all}[[stations]]\npath = \"s.geojson\"\n{of_source}[[stations]]\npath = \"t.geojson\"\n")
    };
    let (known, unknown, other) =
        ("timezone = \"Asia/Shanghai\"\n", "timezone = \"Asia/Shangai\"\n", "timezone = \"\"\n");
    for (before, after, told) in [
        (list(known, ""), list(unknown, ""), Some("dataset.toml: timezone \"Asia/Shangai\"")),
        (list("", ""), list(unknown, ""), Some("dataset.toml: timezone \"Asia/Shangai\"")),
        (list(known, ""), list(other, ""), Some("dataset.toml: timezone \"\"")),
        (list(known, known), list(known, unknown), Some("s.geojson: timezone \"Asia/Shangai\"")),
        (list(known, ""), list(known, unknown), Some("s.geojson: timezone \"Asia/Shangai\"")),
        (list(unknown, ""), list(known, unknown), Some("s.geojson: timezone \"Asia/Shangai\"")),
        (list(known, known), list("", ""), None),
        (list(known, known), list("timezone = \"UTC\"\n", ""), None),
        (list(unknown, ""), list(other, ""), None),
        (list(unknown, ""), list("", ""), None),
        (list(known, unknown), list("timezone = \"UTC\"\n", unknown), None),
    ] {
        let dir = DataDir::new()
            .with_stations("s.geojson", &stations(0, 20))
            .with_stations("t.geojson", &[])
            .with("dataset.toml", &before);
        let live = Live::asked(dir.path());
        replace(&dir.path().join("dataset.toml"), &after);
        let ended = live.reload(false);
        let Some(told) = told else {
            assert_eq!((ended, live.trouble()), (Ended::Loaded, String::new()), "{before} to {after}");
            continue;
        };
        let Ended::Refused(reason) = ended else { panic!("{before} to {after}: {ended:?}") };
        assert!(reason.starts_with(told) && reason.contains("force the reload"), "{before} to {after}: {reason}");
        assert_eq!((live.reload(true), live.trouble()), (Ended::Loaded, String::new()), "{before} to {after}");
    }
}

#[test]
fn what_is_good_is_taken_and_what_was_bad_before_costs_nobody_else() {
    let dir = everything();
    let live = Live::asked(dir.path());
    assert_eq!(live.reload(false), Ended::Unchanged);
    // One in ten fewer is not more than that.
    replace(&dir.path().join("s.geojson"), collection(&stations(1, 180)));
    assert_eq!((live.reload(false), live.snapshot().index.len()), (Ended::Loaded, 180));
    replace(&dir.path().join("s.geojson"), "broken");
    assert!(matches!(live.reload(false), Ended::Refused(_)));
    assert!(!live.trouble().is_empty());
    // Back as it was, it is what is in use.
    replace(&dir.path().join("s.geojson"), collection(&stations(1, 180)));
    assert_eq!((live.reload(false), live.trouble()), (Ended::Unchanged, String::new()));
    assert_eq!((live.store.reloads.loaded.load(std::sync::atomic::Ordering::Relaxed)), 1);

    let dir = DataDir::new().with_stations("a.geojson", &stations(0, 20)).with("b.geojson", "broken from the start");
    let live = Live::asked(dir.path());
    replace(&dir.path().join("a.geojson"), collection(&stations(1, 20)));
    assert_eq!((live.reload(false), live.trouble()), (Ended::Loaded, String::new()));
}

#[test]
fn what_was_replaced_is_freed_when_its_last_reader_goes() {
    let dir = everything();
    let live = Live::asked(dir.path());
    let held = live.snapshot();
    let seen = std::sync::Arc::downgrade(&held);
    for generation in 1..4 {
        replace(&dir.path().join("s.geojson"), collection(&stations(generation, 200)));
        assert_eq!(live.reload(false), Ended::Loaded);
    }
    assert!(held.feature_text(0).unwrap().text().contains("generation 0"));
    drop(held);
    live.until("the end of what nobody reads", |_| seen.strong_count() == 0);
}
