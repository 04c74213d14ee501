//! How many stations are meant in a part of the order, and where is their middle? Sums beside the bits.

use crate::index::{Bits, each_bit};
use rayon::prelude::*;
use std::ops::Range;

/// Which stations are meant, with the sums of their positions up to each word of bits: what any run of places holds
/// is told by its two ends.
#[derive(Debug, Default)]
pub struct Marked {
    bits: Bits,
    /// What lies before each word, and at last the whole.
    before: Vec<Sum>,
}

/// Of fewer words the sums are made in turn: they are done before another thread has woken.
const WORDS_AT_ONCE: usize = 1024;

/// So many positions, and the sums of their coordinates in steps of [`mercator`](super::mercator).
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Sum {
    pub(super) count: u64,
    pub(super) x: u64,
    pub(super) y: u64,
}

impl Sum {
    pub(super) fn and(self, [x, y]: [u32; 2]) -> Self {
        // At most 2^32 stations, so that no sum overflows.
        Self { count: self.count + 1, x: self.x + u64::from(x), y: self.y + u64::from(y) }
    }

    fn plus(self, other: Self) -> Self {
        Self { count: self.count + other.count, x: self.x + other.x, y: self.y + other.y }
    }

    fn minus(self, other: Self) -> Self {
        Self { count: self.count - other.count, x: self.x - other.x, y: self.y - other.y }
    }

    /// The mean of the positions; it lies in every box that holds them all.
    pub(super) fn mean(self) -> [u32; 2] {
        let mean = |sum: u64| sum.checked_div(self.count).map_or(0, |mean| mean as u32);
        [mean(self.x), mean(self.y)]
    }
}

impl Marked {
    /// Sums up what is meant among places at these positions.
    pub(super) fn of(bits: Bits, positions: &[[u32; 2]]) -> Self {
        let words: Vec<(usize, u64)> = bits.words().collect();
        let of_one = |(number, word): &(usize, u64)| of_word(Sum::default(), *number, *word, positions);
        let mut before: Vec<Sum> = words.par_iter().with_min_len(WORDS_AT_ONCE).map(of_one).collect();
        let mut sum = Sum::default();
        for before in &mut before {
            sum = sum.plus(std::mem::replace(before, sum));
        }
        before.push(sum);
        Self { bits, before }
    }

    /// Which they are.
    pub fn bits(&self) -> &Bits {
        &self.bits
    }

    /// Bytes held on the heap.
    pub fn bytes(&self) -> usize {
        self.bits.bytes() + size_of_val(&self.before[..])
    }

    /// The sum of those of some places that are meant.
    pub(super) fn sum(&self, places: Range<usize>, positions: &[[u32; 2]]) -> Sum {
        self.up_to(places.end, positions).minus(self.up_to(places.start, positions))
    }

    /// The sum of all that are meant before a place.
    fn up_to(&self, place: usize, positions: &[[u32; 2]]) -> Sum {
        let number = place / 64;
        let first = self.bits.words().next().map_or(0, |(number, _)| number);
        let Some(nth) = number.checked_sub(first) else { return Sum::default() };
        match self.before.get(nth) {
            Some(before) => of_word(*before, number, self.bits.word(number) & !(u64::MAX << (place % 64)), positions),
            None => self.before.last().copied().unwrap_or_default(),
        }
    }
}

fn of_word(sum: Sum, number: usize, word: u64, positions: &[[u32; 2]]) -> Sum {
    each_bit(word).filter_map(|bit| positions.get(number * 64 + bit)).fold(sum, |sum, at| sum.and(*at))
}
