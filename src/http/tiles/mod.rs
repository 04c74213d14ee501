//! `/v1/tiles`: how does a map draw it? Stations, gaps and regions as vector tiles, and what a map must know of them.

mod described;
mod gap_drawings;
mod gaps;
mod regions;
mod stations;
mod tile_json;

pub(super) use described::{operations, schemas};
pub use gap_drawings::GapDrawings;
pub use gaps::{described as describe_gaps, tile as gap_tile};
pub use regions::{described as describe_regions, tile as region_tile};
pub use stations::{described as describe_stations, draw as draw_stations, tile as station_tile};

use super::problem::Problem;
use super::reply::{Holds, MVT, nothing, reply};
use crate::store::Snapshot;
use crate::tiles::{MAX_ZOOM, TileId};
use axum::http::{HeaderMap, StatusCode, Uri};
use axum::response::Response;

/// The tile that the last three segments of a path name.
///
/// # Errors
/// `404` off the pyramid.
fn tile_of(uri: &Uri) -> Result<TileId, Problem> {
    let mut segments = uri.path().rsplit('/');
    let named = match (segments.next(), segments.next(), segments.next()) {
        (Some(row), Some(column), Some(zoom)) => TileId::parse(zoom, column, row),
        _ => None,
    };
    named.ok_or_else(|| {
        let detail = format!(
            "there is no such tile: zoom/x/y are whole numbers, zoom 0 to {MAX_ZOOM}, x and y from 0 and below 2 to the power of zoom"
        );
        Problem::new(StatusCode::NOT_FOUND, detail)
    })
}

/// Sends a tile: `204` where it shows nothing.
fn send(snapshot: &Snapshot, uri: &Uri, headers: &HeaderMap, holds: Holds, tile: Vec<u8>) -> Response {
    let request = uri.path_and_query().map_or("", |request| request.as_str());
    match tile.is_empty() {
        true => nothing(snapshot, request, headers, &MVT, holds),
        false => reply(snapshot, request, headers, MVT, holds, tile),
    }
}
