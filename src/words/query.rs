//! What is asked for? A text as words that must all match, or why it asks for nothing.

use super::fold::{Piece, each_piece};
use thiserror::Error;

/// Longest text that is looked for, in characters.
pub const LONGEST_QUERY: usize = 200;
/// Most different words of a question: as many as a full postal address has, since each is work.
pub const MOST_WORDS: usize = 16;

/// Why a text is not looked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum NoQuery {
    /// There is no letter and no digit in it.
    #[error("there is no letter and no digit to look for")]
    NoWords,
    /// It has more than [`LONGEST_QUERY`] characters.
    #[error("at most {LONGEST_QUERY} characters are looked for")]
    TooLong,
    /// It has more than [`MOST_WORDS`] different words.
    #[error("at most {MOST_WORDS} different words are looked for")]
    TooManyWords,
}

/// A token that is looked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Token {
    Dense(char),
    Word(Box<str>),
}

/// Tokens with the offsets at which they stand.
pub(super) type Phrase = Vec<(u32, Token)>;

/// What is asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Query {
    /// The words that must all match: tokens that stand side by side. The last token of each may go on.
    pub(super) terms: Vec<Phrase>,
    /// All of it, as it would stand in a text.
    pub(super) whole: Phrase,
}

impl Query {
    /// Reads a text.
    ///
    /// # Errors
    /// [`NoQuery`], if it has no words or too many.
    pub fn parse(text: &str) -> Result<Self, NoQuery> {
        // A longer text is not even folded.
        if text.chars().nth(LONGEST_QUERY).is_some() {
            return Err(NoQuery::TooLong);
        }
        let mut terms: Vec<Phrase> = Vec::new();
        let mut whole = Phrase::new();
        let (mut term, mut offset) = (Phrase::new(), 0);
        each_piece(text, |piece| {
            let token = match piece {
                Piece::Dense(c) => Token::Dense(c),
                Piece::Word(word) => Token::Word(word.into()),
                Piece::Space | Piece::Gap => {
                    offset += u32::from(piece == Piece::Gap);
                    return terms.push(std::mem::take(&mut term));
                }
            };
            term.push((term.len() as u32, token.clone()));
            whole.push((offset, token));
            offset += 1;
        });
        terms.push(term);
        let mut different: Vec<Phrase> = Vec::with_capacity(terms.len());
        for term in terms {
            if !different.contains(&term) {
                different.push(term);
            }
        }
        match different.len() {
            _ if whole.is_empty() => Err(NoQuery::NoWords),
            ..=MOST_WORDS => Ok(Self { terms: different, whole }),
            _ => Err(NoQuery::TooManyWords),
        }
    }

    /// The offsets at which no token stands.
    pub(super) fn gaps(&self) -> Vec<u32> {
        let behind = self.whole.iter().map(|(offset, _)| offset + 1);
        let next = self.whole.iter().skip(1).map(|(offset, _)| *offset);
        behind.zip(next).filter(|(behind, next)| behind < next).map(|(gap, _)| gap).collect()
    }

    /// From the first token to behind the last.
    pub(super) fn length(&self) -> u32 {
        self.whole.last().map_or(0, |(offset, _)| offset + 1)
    }
}

/// The letters of a term, if it may be Chinese in Latin letters.
pub(super) fn letters(term: &Phrase) -> Option<&str> {
    match term.as_slice() {
        [(_, Token::Word(word))] if word.bytes().all(|byte| byte.is_ascii_lowercase()) => Some(word),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_told_apart_by_anything_but_letters_and_asked_once_each() {
        let query = Query::parse(" 郑东 新区, A座 a座 ").unwrap();
        assert_eq!(query.terms.iter().map(Vec::len).collect::<Vec<_>>(), [2, 2, 2]);
        assert_eq!(query.length(), 9);
        assert_eq!(query.whole.iter().map(|(offset, _)| *offset).collect::<Vec<_>>(), [0, 1, 2, 3, 5, 6, 7, 8]);
    }

    #[test]
    fn what_asks_for_nothing_or_too_much_is_refused() {
        for (text, why) in [
            (String::new(), NoQuery::NoWords),
            (" \u{0}!?（）😀\u{301}".to_owned(), NoQuery::NoWords),
            ("a".repeat(LONGEST_QUERY + 1), NoQuery::TooLong),
            ("站".repeat(8192), NoQuery::TooLong),
            ("a b c d e f g h i j k l m n o p q".to_owned(), NoQuery::TooManyWords),
        ] {
            assert_eq!(Query::parse(&text), Err(why), "{text}");
        }
        assert!(Query::parse(&"a".repeat(LONGEST_QUERY)).is_ok());
        assert!(Query::parse(&"a ".repeat(LONGEST_QUERY / 2)).is_ok());
    }
}
