//! How do files become a snapshot? Each read and judged alone, then indexed and hashed together.

use super::feature_text::{FeatureText, amenity_texts};
use super::ground::Grounds;
use super::ids::{Ids, Repeat};
use super::open_set::Agenda;
use super::settings::Settings;
use super::snapshot::{DemandKind, FileKind, FileReport, Snapshot};
use super::source::Source;
use super::version::{Contents, NO_CALENDAR, Sum, calendar_sum, station_sum, version};
use crate::coverage::Region;
use crate::geodesy::Crs;
use crate::hours::Calendar;
use crate::index::StationIndex;
use crate::ingest::{
    self, Context, DemandSource, Intake, Lines, Manifest, Notice, Origin, RegionSource, Setting, StationSource,
    Stations,
};
use crate::station::Station;
use chrono::Utc;
use chrono_tz::Tz;
use rayon::prelude::*;
use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::Arc;
use std::time::Instant;

/// Why nothing could be loaded at all.
#[derive(Debug, thiserror::Error)]
pub enum LoadError {
    /// The list of sources cannot be read.
    #[error("{0}")]
    Manifest(String),
}

/// Told which file is being read: its path, its number from 0, and how many there are.
pub type Progress<'a> = &'a (dyn Fn(&str, usize, usize) + Sync);

/// Loads a data set. Files and records that are no good are refused one by one and told in the snapshot.
///
/// # Errors
/// [`LoadError`] when the data set itself cannot be read.
pub fn load(source: &Source, progress: Progress) -> Result<Snapshot, LoadError> {
    let manifest = source.manifest().map_err(LoadError::Manifest)?;
    let mut loading = Loading::new(source, progress, &manifest);
    let default_zone = loading.zone_of_data_set(&manifest);
    if manifest.stations.is_empty() {
        loading.warnings.push(Notice::of_file("dataset.toml", "no [[stations]] are listed: nothing can be found"));
    }
    for stations in &manifest.stations {
        loading.stations(stations, &manifest, default_zone);
    }
    for regions in &manifest.regions {
        loading.regions(regions);
    }
    for demand in &manifest.demand {
        loading.demand(demand);
    }
    Ok(loading.finish(manifest.name))
}

/// What is made of a station as soon as it is read.
struct Made {
    text: FeatureText,
    sum: Sum,
}

struct Loading<'a> {
    source: &'a Source,
    progress: Progress<'a>,
    total: usize,
    context: Context,
    calendars: HashMap<String, Option<Arc<Calendar>>>,
    settings: Settings,
    stations: Vec<Station>,
    /// For each station where it stood and what was made of it.
    origins: Vec<Origin<Made>>,
    /// For each file of stations that gave any, its number and the place of its first.
    first_places: Vec<(usize, usize)>,
    ids: Ids,
    regions: BTreeMap<Box<str>, Region>,
    demand: BTreeMap<String, DemandKind>,
    files: Vec<FileReport>,
    rejections: Vec<Notice>,
    warnings: Vec<Notice>,
}

impl<'a> Loading<'a> {
    fn new(source: &'a Source, progress: Progress<'a>, manifest: &Manifest) -> Self {
        Self {
            source,
            progress,
            total: manifest.stations.len() + manifest.regions.len() + manifest.demand.len(),
            context: Context::default(),
            calendars: HashMap::new(),
            settings: Settings::default(),
            stations: Vec::new(),
            origins: Vec::new(),
            first_places: Vec::new(),
            ids: Ids::default(),
            regions: BTreeMap::new(),
            demand: BTreeMap::new(),
            files: Vec::new(),
            rejections: Vec::new(),
            warnings: Vec::new(),
        }
    }

    fn zone_of_data_set(&mut self, manifest: &Manifest) -> Option<Tz> {
        let (zone, warning) = zone("dataset.toml", manifest.timezone.as_deref()?);
        self.warnings.extend(warning);
        zone
    }

    /// The system of a source's coordinates; an unknown one refuses the file, since guessing would move every record.
    fn crs(named: Option<&str>) -> Result<Crs, String> {
        let name = named.unwrap_or("wgs84");
        Crs::parse(name).ok_or_else(|| format!("crs \"{name}\" is not one of wgs84, gcj02, bd09"))
    }

    /// The calendar of a source, read once however many sources name it.
    fn calendar(&mut self, path: &str) -> Option<Arc<Calendar>> {
        if let Some(known) = self.calendars.get(path) {
            return known.clone();
        }
        let started = Instant::now();
        let intake = match self.source.read(path) {
            Ok(bytes) => ingest::read_calendar(path, &bytes),
            Err(reason) => Intake::refused(path, reason),
        };
        let days = self.report(Place::new(path, FileKind::Calendar, Crs::Wgs84), intake, started);
        let calendar = (!days.is_empty()).then(|| Arc::new(Calendar::new(days)));
        self.calendars.insert(path.to_owned(), calendar.clone());
        calendar
    }

