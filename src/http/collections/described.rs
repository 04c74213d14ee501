//! What is there to tell of the collections? Their routes, each collection's by its own path, and the schemas of what they answer.

use super::parameters::{FORM, OF_ITEM, OF_ITEMS, OF_STATION, of_station_items};
use crate::http::api::operation::Operation;
use crate::http::api::schema::{
    Named, Shape, about, always, any_of, bbox, instant, list, list_in, named, object, open, or_null, text, truth, whole,
};
use crate::http::api::station::about_itself;
use crate::http::declared::{Declared, Text};

/// The name of a feature.
static ID: Text = Text {
    name: "id",
    about: "The id of the feature, percent-encoded where it has other characters than addresses may.",
};

/// What there is to tell of the routes.
pub(in crate::http) fn operations() -> Vec<Operation> {
    let get = |path, id, summary| Operation::get(path, id, summary).of("Collections");
    let both = |operation: Operation, media_type, about, shape, example| {
        operation.answering(media_type, about, shape, example).answering_other(200, "text/html", "")
    };
    let json = |operation: Operation, about, shape: &str, example| {
        both(operation.taking(&[&FORM]), "application/json", about, named(shape), example)
    };
    let schema = |operation: Operation, example| {
        let operation = operation.taking(&[&FORM]);
        both(operation, "application/schema+json", "A JSON Schema.", named("JsonSchema"), example)
    };
    let features = |operation: Operation, parameters: &[&'static dyn Declared], shape: &str, example| {
        let operation = operation.taking(&[parameters]).refusing(&[422]);
        both(operation, "application/geo+json", "The page.", named(shape), example)
    };
    let feature = |operation: Operation, parameters: &[&'static dyn Declared], shape: &str, example| {
        let id: [&'static dyn Declared; 1] = [&ID];
        let operation = operation.at(&id).taking(&[parameters]).refusing(&[404]);
        both(operation, "application/geo+json", "The feature.", named(shape), example)
    };
    vec![
        json(
            get("/v1/conformance", "conformance", "Which parts of which standards are kept"),
            "The conformance classes.",
            "Conformance",
            include_str!("../api/examples/conformance.json"),
        ),
        json(
            get("/v1/collections", "collections", "What a GIS can open: stations and regions"),
            "The collections.",
            "Collections",
            include_str!("../api/examples/collections.json"),
        ),
        json(
            get("/v1/collections/stations", "stationCollection", "What stations there are, in a word"),
            "The collection.",
            "Collection",
            include_str!("../api/examples/stationCollection.json"),
        ),
        json(
            get("/v1/collections/regions", "regionCollection", "What regions there are, in a word"),
            "The collection.",
            "Collection",
            include_str!("../api/examples/regionCollection.json"),
        ),
        schema(
            get("/v1/collections/stations/queryables", "stationQueryables", "Which properties a filter of stations may ask for"),
            include_str!("../api/examples/stationQueryables.json"),
        ),
        schema(
            get("/v1/collections/regions/queryables", "regionQueryables", "Which properties a filter of regions may ask for"),
            include_str!("../api/examples/regionQueryables.json"),
        ),
        schema(
            get("/v1/collections/stations/schema", "stationSchema", "What stations look like in pages of them"),
            include_str!("../api/examples/stationSchema.json"),
        ),
        schema(
            get("/v1/collections/regions/schema", "regionSchema", "What regions look like in pages of them"),
            include_str!("../api/examples/regionSchema.json"),
        ),
        features(
            get("/v1/collections/stations/items", "stationItems", "Stations, page by page, each exactly once"),
            &of_station_items(),
            "StationItems",
            include_str!("../api/examples/stationItems.json"),
        )
        .about("A client follows the link next to its end. Nothing is sorted by distance: that is what /v1/nearest is for.")
        .asked("limit=1&bbox=6.9,49.2,7.1,49.3&amenity=tea&at=2026-11-23T12:00:00%2B01:00&filter=price_category=2"),
        features(
            get("/v1/collections/regions/items", "regionItems", "Regions, page by page, each exactly once"),
            &OF_ITEMS,
            "RegionItems",
            include_str!("../api/examples/regionItems.json"),
        )
        .asked("q=Bremen&limit=1"),
        feature(
            get("/v1/collections/stations/items/{id}", "stationItem", "A station, with links that open it in the maps of others"),
            &[&OF_ITEM[..], &OF_STATION].concat(),
            "StationItem",
            include_str!("../api/examples/stationItem.json"),
        )
        .asked("id=6288&at=2026-11-23T12:00:00%2B01:00"),
        feature(
            get("/v1/collections/regions/items/{id}", "regionItem", "A region"),
            &OF_ITEM,
            "RegionItem",
            include_str!("../api/examples/regionItem.json"),
        )
        .asked("id=de-hb"),
    ]
}

/// The schemas of their answers.
pub(in crate::http) fn schemas() -> Vec<Named> {
    let conformance = [("conformsTo", list("The identifiers of conformance classes.", text(""))), links(), dataset()];
    let collections = [("collections", list("", named("Collection"))), links(), dataset()];
    vec![
        ("Conformance", object("Which parts of which standards are kept.", conformance)),
        ("Collections", object("What there is to open.", collections)),
        ("Extent", extent()),
        ("Collection", collection()),
        ("JsonSchema", json_schema()),
        ("RegionFeature", object("A region, as a GeoJSON Feature.", region())),
        ("StationItems", object("A page of stations, as a GeoJSON FeatureCollection.", page("Station"))),
        ("RegionItems", object("A page of regions, as a GeoJSON FeatureCollection.", page("RegionFeature"))),
        ("StationItem", object("A station, as a GeoJSON Feature.", item(station()))),
        ("RegionItem", object("A region, as a GeoJSON Feature.", item(region()))),
    ]
}

fn links() -> (&'static str, Shape) {
    ("links", list("What leads on from here.", named("Link")))
}

fn dataset() -> (&'static str, Shape) {
    ("dataset", named("DatasetVersion"))
}

fn extent() -> Shape {
    let boxes = list(
        "One box around all features.",
        bbox("West, south, east, north in degrees; west above east crosses the antimeridian."),
    );
    let end = or_null(instant(""));
    let interval = list("One interval around all times.", about("From and to.", list_in(2..=2, end, None)));
    object(
        "Where and when features are.",
        [
            ("spatial?", object("", [("bbox", boxes), ("crs", text("Its system of coordinates."))])),
            ("temporal?", object("", [("interval", interval), ("trs", text("Its calendar."))])),
        ],
    )
}

fn collection() -> Shape {
    object(
        "A collection of features.",
        [
            ("id", text("Its name in addresses.")),
            ("title", text("What people call it.")),
            ("description", text("")),
            ("itemType", always("feature")),
            ("crs", list("The systems in which OGC's clients get coordinates.", text(""))),
            ("extent?", named("Extent")),
            links(),
            ("dataset?", named("DatasetVersion")),
        ],
    )
}

fn json_schema() -> Shape {
    open(
        "A JSON Schema (2020-12), made of the data.",
        [
            ("$schema", text("")),
            ("$id", text("The address of the schema itself.")),
            ("type", always("object")),
            ("title?", text("")),
            ("description", text("")),
            ("properties", open("The schema of each property, by its name.", [])),
            ("required?", list("", text(""))),
            ("additionalProperties?", truth("False: there are no others.")),
        ],
    )
}

fn station() -> [(&'static str, Shape); 4] {
    [
        ("type", always("Feature")),
        ("id", text("Unique in the data set.")),
        ("geometry", named("Point")),
        ("properties", named("StationProperties")),
    ]
}

fn region() -> [(&'static str, Shape); 4] {
    [
        ("type", always("Feature")),
        ("id", text("By which other routes take it as region.")),
        ("geometry", any_of("", [named("Polygon"), named("MultiPolygon")])),
        ("properties", open("What the source says, untouched.", [])),
    ]
}

/// A feature that is an answer.
fn item(feature: [(&'static str, Shape); 4]) -> impl Iterator<Item = (&'static str, Shape)> {
    // One feature does not tell how the request was understood.
    let itself = about_itself().into_iter().filter(|(name, _)| *name != "query");
    feature.into_iter().chain([links()]).chain(itself)
}

/// A page of features.
fn page(feature: &str) -> impl Iterator<Item = (&'static str, Shape)> {
    let list = [
        ("type", always("FeatureCollection")),
        ("features", list("By id; with q the best first.", named(feature))),
        ("numberMatched", whole("How many features there are in all.")),
        ("numberReturned", whole("How many of them are in features.")),
        links(),
    ];
    list.into_iter().chain(about_itself())
}
