//! Does `/v1/coverage` tell who is left out, as the contract says?

use super::data::{DataDir, collection, feature};
use super::server::{BUNDLED, Server};
use serde_json::{Value, json};
use std::sync::LazyLock;

/// A square of about 20 km around four stations, with people, and a second square with nothing in it.
pub static TOWN: LazyLock<Server> = LazyLock::new(|| {
    let square = |id: &str, west: f64| {
        json!({"type": "Feature", "id": id, "properties": {"name": id.to_uppercase()}, "geometry": {
            "type": "Polygon",
            "coordinates": [[[west, 31.0], [west + 0.2, 31.0], [west + 0.2, 31.2], [west, 31.2], [west, 31.0]]],
        }})
    };
    let stations = [
        feature(
            "a",
            121.05,
            31.05,
            json!({"opening_hours": "Mo-Su 08:00-20:00", "amenities": ["water"], "access": "public"}),
        ),
        feature(
            "b",
            121.15,
            31.05,
            json!({"opening_hours": "24/7", "amenities": ["water", "microwave"], "kind": "library"}),
        ),
        feature("c", 121.10, 31.15, json!({"amenities": ["microwave"]})),
        feature("d", 121.11, 31.15, json!({"opening_hours": "24/7", "status": "planned"})),
    ];
    Server::loading(
        DataDir::new()
            .with(
                "dataset.toml",
                "timezone = \"Asia/Shanghai\"\n[[stations]]\npath = \"s.geojson\"\n[[regions]]\npath = \"r.geojson\"\n\
                 [[demand]]\npath = \"people.csv\"\nkind = \"people\"\n[[demand]]\npath = \"orders.csv\"\nkind = \"orders\"\n",
            )
            .with_stations("s.geojson", &stations)
            .with("r.geojson", collection(&[square("town", 121.0), square("sea", 125.0)]))
            .with("people.csv", "lon,lat,weight\n121.05,31.05,100\n121.12,31.1,50\n121.19,31.19,25\n")
            .with("orders.csv", "lon,lat,weight\n121.19,31.19,7\n"),
    )
});

fn asked(query: &str) -> Value {
    let answer = TOWN.get(&format!("/v1/coverage?{query}"));
    assert_eq!(answer.status, 200, "{query}: {}", String::from_utf8_lossy(&answer.body));
    answer.json()
}

#[test]
fn an_answer_has_every_member_of_the_contract() {
    let answer = asked("region=town");
    assert_eq!(answer["region"]["id"], "town");
    assert_eq!(answer["region"]["name"], "TOWN");
    assert_eq!((&answer["radius_m"], &answer["min_stations"]), (&json!(1000.0), &json!(1)));
    assert_eq!((&answer["resolution"], &answer["stations"]), (&json!(9), &json!(3)));
    let [total, covered] = ["total", "covered"].map(|of| answer["cells"][of].as_u64().unwrap());
    assert!(total > 3_000 && covered > 60 && covered < 120, "{answer}");
    let area_a_cell = answer["area_m2"]["total"].as_f64().unwrap() / total as f64;
    assert!((60_000.0..135_000.0).contains(&area_a_cell), "{area_a_cell}");
    assert_eq!(answer["demand"], json!({"kind": "people", "total": 175.0, "covered": 100.0}));
    let distance = &answer["distance_m"];
    for (less, more) in [("p50", "p90"), ("p90", "p95"), ("p95", "max")] {
        assert!(distance[less].as_f64() <= distance[more].as_f64(), "{distance}");
    }
    assert_eq!(answer["farthest"]["distance_m"], distance["max"]);
    assert!(answer["farthest"]["nearest"].is_string() && answer["farthest"]["cell"].is_string());
    let bands = answer["bands"].as_array().unwrap();
    assert_eq!(bands.iter().map(|band| band["cells"].as_u64().unwrap()).sum::<u64>(), total);
    assert_eq!(bands.iter().map(|band| band["demand"].as_f64().unwrap()).sum::<f64>(), 175.0);
    let ends: Vec<&Value> = bands.iter().map(|band| &band["up_to_m"]).collect();
    assert_eq!(ends, [&json!(250.0), &json!(500.0), &json!(1000.0), &json!(2000.0), &json!(5000.0), &Value::Null]);
    assert_eq!(answer["dataset"]["version"], TOWN.get("/v1/dataset").json()["version"]);
    assert_eq!(answer["crs"], "wgs84");
}

