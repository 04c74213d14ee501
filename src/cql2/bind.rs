//! Does a filter ask for what there is? Every property by its name, and of each only what its values can answer.

use super::{Expression, Fault, Kind, Moment, Queryable, Scalar, Shape};

/// Holds an expression against the properties that may be asked for. Dates that are written as texts are read as such
/// where they are compared with a property of dates.
pub(super) fn bind(expression: Expression, names: &[Box<str>], known: &[Queryable]) -> Result<Expression, Fault> {
    let kind_of = |name: &str| {
        let found = known.iter().find(|queryable| queryable.name.as_ref() == name);
        found.map(|queryable| queryable.kind).ok_or_else(|| Fault::UnknownProperty(name.to_string()))
    };
    let kinds = names.iter().map(|name| kind_of(name)).collect::<Result<_, _>>()?;
    Binder { names, kinds }.expression(expression)
}

struct Binder<'a> {
    names: &'a [Box<str>],
    kinds: Vec<Kind>,
}

/// What values there are to compare.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Sort {
    Text,
    Number,
    Boolean,
    Moment,
    /// It takes its chance with any.
    Mixed,
}

impl Sort {
    fn what(self) -> &'static str {
        match self {
            Self::Text => "a text",
            Self::Number => "a number",
            Self::Boolean => "a truth",
            Self::Moment => "a date or timestamp",
            Self::Mixed => "a value",
        }
    }
}

