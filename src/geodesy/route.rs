//! Where is a route, and what lies close to it? Its geodesics, each once, in runs of runs that are enclosed in space.
//!
//! What encloses is a capsule: all points within a radius of a straight axis. A stretch of a geodesic is parametrised by
//! its length, so its second derivative is its curvature, a normal curvature, nowhere above `1 / r` (see
//! [`chord`](super::chord)). The error of linear interpolation between the ends of a stretch of length `h` is then at
//! most `h^2 / 8r`: the stretch lies within that of its straight chord, whatever its length.

use super::segment::{Foot, LONGEST_STRETCH_M, Segment};
use super::{Distance, EQUATORIAL_RADIUS_M, Ecef, POLAR_RADIUS_M, Position};
use std::collections::HashSet;

/// Smallest radius of curvature of WGS 84, in metres: the meridian's at the equator.
const SMALLEST_RADIUS_M: f64 = POLAR_RADIUS_M * POLAR_RADIUS_M / EQUATORIAL_RADIUS_M;

/// Metres for the rounding of coordinates of 6,378 km.
const ROUNDING_M: f64 = 1e-6;

/// A line of geodesics from vertex to vertex.
///
/// A geodesic that the route takes again, either way, is kept once: it comes as close to everything as the first time.
#[derive(Debug)]
pub struct Route {
    legs: Vec<Leg>,
    runs: Vec<Run>,
    length_m: f64,
}

/// A segment where the route takes it first. Segments run from the lesser of their ends to the greater, so that both
/// directions give the same figures to the last bit.
#[derive(Debug)]
struct Leg {
    segment: Segment,
    ends: [[f64; 3]; 2],
    /// Metres of the route before it.
    before_m: f64,
    /// The route goes from the segment's end to its start.
    backwards: bool,
}

/// Legs one after another, and the two runs of which it is made; a run of one leg has none.
#[derive(Debug)]
struct Run {
    capsule: Capsule,
    parts: Option<[u32; 2]>,
    leg: u32,
}

/// All points within a radius of a straight axis.
#[derive(Debug, Clone, Copy)]
pub struct Capsule {
    from: [f64; 3],
    to: [f64; 3],
    /// The radius in metres.
    pub radius_m: f64,
}

/// A part of a route: a run of segments, or a stretch of one.
#[derive(Debug, Clone, Copy)]
pub struct Part {
    /// What encloses it; each of its axis' points has a point of the part within the radius if it is a stretch, and all of the part
    /// is within the radius of the axis.
    pub capsule: Capsule,
    kind: Kind,
}

#[derive(Debug, Clone, Copy)]
enum Kind {
    Run(u32),
    /// A segment, which need not be looked up to be compared.
    Leg(u32),
    Stretch {
        leg: u32,
        from_m: f64,
        to_m: f64,
    },
}

impl Part {
    /// Whether it is a stretch of a single segment.
    pub fn is_stretch(&self) -> bool {
        !matches!(self.kind, Kind::Run(_))
    }
}

impl Capsule {
    /// The distance of a point from the axis, and the share of the axis before the closest point of it.
    pub fn axis_distance(&self, point: [f64; 3]) -> (f64, f64) {
        let axis = minus(self.to, self.from);
        let along = minus(point, self.from);
        let length2 = dot(axis, axis);
        let share = if length2 > 0.0 { (dot(along, axis) / length2).clamp(0.0, 1.0) } else { 0.0 };
        let away = [along[0] - share * axis[0], along[1] - share * axis[1], along[2] - share * axis[2]];
        (dot(away, away).sqrt(), share)
    }

    /// The smallest box, rounded outwards by nothing: lower and upper corner.
    fn bounds(&self) -> [[f64; 3]; 2] {
        let [mut low, mut high] = [self.from; 2];
        for axis in 0..3 {
            low[axis] = low[axis].min(self.to[axis]) - self.radius_m;
            high[axis] = high[axis].max(self.to[axis]) + self.radius_m;
        }
        [low, high]
    }

