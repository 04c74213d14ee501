//! Which cells have their centre in an area? The same set as by asking each, found from coarse to fine.

use super::area::{Area, Window};
use super::effort::{Effort, Halt};
use super::hierarchy::{centre, children, reach_rad, span};
use crate::geodesy::Position;
use h3o::{CellIndex, Resolution};
use rayon::prelude::*;
use std::ops::Range;

/// The cells of one resolution whose centre lies in an area, as few blocks: a cell of a coarser resolution stands
/// for all its descendants.
#[derive(Debug, Clone)]
pub struct Tiling {
    resolution: Resolution,
    /// In the order of their descendants.
    blocks: Vec<CellIndex>,
    cells: u64,
}

/// What was found below a cell.
enum Found {
    All,
    Some(Vec<CellIndex>),
}

impl Tiling {
    /// Finds the cells of `resolution` whose centre lies in the area.
    ///
    /// # Errors
    /// [`Halt`] when that takes too much work.
    pub fn of(area: &Area, resolution: Resolution, effort: &Effort) -> Result<Self, Halt> {
        let search = Search { area, resolution, effort };
        let all: Vec<u32> = (0..).take(area.edges()).collect();
        let mut base: Vec<CellIndex> = CellIndex::base_cells().collect();
        base.sort_unstable();
        let found = base.par_iter().map(|cell| Ok((*cell, search.below(*cell, &all)?)));
        let mut blocks = Vec::new();
        for (cell, found) in found.collect::<Result<Vec<_>, Halt>>()? {
            match found {
                Found::All => blocks.push(cell),
                Found::Some(mut some) => blocks.append(&mut some),
            }
        }
        Ok(Self::from_blocks(blocks, resolution))
    }

    /// Blocks that are in order already, none of them a descendant of another.
    pub fn from_blocks(blocks: Vec<CellIndex>, resolution: Resolution) -> Self {
        let cells = blocks.iter().map(|block| block.children_count(resolution)).sum();
        Self { resolution, blocks, cells }
    }

    /// The resolution of the cells.
    pub fn resolution(&self) -> Resolution {
        self.resolution
    }

    /// The blocks, in the order of their descendants.
    pub fn blocks(&self) -> &[CellIndex] {
        &self.blocks
    }

    /// How many cells there are.
    pub fn cells(&self) -> u64 {
        self.cells
    }

    /// Every cell, in order.
    pub fn each(&self) -> impl Iterator<Item = CellIndex> {
        self.blocks.iter().flat_map(|block| block.children(self.resolution))
    }

    /// Bytes held on the heap.
    pub fn bytes(&self) -> usize {
        size_of_val(&self.blocks[..])
    }

    /// Of a run of blocks, those that are `cell` or lie below it.
    pub(super) fn below(&self, cell: CellIndex, within: Range<usize>) -> Range<usize> {
        let span = span(cell, self.resolution);
        let first_below = |block: &CellIndex| *self::span(*block, self.resolution).start();
        let run = self.blocks.get(within.clone()).unwrap_or_default();
        let start = run.partition_point(|block| first_below(block) < *span.start());
        let end = run.partition_point(|block| first_below(block) <= *span.end());
        within.start + start..within.start + end
    }
}

/// A cell's centre and its windows take about as long as so many edges or stations looked at.
const UNITS_A_CELL: usize = 8;

struct Search<'a> {
    area: &'a Area,
    resolution: Resolution,
    effort: &'a Effort,
}

impl Search<'_> {
    /// The descendants of `cell` that lie in the area; `near` are the edges that may come near them.
    fn below(&self, cell: CellIndex, near: &[u32]) -> Result<Found, Halt> {
        self.effort.spend(UNITS_A_CELL + near.len())?;
        let middle = centre(cell);
        if cell.resolution() == self.resolution {
            return self.is_inside(middle).map(Found::of);
        }
        let windows = windows(middle, reach_rad(cell.resolution(), self.resolution));
        let meets = |number: &&u32| {
            self.area.edge(**number).is_some_and(|edge| windows.iter().any(|window| edge.may_meet(window)))
        };
        let near: Vec<u32> = near.iter().filter(meets).copied().collect();
        // No edge comes between two positions of a window without edges, so one of them speaks for all; windows on
        // both sides of the antimeridian have to say the same.
        if near.is_empty() {
            let mut judged = windows.iter().map(|window| self.is_inside(window.middle()));
            let first = judged.next().unwrap_or(Ok(false))?;
            if judged.all(|other| other == Ok(first)) {
                return Ok(Found::of(first));
            }
        }
        let found: Vec<(CellIndex, Found)> = if near.len() > 64 {
            let children: Vec<CellIndex> = children(cell).collect();
            let found = children.into_par_iter().map(|child| Ok((child, self.below(child, &near)?)));
            found.collect::<Result<_, Halt>>()?
        } else {
            children(cell).map(|child| Ok((child, self.below(child, &near)?))).collect::<Result<_, Halt>>()?
        };
        if found.iter().all(|(_, found)| matches!(found, Found::All)) {
            return Ok(Found::All);
        }
        let mut blocks = Vec::new();
        for (child, found) in found {
            match found {
                Found::All => blocks.push(child),
                Found::Some(mut some) => blocks.append(&mut some),
            }
        }
        Ok(Found::Some(blocks))
    }

    fn is_inside(&self, position: Position) -> Result<bool, Halt> {
        let mut looks = 0;
        let inside = self.area.contains_counting(position, &mut looks);
        self.effort.spend(looks)?;
        Ok(inside)
    }
}

impl Found {
    fn of(inside: bool) -> Self {
        if inside { Self::All } else { Self::Some(Vec::new()) }
    }
}

/// Windows that hold everything within `reach` radians of a position: two where it crosses the antimeridian.
fn windows(middle: Position, reach: f64) -> Vec<Window> {
    /// Degrees for rounding, about a tenth of a millimetre.
    const ROUNDING_DEG: f64 = 1e-9;
    let reach_deg = reach.to_degrees() + ROUNDING_DEG;
    let (south, north) = (middle.lat() - reach_deg, middle.lat() + reach_deg);
    let (south_end, north_end) = (south.max(-90.0), north.min(90.0));
    // Where a meridian touches the circle around a position, the triangle with the pole has a right angle, and by
    // Napier's rule the sine of the angle at the pole is sin(reach) / cos(lat).
    let narrowing = middle.lat().to_radians().cos();
    let wide = reach.sin() / narrowing;
    if south <= -90.0 || north >= 90.0 || reach >= std::f64::consts::FRAC_PI_2 || wide >= 1.0 {
        return vec![Window { west: -180.0, south: south_end, east: 180.0, north: north_end }];
    }
    let wide_deg = wide.asin().to_degrees() + ROUNDING_DEG;
    let (west, east) = (middle.lon() - wide_deg, middle.lon() + wide_deg);
    let window = |west: f64, east: f64| Window { west, south: south_end, east, north: north_end };
    if west < -180.0 {
        vec![window(-180.0, east), window(west + 360.0, 180.0)]
    } else if east > 180.0 {
        vec![window(west, 180.0), window(-180.0, east - 360.0)]
    } else {
        vec![window(west, east)]
    }
}
