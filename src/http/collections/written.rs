//! How does a region stand in an answer? A Polygon or MultiPolygon with what the source says of it.

use crate::coverage::Region;
use crate::geodesy::{Crs, Position};
use crate::json_text::push_quoted;
use crate::store::Selection;
use geo::{Coord, LineString, Polygon};
use std::fmt::Write;

/// Writes a region as a GeoJSON Feature with all that its source says or what is selected of it, without its last brace.
pub fn write_region(out: &mut String, region: &Region, crs: Crs, selected: Option<&Selection>) {
    out.push_str("{\"type\":\"Feature\",\"id\":");
    push_quoted(out, &region.id);
    out.push_str(",\"geometry\":{\"type\":");
    match region.area.0.as_slice() {
        [only] => {
            out.push_str("\"Polygon\",\"coordinates\":");
            write_polygon(out, only, crs);
        }
        several => {
            out.push_str("\"MultiPolygon\",\"coordinates\":");
            write_list(out, several, |out, polygon| write_polygon(out, polygon, crs));
        }
    }
    out.push_str("},\"properties\":{");
    match selected {
        None => out.push_str(&region.said),
        Some(selected) => {
            selected.push(out, &region.said);
            if out.ends_with(',') {
                out.pop();
            }
        }
    }
    out.push('}');
}

fn write_polygon(out: &mut String, polygon: &Polygon<f64>, crs: Crs) {
    let rings: Vec<&LineString<f64>> = std::iter::once(polygon.exterior()).chain(polygon.interiors()).collect();
    write_list(out, &rings, |out, ring| write_list(out, &ring.0, |out, at| write_position(out, *at, crs)));
}

fn write_list<T>(out: &mut String, list: &[T], write: impl Fn(&mut String, &T)) {
    for (place, one) in list.iter().enumerate() {
        out.push(if place == 0 { '[' } else { ',' });
        write(out, one);
    }
    out.push_str(if list.is_empty() { "[]" } else { "]" });
}

fn write_position(out: &mut String, at: Coord<f64>, crs: Crs) {
    let (lon, lat) = match Position::new(at.x, at.y) {
        Ok(position) if crs != Crs::Wgs84 => {
            let (lon, lat) = crs.from_wgs84(position);
            // A billionth of a degree is a tenth of a millimetre.
            ((lon * 1e9).round() / 1e9, (lat * 1e9).round() / 1e9)
        }
        _ => (at.x, at.y),
    };
    // Writing to a String cannot fail.
    let _ = write!(out, "[{lon},{lat}]");
}
