//! What did a file hold, and what came of it? Remembered, so that it is not read again while it stays the same.

use super::snapshot::FileKind;
use super::version::Sum;
use crate::coverage::{Demand, Region};
use crate::geodesy::Crs;
use crate::hours::Calendar;
use crate::ingest::Placed;
use chrono_tz::Tz;
use sha2::{Digest, Sha256};
use std::fmt;
use std::ops::Range;
use std::sync::Arc;

/// Which bytes a file held: how many, and their SHA-256.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) struct Content {
    pub bytes: u64,
    pub sha256: [u8; 32],
}

impl Content {
    pub(super) fn of(bytes: &[u8]) -> Self {
        Self { bytes: bytes.len() as u64, sha256: Sha256::digest(bytes).into() }
    }

    /// The hash in hexadecimal digits.
    pub(super) fn hex(&self) -> String {
        self.sha256.iter().fold(String::with_capacity(64), |hex, byte| format!("{hex}{byte:02x}"))
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
