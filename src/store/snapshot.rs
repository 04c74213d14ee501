//! What is one load of everything? Stations, index, words, schedules, regions, demand, and the report.

use super::FeatureText;
use super::ground::Grounds;
use super::open_set::Agenda;
use crate::coverage::{Demand, Region};
use crate::geodesy::Crs;
use crate::hours::Schedules;
use crate::index::StationIndex;
use crate::ingest::{Notice, Setting};
use crate::station::{AmenityId, Lexicon, Status};
use chrono::{DateTime, Utc};
use std::time::Duration;

/// What kind of records a file holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FileKind {
    /// Stations.
    Stations,
    /// Regions.
    Regions,
    /// Demand.
    Demand,
    /// Holidays and make-up workdays.
    Calendar,
}

impl FileKind {
    /// The contract's word.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Stations => "stations",
            Self::Regions => "regions",
            Self::Demand => "demand",
            Self::Calendar => "calendar",
        }
    }
}

/// What came of one file.
#[derive(Debug, Clone)]
pub struct FileReport {
    /// Its path, as the data set names it.
    pub path: String,
    /// What it holds.
    pub kind: FileKind,
    /// The system of its coordinates.
    pub crs: Crs,
    /// Records taken.
    pub accepted: usize,
    /// Records, or whole files, refused.
    pub rejected: usize,
    /// Warnings.
    pub warnings: usize,
    /// Terms of use.
    pub licence: Option<String>,
    /// Whom to name.
    pub attribution: Option<String>,
    /// How long it took to read.
    pub elapsed: Duration,
}

/// Demand of one kind, from all files that name it.
#[derive(Debug, Clone)]
pub struct DemandKind {
    /// What is counted, such as `people`.
    pub kind: String,
    /// The weights.
    pub records: Vec<Demand>,
}

/// One immutable load of everything.
#[derive(Debug)]
pub struct Snapshot {
    /// What the data set is called.
    pub name: Option<String>,
    /// Hash of what was accepted: the same for the same data on any machine.
    pub version: String,
    /// When it was loaded.
    pub loaded_at: DateTime<Utc>,
    /// The words it knows.
    pub lexicon: Lexicon,
    /// The schedules its stations keep.
    pub schedules: Schedules,
    /// Its stations and the tree over them.
    pub index: StationIndex,
    /// Regions, by id.
    pub regions: Vec<Region>,
    /// Demand, by kind.
    pub demand: Vec<DemandKind>,
    /// What came of each file, in the order of the data set.
    pub files: Vec<FileReport>,
    /// What was refused.
    pub rejections: Vec<Notice>,
    /// What was taken with a doubt.
    pub warnings: Vec<Notice>,
    /// What holds for a station that a request adds.
    pub setting: Setting,
    pub(super) texts: Vec<FeatureText>,
    pub(super) by_id: Vec<u32>,
    pub(super) agenda: Agenda,
    pub(super) grounds: Grounds,
    /// For each amenity the constant beginning of its object, in Chinese and in English.
    pub(super) amenity_texts: Vec<[Box<str>; 2]>,
}

impl Snapshot {
    /// The constant text of a station's Feature.
    pub fn feature_text(&self, ordinal: usize) -> Option<&FeatureText> {
        self.texts.get(ordinal)
    }

    /// The constant beginning of an amenity's object, with its label in Chinese or English, up to a comma.
    pub fn amenity_text(&self, id: AmenityId, chinese: bool) -> &str {
        self.amenity_texts.get(id.index()).map_or("{", |[zh, en]| if chinese { zh } else { en })
    }

    /// Ordinals of all stations, by id.
    pub fn by_id(&self) -> impl ExactSizeIterator<Item = usize> {
        self.by_id.iter().map(|ordinal| *ordinal as usize)
    }

    /// How many operating stations have each amenity.
    pub fn amenity_counts(&self) -> Vec<(AmenityId, usize)> {
        let mut counts: Vec<(AmenityId, usize)> = self.lexicon.amenities().map(|(id, _)| (id, 0)).collect();
        for station in self.index.stations().iter().filter(|station| station.status == Status::Operating) {
            for (place, amenity) in station.amenities.iter().enumerate() {
                let again = station.amenities.iter().take(place).any(|other| other.kind == amenity.kind);
                if !again && let Some((_, count)) = counts.get_mut(amenity.kind.index()) {
                    *count += 1;
                }
            }
        }
        counts
    }
}
