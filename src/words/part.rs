//! Where in some of the texts does what is looked for stand? Found by positions alone.
//!
//! Tokens stand at numbered positions, one behind the other; a gap takes one, and the end of a text two, so that what
//! stands side by side belongs to one text.

use super::dictionary::Dictionary;
use super::lists::Lists;
use super::marks::Marks;
use super::query::{Phrase, Token};
use std::ops::Range;

/// How many positions lie between the texts.
pub(super) const BETWEEN_TEXTS: u32 = 2;

/// From how many positions on, as a share of all, marks are quicker than sorting.
const SPARSE: usize = 256;

/// From how many owners to a position on the next is looked for by halves.
const SKIPPING: usize = 16;

/// The texts of one class.
#[derive(Debug, Default)]
pub(super) struct Part {
    pub dictionary: Dictionary,
    pub lists: Lists,
    /// For each whose texts they are the first position, and behind the last that of the end.
    pub starts: Vec<u32>,
    /// Where texts begin, and one more would; of names only.
    pub beginnings: Marks,
    /// Where gaps are; of names only.
    pub gaps: Marks,
}

/// Where a phrase stands.
pub(super) struct Standing {
    pub owners: Marks,
    /// The positions at which a text begins with it, in order; of names only.
    pub beginnings: Vec<u32>,
}

/// Keys of which one must stand at an offset.
#[derive(Debug)]
pub(super) struct Slot {
    pub offset: u32,
    pub keys: Vec<Range<u32>>,
}

/// Whose texts stand at positions that are told in order.
struct Owners<'a> {
    starts: &'a [u32],
    /// The first start behind the last position: that of the next owner.
    next: usize,
    are_few: bool,
    marks: Marks,
}

impl Owners<'_> {
    #[inline]
    fn add(&mut self, position: u32) {
        if self.are_few {
            let rest = self.starts.get(self.next..).unwrap_or_default();
            self.next += rest.partition_point(|start| *start <= position);
        } else {
            while self.starts.get(self.next).is_some_and(|start| *start <= position) {
                self.next += 1;
            }
        }
        self.marks.set((self.next as u32).wrapping_sub(1));
    }
}

/// Positions of several keys.
enum Union {
    Sorted(Vec<u32>),
    Marked(Marks),
}

impl Part {
    /// Which keys must stand at which offsets; none if one of them stands nowhere. The last token may go on if it is
    /// `open`.
    pub(super) fn slots(&self, phrase: &Phrase, open: bool) -> Option<Vec<Slot>> {
        let mut slots = Vec::new();
        let mut take = |offset: u32, keys: Range<u32>| {
            let is_there = !keys.is_empty();
            slots.push(Slot { offset, keys: vec![keys] });
            is_there.then_some(())
        };
        let one = |key: Option<u32>| key.map_or(0..0, |key| key..key + 1);
        let mut rest = phrase.as_slice();
        while let [(offset, token), behind @ ..] = rest {
            let length = match token {
                Token::Word(word) => {
                    let goes_on = open && behind.is_empty();
                    take(
                        *offset,
                        if goes_on { self.dictionary.words_from(word) } else { one(self.dictionary.word(word)) },
                    )?;
                    1
                }
                Token::Dense(first) => {
                    let run = dense_run(rest);
                    if run.len() == 1 {
                        take(*offset, self.dictionary.pairs(*first))?;
                    }
                    // Every second pair, and the last, hold all of them together.
                    let last = run.len().saturating_sub(2);
                    for (place, pair) in
                        run.windows(2).enumerate().filter(|(place, _)| place % 2 == 0 || *place == last)
                    {
                        if let [first, second] = pair {
                            take(offset + place as u32, one(self.dictionary.pair(*first, *second)))?;
                        }
                    }
                    run.len()
                }
            };
            rest = rest.get(length..).unwrap_or_default();
        }
        Some(slots)
    }

    /// Whose texts a phrase stands in, and where it begins one.
    pub(super) fn phrase(&self, phrase: &Phrase, open: bool) -> Standing {
        let Some(slots) = self.slots(phrase, open) else {
            return Standing { owners: Marks::none(self.count()), beginnings: Vec::new() };
        };
        match slots.as_slice() {
            [slot] => self.standing_in(slot),
            _ => self.standing_at(self.all(slots)),
        }
    }

    /// The same of a slot whose offset is 0.
    pub(super) fn standing_in(&self, slot: &Slot) -> Standing {
        match only(&slot.keys) {
            Some(key) => self.standing(self.lists.walk(key), self.cost(&slot.keys)),
            None => match self.union(&slot.keys) {
                Union::Sorted(positions) => self.standing_at(positions),
                Union::Marked(marks) => self.standing_where(marks),
            },
        }
    }

    fn standing_at(&self, positions: Vec<u32>) -> Standing {
        let count = positions.len();
        self.standing(positions.into_iter(), count)
    }

    /// By positions in order, of which there are at most so many.
    fn standing(&self, positions: impl Iterator<Item = u32>, most: usize) -> Standing {
        let mut owners = self.to_owners(most);
        let mut beginnings = Vec::new();
        for position in positions {
            owners.add(position);
            if self.beginnings.has(position) {
                beginnings.push(position);
            }
        }
        Standing { owners: owners.marks, beginnings }
    }

