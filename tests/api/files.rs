//! `/v1/stations.geojson`, `.fgb`, `.csv`: is what one takes along what there is, whole or in parts?

use super::data::{DataDir, collection, feature};
use super::server::{Answer, BUNDLED, FIVE, Server, ids, loaded, raw, wire_answer};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use waystation::store::Snapshot;

const FORMATS: [(&str, &str); 3] = [
    ("/v1/stations.geojson", "application/geo+json"),
    ("/v1/stations.fgb", "application/flatgeobuf"),
    ("/v1/stations.csv", "text/csv; charset=utf-8; header=present"),
];

/// What answers say of each station, by id.
fn texts(snapshot: &Snapshot) -> BTreeMap<String, String> {
    let stations = snapshot.index.stations();
    let text = |ordinal: usize| snapshot.feature_text(ordinal).unwrap().text().to_owned();
    snapshot.by_id().map(|ordinal| (stations[ordinal].id.to_string(), text(ordinal))).collect()
}

/// The file of an answer, loaded with these lines in the list of sources.
fn load_again(answer: &Answer, ending: &str, terms: &str) -> Snapshot {
    let name = format!("s.{ending}");
    let list = format!("[[stations]]\npath = \"{name}\"\n{terms}");
    let dir = DataDir::new().with("dataset.toml", list).with(&name, &answer.body);
    let snapshot = loaded(dir.path());
    assert_eq!(snapshot.rejections.len(), 0, "{:?}", snapshot.rejections);
    snapshot
}

fn get(server: &Server, target: &str, headers: &[(&str, &str)]) -> Answer {
    server.ask("GET", target, headers)
}

/// A square region between two longitudes, which may be the same part of the world told in two ways.
fn square(id: &str, west: f64, east: f64) -> Value {
    let ring = json!([[west, -1], [east, -1], [east, 1], [west, 1], [west, -1]]);
    json!({"type": "Feature", "id": id, "geometry": {"type": "Polygon", "coordinates": [ring]}, "properties": {"name": id}})
}

#[test]
fn a_file_holds_the_operating_stations_by_id_and_says_what_it_is() {
    for (target, media_type) in FORMATS {
        let answer = FIVE.get(target);
        assert_eq!((answer.status, answer.header("content-type")), (200, media_type));
        assert_eq!(answer.header("content-length"), answer.body.len().to_string());
        assert_eq!(answer.header("accept-ranges"), "bytes");
        let name = target.rsplit_once('/').unwrap().1;
        assert_eq!(answer.header("content-disposition"), format!("attachment; filename=\"{name}\""));
        assert_eq!(answer.header("waystation-dataset"), FIVE.snapshot().version);
        assert_eq!(answer.header("last-modified"), "", "no date is known on which the data changed");
    }
    let body = FIVE.json("/v1/stations.geojson");
    assert_eq!(ids(&body), ["a", "b", "c", "d"]);
    assert_eq!((&body["numberReturned"], &body["crs"]), (&json!(4), &json!("wgs84")));
    assert_eq!(body["dataset"], json!({"version": FIVE.snapshot().version}));
    for feature in body["features"].as_array().unwrap() {
        for computed in ["open", "distance_m", "bearing_deg"] {
            assert_eq!(feature["properties"][computed], Value::Null, "{feature}");
        }
    }
    let d = &body["features"][3]["properties"];
    assert_eq!(d["timezone"], "Asia/Shanghai", "the source's zone goes with the hours");
    assert_eq!(d["amenities"][0], "toilets");
    assert_eq!(d["amenities"][2], json!({"kind": "microwave", "note": "ask", "opening_hours": "Mo-Su 20:00-22:00"}));
    let csv = String::from_utf8(FIVE.get("/v1/stations.csv").body).unwrap();
    assert!(csv.starts_with("lon,lat,id,name,kind,") && csv.lines().count() == 5, "{csv}");
}

