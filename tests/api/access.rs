//! Does `/v1/access` tell how well each cell is served, as the contract says?

use super::coverage::TOWN;
use super::data::{DataDir, collection, feature};
use super::server::Server;
use serde_json::{Value, json};
use std::sync::LazyLock;

/// Two stations with room for ten and thirty, and one that does not say; people at three places, one of them outside.
static TWO: LazyLock<Server> = LazyLock::new(|| {
    let square = json!({"type": "Feature", "id": "town", "properties": {}, "geometry": {
        "type": "Polygon", "coordinates": [[[121.0, 31.0], [121.1, 31.0], [121.1, 31.1], [121.0, 31.1], [121.0, 31.0]]],
    }});
    let stations = [
        feature("a", 121.02, 31.05, json!({"capacity": 10, "amenities": ["water"]})),
        feature("b", 121.08, 31.05, json!({"capacity": 30})),
        feature("c", 121.05, 31.09, json!({})),
    ];
    Server::loading(
        DataDir::new()
            .with("dataset.toml", "timezone = \"UTC\"\n[[stations]]\npath = \"s.geojson\"\n[[regions]]\npath = \"r.geojson\"\n[[demand]]\npath = \"p.csv\"\nkind = \"people\"\n")
            .with_stations("s.geojson", &stations)
            .with("r.geojson", collection(&[square]))
            .with("p.csv", "lon,lat,weight\n121.02,31.05,100\n121.08,31.05,40\n121.12,31.05,20\n"),
    )
});

fn asked(body: Value) -> Value {
    let answer = TWO.post_to("/v1/access", &body);
    assert_eq!(answer.status, 200, "{body}: {}", String::from_utf8_lossy(&answer.body));
    answer.json()
}

/// Scores of the cells in which people live.
fn of_people(answer: &Value) -> Vec<(f64, f64)> {
    let cells = answer["cells"].as_array().unwrap().iter();
    let lived_in = cells.filter(|cell| cell["demand"] != 0.0);
    lived_in.map(|cell| (cell["demand"].as_f64().unwrap(), cell["score"].as_f64().unwrap())).collect()
}

#[test]
fn what_a_station_has_is_shared_with_all_in_reach_inside_the_region_or_not() {
    let answer = asked(json!({"region": "town", "method": "2sfca", "radius_m": 4500, "resolution": 8}));
    let mut people = of_people(&answer);
    people.sort_by(|a, b| a.0.total_cmp(&b.0));
    // Station b shares its 30 with the 40 in the town and the 20 outside.
    assert_eq!(people, [(40.0, 0.5), (100.0, 0.1)]);
    assert_eq!((&answer["stations"], &answer["stations_without_supply"]), (&json!(3), &json!(1)));
    assert_eq!(answer["supply"], json!({"kind": "capacity", "total": 40.0}));
    let summary = &answer["summary"];
    assert_eq!((&summary["p10"], &summary["p50"], &summary["p90"]), (&json!(0.1), &json!(0.1), &json!(0.5)));
    assert!((summary["mean"].as_f64().unwrap() - 30.0 / 140.0).abs() < 1e-12, "{summary}");
    assert_eq!((&summary["demand"], summary["demand_without"].to_string().as_str()), (&json!(140.0), "0.0"));
    assert_eq!(answer["query"]["method"], "2sfca");
    assert_eq!(answer["dataset"]["version"], TWO.snapshot().version.as_str());
}

