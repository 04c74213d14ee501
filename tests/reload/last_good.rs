//! What is served after a start with broken sources? The copy that was last good, if every byte of it is as it was.

use super::data::{DataDir, collection};
use super::live::{Live, NEVER, everything, replace, stations};
use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;
use waystation::store::{Began, Ended, Pace, Shelf, Source, begin, load};

const ASKED: Pace = Pace { look_every: NEVER, settle: Duration::ZERO, watch: false };

/// A directory, the place of its copies, and a copy of what it holds.
fn saved() -> (DataDir, DataDir, Shelf, String) {
    let (dir, state) = (everything(), DataDir::new());
    let shelf = Shelf::below(state.path(), dir.path());
    let version = save(&dir, &shelf);
    (dir, state, shelf, version)
}

fn save(dir: &DataDir, shelf: &Shelf) -> String {
    let source = Source::at(Some(dir.path())).unwrap();
    let snapshot = load(&source, &|_, _, _| {}).unwrap();
    shelf.save(&snapshot, &source).unwrap();
    snapshot.version
}

fn begun(dir: &DataDir, shelf: &Shelf) -> Result<Began, String> {
    begin(&Source::Directory(dir.path().to_owned()), Some(shelf), &|_, _, _| {})
}

/// Every file below a directory.
fn files(directory: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(directory).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() { found.extend(files(&path)) } else { found.push(path) }
    }
    found.sort();
    found
}

#[test]
fn broken_sources_are_stood_in_for_by_the_last_good_copy_and_it_is_said() {
    type Damage = fn(&DataDir);
    let breaks: [(&str, Damage); 4] = [
        ("cut off", |dir| {
            replace(&dir.path().join("s.geojson"), &fs::read(dir.path().join("s.geojson")).unwrap()[..5000])
        }),
        ("gone", |dir| fs::remove_dir_all(dir.path()).unwrap()),
        ("no list", |dir| replace(&dir.path().join("dataset.toml"), "]")),
        ("no day", |dir| replace(&dir.path().join("days.csv"), "")),
    ];
    for (how, damage) in breaks {
        let (dir, _state, shelf, version) = saved();
        damage(&dir);
        let began = begun(&dir, &shelf).unwrap();
        assert_eq!(began.snapshot.version, version, "{how}");
        let reason = began.trouble.unwrap().reason;
        assert!(reason.contains("the last good copy is served, saved at 2"), "{how}: {reason}");
    }
}

#[test]
fn sources_that_can_be_read_are_served_however_much_is_gone() {
    let (dir, _state, shelf, _) = saved();
    replace(&dir.path().join("s.geojson"), collection(&stations(0, 3)));
    let began = begun(&dir, &shelf).unwrap();
    assert_eq!((began.snapshot.index.len(), began.trouble), (3, None));
}

/// A directory whose list says what nothing else does, with a copy of it.
fn saved_in_gcj02() -> (DataDir, DataDir, Shelf, String) {
    let dir = DataDir::new()
        .with_stations("s.geojson", &stations(0, 20))
        .with("dataset.toml", "[[stations]]\npath = \"s.geojson\"\ncrs = \"gcj02\"\n");
    let state = DataDir::new();
    let shelf = Shelf::below(state.path(), dir.path());
    let version = save(&dir, &shelf);
    (dir, state, shelf, version)
}

#[test]
fn a_list_of_sources_that_is_gone_at_a_start_is_stood_in_for_by_the_copy_until_it_is_back_or_that_is_forced() {
    let (dir, _state, shelf, version) = saved_in_gcj02();
    let list = dir.path().join("dataset.toml");
    let text = fs::read(&list).unwrap();
    let start = || Live::start(Source::at(Some(dir.path())).unwrap(), Some(shelf.clone()), ASKED);
    fs::remove_file(&list).unwrap();
    let live = start();
    let cure = "bring back what is gone or, if that is meant, force a reload or remove the last good copy";
    for part in ["dataset.toml is gone", cure, "the last good copy is served"] {
        assert!(live.trouble().contains(part), "{}", live.trouble());
    }
    assert_eq!(live.version(), version);
    assert!(matches!(live.reload(false), Ended::Refused(_)));
    replace(&list, &text);
    live.reload(false);
    assert_eq!((live.version(), live.trouble()), (version.clone(), String::new()));
    // What was to be saved is saved before the next reload is begun.
    assert_eq!(live.reload(false), Ended::Unchanged);
    drop(live);

    fs::remove_file(&list).unwrap();
    let live = start();
    let saved_at = shelf.read().unwrap().saved_at();
    assert_eq!((live.reload(true), live.trouble()), (Ended::Loaded, String::new()));
    assert_ne!(live.version(), version, "they are taken for WGS 84 now");
    live.until("another copy", |_| shelf.read().is_ok_and(|copy| copy.saved_at() > saved_at));
    assert_eq!(begun(&dir, &shelf).unwrap().trouble, None);
}

