//! `q` on `/v1/collections/{stations|regions}/items`: what is called so, best first, page by page, beside every other filter?

use super::atlas::{ATLAS, REGIONS, STATIONS};
use serde_json::Value;

fn asked(path: &str, query: &str) -> Value {
    ATLAS.json(&format!("{path}?{query}"))
}

fn ids(answer: &Value) -> Vec<&str> {
    answer["features"].as_array().unwrap().iter().map(|feature| feature["id"].as_str().unwrap()).collect()
}

#[test]
fn stations_are_found_by_words_in_any_order_best_first_and_counted() {
    let line = asked(STATIONS, "q=line%20the&limit=2");
    // All three names have both words; the shortest comes first.
    assert_eq!((ids(&line), &line["numberMatched"], &line["numberReturned"]), (vec!["26", "24"], &3.into(), &2.into()));
    assert_eq!(line["query"]["q"], "line the");
    assert_eq!(ids(&asked(STATIONS, "q=line%20the&limit=2&offset=2")), ["25"]);
    assert_eq!(ids(&asked(STATIONS, "q=%E5%8C%97%E6%9E%81")), ["27"]);
    assert_eq!(ids(&asked(STATIONS, "q=beiji")), ["27"]);
    assert_eq!(ids(&asked(STATIONS, "q=bj")), ["27"]);
    assert_eq!(asked(STATIONS, "q=station&limit=1")["numberMatched"], 24);
}

#[test]
fn words_go_with_every_other_filter_and_keep_their_order() {
    assert_eq!(ids(&asked(STATIONS, "q=line&bbox=179,-20,-179,-16.5")), ["24", "25"]);
    assert_eq!(ids(&asked(STATIONS, "q=line&bbox=179,-20,-179,-16.5&crs=gcj02")), ["24", "25"]);
    assert_eq!(asked(STATIONS, "q=station&amenity=water&limit=1")["numberMatched"], 12);
    assert_eq!(asked(STATIONS, "q=station&filter=floor=1&limit=1")["numberMatched"], 5);
    // What does not operate is found where it is asked for.
    assert_eq!(ids(&asked(STATIONS, "q=shut")), Vec::<&str>::new());
    assert_eq!(ids(&asked(STATIONS, "q=shut&status=any")), ["29"]);
}

#[test]
fn what_has_the_id_that_is_typed_comes_first() {
    assert_eq!(ids(&asked(STATIONS, "q=07&limit=1")), ["07"]);
}

#[test]
fn pages_of_what_words_find_follow_one_another() {
    let mut next = format!("{STATIONS}?q=station&limit=7");
    let mut seen: Vec<String> = Vec::new();
    loop {
        let page = ATLAS.get(&next).json();
        seen.extend(ids(&page).into_iter().map(str::to_owned));
        let links = page["links"].as_array().unwrap();
        let Some(link) = links.iter().find(|link| link["rel"] == "next") else { break };
        let href = link["href"].as_str().unwrap();
        next = href[href.find("/v1/").unwrap()..].to_owned();
        assert!(next.contains("q=station"), "{next}");
    }
    assert_eq!(seen.len(), 24);
    seen.sort_unstable();
    seen.dedup();
    assert_eq!(seen.len(), 24);
}

#[test]
fn words_that_are_none_are_refused_on_both_collections() {
    for path in [STATIONS, REGIONS] {
        for query in ["q=", "q=%20", "q=!", "q=a&q=b", &format!("q={}", "a".repeat(201))] {
            let answer = ATLAS.get(&format!("{path}?{query}"));
            assert_eq!((answer.status, &answer.json()["errors"][0]["param"]), (400, &"q".into()), "{path}?{query}");
        }
    }
}

#[test]
fn regions_are_found_by_their_names_and_ids() {
    let all = asked(REGIONS, "limit=10");
    let first = &all["features"][0];
    let name = first["properties"]["name"].as_str().unwrap();
    let query: String = name.bytes().map(|byte| format!("%{byte:02X}")).collect();
    assert_eq!(ids(&asked(REGIONS, &format!("q={query}")))[0], first["id"]);
    assert_eq!(ids(&asked(REGIONS, &format!("q={}", first["id"].as_str().unwrap())))[0], first["id"]);
    assert_eq!(asked(REGIONS, "q=nowhere")["numberMatched"], 0);
}
