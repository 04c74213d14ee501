//! What is there to tell of access? Its route, and the schema of its answer.

use super::MOST_BYTES;
use super::asked::MEMBERS;
use crate::http::api::operation::Operation;
use crate::http::api::schema::{Named, amount, list, named, object, or_null, text, whole, word};
use crate::http::coverage::described::head;
use crate::http::filters::FILTERS;

/// What there is to tell of the route.
pub(in crate::http) fn operations() -> Vec<Operation> {
    vec![
        Operation::post("/v1/access", "access", "How well each cell is served, if all who reach a station share what it has", &[&MEMBERS, &FILTERS], MOST_BYTES)
            .of("Coverage")
            .about("Stations outside the area count where they reach into it, and share what they have with all known demand within their radius.")
            .answering("application/json", "The scores, and their sums weighed by demand.", named("AccessScores"), include_str!("../api/examples/access.json"))
            .asked(r#"{"region": "de-sl", "resolution": 5, "method": "nearest", "at": "2026-11-23T12:00:00+01:00"}"#)
            .refusing(&[404, 422]),
    ]
}

/// The schemas of its answer.
pub(in crate::http) fn schemas() -> Vec<Named> {
    let cell = object(
        "The score of a cell.",
        [
            ("cell", text("The H3 index.")),
            (
                "score",
                or_null(amount("Metres for nearest, supply for cumulative, supply for each unit of demand otherwise.")),
            ),
            ("demand", or_null(amount(""))),
        ],
    );
    let summary = object(
        "Weighed by demand if there is any, else by area.",
        [
            ("cells", whole("")),
            ("mean", or_null(amount(""))),
            ("p10", or_null(amount(""))),
            ("p50", or_null(amount(""))),
            ("p90", or_null(amount(""))),
            ("demand", or_null(amount(""))),
            (
                "demand_without",
                or_null(amount(
                    "Demand in the cells that get nothing: no station within radius_m for nearest, else a score of 0.",
                )),
            ),
            ("cells_without", whole("Cells that get nothing.")),
        ],
    );
    let supply =
        object("", [("kind", word("", &["capacity", "one"])), ("total", amount("What all stations have to give."))]);
    let members = [
        ("method", word("", &["nearest", "cumulative", "2sfca", "e2sfca"])),
        ("stations", whole("Stations that pass the filters.")),
        ("stations_without_supply", whole("Those that do not say what they have to give.")),
        ("supply", supply),
        ("summary", summary),
        ("cells", list("By index.", named("CellScore"))),
    ];
    let head = head().into_iter().filter(|(name, _)| *name != "min_stations");
    vec![("CellScore", cell), ("AccessScores", object("How well each cell is served.", head.chain(members)))]
}
