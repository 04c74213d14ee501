//! Under which address did the caller reach us? What TileJSON and OGC links must say, since those who read them want whole addresses.

use axum::http::uri::Authority;
use axum::http::{HeaderMap, HeaderName, Uri, header};

/// The header by which a proxy tells that the caller spoke TLS to it.
pub const FORWARDED_PROTO: HeaderName = HeaderName::from_static("x-forwarded-proto");

/// The scheme and the host that the caller named, such as `https://example.org:8443`; nothing where a caller of HTTP/1.0
/// named none. Whoever sends a wrong one is alone in being answered with it: caches tell answers apart by the host, and
/// by the scheme where [`FORWARDED_PROTO`] is in `Vary`.
pub fn origin(uri: &Uri, headers: &HeaderMap) -> String {
    let host = headers.get(header::HOST).and_then(|host| host.to_str().ok()?.parse::<Authority>().ok());
    // HTTP/2 has the host in the address.
    let Some(host) = uri.authority().cloned().or(host).filter(is_plain) else { return String::new() };
    // Of several proxies the first names what the caller spoke.
    let schemes = headers.get(FORWARDED_PROTO).and_then(|schemes| schemes.to_str().ok()).unwrap_or_default();
    let first = schemes.split(',').next().unwrap_or_default().trim();
    let scheme = if first.eq_ignore_ascii_case("https") { "https" } else { "http" };
    format!("{scheme}://{host}")
}

/// Whether it is a name or number with at most a port: no user, and nothing that a template would take for its own.
fn is_plain(host: &Authority) -> bool {
    let fits = |byte: u8| byte.is_ascii_alphanumeric() || b".-_:[]".contains(&byte);
    !host.host().is_empty() && host.as_str().bytes().all(fits)
}

/// A query as it goes into a template of addresses, whose own words stand in braces.
pub fn in_template(query: Option<&str>) -> String {
    match query.filter(|query| !query.is_empty()) {
        Some(query) => format!("?{}", query.replace('{', "%7B").replace('}', "%7D")),
        None => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::http::HeaderValue;

    #[test]
    fn the_host_is_the_callers_if_it_is_one() {
        for (host, proto, told) in [
            (Some("example.org"), None, "http://example.org"),
            (Some("127.0.0.1:8080"), Some("http"), "http://127.0.0.1:8080"),
            (Some("[::1]:8080"), Some("https"), "https://[::1]:8080"),
            (Some("example.org"), Some("HTTPS"), "https://example.org"),
            (Some("example.org"), Some("https, http"), "https://example.org"),
            (Some("example.org"), Some("javascript"), "http://example.org"),
            (Some("user:word@example.org"), None, ""),
            (Some("a{z}b"), None, ""),
            (Some("example.org/path"), None, ""),
            (Some("\"><script>"), None, ""),
            (Some(""), None, ""),
            (None, None, ""),
        ] {
            let given = [(header::HOST, host), (FORWARDED_PROTO, proto)];
            let headers =
                given.into_iter().filter_map(|(name, value)| Some((name, HeaderValue::from_static(value?)))).collect();
            assert_eq!(origin(&Uri::from_static("/v1"), &headers), told, "{host:?} {proto:?}");
        }
        let over_http2 = Uri::from_static("http://example.org:81/v1");
        assert_eq!(origin(&over_http2, &HeaderMap::new()), "http://example.org:81");
    }

    #[test]
    fn a_query_does_not_speak_the_templates_words() {
        assert_eq!(in_template(Some("region={z}&a=%7B")), "?region=%7Bz%7D&a=%7B");
        assert_eq!([in_template(Some("")), in_template(None)], [String::new(), String::new()]);
    }
}
