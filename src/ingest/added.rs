//! What does a request say of a station that is not there yet? The same as a file says of one that is.

use super::context::{Context, Setting};
use super::features::feature_text;
use super::members::{Members, array};
use super::polygon;
use super::reading::Reading;
use super::split::Piece;
use super::station;
use crate::geodesy::Crs;
use crate::json_text::push_quoted;
use crate::station::{Station, StationId};
use geo::MultiPolygon;
use serde_json::value::RawValue;
use std::borrow::Cow;

/// A station that a request adds.
#[derive(Debug)]
pub struct Added {
    /// The station.
    pub station: Station,
    /// Whether its id was derived for want of one.
    pub id_derived: bool,
    /// The doubts it met.
    pub warnings: Vec<Cow<'static, str>>,
}

/// Reads a station from a GeoJSON Feature or from an object with `lon`, `lat` and the properties of one.
///
/// # Errors
/// Why it is no station.
pub fn read_station(value: &RawValue, context: &Context, setting: &Setting) -> Result<Added, String> {
    let members = Members::read(value.get()).map_err(|_| "an object with lon and lat is expected".to_owned())?;
    let text = if members.get("type").is_some_and(|kind| kind.get() == "\"Feature\"") {
        Cow::Borrowed(value.get())
    } else {
        Cow::Owned(as_feature(&members)?)
    };
    // The same bounds on nesting as in a file.
    let depth = depth(text.as_bytes());
    let piece = Piece { range: 0..text.len(), depth };
    let text = feature_text(text.as_bytes(), &piece).map_err(|refusal| refusal.reason)?;
    let mut reading = Reading::new(context, setting);
    let read = station::Outline::read(text)
        .and_then(|feature| station::read(feature, &StationId::new(""), &mut reading, &mut String::new()))
        .map_err(|refusal| refusal.reason)?;
    Ok(Added { id_derived: read.id_derived, station: read.by_itself(), warnings: reading.warnings })
}

fn as_feature(members: &Members) -> Result<String, String> {
    let [lon, lat] = ["lon", "lat"].map(|name| members.get(name));
    let (Some(lon), Some(lat)) = (lon, lat) else {
        return Err("lon and lat are needed, in decimal degrees".to_owned());
    };
    let mut text = format!(
        "{{\"type\":\"Feature\",\"geometry\":{{\"type\":\"Point\",\"coordinates\":[{},{}]}},\"properties\":{{",
        lon.get(),
        lat.get()
    );
    let properties = members.0.iter().filter(|(name, _)| !matches!(name.as_ref(), "lon" | "lat"));
    for (place, (name, value)) in properties.enumerate() {
        if place > 0 {
            text.push(',');
        }
        push_quoted(&mut text, name);
        text.push(':');
        text.push_str(value.get());
    }
    text.push_str("}}");
    Ok(text)
}

/// The deepest nesting of brackets outside of texts.
pub(super) fn depth(json: &[u8]) -> usize {
    let (mut depth, mut deepest) = (0usize, 0);
    let (mut in_text, mut escaped) = (false, false);
    for byte in json {
        match byte {
            _ if escaped => escaped = false,
            b'\\' if in_text => escaped = true,
            b'"' => in_text = !in_text,
            b'{' | b'[' if !in_text => {
                depth += 1;
                deepest = deepest.max(depth);
            }
            b'}' | b']' if !in_text => depth = depth.saturating_sub(1),
            _ => {}
        }
    }
    deepest
}

/// Reads an area from a Polygon, a MultiPolygon, a Feature with one, or a FeatureCollection of such, taken together.
///
/// # Errors
/// What is wrong, naming feature, polygon and ring from 0.
pub fn read_area(value: &RawValue, crs: Crs) -> Result<MultiPolygon<f64>, String> {
    let members = Members::read(value.get()).map_err(|_| "a Polygon or MultiPolygon is expected".to_owned())?;
    if members.get("type").is_none_or(|kind| kind.get() != "\"FeatureCollection\"") {
        return read_part(value, crs);
    }
    let features = members.get("features").and_then(array).ok_or("the FeatureCollection has no features")?;
    let read = |(number, feature): (usize, &&RawValue)| {
        read_part(feature, crs).map_err(|reason| format!("feature {number}: {reason}"))
    };
    let areas = features.iter().enumerate().map(read).collect::<Result<Vec<_>, _>>()?;
    Ok(MultiPolygon(areas.into_iter().flatten().collect()))
}

/// Reads an area from a Polygon, a MultiPolygon, or a Feature with one.
fn read_part(value: &RawValue, crs: Crs) -> Result<MultiPolygon<f64>, String> {
    let members = Members::read(value.get()).map_err(|_| "a Polygon or MultiPolygon is expected".to_owned())?;
    match members.get("type") {
        Some(kind) if kind.get() == "\"Feature\"" => {
            polygon::area(members.get("geometry").ok_or("the Feature has no geometry")?, crs)
        }
        _ => polygon::area(value, crs),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<Added, String> {
        read_station(serde_json::from_str(text).unwrap(), &Context::default(), &Setting::default())
    }

    #[test]
    fn a_flat_object_and_a_feature_say_the_same() {
        let flat = read(r#"{"lon": 121.4, "lat": 37.5, "id": 7, "amenities": ["water"], "opening_hours": "24/7"}"#);
        let feature = read(
            r#"{"type": "Feature", "id": 7, "geometry": {"type": "Point", "coordinates": [121.4, 37.5]},
                "properties": {"amenities": ["water"], "opening_hours": "24/7"}}"#,
        );
        for added in [flat.unwrap(), feature.unwrap()] {
            assert_eq!((added.station.id.as_str(), added.station.amenities.len()), ("7", 1));
            assert!(added.station.hours.is_some());
            assert_eq!(added.warnings, ["no name: it is shown by its kind"]);
        }
    }

    #[test]
    fn what_is_no_station_is_refused_with_a_reason() {
        for (text, reason) in [
            ("7", "an object with lon and lat is expected"),
            (r#"{"lon": 1}"#, "lon and lat are needed, in decimal degrees"),
            (r#"{"lon": "1", "lat": 2}"#, "lon is a text (\"1\"), a number is expected"),
            (r#"{"lon": 31.2, "lat": 121.4}"#, "lat 121.4 is outside -90..90: lon and lat look swapped"),
        ] {
            assert_eq!(read(text).err().as_deref(), Some(reason), "{text}");
        }
        let deep = format!("{{\"lon\":1,\"lat\":2,\"x\":{}{}}}", "[".repeat(90), "]".repeat(90));
        assert!(read(&deep).err().is_some_and(|reason| reason.contains("nest 92 deep")));
    }
}
