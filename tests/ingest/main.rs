//! Does a load survive whatever lies in a data directory, keep what is good, and tell the rest? One file per subject.

mod areas;
mod crs_and_manifest;
#[path = "../api/data.rs"]
mod data;
mod files;
mod flatgeobuf;
mod hostile;
mod hours_and_zones;
mod ids;
mod load;
mod made;
mod positions;
mod properties;
mod size;
