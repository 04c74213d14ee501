//! Which stations does a file hold? Every feature judged alone, the good ones kept.

use super::context::{Context, Setting};
use super::features::{Features, about_geojson, geojson};
use super::guess::Guesses;
use super::judge::{Judge, Judged};
use super::notice::{Intake, Lines, Notice};
use super::split::{Next, around};
use crate::station::{Station, StationId};
use rayon::prelude::*;
use std::ops::Range;

/// Features judged one after the other by one core: few enough to stay in its cache until they are put in order.
const STRETCH: usize = 256;

/// Bytes of the features of a stretch that are found while they are judged.
const PIECE: usize = 64 << 10;

/// Stretches judged side by side before they are put in order: enough for all cores, too few to weigh in memory.
const RUN: usize = 64;

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
    let judge = Judge::new(file, context, setting, make);
    match geojson(file, bytes).and_then(|text| at_once(&judge, file, text, bytes.len() - text.len(), PIECE)) {
        Some(stations) => stations,
        None => one_by_one(&judge, file, bytes),
    }
}

/// Reads the stations of a file when it is known where each feature begins and ends.
fn one_by_one<T: Send, F>(judge: &Judge<F>, file: &str, bytes: &[u8]) -> Stations<T>
where
    F: Fn(&mut [Station], &[Words]) -> Vec<T> + Sync,
{
    let features = match Features::of(file, bytes) {
        Ok(features) => features,
        Err(reason) => return Stations::refused(file, reason),
    };
    let mut gathered = Gathered::new(features.lines_from(0));
    gathered.make_room(features.len());
    for run in stretches(0..features.len(), RUN * STRETCH) {
        let in_run: Vec<Range<usize>> = stretches(run, STRETCH).collect();
        let judged: Vec<Judged<T>> = in_run.into_par_iter().map(|stretch| judge.stretch(&features, stretch)).collect();
        judged.into_iter().for_each(|judged| gathered.put(judged));
    }
    let mut stations = gathered.all();
    features.tell(file, &mut stations.intake);
    stations
}

/// Reads the stations of a GeoJSON text, after a mark of some bytes, in pieces of a length, while it is found out where each
/// feature ends. None if anything is wrong with the text as a whole, for which words are found elsewhere.
fn at_once<T: Send, F>(judge: &Judge<F>, file: &str, text: &[u8], mark: usize, piece: usize) -> Option<Stations<T>>
where
    F: Fn(&mut [Station], &[Words]) -> Vec<T> + Sync,
{
    let mut gathered = Gathered::new(Lines::of(text));
    let split = around(text, |first| {
        let mut guesses = Guesses::of(text, first, piece);
        let mut expected = Some(Next::Feature(first));
        let mut judged = Vec::new();
        loop {
            let next: Vec<Range<usize>> = guesses.by_ref().take(RUN).collect();
            let is_last = next.is_empty();
            // The next are judged while those before are put in order.
            let put = || {
                let judged: Vec<Guessed<T>> = judged;
                gathered.guess_room(&judged, text.len());
                judged.into_iter().for_each(|Guessed { guess, judged }| {
                    if let Some(Next::Feature(begin)) = expected
                        && begin < guess.end
                    {
                        // Whose beginning was guessed wrong is judged again from where it does begin.
                        let right = judged.filter(|_| begin == guess.start);
                        let judged = right.or_else(|| judge.piece(text, mark, begin..guess.end));
                        expected = judged.map(|(judged, next)| {
                            gathered.put(judged);
                            next
                        });
                    }
                });
                expected
            };
            // A wrong guess does not go on to the end of the text: what ends later is judged from where it does begin.
            let judge = |guess: Range<usize>| {
                let judged = text.get(..guess.end).and_then(|text| judge.piece(text, mark, guess.clone()));
                Guessed { guess, judged }
            };
            let (now, then) = rayon::join(put, || next.into_par_iter().map(judge).collect());
            judged = then;
            match now? {
                Next::End(end) => return Some(end),
                Next::Feature(_) if is_last => return None,
                Next::Feature(_) => {}
            }
        }
    })?;
    let mut stations = gathered.all();
    about_geojson(file, text, &split, &mut stations.intake);
    Some(stations)
}

/// What came of a piece of a text whose beginning was guessed, and what comes after it.
struct Guessed<T> {
    guess: Range<usize>,
    judged: Option<(Judged<T>, Next)>,
}

/// A range in pieces of a length, the last perhaps shorter.
fn stretches(range: Range<usize>, length: usize) -> impl Iterator<Item = Range<usize>> {
    let end = range.end;
    range.step_by(length).map(move |start| start..end.min(start + length))
}

/// What came of the features so far, in order.
struct Gathered<'a, T> {
    stations: Vec<Station>,
    origins: Vec<Origin<T>>,
    rejections: Vec<Notice>,
    warnings: Vec<Notice>,
    /// The first station without an id of its own, and how many there are.
    derived: Option<(Notice, usize)>,
    features: usize,
    /// How many stations there will be.
    expected: usize,
    lines: Lines<'a>,
}

impl<'a, T> Gathered<'a, T> {
    fn new(lines: Lines<'a>) -> Self {
        let (stations, origins, rejections, warnings) = Default::default();
        Self { stations, origins, rejections, warnings, derived: None, features: 0, expected: 0, lines }
    }

    /// Makes room once: a list that grows by doubling moves all again and again through fresh memory.
    fn make_room(&mut self, stations: usize) {
        self.expected = stations;
        self.stations.reserve_exact(stations);
        self.origins.reserve_exact(stations);
    }

