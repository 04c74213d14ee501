//! Is an option refused that could only be ignored?

use super::program::{good, program, run, run_on};

#[test]
fn an_option_that_goes_with_another_is_refused_without_it() {
    let at = ["nearest", "--lon", "121", "--lat", "31"];
    for (arguments, option) in [
        ([&at[..], &["-o", "out.csv"]].concat(), "--output"),
        ([&at[..], &["--format", "csv"]].concat(), "--format"),
        (vec!["along", "--route", "r.geojson", "--precision", "5"], "--precision"),
        (vec!["site", "--problem", "mclp", "--region", "x", "--weights", "w.csv"], "--weights"),
    ] {
        let (code, out, error) = run_on(&good(), &arguments);
        assert_eq!((code, out.as_str()), (2, ""), "{arguments:?}");
        assert!(error.contains(option) && error.contains("cannot be used with"), "{arguments:?}: {error}");
    }
}

#[test]
fn looking_more_often_than_can_be_is_refused_with_the_range() {
    for often in ["0", "0.049", "-1", "86401", "NaN"] {
        let (code, out, error) = run(&["serve", "--look-every-s", often]);
        assert_eq!((code, out.as_str()), (2, ""), "{often}: {error}");
        assert!(error.contains("--look-every-s") && error.contains("0.05 to 86400"), "{often}: {error}");
        let variable = program().arg("serve").env("WAYSTATION_LOOK_EVERY_S", often).output().unwrap();
        assert_eq!(variable.status.code(), Some(2), "{often}");
    }
}

#[test]
fn given_costs_have_no_stations_to_filter() {
    for filter in [["--amenity", "water"], ["--access", "public"], ["--min-capacity", "1"], ["--open-for-s", "1"]] {
        let costs = ["site", "--problem", "mclp", "--matrix", "m.csv"];
        let (code, out, error) = run(&[&costs[..], &filter].concat());
        assert_eq!((code, out.as_str()), (2, ""), "{filter:?}");
        assert!(error.contains(filter[0]) && error.contains("cannot be used with"), "{error}");
    }
}
