//! By which parameters are stations chosen, and positions given? The same words on every route.

use super::api::schema;
use super::coverage::asked::FARTHEST_M;
use super::declared::{Declared, Instant, Means, Needed, Number, Optional, Truth, Whole, Word, Words};
use super::lang::LANG;
use super::selected::PROPERTIES;
use crate::geodesy::Crs;
use crate::station::Access;

/// The system of coordinates.
pub static CRS: Word<Crs, Means<Crs>> = Word {
    name: "crs",
    words: &[("wgs84", Crs::Wgs84), ("gcj02", Crs::Gcj02), ("bd09", Crs::Bd09)],
    absent: Means(Crs::Wgs84),
    about: "The system of the caller's coordinates and of the answer's: wgs84 (GPS, OpenStreetMap), gcj02 (Amap, Tencent) or bd09 (Baidu). Never detected, never silently converted.",
};

const A_POSITION: &str = "lon and lat are needed, in decimal degrees";

/// Longitude.
pub static LON: Number<Needed> = Number {
    name: "lon",
    range: -180.0..=180.0,
    unit: "degrees east",
    absent: Needed(A_POSITION),
    about: "Longitude of the position, in the system of crs.",
};

/// Latitude.
pub static LAT: Number<Needed> = Number {
    name: "lat",
    range: -90.0..=90.0,
    unit: "degrees north",
    absent: Needed(A_POSITION),
    about: "Latitude of the position, in the system of crs.",
};

/// A position.
pub static POSITION: [&dyn Declared; 2] = [&LON, &LAT];

/// How many stations.
pub static LIMIT: Whole<Means<u64>> = Whole {
    name: "limit",
    range: 1..=100,
    unit: "stations",
    absent: Means(5),
    about: "The most stations that are told.",
};

/// How far.
pub static RADIUS_M: Number = Number {
    name: "radius_m",
    range: 0.0..=FARTHEST_M,
    unit: "metres",
    absent: Optional,
    about: "Only stations within this WGS 84 geodesic distance, inclusive; without it there is no bound.",
};

/// How fast one travels.
pub static SPEED_MPS: Number = Number {
    name: "speed_mps",
    range: 0.1..=70.0,
    unit: "metres per second",
    absent: Optional,
    about: "Openings are also judged at arrival: the instant of open or at, which is needed, and distance / speed.",
};

/// Whether links are told.
pub static LINKS: Truth<Means<bool>> = Truth {
    name: "links",
    absent: Means(false),
    about: "Whether each station has links that open it in Amap, Baidu, Tencent, Google and Apple maps and by geo:, each in the coordinates that it expects; almost a kilobyte a station.",
};

/// Amenities, all of which a station must have.
pub static AMENITY: Words = Words {
    name: "amenity",
    each: || schema::named("AmenityWord"),
    about: "Only stations that are known to have all of these. A preset such as base_kit stands for all of its own.",
};

/// Amenities, one of which a station must have.
pub static AMENITY_ANY: Words = Words {
    name: "amenity_any",
    each: || schema::named("AmenityWord"),
    about: "Only stations that are known to have at least one of these.",
};

/// Amenities that a station may not have.
pub static AMENITY_NOT: Words = Words {
    name: "amenity_not",
    each: || schema::named("AmenityWord"),
    about: "Only stations that are known to have none of these; where nothing is said of one, that is not known.",
};

/// Kinds of station.
pub static KIND: Words = Words {
    name: "kind",
    each: || schema::named("KindWord"),
    about: "Only stations of one of these kinds; one that does not say is other.",
};

/// Ways in.
pub static ACCESS: Words = Words {
    name: "access",
    each: || schema::word("", &Access::ALL.iter().map(|access| access.as_str()).collect::<Vec<_>>()),
    about: "Only stations that one gets into by one of these ways; one that does not say is unknown.",
};

/// How many people.
pub static MIN_CAPACITY: Whole = Whole {
    name: "min_capacity",
    range: 0..=u32::MAX as u64,
    unit: "people",
    absent: Optional,
    about: "Only stations that are stated to hold at least so many; where nothing is stated, a station does not pass.",
};

/// When openings are judged.
pub static AT: Instant = Instant {
    name: "at",
    about: "The instant at which openings are judged, without filtering by them: now, or a time with its offset (RFC 3339); now if not given.",
};

/// When a station must be usable.
pub static OPEN: Instant = Instant {
    name: "open",
    about: "Only stations that can be used at this instant, which is that of at too: each amenity asked for by its own hours where it has any, else the station's; without amenities the station. Unknown does not pass.",
};

/// And for how long.
pub static OPEN_FOR_S: Whole = Whole {
    name: "open_for_s",
    range: 0..=604_800,
    unit: "seconds",
    absent: Optional,
    about: "With open: and stay so for at least this long, inclusive.",
};

/// What chooses stations, wherever they are chosen.
pub static FILTERS: [&dyn Declared; 9] =
    [&AMENITY, &AMENITY_ANY, &AMENITY_NOT, &KIND, &ACCESS, &MIN_CAPACITY, &AT, &OPEN, &OPEN_FOR_S];

/// What a question for the nearest stations says beside the position and the filters.
pub static OF_NEAREST: [&dyn Declared; 7] = [&LIMIT, &RADIUS_M, &SPEED_MPS, &LINKS, &PROPERTIES, &CRS, &LANG];
