//! What was made of the same text before? Remembered for some texts, since features of a file say the same again and again.

use hashbrown::{DefaultHashBuilder, HashTable};
use std::hash::BuildHasher;
use std::ops::Range;

/// Texts that are remembered at most: what most sources say is remembered as a whole, and does not leave a core's cache.
const MOST: usize = 1 << 14;

/// Bytes of them at most.
const MOST_BYTES: usize = 1 << 20;

/// What was made of some texts. When there are too many, all are forgotten, and what still comes is learned anew.
#[derive(Debug)]
pub(super) struct Remembered<T> {
    /// None are remembered for who reads a single feature.
    is_roomy: bool,
    /// The texts one behind the other: to look one up reads no memory of its own.
    texts: String,
    made: HashTable<(Range<u32>, T)>,
    hasher: DefaultHashBuilder,
}

impl<T> Default for Remembered<T> {
    /// Remembers nothing, for who reads a single feature.
    fn default() -> Self {
        let (texts, made, hasher) = Default::default();
        Self { is_roomy: false, texts, made, hasher }
    }
}

impl<T> Remembered<T> {
    /// With room for many.
    pub(super) fn roomy() -> Self {
        Self { is_roomy: true, ..Self::default() }
    }

    /// What was made of a text, if it is remembered.
    pub(super) fn find(&self, text: &str) -> Option<&T> {
        if self.made.is_empty() {
            return None;
        }
        let is_same = |(place, _): &(Range<u32>, T)| at(&self.texts, place) == text;
        self.made.find(self.hasher.hash_one(text), is_same).map(|(_, made)| made)
    }

    /// Remembers what was made of a text that is not remembered yet.
    pub(super) fn keep(&mut self, text: &str, made: T) {
        if !self.is_roomy || text.len() > MOST_BYTES {
            return;
        }
        if self.made.len() == MOST || self.texts.len() + text.len() > MOST_BYTES {
            self.texts.clear();
            self.made.clear();
        }
        let Self { texts, hasher, .. } = self;
        // No more bytes than fit into 32 bits.
        let start = texts.len() as u32;
        texts.push_str(text);
        let place = start..texts.len() as u32;
        self.made.insert_unique(hasher.hash_one(text), (place, made), |(place, _)| hasher.hash_one(at(texts, place)));
    }
}

/// The text at a place.
fn at<'a>(texts: &'a str, place: &Range<u32>) -> &'a str {
    texts.get(place.start as usize..place.end as usize).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_remembered_is_of_the_same_text_and_no_more_than_there_is_room_for() {
        let mut remembered = Remembered::roomy();
        assert_eq!(remembered.find(""), None);
        for number in 0..10 * MOST + MOST / 2 {
            remembered.keep(&number.to_string(), number);
            assert_eq!(remembered.find(&number.to_string()), Some(&number));
            assert!(remembered.made.len() <= MOST);
        }
        let found = |number: &usize| remembered.find(&number.to_string()) == Some(number);
        let found: Vec<usize> = (0..11 * MOST).filter(found).collect();
        assert_eq!(found, (10 * MOST..10 * MOST + MOST / 2).collect::<Vec<_>>());
    }

    #[test]
    fn long_texts_make_room_for_each_other_and_one_longer_than_all_room_is_not_kept() {
        let mut remembered = Remembered::roomy();
        for number in 0..40 {
            let text = format!("{number}{}", "a".repeat(MOST_BYTES / 3));
            remembered.keep(&text, number);
            assert_eq!(remembered.find(&text), Some(&number));
            assert!(remembered.texts.len() <= MOST_BYTES);
        }
        let text = "b".repeat(MOST_BYTES + 1);
        remembered.keep(&text, 0);
        assert_eq!((remembered.find(&text), remembered.made.len()), (None, 2));
        let mut forgetful = Remembered::default();
        forgetful.keep("0", 0);
        assert_eq!(forgetful.find("0"), None);
    }
}
