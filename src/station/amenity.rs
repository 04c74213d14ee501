//! What can be had at a station? One facility or service, and sets of them that fit a register.

use crate::hours::ScheduleId;

/// Number of an amenity in the [`Lexicon`](super::Lexicon).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct AmenityId(pub(super) u32);

impl AmenityId {
    /// Its place in [`Lexicon::amenities`](super::Lexicon::amenities).
    pub fn index(self) -> usize {
        self.0 as usize
    }
}

/// When an amenity can be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum OwnHours {
    /// It says nothing of its own: whenever the station is open.
    Stations,
    /// It has hours of its own, which are not understood.
    Unknown,
    /// It has hours of its own.
    Known(ScheduleId),
}

/// A facility or service at a station.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Amenity {
    /// What it is.
    pub kind: AmenityId,
    /// Hours of its own; without them it has the station's.
    pub hours: OwnHours,
    /// What else the source says of it (`opening_hours`, `note`, `access`), as JSON members each led by a comma.
    pub said: Option<Box<str>>,
}

/// A set of amenities in 128 bits: one bit for each of the first [`AmenitySet::EXACT`], shared bits for all others.
///
/// A set that holds an amenity always contains its bit, so a missing bit is proof that the amenity is not there;
/// a bit that is set proves it only for amenities that do not share theirs.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct AmenitySet(pub u128);

impl AmenitySet {
    /// How many amenities have a bit to themselves.
    pub const EXACT: u32 = 112;
    /// Bits shared by the rest.
    const SHARED: u32 = 15;

    /// The set of one.
    pub fn of(id: AmenityId) -> Self {
        let bit = if id.0 < Self::EXACT { id.0 } else { Self::EXACT + id.0 % Self::SHARED };
        Self(1 << bit)
    }

    /// Whether the amenity's bit is its own.
    pub fn is_exact(id: AmenityId) -> bool {
        id.0 < Self::EXACT
    }

    /// Both sets together.
    #[must_use]
    pub fn union(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// Whether all bits of `other` are here.
    pub fn contains(self, other: Self) -> bool {
        self.0 & other.0 == other.0
    }

    /// Whether any bit of `other` is here.
    pub fn meets(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }
}

impl FromIterator<AmenityId> for AmenitySet {
    fn from_iter<I: IntoIterator<Item = AmenityId>>(ids: I) -> Self {
        ids.into_iter().fold(Self::default(), |set, id| set.union(Self::of(id)))
    }
}
