//! Which regions does a file hold?

use super::canonical::push_canonical;
use super::crossing;
use super::features::{Features, read_each};
use super::given::Given;
use super::holes;
use super::members::{Members, is_null, is_sound, kind_of, string};
use super::notice::{Intake, Placed};
use super::polygon;
use super::said::says_id;
use super::written::Written;
use crate::coverage::Region;
use crate::geodesy::Crs;
use crate::json_text::push_quoted;
use serde_json::value::RawValue;
use std::borrow::Cow;
use std::collections::BTreeMap;

/// Reads regions from GeoJSON or FlatGeobuf: Polygons and MultiPolygons with an `id` and, if they have one, a `name`.
pub fn read_regions(file: &str, bytes: &[u8], crs: Crs) -> Intake<Placed<Region>> {
    match Features::of(file, bytes) {
        Ok(features) => read_each(file, &features, |given, doubts| region(given, crs, doubts)),
        Err(reason) => Intake::refused(file, reason),
    }
}

fn region(given: &Given, crs: Crs, doubts: &mut Vec<Cow<'static, str>>) -> Result<Region, String> {
    if let Some(other) = given.other_type() {
        return Err(other);
    }
    let mut of_id = Vec::new();
    let id = given.id(&mut of_id);
    let id = id.ok_or_else(|| of_id.pop().map_or("a region needs an id".to_owned(), Cow::into_owned))?;
    doubts.append(&mut of_id);
    let geometry = given.members.get("geometry");
    let geometry = geometry.ok_or("there is no geometry: a region needs a Polygon or MultiPolygon")?;
    let area = polygon::area(geometry, crs)?;
    let properties = &given.properties;
    given.tell_repeated_properties(doubts);
    let name = name(properties, doubts);
    doubts.extend(crossing::doubts(&area));
    doubts.extend(holes::doubts(&area));
    Ok(Region { name, area, said: said(properties, &id).into(), id: id.into() })
}

fn name(properties: &Members, doubts: &mut Vec<Cow<'static, str>>) -> Option<Box<str>> {
    let value = properties.get("name");
    let name = value.and_then(string).filter(|name| !name.trim().is_empty());
    match value {
        Some(value) if string(value).is_none() => {
            doubts.push(format!("\"name\" is {}, a text is expected", kind_of(value)).into());
        }
        _ if name.is_none() => doubts.push("no name: it is shown by its id".into()),
        _ => {}
    }
    name.map(Into::into)
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
        assert_eq!(told[1], "r.geojson:5 [3] b: there is no geometry: a region needs a Polygon or MultiPolygon");
    }
}
