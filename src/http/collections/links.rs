//! Where does one go from here? Links with whole addresses, each with its relation and media type.

use super::form::Form;
use crate::http::address::origin;
use axum::http::{HeaderMap, Uri};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::{Value, json};

/// What stands in a segment of a path as it is (RFC 3986, section 2.3).
const SEGMENT: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// The media type of pages.
pub const HTML_TYPE: &str = "text/html";

/// A text as a segment of a path.
pub fn segment(text: &str) -> String {
    utf8_percent_encode(text, SEGMENT).to_string()
}

/// A link.
pub fn link(rel: &str, href: impl Into<String>, media_type: &str, title: &str) -> Value {
    json!({"rel": rel, "href": href.into(), "type": media_type, "title": title})
}

/// What links are made from: how the caller reached us, and what was asked.
#[derive(Debug, Clone)]
pub struct Links {
    origin: String,
    path: String,
    query: String,
}

impl Links {
    /// For a request.
    pub fn of(uri: &Uri, headers: &HeaderMap) -> Self {
        let query = uri.query().unwrap_or_default().to_owned();
        Self { origin: origin(uri, headers), path: uri.path().to_owned(), query }
    }

    /// The whole address of a path.
    pub fn to(&self, path: &str) -> String {
        format!("{}{path}", self.origin)
    }

    /// This request's whole address.
    pub fn here(&self) -> String {
        match self.query.is_empty() {
            true => self.to(&self.path),
            false => format!("{}{}?{}", self.origin, self.path, self.query),
        }
    }

    /// This request's address with one parameter set to another value.
    pub fn with(&self, name: &str, value: &str) -> String {
        let is_other = |pair: &&str| !pair.is_empty() && pair.split_once('=').map_or(*pair, |(name, _)| name) != name;
        let mut pairs: Vec<&str> = self.query.split('&').filter(is_other).collect();
        let own = format!("{name}={value}");
        pairs.push(&own);
        format!("{}{}?{}", self.origin, self.path, pairs.join("&"))
    }

    /// This resource in the form that was asked for, and in the other.
    pub fn both_forms(&self, form: Form, json_type: &str) -> Vec<Value> {
        let media_type = |form: Form| if form == Form::Json { json_type } else { HTML_TYPE };
        let title = |form: Form| if form == Form::Json { "this as JSON" } else { "this as a page" };
        let other = form.other();
        vec![
            link("self", self.here(), media_type(form), title(form)),
            link("alternate", self.with("f", other.as_str()), media_type(other), title(other)),
        ]
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::http::header;

    #[test]
    fn an_address_keeps_what_was_asked_but_for_what_is_changed() {
        let headers = HeaderMap::from_iter([(header::HOST, "a.example".parse().unwrap())]);
        let links = Links::of(&Uri::from_static("/v1/x?bbox=1,2,3,4&offset=5&q=a%26b"), &headers);
        assert_eq!(links.here(), "http://a.example/v1/x?bbox=1,2,3,4&offset=5&q=a%26b");
        assert_eq!(links.with("offset", "10"), "http://a.example/v1/x?bbox=1,2,3,4&q=a%26b&offset=10");
        assert_eq!(segment("a/b?驿"), "a%2Fb%3F%E9%A9%BF");
        let bare = Links::of(&Uri::from_static("/v1"), &HeaderMap::new());
        assert_eq!((bare.here(), bare.with("f", "html")), ("/v1".to_owned(), "/v1?f=html".to_owned()));
    }
}
