//! Does a running service take up what changes, when told and by itself?

use super::data::{DataDir, collection, feature};
use super::program::{Service, good, program};
use serde_json::{Value, json};
use std::fs;
use std::os::unix::net::UnixDatagram;
use std::path::Path;
use std::time::Duration;

const UNWATCHED: [&str; 5] = ["--listen", "127.0.0.1:0", "--no-watch", "--look-every-s", "86400"];

fn dataset(service: &Service) -> Value {
    serde_json::from_str(&service.get("/v1/dataset").1).unwrap()
}

/// Waits until the service tells of so many stations.
fn until_stations(service: &Service, count: usize) {
    while dataset(service)["stations"] != count {
        std::thread::yield_now();
    }
}

#[test]
fn a_calendar_that_has_ended_is_warned_of_at_the_start_and_at_each_reload() {
    let list = "timezone = \"UTC\"\ncalendar = \"days.csv\"\n[[stations]]\npath = \"s.geojson\"\n";
    let station = |id: &str| feature(id, 1.0, 1.0, json!({"name": "A", "opening_hours": "Mo-Su 08:00-12:00; PH off"}));
    let dir = DataDir::new()
        .with("dataset.toml", list)
        .with("days.csv", "date,kind\n1999-01-01,holiday\n")
        .with_stations("s.geojson", &[station("a")]);
    let service = Service::start(program().arg("serve").arg(dir.path()).args(UNWATCHED).args(["--drain-grace-s", "0"]));
    fs::write(dir.path().join("s.geojson"), collection(&[station("a"), station("b")])).unwrap();
    service.signal("HUP");
    until_stations(&service, 2);
    service.signal("TERM");
    let (code, _, log) = service.ended();
    let warned: Vec<&str> =
        log.lines().filter(|line| line.contains("a calendar ends that opening hours follow")).collect();
    assert_eq!((code, warned.len()), (Some(0), 2), "{log}");
    assert!(
        warned.iter().all(|line| line.contains("days.csv") && line.contains("1999-12-31") && line.contains("WARN"))
    );
}

#[test]
fn a_hangup_reloads_and_the_supervisor_is_told() {
    let dir = good();
    let path = dir.path().join("notify");
    let socket = UnixDatagram::bind(&path).unwrap();
    socket.set_read_timeout(Some(Duration::from_secs(60))).unwrap();
    let told = || {
        let mut bytes = [0; 256];
        let length = socket.recv(&mut bytes).unwrap();
        String::from_utf8(bytes[..length].to_vec()).unwrap()
    };
    let service = Service::start(program().arg("serve").arg(dir.path()).args(UNWATCHED).env("NOTIFY_SOCKET", &path));
    assert_eq!(told(), "READY=1\n");
    for count in 3..6 {
        let features: Vec<Value> = (0..count).map(|id| feature(id, 121.0, 31.0, json!({}))).collect();
        fs::write(dir.path().join("s.geojson"), collection(&features)).unwrap();
        service.signal("HUP");
        // Its first look may come just after the change, and is told as well.
        loop {
            let reloading = told();
            let time = reloading.strip_prefix("RELOADING=1\nMONOTONIC_USEC=").unwrap_or_else(|| panic!("{reloading}"));
            assert!(time.trim_end().parse::<u64>().unwrap() > 0);
            assert_eq!(told(), "READY=1\n");
            if dataset(&service)["stations"] == count {
                break;
            }
        }
    }
    service.signal("TERM");
    assert_eq!(service.ended().0, Some(0));
}

#[test]
fn a_changed_file_is_taken_up_without_being_told() {
    let dir = good();
    let service = Service::start(program().arg("serve").arg(dir.path()).args(["--listen", "127.0.0.1:0"]));
    let dir = dir.with_stations("s.geojson", &[1, 2, 3].map(|id| feature(id, 121.0, 31.0, json!({}))));
    until_stations(&service, 3);
    drop(dir);
    while dataset(&service)["stale"] == false {
        std::thread::yield_now();
    }
    // Nothing is there any more, and everything is still answered.
    assert_eq!(service.get("/v1/nearest?lon=121&lat=31").0, 200);
    assert_eq!(dataset(&service)["stations"], 3);
}

#[test]
fn a_directory_that_is_gone_is_stood_in_for_by_its_copy_unless_none_is_kept() {
    let (dir, state) = (good(), DataDir::new());
    let start = |options: &[&str]| {
        program()
            .arg("serve")
            .arg(dir.path())
            .args(UNWATCHED)
            .args(options)
            .env("WAYSTATION_STATE_DIR", state.path())
            .output()
    };
    let serve = || {
        Service::start(program().arg("serve").arg(dir.path()).args(UNWATCHED).env("WAYSTATION_STATE_DIR", state.path()))
    };
    let service = serve();
    let kept = || fs::read_dir(state.path()).unwrap().any(|entry| entry.unwrap().path().join("current").exists());
    while !kept() {
        std::thread::yield_now();
    }
    service.signal("KILL");
    drop(service);
    fs::remove_dir_all(dir.path()).unwrap();
    let service = serve();
    let told = dataset(&service);
    assert_eq!((&told["stale"], &told["stations"]), (&json!(true), &json!(2)));
    assert!(told["last_error"].as_str().unwrap().contains("the last good copy is served"), "{told}");
    drop(service);
    assert_eq!(start(&["--no-last-good"]).unwrap().status.code(), Some(3));
}

