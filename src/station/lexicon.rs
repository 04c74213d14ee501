//! Which words does this data set know? The vocabulary, and the words that only its files use.

use super::{AmenityId, KindId, vocabulary};
use hashbrown::HashMap;

/// Words in use, each with a small number: first the vocabulary, then a data set's own in order of appearance.
#[derive(Debug, Clone)]
pub struct Lexicon {
    amenities: Words,
    kinds: Words,
}

#[derive(Debug, Clone)]
struct Words {
    words: Vec<Box<str>>,
    ids: HashMap<Box<str>, u32>,
    table: &'static [vocabulary::Word],
}

impl Words {
    fn of(table: &'static [vocabulary::Word]) -> Self {
        let words: Vec<Box<str>> = table.iter().map(|entry| entry.word.into()).collect();
        let ids = (0u32..).zip(&words).map(|(id, word)| (word.clone(), id)).collect();
        Self { words, ids, table }
    }

    fn intern(&mut self, word: &str) -> u32 {
        if let Some(id) = self.ids.get(word) {
            return *id;
        }
        let id = self.words.len() as u32;
        self.words.push(word.into());
        self.ids.insert(word.into(), id);
        id
    }

    fn word(&self, id: u32) -> &str {
        self.words.get(id as usize).map_or("", AsRef::as_ref)
    }

    fn entry(&self, id: u32) -> Option<&'static vocabulary::Word> {
        self.table.get(id as usize)
    }
}

impl Default for Lexicon {
    fn default() -> Self {
        Self { amenities: Words::of(vocabulary::AMENITIES), kinds: Words::of(vocabulary::KINDS) }
    }
}

impl Lexicon {
    /// The amenity a word means, if the vocabulary or the data has it.
    pub fn amenity(&self, word: &str) -> Option<AmenityId> {
        self.amenities.ids.get(word).copied().map(AmenityId)
    }

    /// The amenity a word means; a new word is taken up.
    pub fn intern_amenity(&mut self, word: &str) -> AmenityId {
        AmenityId(self.amenities.intern(word))
    }

    /// The word of an amenity.
    pub fn amenity_word(&self, id: AmenityId) -> &str {
        self.amenities.word(id.0)
    }

    /// The vocabulary's entry for an amenity; none for a data set's own word.
    pub fn amenity_entry(&self, id: AmenityId) -> Option<&'static vocabulary::Word> {
        self.amenities.entry(id.0)
    }

    /// Every amenity known, vocabulary first.
    pub fn amenities(&self) -> impl ExactSizeIterator<Item = (AmenityId, &str)> {
        self.amenities.words.iter().enumerate().map(|(id, word)| (AmenityId(id as u32), word.as_ref()))
    }

    /// The kind of station a word means, if the vocabulary or the data has it.
    pub fn kind(&self, word: &str) -> Option<KindId> {
        self.kinds.ids.get(word).copied().map(KindId)
    }

    /// The kind a word means; a new word is taken up.
    pub fn intern_kind(&mut self, word: &str) -> KindId {
        KindId(self.kinds.intern(word))
    }

    /// The word of a kind.
    pub fn kind_word(&self, id: KindId) -> &str {
        self.kinds.word(id.0)
    }

    /// The vocabulary's entry for a kind; none for a data set's own word.
    pub fn kind_entry(&self, id: KindId) -> Option<&'static vocabulary::Word> {
        self.kinds.entry(id.0)
    }

    /// Every kind known, vocabulary first.
    pub fn kinds(&self) -> impl ExactSizeIterator<Item = (KindId, &str)> {
        self.kinds.words.iter().enumerate().map(|(id, word)| (KindId(id as u32), word.as_ref()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_new_word_is_taken_up_once() {
        let mut lexicon = Lexicon::default();
        assert_eq!(lexicon.amenity("trampoline"), None);
        let id = lexicon.intern_amenity("trampoline");
        assert_eq!(lexicon.intern_amenity("trampoline"), id);
        assert_eq!(lexicon.amenity("trampoline"), Some(id));
        assert_eq!(lexicon.amenity_word(id), "trampoline");
        assert!(lexicon.amenity_entry(id).is_none());
        assert!(lexicon.amenity_entry(lexicon.amenity("water").unwrap()).is_some());
    }
}
