//! Does a file that is written take the place of what stood there, and of nothing else?

use super::data::DataDir;
use super::program::{good, program, run, run_on};
use std::fs::{self, Permissions};
use std::io::Write;
use std::os::unix::fs::{FileTypeExt, MetadataExt, PermissionsExt, symlink};
use std::path::Path;
use std::process::{Command, Stdio};

/// Every way to have a file written, as arguments that end in its name.
fn written(dir: &DataDir, name: &str) -> Vec<Vec<String>> {
    let path = |name: &str| dir.path().join(name).to_str().unwrap().to_owned();
    let (data, points, file) = (path("s.geojson"), path("points.csv"), path(name));
    let line = |words: &[&str]| words.iter().map(|word| (*word).to_owned()).collect();
    vec![
        line(&["convert", &data, &file]),
        line(&["nearest", &data, "--points", &points, "--format", "geojson", "-o", &file]),
        line(&["coverage", &data, "--bbox", "121,31,121.1,31.1", "--gaps", &file]),
        line(&["along", &data, "--polyline", "_p~iF~ps|U_ulLnnqC", "-o", &file]),
    ]
}

fn run_each(dir: &DataDir, name: &str, check: impl Fn(&str, i32, &str)) {
    for arguments in written(dir, name) {
        let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
        let (code, _, error) = run(&arguments);
        check(arguments[0], code, &error);
    }
}

fn with_points() -> DataDir {
    good().with("points.csv", "id,lon,lat\nx,121,31\n")
}

fn is_collection(path: &Path) -> bool {
    fs::read_to_string(path).unwrap().contains("\"FeatureCollection\"")
}

#[test]
fn a_link_stays_and_leads_to_the_new_file_for_those_who_could_read_the_old() {
    let dir = with_points().with("kept/old.geojson", "old");
    let (old, link) = (dir.path().join("kept/old.geojson"), dir.path().join("link.geojson"));
    symlink("kept/old.geojson", &link).unwrap();
    fs::set_permissions(&old, Permissions::from_mode(0o600)).unwrap();
    run_each(&dir, "link.geojson", |command, _, error| {
        assert!(is_collection(&old), "{command}: {error}");
        assert!(fs::symlink_metadata(&link).unwrap().is_symlink(), "{command}");
        assert_eq!(fs::metadata(&old).unwrap().permissions().mode() & 0o777, 0o600, "{command}");
        fs::write(&old, "old").unwrap();
        assert_eq!(fs::read_dir(dir.path().join("kept")).unwrap().count(), 1, "{command}");
    });
}

#[test]
fn a_pipe_is_written_into_and_not_replaced() {
    let dir = with_points();
    let pipe = dir.path().join("pipe.geojson");
    assert!(Command::new("mkfifo").arg(&pipe).status().unwrap().success());
    for arguments in written(&dir, "pipe.geojson") {
        let reader = Command::new("cat").arg(&pipe).stdout(Stdio::piped()).spawn().unwrap();
        let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
        let (_, _, error) = run(&arguments);
        let read = reader.wait_with_output().unwrap().stdout;
        assert!(String::from_utf8(read).unwrap().contains("\"FeatureCollection\""), "{arguments:?}: {error}");
        assert!(fs::metadata(&pipe).unwrap().file_type().is_fifo(), "{arguments:?}");
    }
}

#[test]
fn a_device_that_is_full_is_told_and_stays_a_device() {
    let full = || fs::symlink_metadata("/dev/full").unwrap();
    assert!(full().file_type().is_char_device());
    let before = full().rdev();
    let dir = with_points();
    symlink("/dev/full", dir.path().join("full.geojson")).unwrap();
    run_each(&dir, "full.geojson", |command, code, error| {
        assert_eq!((code, error.contains("cannot write")), (2, true), "{command}: {error}");
        assert_eq!(full().rdev(), before, "{command}");
    });
}

