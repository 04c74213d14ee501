//! Is every text of hours read or refused, and does a schedule agree with asking minute by minute?

#![no_main]

use chrono::{DateTime, TimeDelta};
use chrono_tz::Tz;
use libfuzzer_sys::fuzz_target;
use serde_json::value::RawValue;
use waystation::hours::{Schedule, scan};
use waystation::ingest::{Context, Setting, read_station};

/// Zones with and without summer time, and one whose days have begun at noon.
const ZONES: [Tz; 4] = [Tz::UTC, Tz::Asia__Shanghai, Tz::Europe__Berlin, Tz::Pacific__Apia];

fuzz_target!(|data: &[u8]| {
    let Some((place, text)) = data.split_first_chunk::<4>() else { return };
    let Ok(text) = std::str::from_utf8(text) else { return };
    let place = u32::from_le_bytes(*place);
    let zone = ZONES[place as usize % ZONES.len()];
    // Any minute of the years in which a clock may stand.
    let instant = DateTime::from_timestamp(i64::from(place) * 60, 0).unwrap();
    if let Ok(schedule) = Schedule::parse(text) {
        let opening = schedule.at(instant, zone, None);
        assert_eq!(opening.state, scan::state(&schedule, instant, zone, None), "{text} at {instant} in {zone}");
        let table = schedule.table(instant, instant + TimeDelta::days(2), zone, None);
        let later = instant + TimeDelta::minutes(i64::from(place % 2880));
        assert_eq!(table.state(later), Some(scan::state(&schedule, later, zone, None)), "{text} at {later} in {zone}");
    }
    // The same text as a station has it, which may be a Chinese phrase.
    let station = serde_json::json!({"lon": 1, "lat": 2, "opening_hours": text});
    let station = RawValue::from_string(station.to_string()).unwrap();
    let _ = read_station(&station, &Context::default(), &Setting { timezone: Some(zone), ..Setting::default() });
});
