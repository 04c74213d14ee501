//! How far is a single cell from its station? Told by chords as far as they go, and by geodesics beyond.

use super::hierarchy::centre;
use super::layer::Share;
use super::sites::{Served, Site, reach_of_chord_m, reach_of_distance_m};
use super::walk::Walk;
use crate::geodesy::chord::{self, longest_distance_m, shortest_distance_m};
use crate::geodesy::{Distance, inverse};
use h3o::CellIndex;
use std::cell::Cell as StdCell;

/// A cell of the tiling's resolution.
pub(super) struct Cell<'w> {
    pub cell: CellIndex,
    /// Which block of the tiling it is part of.
    pub number: usize,
    pub share: Option<&'w Share>,
    /// The cosine of the angle to the centre of its face, if it is known to lie on one.
    pub cos: Option<f64>,
    pub walk: &'w Walk<'w>,
    /// The stations at hand, with their chords.
    pub near: &'w [(f64, u32)],
    /// The chord of the `min_stations`-th nearest.
    pub chord_m: f64,
    /// Geodesics solved.
    pub solved: &'w StdCell<usize>,
}

impl Cell<'_> {
    /// No more can be said of its distance without looking closer.
    pub(super) fn bounds_m(&self) -> (f64, f64) {
        (shortest_distance_m(self.chord_m), longest(self.chord_m))
    }

    /// The station that its distance refers to; none where there are too few.
    pub(super) fn served(&self) -> Option<Served> {
        if !self.chord_m.is_finite() {
            return None;
        }
        let reach_m = reach_of_chord_m(self.chord_m);
        let distance_of = |chord_m: f64, site: u32| Some((self.distance(chord_m, self.site(site)?), site));
        let mut near = self.near.iter().filter(|(chord_m, _)| *chord_m <= reach_m);
        if self.walk.min_stations == 1 {
            // Nearly always only one is near enough to be the nearest.
            let (first, next) = (near.next()?, near.next());
            if next.is_none() {
                let (distance, site) = distance_of(first.0, first.1)?;
                return Some(Served { distance, site });
            }
        }
        let near = self.near.iter().filter(|(chord_m, _)| *chord_m <= reach_m);
        let mut ordered: Vec<(Distance, u32)> =
            near.filter_map(|(chord_m, site)| distance_of(*chord_m, *site)).collect();
        let id = |site: u32| self.site(site).map(|site| site.id);
        ordered.sort_unstable_by(|a, b| a.0.cmp(&b.0).then_with(|| id(a.1).cmp(&id(b.1))));
        let (distance, site) = *ordered.get(self.walk.min_stations - 1)?;
        Some(Served { distance, site })
    }

    /// How many stations lie within a radius, which must be the one that the walk counts.
    pub(super) fn stations_within(&self, radius_m: f64) -> usize {
        let reach_m = reach_of_distance_m(radius_m);
        let is_within = |(chord_m, site): &&(f64, u32)| {
            *chord_m <= reach_m && self.site(*site).is_some_and(|site| self.distance(*chord_m, site).within(radius_m))
        };
        self.near.iter().filter(is_within).count()
    }

    fn distance(&self, chord_m: f64, site: &Site) -> Distance {
        chord::distance(chord_m).unwrap_or_else(|| {
            self.solved.set(self.solved.get() + 1);
            inverse(centre(self.cell), site.position).distance
        })
    }

    fn site(&self, number: u32) -> Option<&Site<'_>> {
        self.walk.sites.get(number as usize)
    }
}

/// The longest distance of a chord, which is infinite where there are too few stations.
pub(super) fn longest(chord_m: f64) -> f64 {
    if chord_m.is_finite() { longest_distance_m(chord_m) } else { f64::INFINITY }
}
