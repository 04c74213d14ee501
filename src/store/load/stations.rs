//! Which stations are there? Taken in file by file; the first with an id wins.

use super::again;
use super::{File, Loading, Made, Place, Told, append, zone};
use crate::geodesy::Crs;
use crate::hours::{Calendar, Schedule};
use crate::ingest::{self, Intake, Lines, Locator, Manifest, Notice, Setting, Sizes, StationSource, Stations, Words};
use crate::station::Station;
use crate::store::calendars::SOON;
use crate::store::feature_text::FeatureText;
use crate::store::ids::Repeat;
use crate::store::input::{Content, Gave, Hashed, Terms};
use crate::store::snapshot::FileKind;
use crate::store::source::unreadable;
use crate::store::version::{NO_CALENDAR, Sum, calendar_sum, station_sum};
use chrono::{NaiveDate, Utc};
use chrono_tz::Tz;

impl Loading<'_> {
    pub(super) fn stations(&mut self, of: &StationSource, manifest: &Manifest, default_zone: Option<Tz>) {
        let place = |crs| Place {
            licence: of.licence.clone(),
            attribution: of.attribution.clone(),
            ..Place::new(&of.path, FileKind::Stations, crs)
        };
        let (timezone, warning) = match of.timezone.as_deref() {
            Some(name) => zone(&of.path, name),
            None => (default_zone, None),
        };
        let calendar_path = of.calendar.as_deref().or(manifest.calendar.as_deref());
        let calendar = calendar_path.and_then(|path| self.calendar(path));
        let unread = File::unread(place(Crs::Wgs84));
        let crs = match self.begin(&of.path, of.crs.as_deref()) {
            Ok(crs) => crs,
            Err(reason) => return self.refuse(unread, reason),
        };
        let setting = Setting { crs, timezone, calendar };
        let calendar = setting.calendar.as_deref().map_or(NO_CALENDAR, calendar_sum);
        let mut file = File { terms: Terms { crs, timezone, calendar }, ..File::unread(place(crs)) };
        let (read, others_had_ids) = match self.taken(&mut file, &setting) {
            Ok(taken) => taken,
            Err(reason) => return self.refuse(unread, reason),
        };
        self.settings.add(&setting);
        let Stations { mut intake, mut origins } = read;
        let told = Told::all_of(&intake);
        intake.warnings.extend(warning);
        self.warn_of_holidays(&of.path, calendar_path, setting.calendar.as_deref(), &mut intake);
        let first = self.stations.len();
        self.first_places.push((self.files.len(), first));
        if file.again {
            self.again.push(first..first + intake.records.len());
        }
        // Whether others have an id is not told by this file alone.
        let gave = if others_had_ids { Gave::Nothing } else { Gave::Stations(first..first + intake.records.len()) };
        let mut stations = self.report(file, intake.records.len(), gave, told, intake);
        append(&mut self.stations, &mut stations);
        append(&mut self.origins, &mut origins);
    }

    /// A file of stations that cannot be read, or is of an unknown system.
    fn refuse(&mut self, file: File, reason: String) {
        let intake = Intake::<Station>::refused(&file.place.path, reason);
        let told = Told::all_of(&intake);
        self.report(file, 0, Gave::Nothing, told, intake);
    }

    /// The stations of a file whose ids no other has, taken from the load before or read, and whether others had any.
    fn taken(&mut self, file: &mut File, setting: &Setting) -> Result<(Stations<Made>, bool), String> {
        if self.before.is_some() {
            let (kind, path) = (file.place.kind, file.place.path.as_str());
            file.content = Some(match self.kept.content(kind, path) {
                Some(content) => content,
                None => Content::of_passing(self.open(kind, path)?).map_err(|error| unreadable(&error))?,
            });
            if let Some(again) = self.stations_again(file, setting) {
                file.again = true;
                return Ok((again, false));
            }
        }
        let (mut read, content) = self.parsed(&file.place.path, setting, file.terms.calendar)?;
        file.content = Some(content);
        let others_had_ids = self.refuse_known_ids(&file.place.path, &mut read);
        Ok((read, others_had_ids))
    }

    /// The stations of a file, and what it holds.
    fn parsed(&self, path: &str, setting: &Setting, calendar: Sum) -> Result<(Stations<Made>, Content), String> {
        let make = |stations: &mut [Station], words: &[Words]| {
            let texts = FeatureText::of_all(stations, words);
            let mut room = Vec::new();
            let made = |(station, text): (&mut Station, FeatureText)| {
                let sum = station_sum(station, &text, &self.context, calendar, &mut room);
                Made { text, sum }
            };
            stations.iter_mut().zip(texts).map(made).collect()
        };
        let opened = self.open(FileKind::Stations, path)?;
        let about = opened.about();
        let mut file = Hashed::of(opened);
        let passed = ingest::read_passing(path, &mut file, about, Sizes::default(), &self.context, setting, make);
        if let Some(stations) = passed.map_err(|error| unreadable(&error))? {
            return Ok((stations, file.content()));
        }
        let bytes = self.read(FileKind::Stations, path)?;
        let read = || ingest::read_stretches(path, &bytes, &self.context, setting, make);
        Ok(rayon::join(read, || Content::of(&bytes)))
    }

    /// The stations of a file that is as it was, if nothing that came before it has their ids.
    fn stations_again(&mut self, file: &File, setting: &Setting) -> Option<Stations<Made>> {
        let (before, input) = self.known(file)?;
        let again = again::stations(before, input, &self.context, setting)?;
        self.ids.take_up_new(&self.stations, &again.intake.records).then_some(again)
    }

    /// Ids are unique over all files: the first wins, and the loss is told. Whether any was taken by another file.
    fn refuse_known_ids(&mut self, path: &str, read: &mut Stations<Made>) -> bool {
        let Stations { intake, origins } = read;
        let repeats = self.ids.take_up(&self.stations, &intake.records);
        if repeats.is_empty() {
            return false;
        }
        let mut others_had_ids = false;
        // The file is read once more, for its lines alone.
        let bytes = self.read(FileKind::Stations, path).ok();
        let mut lines = bytes.as_deref().map(Lines::of);
        for repeat in &repeats {
            let (Some(origin), Some(station)) = (origins.get(repeat.place), intake.records.get(repeat.place)) else {
                continue;
            };
            let (first_path, first) = match repeat.first.checked_sub(self.stations.len()) {
                Some(here) => (path, origins.get(here)),
                None => {
                    others_had_ids = true;
                    let files_before = self.first_places.partition_point(|(_, place)| *place <= repeat.first);
                    let file = self.first_places.get(files_before.saturating_sub(1)).map_or(0, |(file, _)| *file);
                    (self.files.get(file).map_or(path, |report| report.path.as_str()), self.origins.get(repeat.first))
                }
            };
            let first_index = first.map_or(0, |first| first.index);
            intake.rejections.push(Notice {
                locator: origin.offset.zip(lines.as_mut()).map(|(offset, lines)| Locator::Line(lines.at(offset))),
                index: Some(origin.index),
                id: Some(station.id.to_string()),
                ..Notice::of_file(path, format!("the id is taken by {first_path} [{first_index}]: the first wins"))
            });
        }
        intake.rejections.sort_by_key(|notice| notice.index.unwrap_or(usize::MAX));
        take_out(&mut intake.records, &repeats);
        take_out(origins, &repeats);
        others_had_ids
    }

    /// Hours that name public holidays, or days of the week where some are worked in place of others, need a calendar that
    /// speaks of the days to come.
    fn warn_of_holidays(
        &self,
        path: &str,
        calendar_path: Option<&str>,
        calendar: Option<&Calendar>,
        intake: &mut Intake<Station>,
    ) {
        let is_broken = |path: &str| {
            let mut calendars = self.files.iter().filter(|file| file.kind == FileKind::Calendar);
            calendars.any(|file| file.path == path && file.broken.is_some())
        };
        let today = Utc::now().date_naive();
        let later = today.checked_add_signed(SOON).unwrap_or(NaiveDate::MAX);
        let ends = |calendar: &Calendar| calendar.covered().map(|(_, last)| last);
        let (lacking, since) = match (calendar_path, calendar.map(|calendar| (calendar, ends(calendar)))) {
            (None, None) => ("the source has no calendar".to_owned(), ""),
            (Some(path), None) if is_broken(path) => ("its calendar could not be read".to_owned(), ""),
            (Some(_), None) | (_, Some((_, None))) => ("its calendar holds no days".to_owned(), ""),
            (_, Some((calendar, _))) if !calendar.covers(today) => {
                ("its calendar does not cover this year".to_owned(), "")
            }
            (_, Some((_, Some(last)))) if last < later => (format!("its calendar ends with {last}"), " after that"),
            (_, Some(_)) => return,
        };
        let days = [
            ("public holidays (PH)", "holidays", Schedule::mentions_holidays as fn(&Schedule) -> bool),
            ("days of the week", "make-up workdays", Schedule::mentions_weekdays),
        ];
        // Without a calendar nobody knows whether there are any workdays to make up.
        let has_workdays = calendar.is_some_and(Calendar::has_workdays);
        for (name, days, are_such) in days.into_iter().take(if has_workdays { 2 } else { 1 }) {
            let count = self.context.count_hours(&intake.records, are_such);
            if count > 0 {
                let reason =
                    format!("{count} opening hours name {name} and {lacking}: {days}{since} count as ordinary days");
                intake.warnings.push(Notice::of_file(path, reason));
            }
        }
    }
}

/// Drops what stands at the places of the repeats.
fn take_out<T>(from: &mut Vec<T>, repeats: &[Repeat]) {
    let mut places = 0usize..;
    let mut repeats = repeats.iter().map(|repeat| repeat.place).peekable();
    from.retain(|_| places.next() != repeats.peek().copied() || repeats.next().is_none());
}
