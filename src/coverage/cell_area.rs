//! How large are all cells below a cell together? Their exact areas summed without looking at each.
//!
//! An H3 cell that lies on one face of the icosahedron is the gnomonic image of a regular hexagon, and its area
//! on the sphere is the integral of `J = (1 + x^2)^(-3/2)` over that hexagon, with `x` the distance from the
//! face's centre. The hexagons of all descendants at one resolution fill a tile that comes to itself when it is
//! turned by 60 degrees; over such a tile the mean of a smooth function is its value at the centre plus
//! `m2 / 4` of its Laplacian plus `m4 / 64` of the Laplacian's Laplacian and terms of the sixth order, where `m2`
//! and `m4` are the mean second and fourth powers of the distance from the centre. From resolution 3 on the rest
//! is below 1e-11 of the area. Tiles that reach over an edge of the icosahedron are opened, down to single cells.

use super::frame::cos_on_one_face;
use super::hierarchy::{children, reach_rad, spacing};
use h3o::{CellIndex, Resolution};
use std::convert::Infallible;

/// Radius of the sphere on which H3 states areas, in metres: the authalic radius of WGS 84.
const SPHERE_RADIUS_M: f64 = 6_371_007.180_918_475;

/// Area of a hexagon and mean powers of the distance from the centre, for the tile of a resolution's descendants
/// at another, on the plane of a face.
#[derive(Debug, Clone, Copy)]
struct Tile {
    area: f64,
    m2: f64,
    m4: f64,
}

impl Tile {
    fn of(cell: Resolution, resolution: Resolution) -> Self {
        let u = spacing(resolution);
        // A regular hexagon with neighbours at a distance `u`: mean second and fourth powers by integration.
        let mut tile = Self { area: 3f64.sqrt() / 2.0 * u * u, m2: 5.0 / 36.0 * u * u, m4: 7.0 / 270.0 * u.powi(4) };
        for finer in Resolution::range(cell, resolution).skip(1) {
            // One in seven stays in the middle, six go one step of the finer grid, independently of all else.
            let step2 = spacing(finer).powi(2);
            let (m2, m4) = (6.0 / 7.0 * step2, 6.0 / 7.0 * step2 * step2);
            // Turned by 60 degrees both come to themselves, so the mean of (x . y)^2 is half the product of the means.
            tile = Self { area: tile.area * 7.0, m2: tile.m2 + m2, m4: tile.m4 + m4 + 4.0 * tile.m2 * m2 };
        }
        tile
    }
}

/// Areas of the descendants of cells at one resolution.
#[derive(Debug, Clone)]
pub struct CellAreas {
    resolution: Resolution,
    /// By the resolution of the cell.
    tiles: Vec<Tile>,
    /// By the resolution of the cell: how far its tile reaches from its centre, in radians at most.
    reaches: Vec<f64>,
}

impl CellAreas {
    /// For the cells of a resolution.
    pub fn at(resolution: Resolution) -> Self {
        let to_here = || Resolution::range(Resolution::Zero, resolution);
        let corner = spacing(resolution) / 3f64.sqrt();
        Self {
            resolution,
            tiles: to_here().map(|cell| Tile::of(cell, resolution)).collect(),
            reaches: to_here().map(|cell| reach_rad(cell, resolution) + corner).collect(),
        }
    }

    /// The resolution of the cells.
    pub fn resolution(&self) -> Resolution {
        self.resolution
    }

    /// [`CellAreas::below_m2`] of a cell all of whose descendants lie on the face to whose centre its own has an angle
    /// of this cosine.
    pub(super) fn on_face_m2(&self, cell: Resolution, cos: f64) -> f64 {
        self.tiles.get(usize::from(cell)).map_or(0.0, |tile| tile.area_m2(cos))
    }

    /// Square metres of all descendants of `cell` at the resolution; of the cell itself if it has that resolution,
    /// and nothing if it is finer.
    pub fn below_m2(&self, cell: CellIndex) -> f64 {
        self.below_m2_spending(cell, &|| Ok::<(), Infallible>(())).unwrap_or_else(|never| match never {})
    }

    /// [`CellAreas::below_m2`], telling `spend` of each cell before it is looked at.
    ///
    /// # Errors
    /// What `spend` says.
    pub(super) fn below_m2_spending<E>(&self, cell: CellIndex, spend: &impl Fn() -> Result<(), E>) -> Result<f64, E> {
        spend()?;
        let level = usize::from(cell.resolution());
        let (Some(tile), Some(reach)) = (self.tiles.get(level), self.reaches.get(level)) else { return Ok(0.0) };
        if let Some(cos) = cos_on_one_face(cell, *reach) {
            return Ok(tile.area_m2(cos));
        }
        if cell.resolution() == self.resolution {
            return Ok(cell.area_m2());
        }
        children(cell).map(|child| self.below_m2_spending(child, spend)).sum()
    }
}

impl Tile {
    /// Square metres of the tile whose centre is at an angle from its face's centre that has this cosine.
    fn area_m2(self, cos: f64) -> f64 {
        // J = cos^3; each Laplacian is worked out in powers of the cosine.
        let cos2 = cos * cos;
        let cos3 = cos2 * cos;
        let laplacian = cos3 * cos2 * (9.0 - 15.0 * cos2);
        let second = cos3 * cos2 * cos2 * (225.0 - 1050.0 * cos2 + 945.0 * cos2 * cos2);
        self.area * (cos3 + self.m2 / 4.0 * laplacian + self.m4 / 64.0 * second) * SPHERE_RADIUS_M * SPHERE_RADIUS_M
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_cells_together_are_the_sphere() {
        for resolution in [Resolution::Zero, Resolution::Two, Resolution::Four, Resolution::Seven] {
            let areas = CellAreas::at(resolution);
            let whole: f64 = CellIndex::base_cells().map(|cell| areas.below_m2(cell)).sum();
            let sphere = 4.0 * std::f64::consts::PI * SPHERE_RADIUS_M * SPHERE_RADIUS_M;
            assert!((whole / sphere - 1.0).abs() < 1e-11, "{resolution}: {whole} of {sphere}");
        }
    }

    #[test]
    fn a_finer_cell_has_nothing_below_at_a_coarser_resolution() {
        let cell: CellIndex = "85283473fffffff".parse().unwrap();
        assert_eq!(CellAreas::at(Resolution::Four).below_m2(cell), 0.0);
    }
}
