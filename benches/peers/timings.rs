//! How long did answers take? Quantiles of all of them, none left out.

use std::time::Duration;

/// What one connection saw, or all of them.
#[derive(Default)]
pub struct Timings {
    latencies: Vec<Duration>,
    body_bytes: usize,
}

impl Timings {
    pub fn add(&mut self, latency: Duration, body_bytes: usize) {
        self.latencies.push(latency);
        self.body_bytes += body_bytes;
    }

    pub fn join(&mut self, other: Self) {
        self.latencies.extend(other.latencies);
        self.body_bytes += other.body_bytes;
    }

    /// One line of JSON.
    pub fn told(mut self, took: Duration, processor: Duration) -> String {
        self.latencies.sort_unstable();
        let count = self.latencies.len();
        let at = |share: f64| {
            let rank = ((count as f64 * share).ceil() as usize).clamp(1, count.max(1)) - 1;
            self.latencies.get(rank).map_or(0.0, |latency| latency.as_secs_f64() * 1e6)
        };
        serde_json::json!({
            "requests": count,
            "seconds": took.as_secs_f64(),
            "body_bytes": self.body_bytes,
            "p50_us": at(0.5),
            "p99_us": at(0.99),
            "max_us": at(1.0),
            "client_cpu_s": processor.as_secs_f64(),
        })
        .to_string()
    }
}
