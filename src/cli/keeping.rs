//! How is the data kept fresh, and what is kept of it? Options of the service.

use crate::http::Seconds;
use crate::store::{Pace, Shelf, usual_state_directory};
use std::path::{Path, PathBuf};

/// How the service keeps its data.
#[derive(Debug, Clone, clap::Args)]
#[command(next_help_heading = "Data")]
pub(super) struct Keeping {
    /// How often to look whether the files changed, beside being told by the system where it can. SIGHUP and POST /reload on the admin listener look at once.
    #[arg(long, env = "WAYSTATION_LOOK_EVERY_S", value_name = "S", default_value_t = Seconds::whole(2), value_parser = look_every)]
    look_every_s: Seconds,
    /// Do not have the system tell of changes, only look: for file systems whose changes it does not see.
    #[arg(long, env = "WAYSTATION_NO_WATCH", value_parser = clap::builder::BoolishValueParser::new())]
    no_watch: bool,
    /// How long the files must stay as they are before they are loaded.
    #[arg(long, env = "WAYSTATION_SETTLE_S", value_name = "S", default_value_t = Seconds::milli(250))]
    settle_s: Seconds,
    /// Where to keep a copy of the files that were last good, which is served if they are broken when the service starts [default: $STATE_DIRECTORY, $XDG_STATE_HOME/waystation or ~/.local/state/waystation].
    #[arg(long, env = "WAYSTATION_STATE_DIR", value_name = "DIR")]
    state_dir: Option<PathBuf>,
    /// Keep no copy, and serve none.
    #[arg(long, env = "WAYSTATION_NO_LAST_GOOD", value_parser = clap::builder::BoolishValueParser::new())]
    no_last_good: bool,
}

/// Shortest time between two looks: a directory of thousands of files takes a while to look at.
const LEAST: Seconds = Seconds::milli(50);

/// A time between two looks.
fn look_every(text: &str) -> Result<Seconds, String> {
    let seconds = text.parse().ok().filter(|seconds| *seconds >= LEAST);
    seconds.ok_or_else(|| format!("seconds are expected, {LEAST} to 86400"))
}

impl Keeping {
    pub(super) fn pace(&self) -> Pace {
        Pace { look_every: self.look_every_s.duration(), settle: self.settle_s.duration(), watch: !self.no_watch }
    }

    /// Whether a copy is wanted.
    pub(super) fn keeps(&self) -> bool {
        !self.no_last_good
    }

    /// Where copies of the data at a path are kept; none if none is wanted, or no place for them is known.
    pub(super) fn shelf(&self, dir: Option<&Path>) -> Option<Shelf> {
        let dir = dir.filter(|_| !self.no_last_good)?;
        let state = self.state_dir.clone().or_else(|| usual_state_directory(|name| std::env::var_os(name)))?;
        Some(Shelf::below(&state, dir))
    }
}
