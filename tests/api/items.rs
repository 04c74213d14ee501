//! Does a list of features show each exactly once, in one order, whatever is asked beside it?

use super::atlas::{ATLAS, BROWSER, REGIONS, STATIONS, linked};
use super::data::feature;
use super::server::{BUNDLED, FIVE, Server, ids};
use serde_json::{Value, json};

#[test]
fn pages_show_each_feature_once_in_the_order_of_ids() {
    for limit in [1, 7, 10, 29, 30, 1000] {
        let mut next = Some(format!("{STATIONS}?limit={limit}"));
        let mut seen = Vec::new();
        while let Some(target) = next {
            let body = ATLAS.json(&target);
            seen.extend(super::server::ids(&body));
            next = linked(&body, "next");
        }
        let mut sorted = seen.clone();
        sorted.sort();
        sorted.dedup();
        assert_eq!((seen.len(), &seen), (29, &sorted), "{limit}");
    }
}

#[test]
fn the_way_back_shows_what_comes_before_and_nothing_twice() {
    for collection in [STATIONS, REGIONS] {
        let all = ATLAS.get(&format!("{collection}?limit=100")).ids();
        for (asked, offset) in
            [("limit=10&offset=25", 25), ("offset=13&limit=5", 13), ("offset=7", 7), ("limit=2&offset=1", 1)]
        {
            let offset = offset.min(all.len());
            let mut seen: Vec<String> = Vec::new();
            let mut before = linked(&ATLAS.json(&format!("{collection}?{asked}")), "prev");
            while let Some(href) = before {
                let page = ATLAS.json(&href);
                seen.splice(0..0, ids(&page));
                before = linked(&page, "prev");
            }
            assert_eq!(seen, all[..offset], "{collection}?{asked}");
        }
    }
}

#[test]
fn the_way_back_from_beyond_the_end_is_the_last_page() {
    let body = ATLAS.json(&format!("{STATIONS}?limit=10&offset=4000000000"));
    assert_eq!((&body["numberReturned"], linked(&body, "next")), (&json!(0), None));
    assert_eq!(linked(&body, "prev").unwrap(), format!("{STATIONS}?limit=10&offset=20"));
    for offset in ["-1", "x", "4294967296", "1.0"] {
        assert_eq!(ATLAS.get(&format!("{STATIONS}?offset={offset}")).status, 400, "{offset}");
    }
}

#[test]
fn only_operating_stations_are_listed_unless_another_state_is_asked_for() {
    let ids = |query: &str| ATLAS.get(&format!("{STATIONS}?limit=100{query}")).ids();
    assert!(!ids("").contains(&"29".to_owned()));
    assert_eq!(ids("&status=operating"), ids(""));
    assert_eq!(ids("&status=closed"), ["29"]);
    assert_eq!(ids("&status=any").len(), 30);
    assert!(ids("&status=planned").is_empty() && ids("&status=maintenance").is_empty());
    for word in ["unknown", "open", "ANY", "operating,closed", ""] {
        assert_eq!(ATLAS.get(&format!("{STATIONS}?status={word}")).status, 400, "{word}");
    }
}

#[test]
fn filters_mean_the_same_as_everywhere() {
    let ids = |query: &str| FIVE.get(&format!("{STATIONS}?{query}")).ids();
    for (query, expected) in [
        ("amenity=microwave", &["a", "c", "d"][..]),
        ("amenity_any=toilets,sauna", &["c", "d"]),
        ("amenity_not=toilets", &["a", "c"]),
        ("kind=library&access=code", &["d"]),
        ("min_capacity=5", &["a", "c"]),
        ("open=2026-11-23T10:00:00%2B08:00", &["a", "b", "d"]),
        ("open=2026-11-23T21:00:00%2B08:00&amenity=microwave", &["d"]),
        ("open=2026-11-23T21:00:00%2B08:00&bbox=121.0005,30,121.01,32", &["b"]),
        ("bbox=121.0015,30,121.01,32&amenity=microwave", &["c", "d"]),
    ] {
        assert_eq!(ids(query), expected, "{query}");
    }
    assert_eq!(FIVE.get(&format!("{STATIONS}?open_for_s=5")).status, 400);
    assert_eq!(FIVE.get(&format!("{STATIONS}?lon=1&lat=1")).status, 400);
}

#[test]
fn openings_are_judged_at_the_instant_asked_and_an_answer_holds_until_one_changes() {
    let at = "at=2026-11-23T10:00:00%2B08:00";
    let first = FIVE.json(&format!("{STATIONS}?{at}&limit=1"))["features"][0].clone();
    assert_eq!(first["properties"]["open"], json!({"state": "open", "closes_at": "2026-11-23T18:00:00+08:00"}));
    assert_eq!(first["properties"].get("distance_m"), None);
    let mut alone = FIVE.json(&format!("{STATIONS}/a?{at}"))["properties"].take();
    // Links into the maps of others are for one who looks at one station.
    assert!(alone.as_object_mut().unwrap().remove("links").is_some_and(|links| links.is_object()));
    assert_eq!(alone, first["properties"]);
    let water = &FIVE.json(&format!("{STATIONS}/a?{at}&lang=zh"))["properties"]["amenities"][0]["label"];
    assert_ne!(water, &first["properties"]["amenities"][0]["label"]);
}