#[test]
fn quantiles_weigh_people_and_not_land() {
    // 100 of 175 live in the cell of a station, so that half of them have no way to go.
    let people = asked("region=town");
    let land = asked("region=town&demand=area");
    assert!(people["distance_m"]["p50"].as_f64().unwrap() < 300.0, "{people}");
    assert!(land["distance_m"]["p50"].as_f64().unwrap() > 3_000.0, "{land}");
    assert_eq!(land["demand"], Value::Null);
    assert_eq!(land["query"]["demand"], "area");
    let orders = asked("region=town&demand=orders");
    assert_eq!(orders["demand"], json!({"kind": "orders", "total": 7.0, "covered": 0.0}));
    assert!(orders["distance_m"]["p50"].as_f64().unwrap() > 5_000.0);
}

#[test]
fn what_is_open_at_noon_and_not_at_night_covers_less_at_night() {
    let covered = |query: &str| asked(query)["demand"]["covered"].as_f64().unwrap();
    let stations = |query: &str| asked(query)["stations"].as_u64().unwrap();
    let at = |hour: &str| format!("region=town&open=2026-11-23T{hour}:00:00%2B08:00");
    assert_eq!([covered(&at("12")), covered(&at("22"))], [100.0, 0.0]);
    assert_eq!([stations(&at("12")), stations(&at("22"))], [2, 1]);
    // Judged and not filtered, an instant changes nothing.
    assert_eq!(covered("region=town&at=2026-11-23T22:00:00%2B08:00"), 100.0);
}

#[test]
fn every_filter_counts() {
    let stations = |query: &str| asked(&format!("region=town&{query}"))["stations"].as_u64().unwrap();
    for (query, count) in [
        ("amenity=water", 2),
        ("amenity=water,microwave", 1),
        ("amenity_any=water,microwave", 3),
        ("kind=library", 1),
        ("access=public", 1),
        ("min_capacity=1", 0),
        ("open=2026-11-23T12:00:00%2B08:00&open_for_s=36000", 1),
    ] {
        assert_eq!(stations(query), count, "{query}");
    }
}

#[test]
fn two_stations_are_harder_to_reach_than_one() {
    let one = asked("region=town&radius_m=8000");
    let two = asked("region=town&radius_m=8000&min_stations=2");
    let cells = |of: &Value| of["cells"]["covered"].as_u64().unwrap();
    assert!(cells(&two) > 0 && cells(&two) < cells(&one));
    assert!(two["distance_m"]["mean"].as_f64() > one["distance_m"]["mean"].as_f64());
}

#[test]
fn with_fewer_stations_than_asked_there_are_no_distances_and_nothing_is_covered() {
    for query in ["region=town&min_stations=4", "region=town&amenity=library"] {
        let answer = asked(query);
        assert_eq!(answer["cells"]["covered"], 0, "{query}");
        assert_eq!((&answer["distance_m"], &answer["farthest"]), (&Value::Null, &Value::Null), "{query}");
        let bands = answer["bands"].as_array().unwrap();
        assert_eq!(bands.last().unwrap()["cells"], answer["cells"]["total"], "{query}");
    }
}

