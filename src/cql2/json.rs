//! What does CQL2 JSON say? Operators with their arguments, no deeper than they may be.

use super::expression::Names;
use super::{Comparison, Drawn, Expression, Fault, MOST_DEPTH, Moment, Pattern, Scalar, Shape, geometry};
use geo::{Coord, Geometry, GeometryCollection, MultiLineString, MultiPoint, MultiPolygon, Point};
use serde_json::{Map, Value};

/// Reads a filter.
pub(super) fn read(written: &str, names: &mut Names) -> Result<Expression, Fault> {
    // serde_json itself goes no deeper than 128.
    let value = serde_json::from_str(written).map_err(|error| Fault::anywhere(format!("not JSON: {error}")))?;
    Reader { names }.expression(&value, 0)
}

struct Reader<'a> {
    names: &'a mut Names,
}

impl Reader<'_> {
    fn expression(&mut self, value: &Value, depth: usize) -> Result<Expression, Fault> {
        if depth > MOST_DEPTH {
            return Err(Fault::too_deep());
        }
        let Some((op, args)) = operator(value)? else { return self.scalar(value, depth).map(Expression::Truth) };
        let op = op.to_ascii_lowercase();
        let counted = |count: usize| match args.len() == count {
            true => Ok(()),
            false => Err(Fault::anywhere(format!("{op} has {count} arguments, not {}", args.len()))),
        };
        let arg = |place: usize| args.get(place).unwrap_or(&Value::Null);
        if let Some(comparison) = Comparison::of(&op) {
            counted(2)?;
            return Ok(Expression::Compare(self.scalar(arg(0), depth)?, comparison, self.scalar(arg(1), depth)?));
        }
        match op.as_str() {
            "and" | "or" => {
                if args.len() < 2 {
                    return Err(Fault::anywhere(format!("{op} has two arguments at least")));
                }
                let parts = args.iter().map(|part| self.expression(part, depth + 1)).collect::<Result<_, _>>()?;
                Ok(if op == "and" { Expression::All(parts) } else { Expression::Any(parts) })
            }
            "not" => {
                counted(1)?;
                Ok(Expression::Not(Box::new(self.expression(arg(0), depth + 1)?)))
            }
            "like" => {
                counted(2)?;
                Ok(Expression::Like(self.scalar(arg(0), depth)?, pattern(arg(1), depth)?))
            }
            "between" => {
                counted(3)?;
                let [of, low, high] = [0, 1, 2].map(|place| self.scalar(arg(place), depth));
                Ok(Expression::Between(of?, low?, high?))
            }
            "in" => {
                counted(2)?;
                let Value::Array(list) = arg(1) else {
                    return Err(Fault::anywhere("the second argument of in is an array"));
                };
                if list.is_empty() {
                    return Err(Fault::anywhere("the array of in is empty"));
                }
                let of = self.scalar(arg(0), depth)?;
                let list = list.iter().map(|value| self.scalar(value, depth)).collect::<Result<_, _>>()?;
                Ok(Expression::Among(of, list))
            }
            "isnull" => {
                counted(1)?;
                Ok(Expression::Null(self.scalar(arg(0), depth)?))
            }
            "s_intersects" => {
                counted(2)?;
                Ok(Expression::Intersects(self.shape(arg(0))?, self.shape(arg(1))?))
            }
            _ => Err(Fault::anywhere(format!(
                "the operator {op} is not supported; and, or, not, =, <>, <, <=, >, >=, like, between, in, isNull and s_intersects are"
            ))),
        }
    }

    fn scalar(&mut self, value: &Value, depth: usize) -> Result<Scalar, Fault> {
        if depth > MOST_DEPTH {
            return Err(Fault::too_deep());
        }
        let expected = || {
            Fault::anywhere(
                "a text, a number, a truth, {\"property\"}, {\"date\"}, {\"timestamp\"} or casei is expected",
            )
        };
        match value {
            Value::String(text) => Ok(Scalar::Text(text.as_str().into())),
            Value::Bool(truth) => Ok(Scalar::Boolean(*truth)),
            Value::Number(number) => number.as_f64().map(Scalar::Number).ok_or_else(expected),
            Value::Object(members) => {
                if let Some(name) = only(members, "property") {
                    return Ok(Scalar::Property(self.names.number(name)));
                }
                for (name, read) in
                    [("date", Moment::day as fn(&str) -> Option<Moment>), ("timestamp", Moment::instant)]
                {
                    if let Some(text) = only(members, name) {
                        let told = || Fault::anywhere(format!("\"{text}\" is no {name} as RFC 3339 writes it"));
                        return read(text).map(Scalar::Moment).ok_or_else(told);
                    }
                }
                match operator(value)? {
                    Some((op, [inner])) if op.eq_ignore_ascii_case("casei") => {
                        Ok(Scalar::CaseFolded(Box::new(self.scalar(inner, depth + 1)?)))
                    }
                    Some((op, _)) => Err(Fault::anywhere(format!("{op} cannot stand for a value here"))),
                    None => Err(expected()),
                }
            }
            Value::Null | Value::Array(_) => Err(expected()),
        }
    }

    fn shape(&mut self, value: &Value) -> Result<Shape, Fault> {
        let Value::Object(members) = value else {
            return Err(Fault::anywhere("{\"property\": \"geometry\"}, {\"bbox\"} or a GeoJSON geometry is expected"));
        };
        if let Some(name) = only(members, "property") {
            return Ok(Shape::OfFeature(self.names.number(name)));
        }
        if let Some(corners) = members.get("bbox").filter(|_| members.len() == 1) {
            let numbers = numbers(corners)?;
            return geometry::bounding_box(&numbers).map(|drawn| Shape::Drawn(Drawn::Box(drawn)));
        }
        drawn(members, 0).map(|drawn| Shape::Drawn(Drawn::Geometry(drawn)))
    }
}

