//! How do numbers and instants stand in an answer? In digits, a few at a time, since an answer has dozens of them.

use crate::geodesy::Distance;
use chrono::{DateTime, Datelike, FixedOffset, NaiveDateTime, Offset, TimeZone, Timelike, Utc};
use chrono_tz::Tz;

/// Every number of two digits, one behind the other.
const PAIRS: &[u8; 200] = b"\
    0001020304050607080910111213141516171819\
    2021222324252627282930313233343536373839\
    4041424344454647484950515253545556575859\
    6061626364656667686970717273747576777879\
    8081828384858687888990919293949596979899";

/// Every hexadecimal digit.
const HEX: &[u8; 16] = b"0123456789abcdef";

/// Most hexadecimal digits of a number.
const MOST_HEX: usize = u64::BITS as usize / 4;

/// Where the parts of an instant stand, its longest form whole.
const INSTANT: &[u8; 29] = b"0000-00-00T00:00:00.000+00:00";
/// Bytes of an instant up to its second, and of an offset.
const TO_THE_SECOND: usize = 19;
const OFFSET: usize = 6;

/// Writes metres with up to three decimals.
pub fn write_distance(out: &mut String, distance: Distance) {
    write_thousandths(out, distance.mm());
}

/// Writes degrees from thousandths of them, with three decimals at most: a metre at 57 km.
pub fn write_degrees(out: &mut String, mdeg: u32) {
    write_thousandths(out, u64::from(mdeg));
}

/// Writes a number of thousandths as a decimal.
pub fn write_thousandths(out: &mut String, thousandths: u64) {
    let mut digits = itoa::Buffer::new();
    // One whole more has all the decimals that less than one is written without.
    let is_whole = thousandths >= 1000;
    let digits = digits.format(if is_whole { thousandths } else { thousandths + 1000 });
    let (whole, decimals) = digits.split_at_checked(digits.len() - 3).unwrap_or_default();
    out.push_str(if is_whole { whole } else { "0" });
    let idle = if !thousandths.is_multiple_of(10) {
        0
    } else if !thousandths.is_multiple_of(100) {
        1
    } else if !thousandths.is_multiple_of(1000) {
        2
    } else {
        return;
    };
    out.push('.');
    out.push_str(decimals.get(..3 - idle).unwrap_or_default());
}

/// Appends a number in so many hexadecimal digits at least.
pub(super) fn push_hex(out: &mut String, number: u64, digits: usize) {
    let needed = (u64::BITS - number.leading_zeros()).div_ceil(4) as usize;
    let count = needed.max(digits).min(MOST_HEX);
    let mut text = [b'0'; MOST_HEX];
    for (place, digit) in text.iter_mut().take(count).rev().enumerate() {
        *digit = HEX.get((number >> (4 * place)) as usize & 15).copied().unwrap_or(b'0');
    }
    push(out, &text, count);
}

/// Writes an instant as RFC 3339 in a zone with its offset (`Z` for UTC itself), to the second, or to the millisecond where it has some.
pub fn write_rfc3339(out: &mut String, instant: DateTime<Utc>, zone: Tz) {
    let utc = instant.naive_utc();
    let offset = match zone {
        // The service's own instants, for which no table need be searched.
        Tz::UTC => None,
        _ => Some(zone.offset_from_utc_datetime(&utc).fix()),
    };
    let local = offset.map_or(Some(utc), |offset| utc.checked_add_offset(offset));
    let Some((local, year)) = local.and_then(|local| Some((local, of_four_digits(local)?))) else {
        return out.push_str(&instant.to_rfc3339());
    };
    let mut text = *INSTANT;
    put_pair(&mut text, 0, year / 100);
    put_pair(&mut text, 2, year % 100);
    put_pair(&mut text, 5, local.month());
    put_pair(&mut text, 8, local.day());
    put_pair(&mut text, 11, local.hour());
    put_pair(&mut text, 14, local.minute());
    put_pair(&mut text, 17, local.second());
    let mut end = TO_THE_SECOND;
    // A second that is inserted (60) is told as the last before it.
    let millis = local.nanosecond() / 1_000_000 % 1000;
    if millis > 0 {
        put_three_digits(&mut text, end + 1, millis);
        end += ".000".len();
    }
    match offset {
        None => put(&mut text, end, b"Z"),
        Some(offset) => put_offset(&mut text, end, offset),
    }
    end += if offset.is_none() { 1 } else { OFFSET };
    push(out, &text, end);
}