#[test]
fn a_preset_is_a_radius_and_a_number_of_stations() {
    for (preset, radius_m, stations) in [("acftu-1km", 1000.0, 1), ("acftu-cross", 1000.0, 2), ("dense-500m", 500.0, 1)]
    {
        let answer = asked(&format!("region=town&preset={preset}"));
        assert_eq!((&answer["radius_m"], &answer["min_stations"]), (&json!(radius_m), &json!(stations)), "{preset}");
        assert_eq!(answer["query"]["preset"], preset);
    }
    let refused = TOWN.get("/v1/coverage?region=town&preset=dense-500m&radius_m=600").problem();
    assert_eq!(refused["errors"][0]["code"], "contradiction", "{refused}");
}

#[test]
fn parts_that_are_not_asked_for_are_left_out_and_the_rest_is_the_same() {
    let whole = asked("region=town");
    for (include, members) in [
        ("none", &[][..]),
        ("bands", &["bands"]),
        ("farthest", &["farthest", "distance_m"]),
        ("distance_m", &["distance_m"]),
        ("distance_m,bands,farthest", &["distance_m", "bands", "farthest"]),
    ] {
        let part = asked(&format!("region=town&include={include}"));
        assert_eq!(part["cells"], whole["cells"]);
        for member in ["bands", "farthest", "distance_m"] {
            assert_eq!(part.get(member).is_some(), members.contains(&member), "{include}: {member}");
        }
    }
}

#[test]
fn a_region_a_box_and_a_polygon_of_the_same_corners_are_one_area() {
    let region = asked("region=town");
    let of_box = asked("bbox=121,31,121.2,31.2");
    assert_eq!(of_box["region"]["bbox"], json!([121.0, 31.0, 121.2, 31.2]));
    let ring = json!([[121.0, 31.0], [121.2, 31.0], [121.2, 31.2], [121.0, 31.2], [121.0, 31.0]]);
    for geometry in [
        json!({"type": "Polygon", "coordinates": [ring]}),
        json!({"type": "MultiPolygon", "coordinates": [[ring]]}),
        json!({"type": "Feature", "properties": {}, "geometry": {"type": "Polygon", "coordinates": [ring]}}),
        json!("town"),
    ] {
        let drawn = TOWN.post_to("/v1/coverage", &json!({"region": geometry})).json();
        for member in ["cells", "area_m2", "demand", "distance_m", "farthest", "bands"] {
            assert_eq!(drawn[member], region[member], "{geometry}: {member}");
            assert_eq!(of_box[member], region[member], "{member}");
        }
    }
}

#[test]
fn a_box_may_cross_the_antimeridian() {
    let answer = asked("bbox=179.9,10,-179.9,10.1&resolution=7");
    let half = asked("bbox=179.9,10,180,10.1&resolution=7");
    let other = asked("bbox=-180,10,-179.9,10.1&resolution=7");
    let cells = |of: &Value| of["cells"]["total"].as_u64().unwrap();
    assert!(cells(&half) > 0 && cells(&answer) == cells(&half) + cells(&other));
}

#[test]
fn an_area_without_a_cell_has_nothing_to_tell() {
    let answer = asked("bbox=121.0001,31.0001,121.0002,31.0002");
    assert_eq!(answer["cells"], json!({"total": 0, "covered": 0}));
    assert_eq!(answer["area_m2"], json!({"total": 0.0, "covered": 0.0}));
    assert_eq!((&answer["distance_m"], &answer["farthest"]), (&Value::Null, &Value::Null));
}

#[test]
fn coordinates_are_the_callers_both_ways() {
    let wgs84 = asked("bbox=121.05,31.05,121.06,31.06");
    let gcj02 = asked("bbox=121.05,31.05,121.06,31.06&crs=gcj02");
    assert_eq!(gcj02["crs"], "gcj02");
    assert_ne!(gcj02["farthest"]["cell"], wgs84["farthest"]["cell"]);
    let inside = |of: &Value, name: &str, from: f64| {
        let degrees = of["farthest"][name].as_f64().unwrap();
        degrees > from - 0.001 && degrees < from + 0.011
    };
    // The farthest cell lies in the box, in the system in which the box was given.
    assert!(inside(&gcj02, "lon", 121.05) && inside(&gcj02, "lat", 31.05), "{gcj02}");
}

