//! Does the service keep its contract? One file per route, and one for what holds on every route.

mod access;
mod along;
mod along_strict;
mod amenities;
mod atlas;
mod basket;
mod caching;
mod changes;
mod coding;
mod collection_pages;
mod coverage;
mod coverage_areas;
mod coverage_strict;
mod data;
mod dataset;
mod errors;
mod files;
mod health;
mod hostile;
mod items;
mod items_filter;
mod items_words;
mod landing;
mod limits;
mod links;
mod metrics;
mod nearest_batch;
mod nearest_crs;
mod nearest_explain;
mod nearest_get;
mod nearest_open;
mod nearest_strict;
mod nearest_work;
mod ogc_core;
mod openapi;
mod openapi_answers;
mod openapi_collections;
mod openapi_forms;
#[cfg(feature = "web")]
mod pages;
mod position;
mod properties;
#[path = "../laws/random.rs"]
#[allow(dead_code)]
mod random;
mod readme;
mod server;
mod siting;
mod siting_choices;
mod siting_scenario;
mod siting_several;
mod siting_strict;
mod tiles;
mod versions;
#[cfg(not(feature = "web"))]
mod without_pages;
