//! When is it? A day without a zone, or an instant, as RFC 3339 writes them.

use chrono::{DateTime, NaiveDate, Utc};
use std::cmp::Ordering;

/// A day or an instant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Moment {
    /// A day, without a zone.
    Day(NaiveDate),
    /// An instant.
    Instant(DateTime<Utc>),
}

impl Moment {
    /// Reads `2026-11-21`, or a time with its offset.
    pub fn parse(text: &str) -> Option<Self> {
        Self::day(text).or_else(|| Self::instant(text))
    }

    /// Reads `2026-11-21`.
    pub fn day(text: &str) -> Option<Self> {
        // Ten digits and hyphens, so that nothing is read that RFC 3339 (section 5.6, full-date) does not write.
        let is_plain = text.len() == 10 && text.bytes().all(|byte| byte.is_ascii_digit() || byte == b'-');
        if !is_plain {
            return None;
        }
        NaiveDate::parse_from_str(text, "%Y-%m-%d").ok().map(Self::Day)
    }

    /// Reads a time with its offset, such as `2026-11-21T10:30:00Z`.
    pub fn instant(text: &str) -> Option<Self> {
        DateTime::parse_from_rfc3339(text).ok().map(|instant| Self::Instant(instant.to_utc()))
    }

    /// Which is earlier. A day and an instant are compared by the instant's day in UTC.
    pub fn order(&self, other: &Self) -> Ordering {
        match (self, other) {
            (Self::Day(one), Self::Day(other)) => one.cmp(other),
            (Self::Instant(one), Self::Instant(other)) => one.cmp(other),
            (Self::Day(one), Self::Instant(other)) => one.cmp(&other.date_naive()),
            (Self::Instant(one), Self::Day(other)) => one.date_naive().cmp(other),
        }
    }

    /// Its first and last instant in UTC; a day has all of its own.
    pub fn span(&self) -> (DateTime<Utc>, DateTime<Utc>) {
        match self {
            Self::Instant(instant) => (*instant, *instant),
            Self::Day(day) => {
                let first = day.and_time(chrono::NaiveTime::MIN).and_utc();
                let next = first.checked_add_signed(chrono::TimeDelta::days(1)).unwrap_or(DateTime::<Utc>::MAX_UTC);
                (first, next - chrono::TimeDelta::nanoseconds(1))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_rfc_3339_writes_is_read() {
        for text in ["2026-11-21", "2026-11-21T10:30:00Z", "2026-11-21T10:30:00.5+08:00"] {
            assert!(Moment::parse(text).is_some(), "{text}");
        }
        for text in ["", "2026", "2026-02-30", "+026-11-21", "2026-11-21T10:30:00", "21.11.2026", "now", "2026-1-2"] {
            assert_eq!(Moment::parse(text), None, "{text}");
        }
    }

    #[test]
    fn a_day_and_an_instant_are_compared_by_the_day() {
        let parse = |text: &str| Moment::parse(text).unwrap();
        for (one, other, order) in [
            ("2026-11-21", "2026-11-21T23:59:59Z", Ordering::Equal),
            ("2026-11-21", "2026-11-22T00:00:00Z", Ordering::Less),
            ("2026-11-21T20:00:00-08:00", "2026-11-21", Ordering::Greater),
            ("2026-11-21T10:00:00+08:00", "2026-11-21T02:00:00Z", Ordering::Equal),
        ] {
            assert_eq!(parse(one).order(&parse(other)), order, "{one} {other}");
            assert_eq!(parse(other).order(&parse(one)), order.reverse(), "{other} {one}");
        }
    }
}
