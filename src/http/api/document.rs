//! What is the whole of the interface? Every operation, every schema and every refusal in one OpenAPI 3.1 document.

use super::operation::Operation;
use super::schema::{Named, list, named, object, or_null, text, whole};
use super::{geojson, station};
use crate::http::gate::MOST_URI_BYTES;
use crate::http::{
    access, along, amenities, basket, changes, collections, coverage, dataset, files, health, landing, nearest, pages,
    position, scrape, siting, tiles,
};
use utoipa::openapi::content::ContentBuilder;
use utoipa::openapi::header::Header;
use utoipa::openapi::info::{InfoBuilder, License};
use utoipa::openapi::path::PathsBuilder;
use utoipa::openapi::response::{Response, ResponseBuilder};
use utoipa::openapi::server::Server;
use utoipa::openapi::tag::TagBuilder;
use utoipa::openapi::{Components, OpenApi, OpenApiBuilder, PathItem};

/// A way in which a request is refused.
#[derive(Debug, Clone, Copy)]
pub(super) struct Refusal {
    status: u16,
    /// Its name among the components.
    pub(super) name: &'static str,
    about: &'static str,
    /// A header that comes with it, and what that says.
    header: Option<(&'static str, &'static str)>,
}

const fn refused(status: u16, name: &'static str, about: &'static str) -> Refusal {
    Refusal { status, name, about, header: None }
}

const fn retried(status: u16, name: &'static str, about: &'static str) -> Refusal {
    Refusal { header: Some(("Retry-After", "After how many seconds to try again.")), ..refused(status, name, about) }
}

/// Every refusal, by status.
const REFUSALS: [Refusal; 14] = [
    refused(
        400,
        "BadRequest",
        "A parameter or a member is wrong, unknown, repeated, empty or out of range; errors names each.",
    ),
    refused(404, "NotFound", "There is no such path, region, station or tile."),
    Refusal {
        header: Some(("Allow", "The methods that the path takes.")),
        ..refused(405, "MethodNotAllowed", "The path does not take this method.")
    },
    refused(406, "NotAcceptable", "The caller accepts none of the forms in which this is answered."),
    refused(408, "RequestTimeout", "The request took too long to arrive."),
    refused(
        410,
        "Gone",
        "What changed since that version is not known (any more); detail says what to take in place of it.",
    ),
    refused(413, "ContentTooLarge", "The body has too many bytes."),
    refused(414, "AddressTooLong", "The address has more than 8 KiB."),
    refused(415, "UnsupportedMediaType", "The body is not plain JSON."),
    Refusal {
        header: Some(("Content-Range", "How many bytes there are.")),
        ..refused(416, "RangeNotSatisfiable", "None of the bytes that are asked for are there.")
    },
    refused(422, "TooMuchWork", "This would be too much work for one answer; detail says what would fit."),
    retried(429, "TooManyRequests", "Too many connections from one address."),
    refused(431, "HeadersTooLarge", "Too many headers, or too many bytes of them."),
    retried(
        503,
        "ServiceUnavailable",
        "The data is being loaded, or there is more to do than can be done; try again in a moment.",
    ),
];

// What is said above is so.
const _: () = assert!(MOST_URI_BYTES == 8 << 10);

/// Sorts of operations, in the order in which to read them.
pub(super) const TAGS: [(&str, &str); 7] = [
    ("Find", "Which stations are near, open, and have what one needs?"),
    ("Coverage", "Who is left without one, and how well are the others served?"),
    ("Siting", "Where should the next ones go?"),
    ("Maps", "The same as vector tiles."),
    ("Collections", "Stations and regions for a GIS, as OGC API Features has them."),
    ("Data", "What is there, in which words, what of it was refused; and this description."),
    ("Service", "Pages for people, and what watches the service."),
];

