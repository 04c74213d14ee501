//! What is there to tell of coverage? Its three routes, and the schemas of what they answer.

use super::asked::{IN_A_BODY, PARAMETERS};
use super::{MOST_BYTES, cells, gaps};
use crate::http::api::operation::Operation;
use crate::http::api::schema::{
    Named, Shape, always, amount, any_of, bbox, list, named, number, object, or_null, signed, text, whole,
};
use crate::http::api::station::about_itself;
use crate::http::declared::Declared;
use crate::http::filters::FILTERS;

const IN_SAARLAND: &str = r#"{"region": "de-sl", "radius_m": 2000, "bands": [2000], "at": "2026-11-23T12:00:00+01:00", "scenario": {"add": [{"id": "new", "lon": 6.99, "lat": 49.23}], "remove": ["6288"]}}"#;
const A_TOWN: &str = r#"{"region": {"type": "Polygon", "coordinates": [[[6.98, 49.22], [7.0, 49.22], [7.0, 49.24], [6.98, 49.22]]]}, "radius_m": 500, "resolution": 8, "at": "2026-11-23T12:00:00+01:00"}"#;

/// What there is to tell of the routes.
pub(in crate::http) fn operations() -> Vec<Operation> {
    let [of_gaps, of_cells]: [[&'static dyn Declared; 1]; 2] = [[&gaps::F], [&cells::F]];
    let get = |path, id, summary, more: &[&[&'static dyn Declared]]| {
        Operation::get(path, id, summary)
            .of("Coverage")
            .taking(&[&PARAMETERS[..], &FILTERS, &more.concat()])
            .refusing(&[404, 422])
    };
    let post = |path, id, summary, more: &[&[&'static dyn Declared]]| {
        let members = [&PARAMETERS[..], &FILTERS, &IN_A_BODY, &more.concat()].concat();
        Operation::post(path, id, summary, &[&members], MOST_BYTES).of("Coverage").refusing(&[404, 422])
    };
    let as_gaps = |operation: Operation, example| {
        operation.answering("application/geo+json", "The gaps.", named("Gaps"), example).answering_other(
            200,
            "application/flatgeobuf",
            "",
        )
    };
    let as_cells = |operation: Operation, example| {
        operation
            .answering("application/json", "The cells.", named("Cells"), example)
            .answering_other(200, "text/csv", "")
    };
    let (gaps, more_gaps): (_, [&[&'static dyn Declared]; 2]) = ("/v1/coverage/gaps", [&gaps::BOUNDS, &of_gaps]);
    vec![
        get("/v1/coverage", "coverage", "Who of an area has no station within reach", &[])
            .about("The cells are all H3 cells of the resolution whose centre lies in the area; a cell is covered if so many stations are within radius_m of its centre.")
            .answering("application/json", "The sums.", named("Coverage"), include_str!("../api/examples/coverage.json"))
            .asked("region=de-sl&radius_m=2000&bands=1000,2000,5000&at=2026-11-23T12:00:00%2B01:00"),
        post("/v1/coverage", "coverageScenario", "The same of an area that is drawn, or with stations added and removed in thought", &[])
            .answering(
                "application/json",
                "The sums; with a scenario before it, after it, and what it changes.",
                any_of("", [named("Coverage"), named("CoverageCompared")]),
                include_str!("../api/examples/coverageScenario.json"),
            )
            .asked(IN_SAARLAND),
        as_gaps(get(gaps, "gaps", "Where nobody is served, the gravest first", &more_gaps), include_str!("../api/examples/gaps.json"))
            .about("Each gap is a patch of neighbouring cells that are not covered.")
            .asked("bbox=6.9,49.2,7.1,49.3&radius_m=2000&resolution=7&limit=1&at=2026-11-23T12:00:00%2B01:00"),
        as_gaps(post(gaps, "gapsScenario", "The same of an area that is drawn, or with a scenario", &more_gaps), include_str!("../api/examples/gapsScenario.json"))
            .asked(A_TOWN),
        as_cells(get("/v1/coverage/cells", "cells", "How each cell is served", &[&of_cells]), include_str!("../api/examples/cells.json"))
            .asked("bbox=6.98,49.22,7,49.24&resolution=8&at=2026-11-23T12:00:00%2B01:00"),
        as_cells(post("/v1/coverage/cells", "cellsScenario", "The same of an area that is drawn, or with a scenario", &[&of_cells]), include_str!("../api/examples/cellsScenario.json"))
            .asked(A_TOWN),
    ]
}

/// The schemas of their answers.
pub(in crate::http) fn schemas() -> Vec<Named> {
    let gap = object(
        "A gap, as a GeoJSON Feature.",
        [
            ("type", always("Feature")),
            ("id", text("Its rank, as text.")),
            ("geometry", any_of("", [named("Polygon"), named("MultiPolygon")])),
            (
                "properties",
                object(
                    "",
                    [
                        ("rank", whole("From 1, the gravest first: by demand, then area, then the smallest cell.")),
                        ("cells", whole("How many cells.")),
                        ("area_m2", amount("Their area in square metres.")),
                        ("demand", or_null(amount("Those who are left out; null where the data has no demand."))),
                        ("farthest", or_null(named("Farthest"))),
                    ],
                ),
            ),
        ],
    );
    let gaps = [
        ("type", always("FeatureCollection")),
        ("features", list("The gravest first.", named("Gap"))),
        ("stations", whole("Stations that pass the filters.")),
        ("numberMatched", whole("How many gaps there are.")),
        ("numberReturned", whole("How many of them are in features.")),
    ];
    let cell = object(
        "How a cell is served.",
        [
            ("cell", text("The H3 index.")),
            (
                "distance_m",
                or_null(amount(
                    "Metres from its centre to the last of the stations asked for; null where there are not so many.",
                )),
            ),
            ("stations_within", whole("How many stations are within radius_m.")),
            ("demand", or_null(amount(""))),
            ("nearest", or_null(text("The id of the station that distance_m refers to."))),
        ],
    );
    let cells =
        [("stations", whole("Stations that pass the filters.")), ("cells", list("By index.", named("CellServed")))];
    let compared = [
        ("scenario", changed()),
        ("before", named("CoverageSummary")),
        ("after", named("CoverageSummary")),
        ("delta", named("CoverageDelta")),
    ];
    vec![
        ("Region", region()),
        ("Farthest", farthest()),
        ("CoverageSummary", object("How an area is served.", summary(&counts()))),
        ("CoverageDelta", object("What is more after than before, member by member.", summary(&changes()))),
        ("Coverage", object("How an area is served.", head().into_iter().chain(summary(&counts())))),
        ("CoverageCompared", object("How an area is served before and after.", head().into_iter().chain(compared))),
        ("Gap", gap),
        ("Gaps", object("Gaps, as a GeoJSON FeatureCollection.", head().into_iter().chain(gaps))),
        ("CellServed", cell),
        ("Cells", object("How each cell is served.", head().into_iter().chain(cells))),
    ]
}

/// What answers tell of a scenario.
pub(in crate::http) fn changed() -> Shape {
    object(
        "What was changed in thought.",
        [
            ("added", whole("How many stations.")),
            ("removed", whole("How many stations.")),
            ("warnings", list("Doubts about those added, a sentence each.", text(""))),
        ],
    )
}

/// What every answer about an area says first.
pub(in crate::http) fn head() -> Vec<(&'static str, Shape)> {
    let mut members = vec![
        ("region", named("Region")),
        ("radius_m", amount("As asked.")),
        ("min_stations", whole("As asked.")),
        ("resolution", whole("As asked.")),
    ];
    members.extend(about_itself());
    members
}

fn region() -> Shape {
    object(
        "The area asked about.",
        [
            ("id?", text("Its id, if it has one.")),
            ("name?", or_null(text(""))),
            ("bbox?", or_null(bbox("The smallest box around it: west, south, east, north."))),
        ],
    )
}

fn farthest() -> Shape {
    object(
        "The cell that is farthest from its station.",
        [
            ("cell", text("The H3 index.")),
            ("lon", number("Longitude of its centre.")),
            ("lat", number("Latitude of its centre.")),
            ("distance_m", amount("")),
            ("nearest", or_null(text("The station that the distance refers to."))),
        ],
    )
}

/// How amounts and counts are told: as they are, or as what became of them.
pub(in crate::http) struct Amounts {
    number: fn(&str) -> Shape,
    count: fn(&str) -> Shape,
    farthest: fn() -> Shape,
}

/// Amounts as they are.
pub(in crate::http) fn counts() -> Amounts {
    Amounts { number: amount, count: whole, farthest: || named("Farthest") }
}

fn changes() -> Amounts {
    let farthest = || object("How much farther the farthest cell is.", [("distance_m", number(""))]);
    Amounts { number, count: signed, farthest }
}

/// The members of a summary.
pub(in crate::http) fn summary(told: &Amounts) -> Vec<(&'static str, Shape)> {
    let Amounts { number, count, farthest } = *told;
    let part = |of: fn(&str) -> Shape, about: &str| object(about, [("total", of("")), ("covered", of(""))]);
    let demand = object(
        "By its kind, such as people; null where the data has none.",
        [("kind", or_null(text(""))), ("total", number("")), ("covered", number(""))],
    );
    let distance = object(
        "Metres, weighed by demand if there is any, else by area.",
        [("mean?", number("")), ("p50?", number("")), ("p90?", number("")), ("p95?", number("")), ("max?", number(""))],
    );
    let band = object(
        "",
        [
            ("up_to_m", or_null(amount("Its upper end, inclusive; null for the last."))),
            ("cells", count("")),
            ("demand", or_null(number(""))),
        ],
    );
    vec![
        ("stations", count("Stations that pass the filters.")),
        ("cells", part(count, "H3 cells.")),
        ("area_m2", part(number, "Square metres.")),
        ("demand", or_null(demand)),
        ("distance_m?", or_null(distance)),
        ("bands?", list("Disjoint bands of distance.", band)),
        ("farthest?", or_null(farthest())),
    ]
}
