//! Is every wrong question about coverage refused by name, with the cure, and never with a failure of ours?

use super::coverage::TOWN;
use h3o::Resolution;
use serde_json::{Value, json};
use std::sync::Arc;
use waystation::coverage::Effort;
use waystation::http::{Params, coverage};

/// What is asked, the parameter that must be named, and its code.
const WRONG: &[(&str, &str, &str)] = &[
    ("", "region", "missing"),
    ("region=", "region", "empty"),
    ("region=town&region=sea", "region", "repeated"),
    ("region=town&bbox=1,2,3,4", "bbox", "contradiction"),
    ("bbox=1,2,3", "bbox", "miscounted"),
    ("bbox=1,2,3,4,5,6", "bbox", "miscounted"),
    ("bbox=a,b,c,d", "bbox", "not_numbers"),
    ("bbox=1,2,3,NaN", "bbox", "not_numbers"),
    ("bbox=1,2,3,inf", "bbox", "not_numbers"),
    ("bbox=31,121,32,122", "bbox", "out_of_range"),
    ("bbox=1,5,3,4", "bbox", "out_of_range"),
    ("bbox=1,2,300,4", "bbox", "out_of_range"),
    ("region=town&radius_m=-1", "radius_m", "out_of_range"),
    ("region=town&radius_m=20100001", "radius_m", "out_of_range"),
    ("region=town&radius_m=1km", "radius_m", "not_a_number"),
    ("region=town&min_stations=0", "min_stations", "out_of_range"),
    ("region=town&min_stations=101", "min_stations", "out_of_range"),
    ("region=town&min_stations=1.5", "min_stations", "not_a_whole_number"),
    ("region=town&resolution=13", "resolution", "out_of_range"),
    ("region=town&resolution=-1", "resolution", "out_of_range"),
    ("region=town&bands=", "bands", "empty"),
    ("region=town&bands=5,5", "bands", "out_of_range"),
    ("region=town&bands=500,250", "bands", "out_of_range"),
    ("region=town&bands=-1,250", "bands", "out_of_range"),
    ("region=town&bands=a", "bands", "not_numbers"),
    ("region=town&include=everything", "include", "unknown_value"),
    ("region=town&include=none,bands", "include", "unknown_value"),
    ("region=town&demand=orderz", "demand", "unknown_value"),
    ("region=town&preset=acftu", "preset", "unknown_value"),
    ("region=town&preset=acftu-cross&min_stations=1", "min_stations", "contradiction"),
    ("region=town&amenity=sauna", "amenity", "unknown_value"),
    ("region=town&open=noon", "open", "not_an_instant"),
    ("region=town&open_for_s=60", "open_for_s", "needs_open"),
    ("region=town&speed_mps=2", "speed_mps", "unknown_parameter"),
    ("region=town&crs=epsg4326", "crs", "unknown_value"),
    ("region=town&scenario=%7B%7D", "scenario", "not_an_object"),
    ("region=town&colour=red", "colour", "unknown_parameter"),
    ("region=town&limit=5", "limit", "unknown_parameter"),
];

#[test]
fn what_is_wrong_is_named_with_a_cure() {
    for route in ["/v1/coverage", "/v1/coverage/gaps", "/v1/coverage/cells"] {
        for (query, param, code) in WRONG {
            if *param == "limit" && route.ends_with("gaps") {
                continue;
            }
            let answer = TOWN.get(&format!("{route}?{query}"));
            assert_eq!(answer.status, 400, "{route}?{query}");
            let problem = answer.problem();
            let errors = problem["errors"].as_array().unwrap();
            let named = errors.iter().find(|error| error["param"] == *param && error["code"] == *code);
            assert!(named.is_some_and(|error| !error["hint"].as_str().unwrap().is_empty()), "{query}: {problem}");
        }
    }
    for (query, param) in
        [("limit=0", "limit"), ("limit=10001", "limit"), ("min_demand=-1", "min_demand"), ("f=shp", "f")]
    {
        let problem = TOWN.get(&format!("/v1/coverage/gaps?region=town&{query}")).problem();
        assert_eq!((&problem["status"], &problem["errors"][0]["param"]), (&json!(400), &json!(param)), "{query}");
    }
    assert_eq!(TOWN.get("/v1/coverage/cells?region=town&f=xlsx").problem()["errors"][0]["param"], "f");
}

#[test]
fn a_region_that_is_not_there_is_not_found_and_the_one_meant_is_named() {
    let problem = TOWN.get("/v1/coverage?region=Town").problem();
    assert_eq!(problem["status"], 404);
    assert!(problem["detail"].as_str().unwrap().contains("is \"town\" meant?"), "{problem}");
    // What is wrong besides comes first, to be mended in one go.
    assert_eq!(TOWN.get("/v1/coverage?region=nowhere&radius_m=x").status, 400);
    let gone = TOWN.post_to("/v1/coverage", &json!({"region": "town", "scenario": {"remove": ["a", "nobody"]}}));
    assert_eq!(gone.status, 404);
    assert!(gone.problem()["detail"].as_str().unwrap().contains("nobody"));
}

