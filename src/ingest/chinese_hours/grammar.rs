//! What do the words of an hours phrase say together? Tokens to one [`Hours`], or nothing when they fit no rule.
//!
//! ```text
//! phrase    = [label [":"]] ( always | clause { [sep] clause } ) [sep | "。"]
//! always    = [每天] ( 全天 | 24 小时 )+ [开放]
//! clause    = opening | closing | break | "(" ( closing | break ) ")"
//! opening   = [days] [开放 | label] [":" | sep] span { ( sep | 及 ) span } [开放]
//! days      = 每天 | day [至 day]
//! closing   = ( day | holidays | day 及 holidays ) ( 闭馆 | 除外 ) | 除 ( day | holidays ) [闭馆] 外
//! break     = 午休 [":"] span | span 午休
//! span      = time ( "-" | 至 ) time
//! time      = [次日] [上午 [":"]] ( 9:30 | 9 时 [30 [分] | 半 | 1 刻] )
//! ```
//!
//! Exactly one opening, at most one break. Clauses that follow each other without a separator are
//! read only where one of them is a weekday and 闭馆 and both name their days, or one is in parentheses.

use super::clock::{Said, Span, span};
use super::statement::{Clause, Days, Hours, Off, Says, Told};
use super::tokens::Token;

/// The one thing that all of `tokens` say; `None` when they fit no rule or contradict each other.
pub(super) fn read(tokens: &[Token]) -> Option<Hours> {
    let mut reader = Reader { rest: tokens };
    if reader.take(Token::Label) {
        reader.take(Token::Colon);
    }
    if reader.attempt(Reader::always).is_some() {
        return Some(Hours::Always);
    }
    let mut told = Told::default();
    let mut before: Option<Clause> = None;
    loop {
        let apart = before.is_none() || reader.take(Token::Separator);
        if before.is_some() && reader.at_end() {
            return told.agreed();
        }
        let clause = reader.clause()?;
        let reads_on = before.as_ref().is_none_or(|before| clause.reads_on_from(before));
        if !apart && !reads_on {
            return None;
        }
        told.add(&clause)?;
        before = Some(clause);
    }
}

/// The tokens not yet read.
struct Reader<'t> {
    rest: &'t [Token],
}

