//! Does a CQL2 filter mean what it says, and is a bad one told what is wrong with it?

use super::atlas::{ATLAS, REGIONS, STATIONS, filtered, meant};
use serde_json::{Value, json};

#[test]
fn queryables_are_a_schema_that_tells_every_type() {
    let answer = ATLAS.get("/v1/collections/stations/queryables");
    assert_eq!(answer.header("content-type"), "application/schema+json");
    let schema = answer.json();
    assert_eq!(schema["$schema"], "https://json-schema.org/draft/2020-12/schema");
    for (name, told) in [
        ("id", json!("string")),
        ("name", json!("string")),
        ("name:zh", json!("string")),
        ("capacity", json!("integer")),
        ("floor", json!("integer")),
        ("roofed", json!("boolean")),
    ] {
        assert_eq!(schema["properties"][name]["type"], told, "{name}");
    }
    assert_eq!(schema["properties"]["verified_at"]["format"], "date");
    assert_eq!(schema["properties"]["geometry"]["format"], "geometry-point");
    assert_eq!(schema["properties"]["status"]["enum"][0], "operating");
    assert!(schema["properties"].get("amenities").is_none());
    let regions = ATLAS.json("/v1/collections/regions/queryables");
    assert_eq!(regions["properties"]["people"]["type"], "integer");
}

#[test]
fn a_schema_tells_of_every_property_that_any_feature_has() {
    let answer = ATLAS.get("/v1/collections/stations/schema");
    assert_eq!(answer.header("content-type"), "application/schema+json");
    let schema = answer.json();
    let told = &schema["properties"]["properties"]["properties"];
    let all = ATLAS.json(&format!("{STATIONS}?limit=100&status=any"));
    for feature in all["features"].as_array().unwrap() {
        for name in feature["properties"].as_object().unwrap().keys() {
            assert!(told.get(name).is_some(), "{name}");
        }
    }
    assert_eq!(
        ATLAS.json("/v1/collections/regions/schema")["properties"]["properties"]["properties"]["people"]["type"],
        "integer"
    );
    let of_collection = ATLAS.json("/v1/collections/stations");
    let linked = super::atlas::linked(&of_collection, "describedBy").unwrap();
    assert_eq!(linked, "/v1/collections/stations/schema");
}

#[test]
fn a_filter_means_what_it_says() {
    let in_order = |numbers: &[usize]| numbers.iter().map(|number| format!("{number:02}")).collect::<Vec<_>>();
    for (filter, numbers) in [
        ("name = 'Station 03'", &[3][..]),
        ("\"name\"='Station 03'", &[3]),
        ("id IN ('01', '03', 'nothing')", &[1, 3]),
        ("capacity > 90", &[10, 11]),
        ("capacity BETWEEN 20 AND 40", &[2, 3, 4]),
        ("capacity >= 20 AND NOT capacity > 30", &[2, 3]),
        ("capacity < 1e1 or capacity = 110", &[0, 11]),
        ("name LIKE 'Station _3'", &[3, 13, 23]),
        ("CASEI(name) LIKE CASEI('STATION %3')", &[3, 13, 23]),
        ("name LIKE 'station%'", &[]),
        ("verified_at >= DATE('2026-11-15')", &[10, 11]),
        ("verified_at = '2026-02-15'", &[1]),
        ("verified_at < TIMESTAMP('2026-02-15T12:00:00Z')", &[0]),
        ("roofed = true and floor = 2", &[2, 12, 22]),
        ("roofed and floor = 2", &[2, 12, 22]),
        ("kind = 'library' AND capacity IS NOT NULL", &[0, 3, 6, 9]),
        ("S_INTERSECTS(geometry, BBOX(120.05, 29, 120.25, 31))", &[1, 2]),
        ("S_INTERSECTS(BBOX(120.05, 29, 120.25, 31), geometry)", &[1, 2]),
        ("S_INTERSECTS(geometry, POLYGON((120.05 29, 120.25 29, 120.25 31, 120.05 31, 120.05 29)))", &[1, 2]),
        ("S_INTERSECTS(geometry, POINT(120.3 30))", &[3]),
        ("S_INTERSECTS(geometry, LINESTRING(120.2 30, 120.4 30))", &[2, 3, 4]),
        ("S_INTERSECTS(geometry, MULTIPOINT((120.3 30), (120.5 30)))", &[3, 5]),
        ("floor = 1 AND (capacity = 10 OR capacity = 60)", &[1, 6]),
        ("false", &[]),
        ("name = name AND id = '05'", &[5]),
        ("10 = capacity", &[1]),
    ] {
        assert_eq!(meant(STATIONS, filter), in_order(numbers), "{filter}");
    }
    assert_eq!(meant(STATIONS, "S_INTERSECTS(geometry,BBOX(179,-18,-179,-15))"), ["24", "25", "26"]);
    assert_eq!(meant(STATIONS, "\"name:zh\" = '北极'"), ["27"]);
    assert_eq!(meant(STATIONS, "geometry IS NULL"), Vec::<String>::new());
    assert_eq!(meant(STATIONS, "geometry IS NOT NULL").len(), 29);
    // What is missing is neither equal nor unequal.
    assert_eq!(meant(STATIONS, "capacity <> 0").len() + meant(STATIONS, "capacity = 0").len(), 12);
    assert_eq!(meant(STATIONS, "capacity IS NULL OR capacity IS NOT NULL").len(), 29);
    assert_eq!(filtered(STATIONS, "&status=any", "status='closed'").ids(), ["29"]);
    assert_eq!(filtered(STATIONS, "&amenity=water&bbox=119,29,121,31", "capacity>=50").ids(), in_order(&[6, 8, 10]));
}

