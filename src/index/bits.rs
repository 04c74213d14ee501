//! Which places are meant? A bit for each of a run of places, counted a word at a time.

use rayon::prelude::*;
use std::ops::Range;

/// From so many words on they are made side by side: fewer are done before a thread has woken.
const PARALLEL_ABOVE: usize = 1024;

/// A bit for each place of a run; places outside it have none set.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Bits {
    /// The number of the first word: that of the places from 64 times as many on.
    first: usize,
    words: Vec<u64>,
}

impl Bits {
    /// The bits of those of some places that are meant.
    pub fn of(places: Range<usize>, is_meant: impl Fn(usize) -> bool + Sync) -> Self {
        let (first, end) = (places.start / 64, places.end.div_ceil(64));
        let word = |word: usize| {
            let within = (word * 64).max(places.start)..((word + 1) * 64).min(places.end);
            within.fold(0, |bits, place| bits | u64::from(is_meant(place)) << (place % 64))
        };
        Self { first, words: each_word(first..end, word) }
    }

    /// The places from 0 on whose bits are set in words.
    pub(super) fn from_words(words: Vec<u64>) -> Self {
        Self { first: 0, words }
    }

    /// Those that are meant here and are kept.
    #[must_use]
    pub fn kept(&self, is_kept: impl Fn(usize) -> bool + Sync) -> Self {
        let word = |number: usize| {
            let kept = each_bit(self.word(number)).filter(|bit| is_kept(number * 64 + bit));
            kept.fold(0, |word, bit| word | 1 << bit)
        };
        Self { first: self.first, words: each_word(self.first..self.first + self.words.len(), word) }
    }

    /// The word of a number.
    pub fn word(&self, number: usize) -> u64 {
        number.checked_sub(self.first).and_then(|number| self.words.get(number)).copied().unwrap_or(0)
    }

    /// The words there are, with their numbers.
    pub fn words(&self) -> impl ExactSizeIterator<Item = (usize, u64)> {
        (self.first..self.first + self.words.len()).zip(self.words.iter().copied())
    }

    /// Bytes held on the heap.
    pub fn bytes(&self) -> usize {
        size_of_val(&self.words[..])
    }

    /// Whether a place is meant.
    pub fn has(&self, place: usize) -> bool {
        self.word(place / 64) >> (place % 64) & 1 == 1
    }

    /// How many of some places are meant here and in `other`.
    pub fn count_both(&self, other: &Self, places: Range<usize>) -> u32 {
        words_of(places).map(|(number, mask)| (self.word(number) & other.word(number) & mask).count_ones()).sum()
    }

    /// Those of some places that are meant, in order.
    pub fn each(&self, places: Range<usize>) -> impl Iterator<Item = usize> {
        words_of(places).flat_map(|(number, mask)| each_bit(self.word(number) & mask).map(move |bit| number * 64 + bit))
    }
}

fn each_word(numbers: Range<usize>, word: impl Fn(usize) -> u64 + Sync) -> Vec<u64> {
    match numbers.len() {
        0..PARALLEL_ABOVE => numbers.map(word).collect(),
        _ => numbers.into_par_iter().map(&word).collect(),
    }
}

/// The words of a run of places, each with the bits of those places that are in it.
fn words_of(places: Range<usize>) -> impl Iterator<Item = (usize, u64)> {
    let Range { start, end } = places;
    (start / 64..end.div_ceil(64)).map(move |number| {
        let from = if number * 64 < start { u64::MAX << (start % 64) } else { u64::MAX };
        let to = if (number + 1) * 64 > end { !(u64::MAX << (end % 64)) } else { u64::MAX };
        (number, from & to)
    })
}

/// The places of the bits that are set in a word, in order.
pub fn each_bit(mut word: u64) -> impl Iterator<Item = usize> {
    std::iter::from_fn(move || {
        let bit = (word != 0).then(|| word.trailing_zeros() as usize)?;
        word &= word - 1;
        Some(bit)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_counted_and_listed_is_what_is_meant_in_any_run() {
        let (thirds, odd) = (Bits::of(3..400, |place| place % 3 == 0), Bits::of(0..1000, |place| place % 2 == 1));
        for start in (0..420).step_by(7) {
            for end in (start..420).step_by(11).chain([start, start + 64]) {
                let both: Vec<usize> =
                    (start..end).filter(|place| (3..400).contains(place) && place % 6 == 3).collect();
                assert_eq!(thirds.count_both(&odd, start..end), both.len() as u32, "{start}..{end}");
                let listed: Vec<usize> = thirds.each(start..end).filter(|place| odd.has(*place)).collect();
                assert_eq!(listed, both, "{start}..{end}");
            }
        }
        assert_eq!(Bits::default().count_both(&odd, 0..64), 0);
    }

    #[test]
    fn what_is_made_side_by_side_is_what_is_made_in_turn() {
        let places = 3..PARALLEL_ABOVE * 64 * 2 + 7;
        let many = Bits::of(places.clone(), |place| place % 3 == 0);
        assert!(many.each(0..places.end).eq(places.clone().filter(|place| place % 3 == 0)));
        let kept = many.kept(|place| place % 2 == 0);
        assert!(kept.each(0..places.end).eq(places.filter(|place| place % 6 == 0)));
    }
}
