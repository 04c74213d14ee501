//! How do texts become an index? Each is taken apart once, then every token gets its position.

use super::dictionary::{Dictionary, Ordered};
use super::find::Words;
use super::fold::{Piece, each_piece};
use super::lists::{Writing, size};
use super::marks::Marks;
use super::part::{BETWEEN_TEXTS, Part};
use super::readings::Readings;
use hashbrown::HashMap;
use std::thread;

/// What a text is to whom it belongs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Class {
    /// What it is called, in any language; the first is what it is mostly called.
    Name,
    /// What else is said of it: where it is and whose.
    About,
}

/// Most tokens of a class: with five bytes for each they still fit below 2³². What comes after them is not found; that
/// is more than ten million stations with sixty words and characters each.
const MOST_TOKENS: usize = (u32::MAX / 5) as usize;

/// Stands in the stream for a gap, and for the end of a text.
const GAP: u32 = u32::MAX;
const END: u32 = u32::MAX - 1;

impl Words {
    /// Builds the index of the numbers from 0 up to `count`, on two threads. `texts` tells the texts of a number that
    /// are of a class; it is asked for each once.
    pub fn build(count: u32, texts: impl Fn(u32, Class, &mut dyn FnMut(&str)) + Sync) -> Self {
        let read = |class: Class| Draft::of(count, |number, each| texts(number, class, each)).sorted();
        let (names, about) = both(|| read(Class::Name), || read(Class::About));
        let mut order: Vec<u32> = (0..count).collect();
        let length = |number: &u32| names.lengths.get(*number as usize).copied().unwrap_or(u32::MAX);
        order.sort_by_key(length);
        let (names, about) = both(|| names.placed(&order, true), || about.placed(&order, false));
        let readings = Readings::of(names.dictionary.chars());
        Self { names, about, readings, order }
    }
}

/// Does two things at once, where a thread can be started.
fn both<A, B: Send>(one: impl FnOnce() -> A, other: impl Fn() -> B + Sync) -> (A, B) {
    thread::scope(|scope| {
        let beside = thread::Builder::new().name("words".to_owned()).spawn_scoped(scope, &other);
        let one = one();
        let other = match beside.map(thread::ScopedJoinHandle::join) {
            Ok(Ok(done)) => done,
            Ok(Err(panic)) => std::panic::resume_unwind(panic),
            Err(_) => other(),
        };
        (one, other)
    })
}

/// Texts taken apart, their tokens by number.
#[derive(Default)]
struct Draft {
    words: HashMap<Box<str>, u32>,
    /// By the codes of the first character and of the second, which is 0 where there is none.
    pairs: HashMap<u64, u32>,
    /// Tokens of all texts: twice the number of a word, or that of a pair and one, [`GAP`] or [`END`].
    stream: Vec<u32>,
    /// Where the tokens of each number end.
    ends: Vec<usize>,
    /// How many characters the first text of each has.
    lengths: Vec<u32>,
}

impl Draft {
    fn of(count: u32, texts: impl Fn(u32, &mut dyn FnMut(&str))) -> Self {
        let mut draft = Self::default();
        let mut last = String::new();
        for number in 0..count {
            let mut length = None;
            texts(number, &mut |text| {
                // Many are called the same in two languages.
                if length.is_some() && last == text {
                    return;
                }
                if let Some(characters) = draft.add(text) {
                    length.get_or_insert(characters);
                    last.clear();
                    last.push_str(text);
                }
            });
            draft.ends.push(draft.stream.len());
            draft.lengths.push(length.unwrap_or(u32::MAX));
        }
        draft
    }

    /// Takes a text apart and tells its length in characters, if it has any that count.
    fn add(&mut self, text: &str) -> Option<u32> {
        if self.stream.len() >= MOST_TOKENS.saturating_sub(text.len()) {
            return None;
        }
        let Self { words, pairs, stream, .. } = self;
        let begin = stream.len();
        let mut length = 0u32;
        let mut first: Option<char> = None;
        let mut pair = |stream: &mut Vec<u32>, first: Option<char>, second: Option<char>| {
            if let Some(first) = first {
                let next = pairs.len() as u32;
                stream.push(*pairs.entry(joined(first, second)).or_insert(next) << 1 | 1);
            }
        };
        each_piece(text, |piece| match piece {
            Piece::Dense(second) => {
                pair(stream, first.replace(second), Some(second));
                length += 1;
            }
            Piece::Word(word) => {
                pair(stream, first.take(), None);
                let next = words.len() as u32;
                let number = words.get(word).copied().unwrap_or_else(|| {
                    words.insert(word.into(), next);
                    next
                });
                stream.push(number << 1);
                length += word.chars().count() as u32;
            }
            Piece::Space => {}
            Piece::Gap => {
                pair(stream, first.take(), None);
                stream.push(GAP);
                length += 1;
            }
        });
        pair(stream, first, None);
        if stream.len() == begin {
            return None;
        }
        stream.push(END);
        Some(length)
    }

    /// Puts the words and pairs in order and calls them by their keys.
    fn sorted(mut self) -> Sorted {
        let (dictionary, keys) = self.dictionary();
        for token in self.stream.iter_mut().filter(|token| **token < END) {
            *token = keys.of(*token);
        }
        let Self { stream, ends, lengths, .. } = self;
        Sorted { dictionary, keys: keys.words.len() + keys.pairs.len(), stream, ends, lengths }
    }

