//! What do we hold of one station?

use super::{Amenity, AmenityId, AmenitySet, List, Text};
use crate::geodesy::Position;
use crate::hours::ScheduleId;
use chrono_tz::Tz;
use std::fmt;

/// A station's identifier: text, ordered by its bytes.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct StationId(Text);

impl StationId {
    /// Takes the text as it is.
    pub fn new(text: &str) -> Self {
        Self(text.into())
    }

    /// The piece of text that it is.
    pub fn text(&self) -> &Text {
        &self.0
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        self.0.as_str()
    }
}

impl From<Text> for StationId {
    fn from(text: Text) -> Self {
        Self(text)
    }
}

impl fmt::Display for StationId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Number of a kind of station in the [`Lexicon`](super::Lexicon).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct KindId(pub(super) u32);

impl KindId {
    /// Its place in [`Lexicon::kinds`](super::Lexicon::kinds).
    pub fn index(self) -> usize {
        self.0 as usize
    }

    /// One bit for each of the first 31 kinds, the last for all others: a missing bit proves absence.
    pub fn bit(self) -> u32 {
        1 << self.0.min(31)
    }
}

/// Words that a closed list allows, each with its text.
macro_rules! words {
    ($(#[$doc:meta])* $name:ident { $($(#[$variant_doc:meta])* $variant:ident = $text:literal),+ $(,)? }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        pub enum $name { $($(#[$variant_doc])* $variant),+ }

        impl $name {
            /// Every value, in the order of the contract.
            pub const ALL: &[Self] = &[$(Self::$variant),+];

            /// The word in data and queries.
            pub fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $text),+ }
            }

            /// The value of a word, if it is one.
            pub fn parse(text: &str) -> Option<Self> {
                match text { $($text => Some(Self::$variant),)+ _ => None }
            }

            /// One bit for each value.
            pub fn bit(self) -> u8 {
                1 << self as u8
            }
        }
    };
}

words! {
    /// How one gets in.
    Access {
        /// Anyone may.
        Public = "public",
        /// Members of a union or club.
        Members = "members",
        /// Staff of the place.
        Staff = "staff",
        /// By an app.
        App = "app",
        /// By a code at the door.
        Code = "code",
        /// Customers.
        Customers = "customers",
        /// The source does not say.
        Unknown = "unknown",
    }
}

words! {
    /// Whether the place is in use. Only `operating` is found; the rest can be listed.
    Status {
        /// In use.
        Operating = "operating",
        /// Given up.
        Closed = "closed",
        /// Out of use for a time.
        Maintenance = "maintenance",
        /// Not yet there.
        Planned = "planned",
        /// The source says something else.
        Unknown = "unknown",
    }
}

/// One station, as the snapshot holds it.
#[derive(Debug, Clone)]
pub struct Station {
    /// Unique over all files.
    pub id: StationId,
    /// Where it is, WGS 84.
    pub position: Position,
    /// What people call it.
    pub name: Option<Text>,
    /// What kind of place it is.
    pub kind: KindId,
    /// How one gets in.
    pub access: Access,
    /// Whether it is in use.
    pub status: Status,
    /// For how many people.
    pub capacity: Option<u32>,
    /// The zone in which its times are told.
    pub timezone: Option<Tz>,
    /// When it is open; none where that is not known.
    pub hours: Option<ScheduleId>,
    /// What is known to be there, in the source's order.
    pub amenities: List<Amenity>,
    /// What is known not to be there. What is in neither list is unknown.
    pub amenities_absent: List<AmenityId>,
}

impl Station {
    /// The amenities that are there, as a set.
    pub fn has(&self) -> AmenitySet {
        self.amenities.iter().map(|amenity| amenity.kind).collect()
    }

    /// The amenities known to be missing, as a set.
    pub fn lacks(&self) -> AmenitySet {
        self.amenities_absent.iter().copied().collect()
    }

    /// Whether the amenity is known to be there.
    pub fn has_amenity(&self, id: AmenityId) -> bool {
        self.amenities.iter().any(|amenity| amenity.kind == id)
    }

    /// Whether the amenity is known to be missing.
    pub fn lacks_amenity(&self, id: AmenityId) -> bool {
        self.amenities_absent.contains(&id)
    }
}
