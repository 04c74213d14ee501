//! What is noted of a request? Its name, its time, its count, its line in the log.

use super::App;
use super::digits::push_three_digits;
use super::guard::{let_any_page_read, vary_by_encoding};
use super::request_id::{REQUEST_ID, request_id};
use axum::extract::Request;
use axum::http::{HeaderName, HeaderValue, Method, StatusCode};
use axum::response::Response;
use std::sync::Arc;
use std::time::{Duration, Instant};

const SERVER_TIMING: HeaderName = HeaderName::from_static("server-timing");

/// A request from its head to its answer's. Dropped before, it is counted as abandoned.
pub(super) struct Visit {
    app: Arc<App>,
    id: HeaderValue,
    path: Option<&'static str>,
    pub(super) method: Method,
    pub(super) began: Instant,
    /// How many snapshots had come into use.
    pub(super) published: Option<u64>,
    answered: bool,
}

impl Visit {
    pub(super) fn begin(app: &Arc<App>, request: &Request, path: Option<&'static str>) -> Self {
        app.metrics.in_flight.inc();
        Self {
            id: request_id(request.headers()),
            path,
            method: request.method().clone(),
            began: Instant::now(),
            published: app.store.published(),
            answered: false,
            app: app.clone(),
        }
    }

    pub(super) fn end(mut self, mut response: Response) -> Response {
        self.answered = true;
        let took = self.began.elapsed();
        let status = response.status();
        self.app.metrics.answered(self.path, &self.method, status, took);
        self.log(status, took);
        let headers = response.headers_mut();
        if self.method != Method::OPTIONS || !status.is_success() {
            let_any_page_read(headers);
            vary_by_encoding(headers);
        }
        headers.insert(REQUEST_ID, self.id.clone());
        if let Ok(timing) = HeaderValue::try_from(server_timing(took)) {
            headers.insert(SERVER_TIMING, timing);
        }
        response
    }

    /// The route and never the address: a query tells where somebody is, and an unknown path may tell anything.
    fn log(&self, status: StatusCode, took: Duration) {
        let (id, method) = (self.id.to_str().unwrap_or_default(), known(&self.method));
        let (route, status, took_us) = (self.path.unwrap_or("other"), status.as_u16(), took.as_micros() as u64);
        if status == 500 {
            tracing::error!(target: "waystation::requests", id, method, route, status, took_us, "failed");
        } else {
            tracing::debug!(target: "waystation::requests", id, method, route, status, took_us, "answered");
        }
    }
}

impl Drop for Visit {
    fn drop(&mut self) {
        self.app.metrics.in_flight.dec();
        if !self.answered {
            self.app.metrics.abandoned.inc();
        }
    }
}

/// A method may be any word; only those we know are told.
fn known(method: &Method) -> &str {
    match method.as_str() {
        name @ ("GET" | "HEAD" | "POST" | "OPTIONS" | "PUT" | "PATCH" | "DELETE") => name,
        _ => "other",
    }
}

/// Milliseconds to the microsecond (W3C Server Timing).
fn server_timing(took: Duration) -> String {
    let mut text = String::with_capacity(32);
    text.push_str("total;dur=");
    text.push_str(itoa::Buffer::new().format(took.as_millis()));
    text.push('.');
    push_three_digits(&mut text, took.subsec_micros() % 1000);
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_is_told_in_milliseconds_to_the_microsecond() {
        for (took, told) in [(0, "total;dur=0.000"), (1_234, "total;dur=1.234"), (2_000_050, "total;dur=2000.050")] {
            assert_eq!(server_timing(Duration::from_micros(took)), told);
        }
    }
}
