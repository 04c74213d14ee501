//! Which dates of the year does a rule name?

use super::error::HoursError;
use super::lexer::Token;
use super::parse::Parser;
use super::rule::{Anchor, DatePoint, DateRange};
use chrono::NaiveDate;

impl Parser<'_> {
    /// Whether a date selector begins here: a month, Easter, or a year before either that
    /// belongs to the date (`2026 Jan 5`), not to a selector of years (`2026 Jan-Mar`).
    pub(super) fn a_date_begins(&self, ahead: usize) -> bool {
        match self.peek_at(ahead) {
            Token::Month(_) | Token::Easter => true,
            Token::Year(_) => match self.peek_at(ahead + 1) {
                Token::Easter => true,
                Token::Month(_) => {
                    matches!(self.peek_at(ahead + 2), Token::Number(_)) || self.an_nth_date_begins(ahead + 1)
                }
                _ => false,
            },
            _ => false,
        }
    }

    /// `Mar Su[-1]` as the end of a range of dates. Alone it reads as a month and a weekday.
    fn an_nth_date_begins(&self, ahead: usize) -> bool {
        let opens = matches!(self.peek_at(ahead), Token::Month(_))
            && matches!(self.peek_at(ahead + 1), Token::Weekday(_))
            && self.peek_at(ahead + 2) == Token::OpenBracket;
        if !opens {
            return false;
        }
        let sign = usize::from(self.peek_at(ahead + 3) == Token::Dash);
        let mut after = ahead + 5 + sign;
        if self.peek_at(after - 1) != Token::CloseBracket {
            return false;
        }
        if matches!(self.peek_at(after), Token::Plus | Token::Dash) && self.peek_at(after + 2) == Token::Day {
            after += 3;
        }
        self.peek_at(after) == Token::Dash
            && matches!(self.peek_at(after + 1), Token::Month(_) | Token::Year(_) | Token::Easter)
    }

    /// A list of dates, or nothing where none begins. `Oct, Apr` is a list like `Oct,Apr`.
    pub(super) fn dates(&mut self) -> Result<Vec<DateRange>, HoursError> {
        let mut dates = Vec::new();
        if !self.a_date_begins(0) {
            return Ok(dates);
        }
        loop {
            dates.push(self.date_range()?);
            // `Dec 24,31` and `Jan 1-5,8`: more days of the same month.
            while let Some(&DateRange::Dates { last, .. }) = dates.last()
                && let Anchor::Fixed { month, .. } = last.anchor
                && self.peek() == Token::Comma
                && matches!(self.peek_at(1), Token::Number(_))
            {
                self.skip();
                let first = self.day_of(last.year, month)?;
                let last = match self.take(Token::Dash) {
                    true => self.day_of(first.year, month)?,
                    false => first,
                };
                dates.push(self.in_order(first, last)?);
            }
            if self.peek() == Token::Comma && self.a_date_begins(1) {
                self.skip();
            } else {
                return Ok(dates);
            }
        }
    }

    fn date_range(&mut self) -> Result<DateRange, HoursError> {
        let is_month_alone = matches!(self.peek(), Token::Month(_))
            && !matches!(self.peek_at(1), Token::Number(_))
            && !self.an_nth_date_begins(0);
        if is_month_alone {
            return self.months();
        }
        let first = self.date_point()?;
        if self.peek() == Token::Plus {
            if first.year.is_none() {
                return Err(self.unexpected("a year before a date that is open at the end"));
            }
            self.skip();
            return Ok(DateRange::Since(first));
        }
        if !self.take(Token::Dash) {
            return Ok(DateRange::Dates { first, last: first });
        }
        let at = self.at();
        let last = match (self.peek(), first.anchor) {
            (Token::Number(_), Anchor::Fixed { month, .. }) => {
                let last = self.day_of(first.year, month)?;
                return self.in_order(first, last);
            }
            _ => self.date_point()?,
        };
        match (first.year, last.year) {
            (None, Some(_)) => Err(HoursError::new(at, "a range that ends in a year has to begin in one")),
            (Some(a), Some(b)) if b < a => Err(HoursError::new(at, "years run forward")),
            _ => Ok(DateRange::Dates { first, last }),
        }
    }

    fn months(&mut self) -> Result<DateRange, HoursError> {
        let Token::Month(first) = self.peek() else {
            return Err(self.unexpected("a month like Jan"));
        };
        self.skip();
        let mut last = first;
        if self.take(Token::Dash) {
            let Token::Month(end) = self.peek() else {
                return Err(self.unexpected("a month like Dec"));
            };
            self.skip();
            last = end;
            if matches!(self.peek(), Token::Number(_)) {
                return Err(self.unexpected("a day at both ends of the range, or at none"));
            }
        }
        Ok(DateRange::Months { first, last })
    }

    fn date_point(&mut self) -> Result<DatePoint, HoursError> {
        let year = match self.peek() {
            Token::Year(year) => {
                self.skip();
                Some(year)
            }
            _ => None,
        };
        let anchor = match self.peek() {
            Token::Easter => {
                self.skip();
                Anchor::Easter
            }
            Token::Month(month) => {
                self.skip();
                if let Token::Weekday(weekday) = self.peek() {
                    self.skip();
                    if !self.take(Token::OpenBracket) {
                        return Err(self.unexpected("a day of the month, like Jan 5 or Jan Su[1]"));
                    }
                    let nth = self.nth()?;
                    if !self.take(Token::CloseBracket) {
                        return Err(self.unexpected("]"));
                    }
                    Anchor::Nth { month, weekday, nth }
                } else {
                    return Ok(DatePoint { offset_days: 0, ..self.day_of(year, month)? });
                }
            }
            _ => return Err(self.unexpected("a date like Jan 5")),
        };
        let offset_days = self.offset_days()?;
        Ok(DatePoint { year, anchor, offset_days })
    }

    /// A day of the month, from 1 to the longest that month can be, in this year if it is given.
    fn day_of(&mut self, year: Option<i32>, month: u32) -> Result<DatePoint, HoursError> {
        let longest = match month {
            2 if year.is_some_and(|year| NaiveDate::from_ymd_opt(year, 2, 29).is_none()) => 28,
            2 => 29,
            4 | 6 | 9 | 11 => 30,
            _ => 31,
        };
        let day = self.number(1..=longest, &format!("a day from 1 to {longest}"))?;
        Ok(DatePoint { year, anchor: Anchor::Fixed { month, day: u32::from(day) }, offset_days: 0 })
    }

    /// A range of days in one month, which cannot run backward.
    fn in_order(&self, first: DatePoint, last: DatePoint) -> Result<DateRange, HoursError> {
        match (first.anchor, last.anchor) {
            (Anchor::Fixed { day: a, .. }, Anchor::Fixed { day: b, .. }) if b < a => {
                Err(HoursError::new(self.at(), "days of one month run forward, as in Dec 24-26"))
            }
            _ => Ok(DateRange::Dates { first, last }),
        }
    }
}
