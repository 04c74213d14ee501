//! Which stations are near? A packed R-tree over Earth-centred metres, built once and asked many times.
//!
//! - [`StationIndex`]: the stations and the tree over them; answers are WGS 84 geodesics, exact to the digits shown.
//! - [`Select`]: what a search wants, told to the tree so that whole subtrees are passed over.
//! - [`Bits`]: which of all stations are meant, where all are asked for at once.
//! - [`PointIndex`]: the same tree over positions that are no stations.
//! - [`scan`]: the slow obvious answer to the same questions; oracle of the laws, baseline of the benches.
//!
//! The tree is static and packed: 16 points to a leaf, 16 children to a node, every node full but the last of its level,
//! boxes and offsets from the middle of a leaf in single precision, with a bound on what that hides; beside the offsets
//! stands what makes them exact. What stations bear ([`OPERATING`] and amenities) is kept in bits beside the tree, and
//! beside each node the union of all else that a filter may ask ([`Summary`](crate::station::Summary)), so that a rare
//! amenity does not walk the neighbourhood. The rarest have small trees of their own.

mod beside;
mod bits;
mod candidates;
mod columns;
mod marks;
mod nearest;
mod points;
mod rare;
pub mod scan;
mod select;
mod station_index;
mod tree;
mod window;

pub use beside::{Beside, BesideWork};
pub use bits::{Bits, each_bit};
pub use candidates::Candidate;
pub use marks::OPERATING;
pub use nearest::{Near, Scratch, Work};
pub use points::PointIndex;
pub use select::{Everything, Passing, Select};
pub use station_index::StationIndex;
