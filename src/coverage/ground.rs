//! What does a question stand on? An area's cells, the demand in them, and how much of both there is.

use super::amount::UNITS_A_M2;
use super::cell_area::CellAreas;
use super::effort::{Effort, Halt};
use super::layer::DemandLayer;
use super::tiling::Tiling;
use h3o::CellIndex;
use rayon::prelude::*;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

/// An area's cells, and the demand that lies in them.
#[derive(Debug, Clone)]
pub struct Ground {
    tiling: Arc<Tiling>,
    layer: Option<Arc<DemandLayer>>,
    /// The whole, put together in one way whatever is asked of it, so that two answers agree to the last unit.
    pub(super) area: u128,
    pub(super) demand: u64,
    /// What it cost to add up the area; to add up parts of it costs no more.
    pub(super) area_units: usize,
}

/// To look at a cell for its area costs so many units.
const UNITS_AN_AREA: usize = 6;

impl Ground {
    /// Cells and, where there is any of the kind asked, demand of the same resolution.
    ///
    /// # Errors
    /// [`Halt`] when it takes too much work to add them up.
    pub fn new(tiling: Arc<Tiling>, layer: Option<Arc<DemandLayer>>, effort: &Effort) -> Result<Self, Halt> {
        let areas = CellAreas::at(tiling.resolution());
        let looks = AtomicUsize::new(0);
        let spend = || {
            looks.fetch_add(UNITS_AN_AREA, Ordering::Relaxed);
            effort.spend(UNITS_AN_AREA)
        };
        let of_block = |block: &CellIndex| Ok(in_units(areas.below_m2_spending(*block, &spend)?));
        let parts = tiling.blocks().par_iter().map(of_block);
        let area = parts.try_reduce(|| 0, |one, other| Ok(one + other))?;
        let demand = layer.as_ref().map_or(0, |layer| layer.units_of(&tiling));
        Ok(Self { tiling, layer, area, demand, area_units: looks.into_inner() })
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
    in_units(area_m2)
}

fn in_units(area_m2: f64) -> u128 {
    (area_m2 * UNITS_A_M2).round() as u128
}
