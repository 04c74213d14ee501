//! What may a request for features say? Each parameter of the collections, said once for its reader and for the document.

use super::describe::CRS84;
use super::form::Form;
use crate::cql2::Encoding;
use crate::geodesy::{BoxError, Crs, PositionError};
use crate::http::api::schema::{self, Shape};
use crate::http::declared::{Declared, Means, Optional, Stands, Text, Whole, Word};
use crate::http::filters::{AT, FILTERS};
use crate::http::lang::LANG;
use crate::http::params::Params;
use crate::http::selected::PROPERTIES;
use crate::http::sought::Q;
use crate::station::Status;
use serde_json::Value;
use std::ops::RangeInclusive;

/// The form of the answer.
pub static F: Word<Form> = Word {
    name: "f",
    words: &[("json", Form::Json), ("html", Form::Html)],
    absent: Optional,
    about: "The form of the answer: json, or html for a page that runs nothing. If not given, as Accept says.",
};

/// The system of coordinates, by our words or, for WGS 84, by its OGC name.
pub static OGC_CRS: Word<Crs, Means<Crs>> = Word {
    name: "crs",
    words: &[("wgs84", Crs::Wgs84), ("gcj02", Crs::Gcj02), ("bd09", Crs::Bd09), (CRS84, Crs::Wgs84)],
    absent: Means(Crs::Wgs84),
    about: "The system of the caller's coordinates and of the answer's: wgs84, which is OGC's CRS84 too, gcj02 (Amap, Tencent) or bd09 (Baidu).",
};

/// How many features a page has.
pub static LIMIT: Clamped = Clamped {
    name: "limit",
    range: 1..=10_000,
    unit: "features on a page",
    absent: 10,
    about: "The most features of a page; numberMatched counts all, and a link leads to the next page. As OGC API Features has it, more than 10000 is taken for 10000.",
};

/// Where a page begins.
pub static OFFSET: Whole<Means<u64>> = Whole {
    name: "offset",
    range: 0..=u32::MAX as u64,
    unit: "features to pass over",
    absent: Means(0),
    about: "How many features come before the page. The order is always the same for the same data.",
};

/// A box.
pub static BBOX: Corners = Corners {
    name: "bbox",
    unit: "west,south,east,north in degrees",
    about: "Only features that have something in this box: west,south,east,north in degrees in the system of crs. West above east crosses the antimeridian. With six numbers the third and the last are heights, which nothing here has.",
};

/// A time.
pub static DATETIME: Text = Text {
    name: "datetime",
    about: "Only features that have a date in this time, or no date at all: an instant (RFC 3339), a day, or an interval of two of them with a slash between, one of which may be .. or left out.",
};

/// Whether stations are in use; none stands for any.
pub static STATUS: Word<Option<Status>, Means<Option<Status>>> = Word {
    name: "status",
    words: &[
        ("operating", Some(Status::Operating)),
        ("closed", Some(Status::Closed)),
        ("maintenance", Some(Status::Maintenance)),
        ("planned", Some(Status::Planned)),
        ("any", None),
    ],
    absent: Means(Some(Status::Operating)),
    about: "Only stations of this status; any for all.",
};

/// A filter in OGC's language.
pub static FILTER: Text = Text {
    name: "filter",
    about: "Only features that pass this filter, in CQL2 (OGC 21-065r2). The queryables of the collection are what it may ask for.",
};

/// How the filter is written.
pub static FILTER_LANG: Word<Encoding, Means<Encoding>> = Word {
    name: "filter-lang",
    words: &[("cql2-text", Encoding::Text), ("cql2-json", Encoding::Json)],
    absent: Means(Encoding::Text),
    about: "How filter is written.",
};

/// The system of the filter's coordinates.
pub static FILTER_CRS: Word<()> = Word {
    name: "filter-crs",
    words: &[(CRS84, ())],
    absent: Optional,
    about: "The system of the coordinates in filter: always WGS 84, longitude before latitude.",
};

/// What every resource takes.
pub static FORM: [&dyn Declared; 1] = [&F];

/// What one feature takes, of either collection.
pub static OF_ITEM: [&dyn Declared; 3] = [&F, &OGC_CRS, &PROPERTIES];

/// What only a station takes.
pub static OF_STATION: [&dyn Declared; 2] = [&LANG, &AT];