#[test]
fn regions_are_filtered_too() {
    assert_eq!(meant(REGIONS, "people > 10"), ["row"]);
    assert_eq!(meant(REGIONS, "people IS NULL"), ["far"]);
    assert_eq!(meant(REGIONS, "S_INTERSECTS(geometry, POINT(120 30))"), ["row"]);
    assert_eq!(meant(REGIONS, "S_INTERSECTS(geometry, POLYGON((0 0, 200e-1 0, 20 20, 0 20, 0 0)))"), ["far"]);
    assert_eq!(meant(REGIONS, "S_INTERSECTS(geometry, BBOX(179.5,-16,-179.5,-15.5))"), ["line"]);
    assert_eq!(meant(REGIONS, "id IN ('row','line') AND name LIKE '%line'"), ["line"]);
}

#[test]
fn json_says_the_same_as_text() {
    let property = |name: &str| json!({"property": name});
    for (text, value) in [
        ("name='Station 03'", json!({"op": "=", "args": [property("name"), "Station 03"]})),
        ("capacity BETWEEN 20 AND 40", json!({"op": "between", "args": [property("capacity"), 20, 40]})),
        ("id IN ('01','03')", json!({"op": "in", "args": [property("id"), ["01", "03"]]})),
        ("capacity IS NULL", json!({"op": "isNull", "args": [property("capacity")]})),
        (
            "verified_at>=DATE('2026-11-15')",
            json!({"op": ">=", "args": [property("verified_at"), {"date": "2026-11-15"}]}),
        ),
        (
            "CASEI(name) LIKE CASEI('STATION %3')",
            json!({"op": "like", "args": [{"op": "casei", "args": [property("name")]}, {"op": "casei", "args": ["STATION %3"]}]}),
        ),
        (
            "NOT (roofed=true AND floor<>2) OR false",
            json!({"op": "or", "args": [{"op": "not", "args": [{"op": "and", "args": [
                {"op": "=", "args": [property("roofed"), true]}, {"op": "<>", "args": [property("floor"), 2]}]}]}, false]}),
        ),
        (
            "S_INTERSECTS(geometry,BBOX(120.05,29,120.25,31))",
            json!({"op": "s_intersects", "args": [property("geometry"), {"bbox": [120.05, 29, 120.25, 31]}]}),
        ),
        (
            "S_INTERSECTS(geometry,POINT(120.3 30))",
            json!({"op": "s_intersects", "args": [property("geometry"), {"type": "Point", "coordinates": [120.3, 30]}]}),
        ),
        (
            "S_INTERSECTS(geometry,POLYGON((119 29,121 29,121 31,119 29)))",
            json!({"op": "s_intersects", "args": [property("geometry"), {"type": "Polygon", "coordinates": [[[119, 29], [121, 29], [121, 31], [119, 29]]]}]}),
        ),
    ] {
        let answer = filtered(STATIONS, "&filter-lang=cql2-json", &value.to_string());
        assert_eq!(answer.status, 200, "{value}: {}", String::from_utf8_lossy(&answer.body));
        assert_eq!(answer.ids(), meant(STATIONS, text), "{text}");
    }
}

fn refused(also: &str, filter: &str) -> Value {
    let answer = filtered(STATIONS, also, filter);
    assert_eq!(answer.status, 400, "{filter}: {}", String::from_utf8_lossy(&answer.body));
    let problem = answer.problem();
    assert!(problem["errors"][0]["param"].as_str().unwrap().starts_with("filter"), "{problem}");
    problem
}

