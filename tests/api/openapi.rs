//! Does the description say what the service does? Every route, every parameter, every answer.

use super::server::{Answer, BUNDLED, FIVE};
use axum::body::Body;
use axum::http::Request;
use jsonschema::Validator;
use serde_json::{Map, Value, json};
use std::collections::BTreeSet;
use std::fs;
use std::path::PathBuf;
use std::sync::LazyLock;

/// The document, as it is served.
pub static DOCUMENT: LazyLock<Value> = LazyLock::new(|| BUNDLED.json("/v1/api"));

/// One way to ask a route.
pub struct Operation {
    path: String,
    method: String,
    told: Value,
}

pub fn operations() -> Vec<Operation> {
    let mut operations = Vec::new();
    for (path, item) in DOCUMENT["paths"].as_object().unwrap() {
        for (method, told) in item.as_object().unwrap() {
            operations.push(Operation { path: path.clone(), method: method.to_uppercase(), told: told.clone() });
        }
    }
    assert!(operations.len() > 25, "only {} operations", operations.len());
    operations
}

impl Operation {
    pub fn id(&self) -> &str {
        self.told["operationId"].as_str().unwrap()
    }

    pub fn parameters(&self, place: &str) -> Vec<&Value> {
        let all = self.told["parameters"].as_array().map_or(&[][..], Vec::as_slice);
        all.iter().filter(|parameter| parameter["in"] == place).collect()
    }

    pub fn body(&self) -> &Value {
        &self.told["requestBody"]["content"]["application/json"]
    }

    /// Where the example asks.
    fn target(&self) -> String {
        let mut target = self.path.clone();
        for parameter in self.parameters("path") {
            let name = parameter["name"].as_str().unwrap();
            target = target.replace(&format!("{{{name}}}"), &shown(&parameter["example"]));
        }
        for parameter in self.parameters("query").iter().filter(|parameter| !parameter["example"].is_null()) {
            target.push(if target.contains('?') { '&' } else { '?' });
            let name = parameter["name"].as_str().unwrap();
            // Which versions there are depends on the data.
            let value = if name == "since" { BUNDLED.snapshot().version.clone() } else { shown(&parameter["example"]) };
            target.push_str(&format!("{name}={}", value.replace('+', "%2B")));
        }
        target
    }

    /// The answer to the example.
    fn asked(&self) -> Answer {
        let request =
            Request::builder().method(self.method.as_str()).uri(self.target()).header("host", "stations.example");
        let page = self.told["responses"]["200"]["content"].get("text/html").is_some() && self.example().is_none();
        let request = if page { request.header("accept", "text/html") } else { request };
        BUNDLED.send(match self.body() {
            Value::Null => request.body(Body::empty()).unwrap(),
            body => request
                .header("content-type", "application/json")
                .body(Body::from(body["example"].to_string()))
                .unwrap(),
        })
    }

    /// The example that the document shows of the answer.
    fn example(&self) -> Option<&Value> {
        let contents = self.told["responses"]["200"]["content"].as_object()?;
        contents.values().find_map(|content| content.get("example"))
    }

    /// The schema of a status and a media type; none if the document does not know them.
    pub fn schema(&self, status: u16, media_type: &str) -> Option<&Value> {
        let answer = &self.told["responses"][status.to_string()];
        let answer = match answer["$ref"].as_str() {
            Some(of) => DOCUMENT.pointer(of.trim_start_matches('#')).unwrap(),
            None => answer,
        };
        let essence = |name: &str| name.split(';').next().unwrap_or_default().to_owned();
        let contents = answer["content"].as_object()?;
        contents.iter().find(|(name, _)| essence(name) == essence(media_type)).map(|(_, content)| &content["schema"])
    }

    /// Asserts that an answer is one that the document tells of.
    pub fn tells_of(&self, answer: &Answer, target: &str) {
        let media_type = answer.header("content-type");
        if answer.body.is_empty() {
            assert!(self.told["responses"].get(answer.status.to_string()).is_some(), "{} of {target}", answer.status);
            return;
        }
        let Some(schema) = self.schema(answer.status, media_type) else {
            panic!("{}: {} {media_type} of {target} is not told of", self.id(), answer.status)
        };
        if media_type.contains("json") {
            let told = answer.json();
            let wrong: Vec<String> =
                strict(schema).iter_errors(&told).map(|error| format!("{}: {error}", error.instance_path())).collect();
            assert!(wrong.is_empty(), "{} {target}: {wrong:?}", self.id());
        }
    }
}

