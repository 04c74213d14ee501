//! Does `GET /v1/nearest` answer with the stations that fit, nearest first, with every member that is promised?

use super::data::feature;
use super::server::{BUNDLED, FIVE, Server, ids};
use chrono::DateTime;
use serde_json::{Value, json};

const HERE: &str = "/v1/nearest?lon=120.9995&lat=31";

#[test]
fn the_answer_has_every_member_of_the_contract() {
    let answer = FIVE.get(&format!("{HERE}&limit=4&at=2026-11-23T10:00:00%2B08:00&lang=en"));
    assert_eq!((answer.status, answer.header("content-type")), (200, "application/geo+json"));
    let collection = answer.json();
    assert_eq!(collection["type"], "FeatureCollection");
    assert_eq!(collection["numberReturned"], 4);
    assert_eq!(collection["crs"], "wgs84");
    assert!(collection["query"].is_object());
    assert!(DateTime::parse_from_rfc3339(collection["timeStamp"].as_str().unwrap()).is_ok());
    assert_eq!(collection["dataset"]["version"], FIVE.snapshot().version.as_str());
    assert!(DateTime::parse_from_rfc3339(collection["dataset"]["loaded_at"].as_str().unwrap()).is_ok());
    assert_eq!(collection.get("explain"), None);

    let first = &collection["features"][0];
    assert_eq!(first["type"], "Feature");
    assert_eq!(first["id"], "a");
    assert_eq!(first["geometry"], json!({"type": "Point", "coordinates": [121, 31]}));
    let properties = &first["properties"];
    for (name, value) in [
        ("name", json!("A")),
        ("kind", json!("union_station")),
        ("access", json!("public")),
        ("capacity", json!(20)),
        ("opening_hours", json!("Mo-Fr 09:00-18:00")),
        ("open", json!({"state": "open", "closes_at": "2026-11-23T18:00:00+08:00"})),
    ] {
        assert_eq!(properties[name], value, "{name}");
    }
    // Along the parallel of 31 degrees a degree is 95.5 km, and the way leads due east.
    assert!((47.7..47.8).contains(&properties["distance_m"].as_f64().unwrap()), "{properties}");
    assert!((89.9..90.1).contains(&properties["bearing_deg"].as_f64().unwrap()), "{properties}");
    let water = &properties["amenities"][0];
    assert_eq!((&water["kind"], &water["label"]), (&json!("water"), &json!("Drinking water")));
    assert_eq!(water["open"], properties["open"]);
    let microwave = &collection["features"][3]["properties"]["amenities"][2];
    assert_eq!(microwave["kind"], "microwave");
    assert_eq!((&microwave["opening_hours"], &microwave["note"]), (&json!("Mo-Su 20:00-22:00"), &json!("ask")));
    assert_eq!(microwave["open"], json!({"state": "closed", "opens_at": "2026-11-23T20:00:00+08:00"}));
}

#[test]
fn what_a_source_says_beyond_the_contract_is_carried_through_untouched() {
    let said = json!({
        "name": "X", "address": "1 Road", "district": "D", "operator": "O", "phone": "+86 1", "website": "https://x/",
        "verified_at": "2026-01-02", "updated_at": "2026-01-03", "position_accuracy": "approximate",
        "shelves": 3, "nested": {"b": [1, 2.5, null, true], "a": "ü"}, "zero": 0, "no": false, "name:zh": "站",
    });
    let server = Server::of_stations(&[feature(7, 1.0, 2.0, said.clone())]);
    let found = server.json("/v1/nearest?lon=1&lat=2");
    assert_eq!(found["features"][0]["id"], "7");
    let properties = &found["features"][0]["properties"];
    for (name, value) in said.as_object().unwrap() {
        assert_eq!(&properties[name], value, "{name}");
    }
    assert_eq!((&properties["kind"], &properties["access"]), (&json!("other"), &json!("unknown")));
    assert_eq!((&properties["distance_m"], &properties["open"]), (&json!(0), &json!({"state": "unknown"})));
}

#[test]
fn five_are_given_unless_another_limit_is_asked_for() {
    assert_eq!(BUNDLED.get("/v1/nearest?lon=13.4&lat=52.5").ids().len(), 5);
    assert_eq!(BUNDLED.get("/v1/nearest?lon=13.4&lat=52.5&limit=1").ids().len(), 1);
    assert_eq!(BUNDLED.get("/v1/nearest?lon=13.4&lat=52.5&limit=100").ids().len(), 100);
}

