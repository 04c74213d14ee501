//! Where is it, and how far? Positions, the one Earth we use (WGS 84), and the offset systems of Chinese maps.
//!
//! - [`Position`]: validated longitude and latitude in degrees.
//! - [`Distance`], [`inverse`]: geodesic length, rounded to the millimetre, and initial bearing (Karney 2013).
//! - [`Ecef`] and [`chord`]: straight-line metres through the Earth, and what they prove about geodesics.
//! - [`distance_of_line`]: the length of a geodesic from its straight line, where that tells it to the millimetre.
//! - [`BoundingBox`]: longitudes and latitudes between edges, across the antimeridian too.
//! - [`Outlook`]: a position with its horizon, for bearings to what is near.
//! - [`Route`]: geodesics from vertex to vertex, and where they come closest to a position.
//! - [`Crs`]: GCJ-02 and BD-09, both ways.
//! - [`map_links()`]: links into map applications, each in its own coordinates.

mod bounding_box;
mod certain;
pub mod chord;
mod clockwise;
mod crs;
mod ecef;
mod gcj02;
mod geodesic;
mod line;
mod mainland;
mod map_links;
mod outlook;
mod position;
pub mod route;
mod segment;

pub use bounding_box::{BoundingBox, BoxError};
pub use crs::Crs;
pub use ecef::Ecef;
pub use geodesic::{Distance, Inverse, inverse};
pub use line::distance_of_line;
pub use map_links::{MapLinks, map_links};
pub use outlook::Outlook;
pub use position::{Position, PositionError};
pub use route::Route;

/// Equatorial radius of WGS 84 in metres (NGA.STND.0036, table 3.1).
pub const EQUATORIAL_RADIUS_M: f64 = 6_378_137.0;

/// Flattening of WGS 84 (NGA.STND.0036, table 3.1).
pub const FLATTENING: f64 = 1.0 / 298.257_223_563;

/// Polar radius of WGS 84 in metres.
pub const POLAR_RADIUS_M: f64 = EQUATORIAL_RADIUS_M * (1.0 - FLATTENING);

/// Second eccentricity of WGS 84, squared.
const SECOND_ECCENTRICITY_2: f64 = FLATTENING * (2.0 - FLATTENING) / ((1.0 - FLATTENING) * (1.0 - FLATTENING));
