//! How much demand lies in each cell of a resolution? Weights of all forms brought to it, so that their sum stays.

use super::amount::Scale;
use super::area::Area;
use super::cell_area::CellAreas;
use super::demand::{Demand, DemandPlace};
use super::effort::{Effort, Halt};
use super::hierarchy::{children, span};
use super::tiling::Tiling;
use crate::geodesy::Position;
use geo::{Centroid, MultiPolygon};
use h3o::{CellIndex, LatLng, Resolution};
use rayon::prelude::*;
use std::ops::Range;

/// Demand of one kind, brought to the cells of one resolution.
///
/// - A weight at a position counts for the cell that holds the position.
/// - A weight of a finer cell counts for the cell's ancestor.
/// - A weight of a coarser cell is shared among its descendants by their exact areas.
/// - A weight of an area is shared by exact areas among the cells whose centre lies in it; if none does, it counts
///   for the cell that holds a position within.
#[derive(Debug, Clone)]
pub struct DemandLayer {
    resolution: Resolution,
    areas: CellAreas,
    scale: Scale,
    /// Cells with a weight of their own, in order, each once.
    cells: Vec<(u64, f64)>,
    /// Units of the first so many of them.
    sums: Vec<u64>,
    /// Weights spread evenly over all descendants of a cell, in the order of the first of them, coarse before fine.
    spread: Vec<Spread>,
    /// Units of the first so many of them.
    spread_sums: Vec<u64>,
}

#[derive(Debug, Clone, Copy, PartialEq)]
struct Spread {
    cell: CellIndex,
    first: u64,
    weight_per_m2: f64,
}

/// The part of a layer that lies below a cell.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Share {
    cells: Range<usize>,
    spread: Range<usize>,
    /// Weight per square metre that ancestors and the cell itself have spread over it.
    weight_per_m2: f64,
}

impl DemandLayer {
    /// Brings weights to the cells of a resolution.
    ///
    /// # Errors
    /// [`Halt`] when that takes too much work.
    pub fn of(demand: &[Demand], resolution: Resolution, effort: &Effort) -> Result<Self, Halt> {
        let areas = CellAreas::at(resolution);
        let placed = demand.par_iter().map(|demand| placed(demand, &areas, resolution, effort));
        let placed = placed.collect::<Result<Vec<_>, Halt>>()?;
        let mut cells: Vec<(u64, f64)> = Vec::new();
        let mut spread: Vec<Spread> = Vec::new();
        for placed in placed {
            match placed {
                Placed::Cell(cell, weight) => cells.push((cell.into(), weight)),
                Placed::Spread(blocks, weight_per_m2) => spread.extend(blocks.into_iter().map(|cell| Spread {
                    cell,
                    first: *span(cell, resolution).start(),
                    weight_per_m2,
                })),
            }
        }
        cells.retain(|(_, weight)| *weight > 0.0);
        // Weights of the same cell in the order of their size, so that their sum depends on no other order.
        cells.par_sort_unstable_by(|a, b| a.0.cmp(&b.0).then(a.1.total_cmp(&b.1)));
        cells.dedup_by(|next, first| {
            let same = next.0 == first.0;
            first.1 += if same { next.1 } else { 0.0 };
            same
        });
        spread.retain(|spread| spread.weight_per_m2 > 0.0);
        spread.par_sort_unstable_by(|a, b| {
            let place = |of: &Spread| (of.first, of.cell.resolution());
            place(a).cmp(&place(b)).then(a.weight_per_m2.total_cmp(&b.weight_per_m2))
        });
        spread.dedup_by(|next, first| {
            let same = next.cell == first.cell;
            first.weight_per_m2 += if same { next.weight_per_m2 } else { 0.0 };
            same
        });
        let weight_of = |spread: &Spread| spread.weight_per_m2 * areas.below_m2(spread.cell);
        let spread_weights: Vec<f64> = spread.par_iter().map(weight_of).collect();
        let total = cells.iter().map(|(_, weight)| weight).sum::<f64>() + spread_weights.iter().sum::<f64>();
        let scale = Scale::of_total(total.min(f64::MAX));
        let sums = running(cells.iter().map(|(_, weight)| scale.units(*weight)));
        let spread_sums = running(spread_weights.iter().map(|weight| scale.units(*weight)));
        Ok(Self { resolution, areas, scale, cells, sums, spread, spread_sums })
    }

    /// The resolution of its cells.
    pub fn resolution(&self) -> Resolution {
        self.resolution
    }

    /// How its sums are counted.
    pub fn scale(&self) -> Scale {
        self.scale
    }

    /// All weights together.
    pub fn total(&self) -> f64 {
        let units = |sums: &[u64]| i128::from(sums.last().copied().unwrap_or(0));
        self.scale.weight(units(&self.sums) + units(&self.spread_sums))
    }

    /// The weight of one cell of the resolution.
    pub fn weight(&self, cell: CellIndex) -> f64 {
        let path = Resolution::range(Resolution::Zero, self.resolution).filter_map(|coarser| cell.parent(coarser));
        let share = path.fold(self.all(), |share, ancestor| self.below(&share, ancestor));
        self.weight_of_cell(&share, cell)
    }

    /// Bytes held on the heap.
    pub fn bytes(&self) -> usize {
        size_of_val(&self.cells[..])
            + size_of_val(&self.sums[..])
            + size_of_val(&self.spread[..])
            + size_of_val(&self.spread_sums[..])
    }

    /// Everything.
    pub(super) fn all(&self) -> Share {
        Share { cells: 0..self.cells.len(), spread: 0..self.spread.len(), weight_per_m2: 0.0 }
    }

