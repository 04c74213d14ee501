//! Which of a row of numbers are meant? A bit for each.

use std::ops::Range;

/// A bit for each number below a count.
#[derive(Debug, Clone, Default)]
pub(super) struct Marks(Vec<u64>);

impl Marks {
    /// None of `count` numbers.
    pub(super) fn none(count: usize) -> Self {
        Self(vec![0; count.div_ceil(64)])
    }

    /// Marks a number; one that is too large is not there.
    #[inline]
    pub(super) fn set(&mut self, number: u32) {
        if let Some(word) = self.0.get_mut(number as usize / 64) {
            *word |= 1 << (number % 64);
        }
    }

    /// Whether a number is marked.
    #[inline]
    pub(super) fn has(&self, number: u32) -> bool {
        self.0.get(number as usize / 64).is_some_and(|word| word >> (number % 64) & 1 == 1)
    }

    /// Marks also what is marked in `other`, which has the same count.
    pub(super) fn add(&mut self, other: &Self) {
        self.0.iter_mut().zip(&other.0).for_each(|(word, other)| *word |= other);
    }

    /// Keeps only what is marked in `other` too.
    pub(super) fn keep(&mut self, other: &Self) {
        self.0.truncate(other.0.len());
        self.0.iter_mut().zip(&other.0).for_each(|(word, other)| *word &= other);
    }

    /// Whether any of some numbers is marked.
    #[inline]
    pub(super) fn has_any(&self, numbers: Range<u32>) -> bool {
        let (first, last) = (numbers.start / 64, numbers.end / 64);
        let from = u64::MAX << (numbers.start % 64);
        let below = !(u64::MAX << (numbers.end % 64));
        let word = |place: u32| self.0.get(place as usize).copied().unwrap_or(0);
        if first == last {
            return word(first) & from & below != 0;
        }
        word(first) & from != 0 || (first + 1..last).any(|place| word(place) != 0) || word(last) & below != 0
    }

    /// Drops what is marked in `other`, which has the same count.
    pub(super) fn drop_all(&mut self, other: &Self) {
        self.0.iter_mut().zip(&other.0).for_each(|(word, other)| *word &= !other);
    }

    /// Whether none is marked.
    pub(super) fn is_empty(&self) -> bool {
        self.0.iter().all(|word| *word == 0)
    }

    /// The marked numbers in order.
    pub(super) fn each(&self, mut each: impl FnMut(u32)) {
        for (place, word) in (0u32..).zip(&self.0) {
            let mut rest = *word;
            while rest != 0 {
                each(place * 64 + rest.trailing_zeros());
                rest &= rest - 1;
            }
        }
    }

    /// Bytes it takes.
    pub(super) fn bytes(&self) -> usize {
        self.0.capacity() * size_of::<u64>()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_run_has_a_mark_exactly_if_one_of_its_numbers_has() {
        let mut marks = Marks::none(300);
        [0, 63, 64, 130, 299].into_iter().for_each(|number| marks.set(number));
        for start in 0..310 {
            for end in start..310 {
                assert_eq!(marks.has_any(start..end), (start..end).any(|number| marks.has(number)), "{start}..{end}");
            }
        }
    }
}
