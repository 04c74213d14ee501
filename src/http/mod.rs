//! How does the world ask? Every route on one screen; handlers parse, ask and shape.
//!
//! - [`router`]: the whole URL space.
//! - [`serve`]: the listener, within [`Limits`]; [`serve_admin`]: the other, for whoever has one of the [`Tokens`].
//! - [`Problem`]: every refusal.
//! - [`tiles`]: what a map draws.
//! - [`nearest`], [`along`], [`Params`]: the same question and answer without HTTP, for the command line.

mod access;
mod address;
mod admin;
mod admission;
pub mod along;
mod amenities;
mod api;
mod asked;
mod basemap;
mod basket;
mod body;
mod caught;
mod changes;
mod coding;
mod collections;
mod connection;
pub mod coverage;
mod crowd;
mod dataset;
mod declared;
mod digits;
mod echo;
mod feature;
mod files;
mod filters;
mod gate;
mod given;
mod guard;
mod health;
mod heavy;
mod landing;
mod lang;
mod last_call;
mod limits;
mod meant;
mod metrics;
pub mod nearest;
mod numbers;
mod pages;
mod params;
mod position;
mod problem;
mod reply;
mod request_id;
mod route;
mod scrape;
mod selected;
mod server;
pub mod siting;
mod sought;
pub mod tiles;
mod visit;
mod vitals;
mod whole;
mod wire;

pub use admin::Tokens;
pub use asked::Asked;
pub use basemap::Basemap;
pub use dataset::described;
pub use digits::{write_distance, write_rfc3339, write_thousandths};
pub use feature::FeatureWriter;
pub use guard::Guarded;
pub use lang::Lang;
pub use limits::{Limits, Seconds};
pub use params::Params;
pub use problem::{ParamError, Problem};
pub use server::{serve, serve_admin};
pub use sought::take_words;

use crate::store::{Snapshot, Store};
use admission::Admission;
use axum::extract::Request;
use axum::routing::{MethodRouter, any, get, post};
use heavy::Heavy;
use metrics::Metrics;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use tiles::GapDrawings;

/// What handlers share.
#[derive(Debug)]
pub struct App {
    /// The data in use.
    pub store: Arc<Store>,
    /// Where long answers are worked out.
    heavy: Arc<Heavy>,
    /// Where sites are sought, which may take so long that nothing else should wait behind it.
    sought: Arc<Heavy>,
    /// Gaps that maps asked for lately.
    gap_drawings: GapDrawings,
    /// Files of stations that were made lately.
    files: files::Kept,
    limits: Limits,
    admission: Admission,
    metrics: Arc<Metrics>,
    basemap: Option<Basemap>,
    draining: AtomicBool,
}

impl Default for App {
    fn default() -> Self {
        Self::new(Limits::default())
    }
}

impl App {
    /// Without data, within limits.
    pub fn new(limits: Limits) -> Self {
        Self {
            heavy: Arc::new(Heavy::within(&limits)),
            sought: Arc::new(Heavy::within(&limits)),
            admission: Admission::new(&limits),
            limits,
            store: Arc::default(),
            gap_drawings: GapDrawings::default(),
            files: files::Kept::default(),
            metrics: Arc::default(),
            basemap: None,
            draining: AtomicBool::default(),
        }
    }

    /// Over the same data and counted together, within limits and with seats of its own.
    fn beside(&self, limits: Limits) -> Self {
        Self { store: self.store.clone(), metrics: self.metrics.clone(), ..Self::new(limits) }
    }

    /// With pages that draw on a map of somebody else.
    #[must_use]
    pub fn on(mut self, basemap: Option<Basemap>) -> Self {
        self.basemap = basemap;
        self
    }

    /// Whether the service was told to stop.
    fn is_draining(&self) -> bool {
        self.draining.load(Ordering::Relaxed)
    }

    /// The snapshot that a request keeps from beginning to end.
    ///
    /// # Errors
    /// `503` while there is none yet.
    fn snapshot(&self) -> Result<Arc<Snapshot>, Problem> {
        self.store.current().ok_or_else(Problem::loading)
    }
}

