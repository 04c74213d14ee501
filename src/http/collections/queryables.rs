//! `/v1/collections/{collection}/queryables` and `/schema`: which properties are there to ask for, and what are they?

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
pub async fn get(state: State<Arc<App>>, uri: Uri, headers: HeaderMap) -> Result<Response, Problem> {
    told(state, uri, headers, |properties, collection| {
        json!({
            "type": "object",
            "title": collection.title(),
            "description": "Properties that a CQL2 filter may ask for",
            "properties": properties,
            "additionalProperties": false,
        })
    })
    .await
}

/// `GET /v1/collections/{collection}/schema`: what its features look like, as a JSON Schema. Programs that would else learn
/// of properties from the first page alone, as GDAL does, learn of all of them here.
pub async fn schema(state: State<Arc<App>>, uri: Uri, headers: HeaderMap) -> Result<Response, Problem> {
    told(state, uri, headers, |mut properties, collection| {
        for elsewhere in ["id", "geometry"] {
            properties.remove(elsewhere);
        }
        if collection == Collection::Stations {
            let computed = [("amenities", "array"), ("amenities_absent", "array"), ("open", "object")];
            properties.extend(computed.map(|(name, kind)| (name.to_owned(), json!({"type": kind, "title": name}))));
        }
        json!({
            "type": "object",
            "title": collection.title(),
            "description": "A feature, as GeoJSON",
            "properties": {
                "type": {"type": "string", "enum": ["Feature"]},
                "id": {"type": "string"},
                "geometry": {"type": "object"},
                "properties": {"type": "object", "properties": properties},
            },
            "required": ["type", "id", "geometry", "properties"],
        })
    })
    .await
}

/// A schema over the properties that may be asked for.
async fn told(
    State(app): State<Arc<App>>,
    uri: Uri,
    headers: HeaderMap,
    shape: impl FnOnce(Map<String, Value>, Collection) -> Value,
) -> Result<Response, Problem> {
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
    let property = |queryable: &Queryable| (queryable.name.to_string(), property(queryable, collection, &snapshot));
    let mut body = shape(description.queryables.iter().map(property).collect(), collection);
    body["$schema"] = "https://json-schema.org/draft/2020-12/schema".into();
    body["$id"] = links.to(uri.path()).into();
    let body = if form == Form::Json { body.to_string() } else { views::schema(&body, collection.id()) };
    let json_type = HeaderValue::from_static("application/schema+json");
    Ok(send(&snapshot, &links, &headers, Answer { form, json_type, body, holds: Holds::WithTheData }))
}

fn property(queryable: &Queryable, collection: Collection, snapshot: &Snapshot) -> Value {
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
