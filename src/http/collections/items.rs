//! `/v1/collections/{collection}/items`: which features are there? Page by page, each exactly once.

use super::asked::{Page, RegionsAsked, StationsAsked};
use super::form::Form;
use super::links::{HTML_TYPE, Link, Links, link, push_links};
use super::parameters::{DATETIME, FILTER};
use super::written::write_region;
use super::{Answer, Collection, send, views};
use crate::coverage::{Effort, Halt};
use crate::geodesy::Crs;
use crate::http::App;
use crate::http::caught::aside;
use crate::http::dataset::push_named;
use crate::http::digits::write_rfc3339;
use crate::http::echo::Echo;
use crate::http::feature::FeatureWriter;
use crate::http::params::Params;
use crate::http::problem::Problem;
use crate::http::reply::{GEOJSON, Holds};
use crate::http::selected::look_up;
use crate::http::sought::Q;
use crate::store::{Listed, Snapshot};
use axum::extract::State;
use axum::http::{HeaderMap, Uri};
use axum::response::Response;
use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use std::sync::Arc;

/// `GET /v1/collections/{collection}/items`.
pub async fn get(State(app): State<Arc<App>>, uri: Uri, headers: HeaderMap) -> Result<Response, Problem> {
    let snapshot = app.snapshot()?;
    let (collection, _) = Collection::of(&uri)?;
    let links = Links::of(&uri, &headers);
    let now = Utc::now();
    let query = uri.query().unwrap_or_default();
    let params = Params::from_query(query);
    let judges_much = params.has(FILTER.name);
    if collection == Collection::Stations
        && ![FILTER.name, Q.name, DATETIME.name].into_iter().any(|name| params.has(name))
    {
        look_up(query, &snapshot).await;
        if let Some(answer) = at_once(params, &snapshot, &headers, &links, now)? {
            return Ok(send(&snapshot, &links, &headers, answer));
        }
    }
    let answering = {
        let (snapshot, headers, links) = (snapshot.clone(), headers.clone(), links.clone());
        move |effort: &Effort| answer(&uri, &snapshot, &headers, collection, &links, now, effort)
    };
    let answer = if judges_much {
        app.heavy.run(answering).await?
    } else {
        aside(move || answering(&Effort::unlimited())).await.ok_or_else(Problem::internal)??
    };
    Ok(send(&snapshot, &links, &headers, answer))
}

/// Stations that are written in less time than it takes to have another thread write them, and wake for it.
const WRITTEN_AT_ONCE: usize = 256;

/// A page of stations, if it is told in a tenth of a millisecond or two, for which nobody need wait.
fn at_once(
    mut params: Params,
    snapshot: &Snapshot,
    headers: &HeaderMap,
    links: &Links,
    now: DateTime<Utc>,
) -> Result<Option<Answer>, Problem> {
    let form = Form::take(&mut params, headers);
    let asked = StationsAsked::take(&mut params, snapshot, now);
    params.finish()?;
    let Some(listed) = snapshot.listed_at_once(&asked.listing).filter(|_| form == Form::Json) else { return Ok(None) };
    if listed.page(asked.page.offset, asked.page.limit).len() > WRITTEN_AT_ONCE {
        return Ok(None);
    }
    let (body, holds) = written(snapshot, &asked, &listed, Told { form, links, now });
    Ok(Some(Answer { form, json_type: GEOJSON, body, holds }))
}

fn answer(
    uri: &Uri,
    snapshot: &Snapshot,
    headers: &HeaderMap,
    collection: Collection,
    links: &Links,
    now: DateTime<Utc>,
    effort: &Effort,
) -> Result<Answer, Problem> {
    let mut params = Params::from_query(uri.query().unwrap_or_default());
    let form = Form::take(&mut params, headers);
    let (body, holds) = match collection {
        Collection::Stations => {
            let asked = StationsAsked::take(&mut params, snapshot, now);
            params.finish()?;
            stations(snapshot, &asked, Told { form, links, now }, effort)?
        }
        Collection::Regions => {
            let asked = RegionsAsked::take(&mut params, snapshot);
            params.finish()?;
            (regions(snapshot, &asked, Told { form, links, now }, effort)?, Holds::WithTheData)
        }
    };
    let body = match form {
        Form::Json => body,
        Form::Html => {
            views::items(&serde_json::from_str(&body).unwrap_or_default(), collection.id(), collection.title())
        }
    };
    Ok(Answer { form, json_type: GEOJSON, body, holds })
}

/// Bytes that a page takes beside its features, and that most regions take.
const PAGE_BYTES: usize = 2048;
const REGION_BYTES: usize = 512;

/// How a collection is told.
#[derive(Clone, Copy)]
struct Told<'a> {
    form: Form,
    links: &'a Links,
    now: DateTime<Utc>,
}

