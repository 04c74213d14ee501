//! Does `--help` teach every option?

use super::program::run;

#[test]
fn every_option_and_its_variable_is_explained() {
    for (command, options) in [
        (
            "serve",
            &[
                "--listen",
                "--max-connections",
                "--max-connections-per-address",
                "--max-requests",
                "--max-queue",
                "--max-streams",
                "--max-headers",
                "--max-header-bytes",
                "--header-timeout-s",
                "--body-timeout-s",
                "--idle-timeout-s",
                "--write-timeout-s",
                "--request-timeout-s",
                "--drain-grace-s",
                "--drain-timeout-s",
                "--log",
                "--log-format",
                "--log-requests",
            ][..],
        ),
        ("check", &["--json"]),
        ("search", &["--limit", "--status", "--json"]),
        (
            "along",
            &["--corridor-m", "--limit", "--amenity", "--open", "--at", "--speed-mps", "--crs", "--lang", "--json"],
        ),
        (
            "nearest",
            &[
                "--lon",
                "--lat",
                "--limit",
                "--radius-m",
                "--amenity",
                "--amenity-any",
                "--amenity-not",
                "--kind",
                "--access",
                "--min-capacity",
                "--open",
                "--at",
                "--open-for-s",
                "--speed-mps",
                "--crs",
                "--lang",
                "--json",
            ],
        ),
    ] {
        let (code, out, _) = run(&[command, "--help"]);
        assert_eq!(code, 0);
        for option in options {
            let variable = format!("WAYSTATION_{}", option.trim_start_matches('-').replace('-', "_").to_uppercase());
            assert!(out.contains(&format!("{option} ")) || out.contains(&format!("{option}\n")), "{option} in {out}");
            assert!(out.contains(&variable), "{variable} in {out}");
        }
    }
}

#[test]
fn the_subcommands_are_listed_and_the_version_told() {
    let (code, out, _) = run(&["--help"]);
    assert_eq!(code, 0);
    for word in ["serve", "check", "nearest", "search", "127.0.0.1:8080"] {
        assert!(out.contains(word), "{word} in {out}");
    }
    assert_eq!(run(&["--version"]), (0, format!("waystation {}\n", env!("CARGO_PKG_VERSION")), String::new()));
}

#[test]
fn a_word_that_is_no_subcommand_is_told() {
    let (code, out, error) = run(&["nearst"]);
    assert_eq!((code, out.as_str()), (2, ""));
    assert!(error.contains("nearest"), "{error}");
}
