//! Can a client ask for some of a feature's properties alone, on every route, and is it told what it cannot ask for?

use super::atlas::{ATLAS, BROWSER, REGIONS, STATIONS, linked};
use super::data::feature;
use super::server::{Answer, BUNDLED, FIVE, Server};
use serde_json::{Value, json};

const NEAREST: &str = "/v1/nearest?lon=121&lat=31";

/// The names of the first feature's properties, in order of the alphabet.
fn told(body: &Value) -> Vec<String> {
    let first = body.get("features").map_or(body, |features| &features[0]);
    first["properties"].as_object().unwrap_or_else(|| panic!("{body}")).keys().cloned().collect()
}

/// Codes, values and hints of what is wrong with `properties`; nothing else may be.
fn refused(answer: &Answer) -> Vec<(String, String, String)> {
    assert_eq!(answer.status, 400, "{}", String::from_utf8_lossy(&answer.body));
    let problem = answer.problem();
    let errors = problem["errors"].as_array().unwrap();
    let text = |error: &Value, name: &str| error[name].as_str().unwrap_or_default().to_owned();
    assert!(errors.iter().all(|error| error["param"] == "properties"), "{problem}");
    errors.iter().map(|error| (text(error, "code"), text(error, "value"), text(error, "hint"))).collect()
}

#[test]
fn a_feature_has_what_is_asked_for_and_always_its_id_and_place() {
    for (target, names, expected) in [
        (NEAREST, "name", &["name"][..]),
        (NEAREST, "open,name,distance_m,kind", &["distance_m", "kind", "name", "open"]),
        (NEAREST, "bearing_deg,amenities", &["amenities", "bearing_deg"]),
        (NEAREST, "id", &[]),
        (NEAREST, "geometry,id", &[]),
        (NEAREST, "address", &[]),
        (NEAREST, "links", &["links"]),
        (&format!("{NEAREST}&at=now&speed_mps=2"), "arrives_at,open_at_arrival", &["arrives_at", "open_at_arrival"]),
        (&format!("{STATIONS}?limit=1"), "name,capacity,open", &["capacity", "name", "open"]),
        (&format!("{STATIONS}?limit=1"), "links", &["links"]),
        (&format!("{STATIONS}/a?lang=zh"), "name,amenities_absent", &["amenities_absent", "name"]),
        (&format!("{STATIONS}/a?lang=zh"), "links", &["links"]),
    ] {
        let body = FIVE.json(&format!("{target}&properties={names}"));
        assert_eq!(told(&body), expected, "{target} {names}");
        let first = body.get("features").map_or(&body, |features| &features[0]);
        let whole = FIVE.json(target);
        let whole = whole.get("features").map_or(&whole, |features| &features[0]);
        for always in ["type", "id", "geometry"] {
            assert_eq!(first[always], whole[always], "{target} {names}");
        }
    }
}

#[test]
fn an_answer_repeats_what_was_asked_for() {
    for target in [format!("{NEAREST}&properties=name,open,name"), format!("{STATIONS}?properties=name,open,name")] {
        assert_eq!(FIVE.json(&target)["query"]["properties"], json!(["name", "open"]), "{target}");
    }
    assert_eq!(FIVE.json(NEAREST)["query"].get("properties"), None);
    let batch = FIVE.post(&json!({"points": [{"lon": 121, "lat": 31}], "properties": ["name"]})).json();
    assert_eq!(batch["query"]["properties"], json!(["name"]));
    assert_eq!(told(&batch["results"][0]), ["name"]);
}

