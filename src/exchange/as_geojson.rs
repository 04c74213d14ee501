//! How are features written as GeoJSON? A FeatureCollection with a feature a line, so that a notice can name its line.

use super::{Features, Heading};
use crate::ingest::Record;
use crate::json_text::push_quoted;
use geo::{Coord, Geometry, LineString, Polygon};
use std::io;

pub(super) fn write(mut out: impl io::Write, heading: &Heading, features: &(impl Features + ?Sized)) -> io::Result<()> {
    out.write_all(b"{\"type\":\"FeatureCollection\",")?;
    if !heading.members.is_empty() {
        out.write_all(heading.members.as_bytes())?;
        out.write_all(b",")?;
    }
    out.write_all(b"\"features\":[")?;
    let mut line = String::new();
    features.each(&mut |record| {
        let before = if line.is_empty() { "\n" } else { ",\n" };
        line.clear();
        line.push_str(before);
        push_feature(&mut line, record);
        out.write_all(line.as_bytes())
    })?;
    out.write_all(b"\n]}\n")
}

/// Appends a Feature.
pub fn push_feature(out: &mut String, record: &Record) {
    out.push_str("{\"type\":\"Feature\",");
    if let Some(id) = &record.id {
        out.push_str("\"id\":");
        out.push_str(id);
        out.push(',');
    }
    out.push_str("\"geometry\":");
    match &record.geometry {
        Geometry::Point(point) => {
            out.push_str("{\"type\":\"Point\",\"coordinates\":");
            push_corner(out, &point.0);
        }
        Geometry::Polygon(polygon) => {
            out.push_str("{\"type\":\"Polygon\",\"coordinates\":");
            push_polygon(out, polygon);
        }
        Geometry::MultiPolygon(area) => {
            out.push_str("{\"type\":\"MultiPolygon\",\"coordinates\":");
            push_list(out, &area.0, push_polygon);
        }
        // No record has another.
        _ => out.push_str("{\"type\":\"GeometryCollection\",\"geometries\":[]"),
    }
    out.push_str("},\"properties\":{");
    for (number, (name, value)) in record.properties.iter().enumerate() {
        if number > 0 {
            out.push(',');
        }
        push_quoted(out, name);
        out.push(':');
        out.push_str(value);
    }
    out.push_str("}}");
}

fn push_polygon(out: &mut String, polygon: &Polygon<f64>) {
    let rings: Vec<&LineString<f64>> = std::iter::once(polygon.exterior()).chain(polygon.interiors()).collect();
    push_list(out, &rings, |out, ring| push_list(out, &ring.0, push_corner));
}

fn push_corner(out: &mut String, corner: &Coord<f64>) {
    push_list(out, &[corner.x, corner.y], |out, degrees| out.push_str(zmij::Buffer::new().format(*degrees)));
}

fn push_list<T>(out: &mut String, items: &[T], push: impl Fn(&mut String, &T)) {
    out.push('[');
    for (number, item) in items.iter().enumerate() {
        if number > 0 {
            out.push(',');
        }
        push(out, item);
    }
    out.push(']');
}