const ABOUT: &str = "Which station is near me, open when I get there, and has what I need? Who has none within reach, and where should the next ones go?\n\n\
Positions are decimal degrees in the system of `crs`, distances WGS 84 geodesics in metres, times RFC 3339 with their offset; the unit of a number is the end of its name. \
Lists in an address are separated by commas. Nothing is ignored or clamped: a parameter that is unknown, repeated, empty or out of range is refused with 400, and all that is wrong is told at once. \
Refusals are `application/problem+json` (RFC 9457). A path asked by a method that it does not take answers 405; every GET may be asked as HEAD. \
Answers carry an ETag for If-None-Match, may be read from any origin, and name the version of their data.";

/// Every operation.
fn operations() -> Vec<Operation> {
    [
        nearest::operations(),
        along::operations(),
        basket::operations(),
        position::operations(),
        coverage::operations(),
        access::operations(),
        siting::operations(),
        tiles::operations(),
        landing::operations(),
        collections::operations(),
        amenities::operations(),
        files::operations(),
        changes::operations(),
        dataset::operations(),
        super::operations(),
        pages::operations(),
        health::operations(),
        scrape::operations(),
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// Every schema that has a name.
fn schemas() -> Vec<Named> {
    [
        station::schemas(),
        geojson::schemas(),
        nearest::schemas(),
        along::schemas(),
        basket::schemas(),
        coverage::schemas(),
        access::schemas(),
        siting::schemas(),
        tiles::schemas(),
        landing::schemas(),
        collections::schemas(),
        amenities::schemas(),
        files::schemas(),
        changes::schemas(),
        dataset::schemas(),
        health::schemas(),
        problem(),
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// The refusal of a status.
pub(super) fn refusal(status: u16) -> Option<&'static Refusal> {
    REFUSALS.iter().find(|refusal| refusal.status == status)
}

/// The document.
pub(super) fn document() -> OpenApi {
    let mut paths = PathsBuilder::new();
    for operation in operations() {
        let item = PathItem::new(operation.method.clone(), operation.told());
        paths = paths.path(operation.path, item);
    }
    let mut components = Components::new();
    components.schemas.extend(schemas().into_iter().map(|(name, shape)| (name.to_owned(), shape)));
    components.responses.extend(REFUSALS.iter().map(|refusal| (refusal.name.to_owned(), refusal.response().into())));
    let license = License::builder().name("Apache-2.0 OR MIT").identifier(Some("Apache-2.0 OR MIT")).build();
    let info = InfoBuilder::new()
        .title("waystation")
        .version(env!("CARGO_PKG_VERSION"))
        .description(Some(ABOUT))
        .license(Some(license))
        .build();
    let tags = TAGS.map(|(name, about)| TagBuilder::new().name(name).description(Some(about)).build());
    OpenApiBuilder::new()
        .info(info)
        .servers(Some([Server::new("/")]))
        .paths(paths.build())
        .components(Some(components))
        .tags(Some(tags))
        .build()
}

impl Refusal {
    fn response(&self) -> Response {
        let content = ContentBuilder::new().schema(Some(named("Problem"))).build();
        let builder = ResponseBuilder::new().description(self.about).content("application/problem+json", content);
        let data = ("Waystation-Dataset", "The version of the data in use, once there is any.");
        let builder = self.header.into_iter().chain([data]).fold(builder, |builder, (name, about)| {
            let mut header = Header::new(text(""));
            header.description = Some(about.to_owned());
            builder.header(name, header)
        });
        builder.build()
    }
}

fn problem() -> Vec<Named> {
    let error = object(
        "What is wrong with one parameter or member.",
        [
            ("param", text("Its name, or the path of a member.")),
            ("code", text("A word for programs.")),
            ("value", or_null(text("What was given, cut to a readable length; null where nothing was."))),
            ("hint", text("What would be right.")),
        ],
    );
    let problem = object(
        "A refusal (RFC 9457).",
        [
            ("type", text("Always about:blank: the status says which.")),
            ("title", text("The status in words.")),
            ("status", whole("The status.")),
            ("detail", text("What is wrong, in a sentence.")),
            ("errors?", list("What is wrong, parameter by parameter.", named("ParameterError"))),
        ],
    );
    vec![("ParameterError", error), ("Problem", problem)]
}
