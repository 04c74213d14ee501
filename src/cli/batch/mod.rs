//! `waystation nearest --points`: the nearest stations to each of many points, a stream in and a stream out.

mod rows;
mod written;

use super::check::printable;
use super::nearest::told;
use super::progress::Bar;
use super::replace::replace;
use crate::geodesy::{Crs, Position};
use crate::http::{Asked, Params};
use crate::index::{Near, Scratch};
use crate::ingest::{Locator, Notice};
use crate::store::{Question, Snapshot};
use anyhow::{Context, bail};
use chrono::Utc;
use rayon::prelude::*;
use rows::{Point, Points, Row, Rows};
use std::borrow::Cow;
use std::fs::File;
use std::io::{self, BufRead, BufReader, BufWriter, Write};
use std::ops::Range;
use std::path::Path;
use std::process::ExitCode;
use written::{Form, Writer};

/// Points answered one after another; the pieces share the processors. Of as many, each is near the one asked before.
const PIECE: usize = 4096;
/// Refusals that are told one by one; the others are counted.
const MOST_TOLD: u64 = 1000;
/// Bytes that are read at once.
const READ_AT_ONCE: usize = 1 << 18;

/// What came of it.
#[derive(Debug, Default)]
struct Tally {
    answered: u64,
    refused: u64,
}

/// One piece's share of the memory, used again and again.
#[derive(Default)]
struct Piece {
    scratch: Scratch,
    found: Vec<Near>,
    /// By place in the piece: where in `found` its stations are.
    spans: Vec<Range<usize>>,
    out: String,
    answered: u64,
    refused: Vec<(u64, String)>,
}

