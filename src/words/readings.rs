//! How is a character read? Its syllables in pinyin, as they are typed without tones.

use pinyin::ToPinyinMulti;
use std::collections::BTreeMap;

/// How many readings of a character count: the data has the common ones first, and rare ones at which nobody would
/// look.
const MOST_READINGS: usize = 3;

/// Each reading with ü may be typed in two ways.
const MOST_SPELLINGS: usize = 2 * MOST_READINGS;

/// Stands where a character has no more readings.
const NONE: u16 = u16::MAX;

/// The syllables of a row of characters.
#[derive(Debug, Default)]
pub(super) struct Readings {
    /// All syllables there are.
    syllables: Vec<Box<str>>,
    /// For each character the numbers of its syllables.
    of: Box<[[u16; MOST_SPELLINGS]]>,
}

/// Ways to type a character's common readings: without tones, ü as `v` and as `u`.
fn spellings(c: char) -> Vec<String> {
    let Some(readings) = c.to_pinyin_multi() else { return Vec::new() };
    let mut plain: Vec<&str> = readings.into_iter().map(|reading| reading.plain()).collect();
    let mut seen = Vec::new();
    plain.retain(|reading| {
        !seen.contains(reading) && seen.len() < MOST_READINGS && {
            seen.push(*reading);
            true
        }
    });
    let typed = plain.into_iter().flat_map(|reading| {
        let reading = reading.replace('ê', "e");
        let ways = if reading.contains('ü') { vec!["v", "u"] } else { vec![""] };
        ways.into_iter().map(move |way| reading.replace('ü', way)).collect::<Vec<_>>()
    });
    let mut spellings: Vec<String> = Vec::new();
    for spelling in typed.filter(|spelling| spelling.bytes().all(|byte| byte.is_ascii_lowercase())) {
        if !spelling.is_empty() && !spellings.contains(&spelling) {
            spellings.push(spelling);
        }
    }
    spellings
}

impl Readings {
    /// The readings of characters.
    pub(super) fn of(chars: &[char]) -> Self {
        let mut numbers: BTreeMap<String, u16> = BTreeMap::new();
        let mut syllables: Vec<Box<str>> = Vec::new();
        let mut read = |c: &char| {
            let mut of = [NONE; MOST_SPELLINGS];
            for (slot, spelling) in of.iter_mut().zip(spellings(*c)) {
                *slot = *numbers.entry(spelling).or_insert_with_key(|spelling| {
                    syllables.push(spelling.as_str().into());
                    (syllables.len() - 1) as u16
                });
            }
            of
        };
        let of = chars.iter().map(&mut read).collect();
        Self { syllables, of }
    }

    /// The syllables that are wanted, to be asked of characters.
    pub(super) fn wanted(&self, is_wanted: impl Fn(&str) -> bool) -> Wanted<'_> {
        Wanted { readings: self, is: self.syllables.iter().map(|syllable| is_wanted(syllable)).collect() }
    }

    /// All syllables, with their numbers.
    pub(super) fn syllables(&self) -> &[Box<str>] {
        &self.syllables
    }

    /// Bytes it takes, nearly.
    pub(super) fn bytes(&self) -> usize {
        size_of_val(&*self.of) + self.syllables.len() * size_of::<Box<str>>()
    }
}

/// Some of the syllables.
pub(super) struct Wanted<'a> {
    readings: &'a Readings,
    is: Vec<bool>,
}

impl Wanted<'_> {
    /// Whether the character at a place has a reading that is wanted.
    #[inline]
    pub(super) fn at(&self, place: u32) -> bool {
        let of = self.readings.of.get(place as usize);
        of.is_some_and(|of| of.iter().any(|number| self.is.get(*number as usize).copied().unwrap_or(false)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn common_readings_are_typed_without_tones() {
        for (c, typed) in [
            ('郑', &["zheng"][..]),
            ('行', &["xing", "hang", "heng"]),
            ('长', &["zhang", "chang"]),
            ('乐', &["le", "yue"]),
            ('重', &["zhong", "chong", "tong"]),
            ('绿', &["lv", "lu"]),
            ('女', &["nv", "nu", "ru"]),
            ('番', &["fan", "pan", "bo"]),
            ('a', &[]),
            ('역', &[]),
        ] {
            assert_eq!(spellings(c), typed, "{c}");
        }
    }
}
