//! Does the description say what the collections do, and is it where OGC's clients look for it?

use super::openapi::operation;
use super::server::{BUNDLED, FIVE};
use serde_json::{Value, json};
use std::collections::BTreeSet;

#[test]
fn answers_of_collections_are_as_their_schemas_say() {
    for (id, targets) in [
        ("landing", &["/v1", "/v1?f=html", "/v1?f=x"][..]),
        ("conformance", &["/v1/conformance", "/v1/conformance?f=html"]),
        ("collections", &["/v1/collections", "/v1/collections?f=html", "/v1/collections?limit=1"]),
        ("stationCollection", &["/v1/collections/stations?f=html"]),
        ("regionSchema", &["/v1/collections/regions/schema?f=html"]),
        ("regionQueryables", &["/v1/collections/regions/queryables?x=1"]),
        (
            "stationItems",
            &[
                "/v1/collections/stations/items",
                "/v1/collections/stations/items?f=html",
                "/v1/collections/stations/items?properties=name,price_category",
                "/v1/collections/stations/items?properties=distance_m,nmae",
                "/v1/collections/stations/items?limit=20&offset=5000&status=any&lang=zh&crs=bd09",
                "/v1/collections/stations/items?limit=30&bbox=119,0,36,123,9,42&datetime=2026-01-01/..",
                "/v1/collections/stations/items?q=%E4%B8%AD%E5%BF%83&open=2026-11-20T10:00:00%2B08:00&open_for_s=60",
                "/v1/collections/stations/items?filter=capacity%3E5&filter-lang=cql2-text",
                "/v1/collections/stations/items?limit=0&bbox=1&datetime=x&q=%21&status=x&filter=x&filter-lang=y&filter-crs=z",
            ],
        ),
        (
            "regionItems",
            &[
                "/v1/collections/regions/items",
                "/v1/collections/regions/items?crs=gcj02&limit=3&offset=2",
                "/v1/collections/regions/items?bbox=0,0,0,0",
                "/v1/collections/regions/items?status=any",
                "/v1/collections/regions/items?properties=name",
            ],
        ),
        (
            "stationItem",
            &[
                "/v1/collections/stations/items/6288?lang=zh",
                "/v1/collections/stations/items/zhifu-craft-studios",
                "/v1/collections/stations/items/6288?f=html",
                "/v1/collections/stations/items/6288?properties=id",
                "/v1/collections/stations/items/nobody",
                "/v1/collections/stations/items/6288?limit=1",
            ],
        ),
        (
            "regionItem",
            &["/v1/collections/regions/items/de-by?crs=bd09", "/v1/collections/regions/items/de-by?lang=zh"],
        ),
    ] {
        let operation = operation(id);
        for target in targets {
            operation.tells_of(&BUNDLED.get(target), target);
        }
    }
}

#[test]
fn a_page_is_as_long_as_the_description_says_and_no_longer() {
    let limit = |collection: &str| {
        let operation = operation(&format!("{collection}Items"));
        operation.parameters("query").into_iter().find(|parameter| parameter["name"] == "limit").unwrap().clone()
    };
    let most = limit("station")["schema"]["maximum"].as_u64().unwrap();
    assert_eq!(limit("region")["schema"], limit("station")["schema"]);
    for (asked, taken) in [(most, most), (most + 1, most), (u64::MAX, most)] {
        let echo = FIVE.json(&format!("/v1/collections/stations/items?limit={asked}"))["query"].take();
        assert_eq!(echo["limit"], taken, "{asked}");
    }
}

/// As GDAL's OAPIF driver and QGIS look things up.
#[test]
fn gis_programs_find_what_each_collection_takes_where_they_look() {
    let landing = FIVE.json("/v1");
    let descriptions = landing["links"].as_array().unwrap().iter().filter(|link| link["rel"] == "service-desc");
    let link =
        descriptions.clone().find(|link| link["type"] == "application/vnd.oai.openapi+json;version=3.0").unwrap();
    assert_eq!(descriptions.count(), 2);
    let answer = FIVE.ask(
        "GET",
        link["href"].as_str().unwrap(),
        &[("accept", "application/json, application/vnd.oai.openapi+json;version=3.0")],
    );
    assert_eq!(answer.header("content-type"), link["type"].as_str().unwrap());
    let document = answer.json();
    assert!(document["openapi"].as_str().unwrap().starts_with("3.0."));
    let limit = &document["components"]["parameters"]["limit"];
    assert_eq!((&limit["schema"]["maximum"], &limit["schema"]["default"]), (&json!(10_000), &json!(10)));
    for (collection, few) in [("stations", &["kind", "access", "status"][..]), ("regions", &[])] {
        let item = &document["paths"][format!("/collections/{collection}/items")];
        assert_eq!(item["servers"], json!([{"url": "/v1"}]));
        let parameters: BTreeSet<&str> = item["get"]["parameters"]
            .as_array()
            .unwrap()
            .iter()
            .map(|parameter| match parameter["$ref"].as_str() {
                Some(of) => document.pointer(of.trim_start_matches('#')).unwrap(),
                None => parameter,
            })
            .filter_map(|parameter| parameter["name"].as_str())
            .collect();
        for name in ["limit", "bbox", "datetime", "filter", "filter-lang"].iter().chain(few) {
            assert!(parameters.contains(name), "{name} of {collection}");
        }
        // A property of such a name, as a source may have it, would be taken for the parameter.
        for name in ["amenity", "open", "at", "lang", "q", "offset", "min_capacity"] {
            assert!(!parameters.contains(name), "{name} of {collection}");
        }
    }
}

#[test]
fn ats_oas30_oas_definition_and_completeness() {
    let landing = BUNDLED.json("/v1");
    let links = |body: &Value| body["links"].as_array().unwrap().clone();
    let mut versions = BTreeSet::new();
    for link in links(&landing).iter().filter(|link| link["rel"] == "service-desc") {
        let answer = BUNDLED.get(link["href"].as_str().unwrap());
        assert_eq!((answer.status, answer.header("content-type")), (200, link["type"].as_str().unwrap()));
        let document = answer.json();
        versions.insert(document["openapi"].as_str().unwrap().rsplit_once('.').unwrap().0.to_owned());
        // Every resource that the standard has a client find by links is described.
        let all = BUNDLED.json("/v1/collections");
        let collections = all["collections"].as_array().unwrap();
        assert_eq!(collections.len(), 2);
        let found = [&landing, &all].into_iter().chain(collections).flat_map(links);
        let paths: BTreeSet<String> = found
            .filter(|link| !link["rel"].as_str().unwrap().starts_with("service"))
            .map(|link| link["href"].as_str().unwrap().split('?').next().unwrap().to_owned())
            .collect();
        assert!(paths.len() > 15, "{paths:?}");
        for path in paths {
            let get = &document["paths"][&path]["get"];
            assert!(get["responses"]["200"]["content"].is_object(), "{path}");
            assert!(get["responses"]["400"].is_object(), "{path}");
        }
    }
    assert_eq!(versions, ["3.0", "3.1"].map(str::to_owned).into());
}
