//! Which words are outside a vocabulary, and what is to be said of them?

use super::members::excerpt;
use crate::station::vocabulary::Word;
use hashbrown::HashMap;

/// Remarks that are remembered at most.
const MOST: usize = 1024;

/// A vocabulary, and the remarks on words outside it that were met so far: a word of the source's own may come with each
/// of a million features, and comparing it with the whole vocabulary takes longer than reading the feature.
pub(super) struct NewWords {
    what: &'static str,
    vocabulary: &'static [Word],
    remarks: HashMap<String, String>,
}

impl NewWords {
    /// None met yet; `what` is what the words are called in remarks.
    pub(super) fn new(what: &'static str, vocabulary: &'static [Word]) -> Self {
        Self { what, vocabulary, remarks: HashMap::new() }
    }

    /// A remark on a word outside the vocabulary, naming the one that may be meant.
    pub(super) fn remark(&mut self, word: &str) -> Option<String> {
        if self.vocabulary.iter().any(|entry| entry.word == word) {
            return None;
        }
        let (what, vocabulary) = (self.what, self.vocabulary);
        if self.remarks.len() >= MOST {
            // A file may have another word with each feature.
            self.remarks.clear();
        }
        Some(self.remarks.entry_ref(word).or_insert_with(|| remark(what, word, vocabulary)).clone())
    }
}

fn remark(what: &str, word: &str, vocabulary: &[Word]) -> String {
    let near = vocabulary.iter().map(|entry| (strsim::damerau_levenshtein(word, entry.word), entry.word)).min();
    let hint = match near {
        Some((edits, near)) if edits <= 2 => format!(", perhaps \"{near}\" is meant"),
        _ => String::new(),
    };
    format!("{what} \"{}\" is outside the vocabulary{hint}: kept", excerpt(word))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::station::vocabulary::AMENITIES;

    #[test]
    fn a_new_word_is_compared_once_and_remarked_upon_each_time() {
        let mut words = NewWords::new("amenity", AMENITIES);
        let said = "amenity \"wfii\" is outside the vocabulary, perhaps \"wifi\" is meant: kept";
        for _ in 0..3 {
            assert_eq!(words.remark("wfii").as_deref(), Some(said));
            assert_eq!(words.remark("wifi"), None);
        }
        assert_eq!(
            words.remark("trampoline").as_deref(),
            Some("amenity \"trampoline\" is outside the vocabulary: kept")
        );
        assert_eq!(words.remarks.len(), 2);
    }
}
