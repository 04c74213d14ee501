//! What rings do the sides of a set make? Sides chained by the names of their corners, then placed.

use super::rim::Side;
use super::spot::Spot;
use h3o::DirectedEdgeIndex;

/// A bend this near to a corner, in steps, is left out: rounded, it could only harm.
const BEND_APART: i64 = 10;

/// A closed ring of places, the set on its left; its last leads to its first.
pub struct Ring {
    /// The number of a block that it bounds.
    pub block: usize,
    pub spots: Vec<Spot>,
}

/// Chains sides into rings.
///
/// # Errors
///
/// What `spend` says when it is asked for the sides written.
pub fn rings<E>(mut sides: Vec<Side>, spend: &impl Fn(u64) -> Result<(), E>) -> Result<Vec<Ring>, E> {
    sides.sort_unstable_by_key(|side| side.from);
    // At every corner of the rim one side ends and one begins, so both in the order of corners are pairs.
    let mut ends: Vec<usize> = (0..sides.len()).collect();
    ends.sort_unstable_by_key(|side| sides[*side].to);
    let mut next = vec![0; sides.len()];
    for (beginning, end) in ends.into_iter().enumerate() {
        next[end] = beginning;
    }
    let mut is_done = vec![false; sides.len()];
    let mut rings = Vec::new();
    for first in 0..sides.len() {
        let mut chain = Vec::new();
        let mut at = first;
        while !is_done[at] {
            spend(1)?;
            is_done[at] = true;
            chain.push(sides[at]);
            at = next[at];
        }
        if !chain.is_empty() {
            rings.push(Ring { block: chain[0].block, spots: places(&chain) });
        }
    }
    Ok(rings)
}

/// The corners and bends of a closed chain of sides.
fn places(chain: &[Side]) -> Vec<Spot> {
    let corners: Vec<Spot> = chain.iter().map(|side| place(side.from)).collect();
    let mut spots = Vec::with_capacity(chain.len());
    for (at, side) in chain.iter().enumerate() {
        let (from, to) = (corners[at], corners[(at + 1) % corners.len()]);
        spots.push(from);
        spots.extend(bend(side.edge).filter(|bend| are_apart(*bend, from) && are_apart(*bend, to)));
    }
    spots
}

/// Where the corner is that an edge names.
fn place(corner: DirectedEdgeIndex) -> Spot {
    Spot::nearest(corner.boundary()[0])
}

/// Where an edge bends because it crosses from one face of the icosahedron to another; only those of Class III do.
fn bend(edge: DirectedEdgeIndex) -> Option<Spot> {
    if !edge.origin().resolution().is_class3() {
        return None;
    }
    match *edge.boundary() {
        [_, bend, _] => Some(Spot::nearest(bend)),
        _ => None,
    }
}

fn are_apart(a: Spot, b: Spot) -> bool {
    let (lon, lat) = a.step_to(b);
    lon.abs() > BEND_APART || lat.abs() > BEND_APART
}
