//! Do `/v1/tiles` show a map what the other routes tell, as the contract and TileJSON 3.0 say?

use super::coverage::TOWN;
use super::data::{DataDir, feature};
use super::server::{Answer, BUNDLED, FIVE, Server};
use geo::{Area, Coord, Geometry, Point};
use mvt_reader::Reader;
use mvt_reader::feature::Value as Read;
use serde_json::{Value, json};
use std::collections::HashMap;

const MVT: &str = "application/vnd.mapbox-vector-tile";
const LAYERS: [(&str, &str); 3] = [("stations", ""), ("gaps", "?region=town&resolution=7"), ("regions", "")];

/// A feature as another reader has it.
struct Found {
    geometry: Geometry<i32>,
    properties: HashMap<String, Read>,
}

impl Found {
    fn text(&self, key: &str) -> Option<&str> {
        match self.properties.get(key) {
            Some(Read::String(text)) => Some(text),
            _ => None,
        }
    }

    fn count(&self, key: &str) -> Option<u64> {
        match self.properties.get(key) {
            Some(Read::UInt(count)) => Some(*count),
            _ => None,
        }
    }
}

/// The features of a tile, of its one layer.
fn features(answer: &Answer, layer: &str) -> Vec<Found> {
    assert_eq!((answer.status, answer.header("content-type")), (200, MVT), "{answer:?}");
    let reader = Reader::new(answer.body.clone()).unwrap();
    assert_eq!(reader.get_layer_names().unwrap(), [layer]);
    let found = reader.get_features_as::<i32>(0).unwrap().into_iter();
    found.map(|found| Found { geometry: found.geometry, properties: found.properties.unwrap() }).collect()
}

fn stations(server: &Server, tile: &str, query: &str) -> Vec<Found> {
    let answer = server.get(&format!("/v1/tiles/stations/{tile}?{query}"));
    if answer.status == 204 { Vec::new() } else { features(&answer, "stations") }
}

/// The tile of a zoom in which a position lies.
fn tile_at(lon: f64, lat: f64, zoom: u8) -> String {
    let share = [lon / 360.0 + 0.5, 0.5 - lat.to_radians().tan().asinh() / std::f64::consts::TAU];
    let [x, y] = share.map(|share| (share * 2f64.powi(zoom.into())).floor() as u32);
    format!("{zoom}/{x}/{y}")
}

/// How many stations are shown, and how many of them are said to be open.
fn sums(found: &[Found]) -> (u64, u64) {
    let count = |found: &Found| found.count("point_count").unwrap_or(1);
    let open = |found: &Found| found.count("open_count").unwrap_or(u64::from(found.text("open") == Some("open")));
    (found.iter().map(count).sum(), found.iter().map(open).sum())
}

#[test]
fn a_cluster_counts_its_stations_and_those_that_are_open() {
    for (query, expected) in [
        ("at=2026-11-23T10:00:00%2B08:00", (4, 3)),
        ("at=2026-11-23T19:00:00%2B08:00", (4, 2)),
        ("at=2026-11-23T23:00:00%2B08:00", (4, 1)),
        ("open=2026-11-23T19:00:00%2B08:00", (2, 2)),
        ("amenity=microwave&at=2026-11-23T10:00:00%2B08:00", (3, 2)),
        ("amenity_not=toilets&kind=library&at=2026-11-23T10:00:00%2B08:00", (1, 0)),
        ("access=public,code&at=2026-11-23T10:00:00%2B08:00", (2, 2)),
        ("min_capacity=21", (0, 0)),
    ] {
        for zoom in [0, 5, 13] {
            let found = stations(&FIVE, &tile_at(121.002, 31.0, zoom), query);
            assert_eq!(sums(&found), expected, "{query} {zoom}");
        }
    }
    let found = stations(&FIVE, "0/0/0", "at=2026-11-23T10:00:00%2B08:00");
    assert_eq!(found.len(), 1);
    assert_eq!(found[0].properties.len(), 2, "{:?}", found[0].properties);
}

