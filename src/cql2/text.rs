//! What does CQL2 Text say? A reader that descends from OR over AND and NOT to predicates, no deeper than it may.

use super::expression::Names;
use super::tokens::{Token, tokens};
use super::{Comparison, Expression, Fault, MOST_DEPTH, Moment, Pattern, Scalar, Shape};

/// Reads a filter.
pub(super) fn read(written: &str, names: &mut Names) -> Result<Expression, Fault> {
    let mut reader = Reader { tokens: tokens(written)?, place: 0, end: written.chars().count(), depth: 0, names };
    let expression = reader.any()?;
    match reader.peek() {
        None => Ok(expression),
        Some(Token::Sign("+" | "-" | "*" | "/" | "%" | "^")) => Err(reader.fault("arithmetic is not supported")),
        Some(_) => Err(reader.fault("AND, OR or the end is expected")),
    }
}

/// Reads token after token.
pub(super) struct Reader<'a> {
    tokens: Vec<(usize, Token)>,
    place: usize,
    end: usize,
    depth: usize,
    names: &'a mut Names,
}

impl Reader<'_> {
    pub(super) fn peek(&self) -> Option<&Token> {
        self.tokens.get(self.place).map(|(_, token)| token)
    }

    pub(super) fn next(&mut self) -> Option<Token> {
        let token = self.peek().cloned();
        self.place += 1;
        token
    }

    /// What is wrong with the token that is next.
    pub(super) fn fault(&self, reason: impl Into<String>) -> Fault {
        let at = self.tokens.get(self.place).map_or(self.end, |(at, _)| *at);
        Fault::Unreadable { at: Some(at), reason: reason.into() }
    }

    /// The word that is next, in capitals.
    pub(super) fn word(&self) -> Option<String> {
        self.word_at(self.place)
    }

    fn word_at(&self, place: usize) -> Option<String> {
        match self.tokens.get(place) {
            Some((_, Token::Word(word))) => Some(word.to_ascii_uppercase()),
            _ => None,
        }
    }

    fn is_word(&self, word: &str) -> bool {
        self.word().as_deref() == Some(word)
    }

    fn take_word(&mut self, word: &str) -> bool {
        let is = self.is_word(word);
        self.place += usize::from(is);
        is
    }

    pub(super) fn take_sign(&mut self, sign: &str) -> bool {
        let is = matches!(self.peek(), Some(Token::Sign(next)) if *next == sign);
        self.place += usize::from(is);
        is
    }

    pub(super) fn expect_sign(&mut self, sign: &str) -> Result<(), Fault> {
        if self.take_sign(sign) { Ok(()) } else { Err(self.fault(format!("{sign} is expected"))) }
    }

    /// Reads what is nested one level deeper.
    pub(super) fn deeper<T>(&mut self, read: impl FnOnce(&mut Self) -> Result<T, Fault>) -> Result<T, Fault> {
        self.depth += 1;
        if self.depth > MOST_DEPTH {
            return Err(Fault::too_deep());
        }
        let inner = read(self);
        self.depth -= 1;
        inner
    }

    fn any(&mut self) -> Result<Expression, Fault> {
        let mut parts = vec![self.all()?];
        while self.take_word("OR") {
            parts.push(self.all()?);
        }
        Ok(one_or(parts, Expression::Any))
    }

    fn all(&mut self) -> Result<Expression, Fault> {
        let mut parts = vec![self.not()?];
        while self.take_word("AND") {
            parts.push(self.not()?);
        }
        Ok(one_or(parts, Expression::All))
    }

    fn not(&mut self) -> Result<Expression, Fault> {
        if self.take_word("NOT") {
            let part = self.deeper(Self::not)?;
            return Ok(Expression::Not(Box::new(part)));
        }
        self.predicate()
    }

    fn predicate(&mut self) -> Result<Expression, Fault> {
        if self.take_sign("(") {
            let inner = self.deeper(Self::any)?;
            self.expect_sign(")")?;
            return Ok(inner);
        }
        let is_called = matches!(self.tokens.get(self.place + 1), Some((_, Token::Sign("("))));
        match self.word() {
            Some(word) if is_called && word == "S_INTERSECTS" => {
                self.place += 2;
                let one = self.shape()?;
                self.expect_sign(",")?;
                let other = self.shape()?;
                self.expect_sign(")")?;
                return Ok(Expression::Intersects(one, other));
            }
            Some(word) if is_called && ["S_", "T_", "A_"].iter().any(|of| word.starts_with(of)) => {
                return Err(self.fault(format!("{word} is not supported; S_INTERSECTS is")));
            }
            _ => {}
        }
        let subject = self.scalar()?;
        if let Some(Token::Sign(sign)) = self.peek()
            && let Some(comparison) = Comparison::of(sign)
        {
            self.place += 1;
            return Ok(Expression::Compare(subject, comparison, self.scalar()?));
        }
        if self.take_word("IS") {
            let negated = self.take_word("NOT");
            if !self.take_word("NULL") {
                return Err(self.fault("NULL is expected after IS"));
            }
            return Ok(negated_if(negated, Expression::Null(subject)));
        }
        let negated = self.is_word("NOT")
            && self.word_at(self.place + 1).is_some_and(|word| ["LIKE", "BETWEEN", "IN"].contains(&word.as_str()));
        self.place += usize::from(negated);
        if self.take_word("LIKE") {
            let pattern = self.pattern()?;
            return Ok(negated_if(negated, Expression::Like(subject, pattern)));
        }
        if self.take_word("BETWEEN") {
            let low = self.scalar()?;
            if !self.take_word("AND") {
                return Err(self.fault("AND is expected between the two ends"));
            }
            return Ok(negated_if(negated, Expression::Between(subject, low, self.scalar()?)));
        }
        if self.take_word("IN") {
            self.expect_sign("(")?;
            let mut list = vec![self.scalar()?];
            while self.take_sign(",") {
                list.push(self.scalar()?);
            }
            self.expect_sign(")")?;
            return Ok(negated_if(negated, Expression::Among(subject, list)));
        }
        match subject {
            Scalar::Boolean(_) | Scalar::Property(_) => Ok(Expression::Truth(subject)),
            _ => Err(self.fault("a comparison is expected: =, <>, <, <=, >, >=, LIKE, BETWEEN, IN or IS NULL")),
        }
    }

    fn pattern(&mut self) -> Result<Pattern, Fault> {
        if self.take_word("CASEI") {
            self.expect_sign("(")?;
            let pattern = self.deeper(Self::pattern)?.folded();
            self.expect_sign(")")?;
            return Ok(pattern);
        }
        match self.peek() {
            Some(Token::Text(text)) => {
                let pattern = Pattern::new(text, false);
                self.place += 1;
                Ok(pattern)
            }
            _ => Err(self.fault("a pattern in single quotes is expected after LIKE")),
        }
    }

    fn scalar(&mut self) -> Result<Scalar, Fault> {
        let is_called = matches!(self.tokens.get(self.place + 1), Some((_, Token::Sign("("))));
        let word = self.word();
        match (self.peek(), word.as_deref()) {
            (Some(Token::Text(text)), _) => {
                let text = Scalar::Text(text.as_str().into());
                self.place += 1;
                Ok(text)
            }
            (Some(Token::Number(_) | Token::Sign("-" | "+")), _) => self.number().map(Scalar::Number),
            (Some(Token::Quoted(name)), _) => {
                let name = name.clone();
                self.place += 1;
                Ok(Scalar::Property(self.names.number(&name)))
            }
            (_, Some("DATE")) if is_called => self.moment(Moment::day, "DATE('2026-11-21')"),
            (_, Some("TIMESTAMP")) if is_called => self.moment(Moment::instant, "TIMESTAMP('2026-11-21T10:30:00Z')"),
            (_, Some("CASEI")) if is_called => {
                self.place += 2;
                let inner = self.deeper(Self::scalar)?;
                self.expect_sign(")")?;
                Ok(Scalar::CaseFolded(Box::new(inner)))
            }
            (_, Some(word)) if is_called => Err(self.fault(format!("the function {word} is not supported"))),
            (_, Some("TRUE" | "FALSE")) => {
                let truth = word.as_deref() == Some("TRUE");
                self.place += 1;
                Ok(Scalar::Boolean(truth))
            }
            (_, Some(word @ ("AND" | "OR" | "NOT" | "IS" | "IN" | "LIKE" | "BETWEEN" | "NULL"))) => {
                Err(self.fault(format!("a value is expected, not {word}")))
            }
            (Some(Token::Word(name)), _) => {
                let name = name.clone();
                self.place += 1;
                Ok(Scalar::Property(self.names.number(&name)))
            }
            _ => Err(self.fault("a property, a text in single quotes or a number is expected")),
        }
    }

    /// Reads a number with its sign.
    pub(super) fn number(&mut self) -> Result<f64, Fault> {
        let negative = self.take_sign("-");
        if !negative {
            self.take_sign("+");
        }
        match self.peek() {
            Some(Token::Number(number)) => {
                let number = if negative { -number } else { *number };
                self.place += 1;
                Ok(number)
            }
            _ => Err(self.fault("a number is expected")),
        }
    }

    fn moment(&mut self, read: fn(&str) -> Option<Moment>, expected: &str) -> Result<Scalar, Fault> {
        self.place += 2;
        let moment = match self.peek() {
            Some(Token::Text(text)) => read(text),
            _ => None,
        };
        let Some(moment) = moment else { return Err(self.fault(format!("{expected} is the form"))) };
        self.place += 1;
        self.expect_sign(")")?;
        Ok(Scalar::Moment(moment))
    }

    fn shape(&mut self) -> Result<Shape, Fault> {
        let is_called = matches!(self.tokens.get(self.place + 1), Some((_, Token::Sign("(") | Token::Word(_))));
        match self.peek() {
            Some(Token::Word(_)) if is_called => self.drawn().map(Shape::Drawn),
            Some(Token::Word(name) | Token::Quoted(name)) => {
                let name = name.clone();
                self.place += 1;
                Ok(Shape::OfFeature(self.names.number(&name)))
            }
            _ => Err(self.fault("geometry, BBOX(...) or a geometry such as POLYGON((...)) is expected")),
        }
    }
}

fn one_or(mut parts: Vec<Expression>, several: fn(Vec<Expression>) -> Expression) -> Expression {
    match (parts.len(), parts.pop()) {
        (1, Some(only)) => only,
        (_, last) => {
            parts.extend(last);
            several(parts)
        }
    }
}

fn negated_if(negated: bool, expression: Expression) -> Expression {
    if negated { Expression::Not(Box::new(expression)) } else { expression }
}
