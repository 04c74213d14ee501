//! Where does a set of cells end, and which of its blocks hang together? A walk along the rim, blocks opened only where it runs.
//!
//! Neighbours have the same ancestor or neighbouring ones. So a cell whose neighbours are all members has no
//! descendant with a neighbour outside, and is passed over; and neighbours have neighbouring children, so the
//! blocks that two neighbouring cells lie in hang together. The laws hold both facts.

use super::members::{Members, Share};
use crate::coverage::hierarchy::children;
use h3o::{CellIndex, DirectedEdgeIndex};

/// One side of a member, with another cell behind it that is none.
#[derive(Debug, Clone, Copy)]
pub struct Side {
    /// The names of the corners at its ends; the member lies on the left.
    pub from: DirectedEdgeIndex,
    pub to: DirectedEdgeIndex,
    /// The side itself, out of the smaller of its two cells.
    pub edge: DirectedEdgeIndex,
    /// The number of the block that the member belongs to.
    pub block: usize,
}

/// The end of a set of cells.
pub struct Rim {
    /// All sides, in no order that matters.
    pub sides: Vec<Side>,
    /// For each block the first one that it hangs together with.
    pub first: Vec<usize>,
}

/// Walks along the rim of a set.
///
/// # Errors
///
/// What `spend` says when it is asked for the cells looked at.
pub fn rim<E>(blocks: &[CellIndex], members: &Members, spend: &impl Fn(u64) -> Result<(), E>) -> Result<Rim, E> {
    let mut walk = Walk { members, sides: Vec::new(), groups: Groups::new(blocks.len()) };
    for (block, cell) in blocks.iter().enumerate() {
        walk.open(*cell, block, spend)?;
    }
    let Walk { sides, mut groups, .. } = walk;
    let first = (0..blocks.len()).map(|block| groups.first(block)).collect();
    Ok(Rim { sides, first })
}

struct Walk<'a> {
    members: &'a Members,
    sides: Vec<Side>,
    groups: Groups,
}

impl Walk<'_> {
    fn open<E>(&mut self, cell: CellIndex, block: usize, spend: &impl Fn(u64) -> Result<(), E>) -> Result<(), E> {
        spend(1)?;
        let around: Vec<Across> = cell.edges().map(|edge| Across::new(edge, self.members)).collect();
        let mut is_inside = true;
        for across in &around {
            match across.share {
                Share::Whole(other) => self.groups.join(block, other),
                Share::Part | Share::None => is_inside = false,
            }
        }
        if is_inside {
            return Ok(());
        }
        if cell.resolution() < self.members.resolution() {
            for child in children(cell) {
                self.open(child, block, spend)?;
            }
        } else {
            self.sides.extend(sides(cell, &around, block));
        }
        Ok(())
    }
}

/// What is behind an edge of a cell.
#[derive(Clone, Copy)]
struct Across {
    edge: DirectedEdgeIndex,
    cell: CellIndex,
    share: Share,
}

impl Across {
    fn new(edge: DirectedEdgeIndex, members: &Members) -> Self {
        let cell = edge.destination();
        Self { edge, cell, share: members.share(cell) }
    }
}

/// The sides of a member behind which there is none, given all around it against the clock.
fn sides(cell: CellIndex, around: &[Across], block: usize) -> impl Iterator<Item = Side> {
    let count = around.len();
    (0..count).filter(|at| around[*at].share == Share::None).filter_map(move |at| {
        let (before, here, after) = (around[(at + count - 1) % count], around[at], around[(at + 1) % count]);
        Some(Side {
            from: corner(cell, before, here)?,
            to: corner(cell, here, after)?,
            edge: if cell < here.cell { here.edge } else { here.cell.edge(cell)? },
            block,
        })
    })
}

/// The name of the corner where a cell meets two of its neighbours, against the clock: the edge that begins there
/// out of the smallest of the three.
///
/// Of a cell's neighbours against the clock, `p` and then `q`, it is the edge to `q` that begins where the three
/// meet; and around that corner the three follow each other against the clock too.
fn corner(cell: CellIndex, p: Across, q: Across) -> Option<DirectedEdgeIndex> {
    if cell < p.cell && cell < q.cell {
        Some(q.edge)
    } else if p.cell < q.cell {
        p.cell.edge(cell)
    } else {
        q.cell.edge(p.cell)
    }
}

/// Which numbers hang together (Galler, Fischer: An improved equivalence algorithm, CACM 1964), the smallest
/// standing for all.
struct Groups {
    above: Vec<usize>,
}

impl Groups {
    fn new(count: usize) -> Self {
        Self { above: (0..count).collect() }
    }

    fn first(&mut self, mut of: usize) -> usize {
        while self.above[of] != of {
            self.above[of] = self.above[self.above[of]];
            of = self.above[of];
        }
        of
    }

    fn join(&mut self, a: usize, b: usize) {
        let (a, b) = (self.first(a), self.first(b));
        self.above[a.max(b)] = a.min(b);
    }
}