#[test]
fn a_station_by_itself_has_all_that_a_popup_needs() {
    let tile = tile_at(121.001, 31.0, 16);
    let found = stations(&FIVE, &tile, "at=2026-11-23T10:00:00%2B08:00");
    let a = found.iter().find(|found| found.text("id") == Some("a")).unwrap();
    for (key, text) in [
        ("name", "A"),
        ("kind", "union_station"),
        ("access", "public"),
        ("open", "open"),
        ("closes_at", "2026-11-23T18:00:00+08:00"),
        ("opening_hours", "Mo-Fr 09:00-18:00"),
        ("amenities", r#"["water","microwave"]"#),
        ("amenities_absent", r#"["toilets"]"#),
    ] {
        assert_eq!(a.text(key), Some(text), "{key}: {:?}", a.properties);
    }
    assert_eq!(a.count("capacity"), Some(20));
    assert!(!a.properties.contains_key("opens_at") && !a.properties.contains_key("point_count"));
    let shut = stations(&FIVE, &tile, "at=2026-11-23T20:00:00%2B08:00");
    let a = shut.iter().find(|found| found.text("id") == Some("a")).unwrap();
    assert_eq!((a.text("open"), a.text("opens_at")), (Some("closed"), Some("2026-11-24T09:00:00+08:00")));
    // What is not in use is not shown.
    assert!(stations(&FIVE, &tile_at(121.004, 31.0, 16), "").iter().all(|found| found.text("id") != Some("e")));
}

#[test]
fn a_source_cannot_say_what_is_computed_and_every_value_keeps_its_kind() {
    let said = json!({
        "name": "n \"quoted\" \\ 驿", "point_count": 7, "open_count": 1, "open": "always", "closes_at": "never", "id": "other",
        "whole": 5, "below": -5, "part": 0.5, "huge": 1e300, "yes": true, "nothing": null, "list": [1, "b"], "of": {"a": 1},
    });
    let server = Server::of_stations(&[feature("x", 10.0, 20.0, said)]);
    let found = stations(&server, &tile_at(10.0, 20.0, 16), "");
    let properties = &found[0].properties;
    assert_eq!((found[0].text("id"), found[0].text("open")), (Some("x"), Some("unknown")));
    assert!(["point_count", "open_count", "closes_at", "nothing"].iter().all(|key| !properties.contains_key(*key)));
    for (key, value) in [
        ("name", Read::String("n \"quoted\" \\ 驿".to_owned())),
        ("whole", Read::UInt(5)),
        ("below", Read::SInt(-5)),
        ("part", Read::Double(0.5)),
        ("huge", Read::Double(1e300)),
        ("yes", Read::Bool(true)),
        ("list", Read::String("[1,\"b\"]".to_owned())),
        ("of", Read::String("{\"a\":1}".to_owned())),
    ] {
        assert_eq!(properties.get(key), Some(&value), "{key}");
    }
}

#[test]
fn a_station_is_drawn_where_it_is_in_each_system() {
    // Tiananmen in WGS 84, GCJ-02 and BD-09, as gcoord has it.
    let server = Server::of_stations(&[feature("x", 116.3913, 39.9075, json!({"name": "n"}))]);
    for (crs, lon, lat) in [
        ("wgs84", 116.3913, 39.9075),
        ("gcj02", 116.397_541_182, 39.908_901_276),
        ("bd09", 116.403_913_944, 39.915_244_664),
    ] {
        let found = stations(&server, &tile_at(lon, lat, 16), &format!("crs={crs}"));
        let share = [lon / 360.0 + 0.5, 0.5 - f64::to_radians(lat).tan().asinh() / std::f64::consts::TAU];
        let [x, y] = share.map(|share| (share * 2f64.powi(28)).floor() as i32 % 4096);
        assert_eq!(found[0].geometry, Geometry::MultiPoint(vec![Point::new(x, y)].into()), "{crs}");
        let tile_json = server.json(&format!("/v1/tiles/stations?crs={crs}"));
        assert_eq!(tile_json["crs"], crs);
        assert!((tile_json["bounds"][0].as_f64().unwrap() - lon).abs() < 1e-6, "{tile_json}");
    }
}

#[test]
fn the_bundled_stations_sum_up_at_every_zoom_and_none_is_a_cluster_from_fourteen_on() {
    let operating =
        BUNDLED.json("/v1/coverage?bbox=-180,-85,180,85&resolution=0&include=none")["stations"].as_u64().unwrap();
    for zoom in 0..=3 {
        let across = 1 << zoom;
        let tiles = (0..across).flat_map(|x| (0..across).map(move |y| format!("{zoom}/{x}/{y}")));
        let sum: u64 = tiles.map(|tile| sums(&stations(&BUNDLED, &tile, "")).0).sum();
        assert_eq!(sum, operating, "zoom {zoom}");
    }
    let berlin = stations(&BUNDLED, &tile_at(13.3694, 52.5251, 14), "");
    assert!(!berlin.is_empty() && berlin.iter().all(|found| found.text("id").is_some()));
}

#[test]
fn regions_are_drawn_with_their_names() {
    for zoom in [0, 4, 9] {
        let found = features(&TOWN.get(&format!("/v1/tiles/regions/{}", tile_at(121.1, 31.1, zoom))), "regions");
        let town = found.iter().find(|found| found.text("id") == Some("town")).unwrap();
        assert_eq!(town.text("name"), Some("TOWN"));
    }
    let answer = BUNDLED.get("/v1/tiles/regions/5/17/10");
    assert!(features(&answer, "regions").iter().any(|found| found.text("id") == Some("de-be")));
}

#[test]
fn gaps_are_those_of_the_same_question() {
    let query = "region=town&resolution=8&radius_m=3000";
    let told = TOWN.json(&format!("/v1/coverage/gaps?{query}"));
    let told = told["features"].as_array().unwrap();
    let found = features(&TOWN.get(&format!("/v1/tiles/gaps/{}?{query}", tile_at(121.1, 31.1, 9))), "gaps");
    assert_eq!(found.len(), told.len());
    for (found, told) in found.iter().zip(told) {
        let told = &told["properties"];
        assert_eq!(found.count("rank"), told["rank"].as_u64());
        assert_eq!(found.count("cells"), told["cells"].as_u64());
        for (key, number) in [
            ("area_m2", &told["area_m2"]),
            ("demand", &told["demand"]),
            ("farthest_m", &told["farthest"]["distance_m"]),
        ] {
            assert_eq!(found.properties.get(key), number.as_f64().map(Read::Double).as_ref(), "{key}");
        }
    }
    // Where everybody is in reach there is nothing to draw.
    let none =
        TOWN.get(&format!("/v1/tiles/gaps/{}?region=town&resolution=8&radius_m=100000", tile_at(121.1, 31.1, 9)));
    assert_eq!((none.status, none.body.len()), (204, 0));
}

#[test]
fn a_gap_covers_in_the_tile_what_it_covers_on_the_ground() {
    // Sea without any station near, all in one tile.
    let query = "bbox=125,31,125.2,31.2&resolution=7";
    let told = TOWN.json(&format!("/v1/coverage/gaps?{query}"));
    let area_m2 = told["features"][0]["properties"]["area_m2"].as_f64().unwrap();
    let found = features(&TOWN.get(&format!("/v1/tiles/gaps/{}?{query}", tile_at(125.1, 31.1, 7))), "gaps");
    let units = match &found[0].geometry {
        Geometry::MultiPolygon(parts) => parts.map_coords_to_float().unsigned_area(),
        other => panic!("{other:?}"),
    };
    let metres_a_unit = 40_075_016.686 / f64::from(4096 * 128) * f64::to_radians(31.1).cos();
    let drawn_m2 = units * metres_a_unit * metres_a_unit;
    assert!((drawn_m2 / area_m2 - 1.0).abs() < 0.02, "{drawn_m2} {area_m2}");
}

/// Whole units as floats, of which areas can be taken.
trait ToFloat {
    fn map_coords_to_float(&self) -> geo::MultiPolygon<f64>;
}

impl ToFloat for geo::MultiPolygon<i32> {
    fn map_coords_to_float(&self) -> geo::MultiPolygon<f64> {
        use geo::MapCoords;
        self.map_coords(|at| Coord { x: f64::from(at.x), y: f64::from(at.y) })
    }
}

#[test]
fn tile_json_says_where_the_tiles_are_and_carries_the_question() {
    for (layer, query) in LAYERS {
        let headers = [("host", "map.example:8443"), ("x-forwarded-proto", "https")];
        let answer = TOWN.ask("GET", &format!("/v1/tiles/{layer}{query}"), &headers);
        assert_eq!((answer.status, answer.header("content-type")), (200, "application/json"), "{answer:?}");
        assert!(answer.header("vary").contains("x-forwarded-proto"));
        let told = answer.json();
        assert_eq!(told["tilejson"], "3.0.0");
        assert_eq!(
            told["tiles"],
            json!([format!("https://map.example:8443/v1/tiles/{layer}/{{z}}/{{x}}/{{y}}{query}")])
        );
        assert_eq!((&told["minzoom"], &told["maxzoom"]), (&json!(0), &json!(16)));
        assert_eq!(told["vector_layers"][0]["id"], layer);
        let fields = told["vector_layers"][0]["fields"].as_object().unwrap();
        assert!(!fields.is_empty() && fields.values().all(Value::is_string));
        let bounds: Vec<f64> = told["bounds"].as_array().unwrap().iter().map(|edge| edge.as_f64().unwrap()).collect();
        assert!(bounds[0] < bounds[2] && bounds[1] < bounds[3] && bounds[0] > 120.0, "{bounds:?}");
        assert_eq!(told["dataset"]["version"], TOWN.json("/v1/dataset")["version"]);
    }
    let filtered = "amenity=water&open=2026-11-23T10:00:00%2B08:00&crs=gcj02";
    let told = FIVE.ask("GET", &format!("/v1/tiles/stations?{filtered}"), &[("host", "h")]).json();
    assert_eq!(told["tiles"][0], format!("http://h/v1/tiles/stations/{{z}}/{{x}}/{{y}}?{filtered}"));
    assert_eq!(
        FIVE.get(&told["tiles"][0].as_str().unwrap().replace("http://h", "").replace("{z}/{x}/{y}", "0/0/0")).status,
        200
    );
    let attribution = BUNDLED.json("/v1/tiles/stations")["attribution"].as_str().unwrap().to_owned();
    assert!(attribution.contains("Deutsche Bahn"), "{attribution}");
    let of_one_host = |host: &str| FIVE.ask("GET", "/v1/tiles/stations", &[("host", host)]).header("etag").to_owned();
    assert_ne!(of_one_host("a.example"), of_one_host("b.example"));
}

#[test]
fn whom_to_name_is_as_old_as_the_tag_of_its_answer() {
    let list = |first: &str, second: &str| {
        let source = |name: &str| format!("[[stations]]\npath = \"{name}.geojson\"\nattribution = \"by {name}\"\n");
        DataDir::new()
            .with("dataset.toml", format!("{}{}{}", source(first), source(second), source("none")))
            .with_stations(&format!("{first}.geojson"), &[feature("a", 1.0, 1.0, json!({"name": "a"}))])
            .with_stations(&format!("{second}.geojson"), &[feature("b", 2.0, 1.0, json!({"name": "b"}))])
            .with_stations("none.geojson", &[])
    };
    let told = |dir: DataDir| {
        let answer = Server::loading(dir).ask("GET", "/v1/tiles/stations", &[("host", "h")]);
        (answer.json()["attribution"].as_str().unwrap().to_owned(), answer.header("etag").to_owned())
    };
    let (named, tag) = told(list("x", "y"));
    assert_eq!(named, "by x; by y");
    // The same stations by the same people, listed the other way round.
    let (named_again, tag_again) = told(
        DataDir::new()
            .with("dataset.toml", "[[stations]]\npath = \"y.geojson\"\nattribution = \"by y\"\n[[stations]]\npath = \"x.geojson\"\nattribution = \"by x\"\n")
            .with_stations("x.geojson", &[feature("a", 1.0, 1.0, json!({"name": "a"}))])
            .with_stations("y.geojson", &[feature("b", 2.0, 1.0, json!({"name": "b"}))]),
    );
    assert_eq!((named_again, &tag_again), (named, &tag));
    let (other, other_tag) = told(list("x", "z"));
    assert_eq!(other, "by x; by z");
    assert_ne!(other_tag, tag);
}

#[test]
fn an_empty_data_set_has_tiles_of_the_whole_world_with_nothing_in_them() {
    let server = Server::of_stations(&[]);
    let told = server.json("/v1/tiles/stations");
    assert_eq!(told["bounds"], json!([-180.0, -85.051_128_779_806_6, 180.0, 85.051_128_779_806_6]));
    for layer in ["stations", "regions"] {
        let answer = server.get(&format!("/v1/tiles/{layer}/0/0/0"));
        assert_eq!((answer.status, answer.body.len()), (204, 0));
    }
}

#[test]
fn off_the_pyramid_is_404_and_what_is_empty_204() {
    for (layer, query) in LAYERS {
        for tile in [
            "17/0/0",
            "1/2/0",
            "1/0/2",
            "0/0/1",
            "-1/0/0",
            "1/-1/0",
            "a/0/0",
            "1/0.5/0",
            "01/0/0",
            "1/0/0.mvt",
            "1/0/+0",
            "256/0/0",
            "4294967296/0/0",
            "1/99999999999999999999/0",
            "1/%30/0",
            "1/0/%FF",
            "9/0/",
        ] {
            let answer = TOWN.get(&format!("/v1/tiles/{layer}/{tile}{query}"));
            assert_eq!(answer.status, 404, "{layer}/{tile}");
            answer.problem();
        }
        let nothing = TOWN.get(&format!("/v1/tiles/{layer}/16/0/0{query}"));
        assert_eq!((nothing.status, nothing.body.len()), (204, 0), "{layer}");
        for name in ["etag", "cache-control", "waystation-dataset", "access-control-allow-origin"] {
            assert!(!nothing.header(name).is_empty(), "{name}");
        }
        let again =
            TOWN.ask("GET", &format!("/v1/tiles/{layer}/16/0/0{query}"), &[("if-none-match", nothing.header("etag"))]);
        assert_eq!(again.status, 304, "{layer}");
    }
    for path in [
        "/v1/tiles",
        "/v1/tiles/",
        "/v1/tiles/people",
        "/v1/tiles/people/0/0/0",
        "/v1/tiles/stations/0/0",
        "/v1/tiles/stations/0/0/0/0",
    ] {
        assert_eq!(TOWN.get(path).problem()["status"], 404, "{path}");
    }
}

#[test]
fn what_is_wrong_with_the_question_is_named() {
    for (target, param) in [
        ("stations/0/0/0?limit=5", "limit"),
        ("stations?lang=zh", "lang"),
        ("stations/0/0/0?amenity=watr", "amenity"),
        ("stations/0/0/0?crs=epsg:3857", "crs"),
        ("stations/0/0/0?at=noon", "at"),
        ("stations/0/0/0?speed_mps=2&open=now", "speed_mps"),
        ("stations/0/0/0?kind=library&kind=library", "kind"),
        ("regions/0/0/0?amenity=water", "amenity"),
        ("regions?region=town", "region"),
        ("gaps/0/0/0", "region"),
        ("gaps", "region"),
        ("gaps/0/0/0?region=town&resolution=13", "resolution"),
        ("gaps/0/0/0?region=town&limit=0", "limit"),
        ("gaps/0/0/0?region=town&f=fgb", "f"),
    ] {
        let answer = TOWN.get(&format!("/v1/tiles/{target}"));
        assert_eq!(answer.status, 400, "{target}");
        assert_eq!(answer.problem()["errors"][0]["param"], param, "{target}");
    }
    assert_eq!(TOWN.get("/v1/tiles/gaps/0/0/0?region=twon").problem()["status"], 404);
    assert_eq!(TOWN.get("/v1/tiles/gaps?region=twon").problem()["status"], 404);
    assert_eq!(TOWN.get("/v1/tiles/gaps/0/0/0?bbox=-180,-85,180,85&resolution=12").problem()["status"], 422);
}

#[test]
fn tiles_are_accepted_under_their_own_type_and_answer_head_and_gzip() {
    for (layer, query) in LAYERS {
        let tile = format!("/v1/tiles/{layer}/{}{query}", tile_at(121.1, 31.1, 9));
        for (accept, status) in
            [("*/*", 200), (MVT, 200), ("image/png", 406), ("application/json", 200), ("application/*", 200)]
        {
            assert_eq!(TOWN.ask("GET", &tile, &[("accept", accept)]).status, status, "{layer} {accept}");
        }
        assert_eq!(TOWN.ask("GET", &format!("/v1/tiles/{layer}{query}"), &[("accept", MVT)]).status, 406);
        let whole = TOWN.get(&tile);
        let head = TOWN.ask("HEAD", &tile, &[]);
        assert_eq!((head.status, head.body.len(), head.header("etag")), (200, 0, whole.header("etag")));
        assert_eq!(whole.header("access-control-allow-origin"), "*");
        let zipped = TOWN.ask("GET", &tile, &[("accept-encoding", "gzip")]);
        assert_eq!(zipped.header("content-encoding"), "gzip", "{layer}");
        assert_eq!(TOWN.ask("GET", &tile, &[("if-none-match", whole.header("etag"))]).status, 304);
        for method in ["POST", "PUT", "DELETE"] {
            assert_eq!(TOWN.ask(method, &tile, &[]).status, 405, "{layer} {method}");
        }
    }
}

#[test]
fn a_tag_names_the_question_and_the_data_and_lasts_a_minute_at_most() {
    let tile = format!("/v1/tiles/stations/{}", tile_at(121.001, 31.0, 16));
    let (one, two) = (FIVE.get(&tile), FIVE.get(&tile));
    // Both asked now, within one interval but for the instant at which it ends.
    if one.body == two.body {
        assert_eq!(one.header("etag"), two.header("etag"));
    }
    let max_age: u64 = one.header("cache-control").rsplit('=').next().unwrap().parse().unwrap();
    assert!(max_age <= 60);
    let tags: Vec<String> = ["", "?at=2026-11-23T10:00:00Z", "?amenity=water", "?crs=gcj02"]
        .iter()
        .map(|query| FIVE.get(&format!("{tile}{query}")).header("etag").to_owned())
        .collect();
    assert!(tags.iter().enumerate().all(|(place, tag)| !tags[..place].contains(tag)), "{tags:?}");
    let other = Server::loading(
        DataDir::new().with_stations("s.geojson", &[feature("a", 121.001, 31.0, json!({"name": "A"}))]),
    );
    assert_ne!(other.get(&tile).header("etag"), one.header("etag"));
}