#[test]
fn the_box_around_a_region_is_that_of_its_own_corners_in_the_callers_system() {
    let ring = json!([[[113.6, 34.7], [113.7, 34.7], [113.7, 34.8], [113.6, 34.8], [113.6, 34.7]]]);
    let drawn = json!({"type": "Polygon", "coordinates": ring});
    for crs in ["wgs84", "gcj02", "bd09"] {
        let answer = TOWN.post_to("/v1/coverage", &json!({"region": drawn, "crs": crs, "resolution": 6})).json();
        assert_eq!(answer["region"]["bbox"], json!([113.6, 34.7, 113.7, 34.8]), "{crs}");
    }
    // And that of a file in another system, asked in that system.
    let server = Server::loading(
        DataDir::new()
            .with(
                "dataset.toml",
                "timezone = \"Asia/Shanghai\"\n[[stations]]\npath = \"s.geojson\"\n[[regions]]\npath = \"r.geojson\"\ncrs = \"gcj02\"\n",
            )
            .with_stations("s.geojson", &[feature("a", 113.65, 34.75, json!({}))])
            .with("r.geojson", collection(&[json!({"type": "Feature", "id": "r", "properties": {}, "geometry": drawn})])),
    );
    let answer = server.get("/v1/coverage?region=r&crs=gcj02&resolution=6").json();
    assert_eq!(answer["region"]["bbox"], json!([113.6, 34.7, 113.7, 34.8]));
}

#[test]
fn a_word_that_only_an_added_station_has_is_known_to_its_question() {
    let added = json!({"lon": 121.19, "lat": 31.19, "amenities": ["brandnew"], "kind": "igloo"});
    let question = |more: Value| {
        let mut question = json!({"region": "town", "scenario": {"add": [added]}});
        question.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        TOWN.post_to("/v1/coverage", &question)
    };
    for filter in [json!({"amenity": ["brandnew"]}), json!({"amenity_any": ["brandnew"]}), json!({"kind": ["igloo"]})] {
        let answer = question(filter.clone()).json();
        assert_eq!((&answer["before"]["stations"], &answer["after"]["stations"]), (&json!(0), &json!(1)), "{filter}");
    }
    for route in ["gaps", "cells"] {
        let body = json!({"region": "town", "amenity": ["brandnew"], "scenario": {"add": [added]}, "resolution": 7});
        assert_eq!(TOWN.post_to(&format!("/v1/coverage/{route}"), &body).json()["stations"], 1, "{route}");
    }
    // A word that nobody has is as unknown as ever, and so is this one to the next question.
    assert_eq!(question(json!({"amenity": ["brandold"]})).problem()["errors"][0]["code"], "unknown_value");
    assert_eq!(TOWN.get("/v1/coverage?region=town&amenity=brandnew").status, 400);
}

#[test]
fn a_scenario_tells_before_after_and_what_is_more() {
    let question = json!({
        "region": "town", "demand": "people",
        "scenario": {"add": [{"lon": 121.19, "lat": 31.19, "amenities": ["water"]}], "remove": ["a"]},
    });
    let answer = TOWN.post_to("/v1/coverage", &question).json();
    let plain = asked("region=town&demand=people");
    for member in ["stations", "cells", "area_m2", "demand", "distance_m", "farthest", "bands"] {
        assert_eq!(answer["before"][member], plain[member], "{member}");
        assert!(answer.get(member).is_none(), "{member} stands beside before and after");
    }
    assert_eq!(answer["scenario"]["added"], 1);
    assert_eq!(answer["scenario"]["removed"], 1);
    assert_eq!(answer["after"]["demand"]["covered"], 25.0);
    assert_eq!(answer["delta"]["demand"]["covered"], -75.0);
    assert_eq!((&answer["delta"]["demand"]["total"], &answer["delta"]["stations"]), (&json!(0.0), &json!(0)));
    let farthest = |of: &str| answer[of]["farthest"]["distance_m"].as_f64().unwrap();
    let further = answer["delta"]["farthest"]["distance_m"].as_f64().unwrap();
    assert!((farthest("after") - farthest("before") - further).abs() < 1e-6, "{answer}");
    let covered = |of: &str| answer[of]["cells"]["covered"].as_i64().unwrap();
    assert_eq!(covered("after") - covered("before"), covered("delta"));
    // The data is as it was.
    assert_eq!(asked("region=town&demand=people")["cells"], plain["cells"]);
}

