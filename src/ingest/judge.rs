//! What comes of some features in a row? Each judged alone, with a notice for each doubt.

use super::context::{Context, Setting};
use super::features::{Features, feature_text};
use super::given::refused_text;
use super::notice::{Lines, Locator, Notice};
use super::plain::Plain;
use super::reading::{Reading, Refusal};
use super::split::{Next, Walk};
use super::station::{self, Outline};
use super::stations::{Origin, Words};
use crate::station::{Station, StationId};
use std::ops::Range;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// Most bytes of a feature: what is made of it must fit into texts whose places are told in 32 bits.
const LONGEST: usize = 512 << 20;

/// Stations in a row for which room is made at once.
const FEW: usize = 256;

/// What all features of a file are judged by.
pub(super) struct Judge<'a, F> {
    file: &'a str,
    context: &'a Context,
    setting: &'a Setting,
    /// Those that nobody uses at the moment.
    readings: Mutex<Vec<Reading<'a>>>,
    make: F,
}

/// What came of some features in a row. Lines are counted from where the first of them begins, features from the first.
pub(super) struct Judged<T> {
    /// The byte at which the first begins.
    pub start: usize,
    pub features: usize,
    pub stations: Vec<Station>,
    pub origins: Vec<Origin<T>>,
    pub rejections: Vec<Notice>,
    pub warnings: Vec<Notice>,
    /// The first station without an id of its own, and how many there are.
    pub derived: Option<(Notice, usize)>,
}

impl<'a, F> Judge<'a, F> {
    pub(super) fn new(file: &'a str, context: &'a Context, setting: &'a Setting, make: F) -> Self {
        Self { file, context, setting, readings: Mutex::default(), make }
    }

