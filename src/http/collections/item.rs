//! `/v1/collections/{collection}/items/{id}`: what is known of one feature?

use super::form::Form;
use super::links::{Links, link, push_links};
use super::parameters::OGC_CRS;
use super::written::write_region;
use super::{Answer, Collection, send, views};
use crate::geodesy::Crs;
use crate::http::App;
use crate::http::dataset::push_named;
use crate::http::digits::write_rfc3339;
use crate::http::echo::Echo;
use crate::http::feature::FeatureWriter;
use crate::http::filters::AT;
use crate::http::lang::Lang;
use crate::http::params::Params;
use crate::http::problem::Problem;
use crate::http::reply::{GEOJSON, Holds};
use crate::http::selected::{Computed, Selected, look_up, take_of_regions};
use crate::store::Snapshot;
use axum::extract::State;
use axum::http::{HeaderMap, Uri};
use axum::response::Response;
use chrono::Utc;
use chrono_tz::Tz;
use std::sync::Arc;

/// `GET /v1/collections/{collection}/items/{id}`.
pub async fn get(State(app): State<Arc<App>>, uri: Uri, headers: HeaderMap) -> Result<Response, Problem> {
    let snapshot = app.snapshot()?;
    let (collection, id) = Collection::of(&uri)?;
    let id = id.unwrap_or_default();
    let query = uri.query().unwrap_or_default();
    if collection == Collection::Stations {
        look_up(query, &snapshot).await;
    }
    let now = Utc::now();
    let mut params = Params::from_query(query);
    // One feature does not tell how the request was understood.
    let mut echo = Echo::new();
    let form = Form::take(&mut params, &headers);
    let crs = OGC_CRS.take(&mut params);
    let links = Links::of(&uri, &headers);
    let mut out = String::with_capacity(1024);
    let holds = match collection {
        Collection::Stations => {
            let lang = Lang::take(&mut params);
            let at = AT.take(&mut params, now).unwrap_or(now);
            let selected = Selected::take(&mut params, &snapshot, Computed::OF_ITSELF, &mut echo);
            params.finish()?;
            let none = || Problem::unknown("station", &id, None, std::iter::empty());
            let ordinal = snapshot.ordinal(&id).ok_or_else(none)?;
            let mut writer = FeatureWriter::new(&snapshot, crs, lang).with_links(true).selecting(selected.as_ref());
            writer.write_measured(&mut out, ordinal, at, None, |_| {});
            // What follows goes into the Feature too.
            out.pop();
            let changes_at = writer.changes_at();
            if at == now { Holds::Until { now, changes_at } } else { Holds::WithTheData }
        }
        Collection::Regions => {
            let selected = take_of_regions(&mut params, &snapshot, &mut echo);
            params.finish()?;
            let none = || Problem::unknown("region", &id, None, std::iter::empty());
            write_region(&mut out, snapshot.region(&id).ok_or_else(none)?, crs, selected.as_ref());
            Holds::WithTheData
        }
    };
    close(&mut out, &snapshot, collection, form, &links, crs);
    out.push_str(",\"timeStamp\":\"");
    write_rfc3339(&mut out, now, Tz::UTC);
    out.push_str("\"}");
    let body = match form {
        Form::Json => out,
        Form::Html => views::item(&serde_json::from_str(&out).unwrap_or_default(), collection.id(), collection.title()),
    };
    Ok(send(&snapshot, &links, &headers, Answer { form, json_type: GEOJSON, body, holds }))
}

fn close(out: &mut String, snapshot: &Snapshot, collection: Collection, form: Form, links: &Links, crs: Crs) {
    let mut all = links.both_forms(form, "application/geo+json");
    let path = format!("/v1/collections/{}", collection.id());
    all.push(link("collection", links.to(&path), "application/json", collection.title()));
    out.push_str(",\"links\":");
    push_links(out, &all);
    out.push_str(",\"crs\":\"");
    out.push_str(crs.as_str());
    out.push_str("\",\"dataset\":");
    push_named(out, snapshot);
}
