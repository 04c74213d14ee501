//! What does the header say of all features? Their columns, and the system of their coordinates, which is never guessed.

use super::super::features::LONGEST_NAME;
use crate::json_text::quoted;
use ::flatgeobuf::{Column as Described, ColumnType, Crs};
use flatbuffers::{ForwardsUOffset, Vector};
use std::borrow::Cow;

/// A property gives its column's number in two bytes.
const MOST_COLUMNS: usize = 1 << 16;

/// A column of properties.
pub(super) struct Column {
    /// Its name as the name of a JSON member, with the colon.
    pub member: Box<str>,
    pub kind: ColumnType,
}

/// Reads columns that were verified.
///
/// # Errors
/// A column that cannot be used.
pub(super) fn columns(described: Vector<'_, ForwardsUOffset<Described<'_>>>) -> Result<Vec<Column>, String> {
    if described.len() > MOST_COLUMNS {
        return Err(format!("there are {} columns, {MOST_COLUMNS} can be numbered", described.len()));
    }
    let column = |(number, column): (usize, Described)| {
        let (name, kind) = (column.name(), column.type_());
        if name.len() > LONGEST_NAME {
            return Err(format!("column {number} has a name of {} bytes, {LONGEST_NAME} are read", name.len()));
        }
        if kind.variant_name().is_none() {
            return Err(format!("column {number}, {name:?}, is of type {}, which nobody knows", kind.0));
        }
        Ok(Column { member: format!("{}:", quoted(name)).into(), kind })
    };
    described.iter().enumerate().map(column).collect()
}

/// What is left out of all features.
pub(super) fn doubts(columns: &[Column]) -> Vec<Cow<'static, str>> {
    let binary = columns.iter().filter(|column| column.kind == ColumnType::Binary);
    binary
        .map(|column| format!("column {} is binary: it is left out", column.member.trim_end_matches(':')).into())
        .collect()
}

/// Whether a text in WKT (OGC 18-010r7, or its older form) is a geographic system that calls itself by the name that WGS 84
/// in degrees has: its own identifier is the last in it.
fn is_wgs84(wkt: &str) -> bool {
    let wkt: String = wkt.chars().filter(|c| !c.is_whitespace()).collect();
    let ends = [
        r#"ID["OGC","CRS84"]]"#,
        r#"ID["EPSG",4326]]"#,
        r#"AUTHORITY["OGC","CRS84"]]"#,
        r#"AUTHORITY["EPSG","4326"]]"#,
    ];
    wkt.starts_with("GEOG") && ends.iter().any(|end| wkt.ends_with(end))
}

/// Refuses coordinates that say to be anything but WGS 84 in degrees. What says nothing is taken as WGS 84 or what
/// `dataset.toml` says, as GeoJSON is.
pub(super) fn check_crs(crs: Option<Crs>) -> Result<(), String> {
    let Some(crs) = crs else { return Ok(()) };
    let organisation = crs.org().unwrap_or("EPSG");
    let is = |name: &str| organisation.eq_ignore_ascii_case(name);
    let said = match (crs.code(), crs.code_string()) {
        (4326, None | Some("4326")) if is("EPSG") => return Ok(()),
        (0, Some("CRS84")) if is("OGC") => return Ok(()),
        (0, Some("4326")) if is("EPSG") => return Ok(()),
        // GDAL writes OGC:CRS84 as WKT alone.
        (0, None | Some("")) if crs.wkt().is_none_or(|wkt| wkt.is_empty() || is_wgs84(wkt)) => return Ok(()),
        (0, None | Some("")) => format!("{:?}, without a code", crs.name().unwrap_or("one of its own")),
        (0, Some(code)) => format!("{organisation}:{code}"),
        (code, _) => format!("{organisation}:{code}"),
    };
    Err(format!("the file's coordinates are in the system {said}: project them to EPSG:4326 first (ogr2ogr -t_srs)"))
}
