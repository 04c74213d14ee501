//! Does `check` tell everything that is refused or doubtful, and say by its exit code whether all was taken?

use super::data::{DataDir, feature};
use super::program::{good, program, run, run_on};
use chrono::{Datelike, TimeDelta, Utc};
use serde_json::{Value, json};
use std::io::{BufRead, BufReader};
use std::process::Stdio;

fn bad() -> DataDir {
    DataDir::new().with_stations(
        "s.geojson",
        &[
            feature("a", 1.0, 2.0, json!({"name": "A"})),
            feature("b", 31.23, 121.47, json!({"name": "B"})),
            feature("c\u{1b}[2J", 1.0, 2.0, json!({"kind": "sau\u{1b}na"})),
        ],
    )
}

#[test]
fn good_data_exits_with_0_and_a_table() {
    let (code, out, _) = run_on(&good(), &["check"]);
    assert_eq!(code, 0, "{out}");
    for word in ["s.geojson", "stations", "wgs84", "2 stations, version "] {
        assert!(out.contains(word), "{word} in {out}");
    }
    assert!(!out.contains("refused  s.geojson") && !out.contains("warning  "), "{out}");
}

#[test]
fn refused_data_exits_with_1_and_every_place_and_reason() {
    let (code, out, _) = run_on(&bad(), &["check"]);
    assert_eq!(code, 1, "{out}");
    assert!(
        out.contains("refused  s.geojson:3 [1] b: lat 121.47 is outside -90..90: lon and lat look swapped\n"),
        "{out}"
    );
    assert!(out.contains("s.geojson:4 [2] c"), "{out}");
    assert!(!out.contains('\u{1b}'), "{out:?}");
}

#[test]
fn a_doubt_alone_is_no_failure() {
    let dir = DataDir::new().with_stations("s.geojson", &[feature("a", 1.0, 2.0, json!({}))]);
    let (code, out, _) = run_on(&dir, &["check"]);
    assert_eq!(code, 0);
    assert!(out.contains("warning  s.geojson:2 [0] a: no name"), "{out}");
}

#[test]
fn as_json_it_tells_the_same_without_a_cut() {
    let (code, out, _) = run_on(&bad(), &["check", "--json"]);
    assert_eq!(code, 1);
    let told: Value = serde_json::from_str(&out).unwrap();
    assert_eq!(
        (&told["stations"], &told["rejections"][0]["reason"]),
        (&json!(2), &json!("lat 121.47 is outside -90..90: lon and lat look swapped"))
    );
    for member in ["version", "loaded_at", "sources", "warnings"] {
        assert!(told.get(member).is_some(), "{member}");
    }
    let many: Vec<Value> = (0..1500).map(|number| feature(number, 1.0, 99.0, json!({}))).collect();
    let (_, out, _) = run_on(&DataDir::new().with_stations("s.geojson", &many), &["check", "--json"]);
    let told: Value = serde_json::from_str(&out).unwrap();
    assert_eq!(told["rejections"].as_array().unwrap().len(), 1500);
}

#[test]
fn a_file_may_be_checked_alone() {
    let dir = good();
    let file = dir.path().join("s.geojson");
    let (code, out, _) = run(&["check", file.to_str().unwrap()]);
    assert_eq!(code, 0);
    assert!(out.contains("2 stations"), "{out}");
}

#[test]
fn nothing_to_check_exits_with_2_and_one_sentence() {
    let empty = DataDir::new();
    let broken = DataDir::new().with("dataset.toml", "nam = 1\n");
    for (path, part) in [
        ("/nowhere/at/all", "no such file or directory"),
        (empty.path().to_str().unwrap(), "dataset.toml"),
        (broken.path().to_str().unwrap(), "nam"),
    ] {
        let (code, out, error) = run(&["check", path]);
        assert_eq!((code, out.as_str()), (2, ""), "{path}: {error}");
        assert!(error.starts_with("waystation: ") && error.contains(part) && !error.contains("panicked"), "{error}");
    }
    assert_eq!(run(&["check"]).0, 2);
}

#[test]
fn a_data_set_that_lists_no_stations_exits_with_2_and_one_sentence() {
    for list in ["", "name = \"x\"\n", "[[regions]]\npath = \"r.geojson\"\n"] {
        let dir = DataDir::new().with("dataset.toml", list).with_stations("r.geojson", &[]);
        for arguments in [&["check"][..], &["check", "--json"]] {
            let (code, _, error) = run_on(&dir, arguments);
            assert_eq!((code, error.lines().count()), (2, 1), "{list:?}: {error}");
            assert!(error.contains("has no stations to check: none are listed"), "{list:?}: {error}");
        }
    }
}

