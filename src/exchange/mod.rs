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

pub use as_geojson::push_feature;

use crate::geodesy::Crs;
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
    /// Every format.
    pub const ALL: [Self; 3] = [Self::GeoJson, Self::FlatGeobuf, Self::Csv];

    /// The ending of names.
    pub fn ending(self) -> &'static str {
        match self {
            Self::GeoJson => "geojson",
            Self::FlatGeobuf => "fgb",
            Self::Csv => "csv",
        }
    }

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

/// Features that can be gone through more than once, each time the same in the same order, so that they need not all be
/// held at once.
pub trait Features {
    /// Shows them one after another.
    ///
    /// # Errors
    /// Whatever `show` fails with, or what keeps the features from being gone through to their end.
    fn each(&self, show: &mut dyn FnMut(&Record) -> io::Result<()>) -> io::Result<()>;
}

impl Features for [Record] {
    fn each(&self, show: &mut dyn FnMut(&Record) -> io::Result<()>) -> io::Result<()> {
        self.iter().try_for_each(show)
    }
}

impl Features for Vec<Record> {
    fn each(&self, show: &mut dyn FnMut(&Record) -> io::Result<()>) -> io::Result<()> {
        self.iter().try_for_each(show)
    }
}

/// What a file says beside its features.
#[derive(Debug, Clone, Copy, Default)]
pub struct Heading<'a> {
    /// Name of the layer, where the format has a place for it: FlatGeobuf.
    pub name: &'a str,
    /// The system of the coordinates, where the format has a place for it: FlatGeobuf.
    pub crs: Crs,
    /// Members of a JSON object, without its braces: members of the collection in GeoJSON, metadata in FlatGeobuf,
    /// and nowhere in a CSV.
    pub members: &'a str,
}

/// Writes features, in their order but in FlatGeobuf. `name` is that of a layer. Gives back what was changed.
///
/// # Errors
/// When `out` fails; [`io::ErrorKind::InvalidInput`] when the format has no form for the features.
pub fn write(out: impl io::Write, format: Format, name: &str, records: &[Record]) -> io::Result<Vec<String>> {
    if !records.iter().all(|record| format.holds(&record.geometry)) {
        return Err(io::Error::new(io::ErrorKind::InvalidInput, "a CSV holds stations at Points, and no areas"));
    }
    write_each(out, format, &Heading { name, ..Heading::default() }, records)
}

/// [`write()`] for features that are made as they are written; those of a CSV must be Points.
///
/// # Errors
/// As there, or when the features end before their time.
pub fn write_each(
    out: impl io::Write,
    format: Format,
    heading: &Heading,
    features: &(impl Features + ?Sized),
) -> io::Result<Vec<String>> {
    match format {
        Format::GeoJson => as_geojson::write(out, heading, features).map(|()| Vec::new()),
        Format::FlatGeobuf => as_flatgeobuf::write(out, heading, features).map(|()| Vec::new()),
        Format::Csv => as_csv::write(out, features),
    }
}