#[test]
fn names_are_any_text_that_the_data_has() {
    let server = Server::of_stations(&[feature(
        "x",
        121.0,
        31.0,
        json!({"name": "X", "驿 站": 1, "a\"b": [1], "a+b": {"name": 2}, "c,d": 3, " e": 4, "open": "yes", "id": "other"}),
    )]);
    for (list, expected) in [
        ("%E9%A9%BF%20%E7%AB%99", &["驿 站"][..]),
        ("%E9%A9%BF+%E7%AB%99", &["驿 站"]),
        ("驿%20站", &["驿 站"]),
        ("a%22b,a%2Bb", &["a\"b", "a+b"]),
        ("+e", &[" e"]),
        ("source:open,open", &["open", "source:open"]),
        ("source:id,id", &["source:id"]),
        ("n%61me", &["name"]),
    ] {
        let list = list.replace('驿', "%E9%A9%BF").replace('站', "%E7%AB%99");
        for target in [&format!("{NEAREST}&limit=1"), &format!("{STATIONS}?limit=1"), &format!("{STATIONS}/x?f=json")] {
            assert_eq!(told(&server.json(&format!("{target}&properties={list}"))), expected, "{target} {list}");
        }
    }
    // A comma stands between names in an address, and in an array nothing need.
    assert_eq!(refused(&server.get(&format!("{NEAREST}&properties=c,d"))).len(), 2);
    let batch = server.post(&json!({"points": [{"lon": 121, "lat": 31}], "properties": ["c,d"]})).json();
    assert_eq!(told(&batch["results"][0]), ["c,d"]);
}

#[test]
fn a_name_that_no_feature_has_is_refused_with_the_one_that_may_be_meant() {
    for (target, list, unknown, hint) in [
        (NEAREST, "nmae", "nmae", "is name meant?"),
        (NEAREST, "name,distance", "distance", "GET /v1/collections/stations/schema"),
        (NEAREST, "distance_km,name", "distance_km", "is distance_m meant?"),
        (NEAREST, "name,%20kind", " kind", "is kind meant?"),
        (NEAREST, "Name", "Name", "is name meant?"),
        (NEAREST, "open.state", "open.state", "GET /v1/collections/stations/schema"),
        (NEAREST, "name%00", "name\u{0}", "is name meant?"),
        (&format!("{STATIONS}?limit=2"), "roofed,flor", "flor", "is floor meant?"),
        (&format!("{STATIONS}/05?f=json"), "capacty", "capacty", "is capacity meant?"),
        (&format!("{REGIONS}?limit=2"), "poeple", "poeple", "is people meant?"),
        (&format!("{REGIONS}/row?f=json"), "open", "open", "GET /v1/collections/regions/schema"),
    ] {
        let told = refused(&ATLAS.get(&format!("{target}&properties={list}")));
        assert_eq!(told.len(), 1, "{told:?}");
        let (code, value, told) = &told[0];
        assert_eq!((code.as_str(), value.as_str()), ("unknown_property", unknown), "{list}");
        assert!(told.contains(hint), "{list}: {told}");
    }
}

#[test]
fn what_a_route_does_not_compute_is_refused_with_the_route_that_does() {
    let (from_here, beside, travelling) = ("/v1/nearest", "/v1/along", "speed_mps");
    for (answer, name, hint) in [
        (FIVE.get(&format!("{STATIONS}?properties=distance_m")), "distance_m", from_here),
        (FIVE.get(&format!("{STATIONS}/a?properties=bearing_deg")), "bearing_deg", from_here),
        (FIVE.get(&format!("{NEAREST}&properties=along_m")), "along_m", beside),
        (FIVE.get(&format!("{NEAREST}&properties=serves")), "serves", "/v1/basket"),
        (FIVE.get(&format!("{NEAREST}&properties=closes_in_s")), "closes_in_s", travelling),
        (FIVE.get(&format!("{STATIONS}?properties=arrives_at")), "arrives_at", travelling),
        (
            FIVE.post_to(
                "/v1/along",
                &json!({"route": {"polyline": "_p~iF~ps|U_ulLnnqC"}, "properties": ["distance_m"]}),
            ),
            "distance_m",
            from_here,
        ),
        (
            FIVE.post_to("/v1/basket", &json!({"lon": 121, "lat": 31, "needs": ["water"], "properties": ["offset_m"]})),
            "offset_m",
            beside,
        ),
    ] {
        let told = refused(&answer);
        assert_eq!((told[0].0.as_str(), told[0].1.as_str(), told.len()), ("not_told_here", name, 1));
        assert!(told[0].2.contains(hint), "{told:?}");
    }
}