    /// A ball around two capsules.
    fn around(one: &Self, other: &Self) -> Self {
        let ([low, high], [other_low, other_high]) = (one.bounds(), other.bounds());
        let mut centre = [0.0; 3];
        let mut diagonal2 = 0.0;
        for axis in 0..3 {
            let (low, high) = (low[axis].min(other_low[axis]), high[axis].max(other_high[axis]));
            centre[axis] = low.midpoint(high);
            diagonal2 += (high - low) * (high - low);
        }
        Self { from: centre, to: centre, radius_m: diagonal2.sqrt() / 2.0 + ROUNDING_M }
    }

    /// Around a stretch of so many metres with these ends.
    fn of_stretch([from, to]: [[f64; 3]; 2], length_m: f64) -> Self {
        Self { from, to, radius_m: length_m * length_m / (8.0 * SMALLEST_RADIUS_M) + ROUNDING_M }
    }
}

fn minus(a: [f64; 3], b: [f64; 3]) -> [f64; 3] {
    [a[0] - b[0], a[1] - b[1], a[2] - b[2]]
}

fn dot(a: [f64; 3], b: [f64; 3]) -> f64 {
    a[0] * b[0] + a[1] * b[1] + a[2] * b[2]
}

impl Route {
    /// The route through these vertices; none without any. One alone, or the same again and again, is a route of no length.
    pub fn through(vertices: &[Position]) -> Option<Self> {
        let first = *vertices.first()?;
        let bits = |position: Position| (position.lon().to_bits(), position.lat().to_bits());
        let mut taken = HashSet::with_capacity(vertices.len());
        let mut legs = Vec::new();
        let mut length_m = 0.0;
        for (from, to) in vertices.iter().zip(vertices.iter().skip(1)) {
            let degrees = |position: &Position| (position.lat(), position.lon());
            let backwards = degrees(from) > degrees(to);
            let [low, high] = if backwards { [*to, *from] } else { [*from, *to] };
            let segment = Segment::between(low, high);
            // A vertex given twice is an end of the segments beside it.
            if segment.length_m() > 0.0 && taken.insert((bits(low), bits(high))) {
                legs.push(Leg::new(segment, [low, high], length_m, backwards));
            }
            length_m += segment.length_m();
        }
        if legs.is_empty() {
            legs.push(Leg::new(Segment::between(first, first), [first, first], 0.0, false));
        }
        let mut route = Self { runs: Vec::with_capacity(2 * legs.len()), legs, length_m };
        route.enclose(0, route.legs.len());
        Some(route)
    }

    /// Adds the run of some legs, and what it is made of, and tells its number.
    fn enclose(&mut self, first: usize, end: usize) -> u32 {
        let run = if end - first <= 1 {
            let capsule = self.legs.get(first).map_or(Capsule::of_stretch([[0.0; 3]; 2], 0.0), Leg::capsule);
            Run { capsule, parts: None, leg: first as u32 }
        } else {
            let middle = first.midpoint(end);
            let parts = [self.enclose(first, middle), self.enclose(middle, end)];
            let [one, other] = parts.map(|part| self.runs[part as usize].capsule);
            Run { capsule: Capsule::around(&one, &other), parts: Some(parts), leg: first as u32 }
        };
        self.runs.push(run);
        self.runs.len() as u32 - 1
    }

    /// Its length in metres, not rounded, with everything that it takes again.
    pub fn length_m(&self) -> f64 {
        self.length_m
    }

    /// How many different segments it has.
    pub fn segments(&self) -> usize {
        self.legs.len()
    }

    /// All of it.
    pub fn whole(&self) -> Part {
        self.part(self.runs.len().saturating_sub(1) as u32)
    }

    fn part(&self, run: u32) -> Part {
        match self.runs.get(run as usize) {
            Some(Run { parts: None, leg, capsule }) => Part { capsule: *capsule, kind: Kind::Leg(*leg) },
            Some(Run { capsule, .. }) => Part { capsule: *capsule, kind: Kind::Run(run) },
            // Runs name runs that are there.
            None => Part { capsule: Capsule::of_stretch([[0.0; 3]; 2], 0.0), kind: Kind::Run(run) },
        }
    }

