//! What is a station? A place with amenities, and the words and filters it is chosen by.
//!
//! - [`Station`], [`StationId`]: one place, as the snapshot holds it.
//! - [`Text`], [`List`]: words and lists that stations share.
//! - [`Amenity`], [`vocabulary`], [`Lexicon`]: what can be had there, in fixed words and in a data set's own.
//! - [`Filter`]: a pure predicate, with the reasons why a station fails it.
//! - [`Wanted`]: a filter that also asks for use at an instant.

mod amenity;
mod filter;
mod lexicon;
mod place;
mod text;
mod usable;
pub mod vocabulary;

pub use amenity::{Amenity, AmenityId, AmenitySet, OwnHours};
pub use filter::{Failure, Filter, Needs, Summary};
pub use lexicon::Lexicon;
pub use place::{Access, KindId, Station, StationId, Status};
pub use text::{List, Text};
pub use usable::{Shortfall, Shut, Wanted};
