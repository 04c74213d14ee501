//! `/v1/collections`: what can a GIS open? Stations and regions as OGC API Features has them, as JSON and as pages.
//!
//! - [`conformance`], [`collections`], [`collection`], [`queryables`], [`schema`]: what there is, and what may be asked of it.
//! - [`items`], [`item`]: features, page by page and one by one.
//! - [`Answer`], [`Form`]: the two forms that all of these have.

mod answer;
mod asked;
mod conformance;
mod describe;
mod described;
mod filter;
mod form;
mod item;
mod items;
mod links;
mod markup;
mod page;
mod parameters;
mod queryables;
mod times;
mod views;
mod written;

pub(super) use answer::{Answer, send};
pub use conformance::get as conformance;
pub use describe::{all as collections, one as collection};
pub(super) use described::{operations, schemas};
pub(super) use form::Form;
pub use item::get as item;
pub use items::get as items;
pub(super) use links::{Links, link, segment};
pub(super) use parameters::FORM;
pub use queryables::{get as queryables, schema};
pub(super) use views::landing as landing_page;

use super::problem::Problem;
use axum::http::Uri;
use percent_encoding::percent_decode_str;

/// A collection.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Collection {
    Stations,
    Regions,
}

impl Collection {
    const ALL: [Self; 2] = [Self::Stations, Self::Regions];

    fn id(self) -> &'static str {
        match self {
            Self::Stations => "stations",
            Self::Regions => "regions",
        }
    }

    fn title(self) -> &'static str {
        match self {
            Self::Stations => "Stations",
            Self::Regions => "Regions",
        }
    }

    fn description(self) -> &'static str {
        match self {
            Self::Stations => {
                "Places where people who work outdoors can rest, drink, eat, charge and get help. Only those that are operating are listed unless status says otherwise."
            }
            Self::Regions => "Areas that can be asked about.",
        }
    }

    /// The collection that a path names, and what it names below it.
    ///
    /// # Errors
    /// `404` if there is no such collection.
    fn of(uri: &Uri) -> Result<(Self, Option<String>), Problem> {
        let decoded = |segment: &str| percent_decode_str(segment).decode_utf8_lossy().into_owned();
        let mut segments = uri.path().split('/').skip(3).map(decoded);
        let named = segments.next().unwrap_or_default();
        let ids = || Self::ALL.iter().map(|collection| collection.id());
        let Some(found) = Self::ALL.into_iter().find(|collection| collection.id() == named) else {
            return Err(Problem::unknown("collection", &named, None, ids()));
        };
        Ok((found, segments.nth(1)))
    }
}