#[test]
fn coordinates_are_the_callers_in_boxes_filters_and_answers() {
    let wgs84 = ATLAS.json(&format!("{STATIONS}/05"))["geometry"]["coordinates"].clone();
    for crs in ["gcj02", "bd09"] {
        let body = ATLAS.json(&format!("{STATIONS}/05?crs={crs}"));
        let at = &body["geometry"]["coordinates"];
        assert!(*at != wgs84 && body["crs"] == crs, "{body}");
        let (lon, lat) = (at[0].as_f64().unwrap(), at[1].as_f64().unwrap());
        let around = format!("{},{},{},{}", lon - 1e-6, lat - 1e-6, lon + 1e-6, lat + 1e-6);
        assert_eq!(ATLAS.get(&format!("{STATIONS}?crs={crs}&bbox={around}")).ids(), ["05"], "{crs}");
        assert!(ATLAS.get(&format!("{STATIONS}?bbox={around}")).ids().is_empty(), "{crs}");
        let filter = format!("S_INTERSECTS(geometry,BBOX({around}))");
        assert_eq!(ATLAS.get(&format!("{STATIONS}?crs={crs}&filter={filter}")).ids(), ["05"], "{crs}");
        let region = ATLAS.json(&format!("{REGIONS}/row?crs={crs}"));
        assert_ne!(region["geometry"]["coordinates"][0][0][0], 119);
    }
    assert_eq!(ATLAS.get(&format!("{STATIONS}?crs=EPSG:3857")).status, 400);
}

#[test]
fn links_are_whole_addresses_under_the_host_that_was_asked() {
    for (headers, origin) in [
        (&[("host", "gis.example:8443")][..], "http://gis.example:8443"),
        (&[("host", "gis.example"), ("x-forwarded-proto", "https")], "https://gis.example"),
        (&[("host", "\"><b>.example")], ""),
        (&[], ""),
    ] {
        let answer = ATLAS.ask("GET", &format!("{STATIONS}?limit=2&bbox=119,29,121,31"), headers);
        assert!(answer.header("vary").contains("x-forwarded-proto"), "{:?}", answer.header("vary"));
        let next = linked(&answer.json(), "next").unwrap();
        assert_eq!(next, format!("{origin}{STATIONS}?limit=2&bbox=119,29,121,31&offset=2"));
    }
    let one = ATLAS.ask("GET", STATIONS, &[("host", "a.example")]);
    let other = ATLAS.ask("GET", STATIONS, &[("host", "b.example")]);
    assert_ne!(one.header("etag"), other.header("etag"));
}

#[test]
fn fewer_than_none_are_out_of_range_and_what_is_no_number_is_none() {
    for (limit, code) in [
        ("-1", "out_of_range"),
        ("-99999999999999999999", "out_of_range"),
        ("0", "out_of_range"),
        ("-", "not_a_whole_number"),
        ("--1", "not_a_whole_number"),
        ("-1.5", "not_a_whole_number"),
        ("-+1", "not_a_whole_number"),
        ("1.0", "not_a_whole_number"),
        ("five", "not_a_whole_number"),
    ] {
        let error = ATLAS.get(&format!("{STATIONS}?limit={limit}")).problem()["errors"][0].clone();
        assert_eq!((&error["param"], &error["code"]), (&json!("limit"), &json!(code)), "{limit}: {error}");
    }
}

#[test]
fn whoever_has_it_already_is_told_so_in_each_form() {
    for path in
        ["/v1", "/v1/collections", "/v1/collections/stations/queryables", STATIONS, "/v1/collections/stations/items/00"]
    {
        for accept in [("accept", "*/*"), BROWSER] {
            let first = ATLAS.ask("GET", path, &[accept]);
            let tag = first.header("etag").to_owned();
            assert!(tag.starts_with("W/\"") && first.header("vary").contains("accept"), "{path}");
            let again = ATLAS.ask("GET", path, &[accept, ("if-none-match", &tag)]);
            assert_eq!((again.status, again.body.len()), (304, 0), "{path}");
            let head = ATLAS.ask("HEAD", path, &[accept]);
            assert_eq!(
                (head.status, head.body.len(), head.header("content-type")),
                (200, 0, first.header("content-type")),
                "{path}"
            );
        }
        let tags =
            [("accept", "*/*"), BROWSER].map(|accept| ATLAS.ask("GET", path, &[accept]).header("etag").to_owned());
        assert_ne!(tags[0], tags[1], "{path}");
        assert_eq!(ATLAS.ask("POST", path, &[]).header("allow"), "GET, HEAD, OPTIONS", "{path}");
        assert_eq!(ATLAS.ask("GET", path, &[("accept", "image/png")]).problem()["status"], 406, "{path}");
        assert_eq!(
            ATLAS.ask("GET", &format!("{path}?f=json"), &[BROWSER]).header("content-type"),
            ATLAS.get(path).header("content-type")
        );
        assert_eq!(ATLAS.ask("GET", &format!("{path}?f=json"), &[("accept", "image/png")]).status, 200, "{path}");
    }
    let schema = ATLAS.ask("GET", "/v1/collections/regions/queryables", &[("accept", "application/schema+json")]);
    assert_eq!((schema.status, schema.header("content-type")), (200, "application/schema+json"));
}

