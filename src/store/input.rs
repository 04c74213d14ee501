//! What did a file hold, and what came of it? Remembered, so that it is not read again while it stays the same.

use super::snapshot::FileKind;
use super::version::Sum;
use crate::coverage::{Demand, Region};
use crate::geodesy::Crs;
use crate::hours::Calendar;
use crate::ingest::Placed;
use chrono_tz::Tz;
use std::fmt;
use std::io::{self, BufReader, Read};
use std::ops::Range;
use std::sync::Arc;
use twox_hash::xxhash3_128::Hasher;

/// Which bytes a file held: how many, and their XXH3 of 128 bits.
///
/// The hash tells a file from what it was, and a damaged copy from a whole one. It is no guard against somebody who
/// makes two files of one hash: who can write a file can write what they like into it. That takes a tenth of the time
/// of a hash that is one.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) struct Content {
    pub bytes: u64,
    pub hash: u128,
}

impl Content {
    pub(super) fn of(bytes: &[u8]) -> Self {
        Self { bytes: bytes.len() as u64, hash: Hasher::oneshot(bytes) }
    }

    /// Of a file that is read to its end and not held.
    ///
    /// # Errors
    /// Why it cannot be read.
    pub(super) fn of_passing(input: impl Read) -> io::Result<Self> {
        let mut hashed = Hashed::of(input);
        io::copy(&mut BufReader::with_capacity(WINDOW, &mut hashed), &mut io::sink())?;
        Ok(hashed.content())
    }

    /// The hash in hexadecimal digits.
    pub(super) fn hex(&self) -> String {
        format!("{:032x}", self.hash)
    }
}

/// Bytes that are read at once of what is not held.
pub(super) const WINDOW: usize = 1 << 20;

/// A file of which is known, once it was read, what it held.
pub(super) struct Hashed<R> {
    input: R,
    bytes: u64,
    hash: Hasher,
}

impl<R> Hashed<R> {
    pub(super) fn of(input: R) -> Self {
        Self { input, bytes: 0, hash: Hasher::new() }
    }

    /// What was read of it.
    pub(super) fn content(&self) -> Content {
        Content { bytes: self.bytes, hash: self.hash.finish_128() }
    }
}

impl<R: Read> Read for Hashed<R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let read = self.input.read(into)?;
        let bytes = into.get(..read).unwrap_or_default();
        self.bytes += bytes.len() as u64;
        self.hash.write(bytes);
        Ok(read)
    }
}

impl fmt::Debug for Content {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} bytes, {}", self.bytes, self.hex())
    }
}

/// What a data set says of a file. The same bytes on the same terms give the same records.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Terms {
    pub crs: Crs,
    /// The zone of stations that name none.
    pub timezone: Option<Tz>,
    /// The calendar's sum.
    pub calendar: Sum,
}

/// One file of a data set as it was read.
#[derive(Debug)]
pub(super) struct Input {
    pub path: String,
    pub kind: FileKind,
    /// None for a file that could not be read.
    pub content: Option<Content>,
    pub terms: Terms,
    pub gave: Gave,
    /// Where in the snapshot's list stands what the file's reader refused.
    pub rejections: Range<usize>,
    /// Where in the snapshot's list stands what the file's reader doubted.
    pub warnings: Range<usize>,
}

/// The records of a file.
#[derive(Debug)]
pub(super) enum Gave {
    /// Nothing that can be taken again.
    Nothing,
    /// The stations that were loaded one after the other, by their places.
    Stations(Range<usize>),
    /// Regions, those whose id was taken among them.
    Regions(Vec<Placed<Arc<Region>>>),
    Demand(Arc<Vec<Demand>>),
    Calendar(Option<Arc<Calendar>>),
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_that_passes_by_has_the_content_of_one_that_is_held() {
        for length in [0, 1, 4095, WINDOW - 1, WINDOW, 2 * WINDOW + 7] {
            let bytes: Vec<u8> = (0..length).map(|place| (place * 7 % 251) as u8).collect();
            assert_eq!(Content::of_passing(&bytes[..]).unwrap(), Content::of(&bytes), "{length}");
            let mut hashed = Hashed::of(&bytes[..]);
            io::copy(&mut hashed, &mut io::sink()).unwrap();
            assert_eq!(hashed.content(), Content::of(&bytes), "{length}");
        }
    }
}
