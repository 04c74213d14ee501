//! Which requests are not even asked? Too long an address, too many headers, or an answer nobody would accept.

use super::limits::Limits;
use super::problem::Problem;
use axum::extract::Request;
use axum::http::{HeaderMap, StatusCode, Version, header};

/// Most bytes of path and query.
pub const MOST_URI_BYTES: usize = 8 << 10;

/// Why a request is none, if it does not say whom it asks: HTTP/1.1 does so in one `Host`, HTTP/1.0 need not, and HTTP/2 has
/// a field of its own (RFC 9112, section 3.2; RFC 9113, section 8.3.1).
pub fn misaddressed<B>(request: &axum::http::Request<B>) -> Option<Problem> {
    let headers = request.headers();
    // Nearly all begin with it, and need not be searched.
    let begins_with_it = headers.keys().next().is_some_and(|first| first == header::HOST);
    if !begins_with_it && !headers.contains_key(header::HOST) {
        return (request.version() == Version::HTTP_11).then(|| Problem::misaddressed(0));
    }
    // Most requests have no header twice, and need not be looked through.
    let is_repeated = headers.len() > headers.keys_len() && headers.get_all(header::HOST).iter().nth(1).is_some();
    is_repeated.then(|| Problem::misaddressed(2))
}

/// Why a request is refused before it is asked, if it is.
pub fn refused(request: &Request, is_route: bool, limits: &Limits) -> Option<Problem> {
    let length = request.uri().path_and_query().map_or(0, |target| target.as_str().len());
    if length > MOST_URI_BYTES {
        return Some(Problem::address_too_long());
    }
    let headers = request.headers();
    let bytes = |(name, value): (&header::HeaderName, &header::HeaderValue)| name.as_str().len() + value.len();
    if headers.len() > limits.max_headers || headers.iter().map(bytes).sum::<usize>() > limits.max_header_bytes {
        return Some(Problem::head_too_large(limits));
    }
    let path = request.uri().path();
    // What Prometheus reads is no JSON, and neither are scripts; and that there is no such path is told to anybody.
    if path == "/metrics" || path.starts_with("/widget/") || !is_route {
        return None;
    }
    let also = || FORMS.iter().filter(|(routes, _)| is_one_of(path, routes)).map(|(_, media_type)| *media_type);
    let taken =
        ["application/json", "application/geo+json"].into_iter().chain(also()).any(|form| quality(headers, form) > 0.0);
    // Whoever names the form of a page or of its JSON takes it, whatever is accepted.
    let says_form = || request.uri().query().is_some_and(|query| query.split('&').any(|pair| pair.starts_with("f=")));
    if path.starts_with("/v1") && also().any(|form| form == HTML) && says_form() {
        return None;
    }
    (!taken).then(|| {
        let also: String = also().map(|media_type| format!(" or {media_type}")).collect();
        let detail = format!("answers are application/json or application/geo+json{also}");
        Problem::new(StatusCode::NOT_ACCEPTABLE, detail)
    })
}

/// Forms beside JSON in which some paths answer.
const FORMS: &[(&str, &str)] = &[
    ("/", HTML),
    ("/embed", HTML),
    ("/find", HTML),
    ("/v1", HTML),
    ("/v1/conformance", HTML),
    ("/v1/collections", HTML),
    ("/v1/collections/*", HTML),
    ("/v1/collections/stations/queryables", "application/schema+json"),
    ("/v1/collections/regions/queryables", "application/schema+json"),
    ("/v1/collections/stations/schema", "application/schema+json"),
    ("/v1/collections/regions/schema", "application/schema+json"),
    ("/v1/api", super::api::OPENAPI),
    ("/v1/api.css", "text/css"),
    ("/v1/api.html", HTML),
    ("/v1/coverage/cells", "text/csv"),
    ("/v1/coverage/gaps", "application/flatgeobuf"),
    ("/v1/stations.csv", "text/csv"),
    ("/v1/stations.fgb", "application/flatgeobuf"),
    ("/v1/tiles/stations/*", MVT),
    ("/v1/tiles/gaps/*", MVT),
    ("/v1/tiles/regions/*", MVT),
];

/// Media type of pages.
const HTML: &str = "text/html";

/// Media type of Mapbox Vector Tiles, as it is registered.
pub const MVT: &str = "application/vnd.mapbox-vector-tile";

/// Whether a path is one of some routes: one written out, or all below one.
fn is_one_of(path: &str, routes: &str) -> bool {
    match routes.strip_suffix('*') {
        Some(above) => path.starts_with(above),
        None => path == routes,
    }
}

/// How gladly the caller takes a media type, 0 to 1 (RFC 9110, section 12.5.1).
pub(super) fn quality(headers: &HeaderMap, media_type: &str) -> f64 {
    let mut ranges = headers
        .get_all(header::ACCEPT)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .filter(|range| !range.trim().is_empty())
        .peekable();
    if ranges.peek().is_none() {
        return 1.0;
    }
    // The most specific range that names the type decides.
    let named = ranges.filter_map(|range| {
        let mut parts = range.split(';').map(str::trim);
        let named = parts.next().unwrap_or_default().to_ascii_lowercase();
        let specific = match named.as_str() {
            "*/*" => 0,
            exact if exact == media_type => 2,
            range if range.strip_suffix('*').is_some_and(|of| of.ends_with('/') && media_type.starts_with(of)) => 1,
            _ => return None,
        };
        let given = parts.find_map(|part| part.strip_prefix("q=").or(part.strip_prefix("Q=")));
        Some((specific, given.map_or(Ok(1.0), str::parse::<f64>).unwrap_or(0.0)))
    });
    named.max_by_key(|(specific, _)| *specific).map_or(0.0, |(_, quality)| quality)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_most_specific_range_tells_how_gladly_a_type_is_taken() {
        let headers =
            HeaderMap::from_iter([(header::ACCEPT, "text/csv;q=0.9, text/*;q=0.2, */*;q=0.1".parse().unwrap())]);
        for (media_type, expected) in [("text/csv", 0.9), ("text/html", 0.2), ("application/json", 0.1)] {
            assert_eq!(quality(&headers, media_type), expected, "{media_type}");
        }
    }

    #[test]
    fn json_is_sent_to_whoever_takes_it_under_any_name() {
        for (accept, taken) in [
            ("*/*", true),
            ("text/html, application/xhtml+xml, */*;q=0.8", true),
            ("application/geo+json", true),
            ("Application/JSON; charset=utf-8", true),
            ("application/*;q=0.1", true),
            ("text/html", false),
            ("application/json;q=0", false),
            ("image/png, text/*", false),
            ("application/json;Q=0", false),
            ("", true),
        ] {
            let headers = HeaderMap::from_iter([(header::ACCEPT, accept.parse().unwrap())]);
            let accepted = ["application/json", "application/geo+json"].map(|form| quality(&headers, form) > 0.0);
            assert_eq!(accepted.contains(&true), taken, "{accept}");
        }
        assert_eq!(quality(&HeaderMap::new(), "application/json"), 1.0);
    }
}
