//! What does one client get at most, and all of them together? Every limit, its option and its default.

use std::fmt;
use std::str::FromStr;
use std::time::Duration;

/// What the listener allows. How long an address and a body may be is fixed by the contract: 8 KiB, 2 MiB for a batch.
#[derive(Debug, Clone, clap::Args)]
#[command(next_help_heading = "Limits")]
pub struct Limits {
    /// Most connections at once; above it only probes are answered, everything else is 503.
    #[arg(long, env = "WAYSTATION_MAX_CONNECTIONS", value_name = "N", value_parser = one_or_more, default_value_t = DEFAULT.max_connections)]
    pub max_connections: usize,
    /// Most connections at once from one address (IPv6: from one /64); above it only probes are answered, everything else is 429. Behind a proxy, as many as --max-connections.
    #[arg(long, env = "WAYSTATION_MAX_CONNECTIONS_PER_ADDRESS", value_name = "N", value_parser = one_or_more, default_value_t = DEFAULT.max_connections_per_address)]
    pub max_connections_per_address: usize,
    /// Most requests answered at once.
    #[arg(long, env = "WAYSTATION_MAX_REQUESTS", value_name = "N", value_parser = one_or_more, default_value_t = DEFAULT.max_requests)]
    pub max_requests: usize,
    /// Most requests that wait until one of those is done; above it the answer is 503 at once.
    #[arg(long, env = "WAYSTATION_MAX_QUEUE", value_name = "N", default_value_t = DEFAULT.max_queue)]
    pub max_queue: usize,
    /// Most requests at once on one HTTP/2 connection (prior knowledge, without TLS); 0 turns HTTP/2 off.
    #[arg(long, env = "WAYSTATION_MAX_STREAMS", value_name = "N", default_value_t = DEFAULT.max_streams)]
    pub max_streams: u32,
    /// Most headers of a request; above it the answer is 431.
    #[arg(long, env = "WAYSTATION_MAX_HEADERS", value_name = "N", value_parser = one_or_more, default_value_t = DEFAULT.max_headers)]
    pub max_headers: usize,
    /// Most bytes of a request's headers, names and values; above it the answer is 431.
    #[arg(long, env = "WAYSTATION_MAX_HEADER_BYTES", value_name = "N", value_parser = one_or_more, default_value_t = DEFAULT.max_header_bytes)]
    pub max_header_bytes: usize,
    /// Longest that a request's head may take to arrive; then the answer is 408 and the connection is closed.
    #[arg(long, env = "WAYSTATION_HEADER_TIMEOUT_S", value_name = "S", default_value_t = DEFAULT.header_timeout_s)]
    pub header_timeout_s: Seconds,
    /// Longest that a request's body may take to arrive; then the answer is 408.
    #[arg(long, env = "WAYSTATION_BODY_TIMEOUT_S", value_name = "S", default_value_t = DEFAULT.body_timeout_s)]
    pub body_timeout_s: Seconds,
    /// Longest that a connection is kept open between two requests.
    #[arg(long, env = "WAYSTATION_IDLE_TIMEOUT_S", value_name = "S", default_value_t = DEFAULT.idle_timeout_s)]
    pub idle_timeout_s: Seconds,
    /// Longest that a client may leave an answer unread before the connection is closed.
    #[arg(long, env = "WAYSTATION_WRITE_TIMEOUT_S", value_name = "S", default_value_t = DEFAULT.write_timeout_s)]
    pub write_timeout_s: Seconds,
    /// Longest that a request may take, waiting included; then the answer is 503.
    #[arg(long, env = "WAYSTATION_REQUEST_TIMEOUT_S", value_name = "S", default_value_t = DEFAULT.request_timeout_s)]
    pub request_timeout_s: Seconds,
    /// Told to stop, how long /readyz says so while requests are still taken.
    #[arg(long, env = "WAYSTATION_DRAIN_GRACE_S", value_name = "S", default_value_t = DEFAULT.drain_grace_s)]
    pub drain_grace_s: Seconds,
    /// After that, how long requests in flight may take to finish.
    #[arg(long, env = "WAYSTATION_DRAIN_TIMEOUT_S", value_name = "S", default_value_t = DEFAULT.drain_timeout_s)]
    pub drain_timeout_s: Seconds,
}

const DEFAULT: Limits = Limits {
    // Below the 1,024 files that a process may usually have open.
    max_connections: 960,
    max_connections_per_address: 480,
    // A batch takes up to a second of a core: more at once would only wait for each other.
    max_requests: 64,
    max_queue: 128,
    max_streams: 64,
    max_headers: 100,
    max_header_bytes: 32 << 10,
    header_timeout_s: Seconds::whole(10),
    body_timeout_s: Seconds::whole(20),
    idle_timeout_s: Seconds::whole(60),
    write_timeout_s: Seconds::whole(30),
    request_timeout_s: Seconds::whole(30),
    drain_grace_s: Seconds::whole(1),
    drain_timeout_s: Seconds::whole(10),
};

impl Default for Limits {
    fn default() -> Self {
        DEFAULT
    }
}

/// Of nothing at all no service consists.
fn one_or_more(text: &str) -> Result<usize, String> {
    let number = text.parse().ok().filter(|number| *number > 0);
    number.ok_or_else(|| "a whole number is expected, 1 or more".to_owned())
}

/// A time in seconds, 0 to a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Seconds(Duration);

impl Seconds {
    /// So many seconds.
    pub const fn whole(seconds: u64) -> Self {
        Self(Duration::from_secs(seconds))
    }

    /// So many milliseconds.
    pub const fn milli(milliseconds: u64) -> Self {
        Self(Duration::from_millis(milliseconds))
    }

    /// As the clocks want it.
    pub const fn duration(self) -> Duration {
        self.0
    }
}

impl fmt::Display for Seconds {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0.as_secs_f64())
    }
}

impl FromStr for Seconds {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        const A_DAY: f64 = 86_400.0;
        let told = || "seconds are expected, 0 to 86400".to_owned();
        let seconds: f64 = text.parse().map_err(|_| told())?;
        if (0.0..=A_DAY).contains(&seconds) { Ok(Self(Duration::from_secs_f64(seconds))) } else { Err(told()) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn seconds_are_read_as_they_are_shown_and_within_a_day() {
        for text in ["0", "0.25", "10", "86400"] {
            assert_eq!(text.parse::<Seconds>().unwrap().to_string(), text);
        }
        for text in ["", "-1", "86401", "NaN", "inf", "1s"] {
            assert!(text.parse::<Seconds>().is_err(), "{text}");
        }
    }
}