/// Starts a service on a path, and waits until a copy of it is kept.
fn kept(path: &Path, state: &DataDir, options: &[&str]) -> Service {
    let service = serve(path, state, options);
    let is_kept = || fs::read_dir(state.path()).unwrap().any(|entry| entry.unwrap().path().join("current").exists());
    while !is_kept() {
        std::thread::yield_now();
    }
    service
}

fn serve(path: &Path, state: &DataDir, options: &[&str]) -> Service {
    Service::start(program().arg("serve").arg(path).args(options).env("WAYSTATION_STATE_DIR", state.path()))
}

#[test]
fn stations_stay_where_they_are_if_the_list_that_names_their_coordinates_is_gone_at_a_start() {
    let (dir, state) = (DataDir::new(), DataDir::new());
    let dir = dir
        .with_stations("s.geojson", &[feature("a", 121.0, 31.0, json!({"name": "A"}))])
        .with("dataset.toml", "[[stations]]\npath = \"s.geojson\"\ncrs = \"gcj02\"\n");
    let list = dir.path().join("dataset.toml");
    let place = |service: &Service| {
        let told: Value = serde_json::from_str(&service.get("/v1/nearest?lon=121&lat=31").1).unwrap();
        told["features"][0]["geometry"].clone()
    };
    let service = kept(dir.path(), &state, &UNWATCHED);
    let before = place(&service);
    drop(service);
    fs::remove_file(&list).unwrap();
    for reason in ["dataset.toml is gone", "dataset.toml: it leads to nowhere, which cannot be read"] {
        let service = serve(dir.path(), &state, &UNWATCHED);
        let told = dataset(&service);
        assert_eq!((&told["stale"], place(&service)), (&json!(true), before.clone()), "{told}");
        assert!(told["last_error"].as_str().unwrap().contains(reason), "{told}");
        if !list.is_symlink() {
            std::os::unix::fs::symlink("nowhere", &list).unwrap();
        }
    }
}

#[test]
fn a_service_whose_list_of_sources_was_emptied_goes_on_with_its_copy_at_each_start() {
    let (dir, state) = (good(), DataDir::new());
    drop(kept(dir.path(), &state, &UNWATCHED));
    fs::write(dir.path().join("dataset.toml"), "").unwrap();
    for _ in 0..2 {
        let service = serve(dir.path(), &state, &UNWATCHED);
        let told = dataset(&service);
        assert_eq!((&told["stale"], &told["stations"]), (&json!(true), &json!(2)), "{told}");
        assert!(told["last_error"].as_str().unwrap().contains("no station is left where there were 2"), "{told}");
    }
}

#[test]
fn a_table_that_was_gone_at_a_start_is_taken_up_by_itself_when_it_is_back() {
    for (name, text) in [
        ("x.csv", "id,name,lon,lat\na,A,121,31\n".to_owned()),
        ("x.json", collection(&[feature("a", 121.0, 31.0, json!({"name": "A"}))])),
    ] {
        let (dir, state) = (DataDir::new().with(name, &text), DataDir::new());
        let path = dir.path().join(name);
        let options = ["--listen", "127.0.0.1:0", "--look-every-s", "0.05", "--settle-s", "0"];
        drop(kept(&path, &state, &options));
        fs::remove_file(&path).unwrap();
        let service = serve(&path, &state, &options);
        let told = dataset(&service);
        assert_eq!((&told["stale"], &told["stations"]), (&json!(true), &json!(1)), "{told}");
        fs::write(&path, &text).unwrap();
        while dataset(&service)["stale"] == true {
            std::thread::yield_now();
        }
        assert_eq!(dataset(&service)["stations"], 1);
    }
}

#[test]
fn a_missing_file_whose_copy_cannot_be_used_is_told_with_both() {
    let (dir, state) = (good(), DataDir::new());
    let path = dir.path().join("s.geojson");
    drop(kept(&path, &state, &UNWATCHED));
    let shelf = fs::read_dir(state.path()).unwrap().next().unwrap().unwrap().path();
    fs::write(shelf.join("current"), "").unwrap();
    fs::remove_file(&path).unwrap();
    let ended =
        program().arg("serve").arg(&path).args(UNWATCHED).env("WAYSTATION_STATE_DIR", state.path()).output().unwrap();
    let error = String::from_utf8(ended.stderr).unwrap();
    assert_eq!(ended.status.code(), Some(3), "{error}");
    assert!(error.contains("no such file") && error.contains("its listing is damaged"), "{error}");
}