#[test]
fn each_method_has_its_own_score() {
    let with = |method: &str, more: Value| {
        let mut body = json!({"region": "town", "method": method, "radius_m": 4500, "resolution": 8});
        body.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        asked(body)
    };
    let nearest = with("nearest", json!({}));
    assert!(of_people(&nearest).iter().all(|(_, metres)| (0.0..600.0).contains(metres)), "{nearest}");
    // Everyone within the radius of c too, which says nothing of its room but counts as one.
    assert_eq!(nearest["stations_without_supply"], 0);
    let one = with("cumulative", json!({"supply": "one", "radius_m": 30_000}));
    assert!(one["cells"].as_array().unwrap().iter().all(|cell| cell["score"] == 3.0));
    let enhanced = with("e2sfca", json!({}));
    let bands = enhanced["query"]["decay"]["bands"].as_array().unwrap();
    assert_eq!((bands.len(), &bands[0]), (3, &json!({"up_to_m": 1500.0, "weight": 1.0})));
    let same = with("e2sfca", json!({"decay": {"bands": [{"up_to_m": 4500, "weight": 0.3}]}}));
    let scores = |answer: &Value| of_people(answer).iter().map(|(_, score)| *score).collect::<Vec<_>>();
    // One band for all is no decay at all.
    let plain = scores(&with("2sfca", json!({})));
    assert!(scores(&same).iter().zip(&plain).all(|(a, b)| (a - 0.3 / 0.3 * b).abs() < 1e-12));
    let gaussian = with("e2sfca", json!({"decay": {"gaussian": {"bandwidth_m": 1000}}}));
    assert_ne!(scores(&gaussian), plain);
    // Filters choose the stations, and "area" weighs by area.
    let filtered = with("cumulative", json!({"amenity": ["water"], "demand": "area", "radius_m": 30_000}));
    assert!(filtered["cells"].as_array().unwrap().iter().all(|cell| cell["score"] == 10.0 && cell["demand"].is_null()));
    let mean = filtered["summary"]["mean"].as_f64().unwrap();
    assert!(filtered["summary"]["demand_without"].is_null() && (mean - 10.0).abs() < 1e-9, "{mean}");
}

#[test]
fn whoever_asks_by_capacity_for_the_nearest_gets_the_nearest_that_says_its_own() {
    let body = |supply: &str| json!({"region": "town", "method": "nearest", "resolution": 8, "supply": supply});
    let (all, some) = (asked(body("one")), asked(body("capacity")));
    assert_eq!((&all["stations_without_supply"], &some["stations_without_supply"]), (&json!(0), &json!(1)));
    let metres = |answer: &Value| {
        let cells = answer["cells"].as_array().unwrap().iter();
        cells.map(|cell| cell["score"].as_f64().unwrap()).sum::<f64>()
    };
    // The third station says nothing of its room.
    assert!(metres(&all) < metres(&some), "{} {}", metres(&all), metres(&some));
}

#[test]
fn demand_comes_to_what_coverage_tells() {
    // Tenths in many cells, whose doubles do not come to their sum.
    let mut people = String::from("lon,lat,weight\n");
    for at in 0..90 {
        let (lon, lat) = (121.005 + 0.01 * f64::from(at % 9), 31.005 + 0.01 * f64::from(at / 9));
        people += &format!("{lon:.3},{lat:.3},{:.1}\n", 0.1 + f64::from(at % 7));
    }
    let toml =
        "timezone = \"UTC\"\n[[stations]]\npath = \"s.geojson\"\n[[demand]]\npath = \"p.csv\"\nkind = \"people\"\n";
    let dir = DataDir::new().with("dataset.toml", toml).with("p.csv", people);
    let server = Server::loading(dir.with_stations("s.geojson", &[feature("a", 121.02, 31.05, json!({}))]));
    let body = json!({"bbox": [121.0, 31.0, 121.1, 31.11], "resolution": 9, "method": "nearest", "radius_m": 1500});
    let access = server.post_to("/v1/access", &body).json();
    let coverage = server.json("/v1/coverage?bbox=121,31,121.1,31.11&resolution=9&radius_m=1500");
    let sum: f64 = access["cells"].as_array().unwrap().iter().map(|cell| cell["demand"].as_f64().unwrap()).sum();
    assert_ne!(json!(sum), coverage["demand"]["total"], "tenths that come to their sum tell nothing");
    assert_eq!(access["summary"]["demand"], coverage["demand"]["total"]);
    let covered = coverage["demand"]["covered"].as_f64().unwrap();
    let without = access["summary"]["demand_without"].as_f64().unwrap();
    assert!(covered > 0.0 && without > 0.0);
    assert_eq!(json!(((covered + without) * 10.0).round() / 10.0), coverage["demand"]["total"]);
    assert_eq!(without, (without * 10.0).round() / 10.0);
}

