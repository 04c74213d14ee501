//! `/v1/collections`: which collections are there, where are they, and what leads to their features?

use super::form::Form;
use super::links::{HTML_TYPE, Links, link};
use super::{Answer, Collection, send, views};
use crate::http::App;
use crate::http::caught::aside;
use crate::http::dataset;
use crate::http::digits::write_rfc3339;
use crate::http::params::Params;
use crate::http::problem::Problem;
use crate::http::reply::{Holds, JSON};
use crate::store::{Description, Snapshot};
use axum::extract::State;
use axum::http::{HeaderMap, Uri};
use axum::response::Response;
use chrono_tz::Tz;
use serde_json::{Value, json};
use std::sync::Arc;

/// Longitude and latitude, WGS 84.
pub const CRS84: &str = "http://www.opengis.net/def/crs/OGC/1.3/CRS84";
/// How the times of an extent are counted.
const GREGORIAN: &str = "http://www.opengis.net/def/uom/ISO-8601/0/Gregorian";

/// `GET /v1/collections`.
pub async fn all(State(app): State<Arc<App>>, uri: Uri, headers: HeaderMap) -> Result<Response, Problem> {
    let snapshot = app.snapshot()?;
    let (form, links) = read(&uri, &headers)?;
    let descriptions = described(&snapshot, Collection::ALL.to_vec()).await?;
    let each = descriptions.iter().map(|(collection, description)| told(*collection, description, &links, None));
    let body = json!({
        "links": links.both_forms(form, "application/json"),
        "collections": each.collect::<Vec<_>>(),
        "dataset": dataset::named(&snapshot),
    });
    let body = if form == Form::Json { body.to_string() } else { views::collections(&body) };
    Ok(send(&snapshot, &links, &headers, Answer { form, json_type: JSON, body, holds: Holds::WithTheData }))
}

/// `GET /v1/collections/{collection}`.
pub async fn one(State(app): State<Arc<App>>, uri: Uri, headers: HeaderMap) -> Result<Response, Problem> {
    let snapshot = app.snapshot()?;
    let (collection, _) = Collection::of(&uri)?;
    let (form, links) = read(&uri, &headers)?;
    let descriptions = described(&snapshot, vec![collection]).await?;
    let mut body = Value::Null;
    for (collection, description) in &descriptions {
        body = told(*collection, description, &links, Some(form));
        body["dataset"] = dataset::named(&snapshot);
    }
    let body = if form == Form::Json { body.to_string() } else { views::collection(&body) };
    Ok(send(&snapshot, &links, &headers, Answer { form, json_type: JSON, body, holds: Holds::WithTheData }))
}

fn read(uri: &Uri, headers: &HeaderMap) -> Result<(Form, Links), Problem> {
    let mut params = Params::from_query(uri.query().unwrap_or_default());
    let form = Form::take(&mut params, headers);
    params.finish()?;
    Ok((form, Links::of(uri, headers)))
}

/// Descriptions, which the first who asks waits for while all features are gone through.
async fn described(
    snapshot: &Arc<Snapshot>,
    collections: Vec<Collection>,
) -> Result<Vec<(Collection, Arc<Description>)>, Problem> {
    let snapshot = snapshot.clone();
    let each = move || {
        let describe = |collection: Collection| (collection, description(&snapshot, collection));
        collections.into_iter().map(describe).collect()
    };
    aside(each).await.ok_or_else(Problem::internal)
}

/// What is in a collection.
pub(super) fn description(snapshot: &Snapshot, collection: Collection) -> Arc<Description> {
    match collection {
        Collection::Stations => snapshot.described_stations(),
        Collection::Regions => snapshot.described_regions(),
    }
}

/// A collection's metadata. Where it is the resource itself, `form` is its form.
fn told(collection: Collection, description: &Description, links: &Links, form: Option<Form>) -> Value {
    let id = collection.id();
    let path = format!("/v1/collections/{id}");
    let to = |below: &str| links.to(&format!("{path}{below}"));
    let mut all = match form {
        Some(form) => links.both_forms(form, "application/json"),
        None => vec![
            link("self", to(""), "application/json", "the collection"),
            link("alternate", to("?f=html"), HTML_TYPE, "the collection as a page"),
        ],
    };
    all.extend([
        link("items", to("/items"), "application/geo+json", "its features"),
        link("items", to("/items?f=html"), HTML_TYPE, "its features as a page"),
        link(
            "http://www.opengis.net/def/rel/ogc/1.0/queryables",
            to("/queryables"),
            "application/schema+json",
            "properties to filter by",
        ),
        // Relations are compared without case (RFC 8288, section 2.1.1), but by GDAL, which knows this one.
        link("describedBy", to("/schema"), "application/schema+json", "what its features look like"),
    ]);
    let mut body = json!({
        "id": id,
        "title": collection.title(),
        "description": collection.description(),
        "itemType": "feature",
        "crs": [CRS84],
        "links": all,
    });
    if let Some(extent) = &description.extent {
        body["extent"]["spatial"] = json!({"bbox": [extent.corners()], "crs": CRS84});
    }
    if let Some((from, to)) = description.times {
        let told = |instant| {
            let mut text = String::new();
            write_rfc3339(&mut text, instant, Tz::UTC);
            text
        };
        body["extent"]["temporal"] = json!({"interval": [[told(from), told(to)]], "trs": GREGORIAN});
    }
    body
}