#[test]
fn a_load_of_a_file_holds_the_same_stations_with_the_same_hours_in_every_format() {
    for server in [&*FIVE, &*BUNDLED] {
        let held = server.snapshot();
        let mut expected = texts(&held);
        for text in expected.values_mut() {
            // The source's zone is written with the station.
            if !text.contains("\"timezone\"") {
                text.clear();
            }
        }
        for (target, _) in FORMATS {
            let answer = server.get(&format!("{target}?status=any"));
            assert_eq!(answer.status, 200, "{target}");
            let again = load_again(&answer, target.rsplit_once('.').unwrap().1, "");
            let told = texts(&again);
            assert!(told.keys().eq(expected.keys()), "{target}");
            for (id, text) in expected.iter().filter(|(_, text)| !text.is_empty()) {
                assert_eq!(&told[id], text, "{target}");
            }
            let instant = "2026-11-25T04:00:00Z".parse().unwrap();
            for (id, _) in expected.iter().step_by(7) {
                let (before, after) = (held.ordinal(id).unwrap(), again.ordinal(id).unwrap());
                let (before, after) = (&held.index.stations()[before], &again.index.stations()[after]);
                assert_eq!((before.position, &before.name), (after.position, &after.name));
                let states = [(before, &*held), (after, &again)]
                    .map(|(station, snapshot)| station.opening(&snapshot.schedules, instant).state);
                assert_eq!(states[0], states[1], "{target} {id}");
                let words = |snapshot: &Snapshot, station: &waystation::station::Station| -> Vec<String> {
                    let word = |id| snapshot.lexicon.amenity_word(id).to_owned();
                    station.amenities.iter().map(|amenity| word(amenity.kind)).collect()
                };
                assert_eq!(words(&held, before), words(&again, after), "{target} {id}");
            }
        }
    }
}

#[test]
fn a_file_in_another_system_is_read_back_in_that_system() {
    let expected = FIVE.snapshot();
    for crs in ["gcj02", "bd09"] {
        for (target, _) in FORMATS {
            let answer = FIVE.get(&format!("{target}?crs={crs}&status=any"));
            let again = load_again(&answer, target.rsplit_once('.').unwrap().1, &format!("crs = \"{crs}\"\n"));
            for station in again.index.stations() {
                let before = &expected.index.stations()[expected.ordinal(station.id.as_str()).unwrap()];
                let apart = (station.position.lon() - before.position.lon()).abs()
                    + (station.position.lat() - before.position.lat()).abs();
                assert!(apart < 2e-8, "{target} {crs}: {apart}");
            }
        }
    }
}

#[test]
fn filters_and_states_choose_as_everywhere_and_instants_are_unknown() {
    for (query, expected) in [
        ("amenity=microwave", vec!["a", "c", "d"]),
        ("amenity=microwave&access=public", vec!["a"]),
        ("amenity_any=toilets,sauna", vec!["c", "d"]),
        ("amenity_not=toilets", vec!["a", "c"]),
        ("kind=library&min_capacity=1", vec!["c"]),
        ("status=closed", vec!["e"]),
        ("status=any", vec!["a", "b", "c", "d", "e"]),
        ("status=planned", vec![]),
    ] {
        assert_eq!(FIVE.get(&format!("/v1/stations.geojson?{query}")).ids(), expected, "{query}");
        for (target, _) in FORMATS {
            assert_eq!(FIVE.get(&format!("{target}?{query}")).status, 200, "{target}?{query}");
        }
    }
    for query in ["open=now", "at=now", "limit=5", "status=shut", "crs=utm", "amenity=", "region=", "lon=1", "f=csv"] {
        for (target, _) in FORMATS {
            let name = query.split_once('=').unwrap().0;
            let answer = FIVE.get(&format!("{target}?{query}"));
            assert_eq!(answer.status, 400, "{target}?{query}");
            assert_eq!(answer.problem()["errors"][0]["param"], name);
        }
    }
    assert_eq!(FIVE.ask("POST", "/v1/stations.csv", &[]).header("allow"), "GET, HEAD, OPTIONS");
    assert_eq!(FIVE.get("/v1/stations.shp").status, 404);
}

