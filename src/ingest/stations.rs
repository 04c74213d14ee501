//! Which stations does a file hold? Every feature judged alone, the good ones kept.

use super::context::{Context, Setting};
use super::features::Features;
use super::gathered::Gathered;
use super::judge::{Judge, Judged};
use super::notice::Intake;
use super::passing::passing;
use super::windows::Sizes;
use crate::station::{Station, StationId};
use rayon::prelude::*;
use std::io::{self, Read};
use std::ops::Range;

/// Features judged one after the other by one core: few enough to stay in its cache until they are put in order.
const STRETCH: usize = 256;

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
    one_by_one(&Judge::new(file, context, setting, make), file, bytes)
}

/// The same for a file of about so many bytes that is read once, from its beginning to its end, and never held. None if
/// it is not GeoJSON, or so much else than a plain list of features that it must be held to be read. How much is held and
/// judged at once changes nothing of what comes of it.
///
/// # Errors
/// Why it cannot be read.
pub fn read_passing<T: Send>(
    file: &str,
    input: impl Read + Send,
    about: usize,
    sizes: Sizes,
    context: &Context,
    setting: &Setting,
    make: impl Fn(&mut [Station], &[Words]) -> Vec<T> + Sync,
) -> io::Result<Option<Stations<T>>> {
    passing(&Judge::new(file, context, setting, make), file, input, about, sizes)
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
    let mut gathered = Gathered::default();
    let mut lines = features.lines_from(0);
    gathered.make_room(features.len());
    for run in stretches(0..features.len(), RUN * STRETCH) {
        let in_run: Vec<Range<usize>> = stretches(run, STRETCH).collect();
        let judged: Vec<Judged<T>> = in_run.into_par_iter().map(|stretch| judge.stretch(&features, stretch)).collect();
        for judged in judged {
            let lines_before = lines.at(judged.start) - 1;
            gathered.put(judged, lines_before);
        }
    }
    let mut stations = gathered.all();
    features.tell(file, &mut stations.intake);
    stations
}

/// A range in pieces of a length, the last perhaps shorter.
fn stretches(range: Range<usize>, length: usize) -> impl Iterator<Item = Range<usize>> {
    let end = range.end;
    range.step_by(length).map(move |start| start..end.min(start + length))
}

#[cfg(test)]
mod tests {
    use super::super::notice::Locator;
    use super::*;

    /// Everything that came of a file.
    fn told(stations: Stations<String>) -> String {
        let Stations { intake: Intake { records, rejections, warnings }, origins } = stations;
        format!("{records:#?}{origins:#?}{rejections:#?}{warnings:#?}")
    }

    /// Both ways to read a text, one of them in windows and pieces of a length, and whether it could be read so.
    fn assert_same(text: &[u8], sizes: Sizes) -> bool {
        let (context, setting) = (Context::default(), Setting::default());
        let judge = Judge::new("f", &context, &setting, |stations: &mut [Station], words: &[Words]| {
            let made = |(station, words): (&mut Station, &Words)| {
                station.id = StationId::new(words.id);
                format!("{words:?}")
            };
            stations.iter_mut().zip(words).map(made).collect()
        });
        let mut rest = text;
        let passed = passing(&judge, "f", rest.by_ref(), text.len(), sizes).unwrap();
        let was_read = passed.is_some();
        if let Some(stations) = passed {
            assert_eq!(told(stations), told(one_by_one(&judge, "f", text)), "{}", String::from_utf8_lossy(text));
            assert!(rest.is_empty(), "every byte passes by");
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
    fn features_that_pass_by_are_those_read_one_by_one_wherever_windows_and_pieces_are_guessed_to_begin() {
        for features in [1, 2, 3, 10, 200] {
            let text = collection(features);
            for piece in [0, 1, 50, 150, 300, 1000, 10_000] {
                for window in [2 * piece + 500, 5 * piece + 1000, 1 << 20] {
                    let sizes = Sizes { window, piece };
                    // A feature may be taken for several whose last begins where a window ends.
                    let is_told = piece >= 300 || window > text.len() + 3;
                    for text in [text.as_str(), &format!("\u{FEFF}{text}")] {
                        assert!(assert_same(text.as_bytes(), sizes) || !is_told, "{features} features, {sizes:?}");
                    }
                }
            }
        }
    }

    #[test]
    fn a_text_is_read_at_once_in_windows_of_nearly_any_length() {
        let text = collection(500);
        let read =
            (0..400).filter(|more| assert_same(text.as_bytes(), Sizes { window: 700 + more, piece: 250 })).count();
        assert_eq!(read, 400);
    }

    #[test]
    fn a_damaged_text_that_passes_by_is_the_same_read_one_by_one() {
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
            let (piece, window) = ([0, 200, 700][random(3)], [500, 1000, 10_000][random(3)]);
            read += usize::from(assert_same(&text, Sizes { window, piece }));
        }
        assert!((200..1900).contains(&read), "{read} of 2000 passed");
    }

    #[test]
    fn a_text_without_features_is_told_of_as_a_whole_whatever_else_is_wrong_with_it() {
        let lists = ["[]", "[ \n ]", "[],\"features\":[]", "{}", "null", "[", "[]]"];
        let types = ["FeatureCollection", "FeatureC(ollection", "Feature", "Topology", ""];
        for (list, name) in lists.iter().flat_map(|list| types.map(|name| (list, name))) {
            for spaces in [0, 1, 30, 64, 200] {
                let space = " ".repeat(spaces);
                for text in [
                    format!("{{\"type\":\"{name}\",{space}\"features\":{list}}}"),
                    format!("{{\"features\":{list}{space},\"type\":\"{name}\"}}"),
                    format!("{{\"features\":{list}{space},\"crs\":\"mars\"}}"),
                ] {
                    for (window, piece) in [(64, 1), (64, 30), (200, 90), (1 << 20, 1 << 10)] {
                        let was_read = assert_same(text.as_bytes(), Sizes { window, piece });
                        assert!(!was_read, "what is wrong with it as a whole is told by who reads it at once: {text}");
                    }
                }
            }
        }
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
            assert_eq!(notice.locator, Some(Locator::Line(2 + 2 * index)));
        }
        for (station, origin) in intake.records.iter().zip(&origins) {
            assert_eq!((station.id.to_string(), &origin.made), (origin.index.to_string(), &station.id.to_string()));
            assert!(
                text[origin.offset.unwrap()..].starts_with(&format!("{{\"type\":\"Feature\",\"id\":{},", origin.index))
            );
        }
    }
}