    fn stations(&mut self, of: &StationSource, manifest: &Manifest, default_zone: Option<Tz>) {
        let place = |crs| Place {
            licence: of.licence.clone(),
            attribution: of.attribution.clone(),
            ..Place::new(&of.path, FileKind::Stations, crs)
        };
        let (timezone, warning) = match of.timezone.as_deref() {
            Some(name) => zone(&of.path, name),
            None => (default_zone, None),
        };
        let calendar = of.calendar.as_deref().or(manifest.calendar.as_deref()).and_then(|path| self.calendar(path));
        let started = Instant::now();
        let (crs, bytes) = match Self::crs(of.crs.as_deref()).and_then(|crs| Ok((crs, self.read(&of.path)?))) {
            Ok(read) => read,
            Err(reason) => {
                return drop(self.report::<Station>(place(Crs::Wgs84), Intake::refused(&of.path, reason), started));
            }
        };
        let setting = Setting { crs, timezone, calendar };
        self.settings.add(&setting);
        let calendar = setting.calendar.as_deref().map_or(NO_CALENDAR, calendar_sum);
        let mut read = ingest::read_stations(&of.path, &bytes, &self.context, &setting, |station, said| {
            let text = FeatureText::of(station, said);
            let sum = station_sum(station, &text, &self.context, calendar);
            Made { text, sum }
        });
        self.refuse_known_ids(&of.path, &bytes, &mut read);
        drop(bytes);
        let Stations { mut intake, mut origins } = read;
        intake.warnings.extend(warning);
        self.warn_of_holidays(&of.path, setting.calendar.as_deref(), &mut intake);
        self.first_places.push((self.files.len(), self.stations.len()));
        let mut stations = self.report(place(crs), intake, started);
        append(&mut self.stations, &mut stations);
        append(&mut self.origins, &mut origins);
    }

    /// Ids are unique over all files: the first wins, and the loss is told.
    fn refuse_known_ids(&mut self, path: &str, bytes: &[u8], read: &mut Stations<Made>) {
        let Stations { intake, origins } = read;
        let repeats = self.ids.take_up(&self.stations, &intake.records);
        if repeats.is_empty() {
            return;
        }
        let mut lines = Lines::of(bytes);
        for repeat in &repeats {
            let (Some(origin), Some(station)) = (origins.get(repeat.place), intake.records.get(repeat.place)) else {
                continue;
            };
            let (first_path, first) = match repeat.first.checked_sub(self.stations.len()) {
                Some(here) => (path, origins.get(here)),
                None => {
                    let files_before = self.first_places.partition_point(|(_, place)| *place <= repeat.first);
                    let file = self.first_places.get(files_before.saturating_sub(1)).map_or(0, |(file, _)| *file);
                    (self.files.get(file).map_or(path, |report| report.path.as_str()), self.origins.get(repeat.first))
                }
            };
            let first_index = first.map_or(0, |first| first.index);
            intake.rejections.push(Notice {
                line: origin.offset.map(|offset| lines.at(offset)),
                index: Some(origin.index),
                id: Some(station.id.to_string()),
                ..Notice::of_file(path, format!("the id is taken by {first_path} [{first_index}]: the first wins"))
            });
        }
        intake.rejections.sort_by_key(|notice| notice.index.unwrap_or(usize::MAX));
        take_out(&mut intake.records, &repeats);
        take_out(origins, &repeats);
    }

    /// Hours that name public holidays need a calendar that speaks of the days to come.
    fn warn_of_holidays(&self, path: &str, calendar: Option<&Calendar>, intake: &mut Intake<Station>) {
        let lacking = match calendar {
            None => "the source has no calendar",
            Some(calendar) if !calendar.covers(Utc::now().date_naive()) => "its calendar does not cover this year",
            Some(_) => return,
        };
        let count: usize = intake.records.iter().map(|station| self.context.holiday_hours(station)).sum();
        if count > 0 {
            let reason = format!(
                "{count} opening hours name public holidays (PH) and {lacking}: holidays count as ordinary days"
            );
            intake.warnings.push(Notice::of_file(path, reason));
        }
    }

    fn regions(&mut self, of: &RegionSource) {
        let place = |crs| Place {
            licence: of.licence.clone(),
            attribution: of.attribution.clone(),
            ..Place::new(&of.path, FileKind::Regions, crs)
        };
        let started = Instant::now();
        let (crs, mut intake) = match Self::crs(of.crs.as_deref()).and_then(|crs| Ok((crs, self.read(&of.path)?))) {
            Ok((crs, bytes)) => (crs, ingest::read_regions(&of.path, &bytes, crs)),
            Err(reason) => (Crs::Wgs84, Intake::refused(&of.path, reason)),
        };
        let mut ids: HashSet<Box<str>> = self.regions.keys().cloned().collect();
        let rejections = &mut intake.rejections;
        intake.records.retain(|region| {
            let new = ids.insert(region.record.id.clone());
            if !new {
                rejections.push(Notice {
                    line: region.line,
                    index: Some(region.index),
                    id: Some(region.record.id.to_string()),
                    ..Notice::of_file(&of.path, "the region's id is taken: the first wins")
                });
            }
            new
        });
        let regions = self.report(place(crs), intake, started);
        self.regions.extend(regions.into_iter().map(|region| (region.record.id.clone(), region.record)));
    }

