//! Where should the next ones go? Facility location on real distances or given costs, with a bound that says how good an answer is.
//!
//! - [`OnEarth`]: a problem of positions, its lists found by the index.
//! - [`Problem`], [`Goal`]: what is asked; [`Lists`], [`Conflicts`]: who matters to whom, and who is too near to whom.
//! - [`solve`], [`Solution`], [`Patience`]: the answer, proven or bounded, within a time.
//! - [`in_order`], [`curve`], [`alternatives`]: what a planner asks beside; [`PROOF_STEPS`]: for how long at most.
//! - [`scan`]: every choice tried; oracle of the laws.

mod apart;
mod center;
mod conflicts;
mod cover;
mod cover_bound;
mod cover_search;
mod exact;
mod exchanges;
mod few;
mod gains;
mod held;
mod join;
mod least;
mod lists;
mod needs;
mod next_best;
mod order;
mod patience;
mod problem;
mod reach;
mod relax;
mod savings;
pub mod scan;
mod solve;
mod standing;
mod weighing;
mod wide;
mod worth;

pub use conflicts::Conflicts;
pub use join::OnEarth;
pub use lists::Lists;
pub use next_best::{Alternative, Others, PROOF_STEPS, alternatives};
pub use order::{Step, curve, in_order};
pub use patience::Patience;
pub use problem::{Goal, Places, Problem};
pub use solve::{Heard, Method, Solution, Status, Why, solve};
