//! Is a filter true of a feature? True, false, or neither where a value is missing or of another type.

use super::geometry::meet;
use super::pattern::folded;
use super::{Comparison, Drawn, Expression, Filter, Moment, Scalar, Shape};
use crate::geodesy::BoundingBox;
use std::borrow::Cow;
use std::cmp::Ordering;

/// What a filter asks of a feature.
pub trait Item {
    /// The value of the property that a number stands for in [`Filter::names`].
    fn value(&self, number: usize) -> Value<'_>;
    /// Whether its geometry, which a number stands for, has a point in common with what is drawn; none if it has none.
    fn meets(&self, number: usize, drawn: &Drawn) -> Option<bool>;
}

/// A value of a feature.
#[derive(Debug, Clone, PartialEq)]
pub enum Value<'a> {
    /// There is none, or none that can be compared.
    Null,
    /// A text.
    Text(Cow<'a, str>),
    /// A number.
    Number(f64),
    /// A truth.
    Boolean(bool),
    /// A date or a timestamp.
    Moment(Moment),
}

impl Value<'_> {
    /// Which of two values comes first; none where they cannot be compared.
    fn order(&self, other: &Self) -> Option<Ordering> {
        match (self, other) {
            // Bytes of UTF-8 stand in the order of code points.
            (Self::Text(one), Self::Text(other)) => Some(one.cmp(other)),
            (Self::Number(one), Self::Number(other)) => one.partial_cmp(other),
            (Self::Boolean(one), Self::Boolean(other)) => Some(one.cmp(other)),
            (Self::Moment(one), Self::Moment(other)) => Some(one.order(other)),
            _ => None,
        }
    }
}

impl Filter {
    /// Whether it is true of a feature; what is neither true nor false is not.
    pub fn means(&self, item: &impl Item) -> bool {
        truth(self.expression(), item) == Some(true)
    }
}

/// The truth of an expression by the standard's table (OGC 21-065r2, table 2).
fn truth(expression: &Expression, item: &impl Item) -> Option<bool> {
    match expression {
        Expression::All(parts) => joined(parts.iter().map(|part| truth(part, item)), false),
        Expression::Any(parts) => joined(parts.iter().map(|part| truth(part, item)), true),
        Expression::Not(part) => truth(part, item).map(|truth| !truth),
        Expression::Compare(one, comparison, other) => {
            value(one, item).order(&value(other, item)).map(|order| comparison.holds(order))
        }
        Expression::Like(of, pattern) => match value(of, item) {
            Value::Text(text) => Some(pattern.fits(&text)),
            _ => None,
        },
        Expression::Between(of, low, high) => {
            let of = value(of, item);
            let ends = [(low, Comparison::AtLeast), (high, Comparison::AtMost)];
            let held = |(end, comparison): (&Scalar, Comparison)| {
                of.order(&value(end, item)).map(|order| comparison.holds(order))
            };
            joined(ends.into_iter().map(held), false)
        }
        Expression::Among(of, list) => {
            let of = value(of, item);
            joined(list.iter().map(|one| of.order(&value(one, item)).map(Ordering::is_eq)), true)
        }
        Expression::Null(Scalar::Property(number)) => {
            let everywhere = Drawn::Box(BoundingBox::WORLD);
            Some(item.value(*number) == Value::Null && item.meets(*number, &everywhere).is_none())
        }
        Expression::Null(of) => Some(value(of, item) == Value::Null),
        Expression::Intersects(one, other) => match (one, other) {
            (Shape::OfFeature(number), Shape::Drawn(drawn)) | (Shape::Drawn(drawn), Shape::OfFeature(number)) => {
                item.meets(*number, drawn)
            }
            (Shape::Drawn(one), Shape::Drawn(other)) => Some(meet(one, other)),
            // A geometry meets itself.
            (Shape::OfFeature(number), Shape::OfFeature(_)) => {
                item.meets(*number, &Drawn::Box(BoundingBox::WORLD)).map(|_| true)
            }
        },
        Expression::Truth(of) => match value(of, item) {
            Value::Boolean(truth) => Some(truth),
            _ => None,
        },
    }
}

/// Truths joined by OR, which one `true` settles, or by AND, which one `false` does.
fn joined(truths: impl Iterator<Item = Option<bool>>, settles: bool) -> Option<bool> {
    let mut known = true;
    for truth in truths {
        if truth == Some(settles) {
            return Some(settles);
        }
        known &= truth.is_some();
    }
    known.then_some(!settles)
}

fn value<'a>(scalar: &'a Scalar, item: &'a impl Item) -> Value<'a> {
    match scalar {
        Scalar::Property(number) => item.value(*number),
        Scalar::MomentOf(number) => match item.value(*number) {
            Value::Text(text) => Moment::parse(&text).map_or(Value::Null, Value::Moment),
            _ => Value::Null,
        },
        Scalar::Text(text) => Value::Text(Cow::Borrowed(text)),
        Scalar::Number(number) => Value::Number(*number),
        Scalar::Boolean(truth) => Value::Boolean(*truth),
        Scalar::Moment(moment) => Value::Moment(*moment),
        Scalar::CaseFolded(inner) => match value(inner, item) {
            Value::Text(text) => Value::Text(Cow::Owned(folded(&text))),
            other => other,
        },
    }
}
