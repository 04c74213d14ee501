//! Which stations are near? A packed R-tree over Earth-centred metres, built once and asked many times.
//!
//! - [`StationIndex`]: the stations and the tree over them; answers are WGS 84 geodesics, exact to the digits shown.
//! - [`Select`]: what a search wants, told to the tree so that whole subtrees are passed over.
//! - [`Bits`]: which of all stations are meant, where all are asked for at once.
//! - [`PointIndex`]: the same tree over positions that are no stations.
//! - [`scan`]: the slow obvious answer to the same questions; oracle of the laws, baseline of the benches.
//!
//! The tree is static and packed: 16 points to a leaf, 8 children to a node, every node full but the
//! last of its level, boxes in single precision rounded outwards. Beside each box stands the union of
//! what the stations below have and lack ([`Summary`](crate::station::Summary)), so that a rare amenity
//! does not walk the neighbourhood.

mod beside;
mod bits;
mod columns;
mod nearest;
mod points;
pub mod scan;
mod select;
mod station_index;
mod tree;
mod window;

pub use beside::{Beside, BesideWork};
pub use bits::{Bits, each_bit};
pub use nearest::{Near, Scratch, Work};
pub use points::PointIndex;
pub use select::{Everything, Passing, Select};
pub use station_index::StationIndex;
