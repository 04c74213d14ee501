//! What is made of all records together? The tree, the order of ids, the version.

use super::numbers::in_use;
use super::{Loading, Made};
use crate::coverage::Region;
use crate::hours::Calendar;
use crate::index::StationIndex;
use crate::ingest::{Manifest, Origin};
use crate::station::Station;
use crate::store::description::Descriptions;
use crate::store::feature_text::{FeatureText, amenity_texts};
use crate::store::listing::Listings;
use crate::store::maps::Maps;
use crate::store::open_set::Agenda;
use crate::store::openings::Openings;
use crate::store::search::Callings;
use crate::store::snapshot::{DemandKind, Snapshot};
use crate::store::version::{Contents, Sum, version};
use chrono::Utc;
use rayon::prelude::*;
use std::sync::{Arc, OnceLock};

impl Loading<'_> {
    pub(super) fn finish(mut self, manifest: Manifest) -> Snapshot {
        let (lexicon, schedules) = in_use(self.context, &mut self.stations);
        let origins = self.origins;
        let again = self.again;
        let put = |stations: &mut [Station], order: &[u32], orders: &mut Orders| {
            // What was taken from the load before was put together then, and is shared with it.
            let is_again = |place: usize| {
                let next = again.partition_point(|places| places.end <= place);
                again.get(next).is_some_and(|places| places.contains(&place))
            };
            let settled = |ordinal: usize| order.get(ordinal).is_some_and(|place| is_again(*place as usize));
            FeatureText::put_together(stations, &mut orders.texts, settled);
        };
        let in_order = |places, order: &[u32]| Orders::of(origins, places, order);
        let (index, Orders { sums_by_id, sums, texts, ordinals, by_id }) =
            StationIndex::build_beside(self.stations, places_by_id, in_order, put);
        let regions: Vec<Arc<Region>> = self.regions.into_values().collect();
        let demand: Vec<DemandKind> =
            self.demand.into_iter().map(|(kind, files)| DemandKind::of_files(kind, files)).collect();
        let calendars: Vec<Arc<Calendar>> = self.calendars.into_values().flatten().collect();
        let version = version(&Contents {
            name: manifest.name.as_deref(),
            stations: &sums_by_id,
            regions: &regions,
            demand: &demand,
            calendars: &calendars,
            files: &self.files,
        });
        // What was prepared for coverage knows areas by their corners, and demand by its number.
        let same_demand = |before: &&Snapshot| {
            before.demand.len() == demand.len() && before.demand.iter().zip(&demand).all(|(a, b)| a.is_same_as(b))
        };
        let grounds = self.before.filter(same_demand).map(|before| before.grounds.clone()).unwrap_or_default();
        let maps = || Maps::of(index.stations(), &regions, self.before.map(|before| &before.maps));
        let others = || rayon::join(|| Agenda::of(&index), || Listings::of(index.stations(), &by_id));
        let (maps, (agenda, listings)) = rayon::join(maps, others);
        let amenity_texts = amenity_texts(&lexicon);
        let now = Utc::now();
        schedules.lay_out(now);
        let openings = Openings::of(schedules.ids().len());
        Snapshot {
            name: manifest.name.clone(),
            version,
            loaded_at: now,
            lexicon,
            schedules,
            index,
            regions,
            demand,
            files: self.files,
            rejections: self.rejections,
            warnings: self.warnings,
            setting: self.settings.common(),
            manifest,
            has_manifest: self.source.has_manifest(),
            inputs: self.inputs,
            texts,
            sums,
            ordinals,
            by_id,
            history: Arc::default(),
            openings,
            agenda,
            grounds,
            maps,
            listings,
            descriptions: Descriptions::default(),
            callings: Callings::default(),
            examples: OnceLock::new(),
            amenity_texts,
        }
    }
}

/// What is known of the stations beside the index, in the orders in which it is needed.
struct Orders {
    sums_by_id: Vec<Sum>,
    /// By ordinal.
    sums: Vec<Sum>,
    /// By ordinal.
    texts: Vec<FeatureText>,
    /// By place in the order of loading.
    ordinals: Vec<u32>,
    by_id: Vec<u32>,
}

impl Orders {
    /// From what was made of the stations as they were loaded, their places in the order of ids, and those in the order of
    /// the index.
    fn of(origins: Vec<Origin<Made>>, places_by_id: Vec<u32>, order: &[u32]) -> Self {
        let sum_of = |place: &u32| origins.get(*place as usize).map(|origin| origin.made.sum);
        let sums_by_id: Vec<Sum> = places_by_id.iter().filter_map(sum_of).collect();
        // Lists that stay are no larger than they must be.
        let mut sums: Vec<Sum> = Vec::with_capacity(order.len());
        sums.extend(order.iter().filter_map(sum_of));
        let text_of = |place: &u32| origins.get(*place as usize).map(|origin| origin.made.text.clone());
        let mut texts: Vec<FeatureText> = Vec::with_capacity(order.len());
        texts.extend(order.iter().filter_map(text_of));
        drop(origins);
        let mut ordinals = vec![0; order.len()];
        for (ordinal, place) in (0u32..).zip(order) {
            if let Some(slot) = ordinals.get_mut(*place as usize) {
                *slot = ordinal;
            }
        }
        let ordinal_of = |place: u32| ordinals.get(place as usize).copied();
        let mut by_id: Vec<u32> = Vec::with_capacity(order.len());
        by_id.extend(places_by_id.into_iter().filter_map(ordinal_of));
        Self { sums_by_id, sums, texts, ordinals, by_id }
    }
}

/// The stations' places in order of their ids.
fn places_by_id(stations: &[Station]) -> Vec<u32> {
    let id_at = |place: u32| stations.get(place as usize).map_or("", |station| station.id.as_str());
    let heads = stations.iter().map(|station| head(station.id.as_str()));
    let mut places: Vec<([u64; 3], u32)> = heads.zip(0u32..).collect();
    places.par_sort_unstable_by(|(a_head, a), (b_head, b)| a_head.cmp(b_head).then_with(|| id_at(*a).cmp(id_at(*b))));
    places.into_iter().map(|(_, place)| place).collect()
}

/// The first 24 bytes of an id as numbers that stand in the same order, so that few ids must be looked up to be sorted.
/// Shorter ids are filled up with zeros and never come after one that goes on.
fn head(id: &str) -> [u64; 3] {
    let mut bytes = [[0; 8]; 3];
    let filled = id.len().min(24);
    bytes.as_flattened_mut()[..filled].copy_from_slice(&id.as_bytes()[..filled]);
    bytes.map(u64::from_be_bytes)
}
