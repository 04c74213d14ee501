//! Where do the header, the index and each feature of a file begin and end? Every size held against the bytes that remain.
//!
//! A file is eight magic bytes, a header, an index where the header has one, and features. Header and features are
//! flatbuffers, each after its size in four bytes (<https://github.com/flatgeobuf/flatgeobuf#specification>).

use super::{limits, plain};
use ::flatgeobuf::{Header, VERSION, size_prefixed_root_as_header_with_opts};
use std::ops::Range;

/// Tables inside of tables of a header: it, and its columns or its system of coordinates.
const DEEPEST: usize = 2;

/// Bytes of the size before a header or feature.
const PREFIX: usize = 4;

/// The smallest feature: the offset of its table, a list of no offsets, and a table with nothing in it.
const SMALLEST: usize = 12;

/// Bytes of an entry of the index: a box of four doubles and an offset.
const ENTRY: u64 = 40;

/// The parts of a file whose header is good.
pub(super) struct Container<'a> {
    bytes: &'a [u8],
    pub header: Header<'a>,
    /// Where each feature stands, with its size before it.
    pub features: Vec<Range<usize>>,
    /// Where the last of them ends.
    pub end: usize,
    /// Why the file could not be read to its end.
    pub fault: Option<String>,
}

impl<'a> Container<'a> {
    pub(super) fn open(bytes: &'a [u8]) -> Result<Self, String> {
        let header_at = after_magic(bytes)?;
        let Some(head) = prefixed(bytes, header_at) else {
            return Err("the file ends inside its header: it looks cut off".to_owned());
        };
        let header_bytes = &bytes[head.clone()];
        let header = size_prefixed_root_as_header_with_opts(&limits(header_bytes, DEEPEST), header_bytes)
            .map_err(|error| format!("the header is damaged: {}", plain(&error)))?;
        let count = header.features_count();
        let index = match header.index_node_size() {
            0 => 0,
            1 => return Err("the header is damaged: its index has nodes of 1 entry, at least 2 are needed".to_owned()),
            node_size => index_bytes(count, node_size, (bytes.len() - head.end) as u64)
                .ok_or("the file ends inside its spatial index: it looks cut off")?,
        };
        let first = head.end + index as usize;
        let (features, fault) = features(bytes, first, count);
        let end = features.last().map_or(first, |last| last.end);
        Ok(Self { bytes, header, features, end, fault })
    }

    /// The bytes of a feature, with its size before it.
    pub(super) fn feature(&self, index: usize) -> &'a [u8] {
        self.features.get(index).and_then(|range| self.bytes.get(range.clone())).unwrap_or_default()
    }
}

/// Where the header begins.
fn after_magic(bytes: &[u8]) -> Result<usize, String> {
    if bytes.is_empty() {
        return Err("the file is empty".to_owned());
    }
    let Some([b'f', b'g', b'b', version, b'f', b'g', b'b', _]) = bytes.first_chunk::<8>() else {
        return Err(match bytes.len() < 8 && bytes.iter().zip(b"fgb").all(|(byte, magic)| byte == magic) {
            true => "the file ends inside its first eight bytes: it looks cut off".to_owned(),
            false => "this is not FlatGeobuf: a file starts with the bytes fgb, 3, fgb".to_owned(),
        });
    };
    match *version == VERSION {
        true => Ok(8),
        false => Err(format!("the file is FlatGeobuf of version {version}, {VERSION} is read")),
    }
}

/// The range of what stands at a place after its size, with the size; none if it reaches beyond the end.
fn prefixed(bytes: &[u8], at: usize) -> Option<Range<usize>> {
    let size = bytes.get(at..)?.first_chunk::<PREFIX>().map(|size| u32::from_le_bytes(*size))?;
    let end = at.checked_add(PREFIX)?.checked_add(usize::try_from(size).ok()?)?;
    (end <= bytes.len()).then_some(at..end)
}

/// Bytes of the index over so many features; none if it is larger than what remains.
///
/// A packed R-tree: an entry for each feature, one for each node of these, and so on up to a root. With an unknown
/// count, said as 0, there is none.
fn index_bytes(features: u64, node_size: u16, remaining: u64) -> Option<u64> {
    if features == 0 {
        return Some(0);
    }
    let (mut level, mut entries) = (features, features);
    // No count that passes can overflow the sums below.
    if features > remaining / ENTRY {
        return None;
    }
    loop {
        level = level.div_ceil(u64::from(node_size));
        entries += level;
        if level <= 1 {
            break;
        }
    }
    let bytes = entries.checked_mul(ENTRY)?;
    (bytes <= remaining).then_some(bytes)
}

/// Every feature from a place on, up to where the file ends or breaks.
fn features(bytes: &[u8], mut at: usize, count: u64) -> (Vec<Range<usize>>, Option<String>) {
    let mut features = Vec::new();
    while at < bytes.len() {
        let number = features.len();
        if count > 0 && number as u64 == count {
            let rest = bytes.len() - at;
            return (features, Some(format!("{rest} bytes follow the last of the {count} features of the header")));
        }
        let Some(feature) = prefixed(bytes, at) else {
            return (features, Some(format!("the file ends inside feature {number}: it looks cut off")));
        };
        if feature.len() < PREFIX + SMALLEST {
            let size = feature.len() - PREFIX;
            return (features, Some(format!("feature {number} has a size of {size} bytes, which none can have")));
        }
        at = feature.end;
        features.push(feature);
    }
    let found = features.len();
    let fault = ((found as u64) < count)
        .then(|| format!("the header tells of {count} features, the file ends after {found}: it looks cut off"));
    (features, fault)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_index_has_an_entry_for_each_feature_and_each_node_up_to_the_root() {
        for (features, node_size, entries) in
            [(1, 16, 2), (16, 16, 17), (17, 16, 20), (2, 2, 3), (5, 2, 11), (179, 16, 179 + 12 + 1)]
        {
            assert_eq!(index_bytes(features, node_size, u64::MAX), Some(entries * 40), "{features} by {node_size}");
            assert_eq!(index_bytes(features, node_size, entries * 40 - 1), None);
        }
        assert_eq!(index_bytes(0, 16, 0), Some(0));
        assert_eq!(index_bytes(u64::MAX, 2, u64::MAX), None);
    }

    #[test]
    fn a_size_beyond_the_end_is_none_at_all() {
        assert_eq!(prefixed(&[1, 0, 0, 0, 9], 0), Some(0..5));
        assert_eq!(prefixed(&[2, 0, 0, 0, 9], 0), None);
        assert_eq!(prefixed(&[0xFF; 8], 0), None);
        assert_eq!(prefixed(&[0, 0, 0], 0), None);
        assert_eq!(prefixed(&[0; 4], 9), None);
    }
}
