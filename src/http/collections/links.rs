//! Where does one go from here? Links with whole addresses, each with its relation and media type.

use super::form::Form;
use crate::http::address::origin;
use crate::json_text::push_quoted;
use axum::http::{HeaderMap, Uri};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde::Serialize;

/// What stands in a segment of a path as it is (RFC 3986, section 2.3).
const SEGMENT: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// The media type of pages.
pub const HTML_TYPE: &str = "text/html";

/// A text as a segment of a path.
pub fn segment(text: &str) -> String {
    utf8_percent_encode(text, SEGMENT).to_string()
}

/// A link.
#[derive(Debug, Serialize)]
pub struct Link<'a> {
    href: String,
    rel: &'a str,
    title: &'a str,
    #[serde(rename = "type")]
    media_type: &'a str,
}

/// A link.
pub fn link<'a>(rel: &'a str, href: impl Into<String>, media_type: &'a str, title: &'a str) -> Link<'a> {
    Link { href: href.into(), rel, title, media_type }
}

/// Appends links as a JSON array.
pub fn push_links(out: &mut String, links: &[Link]) {
    for (place, Link { href, rel, title, media_type }) in links.iter().enumerate() {
        out.push_str(if place == 0 { "[" } else { "," });
        for (name, value) in [("{\"href\":", href.as_str()), (",\"rel\":", rel), (",\"title\":", title)] {
            out.push_str(name);
            push_quoted(out, value);
        }
        out.push_str(",\"type\":");
        push_quoted(out, media_type);
        out.push('}');
    }
    out.push_str(if links.is_empty() { "[]" } else { "]" });
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
        self.with_each(&[(name, value)])
    }

    /// This request's address with some parameters set to other values.
    pub fn with_each(&self, set: &[(&str, &str)]) -> String {
        let is_other = |pair: &&str| {
            let named = pair.split_once('=').map_or(*pair, |(name, _)| name);
            !pair.is_empty() && set.iter().all(|(name, _)| named != *name)
        };
        let kept = self.query.split('&').filter(is_other).map(str::to_owned);
        let pairs: Vec<String> = kept.chain(set.iter().map(|(name, value)| format!("{name}={value}"))).collect();
        format!("{}{}?{}", self.origin, self.path, pairs.join("&"))
    }

    /// This resource in the form that was asked for, and in the other.
    pub fn both_forms<'a>(&self, form: Form, json_type: &'a str) -> Vec<Link<'a>> {
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
    fn links_are_written_as_they_are_serialised() {
        let told = |links: &[Link]| {
            let mut out = String::new();
            push_links(&mut out, links);
            out
        };
        let one = || link("self", "http://a.example/v1?q=\"\\", "text/html", "this \u{7}");
        for links in [vec![], vec![one()], vec![one(), link("next", "", "", "")]] {
            assert_eq!(told(&links), serde_json::to_string(&links).unwrap());
        }
    }

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
