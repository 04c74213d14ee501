//! What does a filter say? Predicates over properties and geometry, joined by and, or and not.

use super::{Encoding, Fault, Moment, Pattern, Queryable, bind, json, text};
use crate::geodesy::BoundingBox;
use geo::Geometry;
use std::cmp::Ordering;

/// A filter over properties that there are.
#[derive(Debug, Clone, PartialEq)]
pub struct Filter {
    expression: Expression,
    names: Vec<Box<str>>,
}

impl Filter {
    /// Reads a filter and holds it against the properties that may be asked for.
    ///
    /// # Errors
    /// [`Fault`] if it cannot be read, or asks for what there is not.
    pub fn read(written: &str, encoding: Encoding, known: &[Queryable]) -> Result<Self, Fault> {
        let mut names = Names::default();
        let expression = match encoding {
            Encoding::Text => text::read(written, &mut names)?,
            Encoding::Json => json::read(written, &mut names)?,
        };
        let expression = bind::bind(expression, &names.0, known)?;
        Ok(Self { expression, names: names.0 })
    }

    /// The properties that it asks for, by the numbers that stand for them.
    pub fn names(&self) -> &[Box<str>] {
        &self.names
    }

    /// What it says.
    pub fn expression(&self) -> &Expression {
        &self.expression
    }

    /// A box outside of which it is true of no point; none where it may be true anywhere.
    pub fn bounds(&self) -> Option<BoundingBox> {
        self.expression.bounds()
    }

    /// How many comparisons judging one feature may take: positions of a geometry count as one each.
    pub fn steps(&self) -> usize {
        self.expression.steps()
    }
}

/// Names of properties in the order of their first use.
#[derive(Debug, Default)]
pub(super) struct Names(Vec<Box<str>>);

impl Names {
    /// The number that stands for a name.
    pub(super) fn number(&mut self, name: &str) -> usize {
        let known = self.0.iter().position(|known| known.as_ref() == name);
        known.unwrap_or_else(|| {
            self.0.push(name.into());
            self.0.len() - 1
        })
    }
}

/// What is true of a feature, false, or neither.
#[derive(Debug, Clone, PartialEq)]
pub enum Expression {
    /// All are true.
    All(Vec<Expression>),
    /// Any is true.
    Any(Vec<Expression>),
    /// It is false.
    Not(Box<Expression>),
    /// Two values stand so to each other.
    Compare(Scalar, Comparison, Scalar),
    /// A text fits a pattern.
    Like(Scalar, Pattern),
    /// A value lies between two, both included.
    Between(Scalar, Scalar, Scalar),
    /// A value is one of some.
    Among(Scalar, Vec<Scalar>),
    /// There is no value.
    Null(Scalar),
    /// Two geometries have a point in common.
    Intersects(Shape, Shape),
    /// A truth.
    Truth(Scalar),
}

impl Expression {
    /// All parts of a conjunction must be true, so that the box of any one will do; the narrowest is taken.
    fn bounds(&self) -> Option<BoundingBox> {
        match self {
            Self::All(parts) => {
                let boxes = parts.iter().filter_map(Self::bounds);
                boxes.min_by(|one, other| one.width_deg().total_cmp(&other.width_deg()))
            }
            Self::Intersects(Shape::OfFeature(_), Shape::Drawn(drawn))
            | Self::Intersects(Shape::Drawn(drawn), Shape::OfFeature(_)) => drawn.bounds(),
            _ => None,
        }
    }

    fn steps(&self) -> usize {
        match self {
            Self::All(parts) | Self::Any(parts) => parts.iter().map(Self::steps).sum(),
            Self::Not(part) => part.steps(),
            Self::Among(_, list) => 1 + list.len(),
            Self::Between(..) => 2,
            Self::Intersects(one, other) => one.steps() + other.steps(),
            Self::Compare(..) | Self::Like(..) | Self::Null(_) | Self::Truth(_) => 1,
        }
    }
}

/// How two values stand to each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Comparison {
    /// `=`
    Equal,
    /// `<>`
    Unequal,
    /// `<`
    Less,
    /// `<=`
    AtMost,
    /// `>`
    More,
    /// `>=`
    AtLeast,
}

impl Comparison {
    /// The comparison that a sign stands for.
    pub(super) fn of(sign: &str) -> Option<Self> {
        match sign {
            "=" => Some(Self::Equal),
            "<>" => Some(Self::Unequal),
            "<" => Some(Self::Less),
            "<=" => Some(Self::AtMost),
            ">" => Some(Self::More),
            ">=" => Some(Self::AtLeast),
            _ => None,
        }
    }

    /// Whether it holds of two values in this order.
    pub fn holds(self, order: Ordering) -> bool {
        match self {
            Self::Equal => order.is_eq(),
            Self::Unequal => order.is_ne(),
            Self::Less => order.is_lt(),
            Self::AtMost => order.is_le(),
            Self::More => order.is_gt(),
            Self::AtLeast => order.is_ge(),
        }
    }
}

/// A single value.
#[derive(Debug, Clone, PartialEq)]
pub enum Scalar {
    /// That of a property, by its number.
    Property(usize),
    /// That of a property, read as a date or a timestamp.
    MomentOf(usize),
    /// A text.
    Text(Box<str>),
    /// A number.
    Number(f64),
    /// A truth.
    Boolean(bool),
    /// A date or a timestamp.
    Moment(Moment),
    /// A text without its case.
    CaseFolded(Box<Scalar>),
}

/// One side of a spatial predicate.
#[derive(Debug, Clone, PartialEq)]
pub enum Shape {
    /// The feature's geometry; the number stands for the property's name.
    OfFeature(usize),
    /// One that the filter draws.
    Drawn(Drawn),
}

impl Shape {
    fn steps(&self) -> usize {
        match self {
            Self::Drawn(Drawn::Geometry(geometry)) => {
                use geo::CoordsIter;
                geometry.coords_count()
            }
            Self::Drawn(Drawn::Box(_)) | Self::OfFeature(_) => 1,
        }
    }
}

/// A geometry that a filter draws, in the coordinates in which it is asked.
#[derive(Debug, Clone, PartialEq)]
pub enum Drawn {
    /// A box, which may cross the antimeridian.
    Box(BoundingBox),
    /// Anything else, its edges straight in longitude and latitude.
    Geometry(Geometry<f64>),
}
