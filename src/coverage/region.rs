//! What is a region? A named area in WGS 84 degrees, its edges straight in longitude and latitude.

use geo::MultiPolygon;

/// A region's identifier: text, ordered by its bytes.
pub type RegionId = Box<str>;

/// A named area.
#[derive(Debug, Clone)]
pub struct Region {
    /// Unique over all files.
    pub id: RegionId,
    /// What people call it.
    pub name: Option<Box<str>>,
    /// Its area.
    pub area: MultiPolygon<f64>,
    /// What the source says of it, as members of a JSON object.
    pub said: Box<str>,
}