#[test]
fn a_scenario_that_changes_nothing_changes_nothing() {
    for scenario in [json!({}), json!({"add": [], "remove": []})] {
        let answer = TOWN.post_to("/v1/coverage", &json!({"region": "town", "scenario": scenario})).json();
        assert_eq!(answer["before"], answer["after"]);
        let zeros = |value: &Value| value.as_f64() == Some(0.0);
        for (member, part) in [("cells", "total"), ("cells", "covered"), ("area_m2", "total"), ("area_m2", "covered")] {
            assert!(zeros(&answer["delta"][member][part]), "{answer}");
        }
        for quantile in ["mean", "p50", "p90", "p95", "max"] {
            assert!(zeros(&answer["delta"]["distance_m"][quantile]), "{answer}");
        }
        assert!(answer["delta"]["bands"].as_array().unwrap().iter().all(|band| zeros(&band["cells"])), "{answer}");
    }
}

#[test]
fn an_added_station_passes_the_filters_or_not_like_any_other() {
    let with = |station: Value, filters: Value| {
        let mut question = json!({"region": "town", "scenario": {"add": [station]}});
        question.as_object_mut().unwrap().extend(filters.as_object().unwrap().clone());
        let answer = TOWN.post_to("/v1/coverage", &question).json();
        answer["delta"]["stations"].as_i64().unwrap_or_else(|| panic!("{answer}"))
    };
    let there = |properties: Value| {
        let mut station = json!({"lon": 121.19, "lat": 31.19});
        station.as_object_mut().unwrap().extend(properties.as_object().unwrap().clone());
        station
    };
    let noon = json!({"open": "2026-11-23T12:00:00+08:00"});
    for (station, filters, passes) in [
        (there(json!({})), json!({}), true),
        (there(json!({"status": "planned"})), json!({}), false),
        (there(json!({"amenities": ["gym"]})), json!({"amenity": ["gym"]}), true),
        (there(json!({})), json!({"amenity": ["gym"]}), false),
        (there(json!({"opening_hours": "Mo-Fr 11:00-13:00"})), noon.clone(), true),
        (there(json!({"opening_hours": "Sa 11:00-13:00"})), noon.clone(), false),
        (there(json!({})), noon, false),
    ] {
        assert_eq!(with(station.clone(), filters.clone()), i64::from(passes), "{station} {filters}");
    }
}

#[test]
fn answers_of_a_get_are_kept_until_an_opening_changes_them() {
    let target = "/v1/coverage?region=town&open=now";
    let answer = TOWN.get(target);
    let age: u32 = answer.header("cache-control").rsplit('=').next().unwrap().parse().unwrap();
    assert!(age <= 60);
    let again = TOWN.ask(
        "GET",
        "/v1/coverage?region=town",
        &[("if-none-match", TOWN.get("/v1/coverage?region=town").header("etag"))],
    );
    assert_eq!(again.status, 304);
    assert_eq!(TOWN.ask("HEAD", "/v1/coverage?region=town", &[]).status, 200);
}

#[test]
fn germanys_people_are_told_with_the_bundled_data() {
    let answer = BUNDLED.get("/v1/coverage?region=de-be&resolution=8").json();
    assert_eq!(answer["cells"]["total"], 1349);
    assert_eq!(answer["cells"]["covered"], 432);
    assert_eq!(
        answer["farthest"],
        json!({
            "cell": "881f188645fffff", "lon": answer["farthest"]["lon"], "lat": answer["farthest"]["lat"],
            "distance_m": 6487.139, "nearest": "4557",
        })
    );
}

