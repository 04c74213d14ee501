//! What geometry does a feature have? Its flat numbers as nested GeoJSON, with the ends of parts held against them.

use ::flatgeobuf::{Geometry, GeometryType};

/// Appends a geometry. Heights, measures and times are not used, as in GeoJSON.
///
/// # Errors
/// What is wrong, naming polygon and ring from 0.
pub(super) fn push(out: &mut String, geometry: &Geometry, of_file: GeometryType) -> Result<(), String> {
    // A file of one kind says so in its header, one of several in each feature.
    let kind = if of_file == GeometryType::Unknown { geometry.type_() } else { of_file };
    let Some(name) = kind.variant_name().filter(|_| kind != GeometryType::Unknown) else {
        return Err(format!("the geometry is of type {}, which nobody knows", kind.0));
    };
    out.push_str("{\"type\":\"");
    out.push_str(name);
    out.push('"');
    match kind {
        GeometryType::Point => {
            let numbers = numbers(geometry)?;
            let [position] = numbers.as_slice() else {
                return Err(format!("the Point has {} positions, one is expected", numbers.len()));
            };
            out.push_str(",\"coordinates\":");
            push_position(out, position);
        }
        GeometryType::MultiPoint => {
            out.push_str(",\"coordinates\":");
            push_positions(out, &numbers(geometry)?);
        }
        GeometryType::Polygon => {
            out.push_str(",\"coordinates\":");
            push_rings(out, geometry)?;
        }
        GeometryType::MultiPolygon => {
            out.push_str(",\"coordinates\":[");
            let parts = geometry.parts();
            if parts.is_none_or(|parts| parts.is_empty()) && geometry.xy().is_some_and(|xy| !xy.is_empty()) {
                return Err("the MultiPolygon has positions that belong to no polygon".to_owned());
            }
            for (number, part) in parts.iter().flatten().enumerate() {
                if number > 0 {
                    out.push(',');
                }
                push_rings(out, &part).map_err(|reason| format!("polygon {number}: {reason}"))?;
            }
            out.push(']');
        }
        // No record has such a one, and the judge refuses it by its type.
        _ => {}
    }
    out.push('}');
    Ok(())
}

/// Appends a polygon's rings. `ends` says after how many positions each ends; where it is not there, there is one.
fn push_rings(out: &mut String, geometry: &Geometry) -> Result<(), String> {
    let positions = numbers(geometry)?;
    let ends: Vec<usize> = match geometry.ends() {
        Some(ends) if !ends.is_empty() => ends.iter().map(|end| end as usize).collect(),
        _ if positions.is_empty() => Vec::new(),
        _ => vec![positions.len()],
    };
    out.push('[');
    let mut begin = 0;
    for (number, end) in ends.into_iter().enumerate() {
        let Some(ring) = positions.get(begin..end) else {
            let count = positions.len();
            return Err(format!(
                "ring {number} goes from position {begin} to {end}, of {count}: the feature is damaged"
            ));
        };
        if number > 0 {
            out.push(',');
        }
        push_positions(out, ring);
        begin = end;
    }
    if begin < positions.len() {
        return Err(format!("{} positions belong to no ring: the feature is damaged", positions.len() - begin));
    }
    out.push(']');
    Ok(())
}

/// The positions of a geometry.
fn numbers(geometry: &Geometry) -> Result<Vec<[f64; 2]>, String> {
    let Some(flat) = geometry.xy() else { return Ok(Vec::new()) };
    if !flat.len().is_multiple_of(2) {
        return Err(format!("{} numbers are no pairs of lon and lat: the feature is damaged", flat.len()));
    }
    let mut flat = flat.iter();
    let mut positions = Vec::with_capacity(flat.len() / 2);
    while let (Some(lon), Some(lat)) = (flat.next(), flat.next()) {
        // JSON has no way to write them, and no place on Earth has them. FlatGeobuf writes an empty Point so.
        if !lon.is_finite() || !lat.is_finite() {
            return Err(format!("position {} is {lon}, {lat}, numbers are expected", positions.len()));
        }
        positions.push([lon, lat]);
    }
    Ok(positions)
}

fn push_positions(out: &mut String, positions: &[[f64; 2]]) {
    out.push('[');
    for (number, position) in positions.iter().enumerate() {
        if number > 0 {
            out.push(',');
        }
        push_position(out, position);
    }
    out.push(']');
}

fn push_position(out: &mut String, [lon, lat]: &[f64; 2]) {
    let mut buffer = zmij::Buffer::new();
    out.push('[');
    out.push_str(buffer.format_finite(*lon));
    out.push(',');
    out.push_str(buffer.format_finite(*lat));
    out.push(']');
}
