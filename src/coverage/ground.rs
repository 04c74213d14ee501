//! What does a question stand on? An area's cells, the demand in them, and how much of both there is.

use super::amount::UNITS_A_M2;
use super::cell_area::CellAreas;
use super::layer::DemandLayer;
use super::tiling::Tiling;
use h3o::CellIndex;
use rayon::prelude::*;
use std::sync::Arc;

/// An area's cells, and the demand that lies in them.
#[derive(Debug, Clone)]
pub struct Ground {
    tiling: Arc<Tiling>,
    layer: Option<Arc<DemandLayer>>,
    /// The whole, put together in one way whatever is asked of it, so that two answers agree to the last unit.
    pub(super) area: u128,
    pub(super) demand: u64,
}

impl Ground {
    /// Cells and, where there is any of the kind asked, demand of the same resolution.
    pub fn new(tiling: Arc<Tiling>, layer: Option<Arc<DemandLayer>>) -> Self {
        let areas = CellAreas::at(tiling.resolution());
        let area = tiling.blocks().par_iter().map(|block| area_units(&areas, *block, None)).sum();
        let demand = layer.as_ref().map_or(0, |layer| layer.units_of(&tiling));
        Self { tiling, layer, area, demand }
    }

    /// The cells.
    pub fn tiling(&self) -> &Tiling {
        &self.tiling
    }

    /// All of the demand on it.
    pub fn demand_total(&self) -> f64 {
        self.layer.as_ref().map_or(0.0, |layer| layer.scale().weight(self.demand.into()))
    }

    /// The demand.
    pub fn layer(&self) -> Option<&DemandLayer> {
        self.layer.as_deref()
    }
}

/// The area of all cells below one, in units; `cos` is the cosine of the angle to the centre of its face, if it is known.
pub(super) fn area_units(areas: &CellAreas, cell: CellIndex, cos: Option<f64>) -> u128 {
    let area_m2 = cos.map_or_else(|| areas.below_m2(cell), |cos| areas.on_face_m2(cell.resolution(), cos));
    (area_m2 * UNITS_A_M2).round() as u128
}
