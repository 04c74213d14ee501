//! What is told about input that was refused or changed? File, place, and a reason one can act on.

use memchr::memchr_iter;
use std::borrow::Cow;
use std::sync::Arc;

/// A rejection or a warning: where, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notice {
    /// The file, as the data set names it.
    pub file: Arc<str>,
    /// Where in the file, as far as that is known.
    pub locator: Option<Locator>,
    /// Index of the feature or row, from 0; none for a whole file.
    pub index: Option<usize>,
    /// The record's id, where it has one.
    pub id: Option<String>,
    /// What is wrong and, where it can be told, what would mend it.
    pub reason: Cow<'static, str>,
}

/// Where something stands in a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Locator {
    /// A line, from 1, of a file that consists of lines.
    Line(usize),
    /// A byte, from 0, of one that does not.
    Byte(usize),
}

impl Notice {
    /// A notice about a whole file.
    pub fn of_file(file: &str, reason: impl Into<Cow<'static, str>>) -> Self {
        Self { file: file.into(), locator: None, index: None, id: None, reason: reason.into() }
    }
}

impl std::fmt::Display for Notice {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}", self.file)?;
        match self.locator {
            Some(Locator::Line(line)) => write!(f, ":{line}")?,
            Some(Locator::Byte(byte)) => write!(f, "@{byte}")?,
            None => {}
        }
        if let Some(index) = self.index {
            write!(f, " [{index}]")?;
        }
        if let Some(id) = &self.id {
            write!(f, " {id}")?;
        }
        write!(f, ": {}", self.reason)
    }
}

/// A record with its place in its file.
#[derive(Debug, Clone)]
pub struct Placed<T> {
    /// The record.
    pub record: T,
    /// Where in the file it begins.
    pub locator: Option<Locator>,
    /// Index of the feature, from 0.
    pub index: usize,
}

impl<T> Placed<T> {
    /// The record as something else, at the same place.
    pub fn map<U>(self, into: impl FnOnce(T) -> U) -> Placed<U> {
        Placed { record: into(self.record), locator: self.locator, index: self.index }
    }
}

/// What came of one source.
#[derive(Debug)]
pub struct Intake<T> {
    /// The records taken.
    pub records: Vec<T>,
    /// Records, or whole files, refused.
    pub rejections: Vec<Notice>,
    /// What was taken with a change or a doubt.
    pub warnings: Vec<Notice>,
}

impl<T> Default for Intake<T> {
    fn default() -> Self {
        Self { records: Vec::new(), rejections: Vec::new(), warnings: Vec::new() }
    }
}

impl<T> Intake<T> {
    /// Each record as something else.
    pub fn map<U>(self, into: impl FnMut(T) -> U) -> Intake<U> {
        let records = self.records.into_iter().map(into).collect();
        Intake { records, rejections: self.rejections, warnings: self.warnings }
    }

    /// All records, if there are any, as one thing to be shared.
    pub fn all_in_one<U>(self, into: impl FnOnce(Vec<T>) -> U) -> Intake<Arc<U>> {
        let records = if self.records.is_empty() { Vec::new() } else { vec![Arc::new(into(self.records))] };
        Intake { records, rejections: self.rejections, warnings: self.warnings }
    }

    /// Nothing but the refusal of a whole file.
    pub fn refused(file: &str, reason: impl Into<Cow<'static, str>>) -> Self {
        Self { rejections: vec![Notice::of_file(file, reason)], ..Self::default() }
    }
}

/// Tells line numbers for byte offsets asked in ascending order, in one pass over the text.
#[derive(Debug)]
pub struct Lines<'a> {
    text: &'a [u8],
    offset: usize,
    line: usize,
}

impl<'a> Lines<'a> {
    /// Starts at the beginning of `text`.
    pub fn of(text: &'a [u8]) -> Self {
        Self { text, offset: 0, line: 1 }
    }

    /// The line, from 1, of the byte at `offset`.
    pub fn at(&mut self, offset: usize) -> usize {
        let offset = offset.min(self.text.len());
        if offset < self.offset {
            (self.offset, self.line) = (0, 1);
        }
        self.line += memchr_iter(b'\n', &self.text[self.offset..offset]).count();
        self.offset = offset;
        self.line
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_byte_is_on_the_line_that_it_ends_or_belongs_to() {
        let mut lines = Lines::of(b"a\nbc\r\n\nd");
        for (offset, line) in [(0, 1), (1, 1), (2, 2), (4, 2), (6, 3), (7, 4), (99, 4), (0, 1)] {
            assert_eq!(lines.at(offset), line, "byte {offset}");
        }
    }

    #[test]
    fn a_notice_reads_as_place_and_reason() {
        let notice = Notice {
            file: "a.geojson".into(),
            locator: Some(Locator::Line(3)),
            index: Some(1),
            id: Some("x".into()),
            reason: "why".into(),
        };
        assert_eq!(notice.to_string(), "a.geojson:3 [1] x: why");
        let notice = Notice { locator: Some(Locator::Byte(30)), id: None, ..notice };
        assert_eq!(notice.to_string(), "a.geojson@30 [1]: why");
    }
}
