//! What must a map know before it asks for tiles? TileJSON 3.0: where they are, how fine, and which properties they have.

use crate::geodesy::Crs;
use crate::http::address::{FORWARDED_PROTO, in_template, origin};
use crate::http::dataset;
use crate::http::reply::{Holds, JSON, reply};
use crate::store::{FileKind, Snapshot};
use crate::tiles::MAX_ZOOM;
use crate::tiles::mercator::MOST_LAT_DEG;
use axum::http::{HeaderMap, HeaderValue, Uri, header};
use axum::response::Response;
use serde_json::{Map, Value, json};

/// The world as far as tiles go: west, south, east, north in degrees.
const WORLD: [f64; 4] = [-180.0, -MOST_LAT_DEG, 180.0, MOST_LAT_DEG];

/// A set of tiles.
pub struct Tileset<'a> {
    /// Its name, which is its layer's too.
    pub name: &'static str,
    /// What it shows, in a sentence.
    pub description: &'static str,
    /// The properties of its features, each with what it is.
    pub fields: &'a [(&'static str, &'static str)],
    /// The smallest box around all, west, south, east, north; none where there is nothing.
    pub bounds: Option<[f64; 4]>,
    /// Files of this kind are named as its sources.
    pub source: FileKind,
    /// The system of its coordinates.
    pub crs: Crs,
}

/// Sends the TileJSON of a set whose tiles are asked with the query of this request.
pub fn send(snapshot: &Snapshot, uri: &Uri, headers: &HeaderMap, set: &Tileset) -> Response {
    let (name, origin) = (set.name, origin(uri, headers));
    let address = format!("{origin}/v1/tiles/{name}/{{z}}/{{x}}/{{y}}{}", in_template(uri.query()));
    let fields: Map<String, Value> = set.fields.iter().map(|(key, what)| ((*key).to_owned(), (*what).into())).collect();
    let bounds = set.bounds.map_or(WORLD, |[west, south, east, north]| {
        [west, south.clamp(WORLD[1], WORLD[3]), east, north.clamp(WORLD[1], WORLD[3])]
    });
    let body = json!({
        "tilejson": "3.0.0",
        "name": name,
        "description": set.description,
        "tiles": [address],
        "scheme": "xyz",
        "minzoom": 0,
        "maxzoom": MAX_ZOOM,
        "bounds": bounds,
        "attribution": attribution(snapshot, set.source),
        "vector_layers": [{
            "id": name,
            "description": set.description,
            "minzoom": 0,
            "maxzoom": MAX_ZOOM,
            "fields": fields,
        }],
        "crs": set.crs.as_str(),
        "dataset": dataset::named(snapshot),
    });
    // The same path has another address under another host.
    let mut response = reply(snapshot, &address, headers, JSON, Holds::WithTheData, body.to_string());
    let vary = format!("accept, accept-encoding, {FORWARDED_PROTO}");
    if let Ok(vary) = HeaderValue::try_from(vary) {
        response.headers_mut().insert(header::VARY, vary);
    }
    response
}

/// Whom to name. Maps show this as HTML, so that nothing in it may be markup.
fn attribution(snapshot: &Snapshot, kind: FileKind) -> String {
    let named: Vec<&str> = snapshot.attributions(kind).into_iter().collect();
    named.join("; ").replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

/// The smallest box around positions, west, south, east, north; none around nothing.
pub fn bounds(positions: impl Iterator<Item = (f64, f64)>) -> Option<[f64; 4]> {
    positions.map(|(lon, lat)| [lon, lat, lon, lat]).reduce(|[west, south, east, north], [lon, lat, ..]| {
        [west.min(lon), south.min(lat), east.max(lon), north.max(lat)]
    })
}
