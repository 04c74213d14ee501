//! `/v1/collections/{collection}/queryables`: which properties may a filter ask for, and what are they?

use super::describe::description;
use super::form::Form;
use super::links::Links;
use super::{Answer, Collection, send, views};
use crate::cql2::{Kind, Queryable};
use crate::http::App;
use crate::http::caught::aside;
use crate::http::params::Params;
use crate::http::problem::Problem;
use crate::http::reply::Holds;
use crate::station::{Access, Status};
use crate::store::Snapshot;
use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, Uri};
use axum::response::Response;
use serde_json::{Map, Value, json};
use std::sync::Arc;

/// `GET /v1/collections/{collection}/queryables`: a JSON Schema.
pub async fn get(State(app): State<Arc<App>>, uri: Uri, headers: HeaderMap) -> Result<Response, Problem> {
    let snapshot = app.snapshot()?;
    let (collection, _) = Collection::of(&uri)?;
    let mut params = Params::from_query(uri.query().unwrap_or_default());
    let form = Form::take(&mut params, &headers);
    params.finish()?;
    let links = Links::of(&uri, &headers);
    let described = aside({
        let snapshot = snapshot.clone();
        move || description(&snapshot, collection)
    });
    let description = described.await.ok_or_else(Problem::internal)?;
    let schema = |queryable: &Queryable| (queryable.name.to_string(), schema(queryable, collection, &snapshot));
    let properties: Map<String, Value> = description.queryables.iter().map(schema).collect();
    let body = json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": links.to(uri.path()),
        "type": "object",
        "title": collection.title(),
        "description": "Properties that a CQL2 filter may ask for",
        "properties": properties,
        "additionalProperties": false,
    });
    let body = if form == Form::Json { body.to_string() } else { views::queryables(&body, collection.id()) };
    let json_type = HeaderValue::from_static("application/schema+json");
    Ok(send(&snapshot, &links, &headers, Answer { form, json_type, body, holds: Holds::WithTheData }))
}

fn schema(queryable: &Queryable, collection: Collection, snapshot: &Snapshot) -> Value {
    let mut schema = match queryable.kind {
        Kind::Text => json!({"type": "string"}),
        Kind::Number => json!({"type": "number"}),
        Kind::Integer => json!({"type": "integer"}),
        Kind::Boolean => json!({"type": "boolean"}),
        Kind::Date => json!({"type": "string", "format": "date"}),
        Kind::Timestamp => json!({"type": "string", "format": "date-time"}),
        Kind::Mixed => json!({"type": ["string", "number", "boolean"]}),
        Kind::Geometry => match collection {
            Collection::Stations => json!({"format": "geometry-point"}),
            Collection::Regions => json!({"format": "geometry-polygon-or-multipolygon"}),
        },
    };
    schema["title"] = queryable.name.as_ref().into();
    match (queryable.name.as_ref(), collection) {
        ("id", _) => schema["x-ogc-role"] = "id".into(),
        ("geometry", _) => schema["x-ogc-role"] = "primary-geometry".into(),
        ("kind", Collection::Stations) => {
            schema["enum"] = snapshot.lexicon.kinds().map(|(_, word)| Value::from(word)).collect();
        }
        ("access", Collection::Stations) => {
            schema["enum"] = Access::ALL.iter().map(|access| Value::from(access.as_str())).collect();
        }
        ("status", Collection::Stations) => {
            schema["enum"] = Status::ALL.iter().map(|status| Value::from(status.as_str())).collect();
            schema["description"] =
                "Only operating stations are listed unless the parameter status says otherwise".into();
        }
        ("capacity", Collection::Stations) => {
            schema["minimum"] = 0.into();
            schema["description"] = "People".into();
        }
        _ => {}
    }
    schema
}