impl Reader<'_> {
    fn at_end(&self) -> bool {
        self.rest.is_empty() || self.rest == [Token::Stop]
    }

    fn next(&mut self) -> Option<Token> {
        let (token, rest) = self.rest.split_first()?;
        self.rest = rest;
        Some(*token)
    }

    fn take(&mut self, token: Token) -> bool {
        let found = self.rest.first() == Some(&token);
        if found {
            self.rest = self.rest.get(1..).unwrap_or_default();
        }
        found
    }

    fn require(&mut self, token: Token) -> Option<()> {
        self.take(token).then_some(())
    }

    /// Applies a rule; where it does not fit, nothing has been read.
    fn attempt<T>(&mut self, rule: impl FnOnce(&mut Self) -> Option<T>) -> Option<T> {
        let before = self.rest;
        let read = rule(self);
        if read.is_none() {
            self.rest = before;
        }
        read
    }

    fn always(&mut self) -> Option<()> {
        // Not with named days: 周一至周五24小时 leaves open when the last night ends.
        self.take(Token::EveryDay);
        let all_day = self.take(Token::AllDay);
        let hours = self.take(Token::Number(24));
        if hours {
            self.require(Token::Hours)?;
        }
        if hours && !all_day {
            self.take(Token::AllDay);
        }
        self.take(Token::Open);
        self.take(Token::Separator);
        ((all_day || hours) && self.at_end()).then_some(())
    }

    fn clause(&mut self) -> Option<Clause> {
        let in_parentheses = self.take(Token::OpenParen);
        let said = self.attempt(Self::closing).or_else(|| self.attempt(Self::pause));
        let says = if in_parentheses {
            self.require(Token::CloseParen)?;
            said?
        } else {
            said.or_else(|| self.attempt(Self::opening))?
        };
        Some(Clause { says, in_parentheses })
    }

    fn opening(&mut self) -> Option<Says> {
        let days = self.attempt(Self::days);
        if days.is_some() {
            let _ = self.take(Token::Open) || self.take(Token::Label);
            let _ = self.take(Token::Colon) || self.take(Token::Separator);
        }
        let mut spans = vec![self.span()?];
        while let Some(span) = self.attempt(Self::further_span) {
            spans.push(span);
        }
        self.take(Token::Open);
        Some(Says::Opening { days, spans })
    }

    fn further_span(&mut self) -> Option<Span> {
        if !self.take(Token::Separator) {
            self.require(Token::And)?;
        }
        let span = self.span()?;
        (self.rest.first() != Some(&Token::Break)).then_some(span)
    }

    fn days(&mut self) -> Option<Days> {
        if self.take(Token::EveryDay) {
            return Some(Days { first: 0, last: 6 });
        }
        let first = self.day()?;
        if !self.take(Token::To) {
            return Some(Days { first, last: first });
        }
        let last = self.day()?;
        (first != last).then_some(Days { first, last })
    }

    fn day(&mut self) -> Option<u8> {
        while self.take(Token::Each) {}
        match self.next()? {
            Token::Weekday(day) => Some(day),
            _ => None,
        }
    }

    fn closing(&mut self) -> Option<Says> {
        if self.take(Token::Except) {
            let off = vec![self.off()?];
            self.take(Token::Closed);
            self.require(Token::Excepted)?;
            return Some(Says::Closing { off, one_weekday: false });
        }
        let mut off = vec![self.off()?];
        if self.take(Token::And) {
            self.require(Token::Holidays)?;
            off.push(Off::Holidays);
        }
        let one_weekday = match self.next()? {
            Token::Closed => matches!(off.as_slice(), [Off::Weekday(_)]),
            Token::IsExcepted => false,
            _ => return None,
        };
        Some(Says::Closing { off, one_weekday })
    }

    fn off(&mut self) -> Option<Off> {
        if self.take(Token::Holidays) { Some(Off::Holidays) } else { self.day().map(Off::Weekday) }
    }

    fn pause(&mut self) -> Option<Says> {
        let named = self.take(Token::Break);
        if named {
            self.take(Token::Colon);
        }
        let span = self.span()?;
        if !named {
            self.require(Token::Break)?;
        }
        Some(Says::Break(span))
    }

    fn span(&mut self) -> Option<Span> {
        let start = self.time(false)?;
        if !self.take(Token::Dash) {
            self.require(Token::To)?;
        }
        let end = self.time(true)?;
        span(start, end)
    }

    fn time(&mut self, ends: bool) -> Option<Said> {
        let next_day = self.take(Token::NextDay);
        let period = match self.rest.first() {
            Some(Token::Period(period)) => {
                self.next();
                if !ends {
                    self.take(Token::Colon);
                }
                Some(*period)
            }
            _ => None,
        };
        let (hour, minute, padded) = match self.next()? {
            Token::Clock { hour, minute, padded } => (hour, minute, padded),
            Token::Number(hour) if self.take(Token::HourMark) => (hour, self.minutes_after_mark()?, false),
            // The mark of 9-17时 stands after the end, whose own mark is then required.
            Token::Number(hour) if !ends && self.end_has_mark() => (hour, 0, false),
            _ => return None,
        };
        Some(Said { next_day, period, hour, minute, padded })
    }

    fn minutes_after_mark(&mut self) -> Option<u8> {
        if self.take(Token::Half) {
            return Some(30);
        }
        let Some(Token::Number(number)) = self.rest.first().copied() else {
            return Some(0);
        };
        self.next();
        if self.take(Token::Quarter) {
            return matches!(number, 1 | 3).then_some(number * 15);
        }
        // 9点5 may have lost a 分, a 刻 or a digit.
        (self.take(Token::MinuteMark) || number >= 10).then_some(number)
    }

    fn end_has_mark(&self) -> bool {
        let after = match self.rest {
            [Token::Dash | Token::To, Token::NextDay, Token::Period(_), after @ ..]
            | [Token::Dash | Token::To, Token::NextDay | Token::Period(_), after @ ..]
            | [Token::Dash | Token::To, after @ ..] => after,
            _ => return false,
        };
        matches!(after, [Token::Number(_), Token::HourMark, ..])
    }
}
