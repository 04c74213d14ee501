//! Which demand lies around some stations, within an area or not? Found from coarse to fine, past all that is far.

use super::catchment::UNITS_A_LOOK;
use crate::coverage::effort::{Effort, Halt};
use crate::coverage::ground::Ground;
use crate::coverage::hierarchy::{centre, children, reach_m};
use crate::coverage::layer::{DemandLayer, Share};
use crate::index::PointIndex;
use h3o::{CellIndex, Resolution};
use rayon::prelude::*;

/// Metres by which a rounded distance and the bound on descendants may together be off.
const MARGIN_M: f64 = 1.0;

/// Every cell of the ground's resolution, inside its area or not, whose centre lies within a radius of a station and
/// that has demand, or area where there is no such source; in order, with how much.
pub(super) fn demand_around(
    ground: &Ground,
    stations: &PointIndex,
    radius_m: f64,
    effort: &Effort,
) -> Result<Vec<(CellIndex, f64)>, Halt> {
    let search = Search { layer: ground.layer(), resolution: ground.tiling().resolution(), stations, radius_m, effort };
    let mut base: Vec<CellIndex> = CellIndex::base_cells().collect();
    base.sort_unstable();
    let all = search.layer.map(DemandLayer::all);
    let found = base.par_iter().map(|cell| {
        let mut found = Vec::new();
        search.below(*cell, all.as_ref(), &mut found)?;
        Ok(found)
    });
    Ok(found.collect::<Result<Vec<_>, Halt>>()?.into_iter().flatten().collect())
}

struct Search<'a> {
    layer: Option<&'a DemandLayer>,
    resolution: Resolution,
    stations: &'a PointIndex,
    radius_m: f64,
    effort: &'a Effort,
}

impl Search<'_> {
    fn below(&self, cell: CellIndex, above: Option<&Share>, found: &mut Vec<(CellIndex, f64)>) -> Result<(), Halt> {
        let share = self.layer.zip(above).map(|(layer, above)| layer.below(above, cell));
        if share.as_ref().is_some_and(|share| !DemandLayer::is_any(share)) {
            return Ok(());
        }
        let (nearest, measured) = self.stations.nearest_counting(centre(cell), 1);
        self.effort.spend(UNITS_A_LOOK * (1 + measured))?;
        let Some((distance, _)) = nearest.first() else { return Ok(()) };
        if cell.resolution() == self.resolution {
            if distance.within(self.radius_m) {
                let weight = match (self.layer, &share) {
                    (Some(layer), Some(share)) => layer.weight_of_cell(share, cell),
                    _ => cell.area_m2(),
                };
                found.push((cell, weight));
            }
            return Ok(());
        }
        // No descendant's centre is nearer to any station than this.
        if distance.m() - reach_m(cell.resolution(), self.resolution) > self.radius_m + MARGIN_M {
            return Ok(());
        }
        for child in children(cell) {
            self.below(child, share.as_ref(), found)?;
        }
        Ok(())
    }
}
