//! Which stations are in a file that passes by? Its windows are judged while it is found out where each feature ends.

use super::features::{about_geojson, geojson};
use super::gathered::Gathered;
use super::guess::Head;
use super::judge::{Judge, Judged};
use super::notice::Lines;
use super::split::{Next, first_feature, split};
use super::stations::{Stations, Words};
use super::windows::{Sizes, Window, Windows};
use crate::station::Station;
use rayon::prelude::*;
use std::io::{self, Read};
use std::ops::Range;

/// Reads the stations of a file of about so many bytes. None if it is no GeoJSON, or anything is wrong with it as a whole,
/// for which words are found elsewhere.
///
/// # Errors
/// Why it cannot be read.
pub(super) fn passing<T: Send, F>(
    judge: &Judge<F>,
    file: &str,
    input: impl Read + Send,
    about: usize,
    sizes: Sizes,
) -> io::Result<Option<Stations<T>>>
where
    F: Fn(&mut [Station], &[Words]) -> Vec<T> + Sync,
{
    let mut windows = Windows::of(input, sizes);
    let mut first = windows.first()?;
    let Some(beginning) = Beginning::of(file, first.bytes()) else { return Ok(None) };
    if !windows.divide(&mut first, &beginning.head, beginning.first)? {
        return Ok(None);
    }
    let mut passed = Passed::up_to(beginning.first, about, sizes.window);
    let mut current = Some(first);
    let mut before = None;
    loop {
        // While a window is judged, the one before it is put in order, and the one after it is read.
        let others = || {
            let room = match before.take() {
                Some((window, judged)) => passed.take(judge, window, judged),
                None => Some(Window::default()),
            };
            match (room, &current) {
                (Some(room), Some(window)) if !window.is_last => {
                    Ok(windows.next(window, &beginning.head, room)?.map(Some))
                }
                (room, _) => io::Result::Ok(room.map(|_| None)),
            }
        };
        let (next, judged) = rayon::join(others, || current.as_ref().map(|window| judge_all(judge, window)));
        let Some(next) = next? else { return Ok(None) };
        before = std::mem::replace(&mut current, next).zip(judged);
        if before.is_none() {
            return Ok(passed.all(file, &beginning.text));
        }
    }
}

/// What comes before the features.
struct Beginning {
    /// It, after a byte order mark.
    text: Vec<u8>,
    /// The byte of the file at which the first feature is expected.
    first: usize,
    head: Head,
}

impl Beginning {
    fn of(file: &str, bytes: &[u8]) -> Option<Self> {
        let text = geojson(file, bytes)?;
        let first = first_feature(text)?;
        let before = text.get(..first)?.to_vec();
        Some(Self { text: before, first: bytes.len() - text.len() + first, head: Head::of(text, first) })
    }
}

/// What came of pieces of a window, and what comes after each; none of a piece that does not begin with a feature, or end
/// with one.
type JudgedPieces<T> = Vec<Option<(Judged<T>, Next)>>;

fn judge_all<T: Send, F>(judge: &Judge<F>, window: &Window) -> JudgedPieces<T>
where
    F: Fn(&mut [Station], &[Words]) -> Vec<T> + Sync,
{
    // A wrong guess does not go on to the end of the window: what ends later is judged from where it does begin.
    let of_piece = |piece: &Range<usize>| judge.piece(window.bytes().get(..piece.end)?, window.start, piece.clone());
    // Piece by piece: a core that is left with several in a row keeps the others waiting at the end of each window.
    window.pieces.par_iter().with_max_len(1).map(of_piece).collect()
}

/// What came of the windows so far.
struct Passed<T> {
    gathered: Gathered<T>,
    /// What comes next, by the bytes of the file.
    next: Next,
    /// Ends of lines before the window that comes next.
    lines: usize,
    /// Those before the closing bracket of the features.
    lines_to_end: usize,
    /// From that bracket on.
    behind: Vec<u8>,
    /// Most bytes behind the features.
    most_behind: usize,
    /// Bytes of the file, about.
    about: usize,
}

impl<T> Passed<T> {
    fn up_to(first: usize, about: usize, most_behind: usize) -> Self {
        let (gathered, behind) = (Gathered::default(), Vec::new());
        Self { gathered, next: Next::Feature(first), lines: 0, lines_to_end: 0, behind, most_behind, about }
    }

    /// Takes the next window. What is left of it is room for another; none if there is something wrong with the text.
    fn take<F>(&mut self, judge: &Judge<F>, window: Window, judged: JudgedPieces<T>) -> Option<Window>
    where
        F: Fn(&mut [Station], &[Words]) -> Vec<T>,
    {
        self.make_room(&window, &judged);
        let bytes = window.bytes();
        let mut lines = Lines::of(bytes);
        for (piece, judged) in window.pieces.iter().zip(judged) {
            let Next::Feature(begin) = self.next else { break };
            let begin = begin.checked_sub(window.start)?;
            if begin >= piece.end {
                continue;
            }
            // Whose beginning was guessed wrong is judged again from where it does begin.
            let right = judged.filter(|_| begin == piece.start);
            let (judged, next) = right.or_else(|| judge.piece(bytes, window.start, begin..piece.end))?;
            let lines_before = self.lines + lines.at(judged.start) - 1;
            self.gathered.put(judged, lines_before);
            self.next = match next {
                Next::Feature(begin) => Next::Feature(window.start + begin),
                Next::End(end) => Next::End(window.start + end),
            };
        }
        if let Next::End(end) = self.next {
            let bracket = (end - 1).saturating_sub(window.start);
            if self.behind.is_empty() {
                self.lines_to_end = self.lines + lines.at(bracket) - 1;
            }
            self.behind.extend_from_slice(bytes.get(bracket..window.end())?);
            if self.behind.len() > self.most_behind {
                return None;
            }
        }
        self.lines += lines.at(window.end()) - 1;
        Some(window)
    }

    /// Makes room for as many stations as there will be if the rest of the text is like its beginning.
    fn make_room(&mut self, window: &Window, judged: &JudgedPieces<T>) {
        if self.gathered.expected() == 0 {
            let stations: usize = judged.iter().flatten().map(|(judged, _)| judged.stations.len()).sum();
            let all = stations as f64 * self.about as f64 / window.end().max(1) as f64;
            self.gathered.make_room(stations.max((all * 1.02) as usize + 1));
        }
    }

    /// Everything, if the text that stands before the features and behind them is as it must be.
    fn all(self, file: &str, before: &[u8]) -> Option<Stations<T>> {
        let Next::End(_) = self.next else { return None };
        // Read as if there were no features.
        let around = [before, &self.behind].concat();
        let split = split(&around);
        if split.fault.is_some() || !split.features.is_empty() {
            return None;
        }
        let mut stations = self.gathered.all();
        // That there are no features is told of the file as a whole.
        if stations.intake.records.is_empty() && stations.intake.rejections.is_empty() {
            return None;
        }
        let mut lines = Lines::of(&around);
        let lines_before = lines.at(before.len()) - 1;
        let line_of = |offset| match offset < before.len() {
            true => lines.at(offset),
            false => lines.at(offset) + self.lines_to_end - lines_before,
        };
        about_geojson(file, &around, &split, line_of, &mut stations.intake);
        Some(stations)
    }
}
