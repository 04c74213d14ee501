//! Which stations does a file hold? Every feature judged alone, the good ones kept.

use super::context::{Context, Setting};
use super::features::Features;
use super::notice::{Intake, Notice};
use super::reading::Reading;
use super::station;
use crate::station::{Station, StationId};
use rayon::prelude::*;
use std::ops::Range;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// Features judged one after the other by one core: few enough to stay in its cache until they are put in order.
const STRETCH: usize = 256;

/// Features judged side by side before they are put in order: enough for all cores, too few to weigh in memory.
const RUN: usize = 64 * STRETCH;

/// Most bytes of a feature: what is made of it must fit into texts whose places are told in 32 bits.
const LONGEST: usize = 512 << 20;

/// What came of a station file. The two lists run side by side.
#[derive(Debug)]
pub struct Stations<T> {
    /// The stations taken, with what was refused and doubted.
    pub intake: Intake<Station>,
    /// For each station where it stood, and what the caller made of it.
    pub origins: Vec<Origin<T>>,
}

/// Where a station stood in its file.
#[derive(Debug)]
pub struct Origin<T> {
    /// What the caller made of the station while it was read.
    pub made: T,
    /// Its place among the features, from 0.
    pub index: usize,
    /// The byte of the file at which it begins, if the file consists of lines.
    pub offset: Option<usize>,
}

impl<T> Default for Stations<T> {
    fn default() -> Self {
        Self { intake: Intake::default(), origins: Vec::new() }
    }
}

impl<T> Stations<T> {
    /// Nothing but the refusal of a whole file.
    pub fn refused(file: &str, reason: impl Into<std::borrow::Cow<'static, str>>) -> Self {
        Self { intake: Intake::refused(file, reason), ..Self::default() }
    }
}

/// Reads the stations of a GeoJSON, FlatGeobuf or CSV file. `file` is its name in notices.
///
/// `make` is given each station with what the source says of it, as members of a JSON object (at least one),
/// while both are still in the processor's cache.
pub fn read_stations<T: Send>(
    file: &str,
    bytes: &[u8],
    context: &Context,
    setting: &Setting,
    make: impl Fn(&Station, &str) -> T + Sync,
) -> Stations<T> {
    read_stretches(file, bytes, context, setting, |stations, words| {
        let made = |(station, words): (&mut Station, &Words)| {
            station.id = StationId::new(words.id);
            station.name = words.name.map(Into::into);
            make(station, words.said)
        };
        stations.iter_mut().zip(words).map(made).collect()
    })
}

/// A station's words as they were read.
#[derive(Debug, Clone, Copy)]
pub struct Words<'a> {
    /// Its id.
    pub id: &'a str,
    /// What it is called.
    pub name: Option<&'a str>,
    /// What its source says of it, as members of a JSON object (at least one).
    pub said: &'a str,
}

/// The same, where `make` is given some stations at once, and may have them share what they hold: it gives them their
/// ids and names, which they do not have yet.
pub fn read_stretches<T: Send>(
    file: &str,
    bytes: &[u8],
    context: &Context,
    setting: &Setting,
    make: impl Fn(&mut [Station], &[Words]) -> Vec<T> + Sync,
) -> Stations<T> {
    let features = match Features::of(file, bytes) {
        Ok(features) => features,
        Err(reason) => return Stations::refused(file, reason),
    };
    let count = features.len();
    let mut stations = Vec::with_capacity(count);
    let mut origins = Vec::with_capacity(count);
    let (mut warnings, mut rejections): (Vec<Notice>, Vec<Notice>) = (Vec::new(), Vec::new());
    let mut derived: Option<(Notice, usize)> = None;
    let mut lines = features.lines_from(0);
    let judge = Judge { file, features: &features, context, setting, readings: Mutex::default(), make };
    for run in stretches(0..count, RUN) {
        let in_run: Vec<Range<usize>> = stretches(run, STRETCH).collect();
        let judged: Vec<Judged<T>> = in_run.into_par_iter().map(|stretch| judge.stretch(stretch)).collect();
        for mut judged in judged {
            let before = lines.at(judged.start) - 1;
            for notice in judged.warnings.iter_mut().chain(&mut judged.rejections) {
                notice.line = notice.line.map(|line| line + before);
            }
            stations.append(&mut judged.stations);
            origins.append(&mut judged.origins);
            if warnings.is_empty() && !judged.warnings.is_empty() {
                // One for each feature to come, so that they need not move to a larger place; room that stays empty
                // takes no memory.
                warnings.reserve(count);
            }
            warnings.append(&mut judged.warnings);
            rejections.append(&mut judged.rejections);
            if let Some((mut first, count)) = judged.derived {
                first.line = first.line.map(|line| line + before);
                derived.get_or_insert((first, 0)).1 += count;
            }
        }
    }
    let mut intake = Intake { records: stations, rejections, warnings };
    if let Some((first, count)) = derived {
        let reason = format!("features without an id: {count}, the first here; ids are made from position and name");
        intake.warnings.push(Notice { reason: reason.into(), ..first });
    }
    features.tell(file, &mut intake);
    Stations { intake, origins }
}

/// A range in pieces of a length, the last perhaps shorter.
fn stretches(range: Range<usize>, length: usize) -> impl Iterator<Item = Range<usize>> {
    let end = range.end;
    range.step_by(length).map(move |start| start..end.min(start + length))
}

/// What all features of a file are judged by.
struct Judge<'a, F> {
    file: &'a str,
    features: &'a Features<'a>,
    context: &'a Context,
    setting: &'a Setting,
    /// Those that nobody uses at the moment.
    readings: Mutex<Vec<Reading<'a>>>,
    make: F,
}

