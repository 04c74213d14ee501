//! When is it open?
//!
//! A [`Schedule`] is read once from the syntax of the OSM key `opening_hours` and asked for the
//! state at an instant, in the wall time of a zone and by the holidays of a [`Calendar`]. There
//! are three states, always. What we say where the hours leave it open is laid down in
//! [`policy`]: a locked door shown as open is the worst answer, so where it is unsure it is
//! unknown.
//!
//! ```
//! use chrono::{DateTime, Utc};
//! use chrono_tz::Asia::Shanghai;
//! use waystation::hours::{Schedule, State};
//!
//! let desk = Schedule::parse("Mo-Fr 09:00-12:00,13:30-17:00; PH off").unwrap();
//! let monday_noon: DateTime<Utc> = "2026-08-03T12:30:00+08:00".parse().unwrap();
//! let desk = desk.at(monday_noon, Shanghai, None);
//! assert_eq!(desk.state, State::Closed);
//! assert_eq!(desk.opens_at, "2026-08-03T13:30:00+08:00".parse().ok());
//! ```

pub mod policy;

// The text.
mod error;
mod lexer;
mod parse;
mod parse_dates;
mod parse_days;
mod parse_times;
mod rule;

// The days.
mod calendar;
mod days;
mod service_day;

// The instants.
mod schedule;
mod schedules;
mod state;
mod table;
mod tables;
mod walk;

pub mod scan;

pub use calendar::{Calendar, CalendarDay};
pub use error::HoursError;
pub use schedule::Schedule;
pub use schedules::{ScheduleId, Schedules, Timetable};
pub use state::{Lasting, Opening, State};
pub use table::Table;

/// The longest text that is read, in bytes. OSM allows 255 characters in a value, of at most
/// four bytes each.
pub const MAX_TEXT_BYTES: usize = 1024;

/// How far ahead a change is looked for, in days: a year, with a leap day.
pub const SEARCH_DAYS: i64 = 366;
