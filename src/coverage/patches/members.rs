//! Is a cell in the set? Blocks found by where their descendants stand.

use crate::coverage::hierarchy::span;
use h3o::{CellIndex, Resolution};
use std::ops::RangeInclusive;

/// A set of cells of one resolution, told by blocks.
pub struct Members {
    resolution: Resolution,
    /// Where the descendants of each block stand, in order.
    spans: Vec<RangeInclusive<u64>>,
}

/// How much of a cell is in the set.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Share {
    /// All of it lies in the block with this number.
    Whole(usize),
    /// Blocks lie in it.
    Part,
    /// Nothing.
    None,
}

impl Members {
    pub fn new(blocks: &[CellIndex], resolution: Resolution) -> Self {
        Self { resolution, spans: blocks.iter().map(|block| span(*block, resolution)).collect() }
    }

    pub fn resolution(&self) -> Resolution {
        self.resolution
    }

    /// How much of a cell, of the set's resolution or coarser, is in the set.
    pub fn share(&self, cell: CellIndex) -> Share {
        let own = span(cell, self.resolution);
        let at = self.spans.partition_point(|span| span.end() < own.start());
        match self.spans.get(at) {
            Some(span) if span.start() <= own.start() && own.end() <= span.end() => Share::Whole(at),
            Some(span) if span.start() <= own.end() => Share::Part,
            _ => Share::None,
        }
    }
}