#[test]
fn whoever_is_out_of_reach_is_counted() {
    let answer =
        asked(json!({"region": "town", "method": "2sfca", "radius_m": 700, "resolution": 8, "amenity": ["water"]}));
    assert_eq!(answer["summary"]["demand_without"], 40.0);
    assert_eq!(of_people(&answer).iter().filter(|(_, score)| *score == 0.0).count(), 1);
    let nobody = asked(json!({"region": "town", "method": "nearest", "amenity": ["microwave"], "resolution": 7}));
    assert!(nobody["cells"].as_array().unwrap().iter().all(|cell| cell["score"].is_null()));
    assert!(
        nobody["summary"]["mean"].is_null() && nobody["summary"]["demand_without"] == 140.0,
        "{}",
        nobody["summary"]
    );
}

/// Demand of the cells with a score of zero, and how many such cells there are, as anyone can add them up.
fn without(answer: &Value) -> (f64, usize) {
    let cells = answer["cells"].as_array().unwrap().iter();
    let nothing: Vec<&Value> = cells.filter(|cell| cell["score"] == 0.0).collect();
    (nothing.iter().map(|cell| cell["demand"].as_f64().unwrap()).sum(), nothing.len())
}

#[test]
fn demand_without_is_that_of_the_cells_with_a_score_of_nothing() {
    let mut counted = 0;
    for (method, more) in [
        ("cumulative", json!({})),
        ("2sfca", json!({})),
        ("e2sfca", json!({})),
        // Beyond the last band a station is in reach and gives nothing.
        ("e2sfca", json!({"radius_m": 4500, "decay": {"bands": [{"up_to_m": 600, "weight": 1}]}})),
        ("cumulative", json!({"radius_m": 4500, "decay": {"bands": [{"up_to_m": 600, "weight": 1}]}})),
        ("e2sfca", json!({"decay": {"gaussian": {"bandwidth_m": 10}}})),
        ("2sfca", json!({"amenity": ["water"], "radius_m": 700})),
    ] {
        let mut body = json!({"region": "town", "method": method, "radius_m": 2000, "resolution": 8});
        body.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        let answer = asked(body);
        let (demand, cells) = without(&answer);
        let summary = &answer["summary"];
        assert_eq!(
            (summary["demand_without"].as_f64(), summary["cells_without"].as_u64()),
            (Some(demand), Some(cells as u64)),
            "{method} {more}"
        );
        counted += cells;
    }
    assert!(counted > 100, "{counted}");
    // A station that has room for nobody is in reach of those beside it, who get nothing.
    let closed = DataDir::new()
        .with(
            "dataset.toml",
            "timezone = \"UTC\"\n[[stations]]\npath = \"s.geojson\"\n[[demand]]\npath = \"p.csv\"\nkind = \"people\"\n",
        )
        .with_stations("s.geojson", &[feature("full", 121.02, 31.05, json!({"capacity": 0}))])
        .with("p.csv", "lon,lat,weight\n121.02,31.05,100\n");
    let server = Server::loading(closed);
    let ask = |method: &str| {
        let body = json!({"bbox": [121.0, 31.0, 121.1, 31.1], "method": method, "radius_m": 2000, "resolution": 8});
        server.post_to("/v1/access", &body).json()
    };
    for method in ["cumulative", "2sfca", "e2sfca"] {
        let answer = ask(method);
        assert_eq!((without(&answer).0, &answer["summary"]["demand_without"]), (100.0, &json!(100.0)), "{method}");
    }
    // Whoever only asks for the way has one.
    assert_eq!(ask("nearest")["summary"]["demand_without"], 0.0);
}

