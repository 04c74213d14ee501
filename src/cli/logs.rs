//! What does the service write down? Starts, stops and failures; requests when asked; never where anybody is.

use clap::ValueEnum;
use std::io::stderr;
use tracing::Level;
use tracing_subscriber::filter::{LevelFilter, Targets};
use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::util::SubscriberInitExt;
use tracing_subscriber::{Layer, fmt, registry};

/// What is logged, to standard error.
#[derive(Debug, Clone, clap::Args)]
#[command(next_help_heading = "Log")]
pub(super) struct Logs {
    /// Least severity logged: off, error, warn, info, debug (with a line for each request) or trace.
    #[arg(long, env = "WAYSTATION_LOG", value_name = "LEVEL", default_value = "info")]
    log: LevelFilter,
    /// How it is written.
    #[arg(long, env = "WAYSTATION_LOG_FORMAT", value_name = "FORMAT", default_value = "text")]
    log_format: Format,
    /// Log a line for each request at any level: its id, method, route, status and time, and never its address.
    #[arg(long, env = "WAYSTATION_LOG_REQUESTS")]
    log_requests: bool,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Format {
    /// A line of text.
    Text,
    /// A JSON object on a line.
    Json,
}

impl Logs {
    /// Begins to log. Libraries are not heard: what they log of a request may hold its address.
    pub(super) fn begin(&self) {
        let mut wanted = Targets::new().with_target("waystation", self.log);
        if self.log_requests {
            wanted = wanted.with_target("waystation::requests", Level::DEBUG);
        }
        let lines = fmt::layer().with_writer(stderr).with_target(false);
        let lines = match self.log_format {
            Format::Text => lines.boxed(),
            Format::Json => lines.json().flatten_event(true).boxed(),
        };
        // Whoever set a subscriber before wants that one.
        let _ = registry().with(lines.with_filter(wanted)).try_init();
        log_panics();
    }
}

/// A panic's place is logged, its message never: it may repeat what was asked.
fn log_panics() {
    std::panic::set_hook(Box::new(|panic| {
        let place = panic.location().map(ToString::to_string).unwrap_or_default();
        tracing::error!(place, "panicked; this is a bug");
    }));
}