#[test]
fn a_list_that_is_none_is_refused() {
    for target in [&format!("{NEAREST}&"), &format!("{STATIONS}?"), &format!("{STATIONS}/a?"), &format!("{REGIONS}?")] {
        for (asked, code) in [
            ("properties=", "empty"),
            ("properties", "empty"),
            ("properties=,", "empty"),
            ("properties=name,", "empty"),
            ("properties=,name", "empty"),
            ("properties=name,,name", "empty"),
            ("properties=name&properties=name", "repeated"),
            ("properties=%FF", "not_utf8"),
        ] {
            assert_eq!(refused(&FIVE.get(&format!("{target}{asked}")))[0].0, code, "{target}{asked}");
        }
    }
    for (list, code) in [
        (json!("name"), "not_a_list"),
        (json!([]), "empty"),
        (json!([""]), "empty"),
        (json!(null), "empty"),
        (json!([1]), "not_a_list"),
        (json!({"name": true}), "not_a_list"),
    ] {
        let answer = FIVE.post(&json!({"points": [{"lon": 121, "lat": 31}], "properties": list}));
        assert_eq!(refused(&answer)[0].0, code, "{list}");
    }
}

#[test]
fn long_lists_and_long_names_cost_little_and_are_refused() {
    let many = |count: usize| (0..count).map(|number| format!("n{number}")).collect::<Vec<_>>();
    let batch = |names: &[String]| FIVE.post(&json!({"points": [{"lon": 121, "lat": 31}], "properties": names}));
    let told = refused(&batch(&many(10_000)));
    assert_eq!((told[0].0.as_str(), told[0].1.as_str(), told.len()), ("out_of_range", "10000", 1));
    let told = refused(&batch(&many(100)));
    assert!(told.len() == 32 && told.iter().all(|(code, ..)| code == "unknown_property"), "{told:?}");
    assert_eq!(refused(&FIVE.get(&format!("{NEAREST}&properties={}", vec!["n"; 101].join(","))))[0].0, "out_of_range");
    assert_eq!(told_names(&FIVE.get(&format!("{NEAREST}&properties={}", vec!["name"; 100].join(",")))), ["name"]);
    let long = "x".repeat(1 << 20);
    let told = refused(&batch(&[long]));
    assert_eq!((told[0].0.as_str(), told[0].1.len()), ("unknown_property", 80));
    assert_eq!(refused(&FIVE.get(&format!("{NEAREST}&properties={}", "站".repeat(500))))[0].0, "unknown_property");
}

fn told_names(answer: &Answer) -> Vec<String> {
    assert_eq!(answer.status, 200);
    told(&answer.json())
}

#[test]
fn links_are_told_if_they_are_named_and_may_not_be_asked_for_and_left_out() {
    assert_eq!(told(&FIVE.json(&format!("{NEAREST}&links=true&properties=links,name"))), ["links", "name"]);
    assert_eq!(told(&FIVE.json(&format!("{NEAREST}&links=false&properties=name"))), ["name"]);
    for (links, names) in [("true", "name"), ("false", "name,links")] {
        let problem = FIVE.get(&format!("{NEAREST}&links={links}&properties={names}")).problem();
        let error = &problem["errors"][0];
        assert_eq!(
            (&error["param"], &error["code"], &error["value"]),
            (&json!("links"), &json!("contradiction"), &json!(links))
        );
    }
}

#[test]
fn every_page_has_the_same_properties() {
    let mut next = Some(format!("{STATIONS}?limit=7&properties=floor,name%3Azh"));
    let mut seen = 0;
    while let Some(target) = next {
        assert!(target.contains("properties=floor,name%3Azh"), "{target}");
        let body = ATLAS.json(&target);
        for feature in body["features"].as_array().unwrap() {
            seen += 1;
            let names: Vec<&String> = feature["properties"].as_object().unwrap().keys().collect();
            assert!(names.iter().all(|name| ["floor", "name:zh"].contains(&name.as_str())), "{names:?}");
        }
        next = linked(&body, "next");
    }
    assert_eq!(seen, 29);
}

