//! Which spans of the day does a rule name?

use super::error::HoursError;
use super::lexer::{SunEvent, Token};
use super::parse::Parser;
use super::rule::{Certainty, DAY, Span, TWO_DAYS};

/// How long an end that nobody states is waited for, in minutes, by the hour it begins: from
/// 22:00 on 8 hours, from 17:00 on 10 hours, else until midnight. These are the figures of the
/// JavaScript reference, opening_hours.js 3.15 ("open end" in its `parseTimeRange`).
fn open_end(start: u16) -> u16 {
    let end = match start {
        s if s >= 22 * 60 => s.saturating_add(8 * 60),
        s if s >= 17 * 60 => s.saturating_add(10 * 60),
        _ => DAY,
    };
    end.min(TWO_DAYS)
}

/// One end of a span: the earliest and the latest minute it can be, and whether the sun decides.
#[derive(Clone, Copy)]
struct Bound {
    earliest: u16,
    latest: u16,
    by_sun: bool,
}

impl Bound {
    fn middle(self) -> u16 {
        self.earliest.midpoint(self.latest)
    }
}

impl Parser<'_> {
    /// A list of times, or nothing where none begins. An empty list is the whole day.
    pub(super) fn spans(&mut self) -> Result<Vec<Span>, HoursError> {
        let mut spans = Vec::new();
        if self.take(Token::AlwaysOpen) {
            spans.push(Span { start: 0, end: DAY, certainty: Certainty::Stated });
            return Ok(spans);
        }
        if !self.a_time_begins(0) {
            return Ok(spans);
        }
        loop {
            self.span(&mut spans)?;
            if self.peek() == Token::Comma && self.a_time_begins(1) {
                self.skip();
            } else {
                break;
            }
        }
        // `07:00+,12:00-16:00`: the open end is over when a span listed after it begins.
        let starts: Vec<u16> = spans.iter().map(|span: &Span| span.start).collect();
        for (i, span) in spans.iter_mut().enumerate() {
            if span.certainty == Certainty::OpenEnd {
                let later = starts.iter().skip(i + 1).filter(|&&start| start > span.start);
                span.end = later.fold(span.end, |end, &start| end.min(start));
            }
        }
        Ok(spans)
    }

    fn a_time_begins(&self, ahead: usize) -> bool {
        matches!(self.peek_at(ahead), Token::Time(_) | Token::Sun(_) | Token::OpenParenthesis)
    }

    fn span(&mut self, spans: &mut Vec<Span>) -> Result<(), HoursError> {
        let at = self.at();
        let start = self.bound()?;
        if start.earliest >= DAY {
            return Err(HoursError::new(at, "a span begins before 24:00"));
        }
        if self.take(Token::Plus) {
            spans.push(match start.by_sun {
                // What begins with the day and has no end can only end with it.
                false if start.earliest == 0 => Span { start: 0, end: DAY, certainty: Certainty::Stated },
                false => Span { start: start.earliest, end: open_end(start.earliest), certainty: Certainty::OpenEnd },
                true => Span { start: start.earliest, end: open_end(start.latest), certainty: Certainty::Sun },
            });
            return Ok(());
        }
        if !self.take(Token::Dash) {
            return Err(self.unexpected("- and a closing time, or + for an open end"));
        }
        let end = self.bound()?;
        if self.peek() == Token::Slash {
            return Err(HoursError::new(
                self.at(),
                "repeating points in time belong to timetables, not to opening hours",
            ));
        }
        let open_ended = self.take(Token::Plus);
        let by_sun = start.by_sun || end.by_sun;
        // An end that is not after its start is on the next day.
        let end_minute = match end.middle() <= start.middle() {
            true => end.latest.saturating_add(DAY).min(TWO_DAYS),
            false => end.latest,
        };
        // With a stated end the rest of that day is closed; only the night past it is not sure.
        let night_end = open_end(end_minute);
        if open_ended && night_end > DAY {
            spans.push(Span { start: end_minute.max(DAY), end: night_end, certainty: Certainty::OpenEnd });
        }
        spans.push(Span {
            start: start.earliest,
            end: end_minute,
            certainty: match by_sun {
                true => Certainty::Sun,
                false => Certainty::Stated,
            },
        });
        Ok(())
    }

    fn bound(&mut self) -> Result<Bound, HoursError> {
        match self.peek() {
            Token::Time(minute) => {
                self.skip();
                Ok(Bound { earliest: minute, latest: minute, by_sun: false })
            }
            Token::Sun(event) => {
                self.skip();
                Ok(sun_bound(event, 0))
            }
            Token::OpenParenthesis => {
                self.skip();
                let Token::Sun(event) = self.peek() else {
                    return Err(self.unexpected("dawn, sunrise, sunset or dusk"));
                };
                self.skip();
                let sign = match self.peek() {
                    Token::Plus => 1,
                    Token::Dash => -1,
                    _ => return Err(self.unexpected("+ or - and a duration, like +01:00")),
                };
                self.skip();
                let Token::Time(minutes) = self.peek() else {
                    return Err(self.unexpected("a duration in hours and minutes, like 01:00"));
                };
                self.skip();
                if !self.take(Token::CloseParenthesis) {
                    return Err(self.unexpected(")"));
                }
                Ok(sun_bound(event, sign * i32::from(minutes)))
            }
            _ => Err(self.unexpected("a time like 09:30")),
        }
    }
}

/// The part of the day in which the sun can do this anywhere: the clock of a country may be
/// three hours off the sun (Kashgar on Beijing time), so mornings end at 14:00.
fn sun_bound(event: SunEvent, offset: i32) -> Bound {
    let (earliest, latest) = match event {
        SunEvent::Morning => (0, 14 * 60),
        SunEvent::Evening => (12 * 60, i32::from(DAY)),
    };
    let minute = |m: i32, max: u16| u16::try_from(m.clamp(0, i32::from(max))).unwrap_or(max);
    Bound { earliest: minute(earliest + offset, DAY - 1), latest: minute(latest + offset, DAY), by_sun: true }
}
