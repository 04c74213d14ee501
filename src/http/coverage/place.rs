//! Which area is asked about? A region of the data set, a box, or a polygon that the caller draws.

use crate::geodesy::{BoundingBox, Crs, Position};
use crate::http::api::schema;
use crate::http::declared::{Numbers, Optional, Shaped};
use crate::http::given::Given;
use crate::http::meant::nearest_word;
use crate::http::params::Params;
use crate::http::problem::Problem;
use crate::ingest::read_area;
use crate::store::Snapshot;
use geo::{Coord, LineString, MultiPolygon, Polygon, Rect, coord};
use serde_json::{Value, json};

/// An area by its id, or drawn.
pub static REGION: Shaped = Shaped {
    name: "region",
    needed: None,
    in_address: Some(schema::some_text),
    in_body: || {
        let drawn = [schema::named("Polygon"), schema::named("MultiPolygon")];
        let [polygon, multi_polygon] = drawn;
        schema::any_of("", [schema::id("A region's id."), polygon, multi_polygon])
    },
    about: "The area: the id of a region of the data set (/v1/tiles/regions draws them); in a body also a GeoJSON Polygon or MultiPolygon. Either region or bbox is needed.",
};

/// An area as a box.
pub static BBOX: Numbers = Numbers {
    name: "bbox",
    count: 4..=4,
    range: -180.0..=180.0,
    unit: "west,south,east,north in degrees",
    absent: Optional,
    about: "The area as a box in the system of crs: west, south, east, north. A west beyond the east crosses the antimeridian.",
};

/// An area, and how answers name it.
#[derive(Debug, Clone)]
pub struct Place {
    /// The area, WGS 84.
    pub area: MultiPolygon<f64>,
    /// What answers say of it.
    pub named: Value,
}

impl Place {
    /// The area of a question that is refused anyway.
    pub fn nothing() -> Self {
        Self { area: MultiPolygon(Vec::new()), named: Value::Null }
    }
}

/// Takes `region` or `bbox`, of which exactly one is needed.
///
/// # Errors
/// `404` for a region that is not there. What is wrong with the parameters is taken down in them.
pub fn take_place(params: &mut Params, snapshot: &Snapshot, crs: Crs) -> Result<Place, Problem> {
    if params.has(REGION.name) && params.has(BBOX.name) {
        params.error(BBOX.name, "contradiction", None, "give either region or bbox");
    }
    if !params.has(REGION.name) && !params.has(BBOX.name) {
        params.missing(REGION.name, "a region's id or bbox=west,south,east,north is needed; POST takes a polygon too");
    }
    let corners = BBOX.given(params);
    let region = params.take(REGION.name);
    if let Some(corners) = corners {
        return Ok(of_box(params, &corners, crs).unwrap_or_else(Place::nothing));
    }
    let drawn = match &region {
        None => return Ok(Place::nothing()),
        Some(Given::Json(value)) if value.get().starts_with('{') => Some(read_area(value, crs)),
        Some(_) => None,
    };
    match drawn {
        Some(Ok(area)) => {
            let named = json!({"bbox": bbox(&area, crs)});
            Ok(Place { area, named })
        }
        Some(Err(reason)) => {
            params.error(REGION.name, "not_an_area", None, reason);
            Ok(Place::nothing())
        }
        None => of_id(params, snapshot, region.as_ref(), crs).unwrap_or_else(|| Ok(Place::nothing())),
    }
}

