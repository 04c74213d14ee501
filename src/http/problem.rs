//! How is a request refused? As a problem document (RFC 9457) that names what is wrong and the cure.

use super::gate::MOST_URI_BYTES;
use super::limits::Limits;
use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use std::borrow::Cow;

/// What is wrong with one parameter or member.
#[derive(Debug, Clone, Serialize, PartialEq)]
pub struct ParamError {
    /// The parameter's name, or the path of a member.
    pub param: String,
    /// A word for programs.
    pub code: &'static str,
    /// What was given, cut to a readable length; null where nothing was.
    pub value: Option<String>,
    /// What would be right.
    pub hint: String,
}

/// A refusal.
#[derive(Debug, Clone, Serialize)]
#[serde(transparent)]
pub struct Problem(Box<Document>);

#[derive(Debug, Clone, Serialize)]
struct Document {
    #[serde(rename = "type")]
    kind: &'static str,
    title: &'static str,
    #[serde(serialize_with = "as_number")]
    status: StatusCode,
    detail: Cow<'static, str>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    errors: Vec<ParamError>,
    #[serde(skip)]
    header: Option<(HeaderName, HeaderValue)>,
}

fn as_number<S: serde::Serializer>(status: &StatusCode, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_u16(status.as_u16())
}

impl Problem {
    /// A refusal with a status and a sentence.
    pub fn new(status: StatusCode, detail: impl Into<Cow<'static, str>>) -> Self {
        Self(Box::new(Document {
            kind: "about:blank",
            title: status.canonical_reason().unwrap_or("Error"),
            status,
            detail: detail.into(),
            errors: Vec::new(),
            header: None,
        }))
    }

    /// `400` for parameters that are wrong, and how many more are than are told.
    pub fn bad_parameters(errors: Vec<ParamError>, untold: usize) -> Self {
        let mut names: Vec<&str> = errors.iter().map(|error| error.param.as_str()).collect();
        names.dedup();
        let more = if untold > 0 { format!(" and {untold} more") } else { String::new() };
        let detail = format!("wrong here: {}{more}", names.join(", "));
        let mut problem = Self::new(StatusCode::BAD_REQUEST, detail);
        problem.0.errors = errors;
        problem
    }

    /// `404` for a path that is not there.
    pub fn not_found() -> Self {
        Self::new(StatusCode::NOT_FOUND, "there is nothing at this path; GET /v1 lists what there is")
    }

    /// `404` for a path that the admin listener does not have.
    pub fn not_found_on_admin() -> Self {
        Self::new(StatusCode::NOT_FOUND, "there is nothing at this path; this listener takes POST /reload")
    }