    /// The part below a cell of the part below its parent, or of everything for a base cell.
    pub(super) fn below(&self, share: &Share, cell: CellIndex) -> Share {
        let nothing = |at: usize| at..at;
        let mut below = Share {
            cells: nothing(share.cells.start),
            spread: nothing(share.spread.start),
            weight_per_m2: share.weight_per_m2,
        };
        if share.cells.is_empty() && share.spread.is_empty() {
            return below;
        }
        let span = span(cell, self.resolution);
        below.cells = part(&self.cells, &share.cells, |(cell, _)| *cell, &span);
        below.spread = part(&self.spread, &share.spread, |spread| spread.first, &span);
        if let Some(own) = self.spread.get(below.spread.start).filter(|own| own.cell == cell)
            && !below.spread.is_empty()
        {
            below.weight_per_m2 += own.weight_per_m2;
            below.spread.start += 1;
        }
        below
    }

    /// Units of all cells of a tiling of the layer's resolution.
    pub(super) fn units_of(&self, tiling: &Tiling) -> u64 {
        let of_base = |cell: CellIndex| self.units_below(tiling, cell, 0..tiling.blocks().len(), &self.all());
        CellIndex::base_cells().map(of_base).sum()
    }

    fn units_below(&self, tiling: &Tiling, cell: CellIndex, blocks: Range<usize>, share: &Share) -> u64 {
        let share = self.below(share, cell);
        let blocks = tiling.below(cell, blocks);
        if blocks.is_empty() || !Self::is_any(&share) {
            return 0;
        }
        if tiling.blocks().get(blocks.start) == Some(&cell) {
            return self.units(&share, cell);
        }
        children(cell).map(|child| self.units_below(tiling, child, blocks.clone(), &share)).sum()
    }

    /// Whether any weight lies in a share.
    pub(super) fn is_any(share: &Share) -> bool {
        !share.cells.is_empty() || !share.spread.is_empty() || share.weight_per_m2 > 0.0
    }

    /// Units of a share that lies below `cell`.
    pub(super) fn units(&self, share: &Share, cell: CellIndex) -> u64 {
        let between = |sums: &[u64], range: &Range<usize>| sums[range.end] - sums[range.start];
        let own = between(&self.sums, &share.cells) + between(&self.spread_sums, &share.spread);
        if share.weight_per_m2 > 0.0 {
            return own.saturating_add(self.scale.units(share.weight_per_m2 * self.areas.below_m2(cell)));
        }
        own
    }

    /// The weight of one cell of the resolution, given the share below it.
    pub(super) fn weight_of_cell(&self, share: &Share, cell: CellIndex) -> f64 {
        let own: f64 = self.cells.get(share.cells.clone()).unwrap_or_default().iter().map(|(_, weight)| weight).sum();
        // A sum of nothing is -0.0.
        if share.weight_per_m2 > 0.0 { own + share.weight_per_m2 * self.areas.below_m2(cell) } else { own + 0.0 }
    }
}

/// Where of a sorted run the items lie whose key is in a span.
fn part<T>(
    items: &[T],
    run: &Range<usize>,
    key: impl Fn(&T) -> u64,
    span: &std::ops::RangeInclusive<u64>,
) -> Range<usize> {
    let items = items.get(run.clone()).unwrap_or_default();
    let start = items.partition_point(|item| key(item) < *span.start());
    let end = start + items.get(start..).unwrap_or_default().partition_point(|item| key(item) <= *span.end());
    run.start + start..run.start + end
}

/// Sums of the first none, one, two and so on of some numbers.
fn running(numbers: impl Iterator<Item = u64>) -> Vec<u64> {
    let sums = numbers.scan(0u64, |sum, number| {
        *sum = sum.saturating_add(number);
        Some(*sum)
    });
    std::iter::once(0).chain(sums).collect()
}

enum Placed {
    Cell(CellIndex, f64),
    /// So much a square metre over all cells below these.
    Spread(Vec<CellIndex>, f64),
}

fn placed(demand: &Demand, areas: &CellAreas, resolution: Resolution, effort: &Effort) -> Result<Placed, Halt> {
    effort.spend(1)?;
    let at = |position: Position| Placed::Cell(cell_at(position, resolution), demand.weight);
    Ok(match &demand.place {
        DemandPlace::Position(position) => at(*position),
        DemandPlace::Cell(cell) => match cell.parent(resolution) {
            Some(ancestor) => Placed::Cell(ancestor, demand.weight),
            None => Placed::Spread(vec![*cell], demand.weight / areas.below_m2(*cell)),
        },
        DemandPlace::Area(polygons) => {
            let area = Area::new(polygons);
            let tiling = Tiling::of(&area, resolution, effort)?;
            if tiling.cells() == 0 {
                return Ok(at(position_in(polygons, &area)));
            }
            effort.spend(tiling.blocks().len())?;
            let area_m2: f64 = tiling.blocks().iter().map(|block| areas.below_m2(*block)).sum();
            Placed::Spread(tiling.blocks().to_vec(), demand.weight / area_m2)
        }
    })
}

/// The cell of a resolution that holds a position.
pub(super) fn cell_at(position: Position, resolution: Resolution) -> CellIndex {
    // A position is finite, which is all that is asked of a latitude and a longitude.
    LatLng::new(position.lat(), position.lon()).unwrap_or_default().to_cell(resolution)
}

/// The centroid of an area if it lies within, else a corner.
fn position_in(polygons: &MultiPolygon<f64>, area: &Area) -> Position {
    let position = |x: f64, y: f64| Position::new(x, y).ok();
    let centroid = polygons.centroid().and_then(|point| position(point.x(), point.y()));
    let corner =
        || polygons.iter().flat_map(|polygon| polygon.exterior()).find_map(|corner| position(corner.x, corner.y));
    centroid.filter(|centroid| area.contains(*centroid)).or_else(corner).unwrap_or_default()
}