#[test]
fn a_bad_body_is_refused_member_by_member() {
    let ring = json!([[121.0, 31.0], [121.2, 31.0], [121.2, 31.2], [121.0, 31.0]]);
    for (body, param) in [
        (json!([]), "body"),
        (json!({}), "region"),
        (json!({"region": null}), "region"),
        (json!({"region": 1.5}), "region"),
        (json!({"region": true}), "region"),
        (json!({"region": []}), "region"),
        (json!({"region": {"type": "Point", "coordinates": [1, 2]}}), "region"),
        (json!({"region": {"type": "Polygon", "coordinates": [[[0, 0], [1, 1], [0, 0]]]}}), "region"),
        (json!({"region": {"type": "Polygon", "coordinates": [[[0, 0], [1, 0], [1, 199], [0, 0]]]}}), "region"),
        (json!({"region": "town", "radius_m": "1000"}), "radius_m"),
        (json!({"region": "town", "bands": "250,500"}), "bands"),
        (json!({"region": "town", "amenity": "water"}), "amenity"),
        (json!({"region": "town", "scenario": []}), "scenario"),
        (json!({"region": "town", "scenario": {"add": {}}}), "scenario.add"),
        (json!({"region": "town", "scenario": {"add": [7]}}), "scenario.add"),
        (json!({"region": "town", "scenario": {"add": [{"lon": 1}]}}), "scenario.add"),
        (json!({"region": "town", "scenario": {"add": [{"lon": 31, "lat": 121}]}}), "scenario.add"),
        (json!({"region": "town", "scenario": {"add": [{"id": "a", "lon": 121, "lat": 31}]}}), "scenario.add"),
        (json!({"region": "town", "scenario": {"remove": [1.5]}}), "scenario.remove"),
        (json!({"region": "town", "scenario": {"move": []}}), "scenario.move"),
        (json!({"region": {"type": "Polygon", "coordinates": [ring]}, "bbox": [1, 2, 3, 4]}), "bbox"),
    ] {
        let answer = TOWN.post_to("/v1/coverage", &body);
        assert_eq!(answer.status, 400, "{body}");
        let problem = answer.problem();
        assert_eq!(problem["errors"][0]["param"], param, "{body}: {problem}");
    }
}

#[test]
fn an_id_may_be_given_again_once_its_station_is_removed() {
    let moved =
        json!({"region": "town", "scenario": {"add": [{"id": "a", "lon": 121.19, "lat": 31.19}], "remove": ["a"]}});
    assert_eq!(TOWN.post_to("/v1/coverage", &moved).json()["delta"]["stations"], 0);
}

#[test]
fn too_much_work_is_refused_with_what_would_fit() {
    for (target, words) in [
        ("/v1/coverage?bbox=-180,-90,180,90&resolution=12", "resolution"),
        ("/v1/coverage?bbox=70,15,140,55&resolution=9&demand=area", "resolution 6 or an area 14 times smaller"),
        ("/v1/coverage/cells?bbox=100,20,120,40&resolution=9", "resolution 7"),
    ] {
        let problem = TOWN.get(target).problem();
        assert_eq!(problem["status"], 422, "{target}: {problem}");
        assert!(problem["detail"].as_str().unwrap().contains(words), "{target}: {problem}");
    }
    // Only to know what is covered, a continent is little work.
    assert_eq!(TOWN.get("/v1/coverage?bbox=100,20,120,40&resolution=9&include=farthest&demand=area").status, 200);
}

/// The resolution that a refusal names, under the name of a parameter.
fn named(problem: &Value, param: &str) -> Option<u64> {
    let detail = problem["detail"].as_str()?;
    let after = detail.split(&format!(" {param} ")).nth(1)?;
    after.split(|c: char| !c.is_ascii_digit()).next()?.parse().ok()
}

#[test]
fn the_resolution_that_a_refusal_names_is_answered() {
    for (target, asked) in [
        ("/v1/coverage?bbox=-180,-90,180,90&demand=people", 12),
        ("/v1/coverage/cells?bbox=100,20,120,40", 9),
        ("/v1/coverage/gaps?bbox=-180,-90,180,90&radius_m=3000000&min_stations=2", 12),
    ] {
        let problem = TOWN.get(&format!("{target}&resolution={asked}")).problem();
        assert_eq!(problem["status"], 422, "{target}: {problem}");
        let fits = named(&problem, "resolution").unwrap_or_else(|| panic!("{target}: {problem}"));
        assert!(fits < asked, "{target}: {problem}");
        assert_eq!(TOWN.get(&format!("{target}&resolution={fits}")).status, 200, "{target}: {problem}");
    }
    let world = json!([[[-179, -80], [179, -80], [179, 80], [-179, 80], [-179, -80]]]);
    let world = json!({"type": "Polygon", "coordinates": world});
    for (route, param, mut body) in [
        ("/v1/access", "resolution", json!({"region": world, "method": "nearest", "resolution": 9})),
        (
            "/v1/access",
            "resolution",
            json!({"region": world, "method": "2sfca", "supply": "one", "resolution": 9, "radius_m": 20_000_000}),
        ),
        (
            "/v1/coverage",
            "resolution",
            json!({"region": world, "demand": "area", "resolution": 8, "scenario": {"remove": ["a"]}}),
        ),
    ] {
        let problem = TOWN.post_to(route, &body).problem();
        assert_eq!(problem["status"], 422, "{body}: {problem}");
        let fits = named(&problem, param).unwrap_or_else(|| panic!("{body}: {problem}"));
        body[param] = fits.into();
        assert_eq!(TOWN.post_to(route, &body).status, 200, "{body}: {problem}");
    }
}

