//! Which features are asked for? Box, time, filters, and which page of what they mean.

use super::Collection;
use super::describe::description;
use super::filter::take_filter;
use super::parameters::{BBOX, LIMIT, OFFSET, OGC_CRS, STATUS};
use super::times::take_datetime;
use crate::geodesy::BoundingBox;
use crate::http::asked::take_choice;
use crate::http::declared::Declared;
use crate::http::echo::{Echo, Told};
use crate::http::lang::{LANG, Lang};
use crate::http::params::Params;
use crate::http::selected::{Computed, Selected, take_of_regions};
use crate::http::sought::{Q, take_words};
use crate::station::Status;
use crate::store::{Listing, RegionListing, Selection, Snapshot};
use chrono::{DateTime, Utc};
use serde_json::json;
use std::sync::Arc;

/// Part of a list.
#[derive(Debug, Clone, Copy)]
pub struct Page {
    /// How many features are passed over.
    pub offset: usize,
    /// How many are shown at most.
    pub limit: usize,
}

/// Takes `limit` and `offset`.
pub fn take_page(params: &mut Params, echo: &mut Echo) -> Page {
    let limit = LIMIT.take(params) as usize;
    let offset = OFFSET.take(params) as usize;
    echo.insert(LIMIT.name(), limit);
    echo.insert(OFFSET.name, offset);
    Page { offset, limit }
}

/// Takes a box.
pub fn take_box(params: &mut Params, echo: &mut Echo) -> Option<BoundingBox> {
    let corners = BBOX.given(params)?;
    let [west, south, east, north] = corners;
    match BoundingBox::new(west, south, east, north) {
        Ok(window) => {
            echo.insert(BBOX.name(), json!(corners));
            Some(window)
        }
        Err(error) => {
            BBOX.refuse(params, corners, error);
            None
        }
    }
}

/// Takes the words that features are found by.
fn take_q(params: &mut Params, echo: &mut Echo) -> Option<Arc<str>> {
    let words = take_words(params)?;
    echo.insert(Q.name, Told::from_text(&words));
    Some(words.into())
}

/// What is asked of stations.
#[derive(Debug)]
pub struct StationsAsked {
    /// Which are meant.
    pub listing: Listing,
    /// Which of them are shown.
    pub page: Page,
    /// Which of their properties are told; all if none.
    pub selected: Option<Selected>,
    /// The language of labels.
    pub lang: Lang,
    /// The request as understood.
    pub echo: Echo,
}

impl StationsAsked {
    /// Takes all parameters.
    pub fn take(params: &mut Params, snapshot: &Snapshot, now: DateTime<Utc>) -> Self {
        let mut echo = Echo::new();
        let crs = OGC_CRS.take(params);
        let lang = Lang::take(params);
        let page = take_page(params, &mut echo);
        let window = take_box(params, &mut echo);
        let during = take_datetime(params);
        let status = STATUS.take(params);
        let words = take_q(params, &mut echo);
        let mut choice = take_choice(params, &snapshot.lexicon, now, &mut echo);
        echo.insert(OGC_CRS.name, crs.as_str());
        echo.insert(LANG.name, lang.as_str());
        echo.insert(STATUS.name, STATUS.of(status));
        choice.filter.status = status.map_or_else(|| Status::ALL.to_vec(), |status| vec![status]);
        let collection = Collection::Stations;
        let known = || description(snapshot, collection).queryables.clone();
        let filter = take_filter(params, known, collection.id());
        let selected = Selected::take(params, snapshot, Computed::OF_ITSELF, &mut echo);
        Self { listing: Listing { choice, crs, window, during, filter, words }, page, selected, lang, echo }
    }
}

/// What is asked of regions.
#[derive(Debug)]
pub struct RegionsAsked {
    /// Which are meant.
    pub listing: RegionListing,
    /// Which of them are shown.
    pub page: Page,
    /// Which of their properties are told; all if none.
    pub selected: Option<Selection>,
    /// The request as understood.
    pub echo: Echo,
}

impl RegionsAsked {
    /// Takes all parameters.
    pub fn take(params: &mut Params, snapshot: &Snapshot) -> Self {
        let mut echo = Echo::new();
        let crs = OGC_CRS.take(params);
        let page = take_page(params, &mut echo);
        let window = take_box(params, &mut echo);
        let during = take_datetime(params);
        let words = take_q(params, &mut echo);
        echo.insert(OGC_CRS.name, crs.as_str());
        let collection = Collection::Regions;
        let known = || description(snapshot, collection).queryables.clone();
        let filter = take_filter(params, known, collection.id());
        let selected = take_of_regions(params, snapshot, &mut echo);
        Self { listing: RegionListing { crs, window, during, filter, words }, page, selected, echo }
    }
}
