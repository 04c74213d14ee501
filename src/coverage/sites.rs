//! Which stations serve an area? Those that pass, as points in space, and which of them can matter to it.

use crate::geodesy::{Distance, Ecef, Position, chord};
use rayon::prelude::*;

/// A station that passes the filters.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Site<'a> {
    /// Its id.
    pub id: &'a str,
    /// Where it is, WGS 84.
    pub position: Position,
}

/// A site as a point in space.
#[derive(Debug, Clone, Copy)]
pub(super) struct Point {
    pub ecef: [f64; 3],
    /// Its place among the sites.
    pub site: u32,
}

/// How far a place is from the station that its distance refers to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Served {
    /// How far.
    pub distance: Distance,
    /// Which station, by its place among the sites.
    pub site: u32,
}

/// Metres by which rounded distances and the arithmetic of chords may together be off.
const MARGIN_M: f64 = 0.001_1;

impl Point {
    /// The sites as points.
    pub(super) fn of_all(sites: &[Site]) -> Vec<Self> {
        let point = |(number, site): (usize, &Site)| Self { ecef: Ecef::from(site.position).0, site: number as u32 };
        sites.par_iter().enumerate().map(point).collect()
    }

    /// The squared chord from a place in space.
    pub(super) fn chord2(&self, from: [f64; 3]) -> f64 {
        let [x, y, z] = [0, 1, 2].map(|axis| self.ecef[axis] - from[axis]);
        x * x + y * y + z * z
    }
}

/// The longest chord of a station that may be among those within `distance_m`, rounding included.
pub(super) fn reach_of_distance_m(distance_m: f64) -> f64 {
    chord::longest_chord_m(distance_m + MARGIN_M) + MARGIN_M
}

/// The longest chord of a station that may be nearer, in rounded geodesics, than one with this chord.
pub(super) fn reach_of_chord_m(chord_m: f64) -> f64 {
    reach_of_distance_m(chord::longest_distance_m(chord_m) + MARGIN_M)
}
