//! How many bytes does a snapshot hold for each station, beside those of the station's own text in the file?

use super::{ALLOCATOR, ALONE};
use std::fs::{self, File};
use std::io::BufWriter;
use std::path::Path;
use std::sync::PoisonError;
use waystation::store::{Snapshot, Source, load};

#[path = "../../benches/sized.rs"]
mod sized;

use sized::{Said, write_geojson};

const STATIONS: usize = 50_000;

/// Most bytes a station beside its text, searches by words prepared.
const MOST_BESIDE: f64 = 150.0;

/// The same where nearly nothing is said of it and, as it has no name, a warning is kept for each.
const MOST_BESIDE_LITTLE: f64 = 260.0;

fn data_set(directory: &Path, said: Said) -> u64 {
    let path = directory.join("stations.geojson");
    let mut file = BufWriter::new(File::create(&path).unwrap());
    write_geojson(&mut file, STATIONS, said, 0).unwrap();
    drop(file);
    let manifest = "timezone = \"Asia/Shanghai\"\n[[stations]]\npath = \"stations.geojson\"\n";
    fs::write(directory.join("dataset.toml"), manifest).unwrap();
    fs::metadata(path).unwrap().len()
}

fn loaded(directory: &Path) -> Snapshot {
    let snapshot = load(&Source::Directory(directory.to_owned()), &|_, _, _| ()).unwrap();
    assert_eq!((snapshot.index.len(), &*snapshot.rejections), (STATIONS, &[][..]));
    snapshot
}

/// Bytes a station that are in use beyond so many.
fn a_station(before: usize) -> f64 {
    (ALLOCATOR.current_usage() as f64 - before as f64) / STATIONS as f64
}

#[test]
fn a_station_takes_little_beside_its_text_and_a_second_load_no_more_than_the_first() {
    let _alone = ALONE.lock().unwrap_or_else(PoisonError::into_inner);
    let directory = tempfile::tempdir().unwrap();
    for (said, most) in [(Said::Much, MOST_BESIDE), (Said::Little, MOST_BESIDE_LITTLE)] {
        let text = data_set(directory.path(), said) as f64 / STATIONS as f64;
        // What is made once for the process, as threads and tables of words, is there after the first.
        loaded(directory.path()).prepare_search();
        let before = ALLOCATOR.current_usage();
        ALLOCATOR.reset_peak_usage();
        let snapshot = loaded(directory.path());
        let (loaded_only, peak) = (a_station(before), (ALLOCATOR.peak_usage() - before) as f64 / STATIONS as f64);
        let index = snapshot.index.bytes() as f64 / STATIONS as f64;
        snapshot.prepare_search();
        let held = a_station(before);
        println!(
            "{said:?}: text {text:.1}, held {loaded_only:.1} (index {index:.1}), with words {held:.1}, \
             while loading {peak:.1} bytes a station"
        );
        assert!(held <= text + most, "{held} bytes a station of {text} in the file");
        // A new snapshot stands beside the old one only until that is dropped.
        let again = loaded(directory.path());
        again.prepare_search();
        assert_eq!(again.version, snapshot.version);
        drop(snapshot);
        let held_again = a_station(before);
        assert!(held_again <= held * 1.01, "{held_again} bytes a station after {held}");
    }
}
