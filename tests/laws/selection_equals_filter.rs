//! Does an answer with some properties say what the whole answer says of them, and nothing else, on every route?

use super::data::{DataDir, feature};
use super::random::Random;
use super::server::Server;
use serde_json::value::RawValue;
use serde_json::{Map, Value, json};
use std::collections::BTreeSet;
use waystation::ingest::Members;
use waystation::store::Selection;

/// Names as sources write them: the contract's, those that answers compute, and some that look like other things.
const NAMES: &[&str] = &[
    "name",
    "name:zh",
    "kind",
    "address",
    "operator",
    "access",
    "capacity",
    "opening_hours",
    "verified_at",
    "open",
    "distance_m",
    "amenities_absent",
    "nam",
    "names",
    "note",
    "驿站",
    "a\"b",
    "\",\"name\":\"x",
    "back\\",
    "back\\\"",
    "new\nline",
    "\u{1f600}",
    "}",
    "x y",
    "x+y&z=%",
    "id",
    "geometry",
    "1",
];

fn value(random: &mut Random, depth: usize) -> Value {
    match random.below(if depth > 3 { 7 } else { 10 }) {
        0 => json!(""),
        1 => json!("\"name\":\"inside\",\"kind\":{"),
        2 => json!("end with \\"),
        3 => json!(random.below(1000)),
        4 => json!(-1.5e-9),
        5 => json!(random.chance(0.5)),
        6 => json!(random.one_of(NAMES)),
        7 => (0..random.below(4)).map(|_| value(random, depth + 1)).collect(),
        8 => json!(["]", "}", "{[\"", {"name": ["name"]}]),
        _ => Value::Object(members(random, depth + 1)),
    }
}

fn members(random: &mut Random, depth: usize) -> Map<String, Value> {
    let count = random.below(8);
    (0..count).map(|_| ((*random.one_of(NAMES)).to_owned(), value(random, depth))).collect()
}

/// What a source says of a station: nothing, little, or much.
fn properties(random: &mut Random) -> Value {
    let mut all = members(random, 0);
    if random.chance(0.6) {
        all.insert("name".to_owned(), json!(format!("n{}", random.below(100))));
    }
    if random.chance(0.6) {
        all.insert("opening_hours".to_owned(), json!(random.one_of(&["24/7", "Mo-Fr 09:00-18:00", "perhaps"])));
    }
    if random.chance(0.7) {
        let amenities = ["water", "toilets", "microwave"].map(|kind| match random.below(3) {
            0 => json!(kind),
            1 => json!({"kind": kind, "opening_hours": "Mo-Su 08:00-20:00", "note": "a \"b\""}),
            _ => json!({"kind": kind, "name": "x"}),
        });
        all.insert("amenities".to_owned(), amenities[..random.below(4)].into());
    }
    all.into()
}

fn server(random: &mut Random) -> Server {
    let near = |random: &mut Random| (121.0 + random.unit() / 100.0, 31.0 + random.unit() / 100.0);
    let stations: Vec<Value> = (0..60)
        .map(|number| {
            let (lon, lat) = near(random);
            feature(format!("s{number}\"\\"), lon, lat, properties(random))
        })
        .collect();
    let square = json!({"type": "Polygon", "coordinates": [[[0, 0], [1, 0], [1, 1], [0, 1], [0, 0]]]});
    let region = |number: usize, random: &mut Random| json!({"type": "Feature", "id": format!("r{number}"), "geometry": square, "properties": members(random, 0)});
    let regions: Vec<Value> = (0..20).map(|number| region(number, random)).collect();
    let dataset =
        "timezone = \"Asia/Shanghai\"\n[[stations]]\npath = \"s.geojson\"\n[[regions]]\npath = \"r.geojson\"\n";
    Server::loading(
        DataDir::new()
            .with("dataset.toml", dataset)
            .with_stations("s.geojson", &stations)
            .with_stations("r.geojson", &regions),
    )
}

/// The features of an answer, wherever they stand in it.
fn features(body: &str) -> Vec<String> {
    let told = Members::read(body).unwrap();
    if told.get("geometry").is_some() {
        return vec![body.to_owned()];
    }
    let each = |list: &RawValue| -> Vec<String> {
        serde_json::from_str::<Vec<&RawValue>>(list.get()).unwrap().iter().map(|one| one.get().to_owned()).collect()
    };
    if let Some(rows) = told.get("results") {
        return each(rows).iter().flat_map(|row| each(Members::read(row).unwrap().get("features").unwrap())).collect();
    }
    let lists = ["features", "set"].into_iter().filter_map(|name| told.get(name));
    let single = told.get("single").map(|single| single.get().to_owned());
    lists.flat_map(each).chain(single).collect()
}

/// Names and values, in order, as text.
type Told = Vec<(String, String)>;

/// Each property of a feature, and whatever else the feature says.
fn parts(feature: &str) -> (Told, Told) {
    let text = |members: &Members| {
        members.0.iter().map(|(name, value)| (name.clone().into_owned(), value.get().to_owned())).collect()
    };
    let feature = Members::read(feature).unwrap();
    let of_answer = ["properties", "links", "crs", "dataset", "timeStamp"];
    let besides = Members(feature.0.iter().filter(|(name, _)| !of_answer.contains(&name.as_ref())).cloned().collect());
    (text(&Members::read(feature.get("properties").unwrap().get()).unwrap()), text(&besides))
}

/// Properties of all features, by name.
fn names(features: &[String]) -> BTreeSet<String> {
    features.iter().flat_map(|feature| parts(feature).0).map(|(name, _)| name).collect()
}

