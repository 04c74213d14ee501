//! Where do GIS programs look for the parameters of a collection? Under the path that OGC API Features gives its pages.
//!
//! GDAL and QGIS read OpenAPI 3.0 and look for `/collections/{id}/items` to the letter, below the root that they opened.
//! QGIS reads the bounds of `limit` from `components/parameters/limit` alone. Both take a parameter that has the name of
//! a property for a filter by it.

use serde_json::{Map, Value, json};

/// Where the root that they open is.
const ROOT: &str = "/v1";

/// What they may send: what OGC means by it, or a filter by the property of the same name.
const KNOWN: [&str; 11] =
    ["f", "limit", "bbox", "datetime", "crs", "filter", "filter-lang", "filter-crs", "kind", "access", "status"];

/// The document with each page of features once more under the path that OGC gives it.
pub(super) fn with_paths_of_ogc(mut document: Value) -> Value {
    let mut limit = None;
    if let Some(paths) = document["paths"].as_object_mut() {
        let again: Map<String, Value> = paths
            .iter()
            .filter_map(|(path, item)| Some((path_of_ogc(path)?.to_owned(), told_again(path, item, &mut limit))))
            .collect();
        paths.extend(again);
    }
    if let Some(limit) = limit {
        document["components"]["parameters"] = json!({"limit": limit});
    }
    document
}

/// The path below the root, if it is one of those that are looked for.
fn path_of_ogc(path: &str) -> Option<&str> {
    let path = path.strip_prefix(ROOT)?;
    (path.starts_with("/collections/") && path.ends_with("/items")).then_some(path)
}

/// The same under another name, below another root, with what they know alone, and with `limit` kept elsewhere.
fn told_again(path: &str, item: &Value, limit: &mut Option<Value>) -> Value {
    let mut item = item.clone();
    for operation in item.as_object_mut().into_iter().flat_map(Map::values_mut) {
        if let Some(id) = operation["operationId"].as_str().map(|id| format!("{id}OfOgc")) {
            operation["operationId"] = id.into();
        }
        operation["description"] =
            format!("As GIS programs look for it, with what they know; {path} tells all.").into();
        let is_known = |parameter: &Value| {
            parameter["in"] != "query" || parameter["name"].as_str().is_some_and(|name| KNOWN.contains(&name))
        };
        if let Some(parameters) = operation["parameters"].as_array_mut() {
            parameters.retain(is_known);
        }
        for parameter in operation["parameters"].as_array_mut().into_iter().flatten() {
            if parameter["name"] == "limit" {
                let here = std::mem::replace(parameter, json!({"$ref": "#/components/parameters/limit"}));
                limit.get_or_insert(without_example(here));
            }
        }
    }
    item["servers"] = json!([{"url": ROOT}]);
    item
}

/// What is said for every collection shows none of them.
fn without_example(mut parameter: Value) -> Value {
    parameter.as_object_mut().map(|members| members.remove("example"));
    parameter
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_pages_of_features_are_told_again_and_only_what_is_known_of_them() {
        let limit = json!({"name": "limit", "in": "query", "example": 1, "schema": {"maximum": 5}});
        let tag = json!({"name": "If-None-Match", "in": "header"});
        let get = json!({"operationId": "x", "parameters": [limit, tag, {"name": "bbox", "in": "query"}, {"name": "open", "in": "query"}]});
        let document = json!({"paths": {
            "/v1/collections/a/items": {"get": get},
            "/v1/collections/a/items/{id}": {"get": {}},
            "/v1/nearest": {"get": {"parameters": [limit]}},
        }});
        let told = with_paths_of_ogc(document.clone());
        assert_eq!(told["paths"].as_object().unwrap().len(), 4);
        let again = json!({
            "get": {
                "operationId": "xOfOgc",
                "description": "As GIS programs look for it, with what they know; /v1/collections/a/items tells all.",
                "parameters": [{"$ref": "#/components/parameters/limit"}, tag, {"name": "bbox", "in": "query"}],
            },
            "servers": [{"url": "/v1"}],
        });
        assert_eq!(told["paths"]["/collections/a/items"], again);
        let kept = json!({"name": "limit", "in": "query", "schema": {"maximum": 5}});
        assert_eq!(told["components"]["parameters"]["limit"], kept);
        for path in document["paths"].as_object().unwrap().keys() {
            assert_eq!(told["paths"][path], document["paths"][path]);
        }
    }
}
