//! Who is left out? The cells of an area, the demand in them, the stations in reach, and the gaps between.
//!
//! - [`Region`]: a named area; [`Area`]: what lies in it; [`Tiling`]: its H3 cells, found from coarse to fine.
//! - [`Demand`]: weights at positions, in H3 cells or over areas; [`DemandLayer`]: how much lies in each cell.
//! - [`Ground`], [`Site`], [`Reach`]: cells with their demand, the stations that serve them, and what is asked.
//! - [`summary`], [`each_cell`], [`gaps`]: the three answers; [`patches`]: which cells hang together, as polygons.
//! - [`hierarchy`], [`Frame`], [`CellAreas`]: where the cells below a cell are, and how large they are together.
//! - [`access`]: how well each cell is served, if stations have a capacity that all who reach them share.
//! - [`Effort`]: what one question may cost; [`fitted`]: at which resolution it would cost no more.
//! - [`scan`]: the slow obvious answers; oracle of the laws, baseline of the benches.

mod access;
mod amount;
mod area;
mod cell_area;
mod demand;
mod demanding;
mod each_cell;
mod effort;
mod fitting;
mod frame;
mod gaps;
mod ground;
pub mod hierarchy;
mod layer;
mod patches;
mod region;
pub mod scan;
mod sites;
mod summary;
mod tiling;
mod walk;
mod walked_cell;

pub use access::{Access, Catchments, CellScore, Decay, Method, Supply, access, gather, ratios};
pub use amount::{Amount, Scale};
pub use area::{Area, outline_steps};
pub use cell_area::CellAreas;
pub use demand::{Demand, DemandPlace, HEAVIEST};
pub use each_cell::{CellServed, each_cell};
pub use effort::{Effort, Halt};
pub use fitting::{Unfit, fitted};
pub use frame::{Frame, Spot};
pub use gaps::{Gap, gaps};
pub use ground::Ground;
pub use layer::DemandLayer;
pub use patches::{Patch, patches};
pub use region::{Region, RegionId};
pub use sites::{Served, Site};
pub use summary::{Band, Distances, Farthest, Include, Part, Reach, Summary, summary};
pub use tiling::Tiling;