    /// `401` without a token that is accepted.
    pub fn unauthorised() -> Self {
        Self::new(StatusCode::UNAUTHORIZED, "this takes the admin token, as \"Authorization: Bearer ...\"")
            .with_header(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer realm=\"waystation\""))
    }

    /// `403` for a page in a browser where there is no token to know its user by.
    pub fn forbidden() -> Self {
        let detail =
            "without a token this listener does not answer pages in a browser: give it one with --admin-token-file";
        Self::new(StatusCode::FORBIDDEN, detail)
    }

    /// `405` with the methods that the path takes.
    pub fn method_not_allowed(allowed: &'static str) -> Self {
        Self::new(StatusCode::METHOD_NOT_ALLOWED, format!("this path takes {allowed}"))
            .with_header(header::ALLOW, HeaderValue::from_static(allowed))
    }

    /// `422` when too many arrivals would have to be judged.
    pub fn too_many_arrivals() -> Self {
        let detail = "too many stations would have to be judged at an arrival of their own: give a smaller radius_m, or leave speed_mps out";
        Self::new(StatusCode::UNPROCESSABLE_ENTITY, detail)
    }

    /// `404` for an id that is not there, with the one that may be meant, or the first of those that are.
    pub fn unknown<'a>(what: &str, id: &str, near: Option<&str>, there: impl Iterator<Item = &'a str>) -> Self {
        const MOST_NAMED: usize = 20;
        let shown: String = id.chars().take(80).collect();
        let hint = match near {
            Some(near) => format!("; is \"{near}\" meant?"),
            None => {
                let named: Vec<&str> = there.take(MOST_NAMED).collect();
                if named.is_empty() { String::new() } else { format!("; there are {}", named.join(", ")) }
            }
        };
        Self::new(StatusCode::NOT_FOUND, format!("there is no {what} \"{shown}\"{hint}"))
    }

    /// `400` for a body that is not a JSON object.
    pub fn not_json(error: &serde_json::Error) -> Self {
        let error = ParamError {
            param: "body".to_owned(),
            code: "not_json",
            value: None,
            hint: format!("a JSON object is expected: {error}"),
        };
        Self::bad_parameters(vec![error], 0)
    }

    /// `400` for a body that is not text, from a byte on.
    pub fn not_utf8(valid_bytes: usize) -> Self {
        let hint = format!("a JSON object in UTF-8 is expected, which this is not from byte {valid_bytes} on");
        let error = ParamError { param: "body".to_owned(), code: "not_utf8", value: None, hint };
        Self::bad_parameters(vec![error], 0)
    }

    /// `422` for work that one answer may not take, with what would fit.
    pub fn too_much(detail: String) -> Self {
        Self::new(StatusCode::UNPROCESSABLE_ENTITY, detail)
    }

    /// `416` for bytes beyond the end of so many.
    pub fn beyond(length: u64) -> Self {
        let range = HeaderValue::try_from(format!("bytes */{length}")).unwrap_or(HeaderValue::from_static("bytes */*"));
        Self::new(StatusCode::RANGE_NOT_SATISFIABLE, format!("there are {length} bytes: the range begins beyond them"))
            .with_header(header::CONTENT_RANGE, range)
    }

    /// `410` for what was there once, or may have been.
    pub fn gone(detail: String) -> Self {
        Self::new(StatusCode::GONE, detail)
    }

    /// `503` where the machine has no room for an answer.
    pub fn no_room() -> Self {
        Self::unavailable("the service has no room on its disk for the file")
    }

    /// `503` while as many long answers are under way as may be.
    pub fn busy() -> Self {
        Self::new(StatusCode::SERVICE_UNAVAILABLE, "as many long questions are being answered as may be at once")
            .with_header(header::RETRY_AFTER, HeaderValue::from_static("1"))
    }

    /// `500`, for what should not happen.
    pub fn internal() -> Self {
        Self::new(StatusCode::INTERNAL_SERVER_ERROR, "the service failed to answer; this is a bug")
    }

    /// `503` until the data is loaded.
    pub fn loading() -> Self {
        Self::unavailable("the data is being loaded")
    }

    /// `503` to be told so while the service stops.
    pub fn draining() -> Self {
        Self::unavailable("the service is about to stop")
    }

    /// `503` when there is more to do than can be done.
    pub fn overloaded() -> Self {
        Self::unavailable("too many requests at once: try again in a moment")
    }

    /// `503` for what took longer than the service allows. `504` would speak of another server behind this one.
    pub fn timed_out() -> Self {
        Self::unavailable("the answer took too long: try again, or ask for less")
    }

    /// `429` for an address with too many connections.
    pub fn too_many_connections() -> Self {
        let detail = "too many connections from this address: use fewer, or keep them open between requests";
        Self::new(StatusCode::TOO_MANY_REQUESTS, detail).retried()
    }

    /// `400` for what is no request.
    pub fn unreadable() -> Self {
        Self::new(StatusCode::BAD_REQUEST, "this cannot be read as an HTTP request")
    }

    /// `400` for a request that does not say, or not clearly, whom it asks (RFC 9112, section 3.2).
    pub fn misaddressed(hosts: usize) -> Self {
        let detail = match hosts {
            0 => "an HTTP/1.1 request needs a Host header, which this has not",
            _ => "a request may have one Host header, this has several",
        };
        Self::new(StatusCode::BAD_REQUEST, detail)
    }

    /// `408` for what was not sent to its end in time.
    pub fn too_slow(what: &str) -> Self {
        Self::new(StatusCode::REQUEST_TIMEOUT, format!("the {what} took too long to arrive"))
    }

    /// `414`.
    pub fn address_too_long() -> Self {
        Self::new(StatusCode::URI_TOO_LONG, format!("the address may have {MOST_URI_BYTES} bytes at most"))
    }

    /// `431`.
    pub fn head_too_large(limits: &Limits) -> Self {
        let (headers, bytes) = (limits.max_headers, limits.max_header_bytes);
        let detail = format!("a request may have {headers} headers with {bytes} bytes at most");
        Self::new(StatusCode::REQUEST_HEADER_FIELDS_TOO_LARGE, detail)
    }

    fn unavailable(detail: &'static str) -> Self {
        Self::new(StatusCode::SERVICE_UNAVAILABLE, detail).retried()
    }

    fn retried(self) -> Self {
        self.with_header(header::RETRY_AFTER, HeaderValue::from_static("1"))
    }

    fn with_header(mut self, name: HeaderName, value: HeaderValue) -> Self {
        self.0.header = Some((name, value));
        self
    }

    /// What is wrong, parameter by parameter.
    pub fn errors(&self) -> &[ParamError] {
        &self.0.errors
    }

    /// What is wrong, in a sentence.
    pub fn detail(&self) -> &str {
        &self.0.detail
    }

    /// Its status.
    pub fn status(&self) -> StatusCode {
        self.0.status
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let body = serde_json::to_vec(&self).unwrap_or_default();
        let headers = [
            (header::CONTENT_TYPE, HeaderValue::from_static("application/problem+json")),
            (header::CACHE_CONTROL, HeaderValue::from_static("no-store")),
        ];
        (self.0.status, headers, self.0.header.map(|header| [header]), body).into_response()
    }
}
