//! Which hole belongs to which exterior? Rings on the map gathered into polygons.

use super::spot::{Spot, twice_area};
use geo::{Coord, LineString, MultiPolygon, Polygon};

/// The polygons that rings bound: exteriors run against the clock, holes with it (RFC 7946, section 3.1.6), and none
/// of the rings cross.
///
/// # Errors
///
/// What `spend` says when it is asked for the places looked at.
pub fn nest<E>(rings: Vec<Vec<Spot>>, spend: &impl Fn(u64) -> Result<(), E>) -> Result<MultiPolygon<f64>, E> {
    let (exteriors, holes): (Vec<_>, Vec<_>) = rings.into_iter().partition(|ring| twice_area(ring) > 0);
    let owners = if exteriors.len() > 1 { owners(&exteriors, &holes, spend)? } else { vec![0; holes.len()] };
    let mut interiors: Vec<Vec<LineString<f64>>> = vec![Vec::new(); exteriors.len()];
    for (hole, owner) in holes.iter().zip(owners) {
        if let Some(interiors) = interiors.get_mut(owner) {
            interiors.push(closed(hole));
        }
    }
    let polygons = exteriors.iter().zip(interiors).map(|(exterior, holes)| Polygon::new(closed(exterior), holes));
    Ok(MultiPolygon(polygons.collect()))
}

fn closed(ring: &[Spot]) -> LineString<f64> {
    LineString(ring.iter().chain(ring.first()).map(|spot| Coord::from(*spot)).collect())
}

/// For each hole the number of the exterior around it.
///
/// Just below the lowest of a hole's westernmost places is the patch, and the next ring below bounds the same part of
/// it: the exterior itself, or another hole that reaches farther west.
fn owners<E>(
    exteriors: &[Vec<Spot>],
    holes: &[Vec<Spot>],
    spend: &impl Fn(u64) -> Result<(), E>,
) -> Result<Vec<usize>, E> {
    let mut asked: Vec<(Spot, usize)> =
        holes.iter().enumerate().filter_map(|(hole, ring)| ring.iter().min().map(|spot| (*spot, hole))).collect();
    asked.sort_unstable();
    /// The number of a ring, and the latitude at which it passes below.
    type Below = Option<(f64, usize)>;
    let mut below: Vec<Below> = vec![None; asked.len()];
    for (number, ring) in exteriors.iter().chain(holes).enumerate() {
        for (a, b) in ring.iter().zip(ring.iter().cycle().skip(1)) {
            let (west, east) = if a.lon < b.lon { (a, b) } else { (b, a) };
            let begin = asked.partition_point(|(spot, _)| spot.lon < west.lon);
            let above = asked.iter().enumerate().skip(begin).take_while(|(_, (spot, _))| spot.lon < east.lon);
            let mut looked_at = 1;
            for (at, (spot, hole)) in above {
                looked_at += 1;
                let lat = lat_at(*west, *east, spot.lon);
                let is_nearest = below[at].is_none_or(|(nearest, _)| lat > nearest);
                if number != exteriors.len() + hole && lat <= f64::from(spot.lat) && is_nearest {
                    below[at] = Some((lat, number));
                }
            }
            spend(looked_at)?;
        }
    }
    let mut owners = vec![0; holes.len()];
    for ((_, hole), below) in asked.iter().zip(below) {
        owners[*hole] = match below {
            Some((_, exterior)) if exterior < exteriors.len() => exterior,
            Some((_, other)) => owners[other - exteriors.len()],
            None => 0,
        };
    }
    Ok(owners)
}

/// The latitude of an edge that is not a meridian's at a longitude on it.
fn lat_at(west: Spot, east: Spot, lon: i32) -> f64 {
    let (whole_lon, whole_lat) = west.step_to(east);
    let part = f64::from(lon) - f64::from(west.lon);
    f64::from(west.lat) + part / whole_lon as f64 * whole_lat as f64
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::convert::Infallible;

    fn square(west: i32, south: i32, size: i32) -> Vec<Spot> {
        [(0, 0), (1, 0), (1, 1), (0, 1)]
            .map(|(east, north)| Spot { lon: west + east * size, lat: south + north * size })
            .into()
    }

    fn hole(west: i32, south: i32, size: i32) -> Vec<Spot> {
        square(west, south, size).into_iter().rev().collect()
    }

    #[test]
    fn each_hole_is_in_the_exterior_around_it() {
        // An exterior with two holes, one above the other; in the lower one a second exterior with a hole.
        let rings = vec![
            hole(34, 34, 2),
            square(30, 30, 10),
            hole(32, 70, 5),
            square(0, 0, 100),
            hole(20, 20, 40),
            square(-50, 0, 20),
            hole(-40, 5, 1),
        ];
        let Ok(nested) = nest(rings, &|_| Ok::<(), Infallible>(()));
        let holes: Vec<usize> = nested.0.iter().map(|polygon| polygon.interiors().len()).collect();
        assert_eq!(holes, [1, 2, 1]);
        let west = |ring: &LineString<f64>| ring.0.iter().map(|at| (at.x * 1e7).round() as i32).min();
        assert_eq!(west(&nested.0[0].interiors()[0]), Some(34));
        assert_eq!(west(&nested.0[2].interiors()[0]), Some(-40));
    }

    #[test]
    fn rings_are_closed() {
        let Ok(nested) = nest(vec![square(0, 0, 3)], &|_| Ok::<(), Infallible>(()));
        let ring = &nested.0[0].exterior().0;
        assert_eq!((ring.len(), ring.first()), (5, ring.last()));
    }
}