#[test]
fn what_is_wrong_with_a_filter_is_told() {
    for (filter, code, hint) in [
        ("nmae = 'x'", "unknown_property", "is name meant?"),
        ("amenities = 'x'", "unknown_property", "queryables lists"),
        ("name = 5", "unfit", "\"name\" is a text, 5 is a number"),
        ("capacity LIKE '1%'", "unfit", "no pattern fits"),
        ("verified_at > 'soon'", "unfit", "'soon' is no date"),
        ("geometry = 'x'", "unfit", "geometry"),
        ("S_INTERSECTS(name, BBOX(1,2,3,4))", "unfit", "is no geometry"),
        ("S_INTERSECTS(geometry, POINT(90 180))", "unreadable", "lat 180 is outside"),
        ("S_INTERSECTS(geometry, BBOX(1,2,3))", "unreadable", "4 or 6 numbers"),
        ("S_INTERSECTS(geometry, POLYGON((0 0, 1 1, 0 0)))", "unreadable", "ring"),
        ("S_INTERSECTS(geometry, CIRCLE(0 0, 1))", "unreadable", "CIRCLE is no geometry"),
        ("S_WITHIN(geometry, BBOX(1,2,3,4))", "unreadable", "S_WITHIN is not supported"),
        ("avg(capacity) > 1", "unreadable", "AVG is not supported"),
        ("name = 'x' nonsense", "unreadable", "at character 12"),
        ("name =", "unreadable", "at character 7"),
        ("(name = 'x'", "unreadable", ") is expected"),
        ("name", "unfit", "compare it with something"),
        ("capacity = 1 + 1", "unreadable", "arithmetic is not supported"),
        ("1 LIKE", "unreadable", "a pattern in single quotes"),
        ("'a'", "unreadable", "a comparison is expected"),
        ("{\"op\":\"=\"}", "unreadable", "cql2-json"),
    ] {
        let problem = refused("", filter);
        let error = &problem["errors"][0];
        assert_eq!(error["code"], code, "{filter}: {problem}");
        assert!(error["hint"].as_str().unwrap().contains(hint), "{filter}: {problem}");
    }
    for bad in [
        "{",
        "[]",
        "\"x\"",
        "null",
        "{\"op\":\"=\",\"args\":[1]}",
        "{\"op\":\"and\",\"args\":[true]}",
        "{\"op\":\"in\",\"args\":[{\"property\":\"id\"},[]]}",
        "{\"op\":\"s_within\",\"args\":[1,2]}",
    ] {
        refused("&filter-lang=cql2-json", bad);
    }
    refused("&filter-lang=cql-text", "true");
    refused("&filter-crs=http://www.opengis.net/def/crs/EPSG/0/3857", "true");
    assert_eq!(filtered(STATIONS, "&filter-crs=http://www.opengis.net/def/crs/OGC/1.3/CRS84", "true").status, 200);
    assert_eq!(ATLAS.get(&format!("{STATIONS}?filter=")).status, 400);
}

#[test]
fn hostile_nesting_is_refused_and_ends_nothing() {
    let many = |text: &str, count: usize| text.repeat(count);
    for filter in [
        many("(", 2_500),
        many("NOT ", 600),
        format!("{}true{}", many("(", 1_200), many(")", 1_200)),
        format!("name = {}'x'{}", many("CASEI(", 300), many(")", 300)),
        format!("S_INTERSECTS(geometry,{}POINT(0 0){})", many("GEOMETRYCOLLECTION(", 110), many(")", 110)),
        many("-", 2_000),
        format!("name = {}", many("'", 1_001)),
    ] {
        refused("", &filter);
    }
    let negated = many("{\"op\":\"not\",\"args\":[", 100) + "true" + &many("]}", 100);
    refused("&filter-lang=cql2-json", &negated);
    refused("&filter-lang=cql2-json", &many("[", 2_500));
    // As deep as may be, and as long as an address.
    assert_eq!(filtered(STATIONS, "", &format!("{}true{}", many("(", 60), many(")", 60))).status, 200);
    assert_eq!(ATLAS.get(&format!("{STATIONS}?filter=true{}", many("%20or%20floor=1", 500))).status, 200);
}

#[test]
fn judging_by_a_filter_is_bounded_and_what_was_judged_is_remembered() {
    use chrono::Utc;
    use std::sync::Arc;
    use waystation::coverage::{Effort, Halt};
    use waystation::cql2::{Encoding, Filter};
    use waystation::geodesy::Crs;
    use waystation::store::{Choice, Listing};
    let snapshot = ATLAS.snapshot();
    let known = &snapshot.described_stations().queryables;
    let filter = Filter::read("floor = 1 OR floor = 2 OR floor = 3", Encoding::Text, known).unwrap();
    assert_eq!(filter.steps(), 3);
    let choice = Choice { filter: waystation::station::Filter::default(), at: Utc::now(), open: None };
    let listing =
        Listing { choice, crs: Crs::Wgs84, window: None, during: None, filter: Some(Arc::new(filter)), words: None };
    // 29 stations, each looked at and held against three comparisons.
    let effort = |units: u64| Effort::new(units, None, Arc::default());
    assert_eq!(snapshot.listed(&listing, &effort(29 * 4 - 1)).unwrap_err(), Halt::TooMuch);
    let enough = effort(29 * 4);
    assert_eq!(snapshot.listed(&listing, &enough).unwrap().len(), 15);
    assert_eq!(snapshot.listed(&listing, &effort(0)).unwrap().len(), 15);
}
