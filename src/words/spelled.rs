//! Where do names stand whose characters are read so? By their syllables in pinyin, or by the first letters of those.

use super::marks::Marks;
use super::part::{Part, Slot};
use super::readings::{Readings, Wanted};

impl Part {
    /// Whose characters side by side are read as letters say: by whole syllables of which the last may be begun, or by
    /// the first letter of each of two and more.
    pub(super) fn spelled(&self, readings: &Readings, letters: &str) -> Marks {
        let mut owners = Marks::none(self.count());
        self.by_syllables(readings, letters, |found| owners.add(&found));
        if letters.len() > 1 {
            owners.add(&self.by_initials(readings, letters));
        }
        owners
    }

    /// Tells whose characters are read so, for each way to part the letters.
    fn by_syllables(&self, readings: &Readings, letters: &str, mut found: impl FnMut(Marks)) {
        let ends = can_end(readings.syllables(), letters);
        // After so many letters: where the next character must stand.
        let mut reached: Vec<Vec<u32>> = vec![Vec::new(); letters.len()];
        for begun in 0..letters.len() {
            let here = reached.get_mut(begun).map(std::mem::take).unwrap_or_default();
            if begun > 0 && here.is_empty() {
                continue;
            }
            let rest = letters.get(begun..).unwrap_or_default();
            let at = |slot: &Slot| {
                if begun == 0 {
                    return self.filled(slot);
                }
                let mut kept = here.clone();
                self.keep_filled(&mut kept, slot);
                kept
            };
            if let Some(slot) = self.read_so(&readings.wanted(|syllable| syllable.starts_with(rest)), None) {
                found(if begun == 0 { self.standing_in(&slot).owners } else { self.owners(&at(&slot)) });
            }
            for syllable in readings.syllables().iter().filter(|syllable| rest.starts_with(&***syllable)) {
                let end = begun + syllable.len();
                // The last of all was found above.
                if !ends.get(end).copied().unwrap_or(false) {
                    continue;
                }
                let behind = letters.get(end..).unwrap_or_default();
                let next = readings.wanted(|next| behind.starts_with(next) || next.starts_with(behind));
                let first = readings.wanted(|other| *other == **syllable);
                let Some(slot) = self.read_so(&first, Some(&next)) else { continue };
                let nexts = at(&slot).into_iter().map(|position| position + 1);
                if let Some(reached) = reached.get_mut(end) {
                    let had_some = !reached.is_empty();
                    reached.extend(nexts);
                    if had_some {
                        reached.sort_unstable();
                        reached.dedup();
                    }
                }
            }
        }
    }

    /// Whose characters begin so when they are read.
    fn by_initials(&self, readings: &Readings, letters: &str) -> Marks {
        let mut found: Option<Vec<u32>> = None;
        let last = letters.len() - 2;
        for (place, pair) in
            letters.as_bytes().windows(2).enumerate().filter(|(place, _)| place % 2 == 0 || *place == last)
        {
            let [first, second] = pair else { break };
            let begins = |letter: u8| readings.wanted(move |syllable| syllable.as_bytes().first() == Some(&letter));
            let Some(slot) = self.read_so(&begins(*first), Some(&begins(*second))) else {
                return Marks::none(self.count());
            };
            if letters.len() == 2 {
                return self.standing_in(&slot).owners;
            }
            let slot = Slot { offset: place as u32, ..slot };
            match &mut found {
                None => found = Some(self.filled(&slot)),
                Some(found) => self.keep_filled(found, &slot),
            }
            if found.as_ref().is_some_and(Vec::is_empty) {
                break;
            }
        }
        self.owners(&found.unwrap_or_default())
    }

    /// Characters that are read so, with any behind them or with one that is read so as well.
    fn read_so(&self, first: &Wanted, second: Option<&Wanted>) -> Option<Slot> {
        let mut keys = Vec::new();
        let places = 0..self.dictionary.chars().len() as u32;
        for pairs in places.filter(|place| first.at(*place)).map(|place| self.dictionary.pairs_of(place)) {
            match second {
                None => keys.push(pairs),
                Some(second) => {
                    let is_read_so = |key: &u32| self.dictionary.second(*key).is_some_and(|place| second.at(place));
                    keys.extend(pairs.filter(is_read_so).map(|key| key..key + 1));
                }
            }
        }
        (!keys.is_empty()).then_some(Slot { offset: 0, keys })
    }
}

/// For each count of letters whether those behind it can be read to the end.
fn can_end(syllables: &[Box<str>], letters: &str) -> Vec<bool> {
    let mut ends = vec![false; letters.len() + 1];
    for begun in (0..letters.len()).rev() {
        let rest = letters.get(begun..).unwrap_or_default();
        let ends_so = |syllable: &str| {
            let ends_behind = || ends.get(begun + syllable.len()).copied().unwrap_or(false);
            syllable.starts_with(rest) || (rest.starts_with(syllable) && ends_behind())
        };
        let can = syllables.iter().any(|syllable| ends_so(syllable));
        if let Some(end) = ends.get_mut(begun) {
            *end = can;
        }
    }
    ends
}
