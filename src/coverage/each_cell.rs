//! How is each single cell of an area served?

use super::effort::{Effort, Halt};
use super::ground::Ground;
use super::layer::DemandLayer;
use super::sites::{Served, Site};
use super::summary::Reach;
use super::walk::{Block, Look, Visit, Walk};
use super::walked_cell::Cell;
use h3o::CellIndex;

/// One cell, and how it is served.
#[derive(Debug, Clone, PartialEq)]
pub struct CellServed {
    /// The cell.
    pub cell: CellIndex,
    /// Its distance and station; none where there are fewer stations than are asked.
    pub served: Option<Served>,
    /// How many stations lie within the radius.
    pub stations_within: usize,
    /// Its demand; none where there is no such source.
    pub demand: Option<f64>,
}

/// Every cell of an area, in order.
///
/// # Errors
/// [`Halt`] when that takes too much work.
pub fn each_cell(ground: &Ground, sites: &[Site], reach: &Reach, effort: &Effort) -> Result<Vec<CellServed>, Halt> {
    let (tiling, layer) = (ground.tiling(), ground.layer());
    let walk = Walk {
        tiling,
        sites,
        min_stations: reach.min_stations,
        layer,
        cap_m: None,
        count_m: Some(reach.radius_m),
        farthest: false,
        effort,
    };
    let lists = walk.run(|_| List { layer, radius_m: reach.radius_m, cells: Vec::new() })?;
    Ok(lists.into_iter().flat_map(|list| list.cells).collect())
}

struct List<'a> {
    layer: Option<&'a DemandLayer>,
    radius_m: f64,
    cells: Vec<CellServed>,
}

impl Visit for List<'_> {
    fn opens(&mut self, _: &Block) -> Look {
        Look::Into
    }

    fn cell(&mut self, cell: &Cell) {
        self.cells.push(CellServed {
            cell: cell.cell,
            served: cell.served(),
            stations_within: cell.stations_within(self.radius_m),
            demand: self.layer.zip(cell.share).map(|(layer, share)| layer.weight_of_cell(share, cell.cell)),
        });
    }
}