    fn readings(&self) -> MutexGuard<'_, Vec<Reading<'a>>> {
        self.readings.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl<'a, T, F: Fn(&mut [Station], &[Words]) -> Vec<T>> Judge<'a, F> {
    /// Judges features that were found before.
    pub(super) fn stretch(&self, features: &Features, indices: Range<usize>) -> Judged<T> {
        let start = features.start(indices.start).unwrap_or(0);
        let mut stretch = Stretch::new(self, start, features.lines_from(start));
        let mut room = String::new();
        for index in indices {
            stretch.reading.begin();
            let text = features.text(index, &mut room, &mut stretch.reading.warnings);
            let feature = text.and_then(outline);
            stretch.take(feature, features.start(index), features.offset(index), features.byte(index));
        }
        self.all_of(stretch)
    }

    /// Judges the features of a GeoJSON text, after a mark of some bytes, from one that is expected at a byte up to the
    /// first that begins at another byte or later, and tells what comes after. None if anything stands between them that
    /// must not, or the last does not end.
    pub(super) fn piece(&self, bytes: &[u8], mark: usize, range: Range<usize>) -> Option<(Judged<T>, Next)> {
        let start = range.start;
        let mut stretch = Stretch::new(self, start, Lines::of(bytes.get(start..)?));
        let text = std::str::from_utf8(bytes.get(range.clone())?).ok();
        let mut walk = Walk::from(bytes, start);
        let mut begin = start;
        let next = loop {
            stretch.reading.begin();
            let plain = text.and_then(|text| Plain::read_at(text, begin - start)).filter(|(_, end)| *end <= LONGEST);
            let feature = match plain {
                Some((plain, end)) => {
                    walk.to(start + end);
                    Ok(plain.into())
                }
                None => {
                    let piece = walk.through()?;
                    feature_text(bytes, &piece).and_then(outline)
                }
            };
            stretch.take(feature, Some(begin), Some(mark + begin), None);
            match walk.next()? {
                Next::Feature(next) if next < range.end => begin = next,
                next => break next,
            }
        };
        Some((self.all_of(stretch), next))
    }

    fn all_of(&self, stretch: Stretch<'a, '_>) -> Judged<T> {
        let Stretch {
            reading, start, mut stations, rejections, warnings, derived, said, ends, places, features, ..
        } = stretch;
        self.readings().push(reading);
        let mut begin = 0;
        let text = |range: Range<usize>| said.get(range).unwrap_or_default();
        let words = ends.iter().map(|ends| {
            let start = std::mem::replace(&mut begin, ends.last());
            let name = ends.name.map(|name| text(ends.id..name));
            Words { id: text(ends.said..ends.id), name, said: text(start..ends.said) }
        });
        let words: Vec<Words> = words.collect();
        let made = (self.make)(&mut stations, &words).into_iter();
        let origins = made.zip(places).map(|(made, (index, offset))| Origin { made, index, offset }).collect();
        Judged { start, features, stations, origins, rejections, warnings, derived }
    }
}

/// The parts of a feature's text.
fn outline(text: &str) -> Result<Outline<'_>, Refusal> {
    match text.len() <= LONGEST {
        true => Outline::read(text),
        false => Err(refused_text(text, format!("the feature has {} bytes, at most {LONGEST} are read", text.len()))),
    }
}

/// Features on their way to stations, one after the other.
struct Stretch<'r, 't> {
    reading: Reading<'r>,
    /// A name of its own for each stretch, so that cores do not wait for each other to count those who share it.
    file: Arc<str>,
    /// The id of a station that has none yet, for the same reason.
    nameless: StationId,
    start: usize,
    lines: Lines<'t>,
    features: usize,
    stations: Vec<Station>,
    rejections: Vec<Notice>,
    warnings: Vec<Notice>,
    derived: Option<(Notice, usize)>,
    /// What is said of all stations, each followed by id and name.
    said: String,
    ends: Vec<Ends>,
    /// The number of each station's feature, and the byte of the file at which it begins.
    places: Vec<(usize, Option<usize>)>,
}

impl<'r, 't> Stretch<'r, 't> {
    fn new<F>(judge: &Judge<'r, F>, start: usize, lines: Lines<'t>) -> Self {
        let reading = judge.readings().pop();
        Self {
            reading: reading.unwrap_or_else(|| Reading::of_many(judge.context, judge.setting)),
            file: judge.file.into(),
            nameless: StationId::new(""),
            start,
            lines,
            features: 0,
            stations: Vec::with_capacity(FEW),
            rejections: Vec::new(),
            warnings: Vec::new(),
            derived: None,
            said: String::with_capacity(FEW * 300),
            ends: Vec::with_capacity(FEW),
            places: Vec::with_capacity(FEW),
        }
    }

    /// Judges a feature that begins at a byte of the text and one of the file, or at a byte of a file that has no lines.
    fn take(
        &mut self,
        feature: Result<Outline, Refusal>,
        begin: Option<usize>,
        offset: Option<usize>,
        byte: Option<usize>,
    ) {
        let Self { reading, file, nameless, start, lines, said, .. } = self;
        let index = self.features;
        self.features += 1;
        let mut notice = |id: Option<String>, reason| Notice {
            file: file.clone(),
            locator: match begin {
                Some(begin) => Some(Locator::Line(lines.at(begin.saturating_sub(*start)))),
                None => byte.map(Locator::Byte),
            },
            index: Some(index),
            id,
            reason,
        };
        match feature.and_then(|feature| station::read(feature, nameless, reading, said)) {
            Ok(station::Read { station, id, name, id_derived }) => {
                let told = reading.warnings.drain(..).map(|reason| notice(Some(id.to_string()), reason));
                self.warnings.extend(told);
                if id_derived {
                    self.derived.get_or_insert_with(|| (notice(Some(id.to_string()), "".into()), 0)).1 += 1;
                }
                let said_end = said.len();
                said.push_str(&id);
                let id_end = said.len();
                said.push_str(name.as_deref().unwrap_or_default());
                self.ends.push(Ends { said: said_end, id: id_end, name: name.map(|_| said.len()) });
                self.places.push((index, offset));
                self.stations.push(station);
            }
            Err(refusal) => {
                said.truncate(self.ends.last().map_or(0, Ends::last));
                self.rejections.push(notice(refusal.id, refusal.reason.into()));
            }
        }
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
