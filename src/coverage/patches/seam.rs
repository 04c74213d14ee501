//! Where do rings on the globe end on a map? Cut at the antimeridian, and led along it and around the poles.

use super::spot::{HALF, QUARTER, Spot, twice_area};
use std::cmp::Ordering;
use std::collections::HashMap;

/// The rings of one patch on the globe, as rings on the map whose edges are straight in longitude and latitude
/// (RFC 7946, section 3.1.9). The patch is on the left of both.
///
/// From south to north, the antimeridian enters the patch where a ring crosses it eastwards and leaves it where one
/// crosses westwards, by turns.
pub fn cut(rings: Vec<Vec<Spot>>) -> Vec<Vec<Spot>> {
    let (crossing, mut whole): (Vec<_>, Vec<_>) = rings.into_iter().partition(|ring| crosses(ring));
    if !crossing.is_empty() {
        whole.extend(Seam::new(&crossing).rings());
    } else if whole.iter().map(|ring| twice_area(ring)).sum::<i128>() <= 0 {
        // Rings that together bound less than nothing bound what is not in the patch: the rest of the map is.
        whole.insert(0, map());
    }
    whole
}

/// The whole map, against the clock.
fn map() -> Vec<Spot> {
    [(-HALF, -QUARTER), (HALF, -QUARTER), (HALF, QUARTER), (-HALF, QUARTER)].map(|(lon, lat)| Spot { lon, lat }).into()
}

fn crosses(ring: &[Spot]) -> bool {
    edges(ring).any(|(from, to)| from.is_across_from(to))
}

fn edges(ring: &[Spot]) -> impl Iterator<Item = (Spot, Spot)> + Clone {
    ring.iter().zip(ring.iter().cycle().skip(1)).map(|(from, to)| (*from, *to))
}

/// Where a ring crosses the antimeridian.
struct Crossing {
    is_eastward: bool,
    /// Its latitude in steps, a fraction with a positive denominator.
    lat: (i128, i128),
    /// The number of the piece that begins here.
    piece: usize,
}

impl Crossing {
    fn between(from: Spot, to: Spot, piece: usize) -> Self {
        let is_eastward = from.lon > 0;
        let (east_lon, north) = from.step_to(to);
        let (turn, seam) = if is_eastward { (2, 1) } else { (-2, -1) };
        let east = (i128::from(east_lon) + turn * i128::from(HALF)).abs();
        let east_to_seam = (seam * i128::from(HALF) - i128::from(from.lon)).abs();
        Self { is_eastward, lat: (i128::from(from.lat) * east + i128::from(north) * east_to_seam, east), piece }
    }

    /// Whether the other is farther north; exact, so that crossings of edges that do not meet keep their order.
    fn by_lat(&self, other: &Self) -> Ordering {
        (self.lat.0 * other.lat.1).cmp(&(other.lat.0 * self.lat.1))
    }

    /// The place on the side of the map that the ring comes from, or goes to.
    fn spot(&self, is_eastern_side: bool) -> Spot {
        let lat = (self.lat.0 as f64 / self.lat.1 as f64).round() as i32;
        Spot { lon: if is_eastern_side { HALF } else { -HALF }, lat }
    }
}

/// The part of a ring between two crossings.
struct Piece {
    spots: Vec<Spot>,
    /// The numbers of the crossings where it begins and ends.
    from: usize,
    to: usize,
}

/// Everything that crosses the antimeridian.
struct Seam {
    /// From south to north.
    crossings: Vec<Crossing>,
    pieces: Vec<Piece>,
}

impl Seam {
    fn new(rings: &[Vec<Spot>]) -> Self {
        let mut crossings = Vec::new();
        let mut pieces = Vec::new();
        for ring in rings {
            let first = crossings.len();
            let start = edges(ring).position(|(from, to)| from.is_across_from(to)).unwrap_or_default();
            // Beginning with an edge that crosses, each such edge begins a piece.
            for (from, to) in edges(ring).cycle().skip(start).take(ring.len()) {
                if from.is_across_from(to) {
                    let number = crossings.len();
                    crossings.push(Crossing::between(from, to, number));
                    pieces.push(Piece { spots: Vec::new(), from: number, to: number + 1 });
                }
                if let Some(piece) = pieces.last_mut() {
                    piece.spots.push(to);
                }
            }
            if let Some(last) = pieces.last_mut() {
                // The edge that leaves the last piece is the one that began the first.
                last.to = first;
            }
        }
        let mut order: Vec<usize> = (0..crossings.len()).collect();
        order.sort_by(|a, b| crossings[*a].by_lat(&crossings[*b]));
        let mut rank = vec![0; order.len()];
        for (place, crossing) in order.into_iter().enumerate() {
            rank[crossing] = place;
        }
        for piece in &mut pieces {
            (piece.from, piece.to) = (rank[piece.from], rank[piece.to]);
        }
        crossings.sort_by(Crossing::by_lat);
        Self { crossings, pieces }
    }

