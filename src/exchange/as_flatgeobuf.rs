//! How are features written as FlatGeobuf? With a spatial index, a column for each property, and the id as the first.

use super::columns::{Columns, Kind};
use super::{Features, Heading};
use crate::geodesy::Crs;
use flatgeobuf::{ColumnType, FgbCrs, FgbWriter, FgbWriterOptions, GeometryType};
use geo::Geometry;
use geozero::{ColumnValue, PropertyProcessor};
use std::io;

pub(super) fn write(out: impl io::Write, heading: &Heading, features: &(impl Features + ?Sized)) -> io::Result<()> {
    let mut shape = None;
    let columns = Columns::of(features, |record| {
        let here = geometry_type(&record.geometry);
        shape = Some(if shape.is_some_and(|shape| shape != here) { GeometryType::Unknown } else { here });
    })?;
    let metadata = (!heading.members.is_empty()).then(|| format!("{{{}}}", heading.members));
    let options = FgbWriterOptions {
        // An index over nothing is refused by readers.
        write_index: shape.is_some(),
        // A file of Polygons and MultiPolygons says of each which it is.
        detect_type: false,
        promote_to_multi: false,
        crs: system(heading.crs),
        metadata: metadata.as_deref(),
        ..FgbWriterOptions::default()
    };
    let shape = shape.unwrap_or(GeometryType::Unknown);
    let mut file = FgbWriter::create_with_options(heading.name, shape, options).map_err(io::Error::other)?;
    if let Some(kind) = columns.ids {
        file.add_column("id", column_type(kind), |_, _| {});
    }
    for column in &columns.all {
        file.add_column(&column.name, column_type(column.kind), |_, _| {});
    }
    let before = usize::from(columns.ids.is_some());
    features.each(&mut |record| {
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
            if let (Some(kind), Some(json)) = (columns.ids, &record.id) {
                put(feature, 0, "id", kind, json);
            }
            for (name, json) in &record.properties {
                if let Some((number, column)) = columns.find(name) {
                    put(feature, before + number, name, column.kind, json);
                }
            }
        })
        .map_err(io::Error::other)?;
        told
    })?;
    file.write(out).map_err(io::Error::other)
}

/// What a file says of its coordinates. The offset systems have no code that a GIS would know.
fn system(crs: Crs) -> FgbCrs<'static> {
    match crs {
        Crs::Wgs84 => FgbCrs { org: Some("EPSG"), code: 4326, name: Some("WGS 84"), ..FgbCrs::default() },
        other => FgbCrs { name: Some(other.as_str()), ..FgbCrs::default() },
    }
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

fn geometry_type(geometry: &Geometry<f64>) -> GeometryType {
    match geometry {
        Geometry::Point(_) => GeometryType::Point,
        Geometry::Polygon(_) => GeometryType::Polygon,
        _ => GeometryType::MultiPolygon,
    }
}
