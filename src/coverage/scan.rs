//! What is the obvious answer? Look at every cell and at every station: the oracle of coverage, and its baseline.

use super::hierarchy::centre;
use super::sites::Site;
use super::summary::Reach;
use crate::geodesy::{Distance, Position, inverse};
use geo::MultiPolygon;
use h3o::CellIndex;

/// Whether a position lies in an area: within the exterior of a polygon, and in none of its holes.
pub fn contains(area: &MultiPolygon<f64>, position: Position) -> bool {
    let (x, y) = (position.lon(), position.lat());
    let encloses = |ring: &geo::LineString<f64>| {
        let mut inside = false;
        for line in ring.lines() {
            let (a, b) = if (line.start.y, line.start.x) <= (line.end.y, line.end.x) {
                (line.start, line.end)
            } else {
                (line.end, line.start)
            };
            if a.y <= y && y < b.y && x < a.x + (y - a.y) / (b.y - a.y) * (b.x - a.x) {
                inside = !inside;
            }
        }
        inside
    };
    area.iter().any(|polygon| encloses(polygon.exterior()) && !polygon.interiors().iter().any(encloses))
}

/// The `min_stations`-th nearest site, by distance and id.
pub fn served(from: Position, sites: &[Site], min_stations: usize) -> Option<(Distance, u32)> {
    let mut all: Vec<(Distance, &str, u32)> =
        (0..).zip(sites).map(|(number, site)| (inverse(from, site.position).distance, site.id, number)).collect();
    all.sort_unstable();
    all.get(min_stations - 1).map(|(distance, _, number)| (*distance, *number))
}

/// The numbers of a [`Summary`](super::Summary), added up one by one.
#[derive(Debug, Clone, Default)]
pub struct Sums {
    /// All cells, and those covered.
    pub cells: [u64; 2],
    /// Square metres of all cells, and of those covered.
    pub area_m2: [f64; 2],
    /// Demand of all cells, and of those covered.
    pub demand: [f64; 2],
    /// Weighted mean, if any cell has a distance.
    pub mean_m: Option<f64>,
    /// Smallest distances within which 50, 90 and 95 hundredths of the weight lie.
    pub quantiles: Option<[Distance; 3]>,
    /// The farthest cell, its distance and its station.
    pub farthest: Option<(CellIndex, Distance, u32)>,
    /// Cells and demand of each band.
    pub bands: Vec<(u64, f64)>,
}

/// Asks every cell for the station that serves it, and adds up.
pub fn summary(
    cells: impl IntoIterator<Item = CellIndex>,
    served: impl Fn(Position) -> Option<(Distance, u32)>,
    demand: impl Fn(CellIndex) -> f64,
    reach: &Reach,
) -> Sums {
    let mut sums = Sums { bands: vec![(0, 0.0); reach.bands_m.len() + 1], ..Sums::default() };
    let mut distances: Vec<(Distance, f64, f64)> = Vec::new();
    for cell in cells {
        let (area_m2, weight, served) = (cell.area_m2(), demand(cell), served(centre(cell)));
        let covered = served.is_some_and(|(distance, _)| distance.within(reach.radius_m));
        for of in if covered { 0..2 } else { 0..1 } {
            sums.cells[of] += 1;
            sums.area_m2[of] += area_m2;
            sums.demand[of] += weight;
        }
        let in_band = |end_m: &f64| served.is_some_and(|(distance, _)| distance.within(*end_m));
        let band = reach.bands_m.iter().position(in_band).unwrap_or(reach.bands_m.len());
        sums.bands[band].0 += 1;
        sums.bands[band].1 += weight;
        let Some((distance, site)) = served else { continue };
        distances.push((distance, weight, area_m2));
        if sums.farthest.is_none_or(|(_, farthest, _)| distance > farthest) {
            sums.farthest = Some((cell, distance, site));
        }
    }
    let any_demand = sums.demand[0] > 0.0;
    let weight_of = |(_, demand, area_m2): &(Distance, f64, f64)| if any_demand { *demand } else { *area_m2 };
    let total: f64 = distances.iter().map(weight_of).sum();
    if !distances.is_empty() {
        sums.mean_m = Some(distances.iter().map(|of| of.0.m() * weight_of(of)).sum::<f64>() / total);
        distances.sort_by_key(|of| of.0);
        let quantile = |share: f64| {
            let mut reached = 0.0;
            let found = distances.iter().find(|of| {
                reached += weight_of(of);
                reached >= share * total
            });
            found.or(distances.last()).map_or(Distance::from_mm(0), |of| of.0)
        };
        sums.quantiles = Some([0.5, 0.9, 0.95].map(quantile));
    }
    sums
}

/// Of some cells those whose centre lies in an area.
pub fn cells_in(area: &MultiPolygon<f64>, cells: impl IntoIterator<Item = CellIndex>) -> Vec<CellIndex> {
    let mut inside: Vec<CellIndex> = cells.into_iter().filter(|cell| contains(area, centre(*cell))).collect();
    inside.sort_unstable();
    inside.dedup();
    inside
}
