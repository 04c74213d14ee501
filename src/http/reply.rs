//! How is an answer sent? With its data set's version, an entity tag, and a lifetime that ends with the next change.

use super::digits::push_hex;
use crate::store::Snapshot;
use axum::body::Body;
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use axum::response::Response;
use chrono::{DateTime, Utc};
use std::sync::LazyLock;
use twox_hash::XxHash3_128;

/// The longest that an answer may be kept, in seconds: a reload changes the data without notice.
pub(super) const LONGEST_AGE_S: i64 = 60;

/// Which program says it.
const PROGRAM: &str = env!("CARGO_PKG_VERSION");

/// Bytes of a weak tag.
const WEAK_TAG: usize = 20;

/// Headers that an answer has by the time it is sent, so that room for them is made once.
const MOST_HEADERS: usize = 12;

const NO_STORE: HeaderValue = HeaderValue::from_static("no-store");

/// The header that names the data set's version.
pub const DATASET: HeaderName = HeaderName::from_static("waystation-dataset");

/// Media type of GeoJSON (RFC 7946).
pub const GEOJSON: HeaderValue = HeaderValue::from_static("application/geo+json");
/// Media type of JSON.
pub const JSON: HeaderValue = HeaderValue::from_static("application/json");
/// Media type of comma-separated values (RFC 4180, RFC 7111).
pub const CSV: HeaderValue = HeaderValue::from_static("text/csv; charset=utf-8; header=present");

/// Media type of FlatGeobuf, as its specification names it.
pub const FLATGEOBUF: HeaderValue = HeaderValue::from_static("application/flatgeobuf");

/// Media type of Mapbox Vector Tiles.
pub const MVT: HeaderValue = HeaderValue::from_static(super::gate::MVT);

/// For how long an answer holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Holds {
    /// As long as the data does.
    WithTheData,
    /// As long as it tells the same of the load; the number stands for what it tells.
    WithTheLoad(u64),
    /// Until an opening changes, asked at an instant.
    Until {
        /// The instant of asking.
        now: DateTime<Utc>,
        /// The next change, if any is known.
        changes_at: Option<DateTime<Utc>>,
    },
    /// Only for the instant of asking.
    Now {
        /// The instant of asking.
        now: DateTime<Utc>,
    },
}

impl Holds {
    fn max_age_s(self) -> i64 {
        match self {
            Self::WithTheData | Self::WithTheLoad(_) | Self::Until { changes_at: None, .. } => LONGEST_AGE_S,
            Self::Until { now, changes_at: Some(changes_at) } => {
                (changes_at - now).num_seconds().clamp(0, LONGEST_AGE_S)
            }
            Self::Now { .. } => 0,
        }
    }
}

/// Sends a successful answer, or `304` if the caller has it already.
pub fn reply(
    snapshot: &Snapshot,
    request: &str,
    asked: &HeaderMap,
    media_type: HeaderValue,
    holds: Holds,
    body: impl Into<Body>,
) -> Response {
    let tag = entity_tag(snapshot, request, &media_type, holds);
    sent(snapshot, asked, tag, holds, || (StatusCode::OK, Some(media_type), body.into()))
}

/// Sends that there is nothing to send, or `304` if the caller knows already.
pub fn nothing(
    snapshot: &Snapshot,
    request: &str,
    asked: &HeaderMap,
    media_type: &HeaderValue,
    holds: Holds,
) -> Response {
    let tag = entity_tag(snapshot, request, media_type, holds);
    sent(snapshot, asked, tag, holds, || (StatusCode::NO_CONTENT, None, Body::empty()))
}