#[test]
fn gaps_come_gravest_first_and_their_cells_are_those_not_covered() {
    let answer = TOWN.get("/v1/coverage/gaps?region=town");
    assert_eq!(answer.header("content-type"), "application/geo+json");
    let gaps = answer.json();
    let summary = asked("region=town");
    let features = gaps["features"].as_array().unwrap();
    assert_eq!(gaps["numberReturned"], features.len());
    let sum = |of: &str| features.iter().map(|gap| gap["properties"][of].as_f64().unwrap()).sum::<f64>();
    let uncovered = summary["cells"]["total"].as_f64().unwrap() - summary["cells"]["covered"].as_f64().unwrap();
    assert_eq!(sum("cells"), uncovered);
    assert_eq!(sum("demand"), 75.0);
    for (place, gap) in features.iter().enumerate() {
        assert_eq!(gap["properties"]["rank"], place + 1);
        // An id is text, here as anywhere.
        assert_eq!(gap["id"], (place + 1).to_string());
        assert!(["Polygon", "MultiPolygon"].contains(&gap["geometry"]["type"].as_str().unwrap()));
        assert!(gap["properties"]["farthest"]["distance_m"].as_f64().unwrap() > 1000.0);
    }
    assert_eq!(features[0]["properties"]["farthest"]["cell"], summary["farthest"]["cell"]);
}

#[test]
fn gaps_are_bounded_by_number_and_by_demand() {
    // So small a radius leaves all but the stations' own cells, and each alone is a hole and no gap.
    let few = TOWN.get("/v1/coverage/gaps?region=town&limit=1").json();
    assert_eq!(few["numberReturned"], 1);
    let grave = TOWN.get("/v1/coverage/gaps?region=town&min_demand=75").json();
    assert_eq!(grave["numberMatched"], 1);
    assert_eq!(TOWN.get("/v1/coverage/gaps?region=town&min_demand=75.1").json()["numberMatched"], 0);
    let refused = TOWN.get("/v1/coverage/gaps?region=town&min_demand=1&demand=area").problem();
    assert_eq!(refused["errors"][0]["param"], "min_demand");
    assert_eq!(TOWN.get("/v1/coverage/gaps?region=town&radius_m=20100000").json()["features"], json!([]));
    let all = TOWN.get("/v1/coverage/gaps?region=town&min_stations=9").json();
    assert_eq!(all["features"][0]["properties"]["cells"], asked("region=town")["cells"]["total"]);
    assert_eq!(all["features"][0]["properties"]["farthest"], Value::Null);
}

#[test]
fn gaps_are_a_flatgeobuf_file_where_that_is_asked() {
    let magic = [0x66, 0x67, 0x62, 0x03, 0x66, 0x67, 0x62];
    let file = TOWN.get("/v1/coverage/gaps?region=town&f=fgb");
    assert_eq!(file.header("content-type"), "application/flatgeobuf");
    assert!(file.body.starts_with(&magic));
    let accepted = TOWN.ask("GET", "/v1/coverage/gaps?region=town", &[("accept", "application/flatgeobuf")]);
    assert_eq!(accepted.body, file.body);
    let empty = TOWN.get("/v1/coverage/gaps?region=town&radius_m=20100000&f=fgb");
    // An index over nothing is refused by GDAL.
    let mut bytes = empty.body.as_slice();
    let reader = flatgeobuf::FgbReader::open(&mut bytes).unwrap();
    assert_eq!((reader.header().features_count(), reader.header().index_node_size()), (0, 0));
}