fn of_id(params: &mut Params, snapshot: &Snapshot, given: Option<&Given>, crs: Crs) -> Option<Result<Place, Problem>> {
    let id = match given? {
        Given::Text(id) => Some(id.clone().into_owned()),
        Given::Json(value) => Params::id_of(value),
    };
    let Some(id) = id else {
        let hint = "a region's id, or a GeoJSON Polygon or MultiPolygon, is expected";
        params.error(REGION.name, "not_a_region", given.map(Given::written).as_deref(), hint);
        return None;
    };
    let Some(region) = snapshot.region(&id) else {
        let near = nearest_word(&id, snapshot.regions.iter().map(|region| region.id.as_ref()));
        return Some(Err(Problem::unknown(
            "region",
            &id,
            near,
            snapshot.regions.iter().map(|region| region.id.as_ref()),
        )));
    };
    let named = json!({"id": region.id, "name": region.name, "bbox": bbox(&region.area, crs)});
    Some(Ok(Place { area: region.area.clone(), named }))
}

fn of_box(params: &mut Params, corners: &[f64], crs: Crs) -> Option<Place> {
    let [west, south, east, north] = *corners else {
        let hint = format!("four numbers are expected, west,south,east,north, not {}", corners.len());
        params.error(BBOX.name, "miscounted", None, hint);
        return None;
    };
    let lons = [west, east].into_iter().all(|lon| (-180.0..=180.0).contains(&lon));
    let lats = [south, north].into_iter().all(|lat| (-90.0..=90.0).contains(&lat));
    let shown = format!("{west},{south},{east},{north}");
    if !lons || !lats {
        let swapped = !lats && corners.iter().all(|degrees| degrees.abs() <= 180.0);
        let hint =
            if swapped { "west,south,east,north: lat and lon look swapped" } else { "degrees, west,south,east,north" };
        params.error(BBOX.name, "out_of_range", Some(&shown), hint);
        return None;
    }
    if south > north {
        params.error(
            BBOX.name,
            "out_of_range",
            Some(&shown),
            "south is above north: west,south,east,north is expected",
        );
        return None;
    }
    let rectangle = |west: f64, east: f64| {
        let corners = Rect::new(coord! { x: west, y: south }, coord! { x: east, y: north }).to_polygon();
        in_wgs84(&corners, crs)
    };
    // A box whose west lies east of its east crosses the antimeridian (RFC 7946, section 5.2).
    let parts =
        if west <= east { vec![rectangle(west, east)] } else { vec![rectangle(west, 180.0), rectangle(-180.0, east)] };
    Some(Place { area: MultiPolygon(parts), named: json!({"bbox": corners}) })
}

/// A polygon with its corners taken from the caller's system; its edges are straight between them.
fn in_wgs84(polygon: &Polygon<f64>, crs: Crs) -> Polygon<f64> {
    let corner = |corner: &Coord<f64>| match crs.to_wgs84(corner.x, corner.y) {
        Ok(position) => Coord { x: position.lon(), y: position.lat() },
        Err(_) => *corner,
    };
    Polygon::new(LineString(polygon.exterior().coords().map(corner).collect()), Vec::new())
}

/// The smallest box around an area's corners in the caller's system, across the antimeridian (RFC 7946, section 5.2) where
/// that is smaller; none if it has none.
fn bbox(area: &MultiPolygon<f64>, crs: Crs) -> Option<[f64; 4]> {
    // Corner by corner: another system moves each by an amount of its own.
    let told = |corner: &Coord<f64>| match Position::new(corner.x, corner.y) {
        Ok(position) => super::shape::lon_lat(crs, position),
        Err(_) => [corner.x, corner.y],
    };
    let boxes = area.iter().filter_map(|polygon| {
        let corners = polygon.exterior().coords().map(told).map(|[lon, lat]| [lon, lat, lon, lat]);
        corners.reduce(together)
    });
    let boxes: Vec<[f64; 4]> = boxes.collect();
    let [_, south, _, north] = boxes.iter().copied().reduce(together)?;
    let spans = boxes.iter().map(|[west, _, east, _]| (*west, *east));
    BoundingBox::around(spans, south, north).map(|found| found.corners())
}

fn together([west, south, east, north]: [f64; 4], other: [f64; 4]) -> [f64; 4] {
    [west.min(other[0]), south.min(other[1]), east.max(other[2]), north.max(other[3])]
}