    /// By marked positions, of which there are many: owner by owner.
    fn standing_where(&self, mut marks: Marks) -> Standing {
        let mut owners = Marks::none(self.count());
        for (number, ends) in (0u32..).zip(self.starts.windows(2)) {
            if let [start, end] = ends
                && marks.has_any(*start..*end)
            {
                owners.set(number);
            }
        }
        marks.keep(&self.beginnings);
        let mut beginnings = Vec::new();
        marks.each(|position| beginnings.push(position));
        Standing { owners, beginnings }
    }

    /// Where all slots are filled: the positions of offset 0, in order.
    pub(super) fn all(&self, mut slots: Vec<Slot>) -> Vec<u32> {
        slots.sort_by_cached_key(|slot| self.cost(&slot.keys));
        let mut slots = slots.iter();
        let mut found = slots.next().map_or_else(Vec::new, |slot| self.filled(slot));
        for slot in slots {
            if found.is_empty() {
                break;
            }
            self.keep_filled(&mut found, slot);
        }
        found
    }

    fn cost(&self, keys: &[Range<u32>]) -> usize {
        keys.iter().map(|keys| self.lists.cost(keys)).sum()
    }

    /// Where a slot is filled: the positions of offset 0, in order.
    pub(super) fn filled(&self, slot: &Slot) -> Vec<u32> {
        let mut found = Vec::with_capacity(self.cost(&slot.keys));
        self.each_filled(slot, |position| found.extend(position.checked_sub(slot.offset)));
        found
    }

    /// Tells where one of the keys of a slot stands, in order.
    fn each_filled(&self, slot: &Slot, mut each: impl FnMut(u32)) {
        if let Some(key) = only(&slot.keys) {
            return self.lists.walk(key).for_each(each);
        }
        match self.union(&slot.keys) {
            Union::Sorted(positions) => positions.into_iter().for_each(each),
            Union::Marked(marks) => marks.each(&mut each),
        }
    }

    /// Keeps the positions at which a slot is filled too.
    pub(super) fn keep_filled(&self, found: &mut Vec<u32>, slot: &Slot) {
        if let Some(key) = only(&slot.keys) {
            keep_both(found, slot.offset, self.lists.walk(key));
            return;
        }
        match self.union(&slot.keys) {
            Union::Sorted(positions) => keep_both(found, slot.offset, positions.into_iter()),
            Union::Marked(marks) => found.retain(|start| marks.has(start + slot.offset)),
        }
    }

    fn union(&self, keys: &[Range<u32>]) -> Union {
        let cost = self.cost(keys);
        let positions = self.positions();
        let all = keys.iter().cloned().flatten();
        if cost < positions as usize / SPARSE {
            let mut sorted = Vec::with_capacity(cost);
            all.for_each(|key| sorted.extend(self.lists.walk(key)));
            sorted.sort_unstable();
            Union::Sorted(sorted)
        } else {
            let mut marks = Marks::none(positions as usize);
            all.for_each(|key| self.lists.walk(key).for_each(|position| marks.set(position)));
            Union::Marked(marks)
        }
    }

    /// How many positions there are.
    fn positions(&self) -> u32 {
        self.starts.last().copied().unwrap_or(0)
    }

    /// Whose texts stand at positions that are in order.
    pub(super) fn owners(&self, positions: &[u32]) -> Marks {
        let mut owners = self.to_owners(positions.len());
        positions.iter().for_each(|position| owners.add(*position));
        owners.marks
    }

    /// Whose texts may be meant.
    pub(super) fn count(&self) -> usize {
        self.starts.len().saturating_sub(1)
    }

    fn to_owners(&self, positions: usize) -> Owners<'_> {
        let are_few = positions < self.count() / SKIPPING;
        Owners { starts: &self.starts, next: 0, are_few, marks: Marks::none(self.count()) }
    }

    /// Bytes it takes.
    pub(super) fn bytes(&self) -> usize {
        self.dictionary.bytes()
            + self.lists.bytes()
            + self.starts.capacity() * size_of::<u32>()
            + self.beginnings.bytes()
            + self.gaps.bytes()
    }
}

/// The dense characters that stand side by side at the beginning.
fn dense_run(phrase: &[(u32, Token)]) -> Vec<char> {
    let first = phrase.first().map_or(0, |(offset, _)| *offset);
    let dense = (first..).zip(phrase).map_while(|(expected, (offset, token))| match token {
        Token::Dense(c) if *offset == expected => Some(*c),
        _ => None,
    });
    dense.collect()
}

/// The only key, if it is one.
fn only(keys: &[Range<u32>]) -> Option<u32> {
    match keys {
        [keys] if keys.len() == 1 => Some(keys.start),
        _ => None,
    }
}

/// Keeps what stands `offset` before one of some positions that are in order, as `found` is.
fn keep_both(found: &mut Vec<u32>, offset: u32, mut positions: impl Iterator<Item = u32>) {
    let mut next = positions.next();
    found.retain(|start| {
        let wanted = start + offset;
        while next.is_some_and(|position| position < wanted) {
            next = positions.next();
        }
        next == Some(wanted)
    });
}