    fn demand(&mut self, of: &DemandSource) {
        let place = |crs| Place {
            licence: of.licence.clone(),
            attribution: of.attribution.clone(),
            ..Place::new(&of.path, FileKind::Demand, crs)
        };
        let started = Instant::now();
        let (crs, intake) = match Self::crs(of.crs.as_deref()).and_then(|crs| Ok((crs, self.read(&of.path)?))) {
            Ok((crs, bytes)) => (crs, ingest::read_demand(&of.path, &bytes, crs)),
            Err(reason) => (Crs::Wgs84, Intake::refused(&of.path, reason)),
        };
        let records = self.report(place(crs), intake, started);
        let kind = of.kind.clone().unwrap_or_else(|| "demand".to_owned());
        self.demand
            .entry(kind.clone())
            .or_insert_with(|| DemandKind { kind, records: Vec::new() })
            .records
            .extend(records);
    }

    fn read(&self, path: &str) -> Result<Cow<'static, [u8]>, String> {
        (self.progress)(path, self.files.len(), self.total);
        self.source.read(path)
    }

    /// Takes down what came of a file and hands on its records.
    fn report<T>(&mut self, place: Place, mut intake: Intake<T>, started: Instant) -> Vec<T> {
        self.files.push(FileReport {
            path: place.path,
            kind: place.kind,
            crs: place.crs,
            accepted: intake.records.len(),
            rejected: intake.rejections.len(),
            warnings: intake.warnings.len(),
            licence: place.licence,
            attribution: place.attribution,
            elapsed: started.elapsed(),
        });
        append(&mut self.rejections, &mut intake.rejections);
        append(&mut self.warnings, &mut intake.warnings);
        intake.records
    }

    fn finish(self, name: Option<String>) -> Snapshot {
        let (lexicon, schedules) = self.context.finish();
        let mut origins = self.origins;
        let places_by_id = places_by_id(&self.stations);
        let sum_of = |place: &u32| origins.get(*place as usize).map(|origin| origin.made.sum);
        let sums: Vec<Sum> = places_by_id.iter().filter_map(sum_of).collect();
        let (index, order) = StationIndex::build(self.stations);
        let mut text_of = |place: &u32| {
            let origin = origins.get_mut(*place as usize);
            origin.map(|origin| std::mem::take(&mut origin.made.text)).unwrap_or_default()
        };
        let texts: Vec<FeatureText> = order.iter().map(&mut text_of).collect();
        let mut ordinals = vec![0; order.len()];
        for (ordinal, place) in (0u32..).zip(&order) {
            if let Some(slot) = ordinals.get_mut(*place as usize) {
                *slot = ordinal;
            }
        }
        let ordinal_of = |place: u32| ordinals.get(place as usize).copied();
        let by_id: Vec<u32> = places_by_id.into_iter().filter_map(ordinal_of).collect();
        let regions: Vec<Region> = self.regions.into_values().collect();
        let demand: Vec<DemandKind> = self.demand.into_values().collect();
        let calendars: Vec<Arc<Calendar>> = self.calendars.into_values().flatten().collect();
        let version = version(&Contents {
            name: name.as_deref(),
            stations: &sums,
            regions: &regions,
            demand: &demand,
            calendars: &calendars,
        });
        let agenda = Agenda::of(&index);
        let amenity_texts = amenity_texts(&lexicon);
        let now = Utc::now();
        schedules.lay_out(now);
        Snapshot {
            name,
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
            texts,
            by_id,
            agenda,
            grounds: Grounds::default(),
            setting: self.settings.common(),
            amenity_texts,
        }
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

/// Moves all of `more` to the end of `all`, without a copy where that was empty.
fn append<T>(all: &mut Vec<T>, more: &mut Vec<T>) {
    match all.is_empty() {
        true => std::mem::swap(all, more),
        false => all.append(more),
    }
}

/// Drops what stands at the places of the repeats.
fn take_out<T>(from: &mut Vec<T>, repeats: &[Repeat]) {
    let mut places = 0usize..;
    let mut repeats = repeats.iter().map(|repeat| repeat.place).peekable();
    from.retain(|_| places.next() != repeats.peek().copied() || repeats.next().is_none());
}

/// The zone of a name, or a warning that there is none.
fn zone(told_of: &str, name: &str) -> (Option<Tz>, Option<Notice>) {
    if let Ok(zone) = name.parse() {
        return (Some(zone), None);
    }
    let reason =
        format!("timezone \"{name}\" is not an IANA name such as \"Asia/Shanghai\": opening hours are unknown");
    (None, Some(Notice::of_file(told_of, reason)))
}

/// What a report says of a file beside what came of it.
struct Place {
    path: String,
    kind: FileKind,
    crs: Crs,
    licence: Option<String>,
    attribution: Option<String>,
}

impl Place {
    fn new(path: &str, kind: FileKind, crs: Crs) -> Self {
        Self { path: path.to_owned(), kind, crs, licence: None, attribution: None }
    }
}
