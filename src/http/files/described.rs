//! What is there to tell of files of stations? Their three routes, by which parameters stations are picked, and what the GeoJSON says.

use crate::http::api::operation::Operation;
use crate::http::api::schema::{self, Named, list, named, object, open, or_null, text, whole};
use crate::http::declared::{Declared, Means, Shaped, Word};
use crate::http::filters::{ACCESS, AMENITY, AMENITY_ANY, AMENITY_NOT, CRS, KIND, MIN_CAPACITY};
use crate::station::Status;

/// Whether stations are in use; none for whichever.
pub(super) static STATUS: Word<Option<Status>, Means<Option<Status>>> = Word {
    name: "status",
    words: &[
        ("operating", Some(Status::Operating)),
        ("closed", Some(Status::Closed)),
        ("maintenance", Some(Status::Maintenance)),
        ("planned", Some(Status::Planned)),
        ("unknown", Some(Status::Unknown)),
        ("any", None),
    ],
    absent: Means(Some(Status::Operating)),
    about: "Only stations in this state of use; any for all of them.",
};

// Each has its word above.
const _: () = assert!(Status::ALL.len() + 1 == STATUS.words.len());

/// A part of the world.
pub(super) static REGION: Shaped = Shaped {
    name: "region",
    needed: None,
    in_address: Some(schema::some_text),
    in_body: schema::some_text,
    about: "Only stations in this region of the data set, by its id (/v1/tiles/regions draws them).",
};

/// By what stations are picked: by what is said of them, not by what is open.
static PARAMETERS: [&dyn Declared; 9] =
    [&STATUS, &REGION, &AMENITY, &AMENITY_ANY, &AMENITY_NOT, &KIND, &ACCESS, &MIN_CAPACITY, &CRS];

const ABOUT: &str = "It holds what the sources say and nothing that ages, so that it is the same bytes as long as the data is the same, and can be loaded again as a data set. \
With `Range` parts of it can be asked for, which `If-Range` with its tag keeps together.";

/// What there is to tell of the routes.
pub fn operations() -> Vec<Operation> {
    let file = |path, id, summary| {
        Operation::get(path, id, summary)
            .of("Data")
            .about(ABOUT)
            .taking(&[&PARAMETERS])
            .in_parts()
            .refusing(&[404, 422])
            .asked("status=operating&region=de-hb&amenity=station_mission")
    };
    vec![
        file("/v1/stations.geojson", "stationsGeojson", "All stations to take along, as GeoJSON").answering(
            "application/geo+json",
            "The file, a station a line.",
            named("StationFile"),
            include_str!("../api/examples/stationsGeojson.json"),
        ),
        file("/v1/stations.fgb", "stationsFgb", "All stations to take along, as FlatGeobuf").answering_other(
            200,
            "application/flatgeobuf",
            "The file, with an index of packed R-tree nodes, so that a reader may ask for what it needs by ranges.",
        ),
        file("/v1/stations.csv", "stationsCsv", "All stations to take along, as CSV").answering_other(
            200,
            "text/csv",
            "The file: UTF-8, with a line of names, longitude and latitude first; lists and objects are JSON.",
        ),
    ]
}

/// The schemas of what they answer.
pub fn schemas() -> Vec<Named> {
    let source = object(
        "Where stations come from.",
        [
            ("path", text("")),
            ("licence", or_null(text("On which terms."))),
            ("attribution", or_null(text("Whom to name."))),
        ],
    );
    let file = object(
        "Stations as a GeoJSON FeatureCollection, by id.",
        [
            ("type", schema::always("FeatureCollection")),
            ("numberReturned", whole("How many stations there are in features.")),
            ("crs", schema::crs()),
            ("query", named("Query")),
            ("sources", list("", source)),
            ("dataset", open("The data that the file was made from.", [("version", text("As in every answer."))])),
            ("features", list("", named("StationRecord"))),
        ],
    );
    vec![("StationFile", file)]
}
