//! How does a map draw it? Web Mercator tiles of points in clusters and of areas, as Mapbox Vector Tiles 2.1.
//!
//! - [`TileId`]: which tile; [`mercator`]: where in the world's square a position lies.
//! - [`Pyramid`]: stations in the order of the tiles, built once; [`Drawn`]: what of them a tile shows.
//! - [`Marked`]: which stations are meant, and how many and where they are in any part of the order.
//! - [`Outline`]: an area, and the part of it that a tile shows.
//! - [`Layer`], [`Value`]: features to the bytes of a tile.
//! - [`scan`]: the slow obvious answer; oracle of the laws, baseline of the benches.

mod clip;
mod layer;
mod marked;
pub mod mercator;
mod morton;
mod outline;
mod protobuf;
mod pyramid;
pub mod scan;
mod tile_id;

pub use layer::{Layer, Value};
pub use marked::Marked;
pub use outline::{BUFFER, Outline};
pub use pyramid::{CLUSTERED_BELOW, Drawn, MOST_SINGLE, Pyramid};
pub use tile_id::{EXTENT, MAX_ZOOM, TileId};
