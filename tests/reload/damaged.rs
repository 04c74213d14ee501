//! What if a file is damaged, in any of 500 ways? What was good stays, the reason is told, and once it is mended it counts.

use super::live::{Live, everything};
use std::fs;
use std::path::Path;
use waystation::store::Ended;

/// Reloads a damaged directory: what is in use stays, or every loss is told and small.
fn is_survived(live: &Live, what: &str, good: &str) -> bool {
    match live.reload(false) {
        Ended::Partly(reason) => panic!("{what}: nothing else changed: {reason}"),
        Ended::Refused(reason) => {
            assert!(!reason.is_empty() && live.version() == good, "{what}");
            true
        }
        Ended::Loaded | Ended::Unchanged => {
            let snapshot = live.snapshot();
            assert!(snapshot.index.len() >= 180 && snapshot.regions.len() >= 36, "{what}: {:?}", snapshot.files);
            assert!(snapshot.files.iter().all(|file| file.broken.is_none()), "{what}");
            let lost = snapshot.index.len() + snapshot.regions.len() < 240;
            assert!(!lost || !snapshot.rejections.is_empty(), "{what} lost something and told nothing");
            false
        }
    }
}

fn mended(live: &Live, path: &Path, content: &[u8], good: &str) {
    fs::write(path, content).unwrap();
    assert!(!matches!(live.reload(false), Ended::Refused(_)), "{}", path.display());
    assert_eq!((live.version().as_str(), live.trouble()), (good, String::new()));
}

#[test]
fn files_cut_off_anywhere_do_no_harm() {
    let dir = everything();
    let live = Live::asked(dir.path());
    let good = live.version();
    let mut refused = 0;
    for name in ["s.geojson", "r.geojson", "p.csv"] {
        let path = dir.path().join(name);
        let whole = fs::read(&path).unwrap();
        for percent in 0..100 {
            fs::write(&path, &whole[..whole.len() * percent / 100]).unwrap();
            let what = format!("{name} cut off at {percent} %");
            let is_refused = is_survived(&live, &what, &good);
            assert!(is_refused || percent >= 90, "{what} was taken");
            refused += usize::from(is_refused);
        }
        mended(&live, &path, &whole, &good);
    }
    // Every GeoJSON file, and every table below nine tenths.
    assert!(refused >= 290, "{refused}");
}

#[test]
fn files_with_flipped_bits_do_no_harm() {
    let dir = everything();
    let live = Live::asked(dir.path());
    let good = live.version();
    // Knuth's multiplier: positions all over the files, the same in each run.
    let mut state = 1u64;
    for (number, name) in
        ["s.geojson", "r.geojson", "p.csv", "days.csv", "dataset.toml"].into_iter().cycle().take(180).enumerate()
    {
        let path = dir.path().join(name);
        let whole = fs::read(&path).unwrap();
        let mut damaged = whole.clone();
        for _ in 0..=number % 4 {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            let place = (state >> 33) as usize % damaged.len();
            damaged[place] ^= 1 << ((state >> 20) % 8);
        }
        fs::write(&path, damaged).unwrap();
        is_survived(&live, &format!("flip {number} in {name}"), &good);
        mended(&live, &path, &whole, &good);
    }
}

#[cfg(unix)]
#[test]
fn what_is_no_file_does_no_harm() {
    use std::os::unix::fs::symlink;
    use std::os::unix::net::UnixListener;
    type Make = fn(&Path);
    let kinds: [(&str, Make); 5] = [
        ("a pipe", |path| assert!(std::process::Command::new("mkfifo").arg(path).status().unwrap().success())),
        ("a directory", |path| fs::create_dir(path).unwrap()),
        ("a link to itself", |path| symlink(path, path).unwrap()),
        ("a link to nothing", |path| symlink("/nowhere/at/all", path).unwrap()),
        ("a socket", |path| drop(UnixListener::bind(path).unwrap())),
    ];
    for name in ["s.geojson", "r.geojson", "p.csv", "days.csv"] {
        for (what, make) in kinds {
            let dir = everything();
            let live = Live::asked(dir.path());
            let good = live.version();
            let path = dir.path().join(name);
            let whole = fs::read(&path).unwrap();
            fs::remove_file(&path).unwrap();
            make(&path);
            assert!(is_survived(&live, &format!("{name} is {what}"), &good));
            let _ = fs::remove_dir(&path).or_else(|_| fs::remove_file(&path));
            mended(&live, &path, &whole, &good);
        }
    }
}