#[test]
fn cells_are_told_one_by_one_as_json_and_as_a_table() {
    let answer = TOWN.get("/v1/coverage/cells?bbox=121.14,31.04,121.16,31.06").json();
    let cells = answer["cells"].as_array().unwrap();
    let order: Vec<&str> = cells.iter().map(|cell| cell["cell"].as_str().unwrap()).collect();
    assert!(order.is_sorted() && order.len() > 30);
    assert!(cells.iter().all(|cell| cell["nearest"] == "b"));
    let within = |cell: &Value| cell["distance_m"].as_f64().unwrap() <= 1000.0;
    assert!(cells.iter().all(|cell| cell["stations_within"] == u64::from(within(cell))));
    let table = TOWN.get("/v1/coverage/cells?bbox=121.14,31.04,121.16,31.06&f=csv");
    assert_eq!(table.header("content-type"), "text/csv; charset=utf-8; header=present");
    let text = String::from_utf8(table.body.clone()).unwrap();
    let mut lines = text.lines();
    assert_eq!(lines.next(), Some("cell,distance_m,stations_within,demand,nearest"));
    assert_eq!(lines.clone().count(), cells.len());
    let first = lines.next().unwrap().split(',').map(str::to_owned).collect::<Vec<_>>();
    assert_eq!(first[0], order[0]);
    assert_eq!(first[1].parse::<f64>().ok(), cells[0]["distance_m"].as_f64());
    let accepted = TOWN.ask("GET", "/v1/coverage/cells?bbox=121.14,31.04,121.16,31.06", &[("accept", "text/csv")]);
    assert_eq!(accepted.body, table.body);
    let tag = accepted.header("etag");
    let target = "/v1/coverage/cells?bbox=121.14,31.04,121.16,31.06";
    let other = TOWN.ask("GET", target, &[("if-none-match", tag), ("accept", "application/json")]);
    assert_eq!(other.status, 200, "a table's tag is not that of the JSON");
    assert_eq!(TOWN.ask("GET", target, &[("if-none-match", tag), ("accept", "text/csv")]).status, 304);
    let none = TOWN.get("/v1/coverage/cells?bbox=121.14,31.04,121.16,31.06&amenity=library&demand=area").json();
    assert_eq!(none["cells"][0]["distance_m"], Value::Null);
    assert_eq!((&none["cells"][0]["nearest"], &none["cells"][0]["demand"]), (&Value::Null, &Value::Null));
}

#[test]
fn many_polygons_of_demand_are_little_work() {
    // Each is found from coarse to fine by itself, and none needs a look at the antimeridian.
    let square = |number: usize| {
        let (west, south) = (121.0 + (number % 20) as f64 * 0.01, 31.0 + (number / 20) as f64 * 0.01);
        let ring = json!([
            [west, south],
            [west + 0.01, south],
            [west + 0.01, south + 0.01],
            [west, south + 0.01],
            [west, south]
        ]);
        json!({"type": "Feature", "properties": {"weight": 10}, "geometry": {"type": "Polygon", "coordinates": [ring]}})
    };
    let squares: Vec<Value> = (0..400).map(square).collect();
    let server = Server::loading(
        DataDir::new()
            .with(
                "dataset.toml",
                "[[stations]]\npath = \"s.geojson\"\n[[demand]]\npath = \"people.geojson\"\nkind = \"people\"\n",
            )
            .with_stations("s.geojson", &[feature("a", 121.05, 31.05, json!({}))])
            .with("people.geojson", collection(&squares)),
    );
    let answer = server.json("/v1/coverage?bbox=120.9,30.9,121.3,31.3&resolution=10");
    assert_eq!(answer["demand"]["total"], 4000.0, "{answer}");
}

#[test]
fn a_cell_where_nobody_lives_has_a_demand_of_zero_without_a_sign() {
    for form in ["json", "csv"] {
        let target = format!("/v1/coverage/cells?bbox=6.98,49.22,7,49.24&resolution=8&f={form}");
        let text = String::from_utf8(BUNDLED.get(&target).body).unwrap();
        assert!(text.contains("\"demand\":0,") || text.contains(",0,"), "{text}");
        assert!(!text.contains(":-0") && !text.contains(",-0"), "{text}");
    }
}