pub fn operation(id: &str) -> Operation {
    operations().into_iter().find(|operation| operation.id() == id).unwrap()
}

/// A value as an address has it.
fn shown(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Array(values) => values.iter().map(shown).collect::<Vec<_>>().join(","),
        value => value.to_string(),
    }
}

/// A validator that takes no members beside those that are told of.
fn strict(schema: &Value) -> Validator {
    let mut document = DOCUMENT.clone();
    close(&mut document["components"]["schemas"]);
    let mut schema = schema.clone();
    close(&mut schema);
    schema["components"] = document["components"].take();
    jsonschema::draft202012::options().should_validate_formats(true).build(&schema).unwrap()
}

fn close(value: &mut Value) {
    match value {
        Value::Object(members) => {
            if members.contains_key("properties") && !members.contains_key("additionalProperties") {
                members.insert("additionalProperties".to_owned(), false.into());
            }
            members.values_mut().for_each(close);
        }
        Value::Array(values) => values.iter_mut().for_each(close),
        _ => {}
    }
}

/// What differs from one load, and from one moment, to the next is taken out.
fn lasting(mut answer: Value) -> Value {
    for member in ["timeStamp", "dataset", "loaded_at", "from", "to"] {
        answer.as_object_mut().map(|members| members.remove(member));
    }
    answer
}

/// The routes that there are, as the service tells them itself.
fn routes() -> BTreeSet<String> {
    waystation::http::router(Default::default()).paths().map(str::to_owned).collect()
}

#[test]
fn every_route_is_told_of_and_no_other() {
    let told: BTreeSet<String> = DOCUMENT["paths"].as_object().unwrap().keys().cloned().collect();
    let there = routes();
    assert!(there.len() > 20, "only {} routes were found", there.len());
    // Each collection takes parameters of its own, so that each is told of by itself.
    let each = |route: String| ["stations", "regions"].map(|collection| route.replace("{collection}", collection));
    assert_eq!(told, there.into_iter().flat_map(each).collect());
}

#[test]
fn every_method_of_a_route_is_told_of_and_no_other() {
    let mut taken: std::collections::BTreeMap<String, BTreeSet<String>> = Default::default();
    for operation in operations() {
        taken.entry(operation.path).or_default().insert(operation.method);
    }
    for (path, methods) in taken {
        let target = path.replace("{file}", "x").replace("{z}/{x}/{y}", "0/0/0");
        let answer = FIVE.ask("DELETE", &target, &[("accept", "*/*")]);
        assert_eq!(answer.status, 405, "{path}");
        let allowed = answer.header("allow").split(", ").filter(|method| !["HEAD", "OPTIONS"].contains(method));
        assert_eq!(methods, allowed.map(str::to_owned).collect(), "{path}");
    }
}

/// The names that a refusal of an unknown one says are known.
fn known(answer: &Answer, name: &str) -> BTreeSet<String> {
    let problem = answer.problem();
    assert_eq!(problem["status"], 400, "{problem}");
    let errors = problem["errors"].as_array().unwrap();
    let error = errors.iter().find(|error| error["param"] == name).unwrap_or_else(|| panic!("{name} in {problem}"));
    let hint = error["hint"].as_str().unwrap();
    let names = hint.split_once("known here: ").map_or("", |(_, names)| names);
    names.split(", ").filter(|name| !name.is_empty()).map(str::to_owned).collect()
}

fn names<'a>(members: impl IntoIterator<Item = &'a String>) -> BTreeSet<String> {
    members.into_iter().cloned().collect()
}

#[test]
fn every_parameter_that_a_route_takes_is_told_of_and_no_other() {
    const STRANGE: &str = "quite_unheard_of";
    for operation in operations() {
        // Pages do not read their addresses.
        if operation.told["responses"].get("400").is_none() {
            continue;
        }
        let id = operation.id();
        let told: BTreeSet<String> = operation
            .parameters("query")
            .iter()
            .map(|parameter| parameter["name"].as_str().unwrap().to_owned())
            .collect();
        let target = operation.target();
        let target = format!("{target}{}{STRANGE}=1", if target.contains('?') { '&' } else { '?' });
        if operation.method == "GET" {
            let mut known = known(&FIVE.ask("GET", &target, &[("accept", "*/*")]), STRANGE);
            // It is read in order to be refused with the way to give it.
            known.remove("scenario");
            assert_eq!(told, known, "{id}");
        } else {
            let mut body = Map::new();
            body.insert(STRANGE.to_owned(), 1.into());
            let known = known(&FIVE.post_to(&operation.path, &Value::Object(body)), STRANGE);
            let members = operation.body()["schema"]["properties"].as_object().unwrap();
            assert_eq!(names(members.keys()), known, "{id}");
            assert_eq!(told, BTreeSet::new(), "{id}");
        }
    }
}

