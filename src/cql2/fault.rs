//! Why is a filter refused?

use std::fmt;

/// What is wrong with a filter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fault {
    /// It cannot be read.
    Unreadable {
        /// How many characters stand before the place where that shows; none where there is no such place.
        at: Option<usize>,
        /// What is wrong there.
        reason: String,
    },
    /// It asks for a property that there is not.
    UnknownProperty(String),
    /// It asks something of a property that its values do not answer.
    Unfit(String),
}

impl Fault {
    /// Something that cannot be read, wherever it stands.
    pub(super) fn anywhere(reason: impl Into<String>) -> Self {
        Self::Unreadable { at: None, reason: reason.into() }
    }

    /// A filter nested too deeply.
    pub(super) fn too_deep() -> Self {
        Self::anywhere(format!("nested deeper than {} levels", super::MOST_DEPTH))
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unreadable { at: Some(at), reason } => write!(f, "{reason}, at character {}", at + 1),
            Self::Unreadable { at: None, reason } | Self::Unfit(reason) => f.write_str(reason),
            Self::UnknownProperty(name) => write!(f, "there is no property \"{name}\""),
        }
    }
}

impl std::error::Error for Fault {}
