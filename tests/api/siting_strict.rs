//! Is every wrong question about new sites refused by name, with the cure, and never with a failure of ours?

use super::coverage::TOWN;
use serde_json::{Value, json};
use std::sync::Arc;
use waystation::coverage::Effort;
use waystation::http::{Params, siting};
use waystation::ingest::Members;

fn question() -> Value {
    json!({
        "problem": "mclp", "sites": 1, "existing": false, "radius_m": 500,
        "candidates": [{"id": "a", "lon": 121.0, "lat": 31.0}, {"id": "b", "lon": 121.1, "lat": 31.0}],
        "demand": [{"lon": 121.0, "lat": 31.0, "weight": 1}],
    })
}

#[test]
fn what_is_wrong_is_named_with_a_cure() {
    for (member, value, param, code) in [
        ("problem", json!("mcpl"), "problem", "unknown_value"),
        ("problem", json!(null), "problem", "empty"),
        ("problem", json!(7), "problem", "not_a_text"),
        ("sites", json!(0), "sites", "out_of_range"),
        ("sites", json!(3), "sites", "out_of_range"),
        ("sites", json!(2.5), "sites", "not_a_whole_number"),
        ("sites", json!(-1), "sites", "out_of_range"),
        ("radius_m", json!(-1), "radius_m", "out_of_range"),
        ("radius_m", json!("500"), "radius_m", "not_a_number"),
        ("min_stations", json!(0), "min_stations", "out_of_range"),
        ("min_stations", json!(101), "min_stations", "out_of_range"),
        ("min_stations", json!(1.5), "min_stations", "not_a_whole_number"),
        ("existing", json!("yes"), "existing", "not_a_truth"),
        ("existing", json!(1), "existing", "not_a_truth"),
        ("method", json!("magic"), "method", "unknown_value"),
        ("time_limit_s", json!(0), "time_limit_s", "out_of_range"),
        ("time_limit_s", json!(61), "time_limit_s", "out_of_range"),
        ("min_spacing_m", json!(-5), "min_spacing_m", "out_of_range"),
        ("alternatives", json!(101), "alternatives", "out_of_range"),
        ("candidates", json!([]), "candidates", "empty"),
        ("candidates", json!({}), "candidates", "not_a_text"),
        ("candidates", json!("points"), "candidates", "unknown_value"),
        ("candidates", json!([7]), "candidates", "not_a_point"),
        ("candidates", json!([{"lon": 121}]), "candidates", "not_a_point"),
        ("candidates", json!([{"lon": 31, "lat": 121}]), "candidates", "not_a_point"),
        ("candidates", json!([{"lon": 121, "lat": 31, "wieght": 1}]), "candidates", "not_a_point"),
        (
            "candidates",
            json!([{"id": 1, "lon": 1, "lat": 1}, {"id": "1", "lon": 2, "lat": 1}]),
            "candidates",
            "repeated",
        ),
        ("candidates", json!([{"id": 1.5, "lon": 1, "lat": 1}]), "candidates", "not_a_point"),
        ("demand", json!([]), "demand", "empty"),
        ("demand", json!([{"lon": 121, "lat": 31}]), "demand", "not_a_point"),
        ("demand", json!([{"lon": 121, "lat": 31, "weight": -1}]), "demand", "not_a_point"),
        ("demand", json!([{"lon": 121, "lat": 31, "weight": 1e300}]), "demand", "not_a_point"),
        ("demand", json!([{"lon": 121, "lat": 31, "weight": 0}]), "demand", "out_of_range"),
        ("demand", json!("cells"), "region", "missing"),
        ("required", json!(["c"]), "required", "unknown_value"),
        ("required", json!(["a", "b"]), "required", "out_of_range"),
        ("required", json!(["a", "a"]), "required", "repeated"),
        ("required", json!([1.5]), "required", "not_an_id"),
        ("forbidden", json!(["nobody"]), "forbidden", "unknown_value"),
        ("forbidden", json!(["a", "b"]), "sites", "out_of_range"),
        ("amenity", json!(["sauna"]), "amenity", "unknown_value"),
        ("crs", json!("epsg:4326"), "crs", "unknown_value"),
        ("demand_kind", json!("orderz"), "demand_kind", "unknown_value"),
        ("resolution", json!(13), "resolution", "out_of_range"),
        ("scenario", json!([]), "scenario", "not_an_object"),
        ("scenario", json!({"move": []}), "scenario.move", "unknown_parameter"),
        ("scenario", json!({"add": {}}), "scenario.add", "not_a_list"),
        ("scenario", json!({"add": [7]}), "scenario.add", "not_a_station"),
        ("scenario", json!({"add": [{"lon": 31, "lat": 121}]}), "scenario.add", "not_a_station"),
        ("scenario", json!({"add": [{"id": "a", "lon": 121, "lat": 31}]}), "scenario.add", "taken"),
        ("scenario", json!({"remove": [1.5]}), "scenario.remove", "not_an_id"),
        ("scenario", json!({}), "existing", "contradiction"),
        ("limit", json!(5), "limit", "unknown_parameter"),
        ("radius", json!(5), "radius", "unknown_parameter"),
    ] {
        let mut body = question();
        body[member] = value;
        let answer = TOWN.post_to("/v1/siting", &body);
        assert_eq!(answer.status, 400, "{member} {}", body[member]);
        let problem = answer.problem();
        let errors = problem["errors"].as_array().unwrap();
        let named = errors.iter().find(|error| error["param"] == param && error["code"] == code);
        assert!(
            named.is_some_and(|error| !error["hint"].as_str().unwrap().is_empty()),
            "{member} {}: {problem}",
            body[member]
        );
    }
}

