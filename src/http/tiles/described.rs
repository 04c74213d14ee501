//! What is there to tell of tiles? Three sets, each with its TileJSON and its tiles.

use crate::http::api::operation::Operation;
use crate::http::api::schema::{self, Named, Shape, always, list, named, object, open, text, whole};
use crate::http::coverage;
use crate::http::declared::{Declared, Needed, Whole};
use crate::http::filters::{CRS, FILTERS};
use crate::http::gate::MVT;
use crate::tiles::MAX_ZOOM;

const IN_THE_PATH: &str = "a tile is named by its zoom, column and row";

/// A number in a tile's address.
const fn of_a_tile(name: &'static str, most: u64, about: &'static str) -> Whole<Needed> {
    Whole { name, range: 0..=most, unit: "tiles", absent: Needed(IN_THE_PATH), about }
}

static Z: Whole<Needed> = of_a_tile("z", MAX_ZOOM as u64, "The zoom.");
static X: Whole<Needed> = of_a_tile("x", (1 << MAX_ZOOM) - 1, "The column from the west, below 2 to the power of z.");
static Y: Whole<Needed> = of_a_tile("y", (1 << MAX_ZOOM) - 1, "The row from the north, below 2 to the power of z.");

/// What there is to tell of the routes.
pub(in crate::http) fn operations() -> Vec<Operation> {
    let of_all: [&'static dyn Declared; 1] = [&CRS];
    let stations = [&of_all[..], &FILTERS].concat();
    let gaps = [&coverage::asked::PARAMETERS[..], &coverage::gaps::BOUNDS, &FILTERS].concat();
    let described = |path, id, summary, example| {
        let operation = Operation::get(path, id, summary).of("Maps");
        operation.answering("application/json", "A TileJSON 3.0 document.", named("TileJson"), example)
    };
    let tile = |path, id, summary| {
        let names: [&'static dyn Declared; 3] = [&Z, &X, &Y];
        let operation = Operation::get(path, id, summary).of("Maps").at(&names).refusing(&[404]);
        operation.answering_other(200, MVT, "A Mapbox Vector Tile with one layer.").also(
            204,
            "",
            "There is nothing to draw in this tile.",
            None,
            "",
        )
    };
    vec![
        described(
            "/v1/tiles/stations",
            "stationTiles",
            "What a map must know of the tiles of stations",
            include_str!("../api/examples/stationTiles.json"),
        )
        .taking(&[&stations])
        .asked("amenity=water"),
        tile(
            "/v1/tiles/stations/{z}/{x}/{y}",
            "stationTile",
            "Stations in a tile, in clusters where they lie close together",
        )
        .taking(&[&stations])
        .asked("z=6&x=33&y=21&at=2026-11-23T12:00:00%2B01:00"),
        described(
            "/v1/tiles/gaps",
            "gapTiles",
            "What a map must know of the tiles of gaps",
            include_str!("../api/examples/gapTiles.json"),
        )
        .taking(&[&gaps])
        .refusing(&[404])
        .asked("region=de-sl"),
        tile("/v1/tiles/gaps/{z}/{x}/{y}", "gapTile", "Gaps in a tile")
            .taking(&[&gaps])
            .refusing(&[422])
            .asked("z=8&x=132&y=87&region=de-sl&resolution=7&at=2026-11-23T12:00:00%2B01:00"),
        described(
            "/v1/tiles/regions",
            "regionTiles",
            "What a map must know of the tiles of regions",
            include_str!("../api/examples/regionTiles.json"),
        )
        .taking(&[&of_all])
        .asked("crs=wgs84"),
        tile("/v1/tiles/regions/{z}/{x}/{y}", "regionTile", "Regions in a tile")
            .taking(&[&of_all])
            .asked("z=6&x=33&y=21"),
    ]
}

/// The schemas of their answers.
pub(in crate::http) fn schemas() -> Vec<Named> {
    let layer = object(
        "",
        [
            ("id", text("")),
            ("description", text("")),
            ("minzoom", whole("")),
            ("maxzoom", whole("")),
            ("fields", open("The properties of its features, each with what it is.", [])),
        ],
    );
    vec![("TileJson", tile_json(layer))]
}

fn tile_json(layer: Shape) -> Shape {
    object(
        "A TileJSON 3.0 document.",
        [
            ("tilejson", always("3.0.0")),
            ("name", text("")),
            ("description", text("")),
            ("tiles", list("Addresses of tiles, as templates.", text(""))),
            ("scheme", always("xyz")),
            ("minzoom", whole("")),
            ("maxzoom", whole("")),
            ("bounds", schema::bbox("West, south, east, north in degrees.")),
            ("attribution", text("Whom to name, as HTML.")),
            ("vector_layers", list("", layer)),
            ("crs", schema::crs()),
            ("dataset", named("DatasetVersion")),
        ],
    )
}
