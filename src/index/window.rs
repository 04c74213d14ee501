//! Which stations lie in a box of longitudes and latitudes? Those within a chord that covers it, looked at one by one.

use super::select::Select;
use super::station_index::StationIndex;
use super::tree::{LEAF, Lanes, Visit, each_lane};
use crate::geodesy::{BoundingBox, Ecef, FLATTENING, Position};

/// Widest box that a chord covers tightly, in degrees of longitude.
const WIDEST_DEG: f64 = 180.0;
/// Metres that cover the arithmetic.
const MARGIN_M: f64 = 0.001;

impl StationIndex {
    /// Every station in a box that `select` wants, by ordinal, in no order; and how many stations were looked at.
    pub fn in_box(&self, window: &BoundingBox, select: &impl Select) -> (Vec<usize>, usize) {
        let Some((from, reach_m)) = cover(window) else {
            let is_wanted = |ordinal: &usize| self.lies_in(*ordinal, window) && self.is_wanted(*ordinal, select);
            return ((0..self.len()).filter(is_wanted).collect(), self.len());
        };
        let search = self.looked_at(window, select, (from, reach_m), usize::MAX);
        (search.found, search.looks)
    }

    /// The same, if so many stations at most need be looked at.
    pub fn in_small_box(&self, window: &BoundingBox, select: &impl Select, most_looks: usize) -> Option<Vec<usize>> {
        let search = self.looked_at(window, select, cover(window)?, most_looks);
        (search.looks <= most_looks).then_some(search.found)
    }

    fn looked_at<'a, S: Select>(
        &'a self,
        window: &'a BoundingBox,
        select: &'a S,
        (from, reach_m): (Ecef, f64),
        most_looks: usize,
    ) -> InBox<'a, S> {
        let reach2 = self.tree().reach2(reach_m);
        let mut search = InBox { index: self, select, window, reach2, found: Vec::new(), looks: 0, most_looks };
        self.tree().search(&mut Vec::new(), from, &mut search);
        search
    }

    fn lies_in(&self, ordinal: usize, window: &BoundingBox) -> bool {
        let position = self.stations().get(ordinal).map(|station| station.position);
        position.is_some_and(|position| window.contains(position.lon(), position.lat()))
    }
}

/// A point, and the chord within which the whole box lies as seen from it; none for the widest boxes.
///
/// Take the ellipsoid for a sphere whose axis is shortened by the flattening; a box of geodetic latitudes is one of
/// parametric latitudes there. On the sphere the squared chord from the middle meridian to longitude `w` away is
/// `2 - 2 (sin a sin b + cos a cos b cos w)`: it grows with `w` up to 180 degrees, and for `w` of 90 degrees at most it
/// has, in `b`, its greatest value at an end, since the trough of such a wave lies beyond the poles. So the farthest
/// point is a corner. Shortening the axis shortens no chord by more than the flattening, and lengthens none.
fn cover(window: &BoundingBox) -> Option<(Ecef, f64)> {
    if window.width_deg() > WIDEST_DEG {
        return None;
    }
    let [west, south, east, north] = window.corners();
    let middle = west + window.width_deg() / 2.0;
    let middle = if middle > 180.0 { middle - 360.0 } else { middle };
    let from = Ecef::from(Position::new(middle, south + (north - south) / 2.0).ok()?);
    let chord2 = |lon: f64, lat: f64| {
        let corner = Ecef::from(Position::new(lon, lat).ok()?);
        Some(corner.0.iter().zip(&from.0).map(|(a, b)| (a - b) * (a - b)).sum::<f64>())
    };
    let corners = [(west, south), (west, north), (east, south), (east, north)];
    let farthest2 = corners.into_iter().filter_map(|(lon, lat)| chord2(lon, lat)).fold(0.0, f64::max);
    Some((from, farthest2.sqrt() / (1.0 - FLATTENING) + MARGIN_M))
}

struct InBox<'a, S> {
    index: &'a StationIndex,
    select: &'a S,
    window: &'a BoundingBox,
    reach2: f32,
    found: Vec<usize>,
    looks: usize,
    most_looks: usize,
}

impl<S: Select> Visit for InBox<'_, S> {
    fn reach2(&self) -> f32 {
        // Nothing is within reach of who has looked enough.
        if self.looks > self.most_looks { f32::NEG_INFINITY } else { self.reach2 }
    }

    fn children(&mut self, _: usize, first: usize, lanes: Lanes) -> Lanes {
        let wanted = each_lane(lanes).filter(|lane| self.index.is_wanted_below(first + lane, self.select));
        wanted.fold(0, |wanted, lane| wanted | 1 << lane)
    }

    fn lanes(&mut self, _: usize) -> Lanes {
        Lanes::MAX
    }

    fn points(&mut self, first: usize, lanes: Lanes, _: &[f32; LEAF]) {
        for point in each_lane(lanes).map(|lane| first + lane) {
            self.looks += 1;
            if self.index.lies_in(point, self.window) && self.index.is_wanted(point, self.select) {
                self.found.push(point);
            }
        }
    }
}
