//! What are the patches of a set of cells? Its connected components, each with its outline.

use super::members::Members;
use super::nesting::nest;
use super::outline::rings;
use super::rim::rim;
use super::seam::cut;
use super::spot::Spot;
use geo::MultiPolygon;
use h3o::{CellIndex, Resolution};

/// A connected patch of cells.
#[derive(Debug, Clone, PartialEq)]
pub struct Patch {
    /// The blocks that it is made of, in order.
    pub blocks: Vec<CellIndex>,
    /// Its outline in WGS 84 degrees, edges straight in longitude and latitude: a valid area whose rings are closed,
    /// exteriors against the clock and holes with it, cut at the antimeridian (RFC 7946, sections 3.1.6 and 3.1.9).
    /// Coordinates are rounded to 1e-7 degrees, the same in all outlines.
    pub area: MultiPolygon<f64>,
}

/// The connected patches of a set of cells, by their first blocks.
///
/// `blocks` are cells of `resolution` or coarser, none of them an ancestor of another or there twice, in the order of
/// their [`span`](crate::coverage::hierarchy::span)s; each stands for all its descendants at `resolution`. Two blocks
/// are in the same patch if neighbours lead from one to the other.
///
/// `spend` is told of work before it is done, in small amounts: one for each cell looked at and each edge written. Only
/// cells along the rim are, whatever the blocks hold.
///
/// # Errors
///
/// What `spend` says; the work then stops.
pub fn patches<E>(
    blocks: &[CellIndex],
    resolution: Resolution,
    spend: &impl Fn(u64) -> Result<(), E>,
) -> Result<Vec<Patch>, E> {
    let rim = rim(blocks, &Members::new(blocks, resolution), spend)?;
    let mut patches: Vec<(Vec<CellIndex>, Vec<Vec<Spot>>)> = Vec::new();
    let mut patch_of = vec![0; blocks.len()];
    for (block, first) in rim.first.into_iter().enumerate() {
        if first == block {
            patch_of[block] = patches.len();
            patches.push((Vec::new(), Vec::new()));
        }
        patch_of[block] = patch_of[first];
        patches[patch_of[block]].0.push(blocks[block]);
    }
    for ring in rings(rim.sides, spend)? {
        patches[patch_of[ring.block]].1.push(ring.spots);
    }
    patches.into_iter().map(|(blocks, rings)| Ok(Patch { blocks, area: nest(cut(rings), spend)? })).collect()
}