/// The whole URL space.
pub fn router(app: Arc<App>) -> Guarded {
    let routes = vec![
        ("/", read(get(pages::home))),
        ("/find", read(get(pages::get))),
        ("/embed", read(get(pages::get))),
        ("/widget/v1/{file}", read(get(pages::get))),
        ("/livez", read(get(health::live))),
        ("/readyz", read(get(health::ready))),
        ("/metrics", read(get(scrape::get))),
        ("/v1", read(get(landing::get))),
        ("/v1/conformance", read(get(collections::conformance))),
        ("/v1/collections", read(get(collections::collections))),
        ("/v1/collections/{collection}", read(get(collections::collection))),
        ("/v1/collections/{collection}/queryables", read(get(collections::queryables))),
        ("/v1/collections/{collection}/schema", read(get(collections::schema))),
        ("/v1/collections/{collection}/items", read(get(collections::items))),
        ("/v1/collections/{collection}/items/{id}", read(get(collections::item))),
        ("/v1/nearest", read_and_ask(get(nearest::get).post(nearest::post))),
        ("/v1/along", ask(post(along::post))),
        ("/v1/basket", ask(post(basket::post))),
        ("/v1/coverage", read_and_ask(get(coverage::whole).post(coverage::whole))),
        ("/v1/coverage/gaps", read_and_ask(get(coverage::each_gap).post(coverage::each_gap))),
        ("/v1/coverage/cells", read_and_ask(get(coverage::each_cell).post(coverage::each_cell))),
        (siting::PATH, ask(post(siting::post))),
        ("/v1/access", ask(post(access::post))),
        ("/v1/position", read(get(position::get))),
        ("/v1/tiles/stations", read(get(tiles::describe_stations))),
        ("/v1/tiles/stations/{z}/{x}/{y}", read(get(tiles::station_tile))),
        ("/v1/tiles/gaps", read(get(tiles::describe_gaps))),
        ("/v1/tiles/gaps/{z}/{x}/{y}", read(get(tiles::gap_tile))),
        ("/v1/tiles/regions", read(get(tiles::describe_regions))),
        ("/v1/tiles/regions/{z}/{x}/{y}", read(get(tiles::region_tile))),
        ("/v1/stations.geojson", read(get(files::get))),
        ("/v1/stations.fgb", read(get(files::get))),
        ("/v1/stations.csv", read(get(files::get))),
        ("/v1/changes", read(get(changes::get))),
        ("/v1/api", read(get(api::get))),
        ("/v1/api.html", read(get(api::get_page))),
        ("/v1/api.css", read(get(api::get_style))),
        ("/v1/amenities", read(get(amenities::get))),
        ("/v1/dataset", read(get(dataset::get))),
    ];
    let other = any(async |request: Request| refuse(request, Problem::not_found()).await);
    Guarded::shared(app.clone(), routes, other, app)
}

/// A route that is only read.
fn read(methods: MethodRouter<Arc<App>>) -> MethodRouter<Arc<App>> {
    methods.fallback(async |request: Request| refuse(request, Problem::method_not_allowed("GET, HEAD, OPTIONS")).await)
}

/// A route that also takes longer questions in a body.
fn read_and_ask(methods: MethodRouter<Arc<App>>) -> MethodRouter<Arc<App>> {
    methods.fallback(async |request: Request| {
        refuse(request, Problem::method_not_allowed("GET, HEAD, POST, OPTIONS")).await
    })
}

/// A route that only takes questions in a body.
fn ask(methods: MethodRouter<Arc<App>>) -> MethodRouter<Arc<App>> {
    methods.fallback(async |request: Request| refuse(request, Problem::method_not_allowed("POST, OPTIONS")).await)
}

/// Refuses a request once its body is out of the way.
async fn refuse(request: Request, problem: Problem) -> Problem {
    body::discard(request.into_body()).await;
    problem
}
