//! Where are a station's words? Pieces of texts that many stations share, and lists that many have alike.
//!
//! A station of its own texts would be a dozen small pieces of memory, each with a pointer, a length and room that the
//! allocator leaves unused: more bytes than the words themselves.

use std::cmp::Ordering;
use std::fmt;
use std::hash::{Hash, Hasher};
use std::ops::{Deref, Range};
use std::sync::Arc;

/// A piece of a text that others have pieces of too: 16 bytes, whatever it says.
#[derive(Clone)]
pub struct Text {
    sheet: Arc<Box<str>>,
    start: u32,
    end: u32,
}

impl Text {
    /// Most bytes of a text that pieces are taken from.
    pub const LONGEST_SHEET: usize = u32::MAX as usize;

    /// A piece of a text, by its bytes. What is no piece, as it ends within a character or beyond
    /// [`LONGEST_SHEET`](Self::LONGEST_SHEET), is empty.
    pub fn piece(sheet: &Arc<Box<str>>, bytes: Range<usize>) -> Self {
        let end = |end: usize| u32::try_from(end).unwrap_or(0);
        Self { sheet: sheet.clone(), start: end(bytes.start), end: end(bytes.end) }
    }

    /// What it says.
    #[inline]
    pub fn as_str(&self) -> &str {
        self.sheet.get(self.start as usize..self.end as usize).unwrap_or_default()
    }
}

impl From<&str> for Text {
    /// A text by itself.
    fn from(text: &str) -> Self {
        Self::piece(&Arc::new(text.into()), 0..text.len())
    }
}

impl Deref for Text {
    type Target = str;

    fn deref(&self) -> &str {
        self.as_str()
    }
}

impl fmt::Debug for Text {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.as_str().fmt(f)
    }
}

impl PartialEq for Text {
    fn eq(&self, other: &Self) -> bool {
        self.as_str() == other.as_str()
    }
}

impl Eq for Text {}

impl PartialOrd for Text {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Text {
    fn cmp(&self, other: &Self) -> Ordering {
        self.as_str().cmp(other.as_str())
    }
}

impl Hash for Text {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.as_str().hash(state);
    }
}

/// A list that may be that of many stations: 8 bytes, and nothing else where it is empty.
pub struct List<T>(Option<Arc<Box<[T]>>>);

impl<T> List<T> {
    /// Where it lies, by which lists that are one and the same are told; none of an empty one.
    pub fn place(&self) -> Option<usize> {
        self.0.as_ref().map(|list| Arc::as_ptr(list) as usize)
    }
}

impl<T> Default for List<T> {
    fn default() -> Self {
        Self(None)
    }
}

impl<T> Clone for List<T> {
    fn clone(&self) -> Self {
        Self(self.0.clone())
    }
}

impl<T> Deref for List<T> {
    type Target = [T];

    #[inline]
    fn deref(&self) -> &[T] {
        self.0.as_ref().map_or(&[], |list| list)
    }
}

impl<T: fmt::Debug> fmt::Debug for List<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        (**self).fmt(f)
    }
}

impl<T> From<Vec<T>> for List<T> {
    fn from(list: Vec<T>) -> Self {
        Self((!list.is_empty()).then(|| Arc::new(list.into())))
    }
}

impl<T> FromIterator<T> for List<T> {
    fn from_iter<I: IntoIterator<Item = T>>(items: I) -> Self {
        Vec::from_iter(items).into()
    }
}

impl<'a, T> IntoIterator for &'a List<T> {
    type Item = &'a T;
    type IntoIter = std::slice::Iter<'a, T>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_piece_says_what_stands_there_and_what_is_no_piece_says_nothing() {
        let sheet: Arc<Box<str>> = Arc::new("a驿站".into());
        assert_eq!(Text::piece(&sheet, 1..4).as_str(), "驿");
        assert_eq!(Text::piece(&sheet, 1..4), Text::from("驿"));
        for none in [1..3, 5..9, 4..99, Range { start: 3, end: 1 }, 0..usize::MAX] {
            assert_eq!(Text::piece(&sheet, none.clone()).as_str(), "", "{none:?}");
        }
        assert!(Text::from("a") < Text::from("b"));
        assert_eq!((size_of::<Text>(), size_of::<Option<Text>>(), size_of::<List<Text>>()), (16, 16, 8));
    }

    #[test]
    fn an_empty_list_lies_nowhere() {
        assert_eq!(List::<u8>::from(Vec::new()).place(), None);
        let list: List<u8> = [1, 2].into_iter().collect();
        assert_eq!((&*list, list.clone().place()), (&[1, 2][..], list.place()));
    }
}