#[test]
fn a_region_holds_what_lies_in_it_across_the_antimeridian_too() {
    let at = |id: &str, lon: f64| feature(id, lon, 0.0, json!({"name": id}));
    let far_east = json!({
        "type": "Feature", "id": "over", "properties": {"name": "over"},
        "geometry": {"type": "MultiPolygon", "coordinates": [
            square("", 179.0, 180.0)["geometry"]["coordinates"], square("", -180.0, -179.0)["geometry"]["coordinates"],
        ]},
    });
    let list = "timezone = \"UTC\"\n[[stations]]\npath = \"s.geojson\"\n[[regions]]\npath = \"r.geojson\"\n";
    let server = Server::loading(
        DataDir::new()
            .with("dataset.toml", list)
            .with_stations("s.geojson", &[at("e", 179.5), at("w", -179.5), at("m", 0.5), at("o", 3.0)])
            .with("r.geojson", collection(&[square("mid", 0.0, 1.0), far_east, square("none", 50.0, 51.0)])),
    );
    for (region, expected) in [("mid", vec!["m"]), ("over", vec!["e", "w"]), ("none", vec![])] {
        let answer = server.get(&format!("/v1/stations.geojson?region={region}"));
        assert_eq!(answer.ids(), expected, "{region}");
        assert!(answer.header("content-disposition").ends_with(&format!("\"stations-{region}.geojson\"")));
        for (target, _) in FORMATS {
            assert_eq!(server.get(&format!("{target}?region={region}")).status, 200, "{target} {region}");
        }
    }
    let unknown = server.get("/v1/stations.fgb?region=mif");
    assert_eq!(unknown.status, 404);
    assert!(unknown.problem()["detail"].as_str().unwrap().contains("\"mid\""));
}

#[test]
fn who_is_on_the_180th_meridian_or_at_the_pole_lies_in_one_region_of_those_that_meet_there() {
    let at = |id: &str, lon: f64, lat: f64| feature(id, lon, lat, json!({"name": id}));
    let bounds = |id: &str, [west, south, east, north]: [f64; 4]| {
        let ring = json!([[west, south], [east, south], [east, north], [west, north], [west, south]]);
        json!({"type": "Feature", "id": id, "properties": {"name": id}, "geometry": {"type": "Polygon", "coordinates": [ring]}})
    };
    let regions = [
        bounds("before", [170.0, -10.0, 180.0, 10.0]),
        bounds("after", [-180.0, -10.0, -170.0, 10.0]),
        bounds("arctic", [-180.0, 80.0, 180.0, 90.0]),
        bounds("antarctic", [-180.0, -90.0, 180.0, -80.0]),
        bounds("earth", [-180.0, -90.0, 180.0, 90.0]),
    ];
    let stations = [
        at("e", 180.0, 0.0),
        at("w", -180.0, 1.0),
        at("n", 0.0, 90.0),
        at("ne", 180.0, 90.0),
        at("s", 0.0, -90.0),
        at("se", 180.0, -90.0),
    ];
    let list = "timezone = \"UTC\"\n[[stations]]\npath = \"s.geojson\"\n[[regions]]\npath = \"r.geojson\"\n";
    let dir = DataDir::new().with("dataset.toml", list).with_stations("s.geojson", &stations);
    let server = Server::loading(dir.with("r.geojson", collection(&regions)));
    for (region, expected) in [
        ("before", vec![]),
        ("after", vec!["e", "w"]),
        ("arctic", vec!["n", "ne"]),
        ("antarctic", vec!["s", "se"]),
        ("earth", vec!["e", "n", "ne", "s", "se", "w"]),
    ] {
        assert_eq!(server.get(&format!("/v1/stations.geojson?region={region}")).ids(), expected, "{region}");
    }
}

#[test]
fn parts_put_together_are_the_whole() {
    for (target, media_type) in FORMATS {
        let whole = BUNDLED.get(target);
        let length = whole.body.len();
        let mut together = Vec::new();
        for first in (0..length).step_by(length / 7 + 1) {
            let last = (first + length / 7).min(length - 1);
            let part = get(&BUNDLED, target, &[("range", &format!("bytes={first}-{last}"))]);
            assert_eq!((part.status, part.header("content-type")), (206, media_type));
            assert_eq!(part.header("content-range"), format!("bytes {first}-{last}/{length}"));
            assert_eq!(part.header("content-length"), part.body.len().to_string());
            assert_eq!(part.header("etag"), whole.header("etag"));
            together.extend(part.body);
        }
        assert!(together == whole.body, "{target}");
        let end = get(&BUNDLED, target, &[("range", "bytes=-5")]);
        assert_eq!((end.status, &end.body[..]), (206, &whole.body[length - 5..]));
        let beyond = get(&BUNDLED, target, &[("range", &format!("bytes={length}-"))]);
        assert_eq!((beyond.status, beyond.header("content-range")), (416, &*format!("bytes */{length}")));
        beyond.problem();
        for several in ["bytes=0-1,3-4", "lines=1-2", "bytes=9-2"] {
            let answer = get(&BUNDLED, target, &[("range", several)]);
            assert_eq!((answer.status, answer.body.len()), (200, length), "{several}");
        }
    }
}

