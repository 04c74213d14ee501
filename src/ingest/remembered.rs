//! What was made of the same text before? Remembered for some texts, since features of a file say the same again and again.

use hashbrown::DefaultHashBuilder;
use std::hash::BuildHasher;

/// Texts that are remembered at most: each has one place, which the last that came there has.
const PLACES: usize = 1 << 13;

/// What was made of some texts.
#[derive(Debug)]
pub(super) struct Remembered<T> {
    places: Vec<Option<(Box<str>, T)>>,
    hasher: DefaultHashBuilder,
}

impl<T> Default for Remembered<T> {
    /// Remembers nothing, for who reads a single feature.
    fn default() -> Self {
        Self { places: Vec::new(), hasher: DefaultHashBuilder::default() }
    }
}

impl<T> Remembered<T> {
    /// With room for many.
    pub(super) fn roomy() -> Self {
        let mut remembered = Self::default();
        remembered.places.resize_with(PLACES, || None);
        remembered
    }

    /// What was made of a text, if it is remembered.
    pub(super) fn find(&self, text: &str) -> Option<&T> {
        match self.places.get(self.place(text))? {
            Some((known, made)) if **known == *text => Some(made),
            _ => None,
        }
    }

    /// Remembers what was made of a text.
    pub(super) fn keep(&mut self, text: &str, made: T) {
        let place = self.place(text);
        if let Some(place) = self.places.get_mut(place) {
            *place = Some((text.into(), made));
        }
    }

    fn place(&self, text: &str) -> usize {
        self.hasher.hash_one(text) as usize % PLACES
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_remembered_is_of_the_same_text_and_no_more_than_there_are_places_for() {
        let mut remembered = Remembered::roomy();
        assert_eq!(remembered.find("0"), None);
        for number in 0..10 * PLACES {
            remembered.keep(&number.to_string(), number);
            assert_eq!(remembered.find(&number.to_string()), Some(&number));
        }
        let found = (0..10 * PLACES).filter_map(|number| Some((number, *remembered.find(&number.to_string())?)));
        let found: Vec<(usize, usize)> = found.collect();
        assert!(found.len() > PLACES / 2 && found.len() <= PLACES);
        assert!(found.iter().all(|(number, made)| number == made));
        let mut forgetful = Remembered::default();
        forgetful.keep("0", 0);
        assert_eq!(forgetful.find("0"), None);
    }
}