#[test]
fn a_list_that_says_what_holds_without_it_is_missed_all_the_same_at_a_start_and_later() {
    let dir = DataDir::new()
        .with_stations("s.geojson", &stations(0, 20))
        .with("dataset.toml", "[[stations]]\npath = \"s.geojson\"\n");
    let state = DataDir::new();
    let shelf = Shelf::below(state.path(), dir.path());
    save(&dir, &shelf);
    let live = Live::asked(dir.path());
    fs::remove_file(dir.path().join("dataset.toml")).unwrap();
    assert!(matches!(live.reload(false), Ended::Refused(reason) if reason.contains("dataset.toml is gone")));
    let live = Live::start(Source::at(Some(dir.path())).unwrap(), Some(shelf), ASKED);
    assert!(live.trouble().contains("dataset.toml is gone"), "{}", live.trouble());
    assert!(matches!(live.reload(false), Ended::Refused(reason) if reason.contains("dataset.toml is gone")));
}

#[test]
#[cfg(unix)]
fn a_list_that_is_there_and_cannot_be_read_is_never_taken_for_none() {
    type Damage = fn(&Path);
    let damages: [(Damage, &str); 4] = [
        (
            |list| std::os::unix::fs::symlink("nowhere.toml", list).unwrap(),
            "dataset.toml: it leads to nowhere.toml, which cannot be read: no such file or directory",
        ),
        (
            |list| std::os::unix::fs::symlink("dataset.toml", list).unwrap(),
            "dataset.toml: it leads to dataset.toml, which",
        ),
        (|list| fs::create_dir(list).unwrap(), "dataset.toml: is a directory, a file is expected"),
        (|list| fs::write(list, [0xFF]).unwrap(), "dataset.toml is not UTF-8 text"),
    ];
    for (damage, told) in damages {
        let (dir, state, shelf, version) = saved_in_gcj02();
        let list = dir.path().join("dataset.toml");
        let live = Live::asked(dir.path());
        fs::remove_file(&list).unwrap();
        damage(&list);
        for forced in [false, true] {
            assert!(matches!(live.reload(forced), Ended::Refused(reason) if reason.contains(told)), "{told}");
        }
        let began = begun(&dir, &shelf).unwrap();
        let reason = began.trouble.unwrap().reason;
        assert_eq!(began.snapshot.version, version);
        assert!(reason.contains(told) && reason.contains("the last good copy is served"), "{told}: {reason}");
        let without_copy = begun(&dir, &Shelf::below(state.path(), Path::new("/another"))).unwrap_err();
        assert!(without_copy.contains(told), "{told}: {without_copy}");
    }
}

#[test]
fn without_a_copy_a_directory_without_a_list_is_served_as_ever() {
    let (dir, state) = (DataDir::new().with_stations("s.geojson", &stations(0, 20)), DataDir::new());
    let began = begun(&dir, &Shelf::below(state.path(), dir.path())).unwrap();
    assert_eq!((began.snapshot.index.len(), began.trouble), (20, None));
}

#[test]
fn where_no_station_is_left_at_a_start_the_copy_is_served_and_kept() {
    type Damage = fn(&DataDir);
    let losses: [(&str, Damage); 4] = [
        ("an empty list", |dir| replace(&dir.path().join("dataset.toml"), "")),
        ("a list of other things", |dir| {
            replace(&dir.path().join("dataset.toml"), "[[regions]]\npath = \"r.geojson\"\n")
        }),
        ("an empty file", |dir| replace(&dir.path().join("s.geojson"), collection(&[]))),
        ("another file, empty", |dir| {
            replace(&dir.path().join("t.geojson"), collection(&[]));
            replace(&dir.path().join("dataset.toml"), "[[stations]]\npath = \"t.geojson\"\n");
        }),
    ];
    for (what, damage) in losses {
        let (dir, _state, shelf, version) = saved();
        damage(&dir);
        let saved_at = shelf.read().unwrap().saved_at();
        let live = Live::start(Source::at(Some(dir.path())).unwrap(), Some(shelf.clone()), ASKED);
        assert!(live.trouble().contains("no station is left where there were 200"), "{what}: {}", live.trouble());
        assert_eq!((live.version(), live.snapshot().index.len()), (version, 200), "{what}");
        assert!(matches!(live.reload(false), Ended::Refused(reason) if reason.contains("force")), "{what}");
        // What was to be saved is saved before the next reload is begun.
        assert!(matches!(live.reload(false), Ended::Refused(_)), "{what}");
        assert_eq!(shelf.read().unwrap().saved_at(), saved_at, "{what}");
        assert_eq!((live.reload(true), live.snapshot().index.len()), (Ended::Loaded, 0), "{what}");
        live.until("a copy of nothing", |_| shelf.read().is_ok_and(|copy| copy.saved_at() > saved_at));
        let began = begun(&dir, &shelf).unwrap();
        assert_eq!((began.snapshot.index.len(), began.trouble), (0, None), "{what}");
    }
}