#[test]
fn the_word_that_was_meant_is_told() {
    let mut body = question();
    body["min_spacing"] = json!(5);
    let problem = TOWN.post_to("/v1/siting", &body).problem();
    assert!(problem["errors"][0]["hint"].as_str().unwrap().contains("is min_spacing_m meant?"), "{problem}");
    let mut both = question();
    both["required"] = json!(["a"]);
    both["forbidden"] = json!(["a"]);
    assert_eq!(TOWN.post_to("/v1/siting", &both).problem()["errors"][0]["code"], "contradiction");
}

#[test]
fn what_is_said_of_cells_is_refused_where_points_are_listed_in_their_place() {
    let errors = |body: &Value| {
        let answer = TOWN.post_to("/v1/siting", body);
        let errors = if answer.status == 200 { json!([]) } else { answer.problem()["errors"].clone() };
        let told = errors.as_array().unwrap().iter().map(|error| {
            assert_eq!(error["code"], "contradiction", "{errors}");
            assert!(error["hint"].as_str().unwrap().contains("leave it out"), "{errors}");
            format!("{}={}", error["param"].as_str().unwrap(), error["value"].as_str().unwrap())
        });
        told.collect::<Vec<_>>()
    };
    let mut both = question();
    both["candidate_resolution"] = json!(7);
    both["resolution"] = json!(8);
    both["demand_kind"] = json!("area");
    assert_eq!(errors(&both), ["candidate_resolution=7", "resolution=8", "demand_kind=area"]);
    // With cells of one kind what is said of them means something.
    let (mut of_demand, mut of_candidates) = (both.clone(), both);
    for (body, listed) in [(&mut of_demand, "demand"), (&mut of_candidates, "candidates")] {
        body[listed] = json!("cells");
        body["region"] = json!("town");
    }
    assert_eq!(errors(&of_demand), ["candidate_resolution=7"]);
    assert_eq!(errors(&of_candidates), ["demand_kind=area"]);
}

#[test]
fn cells_that_are_not_there_or_too_few_are_refused() {
    let ask = |more: Value| {
        let mut body = json!({"region": "town", "problem": "mclp", "radius_m": 2000, "sites": 1, "resolution": 7});
        for (name, value) in more.as_object().unwrap() {
            body[name] = value.clone();
        }
        TOWN.post_to("/v1/siting", &body)
    };
    assert_eq!(ask(json!({})).status, 200);
    for (more, param) in [
        (json!({"sites": 5000}), "sites"),
        (json!({"required": ["8928308280fffff"]}), "required"),
        (json!({"resolution": 0}), "region"),
    ] {
        let answer = ask(more.clone());
        assert_eq!((answer.status, &answer.problem()["errors"][0]["param"]), (400, &json!(param)), "{more}");
    }
    assert_eq!(ask(json!({"region": "nowhere"})).status, 404);
}

#[test]
fn as_many_as_there_are_are_chosen_where_no_number_is_asked_and_they_are_few() {
    let mut body = question();
    body.as_object_mut().unwrap().remove("sites");
    body["candidates"] = json!([{"id": "x", "lon": 121.0, "lat": 31.0}, {"id": "y", "lon": 121.1, "lat": 31.0}, {"id": "z", "lon": 121.2, "lat": 31.0}]);
    let chosen = |body: &Value| {
        let answer = TOWN.post_to("/v1/siting", body);
        assert_eq!(answer.status, 200, "{}", String::from_utf8_lossy(&answer.body));
        let answer = answer.json();
        (answer["sites"].as_array().unwrap().len(), answer["query"]["sites"].clone())
    };
    assert_eq!(chosen(&body), (3, json!(3)));
    body["forbidden"] = json!(["y"]);
    assert_eq!(chosen(&body), (2, json!(2)));
    // Nobody is told of a number that they did not give.
    body["forbidden"] = json!(["x", "y", "z"]);
    let errors = TOWN.post_to("/v1/siting", &body).problem()["errors"].clone();
    assert_eq!((&errors[0]["param"], errors.as_array().unwrap().len()), (&json!("forbidden"), 1), "{errors}");
    let few = json!({"region": "town", "problem": "p-median", "resolution": 7, "candidate_resolution": 5});
    let (sites, told) = chosen(&few);
    assert!(sites > 0 && sites < 10 && told == sites, "{sites} {told}");
    body["forbidden"] = json!([]);
    body["sites"] = json!(4);
    assert_eq!(TOWN.post_to("/v1/siting", &body).problem()["errors"][0]["param"], "sites");
}

