//! How do files become a snapshot? Each read and judged alone, then indexed and hashed together.

mod again;
mod areas;
mod finish;
mod kept;
mod numbers;
mod stations;

pub use kept::Kept;
use kept::Stand;

use super::feature_text::FeatureText;
use super::ids::Ids;
use super::input::{Content, Gave, Input, Terms};
use super::settings::Settings;
use super::snapshot::{FileKind, FileReport, Snapshot};
use super::source::{Opened, Source, open_at};
use super::version::Sum;
use crate::coverage::{Demand, Region};
use crate::geodesy::Crs;
use crate::hours::Calendar;
use crate::ingest::{self, Context, Intake, Manifest, Notice, Origin};
use crate::station::Station;
use chrono_tz::Tz;
use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap};
use std::ops::Range;
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
    Ok(Loading::new(source, None, &Kept::default(), progress, &manifest).all(manifest))
}

/// Loads a data set once more, taking from the load before what is as it was: a file with the same bytes on the
/// same terms is not parsed again. None if everything is.
///
/// # Errors
/// [`LoadError`] when the data set itself cannot be read.
pub fn load_again(source: &Source, before: &Snapshot, progress: Progress) -> Result<Option<Snapshot>, LoadError> {
    load_keeping(source, before, &Kept::default(), progress)
}

/// The same with some files as they were at the load before, whatever they hold now.
///
/// # Errors
/// [`LoadError`] when the data set itself cannot be read.
pub fn load_keeping(
    source: &Source,
    before: &Snapshot,
    kept: &Kept,
    progress: Progress,
) -> Result<Option<Snapshot>, LoadError> {
    let manifest = source.manifest().map_err(LoadError::Manifest)?;
    let same = |input: &Input| {
        let now = || source.open(&input.path).ok().and_then(|file| Content::of_passing(file).ok());
        kept.content(input.kind, &input.path).or_else(now) == input.content
    };
    let same_list = manifest == before.manifest && source.has_manifest() == before.has_manifest;
    if same_list && before.inputs.iter().all(same) {
        return Ok(None);
    }
    Ok(Some(Loading::new(source, Some(before), kept, progress, &manifest).all(manifest)))
}

/// A load under way.
struct Loading<'a> {
    source: &'a Source,
    /// The load before, from which unchanged files are taken.
    before: Option<&'a Snapshot>,
    /// Files that are taken as they were then.
    kept: &'a Kept,
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
    /// The places of stations that were taken from the load before.
    again: Vec<Range<usize>>,
    ids: Ids,
    regions: BTreeMap<Box<str>, Arc<Region>>,
    demand: BTreeMap<String, Vec<Arc<Vec<Demand>>>>,
    files: Vec<FileReport>,
    inputs: Vec<Input>,
    rejections: Vec<Notice>,
    warnings: Vec<Notice>,
}

/// What is made of a station as soon as it is read.
struct Made {
    text: FeatureText,
    sum: Sum,
}

impl<'a> Loading<'a> {
    fn new(
        source: &'a Source,
        before: Option<&'a Snapshot>,
        kept: &'a Kept,
        progress: Progress<'a>,
        manifest: &Manifest,
    ) -> Self {
        Self {
            source,
            before,
            kept,
            progress,
            total: manifest.stations.len() + manifest.regions.len() + manifest.demand.len(),
            context: Context::default(),
            calendars: HashMap::new(),
            settings: Settings::default(),
            stations: Vec::new(),
            origins: Vec::new(),
            first_places: Vec::new(),
            again: Vec::new(),
            ids: Ids::default(),
            regions: BTreeMap::new(),
            demand: BTreeMap::new(),
            files: Vec::new(),
            inputs: Vec::new(),
            rejections: Vec::new(),
            warnings: Vec::new(),
        }
    }

    fn all(mut self, manifest: Manifest) -> Snapshot {
        let default_zone = self.zone_of_data_set(&manifest);
        if manifest.stations.is_empty() {
            self.warnings.push(Notice::of_file("dataset.toml", "no [[stations]] are listed: nothing can be found"));
        }
        for stations in &manifest.stations {
            self.stations(stations, &manifest, default_zone);
        }
        for regions in &manifest.regions {
            self.regions(regions);
        }
        for demand in &manifest.demand {
            self.demand(demand);
        }
        self.finish(manifest)
    }

    fn zone_of_data_set(&mut self, manifest: &Manifest) -> Option<Tz> {
        let (zone, warning) = zone("dataset.toml", manifest.timezone.as_deref()?);
        self.warnings.extend(warning);
        zone
    }

    /// The calendar of a source, read once however many sources name it.
    fn calendar(&mut self, path: &str) -> Option<Arc<Calendar>> {
        if let Some(known) = self.calendars.get(path) {
            return known.clone();
        }
        let place = Place::new(path, FileKind::Calendar, Crs::Wgs84);
        let read = |bytes: &[u8]| ingest::read_calendar(path, bytes).all_in_one(Calendar::new);
        let (intake, file) = self.again_or_read(place, again::calendar, read);
        let calendar = intake.records.first().cloned();
        let accepted = calendar.as_ref().map_or(0, |calendar| calendar.days().count());
        let told = Told::all_of(&intake);
        self.report(file, accepted, Gave::Calendar(calendar.clone()), told, intake);
        self.calendars.insert(path.to_owned(), calendar.clone());
        calendar
    }

