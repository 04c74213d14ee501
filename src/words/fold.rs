//! Which spellings count the same? A text as the tokens by which it is found, whatever their case, accents and width.
//!
//! Compatibility forms are taken apart (NFKD, Unicode Standard Annex #15), accents dropped, what belongs together put
//! together again (NFC), capitals lowered, and Latin letters written in ASCII: `Ｃafé Straße` is `cafe strasse`.

use any_ascii::any_ascii_char;
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// A piece of a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Piece<'a> {
    /// A character of a script that is written without spaces, or in which words take endings.
    Dense(char),
    /// A word of any other script; a number is one too.
    Word(&'a str),
    /// White space beside a dense character: typography, which only tells the words of a question apart.
    Space,
    /// Anything else that stands between two tokens.
    Gap,
}

/// Tells the pieces of a text in order; spaces and gaps only between tokens, and one at a time.
pub(super) fn each_piece(text: &str, each: impl FnMut(Piece)) {
    let mut splitter = Splitter { word: String::new(), last: None, between: None, each };
    if text.chars().all(is_plain) {
        text.chars().for_each(|c| match c {
            '\u{C0}'..='\u{FF}' => c.to_lowercase().for_each(|c| splitter.take_folded(c)),
            _ => splitter.take(c.to_ascii_lowercase()),
        });
    } else {
        let folded = text.nfkd().filter(|c| !is_dropped(*c)).nfc().flat_map(char::to_lowercase);
        folded.for_each(|c| splitter.take_folded(c));
    }
    splitter.end_word();
}

/// What kind of token a character belongs to.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Token {
    Dense,
    Word,
}

/// What stands since the last token.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Between {
    Space,
    Other,
}

struct Splitter<F> {
    /// The word that has begun.
    word: String,
    last: Option<Token>,
    between: Option<Between>,
    each: F,
}

impl<F: FnMut(Piece)> Splitter<F> {
    fn take_folded(&mut self, c: char) {
        match c {
            'ς' => self.take('σ'),
            _ if is_latin(c) => match any_ascii_char(c) {
                "" => self.take(c),
                ascii => ascii.chars().for_each(|c| self.take(c.to_ascii_lowercase())),
            },
            _ => self.take(c),
        }
    }

    fn take(&mut self, c: char) {
        if c.is_ascii_alphanumeric() {
            self.add(Token::Word, c);
        } else if c.is_alphanumeric() {
            self.add(if is_of_dense_script(c) { Token::Dense } else { Token::Word }, c);
        } else if is_combining_mark(c) {
            // A mark belongs to what it stands on.
            if let (Some(last), None) = (self.last, self.between) {
                self.add(last, c);
            }
        } else if self.last.is_some() && self.between != Some(Between::Other) {
            let is_space = c.is_whitespace() || c.is_control();
            self.between = Some(if is_space { Between::Space } else { Between::Other });
        }
    }

    fn add(&mut self, token: Token, c: char) {
        let between = self.between.take();
        if self.last != Some(Token::Word) || token != Token::Word || between.is_some() {
            self.end_word();
        }
        let beside_dense = token == Token::Dense || self.last == Some(Token::Dense);
        match between {
            None => {}
            Some(Between::Space) if beside_dense => (self.each)(Piece::Space),
            Some(_) => (self.each)(Piece::Gap),
        }
        match token {
            Token::Dense => (self.each)(Piece::Dense(c)),
            Token::Word => self.word.push(c),
        }
        self.last = Some(token);
    }

    fn end_word(&mut self) {
        if !self.word.is_empty() {
            (self.each)(Piece::Word(&self.word));
            self.word.clear();
        }
    }
}

/// Whether a character folds by itself, as nearly all do: ASCII, the letters of Latin-1, and the commonest of Chinese.
fn is_plain(c: char) -> bool {
    matches!(c, '\0'..='\x7F' | '\u{C0}'..='\u{FF}' | '\u{3001}'..='\u{3011}' | '\u{4E00}'..='\u{9FFF}')
}

/// Whether a character says nothing of what is meant: accents, which are often left out, and what is not seen
/// (default ignorable code points, Unicode Standard, section 5.21).
fn is_dropped(c: char) -> bool {
    matches!(
        c,
        '\u{AD}'
            | '\u{300}'..='\u{36F}'
            | '\u{61C}'
            | '\u{180B}'..='\u{180F}'
            | '\u{200B}'..='\u{200F}'
            | '\u{202A}'..='\u{202E}'
            | '\u{2060}'..='\u{206F}'
            | '\u{20D0}'..='\u{20FF}'
            | '\u{FE00}'..='\u{FE0F}'
            | '\u{FEFF}'
            | '\u{E0000}'..='\u{E0FFF}'
    )
}

