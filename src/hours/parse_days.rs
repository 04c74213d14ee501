//! Which days does a rule name?

use super::error::HoursError;
use super::lexer::Token;
use super::parse::Parser;
use super::rule::{DayKind, Days, WeekRange, YearRange};
use chrono::Weekday;

/// How far a day may be moved, in days. The widest in use is Easter and its feasts.
const MAX_OFFSET_DAYS: u16 = 200;

impl DayKind {
    fn is_holiday(&self) -> bool {
        matches!(self, Self::PublicHoliday { .. } | Self::SchoolHoliday)
    }
}

impl Parser<'_> {
    /// Years, dates, weeks, kinds of day, in this order; each may be missing.
    pub(super) fn days(&mut self) -> Result<Days, HoursError> {
        let mut days = Days::default();
        if matches!(self.peek(), Token::Year(_)) && !self.a_date_begins(0) {
            days.years = self.years()?;
            self.take(Token::Colon);
        }
        days.dates = self.dates()?;
        if !days.dates.is_empty() {
            self.take(Token::Colon);
        }
        if self.take(Token::Week) {
            days.weeks = self.weeks()?;
            self.take(Token::Colon);
        }
        if self.a_kind_begins(0) {
            days.kinds.push(self.kinds()?);
        }
        // `PH Mo-Fr` is a holiday from Monday to Friday. `Su PH` could be either or both.
        if self.a_kind_begins(0) && days.kinds.iter().flatten().all(DayKind::is_holiday) {
            days.kinds.push(self.kinds()?);
        }
        if self.a_kind_begins(0) {
            return Err(self.unexpected("a comma between days, or a time"));
        }
        if !days.kinds.is_empty() {
            self.take(Token::Colon);
        }
        Ok(days)
    }

    fn years(&mut self) -> Result<Vec<YearRange>, HoursError> {
        let mut years = Vec::new();
        while let Token::Year(first) = self.peek() {
            self.skip();
            let mut range = YearRange { first, last: first, step: 1 };
            if self.take(Token::Plus) {
                range.last = i32::MAX;
            } else if self.take(Token::Dash) {
                match self.peek() {
                    Token::Year(last) if last > first => range.last = last,
                    _ => return Err(self.unexpected(&format!("a year after {first}"))),
                }
                self.skip();
                if self.take(Token::Slash) {
                    range.step = i32::from(self.number(1..=999, "a number of years")?);
                }
            }
            years.push(range);
            let another = matches!(self.peek_at(1), Token::Year(_)) && !self.a_date_begins(1);
            if !(self.peek() == Token::Comma && another) {
                break;
            }
            self.skip();
        }
        Ok(years)
    }

    fn weeks(&mut self) -> Result<Vec<WeekRange>, HoursError> {
        let mut weeks = Vec::new();
        loop {
            let first = u32::from(self.number(1..=53, "a week from 1 to 53")?);
            let mut range = WeekRange { first, last: first, step: 1 };
            if self.take(Token::Dash) {
                let at = self.at();
                range.last = u32::from(self.number(1..=53, "a week from 1 to 53")?);
                if range.last < first {
                    return Err(HoursError::new(at, "weeks run forward, as in week 5-20"));
                }
                if self.take(Token::Slash) {
                    range.step = u32::from(self.number(1..=26, "a number of weeks")?);
                }
            }
            weeks.push(range);
            if self.peek() == Token::Comma && matches!(self.peek_at(1), Token::Number(_)) {
                self.skip();
            } else {
                return Ok(weeks);
            }
        }
    }

    fn a_kind_begins(&self, ahead: usize) -> bool {
        matches!(self.peek_at(ahead), Token::Weekday(_) | Token::PublicHoliday | Token::SchoolHoliday)
    }

    /// One list of kinds of day. `Mo, We, Fr` is a list like `Mo,We,Fr`.
    fn kinds(&mut self) -> Result<Vec<DayKind>, HoursError> {
        let mut kinds = Vec::new();
        loop {
            match self.peek() {
                Token::PublicHoliday => {
                    self.skip();
                    let offset_days = self.offset_days()?;
                    kinds.push(DayKind::PublicHoliday { offset_days });
                }
                Token::SchoolHoliday => {
                    self.skip();
                    kinds.push(DayKind::SchoolHoliday);
                }
                Token::Weekday(first) => {
                    self.skip();
                    self.weekdays_from(first, &mut kinds)?;
                }
                _ => return Err(self.unexpected("a day like Mo")),
            }
            if self.peek() == Token::Comma && self.a_kind_begins(1) {
                self.skip();
            } else {
                return Ok(kinds);
            }
        }
    }

    fn weekdays_from(&mut self, first: Weekday, kinds: &mut Vec<DayKind>) -> Result<(), HoursError> {
        if self.take(Token::OpenBracket) {
            let from = kinds.len();
            loop {
                for nth in self.nth_range()? {
                    kinds.push(DayKind::Nth { weekday: first, nth, offset_days: 0 });
                }
                if !self.take(Token::Comma) {
                    break;
                }
            }
            if !self.take(Token::CloseBracket) {
                return Err(self.unexpected("]"));
            }
            let moved = self.offset_days()?;
            for kind in kinds.iter_mut().skip(from) {
                if let DayKind::Nth { offset_days, .. } = kind {
                    *offset_days = moved;
                }
            }
            return Ok(());
        }
        let mut last = first;
        if self.take(Token::Dash) {
            let Token::Weekday(end) = self.peek() else {
                return Err(self.unexpected("a weekday like Fr"));
            };
            self.skip();
            last = end;
        }
        kinds.push(DayKind::Weekdays { first, last });
        Ok(())
    }

    /// `2`, `-1`, `1-3`: places in the month.
    fn nth_range(&mut self) -> Result<std::ops::RangeInclusive<i8>, HoursError> {
        let first = self.nth()?;
        if first > 0 && self.take(Token::Dash) {
            let at = self.at();
            let last = self.nth()?;
            return match last >= first {
                true => Ok(first..=last),
                false => Err(HoursError::new(at, "places in the month run forward")),
            };
        }
        Ok(first..=first)
    }

    /// A place in the month, 1 to 5 or -5 to -1.
    pub(super) fn nth(&mut self) -> Result<i8, HoursError> {
        let from_the_end = self.take(Token::Dash);
        let nth = self.number(1..=5, "a place in the month from 1 to 5")? as i8;
        Ok(if from_the_end { -nth } else { nth })
    }

    /// `+1 day`, `-2 days`, or nothing, which is 0.
    pub(super) fn offset_days(&mut self) -> Result<i64, HoursError> {
        let sign = match self.peek() {
            Token::Plus => 1,
            Token::Dash => -1,
            _ => return Ok(0),
        };
        if self.peek_at(2) != Token::Day {
            return Ok(0);
        }
        self.skip();
        let days = self.number(0..=MAX_OFFSET_DAYS, "a number of days up to 200")?;
        self.skip();
        Ok(sign * i64::from(days))
    }

    pub(super) fn number(&mut self, allowed: std::ops::RangeInclusive<u16>, wanted: &str) -> Result<u16, HoursError> {
        match self.peek() {
            Token::Number(value) if allowed.contains(&value) => {
                self.skip();
                Ok(value)
            }
            _ => Err(self.unexpected(wanted)),
        }
    }
}
