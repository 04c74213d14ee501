//! What is demand? A weight (people, orders) at a place.

use crate::geodesy::Position;
use geo::MultiPolygon;
use h3o::CellIndex;

/// The heaviest weight at one place: as many as any file or question has come to far less than what a double holds.
pub const HEAVIEST: f64 = 1e15;

/// Where a weight lies.
#[derive(Debug, Clone)]
pub enum DemandPlace {
    /// In an H3 cell.
    Cell(CellIndex),
    /// At a position.
    Position(Position),
    /// Spread evenly over an area.
    Area(MultiPolygon<f64>),
}

/// A weight at a place.
#[derive(Debug, Clone)]
pub struct Demand {
    /// Where.
    pub place: DemandPlace,
    /// How much: 0 to [`HEAVIEST`].
    pub weight: f64,
}