    /// Makes room for as many as there will be if the rest of a text is like its beginning.
    fn guess_room(&mut self, first: &[Guessed<T>], bytes: usize) {
        if self.expected == 0
            && let [Guessed { guess: begin, .. }, .., Guessed { guess: end, .. }] = first
        {
            let judged = first.iter().filter_map(|guessed| guessed.judged.as_ref());
            let stations: usize = judged.map(|(judged, _)| judged.stations.len()).sum();
            let all = stations as f64 * (bytes - begin.start) as f64 / (end.end - begin.start) as f64;
            self.make_room((all * 1.02) as usize + 1);
        }
    }

    /// Puts some features after those before. Their lines are counted from where the first of them begins, and they
    /// themselves from the first of them.
    fn put(&mut self, mut judged: Judged<T>) {
        let (before, lines) = (self.features, self.lines.at(judged.start) - 1);
        let placed = |mut notice: Notice| Notice {
            line: notice.line.map(|line| line + lines),
            index: notice.index.map(|index| index + before),
            id: notice.id.take(),
            ..notice
        };
        self.features += judged.features;
        self.stations.append(&mut judged.stations);
        let origins = judged.origins.into_iter();
        self.origins.extend(origins.map(|origin| Origin { index: origin.index + before, ..origin }));
        if self.warnings.is_empty() && !judged.warnings.is_empty() {
            // One for each feature to come, so that they need not move to a larger place; room that stays empty takes no
            // memory.
            self.warnings.reserve(self.expected);
        }
        self.warnings.extend(judged.warnings.into_iter().map(placed));
        self.rejections.extend(judged.rejections.into_iter().map(placed));
        if let Some((first, count)) = judged.derived {
            self.derived.get_or_insert_with(|| (placed(first), 0)).1 += count;
        }
    }

    fn all(self) -> Stations<T> {
        let Self { stations, origins, rejections, warnings, derived, .. } = self;
        let mut intake = Intake { records: stations, rejections, warnings };
        if let Some((first, count)) = derived {
            let reason =
                format!("features without an id: {count}, the first here; ids are made from position and name");
            intake.warnings.push(Notice { reason: reason.into(), ..first });
        }
        Stations { intake, origins }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Everything that came of a file.
    fn told(stations: Stations<String>) -> String {
        let Stations { intake: Intake { records, rejections, warnings }, origins } = stations;
        format!("{records:#?}{origins:#?}{rejections:#?}{warnings:#?}")
    }

    /// Both ways to read a text, with pieces of a length, and whether it could be read at once.
    fn assert_same(text: &[u8], piece: usize) -> bool {
        let (context, setting) = (Context::default(), Setting::default());
        let judge = Judge::new("f", &context, &setting, |stations: &mut [Station], words: &[Words]| {
            let made = |(station, words): (&mut Station, &Words)| {
                station.id = StationId::new(words.id);
                format!("{words:?}")
            };
            stations.iter_mut().zip(words).map(made).collect()
        });
        let at_once = geojson("f", text).and_then(|rest| at_once(&judge, "f", rest, text.len() - rest.len(), piece));
        let was_read = at_once.is_some();
        if let Some(stations) = at_once {
            assert_eq!(told(stations), told(one_by_one(&judge, "f", text)), "{}", String::from_utf8_lossy(text));
        }
        was_read
    }

    fn collection(features: usize) -> String {
        let mut text = "{\"type\":\"FeatureCollection\",\"features\":[\n".to_owned();
        for number in 0..features {
            let more = match number % 7 {
                0 => ",\"amenities\":[\"water\",{\"kind\":\"wifi\",\"x\":[{\"type\":\"Feature\"}]}]",
                1 => ",\"name\":\"{\\\"type\\\":\\\"Feature\\\"\"",
                2 => ",\"of\":[{\"type\":\"Feature\"},{\"type\":\"Feature\"}]",
                3 => ",\"capacity\":1e999,\"opening_hours\":\"Mo-Fr 09:00-17:00\"",
                _ => "",
            };
            let comma = if number == 0 { "" } else { ",\n" };
            text.push_str(&format!(
                "{comma}{{\"type\":\"Feature\",\"id\":{number},\"geometry\":{{\"type\":\"Point\",\"coordinates\":[9.5,{}]}},\"properties\":{{\"kind\":\"站\"{more}}}}}",
                number % 95
            ));
        }
        text.push_str("\n],\"crs\":null}\n");
        text
    }

    #[test]
    fn features_read_at_once_are_those_read_one_by_one_wherever_pieces_are_guessed_to_begin() {
        for features in [1, 2, 3, 10, 200] {
            let text = collection(features);
            for piece in [0, 1, 50, 150, 1000, 10_000, PIECE] {
                assert!(assert_same(text.as_bytes(), piece), "{features} features, {piece} bytes");
                assert!(assert_same(format!("\u{FEFF}{text}").as_bytes(), piece));
            }
        }
    }

    #[test]
    fn a_damaged_text_read_at_once_is_the_same_read_one_by_one() {
        let whole = collection(12).into_bytes();
        let mut state = 0x5EED_0009_u64;
        let mut random = |below: usize| {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            (state >> 33) as usize % below
        };
        let marks = b"{}[],:\"\\ \n0-e\xFFntu";
        let mut read = 0;
        for _ in 0..2000 {
            let mut text = whole.clone();
            for _ in 0..=random(2) {
                let at = random(text.len());
                match random(3) {
                    0 => text[at] = marks[random(marks.len())],
                    1 => text.insert(at, marks[random(marks.len())]),
                    _ => drop(text.remove(at)),
                }
            }
            read += usize::from(assert_same(&text, [0, 200, 700][random(3)]));
        }
        assert!((200..1900).contains(&read), "{read} of 2000 were read at once");
    }

    #[test]
    fn a_notice_names_its_line_in_whichever_stretch_its_feature_lies() {
        let count = RUN * STRETCH + 2 * STRETCH + 7;
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
