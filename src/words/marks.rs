//! Which of a row of numbers are meant? A bit for each.

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

    /// Keeps only what is marked in `other` too, which has the same count.
    pub(super) fn keep(&mut self, other: &Self) {
        self.0.iter_mut().zip(&other.0).for_each(|(word, other)| *word &= other);
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
