//! Where do seeded numbers, positions, stations and filters come from?

use waystation::geodesy::Position;
use waystation::station::{Access, Amenity, AmenityId, Filter, KindId, Lexicon, OwnHours, Station, StationId, Status};

/// SplitMix64 (Steele, Lea, Flood: Fast Splittable Pseudorandom Number Generators, OOPSLA 2014), with the mixing
/// constants of Stafford's variant 13.
pub struct Random(u64);

impl Random {
    pub fn seeded(seed: u64) -> Self {
        Self(seed)
    }

    pub fn bits(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut bits = self.0;
        bits = (bits ^ (bits >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        bits = (bits ^ (bits >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        bits ^ (bits >> 31)
    }

    /// From 0 up to but not including `count`.
    pub fn below(&mut self, count: usize) -> usize {
        (self.bits() % count as u64) as usize
    }

    /// From 0 up to but not including 1.
    pub fn unit(&mut self) -> f64 {
        (self.bits() >> 11) as f64 / (1u64 << 53) as f64
    }

    pub fn between(&mut self, least: f64, most: f64) -> f64 {
        least + (most - least) * self.unit()
    }

    /// As likely in each power of ten from `least` to `most`.
    pub fn magnitude(&mut self, least: f64, most: f64) -> f64 {
        self.between(least.ln(), most.ln()).exp()
    }

    pub fn chance(&mut self, probability: f64) -> bool {
        self.unit() < probability
    }

    pub fn one_of<'a, T>(&mut self, choices: &'a [T]) -> &'a T {
        &choices[self.below(choices.len())]
    }

    /// Fisher and Yates' shuffle (Knuth, The Art of Computer Programming 2, algorithm 3.4.2 P).
    pub fn shuffle<T>(&mut self, items: &mut [T]) {
        for place in (1..items.len()).rev() {
            items.swap(place, self.below(place + 1));
        }
    }

    /// Uniform on the sphere.
    pub fn position(&mut self) -> Position {
        position(self.between(-180.0, 180.0), self.between(-1.0, 1.0).asin().to_degrees())
    }

    /// Within about `within_m` of a position.
    pub fn near(&mut self, of: Position, within_m: f64) -> Position {
        let away_deg = within_m * self.unit() / 111_320.0;
        let (east, north) = self.between(0.0, std::f64::consts::TAU).sin_cos();
        let narrowing = of.lat().to_radians().cos().max(1e-9);
        position(of.lon() + (away_deg * east / narrowing).clamp(-180.0, 180.0), of.lat() + away_deg * north)
    }

    /// Stations at these places, in any order of ids, with amenities of which few are common and most are rare.
    pub fn stations(&mut self, places: &[Position], words: &Words) -> Vec<Station> {
        let mut numbers: Vec<usize> = (0..places.len()).collect();
        self.shuffle(&mut numbers);
        places.iter().zip(numbers).map(|(place, number)| self.station(*place, number, words)).collect()
    }

    fn station(&mut self, place: Position, number: usize, words: &Words) -> Station {
        let status = if self.chance(0.8) { Status::Operating } else { *self.one_of(Status::ALL) };
        let amenities = (0..self.below(10)).map(|_| amenity(self.skewed(&words.amenities))).collect();
        Station {
            timezone: None,
            kind: self.skewed(&words.kinds),
            access: *self.one_of(Access::ALL),
            status,
            capacity: self.chance(0.7).then(|| self.below(60) as u32),
            amenities,
            amenities_absent: (0..self.below(6)).map(|_| self.skewed(&words.amenities)).collect(),
            ..bare_station(place, &number.to_string())
        }
    }

    /// The first of a list are the most likely by far.
    fn skewed<T: Copy>(&mut self, choices: &[T]) -> T {
        let at = self.unit().powi(3) * choices.len() as f64;
        choices[at as usize]
    }

    fn few<T: Copy>(&mut self, choices: &[T], chance: f64, most: usize) -> Vec<T> {
        let count = if self.chance(chance) { 1 + self.below(most) } else { 0 };
        (0..count).map(|_| self.skewed(choices)).collect()
    }

    /// Any combination of what can be asked; half of them are such that a station of the list may well pass.
    pub fn filter(&mut self, stations: &[Station], words: &Words) -> Filter {
        let mut filter = Filter::default();
        if self.chance(0.15) {
            return filter;
        }
        if self.chance(0.5) && !stations.is_empty() {
            let example = self.one_of(stations);
            let own: Vec<AmenityId> = example.amenities.iter().map(|amenity| amenity.kind).collect();
            if !own.is_empty() {
                filter.all = self.few(&own, 0.6, 3);
                filter.any = self.few(&own, 0.3, 3);
            }
            if !example.amenities_absent.is_empty() {
                filter.none = self.few(&example.amenities_absent, 0.3, 2);
            }
        } else {
            filter.all = self.few(&words.amenities, 0.4, 2);
            filter.any = self.few(&words.amenities, 0.4, 4);
            filter.none = self.few(&words.amenities, 0.2, 2);
        }
        filter.kinds = self.few(&words.kinds, 0.2, 8);
        filter.access = self.few(Access::ALL, 0.15, 5);
        filter.min_capacity = self.chance(0.2).then(|| *self.one_of(&[0, 1, 30, 59, 60, u32::MAX]));
        if self.chance(0.2) {
            filter.status = self.few(Status::ALL, 0.9, 5);
        }
        filter
    }
}

/// The words of a data set: so many that some amenities share their bits and some kinds theirs.
pub struct Words {
    pub amenities: Vec<AmenityId>,
    pub kinds: Vec<KindId>,
}

impl Words {
    /// The vocabulary, then words of our own.
    pub fn in_order() -> Self {
        let mut lexicon = Lexicon::default();
        for number in 0..100 {
            lexicon.intern_amenity(&format!("amenity of our own {number}"));
            lexicon.intern_kind(&format!("kind of our own {number}"));
        }
        let amenities = lexicon.amenities().map(|(id, _)| id).collect();
        let kinds = lexicon.kinds().map(|(id, _)| id).collect();
        Self { amenities, kinds }
    }

    /// Rare and common words in any order, so that those with shared bits are not all rare.
    pub fn seeded(seed: u64) -> Self {
        let mut random = Random::seeded(seed);
        let mut words = Self::in_order();
        random.shuffle(&mut words.amenities);
        random.shuffle(&mut words.kinds);
        words
    }
}

/// An operating station of which nothing else is known.
pub fn bare_station(place: Position, id: &str) -> Station {
    Station {
        timezone: None,
        id: StationId::new(id),
        position: place,
        name: None,
        kind: KindId::default(),
        access: Access::Unknown,
        status: Status::Operating,
        capacity: None,
        hours: None,
        amenities: Default::default(),
        amenities_absent: Default::default(),
    }
}

/// An amenity with the hours of its station.
pub fn amenity(kind: AmenityId) -> Amenity {
    Amenity { kind, hours: OwnHours::Stations, said: None }
}

/// The position of any longitude, and of the latitude nearest to what is given.
pub fn position(lon: f64, lat: f64) -> Position {
    let lon = if (-180.0..=180.0).contains(&lon) { lon } else { (lon + 180.0).rem_euclid(360.0) - 180.0 };
    Position::new(lon, lat.clamp(-90.0, 90.0)).unwrap()
}

/// The other end of the Earth's diameter.
pub fn antipode(of: Position) -> Position {
    position(of.lon() + 180.0, -of.lat())
}