#[test]
fn every_member_of_a_member_is_told_of_and_no_other() {
    let members = |id: &str, path: &str| {
        let operation = operation(id);
        let schema = operation.body()["schema"].pointer(path).unwrap_or_else(|| panic!("{path} of {id}")).clone();
        names(schema["properties"].as_object().unwrap().keys())
    };
    let strange = || json!({"strange": 1});
    for (id, path, body, param) in [
        ("coverageScenario", "/properties/scenario", json!({"region": "x", "scenario": strange()}), "scenario.strange"),
        (
            "siting",
            "/properties/scenario",
            json!({"region": "x", "problem": "mclp", "scenario": strange()}),
            "scenario.strange",
        ),
        ("nearestBatch", "/properties/points/items", json!({"points": [strange()]}), "strange"),
        (
            "access",
            "/properties/decay/anyOf/0/properties/bands/items",
            json!({"region": "x", "method": "e2sfca", "decay": {"bands": [strange()]}}),
            "decay.bands.strange",
        ),
        (
            "access",
            "/properties/decay/anyOf/1/properties/gaussian",
            json!({"region": "x", "method": "e2sfca", "decay": {"gaussian": strange()}}),
            "decay.gaussian.strange",
        ),
    ] {
        let answer = FIVE.post_to(&operation(id).path, &body);
        let answer = match id {
            // A row is refused by itself.
            "nearestBatch" => {
                let problem = answer.json()["results"][0]["problem"].to_string();
                let headers = FIVE.get("/nothing").headers;
                Answer { status: 400, headers, body: problem.into_bytes() }
            }
            _ => answer,
        };
        let mut known = known(&answer, param);
        // An id is only asked for where it is given.
        if id == "nearestBatch" {
            known.insert("id".to_owned());
        }
        assert_eq!(members(id, path), known, "{param}");
    }
}

#[test]
fn every_declared_bound_is_the_bound() {
    for operation in operations().iter().filter(|operation| operation.method == "GET") {
        for parameter in operation.parameters("query") {
            let (name, schema) = (parameter["name"].as_str().unwrap(), &parameter["schema"]);
            let mut tried: Vec<(String, bool)> = Vec::new();
            for (bound, beyond) in [("minimum", -0.5), ("maximum", 0.5)] {
                let Some(limit) = schema[bound].as_f64() else { continue };
                let step =
                    if schema["type"] == "integer" { beyond * 2.0 } else { beyond * limit.abs().max(1e-3) / 1e6 };
                tried.push((limit.to_string(), true));
                // OGC has a larger limit taken for the largest.
                let clamped = bound == "maximum" && schema["x-clamped"] == true;
                tried.push(((limit + step).to_string(), clamped));
            }
            for word in schema["enum"].as_array().into_iter().flatten() {
                tried.push((word.as_str().unwrap().to_owned(), true));
                tried.push((format!("{}x", word.as_str().unwrap()), false));
            }
            for (value, right) in tried {
                let answer = FIVE.get(&format!("{}?{name}={value}", operation.path.replace("{z}/{x}/{y}", "0/0/0")));
                let errors = if answer.status == 400 { answer.problem()["errors"].take() } else { json!([]) };
                let codes = ["out_of_range", "unknown_value", "not_a_whole_number", "not_a_number"];
                let refused = errors
                    .as_array()
                    .unwrap()
                    .iter()
                    .any(|error| error["param"] == name && codes.contains(&error["code"].as_str().unwrap()));
                assert_eq!(refused, !right, "{} {name}={value}: {errors}", operation.id());
            }
        }
    }
}