/// What a page of features takes, of either collection.
pub static OF_ITEMS: [&dyn Declared; 11] =
    [&F, &OGC_CRS, &LIMIT, &OFFSET, &PROPERTIES, &BBOX, &DATETIME, &Q, &FILTER, &FILTER_LANG, &FILTER_CRS];

/// What only a page of stations takes, beside what chooses stations everywhere.
static OF_STATIONS: [&dyn Declared; 2] = [&STATUS, &LANG];

/// What a page of stations takes.
pub fn of_station_items() -> Vec<&'static dyn Declared> {
    [&OF_ITEMS[..], &OF_STATIONS, &FILTERS].concat()
}

/// A whole number of which more than there may be is taken for the most.
#[derive(Debug)]
pub struct Clamped {
    name: &'static str,
    range: RangeInclusive<u64>,
    unit: &'static str,
    absent: u64,
    about: &'static str,
}

impl Clamped {
    /// Takes it, or what stands for it.
    pub fn take(&self, params: &mut Params) -> u64 {
        self.given(params).unwrap_or(self.absent)
    }

    fn given(&self, params: &mut Params) -> Option<u64> {
        let text = params.text(self.name)?;
        let is_digits = text.bytes().all(|byte| byte.is_ascii_digit());
        // Digits that are too many for a number are a large number all the same.
        let number = is_digits.then(|| text.parse::<u64>().unwrap_or(u64::MAX));
        let expected = format!("{}, {} to {}", self.unit, self.range.start(), self.range.end());
        let is_negative = || text.strip_prefix('-').is_some_and(|digits| digits.parse::<u128>().is_ok());
        match number {
            Some(number) if number >= *self.range.start() => return Some(number.min(*self.range.end())),
            None if !is_negative() => params.error(self.name, "not_a_whole_number", Some(&text), expected),
            _ => {
                let hint = format!("{expected}; more is taken for {}", self.range.end());
                params.error(self.name, "out_of_range", Some(&text), hint);
            }
        }
        None
    }
}

impl Declared for Clamped {
    fn name(&self) -> &'static str {
        self.name
    }

    fn about(&self) -> &'static str {
        self.about
    }

    fn shape(&self, _: Stands) -> Option<Shape> {
        Some(schema::clamped_in(&self.range, self.unit, self.absent))
    }

    fn shown(&self, text: &str) -> Value {
        text.parse::<u64>().map_or_else(|_| text.into(), Value::from)
    }
}

/// The corners of a box: four numbers, or six with heights.
#[derive(Debug)]
pub struct Corners {
    name: &'static str,
    unit: &'static str,
    about: &'static str,
}

impl Corners {
    /// Takes four numbers if they are given, whether or not they are a box.
    pub fn given(&self, params: &mut Params) -> Option<[f64; 4]> {
        let Self { name, unit, .. } = *self;
        let numbers = params.numbers(name, unit)?;
        match *numbers {
            [west, south, east, north] => return Some([west, south, east, north]),
            [west, south, low, east, north, high] if low <= high => return Some([west, south, east, north]),
            [_, _, _, _, _, _] => {
                params.error(name, "out_of_range", None, "the least height is above the greatest");
            }
            _ => {
                let hint = format!("4 numbers are expected, {unit}, or 6 with heights, not {}", numbers.len());
                params.error(name, "miscounted", None, hint);
            }
        }
        None
    }

    /// Takes down that corners are not those of a box.
    pub fn refuse(&self, params: &mut Params, corners: [f64; 4], error: BoxError) {
        let Self { name, unit, .. } = *self;
        let hint = match error {
            BoxError::UpsideDown => format!("south is above north: {unit} is expected"),
            BoxError::Corner(PositionError::Lat { swapped: true, .. }) => {
                format!("lat and lon look swapped: {unit} is expected")
            }
            BoxError::Corner(error) => error.to_string(),
        };
        params.error(name, "out_of_range", Some(&corners.map(|number| number.to_string()).join(",")), hint);
    }
}

impl Declared for Corners {
    fn name(&self) -> &'static str {
        self.name
    }

    fn about(&self) -> &'static str {
        self.about
    }

    fn shape(&self, _: Stands) -> Option<Shape> {
        Some(schema::list_in(4..=6, schema::number(""), None))
    }

    fn shown(&self, text: &str) -> Value {
        text.split(',').map(|number| number.parse::<f64>().map_or_else(|_| number.into(), Value::from)).collect()
    }
}
