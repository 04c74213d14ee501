//! How do numbers and instants stand in an answer? In digits, a few at a time, since an answer has dozens of them.

use crate::geodesy::Distance;
use chrono::{DateTime, Datelike, FixedOffset, NaiveDateTime, Offset, TimeZone, Timelike, Utc};
use chrono_tz::Tz;

/// Every number of two digits, one behind the other.
const PAIRS: &str = "\
    0001020304050607080910111213141516171819\
    2021222324252627282930313233343536373839\
    4041424344454647484950515253545556575859\
    6061626364656667686970717273747576777879\
    8081828384858687888990919293949596979899";

/// Every hexadecimal digit.
const HEX: &str = "0123456789abcdef";

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
    out.push_str(itoa::Buffer::new().format(thousandths / 1000));
    let rest = (thousandths % 1000) as u32;
    if rest == 0 {
        return;
    }
    out.push('.');
    if !rest.is_multiple_of(10) {
        push_three_digits(out, rest);
    } else if !rest.is_multiple_of(100) {
        push_pair(out, rest / 10);
    } else {
        push_digit(out, rest / 100);
    }
}

/// Appends a number in so many hexadecimal digits at least.
pub(super) fn push_hex(out: &mut String, number: u64, digits: u32) {
    let needed = (u64::BITS - number.leading_zeros()).div_ceil(4);
    for place in (0..needed.max(digits)).rev() {
        let digit = (number >> (4 * place)) as usize & 15;
        out.push_str(HEX.get(digit..digit + 1).unwrap_or_default());
    }
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
    // Room for all of it is made once.
    out.reserve("0000-00-00T00:00:00.000+00:00".len());
    push_pair(out, year / 100);
    push_pair(out, year % 100);
    out.push('-');
    push_pair(out, local.month());
    out.push('-');
    push_pair(out, local.day());
    out.push('T');
    push_pair(out, local.hour());
    out.push(':');
    push_pair(out, local.minute());
    out.push(':');
    push_pair(out, local.second());
    // A second that is inserted (60) is told as the last before it.
    let millis = local.nanosecond() / 1_000_000 % 1000;
    if millis > 0 {
        out.push('.');
        push_three_digits(out, millis);
    }
    match offset {
        None => out.push('Z'),
        Some(offset) => push_offset(out, offset),
    }
}

fn of_four_digits(local: NaiveDateTime) -> Option<u32> {
    u32::try_from(local.year()).ok().filter(|year| *year <= 9999)
}

/// RFC 3339 has no seconds of an offset.
fn push_offset(out: &mut String, offset: FixedOffset) {
    let minutes = offset.local_minus_utc().unsigned_abs() / 60;
    out.push(if offset.local_minus_utc() < 0 { '-' } else { '+' });
    push_pair(out, minutes / 60);
    out.push(':');
    push_pair(out, minutes % 60);
}

/// Appends the last three digits of a number.
pub(super) fn push_three_digits(out: &mut String, number: u32) {
    push_digit(out, number / 100);
    push_pair(out, number % 100);
}

fn push_pair(out: &mut String, number: u32) {
    let place = 2 * (number % 100) as usize;
    out.push_str(PAIRS.get(place..place + 2).unwrap_or_default());
}

fn push_digit(out: &mut String, number: u32) {
    let place = (number % 10) as usize;
    out.push_str(HEX.get(place..place + 1).unwrap_or_default());
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
            let mut out = String::new();
            push_pair(&mut out, number);
            assert_eq!(out, format!("{number:02}"));
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
