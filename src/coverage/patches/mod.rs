//! Which cells hang together, and what is their outline? Sets of cells told by coarse blocks, as polygons.
//!
//! - [`patches`]: connected components of a set of cells, each dissolved into a valid area.
//! - [`Patch`]: one of them.
//!
//! Cells of one resolution part the globe so that three meet at every corner. Hence the edges between members
//! and others chain into rings that neither branch nor touch, and no geometry is needed to find them: corners
//! have names, and coordinates come last. They are whole multiples of 1e-7 degrees (a centimetre), the same for
//! all cells that share a corner, so that what is asked of them is answered exactly.

mod dissolve;
mod members;
mod nesting;
mod outline;
mod rim;
mod seam;
mod spot;

pub use dissolve::{Patch, patches};
