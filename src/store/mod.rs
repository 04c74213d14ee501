//! What does the server hold? One immutable snapshot of everything, and how it is loaded.
//!
//! - [`Source`]: a data directory, a single file, or the data bundled in the program.
//! - [`load`]: files to a [`Snapshot`], with a report per file.
//! - [`Snapshot`]: stations, index, words, schedules, regions, demand, and what was refused.
//! - [`Question`]: the nearest stations that fit, or why none does.
//! - [`Map`], [`Drawing`]: what tiles show of it.
//! - [`Listing`], [`RegionListing`], [`Description`]: what is in it as collections, in order and page by page.
//! - [`Choice`], [`Scenario`]: which stations are meant, as they are or as they might be.
//! - [`Store`]: the snapshot in use; a request takes it once and keeps it.
//! - [`begin`], [`Reloader`]: how data comes into use, first and later; bad data never replaces good.
//! - [`Shelf`]: where the files that were last good are kept.

mod bundled;
mod chosen;
mod current;
mod description;
mod feature_text;
mod ground;
mod ids;
mod input;
mod items;
mod last_good;
mod lately;
mod listing;
mod load;
mod maps;
mod open_set;
mod question;
mod region_listing;
mod reload;
mod said;
mod scenario;
mod settings;
mod snapshot;
mod source;
mod version;

pub use current::{Reloads, Store, Trouble};
pub use description::Description;
pub use feature_text::FeatureText;
pub use last_good::{LastGood, Shelf, usual_state_directory};
pub use listing::{During, Listed, Listing};
pub use load::{LoadError, Progress, load, load_again};
pub use maps::{Drawing, Map};
pub use question::{Budget, Choice, NearestUnfiltered, Question, TooMuchWork};
pub use region_listing::RegionListing;
pub use reload::{Before, Began, Ended, Listener, Look, Pace, Reloader, begin, self_check};
pub use scenario::Scenario;
pub use snapshot::{DemandKind, FileKind, FileReport, Snapshot};
pub use source::Source;
