//! Where is nobody served? The patches of cells beyond reach, and how much lies in each.

use super::amount::Amount;
use super::cell_area::CellAreas;
use super::effort::{Effort, Halt};
use super::ground::{Ground, area_units};
use super::layer::{DemandLayer, Share};
use super::patches::{Patch, patches};
use super::sites::Site;
use super::summary::{Farthest, HALF_MM, Reach};
use super::tiling::Tiling;
use super::walk::{Block, Look, Visit, Walk};
use super::walked_cell::Cell;
use geo::MultiPolygon;
use h3o::CellIndex;
use std::cmp::Reverse;
use std::collections::HashMap;

/// A connected patch of cells that are not covered.
#[derive(Debug, Clone, PartialEq)]
pub struct Gap {
    /// Its cells, coarser ones standing for all their descendants.
    pub blocks: Vec<CellIndex>,
    /// Its outline, WGS 84 degrees, cut at the antimeridian.
    pub area: MultiPolygon<f64>,
    /// How many cells.
    pub cells: u64,
    /// Their exact areas together, in square metres.
    pub area_m2: Amount,
    /// Their demand; none where there is no such source.
    pub demand: Option<Amount>,
    /// The farthest of its cells; none where there are fewer stations than are asked.
    pub farthest: Option<Farthest>,
}

/// The gaps of an area, by demand, then by area, then by their smallest cell.
///
/// # Errors
/// [`Halt`] when that takes too much work.
pub fn gaps(ground: &Ground, sites: &[Site], reach: &Reach, effort: &Effort) -> Result<Vec<Gap>, Halt> {
    let (tiling, layer) = (ground.tiling(), ground.layer());
    let resolution = tiling.resolution();
    let walk = Walk {
        tiling,
        sites,
        min_stations: reach.min_stations,
        layer: None,
        cap_m: Some(reach.radius_m),
        count_m: None,
        farthest: false,
        effort,
    };
    effort.spend(ground.area_units)?;
    let parts = walk.run(|_| Uncovered { radius_m: reach.radius_m, blocks: Vec::new() })?;
    let blocks: Vec<CellIndex> = parts.into_iter().flat_map(|part| part.blocks).collect();
    let found = patches(&blocks, resolution, &|units| effort.spend(units as usize))?;
    measured(found, Tiling::from_blocks(blocks, resolution), layer, sites, reach, effort)
}

/// Measures patches: a second walk, over what is uncovered, in which each block belongs to one patch.
fn measured(
    found: Vec<Patch>,
    uncovered: Tiling,
    layer: Option<&DemandLayer>,
    sites: &[Site],
    reach: &Reach,
    effort: &Effort,
) -> Result<Vec<Gap>, Halt> {
    let mut numbered: Vec<(CellIndex, u32)> = (0u32..)
        .zip(&found)
        .flat_map(|(number, patch)| patch.blocks.iter().map(move |block| (*block, number)))
        .collect();
    numbered.sort_unstable();
    let patch_of = |block: &CellIndex| {
        let place = numbered.binary_search_by_key(block, |(block, _)| *block);
        place.ok().and_then(|place| numbered.get(place)).map_or(0, |(_, number)| *number)
    };
    let patch_of_block: Vec<u32> = uncovered.blocks().iter().map(patch_of).collect();
    let areas = CellAreas::at(uncovered.resolution());
    let farthest = sites.len() >= reach.min_stations;
    let walk = Walk {
        tiling: &uncovered,
        sites,
        min_stations: reach.min_stations,
        layer,
        cap_m: None,
        count_m: None,
        farthest,
        effort,
    };
    let measure = |first: Option<&Measure>| Measure {
        layer,
        areas: &areas,
        patch_of_block: &patch_of_block,
        farthest_mm: farthest.then(|| first.and_then(|first| first.farthest_mm.clone()).unwrap_or_default()),
        measures: Vec::new(),
    };
    let mut sums = vec![Measured::default(); found.len()];
    for part in walk.run(measure)? {
        for (number, measured) in part.measures {
            if let Some(sum) = sums.get_mut(number as usize) {
                sum.add(&measured);
            }
        }
    }
    let mut gaps: Vec<Gap> = found
        .into_iter()
        .zip(sums)
        .map(|(patch, sum)| Gap {
            blocks: patch.blocks,
            area: patch.area,
            cells: sum.cells,
            area_m2: Amount::of_area(sum.area),
            demand: layer.map(|layer| Amount::new(sum.demand, layer.scale())),
            farthest: sum.farthest,
        })
        .collect();
    let smallest = |gap: &Gap| gap.blocks.first().and_then(|block| block.center_child(uncovered.resolution()));
    gaps.sort_by_cached_key(|gap| {
        (Reverse(gap.demand.map(|demand| demand.units)), Reverse(gap.area_m2.units), smallest(gap))
    });
    Ok(gaps)
}

