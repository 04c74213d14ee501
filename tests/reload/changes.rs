//! Is a change noticed, however the files are changed? Told by the system alone, and by looking alone.

use super::data::{DataDir, collection};
use super::live::{Live, NEVER, replace, stations};
use std::fs;
use std::path::Path;
use std::time::Duration;
use waystation::store::{Pace, Source};

/// One way for new stations to come into a directory.
type Arrival = fn(&Path, &str);

fn name_in_use(live: &Live) -> String {
    let snapshot = live.snapshot();
    snapshot.index.stations().first().and_then(|station| Some(station.name.as_ref()?.to_string())).unwrap_or_default()
}

/// Has several generations come, each in another way, and waits until each is in use.
fn all_arrive(pace: Pace) {
    let arrivals: &[(&str, Arrival)] = &[
        ("written in place", |data, text| fs::write(data.join("s.geojson"), text).unwrap()),
        ("renamed over", |data, text| replace(&data.join("s.geojson"), text)),
        ("removed and made anew", |data, text| {
            fs::remove_file(data.join("s.geojson")).unwrap();
            fs::write(data.join("s.geojson"), text).unwrap();
        }),
        ("the directory made anew", |data, text| {
            fs::remove_dir_all(data).unwrap();
            fs::create_dir(data).unwrap();
            fs::write(data.join("s.geojson"), text).unwrap();
        }),
        ("the directory replaced", |data, text| {
            let beside = data.with_extension("next");
            fs::create_dir(&beside).unwrap();
            fs::write(beside.join("s.geojson"), text).unwrap();
            fs::rename(data, data.with_extension("old")).unwrap();
            fs::rename(&beside, data).unwrap();
            fs::remove_dir_all(data.with_extension("old")).unwrap();
        }),
        ("written in place again", |data, text| fs::write(data.join("s.geojson"), text).unwrap()),
        ("another file beside it", |data, text| {
            fs::write(data.join("a.geojson"), text).unwrap();
            fs::remove_file(data.join("s.geojson")).unwrap();
        }),
    ];
    let dir = DataDir::new();
    let data = dir.path().join("data");
    fs::create_dir(&data).unwrap();
    fs::write(data.join("s.geojson"), collection(&stations(0, 50))).unwrap();
    let live = Live::start(Source::at(Some(&data)).unwrap(), None, pace);
    for (place, (how, arrive)) in arrivals.iter().enumerate() {
        arrive(&data, &collection(&stations(place + 1, 50)));
        let wanted = format!("generation {}", place + 1);
        live.until(how, |live| name_in_use(live) == wanted && live.trouble().is_empty());
    }
}

#[test]
fn what_the_system_tells_of_is_noticed_without_looking() {
    all_arrive(Pace { look_every: NEVER, settle: Duration::from_millis(20), watch: true });
}

#[test]
fn what_nobody_tells_of_is_noticed_by_looking() {
    all_arrive(Pace { look_every: Duration::from_millis(20), settle: Duration::from_millis(20), watch: false });
}

#[cfg(unix)]
#[test]
fn a_link_set_to_other_files_is_a_change() {
    use std::os::unix::fs::symlink;
    for watch in [true, false] {
        let look_every = if watch { NEVER } else { Duration::from_millis(20) };
        let pace = Pace { look_every, settle: Duration::from_millis(20), watch };
        let dir = DataDir::new();
        let version = |number: usize| {
            let path = dir.path().join(format!("v{number}"));
            fs::create_dir(&path).unwrap();
            fs::write(path.join("s.geojson"), collection(&stations(number, 50))).unwrap();
            path
        };
        let relink = |target: &Path, link: &Path| {
            let beside = dir.path().join("next-link");
            symlink(target, &beside).unwrap();
            fs::rename(beside, link).unwrap();
        };
        // The directory itself is a link.
        let current = dir.path().join("current");
        symlink(version(0), &current).unwrap();
        let live = Live::start(Source::at(Some(&current)).unwrap(), None, pace);
        for number in 1..4 {
            relink(&version(number), &current);
            live.until("the next directory", |live| name_in_use(live) == format!("generation {number}"));
        }
        // As a config map is laid out: each file leads to `..data`, which leads to a directory that is replaced.
        let map = dir.path().join("map");
        fs::create_dir(&map).unwrap();
        symlink(version(10), map.join("..data")).unwrap();
        symlink("..data/s.geojson", map.join("s.geojson")).unwrap();
        let live = Live::start(Source::at(Some(&map)).unwrap(), None, pace);
        for number in 11..14 {
            relink(&version(number), &map.join("..data"));
            fs::remove_dir_all(dir.path().join(format!("v{}", number - 1))).unwrap();
            live.until("the next config map", |live| name_in_use(live) == format!("generation {number}"));
        }
    }
}

#[test]
fn every_kind_of_file_is_looked_at() {
    let dir = super::live::everything();
    let pace = Pace { look_every: NEVER, settle: Duration::from_millis(20), watch: true };
    let live = Live::start(Source::at(Some(dir.path())).unwrap(), None, pace);
    for (file, from, to) in [
        ("r.geojson", "\"r7\"", "\"seven\""),
        ("p.csv", ",199\n", ",198\n"),
        ("days.csv", "day 28", "the last day"),
        ("dataset.toml", "timezone", "name = \"x\"\ntimezone"),
        ("dataset.toml", "s.geojson\"", "s.geojson\"\nattribution = \"whom to name\""),
    ] {
        let before = live.version();
        let path = dir.path().join(file);
        let text = fs::read_to_string(&path).unwrap();
        assert!(text.contains(from), "{file}");
        fs::write(&path, text.replace(from, to)).unwrap();
        live.until(file, |live| live.version() != before);
    }
}
