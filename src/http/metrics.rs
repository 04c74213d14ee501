//! What is counted? Requests by route, method and code, how long they took, and what went wrong.

use axum::http::{Method, StatusCode};
use prometheus_client::encoding::prometheus_text::encode;
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::metrics::histogram::Histogram;
use prometheus_client::registry::{Registry, Unit};
use std::fmt;
use std::sync::OnceLock;
use std::time::Duration;

/// Upper bounds of the classes of duration in seconds: most answers take less than a millisecond, a batch up to a second.
const CLASSES_S: [f64; 14] =
    [0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1.0, 5.0, 30.0];

/// Most routes that are counted each for itself; far more than there are.
const MOST_ROUTES: usize = 64;

/// What stands for the path where no route fits: an unknown path may be anything, whereabouts included.
const OTHER: &str = "other";
/// What stands for the path of what could not be read as a request.
const UNREAD: &str = "unread";

/// Methods that are counted each for itself.
const METHODS: [&str; 5] = ["GET", "POST", "HEAD", "OPTIONS", OTHER];
/// Codes are 100 to 599.
const CODES: usize = 500;

/// Names and values; never a position or an id.
type Labels<const N: usize> = [(&'static str, String); N];

/// Everything that is counted. Counting takes atomics that are looked up once; names are put together when asked.
pub struct Metrics {
    registry: Registry,
    requests: Family<Labels<3>, Counter>,
    durations: Family<Labels<1>, Histogram, fn() -> Histogram>,
    routes: [OnceLock<Box<Route>>; MOST_ROUTES],
    other: OnceLock<Box<Route>>,
    unread: OnceLock<Box<Route>>,
    /// Requests that are being answered or wait for it.
    pub in_flight: Gauge,
    /// Requests whose client went away before the answer.
    pub abandoned: Counter,
    /// Requests that took too long.
    pub timed_out: Counter,
    /// Panics that were caught.
    pub panics: Counter,
    /// Requests sent away because all seats and the queue were taken.
    pub shed_by_queue: Counter,
    /// Requests sent away because there were too many connections.
    pub shed_by_connections: Counter,
    /// Requests sent away because there were too many connections from their address.
    pub shed_by_address: Counter,
    /// Open connections.
    pub connections: Gauge,
    /// Connections that were accepted.
    pub accepted: Counter,
    /// Connections closed unheard, above every limit.
    pub turned_away: Counter,
    /// Connections closed because the client was silent or slow for too long.
    pub closed_for_slowness: Counter,
    /// Times that no connection could be accepted.
    pub accept_errors: Counter,
}

/// One route.
pub struct Route {
    path: String,
    codes: Box<[[OnceLock<Counter>; CODES]; METHODS.len()]>,
    durations: Histogram,
}

impl Metrics {
    /// What came of a request, and how long it took.
    pub fn answered(&self, path: Option<&str>, method: &Method, code: StatusCode, took: Duration) {
        let route = self.route(path);
        self.count(route, method, code);
        route.durations.observe(took.as_secs_f64());
    }

    /// A refusal of what could not be read as a request.
    pub fn unread(&self, code: StatusCode) {
        let route = self.unread.get_or_init(|| self.new_route(UNREAD));
        self.count(route, &Method::CONNECT, code);
    }

    fn count(&self, route: &Route, method: &Method, code: StatusCode) {
        let method = METHODS.iter().position(|name| *name == method.as_str()).unwrap_or(METHODS.len() - 1);
        let counters =
            route.codes.get(method).and_then(|codes| codes.get(usize::from(code.as_u16()).wrapping_sub(100)));
        if let Some(counter) = counters {
            counter.get_or_init(|| self.new_counter(&route.path, METHODS[method], code)).inc();
        }
    }

    fn route(&self, path: Option<&str>) -> &Route {
        let Some(path) = path else { return self.other() };
        for place in &self.routes {
            let route = place.get_or_init(|| self.new_route(path));
            if route.path == path {
                return route;
            }
        }
        self.other()
    }

    fn other(&self) -> &Route {
        self.other.get_or_init(|| self.new_route(OTHER))
    }

    fn new_route(&self, path: &str) -> Box<Route> {
        let codes = Box::new(std::array::from_fn(|_| std::array::from_fn(|_| OnceLock::new())));
        let durations = self.durations.get_or_create_owned(&[("route", path.to_owned())]);
        Box::new(Route { path: path.to_owned(), codes, durations })
    }

    fn new_counter(&self, path: &str, method: &str, code: StatusCode) -> Counter {
        let labels = [("route", path.to_owned()), ("method", method.to_owned()), ("code", code.as_u16().to_string())];
        self.requests.get_or_create_owned(&labels)
    }

    /// All of it in Prometheus' text format.
    pub fn text(&self) -> String {
        let mut text = String::new();
        // Only the text could fail, and it does not.
        let _ = encode(&mut text, &self.registry);
        text
    }
}

impl Default for Metrics {
    fn default() -> Self {
        let mut registry = Registry::with_prefix("waystation");
        let requests = Family::default();
        registry.register("http_requests", "Requests answered, by route, method and status code", requests.clone());
        let durations: Family<_, _, fn() -> Histogram> = Family::new_with_constructor(|| Histogram::new(CLASSES_S));
        let help = "From the request's head to its answer's, by route";
        registry.register_with_unit("http_request_duration", help, Unit::Seconds, durations.clone());
        let shed: Family<Labels<1>, Counter> = Family::default();
        registry.register(
            "http_requests_shed",
            "Requests sent away for want of capacity, by what was full",
            shed.clone(),
        );
        let shed_by = |reason: &str| shed.get_or_create_owned(&[("reason", reason.to_owned())]);
        let metrics = Self {
            shed_by_queue: shed_by("queue"),
            shed_by_connections: shed_by("connections"),
            shed_by_address: shed_by("address"),
            registry: Registry::default(),
            requests,
            durations,
            routes: std::array::from_fn(|_| OnceLock::new()),
            other: OnceLock::new(),
            unread: OnceLock::new(),
            in_flight: Gauge::default(),
            abandoned: Counter::default(),
            timed_out: Counter::default(),
            panics: Counter::default(),
            connections: Gauge::default(),
            accepted: Counter::default(),
            turned_away: Counter::default(),
            closed_for_slowness: Counter::default(),
            accept_errors: Counter::default(),
        };
        for (name, help, gauge) in [
            ("http_requests_in_flight", "Requests being answered or waiting for it", &metrics.in_flight),
            ("connections", "Open connections", &metrics.connections),
        ] {
            registry.register(name, help, gauge.clone());
        }
        for (name, help, counter) in [
            ("http_requests_abandoned", "Requests whose client went away before the answer", &metrics.abandoned),
            ("http_requests_timed_out", "Requests that took too long", &metrics.timed_out),
            ("panics", "Panics caught while answering; each is a bug", &metrics.panics),
            ("connections_accepted", "Connections accepted", &metrics.accepted),
            ("connections_turned_away", "Connections closed unheard, above every limit", &metrics.turned_away),
            ("connections_too_slow", "Connections closed for silence or slowness", &metrics.closed_for_slowness),
            ("accept_errors", "Times that no connection could be accepted", &metrics.accept_errors),
        ] {
            registry.register(name, help, counter.clone());
        }
        Self { registry, ..metrics }
    }
}

impl fmt::Debug for Metrics {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Metrics").finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_request_is_counted_by_route_method_and_code() {
        let metrics = Metrics::default();
        for _ in 0..3 {
            metrics.answered(Some("/v1/a"), &Method::GET, StatusCode::OK, Duration::from_micros(70));
        }
        metrics.answered(Some("/v1/b"), &Method::POST, StatusCode::BAD_REQUEST, Duration::ZERO);
        metrics.answered(None, &Method::from_bytes(b"BREW").unwrap(), StatusCode::NOT_FOUND, Duration::ZERO);
        let text = metrics.text();
        for line in [
            "# TYPE waystation_http_requests_total counter",
            "waystation_http_requests_total{route=\"/v1/a\",method=\"GET\",code=\"200\"} 3",
            "waystation_http_requests_total{route=\"/v1/b\",method=\"POST\",code=\"400\"} 1",
            "waystation_http_requests_total{route=\"other\",method=\"other\",code=\"404\"} 1",
            "waystation_http_request_duration_seconds_count{route=\"/v1/a\"} 3",
            "waystation_http_request_duration_seconds_bucket{route=\"/v1/a\",le=\"0.0001\"} 3",
        ] {
            assert!(text.lines().any(|told| told == line), "{line} in {text}");
        }
    }

    #[test]
    fn more_routes_than_there_are_places_for_count_as_other() {
        let metrics = Metrics::default();
        for number in 0..MOST_ROUTES + 5 {
            metrics.answered(Some(&format!("/{number}")), &Method::GET, StatusCode::OK, Duration::ZERO);
        }
        assert!(
            metrics.text().contains("waystation_http_requests_total{route=\"other\",method=\"GET\",code=\"200\"} 5")
        );
    }
}
