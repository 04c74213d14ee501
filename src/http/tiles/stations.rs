//! `/v1/tiles/stations`: where are they? Clusters with counts at coarse zooms, each station with its properties at fine ones.

use super::tile_json::{self, Tileset, bounds};
use super::{send, tile_of};
use crate::geodesy::Crs;
use crate::hours::State as Opened;
use crate::http::App;
use crate::http::asked::{take_choice, take_crs};
use crate::http::caught::aside;
use crate::http::digits::write_rfc3339;
use crate::http::echo::Echo;
use crate::http::params::Params;
use crate::http::problem::Problem;
use crate::http::reply::Holds;
use crate::json_text::push_quoted;
use crate::station::{Station, Status};
use crate::store::{Choice, Drawing, FileKind, Snapshot};
use crate::tiles::{Drawn, Layer, TileId, Value};
use axum::extract::State;
use axum::http::{HeaderMap, Uri};
use axum::response::Response;
use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use std::sync::Arc;

/// The properties that features have beside what the source says.
const FIELDS: &[(&str, &str)] = &[
    ("point_count", "Number: stations of the cluster"),
    ("open_count", "Number: those of them that are open at the instant asked (at)"),
    ("id", "String"),
    ("name", "String"),
    ("kind", "String: a word of /v1/amenities"),
    ("open", "String: open, closed or unknown, at the instant asked (at)"),
    ("closes_at", "String: RFC 3339, if it is open and will close"),
    ("opens_at", "String: RFC 3339, if it is not open and will open"),
    ("amenities", "String: JSON array of words"),
    ("access", "String"),
    ("capacity", "Number"),
    ("address", "String"),
    ("operator", "String"),
    ("phone", "String"),
    ("opening_hours", "String: as OpenStreetMap writes it"),
    ("verified_at", "String"),
];

/// What is computed, and no source may say.
const OURS: [&str; 7] = ["id", "open", "closes_at", "opens_at", "amenities", "point_count", "open_count"];

/// Which stations, and in which coordinates.
struct Asked {
    crs: Crs,
    choice: Choice,
    /// Whether the instant is the moment of asking, so that the answer ages.
    now: bool,
}

impl Asked {
    fn read(uri: &Uri, snapshot: &Snapshot, now: DateTime<Utc>) -> Result<Self, Problem> {
        let mut params = Params::from_query(uri.query().unwrap_or_default());
        let crs = take_crs(&mut params);
        let choice = take_choice(&mut params, &snapshot.lexicon, now, &mut Echo::new());
        params.finish()?;
        Ok(Self { crs, now: choice.at == now, choice })
    }
}

/// `GET /v1/tiles/stations`.
pub async fn described(State(app): State<Arc<App>>, uri: Uri, headers: HeaderMap) -> Result<Response, Problem> {
    let snapshot = app.snapshot()?;
    let Asked { crs, .. } = Asked::read(&uri, &snapshot, Utc::now())?;
    let operating = snapshot.index.stations().iter().filter(|station| station.status == Status::Operating);
    let set = Tileset {
        name: "stations",
        description: "Stations that pass the filters; clusters where they lie close together",
        fields: FIELDS,
        bounds: bounds(operating.map(|station| crs.from_wgs84(station.position))),
        source: FileKind::Stations,
        crs,
    };
    Ok(tile_json::send(&snapshot, &uri, &headers, &set))
}

/// `GET /v1/tiles/stations/{z}/{x}/{y}`.
pub async fn tile(State(app): State<Arc<App>>, uri: Uri, headers: HeaderMap) -> Result<Response, Problem> {
    let snapshot = app.snapshot()?;
    let tile = tile_of(&uri)?;
    let now = Utc::now();
    let asked = Asked::read(&uri, &snapshot, now)?;
    let ages = asked.now;
    let (bytes, changes_at) = if snapshot.is_drawn_at_once(tile, asked.crs, &asked.choice) {
        draw(&snapshot, tile, asked.crs, &asked.choice)
    } else {
        let snapshot = snapshot.clone();
        let drawn = aside(move || draw(&snapshot, tile, asked.crs, &asked.choice));
        drawn.await.ok_or_else(Problem::internal)?
    };
    let holds = if ages { Holds::Until { now, changes_at } } else { Holds::WithTheData };
    Ok(send(&snapshot, &uri, &headers, holds, bytes))
}

