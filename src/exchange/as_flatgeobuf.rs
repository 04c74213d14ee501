//! How are features written as FlatGeobuf? With a spatial index, a column for each property, and the id as the first.

use super::columns::{Column, Kind, columns, id_kind};
use crate::ingest::Record;
use flatgeobuf::{ColumnType, FgbCrs, FgbWriter, FgbWriterOptions, GeometryType};
use geo::Geometry;
use geozero::{ColumnValue, PropertyProcessor};
use std::io;

pub(super) fn write(out: impl io::Write, name: &str, records: &[Record]) -> io::Result<()> {
    let (columns, places) = columns(records)?;
    let id = records.iter().any(|record| record.id.is_some()).then(|| id_kind(records));
    let options = FgbWriterOptions {
        // An index over nothing is refused by readers.
        write_index: !records.is_empty(),
        // A file of Polygons and MultiPolygons says of each which it is.
        detect_type: false,
        promote_to_multi: false,
        crs: FgbCrs { org: Some("EPSG"), code: 4326, name: Some("WGS 84"), ..FgbCrs::default() },
        ..FgbWriterOptions::default()
    };
    let mut file = FgbWriter::create_with_options(name, geometry_type(records), options).map_err(io::Error::other)?;
    if let Some(kind) = id {
        file.add_column("id", column_type(kind), |_, _| {});
    }
    for column in &columns {
        file.add_column(column.name, column_type(column.kind), |_, _| {});
    }
    let before = usize::from(id.is_some());
    for record in records {
        let mut told = Ok(());
        let mut put = |feature: &mut dyn PropertyProcessor, number, name: &str, kind, json: &str| {
            let text = serde_json::from_str::<String>(json);
            let put = match value(kind, json, text.as_deref().unwrap_or(json)) {
                Some(value) => feature.property(number, name, &value).map(drop).map_err(io::Error::other),
                None => Err(io::Error::other(format!("{name} is no {kind:?}"))),
            };
            told = std::mem::replace(&mut told, Ok(())).and(put);
        };
        file.add_feature_geom(record.geometry.clone(), |feature| {
            if let (Some(kind), Some(json)) = (id, &record.id) {
                put(feature, 0, "id", kind, json);
            }
            for (name, json) in &record.properties {
                if let Some((number, column)) = place(&columns, places.get(name.as_ref())) {
                    put(feature, before + number, name, column.kind, json);
                }
            }
        })
        .map_err(io::Error::other)?;
        told?;
    }
    file.write(out).map_err(io::Error::other)
}

fn place<'c, 'a>(columns: &'c [Column<'a>], place: Option<&usize>) -> Option<(usize, &'c Column<'a>)> {
    let place = *place?;
    Some((place, columns.get(place)?))
}

/// The value of a column from JSON, and from the text that it is if it is one.
fn value<'a>(kind: Kind, json: &'a str, text: &'a str) -> Option<ColumnValue<'a>> {
    Some(match kind {
        Kind::Bool => ColumnValue::Bool(json == "true"),
        Kind::Long => ColumnValue::Long(json.parse().ok()?),
        Kind::Double => ColumnValue::Double(json.parse().ok()?),
        Kind::Text => ColumnValue::String(text),
        Kind::Json => ColumnValue::Json(json),
    })
}

fn column_type(kind: Kind) -> ColumnType {
    match kind {
        Kind::Bool => ColumnType::Bool,
        Kind::Long => ColumnType::Long,
        Kind::Double => ColumnType::Double,
        Kind::Text => ColumnType::String,
        Kind::Json => ColumnType::Json,
    }
}

/// The type that all geometries have, or that they have several.
fn geometry_type(records: &[Record]) -> GeometryType {
    let of = |record: &Record| match record.geometry {
        Geometry::Point(_) => GeometryType::Point,
        Geometry::Polygon(_) => GeometryType::Polygon,
        _ => GeometryType::MultiPolygon,
    };
    let mut types = records.iter().map(of);
    let first = types.next().unwrap_or(GeometryType::Unknown);
    if types.all(|other| other == first) { first } else { GeometryType::Unknown }
}
