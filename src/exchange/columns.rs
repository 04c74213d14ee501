//! Which columns hold the properties of all features? One for each name, of the narrowest type that gives every value back.

use super::Features;
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
pub(super) struct Column {
    pub name: Box<str>,
    pub kind: Kind,
    /// Whether every number in it is a double, digit by digit.
    doubles: bool,
}

/// What is known of all features before the first is written.
#[derive(Debug, Default)]
pub(super) struct Columns {
    /// In the order in which their names first appear.
    pub all: Vec<Column>,
    /// What the ids are; none if there are none.
    pub ids: Option<Kind>,
    places: HashMap<Box<str>, usize>,
}

impl Columns {
    /// Goes through the features once, and shows each to `also`.
    ///
    /// # Errors
    /// When there are too many columns, or a name is too long, or the features end before their time.
    pub(super) fn of(features: &(impl Features + ?Sized), mut also: impl FnMut(&Record)) -> io::Result<Self> {
        let mut columns = Self::default();
        features.each(&mut |record| {
            also(record);
            columns.add(record)
        })?;
        for column in columns.all.iter_mut().filter(|column| column.kind == Kind::Double && !column.doubles) {
            column.kind = Kind::Json;
        }
        Ok(columns)
    }

    fn add(&mut self, record: &Record) -> io::Result<()> {
        if let Some(id) = &record.id {
            let kind = if kind(id).0 == Kind::Long { Kind::Long } else { Kind::Text };
            self.ids = Some(if self.ids.is_some_and(|ids| ids != kind) { Kind::Text } else { kind });
        }
        for (name, value) in &record.properties {
            let (kind, doubles) = kind(value);
            match self.places.get(name).and_then(|place| self.all.get_mut(*place)) {
                Some(column) => {
                    column.doubles &= doubles;
                    column.kind = both(column.kind, kind);
                }
                None => {
                    check_name(name)?;
                    if self.all.len() == MOST {
                        return Err(invalid(format!(
                            "the features have more than {MOST} properties, at most so many can be columns"
                        )));
                    }
                    self.places.insert(name.clone(), self.all.len());
                    self.all.push(Column { name: name.clone(), kind, doubles });
                }
            }
        }
        Ok(())
    }

    /// The column of a name, and its place.
    pub(super) fn find(&self, name: &str) -> Option<(usize, &Column)> {
        let place = *self.places.get(name)?;
        Some((place, self.all.get(place)?))
    }
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
            let columns = Columns::of(&records, |_| {}).unwrap();
            let (place, column) = columns.find("p").unwrap();
            assert_eq!((place, column.kind, columns.ids), (0, expected, None), "{values:?}");
        }
    }
}