/// Answers every point of `from` (`-` is standard input) into `to` (`-` is standard output).
pub(super) fn run(
    snapshot: &Snapshot,
    mut params: Params,
    from: &Path,
    to: &Path,
    format: Option<&str>,
) -> anyhow::Result<ExitCode> {
    let asked = Asked::take(&mut params, snapshot, Utc::now());
    if let Err(problem) = params.finish() {
        let _ = write!(io::stderr(), "{}", told(&problem));
        return Ok(ExitCode::from(2));
    }
    let form = form(to, format)?;
    let is_standard = |path: &Path| path == Path::new("-");
    let name =
        if is_standard(from) { Cow::Borrowed("-") } else { from.file_name().unwrap_or_default().to_string_lossy() };
    let cannot = || format!("cannot read {}", from.display());
    let (input, size): (Box<dyn BufRead + Send>, u64) = if is_standard(from) {
        (Box::new(BufReader::with_capacity(READ_AT_ONCE, io::stdin())), 0)
    } else {
        let file = File::open(from).with_context(cannot)?;
        let size = file.metadata().map_or(0, |metadata| metadata.len());
        (Box::new(BufReader::with_capacity(READ_AT_ONCE, file)), size)
    };
    let points = Points::of(input).with_context(cannot)?;
    let question = asked.question(Default::default());
    let work = Work { snapshot, question: &question, crs: asked.crs, form, name: &name, size };
    let bar = Bar::start();
    let tally = if is_standard(to) {
        let mut out = BufWriter::new(io::stdout().lock());
        work.pump(points, &mut out, &bar).and_then(|tally| out.flush().map(|()| tally)).map_err(anyhow::Error::from)
    } else {
        replace(to, |out| work.pump(points, out, &bar))
    };
    bar.end();
    let Tally { answered, refused } = tally?;
    let _ = writeln!(io::stderr(), "{answered} points answered, {refused} refused");
    Ok(if refused == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// The form that is asked for, or that the file's ending names.
fn form(to: &Path, format: Option<&str>) -> anyhow::Result<Form> {
    let word = match (format, to.extension()) {
        (Some(format), _) => format.to_owned(),
        (None, Some(ending)) => ending.to_string_lossy().into_owned(),
        (None, None) => "csv".to_owned(),
    };
    match Form::parse(&word) {
        Some(form) => Ok(form),
        None if format.is_some() => bail!("--format {word}: one of csv, ndjson, geojson is expected"),
        None => bail!("{}: a file name that ends in .csv, .ndjson or .geojson is expected", to.display()),
    }
}

/// Many points, and one question asked from each.
struct Work<'a> {
    snapshot: &'a Snapshot,
    question: &'a Question,
    crs: Crs,
    form: Form,
    name: &'a str,
    size: u64,
}

impl Work<'_> {
    /// Reads, answers and writes, a batch after another, the next being read while one is answered.
    fn pump<R: BufRead + Send>(&self, mut points: Points<R>, out: &mut impl Write, bar: &Bar) -> io::Result<Tally> {
        let writer = Writer::new(self.snapshot, self.question, self.form);
        let mut tally = Tally::default();
        let (mut rows, mut ahead) = (Rows::default(), Rows::default());
        let mut pieces: Vec<Piece> = Vec::new();
        let mut comma = self.form.comma();
        out.write_all(writer.head().as_bytes())?;
        points.fill(&mut ahead).map_err(|error| self.unreadable(&error))?;
        while !ahead.rows().is_empty() {
            std::mem::swap(&mut rows, &mut ahead);
            let count = rows.rows().len().div_ceil(PIECE);
            pieces.resize_with(pieces.len().max(count), Piece::default);
            let answer = || {
                let pieces = pieces.par_iter_mut().zip(rows.rows().par_chunks(PIECE));
                pieces.for_each(|(piece, some)| self.answer(&writer, &rows, some, piece));
            };
            let ((), filled) = rayon::join(answer, || points.fill(&mut ahead));
            for piece in pieces.iter().take(count) {
                // The first row of all has nothing before it.
                let text = piece.out.strip_prefix(comma).unwrap_or(&piece.out);
                out.write_all(text.as_bytes())?;
                if !text.is_empty() {
                    comma = "";
                }
                tally.answered += piece.answered;
                self.tell(&piece.refused, &mut tally);
            }
            filled.map_err(|error| self.unreadable(&error))?;
            bar.show(
                &format!("{} points", tally.answered + tally.refused),
                points.bytes() as usize,
                self.size as usize,
            );
        }
        out.write_all(writer.tail().as_bytes())?;
        if tally.refused > MOST_TOLD {
            let _ = writeln!(io::stderr(), "refused  {}: {} more", self.name, tally.refused - MOST_TOLD);
        }
        Ok(tally)
    }

    /// Answers some rows.
    fn answer(&self, writer: &Writer, rows: &Rows, some: &[Row], piece: &mut Piece) {
        let Piece { scratch, found, spans, out, answered, refused } = piece;
        out.clear();
        found.clear();
        refused.clear();
        let read = |row: &Row| match rows.point(row, self.crs) {
            Ok(point) => Some(point),
            Err(reason) => {
                refused.push((row.line, reason));
                None
            }
        };
        let points: Vec<Point> = some.iter().filter_map(read).collect();
        *answered = points.len() as u64;
        // Asked in the order of a map's strips, what the last search looked at is still at hand for the next.
        let mut order: Vec<u32> = (0..).take(points.len()).collect();
        order.sort_by_cached_key(|place| points.get(*place as usize).map(|point| strip(point.position)));
        spans.clear();
        spans.resize(points.len(), 0..0);
        let from = order.iter().filter_map(|place| points.get(*place as usize)).map(|point| point.position);
        self.snapshot.nearest_each(self.question, from, scratch, |turn, nearest| {
            let start = found.len();
            found.extend_from_slice(nearest);
            if let Some(span) = order.get(turn).and_then(|place| spans.get_mut(*place as usize)) {
                *span = start..found.len();
            }
        });
        for (point, span) in points.iter().zip(spans) {
            writer.write(out, point, found.get(span.clone()).unwrap_or_default());
        }
    }

    /// Tells what was refused, and why.
    fn tell(&self, refused: &[(u64, String)], tally: &mut Tally) {
        for (line, reason) in refused {
            tally.refused += 1;
            if tally.refused <= MOST_TOLD {
                let mut notice = Notice::of_file(self.name, reason.clone());
                notice.locator = usize::try_from(*line).ok().map(Locator::Line);
                let _ = writeln!(io::stderr(), "refused  {}", printable(&notice));
            }
        }
    }

    fn unreadable(&self, error: &anyhow::Error) -> io::Error {
        io::Error::other(format!("{}: {error:#}", self.name))
    }
}

/// Which of the strips of half a degree from south to north a position is in, and how far to the east.
fn strip(position: Position) -> (u32, u32) {
    (((position.lat() + 90.0) * 2.0) as u32, ((position.lon() + 180.0) * 1e6) as u32)
}
