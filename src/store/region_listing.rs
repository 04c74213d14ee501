//! Which regions are listed? All that meet a box, a time and a filter, by id, or as words find them.

use super::items::{RegionItem, Sources, in_crs};
use super::listing::During;
use super::snapshot::Snapshot;
use crate::coverage::{Effort, Halt};
use crate::cql2::{Drawn, Filter};
use crate::geodesy::{BoundingBox, Crs};
use geo::CoordsIter;
use std::sync::Arc;

/// Which regions are to be listed.
#[derive(Debug, Clone)]
pub struct RegionListing {
    /// The system of the caller's coordinates.
    pub crs: Crs,
    /// They have a point in common with this box, in the caller's coordinates.
    pub window: Option<BoundingBox>,
    /// One of their dates lies in this time, or they have none.
    pub during: Option<During>,
    /// A filter is true of them.
    pub filter: Option<Arc<Filter>>,
    /// They are found by these words, and listed best first; without words they are listed by id.
    pub words: Option<Arc<str>>,
}

impl Snapshot {
    /// Places of the regions that a listing means, in order.
    ///
    /// # Errors
    /// [`Halt`] when judging them takes too much work.
    pub fn listed_regions(&self, listing: &RegionListing, effort: &Effort) -> Result<Vec<usize>, Halt> {
        let RegionListing { crs, window, during, filter, words } = listing;
        let filter = filter.as_ref().map(|filter| (filter, Sources::of_regions(filter)));
        let during = during.map(|during| (during, self.described_regions()));
        let window = window.map(Drawn::Box);
        let steps = usize::from(window.is_some()) + filter.as_ref().map_or(0, |(filter, _)| filter.steps());
        let mut found = Vec::new();
        let places = match words {
            // Whoever asks has read the words: nothing is found by those that are none.
            Some(words) => self.search_regions(words).unwrap_or_default(),
            None => (0..self.regions.len()).collect(),
        };
        for place in places {
            let Some(region) = self.regions.get(place) else { continue };
            let area = if steps == 0 { in_crs(&region.area, Crs::Wgs84) } else { in_crs(&region.area, *crs) };
            // Each corner may be held against each of what is drawn.
            effort.spend(1 + steps * region.area.coords_count())?;
            let is_meant =
                during.as_ref().is_none_or(|(during, described)| during.meets(&region.said, &described.temporal))
                    && window.as_ref().is_none_or(|window| window.meets_area(&area))
                    && filter
                        .as_ref()
                        .is_none_or(|(filter, sources)| filter.means(&RegionItem::of(region, &area, sources)));
            if is_meant {
                found.push(place);
            }
        }
        Ok(found)
    }
}