#[test]
fn a_smaller_limit_gives_the_beginning_of_a_larger_one() {
    for filters in ["", "&amenity=wifi", "&amenity_not=toilets&kind=railway_station"] {
        let all = BUNDLED.get(&format!("/v1/nearest?lon=9.99&lat=53.55&limit=100{filters}")).ids();
        for limit in [1, 2, 3, 7, 20, 99] {
            let some = BUNDLED.get(&format!("/v1/nearest?lon=9.99&lat=53.55&limit={limit}{filters}")).ids();
            assert_eq!(some, all[..limit.min(all.len())], "{limit} {filters}");
        }
    }
}

#[test]
fn order_is_by_distance_then_by_the_bytes_of_the_id() {
    let twins = ["b", "10", "9", "Z", "é", "a", "-1"].map(|id| feature(id, 10.0, 50.0, json!({"name": "twin"})));
    let server = Server::of_stations(&twins);
    assert_eq!(server.get("/v1/nearest?lon=10&lat=51&limit=100").ids(), ["-1", "10", "9", "Z", "a", "b", "é"]);
    assert_eq!(server.get("/v1/nearest?lon=10&lat=50&limit=3").ids(), ["-1", "10", "9"]);

    let found = BUNDLED.json("/v1/nearest?lon=8.68&lat=50.11&limit=100");
    let place = |feature: &Value| {
        (feature["properties"]["distance_m"].as_f64().unwrap(), feature["id"].as_str().unwrap().to_owned())
    };
    let places: Vec<_> = found["features"].as_array().unwrap().iter().map(place).collect();
    assert!(places.windows(2).all(|pair| pair[0] < pair[1]), "{places:?}");
}

#[test]
fn the_radius_is_inclusive_to_the_millimetre() {
    for (lon, lat) in [(121.4, 37.5), (8.6821, 50.1109), (-170.0, -45.0)] {
        let at = format!("/v1/nearest?lon={lon}&lat={lat}");
        let nearest = BUNDLED.json(&format!("{at}&limit=1"));
        let distance_m = nearest["features"][0]["properties"]["distance_m"].as_f64().unwrap();
        assert!(((distance_m * 1000.0).round() - distance_m * 1000.0).abs() < 1e-3, "{distance_m}");
        let within = |radius_m: f64| BUNDLED.json(&format!("{at}&radius_m={radius_m}"))["numberReturned"].clone();
        assert_eq!(within(distance_m), 1, "{distance_m}");
        assert_eq!(within((distance_m * 1000.0 - 1.0).round() / 1000.0), 0, "{distance_m}");
        assert_eq!(within(distance_m - 0.0004), 0, "{distance_m}");
    }
    assert_eq!(FIVE.get("/v1/nearest?lon=121&lat=31&radius_m=0").ids(), ["a"]);
    assert_eq!(FIVE.get("/v1/nearest?lon=-59&lat=-31&radius_m=20100000&limit=100").ids().len(), 4);
}

#[test]
fn filters_leave_what_is_known_to_fit() {
    for (filters, expected) in [
        ("", "a b c d"),
        ("amenity=water", "a b c d"),
        ("amenity=water,microwave", "a c d"),
        ("amenity=microwave&amenity=", "400"),
        ("amenity=toilets", "d"),
        // A word outside the vocabulary that the data has.
        ("amenity=sauna", "c"),
        ("amenity=base_kit", "c"),
        ("amenity=base_kit,sauna", "c"),
        ("amenity=base_kit,toilets", ""),
        ("amenity_any=toilets,sauna", "c d"),
        ("amenity_any=base_kit", "a b c d"),
        // Of toilets a and c are known to have none; b does not say.
        ("amenity_not=toilets", "a c"),
        ("amenity_not=toilets,wifi", "c"),
        ("amenity_not=gym", ""),
        ("amenity=water&amenity_any=microwave,toilets&amenity_not=toilets", "a c"),
        ("kind=library", "c d"),
        ("kind=library,union_station", "a c d"),
        ("kind=other", "b"),
        ("kind=bank_branch", ""),
        ("access=public", "a"),
        ("access=members,code", "c d"),
        ("access=unknown", "b"),
        ("min_capacity=0", "a c d"),
        ("min_capacity=5", "a c"),
        ("min_capacity=20", "a"),
        ("min_capacity=21", ""),
        ("kind=library&access=members&min_capacity=1&amenity=water&radius_m=300", "c"),
        ("radius_m=100", "a"),
    ] {
        let answer = FIVE.get(&format!("{HERE}&limit=100&{filters}"));
        let found = if answer.status == 200 { answer.ids().join(" ") } else { answer.status.to_string() };
        assert_eq!(found, expected, "{filters}");
    }
}

