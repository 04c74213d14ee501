//! How far is a load? A bar on the terminal, nothing elsewhere.

use indicatif::{ProgressBar, ProgressStyle};
use std::time::Duration;

/// A progress bar on standard error; hidden where that is no terminal.
pub(super) struct Bar(ProgressBar);

impl Bar {
    pub(super) fn start() -> Self {
        let bar = ProgressBar::new(0);
        if let Ok(style) = ProgressStyle::with_template("{spinner} {bar:24} {pos}/{len} {wide_msg} {elapsed}") {
            bar.set_style(style);
        }
        bar.enable_steady_tick(Duration::from_millis(100));
        Self(bar)
    }

    /// Shows the file being read, how many were, and how many there are.
    pub(super) fn show(&self, path: &str, done: usize, total: usize) {
        self.0.set_length(total as u64);
        self.0.set_position(done as u64);
        // A name is whatever the files say, and must not steer the terminal.
        self.0.set_message(path.replace(char::is_control, ""));
    }

    pub(super) fn end(&self) {
        self.0.finish_and_clear();
    }
}
