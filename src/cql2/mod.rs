//! Which features does a filter mean? OGC CQL2, as text and as JSON, read within bounds and judged by three-valued logic.
//!
//! - [`Filter`]: a filter that was read and held against what may be asked for; [`Fault`]: why it was not.
//! - [`Queryable`], [`Kind`]: a property that may be asked for, and what its values are.
//! - [`Item`], [`Value`]: what a filter asks of a feature.
//! - [`Moment`]: dates and timestamps.
//!
//! What there is of the standard (OGC 21-065r2): `=`, `<>`, `<`, `<=`, `>`, `>=`, `IS NULL`, `AND`, `OR`, `NOT`, `LIKE`,
//! `BETWEEN`, `IN`, `CASEI`, `S_INTERSECTS` with every kind of geometry and `BBOX`, and scalars on both sides. Texts are
//! compared by code points. Where types differ, or a value is missing, a predicate is neither true nor false.

mod bind;
mod evaluate;
mod expression;
mod fault;
mod geometry;
mod json;
mod moment;
mod pattern;
mod text;
mod tokens;
mod wkt;

pub use evaluate::{Item, Value};
pub use expression::{Comparison, Drawn, Expression, Filter, Scalar, Shape};
pub use fault::Fault;
pub use geometry::meet;
pub use moment::Moment;
pub use pattern::Pattern;

/// Deepest nesting of a filter. People write five levels, programs some twenty; a reader that calls itself needs a bound.
pub const MOST_DEPTH: usize = 64;

/// How a filter is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Encoding {
    /// CQL2 Text.
    Text,
    /// CQL2 JSON.
    Json,
}

/// A property that may be asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Queryable {
    /// Its name.
    pub name: Box<str>,
    /// What its values are.
    pub kind: Kind,
}

/// What the values of a property are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Texts.
    Text,
    /// Numbers.
    Number,
    /// Whole numbers.
    Integer,
    /// Truths.
    Boolean,
    /// Days, without a zone.
    Date,
    /// Instants.
    Timestamp,
    /// Texts, numbers and truths.
    Mixed,
    /// Where the feature is.
    Geometry,
}
