//! Which member of a station's properties is it? Told by a number, so that a name is compared once and not with each of
//! fifty.

use super::tags;
use std::sync::LazyLock;

/// The number of a name that means something here, or of all that do not.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Known(u8);

/// Names that mean something beside the keys of tags. Those that lead in an answer stand first, in its order; then come
/// those that answers compute.
const NAMES: [&str; 31] = [
    "name",
    "name:zh",
    "name:en",
    "kind",
    "address",
    "district",
    "operator",
    "phone",
    "website",
    "access",
    "status",
    "capacity",
    "opening_hours",
    "timezone",
    "amenities_absent",
    "verified_at",
    "updated_at",
    "position_accuracy",
    "distance_m",
    "bearing_deg",
    "open",
    "arrives_at",
    "open_at_arrival",
    "closes_in_s",
    "along_m",
    "offset_m",
    "amenities",
    "links",
    "serves",
    "id",
    "opening_hours:zh",
];

/// Names that lead in an answer.
pub(super) const LEADING: usize = 18;

/// Names that answers compute, up to so many.
const COMPUTED: usize = 29;

/// More than there are numbers.
pub(super) const MOST: usize = 64;

impl Known {
    pub(super) const NAME: Self = Self(0);
    pub(super) const NAME_ZH: Self = Self(1);
    pub(super) const NAME_EN: Self = Self(2);
    pub(super) const KIND: Self = Self(3);
    pub(super) const ACCESS: Self = Self(9);
    pub(super) const STATUS: Self = Self(10);
    pub(super) const CAPACITY: Self = Self(11);
    pub(super) const OPENING_HOURS: Self = Self(12);
    pub(super) const TIMEZONE: Self = Self(13);
    pub(super) const AMENITIES_ABSENT: Self = Self(14);
    pub(super) const AMENITIES: Self = Self(26);
    pub(super) const ID: Self = Self(29);
    pub(super) const OPENING_HOURS_ZH: Self = Self(30);
    /// A name that means nothing here.
    pub(super) const NONE: Self = Self(u8::MAX);

    /// The number of a name.
    pub(super) fn of(name: &str) -> Self {
        let table = &*TABLE;
        let mut place = hash(name.as_bytes());
        loop {
            let number = table.numbers.get(usize::from(place)).copied().unwrap_or(u8::MAX);
            match table.names.get(usize::from(number)) {
                None => return Self::NONE,
                Some(known) if *known == name => return Self(number),
                Some(_) => place = place.wrapping_add(1),
            }
        }
    }

    /// Its number, if the name means something.
    pub(super) fn index(self) -> usize {
        usize::from(self.0)
    }

    /// The name; empty if it means nothing.
    pub(super) fn name(self) -> &'static str {
        TABLE.names.get(self.index()).copied().unwrap_or_default()
    }

    /// Its place among those that lead in an answer.
    pub(super) fn rank(self) -> Option<usize> {
        (self.index() < LEADING).then_some(self.index())
    }

    /// Whether answers compute a member of that name.
    pub(super) fn is_computed(self) -> bool {
        (LEADING..COMPUTED).contains(&self.index())
    }

    /// Whether it may be the key of a tag.
    pub(super) fn is_tag(self) -> bool {
        self.index() >= NAMES.len() && self != Self::NONE
    }
}

/// The names that lead in an answer, in its order.
pub(super) fn leading() -> impl Iterator<Item = &'static str> {
    NAMES.into_iter().take(LEADING)
}

/// All names by number, and a table of numbers by hash: far larger than the names are many, so that few share a place.
struct Table {
    names: Vec<&'static str>,
    numbers: [u8; 256],
}

static TABLE: LazyLock<Table> = LazyLock::new(|| {
    let mut names: Vec<&'static str> = NAMES.to_vec();
    names.extend(tags::keys().filter(|key| !NAMES.contains(key)));
    names.truncate(MOST);
    let mut numbers = [u8::MAX; 256];
    for (number, name) in (0u8..).zip(&names) {
        let mut place = hash(name.as_bytes());
        while let Some(taken) = numbers.get(usize::from(place)).filter(|number| **number != u8::MAX) {
            let _ = taken;
            place = place.wrapping_add(1);
        }
        if let Some(free) = numbers.get_mut(usize::from(place)) {
            *free = number;
        }
    }
    Table { names, numbers }
});

/// A place by what is told at a glance: how long a name is, how it begins and ends, what stands in its middle.
fn hash(name: &[u8]) -> u8 {
    let byte = |at: usize| u32::from(name.get(at).copied().unwrap_or(0));
    let glance =
        byte(0) | byte(name.len() / 2) << 8 | byte(name.len().saturating_sub(1)) << 16 | (name.len() as u32) << 24;
    (glance.wrapping_mul(0x9E37_79B1) >> 24) as u8
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_name_has_the_number_that_stands_for_it() {
        for (known, name) in [
            (Known::NAME, "name"),
            (Known::NAME_ZH, "name:zh"),
            (Known::NAME_EN, "name:en"),
            (Known::KIND, "kind"),
            (Known::ACCESS, "access"),
            (Known::STATUS, "status"),
            (Known::CAPACITY, "capacity"),
            (Known::OPENING_HOURS, "opening_hours"),
            (Known::TIMEZONE, "timezone"),
            (Known::AMENITIES_ABSENT, "amenities_absent"),
            (Known::AMENITIES, "amenities"),
            (Known::ID, "id"),
            (Known::OPENING_HOURS_ZH, "opening_hours:zh"),
        ] {
            assert_eq!((Known::of(name), known.name()), (known, name));
        }
        for (number, name) in NAMES.into_iter().enumerate() {
            assert_eq!(Known::of(name).index(), number, "{name}");
        }
        assert!(leading().eq(NAMES[..LEADING].iter().copied()));
        assert!(Known::of("position_accuracy").rank().is_some() && Known::of("distance_m").rank().is_none());
        assert!(Known::of("distance_m").is_computed() && Known::of("links").is_computed());
        assert!(!Known::of("id").is_computed() && !Known::of("position_accuracy").is_computed());
    }

    #[test]
    fn every_key_of_a_tag_is_known_as_one_and_no_other_name_is() {
        assert!(TABLE.names.len() < MOST);
        for key in tags::keys() {
            assert!(Known::of(key).is_tag(), "{key}");
            assert_eq!(Known::of(key).name(), key);
        }
        for name in ["", "n", "nam", "namе", "floor", "source:kind", "names", "a name longer than any that is known"] {
            assert_eq!(Known::of(name), Known::NONE, "{name}");
            assert!(!Known::of(name).is_tag() && Known::of(name).rank().is_none() && !Known::of(name).is_computed());
        }
    }
}
