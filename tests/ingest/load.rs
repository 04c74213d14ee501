//! How does a test load? A directory or a file, with everything that is told of it as text.

use super::data::DataDir;
use serde_json::Value;
use std::path::Path;
use waystation::http::{FeatureWriter, Lang};
use waystation::store::{Choice, Question, Snapshot, Source, load};

/// Loads a directory or a file.
pub fn loaded(path: &Path) -> Snapshot {
    load(&Source::at(Some(path)).unwrap(), &|_, _, _| {}).unwrap()
}

/// Loads one station file with this content.
pub fn file(content: impl AsRef<[u8]>) -> Snapshot {
    loaded(DataDir::new().with("s.geojson", content).path())
}

/// Loads one station file of these features, in Shanghai's zone.
pub fn features(features: &[Value]) -> Snapshot {
    let dir = DataDir::new()
        .with("dataset.toml", "timezone = \"Asia/Shanghai\"\n[[stations]]\npath = \"s.geojson\"\n")
        .with_stations("s.geojson", features);
    loaded(dir.path())
}

/// What was refused, in the form `file:line [index] id: reason`.
pub fn refused(snapshot: &Snapshot) -> Vec<String> {
    snapshot.rejections.iter().map(ToString::to_string).collect()
}

/// What was doubted, in the same form.
pub fn warned(snapshot: &Snapshot) -> Vec<String> {
    snapshot.warnings.iter().map(ToString::to_string).collect()
}

/// Ids of what was taken, in byte order.
pub fn ids(snapshot: &Snapshot) -> Vec<&str> {
    snapshot.by_id().map(|ordinal| snapshot.index.stations()[ordinal].id.as_str()).collect()
}

/// The properties that an answer shows of the first station by id.
pub fn shown(snapshot: &Snapshot) -> Value {
    let near = waystation::index::Near {
        ordinal: snapshot.by_id().next().unwrap(),
        distance: waystation::geodesy::Distance::from_m(0.0),
        bearing_mdeg: 0,
    };
    let question = Question {
        from: snapshot.index.stations()[near.ordinal].position,
        limit: 1,
        radius_m: None,
        choice: Choice {
            filter: waystation::station::Filter::default(),
            at: chrono::DateTime::from_timestamp(1_795_400_000, 0).unwrap(),
            open: None,
        },
        speed_mps: None,
    };
    let mut text = String::new();
    FeatureWriter::new(snapshot, waystation::geodesy::Crs::Wgs84, Lang::En).write(&mut text, &near, &question);
    let feature: Value = serde_json::from_str(&text).unwrap_or_else(|error| panic!("{error}: {text}"));
    feature["properties"].clone()
}

/// Words of amenities that the first station by id has, and those that it is known to lack.
pub fn amenities(snapshot: &Snapshot) -> (Vec<&str>, Vec<&str>) {
    let station = &snapshot.index.stations()[snapshot.by_id().next().unwrap()];
    let word = |id| snapshot.lexicon.amenity_word(id);
    (
        station.amenities.iter().map(|amenity| word(amenity.kind)).collect(),
        station.amenities_absent.iter().map(|id| word(*id)).collect(),
    )
}
