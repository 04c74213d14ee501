//! Which requests are not even asked? Too long an address, too many headers, or an answer nobody would accept.

use super::limits::Limits;
use super::problem::Problem;
use axum::extract::Request;
use axum::http::{HeaderMap, StatusCode, header};

/// Most bytes of path and query.
pub const MOST_URI_BYTES: usize = 8 << 10;

/// Why a request is refused before it is asked, if it is.
pub fn refused(request: &Request, limits: &Limits) -> Option<Problem> {
    let length = request.uri().path_and_query().map_or(0, |target| target.as_str().len());
    if length > MOST_URI_BYTES {
        return Some(Problem::address_too_long());
    }
    let headers = request.headers();
    let bytes = |(name, value): (&header::HeaderName, &header::HeaderValue)| name.as_str().len() + value.len();
    if headers.len() > limits.max_headers || headers.iter().map(bytes).sum::<usize>() > limits.max_header_bytes {
        return Some(Problem::head_too_large(limits));
    }
    // What Prometheus reads is no JSON.
    let judged = request.uri().path() != "/metrics";
    (judged && !accepts_json(headers))
        .then(|| Problem::new(StatusCode::NOT_ACCEPTABLE, "answers are application/json or application/geo+json"))
}

/// Whether JSON or GeoJSON is among what the caller accepts (RFC 9110, section 12.5.1).
fn accepts_json(headers: &HeaderMap) -> bool {
    let mut ranges = headers
        .get_all(header::ACCEPT)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .filter(|range| !range.trim().is_empty())
        .peekable();
    ranges.peek().is_none() || ranges.any(accepts_range)
}

fn accepts_range(range: &str) -> bool {
    let mut parts = range.split(';').map(str::trim);
    let named = parts.next().unwrap_or_default().to_ascii_lowercase();
    let quality =
        parts.find_map(|part| part.strip_prefix("q=").or(part.strip_prefix("Q="))).map_or(Ok(1.0), str::parse::<f64>);
    let wanted = matches!(named.as_str(), "*/*" | "application/*" | "application/json" | "application/geo+json");
    wanted && quality.is_ok_and(|quality| quality > 0.0)
}

#[cfg(test)]
mod tests {
    use super::*;

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
            assert_eq!(accepts_json(&headers), taken, "{accept}");
        }
        assert!(accepts_json(&HeaderMap::new()));
    }
}