#[test]
fn one_file_that_was_gone_at_the_start_is_taken_up_when_it_is_back_whatever_it_is_called() {
    let table = "id,name,lon,lat\na,A,121,31\nb,B,121.1,31\n";
    let features = collection(&stations(0, 2));
    for (name, text) in [
        ("x.csv", table),
        ("X.CSV", table),
        ("x.json", &features),
        ("x.geojson", &features),
        ("X.GeoJSON", &features),
        ("stations", &features),
    ] {
        let (dir, state) = (DataDir::new().with(name, text), DataDir::new());
        let path = dir.path().join(name);
        let shelf = Shelf::below(state.path(), &path);
        let source = Source::at(Some(&path)).unwrap();
        shelf.save(&load(&source, &|_, _, _| {}).unwrap(), &source).unwrap();
        fs::remove_file(&path).unwrap();
        let expected = Source::expected_at(&path, &shelf.read().unwrap());
        assert_eq!(expected, source, "{name}");
        let live = Live::start(expected, Some(shelf), ASKED);
        assert!(live.trouble().contains("the last good copy is served"), "{name}: {}", live.trouble());
        assert_eq!(live.snapshot().index.len(), 2, "{name}");
        replace(&path, text);
        live.reload(false);
        assert_eq!((live.snapshot().index.len(), live.trouble()), (2, String::new()), "{name}");
    }
}

#[test]
fn a_directory_that_was_gone_at_the_start_stays_one_whatever_it_is_called() {
    for list in [None, Some("[[stations]]\npath = \"x.csv\"\n")] {
        let (dir, state) = (DataDir::new(), DataDir::new());
        let path = dir.path().join("x.csv");
        fs::create_dir(&path).unwrap();
        fs::write(path.join("s.geojson"), collection(&stations(0, 2))).unwrap();
        fs::write(path.join("x.csv"), "lon,lat\n121,31\n").unwrap();
        if let Some(list) = list {
            fs::write(path.join("dataset.toml"), list).unwrap();
        }
        let shelf = Shelf::below(state.path(), &path);
        let source = Source::at(Some(&path)).unwrap();
        shelf.save(&load(&source, &|_, _, _| {}).unwrap(), &source).unwrap();
        fs::remove_dir_all(&path).unwrap();
        let copy = shelf.read().unwrap();
        assert_eq!(Source::expected_at(&path, &copy), source, "{list:?}");
        assert_eq!(Source::expected_at(&path.join("dataset.toml"), &copy), source, "{list:?}");
    }
}

#[test]
fn once_the_sources_are_mended_they_are_served_and_nothing_is_stale() {
    let (dir, _state, shelf, version) = saved();
    let whole = fs::read(dir.path().join("s.geojson")).unwrap();
    replace(&dir.path().join("s.geojson"), "");
    let live = Live::start(Source::at(Some(dir.path())).unwrap(), Some(shelf), ASKED);
    assert!(live.trouble().contains("the file is empty"), "{}", live.trouble());
    replace(&dir.path().join("s.geojson"), whole);
    live.reload(false);
    assert_eq!((live.version(), live.trouble()), (version, String::new()));
}

#[test]
fn a_copy_with_any_byte_changed_is_not_served() {
    let (dir, state, shelf, _) = saved();
    replace(&dir.path().join("s.geojson"), "");
    for path in files(state.path()).into_iter().filter(|path| !path.ends_with("lock")) {
        let whole = fs::read(&path).unwrap();
        for place in [0, whole.len() / 2, whole.len() - 2] {
            let mut damaged = whole.clone();
            damaged[place] ^= 1;
            fs::write(&path, &damaged).unwrap();
            let began = begun(&dir, &shelf).unwrap();
            let told = began.trouble.map(|trouble| trouble.reason);
            let told = (began.snapshot.index.len(), told.as_deref());
            assert_eq!(told, (0, Some("s.geojson:1: the file is empty")), "{} at {place}", path.display());
        }
        fs::remove_file(&path).unwrap();
        assert_eq!(begun(&dir, &shelf).unwrap().snapshot.index.len(), 0);
        fs::write(&path, &whole).unwrap();
    }
    assert!(begun(&dir, &shelf).unwrap().trouble.is_some());
}

#[test]
fn without_a_copy_broken_sources_are_told_as_ever() {
    let dir = everything();
    let state = DataDir::new();
    let shelf = Shelf::below(state.path(), dir.path());
    replace(&dir.path().join("dataset.toml"), "]");
    assert!(begun(&dir, &shelf).unwrap_err().contains("dataset.toml"));
}

