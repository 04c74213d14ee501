//! `/`, `/find`, `/embed`, `/widget/v1/`: how do pages and scripts get to a browser?

use super::gate::quality;
use super::problem::Problem;
use super::reply::matches_tag;
use crate::web::{self, File};
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, Uri, header};
use axum::response::{IntoResponse, Redirect, Response};

/// What a page may do: run, show and ask what comes from here, and nothing else.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; \
    connect-src 'self'; worker-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

const WITHOUT_PAGES: &str = "this program was built without its pages (--no-default-features); GET /v1 is the API";

const RESOURCE_POLICY: HeaderName = HeaderName::from_static("cross-origin-resource-policy");
const PERMISSIONS: HeaderName = HeaderName::from_static("permissions-policy");

/// `GET /`: the explorer for whoever rather reads a page, else the way to the API.
pub async fn home(uri: Uri, headers: HeaderMap) -> Result<Response, Problem> {
    let json = quality(&headers, "application/json").max(quality(&headers, "application/geo+json"));
    let page = quality(&headers, "text/html") > json;
    let mut response = if page { get(uri, headers).await? } else { Redirect::temporary("/v1").into_response() };
    response.headers_mut().insert(header::VARY, HeaderValue::from_static("accept, accept-encoding"));
    Ok(response)
}

/// `GET` of a bundled file. A query says nothing to it: messengers add words of their own to shared addresses.
pub async fn get(uri: Uri, headers: HeaderMap) -> Result<Response, Problem> {
    match web::file(uri.path()) {
        Some(file) => Ok(sent(file, &headers)),
        None if web::files().is_empty() => Err(Problem::new(StatusCode::NOT_FOUND, WITHOUT_PAGES)),
        None => Err(Problem::not_found()),
    }
}

fn sent(file: &File, asked: &HeaderMap) -> Response {
    let tag = format!("W/\"{}\"", file.hash);
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
    if file.media_type.starts_with("text/html") {
        told.insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(POLICY));
        told.insert(header::REFERRER_POLICY, HeaderValue::from_static("no-referrer"));
        told.insert(PERMISSIONS, HeaderValue::from_static("geolocation=(self)"));
    }
    response
}

/// Whether the caller takes gzip (RFC 9110, section 12.5.3).
fn takes_gzip(asked: &HeaderMap) -> bool {
    let codings = asked.get_all(header::ACCEPT_ENCODING).iter().filter_map(|value| value.to_str().ok());
    codings.flat_map(|value| value.split(',')).any(|coding| {
        let (name, weight) = coding.split_once(';').unwrap_or((coding, ""));
        let refused =
            weight.trim().trim_start_matches(['q', 'Q', '=']).parse::<f64>().is_ok_and(|weight| weight <= 0.0);
        name.trim().eq_ignore_ascii_case("gzip") && !refused
    })
}