impl Binder<'_> {
    fn expression(&self, expression: Expression) -> Result<Expression, Fault> {
        Ok(match expression {
            Expression::All(parts) => Expression::All(self.each(parts)?),
            Expression::Any(parts) => Expression::Any(self.each(parts)?),
            Expression::Not(part) => Expression::Not(Box::new(self.expression(*part)?)),
            Expression::Compare(one, comparison, other) => {
                let mut sides = self.comparable(vec![one, other])?.into_iter();
                match (sides.next(), sides.next()) {
                    (Some(one), Some(other)) => Expression::Compare(one, comparison, other),
                    _ => Expression::Truth(Scalar::Boolean(false)),
                }
            }
            Expression::Between(of, low, high) => {
                let mut sides = self.comparable(vec![of, low, high])?.into_iter();
                match (sides.next(), sides.next(), sides.next()) {
                    (Some(of), Some(low), Some(high)) => Expression::Between(of, low, high),
                    _ => Expression::Truth(Scalar::Boolean(false)),
                }
            }
            Expression::Among(of, list) => {
                let mut sides = self.comparable(std::iter::once(of).chain(list).collect())?.into_iter();
                match sides.next() {
                    Some(of) => Expression::Among(of, sides.collect()),
                    None => Expression::Truth(Scalar::Boolean(false)),
                }
            }
            Expression::Like(of, pattern) => {
                let told = self.shown(&of);
                match self.sort(&of)? {
                    // What was written of a date is a text too.
                    Sort::Text | Sort::Mixed | Sort::Moment => Expression::Like(of, pattern),
                    sort => return Err(Fault::Unfit(format!("{told} is {}, which no pattern fits", sort.what()))),
                }
            }
            // Whether there is a geometry may be asked too.
            Expression::Null(of) => Expression::Null(of),
            Expression::Intersects(one, other) => {
                for shape in [&one, &other] {
                    if let Shape::OfFeature(number) = shape
                        && self.kinds.get(*number) != Some(&Kind::Geometry)
                    {
                        let name = self.name(*number);
                        return Err(Fault::Unfit(format!("\"{name}\" is no geometry; geometry is")));
                    }
                }
                Expression::Intersects(one, other)
            }
            Expression::Truth(of) => {
                let told = self.shown(&of);
                match self.sort(&of)? {
                    Sort::Boolean | Sort::Mixed => Expression::Truth(of),
                    sort => return Err(Fault::Unfit(format!("{told} is {}: compare it with something", sort.what()))),
                }
            }
        })
    }

    fn each(&self, parts: Vec<Expression>) -> Result<Vec<Expression>, Fault> {
        parts.into_iter().map(|part| self.expression(part)).collect()
    }

    fn name(&self, number: usize) -> &str {
        self.names.get(number).map_or("", AsRef::as_ref)
    }

    fn shown(&self, scalar: &Scalar) -> String {
        match scalar {
            Scalar::Property(number) | Scalar::MomentOf(number) => format!("\"{}\"", self.name(*number)),
            Scalar::Text(text) => format!("'{}'", text.chars().take(40).collect::<String>()),
            Scalar::Number(number) => number.to_string(),
            Scalar::Boolean(truth) => truth.to_string(),
            Scalar::Moment(_) => "the date or timestamp".to_owned(),
            Scalar::CaseFolded(inner) => format!("CASEI({})", self.shown(inner)),
        }
    }

    fn sort(&self, scalar: &Scalar) -> Result<Sort, Fault> {
        Ok(match scalar {
            Scalar::Property(number) | Scalar::MomentOf(number) => match self.kinds.get(*number) {
                Some(Kind::Text) => Sort::Text,
                Some(Kind::Number | Kind::Integer) => Sort::Number,
                Some(Kind::Boolean) => Sort::Boolean,
                Some(Kind::Date | Kind::Timestamp) => Sort::Moment,
                Some(Kind::Mixed) | None => Sort::Mixed,
                Some(Kind::Geometry) => {
                    let told = self.shown(scalar);
                    return Err(Fault::Unfit(format!("{told} is a geometry: ask S_INTERSECTS or IS NULL of it")));
                }
            },
            Scalar::Text(_) => Sort::Text,
            Scalar::Number(_) => Sort::Number,
            Scalar::Boolean(_) => Sort::Boolean,
            Scalar::Moment(_) => Sort::Moment,
            Scalar::CaseFolded(inner) => match self.sort(inner)? {
                sort @ (Sort::Text | Sort::Mixed) => sort,
                sort => {
                    return Err(Fault::Unfit(format!("{} is {}, which has no case", self.shown(inner), sort.what())));
                }
            },
        })
    }

    /// Values that are compared with each other, the first with all others: of one sort, or refused.
    fn comparable(&self, sides: Vec<Scalar>) -> Result<Vec<Scalar>, Fault> {
        let sorts = sides.iter().map(|side| self.sort(side)).collect::<Result<Vec<_>, _>>()?;
        let moments = sorts.contains(&Sort::Moment);
        let sides = sides.into_iter().zip(&sorts).map(|(side, sort)| match side {
            Scalar::Property(number) if *sort == Sort::Moment => Ok(Scalar::MomentOf(number)),
            // A property of texts and dates, compared with a date: where it has one, that is meant.
            Scalar::Property(number) if moments && *sort == Sort::Mixed => Ok(Scalar::MomentOf(number)),
            Scalar::Text(text) if moments => Moment::parse(&text).map(Scalar::Moment).ok_or_else(|| {
                Fault::Unfit(format!(
                    "'{}' is no date or timestamp, such as 2026-11-21 or 2026-11-21T10:30:00Z",
                    text.chars().take(40).collect::<String>()
                ))
            }),
            side => Ok(side),
        });
        let sides: Vec<Scalar> = sides.collect::<Result<_, _>>()?;
        let sorts = sides.iter().map(|side| self.sort(side)).collect::<Result<Vec<_>, _>>()?;
        let settled = sorts.iter().zip(&sides).find(|(sort, _)| **sort != Sort::Mixed);
        if let Some((sort, one)) = settled
            && let Some((other_sort, other)) =
                sorts.iter().zip(&sides).find(|(other, _)| **other != Sort::Mixed && *other != sort)
        {
            let (one, other) = (self.shown(one), self.shown(other));
            return Err(Fault::Unfit(format!("{one} is {}, {other} is {}", sort.what(), other_sort.what())));
        }
        Ok(sides)
    }
}
