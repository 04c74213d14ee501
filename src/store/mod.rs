//! What does the server hold? One immutable snapshot of everything, and how it is loaded.
//!
//! - [`Source`]: a data directory, a single file, or the data bundled in the program.
//! - [`load`]: files to a [`Snapshot`], with a report per file.
//! - [`Snapshot`]: stations, index, words, schedules, regions, demand, and what was refused.
//! - [`Openings`]: what schedules tell, as answers write it.
//! - [`Question`]: the nearest stations that fit, or why none does.
//! - [`Journey`]: the stations beside a route.
//! - [`Basket`]: the stations that together have what one needs.
//! - [`Map`], [`Drawing`]: what tiles show of it.
//! - [`Listing`], [`RegionListing`], [`Description`]: what is in it as collections, in order and page by page.
//! - [`Examples`]: what could be asked of it to begin with.
//! - [`Selection`]: which of its properties are asked for.
//! - [`Snapshot::search_stations`], [`Snapshot::search_regions`]: what is called so.
//! - [`Choice`], [`Scenario`]: which stations are meant, as they are or as they might be.
//! - [`Changes`]: how it differs from a version before.
//! - [`Picked`]: the stations of a file that is taken along.
//! - [`Store`]: the snapshot in use; a request takes it once and keeps it.
//! - [`begin`], [`Reloader`]: how data comes into use, first and later; bad data never replaces good.
//! - [`Shelf`]: where the files that were last good are kept.

mod along;
mod basket;
mod bundled;
mod calendars;
mod chosen;
mod current;
mod description;
mod examples;
mod feature_text;
mod ground;
mod history;
mod ids;
mod input;
mod items;
mod last_good;
mod lately;
mod listing;
mod load;
mod maps;
mod offline;
mod open_set;
mod openings;
mod question;
mod region_listing;
mod reload;
mod said;
mod scenario;
mod search;
mod selection;
mod settings;
mod snapshot;
mod source;
mod version;

pub use along::Journey;
pub use basket::{Basket, Filled, MOST_NEEDS};
pub use current::{Reloads, Store, Trouble};
pub use description::Description;
pub use examples::Examples;
pub use feature_text::FeatureText;
pub use history::Changes;
pub use last_good::{LastGood, Shelf, usual_state_directory};
pub use listing::{During, Listed, Listing};
pub use load::{Kept, LoadError, Progress, load, load_again, load_keeping};
pub use maps::{Drawing, Map};
pub use offline::Picked;
pub use openings::Openings;
pub use question::{Budget, Choice, NearestUnfiltered, Question, TooMuchWork};
pub use region_listing::RegionListing;
pub use reload::{Before, Began, Ended, Listener, Look, Pace, Reloader, begin, nothing_good, self_check};
pub use scenario::Scenario;
pub use selection::Selection;
pub use snapshot::{DemandKind, FileKind, FileReport, Snapshot};
pub use source::Source;
