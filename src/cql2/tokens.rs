//! Which words, numbers, texts and signs does CQL2 Text consist of?

use super::Fault;

/// A piece of CQL2 Text.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Token {
    /// A keyword, a function or a property: which it is, only its place tells.
    Word(String),
    /// A property in double quotes.
    Quoted(String),
    /// A text in single quotes.
    Text(String),
    /// A number without its sign.
    Number(f64),
    /// A comparison, a bracket, a comma or a sign.
    Sign(&'static str),
}

/// Signs, the longer ones first.
const SIGNS: &[&str] = &["<>", "<=", ">=", "=", "<", ">", "(", ")", ",", "+", "-", "*", "/", "%", "^", "[", "]"];

/// The tokens of a text, each with how many characters stand before it.
pub(super) fn tokens(written: &str) -> Result<Vec<(usize, Token)>, Fault> {
    let mut reader = Reader { rest: written, at: 0 };
    let mut tokens = Vec::new();
    loop {
        reader.take_while(char::is_whitespace);
        let at = reader.at;
        let Some(first) = reader.rest.chars().next() else { return Ok(tokens) };
        let token = match first {
            '\'' => Token::Text(reader.quoted('\'')?),
            '"' => Token::Quoted(reader.quoted('"')?),
            c if begins_word(c) => Token::Word(reader.take_while(continues_word).to_owned()),
            c if c.is_ascii_digit() || c == '.' => Token::Number(reader.number()?),
            _ => match SIGNS.iter().find(|sign| reader.rest.starts_with(**sign)) {
                Some(sign) => {
                    reader.skip(sign.chars().count());
                    Token::Sign(sign)
                }
                None => return Err(reader.fault(format!("\"{first}\" means nothing here"))),
            },
        };
        tokens.push((at, token));
    }
}

/// The standard's production `identifierStart`, with every letter there is.
fn begins_word(c: char) -> bool {
    c == '_' || c == ':' || c.is_alphabetic()
}

/// The standard's production `identifierPart`.
fn continues_word(c: char) -> bool {
    begins_word(c) || c == '.' || c.is_alphanumeric() || matches!(c, '\u{300}'..='\u{36F}' | '\u{203F}'..='\u{2040}')
}

struct Reader<'a> {
    rest: &'a str,
    at: usize,
}

impl<'a> Reader<'a> {
    fn fault(&self, reason: impl Into<String>) -> Fault {
        Fault::Unreadable { at: Some(self.at), reason: reason.into() }
    }

    fn skip(&mut self, chars: usize) {
        let end = self.rest.char_indices().nth(chars).map_or(self.rest.len(), |(end, _)| end);
        self.rest = self.rest.get(end..).unwrap_or_default();
        self.at += chars;
    }

    fn take_while(&mut self, wanted: impl Fn(char) -> bool) -> &'a str {
        let end = self.rest.find(|c| !wanted(c)).unwrap_or(self.rest.len());
        let (taken, rest) = self.rest.split_at_checked(end).unwrap_or((self.rest, ""));
        self.rest = rest;
        self.at += taken.chars().count();
        taken
    }

    /// What stands between two quotes; a doubled one stands for itself, and so does one after a backslash.
    fn quoted(&mut self, quote: char) -> Result<String, Fault> {
        let mut text = String::new();
        let mut chars = self.rest.chars().skip(1).peekable();
        let mut taken = 1;
        while let Some(c) = chars.next() {
            taken += 1;
            match c {
                '\\' if chars.peek() == Some(&quote) => {
                    chars.next();
                    taken += 1;
                    text.push(quote);
                }
                c if c != quote => text.push(c),
                _ if chars.peek() == Some(&quote) => {
                    chars.next();
                    taken += 1;
                    text.push(quote);
                }
                _ => {
                    self.skip(taken);
                    return Ok(text);
                }
            }
        }
        Err(self.fault(format!("the closing {quote} is missing")))
    }

    fn number(&mut self) -> Result<f64, Fault> {
        let at = self.at;
        let mut text = self.take_while(|c| c.is_ascii_digit() || c == '.').to_owned();
        let mut after = self.rest.chars();
        if matches!(after.next(), Some('e' | 'E')) {
            let signed = matches!(after.next(), Some('+' | '-'));
            text.push('e');
            self.skip(1);
            if signed {
                text.push_str(self.rest.get(..1).unwrap_or_default());
                self.skip(1);
            }
            text.push_str(self.take_while(|c| c.is_ascii_digit()));
        }
        if self.rest.chars().next().is_some_and(continues_word) {
            return Err(self.fault("a number does not go on like this"));
        }
        match text.parse::<f64>() {
            Ok(number) if number.is_finite() => Ok(number),
            _ => Err(Fault::Unreadable { at: Some(at), reason: format!("{text} is no finite number") }),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_falls_into_its_pieces() {
        let read: Vec<Token> = tokens("\"a \"\"b\" <>'it''s \\' 驿' AND name:zh>=-1.5e-3(")
            .unwrap()
            .into_iter()
            .map(|(_, token)| token)
            .collect();
        let expected = [
            Token::Quoted("a \"b".to_owned()),
            Token::Sign("<>"),
            Token::Text("it's ' 驿".to_owned()),
            Token::Word("AND".to_owned()),
            Token::Word("name:zh".to_owned()),
            Token::Sign(">="),
            Token::Sign("-"),
            Token::Number(0.0015),
            Token::Sign("("),
        ];
        assert_eq!(read, expected);
        assert_eq!(tokens(" 驿 = 'a'").unwrap().iter().map(|(at, _)| *at).collect::<Vec<_>>(), [1, 3, 5]);
    }

    #[test]
    fn what_is_no_piece_is_refused_with_its_place() {
        for (text, told) in [
            ("a='b", "the closing ' is missing, at character 3"),
            ("a;b", "\";\" means nothing here, at character 2"),
            ("1e999", "1e999 is no finite number, at character 1"),
            ("1.2.3", "1.2.3 is no finite number, at character 1"),
            ("12abc", "a number does not go on like this, at character 3"),
            ("1e", "1e is no finite number, at character 1"),
        ] {
            assert_eq!(tokens(text).unwrap_err().to_string(), told, "{text}");
        }
    }
}
