//! Which data is this? A hash of what was accepted, whatever the files are called and in whatever order they stand.

use super::FeatureText;
use super::snapshot::{DemandKind, FileReport};
use crate::coverage::{DemandPlace, Region};
use crate::hours::{Calendar, CalendarDay};
use crate::ingest::Context;
use crate::station::{OwnHours, Station};
use geo::MultiPolygon;
use rayon::prelude::*;
use sha2::{Digest, Sha256};
use std::sync::Arc;
use twox_hash::XxHash3_128;

/// What stands for one part of the data: of a station the XXH3 of 128 bits, which takes a tenth of the time and tells
/// any two stations apart that nobody made alike on purpose; of all else, and of all together, the first 16 bytes of a
/// SHA-256.
pub(super) type Sum = [u8; 16];

/// What stands for a calendar where there is none.
pub(super) const NO_CALENDAR: Sum = [0; 16];

/// Everything that a version stands for.
pub(super) struct Contents<'a> {
    pub name: Option<&'a str>,
    /// The stations' sums, by id.
    pub stations: &'a [Sum],
    pub regions: &'a [Arc<Region>],
    pub demand: &'a [DemandKind],
    /// Every calendar, whether or not a schedule follows it.
    pub calendars: &'a [Arc<Calendar>],
    /// On which terms it was given, and by whom.
    pub files: &'a [FileReport],
}

/// The version: 32 hexadecimal digits.
pub(super) fn version(contents: &Contents) -> String {
    let mut hash = Sha256::new();
    text(&mut hash, contents.name.unwrap_or_default());
    list(&mut hash, contents.stations);
    list(&mut hash, &contents.regions.iter().map(|region| region_sum(region)).collect::<Vec<_>>());
    let mut all_calendars: Vec<Sum> = contents.calendars.iter().map(|calendar| calendar_sum(calendar)).collect();
    all_calendars.sort_unstable();
    list(&mut hash, &all_calendars);
    list(&mut hash, &terms_sums(contents.files));
    for demand in contents.demand {
        text(&mut hash, &demand.kind);
        let mut sums: Vec<Sum> = demand.records.par_iter().map(demand_sum).collect();
        sums.sort_unstable();
        list(&mut hash, &sums);
    }
    sum(hash).iter().fold(String::new(), |hex, byte| format!("{hex}{byte:02x}"))
}

/// The terms and the names that come with what was taken, each once, in whatever file it stood: answers repeat them.
fn terms_sums(files: &[FileReport]) -> Vec<Sum> {
    let terms = files.iter().filter(|file| file.accepted > 0).filter(|file| file.names_terms()).map(|file| {
        let mut hash = Sha256::new();
        text(&mut hash, file.kind.as_str());
        for said in [&file.licence, &file.attribution] {
            hash.update([u8::from(said.is_some())]);
            text(&mut hash, said.as_deref().unwrap_or_default());
        }
        sum(hash)
    });
    let mut sums: Vec<Sum> = terms.collect();
    sums.sort_unstable();
    sums.dedup();
    sums
}

/// What a version knows of a station, whose hours all follow one calendar. It is put together in `room`, since a hash takes
/// many small pieces far slower than one.
pub(super) fn station_sum(
    station: &Station,
    feature: &FeatureText,
    context: &Context,
    calendar: Sum,
    room: &mut Vec<u8>,
) -> Sum {
    room.clear();
    let put = |room: &mut Vec<u8>, text: &str| {
        push_length(room, text.len());
        room.extend_from_slice(text.as_bytes());
    };
    put(room, feature.held());
    room.push(station.status.bit());
    let own = station.amenities.iter().map(|amenity| match amenity.hours {
        OwnHours::Known(id) => Some(id),
        OwnHours::Stations | OwnHours::Unknown => None,
    });
    let zone = station.timezone.map_or("", |zone| zone.name());
    for hours in std::iter::once(station.hours).chain(own) {
        put(room, if hours.is_some() { zone } else { "" });
        room.extend_from_slice(if hours.is_some() { &calendar } else { &NO_CALENDAR });
    }
    for amenity in &station.amenities {
        // The words themselves, since numbers depend on the order of reading.
        context.with_amenity_word(amenity.kind, |word| put(room, word));
        put(room, amenity.said.as_deref().unwrap_or_default());
    }
    XxHash3_128::oneshot(room).to_be_bytes()
}

/// Appends a length in as few bytes as it needs (LEB128): none is how another begins.
fn push_length(room: &mut Vec<u8>, length: usize) {
    let mut rest = length;
    while rest >= 0x80 {
        room.push(rest as u8 | 0x80);
        rest >>= 7;
    }
    room.push(rest as u8);
}

/// What a version knows of a calendar.
pub(super) fn calendar_sum(calendar: &Calendar) -> Sum {
    let mut hash = Sha256::new();
    for (date, day) in calendar.days() {
        text(&mut hash, &date.to_string());
        match day {
            CalendarDay::Holiday { name } => {
                text(&mut hash, "holiday");
                text(&mut hash, name);
            }
            CalendarDay::Workday { name, as_weekday } => {
                text(&mut hash, &as_weekday.to_string());
                text(&mut hash, name);
            }
        }
    }
    sum(hash)
}

fn region_sum(region: &Region) -> Sum {
    let mut hash = Sha256::new();
    text(&mut hash, &region.id);
    text(&mut hash, &region.said);
    area(&mut hash, &region.area);
    sum(hash)
}

fn demand_sum(demand: &crate::coverage::Demand) -> Sum {
    let mut hash = Sha256::new();
    match &demand.place {
        DemandPlace::Cell(cell) => hash.update(u64::from(*cell).to_le_bytes()),
        DemandPlace::Position(position) => {
            hash.update(position.lon().to_bits().to_le_bytes());
            hash.update(position.lat().to_bits().to_le_bytes());
        }
        DemandPlace::Area(polygons) => area(&mut hash, polygons),
    }
    hash.update(demand.weight.to_bits().to_le_bytes());
    sum(hash)
}

/// The corners of an area, ring by ring, each polygon with the number of its holes: the same rings enclose another area
/// where one of them is a polygon of its own.
pub(super) fn area(hash: &mut Sha256, area: &MultiPolygon<f64>) {
    for polygon in area {
        hash.update((polygon.interiors().len() as u64).to_le_bytes());
        for ring in std::iter::once(polygon.exterior()).chain(polygon.interiors()) {
            hash.update((ring.0.len() as u64).to_le_bytes());
            for position in ring {
                hash.update(position.x.to_bits().to_le_bytes());
                hash.update(position.y.to_bits().to_le_bytes());
            }
        }
    }
}

/// A text with its length, so that no two sequences of texts run together to the same bytes.
fn text(hash: &mut Sha256, text: &str) {
    hash.update((text.len() as u64).to_le_bytes());
    hash.update(text);
}

fn list(hash: &mut Sha256, sums: &[Sum]) {
    hash.update((sums.len() as u64).to_le_bytes());
    for sum in sums {
        hash.update(sum);
    }
}

fn sum(hash: Sha256) -> Sum {
    let mut sum = Sum::default();
    sum.copy_from_slice(&hash.finalize()[..16]);
    sum
}
