//! `/`, `/find`, `/embed`, `/widget/v1/`: how do pages and scripts get to a browser?

use super::App;
use super::api::operation::Operation;
use super::api::schema;
use super::basemap::Basemap;
use super::declared::{Declared, Shaped};
use super::gate::quality;
use super::problem::Problem;
use super::reply::matches_tag;
use crate::web::{self, File};
use axum::extract::State;
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, Uri, header};
use axum::response::{IntoResponse, Redirect, Response};
use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::Arc;

/// Where a page's markup names the basemap.
const NO_BASEMAP: &str = "basemap=\"\"";

const WITHOUT_PAGES: &str = "this program was built without its pages (--no-default-features); GET /v1 is the API";

/// For a policy that could not be written, which does not happen.
const STRICTEST: HeaderValue = HeaderValue::from_static("default-src 'none'");

const RESOURCE_POLICY: HeaderName = HeaderName::from_static("cross-origin-resource-policy");
const PERMISSIONS: HeaderName = HeaderName::from_static("permissions-policy");

/// `GET /`: the explorer, and the way to the API for whoever rather reads JSON, or where there are no pages.
pub async fn home(state: State<Arc<App>>, uri: Uri, headers: HeaderMap) -> Result<Response, Problem> {
    let json = quality(&headers, "application/json").max(quality(&headers, "application/geo+json"));
    let page = quality(&headers, "text/html");
    let is_page = if web::files().is_empty() { page > json } else { page >= json };
    let mut response =
        if is_page { get(state, uri, headers).await? } else { Redirect::temporary("/v1").into_response() };
    response.headers_mut().insert(header::VARY, HeaderValue::from_static("accept, accept-encoding"));
    Ok(response)
}

/// `GET` of a bundled file. A query says nothing to it: messengers add words of their own to shared addresses.
pub async fn get(State(app): State<Arc<App>>, uri: Uri, headers: HeaderMap) -> Result<Response, Problem> {
    match web::file(uri.path()) {
        Some(file) if file.media_type.starts_with("text/html") => Ok(page(file, app.basemap.as_ref(), &headers)),
        Some(file) => Ok(sent(file, file.hash, &headers)),
        None if web::files().is_empty() => Err(Problem::new(StatusCode::NOT_FOUND, WITHOUT_PAGES)),
        None => Err(Problem::not_found()),
    }
}

/// A page, which may run, show and ask what comes from here, or from its basemap, and nothing else.
fn page(file: &File, basemap: Option<&Basemap>, asked: &HeaderMap) -> Response {
    let mut response = match basemap {
        None => sent(file, file.hash, asked),
        Some(basemap) => {
            let named = format!("basemap=\"{}\"", basemap.in_markup());
            let mut hash = DefaultHasher::new();
            named.hash(&mut hash);
            let mut response = sent(file, &format!("{}-{:x}", file.hash, hash.finish()), &without_coding(asked));
            if response.status() == StatusCode::OK {
                *response.body_mut() = String::from_utf8_lossy(file.plain).replace(NO_BASEMAP, &named).into();
            }
            response
        }
    };
    let from = basemap.map_or(String::new(), |basemap| format!(" {}", basemap.origin()));
    let policy = format!(
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:{from}; \
         connect-src 'self'{from}; worker-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    );
    let told = response.headers_mut();
    told.insert(header::CONTENT_SECURITY_POLICY, HeaderValue::try_from(policy).unwrap_or(STRICTEST));
    told.insert(header::REFERRER_POLICY, HeaderValue::from_static("no-referrer"));
    told.insert(PERMISSIONS, HeaderValue::from_static("geolocation=(self)"));
    response
}

/// What a caller asked, without a word of codings: what is changed on its way is packed on its way.
fn without_coding(asked: &HeaderMap) -> HeaderMap {
    let mut asked = asked.clone();
    asked.remove(header::ACCEPT_ENCODING);
    asked
}

fn sent(file: &File, hash: &str, asked: &HeaderMap) -> Response {
    let tag = format!("W/\"{hash}\"");
    // What is found by its content's hash holds for good (RFC 8246); all else is asked for again after a while.
    let age = if file.lasting { "public, max-age=31536000, immutable" } else { "public, max-age=300" };
    let headers = [
        (header::CACHE_CONTROL, HeaderValue::from_static(age)),
        (header::ETAG, HeaderValue::try_from(&tag).unwrap_or(HeaderValue::from_static(""))),
        (header::VARY, HeaderValue::from_static("accept-encoding")),
        (header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff")),
        // Pages of other origins may embed the element even where they demand such leave.
        (RESOURCE_POLICY, HeaderValue::from_static("cross-origin")),
    ];
    if matches_tag(asked, &tag) {
        return (StatusCode::NOT_MODIFIED, headers).into_response();
    }
    let packed = takes_gzip(asked);
    let mut response = (headers, if packed { file.gzip } else { file.plain }).into_response();
    let told = response.headers_mut();
    told.insert(header::CONTENT_TYPE, HeaderValue::from_static(file.media_type));
    if packed {
        told.insert(header::CONTENT_ENCODING, HeaderValue::from_static("gzip"));
    }
    response
}

/// Whether the caller takes gzip (RFC 9110, section 12.5.3).
pub(super) fn takes_gzip(asked: &HeaderMap) -> bool {
    let codings = asked.get_all(header::ACCEPT_ENCODING).iter().filter_map(|value| value.to_str().ok());
    codings.flat_map(|value| value.split(',')).any(|coding| {
        let (name, weight) = coding.split_once(';').unwrap_or((coding, ""));
        let refused =
            weight.trim().trim_start_matches(['q', 'Q', '=']).parse::<f64>().is_ok_and(|weight| weight <= 0.0);
        name.trim().eq_ignore_ascii_case("gzip") && !refused
    })
}

static FILE: Shaped = Shaped {
    name: "file",
    needed: None,
    in_address: Some(schema::some_text),
    in_body: schema::some_text,
    about: "The name of a script, a style or a picture that a page or the element station-finder names.",
};

/// What there is to tell of the routes.
pub(super) fn operations() -> Vec<Operation> {
    let names: [&'static dyn Declared; 1] = [&FILE];
    let page = |path, id, summary| {
        let page = Operation::get(path, id, summary).of("Service").answering_other(200, "text/html", "The page.");
        page.also(304, "", "The caller has it already.", None, "").passing().never(&[400])
    };
    vec![
        page("/", "explorer", "The explorer; the way to the API for whoever rather reads JSON").also(
            307,
            "",
            "The API is at /v1.",
            None,
            "",
        ),
        page("/find", "finder", "The finder, a page for riders").refusing(&[404]),
        page("/embed", "embedding", "How to have the finder in a page of one's own").refusing(&[404]),
        Operation::get("/widget/v1/{file}", "widget", "Scripts, styles and pictures of the pages")
            .of("Service")
            .at(&names)
            .answering_other(200, "text/javascript", "The file.")
            .answering_other(200, "text/css", "")
            .answering_other(200, "text/plain; charset=utf-8", "")
            .answering_other(200, "image/svg+xml", "")
            .also(304, "", "The caller has it already.", None, "")
            .asked("file=station-finder.js")
            .passing()
            .never(&[400, 406])
            .refusing(&[404]),
    ]
}