#[test]
fn what_is_told_of_holidays_says_whether_a_calendar_is_missing_broken_or_empty() {
    let with_days = |list: &str, days: &str| {
        DataDir::new()
            .with("dataset.toml", format!("timezone = \"Asia/Shanghai\"\n{list}[[stations]]\npath = \"s.geojson\"\n"))
            .with("days.csv", days)
            .with_stations(
                "s.geojson",
                &[feature("a", 1.0, 2.0, json!({"name": "A", "opening_hours": "Mo-Fr 09:00-17:00; PH off"}))],
            )
    };
    let named = "calendar = \"days.csv\"\n";
    for (list, days, lacking) in [
        ("", "", "the source has no calendar"),
        (named, "", "its calendar could not be read"),
        ("calendar = \"none.csv\"\n", "", "its calendar could not be read"),
        (named, "date,kind\n", "its calendar holds no days"),
        (named, "date,kind\nsoon,holiday\n", "its calendar holds no days"),
        (named, "date,kind\n1999-01-01,holiday\n", "its calendar does not cover this year"),
    ] {
        let (_, out, _) = run_on(&with_days(list, days), &["check"]);
        let told = format!("warning  s.geojson: 1 opening hours name public holidays (PH) and {lacking}: ");
        assert!(out.contains(&told), "{list:?} {days:?}: {out}");
    }
}

#[test]
fn a_calendar_tells_of_which_years_it_speaks_and_before_they_end() {
    let dir = |hours: &str, days: String| {
        DataDir::new()
            .with(
                "dataset.toml",
                "timezone = \"Asia/Shanghai\"\ncalendar = \"days.csv\"\n[[stations]]\npath = \"s.geojson\"\n",
            )
            .with("days.csv", format!("date,kind\n{days}"))
            .with_stations("s.geojson", &[feature("a", 1.0, 2.0, json!({"name": "A", "opening_hours": hours}))])
    };
    let today = Utc::now().date_naive();
    let (this, soon) = (today.year(), (today + TimeDelta::days(60)).year());
    let holiday = |year: i32| format!("{year}-01-01,holiday\n");
    let workday = |year: i32| format!("{year}-02-01,workday\n");
    let warned = |hours: &str, days: String| {
        let (code, out, error) = run_on(&dir(hours, days), &["check"]);
        assert_eq!((code, error.as_str()), (0, ""), "{out}");
        out.lines().filter(|line| line.starts_with("warning")).map(str::to_owned).collect::<Vec<_>>()
    };
    let ends = |name: &str, days: &str| {
        let told = format!(
            "warning  s.geojson: 1 opening hours name {name} and its calendar ends with {this}-12-31: {days} after that count as ordinary days"
        );
        if soon > this { vec![told] } else { Vec::new() }
    };
    assert_eq!(warned("Mo-Su 08:00-12:00; PH off", holiday(this)), ends("public holidays (PH)", "holidays"));
    assert_eq!(warned("Mo-Fr 08:00-12:00", workday(this)), ends("days of the week", "make-up workdays"));
    for (hours, days) in
        [("Mo-Fr 08:00-12:00", holiday(this)), ("Mo-Su 08:00-12:00", workday(this)), ("24/7", workday(this))]
    {
        assert_eq!(warned(hours, days), Vec::<String>::new(), "{hours}");
    }
    let for_long = holiday(this) + &holiday(soon) + &workday(this);
    assert_eq!(warned("Mo-Fr 08:00-12:00; PH off", for_long), Vec::<String>::new());
    let past = warned("Mo-Fr 08:00-12:00; PH off", holiday(1999) + &workday(1998));
    let of = |name: &str, days: &str| {
        format!(
            "warning  s.geojson: 1 opening hours name {name} and its calendar does not cover this year: {days} count as ordinary days"
        )
    };
    assert_eq!(past, [of("public holidays (PH)", "holidays"), of("days of the week", "make-up workdays")]);
    let (_, out, _) = run_on(&dir("24/7", holiday(1999) + &workday(1998)), &["check"]);
    assert!(out.contains("days.csv   calendar of 1998 to 1999  wgs84"), "{out}");
    let (_, out, _) = run_on(&dir("24/7", holiday(1999)), &["check"]);
    assert!(out.contains("days.csv   calendar of 1999  wgs84"), "{out}");
}

#[cfg(target_os = "linux")]
#[test]
fn a_file_whose_name_is_no_text_is_told_to_be_renamed() {
    use std::os::unix::ffi::OsStrExt;
    let dir = good();
    let name = std::ffi::OsStr::from_bytes(b"caf\xe9.geojson");
    std::fs::copy(dir.path().join("s.geojson"), dir.path().join(name)).unwrap();
    std::fs::remove_file(dir.path().join("dataset.toml")).unwrap();
    let (code, out, _) = run_on(&dir, &["check"]);
    assert_eq!(code, 1);
    assert!(out.contains("refused  caf\u{fffd}.geojson: its name is not UTF-8 text: rename it\n"), "{out}");
}

#[test]
fn a_reader_who_leaves_early_is_no_failure_of_ours() {
    let many: Vec<Value> = (0..50_000).map(|number| feature(number, 1.0, 99.0, json!({}))).collect();
    let dir = DataDir::new().with_stations("s.geojson", &many);
    for arguments in [&["check"][..], &["check", "--json"]] {
        let mut child = program()
            .arg(arguments[0])
            .arg(dir.path())
            .args(&arguments[1..])
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut line = String::new();
        let mut out = BufReader::with_capacity(64, child.stdout.take().unwrap());
        out.read_line(&mut line).unwrap();
        drop(out);
        let output = child.wait_with_output().unwrap();
        assert!(!line.is_empty());
        assert!(output.status.code().is_some_and(|code| code < 2), "{output:?}");
        assert_eq!(String::from_utf8_lossy(&output.stderr), "");
    }
}