/// A tile's bytes, and the first instant at which an opening changes them.
pub fn draw(snapshot: &Snapshot, tile: TileId, crs: Crs, choice: &Choice) -> (Vec<u8>, Option<DateTime<Utc>>) {
    let Drawing { drawn, mut changes_at } = snapshot.drawn(tile, crs, choice);
    let mut layer = Layer::new("stations");
    snapshot.fetch(drawn.iter().filter_map(|drawn| match drawn {
        Drawn::Single { ordinal, .. } => Some(*ordinal as usize),
        Drawn::Cluster { .. } => None,
    }));
    for drawn in drawn {
        match drawn {
            Drawn::Cluster { at, stations, open } => {
                layer.tag("point_count", Value::Whole(stations));
                layer.tag("open_count", Value::Whole(open.into()));
                layer.point(at.map(|units| units as i32));
            }
            Drawn::Single { at, ordinal } => {
                let change = tag_station(&mut layer, snapshot, ordinal as usize, choice.at);
                changes_at = [changes_at, change].into_iter().flatten().min();
                layer.point(at.map(|units| units as i32));
            }
        }
    }
    (layer.into_tile(), changes_at)
}

/// Gives the feature to come the properties of a station, and tells when its opening changes.
fn tag_station(layer: &mut Layer, snapshot: &Snapshot, ordinal: usize, at: DateTime<Utc>) -> Option<DateTime<Utc>> {
    let (station, text) = (snapshot.index.stations().get(ordinal)?, snapshot.feature_text(ordinal)?);
    layer.tag("id", Value::Text(station.id.as_str()));
    let opening = station.opening(&snapshot.schedules, at);
    let state = match opening.state {
        Opened::Open => "open",
        Opened::Closed => "closed",
        Opened::Unknown => "unknown",
    };
    layer.tag("open", Value::Text(state));
    for (key, instant) in [("closes_at", opening.closes_at()), ("opens_at", opening.opens_at)] {
        if let Some(instant) = instant {
            let mut told = String::new();
            write_rfc3339(&mut told, instant, station.timezone.unwrap_or(Tz::UTC));
            layer.tag(key, Value::Text(&told));
        }
    }
    layer.tag("amenities", Value::Text(&amenities(snapshot, station)));
    for (key, value) in text.members().filter(|(key, _)| !OURS.contains(&key.as_ref())) {
        tag_json(layer, &key, value);
    }
    opening.changes_at
}

/// Gives the feature to come a property from JSON. Tiles have neither lists nor objects: these stay JSON texts, as the
/// makers of tiles commonly have it.
fn tag_json(layer: &mut Layer, key: &str, json: &str) {
    match json.as_bytes().first() {
        Some(b'"') => match json.strip_prefix('"').and_then(|text| text.strip_suffix('"')) {
            Some(plain) if !plain.contains('\\') => layer.tag(key, Value::Text(plain)),
            _ => {
                let text: String = serde_json::from_str(json).unwrap_or_default();
                layer.tag(key, Value::Text(&text));
            }
        },
        Some(b't' | b'f') => layer.tag(key, Value::Bool(json == "true")),
        Some(b'n') | None => {}
        Some(b'[' | b'{') => layer.tag(key, Value::Text(json)),
        Some(_) => {
            let number = json.parse().map(Value::Whole).or_else(|_| json.parse().map(Value::Signed));
            layer.tag(key, number.or_else(|_| json.parse().map(Value::Double)).unwrap_or(Value::Text(json)));
        }
    }
}

/// The words of a station's amenities, each once, as a JSON array.
fn amenities(snapshot: &Snapshot, station: &Station) -> String {
    let mut list = String::from("[");
    for (place, amenity) in station.amenities.iter().enumerate() {
        if station.amenities.iter().take(place).any(|other| other.kind == amenity.kind) {
            continue;
        }
        if list.len() > 1 {
            list.push(',');
        }
        push_quoted(&mut list, snapshot.lexicon.amenity_word(amenity.kind));
    }
    list.push(']');
    list
}
