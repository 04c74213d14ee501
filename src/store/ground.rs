//! What lies on the ground of a question about coverage? Cells and demand, worked out once and kept while there is room.

use super::snapshot::Snapshot;
use crate::coverage::{Area, DemandLayer, Effort, Ground, Halt, Region, Tiling};
use arc_swap::ArcSwap;
use geo::MultiPolygon;
use h3o::Resolution;
use sha2::{Digest, Sha256};
use std::sync::Arc;

/// Bytes of grounds and of layers that are kept; the oldest go first.
const MOST_BYTES: usize = 256 << 20;

/// What was worked out for earlier questions. Two requests may work out the same at the same time; neither waits for
/// the other.
#[derive(Debug, Default)]
pub(super) struct Grounds {
    layers: Kept<(usize, Resolution), Known<Arc<DemandLayer>>>,
    grounds: Kept<(AreaSum, Resolution, Option<usize>), Known<Arc<Ground>>>,
}

/// What was worked out, and what it cost: whoever finds it pays the same, so that what fits does not depend on who
/// asked before.
#[derive(Debug)]
struct Known<T> {
    value: T,
    units: usize,
}

impl<T: Clone> Known<T> {
    fn found(&self, effort: &Effort) -> Result<T, Halt> {
        effort.spend(self.units)?;
        Ok(self.value.clone())
    }
}

/// Stands for the corners of an area.
type AreaSum = [u8; 16];

/// Values by key, the most recently used last.
#[derive(Debug)]
struct Kept<K, V>(ArcSwap<Vec<Entry<K, V>>>);

#[derive(Debug)]
struct Entry<K, V> {
    key: K,
    value: Arc<V>,
    bytes: usize,
}

impl<K, V> Default for Kept<K, V> {
    fn default() -> Self {
        Self(ArcSwap::default())
    }
}

impl<K: Copy + PartialEq, V> Kept<K, V> {
    fn get(&self, key: K) -> Option<Arc<V>> {
        let kept = self.0.load();
        let place = kept.iter().position(|entry| entry.key == key)?;
        let entry = kept.get(place)?;
        // What is last already need not be moved there.
        if place + 1 < kept.len() {
            self.keep(key, entry.value.clone(), entry.bytes);
        }
        Some(entry.value.clone())
    }

    fn keep(&self, key: K, value: Arc<V>, bytes: usize) {
        if bytes > MOST_BYTES {
            return;
        }
        self.0.rcu(|kept| {
            let mut room = MOST_BYTES - bytes;
            let others = kept.iter().rev().filter(|entry| entry.key != key);
            let mut recent: Vec<Entry<K, V>> = others
                .map_while(|entry| {
                    room = room.checked_sub(entry.bytes)?;
                    Some(Entry { key: entry.key, value: entry.value.clone(), bytes: entry.bytes })
                })
                .collect();
            recent.reverse();
            recent.push(Entry { key, value: value.clone(), bytes });
            recent
        });
    }
}

impl Snapshot {
    /// The region of an id.
    pub fn region(&self, id: &str) -> Option<&Region> {
        let place = self.regions.binary_search_by(|region| region.id.as_ref().cmp(id)).ok()?;
        self.regions.get(place).map(AsRef::as_ref)
    }

    /// The kind of demand that weighs where none is named: `people` if there is such, else the first by name.
    pub fn usual_demand(&self) -> Option<&str> {
        let kinds = || self.demand.iter().map(|demand| demand.kind.as_str());
        kinds().find(|kind| *kind == "people").or(kinds().next())
    }

    /// The cells of a resolution in an area, and the demand of a kind that lies in them; none of a kind that is not
    /// there.
    ///
    /// # Errors
    /// [`Halt`] when that takes too much work.
    pub fn ground(
        &self,
        area: &MultiPolygon<f64>,
        resolution: Resolution,
        demand: Option<&str>,
        effort: &Effort,
    ) -> Result<Arc<Ground>, Halt> {
        let kind = demand.and_then(|kind| self.demand.iter().position(|demand| demand.kind == kind));
        let key = (area_sum(area), resolution, kind);
        if let Some(known) = self.grounds.grounds.get(key) {
            return known.found(effort);
        }
        let before = effort.spent();
        let tiling = Tiling::of(&Area::new(area), resolution, effort)?;
        let layer = kind.map(|kind| self.layer(kind, resolution, effort)).transpose()?;
        let ground = Arc::new(Ground::new(Arc::new(tiling), layer, effort)?);
        let known = Known { value: ground.clone(), units: (effort.spent() - before) as usize };
        self.grounds.grounds.keep(key, Arc::new(known), ground.tiling().bytes());
        Ok(ground)
    }

    fn layer(&self, kind: usize, resolution: Resolution, effort: &Effort) -> Result<Arc<DemandLayer>, Halt> {
        let key = (kind, resolution);
        if let Some(known) = self.grounds.layers.get(key) {
            return known.found(effort);
        }
        let before = effort.spent();
        let records = self.demand.get(kind).map_or(&[][..], |demand| demand.records.as_slice());
        let layer = Arc::new(DemandLayer::of(records, resolution, effort)?);
        let known = Known { value: layer.clone(), units: (effort.spent() - before) as usize };
        self.grounds.layers.keep(key, Arc::new(known), layer.bytes());
        Ok(layer)
    }
}

fn area_sum(area: &MultiPolygon<f64>) -> AreaSum {
    let mut hash = Sha256::new();
    super::version::area(&mut hash, area);
    let mut sum = AreaSum::default();
    sum.copy_from_slice(&hash.finalize()[..16]);
    sum
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_oldest_goes_when_there_is_no_room() {
        let kept: Kept<u32, u32> = Kept::default();
        for key in 0..3 {
            kept.keep(key, Arc::new(key * 10), MOST_BYTES / 3);
        }
        assert_eq!(kept.get(0).as_deref(), Some(&0));
        kept.keep(9, Arc::new(90), MOST_BYTES / 3);
        // 0 was asked for since 1 was.
        assert_eq!([0, 1, 2, 9].map(|key| kept.get(key).is_some()), [true, false, true, true]);
        kept.keep(10, Arc::new(100), MOST_BYTES + 1);
        assert!(kept.get(10).is_none() && kept.get(9).is_some());
    }
}
