//! What is the answer to "is it open?", and until when does it hold?

use chrono::{DateTime, Utc};

/// Whether a place can be used. There are always three states: a locked door shown as open is
/// worse than no answer, so whatever is unsure is [`State::Unknown`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum State {
    /// The hours say so, without any condition.
    Open,
    /// The hours say it is not open.
    Closed,
    /// The hours leave it open, hang it on a condition we cannot see, or cannot be read.
    Unknown,
}

/// The state at an instant, and the changes that follow it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Opening {
    /// The state at the instant asked for.
    pub state: State,
    /// The first later instant at which the state differs, if there is one within
    /// [`SEARCH_DAYS`](super::SEARCH_DAYS) days.
    pub changes_at: Option<DateTime<Utc>>,
    /// When it next becomes open, if it is not open now and opens within
    /// [`SEARCH_DAYS`](super::SEARCH_DAYS) days. Later than `changes_at` where a closed time
    /// and an unknown one lie before the opening.
    pub opens_at: Option<DateTime<Utc>>,
}

impl Opening {
    /// A state of which no change is known.
    pub fn lasting(state: State) -> Self {
        Self { state, changes_at: None, opens_at: None }
    }

    /// When the state stops being open; `None` unless it is open now.
    pub fn closes_at(&self) -> Option<DateTime<Utc>> {
        match self.state {
            State::Open => self.changes_at,
            State::Closed | State::Unknown => None,
        }
    }
}

/// What the answer is between two instants, the same for all of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Lasting {
    /// The answer.
    pub opening: Opening,
    /// The first instant for which it is known to be the same.
    pub from: DateTime<Utc>,
    /// The end, exclusive.
    pub until: DateTime<Utc>,
}
