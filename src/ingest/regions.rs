//! Which regions does a file hold?

use super::canonical::push_canonical;
use super::features::{Features, read_each};
use super::members::{Members, is_integer, is_null, is_sound, kind_of, string};
use super::notice::{Intake, Placed};
use super::polygon;
use super::said::says_id;
use super::written::Written;
use crate::coverage::Region;
use crate::geodesy::Crs;
use crate::json_text::push_quoted;
use serde_json::value::RawValue;
use std::collections::BTreeMap;

/// Reads regions from GeoJSON or FlatGeobuf: Polygons and MultiPolygons with an `id` and, if they have one, a `name`.
pub fn read_regions(file: &str, bytes: &[u8], crs: Crs) -> Intake<Placed<Region>> {
    match Features::of(file, bytes) {
        Ok(features) => read_each(file, &features, |text| region(text, crs)),
        Err(reason) => Intake::refused(file, reason),
    }
}

fn region(text: &str, crs: Crs) -> Result<Region, String> {
    let feature = Members::read(text).map_err(|_| "not a JSON object".to_owned())?;
    let properties = feature.get("properties").and_then(|value| Members::read(value.get()).ok()).unwrap_or_default();
    let id = feature.get("id").or_else(|| properties.get("id")).ok_or("a region needs an id")?;
    let id = match string(id) {
        Some(text) if !text.is_empty() => text.into_owned(),
        Some(_) => return Err("the id is an empty text".to_owned()),
        None if is_integer(id.get()) => id.get().to_owned(),
        None => return Err(format!("the id is {}, a text or an integer is expected", kind_of(id))),
    };
    let geometry = feature.get("geometry").ok_or("there is no geometry: a region needs a Polygon or MultiPolygon")?;
    let area = polygon::area(geometry, crs)?;
    Ok(Region {
        name: properties.get("name").and_then(string).map(Into::into),
        area,
        said: said(&properties, &id).into(),
        id: id.into(),
    })
}

/// What the source says, as JSON members by name: the last of two counts, and null is not there.
fn said(properties: &Members, id: &str) -> String {
    let last: BTreeMap<&str, &RawValue> = properties.0.iter().map(|(name, value)| (name.as_ref(), *value)).collect();
    let mut said = String::new();
    for (name, value) in last {
        if is_null(value) || !is_sound(value) || (name == "id" && says_id(Written::of(value), id)) {
            continue;
        }
        if !said.is_empty() {
            said.push(',');
        }
        push_quoted(&mut said, name);
        said.push(':');
        push_canonical(&mut said, value.get());
    }
    said
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_bad_region_costs_only_itself() {
        let square = r#"{"type":"Polygon","coordinates":[[[0,0],[1,0],[1,1],[0,0]]]}"#;
        let text = format!(
            "{{\"type\":\"FeatureCollection\",\"features\":[\n{{\"id\":\"a\",\"geometry\":{square},\"properties\":{{\"name\":\"A\"}}}},\n{{\"geometry\":{square}}},\n{{\"id\":7,\"geometry\":{square}}},\n{{\"id\":\"b\",\"geometry\":null}}]}}"
        );
        let intake = read_regions("r.geojson", text.as_bytes(), Crs::Wgs84);
        assert_eq!(intake.records.iter().map(|region| region.record.id.as_ref()).collect::<Vec<_>>(), ["a", "7"]);
        let told: Vec<_> = intake.rejections.iter().map(ToString::to_string).collect();
        assert_eq!(told[0], "r.geojson:3 [1]: a region needs an id");
        assert_eq!(told[1], "r.geojson:5 [3]: there is no geometry: a region needs a Polygon or MultiPolygon");
    }
}