/// Whether a character stands in one of the blocks of Latin letters.
fn is_latin(c: char) -> bool {
    matches!(
        c,
        '\u{AA}' | '\u{BA}'
            | '\u{C0}'..='\u{2AF}'
            | '\u{1D00}'..='\u{1DBF}'
            | '\u{1E00}'..='\u{1EFF}'
            | '\u{2C60}'..='\u{2C7F}'
            | '\u{A722}'..='\u{A7FF}'
            | '\u{AB30}'..='\u{AB6F}'
    ) && c.is_alphabetic()
}

/// Whether a letter stands in one of the blocks (Unicode 16) of scripts whose words are not told apart by spaces: Thai
/// and Lao, Tibetan, Burmese, Khmer, Chinese, Japanese and Yi; and Korean, whose words take endings and are written
/// together in many ways.
pub(super) fn is_of_dense_script(c: char) -> bool {
    matches!(
        c,
        '\u{E00}'..='\u{109F}'
            | '\u{1100}'..='\u{11FF}'
            | '\u{1780}'..='\u{17FF}'
            | '\u{2E80}'..='\u{2FDF}'
            | '\u{3005}'..='\u{A4CF}'
            | '\u{A960}'..='\u{A97F}'
            | '\u{AC00}'..='\u{D7FF}'
            | '\u{F900}'..='\u{FAFF}'
            | '\u{1B000}'..='\u{1B16F}'
            | '\u{20000}'..='\u{3FFFF}'
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pieces(text: &str) -> String {
        let mut told = String::new();
        each_piece(text, |piece| match piece {
            Piece::Dense(c) => told.push_str(&format!("[{c}]")),
            Piece::Word(word) => told.push_str(&format!("<{word}>")),
            Piece::Space => told.push(' '),
            Piece::Gap => told.push('|'),
        });
        told
    }

    #[test]
    fn case_accents_and_width_do_not_count() {
        for (text, folded) in [
            ("Café STRASSE straße", "<cafe>|<strasse>|<strasse>"),
            ("Ｃａｆｅ　１２", "<cafe>|<12>"),
            ("Ærø Łódź Đà Nẵng İzmir ŒUVRE", "<aero>|<lodz>|<da>|<nang>|<izmir>|<oeuvre>"),
            ("ÉCOLE e\u{301}cole", "<ecole>|<ecole>"),
            ("Αθήνα ΟΔΟΣ οδός", "<αθηνα>|<οδοσ>|<οδοσ>"),
            ("Ёлка Йод", "<елка>|<иод>"),
            ("ﬁn №5 ①", "<fin>|<no5>|<1>"),
            ("हिन्दी", "<हिन्दी>"),
        ] {
            assert_eq!(pieces(text), folded, "{text}");
        }
    }

    #[test]
    fn what_folds_by_itself_folds_the_same_beside_what_does_not() {
        for c in ('\0'..='\u{3020}').chain('\u{4E00}'..='\u{9FFF}').filter(|c| is_plain(*c)) {
            // What is not seen has the whole text folded step by step.
            assert_eq!(pieces(&format!("a{c}b")), pieces(&format!("a{c}b\u{200B}")), "{c:?}");
        }
    }

    #[test]
    fn dense_scripts_are_taken_character_by_character_and_spaces_beside_them_join() {
        for (text, split) in [
            ("郑东新区", "[郑][东][新][区]"),
            ("金水路 12 号A座", "[金][水][路] <12> [号]<a>[座]"),
            ("馆（东）", "[馆]|[东]"),
            ("馆 （东）", "[馆]|[东]"),
            ("がガｶﾞ", "[が][ガ][ガ]"),
            ("강남 역", "[강][남] [역]"),
            ("ที่", "[ท][\u{e35}][\u{e48}]"),
            ("a b\t郑", "<a>|<b> [郑]"),
        ] {
            assert_eq!(pieces(text), split, "{text}");
        }
    }

    #[test]
    fn what_is_not_seen_does_not_count_and_what_is_no_letter_only_separates() {
        for (text, split) in [
            ("", ""),
            (" !?（）\u{0}\n", ""),
            ("😀", ""),
            ("驿\u{200B}站\u{FE0F}", "[驿][站]"),
            ("1\u{FE0F}\u{20E3}", "<1>"),
            ("\u{301}\u{94D}a", "<a>"),
            ("-a--b- c", "<a>|<b>|<c>"),
            ("a\u{0}b", "<a>|<b>"),
        ] {
            assert_eq!(pieces(text), split, "{text:?}");
        }
    }
}
