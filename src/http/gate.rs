//! Which requests are not even asked? Too long an address, or an answer nobody would accept.

use super::problem::Problem;
use axum::extract::Request;
use axum::http::{HeaderMap, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

/// Most bytes of path and query.
const MOST_URI_BYTES: usize = 8 << 10;

/// Lets a request through, or refuses it.
pub async fn gate(request: Request, next: Next) -> Response {
    let length = request.uri().path_and_query().map_or(0, |target| target.as_str().len());
    if length > MOST_URI_BYTES {
        let detail = format!("the address has {length} bytes, at most {MOST_URI_BYTES} are read");
        return Problem::new(StatusCode::URI_TOO_LONG, detail).into_response();
    }
    if !accepts_json(request.headers()) {
        return Problem::new(StatusCode::NOT_ACCEPTABLE, "answers are application/json or application/geo+json")
            .into_response();
    }
    next.run(request).await
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
