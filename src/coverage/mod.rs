//! Who is left out? The regions asked about, and the demand spread over them.
//!
//! - [`Region`]: a named area.
//! - [`Demand`]: weights at positions, in H3 cells or over areas.
//! - [`hierarchy`]: how far the cells below a cell can lie.

mod demand;
pub mod hierarchy;
mod region;

pub use demand::{Demand, DemandPlace};
pub use region::{Region, RegionId};
