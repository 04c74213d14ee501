//! What is wrong with this text of hours, and where?

use std::fmt;

/// Why a text is not a schedule: a sentence for whoever keeps the data.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HoursError {
    at: usize,
    reason: String,
}

impl HoursError {
    pub(super) fn new(at: usize, reason: impl Into<String>) -> Self {
        Self { at, reason: reason.into() }
    }

    /// Offset in bytes of the place in the text at which reading stopped.
    pub fn at(&self) -> usize {
        self.at
    }

    /// The reason, without the place.
    pub fn reason(&self) -> &str {
        &self.reason
    }
}

impl fmt::Display for HoursError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "opening hours, byte {}: {}", self.at, self.reason)
    }
}

impl std::error::Error for HoursError {}
