//! Which data comes with the program? The files of `data/`, so that the first run needs nothing else.

/// Path below `data/`, and content.
pub(super) const FILES: &[(&str, &[u8])] = &[
    ("dataset.toml", include_bytes!("../../data/dataset.toml")),
    ("germany/stations.geojson", include_bytes!("../../data/germany/stations.geojson")),
    ("germany/regions.geojson", include_bytes!("../../data/germany/regions.geojson")),
    ("germany/people.csv", include_bytes!("../../data/germany/people.csv")),
    ("germany/calendar.csv", include_bytes!("../../data/germany/calendar.csv")),
    ("liaoning-shandong/stations.geojson", include_bytes!("../../data/liaoning-shandong/stations.geojson")),
    ("liaoning-shandong/calendar.csv", include_bytes!("../../data/liaoning-shandong/calendar.csv")),
];