#[test]
fn a_part_goes_only_with_the_file_that_is_there_already() {
    let target = "/v1/stations.csv";
    let tag = FIVE.get(target).header("etag").to_owned();
    assert!(tag.starts_with('"'), "{tag} is strong");
    for (condition, status) in [
        (tag.clone(), 206),
        (format!("W/{tag}"), 200),
        ("\"x\"".to_owned(), 200),
        ("Thu, 26 Nov 2026 00:00:00 GMT".to_owned(), 200),
    ] {
        let answer = get(&FIVE, target, &[("range", "bytes=0-3"), ("if-range", &condition)]);
        assert_eq!(answer.status, status, "{condition}");
        // Whoever has another file gets the new one, and no refusal of a part of it.
        let beyond = get(&FIVE, target, &[("range", "bytes=99999999-"), ("if-range", &condition)]);
        assert_eq!(beyond.status, if status == 206 { 416 } else { 200 }, "{condition}");
    }
}

#[test]
fn a_file_is_known_again_by_its_tag_as_long_as_the_data_and_the_question_are_the_same() {
    for (target, _) in FORMATS {
        let first = FIVE.get(target);
        let tag = first.header("etag");
        let again = Server::of_stations(&[]);
        assert_ne!(again.get(target).header("etag"), tag);
        for query in ["?status=any", "?amenity=water", "?crs=gcj02"] {
            assert_ne!(FIVE.get(&format!("{target}{query}")).header("etag"), tag, "{query}");
        }
        assert_eq!(FIVE.get(&format!("{target}?crs=wgs84&status=operating")).header("etag"), tag);
        for method in ["GET", "HEAD"] {
            let known = FIVE.ask(method, target, &[("if-none-match", tag)]);
            assert_eq!((known.status, known.body.len(), known.header("etag")), (304, 0, tag));
            assert_eq!(known.header("waystation-dataset"), first.header("waystation-dataset"));
        }
        let head = FIVE.ask("HEAD", target, &[("range", "bytes=0-3")]);
        assert_eq!((head.status, head.body.len()), (200, 0), "a range is for GET alone");
        for name in ["content-length", "content-type", "etag", "accept-ranges", "content-disposition"] {
            assert_eq!(head.header(name), first.header(name), "{name}");
        }
    }
    let tags: std::collections::HashSet<String> =
        FORMATS.iter().map(|(target, _)| FIVE.get(target).header("etag").to_owned()).collect();
    assert_eq!(tags.len(), 3);
}

#[test]
fn the_same_data_loaded_twice_gives_the_same_bytes() {
    let one = Server::of(waystation::store::load(&waystation::store::Source::Bundled, &|_, _, _| {}).unwrap());
    for (target, _) in FORMATS {
        let (here, there) = (one.get(target), BUNDLED.get(target));
        assert_eq!(here.header("etag"), there.header("etag"), "{target}");
        assert!(here.body == there.body, "{target}");
    }
}

#[test]
fn text_is_packed_for_whoever_takes_it_unless_a_part_is_asked_for() {
    let gzip = ("accept-encoding", "gzip");
    for (target, _) in FORMATS {
        let plain = BUNDLED.get(target);
        let whole = get(&BUNDLED, target, &[gzip]);
        let is_text = !target.ends_with("fgb");
        assert_eq!(whole.header("content-encoding"), if is_text { "gzip" } else { "" }, "{target}");
        if is_text {
            assert!(whole.body.len() < plain.body.len() / 3, "{target}");
            // Other bytes do not bear the tag of these, but one by which both are known.
            assert_eq!(whole.header("etag"), format!("W/{}", plain.header("etag")));
            assert_eq!(whole.header("accept-ranges"), "");
            for tag in [whole.header("etag"), plain.header("etag")] {
                assert_eq!(get(&BUNDLED, target, &[gzip, ("if-none-match", tag)]).status, 304);
                assert_eq!(get(&BUNDLED, target, &[("if-none-match", tag)]).status, 304);
            }
        }
        let part = get(&BUNDLED, target, &[gzip, ("range", "bytes=0-9999")]);
        assert_eq!((part.status, part.header("content-encoding"), part.body.len()), (206, "", 10_000), "{target}");
        assert!(part.body == plain.body[..10_000]);
        let identity = get(&BUNDLED, target, &[("accept-encoding", "gzip;q=0, identity")]);
        assert_eq!((identity.header("content-encoding"), identity.header("etag")), ("", plain.header("etag")));
    }
}

