//! How does a test hold data that changes? In a directory, loaded, watched, and looked at until something holds.

use super::data::{DataDir, collection, feature};
use serde_json::{Value, json};
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::mpsc::channel;
use std::time::{Duration, Instant};
use waystation::store::{Ended, Look, Pace, Reloader, Shelf, Snapshot, Source, Store, begin};

/// Far longer than anything here takes.
const PATIENCE: Duration = Duration::from_secs(60);

/// So far apart that nobody looks unless told to.
pub const NEVER: Duration = Duration::from_secs(86_400);

/// A data set in use.
pub struct Live {
    pub store: Arc<Store>,
    pub reloader: Reloader,
}

impl Live {
    /// Loads a source and keeps it fresh at a pace.
    pub fn start(source: Source, shelf: Option<Shelf>, pace: Pace) -> Self {
        let store = Arc::new(Store::default());
        let seen = Look::at(&source);
        let began = begin(&source, shelf.as_ref(), &|_, _, _| {}).unwrap();
        store.set_trouble(began.trouble);
        store.publish(began.snapshot);
        let reloader = Reloader::start(store.clone(), source, seen, shelf, pace, Box::new(|_| {})).unwrap();
        Self { store, reloader }
    }

    /// Loads a directory, and again only when asked to.
    pub fn asked(dir: &Path) -> Self {
        let pace = Pace { look_every: NEVER, settle: Duration::ZERO, watch: false };
        let live = Self::start(Source::at(Some(dir)).unwrap(), None, pace);
        // From here on its first look is behind it.
        assert_eq!(live.reload(false), Ended::Unchanged);
        live
    }

    /// Reloads and waits for how it ends.
    pub fn reload(&self, forced: bool) -> Ended {
        let (then, ended) = channel();
        self.reloader.reload(forced, move |ended| then.send(ended).unwrap());
        ended.recv_timeout(PATIENCE).unwrap()
    }

    pub fn snapshot(&self) -> Arc<Snapshot> {
        self.store.current().unwrap()
    }

    pub fn version(&self) -> String {
        self.snapshot().version.clone()
    }

    /// Why what is in use is not what the sources hold; empty if it is.
    pub fn trouble(&self) -> String {
        self.store.trouble().map_or(String::new(), |trouble| trouble.reason.clone())
    }

    /// Waits until something holds.
    pub fn until(&self, what: &str, holds: impl Fn(&Self) -> bool) {
        let began = Instant::now();
        while !holds(self) {
            assert!(began.elapsed() < PATIENCE, "{what} does not come; trouble: {}", self.trouble());
            std::thread::yield_now();
        }
    }
}

/// So many stations, of a generation that each of them tells.
pub fn stations(generation: usize, count: usize) -> Vec<Value> {
    let place = |number: usize| (120.0 + (number % 100) as f64 / 100.0, 30.0 + (number / 100) as f64 / 100.0);
    let one = |number: usize| {
        let (lon, lat) = place(number);
        let properties =
            json!({"name": format!("generation {generation}"), "amenities": ["water"], "opening_hours": "24/7"});
        feature(format!("s{number}"), lon, lat, properties)
    };
    (0..count).map(one).collect()
}

/// A directory with a list of everything.
pub fn everything() -> DataDir {
    let ring = |west: f64| json!([[[west, 30.0], [west + 0.5, 30.0], [west + 0.5, 30.5], [west, 30.0]]]);
    let regions: Vec<Value> = (0..40)
        .map(|number| {
            let geometry = json!({"type": "Polygon", "coordinates": ring(f64::from(number))});
            json!({"type": "Feature", "id": format!("r{number}"), "geometry": geometry, "properties": {}})
        })
        .collect();
    let people: String =
        (0..200).map(|number| format!("{},30.25,{number}\n", 120.0 + f64::from(number) / 250.0)).collect();
    let days: String = (1..=28).map(|day| format!("2026-02-{day:02},holiday,day {day}\n")).collect();
    DataDir::new()
        .with(
            "dataset.toml",
            "timezone = \"Asia/Shanghai\"\ncalendar = \"days.csv\"\n[[stations]]\npath = \"s.geojson\"\n[[regions]]\npath = \"r.geojson\"\n[[demand]]\npath = \"p.csv\"\n",
        )
        .with_stations("s.geojson", &stations(0, 200))
        .with("r.geojson", collection(&regions))
        .with("p.csv", format!("lon,lat,weight\n{people}"))
        .with("days.csv", format!("date,kind,name\n{days}"))
}

/// Replaces a file in one step, as a careful writer does.
pub fn replace(path: &Path, content: impl AsRef<[u8]>) {
    let beside: PathBuf = path.with_extension("new");
    fs::write(&beside, content).unwrap();
    fs::rename(beside, path).unwrap();
}