#[test]
fn every_station_of_the_bundled_data_is_in_a_page() {
    let count = BUNDLED.snapshot().index.len();
    let body = BUNDLED.json(&format!("{STATIONS}?limit=10000&status=any"));
    assert_eq!((&body["numberMatched"], &body["numberReturned"]), (&json!(count), &json!(count)));
    let regions = BUNDLED.json(&format!("{REGIONS}?limit=1000"));
    let named = |region: &Value| region["id"].is_string() && region["properties"]["name"].is_string();
    assert!(regions["features"].as_array().unwrap().iter().all(named));
}

#[test]
fn nothing_is_listed_where_there_is_nothing() {
    let server = Server::of_stations(&[feature("x", 1.0, 1.0, json!({"status": "planned"}))]);
    let body = server.json(STATIONS);
    assert_eq!((&body["numberMatched"], &body["features"]), (&json!(0), &json!([])));
    assert_eq!(server.json(REGIONS)["numberMatched"], 0);
    assert!(server.json("/v1/collections/regions").get("extent").is_none());
    assert_eq!(Server::empty().get(STATIONS).problem()["status"], 503);
}

#[test]
fn a_time_is_held_against_every_date_of_a_feature() {
    // GDAL sends any comparison with a date as datetime, whichever property it is of.
    let server = Server::of_stations(&[
        feature("a", 1.0, 1.0, json!({"verified_at": "2026-01-15", "updated_at": "2026-05-01T10:00:00Z"})),
        feature("b", 1.0, 1.0, json!({"verified_at": "2026-03-15", "opened": "2020-01-01", "note": "2021-01-01"})),
        feature("c", 1.0, 1.0, json!({"note": "no date at all"})),
    ]);
    let ids = |datetime: &str| server.get(&format!("{STATIONS}?datetime={datetime}")).ids();
    assert_eq!(ids("2026-05-01T00:00:00Z/.."), ["a", "c"]);
    assert_eq!(ids("2026-03-01T%2F2026-04-01T"), ["b", "c"]);
    assert_eq!(ids("../2020-12-31T00:00:00Z"), ["b", "c"]);
    assert_eq!(ids("2021-01-01T00:00:00Z/2021-01-02T00:00:00Z"), ["c"]);
    let extent = &server.json("/v1/collections/stations")["extent"]["temporal"]["interval"][0];
    assert_eq!(extent, &json!(["2020-01-01T00:00:00Z", "2026-05-01T10:00:00Z"]));
}

#[test]
fn a_page_that_is_told_at_once_is_part_of_one_that_is_not() {
    // All of a set, a box of all, a few hundred in a box, and some dozens; more than 256 on a page are told aside.
    for asked in ["", "&bbox=-180,-90,180,90", "&bbox=12,51,14.5,53.5", "&bbox=13.2,52.4,13.6,52.6"] {
        for more in ["", "&amenity=seating", "&status=any&properties=name"] {
            let page = |limit: usize, offset: usize| {
                BUNDLED.json(&format!("{STATIONS}?at=2026-11-23T10:00:00Z&limit={limit}&offset={offset}{asked}{more}"))
            };
            let whole = page(1000, 0);
            let all = whole["features"].as_array().unwrap();
            let mut parts = Vec::new();
            for offset in (0..all.len()).step_by(200) {
                let part = page(200, offset);
                assert_eq!(part["numberMatched"], whole["numberMatched"], "{asked}{more}");
                parts.extend_from_slice(part["features"].as_array().unwrap());
            }
            assert!(all.len() > 20 || more.contains("seating"), "{asked}{more}: {}", all.len());
            assert!(parts.get(..all.len()) == Some(&all[..]), "{asked}{more}");
        }
    }
}

#[test]
fn a_tag_that_says_neither_yes_nor_no_is_told_as_it_stands_and_counts_as_neither() {
    let tagged = |id: &str, value: &str| feature(id, 1.0, 1.0, json!({"name": id, "wheelchair": value}));
    let server = Server::of_stations(&[tagged("lim", "limited"), tagged("no", "no"), tagged("yes", "yes")]);
    for (filter, expected) in [("amenity=wheelchair", "yes"), ("amenity_not=wheelchair", "no")] {
        let found = server.json(&format!("/v1/collections/stations/items?{filter}"));
        assert_eq!(ids(&found), [expected], "{filter}");
    }
    let told = &server.json("/v1/collections/stations/items/lim")["properties"];
    assert_eq!((&told["wheelchair"], &told["amenities"]), (&json!("limited"), &json!([])));
}
