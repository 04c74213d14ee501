//! `/v1/conformance`: which parts of which standards are kept?

use super::form::Form;
use super::links::Links;
use super::{Answer, send, views};
use crate::http::App;
use crate::http::dataset;
use crate::http::params::Params;
use crate::http::problem::Problem;
use crate::http::reply::{Holds, JSON};
use axum::extract::State;
use axum::http::{HeaderMap, Uri};
use axum::response::Response;
use serde_json::json;
use std::sync::Arc;

/// Only what is true: each is shown by tests that bear its name.
const CLASSES: &[&str] = &[
    "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/core",
    "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/geojson",
    "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/html",
    "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/oas30",
    "http://www.opengis.net/spec/ogcapi-features-3/1.0/conf/queryables",
    "http://www.opengis.net/spec/ogcapi-features-3/1.0/conf/filter",
    "http://www.opengis.net/spec/ogcapi-features-3/1.0/conf/features-filter",
    "http://www.opengis.net/spec/cql2/1.0/conf/cql2-text",
    "http://www.opengis.net/spec/cql2/1.0/conf/cql2-json",
    "http://www.opengis.net/spec/cql2/1.0/conf/basic-cql2",
    "http://www.opengis.net/spec/cql2/1.0/conf/advanced-comparison-operators",
    "http://www.opengis.net/spec/cql2/1.0/conf/case-insensitive-comparison",
    "http://www.opengis.net/spec/cql2/1.0/conf/basic-spatial-functions",
    "http://www.opengis.net/spec/cql2/1.0/conf/basic-spatial-functions-plus",
    "http://www.opengis.net/spec/cql2/1.0/conf/property-property",
];

/// `GET /v1/conformance`.
pub async fn get(State(app): State<Arc<App>>, uri: Uri, headers: HeaderMap) -> Result<Response, Problem> {
    let snapshot = app.snapshot()?;
    let mut params = Params::from_query(uri.query().unwrap_or_default());
    let form = Form::take(&mut params, &headers);
    params.finish()?;
    let links = Links::of(&uri, &headers);
    let body = json!({
        "conformsTo": CLASSES,
        "links": links.both_forms(form, "application/json"),
        "dataset": dataset::named(&snapshot),
    });
    let body = match form {
        Form::Json => body.to_string(),
        Form::Html => views::conformance(&body),
    };
    Ok(send(&snapshot, &links, &headers, Answer { form, json_type: JSON, body, holds: Holds::WithTheData }))
}