    /// The system of a file's coordinates; an unknown one refuses the file, since guessing would move every record.
    fn begin(&self, path: &str, crs: Option<&str>) -> Result<Crs, String> {
        (self.progress)(path, self.files.len(), self.total);
        let name = crs.unwrap_or("wgs84");
        Crs::parse(name).ok_or_else(|| format!("crs \"{name}\" is not one of wgs84, gcj02, bd09"))
    }

    /// What a file gave to the load before, if it is as it was or is taken so; else what is read of it.
    fn again_or_read<T>(
        &self,
        place: Place,
        again: impl Fn((&'a Snapshot, &'a Input)) -> Option<Intake<T>>,
        read: impl FnOnce(&[u8]) -> Intake<T>,
    ) -> (Intake<T>, File) {
        let (kind, path) = (place.kind, place.path.clone());
        let mut file = File::unread(place);
        file.content = self.kept.content(kind, &path);
        if let Some(again) = self.known(&file).and_then(&again) {
            return (again, File { again: true, ..file });
        }
        let bytes = match self.read(kind, &path) {
            Ok(bytes) => bytes,
            Err(reason) => return (Intake::refused(&path, reason), File { content: None, ..file }),
        };
        file.content = Some(Content::of(&bytes));
        match self.known(&file).and_then(again) {
            Some(again) => (again, File { again: true, ..file }),
            None => (read(&bytes), file),
        }
    }

    /// Opens a file, or what stands for it.
    fn open(&self, kind: FileKind, path: &str) -> Result<Opened, String> {
        match self.kept.stand(kind, path)? {
            Stand::Own => self.source.open(path),
            Stand::Copy(copy) => open_at(&copy),
        }
    }

    /// The bytes of a file, or of what stands for it.
    fn read(&self, kind: FileKind, path: &str) -> Result<Cow<'static, [u8]>, String> {
        self.open(kind, path)?.all()
    }

    /// What a file gave to the load before, if it is as it was.
    fn known(&self, file: &File) -> Option<(&'a Snapshot, &'a Input)> {
        let (before, content) = (self.before?, file.content?);
        let same = |input: &&Input| {
            input.kind == file.place.kind
                && input.content == Some(content)
                && input.terms == file.terms
                && input.path == file.place.path
        };
        Some((before, before.inputs.iter().find(same)?))
    }

    /// Takes down what came of a file and hands on its records.
    fn report<T>(&mut self, file: File, accepted: usize, gave: Gave, told: Told, mut intake: Intake<T>) -> Vec<T> {
        let place = file.place;
        let kept = self.kept.content(place.kind, &place.path).is_some();
        let covers = match &gave {
            Gave::Calendar(Some(calendar)) => calendar.covered(),
            _ => None,
        };
        self.inputs.push(Input {
            path: place.path.clone(),
            kind: place.kind,
            content: file.content,
            terms: file.terms,
            gave,
            rejections: self.rejections.len()..self.rejections.len() + told.rejections,
            warnings: self.warnings.len()..self.warnings.len() + told.warnings,
        });
        let whole = intake.rejections.iter().find(|notice| notice.index.is_none());
        self.files.push(FileReport {
            path: place.path,
            kind: place.kind,
            crs: place.crs,
            accepted,
            rejected: intake.rejections.len(),
            warnings: intake.warnings.len(),
            broken: whole.map(|notice| notice.to_string()),
            kept,
            taken_again: file.again,
            licence: place.licence,
            attribution: place.attribution,
            covers,
            elapsed: file.started.elapsed(),
        });
        append(&mut self.rejections, &mut intake.rejections);
        append(&mut self.warnings, &mut intake.warnings);
        intake.records
    }
}

/// A file that is being taken in.
struct File {
    place: Place,
    content: Option<Content>,
    terms: Terms,
    again: bool,
    started: Instant,
}

impl File {
    fn unread(place: Place) -> Self {
        let terms = Terms { crs: place.crs, ..Terms::default() };
        Self { place, content: None, terms, again: false, started: Instant::now() }
    }
}

/// How much of what is told of a file its reader told, which stands first and holds as long as the file stays as
/// it is.
struct Told {
    rejections: usize,
    warnings: usize,
}

impl Told {
    fn all_of<T>(intake: &Intake<T>) -> Self {
        Self { rejections: intake.rejections.len(), warnings: intake.warnings.len() }
    }
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

/// The zone of a name, or a warning that there is none.
fn zone(told_of: &str, name: &str) -> (Option<Tz>, Option<Notice>) {
    if let Ok(zone) = name.parse() {
        return (Some(zone), None);
    }
    let reason =
        format!("timezone \"{name}\" is not an IANA name such as \"Asia/Shanghai\": opening hours are unknown");
    (None, Some(Notice::of_file(told_of, reason)))
}

/// Moves all of `more` to the end of `all`, without a copy where that was empty.
fn append<T>(all: &mut Vec<T>, more: &mut Vec<T>) {
    match all.is_empty() {
        true => std::mem::swap(all, more),
        false => all.append(more),
    }
}
