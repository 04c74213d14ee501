//! Does a text fit a pattern? `%` stands for any characters, `_` for one, a backslash takes their meaning away.

/// A pattern of LIKE.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pattern {
    pieces: Vec<Piece>,
    folded: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Piece {
    /// Any number of characters.
    Any,
    /// One character.
    One,
    /// This character.
    Only(char),
}

impl Pattern {
    /// Reads a pattern, which is compared without case where it is to be folded.
    pub fn new(written: &str, folded: bool) -> Self {
        let mut pieces = Vec::with_capacity(written.len());
        let mut chars = written.chars();
        let only = |pieces: &mut Vec<Piece>, c: char| match folded {
            true => pieces.extend(without_case(c).map(Piece::Only)),
            false => pieces.push(Piece::Only(c)),
        };
        while let Some(c) = chars.next() {
            match c {
                // Several in a row say no more than one.
                '%' if pieces.last() == Some(&Piece::Any) => {}
                '%' => pieces.push(Piece::Any),
                '_' => pieces.push(Piece::One),
                '\\' => only(&mut pieces, chars.next().unwrap_or('\\')),
                c => only(&mut pieces, c),
            }
        }
        Self { pieces, folded }
    }

    /// The pattern without case.
    #[must_use]
    pub fn folded(mut self) -> Self {
        let fold = |piece: Piece| match piece {
            Piece::Only(c) => without_case(c).map(Piece::Only).collect(),
            piece => vec![piece],
        };
        if !self.folded {
            self.pieces = self.pieces.into_iter().flat_map(fold).collect();
            self.folded = true;
        }
        self
    }

    /// Whether the whole text fits, in as many steps as text and pattern have characters, multiplied, at most.
    pub fn fits(&self, text: &str) -> bool {
        let mut rest = text.chars();
        let mut place = 0;
        // Where the last `%` stands, and the text from which what follows it was tried last.
        let mut retry: Option<(usize, std::str::Chars)> = None;
        loop {
            let here = rest.clone();
            let next = rest.next();
            match (self.pieces.get(place), next) {
                (None, None) => return true,
                (Some(Piece::Any), _) => {
                    rest = here;
                    retry = Some((place, rest.clone()));
                    place += 1;
                    continue;
                }
                (Some(Piece::One), Some(_)) => {
                    place += 1;
                    continue;
                }
                (Some(Piece::Only(c)), Some(next)) if *c == next => {
                    place += 1;
                    continue;
                }
                _ => {}
            }
            // The last `%` takes one character more; an earlier one need not, since what lies between fits already.
            let Some((any, mut from)) = retry.take() else { return false };
            if from.next().is_none() {
                return false;
            }
            rest = from.clone();
            place = any + 1;
            retry = Some((any, from));
        }
    }
}

/// A text without its case.
pub(super) fn folded(text: &str) -> String {
    text.chars().flat_map(without_case).collect()
}

/// A character without its case, in full (Unicode 16.0, section 3.13): `ß` is `ss` and each sigma the same. The small
/// letter of the capital is that for all but the dotless i.
fn without_case(c: char) -> impl Iterator<Item = char> {
    let is_dotless = c == 'ı';
    let of_capital = move |c: char| c.to_uppercase().flat_map(char::to_lowercase).filter(move |_| !is_dotless);
    c.to_lowercase().flat_map(of_capital).chain(is_dotless.then_some(c))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pattern_fits_the_whole_text() {
        for (pattern, text, fits) in [
            ("", "", true),
            ("", "a", false),
            ("%", "", true),
            ("%", "anything", true),
            ("a%", "abc", true),
            ("%c", "abc", true),
            ("%b%", "abc", true),
            ("a_c", "abc", true),
            ("a_c", "ac", false),
            ("_", "驿", true),
            ("%站", "驿站", true),
            ("a\\%", "a%", true),
            ("a\\%", "ab", false),
            ("a\\_c", "abc", false),
            ("ABC", "abc", false),
            ("%ab%ab", "abab", true),
            ("%ab%ab", "aab", false),
            ("%aab", "aaab", true),
            ("\\", "\\", true),
        ] {
            assert_eq!(Pattern::new(pattern, false).fits(text), fits, "{pattern} {text}");
        }
        assert!(Pattern::new("STRASSE%", false).folded().fits(&folded("Strasse 5")));
        assert!(Pattern::new("Île%", true).fits(&folded("ÎLE de France")));
        for (one, other) in [("Hauptstraße", "HAUPTSTRASSE"), ("STRAẞE", "straße"), ("ΣΟΦΟΣ", "σοφος"), ("ﬁn", "FIN")]
        {
            assert!(folded(one) == folded(other) && Pattern::new(one, true).fits(&folded(other)), "{one} {other}");
        }
        assert!(folded("ı") != folded("I") && folded("驿站") == "驿站");
    }
}
