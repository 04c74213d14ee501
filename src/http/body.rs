//! How is a JSON body read? Whole, within a limit, and only if it says that it is JSON.

use super::admission::Turn;
use super::problem::Problem;
use axum::body::Body;
use axum::extract::Request;
use axum::http::{StatusCode, header};
use http_body_util::{BodyExt, LengthLimitError, Limited};
use std::time::Duration;

/// Most bytes of a refused body that are read, and for how long, before it is refused all the same.
const MOST_DISCARDED: usize = 64 << 20;
const LONGEST_DISCARD: Duration = Duration::from_secs(5);

/// Reads the body of a request as text of at most `limit` bytes.
///
/// # Errors
/// `415` for another media type, a content coding or a transfer coding but `chunked`, `413` above the limit, `400` for what is not UTF-8, `408` for
/// what is not there in time, `503` when there is no seat for the request once it is.
pub async fn read_body(request: Request, limit: usize) -> Result<String, Problem> {
    let (head, body) = request.into_parts();
    let said =
        |name: header::HeaderName| head.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let essence = said(header::CONTENT_TYPE).split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    let is_json = essence == "application/json" || (essence.starts_with("application/") && essence.ends_with("+json"));
    // Whoever waits for leave to send a body (RFC 9110, section 10.1.1) has sent nothing of one that is refused by its head.
    let is_awaited = head.headers.contains_key(header::EXPECT);
    // The library takes other transfer codings before the last one for none (RFC 9112, section 6.1).
    let is_plain = |coding: &str| coding.trim().eq_ignore_ascii_case("chunked") || coding.trim().is_empty();
    let is_coded = !head
        .headers
        .get_all(header::TRANSFER_ENCODING)
        .iter()
        .all(|codings| codings.to_str().is_ok_and(|codings| codings.split(',').all(is_plain)));
    if !is_json || is_coded || !matches!(said(header::CONTENT_ENCODING), "" | "identity") {
        if !is_awaited {
            discard(body).await;
        }
        let detail = "send plain JSON, with the header Content-Type: application/json, no Content-Encoding and no Transfer-Encoding but chunked";
        return Err(Problem::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, detail));
    }
    let too_large = || Problem::new(StatusCode::PAYLOAD_TOO_LARGE, format!("the body may have {limit} bytes at most"));
    if said(header::CONTENT_LENGTH).parse::<u64>().is_ok_and(|bytes| bytes > limit as u64) {
        if !is_awaited {
            discard(body).await;
        }
        return Err(too_large());
    }
    let mut body = body;
    let turn = head.extensions.get::<Turn>();
    let patience = turn.map_or(LONGEST_DISCARD, Turn::body_timeout);
    let bytes = match tokio::time::timeout(patience, Limited::new(&mut body, limit).collect()).await {
        Ok(Ok(read)) => read.to_bytes(),
        Ok(Err(error)) if error.is::<LengthLimitError>() => {
            discard(body).await;
            return Err(too_large());
        }
        Ok(Err(_)) => return Err(Problem::new(StatusCode::BAD_REQUEST, "the body could not be read to its end")),
        Err(_) => return Err(Problem::too_slow("body")),
    };
    if let Some(turn) = turn {
        turn.come().await?;
    }
    String::from_utf8(bytes.into()).map_err(|error| Problem::not_utf8(error.utf8_error().valid_up_to()))
}

/// Reads a body that nobody wants. Many clients send all of it before they read an answer, and would see a
/// closed connection in place of the refusal.
pub async fn discard(body: Body) {
    let mut body = Limited::new(body, MOST_DISCARDED);
    let to_the_end = async { while let Some(Ok(_)) = body.frame().await {} };
    // Whoever is not done by then is refused in mid-sentence.
    let _ = tokio::time::timeout(LONGEST_DISCARD, to_the_end).await;
}
