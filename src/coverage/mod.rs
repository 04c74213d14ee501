//! Who is left out? The regions asked about, and the demand spread over them.
//!
//! - [`Region`]: a named area.
//! - [`Demand`]: weights at positions, in H3 cells or over areas.

mod demand;
mod region;

pub use demand::{Demand, DemandPlace};
pub use region::{Region, RegionId};