    /// The segment that a part is of, and from where to where; none for a run.
    fn stretch(&self, part: &Part) -> Option<(u32, &Leg, [f64; 2])> {
        match part.kind {
            Kind::Run(_) => None,
            Kind::Leg(leg) => self.legs.get(leg as usize).map(|of| (leg, of, [0.0, of.segment.length_m()])),
            Kind::Stretch { leg, from_m, to_m } => self.legs.get(leg as usize).map(|of| (leg, of, [from_m, to_m])),
        }
    }

    /// Two halves that together are the part; none of a route that has none.
    pub fn halves(&self, part: &Part) -> Option<[Part; 2]> {
        if let Kind::Run(run) = part.kind {
            let [one, other] = self.runs.get(run as usize)?.parts?;
            return Some([self.part(one), self.part(other)]);
        }
        let (leg, Leg { segment, .. }, [from_m, to_m]) = self.stretch(part)?;
        let middle_m = from_m.midpoint(to_m);
        let Ecef(middle) = segment.point(middle_m);
        let half = |from, to, from_m, to_m| Part {
            capsule: Capsule::of_stretch([from, to], to_m - from_m),
            kind: Kind::Stretch { leg, from_m, to_m },
        };
        let Capsule { from, to, .. } = part.capsule;
        Some([half(from, middle, from_m, middle_m), half(middle, to, middle_m, to_m)])
    }

    /// Two halves of a part on which no foot may be sought yet; none if one may.
    pub fn halves_for_a_foot(&self, part: &Part) -> Option<[Part; 2]> {
        match self.stretch(part) {
            Some((_, _, [from_m, to_m])) if to_m - from_m <= LONGEST_STRETCH_M => None,
            _ => self.halves(part),
        }
    }

    /// Where a stretch comes closest to a position within 50 km of it; `share` of it lies before where to begin.
    /// None for a part that is to be halved before.
    pub fn foot(&self, part: &Part, of: Position, share: f64) -> Option<RouteFoot> {
        let (_, leg, [from_m, to_m]) = self.stretch(part)?;
        let Foot { at_m, distance_m } = leg.segment.foot(of, [from_m, to_m], from_m + share * (to_m - from_m));
        let into_m = if leg.backwards { leg.segment.length_m() - at_m } else { at_m };
        Some(RouteFoot { along_m: leg.before_m + into_m, offset_m: distance_m })
    }
}

/// Where a part of a route comes closest to a position, in metres that are not rounded.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct RouteFoot {
    /// From the start, along the route.
    pub along_m: f64,
    /// From the position.
    pub offset_m: f64,
}

impl RouteFoot {
    /// Metres by which two ways that are equally long may seem to differ: some of Karney's 15 nanometres.
    pub const EQUALLY_NEAR_M: f64 = 1e-7;

    /// The distance along the route, to the millimetre.
    pub fn along(&self) -> Distance {
        Distance::from_m(self.along_m.max(0.0))
    }

    /// The distance from the position, to the millimetre.
    pub fn offset(&self) -> Distance {
        Distance::from_m(self.offset_m)
    }

    /// The closest of some feet; the first along the route of those that are equally near.
    pub fn closest(feet: &[Self]) -> Option<Self> {
        let least_m = feet.iter().map(|foot| foot.offset_m).fold(f64::INFINITY, f64::min);
        let near = feet.iter().filter(|foot| foot.offset_m <= least_m + Self::EQUALLY_NEAR_M);
        near.min_by(|one, other| one.along_m.total_cmp(&other.along_m)).copied()
    }
}

impl Leg {
    fn new(segment: Segment, ends: [Position; 2], before_m: f64, backwards: bool) -> Self {
        Self { segment, ends: ends.map(|end| Ecef::from(end).0), before_m, backwards }
    }

    fn capsule(&self) -> Capsule {
        Capsule::of_stretch(self.ends, self.segment.length_m())
    }
}
