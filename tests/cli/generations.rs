//! How does a test run a service whose data comes in generations?

use super::data::{DataDir, collection, feature};
use super::program::{Service, ask, program};
use serde_json::{Value, json};
use std::fs;
use std::path::PathBuf;
use std::process::Command;

/// A directory of data and one of copies.
pub struct Running {
    pub dir: DataDir,
    pub state: DataDir,
    count: usize,
}

impl Running {
    /// Generation 0 of so many stations.
    pub fn of(count: usize) -> Self {
        let running = Self { dir: DataDir::new(), state: DataDir::new(), count };
        running.write(0);
        running
    }

    /// The text of a generation.
    pub fn text(&self, generation: usize) -> String {
        let one = |number: usize| {
            let properties = json!({"name": format!("generation {generation}"), "address": "a street of some length"});
            let (east, north) = ((number % 300) as f64 / 300.0, (number / 300) as f64 / 300.0);
            feature(number, 120.0 + east, 30.0 + north, properties)
        };
        collection(&(0..self.count).map(one).collect::<Vec<_>>())
    }

    /// Puts a generation in place in one step.
    pub fn write(&self, generation: usize) {
        self.put(&self.text(generation));
    }

    /// Puts a text in place in one step.
    pub fn put(&self, text: &str) {
        let beside = self.dir.path().join("next");
        fs::write(&beside, text).unwrap();
        fs::rename(beside, self.file()).unwrap();
    }

    pub fn file(&self) -> PathBuf {
        self.dir.path().join("s.geojson")
    }

    /// The directory in which the copies of this data are kept.
    pub fn shelf(&self) -> PathBuf {
        fs::read_dir(self.state.path()).unwrap().next().unwrap().unwrap().path()
    }

    /// The arguments of a service on it.
    pub fn command(&self, options: &[&str]) -> Command {
        let mut command = program();
        command
            .arg("serve")
            .arg(self.dir.path())
            .args(["--listen", "127.0.0.1:0", "--admin-listen", "127.0.0.1:0", "--drain-grace-s", "0"])
            .args(options)
            .env("WAYSTATION_STATE_DIR", self.state.path());
        command
    }

    pub fn serve(&self, options: &[&str]) -> Service {
        Service::start(&mut self.command(options))
    }
}

/// What a service tells of its data.
pub fn dataset(service: &Service) -> Value {
    let (status, body) = service.get("/v1/dataset");
    assert_eq!(status, 200, "{body}");
    serde_json::from_str(&body).unwrap()
}

/// The generation that all of an answer's stations are of.
pub fn generation(service: &Service) -> usize {
    let (status, body) = service.get("/v1/nearest?lon=120.5&lat=30.01&limit=50");
    assert_eq!(status, 200, "{body}");
    let told: Value = serde_json::from_str(&body).unwrap();
    let names: Vec<&str> = told["features"]
        .as_array()
        .unwrap()
        .iter()
        .map(|feature| feature["properties"]["name"].as_str().unwrap())
        .collect();
    assert_eq!(names.len(), 50);
    assert!(names.iter().all(|name| *name == names[0]), "two states in one answer: {names:?}");
    names[0].strip_prefix("generation ").unwrap().parse().unwrap()
}

/// Asks for a reload: the status, and what came of it.
pub fn reload(service: &Service) -> (u16, Value) {
    let (status, _, body) = ask(service.admin_address(), "POST /reload HTTP/1.1\r\nHost: localhost\r\n");
    (status, serde_json::from_str(&body).unwrap())
}

/// Waits until something holds.
pub fn until(holds: impl Fn() -> bool) {
    while !holds() {
        std::thread::yield_now();
    }
}
