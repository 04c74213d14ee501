//! What does a FlatGeobuf file say? The same as the GeoJSON of its features, with every length checked before it is used.
//!
//! The crate that defines the format panics on hostile files, or takes gigabytes, since its reader believes lengths. Of
//! it we use what is generated from the schema: accessors that are sound once the verifier of `flatbuffers` has gone
//! through a table. What stands around the tables (the magic bytes, the size of the header, the index, the sizes of the
//! features) and inside of them (ends of rings, the buffer of properties) is read here, against the bytes that remain.
//! A child process under limits would hold a crash as well, but it could not say which feature is bad, would cost every
//! start a process, and has no counterpart on every system.
//!
//! Each feature becomes the text of a GeoJSON Feature, and goes to the judge that all others go to. That costs writing
//! and reading a few hundred bytes, and buys that a station says the same in either format.

mod container;
mod geometry;
mod header;
mod properties;

use super::members::{Members, is_integer, string};
use super::reading::Refusal;
use ::flatgeobuf::{Feature, GeometryType, size_prefixed_root_as_feature_with_opts};
use container::Container;
use flatbuffers::{InvalidFlatbuffer, VerifierOptions};
use header::Column;
use std::borrow::Cow;

/// Tables inside of tables that a feature may have: it, a GeometryCollection of MultiPolygons, their Polygons, and room.
const DEEPEST: usize = 8;

/// A file whose header is good.
pub(super) struct File<'a> {
    container: Container<'a>,
    columns: Vec<Column>,
    kind: GeometryType,
    doubts: Vec<Cow<'static, str>>,
}

impl<'a> File<'a> {
    /// Reads the header and finds the features.
    ///
    /// # Errors
    /// Why the file as a whole cannot be read.
    pub(super) fn open(bytes: &'a [u8]) -> Result<Self, String> {
        let container = Container::open(bytes)?;
        let head = container.header;
        header::check_crs(head.crs())?;
        let columns = head.columns().map(header::columns).transpose()?.unwrap_or_default();
        let doubts = header::doubts(&columns);
        Ok(Self { columns, kind: head.geometry_type(), doubts, container })
    }

    /// How many features there are before the file ends or breaks.
    pub(super) fn len(&self) -> usize {
        self.container.features.len()
    }

    /// The byte at which a feature begins.
    pub(super) fn start(&self, index: usize) -> Option<usize> {
        self.container.features.get(index).map(|range| range.start)
    }

    /// At which byte and why the file could not be read to its end.
    pub(super) fn fault(&self) -> Option<(usize, &str)> {
        self.container.fault.as_ref().map(|fault| (self.container.end, fault.as_str()))
    }

    /// What is doubtful of the file as a whole.
    pub(super) fn doubts(&self) -> &[Cow<'static, str>] {
        &self.doubts
    }

    /// Writes a feature as GeoJSON over what `out` holds.
    ///
    /// # Errors
    /// Why it cannot be read.
    pub(super) fn write(
        &self,
        index: usize,
        out: &mut String,
        doubts: &mut Vec<Cow<'static, str>>,
    ) -> Result<(), Refusal> {
        out.clear();
        let bytes = self.container.feature(index);
        let feature = size_prefixed_root_as_feature_with_opts(&limits(bytes, DEEPEST), bytes)
            .map_err(|error| format!("the feature is damaged: {}", plain(&error)))?;
        let own_columns = feature.columns().filter(|own| !own.is_empty()).map(header::columns).transpose()?;
        let columns = own_columns.as_deref().unwrap_or(&self.columns);
        out.push_str("{\"type\":\"Feature\",\"geometry\":");
        match feature.geometry() {
            Some(geometry) => {
                let id = |reason| Refusal { id: id(&feature, columns), reason };
                geometry::push(out, &geometry, self.kind).map_err(id)?;
            }
            None => out.push_str("null"),
        }
        out.push_str(",\"properties\":{");
        if let Some(buffer) = feature.properties() {
            properties::push(out, columns, buffer.bytes(), doubts)?;
        }
        out.push_str("}}");
        Ok(())
    }
}

/// The id of a feature that is no good otherwise.
fn id(feature: &Feature, columns: &[Column]) -> Option<String> {
    let mut text = "{".to_owned();
    properties::push(&mut text, columns, feature.properties()?.bytes(), &mut Vec::new()).ok()?;
    text.push('}');
    let members = Members::read(&text).ok()?;
    let id = members.get("id")?;
    string(id).map(Cow::into_owned).or_else(|| is_integer(id.get()).then(|| id.get().to_owned()))
}

/// How much may be gone through to verify tables.
///
/// A table takes at least 4 bytes. Tables may share their parts, which are then gone through once for each; an honest
/// writer shares the lists of offsets, which are shorter than what they are lists of, and hostile ones could make
/// gigabytes of kilobytes.
fn limits(bytes: &[u8], deepest: usize) -> VerifierOptions {
    VerifierOptions {
        max_depth: deepest,
        max_tables: bytes.len() / 4,
        max_apparent_size: bytes.len().saturating_mul(16),
        ignore_missing_null_terminator: true,
    }
}

/// The first line of a verifier's message; what follows is its path through the tables.
fn plain(error: &InvalidFlatbuffer) -> String {
    let message = error.to_string();
    message.lines().next().unwrap_or_default().trim_end_matches('.').to_owned()
}