/// The blocks that are not covered.
struct Uncovered {
    radius_m: f64,
    blocks: Vec<CellIndex>,
}

impl Visit for Uncovered {
    fn opens(&mut self, block: &Block) -> Look {
        if block.most_m + HALF_MM <= self.radius_m {
            return Look::Past;
        }
        if block.least_m - HALF_MM <= self.radius_m {
            return Look::Into;
        }
        self.blocks.push(block.cell);
        Look::Past
    }

    fn cell(&mut self, cell: &Cell) {
        let (least_m, most_m) = cell.bounds_m();
        let covered = if most_m + HALF_MM <= self.radius_m {
            true
        } else if least_m - HALF_MM > self.radius_m {
            false
        } else {
            cell.served().is_some_and(|served| served.distance.within(self.radius_m))
        };
        if !covered {
            self.blocks.push(cell.cell);
        }
    }
}

#[derive(Debug, Clone, Default)]
struct Measured {
    cells: u64,
    area: u128,
    demand: u64,
    farthest: Option<Farthest>,
}

impl Measured {
    fn add(&mut self, other: &Self) {
        self.cells += other.cells;
        self.area += other.area;
        self.demand += other.demand;
        self.farthest = self.farthest.into_iter().chain(other.farthest).reduce(Farthest::or);
    }
}

/// Measures of patches, as far as one part of the walk meets them.
struct Measure<'a> {
    layer: Option<&'a DemandLayer>,
    areas: &'a CellAreas,
    patch_of_block: &'a [u32],
    /// By patch: some cell of it is known to be at least so far, in millimetres; none if there are too few stations.
    farthest_mm: Option<HashMap<u32, u64>>,
    /// By patch; in the order in which blocks are met, so that few are looked through.
    measures: Vec<(u32, Measured)>,
}

impl Measure<'_> {
    fn patch(&self, block: usize) -> u32 {
        self.patch_of_block.get(block).copied().unwrap_or(0)
    }

    fn farthest_mm(&mut self, patch: u32) -> Option<&mut u64> {
        self.farthest_mm.as_mut().map(|known| known.entry(patch).or_insert(0))
    }

    fn add(
        &mut self,
        patch: u32,
        (cell, cos): (CellIndex, Option<f64>),
        share: Option<&Share>,
        farthest: Option<Farthest>,
    ) {
        let measured = Measured {
            cells: cell.children_count(self.areas.resolution()),
            area: area_units(self.areas, cell, cos),
            demand: self.layer.zip(share).map_or(0, |(layer, share)| layer.units(share, cell)),
            farthest,
        };
        match self.measures.last_mut() {
            Some((last, sum)) if *last == patch => sum.add(&measured),
            _ => self.measures.push((patch, measured)),
        }
    }
}

impl Visit for Measure<'_> {
    fn opens(&mut self, block: &Block) -> Look {
        let patch = self.patch(block.number);
        if let Some(farthest_mm) = self.farthest_mm(patch) {
            *farthest_mm = (*farthest_mm).max(((block.middle_m - HALF_MM) * 1000.0) as u64);
            if (block.most_m + HALF_MM) * 1000.0 >= *farthest_mm as f64 {
                return Look::FarthestFirst;
            }
        }
        self.add(patch, (block.cell, block.cos), block.share, None);
        Look::Past
    }

    fn cell(&mut self, cell: &Cell) {
        let patch = self.patch(cell.number);
        let (_, most_m) = cell.bounds_m();
        let farthest = self.farthest_mm(patch).and_then(|farthest_mm| {
            if (most_m + HALF_MM) * 1000.0 < *farthest_mm as f64 {
                return None;
            }
            let served = cell.served()?;
            *farthest_mm = (*farthest_mm).max(served.distance.mm());
            Some(Farthest { cell: cell.cell, served })
        });
        self.add(patch, (cell.cell, cell.cos), cell.share, farthest);
    }
}