#[test]
fn a_station_that_is_not_operating_is_never_found() {
    let statuses = ["operating", "closed", "maintenance", "planned", "who knows"];
    let mut features: Vec<Value> =
        statuses.iter().map(|status| feature(*status, 1.0, 1.0, json!({"name": "x", "status": status}))).collect();
    features.push(feature("unsaid", 1.0, 1.0, json!({"name": "x"})));
    assert_eq!(Server::of_stations(&features).get("/v1/nearest?lon=1&lat=1").ids(), ["operating", "unsaid"]);
}

#[test]
fn however_many_words_a_data_set_adds_each_finds_its_own() {
    let word = |number: usize| format!("word{number}");
    let stations: Vec<Value> = (0..200)
        .map(|number| {
            let said = json!({"name": "x", "kind": format!("kind{}", number % 60),
                "amenities": [word(number)], "amenities_absent": [word((number + 1) % 200)]});
            feature(number, number as f64 / 10.0, 1.0, said)
        })
        .collect();
    let server = Server::of_stations(&stations);
    for number in 0..200 {
        let here = "/v1/nearest?lon=5&lat=1&limit=100";
        assert_eq!(server.get(&format!("{here}&amenity={}", word(number))).ids(), [number.to_string()]);
        let before = (number + 199) % 200;
        assert_eq!(server.get(&format!("{here}&amenity_not={}", word(number))).ids(), [before.to_string()]);
    }
    for number in 0..60 {
        let found = server.get(&format!("/v1/nearest?lon=5&lat=1&limit=100&kind=kind{number}")).ids();
        assert!(found.iter().all(|id| id.parse::<usize>().unwrap() % 60 == number), "{number}: {found:?}");
        assert_eq!(found.len(), if number < 20 { 4 } else { 3 }, "{number}");
    }
}

#[test]
fn labels_are_in_the_language_asked_for() {
    for (lang, label) in [("&lang=zh", "饮用水"), ("&lang=en", "Drinking water"), ("", "Drinking water")] {
        let found = FIVE.json(&format!("{HERE}&limit=1{lang}"));
        assert_eq!(found["features"][0]["properties"]["amenities"][0]["label"], label, "{lang}");
    }
    // A data set's own word is its own label.
    let found = FIVE.json(&format!("{HERE}&limit=1&amenity=sauna&lang=zh"));
    assert_eq!(found["features"][0]["properties"]["amenities"][5]["label"], "sauna");
}

#[test]
fn the_query_is_repeated_as_understood() {
    let query = FIVE.json(
        "/v1/nearest?lon=121.5&lat=31.25&limit=3&radius_m=12.5&amenity=base_kit&kind=library&access=code&min_capacity=2&lang=zh&crs=gcj02",
    )["query"]
        .clone();
    for (name, value) in [
        ("lon", json!(121.5)),
        ("lat", json!(31.25)),
        ("limit", json!(3)),
        ("radius_m", json!(12.5)),
        ("amenity", json!(["water", "microwave", "seating", "phone_charging", "first_aid"])),
        ("kind", json!(["library"])),
        ("access", json!(["code"])),
        ("min_capacity", json!(2)),
        ("lang", json!("zh")),
        ("crs", json!("gcj02")),
    ] {
        assert_eq!(query[name], value, "{name} in {query}");
    }
}

#[test]
fn the_antimeridian_and_the_poles_are_no_edge() {
    let server = Server::of_stations(&[
        feature("east", 179.999, 0.0, json!({"name": "x"})),
        feature("west", -179.998, 0.0, json!({"name": "x"})),
        feature("pole", 77.0, 90.0, json!({"name": "x"})),
    ]);
    for (lon, lat, expected) in [
        (-179.9999, 0.0, ["east", "west", "pole"]),
        (180.0, 0.0, ["east", "west", "pole"]),
        (-180.0, 0.0, ["east", "west", "pole"]),
        (-103.0, 89.9, ["pole", "west", "east"]),
    ] {
        let found = server.json(&format!("/v1/nearest?lon={lon}&lat={lat}"));
        assert_eq!(ids(&found), expected, "{lon} {lat}");
    }
    let found = server.json("/v1/nearest?lon=-5&lat=90&limit=1");
    assert_eq!(found["features"][0]["properties"]["distance_m"], 0);
}
