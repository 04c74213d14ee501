//! What is the obvious answer? Look at every station, keep what passes, sort: the oracle of the index.

use super::Near;
use crate::geodesy::{Position, inverse};
use crate::station::Station;

/// The `limit` nearest of the stations that `wanted` accepts, at most `radius_m` away (inclusive),
/// ordered by distance in whole millimetres, then by id; ordinals are places in `stations`.
pub fn nearest(
    stations: &[Station],
    from: Position,
    limit: usize,
    radius_m: Option<f64>,
    wanted: impl Fn(usize, &Station) -> bool,
) -> Vec<Near> {
    let mut found: Vec<(Near, &Station)> = stations
        .iter()
        .enumerate()
        .filter(|(ordinal, station)| wanted(*ordinal, station))
        .map(|(ordinal, station)| {
            let geodesic = inverse(from, station.position);
            (Near { ordinal, distance: geodesic.distance, bearing_mdeg: geodesic.bearing_mdeg() }, station)
        })
        .filter(|(near, _)| radius_m.is_none_or(|radius_m| near.distance.within(radius_m)))
        .collect();
    found.sort_by(|(a, s), (b, t)| a.distance.cmp(&b.distance).then_with(|| s.id.cmp(&t.id)));
    found.truncate(limit);
    found.into_iter().map(|(near, _)| near).collect()
}
