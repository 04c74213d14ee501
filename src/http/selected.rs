//! Which properties of a feature are wanted? Those that the source says by their names, and those that answers compute.

use super::api::schema;
use super::caught::aside;
use super::declared::Words;
use super::echo::{Echo, Told};
use super::meant::nearest_word;
use super::params::Params;
use crate::store::{Selection, Snapshot};
use std::borrow::Cow;
use std::sync::Arc;

/// Most names in one list: more than people read, and few enough to look for in each member of each station.
const MOST_NAMES: usize = 100;
/// Names for which one that is meant is looked for, and how many it is sought among: strangers may send many.
const MOST_SUGGESTIONS: usize = 8;
const MOST_KNOWN: usize = 1000;

/// The properties that are wanted. Property selection as in the draft of OGC API - Features - Part 6 (OGC 24-019), by
/// which a name that nobody knows may be refused.
pub static PROPERTIES: Words = Words {
    name: "properties",
    each: schema::some_text,
    about: "Only these of a feature's properties, by name: any that a source says, and of those that are computed all that the route tells, named as answers name them. 1 to 100 names; one that no feature has is refused. id and geometry always stand, so that properties=id asks for nothing else. Not given, all properties are told. Openings that are not asked for are not worked out, and an answer without them holds as long as the data.",
};

/// Some of the properties that answers compute.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Computed(u16);

impl Computed {
    /// None of them.
    pub const NONE: Self = Self(0);
    /// How far it is.
    pub const DISTANCE_M: Self = Self(1);
    /// In which direction.
    pub const BEARING_DEG: Self = Self(1 << 1);
    /// How far along a route.
    pub const ALONG_M: Self = Self(1 << 2);
    /// How far beside it.
    pub const OFFSET_M: Self = Self(1 << 3);
    /// Which needs it meets.
    pub const SERVES: Self = Self(1 << 4);
    /// Links into map applications.
    pub const LINKS: Self = Self(1 << 5);
    /// Whether it is open.
    pub const OPEN: Self = Self(1 << 6);
    /// Whether it is open when one is there.
    pub const OPEN_AT_ARRIVAL: Self = Self(1 << 7);
    /// How long it is open from then on.
    pub const CLOSES_IN_S: Self = Self(1 << 8);
    /// When one is there.
    pub const ARRIVES_AT: Self = Self(1 << 9);
    /// What is there, each with its own openings.
    pub const AMENITIES: Self = Self(1 << 10);

    /// What differs from one arrival to another.
    pub const OF_ARRIVAL: Self = Self::OPEN_AT_ARRIVAL.and(Self::CLOSES_IN_S).and(Self::ARRIVES_AT);
    /// What is open and when.
    pub const OPENINGS: Self = Self::OPEN.and(Self::AMENITIES);
    /// What a feature tells of itself wherever it stands.
    pub const OF_ITSELF: Self = Self::LINKS.and(Self::OPENINGS);
    /// What is not told by a distance and the text of what the source says.
    pub const OF_STATION: Self = Self::OF_ITSELF.and(Self::OF_ARRIVAL);
    /// What is told of where it lies from a position.
    pub const FROM_HERE: Self = Self::DISTANCE_M.and(Self::BEARING_DEG);
    /// What is told of where it lies from a route.
    pub const FROM_ROUTE: Self = Self::ALONG_M.and(Self::OFFSET_M);

    /// These and others.
    #[must_use]
    pub const fn and(self, others: Self) -> Self {
        Self(self.0 | others.0)
    }

    /// Those of travel too, if one travels.
    #[must_use]
    pub const fn travelling(self, travels: bool) -> Self {
        if travels { self.and(Self::OF_ARRIVAL) } else { self }
    }

    /// All but others.
    #[must_use]
    pub const fn without(self, others: Self) -> Self {
        Self(self.0 & !others.0)
    }

    /// Whether any of some others are among them.
    pub const fn has(self, others: Self) -> bool {
        self.0 & others.0 != 0
    }

    /// All that there are.
    pub const ALL: Self = Self((1 << 11) - 1);

    /// The one of a name, and where it is told.
    fn named(name: &str) -> Option<(Self, &'static str)> {
        NAMED.iter().find(|(of, ..)| *of == name).map(|(_, computed, told)| (*computed, *told))
    }
}

const FROM_HERE: &str = "is told by /v1/nearest and /v1/basket, which ask from a position";
const FROM_ROUTE: &str = "is told by /v1/along, which asks beside a route";
const OF_NEEDS: &str = "is told by /v1/basket, which asks for needs";
const OF_ARRIVAL: &str = "goes with speed_mps, on /v1/nearest and /v1/along";

/// Each with its name, and where it is told if that is not everywhere.
const NAMED: [(&str, Computed, &str); 11] = [
    ("distance_m", Computed::DISTANCE_M, FROM_HERE),
    ("bearing_deg", Computed::BEARING_DEG, FROM_HERE),
    ("along_m", Computed::ALONG_M, FROM_ROUTE),
    ("offset_m", Computed::OFFSET_M, FROM_ROUTE),
    ("serves", Computed::SERVES, OF_NEEDS),
    ("links", Computed::LINKS, ""),
    ("open", Computed::OPEN, ""),
    ("open_at_arrival", Computed::OPEN_AT_ARRIVAL, OF_ARRIVAL),
    ("closes_in_s", Computed::CLOSES_IN_S, OF_ARRIVAL),
    ("arrives_at", Computed::ARRIVES_AT, OF_ARRIVAL),
    ("amenities", Computed::AMENITIES, ""),
];

