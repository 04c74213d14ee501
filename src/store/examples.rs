//! What could one ask of this data to begin with? A place where stations are, a word that one of them has, and a region.

use super::snapshot::Snapshot;
use crate::coverage::{Area, Region};
use crate::geodesy::Position;
use crate::station::{Station, Status};
use geo::{BoundingRect, Rect};
use h3o::Resolution;
use std::cmp::Reverse;
use std::sync::Arc;

/// Most comparisons of stations with boxes of regions.
const MOST_COMPARISONS: usize = 1_000_000;
/// Most stations that are looked at; in a larger data set as many, evenly by id.
const MOST_STATIONS: usize = 2000;
/// Most regions of which is seen whether a station lies in them, and not in their box alone.
const MOST_TRIED: usize = 10;
/// Most cells of an example, far fewer than an answer may have.
const MOST_CELLS: f64 = 300_000.0;
/// Where coverage is counted if nothing is said.
const USUAL: Resolution = Resolution::Nine;

/// What can be asked with an answer worth reading. The same for the same data.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Examples {
    /// Where a station is; none without stations.
    pub position: Option<Position>,
    /// The word of an amenity that it has.
    pub amenity: Option<Box<str>>,
    /// The id of a region with a station in it, if any is known.
    pub region: Option<Box<str>>,
    /// The resolution at which the region has few enough cells, where it is another than the usual one.
    pub resolution: Option<Resolution>,
}

impl Snapshot {
    /// Examples, worked out when they are first asked for, in some milliseconds: the region where stations lie densest, and in it the station
    /// with most amenities, since these show most.
    pub fn examples(&self) -> &Examples {
        self.examples.get_or_init(|| {
            let most = (MOST_COMPARISONS / self.regions.len().max(1)).clamp(1, MOST_STATIONS);
            let stations = self.index.stations();
            let operating =
                |ordinal: usize| stations.get(ordinal).filter(|station| station.status == Status::Operating);
            let step = self.by_id().len().div_ceil(most).max(1);
            let mut seen: Vec<&Station> = self.by_id().step_by(step).filter_map(operating).collect();
            if seen.is_empty() {
                seen.extend(self.by_id().find_map(operating));
            }
            match densest(&self.regions, &seen) {
                Some((region, bounds, inside)) => Examples {
                    region: Some(region.id.clone()),
                    resolution: resolution_of(&bounds),
                    ..self.at_richest(&inside)
                },
                None => self.at_richest(&seen),
            }
        })
    }

    /// Where the station with most amenities is, the first of equals, and an amenity that it has.
    fn at_richest(&self, stations: &[&Station]) -> Examples {
        let Some(richest) = stations.iter().min_by_key(|station| Reverse(station.amenities.len())) else {
            return Examples::default();
        };
        let words = richest.amenities.iter().map(|amenity| self.lexicon.amenity_word(amenity.kind));
        // In an address a comma ends a word.
        let amenity = words.into_iter().find(|word| !word.contains(',')).map(Into::into);
        Examples { position: Some(richest.position), amenity, ..Examples::default() }
    }
}

/// The region in whose box most of the stations lie for its size, if any of them lies in the region itself: with its box,
/// and those that lie in it.
fn densest<'a, 's>(
    regions: &'a [Arc<Region>],
    stations: &[&'s Station],
) -> Option<(&'a Region, Rect<f64>, Vec<&'s Station>)> {
    let of_region = |region: &'a Arc<Region>| {
        let bounds = region.area.bounding_rect()?;
        let inside = stations.iter().filter(|station| is_in(&bounds, station.position)).count();
        let density = inside as f64 / size_deg2(&bounds);
        (inside > 0 && density.is_finite()).then_some((density, region.as_ref(), bounds))
    };
    let mut dense: Vec<(f64, &Region, Rect<f64>)> = regions.iter().filter_map(of_region).collect();
    // Regions stand in the order of their ids, and equals stay in it.
    dense.sort_by(|one, other| other.0.total_cmp(&one.0));
    dense.into_iter().take(MOST_TRIED).find_map(|(_, region, bounds)| {
        let area = Area::new(&region.area);
        let is_inside = |station: &&&Station| is_in(&bounds, station.position) && area.contains(station.position);
        let inside: Vec<&Station> = stations.iter().filter(is_inside).copied().collect();
        (!inside.is_empty()).then_some((region, bounds, inside))
    })
}

fn is_in(bounds: &Rect<f64>, position: Position) -> bool {
    let (least, most) = (bounds.min(), bounds.max());
    (least.x..=most.x).contains(&position.lon()) && (least.y..=most.y).contains(&position.lat())
}

/// About how large a box is, in square degrees of the equator: to choose by, not to tell.
fn size_deg2(bounds: &Rect<f64>) -> f64 {
    bounds.width() * bounds.height() * bounds.center().y.to_radians().cos()
}

/// The finest resolution, none if it is the usual one, at which a box has few enough cells.
fn resolution_of(bounds: &Rect<f64>) -> Option<Resolution> {
    /// A square degree of the equator, roughly.
    const KM2: f64 = 111.0 * 111.0;
    let fits = |resolution: &Resolution| size_deg2(bounds) * KM2 / resolution.area_km2() <= MOST_CELLS;
    let finest = Resolution::range(Resolution::Zero, USUAL).rev().find(fits).unwrap_or(Resolution::Zero);
    (finest != USUAL).then_some(finest)
}
