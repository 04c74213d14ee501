//! Which words and pairs of characters are there? Each has a key, in order, so that a beginning is a run of keys.

use std::ops::Range;

/// What follows a character that no dense character follows.
pub(super) const NOTHING: u32 = 0;

/// Words by their bytes, then pairs of neighbouring dense characters by the first and the second.
#[derive(Debug, Default, Clone)]
pub(super) struct Dictionary {
    /// All words, one behind the other.
    text: Box<str>,
    /// Where each word begins, and where the last ends.
    word_starts: Box<[u32]>,
    /// The dense characters, in order.
    chars: Box<[char]>,
    /// For each character the place of its first pair, and the count of pairs.
    first_pairs: Box<[u32]>,
    /// Of each pair the second: one more than the place of a character, or [`NOTHING`].
    seconds: Box<[u32]>,
}

/// Puts words and pairs in order. Words are told in order, and pairs too, with [`NOTHING`] for no second.
pub(super) struct Ordered<'a> {
    pub words: &'a [&'a str],
    pub chars: Vec<char>,
    /// The second by the code of its character.
    pub pairs: &'a [(char, Option<char>)],
}

impl Dictionary {
    pub(super) fn of(Ordered { words, chars, pairs }: Ordered) -> Self {
        let mut text = String::with_capacity(words.iter().map(|word| word.len()).sum());
        let mut word_starts = Vec::with_capacity(words.len() + 1);
        for word in words {
            word_starts.push(text.len() as u32);
            text.push_str(word);
        }
        word_starts.push(text.len() as u32);
        let second = |second: &Option<char>| {
            second.and_then(|c| chars.binary_search(&c).ok()).map_or(NOTHING, |place| place as u32 + 1)
        };
        let seconds = pairs.iter().map(|(_, c)| second(c)).collect();
        let mut place = 0;
        let mut first_pairs: Vec<u32> = Vec::with_capacity(chars.len() + 1);
        for c in &chars {
            first_pairs.push(place as u32);
            while pairs.get(place).is_some_and(|(first, _)| first == c) {
                place += 1;
            }
        }
        first_pairs.push(place as u32);
        Self {
            text: text.into(),
            word_starts: word_starts.into(),
            chars: chars.into(),
            first_pairs: first_pairs.into(),
            seconds,
        }
    }

    /// How many words there are; the keys of pairs come after theirs.
    fn words(&self) -> u32 {
        self.word_starts.len().saturating_sub(1) as u32
    }

    fn word_at(&self, key: u32) -> &str {
        let at = |key: u32| self.word_starts.get(key as usize).map_or(0, |start| *start as usize);
        self.text.get(at(key)..at(key + 1)).unwrap_or_default()
    }

    /// The first key whose word is not before what is looked for.
    fn first_word(&self, is_before: impl Fn(&str) -> bool) -> u32 {
        let mut range = 0..self.words();
        while !range.is_empty() {
            let middle = range.start + (range.end - range.start) / 2;
            if is_before(self.word_at(middle)) {
                range.start = middle + 1;
            } else {
                range.end = middle;
            }
        }
        range.start
    }

    /// The key of a word.
    pub(super) fn word(&self, word: &str) -> Option<u32> {
        let key = self.first_word(|other| other < word);
        (key < self.words() && self.word_at(key) == word).then_some(key)
    }

    /// The keys of all words that begin so.
    pub(super) fn words_from(&self, beginning: &str) -> Range<u32> {
        let first = self.first_word(|other| other < beginning);
        first..self.first_word(|other| other < beginning || other.starts_with(beginning))
    }

    fn place_of(&self, c: char) -> Option<u32> {
        self.chars.binary_search(&c).ok().map(|place| place as u32)
    }

    /// The key of a character with another behind it.
    pub(super) fn pair(&self, first: char, second: char) -> Option<u32> {
        let (first, second) = (self.place_of(first)?, self.place_of(second)? + 1);
        let pairs = self.pairs_of(first);
        let start = pairs.start - self.words();
        let seconds = self.seconds.get(start as usize..(pairs.end - self.words()) as usize)?;
        let place = seconds.binary_search(&second).ok()?;
        Some(pairs.start + place as u32)
    }

    /// The keys of a character with whatever is behind it.
    pub(super) fn pairs(&self, first: char) -> Range<u32> {
        self.place_of(first).map_or(0..0, |place| self.pairs_of(place))
    }

    /// The same by the character's place.
    pub(super) fn pairs_of(&self, place: u32) -> Range<u32> {
        let at = |place: u32| self.first_pairs.get(place as usize).copied().unwrap_or(0) + self.words();
        at(place)..at(place + 1).max(at(place))
    }

    /// The place of the character behind the first, if one is.
    pub(super) fn second(&self, key: u32) -> Option<u32> {
        self.seconds.get((key - self.words()) as usize)?.checked_sub(1)
    }

    /// The dense characters, in order.
    pub(super) fn chars(&self) -> &[char] {
        &self.chars
    }

    /// Bytes it takes.
    pub(super) fn bytes(&self) -> usize {
        self.text.len()
            + size_of_val(&*self.word_starts)
            + size_of_val(&*self.chars)
            + size_of_val(&*self.first_pairs)
            + size_of_val(&*self.seconds)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_beginning_is_a_run_of_keys() {
        let words = ["", "a", "ab", "abc", "b", "é"];
        let pairs = [('东', Some('站')), ('站', None), ('站', Some('东')), ('站', Some('站'))];
        let dictionary = Dictionary::of(Ordered { words: &words, chars: vec!['东', '站'], pairs: &pairs });
        for (beginning, keys) in [("", 0..6), ("a", 1..4), ("ab", 2..4), ("abd", 4..4), ("é", 5..6), ("z", 5..5)] {
            assert_eq!(dictionary.words_from(beginning), keys, "{beginning}");
        }
        assert_eq!([dictionary.word("ab"), dictionary.word("ac")], [Some(2), None]);
        assert_eq!([dictionary.pairs('东'), dictionary.pairs('站'), dictionary.pairs('西')], [6..7, 7..10, 0..0]);
        assert_eq!(
            [('东', '站'), ('站', '东'), ('东', '东')].map(|(a, b)| dictionary.pair(a, b)),
            [Some(6), Some(8), None]
        );
        assert_eq!([6, 7, 8].map(|key| dictionary.second(key)), [Some(1), None, Some(0)]);
        let empty = Dictionary::default();
        assert_eq!(
            (empty.word("a"), empty.words_from(""), empty.pair('东', '站'), empty.pairs('东')),
            (None, 0..0, None, 0..0)
        );
    }
}
