//! Which features are asked for? Box, time, filters, and which page of what they mean.

use super::Collection;
use super::describe::{CRS84, description};
use super::filter::take_filter;
use super::times::take_datetime;
use crate::geodesy::{BoundingBox, BoxError, Crs, PositionError};
use crate::http::asked::take_choice;
use crate::http::lang::Lang;
use crate::http::params::Params;
use crate::http::sought::take_words;
use crate::station::Status;
use crate::store::{Listing, RegionListing, Snapshot};
use chrono::{DateTime, Utc};
use serde_json::{Map, Value, json};
use std::sync::Arc;

/// Most features of a page. The standard has a larger limit taken for this one.
pub const MOST_FEATURES: usize = 10_000;
const USUAL_FEATURES: usize = 10;

/// Part of a list.
#[derive(Debug, Clone, Copy)]
pub struct Page {
    /// How many features are passed over.
    pub offset: usize,
    /// How many are shown at most.
    pub limit: usize,
}

/// Takes `limit` and `offset`.
pub fn take_page(params: &mut Params, echo: &mut Map<String, Value>) -> Page {
    let limit = take_limit(params).unwrap_or(USUAL_FEATURES);
    let offset = params.whole_number("offset", 0..=u64::from(u32::MAX), "features to pass over").unwrap_or(0) as usize;
    echo.insert("limit".to_owned(), limit.into());
    echo.insert("offset".to_owned(), offset.into());
    Page { offset, limit }
}

fn take_limit(params: &mut Params) -> Option<usize> {
    let text = params.text("limit")?;
    let is_digits = text.bytes().all(|byte| byte.is_ascii_digit());
    // Digits that are too many for a number are a large number all the same.
    let limit = is_digits.then(|| text.parse::<usize>().unwrap_or(usize::MAX));
    match limit {
        Some(0) => params.error(
            "limit",
            "out_of_range",
            Some(&text),
            "features on a page, 1 to 10000; more is taken for 10000",
        ),
        Some(limit) => return Some(limit.min(MOST_FEATURES)),
        None => params.error("limit", "not_a_whole_number", Some(&text), "features on a page, 1 to 10000"),
    }
    None
}

/// Takes the system of coordinates, by our words or, for WGS 84, by its OGC name.
pub fn take_crs(params: &mut Params) -> Crs {
    let parse = |text: &str| if text == CRS84 { Some(Crs::Wgs84) } else { Crs::parse(text) };
    params.one_of("crs", &["wgs84", "gcj02", "bd09", CRS84], parse).unwrap_or_default()
}

/// Takes `bbox`: four numbers, or six with heights, which nothing here has.
pub fn take_box(params: &mut Params, echo: &mut Map<String, Value>) -> Option<BoundingBox> {
    const ORDER: &str = "west,south,east,north in degrees";
    let numbers = params.numbers("bbox", ORDER)?;
    let corners = match *numbers {
        [west, south, east, north] => [west, south, east, north],
        [west, south, low, east, north, high] if low <= high => [west, south, east, north],
        [_, _, _, _, _, _] => {
            params.error("bbox", "out_of_range", None, "the least height is above the greatest");
            return None;
        }
        _ => {
            let hint = format!("4 numbers are expected, {ORDER}, or 6 with heights, not {}", numbers.len());
            params.error("bbox", "miscounted", None, hint);
            return None;
        }
    };
    let [west, south, east, north] = corners;
    let shown = corners.map(|number| number.to_string()).join(",");
    match BoundingBox::new(west, south, east, north) {
        Ok(window) => {
            echo.insert("bbox".to_owned(), json!(corners));
            Some(window)
        }
        Err(error) => {
            let hint = match error {
                BoxError::UpsideDown => format!("south is above north: {ORDER} is expected"),
                BoxError::Corner(PositionError::Lat { swapped: true, .. }) => {
                    format!("lat and lon look swapped: {ORDER} is expected")
                }
                BoxError::Corner(error) => error.to_string(),
            };
            params.error("bbox", "out_of_range", Some(&shown), hint);
            None
        }
    }
}

/// Takes the words that features are found by.
fn take_q(params: &mut Params, echo: &mut Map<String, Value>) -> Option<Arc<str>> {
    let words = take_words(params)?;
    echo.insert("q".to_owned(), words.as_str().into());
    Some(words.into())
}

/// What is asked of stations.
#[derive(Debug)]
pub struct StationsAsked {
    /// Which are meant.
    pub listing: Listing,
    /// Which of them are shown.
    pub page: Page,
    /// The language of labels.
    pub lang: Lang,
    /// The request as understood.
    pub echo: Map<String, Value>,
}

impl StationsAsked {
    /// Takes all parameters.
    pub fn take(params: &mut Params, snapshot: &Snapshot, now: DateTime<Utc>) -> Self {
        let mut echo = Map::new();
        let crs = take_crs(params);
        let lang = Lang::take(params);
        let page = take_page(params, &mut echo);
        let window = take_box(params, &mut echo);
        let during = take_datetime(params);
        let status = take_status(params);
        let words = take_q(params, &mut echo);
        let mut choice = take_choice(params, &snapshot.lexicon, now, &mut echo);
        echo.insert("crs".to_owned(), crs.as_str().into());
        echo.insert("lang".to_owned(), lang.as_str().into());
        echo.insert("status".to_owned(), status.map_or("any", Status::as_str).into());
        choice.filter.status = status.map_or_else(|| Status::ALL.to_vec(), |status| vec![status]);
        let collection = Collection::Stations;
        let known = || description(snapshot, collection).queryables.clone();
        let filter = take_filter(params, known, collection.id());
        Self { listing: Listing { choice, crs, window, during, filter, words }, page, lang, echo }
    }
}

/// Takes `status`; none stands for any.
fn take_status(params: &mut Params) -> Option<Status> {
    const WORDS: &[&str] = &["operating", "closed", "maintenance", "planned", "any"];
    let parse = |text: &str| match text {
        "any" => Some(None),
        text => Some(Some(Status::parse(text).filter(|status| *status != Status::Unknown)?)),
    };
    params.one_of("status", WORDS, parse).unwrap_or(Some(Status::Operating))
}

/// What is asked of regions.
#[derive(Debug)]
pub struct RegionsAsked {
    /// Which are meant.
    pub listing: RegionListing,
    /// Which of them are shown.
    pub page: Page,
    /// The request as understood.
    pub echo: Map<String, Value>,
}

impl RegionsAsked {
    /// Takes all parameters.
    pub fn take(params: &mut Params, snapshot: &Snapshot) -> Self {
        let mut echo = Map::new();
        let crs = take_crs(params);
        let page = take_page(params, &mut echo);
        let window = take_box(params, &mut echo);
        let during = take_datetime(params);
        let words = take_q(params, &mut echo);
        echo.insert("crs".to_owned(), crs.as_str().into());
        let collection = Collection::Regions;
        let known = || description(snapshot, collection).queryables.clone();
        let filter = take_filter(params, known, collection.id());
        Self { listing: RegionListing { crs, window, during, filter, words }, page, echo }
    }
}