#[test]
fn nothing_has_no_sign() {
    let body = json!({"region": "town", "method": "2sfca", "radius_m": 0, "resolution": 7});
    for body in
        [body.clone(), json!({"region": "town", "method": "cumulative", "amenity": ["microwave"], "resolution": 7})]
    {
        let answer = TWO.post_to("/v1/access", &body);
        let text = String::from_utf8(answer.body).unwrap();
        assert!(text.contains("\"score\":0.0") && text.contains("\"p10\":0.0"), "{text}");
        assert!(!text.contains("-0.0"), "{text}");
    }
}

#[test]
fn two_ways_to_decay_at_once_are_a_contradiction() {
    let decay = json!({"bands": [{"up_to_m": 2, "weight": 1}], "gaussian": {"bandwidth_m": 1}});
    let body = json!({"region": "town", "method": "e2sfca", "resolution": 7, "decay": decay});
    let errors = TWO.post_to("/v1/access", &body).problem()["errors"].clone();
    assert_eq!((&errors[0]["param"], &errors[0]["code"]), (&json!("decay"), &json!("contradiction")), "{errors}");
    assert_eq!(errors.as_array().unwrap().len(), 1, "{errors}");
}

#[test]
fn what_is_wrong_is_named_and_nothing_is_a_failure_of_ours() {
    for (member, value, param, code) in [
        ("method", json!("3sfca"), "method", "unknown_value"),
        ("method", json!(null), "method", "empty"),
        ("radius_m", json!(-1), "radius_m", "out_of_range"),
        ("resolution", json!(13), "resolution", "out_of_range"),
        ("supply", json!("seats"), "supply", "unknown_value"),
        ("decay", json!(7), "decay", "not_an_object"),
        ("decay", json!({"gaussian": {"bandwidth_m": 9}}), "decay", "contradiction"),
        ("demand", json!("sheep"), "demand", "unknown_value"),
        ("amenity", json!(["watr"]), "amenity", "unknown_value"),
        ("radius", json!(3), "radius", "unknown_parameter"),
    ] {
        let mut body = json!({"region": "town", "method": "2sfca", "resolution": 7});
        body[member] = value.clone();
        let answer = TWO.post_to("/v1/access", &body);
        assert_eq!(answer.status, 400, "{member} {value}");
        let errors = answer.problem()["errors"].clone();
        let named = errors.as_array().unwrap().iter().any(|error| error["param"] == param && error["code"] == code);
        assert!(named, "{member} {value}: {errors}");
    }
    for decay in [
        json!({}),
        json!({"bands": []}),
        json!({"bands": [{"up_to_m": 1}]}),
        json!({"bands": [{"up_to_m": 2, "weight": 1}, {"up_to_m": 1, "weight": 1}]}),
        json!({"bands": [7]}),
        json!({"bands": [{"up_to_m": 2, "weight": 1}], "gaussian": {"bandwidth_m": 1}}),
        json!({"gaussian": {}}),
        json!({"gaussian": {"bandwidth_m": 0}}),
        json!({"linear": {}}),
    ] {
        let body = json!({"region": "town", "method": "e2sfca", "resolution": 7, "decay": decay});
        let answer = TWO.post_to("/v1/access", &body);
        assert_eq!(answer.status, 400, "{decay}: {}", String::from_utf8_lossy(&answer.body));
        answer.problem();
    }
    assert_eq!(TWO.post_to("/v1/access", &json!({"region": "tow", "method": "nearest"})).status, 404);
    assert_eq!(TWO.get("/v1/access?region=town&method=nearest").status, 405);
    let world = json!({"bbox": [-180, -90, 180, 90], "method": "2sfca", "resolution": 9, "radius_m": 20_000_000});
    assert_eq!(TOWN.post_to("/v1/access", &world).status, 422);
    for body in ["", "[]", "{", "null", "{\"region\":{}}", "{\"method\":\"2sfca\",\"region\":[]}"] {
        let answer = TWO.post_text_to("/v1/access", body);
        assert_eq!(answer.status, 400, "{body}");
        answer.problem();
    }
}
