//! In which forms is the description served? OpenAPI 3.1 and 3.0, each complete in itself, and a page that runs nothing.

use super::openapi::{DOCUMENT, operations};
use super::server::{BUNDLED, FIVE};
use serde_json::{Value, json};
use std::collections::BTreeSet;

#[test]
fn the_document_points_at_nothing_outside_of_itself_and_at_nothing_that_is_not_there() {
    for document in [DOCUMENT.clone(), BUNDLED.json("/v1/api?version=3.0")] {
        let text = document.to_string();
        let references: BTreeSet<&str> =
            text.split("\"$ref\":\"").skip(1).filter_map(|rest| rest.split('"').next()).collect();
        assert!(references.len() > 20, "{references:?}");
        for reference in &references {
            let pointer = reference.strip_prefix('#').unwrap_or_else(|| panic!("{reference} is elsewhere"));
            assert!(document.pointer(pointer).is_some(), "{reference}");
        }
        for name in document["components"]["schemas"].as_object().unwrap().keys() {
            assert!(references.contains(format!("#/components/schemas/{name}").as_str()), "nobody refers to {name}");
        }
        let ids: Vec<&str> =
            text.split("\"operationId\":\"").skip(1).filter_map(|rest| rest.split('"').next()).collect();
        assert_eq!(ids.iter().collect::<BTreeSet<_>>().len(), ids.len(), "{ids:?}");
    }
}

#[test]
fn every_schema_is_a_schema() {
    for (name, schema) in DOCUMENT["components"]["schemas"].as_object().unwrap() {
        assert!(jsonschema::draft202012::meta::is_valid(schema), "{name}");
    }
}

#[test]
fn an_older_document_says_nothing_that_only_the_newer_can() {
    let older = BUNDLED.json("/v1/api?version=3.0");
    assert_eq!((&DOCUMENT["openapi"], &older["openapi"]), (&json!("3.1.0"), &json!("3.0.3")));
    let text = older.to_string();
    for word in
        ["\"type\":[", "\"type\":\"null\"", "\"const\":", "\"examples\":", "\"identifier\":", "\"prefixItems\":"]
    {
        assert!(!text.contains(word), "{word}");
    }
    assert!(text.contains("\"nullable\":true"));
    let paths = |document: &Value| document["paths"].as_object().unwrap().keys().cloned().collect::<Vec<_>>();
    let mut expected = paths(&DOCUMENT);
    expected.extend(["stations", "regions"].map(|collection| format!("/collections/{collection}/items")));
    assert_eq!(paths(&older).into_iter().collect::<BTreeSet<_>>(), expected.into_iter().collect());
}

#[test]
fn the_version_is_chosen_by_a_parameter_or_by_accept() {
    let openapi = "application/vnd.oai.openapi+json";
    for (target, accept, media_type, version) in [
        ("/v1/api", "*/*", "application/vnd.oai.openapi+json;version=3.1", "3.1.0"),
        ("/v1/api", openapi, "application/vnd.oai.openapi+json;version=3.1", "3.1.0"),
        (
            "/v1/api",
            "application/vnd.oai.openapi+json;version=3.0",
            "application/vnd.oai.openapi+json;version=3.0",
            "3.0.3",
        ),
        (
            "/v1/api",
            "application/vnd.oai.openapi+json; version=\"3.0\"",
            "application/vnd.oai.openapi+json;version=3.0",
            "3.0.3",
        ),
        (
            "/v1/api",
            "application/vnd.oai.openapi+json;version=3.1, */*;q=0.1",
            "application/vnd.oai.openapi+json;version=3.1",
            "3.1.0",
        ),
        ("/v1/api?version=3.0", "*/*", "application/vnd.oai.openapi+json;version=3.0", "3.0.3"),
        (
            "/v1/api?version=3.1",
            "application/vnd.oai.openapi+json;version=3.0",
            "application/vnd.oai.openapi+json;version=3.1",
            "3.1.0",
        ),
        ("/v1/api", "application/json", "application/json", "3.1.0"),
        ("/v1/api?version=3.0", "application/json", "application/json", "3.0.3"),
    ] {
        let answer = FIVE.ask("GET", target, &[("accept", accept)]);
        assert_eq!(answer.header("content-type"), media_type, "{target} {accept}");
        assert_eq!(answer.json()["openapi"], version, "{target} {accept}");
    }
    assert_eq!(FIVE.ask("GET", "/v1/api", &[("accept", "text/html")]).problem()["status"], 406);
    assert_eq!(FIVE.get("/v1/api?version=2.0").problem()["errors"][0]["param"], "version");
    let tags: BTreeSet<String> = ["/v1/api", "/v1/api?version=3.0", "/v1/api.html"]
        .map(|target| FIVE.get(target).header("etag").to_owned())
        .into();
    assert_eq!(tags.len(), 3);
    for tag in tags {
        assert!(
            ["/v1/api", "/v1/api?version=3.0", "/v1/api.html"]
                .iter()
                .any(|target| FIVE.ask("GET", target, &[("if-none-match", &tag)]).status == 304)
        );
    }
}

#[test]
fn the_page_tells_every_operation_and_runs_nothing() {
    let answer = FIVE.ask("GET", "/v1/api.html", &[("accept", "text/html,application/xhtml+xml;q=0.9")]);
    assert_eq!((answer.status, answer.header("content-type")), (200, "text/html; charset=utf-8"));
    let policy = answer.header("content-security-policy");
    assert!(policy.starts_with("default-src 'none'; style-src 'self';") && !policy.contains("unsafe"), "{policy}");
    let page = String::from_utf8(answer.body).unwrap();
    for word in ["<script", "<style", " style=", " onclick=", " src=", "href=\"http", "<img", "<iframe"] {
        assert!(!page.contains(word), "{word}");
    }
    for operation in operations() {
        let anchor = format!("id=\"{}\"", operation.id());
        assert_eq!(page.matches(&anchor).count(), 1, "{anchor}");
        assert!(page.contains(&format!("href=\"#{}\"", operation.id())));
        for parameter in operation.parameters("query") {
            let about = parameter["description"].as_str().unwrap();
            assert!(page.contains(&about.replace('&', "&amp;").replace('\'', "&#39;")), "{about}");
        }
    }
    for link in page.split("href=\"#").skip(1).filter_map(|rest| rest.split('"').next()) {
        assert!(page.contains(&format!("id=\"{link}\"")), "{link}");
    }
    let style = FIVE.ask("GET", "/v1/api.css", &[("accept", "text/css,*/*;q=0.1")]);
    assert_eq!((style.status, style.header("content-type")), (200, "text/css; charset=utf-8"));
    assert!(!String::from_utf8(style.body).unwrap().contains("url("));
}
