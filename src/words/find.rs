//! Which of all are called so, and which come first?

use super::marks::Marks;
use super::part::{BETWEEN_TEXTS, Part, Standing};
use super::query::{Phrase, Query, Token, letters};
use super::readings::Readings;

/// An index over the texts of many, immutable once built.
#[derive(Debug)]
pub struct Words {
    pub(super) names: Part,
    pub(super) about: Part,
    /// How the characters in names are read.
    pub(super) readings: Readings,
    /// The numbers by the length of their first names, then in order. The texts stand in this order.
    pub(super) order: Vec<u32>,
}

/// How well something matches, the best first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Rank {
    /// It is called so.
    Exact,
    /// A name of it begins so.
    Beginning,
    /// Every word is in one of its names.
    Named,
    /// Every word is in one of its names or is how a part of one is read in Chinese.
    Spelled,
    /// Every word is somewhere in what is said of it.
    About,
}

impl Rank {
    /// All of them, the best first.
    pub const ALL: [Self; 5] = [Self::Exact, Self::Beginning, Self::Named, Self::Spelled, Self::About];
}

/// All that match a question.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Found {
    /// Their numbers: by rank, then by the length of the first name in characters, then in order.
    pub numbers: Vec<u32>,
    /// How many there are of each rank, in the order of [`Rank::ALL`].
    pub counts: [usize; 5],
}

impl Found {
    /// The numbers with their ranks, the best first.
    pub fn ranked(&self) -> impl Iterator<Item = (Rank, u32)> {
        let ranks = Rank::ALL.into_iter().zip(self.counts).flat_map(|(rank, count)| std::iter::repeat_n(rank, count));
        ranks.zip(self.numbers.iter().copied())
    }
}

/// Who matches every word so far.
struct Matching {
    /// By names alone.
    named: Marks,
    /// By names and how they are read.
    spelled: Marks,
    /// By anything.
    any: Marks,
}

impl Words {
    /// Who matches every word of a question, best first. The work is bounded by the positions of its words and
    /// characters, whatever the texts.
    pub fn find(&self, query: &Query) -> Found {
        let mut so_far: Option<Matching> = None;
        let mut beginning = Vec::new();
        for term in &query.terms {
            // The commonest words stand in nearly every text: names and all else are read side by side.
            let (Standing { owners: named, beginnings }, about) =
                rayon::join(|| self.names.phrase(term, true), || self.about.phrase(term, true).owners);
            beginning = beginnings;
            let mut spelled = named.clone();
            if let Some(letters) = letters(term) {
                spelled.add(&self.names.spelled(&self.readings, letters));
            }
            let mut any = spelled.clone();
            any.add(&about);
            match &mut so_far {
                None => so_far = Some(Matching { named, spelled, any }),
                Some(so_far) => {
                    so_far.named.keep(&named);
                    so_far.spelled.keep(&spelled);
                    so_far.any.keep(&any);
                }
            }
            if so_far.as_ref().is_some_and(|so_far| so_far.any.is_empty()) {
                return Found::default();
            }
        }
        let Some(Matching { named, spelled, any }) = so_far else { return Found::default() };
        if query.terms.len() > 1 || query.terms.first() != Some(&query.whole) {
            beginning = self.beginning(query, &named);
        }
        let exact = self.exact(&beginning, &query.whole, query.length());
        let ranks = [self.names.owners(&exact), self.names.owners(&beginning), named, spelled, any];
        self.in_order(ranks)
    }

    /// Where names begin that begin with all that is asked, as it is asked.
    fn beginning(&self, query: &Query, named: &Marks) -> Vec<u32> {
        if named.is_empty() {
            return Vec::new();
        }
        let gaps = query.gaps();
        let mut beginning = self.names.phrase(&query.whole, true).beginnings;
        beginning.retain(|position| gaps.iter().all(|gap| self.names.gaps.has(position + gap)));
        beginning
    }

    /// Which of the names that begin so end so too.
    fn exact(&self, beginning: &[u32], whole: &Phrase, length: u32) -> Vec<u32> {
        // Behind a text stands the beginning of the next, or where it would be.
        let ends_there = |position: &&u32| self.names.beginnings.has(**position + length + BETWEEN_TEXTS);
        let mut exact: Vec<u32> = beginning.iter().filter(ends_there).copied().collect();
        if let Some((_, Token::Word(_))) = whole.last()
            && !exact.is_empty()
        {
            let slots = self.names.slots(whole, false).unwrap_or_default();
            if slots.is_empty() {
                return Vec::new();
            }
            slots.iter().for_each(|slot| self.names.keep_filled(&mut exact, slot));
        }
        exact
    }

    /// The numbers of each rank but those of a better one.
    fn in_order(&self, ranks: [Marks; 5]) -> Found {
        let mut found = Found::default();
        let mut better = Marks::none(self.order.len());
        for (mut rank, count) in ranks.into_iter().zip(&mut found.counts) {
            rank.drop_all(&better);
            let before = found.numbers.len();
            rank.each(|place| found.numbers.extend(self.order.get(place as usize)));
            *count = found.numbers.len() - before;
            better.add(&rank);
        }
        found
    }

    /// Bytes it takes.
    pub fn bytes(&self) -> usize {
        self.names.bytes() + self.about.bytes() + self.readings.bytes() + self.order.capacity() * size_of::<u32>()
    }
}
