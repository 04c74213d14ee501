//! Which regions does a GeoJSON file hold?

use super::features::{geojson_text, read_each};
use super::members::{Members, is_integer, is_sound, kind_of, string};
use super::notice::{Intake, Placed};
use super::polygon;

use crate::coverage::Region;
use crate::geodesy::Crs;
use crate::json_text::quoted;

/// Reads regions: Polygons and MultiPolygons with an `id` and, if they have one, a `name`.
pub fn read_regions(file: &str, bytes: &[u8], crs: Crs) -> Intake<Placed<Region>> {
    match geojson_text(bytes) {
        Ok(text) => read_each(file, text, |text| region(text, crs)),
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
    let mut said: Vec<String> = Vec::new();
    for (name, value) in properties.0.iter().filter(|(_, value)| is_sound(value)) {
        said.push(format!("{}:{}", quoted(name), value.get()));
    }
    said.sort();
    Ok(Region {
        id: id.into(),
        name: properties.get("name").and_then(string).map(Into::into),
        area,
        said: said.join(",").into(),
    })
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
