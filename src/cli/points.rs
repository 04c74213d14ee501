//! Which points are in a file? Candidates and demand, from CSV or GeoJSON, as the members that HTTP takes.

use anyhow::{Context, bail};
use serde_json::value::RawValue;
use serde_json::{Map, Value, json};
use std::fs;

/// Columns that mean something.
const COLUMNS: [&str; 4] = ["id", "lon", "lat", "weight"];

/// Reads a file of points: `id,lon,lat,weight` with a heading, or GeoJSON points with a `weight` property.
pub(super) fn read_points(path: &str, weighs: bool) -> anyhow::Result<Box<RawValue>> {
    let text = fs::read_to_string(path).with_context(|| format!("cannot read {path}"))?;
    let text = text.trim_start_matches('\u{FEFF}');
    let points = if text.trim_start().starts_with('{') { of_geojson(text, weighs) } else { of_csv(text, weighs) };
    let points = points.with_context(|| format!("cannot read {path}"))?;
    Ok(serde_json::value::to_raw_value(&points)?)
}

fn of_csv(text: &str, weighs: bool) -> anyhow::Result<Vec<Value>> {
    let mut table = csv::ReaderBuilder::new().trim(csv::Trim::All).from_reader(text.as_bytes());
    let heading: Vec<String> = table.headers()?.iter().map(str::to_lowercase).collect();
    let known = &COLUMNS[..if weighs { 4 } else { 3 }];
    for needed in known.iter().filter(|name| **name != "id") {
        if !heading.iter().any(|name| name == needed) {
            bail!("a column {needed} is needed, in a heading such as {}", known.join(","));
        }
    }
    let mut points = Vec::new();
    for (row, record) in table.records().enumerate() {
        let record = record?;
        let mut point = Map::new();
        for (name, field) in heading.iter().zip(&record).filter(|(name, _)| known.contains(&name.as_str())) {
            let value = match name.as_str() {
                "id" if field.is_empty() => continue,
                "id" => json!(field),
                _ => json!(field.parse::<f64>().with_context(|| format!("row {}: {name} is {field}", row + 1))?),
            };
            point.insert(name.clone(), value);
        }
        points.push(point.into());
    }
    Ok(points)
}

fn of_geojson(text: &str, weighs: bool) -> anyhow::Result<Vec<Value>> {
    let document: Value = serde_json::from_str(text)?;
    let features = document["features"].as_array().context("a FeatureCollection is expected")?;
    let point = |(number, feature): (usize, &Value)| {
        let at = &feature["geometry"]["coordinates"];
        if feature["geometry"]["type"] != "Point" || !at[0].is_number() || !at[1].is_number() {
            bail!("feature {number}: a Point is expected");
        }
        let mut point = json!({"lon": at[0], "lat": at[1]});
        let id = [&feature["id"], &feature["properties"]["id"]].into_iter().find(|id| !id.is_null());
        if let Some(id) = id {
            point["id"] = id.clone();
        }
        if weighs {
            point["weight"] = feature["properties"]["weight"].clone();
        }
        Ok(point)
    };
    features.iter().enumerate().map(point).collect()
}
