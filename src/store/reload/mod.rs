//! How does new data come into use? Noticed, loaded, judged, checked, and put in place in one step.

mod begin;
mod judge;
mod look;
mod reloader;
mod self_check;
mod watch;

pub use begin::{Began, begin};
pub use judge::{Before, nothing_good};
pub(super) use judge::{FileBefore, fault, unknown_zones};
pub use look::Look;
pub use reloader::{Ended, Listener, Pace, Reloader};
pub use self_check::self_check;
