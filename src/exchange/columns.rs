//! Which columns hold the properties of all features? One for each name, of the narrowest type that gives every value back.

use crate::ingest::{LONGEST_NAME, Record};
use std::collections::HashMap;
use std::io;

/// Most columns that FlatGeobuf can number, with one left for the id.
const MOST: usize = u16::MAX as usize;

/// Whole numbers beyond it may not be doubles (RFC 7493, section 2.2).
const EXACT: u64 = 1 << 53;

/// What all values of a column are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Bool,
    /// Integers of 64 bits.
    Long,
    Double,
    Text,
    /// Anything: nested, mixed, or numbers that fit nowhere else.
    Json,
}

/// A column.
#[derive(Debug)]
pub(super) struct Column<'a> {
    pub name: &'a str,
    pub kind: Kind,
    /// Whether every number in it is a double, digit by digit.
    doubles: bool,
}

/// The columns of the properties, in the order in which they first appear, and for each name its place.
///
/// # Errors
/// When there are too many, or a name is too long.
pub(super) fn columns(records: &[Record]) -> io::Result<(Vec<Column<'_>>, HashMap<&str, usize>)> {
    let mut columns: Vec<Column> = Vec::new();
    let mut places: HashMap<&str, usize> = HashMap::new();
    for (name, value) in records.iter().flat_map(|record| &record.properties) {
        let (kind, doubles) = kind(value);
        match places.get(name.as_ref()).and_then(|place| columns.get_mut(*place)) {
            Some(column) => {
                column.doubles &= doubles;
                column.kind = both(column.kind, kind);
            }
            None => {
                check_name(name)?;
                places.insert(name, columns.len());
                columns.push(Column { name, kind, doubles });
            }
        }
    }
    for column in columns.iter_mut().filter(|column| column.kind == Kind::Double && !column.doubles) {
        column.kind = Kind::Json;
    }
    if columns.len() > MOST {
        return Err(invalid(format!("the features have {} properties, at most {MOST} can be columns", columns.len())));
    }
    Ok((columns, places))
}

/// The type of a column of ids.
pub(super) fn id_kind(records: &[Record]) -> Kind {
    let is_long = |id: &str| kind(id).0 == Kind::Long;
    if records.iter().filter_map(|record| record.id.as_deref()).all(is_long) { Kind::Long } else { Kind::Text }
}

/// The type of a value in canonical spelling, and whether it is, or may stand beside, a double.
fn kind(json: &str) -> (Kind, bool) {
    match json.as_bytes().first() {
        Some(b't' | b'f') => (Kind::Bool, false),
        Some(b'"') => (Kind::Text, false),
        Some(b'[' | b'{') => (Kind::Json, false),
        _ if json.contains(['.', 'e', 'E']) => (Kind::Double, true),
        _ => match json.parse::<i64>() {
            Ok(number) => (Kind::Long, number.unsigned_abs() < EXACT),
            Err(_) => (Kind::Json, false),
        },
    }
}

fn both(one: Kind, other: Kind) -> Kind {
    match (one, other) {
        _ if one == other => one,
        (Kind::Long, Kind::Double) | (Kind::Double, Kind::Long) => Kind::Double,
        _ => Kind::Json,
    }
}

fn check_name(name: &str) -> io::Result<()> {
    if name.len() <= LONGEST_NAME {
        return Ok(());
    }
    let start: String = name.chars().take(40).collect();
    Err(invalid(format!("a property has a name of {} bytes ({start}…), a column at most {LONGEST_NAME}", name.len())))
}

pub(super) fn invalid(reason: String) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidInput, reason)
}

#[cfg(test)]
mod tests {
    use super::*;
    use geo::{Geometry, Point};

    #[test]
    fn a_column_is_as_narrow_as_its_values_allow() {
        for (values, expected) in [
            (&["true", "false"][..], Kind::Bool),
            (&["1", "-9223372036854775808"], Kind::Long),
            (&["1", "1.5"], Kind::Double),
            (&["1.5", "1e30"], Kind::Double),
            (&["9007199254740993", "1.5"], Kind::Json),
            (&["9223372036854775808"], Kind::Json),
            (&["\"a\"", "\"\""], Kind::Text),
            (&["\"a\"", "1"], Kind::Json),
            (&["true", "1"], Kind::Json),
            (&["[1]"], Kind::Json),
            (&["{}", "\"a\""], Kind::Json),
        ] {
            let record = |value: &&str| Record {
                id: None,
                geometry: Geometry::Point(Point::new(1.0, 2.0)),
                properties: vec![("p".into(), (*value).into())],
            };
            let records: Vec<Record> = values.iter().map(record).collect();
            let (columns, places) = columns(&records).unwrap();
            assert_eq!((columns[0].kind, places["p"]), (expected, 0), "{values:?}");
        }
    }
}
