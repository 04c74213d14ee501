//! Are the pages of collections safe to open, whatever the data says, and do they lead on?

use super::atlas::{ATLAS, BROWSER, REGIONS, STATIONS};

fn page(path: &str) -> (String, String) {
    let answer = ATLAS.ask("GET", path, &[BROWSER]);
    assert_eq!(answer.status, 200, "{path}");
    let policy = answer.header("content-security-policy").to_owned();
    (String::from_utf8(answer.body).unwrap(), policy)
}

const PAGES: &[&str] = &[
    "/v1",
    "/v1/conformance",
    "/v1/collections",
    "/v1/collections/stations",
    "/v1/collections/stations/queryables",
    "/v1/collections/regions/schema",
    "/v1/collections/stations/items?limit=100&status=any",
    "/v1/collections/regions/items",
    "/v1/collections/stations/items/28%2Fx%3Fy%3D%23z",
    "/v1/collections/regions/items/far",
];

#[test]
fn a_page_runs_nothing_and_loads_nothing() {
    for path in PAGES {
        let (text, policy) = page(path);
        assert!(policy.starts_with("default-src 'none'; style-src 'sha256-"), "{policy}");
        assert!(!policy.contains("unsafe") && !policy.contains('*') && !policy.contains("http"), "{policy}");
        for word in ["<script", "<img", "<link", " style=", " onclick", "javascript:alert(1)\"", "<i>", "<b>"] {
            assert!(!text.contains(word), "{word} in {path}");
        }
        assert_eq!(text.matches("<style>").count(), 1, "{path}");
    }
}

#[test]
fn a_hostile_name_is_shown_as_it_is() {
    for path in [
        &format!("{STATIONS}?limit=100"),
        REGIONS,
        "/v1/collections/stations/items/28%2Fx%3Fy%3D%23z",
        "/v1/collections/regions/items/far",
    ] {
        let (text, _) = page(path);
        assert!(text.contains("&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt;"), "{path}");
    }
}

#[test]
fn every_link_of_a_page_leads_somewhere() {
    // The description of the interface is made elsewhere.
    let elsewhere = ["/v1/api", "/v1/api.html", "/v1/coverage", "/v1/tiles/gaps"];
    for path in PAGES {
        let (text, _) = page(path);
        for href in text.split("href=\"").skip(1).map(|rest| rest.split('"').next().unwrap().replace("&amp;", "&")) {
            if !href.starts_with("/v1") || elsewhere.iter().any(|other| href.starts_with(other)) {
                continue;
            }
            assert_eq!(ATLAS.ask("GET", &href, &[BROWSER]).status, 200, "{href} on {path}");
        }
    }
}

#[test]
fn pages_lead_to_the_next_and_the_one_before() {
    let (text, _) = page(&format!("{STATIONS}?limit=10&offset=10"));
    assert!(text.contains("<caption>11 to 20 of 29</caption>"), "{text}");
    assert!(text.contains("rel=\"next\" href=\"/v1/collections/stations/items?limit=10&amp;offset=20\""), "{text}");
    assert!(text.contains("rel=\"prev\" href=\"/v1/collections/stations/items?limit=10&amp;offset=0\""), "{text}");
    let (text, _) = page(&format!("{STATIONS}?offset=1000"));
    assert!(text.contains("None here; 29 in all"), "{text}");
}

#[test]
fn a_page_can_be_read_by_everyone() {
    for path in PAGES {
        let (text, _) = page(path);
        assert!(text.starts_with("<!doctype html>\n<html lang=\"en\">"), "{path}");
        for part in ["<meta name=\"viewport\"", "<title>", "<main>", "prefers-color-scheme:dark"] {
            assert!(text.contains(part), "{part} in {path}");
        }
        assert_eq!(text.matches("<h1>").count(), 1, "{path}");
        assert_eq!(text.matches("<table>").count(), text.matches("<caption>").count(), "{path}");
    }
}
