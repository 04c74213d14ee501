//! How does the document read for programs that only know OpenAPI 3.0? The same, in the words of its older schemas.

use serde_json::{Map, Value, json};

/// The document as OpenAPI 3.0.3.
pub(super) fn as_3_0(document: &Value) -> Value {
    let mut document = document.clone();
    document["openapi"] = "3.0.3".into();
    if let Some(license) = document["info"]["license"].as_object_mut() {
        // 3.0 names licences by their address only.
        license.remove("identifier");
    }
    walk(&mut document);
    document
}

/// Rewrites every schema below a value. What only looks like one, such as an example, is left alone.
fn walk(value: &mut Value) {
    match value {
        Value::Object(members) => {
            for (name, below) in members.iter_mut() {
                match name.as_str() {
                    "example" | "examples" => {}
                    "schema" => *below = schema(below.take()),
                    "schemas" => each(below),
                    _ => walk(below),
                }
            }
        }
        Value::Array(values) => values.iter_mut().for_each(walk),
        _ => {}
    }
}

/// Rewrites the schemas that are an object's members.
fn each(value: &mut Value) {
    for below in value.as_object_mut().into_iter().flat_map(Map::values_mut) {
        *below = schema(below.take());
    }
}

fn schema(value: Value) -> Value {
    let Value::Object(mut members) = value else { return value };
    for name in ["properties"] {
        if let Some(below) = members.get_mut(name) {
            each(below);
        }
    }
    for name in ["items", "additionalProperties"] {
        if let Some(below) = members.get_mut(name) {
            *below = schema(below.take());
        }
    }
    // A reference stands alone in 3.0.
    if members.len() > 1
        && let Some(reference) = members.remove("$ref")
    {
        members.insert("allOf".to_owned(), json!([{"$ref": reference}]));
    }
    without_null(&mut members);
    if let Some(below) = members.get_mut("anyOf").and_then(Value::as_array_mut) {
        for value in below {
            *value = schema(value.take());
        }
    }
    if let Some(exact) = members.remove("const") {
        members.insert("enum".to_owned(), json!([exact]));
    }
    for (bound, beyond) in [("minimum", "exclusiveMinimum"), ("maximum", "exclusiveMaximum")] {
        if members.get(beyond).is_some_and(Value::is_number)
            && let Some(limit) = members.remove(beyond)
        {
            members.insert(bound.to_owned(), limit);
            members.insert(beyond.to_owned(), true.into());
        }
    }
    if let Some(Value::Array(examples)) = members.remove("examples") {
        members.extend(examples.into_iter().next().map(|first| ("example".to_owned(), first)));
    }
    Value::Object(members)
}

/// Says `nullable` where 3.1 has a type `null` among others.
fn without_null(members: &mut Map<String, Value>) {
    let null = |value: &Value| value == "null" || value["type"] == "null";
    for name in ["type", "anyOf"] {
        let Some(Value::Array(kinds)) = members.get_mut(name) else { continue };
        let count = kinds.len();
        kinds.retain(|kind| !null(kind));
        let (was_null, left) = (kinds.len() < count, std::mem::take(kinds));
        match (name, left.as_slice()) {
            ("type", [only]) => drop(members.insert(name.to_owned(), only.clone())),
            ("type", several) => {
                // 3.0 knows no lists of types.
                let each = several.iter().map(|kind| json!({"type": kind})).collect();
                members.remove(name);
                members.insert("anyOf".to_owned(), each);
            }
            (_, [only]) if was_null => {
                members.remove(name);
                members.insert("allOf".to_owned(), json!([schema(only.clone())]));
            }
            _ => drop(members.insert(name.to_owned(), left.into())),
        }
        if was_null {
            members.insert("nullable".to_owned(), true.into());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_only_the_newer_version_can_say_is_said_in_the_older_ones_words() {
        for (newer, older) in [
            (json!({"type": ["string", "null"]}), json!({"type": "string", "nullable": true})),
            (
                json!({"anyOf": [{"$ref": "#/a"}, {"type": "null"}]}),
                json!({"allOf": [{"$ref": "#/a"}], "nullable": true}),
            ),
            (json!({"type": ["string", "number"]}), json!({"anyOf": [{"type": "string"}, {"type": "number"}]})),
            (json!({"$ref": "#/a", "description": "b"}), json!({"allOf": [{"$ref": "#/a"}], "description": "b"})),
            (json!({"$ref": "#/a"}), json!({"$ref": "#/a"})),
            (json!({"const": 1}), json!({"enum": [1]})),
            (json!({"exclusiveMinimum": 0}), json!({"minimum": 0, "exclusiveMinimum": true})),
            (json!({"examples": [1, 2]}), json!({"example": 1})),
            (
                json!({"properties": {"examples": {"type": ["integer", "null"]}}, "items": {"const": 1}}),
                json!({"properties": {"examples": {"type": "integer", "nullable": true}}, "items": {"enum": [1]}}),
            ),
            (
                json!({"anyOf": [{"const": 1}, {"type": "string"}]}),
                json!({"anyOf": [{"enum": [1]}, {"type": "string"}]}),
            ),
        ] {
            assert_eq!(schema(newer.clone()), older, "{newer}");
        }
    }

    #[test]
    fn an_example_is_left_as_it_is() {
        let document = json!({"openapi": "3.1.0", "a": {"example": {"schema": {"const": 1}}, "schema": {"const": 1}}});
        let expected = json!({"openapi": "3.0.3", "a": {"example": {"schema": {"const": 1}}, "schema": {"enum": [1]}}});
        assert_eq!(as_3_0(&document)["a"], expected["a"]);
    }
}
