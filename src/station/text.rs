//! Where are a station's words? Pieces of texts that many stations share, and lists that many have alike.
//!
//! A station of its own texts would be a dozen small pieces of memory, each with a pointer, a length and room that the
//! allocator leaves unused: more bytes than the words themselves.

use std::cmp::Ordering;
use std::fmt;
use std::hash::{Hash, Hasher};
use std::ops::{Deref, Range};
use std::sync::Arc;
use triomphe::ThinArc;

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

    /// Which bytes of another piece it is, if it lies within that.
    pub fn place_in(&self, whole: &Self) -> Option<Range<usize>> {
        let within = Arc::ptr_eq(&self.sheet, &whole.sheet) && whole.start <= self.start && self.end <= whole.end;
        within.then(|| (self.start - whole.start) as usize..(self.end - whole.start) as usize)
    }

    /// What it says.
    #[inline]
    pub fn as_str(&self) -> &str {
        self.sheet.get(self.start as usize..self.end as usize).unwrap_or_default()
    }

    /// Reads a byte of each of its first lines of memory, so that whoever goes through several texts one after the other
    /// waits for all of them at once.
    #[inline]
    pub fn touch(&self) -> u8 {
        const LINE: usize = 64;
        const LINES: usize = 8;
        let bytes = self.sheet.as_bytes();
        let byte = |line: usize| bytes.get(self.start as usize + line * LINE).copied().unwrap_or_default();
        (0..LINES).fold(0, |all, line| all ^ byte(line))
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

/// A list that may be that of many stations: 8 bytes, one piece of memory, and nothing at all where it is empty.
pub struct List<T>(Option<ThinArc<(), T>>);

impl<T> List<T> {
    /// Where it lies, by which lists that are one and the same are told; none of an empty one.
    pub fn place(&self) -> Option<usize> {
        self.0.as_ref().map(|list| list.slice.as_ptr() as usize)
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
        self.0.as_ref().map_or(&[], |list| &list.slice)
    }
}

impl<T: fmt::Debug> fmt::Debug for List<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        (**self).fmt(f)
    }
}

impl<T> From<Vec<T>> for List<T> {
    fn from(list: Vec<T>) -> Self {
        Self((!list.is_empty()).then(|| ThinArc::from_header_and_iter((), list.into_iter())))
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
        let (whole, part) = (Text::piece(&sheet, 1..7), Text::piece(&sheet, 4..7));
        assert_eq!((part.place_in(&whole), whole.place_in(&part)), (Some(3..6), None));
        assert_eq!(Text::from("驿站").place_in(&whole), None);
        assert_eq!((size_of::<Text>(), size_of::<Option<Text>>(), size_of::<List<Text>>()), (16, 16, 8));
    }

    #[test]
    fn an_empty_list_lies_nowhere() {
        assert_eq!(List::<u8>::from(Vec::new()).place(), None);
        let list: List<u8> = [1, 2].into_iter().collect();
        assert_eq!((&*list, list.clone().place()), (&[1, 2][..], list.place()));
    }
}