#[test]
fn an_interrupted_stream_leaves_neither_half_a_file_nor_a_whole_one() {
    for (signal, code) in [("INT", 130), ("TERM", 143)] {
        let dir = with_points();
        let out = dir.path().join("out.csv");
        let mut child = program()
            .args(["nearest", dir.path().join("s.geojson").to_str().unwrap(), "--points", "-", "-o"])
            .arg(&out)
            .stdin(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut input = child.stdin.take().unwrap();
        input.write_all(b"id,lon,lat\n").unwrap();
        let names = || {
            let entries = fs::read_dir(dir.path()).unwrap().map(|entry| entry.unwrap().file_name());
            entries.map(|name| name.into_string().unwrap()).collect::<Vec<_>>()
        };
        // It is begun with the first points.
        while !names().iter().any(|name| name.ends_with(".part")) {
            input.write_all(b"x,121,31\n").unwrap();
        }
        assert!(Command::new("kill").args(["-s", signal, &child.id().to_string()]).status().unwrap().success());
        assert_eq!(child.wait().unwrap().code(), Some(code));
        assert!(names().iter().all(|name| !name.contains("out.csv")), "{:?}", names());
    }
}

#[test]
fn what_a_killed_process_left_half_written_is_removed_by_who_writes_there_next_and_nothing_else_is() {
    let dir = with_points();
    let out = dir.path().join("out.csv");
    let names = || {
        let entries = fs::read_dir(dir.path()).unwrap().map(|entry| entry.unwrap().file_name());
        let mut names: Vec<String> = entries.map(|name| name.into_string().unwrap()).collect();
        names.sort();
        names
    };
    let parts = || names().into_iter().filter(|name| name.starts_with(".out.csv.") && name.ends_with(".part"));
    // So many points that some are written before it is told of the last.
    let stream = |points: usize| {
        let mut child = program()
            .args(["nearest", dir.path().join("s.geojson").to_str().unwrap(), "--points", "-", "-o"])
            .arg(&out)
            .stdin(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut input = child.stdin.take().unwrap();
        input.write_all(b"id,lon,lat\n").unwrap();
        input.write_all("x,121,31\n".repeat(points).as_bytes()).unwrap();
        (child, input)
    };
    let begin = |points: usize| {
        let (child, mut input) = stream(points);
        let of_it = format!(".out.csv.waystation-{}.part", child.id());
        let is_written = || fs::metadata(dir.path().join(&of_it)).is_ok_and(|part| points == 0 || part.len() > 0);
        while !is_written() {
            input.write_all(b"x,121,31\n").unwrap();
        }
        (child, input)
    };
    for points in [0, 20_000] {
        let (mut killed, _input) = begin(points);
        killed.kill().unwrap();
        killed.wait().unwrap();
        // Who came next removed what was there.
        assert_eq!(parts().collect::<Vec<_>>(), [format!(".out.csv.waystation-{}.part", killed.id())]);
    }
    // A process that still writes, what was left meanwhile, and what others called nearly so.
    let (mut writing, input) = begin(20_000);
    let is_its = format!(".out.csv.waystation-{}.part", writing.id());
    assert_eq!(parts().collect::<Vec<_>>(), [is_its.as_str()]);
    // No process has so high a number.
    for (number, text) in [(4_194_305, "id"), (4_194_306, "")] {
        fs::write(dir.path().join(format!(".out.csv.waystation-{number}.part")), text).unwrap();
    }
    let others = [
        ".out.csv.waystation-x1.part",
        ".out.csv.waystation-.part",
        ".out.csv.7.part",
        ".other.csv.waystation-7.part",
        ".out.csv.waystation-7.part.bak",
    ];
    for name in others {
        fs::write(dir.path().join(name), "somebody's").unwrap();
    }
    symlink("points.csv", dir.path().join(".out.csv.waystation-8.part")).unwrap();
    fs::create_dir(dir.path().join(".out.csv.waystation-9.part")).unwrap();
    let before = names();
    let (child, input_of_it) = stream(1);
    drop(input_of_it);
    assert!(child.wait_with_output().unwrap().status.success());
    let mut expected: Vec<String> = before.into_iter().chain(["out.csv".to_owned()]).collect();
    expected.retain(|name| {
        let is_ours = name.strip_prefix(".out.csv.waystation-").and_then(|rest| rest.strip_suffix(".part"));
        let is_left = is_ours.is_some_and(|number| number.parse::<u32>().is_ok_and(|number| number > 9));
        !is_left || *name == is_its
    });
    expected.sort();
    assert_eq!(names(), expected);
    assert_eq!(expected.iter().filter(|name| name.contains("waystation-")).count(), 7);
    // Whoever wrote meanwhile writes to the end.
    drop(input);
    assert!(writing.wait().unwrap().success());
    assert!(fs::read_to_string(&out).unwrap().lines().count() > 20_000);
}

#[test]
fn a_file_that_cannot_be_written_whole_leaves_the_old_one() {
    let dir = with_points().with("old.geojson/in.txt", "a directory");
    run_each(&dir, "old.geojson", |command, code, error| {
        assert_eq!((code, error.contains("cannot write")), (2, true), "{command}: {error}");
    });
    let nowhere = "none/out.geojson";
    run_each(&dir, nowhere, |command, code, error| {
        assert_eq!((code, error.contains("cannot write")), (2, true), "{command}: {error}");
    });
    let names = fs::read_dir(dir.path()).unwrap().map(|entry| entry.unwrap().file_name());
    assert!(names.into_iter().all(|name| !name.to_string_lossy().ends_with(".part")));
}

#[test]
fn the_answer_is_printed_where_a_file_beside_it_was_written() {
    let dir = with_points();
    let file = dir.path().join("gaps.geojson");
    let asked = ["coverage", "--bbox", "121,31,121.1,31.1", "--gaps", file.to_str().unwrap()];
    let (code, out, error) = run_on(&dir, &asked);
    assert!(code == 0 && out.contains("covered") && is_collection(&file), "{error}");
}
