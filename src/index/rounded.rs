//! Which stations are nearest to one position after another? The same answers, rounded, without a geodesic where a straight
//! line tells them, and without new memory for each.

use super::nearest::Work;
use super::select::Select;
use super::station_index::StationIndex;
use crate::geodesy::{Distance, Inverse, Outlook, Position, chord, inverse};

/// A station found, as an answer writes it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NearRounded {
    /// Its place in the index.
    pub ordinal: usize,
    /// How far it is.
    pub distance: Distance,
    /// The direction in which the way there starts, in thousandths of a degree clockwise from north, below 360,000.
    pub bearing_mdeg: u32,
}

/// Memory that a search leaves to the next.
#[derive(Debug, Default)]
pub struct Scratch {
    pub(super) stack: Vec<(f64, usize, usize)>,
    pub(super) nearest: Vec<(f64, usize)>,
    pub(super) beyond: Vec<(f64, usize)>,
    found: Vec<NearRounded>,
}

/// A bearing in thousandths of a degree, below 360,000.
pub fn rounded_bearing(bearing_deg: f64) -> u32 {
    (bearing_deg * 1000.0).round() as u32 % 360_000
}

impl StationIndex {
    /// What [`StationIndex::nearest`] answers, rounded as answers are written.
    pub fn nearest_rounded<'s>(
        &self,
        from: Position,
        limit: usize,
        radius_m: Option<f64>,
        select: &impl Select,
        scratch: &'s mut Scratch,
    ) -> &'s [NearRounded] {
        let outlook = Outlook::at(from);
        let mut work = Work::default();
        self.candidates_in(outlook.ecef, limit, radius_m, select, scratch, &mut work);
        let Scratch { nearest, found, .. } = scratch;
        found.clear();
        for (chord2, ordinal) in nearest.iter().copied() {
            let Some(station) = self.stations().get(ordinal) else { continue };
            let of_line = chord::distance(chord2.sqrt()).zip(outlook.bearing_mdeg(self.tree().at(ordinal)));
            let (distance, bearing_mdeg) = of_line.unwrap_or_else(|| {
                let Inverse { distance, bearing_deg } = inverse(from, station.position);
                (distance, rounded_bearing(bearing_deg))
            });
            if radius_m.is_none_or(|radius_m| distance.within(radius_m)) {
                found.push(NearRounded { ordinal, distance, bearing_mdeg });
            }
        }
        if found.len() > 1 {
            let id = |near: &NearRounded| self.stations().get(near.ordinal).map(|station| &station.id);
            found.sort_unstable_by(|a, b| a.distance.cmp(&b.distance).then_with(|| id(a).cmp(&id(b))));
        }
        found.truncate(limit);
        found
    }
}
