//! How do features get into another format? Written so that a load reads the same stations and regions from each.
//!
//! What is the same: the id as its text, the position as two doubles, the corners of an area in their order, and of every
//! property its name and its value: texts by their characters, integers by their digits, other numbers by the double,
//! nested values by their members in order. What is `null` is absent. What is not kept: the order of the features in
//! FlatGeobuf, whose index sorts them, the order of the properties of one beside another, heights, and in a CSV whether
//! a property that always is a text was a number.

mod as_csv;
mod as_flatgeobuf;
mod as_geojson;
mod columns;

use crate::ingest::Record;
use geo::Geometry;
use std::io;
use std::path::Path;

/// A format of features.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// A FeatureCollection (RFC 7946), a feature a line.
    GeoJson,
    /// FlatGeobuf 3, with a spatial index.
    FlatGeobuf,
    /// A table of Points (RFC 4180): `lon`, `lat`, `id`, and a column for each property.
    Csv,
}

impl Format {
    /// The format that the ending of a name says.
    pub fn of(path: &Path) -> Option<Self> {
        match path.extension()?.to_str()?.to_ascii_lowercase().as_str() {
            "geojson" | "json" => Some(Self::GeoJson),
            "fgb" => Some(Self::FlatGeobuf),
            "csv" => Some(Self::Csv),
            _ => None,
        }
    }

    /// Whether a geometry has a form in it.
    pub fn holds(self, geometry: &Geometry<f64>) -> bool {
        self != Self::Csv || matches!(geometry, Geometry::Point(_))
    }
}

/// Writes features, in their order but in FlatGeobuf. `name` is that of a layer. Gives back what was changed.
///
/// # Errors
/// When `out` fails; [`io::ErrorKind::InvalidInput`] when the format has no form for the features.
pub fn write(out: impl io::Write, format: Format, name: &str, records: &[Record]) -> io::Result<Vec<String>> {
    if !records.iter().all(|record| format.holds(&record.geometry)) {
        return Err(io::Error::new(io::ErrorKind::InvalidInput, "a CSV holds stations at Points, and no areas"));
    }
    match format {
        Format::GeoJson => as_geojson::write(out, records).map(|()| Vec::new()),
        Format::FlatGeobuf => as_flatgeobuf::write(out, name, records).map(|()| Vec::new()),
        Format::Csv => as_csv::write(out, records),
    }
}