fn of_four_digits(local: NaiveDateTime) -> Option<u32> {
    u32::try_from(local.year()).ok().filter(|year| *year <= 9999)
}

/// RFC 3339 has no seconds of an offset.
fn put_offset(text: &mut [u8], at: usize, offset: FixedOffset) {
    let minutes = offset.local_minus_utc().unsigned_abs() / 60;
    put(text, at, if offset.local_minus_utc() < 0 { b"-00:00" } else { b"+00:00" });
    put_pair(text, at + 1, minutes / 60);
    put_pair(text, at + 4, minutes % 60);
}

/// Appends the last three digits of a number.
pub(super) fn push_three_digits(out: &mut String, number: u32) {
    let mut text = *b"000";
    put_three_digits(&mut text, 0, number);
    push(out, &text, text.len());
}

/// Appends the first so many of some bytes, all of them ASCII: what is put together first is looked for room once.
fn push(out: &mut String, text: &[u8], count: usize) {
    out.push_str(text.get(..count).and_then(|text| str::from_utf8(text).ok()).unwrap_or_default());
}

fn put_three_digits(text: &mut [u8], at: usize, number: u32) {
    put(text, at, &[b'0' + (number / 100 % 10) as u8]);
    put_pair(text, at + 1, number % 100);
}

fn put_pair(text: &mut [u8], at: usize, number: u32) {
    let place = 2 * (number % 100) as usize;
    put(text, at, PAIRS.get(place..place + 2).unwrap_or_default());
}

fn put(text: &mut [u8], at: usize, bytes: &[u8]) {
    if let Some(place) = text.get_mut(at..at + bytes.len()) {
        place.copy_from_slice(bytes);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn distances_have_no_more_than_millimetres_and_no_idle_zeros() {
        for (mm, text) in [
            (0, "0"),
            (1, "0.001"),
            (10, "0.01"),
            (100, "0.1"),
            (1_234_567, "1234.567"),
            (2_000, "2"),
            (20_003_931_459, "20003931.459"),
        ] {
            let mut out = String::new();
            write_thousandths(&mut out, mm);
            assert_eq!(out, text);
            assert_eq!(text.parse::<f64>().unwrap(), mm as f64 / 1000.0);
        }
    }

    #[test]
    fn hexadecimal_digits_are_as_many_as_are_asked_for_or_needed() {
        for (number, digits, text) in
            [(0, 1, "0"), (0, 3, "000"), (0xABC, 1, "abc"), (0x1F, 4, "001f"), (u64::MAX, 2, "ffffffffffffffff")]
        {
            let mut out = String::new();
            push_hex(&mut out, number, digits);
            assert_eq!(out, text);
        }
    }

    #[test]
    fn every_number_of_two_digits_stands_at_its_place() {
        for number in 0..100 {
            let mut text = *b"....";
            put_pair(&mut text, 1, number);
            assert_eq!(text.escape_ascii().to_string(), format!(".{number:02}."));
        }
    }

    #[test]
    fn instants_are_told_in_the_zone_with_its_offset() {
        let at = |text: &str| DateTime::parse_from_rfc3339(text).unwrap().to_utc();
        for (instant, zone, text) in [
            ("2026-11-21T10:30:00Z", Tz::Asia__Shanghai, "2026-11-21T18:30:00+08:00"),
            ("2026-07-01T10:30:00.250Z", Tz::Europe__Berlin, "2026-07-01T12:30:00.250+02:00"),
            ("2026-01-01T01:00:00Z", Tz::America__St_Johns, "2025-12-31T21:30:00-03:30"),
            ("2026-01-01T01:00:00Z", Tz::UTC, "2026-01-01T01:00:00Z"),
            ("2026-12-31T23:59:59.007Z", Tz::Asia__Kathmandu, "2027-01-01T05:44:59.007+05:45"),
            ("0000-01-01T00:00:00Z", Tz::UTC, "0000-01-01T00:00:00Z"),
            ("9999-12-31T23:59:59Z", Tz::UTC, "9999-12-31T23:59:59Z"),
        ] {
            let mut out = String::new();
            write_rfc3339(&mut out, at(instant), zone);
            assert_eq!(out, text);
            assert_eq!(at(&out), at(instant));
        }
    }
}