#[test]
fn too_much_work_is_refused_with_what_would_fit() {
    let world =
        json!({"type": "Polygon", "coordinates": [[[-179, -80], [179, -80], [179, 80], [-179, 80], [-179, -80]]]});
    let body = json!({"region": world, "problem": "mclp", "radius_m": 500_000, "sites": 5, "resolution": 7, "demand_kind": "area"});
    let answer = TOWN.post_to("/v1/siting", &body);
    assert_eq!(answer.status, 422, "{}", String::from_utf8_lossy(&answer.body));
    assert!(answer.problem()["detail"].as_str().unwrap().contains("would fit"));
}

#[test]
fn whatever_an_answer_may_cost_the_resolution_that_a_refusal_names_is_answered() {
    let snapshot = TOWN.snapshot();
    let world = json!([[[-179, -80], [179, -80], [179, 80], [-179, 80], [-179, -80]]]);
    let world = json!({"type": "Polygon", "coordinates": world});
    let points: Vec<Value> =
        (0..200).map(|number| json!({"lon": number - 100, "lat": number % 50, "weight": 1})).collect();
    let places: Vec<Value> = (0..200).map(|number| json!({"lon": 100 - number, "lat": number % 50})).collect();
    let refusal = |body: &Value| {
        let text = body.to_string();
        let mut params = Params::from_members(Members::read(&text).unwrap());
        let asked = siting::Asked::take(&mut params, &snapshot, chrono::Utc::now());
        params.finish().unwrap();
        siting::Setting::of(&asked, &snapshot, &Effort::new(2_000_000, None, Arc::default())).err()
    };
    for (param, more) in [
        ("resolution", json!({"problem": "mclp", "radius_m": 500_000, "resolution": 7})),
        ("resolution", json!({"problem": "mclp", "radius_m": 3_000_000, "resolution": 4})),
        ("resolution", json!({"problem": "p-median", "resolution": 5, "candidates": places})),
        ("candidate_resolution", json!({"problem": "p-center", "candidate_resolution": 5, "demand": points})),
    ] {
        let mut body = json!({"region": world, "sites": 2});
        body.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        if more["demand"].is_null() {
            body["demand_kind"] = "area".into();
        }
        let problem = refusal(&body).unwrap_or_else(|| panic!("{body} is answered"));
        assert_eq!(problem.status(), 422, "{body}: {problem:?}");
        let after = problem.detail().split(&format!(" {param} ")).nth(1).unwrap_or_else(|| panic!("{problem:?}"));
        let fits: u64 = after.split(|c: char| !c.is_ascii_digit()).next().unwrap().parse().unwrap();
        assert!(fits < body[param].as_u64().unwrap(), "{problem:?}");
        body[param] = fits.into();
        let again = refusal(&body);
        assert!(again.is_none(), "{problem:?} and then {again:?}");
    }
}

#[test]
fn degenerate_questions_have_answers() {
    let point = json!({"lon": 121.0, "lat": 31.0, "weight": 2});
    let mut body = question();
    // Everything at one place, candidates without ids, and one of the demand weighs nothing.
    body["demand"] = json!([point, point, {"lon": 10, "lat": 10, "weight": 0}]);
    body["candidates"] =
        json!([{"lon": 121.0, "lat": 31.0}, {"lon": 121.0, "lat": 31.0}, {"lon": -121.0, "lat": -31.0}]);
    for (problem, objective) in [("mclp", 4.0), ("lscp", 1.0), ("p-median", 0.0), ("p-center", 0.0)] {
        for sites in 1..=3 {
            body["problem"] = json!(problem);
            body["sites"] = json!(sites);
            let answer = TOWN.post_to("/v1/siting", &body);
            assert_eq!(answer.status, 200, "{body}");
            let answer = answer.json();
            assert_eq!(
                (&answer["objective"], &answer["status"]),
                (&json!(objective), &json!("optimal")),
                "{problem} {sites}"
            );
            let count = if problem == "lscp" { 1 } else { sites };
            assert_eq!(answer["sites"].as_array().unwrap().len(), count);
        }
    }
    // What is there covers all already.
    let covered =
        json!({"problem": "lscp", "radius_m": 20_000_000, "demand": [point], "candidates": [{"lon": 0, "lat": 0}]});
    let answer = TOWN.post_to("/v1/siting", &covered).json();
    assert_eq!(
        (&answer["objective"], &answer["sites"], &answer["status"]),
        (&json!(0.0), &json!([]), &json!("optimal"))
    );
}
