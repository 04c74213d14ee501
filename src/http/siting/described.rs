//! What is there to tell of siting? Its route, and the schemas of its answer.

use super::asked::MEMBERS;
use super::{MOST_BYTES, PATH};
use crate::http::api::operation::Operation;
use crate::http::api::schema::{
    Named, Shape, about, always, amount, any_of, list, named, number, object, or_null, text, whole, word,
};
use crate::http::api::station::about_itself;
use crate::http::coverage::described::{changed, counts, summary};
use crate::http::filters::FILTERS;

/// What there is to tell of the route.
pub(in crate::http) fn operations() -> Vec<Operation> {
    vec![
        Operation::post(PATH, "siting", "Where the next stations should go, and how good any choice can be at most", &[&MEMBERS, &FILTERS], MOST_BYTES)
            .of("Siting")
            .about("The bound is proven: no choice can be better. region or bbox is needed unless candidates and demand are both listed.")
            .answering("application/json", "The sites in the order to build them.", named("Siting"), include_str!("../api/examples/siting.json"))
            .asked(r#"{"problem": "mclp", "radius_m": 2000, "sites": 1, "existing": false, "candidates": [{"id": "north", "lon": 7.0, "lat": 49.3}, {"id": "south", "lon": 7.0, "lat": 49.2}], "demand": [{"lon": 7.0, "lat": 49.29, "weight": 30}, {"lon": 7.01, "lat": 49.2, "weight": 20}], "at": "2026-11-23T12:00:00+01:00"}"#)
            .refusing(&[404, 422]),
    ]
}

/// The schemas of its answer.
pub(in crate::http) fn schemas() -> Vec<Named> {
    let region = || object("The region of the data that it lies in.", [("id", text("")), ("name", or_null(text("")))]);
    let judged = || {
        [
            ("rank", whole("From 1, in the order to build them.")),
            (
                "gain",
                or_null(number(
                    "By how much the objective is better with it than without it, after those before it; with lscp the demand newly covered. 0 for a site that was asked for and makes nothing better, such as all where everybody is within reach already: those come last.",
                )),
            ),
            ("objective_after", or_null(number("The objective with it and those before it."))),
            ("region?", region()),
        ]
    };
    let place = || {
        [
            ("id?", text("Of the candidate; the H3 index for a cell.")),
            ("lon", number("Longitude in degrees.")),
            ("lat", number("Latitude in degrees.")),
        ]
    };
    let feature = object(
        "",
        [
            ("type", always("Feature")),
            ("id?", text("")),
            ("geometry", named("Point")),
            ("properties", object("", judged())),
        ],
    );
    let geojson = object(
        "The sites as points to draw.",
        [("type", always("FeatureCollection")), ("features", list("", feature))],
    );
    let alternative = object(
        "Another choice of as many sites, any of which may stand idle; with lscp another that covers all.",
        [
            ("sites", list("", named("SitePlace"))),
            ("objective", number("")),
            ("loss", number("By how much it is worse.")),
        ],
    );
    let uncovered = place().into_iter().chain([
        ("weight", amount("")),
        (
            "stations_within?",
            whole("For lscp: how many stations and candidates that may be chosen are within radius_m, fewer than min_stations."),
        ),
        ("nearest", or_null(named("SitePlace"))),
        ("distance_m", or_null(amount(""))),
    ]);
    let work = object("How much was tried.", [("pairs", whole("")), ("steps", whole("")), ("nodes", whole(""))]);
    let members = [
        ("region", or_null(named("Region"))),
        ("problem", word("", &["mclp", "lscp", "p-median", "p-center"])),
        (
            "status",
            word("Whether it is proven to be the best, or that there is none.", &["optimal", "feasible", "infeasible"]),
        ),
        ("objective", or_null(number("What was reached."))),
        ("bound", or_null(number("What no choice can be better than."))),
        ("gap", or_null(amount("|objective - bound| / max(|bound|, 1e-9)."))),
        (
            "sites",
            list("In the order to build them; as many as asked for, whether all of them gain or not.", named("Site")),
        ),
        ("curve", list("The objective after each site.", or_null(number("")))),
        ("scenario?", changed()),
        ("before", named("SitingSummary")),
        ("after", or_null(named("SitingSummary"))),
        ("alternatives?", list("Other choices, the best first; alternatives_status tells which.", alternative)),
        (
            "alternatives_status?",
            word(
                "optimal: the next best, proven; no choice that is not told is better than any of them, and where they are fewer than asked for there is no other. feasible: those that the exchange of one site leads to, and there may be better; so they are where status is feasible, and where method is greedy or a proof would take more than some seconds or time_limit_s.",
                &["optimal", "feasible"],
            ),
        ),
        ("detail?", text("Why there is none.")),
        (
            "uncoverable?",
            list(
                "Demand that no candidates reach that may be chosen (allowed, and not nearer than min_spacing_m to a station or to one that is required), or too few with the stations that serve, 1,000 at most; whenever there is any and all has to be served, whatever else stands in the way.",
                object("", uncovered),
            ),
        ),
        ("uncoverable_count?", whole("How much of it there is.")),
        ("metric", always("wgs84")),
        ("candidates", whole("")),
        ("demand_points", whole("")),
        ("resolution", or_null(whole("Of the cells of demand."))),
        ("work", work),
        ("geojson", geojson),
    ];
    vec![
        ("SitePlace", object("A candidate.", place())),
        ("Site", object("A site that was chosen.", place().into_iter().chain(judged()))),
        ("SitingSummary", object("How demand is served.", of_listed())),
        ("Siting", object("Where the next stations should go.", members.into_iter().chain(about_itself()))),
    ]
}

/// A summary as coverage has it, without cells and areas where demand is listed.
fn of_listed() -> Vec<(&'static str, Shape)> {
    let farthest = object(
        "The point that is farthest from its station.",
        [
            ("id", or_null(text(""))),
            ("lon", number("")),
            ("lat", number("")),
            ("distance_m", amount("")),
            ("nearest", or_null(text(""))),
        ],
    );
    let told = summary(&counts()).into_iter().map(|(name, shape)| match name {
        "cells" => ("cells?", shape),
        "area_m2" => ("area_m2?", shape),
        "farthest?" => ("farthest?", or_null(any_of("", [named("Farthest"), farthest.clone()]))),
        _ => (name, shape),
    });
    told.map(
        |(name, shape)| if name == "stations" { (name, about("Stations that serve.", shape)) } else { (name, shape) },
    )
    .collect()
}
