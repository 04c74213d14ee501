//! When does a span of time begin and end? Times as said, with parts of the day, to minutes since midnight.

use super::tokens::Period;

/// A time as said, before it is known which half of the day it means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Said {
    pub(super) next_day: bool,
    pub(super) period: Option<Period>,
    pub(super) hour: u8,
    pub(super) minute: u8,
    /// Written with a leading zero, so on the 24-hour clock.
    pub(super) padded: bool,
}

/// Minutes since midnight; `end` is at or before `start` when the span ends on the next day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Span {
    pub(super) start: u16,
    pub(super) end: u16,
}

const NOON: u16 = 12 * 60;
const MIDNIGHT: u16 = 24 * 60;

/// The one reading of `start` to `end`; `None` when there is none, or more than one.
pub(super) fn span(start: Said, end: Said) -> Option<Span> {
    if start.next_day || start.minute > 59 || end.minute > 59 {
        return None;
    }
    let from = begin(start, end)?;
    let until = finish(start, end)?;
    let passes_midnight = end.next_day || (end.period == Some(Period::SmallHours) && until <= from);
    let span = match (passes_midnight, until) {
        // Midnight is the end of this day rather than the start of the next.
        (true, 0) => Span { start: from, end: MIDNIGHT },
        _ => Span { start: from, end: until },
    };
    // A span of a whole day or longer, or one that runs backwards, was not meant as read.
    let forwards = span.start < span.end;
    let as_told = if passes_midnight { span.end < span.start || span.end == MIDNIGHT } else { forwards };
    (as_told && span.start < MIDNIGHT).then_some(span)
}

fn begin(start: Said, end: Said) -> Option<u16> {
    let from = match start.period {
        Some(period) => in_period(period, start)?,
        None => on_24_hour_clock(start)?,
    };
    let twelve_hour_look = start.period.is_none() && !start.padded && (1..=11).contains(&start.hour);
    if twelve_hour_look {
        match end.period {
            // 9时至晚上10时: 09:00 or 21:00? Only when 21:00 is past the end is it 09:00.
            Some(_) if end.next_day => return None,
            Some(Period::SmallHours) => return None,
            Some(period) if in_period(period, end)? > from + NOON => return None,
            Some(_) => {}
            // 2:00-5:00 may be the afternoon; 5:00-22:00 shows that the clock has 24 hours.
            None if start.hour <= 5 && end.hour <= 12 => return None,
            None => {}
        }
    }
    Some(from)
}

fn finish(start: Said, end: Said) -> Option<u16> {
    let as_written = on_24_hour_clock(end);
    match (end.period, start.period) {
        (Some(Period::Evening), _) if (end.hour, end.minute) == (12, 0) => Some(MIDNIGHT),
        (Some(period), _) => in_period(period, end),
        (None, None) => as_written,
        (None, Some(_)) if end.next_day || end.hour > 12 => as_written,
        // The start's part of the day goes on: 下午2:00-5:00, 上午8:30-12:00.
        (None, Some(Period::SmallHours | Period::Morning)) => as_written,
        (None, Some(Period::Noon)) if end.hour == 12 => as_written,
        // 下午13:30-5:00 mixes two clocks.
        (None, Some(_)) if start.hour > 12 => None,
        (None, Some(Period::Noon | Period::Afternoon)) if (1..=11).contains(&end.hour) => as_written.map(|m| m + NOON),
        (None, Some(Period::Evening)) if (5..=11).contains(&end.hour) => as_written.map(|m| m + NOON),
        (None, Some(Period::Evening)) if (end.hour, end.minute) == (12, 0) => Some(MIDNIGHT),
        (None, Some(_)) => None,
    }
}

/// Minutes since midnight of an hour from 0 to 24.
fn on_24_hour_clock(said: Said) -> Option<u16> {
    let minutes = u16::from(said.hour) * 60 + u16::from(said.minute);
    (minutes <= MIDNIGHT).then_some(minutes)
}

/// Minutes since midnight of a time within a part of the day, on either clock; `None` where the two disagree.
fn in_period(period: Period, said: Said) -> Option<u16> {
    let minutes = on_24_hour_clock(said)?;
    match (period, said.hour) {
        (Period::SmallHours, 0..=6)
        | (Period::Morning, 1..=11)
        | (Period::Noon, 11..=14)
        | (Period::Afternoon, 12..=23)
        | (Period::Evening, 17..=24) => Some(minutes),
        (Period::Noon, 1..=2) | (Period::Afternoon, 1..=11) | (Period::Evening, 5..=11) => Some(minutes + NOON),
        _ => None,
    }
}