fn stations(
    snapshot: &Snapshot,
    asked: &StationsAsked,
    told: Told<'_>,
    effort: &Effort,
) -> Result<(String, Holds), Problem> {
    let listed = snapshot.listed(&asked.listing, effort).map_err(|halt| halted(halt, snapshot.index.len()))?;
    Ok(written(snapshot, asked, &listed, told))
}

/// The page of those listed that is asked for, and for how long it holds.
fn written(snapshot: &Snapshot, asked: &StationsAsked, listed: &Listed, told: Told<'_>) -> (String, Holds) {
    let StationsAsked { listing, page, selected, lang, echo } = asked;
    let mut writer = FeatureWriter::new(snapshot, listing.crs, *lang).selecting(selected.as_ref());
    let mut out = opened(writer.room(listed.page(page.offset, page.limit), false));
    let mut returned = 0;
    for ordinal in listed.page(page.offset, page.limit) {
        if returned > 0 {
            out.push(',');
        }
        returned += 1;
        writer.write_measured(&mut out, ordinal, listing.choice.at, None, |_| {});
    }
    close(&mut out, snapshot, *page, Counts { matched: listed.len(), returned }, told, listing.crs, echo);
    let changes_at = [writer.changes_at(), snapshot.choice_changes_at(&listing.choice)].into_iter().flatten().min();
    let holds = match listing.choice.at == told.now {
        true => Holds::Until { now: told.now, changes_at },
        false => Holds::WithTheData,
    };
    (out, holds)
}

fn regions(snapshot: &Snapshot, asked: &RegionsAsked, told: Told<'_>, effort: &Effort) -> Result<String, Problem> {
    let RegionsAsked { listing, page, selected, echo } = asked;
    let listed = snapshot.listed_regions(listing, effort).map_err(|halt| halted(halt, snapshot.regions.len()))?;
    let mut out = opened(listed.len().min(page.limit) * REGION_BYTES);
    let mut returned = 0;
    let shown = listed.get(page.offset..).unwrap_or_default().iter().take(page.limit);
    for region in shown.filter_map(|place| snapshot.regions.get(*place)) {
        if returned > 0 {
            out.push(',');
        }
        returned += 1;
        write_region(&mut out, region, listing.crs, selected.as_ref());
        out.push('}');
    }
    close(&mut out, snapshot, *page, Counts { matched: listed.len(), returned }, told, listing.crs, echo);
    Ok(out)
}

/// Begins a page with room for features of so many bytes.
fn opened(features_bytes: usize) -> String {
    let mut out = String::with_capacity(PAGE_BYTES + features_bytes);
    out.push_str("{\"type\":\"FeatureCollection\",\"features\":[");
    out
}

/// How many features are meant, and how many of them are shown.
#[derive(Clone, Copy)]
struct Counts {
    matched: usize,
    returned: usize,
}

/// Writes the end of the list and what a collection says of itself.
fn close(out: &mut String, snapshot: &Snapshot, page: Page, counts: Counts, told: Told<'_>, crs: Crs, echo: &Echo) {
    out.push_str("],\"numberMatched\":");
    out.push_str(itoa::Buffer::new().format(counts.matched));
    out.push_str(",\"numberReturned\":");
    out.push_str(itoa::Buffer::new().format(counts.returned));
    out.push_str(",\"links\":");
    push_links(out, &links(page, counts, told));
    out.push_str(",\"query\":");
    echo.write(out);
    out.push_str(",\"crs\":\"");
    out.push_str(crs.as_str());
    out.push_str("\",\"dataset\":");
    push_named(out, snapshot);
    out.push_str(",\"timeStamp\":\"");
    write_rfc3339(out, told.now, Tz::UTC);
    out.push_str("\"}");
}

fn links(page: Page, counts: Counts, told: Told<'_>) -> Vec<Link<'static>> {
    let mut links = told.links.both_forms(told.form, "application/geo+json");
    let media_type = if told.form == Form::Json { "application/geo+json" } else { HTML_TYPE };
    if page.offset + counts.returned < counts.matched && counts.returned > 0 {
        let next = told.links.with("offset", &(page.offset + counts.returned).to_string());
        links.push(link("next", next, media_type, "the next page"));
    }
    if page.offset > 0 {
        // From beyond the end one comes back to the last page.
        let from = page.offset.min(counts.matched.next_multiple_of(page.limit.max(1)));
        let before = match from.checked_sub(page.limit) {
            Some(offset) => told.links.with("offset", &offset.to_string()),
            // Fewer are left than a page holds, and none is shown twice.
            None => told.links.with_each(&[("limit", &from.to_string()), ("offset", "0")]),
        };
        links.push(link("prev", before, media_type, "the page before"));
    }
    links
}

fn halted(halt: Halt, features: usize) -> Problem {
    match halt {
        Halt::TooMuch | Halt::TooMany => Problem::too_much(format!(
            "to judge {features} features by this filter would take more work than one answer may: a shorter filter, or a bbox beside it, would fit"
        )),
        Halt::Overdue => Problem::timed_out(),
        Halt::Abandoned => Problem::busy(),
    }
}