/// The properties of stations that are wanted.
#[derive(Debug, Clone)]
pub struct Selected {
    /// Of those that the source says.
    pub said: Selection,
    /// Of those that are computed.
    pub computed: Computed,
}

impl Selected {
    /// Takes the properties of stations that are wanted, where `told` are those that this answer can compute. None if
    /// all are.
    pub fn take(params: &mut Params, snapshot: &Snapshot, told: Computed, echo: &mut Echo) -> Option<Self> {
        let mut selected = Self { said: Selection::default(), computed: Computed::NONE };
        let judge = |name: &str| {
            match Computed::named(name) {
                Some((computed, hint)) if !told.has(computed) => return Err(Unfit::NotToldHere(hint)),
                Some((computed, _)) => selected.computed = selected.computed.and(computed),
                // It stands beside the properties; a source's own of that name is told under another.
                None if name == "id" => {}
                None if snapshot.stations_may_say(name) => selected.said.add(name),
                None => return Err(Unfit::Unknown),
            }
            Ok(())
        };
        let known = || {
            let description = snapshot.described_stations();
            let of_data = description.queryables.iter().map(|queryable| queryable.name.to_string());
            NAMED.iter().map(|(name, ..)| (*name).to_owned()).chain(of_data).take(MOST_KNOWN).collect()
        };
        take(params, echo, "stations", judge, known).then_some(selected)
    }

    /// Whether any of what is wanted is another at another time of arrival.
    pub fn shows_arrivals(&self) -> bool {
        self.computed.has(Computed::OF_ARRIVAL.and(Computed::AMENITIES))
    }
}

/// Takes the properties of regions that are wanted. None if all are.
pub fn take_of_regions(params: &mut Params, snapshot: &Snapshot, echo: &mut Echo) -> Option<Selection> {
    let mut said = Selection::default();
    let judge = |name: &str| {
        if !snapshot.regions_may_say(name) {
            return Err(Unfit::Unknown);
        }
        said.add(name);
        Ok(())
    };
    let known = || {
        let description = snapshot.described_regions();
        description.queryables.iter().map(|queryable| queryable.name.to_string()).take(MOST_KNOWN).collect()
    };
    take(params, echo, "regions", judge, known).then_some(said)
}

/// Why a name cannot be asked for.
enum Unfit {
    Unknown,
    NotToldHere(&'static str),
}

/// Takes the names that are asked for, each judged by itself; whether there are any.
fn take(
    params: &mut Params,
    echo: &mut Echo,
    collection: &str,
    mut judge: impl FnMut(&str) -> Result<(), Unfit>,
    known: impl FnOnce() -> Vec<String>,
) -> bool {
    let Some(given) = PROPERTIES.take(params) else { return false };
    if given.len() > MOST_NAMES {
        params.miscounted(PROPERTIES.name, given.len(), &format!("1 to {MOST_NAMES} names are expected"));
        return false;
    }
    let mut names: Vec<Cow<str>> = Vec::with_capacity(given.len());
    for name in given {
        if !names.contains(&name) {
            names.push(name);
        }
    }
    let mut unknown = Vec::new();
    for name in &names {
        match judge(name) {
            Ok(()) => {}
            Err(Unfit::Unknown) => unknown.push(name),
            Err(Unfit::NotToldHere(hint)) => params.error(PROPERTIES.name, "not_told_here", Some(name), hint),
        }
    }
    if !unknown.is_empty() {
        let known = known();
        for (place, name) in unknown.into_iter().enumerate() {
            let near = (place < MOST_SUGGESTIONS).then(|| nearest_word(name, known.iter().map(String::as_str)));
            let lists = format!("GET /v1/collections/{collection}/schema lists what there is");
            let hint = match near.flatten() {
                Some(near) => format!("none of the {collection} has it; is {near} meant? {lists}"),
                None => format!("none of the {collection} has it; {lists}"),
            };
            params.error(PROPERTIES.name, "unknown_property", Some(name), hint);
        }
    }
    echo.insert(PROPERTIES.name, Told::from_words(names.iter().map(AsRef::as_ref)));
    true
}

/// Waits until it is known which properties stations have, where a request asks for others than those of the contract:
/// all stations are then gone through once, for which other requests should not wait. A name that is written in an
/// unusual way is looked up in its turn.
pub async fn look_up(query: &str, snapshot: &Arc<Snapshot>) {
    let asked =
        |pair: &'_ [u8]| pair.strip_prefix(PROPERTIES.name.as_bytes())?.strip_prefix(b"=").map(<[u8]>::to_owned);
    // Byte by byte, since most requests have a few short pairs and none of this name.
    let Some(names) = query.as_bytes().split(|byte| *byte == b'&').find_map(asked) else { return };
    let Ok(names) = String::from_utf8(names) else { return };
    let is_known = |name: &str| Computed::named(name).is_some() || snapshot.tells_at_once_of(name);
    if !names.split(',').all(is_known) {
        let snapshot = snapshot.clone();
        aside(move || snapshot.described_stations()).await;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_computed_property_has_a_name_and_a_place_of_its_own() {
        let mut all = Computed::NONE;
        for (name, one, _) in NAMED {
            assert!(one != Computed::NONE && !all.has(one), "{name}");
            all = all.and(one);
        }
        assert_eq!(all, Computed::ALL);
    }
}
