//! Do pages and scripts reach a browser, safe, small and known again?

use super::server::{Answer, FIVE, Server};
use waystation::web;

/// What a browser sends for a page.
const BROWSER: (&str, &str) = ("accept", "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8");

fn page(path: &str) -> Answer {
    let answer = FIVE.ask("GET", path, &[BROWSER]);
    assert_eq!(answer.status, 200, "{path}: {answer:?}");
    answer
}

#[test]
fn whoever_takes_a_page_is_shown_the_explorer_and_who_rather_reads_json_the_way_to_the_api() {
    let plain = FIVE.get("/");
    let any = FIVE.ask("GET", "/", &[("accept", "*/*")]);
    for explorer in [page("/"), plain, any] {
        assert_eq!((explorer.status, explorer.header("content-type")), (200, "text/html; charset=utf-8"));
        assert!(explorer.header("vary").contains("accept,"), "{:?}", explorer.header("vary"));
    }
    for accept in ["application/json", "application/geo+json, text/html;q=0.5", "*/*;q=0.1, application/json"] {
        let answer = FIVE.ask("GET", "/", &[("accept", accept)]);
        assert_eq!((answer.status, answer.header("location")), (307, "/v1"), "{accept}");
    }
}

#[test]
fn a_page_may_run_only_what_comes_from_here() {
    for path in ["/", "/find", "/embed"] {
        let answer = page(path);
        let policy = answer.header("content-security-policy");
        assert!(policy.starts_with("default-src 'none'; script-src 'self'; style-src 'self';"), "{policy}");
        assert!(!policy.contains("unsafe") && !policy.contains('*') && !policy.contains("http"), "{policy}");
        let text = String::from_utf8(answer.body).unwrap();
        assert!(!text.contains("<style") && !text.contains("{{"), "{path}");
        for script in text.split("<script").skip(1) {
            assert!(script.starts_with(" src=\"/widget/v1/") && script.contains("></script>"), "{path}: {script}");
        }
    }
}

#[test]
fn what_a_page_names_is_there_and_holds_for_good() {
    for path in ["/", "/find", "/embed"] {
        let text = String::from_utf8(page(path).body).unwrap();
        let named: Vec<&str> =
            text.split(['"', '\'']).filter(|word| word.starts_with("/widget/") && !word.contains(' ')).collect();
        assert!(named.len() >= 2, "{path}: {named:?}");
        for file in named {
            let answer = FIVE.ask("GET", file, &[("accept", "text/css,*/*;q=0.1")]);
            assert_eq!(answer.status, 200, "{file}");
            let lasting = file != "/widget/v1/station-finder.js" && !file.ends_with("licences.txt");
            assert_eq!(answer.header("cache-control").contains("immutable"), lasting, "{file}");
        }
    }
}

#[test]
fn any_page_may_load_the_element() {
    let answer = FIVE.ask(
        "GET",
        "/widget/v1/station-finder.js",
        &[("origin", "https://elsewhere.example"), ("accept", "text/javascript")],
    );
    assert_eq!(answer.status, 200);
    assert_eq!(answer.header("content-type"), "text/javascript; charset=utf-8");
    assert_eq!(answer.header("access-control-allow-origin"), "*");
    assert_eq!(answer.header("cross-origin-resource-policy"), "cross-origin");
    assert_eq!(answer.header("x-content-type-options"), "nosniff");
}

#[test]
fn a_file_is_packed_once_and_known_again_by_its_content() {
    for file in web::files() {
        let accept = [BROWSER, ("accept-encoding", "gzip, br")];
        let packed = FIVE.ask("GET", file.path, &accept);
        assert_eq!((packed.status, packed.header("content-encoding")), (200, "gzip"), "{}", file.path);
        assert_eq!(packed.body, file.gzip, "{}", file.path);
        let plain = FIVE.ask("GET", file.path, &[BROWSER, ("accept-encoding", "gzip;q=0")]);
        assert_eq!((plain.header("content-encoding"), plain.body.as_slice()), ("", file.plain), "{}", file.path);
        assert!(packed.header("vary").contains("accept-encoding"), "{}", file.path);
        let tag = packed.header("etag").to_owned();
        assert_eq!(plain.header("etag"), tag, "{}", file.path);
        let again = FIVE.ask("GET", file.path, &[BROWSER, ("if-none-match", &tag)]);
        assert_eq!((again.status, again.body.len()), (304, 0), "{}", file.path);
        let head = FIVE.ask("HEAD", file.path, &[BROWSER]);
        assert_eq!((head.status, head.body.len()), (200, 0), "{}", file.path);
        if file.lasting {
            assert!(file.path.contains(file.hash), "{}", file.path);
        }
    }
}

#[test]
fn the_list_and_the_map_keep_their_budgets() {
    let bytes = |names: &[&str]| {
        let named = |file: &&web::File| names.iter().any(|name| file.path.starts_with(&format!("/widget/v1/{name}")));
        web::files().iter().filter(named).map(|file| file.gzip.len()).sum::<usize>()
    };
    let (list, map) = (bytes(&["station-finder.js"]), bytes(&["map-", "worker-"]));
    assert!((5_000..=15_000).contains(&list), "{list}");
    assert!((200_000..=460_000).contains(&map), "{map}");
}

#[test]
fn a_shared_address_with_words_of_a_messenger_is_still_the_page() {
    for path in ["/?from=singlemessage", "/find?isappinstalled=0", "/widget/v1/station-finder.js?v=2"] {
        page(path);
    }
}

#[test]
fn what_was_not_bundled_is_not_there() {
    for path in
        ["/widget/v1/", "/widget/v1/nothing.js", "/widget/v2/station-finder.js", "/widget/v1/..%2f..%2fCargo.toml"]
    {
        assert_eq!(FIVE.ask("GET", path, &[BROWSER]).problem()["status"], 404, "{path}");
    }
}

#[test]
fn every_package_in_the_bundle_is_credited() {
    let licences = String::from_utf8(page("/widget/v1/licences.txt").body).unwrap();
    for name in ["maplibre-gl 6", "earcut ", "kdbush ", "pbf "] {
        assert!(licences.contains(name), "{name}");
    }
    assert!(!licences.contains("esbuild"), "a tool is not bundled");
}

#[test]
fn a_page_names_the_basemap_and_may_ask_its_origin() {
    let server = Server::on("https://tiles.example/{z}/{x}/{y}.png?a=1&b=2");
    for path in ["/", "/find", "/embed"] {
        let answer = server.ask("GET", path, &[BROWSER, ("accept-encoding", "gzip;q=0")]);
        let policy = answer.header("content-security-policy");
        assert!(policy.contains("connect-src 'self' https://tiles.example;"), "{policy}");
        assert!(policy.contains("img-src 'self' data: blob: https://tiles.example;"), "{policy}");
        let tag = answer.header("etag").to_owned();
        assert_ne!(tag, page(path).header("etag"), "{path}");
        assert_eq!(server.ask("GET", path, &[BROWSER, ("if-none-match", &tag)]).status, 304, "{path}");
        let packed = server.ask("GET", path, &[BROWSER, ("accept-encoding", "gzip")]);
        assert_eq!(packed.header("content-encoding"), "gzip", "{path}");
        let text = String::from_utf8(answer.body).unwrap();
        assert!(text.contains("basemap=\"https://tiles.example/{z}/{x}/{y}.png?a=1&amp;b=2\""), "{path}");
    }
}
