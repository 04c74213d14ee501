//! Which rules does the text consist of, and how do they join?

use super::error::HoursError;
use super::lexer::{Lexeme, Token, lex};
use super::rule::{Join, Rule};
use super::{MAX_TEXT_BYTES, State};

/// Reads a whole text. Nothing is repaired but what has one reading: spaces, the case of
/// letters, an en dash, a semicolon at the end.
pub(super) fn parse(text: &str) -> Result<Vec<Rule>, HoursError> {
    if text.len() > MAX_TEXT_BYTES {
        return Err(HoursError::new(MAX_TEXT_BYTES, format!("longer than {MAX_TEXT_BYTES} bytes")));
    }
    let mut parser = Parser { lexemes: lex(text)?, next: 0 };
    let mut rules: Vec<Rule> = Vec::new();
    let mut join = Join::Replace;
    loop {
        if parser.peek() == Token::Semicolon && join == Join::Replace {
            parser.skip();
            continue;
        }
        if parser.peek() == Token::End && join == Join::Replace && !rules.is_empty() {
            return Ok(rules);
        }
        let rule = parser.rule(join, rules.last())?;
        let can_be_added_to = !rule.spans.is_empty() || parser.has_read_a_state();
        rules.push(rule);
        join = match parser.peek() {
            Token::End => return Ok(rules),
            Token::Semicolon => Join::Replace,
            Token::DoubleBar => Join::Fallback,
            Token::Comma if can_be_added_to => match join {
                Join::Fallback => Join::Fallback,
                Join::Replace | Join::Add => Join::Add,
            },
            _ => return Err(parser.unexpected("the end, or one of ; , || and another rule")),
        };
        parser.skip();
    }
}

/// A place in a list of lexemes that always ends in [`Token::End`].
pub(super) struct Parser<'a> {
    lexemes: Vec<Lexeme<'a>>,
    next: usize,
}

impl<'a> Parser<'a> {
    /// The token `ahead` places on; [`Token::End`] for ever after the last.
    pub fn peek_at(&self, ahead: usize) -> Token<'a> {
        match self.lexemes.get(self.next.saturating_add(ahead)) {
            Some(lexeme) => lexeme.token,
            None => Token::End,
        }
    }

    pub fn peek(&self) -> Token<'a> {
        self.peek_at(0)
    }

    /// Whether the rule just read ended in a state or a comment. A list of days followed by a
    /// comma and something that is no day is a slip, not a rule of its own.
    fn has_read_a_state(&self) -> bool {
        let last = self.next.checked_sub(1).and_then(|i| self.lexemes.get(i));
        last.is_some_and(|last| matches!(last.token, Token::Open | Token::Closed | Token::Unknown | Token::Comment(_)))
    }

    pub fn skip(&mut self) {
        self.next = self.next.saturating_add(1);
    }

    /// Skips the token if it is this one, and says whether it was.
    pub fn take(&mut self, token: Token<'_>) -> bool {
        let found = self.peek() == token;
        if found {
            self.skip();
        }
        found
    }

    /// Offset in bytes of the next token.
    pub fn at(&self) -> usize {
        match self.lexemes.get(self.next).or(self.lexemes.last()) {
            Some(lexeme) => lexeme.at,
            None => 0,
        }
    }

    pub fn unexpected(&self, wanted: &str) -> HoursError {
        HoursError::new(self.at(), format!("expected {wanted}"))
    }

    /// One rule: days, times, state, comment; each may be missing, not all.
    fn rule(&mut self, join: Join, before: Option<&Rule>) -> Result<Rule, HoursError> {
        let start = self.next;
        // `"winter": off` speaks of days that only a reader can tell.
        let on_unknown_days = matches!(self.peek(), Token::Comment(_)) && self.peek_at(1) == Token::Colon;
        if on_unknown_days {
            self.skip();
            self.skip();
        }
        let days = self.days()?;
        let spans = self.spans()?;
        let stated = match self.peek() {
            Token::Open => Some(State::Open),
            Token::Closed => Some(State::Closed),
            Token::Unknown => Some(State::Unknown),
            _ => None,
        };
        if stated.is_some() {
            self.skip();
        }
        let commented = matches!(self.peek(), Token::Comment(_));
        if commented {
            self.skip();
        }
        if self.next == start {
            return Err(self.unexpected("days, times, open, closed, off or a comment"));
        }
        let state = match stated {
            _ if on_unknown_days => State::Unknown,
            Some(state) => state,
            // A comment without a word for the state hangs the rule on a condition.
            None if commented => State::Unknown,
            None => State::Open,
        };
        // A closing rule takes away its own hours and no more. A rule for every day that
        // follows rules for some days adds to them (`Mo-Fr 08:00-12:00; 14:00-18:00` is the
        // lunch break), one that follows a rule for every day replaces it.
        let replaces = join == Join::Replace
            && state != State::Closed
            && match before {
                _ if !days.is_empty() => true,
                Some(before) => state == State::Open && before.days.is_empty(),
                None => false,
            };
        Ok(Rule { join, replaces, days, spans, state })
    }
}
