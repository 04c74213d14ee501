//! What are coverage questions asked of in the benches? Germany as the program bundles it.
//!
//! Included by the benches with `#[path]`.

use h3o::Resolution;
use std::sync::Arc;
use waystation::coverage::{Area, DemandLayer, Effort, Ground, Include, Reach, Site, Tiling};
use waystation::store::Snapshot;

/// Nothing but covered cells, area and people.
pub const NOTHING: Include = Include { distances: false, farthest: false, bands: false };

/// A kilometre, with five bands.
pub fn reach(include: Include) -> Reach {
    Reach { radius_m: 1000.0, min_stations: 1, bands_m: vec![250.0, 500.0, 1000.0, 2000.0, 5000.0], include }
}

/// Germany at a resolution, with its people or without.
pub fn ground(snapshot: &Snapshot, resolution: Resolution, with_demand: bool) -> Ground {
    let area = Area::from(snapshot.region("de").expect("the bundled data has Germany"));
    let effort = Effort::unlimited();
    let tiling = Tiling::of(&area, resolution, &effort).expect("no limit");
    let records = &snapshot.demand.first().expect("the bundled data has demand").records;
    let layer = with_demand.then(|| Arc::new(DemandLayer::of(records, resolution, &effort).expect("no limit")));
    Ground::new(Arc::new(tiling), layer, &Effort::unlimited()).unwrap()
}

/// Every station.
pub fn sites(snapshot: &Snapshot) -> Vec<Site<'_>> {
    snapshot
        .index
        .stations()
        .iter()
        .map(|station| Site { id: station.id.as_str(), position: station.position })
        .collect()
}