#[test]
fn whatever_an_answer_may_cost_the_resolution_that_a_refusal_names_is_answered() {
    let snapshot = TOWN.snapshot();
    let now = chrono::Utc::now();
    let mut refused = 0;
    for units in [100_000, 1_000_000, 8_000_000] {
        for question in [
            "bbox=-180,-90,180,90&demand=people",
            "bbox=-180,-90,180,90&demand=area",
            "bbox=70,15,140,55&demand=area&min_stations=2&include=distance_m",
            "bbox=70,15,140,55&include=none",
            "bbox=120,30,123,33&radius_m=30000",
            "region=town&demand=area",
        ] {
            let ask = |route: &str, resolution: u64| {
                let query = format!("{question}&resolution={resolution}");
                let effort = Effort::new(units, None, Arc::default());
                let mut params = Params::from_query(&query);
                if route == "coverage" {
                    return coverage::answer(params, &snapshot, now, &effort).err();
                }
                let asked = coverage::Asked::take(&mut params, &snapshot, now);
                let sites = snapshot.sites(&asked.choice, None);
                match route {
                    "gaps" => coverage::gaps::find(&snapshot, &asked, &sites, 9, None, &effort).err(),
                    _ => coverage::cells::list(&snapshot, &asked, &sites, &effort).err(),
                }
            };
            for (route, resolution) in
                ["coverage", "gaps", "cells"].into_iter().flat_map(|route| [4, 7, 9, 12].map(|at| (route, at)))
            {
                let Some(problem) = ask(route, resolution) else { continue };
                assert_eq!(problem.status(), 422, "{route} {question} {resolution}: {problem:?}");
                let detail = json!({"detail": problem.detail()});
                let Some(fits) = named(&detail, "resolution") else {
                    // So little that not even the coarsest is answered.
                    assert!(ask(route, 0).is_some(), "{route} {question} {resolution} of {units}: {detail}");
                    continue;
                };
                refused += 1;
                let answered = fits < resolution && ask(route, fits).is_none();
                assert!(answered, "{route} {question} {resolution} of {units}: {detail}");
                // Who asks again is told the same.
                assert_eq!(ask(route, resolution).map(|again| json!({"detail": again.detail()})), Some(detail));
            }
        }
    }
    assert!(refused > 60, "{refused}");
}

#[test]
fn what_is_known_of_an_area_costs_as_much_as_what_is_not() {
    let snapshot = TOWN.snapshot();
    let area = geo::Rect::new((121.0, 31.0), (121.7, 31.7)).to_polygon().into();
    for kind in [None, Some("people")] {
        let spent = || {
            let effort = Effort::new(1 << 40, None, Arc::default());
            snapshot.ground(&area, Resolution::Nine, kind, &effort).unwrap();
            effort.spent()
        };
        let first = spent();
        assert!(first > 10_000, "{first}");
        assert_eq!([spent(), spent()], [first; 2]);
    }
}

#[test]
fn a_hostile_polygon_is_answered_or_refused() {
    let spike = |corners: usize| -> Value {
        let ring: Vec<Value> = (0..corners)
            .map(|corner| json!([120.0 + (corner as f64) * 1e-5, if corner % 2 == 0 { -80.0 } else { 80.0 }]))
            .chain([json!([120.0, -80.0])])
            .collect();
        json!({"region": {"type": "Polygon", "coordinates": [ring]}, "resolution": 10})
    };
    let answer = TOWN.post_to("/v1/coverage", &spike(20_000));
    assert_eq!(answer.status, 422, "{}", String::from_utf8_lossy(&answer.body));
    let nested = format!(
        "{{\"region\":{}{}}}",
        "{\"type\":\"FeatureCollection\",\"features\":[".repeat(20_000),
        "]}".repeat(20_000)
    );
    assert_eq!(TOWN.post_text_to("/v1/coverage", nested).status, 400);
    let far = json!({"region": {"type": "Polygon", "coordinates": [[[-180, -90], [180, -90], [180, 90], [-180, 90], [-180, -90]]]}, "resolution": 2});
    assert_eq!(TOWN.post_to("/v1/coverage", &far).json()["cells"]["total"], 5882);
}