/// Sends what there is to send, of a media type, to whoever does not have it already.
fn sent(
    snapshot: &Snapshot,
    asked: &HeaderMap,
    tag: String,
    holds: Holds,
    content: impl FnOnce() -> (StatusCode, Option<HeaderValue>, Body),
) -> Response {
    let known = matches_tag(asked, &tag);
    let (status, media_type, body) = if known { (StatusCode::NOT_MODIFIED, None, Body::empty()) } else { content() };
    let mut headers = HeaderMap::with_capacity(MOST_HEADERS);
    if let Some(media_type) = media_type {
        headers.insert(header::CONTENT_TYPE, media_type);
    }
    headers.insert(header::CACHE_CONTROL, lifetime(holds.max_age_s()));
    headers.insert(header::ETAG, text(tag));
    headers.insert(header::VARY, HeaderValue::from_static("accept, accept-encoding"));
    headers.insert(DATASET, HeaderValue::from_str(&snapshot.version).unwrap_or(HeaderValue::from_static("")));
    let mut response = Response::new(body);
    *response.status_mut() = status;
    *response.headers_mut() = headers;
    response
}

/// For how many seconds anyone may keep an answer.
fn lifetime(max_age_s: i64) -> HeaderValue {
    static LIFETIMES: LazyLock<Vec<HeaderValue>> =
        LazyLock::new(|| (0..=LONGEST_AGE_S).map(|age_s| text(format!("public, max-age={age_s}"))).collect());
    usize::try_from(max_age_s).ok().and_then(|age_s| LIFETIMES.get(age_s)).cloned().unwrap_or(NO_STORE)
}

/// A header of text that we made ourselves.
pub(super) fn text(text: String) -> HeaderValue {
    HeaderValue::try_from(text).unwrap_or(HeaderValue::from_static(""))
}

/// A weak tag: the answer says the same, though its `timeStamp` differs. The next change stands for the
/// interval in which nothing changes, since two different intervals end at different instants.
fn entity_tag(snapshot: &Snapshot, request: &str, media_type: &HeaderValue, holds: Holds) -> String {
    // Another program may say the same data in other words, and the same address may be answered in several forms, each
    // with a tag of its own. Where each text ends is told by its length.
    let texts = [snapshot.version.as_str(), request, media_type.to_str().unwrap_or_default()];
    let until = match holds {
        Holds::WithTheData => (0, 0, 0),
        Holds::WithTheLoad(told) => (1, told, 0),
        Holds::Until { changes_at: None, .. } => (2, 0, 0),
        Holds::Until { changes_at: Some(at), .. } => (3, at.timestamp().cast_unsigned(), at.timestamp_subsec_nanos()),
        Holds::Now { now } => (4, now.timestamp().cast_unsigned(), now.timestamp_subsec_nanos()),
    };
    let [version, request, media_type] = texts.map(|text| text.len() as u64);
    let numbers = [version, request, media_type, until.0, until.1, until.2.into()];
    let length = texts.iter().map(|text| text.len()).sum::<usize>() + PROGRAM.len();
    let mut all = Vec::with_capacity(length + size_of_val(&numbers));
    all.extend_from_slice(PROGRAM.as_bytes());
    texts.iter().for_each(|text| all.extend_from_slice(text.as_bytes()));
    numbers.iter().for_each(|number| all.extend_from_slice(&number.to_le_bytes()));
    let hash = XxHash3_128::oneshot(&all) as u64;
    let mut tag = String::with_capacity(WEAK_TAG);
    tag.push_str("W/\"");
    push_hex(&mut tag, hash, 16);
    tag.push('"');
    tag
}

/// Whether `If-None-Match` names the tag, by the weak comparison of RFC 9110, section 8.8.3.2.
pub(super) fn matches_tag(asked: &HeaderMap, tag: &str) -> bool {
    fn strong(tag: &str) -> &str {
        tag.trim().trim_start_matches("W/")
    }
    if !asked.contains_key(header::IF_NONE_MATCH) {
        return false;
    }
    let wanted = strong(tag);
    let values = asked.get_all(header::IF_NONE_MATCH).iter().filter_map(|value| value.to_str().ok());
    values.flat_map(|value| value.split(',')).any(|given| given.trim() == "*" || strong(given) == wanted)
}
