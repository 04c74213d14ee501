//! Are the abstract tests of OGC API Features, Part 1 (OGC 17-069r4, annex A) passed? Each is named by its identifier.

use super::atlas::{ATLAS, BROWSER, REGIONS, STATIONS, linked};
use chrono::DateTime;
use serde_json::{Value, json};
use std::collections::BTreeSet;

const CRS84: &str = "http://www.opengis.net/def/crs/OGC/1.3/CRS84";
const COLLECTIONS: [&str; 2] = ["stations", "regions"];

fn rels(body: &Value) -> Vec<(&str, &str)> {
    let links = body["links"].as_array().unwrap();
    links.iter().map(|link| (link["rel"].as_str().unwrap(), link["type"].as_str().unwrap())).collect()
}

#[test]
fn ats_core_http() {
    ATLAS.listening(|address| {
        let answer =
            super::server::raw(address, b"GET /v1/collections HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
        assert!(answer.starts_with(b"HTTP/1.1 200 OK\r\n"));
    });
}

#[test]
fn ats_core_root_op_and_root_success() {
    let answer = ATLAS.get("/v1");
    assert_eq!((answer.status, answer.header("content-type")), (200, "application/json"));
    let body = answer.json();
    let rels = rels(&body);
    for (rel, media_type) in [
        ("self", "application/json"),
        ("alternate", "text/html"),
        ("service-desc", "application/vnd.oai.openapi+json;version=3.1"),
        ("service-desc", "application/vnd.oai.openapi+json;version=3.0"),
        ("service-doc", "text/html"),
        ("conformance", "application/json"),
        ("data", "application/json"),
    ] {
        assert!(rels.contains(&(rel, media_type)), "{rel} in {rels:?}");
    }
    assert!(body["title"].is_string() && body["description"].is_string());
}

#[test]
fn ats_core_conformance_op_and_conformance_success() {
    let body = ATLAS.json("/v1/conformance");
    let classes: BTreeSet<&str> =
        body["conformsTo"].as_array().unwrap().iter().map(|class| class.as_str().unwrap()).collect();
    assert_eq!(classes.len(), body["conformsTo"].as_array().unwrap().len());
    for class in ["core", "geojson", "html", "oas30"] {
        assert!(
            classes.contains(format!("http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/{class}").as_str()),
            "{class}"
        );
    }
    for class in ["filter", "features-filter", "queryables"] {
        assert!(
            classes.contains(format!("http://www.opengis.net/spec/ogcapi-features-3/1.0/conf/{class}").as_str()),
            "{class}"
        );
    }
    for class in ["cql2-text", "cql2-json", "basic-cql2", "advanced-comparison-operators", "basic-spatial-functions"] {
        assert!(classes.contains(format!("http://www.opengis.net/spec/cql2/1.0/conf/{class}").as_str()), "{class}");
    }
}

#[test]
fn ats_core_fc_md_op_and_fc_md_success() {
    let answer = ATLAS.get("/v1/collections");
    assert_eq!((answer.status, answer.header("content-type")), (200, "application/json"));
    let body = answer.json();
    let listed: Vec<&str> =
        body["collections"].as_array().unwrap().iter().map(|one| one["id"].as_str().unwrap()).collect();
    assert_eq!(listed, COLLECTIONS);
}

#[test]
fn ats_core_fc_md_links() {
    let body = ATLAS.json("/v1/collections");
    let rels = rels(&body);
    assert!(rels.contains(&("self", "application/json")) && rels.contains(&("alternate", "text/html")), "{rels:?}");
}

#[test]
fn ats_core_fc_md_items_and_fc_md_items_links() {
    for collection in ATLAS.json("/v1/collections")["collections"].as_array().unwrap() {
        assert_eq!(collection["itemType"], "feature");
        assert!(collection["title"].is_string() && collection["description"].is_string());
        let rels = rels(collection);
        for media_type in ["application/geo+json", "text/html"] {
            assert!(rels.contains(&("items", media_type)), "{rels:?}");
        }
        let items = linked(collection, "items").unwrap();
        assert_eq!(ATLAS.get(&items).status, 200, "{items}");
    }
}

#[test]
fn ats_core_fc_md_extent() {
    let body = ATLAS.json("/v1/collections");
    let [stations, regions] = [0, 1].map(|place| &body["collections"][place]["extent"]);
    // From the row at 120 E over the antimeridian to 11 E is narrower than the other way round.
    assert_eq!(stations["spatial"], json!({"bbox": [[0.0, -17.0, -179.5, 90.0]], "crs": CRS84}));
    assert_eq!(regions["spatial"], json!({"bbox": [[9.0, -18.0, -179.0, 31.0]], "crs": CRS84}));
    let interval = &stations["temporal"]["interval"][0];
    assert_eq!(interval[0], "2026-01-15T00:00:00Z");
    assert!(interval[1].as_str().unwrap().starts_with("2026-12-15T23:59:59"), "{interval}");
    assert!(regions.get("temporal").is_none());
}

#[test]
fn ats_core_sfc_md_op_and_sfc_md_success() {
    let all = ATLAS.json("/v1/collections");
    for (place, id) in COLLECTIONS.into_iter().enumerate() {
        let one = ATLAS.json(&format!("/v1/collections/{id}"));
        for member in ["id", "title", "description", "extent", "itemType", "crs"] {
            assert_eq!(one[member], all["collections"][place][member], "{member} of {id}");
        }
        assert_eq!(one["crs"], json!([CRS84]));
        assert_eq!(linked(&one, "self").unwrap(), format!("/v1/collections/{id}"));
    }
    assert_eq!(ATLAS.get("/v1/collections/nothing").problem()["status"], 404);
}

#[test]
fn ats_core_fc_op_and_fc_response() {
    for path in [STATIONS, REGIONS] {
        let answer = ATLAS.get(path);
        assert_eq!((answer.status, answer.header("content-type")), (200, "application/geo+json"), "{path}");
        assert_eq!(answer.json()["type"], "FeatureCollection");
    }
}

#[test]
fn ats_core_fc_links() {
    let body = ATLAS.json(&format!("{STATIONS}?limit=5&offset=10"));
    for (rel, media_type, told) in [
        ("self", "application/geo+json", "?limit=5&offset=10"),
        ("alternate", "text/html", "?limit=5&offset=10&f=html"),
        ("next", "application/geo+json", "?limit=5&offset=15"),
        ("prev", "application/geo+json", "?limit=5&offset=5"),
    ] {
        assert!(rels(&body).contains(&(rel, media_type)), "{rel}");
        assert_eq!(linked(&body, rel).unwrap(), format!("{STATIONS}{told}"));
    }
    let whole = ATLAS.json(&format!("{STATIONS}?limit=10000"));
    assert_eq!((linked(&whole, "next"), linked(&whole, "prev")), (None, None));
}

#[test]
fn ats_core_fc_time_stamp_and_number_matched_and_number_returned() {
    for query in ["", "?limit=3", "?offset=27", "?offset=1000", "?bbox=119,29,121,31"] {
        let body = ATLAS.json(&format!("{STATIONS}{query}"));
        assert!(DateTime::parse_from_rfc3339(body["timeStamp"].as_str().unwrap()).is_ok());
        assert_eq!(body["numberReturned"], body["features"].as_array().unwrap().len(), "{query}");
        let matched = if query.contains("bbox") { 11 } else { 29 };
        assert_eq!(body["numberMatched"], matched, "{query}");
    }
}

#[test]
fn ats_core_fc_limit_response() {
    for (limit, returned) in [("1", 1), ("7", 7), ("10000", 29), ("10001", 29), ("99999999999999999999999", 29)] {
        assert_eq!(ATLAS.json(&format!("{STATIONS}?limit={limit}"))["numberReturned"], returned, "{limit}");
    }
    assert_eq!(ATLAS.json(STATIONS)["numberReturned"], 10);
    for limit in ["0", "-1", "x", "1.5", "1e2", "", "%2B5"] {
        assert_eq!(ATLAS.get(&format!("{STATIONS}?limit={limit}")).status, 400, "{limit}");
    }
}

#[test]
fn ats_core_fc_bbox_response() {
    let ids = |bbox: &str| ATLAS.get(&format!("{STATIONS}?limit=100&bbox={bbox}")).ids();
    assert_eq!(ids("119.95,29,120.15,31"), ["00", "01"]);
    assert_eq!(ids("120,30,120.2,30"), ["00", "01", "02"]);
    assert_eq!(ids("119.95,29,-100,120.15,31,100"), ["00", "01"]);
    assert_eq!(ids("179,-18,-179,-15"), ["24", "25", "26"]);
    assert_eq!(ids("179.6,-18,-179.6,-15"), ["26"]);
    assert_eq!(ids("-180,-18,-179,-15"), ["25", "26"]);
    assert_eq!(ids("-180,-90,180,90").len(), 29);
    assert_eq!(ids("-10,89,10,90"), ["27"]);
    assert!(ids("1,1,2,2").is_empty());
    let regions = |bbox: &str| ATLAS.get(&format!("{REGIONS}?bbox={bbox}")).ids();
    assert_eq!(regions("122.5,30.5,130,40"), ["row"]);
    assert_eq!(regions("179.5,-16,-179.5,-15.5"), ["line"]);
    assert_eq!(regions("-179.5,-16,0,20"), ["line"]);
    assert_eq!(regions("12,11,13,12"), ["far"]);
    for bad in [
        "1,2,3",
        "1,2,3,4,5",
        "a,2,3,4",
        "1,2,3,NaN",
        "0,10,1,9",
        "0,0,181,1",
        "0,-91,1,1",
        "0,0,5,1,1,4",
        "30,120,31,121.5,",
        "",
    ] {
        for path in [STATIONS, REGIONS] {
            assert_eq!(ATLAS.get(&format!("{path}?bbox={bad}")).status, 400, "{path} {bad}");
        }
    }
    let swapped = ATLAS.get(&format!("{STATIONS}?bbox=29,119,31,121")).problem();
    assert!(swapped["errors"][0]["hint"].as_str().unwrap().contains("swapped"), "{swapped}");
}

#[test]
fn ats_core_fc_time_response() {
    let ids = |datetime: &str| {
        let ids = ATLAS.get(&format!("{STATIONS}?limit=100&status=any&datetime={datetime}")).ids();
        // Those that do not say when they were verified always match.
        assert!((12..24).all(|number| ids.contains(&number.to_string())), "{datetime}: {ids:?}");
        ids.into_iter().take_while(|id| id.as_str() < "12").collect::<Vec<_>>()
    };
    assert_eq!(ids("2026-03-15T12:00:00Z"), ["02"]);
    assert!(ids("2026-03-16T00:00:00Z").is_empty());
    assert_eq!(ids("2026-03-15T00:00:00Z/2026-05-14T23:59:59Z"), ["02", "03"]);
    assert_eq!(ids("2026-11-15T23:59:59Z/.."), ["10", "11"]);
    assert_eq!(ids("2026-11-16T07:30:00%2B08:00/"), ["10", "11"]);
    assert_eq!(ids("2026-11-16T07:30:00+08:00/"), ["10", "11"]);
    assert_eq!(ids("../2026-02-15T00:00:00Z"), ["00", "01"]);
    assert_eq!(ids("/2026-02-14T23:59:59Z"), ["00"]);
    for bad in [
        "x",
        "2026",
        "..",
        "../..",
        "/",
        "2026-03-15T12:00:00",
        "2026-05-01T00:00:00Z/2026-04-01T00:00:00Z",
        "a/b/c",
        "",
    ] {
        assert_eq!(ATLAS.get(&format!("{STATIONS}?datetime={bad}")).status, 400, "{bad}");
    }
    assert_eq!(ATLAS.json(&format!("{REGIONS}?datetime=2026-03-15T12:00:00Z"))["numberMatched"], 3);
}

#[test]
fn ats_core_query_param_unknown_and_query_param_invalid() {
    for path in [
        "/v1",
        "/v1/conformance",
        "/v1/collections",
        "/v1/collections/stations",
        "/v1/collections/regions/queryables",
        STATIONS,
        REGIONS,
        "/v1/collections/stations/items/00",
        "/v1/collections/regions/items/row",
    ] {
        let problem = ATLAS.get(&format!("{path}?unheard=1")).problem();
        assert_eq!(
            (&problem["status"], &problem["errors"][0]["code"]),
            (&json!(400), &json!("unknown_parameter")),
            "{path}"
        );
        assert_eq!(ATLAS.get(&format!("{path}?f=xml")).status, 400, "{path}");
    }
    assert_eq!(ATLAS.get(&format!("{STATIONS}?bbx=1,2,3,4&limit=x")).problem()["errors"].as_array().unwrap().len(), 2);
}

#[test]
fn ats_core_f_op_and_f_success_and_f_links() {
    for path in [STATIONS, REGIONS] {
        for feature in ATLAS.json(&format!("{path}?limit=100"))["features"].as_array().unwrap() {
            let id: String = feature["id"].as_str().unwrap().bytes().map(|byte| format!("%{byte:02X}")).collect();
            let answer = ATLAS.get(&format!("{path}/{id}"));
            assert_eq!((answer.status, answer.header("content-type")), (200, "application/geo+json"), "{feature}");
            let mut one = answer.json();
            // A station by itself has links into the maps of others, which pages of stations do without.
            let links = one["properties"].as_object_mut().unwrap().remove("links");
            assert_eq!(links.is_some(), path == STATIONS);
            for member in ["type", "id", "geometry", "properties"] {
                assert_eq!(one[member], feature[member], "{member}");
            }
            assert_eq!(linked(&one, "self").unwrap(), format!("{path}/{id}"));
            assert_eq!(linked(&one, "collection").unwrap(), path.strip_suffix("/items").unwrap());
            assert!(rels(&one).contains(&("alternate", "text/html")));
        }
        assert_eq!(ATLAS.get(&format!("{path}/nothing")).problem()["status"], 404);
    }
    assert_eq!(ATLAS.json("/v1/collections/stations/items/29")["properties"]["status"], "closed");
}

#[test]
fn ats_core_crs84() {
    let at = |path: &str| ATLAS.json(path)["geometry"]["coordinates"].clone();
    assert_eq!(at("/v1/collections/stations/items/03"), json!([120.3, 30]));
    let named = format!("/v1/collections/stations/items/03?crs={CRS84}");
    assert_eq!(at(&named), json!([120.3, 30]));
}

#[test]
fn ats_geojson_content() {
    let all = ATLAS.json(&format!("{STATIONS}?limit=100&status=any"));
    let regions = ATLAS.json(REGIONS);
    for feature in all["features"].as_array().unwrap().iter().chain(regions["features"].as_array().unwrap()) {
        assert_eq!(feature["type"], "Feature");
        assert!(feature["id"].is_string() && feature["properties"].is_object());
        assert!(["Point", "Polygon", "MultiPolygon"].contains(&feature["geometry"]["type"].as_str().unwrap()));
    }
    assert_eq!(regions["features"][2]["geometry"]["type"], "Polygon");
    assert_eq!(regions["features"][2]["properties"], json!({"name": "The row", "people": 1000}));
    assert_eq!(regions["features"][1]["geometry"]["coordinates"].as_array().unwrap().len(), 2);
}

#[test]
fn ats_html_definition_and_html_content() {
    for path in [
        "/v1",
        "/v1/conformance",
        "/v1/collections",
        "/v1/collections/stations",
        "/v1/collections/stations/queryables",
        STATIONS,
        REGIONS,
        "/v1/collections/stations/items/00",
        "/v1/collections/regions/items/row",
    ] {
        for answer in [ATLAS.ask("GET", path, &[BROWSER]), ATLAS.get(&format!("{path}?f=html"))] {
            assert_eq!((answer.status, answer.header("content-type")), (200, "text/html; charset=utf-8"), "{path}");
        }
    }
    let text = String::from_utf8(ATLAS.ask("GET", "/v1/collections/stations/items/03", &[BROWSER]).body).unwrap();
    for told in ["Station 03", "library", "120.3, 30", "2026-04-15"] {
        assert!(text.contains(told), "{told} in {text}");
    }
    for rel in ["service-desc", "conformance", "data"] {
        let landing = String::from_utf8(ATLAS.get("/v1?f=html").body).unwrap();
        assert!(landing.contains(&format!("rel=\"{rel}\"")), "{rel}");
    }
}
