//! `/v1/api`: how does a program learn what there is to ask? An OpenAPI document, made of what the handlers themselves read, and a page of it.

mod document;
mod downgrade;
mod geojson;
mod gis;
pub mod operation;
mod page;
pub mod schema;
pub(super) mod station;

use super::App;
use super::caught::aside;
use super::declared::{Declared, Optional, Word};
use super::gate::quality;
use super::params::Params;
use super::problem::Problem;
use super::reply::{Holds, JSON, reply};
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, Uri, header};
use axum::response::Response;
use operation::Operation;
use serde_json::Value;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::{Arc, LazyLock};

/// Media type of OpenAPI documents in JSON, without their version.
pub const OPENAPI: &str = "application/vnd.oai.openapi+json";

const HTML: HeaderValue = HeaderValue::from_static("text/html; charset=utf-8");
const CSS: HeaderValue = HeaderValue::from_static("text/css; charset=utf-8");

/// The page shows what is written in it and takes its style from here; it runs nothing and asks nobody.
const POLICY: HeaderValue = HeaderValue::from_static(
    "default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
);

/// Which OpenAPI the document keeps to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Version {
    V3_1,
    V3_0,
}

impl Version {
    fn media_type(self) -> HeaderValue {
        HeaderValue::from_static(match self {
            Self::V3_1 => "application/vnd.oai.openapi+json;version=3.1",
            Self::V3_0 => "application/vnd.oai.openapi+json;version=3.0",
        })
    }

    /// The version that `Accept` names beside the media type.
    fn accepted(headers: &HeaderMap) -> Self {
        let ranges = headers.get_all(header::ACCEPT).iter().filter_map(|value| value.to_str().ok());
        let mut named = ranges.flat_map(|value| value.split(',')).filter_map(|range| {
            let mut parts = range.split(';').map(str::trim);
            let is_openapi = parts.next().is_some_and(|named| named.eq_ignore_ascii_case(OPENAPI));
            let version = parts.find_map(|part| part.strip_prefix("version="))?;
            is_openapi.then(|| version.trim_matches('"').starts_with("3.0"))
        });
        if named.next() == Some(true) { Self::V3_0 } else { Self::V3_1 }
    }
}

static VERSION: Word<Version> = Word {
    name: "version",
    words: &[("3.1", Version::V3_1), ("3.0", Version::V3_0)],
    absent: Optional,
    about: "Which OpenAPI the document keeps to. If not given, as Accept says; else 3.1.",
};

/// A text and what tells it from others.
struct Text {
    bytes: Bytes,
    hash: u64,
}

impl Text {
    fn of(text: String) -> Self {
        let mut hash = DefaultHasher::new();
        text.hash(&mut hash);
        Self { bytes: text.into(), hash: hash.finish() }
    }
}

/// What is sent, made when it is first asked for: it says nothing of the data, so that it holds as long as the program.
struct Texts {
    newer: Text,
    older: Text,
    page: Text,
}

static TEXTS: LazyLock<Texts> = LazyLock::new(|| {
    // Schemas are made of texts and numbers, which JSON can write.
    let newer = document::document().to_json().unwrap_or_default();
    let told: Value = serde_json::from_str(&newer).unwrap_or_default();
    let older = gis::with_paths_of_ogc(downgrade::as_3_0(&told)).to_string();
    Texts { page: Text::of(page::page(&told)), newer: Text::of(newer), older: Text::of(older) }
});

async fn texts() -> Result<&'static Texts, Problem> {
    aside(|| LazyLock::force(&TEXTS)).await.ok_or_else(Problem::internal)
}

/// `GET /v1/api`.
pub async fn get(State(app): State<Arc<App>>, uri: Uri, headers: HeaderMap) -> Result<Response, Problem> {
    let snapshot = app.snapshot()?;
    let mut params = Params::from_query(uri.query().unwrap_or_default());
    let version = VERSION.take(&mut params).unwrap_or_else(|| Version::accepted(&headers));
    params.finish()?;
    let texts = texts().await?;
    let text = if version == Version::V3_0 { &texts.older } else { &texts.newer };
    let plain = quality(&headers, "application/json") > quality(&headers, OPENAPI);
    let media_type = if plain { JSON } else { version.media_type() };
    Ok(reply(
        &snapshot,
        &format!("/v1/api {:x}", text.hash),
        &headers,
        media_type,
        Holds::WithTheData,
        text.bytes.clone(),
    ))
}

/// `GET /v1/api.html`.
pub async fn get_page(State(app): State<Arc<App>>, uri: Uri, headers: HeaderMap) -> Result<Response, Problem> {
    let snapshot = app.snapshot()?;
    Params::from_query(uri.query().unwrap_or_default()).finish()?;
    let text = &texts().await?.page;
    let tag = format!("/v1/api.html {:x}", text.hash);
    let mut response = reply(&snapshot, &tag, &headers, HTML, Holds::WithTheData, text.bytes.clone());
    let told = response.headers_mut();
    told.insert(header::CONTENT_SECURITY_POLICY, POLICY);
    told.insert(header::REFERRER_POLICY, HeaderValue::from_static("no-referrer"));
    told.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    Ok(response)
}

/// `GET /v1/api.css`.
pub async fn get_style(State(app): State<Arc<App>>, uri: Uri, headers: HeaderMap) -> Result<Response, Problem> {
    const STYLE: &str = include_str!("page.css");
    let snapshot = app.snapshot()?;
    Params::from_query(uri.query().unwrap_or_default()).finish()?;
    let mut hash = DefaultHasher::new();
    STYLE.hash(&mut hash);
    let tag = format!("/v1/api.css {:x}", hash.finish());
    let mut response = reply(&snapshot, &tag, &headers, CSS, Holds::WithTheData, STYLE);
    response.headers_mut().insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    Ok(response)
}

fn operations() -> Vec<Operation> {
    let document = || Some(schema::open("An OpenAPI document.", [("openapi", schema::text("The version."))]));
    let parameters: [&'static dyn Declared; 1] = [&VERSION];
    vec![
        Operation::get("/v1/api", "api", "This description")
            .of("Data")
            .about("OpenAPI 3.1, or 3.0.3 on request, without references to anything outside of itself. The older one tells the pages of features twice: also by the paths below /v1 under which GIS programs look for them.")
            .taking(&[&parameters])
            .also(200, OPENAPI, "The document.", document(), "")
            .also(200, "application/json", "", document(), ""),
        Operation::get("/v1/api.html", "apiPage", "This description as a page").of("Data").answering_other(
            200,
            "text/html",
            "The page.",
        ),
        Operation::get("/v1/api.css", "apiStyle", "The style of that page").of("Data").answering_other(
            200,
            "text/css",
            "The style.",
        ),
    ]
}