/// The operator of an object and its arguments; none if it is no object of such a form.
fn operator(value: &Value) -> Result<Option<(&str, &[Value])>, Fault> {
    let Value::Object(members) = value else { return Ok(None) };
    match (members.get("op"), members.get("args")) {
        (Some(Value::String(op)), Some(Value::Array(args))) if members.len() == 2 => Ok(Some((op, args))),
        (None, _) => Ok(None),
        _ => Err(Fault::anywhere("an operator is {\"op\": \"...\", \"args\": [...]}")),
    }
}

/// The text of an object's only member, if that has a certain name.
fn only<'a>(members: &'a Map<String, Value>, name: &str) -> Option<&'a str> {
    members.get(name).filter(|_| members.len() == 1)?.as_str()
}

fn pattern(value: &Value, depth: usize) -> Result<Pattern, Fault> {
    if depth > MOST_DEPTH {
        return Err(Fault::too_deep());
    }
    match (value, operator(value)?) {
        (Value::String(text), _) => Ok(Pattern::new(text, false)),
        (_, Some((op, [inner]))) if op.eq_ignore_ascii_case("casei") => Ok(pattern(inner, depth + 1)?.folded()),
        _ => Err(Fault::anywhere("the pattern of like is a text")),
    }
}

fn numbers(value: &Value) -> Result<Vec<f64>, Fault> {
    let numbers = value.as_array().and_then(|numbers| numbers.iter().map(Value::as_f64).collect());
    numbers.ok_or_else(|| Fault::anywhere("an array of numbers is expected"))
}

fn drawn(members: &Map<String, Value>, depth: usize) -> Result<Geometry<f64>, Fault> {
    if depth > MOST_DEPTH {
        return Err(Fault::too_deep());
    }
    let kind = members.get("type").and_then(Value::as_str).unwrap_or_default();
    let coordinates = members.get("coordinates").unwrap_or(&Value::Null);
    Ok(match kind {
        "Point" => Geometry::Point(coord(coordinates)?.into()),
        "LineString" => Geometry::LineString(geometry::line(each(coordinates, coord)?)?),
        "Polygon" => Geometry::Polygon(geometry::polygon(each(coordinates, ring)?)?),
        "MultiPoint" => {
            let points = each(coordinates, coord)?.into_iter().map(Point::from).collect();
            Geometry::MultiPoint(MultiPoint(points))
        }
        "MultiLineString" => {
            let lines = each(coordinates, |line| geometry::line(ring(line)?))?;
            Geometry::MultiLineString(MultiLineString(lines))
        }
        "MultiPolygon" => {
            let polygons = each(coordinates, |rings| geometry::polygon(each(rings, ring)?))?;
            Geometry::MultiPolygon(MultiPolygon(polygons))
        }
        "GeometryCollection" => {
            let members = each(members.get("geometries").unwrap_or(&Value::Null), |member| match member {
                Value::Object(members) => drawn(members, depth + 1),
                _ => Err(Fault::anywhere("a GeoJSON geometry is expected")),
            })?;
            Geometry::GeometryCollection(GeometryCollection::from(members))
        }
        _ => return Err(Fault::anywhere("{\"property\"}, {\"bbox\"} or a GeoJSON geometry is expected")),
    })
}

fn each<T>(value: &Value, read: impl Fn(&Value) -> Result<T, Fault>) -> Result<Vec<T>, Fault> {
    match value.as_array() {
        Some(list) if !list.is_empty() => list.iter().map(read).collect(),
        _ => Err(Fault::anywhere("the coordinates are no array, or an empty one")),
    }
}

fn coord(value: &Value) -> Result<Coord<f64>, Fault> {
    geometry::coord(&numbers(value)?)
}

fn ring(value: &Value) -> Result<Vec<Coord<f64>>, Fault> {
    each(value, coord)
}