#[test]
fn every_declared_default_is_what_stands_for_nothing() {
    let mut judged = 0;
    for operation in operations() {
        let Some(echo) = operation.example().and_then(|example| example.get("query")) else { continue };
        let mut declared: Vec<(String, Value)> = Vec::new();
        for parameter in operation.parameters("query").iter().filter(|parameter| parameter["example"].is_null()) {
            declared.push((parameter["name"].as_str().unwrap().to_owned(), parameter["schema"]["default"].clone()));
        }
        for (name, schema) in operation.body()["schema"]["properties"].as_object().into_iter().flatten() {
            if operation.body()["example"].get(name).is_none() {
                declared.push((name.clone(), schema["default"].clone()));
            }
        }
        for (name, default) in declared.iter().filter(|(_, default)| !default.is_null()) {
            let Some(told) = echo.get(name) else { continue };
            // auto is the same as exact, and told so.
            let told = if *name == "method" && *told == "exact" { &json!("auto") } else { told };
            let as_number = |value: &Value| value.as_f64().map_or(value.clone(), Value::from);
            assert_eq!(as_number(told), as_number(default), "{name} of {}", operation.id());
            judged += 1;
        }
    }
    assert!(judged > 20, "only {judged} defaults were judged");
}

#[test]
fn every_example_is_the_answer_to_its_question() {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("src/http/api/examples");
    let mut examples = 0;
    for operation in operations() {
        let Some(example) = operation.example() else { continue };
        examples += 1;
        let answer = operation.asked();
        assert_eq!(answer.status, 200, "{}: {}", operation.id(), String::from_utf8_lossy(&answer.body));
        let answer = answer.json();
        // To bring the examples up to date after a change that is meant.
        if std::env::var_os("WAYSTATION_WRITE_EXAMPLES").is_some() {
            let text = serde_json::to_string_pretty(&answer).unwrap();
            fs::write(folder.join(format!("{}.json", operation.id())), text + "\n").unwrap();
            continue;
        }
        assert_eq!(lasting(example.clone()), lasting(answer), "{}", operation.id());
    }
    assert!(examples > 15, "only {examples} examples");
}

#[test]
fn every_example_that_is_kept_is_told() {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("src/http/api/examples");
    let kept: BTreeSet<String> = fs::read_dir(folder)
        .unwrap()
        .map(|file| file.unwrap().path().file_stem().unwrap().to_str().unwrap().to_owned())
        .collect();
    let told = operations().into_iter().filter(|operation| operation.example().is_some());
    assert_eq!(told.map(|operation| operation.id().to_owned()).collect::<BTreeSet<_>>(), kept);
}

#[test]
fn every_example_is_as_its_schema_says() {
    for operation in operations() {
        if let Some(example) = operation.example() {
            let schema = operation.schema(200, operation.asked().header("content-type")).unwrap();
            let validator = strict(schema);
            let wrong: Vec<String> = validator.iter_errors(example).map(|error| error.to_string()).collect();
            assert!(wrong.is_empty(), "{}: {wrong:?}", operation.id());
        }
        if let Some(example) = operation.body().get("example") {
            assert!(strict(&operation.body()["schema"]).is_valid(example), "{} {example}", operation.id());
        }
        operation.tells_of(&operation.asked(), &operation.target());
    }
}

