//! Does `search` find by words, best first, and tell how many there are?

use super::data::{DataDir, feature};
use super::program::{run, run_on};
use serde_json::{Value, json};

fn called() -> DataDir {
    let station = |id: &str, said: Value| feature(id, 121.0, 31.0, said);
    DataDir::new().with_stations(
        "s.geojson",
        &[
            station("a", json!({"name": "南洪街驿站", "address": "南洪街 1 号"})),
            station("b", json!({"name": "驿站\u{1b}[2J", "addr:street": "Königstraße", "addr:housenumber": "5"})),
            station("c", json!({"name": "老驿站", "status": "closed"})),
        ],
    )
}

#[test]
fn a_table_tells_id_name_and_address_the_best_first() {
    let (code, out, error) = run_on(&called(), &["search", "驿站"]);
    assert_eq!((code, error.as_str()), (0, ""));
    assert_eq!(out, "id  name        address\nb   驿站[2J     Königstraße 5\na   南洪街驿站  南洪街 1 号\n");
    let (code, out, _) = run_on(&called(), &["search", "驿站", "--limit", "1"]);
    assert_eq!((code, out.lines().count()), (0, 3));
    assert!(out.ends_with("and 1 more\n"), "{out}");
    for words in [&["search", "nhj"][..], &["search", "nan", "hong"], &["search", "南洪街 YIZHAN"]] {
        let (code, out, _) = run_on(&called(), words);
        assert_eq!((code, out.lines().count()), (0, 2), "{words:?}: {out}");
    }
}

#[test]
fn none_found_exits_with_1_and_a_closed_one_is_found_if_asked_for() {
    assert_eq!(run_on(&called(), &["search", "老"]), (1, "none is called so\n".to_owned(), String::new()));
    let (code, out, _) = run_on(&called(), &["search", "老", "--status", "any"]);
    assert!(code == 0 && out.contains("老驿站"), "{out}");
}

#[test]
fn as_json_it_is_geojson_with_the_whole_count() {
    let (code, out, _) = run_on(&called(), &["search", "驿站", "--limit", "1", "--json"]);
    let found: Value = serde_json::from_str(&out).unwrap();
    assert_eq!((code, &found["numberMatched"], &found["numberReturned"]), (0, &json!(2), &json!(1)));
    assert_eq!((&found["features"][0]["id"], &found["query"]["q"]), (&json!("b"), &json!("驿站")));
    let (code, out, _) = run_on(&called(), &["search", "nowhere", "--json"]);
    assert_eq!((code, serde_json::from_str::<Value>(&out).unwrap()["features"].clone()), (1, json!([])));
}

#[test]
fn what_is_wrong_is_told_and_exits_with_2() {
    for (arguments, part) in [
        (&["search", "!?"][..], "words !?: there is no letter and no digit"),
        (&["search", ""], "words"),
        (&["search", "a", "--limit", "0"], "--limit 0"),
        (&["search", "a", "--status", "open"], "--status open"),
        (&["search"], "<WORDS>"),
    ] {
        let (code, out, error) = run_on(&called(), arguments);
        assert_eq!((code, out.as_str()), (2, ""), "{arguments:?}: {error}");
        assert!(error.contains(part), "{arguments:?}: {part} in {error}");
    }
    assert_eq!(run(&["search", "/nowhere/at/all", "a"]).0, 2);
}
