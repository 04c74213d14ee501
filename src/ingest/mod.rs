//! Where do they come from? Bytes to records and rejections: hostile input ends here.
//!
//! - [`Manifest`]: `dataset.toml`, the list of sources.
//! - [`read_stations`], [`read_regions`], [`read_demand`], [`read_calendar`]: one file each, judged record by record.
//! - [`read_station`], [`read_area`]: what a request adds or draws.
//! - [`read_records`]: features as they are, to be written in another format.
//! - [`Notice`], [`Intake`]: what was refused or doubted, with file, place and reason.
//!
//! No file is opened here; that is for [`store`](crate::store).

mod added;
mod amenities;
mod calendar;
mod canonical;
mod chinese_hours;
mod context;
mod crossing;
mod demand;
mod features;
mod flatgeobuf;
mod gathered;
mod given;
mod guess;
mod holes;
mod judge;
mod manifest;
mod members;
mod names;
mod new_words;
mod notice;
mod passing;
mod plain;
mod point;
mod polygon;
mod polyline;
mod properties;
mod reading;
mod record;
mod regions;
mod remembered;
mod route;
mod rows;
mod said;
mod shape;
mod split;
mod station;
mod stations;
mod table;
mod tags;
mod windows;
mod written;

pub use added::{Added, read_area, read_station};
pub use calendar::read_calendar;
pub use context::{Context, Setting};
pub use demand::read_demand;
pub(crate) use features::LONGEST_NAME;
pub use manifest::{DemandSource, Manifest, RegionSource, StationSource};
pub use members::Members;
pub(crate) use members::string;
pub use notice::{Intake, Lines, Locator, Notice, Placed};
pub use record::{Record, Records, read_records};
pub use regions::read_regions;
pub use route::{MOST_VERTICES, read_route};
pub use stations::{Origin, Stations, Words, read_passing, read_stations, read_stretches};
pub(crate) use table::{Cell, column_name, is_text_column, meaning};
pub(crate) use tags::tagged;
pub use windows::Sizes;
