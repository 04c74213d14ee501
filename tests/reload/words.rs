//! Is what comes into use soon ready to be searched by words, before anyone asks?

use super::data::{DataDir, collection};
use super::live::{Live, replace, stations};
use waystation::store::Ended;

#[test]
fn words_are_prepared_for_every_snapshot_in_use_and_for_none_before() {
    let dir = DataDir::new().with_stations("s.geojson", &stations(0, 50));
    let live = Live::asked(dir.path());
    live.until("an index of the first", |live| live.snapshot().is_search_prepared());
    assert_eq!(live.snapshot().search_stations("generation 0").unwrap().len(), 50);
    replace(&dir.path().join("s.geojson"), collection(&stations(1, 49)));
    assert_eq!(live.reload(false), Ended::Loaded);
    live.until("an index of the second", |live| live.snapshot().is_search_prepared());
    assert_eq!(live.snapshot().search_stations("0").unwrap().len(), 0);
    assert_eq!(live.snapshot().search_stations("GENERATION 1").unwrap().len(), 49);
}
