//! What is one load of everything? Stations, index, words, schedules, regions, demand, and the report.

use super::Examples;
use super::FeatureText;
use super::description::Descriptions;
use super::ground::Grounds;
use super::history::History;
use super::input::Input;
use super::listing::Listings;
use super::maps::Maps;
use super::open_set::Agenda;
use super::openings::Openings;
use super::search::Callings;
use super::version::Sum;
use crate::coverage::{Demand, Region};
use crate::geodesy::Crs;
use crate::hours::Schedules;
use crate::index::StationIndex;
use crate::ingest::{Manifest, Notice, Setting};
use crate::station::{AmenityId, Lexicon, Status};
use chrono::{DateTime, NaiveDate, Utc};
use std::collections::BTreeSet;
use std::sync::{Arc, OnceLock};
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
    /// All of them.
    const ALL: [Self; 4] = [Self::Stations, Self::Regions, Self::Demand, Self::Calendar];

    /// The kind of a word of the contract.
    pub(super) fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == word)
    }

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
    /// Why it was refused as a whole, or from some place on.
    pub broken: Option<String>,
    /// Whether it was no good at this load, and what is told here is of what it held when it last was.
    pub kept: bool,
    /// Whether it was as it was at the load before, and not parsed again.
    pub taken_again: bool,
    /// Terms of use.
    pub licence: Option<String>,
    /// Whom to name.
    pub attribution: Option<String>,
    /// The first and the last day of which a calendar speaks.
    pub covers: Option<(NaiveDate, NaiveDate)>,
    /// How long it took to read.
    pub elapsed: Duration,
}

impl FileReport {
    /// Whether it says on which terms it may be used, or whom to name.
    pub(super) fn names_terms(&self) -> bool {
        self.licence.is_some() || self.attribution.is_some()
    }
}

/// Demand of one kind, from all files that name it.
#[derive(Debug, Clone)]
pub struct DemandKind {
    /// What is counted, such as `people`.
    pub kind: String,
    /// The weights.
    pub records: Arc<Vec<Demand>>,
    files: Vec<Arc<Vec<Demand>>>,
}

impl DemandKind {
    /// Demand of a kind from its files; that of a single one is not copied.
    pub(super) fn of_files(kind: String, files: Vec<Arc<Vec<Demand>>>) -> Self {
        let records = match files.as_slice() {
            [only] => only.clone(),
            several => Arc::new(several.iter().flat_map(|file| file.iter().cloned()).collect()),
        };
        Self { kind, records, files }
    }

    /// Whether it is the same files of the same kind, taken again.
    pub(super) fn is_same_as(&self, other: &Self) -> bool {
        self.kind == other.kind
            && self.files.len() == other.files.len()
            && self.files.iter().zip(&other.files).all(|(a, b)| Arc::ptr_eq(a, b))
    }
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
    pub regions: Vec<Arc<Region>>,
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
    pub(super) manifest: Manifest,
    /// Whether the manifest is a file, and not made from the files that are there.
    pub(super) has_manifest: bool,
    /// Each file as it was read.
    pub(super) inputs: Vec<Input>,
    pub(super) texts: Vec<FeatureText>,
    /// What the version knows of each station.
    pub(super) sums: Vec<Sum>,
    /// The stations' ordinals in the order in which they were read.
    pub(super) ordinals: Vec<u32>,
    pub(super) by_id: Vec<u32>,
    /// What was in use before it; nothing until it comes into use itself.
    pub(super) history: Arc<History>,
    /// What its schedules tell, as answers write it.
    pub openings: Openings,
    pub(super) agenda: Agenda,
    pub(super) grounds: Arc<Grounds>,
    pub(super) maps: Maps,
    pub(super) listings: Listings,
    pub(super) descriptions: Descriptions,
    pub(super) callings: Callings,
    pub(super) examples: OnceLock<Examples>,
    /// For each amenity the constant beginning of its object, in Chinese and in English.
    pub(super) amenity_texts: Vec<[Box<str>; 2]>,
}

impl Snapshot {
    /// The constant text of a station's Feature.
    pub fn feature_text(&self, ordinal: usize) -> Option<&FeatureText> {
        self.texts.get(ordinal)
    }

    /// Has the processor fetch what some stations consist of, all at once. Where each is read when its turn comes, an answer
    /// waits for a dozen pieces of memory one after the other.
    pub fn fetch(&self, ordinals: impl Iterator<Item = usize>) {
        let stations = self.index.stations();
        let of_station = |ordinal: usize| {
            stations.get(ordinal).map_or(0, |station| {
                let amenity = station.amenities.first().map_or(0, |amenity| amenity.kind.index() as u8);
                amenity ^ station.status as u8
            })
        };
        fetched(ordinals.map(|ordinal| self.touch_text(ordinal) ^ of_station(ordinal)));
    }

    /// The same of their texts alone, for answers that tell nothing else of them.
    pub fn fetch_texts(&self, ordinals: impl Iterator<Item = usize>) {
        fetched(ordinals.map(|ordinal| self.touch_text(ordinal)));
    }

    fn touch_text(&self, ordinal: usize) -> u8 {
        self.texts.get(ordinal).map_or(0, FeatureText::touch)
    }

    /// The constant beginning of an amenity's object, with its label in Chinese or English, up to a comma.
    pub fn amenity_text(&self, id: AmenityId, chinese: bool) -> &str {
        self.amenity_texts.get(id.index()).map_or("{", |[zh, en]| if chinese { zh } else { en })
    }

    /// Whom to name for what was taken of a kind, each once, whatever the files are called and in whatever order they stand.
    pub fn attributions(&self, kind: FileKind) -> BTreeSet<&str> {
        let gave = self.files.iter().filter(|file| file.kind == kind && file.accepted > 0);
        gave.filter_map(|file| file.attribution.as_deref()).collect()
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

/// Has bytes read now that nobody asks for yet.
fn fetched(bytes: impl Iterator<Item = u8>) {
    std::hint::black_box(bytes.fold(0, |all, byte| all ^ byte));
}
