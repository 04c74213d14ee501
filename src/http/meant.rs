//! Which known word may be meant by one that is not known?

/// The known word nearest to one that is not known, if it is near enough to be meant.
pub fn nearest_word<'a>(word: &str, known: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    let (edits, near) = closest(word, known)?;
    (edits <= near.len().div_ceil(3)).then_some(near)
}

/// The known word nearest to one that is not known, however far it is.
pub fn closest_word<'a>(word: &str, known: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    closest(word, known).map(|(_, near)| near)
}

/// By how many edits the nearest word differs.
fn closest<'a>(word: &str, known: impl Iterator<Item = &'a str>) -> Option<(usize, &'a str)> {
    let word: String = word.chars().take(64).flat_map(char::to_lowercase).collect();
    let edits = |known: &str| strsim::damerau_levenshtein(&word, &known.to_lowercase());
    known.map(|known| (edits(known), known)).min()
}
