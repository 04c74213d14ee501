//! `/v1/tiles/regions`: where are the areas that can be asked about?

use super::tile_json::{self, Tileset, bounds};
use super::{send, tile_of};
use crate::geodesy::{Crs, Position};
use crate::http::App;
use crate::http::asked::take_crs;
use crate::http::caught::aside;
use crate::http::params::Params;
use crate::http::problem::Problem;
use crate::http::reply::Holds;
use crate::store::{FileKind, Snapshot};
use crate::tiles::{Layer, TileId, Value};
use axum::extract::State;
use axum::http::{HeaderMap, Uri};
use axum::response::Response;
use geo::{BoundingRect, Coord};
use std::sync::Arc;

/// `GET /v1/tiles/regions`.
pub async fn described(State(app): State<Arc<App>>, uri: Uri, headers: HeaderMap) -> Result<Response, Problem> {
    let snapshot = app.snapshot()?;
    let crs = crs_of(&uri)?;
    let corners = snapshot.regions.iter().filter_map(|region| region.area.bounding_rect());
    let set = Tileset {
        name: "regions",
        description: "Areas that can be asked about",
        fields: &[("id", "String"), ("name", "String")],
        bounds: bounds(corners.flat_map(|window| [window.min(), window.max()]).map(|at| in_crs(at, crs))),
        source: FileKind::Regions,
        crs,
    };
    Ok(tile_json::send(&snapshot, &uri, &headers, &set))
}

/// A corner as a system calls it.
pub(super) fn in_crs(at: Coord<f64>, crs: Crs) -> (f64, f64) {
    Position::new(at.x, at.y).map_or((at.x, at.y), |position| crs.from_wgs84(position))
}

/// `GET /v1/tiles/regions/{z}/{x}/{y}`.
pub async fn tile(State(app): State<Arc<App>>, uri: Uri, headers: HeaderMap) -> Result<Response, Problem> {
    let snapshot = app.snapshot()?;
    let tile = tile_of(&uri)?;
    let crs = crs_of(&uri)?;
    let drawn = aside({
        let snapshot = snapshot.clone();
        move || draw(&snapshot, tile, crs)
    });
    let bytes = drawn.await.ok_or_else(Problem::internal)?;
    Ok(send(&snapshot, &uri, &headers, Holds::WithTheData, bytes))
}

fn crs_of(uri: &Uri) -> Result<Crs, Problem> {
    let mut params = Params::from_query(uri.query().unwrap_or_default());
    let crs = take_crs(&mut params);
    params.finish()?;
    Ok(crs)
}

fn draw(snapshot: &Snapshot, tile: TileId, crs: Crs) -> Vec<u8> {
    let mut layer = Layer::new("regions");
    for (region, outline) in snapshot.regions.iter().zip(&snapshot.map(crs).regions) {
        let rings = outline.in_tile(tile);
        if rings.is_empty() {
            continue;
        }
        layer.tag("id", Value::Text(&region.id));
        if let Some(name) = &region.name {
            layer.tag("name", Value::Text(name));
        }
        layer.polygon(&rings);
    }
    layer.into_tile()
}