#[test]
fn answers_are_as_their_schemas_say() {
    for (id, targets) in [
        (
            "nearest",
            &[
                "/v1/nearest?lon=123.4&lat=41.8&limit=20&lang=zh",
                "/v1/nearest?lon=13.4&lat=52.5&limit=100&crs=gcj02",
                "/v1/nearest?lon=123.4&lat=41.8&amenity=haircut&open=2026-11-20T10:00:00%2B08:00",
                "/v1/nearest?lon=123.4&lat=41.8&limit=9&open=2026-11-20T10:00:00%2B08:00&speed_mps=4&open_for_s=60",
                "/v1/nearest?lon=0&lat=0&radius_m=0",
                "/v1/nearest?lon=123.4&lat=41.8&properties=name,links",
                "/v1/nearest?lon=123.4&lat=41.8&properties=nmae",
                "/v1/nearest?lon=0",
                "/v1/nearest?lon=0&lat=0&kind=nonsense&colour=red",
            ][..],
        ),
        ("position", &["/v1/position?lon=116&lat=40&crs=bd09", "/v1/position"]),
        ("amenities", &["/v1/amenities?lang=zh", "/v1/amenities"]),
        (
            "coverage",
            &[
                "/v1/coverage?region=de-sl&preset=acftu-cross&resolution=7",
                "/v1/coverage?bbox=1,1,1,1",
                "/v1/coverage?bbox=0,0,1,1&resolution=4&include=none",
                "/v1/coverage?region=de-sl&resolution=5&kind=courier_hub",
                "/v1/coverage?region=nowhere",
                "/v1/coverage?bbox=-180,-90,180,90&resolution=12",
            ],
        ),
        ("gaps", &["/v1/coverage/gaps?region=de-sl&resolution=7", "/v1/coverage/gaps?region=de-sl&resolution=6&f=fgb"]),
        (
            "cells",
            &[
                "/v1/coverage/cells?region=de-sl&resolution=6",
                "/v1/coverage/cells?region=de-sl&resolution=5&kind=courier_hub",
                "/v1/coverage/cells?region=de-sl&resolution=6&f=csv",
            ],
        ),
        ("stationTiles", &["/v1/tiles/stations", "/v1/tiles/stations?crs=x"]),
        ("stationTile", &["/v1/tiles/stations/0/0/0", "/v1/tiles/stations/20/0/0", "/v1/tiles/stations/1/2/0"]),
        ("gapTile", &["/v1/tiles/gaps/8/132/87?region=de-sl&resolution=6", "/v1/tiles/gaps/0/0/0"]),
        ("api", &["/v1/api", "/v1/api?version=3.0", "/v1/api?version=2"]),
        ("apiPage", &["/v1/api.html"]),
        ("apiStyle", &["/v1/api.css"]),
        ("metrics", &["/metrics", "/metrics?x=1"]),
        ("readyz", &["/readyz"]),
        ("explorer", &["/"]),
    ] {
        let operation = operation(id);
        for target in targets {
            operation.tells_of(&BUNDLED.get(target), target);
        }
    }
    let drawn = json!({"type": "Polygon", "coordinates": [[[6.9, 49.2], [7.1, 49.2], [7.0, 49.4], [6.9, 49.2]]]});
    let points = json!([{"id": 1, "lon": 7.0, "lat": 49.3, "weight": 1}, {"lon": 8, "lat": 50, "weight": 2}]);
    let places = json!([{"id": "a", "lon": 7.0, "lat": 49.3}, {"lon": 8, "lat": 50}]);
    for (id, bodies) in [
        (
            "nearestBatch",
            vec![
                json!({"points": [{"lon": 1, "lat": 1}, 7, {"id": null, "lon": 2, "lat": 99}], "kind": ["courier_hub"], "limit": 1}),
                json!({}),
            ],
        ),
        (
            "coverageScenario",
            vec![
                json!({"region": drawn, "resolution": 7, "scenario": {"remove": ["6288"]}}),
                json!({"region": drawn, "resolution": 7, "kind": ["courier_hub"], "scenario": {"add": [{"lon": 7, "lat": 49.25}]}}),
                json!({"region": "de-sl", "resolution": 4}),
            ],
        ),
        ("gapsScenario", vec![json!({"region": drawn, "resolution": 7, "kind": ["courier_hub"]})]),
        ("cellsScenario", vec![json!({"region": drawn, "resolution": 7, "min_stations": 100})]),
        (
            "access",
            vec![
                json!({"region": drawn, "resolution": 7, "method": "e2sfca", "supply": "one", "radius_m": 5000}),
                json!({"region": drawn, "resolution": 7, "method": "cumulative", "demand": "area"}),
                json!({"region": "nowhere", "method": "nearest"}),
            ],
        ),
        (
            "siting",
            vec![
                json!({"problem": "mclp", "region": "de-sl", "resolution": 6, "sites": 2, "alternatives": 2, "radius_m": 9000}),
                json!({"problem": "lscp", "demand": points, "candidates": places, "radius_m": 5, "existing": false}),
                json!({"problem": "lscp", "demand": points, "candidates": places, "radius_m": 5, "min_stations": 2}),
                json!({"problem": "mclp", "demand": points, "candidates": places, "sites": 2, "min_stations": 2}),
                json!({"problem": "mclp", "demand": points, "candidates": places, "sites": 1, "scenario": {"add": [{"lon": 7, "lat": 49.25}], "remove": ["6288"]}}),
                json!({"problem": "lscp", "demand": points, "candidates": [{"lon": 1, "lat": 1}], "radius_m": 5, "existing": false}),
                json!({"problem": "p-median", "demand": points, "candidates": places, "sites": 1, "existing": false}),
                json!({"problem": "p-center", "demand": points, "candidates": places, "sites": 2, "kind": ["courier_hub"]}),
                json!({}),
            ],
        ),
    ] {
        let operation = operation(id);
        for body in bodies {
            operation.tells_of(&BUNDLED.post_to(&operation.path, &body), &format!("{body}"));
        }
    }
}