/// What came of some features in a row. Lines are counted from where the first of them begins.
struct Judged<T> {
    start: usize,
    stations: Vec<Station>,
    origins: Vec<Origin<T>>,
    rejections: Vec<Notice>,
    warnings: Vec<Notice>,
    /// The first station without an id of its own, and how many there are.
    derived: Option<(Notice, usize)>,
}

impl<'a, T, F: Fn(&mut [Station], &[Words]) -> Vec<T>> Judge<'a, F> {
    fn stretch(&self, indices: Range<usize>) -> Judged<T> {
        let start = self.features.start(indices.start).unwrap_or(0);
        let mut lines = self.features.lines_from(start);
        let mut judged = Judged {
            start,
            stations: Vec::with_capacity(indices.len()),
            origins: Vec::with_capacity(indices.len()),
            rejections: Vec::new(),
            warnings: Vec::new(),
            derived: None,
        };
        let mut reading = self.readings().pop().unwrap_or_else(|| Reading::new(self.context, self.setting));
        // A name of its own for each stretch, so that cores do not wait for each other to count those who share it.
        let file: Arc<str> = self.file.into();
        // What is said of all of them, each followed by id and name; where these end, and where each stands.
        let (mut said, mut ends, mut stand) = (String::new(), Vec::with_capacity(indices.len()), Vec::new());
        let nameless = StationId::new("");
        let mut room = String::new();
        for index in indices {
            let begin = self.features.start(index);
            let mut notice = |id: Option<String>, reason| Notice {
                file: file.clone(),
                line: begin.map(|begin| lines.at(begin.saturating_sub(start))),
                index: Some(index),
                id,
                reason,
            };
            reading.begin();
            let text = self.features.text(index, &mut room, &mut reading.warnings);
            let read = text.and_then(|text| match text.len() <= LONGEST {
                true => station::read(text, &nameless, &mut reading, &mut said),
                false => Err(format!("the feature has {} bytes, at most {LONGEST} are read", text.len()).into()),
            });
            match read {
                Ok(station::Read { station, id, name, id_derived }) => {
                    let told = reading.warnings.drain(..).map(|reason| notice(Some(id.to_string()), reason));
                    judged.warnings.extend(told);
                    if id_derived {
                        judged.derived.get_or_insert_with(|| (notice(Some(id.to_string()), "".into()), 0)).1 += 1;
                    }
                    let said_end = said.len();
                    said.push_str(&id);
                    let id_end = said.len();
                    said.push_str(name.as_deref().unwrap_or_default());
                    ends.push(Ends { said: said_end, id: id_end, name: name.map(|_| said.len()) });
                    stand.push((index, self.features.offset(index)));
                    judged.stations.push(station);
                }
                Err(refusal) => {
                    said.truncate(ends.last().map_or(0, Ends::last));
                    judged.rejections.push(notice(refusal.id, refusal.reason.into()));
                }
            }
        }
        self.readings().push(reading);
        let mut start = 0;
        let text = |range: Range<usize>| said.get(range).unwrap_or_default();
        let words = ends.iter().map(|ends| {
            let begin = std::mem::replace(&mut start, ends.last());
            let name = ends.name.map(|name| text(ends.id..name));
            Words { id: text(ends.said..ends.id), name, said: text(begin..ends.said) }
        });
        let words: Vec<Words> = words.collect();
        let made = (self.make)(&mut judged.stations, &words).into_iter();
        judged.origins.extend(made.zip(stand).map(|(made, (index, offset))| Origin { made, index, offset }));
        judged
    }

    fn readings(&self) -> MutexGuard<'_, Vec<Reading<'a>>> {
        self.readings.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Where what was read of a station ends, one behind the other.
struct Ends {
    said: usize,
    id: usize,
    name: Option<usize>,
}

impl Ends {
    fn last(&self) -> usize {
        self.name.unwrap_or(self.id)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_notice_names_its_line_in_whichever_stretch_its_feature_lies() {
        let count = RUN + 2 * STRETCH + 7;
        let mut text = "\u{FEFF}{\"type\":\"FeatureCollection\",\"features\":[".to_owned();
        for index in 0..count {
            let lon = if index % 1000 == 999 { 999 } else { 9 };
            text.push_str(if index == 0 { "\n" } else { ",\n" });
            text.push_str(&format!(
                "{{\"type\":\"Feature\",\"id\":{index},\n\"geometry\":{{\"type\":\"Point\",\"coordinates\":[{lon},48]}},\"properties\":{{}}}}"
            ));
        }
        text.push_str("]}");
        let (context, setting) = (Context::default(), Setting::default());
        let id_of = |station: &Station, _: &str| station.id.to_string();
        let Stations { intake, origins } = read_stations("f", text.as_bytes(), &context, &setting, id_of);
        let refused = count / 1000;
        assert_eq!((intake.records.len(), intake.rejections.len()), (count - refused, refused));
        assert_eq!(intake.warnings.len(), count - refused);
        for notice in intake.warnings.iter().chain(&intake.rejections) {
            let index = notice.index.unwrap();
            assert_eq!(notice.id, Some(index.to_string()));
            assert_eq!(notice.line, Some(2 + 2 * index));
        }
        for (station, origin) in intake.records.iter().zip(&origins) {
            assert_eq!((station.id.to_string(), &origin.made), (origin.index.to_string(), &station.id.to_string()));
            assert!(
                text[origin.offset.unwrap()..].starts_with(&format!("{{\"type\":\"Feature\",\"id\":{},", origin.index))
            );
        }
    }
}
