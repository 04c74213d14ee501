//! How is a resource sent in either form? JSON as it is, a page under a policy that lets it run nothing.

use super::form::Form;
use super::links::Links;
use super::page;
use crate::http::address::FORWARDED_PROTO;
use crate::http::reply::{Holds, reply};
use crate::store::Snapshot;
use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::Response;

/// A resource in the form in which it is wanted.
#[derive(Debug)]
pub struct Answer {
    /// The form.
    pub form: Form,
    /// The media type where it is JSON.
    pub json_type: HeaderValue,
    /// JSON, or a page.
    pub body: String,
    /// For how long it holds.
    pub holds: Holds,
}

/// Sends a resource.
pub fn send(snapshot: &Snapshot, links: &Links, headers: &HeaderMap, answer: Answer) -> Response {
    let media_type = match answer.form {
        Form::Json => answer.json_type,
        Form::Html => HeaderValue::from_static("text/html; charset=utf-8"),
    };
    // The same path has other links under another host.
    let mut response = reply(snapshot, &links.here(), headers, media_type, answer.holds, answer.body);
    let told = response.headers_mut();
    if let Ok(vary) = HeaderValue::try_from(format!("accept, accept-encoding, {FORWARDED_PROTO}")) {
        told.insert(header::VARY, vary);
    }
    if answer.form == Form::Html {
        told.insert(header::CONTENT_SECURITY_POLICY, page::policy());
        told.insert(header::REFERRER_POLICY, HeaderValue::from_static("no-referrer"));
        told.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    }
    response
}
