//! Is every polygon tiled within its effort, and is what nobody covers all of it, patch by patch?

#![no_main]

use h3o::Resolution;
use libfuzzer_sys::fuzz_target;
use serde_json::value::RawValue;
use std::sync::Arc;
use waystation::coverage::{Area, Effort, Ground, Include, Reach, Tiling, gaps, summary};
use waystation::geodesy::Crs;
use waystation::ingest::read_area;

/// Units of work that take some milliseconds.
const FEW: u64 = 200_000;

fuzz_target!(|data: &[u8]| {
    let Some((fineness, text)) = data.split_first() else { return };
    let Ok(text) = std::str::from_utf8(text) else { return };
    let Ok(text) = RawValue::from_string(text.to_owned()) else { return };
    let Ok(area) = read_area(&text, Crs::ALL[usize::from(*fineness) % Crs::ALL.len()]) else { return };
    let resolution = Resolution::try_from(fineness % 10).unwrap();
    let effort = Effort::new(FEW, None, Default::default());
    let Ok(tiling) = Tiling::of(&Area::new(&area), resolution, &effort) else { return };
    let cells = tiling.cells();
    let ground = Ground::new(Arc::new(tiling), None, &Effort::unlimited()).unwrap();
    let reach = Reach { radius_m: 1000.0, min_stations: 1, bands_m: vec![500.0], include: Include::ALL };
    if let Ok(summary) = summary(&ground, &[], &reach, &effort) {
        assert_eq!((summary.cells.total, summary.cells.covered), (cells, 0));
    }
    if let Ok(gaps) = gaps(&ground, &[], &reach, &effort) {
        assert_eq!(gaps.iter().map(|gap| gap.cells).sum::<u64>(), cells);
        for gap in gaps {
            assert!(!gap.area.0.is_empty());
        }
    }
});
