//! Which places do the tests of collections ask about? Thirty stations and three regions, some of them at the ends of maps.

use super::data::{DataDir, feature};
use super::server::{Answer, Server};
use serde_json::{Value, json};
use std::sync::LazyLock;

/// What a browser sends for a page.
pub const BROWSER: (&str, &str) = ("accept", "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8");

pub const STATIONS: &str = "/v1/collections/stations/items";
pub const REGIONS: &str = "/v1/collections/regions/items";

/// A name that would act in a page, if it were markup there.
pub const HOSTILE: &str = "<script>alert('x')</script>\"&amp;\u{202e}";

/// Stations 00 to 29 in a row, 10 km apart, and regions around them.
pub static ATLAS: LazyLock<Server> = LazyLock::new(|| {
    let dataset =
        "timezone = \"Asia/Shanghai\"\n[[stations]]\npath = \"s.geojson\"\n[[regions]]\npath = \"r.geojson\"\n";
    Server::loading(
        DataDir::new()
            .with("dataset.toml", dataset)
            .with_stations("s.geojson", &stations())
            .with_stations("r.geojson", &regions()),
    )
});

/// The features of [`ATLAS`], not in the order of their ids.
pub fn stations() -> Vec<Value> {
    let mut features: Vec<Value> = (0..24).map(in_a_row).collect();
    features.extend([
        feature("24", 179.5, -17.0, json!({"name": "West of the line", "kind": "library"})),
        feature("25", -179.5, -17.0, json!({"name": "East of the line", "kind": "library"})),
        feature("26", 180.0, -16.0, json!({"name": "On the line", "kind": "library"})),
        feature("27", 0.0, 90.0, json!({"name": "The pole", "name:zh": "北极"})),
        feature("28/x?y=#z", 10.0, 10.0, json!({"name": HOSTILE, "website": "javascript:alert(1)", "<b>": "<i>"})),
        feature("29", 11.0, 10.0, json!({"name": "Shut", "status": "closed"})),
    ]);
    features.reverse();
    features
}

fn in_a_row(number: usize) -> Value {
    let mut properties = json!({
        "name": format!("Station {number:02}"),
        "kind": if number.is_multiple_of(3) { "library" } else { "union_station" },
        "access": "public",
        "floor": number % 5,
        "roofed": number.is_multiple_of(2),
        "amenities": if number.is_multiple_of(2) { json!(["water"]) } else { json!(["wifi"]) },
    });
    if number < 12 {
        properties["capacity"] = (number * 10).into();
        properties["verified_at"] = format!("2026-{:02}-15", number + 1).into();
    }
    if number == 13 {
        properties["opening_hours"] = "24/7".into();
    }
    feature(format!("{number:02}"), 120.0 + number as f64 / 10.0, 30.0, properties)
}

fn regions() -> Vec<Value> {
    let square = |west: f64, south: f64, east: f64, north: f64| {
        json!([[[west, south], [east, south], [east, north], [west, north], [west, south]]])
    };
    let region = |id: &str, geometry: Value, properties: Value| json!({"type": "Feature", "id": id, "geometry": geometry, "properties": properties});
    let polygon = |coordinates: Value| json!({"type": "Polygon", "coordinates": coordinates});
    vec![
        region("row", polygon(square(119.0, 29.0, 123.0, 31.0)), json!({"name": "The row", "people": 1000})),
        region(
            "line",
            json!({"type": "MultiPolygon", "coordinates": [square(179.0, -18.0, 180.0, -15.0), square(-180.0, -18.0, -179.0, -15.0)]}),
            json!({"name": "Both sides of the line", "people": 5}),
        ),
        region("far", polygon(square(9.0, 9.0, 12.0, 11.0)), json!({"name": HOSTILE})),
    ]
}

/// `GET` with a filter.
pub fn filtered(path: &str, also: &str, filter: &str) -> Answer {
    let encoded: String = filter.bytes().map(|byte| format!("%{byte:02X}")).collect();
    ATLAS.get(&format!("{path}?limit=1000{also}&filter={encoded}"))
}

/// Ids that a filter in CQL2 Text means.
pub fn meant(path: &str, filter: &str) -> Vec<String> {
    let answer = filtered(path, "", filter);
    assert_eq!(answer.status, 200, "{filter}: {}", String::from_utf8_lossy(&answer.body));
    answer.ids()
}

/// The address in a resource's link of a relation.
pub fn linked(body: &Value, rel: &str) -> Option<String> {
    let links = body["links"].as_array().unwrap_or_else(|| panic!("links in {body}"));
    links.iter().find(|link| link["rel"] == rel).map(|link| link["href"].as_str().unwrap().to_owned())
}