#[test]
fn a_page_for_people_shows_what_is_asked_for() {
    let page = |target: &str| String::from_utf8(ATLAS.ask("GET", target, &[BROWSER]).body).unwrap();
    let whole = page(&format!("{STATIONS}?limit=3"));
    let part = page(&format!("{STATIONS}?limit=3&properties=kind"));
    let (name, kind) = ("Station 01", "union_station");
    assert!(whole.contains(name) && whole.contains(kind));
    assert!(!part.contains(name) && part.contains(kind));
    let one = page(&format!("{STATIONS}/01?properties=kind"));
    assert!(!one.contains(name) && one.contains(kind));
    assert!(page(&format!("{REGIONS}?properties=people")).contains("3 of 3"));
}

#[test]
fn regions_are_told_in_part_too() {
    let body = ATLAS.json(&format!("{REGIONS}?properties=people"));
    let features = body["features"].as_array().unwrap();
    let properties: Vec<&Value> = features.iter().map(|feature| &feature["properties"]).collect();
    assert_eq!(properties, [&json!({}), &json!({"people": 5}), &json!({"people": 1000})]);
    assert_eq!(body["query"]["properties"], json!(["people"]));
    assert_eq!(told(&ATLAS.json(&format!("{REGIONS}/row?properties=name"))), ["name"]);
}

#[test]
fn an_answer_without_openings_holds_as_long_as_the_data() {
    let kept = |target: &str| {
        let answer = FIVE.get(target);
        assert_eq!(answer.status, 200, "{target}");
        (answer.header("cache-control").to_owned(), answer.header("etag").to_owned())
    };
    let longest = "public, max-age=60";
    for target in [NEAREST, &format!("{STATIONS}?limit=9"), &format!("{STATIONS}/a?crs=wgs84")] {
        let first = kept(&format!("{target}&properties=name,kind"));
        assert_eq!(first.0, longest, "{target}");
        assert_eq!(first, kept(&format!("{target}&properties=name,kind")), "{target}");
        assert_ne!(first.1, kept(&format!("{target}&properties=name")).1, "{target}");
        assert_eq!(
            FIVE.ask(
                "GET",
                &format!("{target}&properties=name"),
                &[("if-none-match", &kept(&format!("{target}&properties=name")).1)]
            )
            .status,
            304
        );
    }
    // Who travels is told another arrival at each asking, unless none is shown.
    let travelling = format!("{NEAREST}&at=now&speed_mps=2");
    assert_eq!(kept(&format!("{travelling}&properties=name")).0, longest);
    for names in ["arrives_at", "amenities", "closes_in_s", "open_at_arrival"] {
        assert_eq!(kept(&format!("{travelling}&properties={names}")).0, "public, max-age=0", "{names}");
    }
    assert_eq!(kept(&format!("{NEAREST}&open=now&speed_mps=2&properties=name&kind=other")).0, "public, max-age=0");
}

#[test]
fn anyone_may_ask_from_any_page_and_files_are_whole() {
    let answer = FIVE.ask("GET", &format!("{NEAREST}&properties=name"), &[("origin", "https://a.example")]);
    assert_eq!(answer.header("access-control-allow-origin"), "*");
    for file in ["geojson", "fgb", "csv"] {
        let told = refused(&FIVE.get(&format!("/v1/stations.{file}?properties=name")));
        assert_eq!(told[0].0, "unknown_parameter", "{file}");
    }
    assert_eq!(refused(&FIVE.get("/v1/tiles/stations/0/0/0?properties=name"))[0].0, "unknown_parameter");
}

#[test]
fn a_box_of_a_map_takes_a_part_of_the_bytes() {
    let bytes = |more: &str| BUNDLED.get(&format!("{STATIONS}?limit=1000{more}")).body.len();
    assert!(bytes("&properties=name,open") * 2 < bytes(""));
    assert!(bytes("&properties=name") * 3 < bytes(""));
}