fn encoded(text: &str) -> String {
    text.bytes().map(|byte| format!("%{byte:02X}")).collect()
}

/// How a route is asked: its address, and a body if it takes one.
type Way = (&'static str, Option<Value>);

fn ways() -> Vec<Way> {
    let from = |more: Value| {
        let mut body = json!({"lon": 121.005, "lat": 31.005, "at": "2026-11-23T10:00:00+08:00"});
        body.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        body
    };
    let route = json!({"type": "LineString", "coordinates": [[121.0, 31.0], [121.01, 31.01]]});
    let points = json!([{"lon": 121.0, "lat": 31.0}, {"lon": 121.01, "lat": 31.0, "id": "x"}]);
    let at = "2026-11-23T10:00:00+08:00";
    vec![
        ("/v1/nearest?lon=121&lat=31&limit=100&at=2026-11-23T10:00:00%2B08:00", None),
        ("/v1/nearest?lon=121&lat=31&limit=30&crs=bd09&lang=zh&speed_mps=2&at=2026-11-23T19:40:00%2B08:00", None),
        ("/v1/collections/stations/items?limit=100&at=2026-11-23T10:00:00%2B08:00", None),
        ("/v1/collections/stations/items?limit=9&offset=9&crs=gcj02&status=any&at=2026-11-23T21:00:00%2B08:00", None),
        ("/v1/collections/stations/items/s7%22%5C?at=2026-11-23T10:00:00%2B08:00", None),
        ("/v1/collections/regions/items?limit=100", None),
        ("/v1/collections/regions/items/r3?crs=wgs84", None),
        ("/v1/nearest", Some(json!({"points": points, "limit": 20, "at": at}))),
        ("/v1/nearest", Some(json!({"points": points, "limit": 20, "at": at, "speed_mps": 1.4}))),
        ("/v1/along", Some(json!({"route": route, "corridor_m": 2000, "at": at}))),
        ("/v1/along", Some(json!({"route": route, "corridor_m": 2000, "at": at, "speed_mps": 1.4, "crs": "gcj02"}))),
        ("/v1/basket", Some(from(json!({"needs": ["water", "toilets"]})))),
    ]
}

/// The features that a way finds, with some properties or all.
fn asked(server: &Server, (target, body): &Way, names: Option<&[String]>) -> Vec<String> {
    let answer = match body {
        None => {
            let list = names.map(|names| names.iter().map(|name| encoded(name)).collect::<Vec<_>>().join(","));
            server.get(&format!("{target}{}", list.map_or(String::new(), |list| format!("&properties={list}"))))
        }
        Some(body) => {
            let mut body = body.clone();
            if let Some(names) = names {
                body["properties"] = names.into();
            }
            server.post_to(target, &body)
        }
    };
    let text = String::from_utf8(answer.body).unwrap();
    assert_eq!(answer.status, 200, "{target} {names:?}: {text}");
    features(&text)
}

#[test]
fn every_route_tells_of_what_is_selected_what_it_tells_of_it_among_all() {
    let mut random = Random::seeded(0x5E1E);
    let (mut selected, mut empty) = (0, 0);
    for _ in 0..4 {
        let server = server(&mut random);
        for way in ways() {
            let whole = asked(&server, &way, None);
            assert!(!whole.is_empty(), "{way:?}");
            // A list in an address has a comma between names, which is then in none of them.
            let of_list = |name: &String| !name.is_empty() && (way.1.is_some() || !name.contains(','));
            let there: Vec<String> = names(&whole).into_iter().filter(of_list).collect();
            for round in 0..12 {
                let share = random.unit();
                let mut names: Vec<String> = match round {
                    0 => vec!["id".to_owned()],
                    1 => there.clone(),
                    _ => there.iter().filter(|_| random.chance(share)).cloned().collect(),
                };
                names.extend(
                    ["geometry", "name", "id"].iter().filter(|_| random.chance(0.2)).map(|name| (*name).into()),
                );
                if names.is_empty() {
                    continue;
                }
                random.shuffle(&mut names);
                let told = asked(&server, &way, Some(&names));
                assert_eq!(told.len(), whole.len(), "{way:?} {names:?}");
                for (told, whole) in told.iter().zip(&whole) {
                    let ((mut expected, besides), (told, beside)) = (parts(whole), parts(told));
                    expected.retain(|(name, _)| names.contains(name));
                    assert_eq!((&told, beside), (&expected, besides), "{way:?} {names:?}");
                    selected += told.len();
                    empty += usize::from(told.is_empty());
                }
            }
        }
    }
    assert!(selected > 20_000 && empty > 1000, "{selected} properties, {empty} features without any");
}

#[test]
fn texts_are_gone_through_as_a_reader_of_json_does() {
    let mut random = Random::seeded(0x5E1F);
    let mut found = 0;
    for _ in 0..20_000 {
        let object = Value::Object(members(&mut random, 0)).to_string();
        let said = &object[1..object.len() - 1];
        let names: Vec<&str> = NAMES.iter().filter(|_| random.chance(0.2)).copied().collect();
        let mut selection = Selection::default();
        names.iter().chain(names.first()).for_each(|name| selection.add(name));
        let mut told = String::new();
        selection.push(&mut told, said);
        let mut expected = String::new();
        for (name, value) in Members::read(&object).unwrap().0 {
            if names.contains(&name.as_ref()) {
                expected += &format!("{}:{value},", Value::from(name.as_ref()));
                found += 1;
            }
        }
        assert_eq!(told, expected, "{names:?} of {object}");
    }
    assert!(found > 5000, "{found}");
}
