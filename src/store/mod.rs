//! What does the server hold? One immutable snapshot of everything, and how it is loaded.
//!
//! - [`Source`]: a data directory, a single file, or the data bundled in the program.
//! - [`load`]: files to a [`Snapshot`], with a report per file.
//! - [`Snapshot`]: stations, index, words, schedules, regions, demand, and what was refused.
//! - [`Question`]: the nearest stations that fit, or why none does.
//! - [`Map`], [`Drawing`]: what tiles show of it.
//! - [`Choice`], [`Scenario`]: which stations are meant, as they are or as they might be.
//! - [`Changes`]: how it differs from a version before.
//! - [`Picked`]: the stations of a file that is taken along.
//! - [`Store`]: the snapshot in use; a request takes it once and keeps it.
//! - [`begin`], [`Reloader`]: how data comes into use, first and later; bad data never replaces good.
//! - [`Shelf`]: where the files that were last good are kept.

mod bundled;
mod current;
mod feature_text;
mod ground;
mod history;
mod ids;
mod input;
mod last_good;
mod load;
mod maps;
mod offline;
mod open_set;
mod question;
mod reload;
mod scenario;
mod settings;
mod snapshot;
mod source;
mod version;

pub use current::{Reloads, Store, Trouble};
pub use feature_text::FeatureText;
pub use history::Changes;
pub use last_good::{LastGood, Shelf, usual_state_directory};
pub use load::{LoadError, Progress, load, load_again};
pub use maps::{Drawing, Map};
pub use offline::Picked;
pub use question::{Budget, Choice, NearestUnfiltered, Question, TooMuchWork};
pub use reload::{Before, Began, Ended, Listener, Look, Pace, Reloader, begin, self_check};
pub use scenario::Scenario;
pub use snapshot::{DemandKind, FileKind, FileReport, Snapshot};
pub use source::Source;
