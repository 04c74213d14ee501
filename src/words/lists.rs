//! Where does each key stand? Positions in order, by their differences in as few bytes as they need.
//!
//! Seven bits to a byte, the lowest first, the highest bit of a byte telling that more follow (LEB128, DWARF 5,
//! section 7.6).

use std::ops::Range;

/// Positions by key.
#[derive(Debug, Default)]
pub(super) struct Lists {
    /// Where the bytes of each key begin, and where those of the last end.
    starts: Vec<u32>,
    bytes: Vec<u8>,
}

/// Lists that are being written. The bytes of each must be counted before.
#[derive(Debug)]
pub(super) struct Writing {
    lists: Lists,
    /// For each key where its next byte goes and its last position.
    ends: Vec<(u32, u32)>,
}

/// How many bytes a difference takes.
#[inline]
pub(super) fn size(difference: u32) -> u32 {
    (32 - (difference | 1).leading_zeros()).div_ceil(7)
}

impl Writing {
    /// Room for lists of so many bytes each.
    pub(super) fn of(sizes: &[u32]) -> Self {
        let mut total = 0;
        let begin = |size: &u32| {
            let start = total;
            total += size;
            start
        };
        let mut starts: Vec<u32> = sizes.iter().map(begin).collect();
        let ends = starts.iter().map(|start| (*start, 0)).collect();
        starts.push(total);
        Self { lists: Lists { starts, bytes: vec![0; total as usize] }, ends }
    }

    /// Adds a position, not before those that the key has.
    #[inline]
    pub(super) fn push(&mut self, key: u32, position: u32) {
        let Some((end, last)) = self.ends.get_mut(key as usize) else { return };
        let mut rest = position - std::mem::replace(last, position);
        loop {
            let more = rest > 0x7F;
            if let Some(byte) = self.lists.bytes.get_mut(*end as usize) {
                *byte = (rest & 0x7F) as u8 | u8::from(more) << 7;
            }
            *end += 1;
            rest >>= 7;
            if !more {
                return;
            }
        }
    }

    pub(super) fn end(self) -> Lists {
        self.lists
    }
}

impl Lists {
    /// How many bytes the lists of some keys take together: at least one for each position.
    pub(super) fn cost(&self, keys: &Range<u32>) -> usize {
        let at = |key: u32| self.starts.get(key as usize).map_or(0, |start| *start as usize);
        at(keys.end).saturating_sub(at(keys.start))
    }

    /// The positions of a key.
    #[inline]
    pub(super) fn walk(&self, key: u32) -> Walk<'_> {
        let at = |key: u32| self.starts.get(key as usize).map_or(0, |start| *start as usize);
        Walk { bytes: self.bytes.get(at(key)..at(key + 1)).unwrap_or_default().iter(), at: 0 }
    }

    /// Bytes it takes.
    pub(super) fn bytes(&self) -> usize {
        self.starts.capacity() * size_of::<u32>() + self.bytes.capacity()
    }
}

/// Positions of a key, in order.
pub(super) struct Walk<'a> {
    bytes: std::slice::Iter<'a, u8>,
    at: u32,
}

impl Iterator for Walk<'_> {
    type Item = u32;

    #[inline]
    fn next(&mut self) -> Option<u32> {
        let first = *self.bytes.next()?;
        let mut difference = u32::from(first & 0x7F);
        if first & 0x80 != 0 {
            let mut shift = 7;
            for byte in self.bytes.by_ref() {
                difference |= u32::from(byte & 0x7F) << shift;
                shift += 7;
                if byte & 0x80 == 0 {
                    break;
                }
            }
        }
        self.at = self.at.wrapping_add(difference);
        Some(self.at)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn positions_come_back_as_they_were() {
        let rows: [&[u32]; 4] = [&[0, 1, 128, 129, 16_384, u32::MAX], &[], &[u32::MAX], &[0]];
        let sizes = rows.map(|row| {
            let mut last = 0;
            row.iter().map(|position| size(position - std::mem::replace(&mut last, *position))).sum()
        });
        let mut writing = Writing::of(&sizes);
        for place in 0..6 {
            for (key, row) in (0..).zip(rows) {
                if let Some(position) = row.get(place) {
                    writing.push(key, *position);
                }
            }
        }
        let lists = writing.end();
        for (key, row) in (0..).zip(rows) {
            assert_eq!(lists.walk(key).collect::<Vec<_>>(), row);
        }
        assert_eq!(lists.walk(4).next(), None);
        assert_eq!(lists.cost(&(0..4)), lists.bytes.len());
    }
}
