//! Does a station have what is asked for? A pure predicate, and the reasons where it does not.

use super::{Access, AmenityId, AmenitySet, KindId, Lexicon, Station, Status};

/// What a station must have. The default asks only that it is operating.
#[derive(Debug, Clone, PartialEq)]
pub struct Filter {
    /// Amenities it must all have.
    pub all: Vec<AmenityId>,
    /// Amenities of which it must have at least one; empty asks for none.
    pub any: Vec<AmenityId>,
    /// Amenities that must all be known to be missing.
    pub none: Vec<AmenityId>,
    /// Kinds, any of which will do; empty allows all.
    pub kinds: Vec<KindId>,
    /// Ways in, any of which will do; empty allows all.
    pub access: Vec<Access>,
    /// People it must hold at least. A station that does not say does not pass.
    pub min_capacity: Option<u32>,
    /// States of use, any of which will do.
    pub status: Vec<Status>,
}

impl Default for Filter {
    fn default() -> Self {
        Self {
            all: Vec::new(),
            any: Vec::new(),
            none: Vec::new(),
            kinds: Vec::new(),
            access: Vec::new(),
            min_capacity: None,
            status: vec![Status::Operating],
        }
    }
}

/// One reason why a station does not pass.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Failure {
    /// Not known to have this amenity.
    Amenity(AmenityId),
    /// Not known to have any of those asked for.
    AmenityAny,
    /// Not known to be without this amenity.
    AmenityNot(AmenityId),
    /// Of another kind.
    Kind,
    /// Another way in.
    Access,
    /// Too small, or does not say.
    Capacity,
}

impl Failure {
    /// The contract's word for it.
    pub fn text(self, lexicon: &Lexicon) -> String {
        match self {
            Self::Amenity(id) => format!("amenity:{}", lexicon.amenity_word(id)),
            Self::AmenityAny => "amenity_any".to_owned(),
            Self::AmenityNot(id) => format!("amenity_not:{}", lexicon.amenity_word(id)),
            Self::Kind => "kind".to_owned(),
            Self::Access => "access".to_owned(),
            Self::Capacity => "capacity".to_owned(),
        }
    }
}

impl Filter {
    /// Whether the station passes.
    pub fn passes(&self, station: &Station) -> bool {
        self.status.contains(&station.status)
            && self.all.iter().all(|id| station.has_amenity(*id))
            && (self.any.is_empty() || self.any.iter().any(|id| station.has_amenity(*id)))
            && self.none.iter().all(|id| station.lacks_amenity(*id))
            && (self.kinds.is_empty() || self.kinds.contains(&station.kind))
            && (self.access.is_empty() || self.access.contains(&station.access))
            && self.min_capacity.is_none_or(|least| station.capacity.is_some_and(|people| people >= least))
    }

    /// Every reason why the station does not pass, its state of use aside.
    pub fn failures(&self, station: &Station) -> Vec<Failure> {
        let mut failures = Vec::new();
        failures.extend(self.all.iter().filter(|id| !station.has_amenity(**id)).map(|id| Failure::Amenity(*id)));
        if !self.any.is_empty() && !self.any.iter().any(|id| station.has_amenity(*id)) {
            failures.push(Failure::AmenityAny);
        }
        failures.extend(self.none.iter().filter(|id| !station.lacks_amenity(**id)).map(|id| Failure::AmenityNot(*id)));
        if !self.kinds.is_empty() && !self.kinds.contains(&station.kind) {
            failures.push(Failure::Kind);
        }
        if !self.access.is_empty() && !self.access.contains(&station.access) {
            failures.push(Failure::Access);
        }
        if self.min_capacity.is_some_and(|least| station.capacity.is_none_or(|people| people < least)) {
            failures.push(Failure::Capacity);
        }
        failures
    }

    /// What the union of stations below a tree node must show for any of them to pass.
    pub fn needs(&self) -> Needs {
        Needs {
            has_all: self.all.iter().copied().collect(),
            has_any: self.any.iter().copied().collect(),
            lacks_all: self.none.iter().copied().collect(),
            kinds: if self.kinds.is_empty() {
                u32::MAX
            } else {
                self.kinds.iter().fold(0, |bits, kind| bits | kind.bit())
            },
            access: if self.access.is_empty() {
                u8::MAX
            } else {
                self.access.iter().fold(0, |bits, way| bits | way.bit())
            },
            status: self.status.iter().fold(0, |bits, status| bits | status.bit()),
            capacity: self.min_capacity.map_or(0, |least| least.saturating_add(1)),
        }
    }
}

/// What one station, or a group of them together, shows: the union of what each has and lacks.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Summary {
    has: AmenitySet,
    lacks: AmenitySet,
    kinds: u32,
    access: u8,
    status: u8,
    /// The largest capacity plus one; 0 where none says.
    capacity: u32,
}

/// What a [`Summary`] must show; see [`Filter::needs`].
#[derive(Debug, Clone, Copy)]
pub struct Needs {
    has_all: AmenitySet,
    has_any: AmenitySet,
    lacks_all: AmenitySet,
    kinds: u32,
    access: u8,
    status: u8,
    capacity: u32,
}

impl Summary {
    /// What one station shows.
    pub fn of(station: &Station) -> Self {
        Self {
            has: station.has(),
            lacks: station.lacks(),
            kinds: station.kind.bit(),
            access: station.access.bit(),
            status: station.status.bit(),
            capacity: station.capacity.map_or(0, |people| people.saturating_add(1)),
        }
    }

    /// What two groups show together.
    #[must_use]
    pub fn union(self, other: Self) -> Self {
        Self {
            has: self.has.union(other.has),
            lacks: self.lacks.union(other.lacks),
            kinds: self.kinds | other.kinds,
            access: self.access | other.access,
            status: self.status | other.status,
            capacity: self.capacity.max(other.capacity),
        }
    }

    /// Whether a station in the group may pass. False is proof that none does: each passing station's own
    /// marks are part of the union, so a mark that the union lacks is one that every station lacks.
    pub fn may_pass(&self, needs: &Needs) -> bool {
        self.has.contains(needs.has_all)
            && (needs.has_any == AmenitySet::default() || self.has.meets(needs.has_any))
            && self.lacks.contains(needs.lacks_all)
            && self.kinds & needs.kinds != 0
            && self.access & needs.access != 0
            && self.status & needs.status != 0
            && self.capacity >= needs.capacity
    }
}