    /// Pieces joined along the seam: from where one leaves the map on its eastern side north, on its western side
    /// south, to where the next enters; past the last of them around the pole.
    fn rings(&self) -> Vec<Vec<Spot>> {
        let mut is_done = vec![false; self.pieces.len()];
        let mut rings = Vec::new();
        for first in 0..self.pieces.len() {
            let mut ring = Vec::new();
            let mut at = first;
            while !is_done[at] {
                is_done[at] = true;
                let piece = &self.pieces[at];
                let (from, to) = (&self.crossings[piece.from], &self.crossings[piece.to]);
                ring.push(from.spot(!from.is_eastward));
                ring.extend(&piece.spots);
                ring.push(to.spot(to.is_eastward));
                let beyond = if to.is_eastward { Some(piece.to + 1) } else { piece.to.checked_sub(1) };
                at = match beyond.and_then(|beyond| self.crossings.get(beyond)) {
                    Some(next) => next.piece,
                    None => {
                        let (lon, lat) = if to.is_eastward { (HALF, QUARTER) } else { (-HALF, -QUARTER) };
                        ring.extend([Spot { lon, lat }, Spot { lon: -lon, lat }]);
                        to.piece
                    }
                };
            }
            rings.extend(simple(ring));
        }
        rings
    }
}

/// A ring parted where it comes back to a place on the seam, without the parts that enclose nothing.
///
/// Rounding may join crossings that lie less than a step apart; no other places of a ring fall together.
fn simple(ring: Vec<Spot>) -> Vec<Vec<Spot>> {
    let mut parts = Vec::new();
    let mut open: Vec<Spot> = Vec::with_capacity(ring.len());
    let mut seen: HashMap<Spot, usize> = HashMap::new();
    for spot in ring {
        if spot.lon.abs() == HALF {
            if let Some(at) = seen.get(&spot) {
                let part = open.split_off(*at);
                for closed in &part {
                    seen.remove(closed);
                }
                parts.push(part);
            }
            seen.insert(spot, open.len());
        }
        open.push(spot);
    }
    parts.push(open);
    parts.retain(|part| twice_area(part) != 0);
    parts
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A ring through these places, in degrees.
    fn ring(places: &[(i32, i32)]) -> Vec<Spot> {
        places.iter().map(|(lon, lat)| spot(lon * (HALF / 180), lat * (HALF / 180))).collect()
    }

    fn spot(lon: i32, lat: i32) -> Spot {
        Spot { lon, lat }
    }

    /// Areas of the rings in square degrees, sorted.
    fn areas(rings: &[Vec<Spot>]) -> Vec<f64> {
        let degree = f64::from(HALF / 180);
        let mut areas: Vec<f64> = rings.iter().map(|ring| twice_area(ring) as f64 / 2.0 / degree / degree).collect();
        areas.sort_by(f64::total_cmp);
        areas
    }

    #[test]
    fn a_ring_across_the_antimeridian_is_cut_in_two() {
        let square = ring(&[(170, 0), (-160, 0), (-160, 10), (170, 10)]);
        assert_eq!(areas(&cut(vec![square])), [100.0, 200.0]);
    }

    #[test]
    fn a_ring_around_a_pole_is_led_along_the_seam_to_it() {
        let north = ring(&[(0, 80), (120, 80), (-120, 80)]);
        assert_eq!(areas(&cut(vec![north.clone()])), [3_600.0]);
        let south = ring(&[(0, -80), (-120, -80), (120, -80)]);
        assert_eq!(areas(&cut(vec![south.clone()])), [3_600.0]);
        let all_but_north = north.into_iter().rev().collect();
        assert_eq!(areas(&cut(vec![all_but_north])), [64_800.0 - 3_600.0]);
        let belt = vec![ring(&[(0, 10), (-120, 10), (120, 10)]), ring(&[(0, -10), (120, -10), (-120, -10)])];
        assert_eq!(areas(&cut(belt)), [7_200.0]);
    }

    #[test]
    fn what_only_holes_bound_is_the_rest_of_the_map() {
        let hole = ring(&[(0, 0), (0, 10), (10, 10), (10, 0)]);
        assert_eq!(areas(&cut(vec![hole])), [-100.0, 64_800.0]);
        let across = ring(&[(170, 0), (170, 10), (-160, 10), (-160, 0)]);
        assert_eq!(areas(&cut(vec![across])), [64_800.0 - 300.0]);
    }

    #[test]
    fn crossings_that_rounding_joins_leave_no_ring_that_meets_itself() {
        // A hole whose eastern corner reaches one step over the antimeridian, in a patch around it.
        let corner = spot(1 - HALF, 50_000_000);
        let mut hole = ring(&[(170, 10), (170, 0)]);
        hole.insert(1, corner);
        let patch = ring(&[(160, -20), (-160, -20), (-160, 30), (160, 30)]);
        let rings = cut(vec![patch, hole]);
        assert_eq!(areas(&rings), [-50.0, 1_000.0, 1_000.0].map(|area: f64| area.round()));
        for ring in &rings {
            let places: std::collections::HashSet<&Spot> = ring.iter().collect();
            assert_eq!(places.len(), ring.len(), "{ring:?}");
        }
    }

    #[test]
    fn crossings_a_fraction_of_a_step_apart_keep_their_order() {
        let south = Crossing::between(spot(HALF - 1, 0), spot(2_000_000 - HALF, 1), 0);
        let north = Crossing::between(spot(HALF - 1, 0), spot(1_999_999 - HALF, 1), 0);
        assert_eq!(south.by_lat(&north), Ordering::Less);
        assert_eq!(south.spot(true), spot(HALF, 0));
        assert_eq!(south.spot(false), spot(-HALF, 0));
        let back = Crossing::between(spot(2_000_000 - HALF, 1), spot(HALF - 1, 0), 0);
        assert_eq!(south.by_lat(&back), Ordering::Equal);
    }
}
