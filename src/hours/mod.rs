//! When is it open?
mod calendar;
mod days;
mod error;
mod lexer;
mod parse;
mod parse_dates;
mod parse_days;
mod parse_times;
mod rule;
mod schedule;
mod service_day;
mod state;
mod table;
mod walk;

pub use calendar::{Calendar, CalendarDay};
pub use error::HoursError;
pub use schedule::Schedule;
pub use state::{Opening, State};
pub use table::Table;

/// The longest text that is read, in bytes. Real hours are below 255, the limit of an OSM value.
pub const MAX_TEXT_BYTES: usize = 1024;

/// How far ahead a change is looked for, in days: a year, leap day included.
pub const SEARCH_DAYS: i64 = 366;

mod schedules;
pub use schedules::{ScheduleId, Schedules, Timetable};