#[test]
fn licences_are_told_in_the_file_and_where_they_have_an_address_in_a_link() {
    let list = "[[stations]]\npath = \"s.geojson\"\nlicence = \"CC BY 4.0 (https://creativecommons.org/licenses/by/4.0/)\"\nattribution = \"Somebody, \\\"quoted\\\"\"\n\
                [[stations]]\npath = \"t.geojson\"\nlicence = \"https://example.org/<script>\\u000d\\u000ax: y\"\n";
    let dir = DataDir::new()
        .with("dataset.toml", list)
        .with_stations("s.geojson", &[feature("s", 1.0, 1.0, json!({"name": "s"}))])
        .with_stations("t.geojson", &[feature("t", 1.0, 1.0, json!({"name": "t"}))]);
    let server = Server::loading(dir);
    for (target, _) in FORMATS {
        let answer = server.get(target);
        let links: Vec<&str> = answer.headers.get_all("link").iter().map(|link| link.to_str().unwrap()).collect();
        let expected = [
            "<https://creativecommons.org/licenses/by/4.0/>; rel=\"license\"",
            "<https://example.org/>; rel=\"license\"",
        ];
        assert_eq!(links, expected, "{target}");
    }
    let sources = &server.json("/v1/stations.geojson")["sources"];
    assert_eq!(sources[0]["attribution"], "Somebody, \"quoted\"");
    assert_eq!(sources[1]["path"], "t.geojson");
    let flatgeobuf = server.get("/v1/stations.fgb").body;
    assert!(flatgeobuf.windows(11).any(|bytes| bytes == b"Somebody, \\"), "it is in the metadata");
}

#[test]
fn over_the_wire_a_part_comes_with_its_length() {
    let whole = BUNDLED.get("/v1/stations.fgb").body;
    BUNDLED.listening(|address| {
        let request = "GET /v1/stations.fgb HTTP/1.1\r\nhost: x\r\nconnection: close\r\nrange: bytes=100000-399999\r\naccept-encoding: gzip\r\n\r\n";
        let answer = wire_answer(&raw(address, request.as_bytes()));
        assert_eq!((answer.status, answer.header("content-length")), (206, "300000"));
        assert!(answer.body == whole[100_000..400_000]);
        let head = wire_answer(&raw(address, b"HEAD /v1/stations.fgb HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n"));
        assert_eq!((head.status, head.header("content-length")), (200, &*whole.len().to_string()));
    });
}

#[test]
fn who_takes_only_the_form_of_the_file_gets_it() {
    for (target, media_type) in FORMATS {
        let accept = media_type.split(';').next().unwrap();
        assert_eq!(get(&FIVE, target, &[("accept", accept)]).status, 200, "{target}");
        assert_eq!(get(&FIVE, target, &[("accept", "image/png")]).status, 406, "{target}");
    }
}

#[test]
fn the_beginning_leads_to_every_file_and_to_what_changed_since() {
    let links = FIVE.json("/v1")["links"].take();
    let of = |rel: &str| -> Vec<(String, String)> {
        let links = links.as_array().unwrap().iter().filter(|link| link["rel"] == rel);
        links
            .map(|link| (link["href"].as_str().unwrap().to_owned(), link["type"].as_str().unwrap().to_owned()))
            .collect()
    };
    let (files, changes) = (of("enclosure"), of("changes"));
    assert_eq!((files.len(), changes.len()), (FORMATS.len(), 1));
    for (href, media_type) in files.iter().chain(&changes) {
        let answer = FIVE.get(&href[href.find("/v1/").unwrap()..]);
        let told = answer.header("content-type").split(';').next().unwrap();
        assert_eq!((answer.status, told), (200, media_type.as_str()), "{href}");
    }
    let version = FIVE.snapshot().version.clone();
    assert!(changes[0].0.ends_with(&format!("/v1/changes?since={version}")), "{changes:?}");
}
