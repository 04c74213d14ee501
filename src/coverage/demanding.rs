//! Which cells of an area have demand, and how much? Found from coarse to fine, past all that have none.

use super::ground::Ground;
use super::hierarchy::children;
use super::layer::{DemandLayer, Share};
use h3o::CellIndex;
use std::ops::Range;

impl Ground {
    /// Every cell that weighs anything, in order: by its demand where the area has any, else by its area in square metres.
    pub fn demanding(&self) -> Vec<(CellIndex, f64)> {
        let Some(layer) = self.layer().filter(|_| self.demand > 0) else {
            return self.tiling().each().map(|cell| (cell, cell.area_m2())).collect();
        };
        let mut found = Vec::new();
        let mut base: Vec<CellIndex> = CellIndex::base_cells().collect();
        base.sort_unstable();
        let all = layer.all();
        for cell in base {
            self.descend(layer, cell, &all, 0..self.tiling().blocks().len(), &mut found);
        }
        found
    }

    fn descend(
        &self,
        layer: &DemandLayer,
        cell: CellIndex,
        above: &Share,
        blocks: Range<usize>,
        found: &mut Vec<(CellIndex, f64)>,
    ) {
        let share = layer.below(above, cell);
        if !DemandLayer::is_any(&share) {
            return;
        }
        // Once within a block everything below is in the area.
        let within = self.tiling().blocks().get(blocks.clone()).is_some_and(|some| match some {
            [block] => cell.parent(block.resolution()) == Some(*block),
            _ => false,
        });
        let blocks = if within { blocks } else { self.tiling().below(cell, blocks) };
        if blocks.is_empty() {
            return;
        }
        if cell.resolution() == self.tiling().resolution() {
            let weight = layer.weight_of_cell(&share, cell);
            if weight > 0.0 {
                found.push((cell, weight));
            }
            return;
        }
        for child in children(cell) {
            self.descend(layer, child, &share, blocks.clone(), found);
        }
    }
}