    /// The words and pairs in order, and their keys.
    fn dictionary(&self) -> (Dictionary, Keys) {
        let mut words: Vec<(&str, u32)> = self.words.iter().map(|(word, number)| (&**word, *number)).collect();
        words.sort_unstable();
        let mut pairs: Vec<(u64, u32)> = self.pairs.iter().map(|(pair, number)| (*pair, *number)).collect();
        pairs.sort_unstable();
        let mut keys = Keys { words: vec![0; words.len()], pairs: vec![0; pairs.len()] };
        let numbers = words.iter().map(|(_, number)| number);
        for (key, number) in (0..).zip(numbers) {
            if let Some(slot) = keys.words.get_mut(*number as usize) {
                *slot = key;
            }
        }
        for (key, (_, number)) in (words.len() as u32..).zip(&pairs) {
            if let Some(slot) = keys.pairs.get_mut(*number as usize) {
                *slot = key;
            }
        }
        let pairs: Vec<(char, Option<char>)> = pairs.into_iter().filter_map(|(pair, _)| parted(pair)).collect();
        // Every dense character is the first of a pair, if only of one without a second.
        let mut chars: Vec<char> = pairs.iter().map(|(first, _)| *first).collect();
        chars.dedup();
        let words: Vec<&str> = words.into_iter().map(|(word, _)| word).collect();
        (Dictionary::of(Ordered { words: &words, chars, pairs: &pairs }), keys)
    }
}

/// Texts as keys, by number.
struct Sorted {
    dictionary: Dictionary,
    /// How many keys there are.
    keys: usize,
    /// Keys of all texts, [`GAP`] or [`END`].
    stream: Vec<u32>,
    /// Where those of each number end.
    ends: Vec<usize>,
    /// How many characters the first text of each has.
    lengths: Vec<u32>,
}

impl Sorted {
    /// Gives every token its position, those of the first in an order first.
    fn placed(&self, order: &[u32], with_edges: bool) -> Part {
        let mut sizes = vec![0; self.keys];
        let mut lasts: Vec<u32> = sizes.clone();
        self.each_position(order, |stands, position| {
            if let Stands::Token(key) = stands
                && let (Some(last), Some(sum)) = (lasts.get_mut(key as usize), sizes.get_mut(key as usize))
            {
                *sum += size(position - std::mem::replace(last, position));
            }
        });
        drop(lasts);
        let mut writing = Writing::of(&sizes);
        drop(sizes);
        let starts = self.each_position(order, |stands, position| {
            if let Stands::Token(key) = stands {
                writing.push(key, position);
            }
        });
        let end = if with_edges { starts.last().map_or(1, |end| *end as usize + 1) } else { 0 };
        let (mut beginnings, mut gaps) = (Marks::none(end), Marks::none(end));
        if with_edges {
            self.each_position(order, |stands, position| match stands {
                Stands::Beginning => beginnings.set(position),
                Stands::Gap => gaps.set(position),
                Stands::Token(_) => {}
            });
            beginnings.set(starts.last().copied().unwrap_or(0));
        }
        Part { dictionary: self.dictionary.clone(), lists: writing.end(), starts, beginnings, gaps }
    }

    /// Tells what stands at every position, the beginning of a text before its first token. Gives back where the texts
    /// of each begin, in order, and where those of the last end.
    fn each_position(&self, order: &[u32], mut each: impl FnMut(Stands, u32)) -> Vec<u32> {
        let mut starts = Vec::with_capacity(order.len() + 1);
        let mut position = 0;
        let mut ended = true;
        for number in order {
            starts.push(position);
            let end_of = |number: usize| self.ends.get(number).copied().unwrap_or(0);
            let begin = (*number as usize).checked_sub(1).map_or(0, end_of);
            for key in self.stream.get(begin..end_of(*number as usize)).unwrap_or_default() {
                if std::mem::take(&mut ended) {
                    each(Stands::Beginning, position);
                }
                match *key {
                    END => {
                        ended = true;
                        position += BETWEEN_TEXTS;
                        continue;
                    }
                    GAP => each(Stands::Gap, position),
                    key => each(Stands::Token(key), position),
                }
                position += 1;
            }
        }
        starts.push(position);
        starts
    }
}

/// A pair as one number, by which pairs are in order.
fn joined(first: char, second: Option<char>) -> u64 {
    u64::from(u32::from(first)) << 32 | u64::from(second.map_or(0, u32::from))
}

fn parted(pair: u64) -> Option<(char, Option<char>)> {
    let first = char::from_u32((pair >> 32) as u32)?;
    Some((first, char::from_u32(pair as u32).filter(|second| *second != '\0')))
}

/// What is at a position.
enum Stands {
    Beginning,
    Gap,
    Token(u32),
}

/// The keys of words and pairs by their numbers.
struct Keys {
    words: Vec<u32>,
    pairs: Vec<u32>,
}

impl Keys {
    #[inline]
    fn of(&self, token: u32) -> u32 {
        let keys = if token & 1 == 1 { &self.pairs } else { &self.words };
        keys.get(token as usize >> 1).copied().unwrap_or(0)
    }
}