#[test]
fn without_one_good_station_the_sources_are_trouble_unless_that_is_what_the_files_say() {
    let state = DataDir::new();
    let swapped = collection(&stations(0, 2)).replace("120.", "30.").replace(",30.", ",120.").replace(",31.", ",121.");
    let one = |name: &str, text: &str| DataDir::new().with(name, text);
    let cut = collection(&stations(0, 2))[..40].to_owned();
    let list =
        |names: &[&str]| names.iter().map(|name| format!("[[stations]]\npath = \"{name}\"\n")).collect::<String>();
    for (dir, told) in [
        (one("a.geojson", ""), "a.geojson:1: the file is empty"),
        (one("a.geojson", &cut), "cut off"),
        (one("a.geojson", &swapped), "a.geojson: none of its 2 records is good, as a.geojson:2 [0] s0: lat 120"),
        (one("a.geojson", "").with("b.geojson", collection(&[])), "a.geojson:1: the file is empty"),
        (
            one("dataset.toml", &list(&["1", "2", "3", "4", "5"])),
            "3: cannot be read: no such file or directory; and 2 more files",
        ),
    ] {
        let shelf = Shelf::below(state.path(), dir.path());
        let began = begun(&dir, &shelf).unwrap();
        let reason = began.trouble.unwrap().reason;
        assert!(began.snapshot.index.is_empty() && reason.contains(told), "{told}: {reason}");
    }
    for dir in [
        one("a.geojson", &collection(&[])),
        one("dataset.toml", ""),
        one("a.geojson", "").with_stations("b.geojson", &stations(0, 1)),
        one("dataset.toml", "[[stations]]\npath = \"a.geojson\"\n[[regions]]\npath = \"none\"\n")
            .with("a.geojson", collection(&[])),
    ] {
        let shelf = Shelf::below(state.path(), dir.path());
        assert!(begun(&dir, &shelf).unwrap().trouble.is_none());
    }
}

#[test]
fn what_is_in_use_is_saved_each_time_and_only_what_changed_is_written() {
    let (dir, state) = (everything(), DataDir::new());
    let shelf = Shelf::below(state.path(), dir.path());
    let live = Live::start(Source::at(Some(dir.path())).unwrap(), Some(shelf.clone()), ASKED);
    live.until("a first copy", |_| shelf.read().is_ok());
    let kept = |state: &DataDir| -> Vec<PathBuf> {
        files(state.path()).into_iter().filter(|path| path.to_str().unwrap().contains("/files/")).collect()
    };
    let before = kept(&state);
    assert_eq!(before.len(), 4, "{before:?}");
    // Would be written anew if it were not left alone.
    let stamps = |paths: &[PathBuf]| -> Vec<_> {
        paths.iter().map(|path| fs::metadata(path).unwrap().modified().unwrap()).collect()
    };
    let (stamps_before, saved_at) = (stamps(&before), shelf.read().unwrap().saved_at());
    replace(&dir.path().join("s.geojson"), collection(&stations(1, 200)));
    live.reload(false);
    live.until("a second copy", |_| shelf.read().is_ok_and(|copy| copy.saved_at() > saved_at));
    live.until("nothing that is in no copy", |_| kept(&state).len() == 4);
    let after = kept(&state);
    let same: Vec<&PathBuf> = before.iter().filter(|path| after.contains(path)).collect();
    assert_eq!(same.len(), 3);
    for (path, stamp) in before.iter().zip(stamps_before) {
        if after.contains(path) {
            assert_eq!(fs::metadata(path).unwrap().modified().unwrap(), stamp);
        }
    }
}

#[test]
fn a_copy_that_cannot_be_written_is_told_and_nothing_else_suffers() {
    let (dir, state) = (everything(), DataDir::new().with("in-the-way", ""));
    let shelf = Shelf::below(&state.path().join("in-the-way"), dir.path());
    let live = Live::start(Source::at(Some(dir.path())).unwrap(), Some(shelf), ASKED);
    live.until("the reason", |live| live.store.unsaved().is_some());
    assert!(live.store.unsaved().unwrap().contains("in-the-way"));
    replace(&dir.path().join("s.geojson"), collection(&stations(1, 200)));
    live.reload(false);
    assert!(live.trouble().is_empty());
}

#[test]
fn a_data_set_keeps_its_copy_when_its_link_leads_elsewhere_and_no_two_share_one() {
    let state = DataDir::new();
    let at = |path: &str| format!("{:?}", Shelf::below(state.path(), Path::new(path)));
    assert_eq!(at("/data/now"), at("/data/./now"));
    assert_ne!(at("/data/now"), at("/data/then"));
}
