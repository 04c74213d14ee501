//! Which points does a stream hold? CSV or JSON, a row after another, as many at a time as fit into memory made once.

use crate::geodesy::{Crs, Position};
use crate::http::Params;
use crate::ingest::Members;
use anyhow::{Context, bail};
use memchr::memchr2_iter;
use std::borrow::Cow;
use std::collections::VecDeque;
use std::io::{self, BufRead, Read};
use std::ops::Range;

/// Longest row in bytes: a point has some dozens. A quote that is never closed would make one row of all that follows.
const LONGEST_ROW: u64 = 1 << 20;
/// Rows and bytes read at once.
const MOST_ROWS: usize = 1 << 16;
const MOST_BYTES: usize = 8 << 20;
/// Bytes taken from the stream at once.
const READ_AT_ONCE: usize = 1 << 18;

/// A stream of points.
pub(super) enum Points<R: BufRead> {
    /// With a heading that names `lon`, `lat` and, if there are any, `id`.
    Csv { reader: Box<csv::Reader<Bounded<R>>>, columns: [Option<usize>; 3], record: csv::ByteRecord },
    /// An object a line: `{"id", "lon", "lat"}`, or a Feature at a Point.
    Lines { reader: R, line: u64, bytes: u64 },
}

/// A stream that fails where a row does not end, and knows on which line a place of it is: the reader of CSV passes over
/// ends of lines before a row without saying so.
pub(super) struct Bounded<R> {
    inner: R,
    left: u64,
    read: u64,
    /// The places of all `\r` and `\n` that were read and not asked past, and which of them end a line.
    ends: VecDeque<(u64, bool)>,
    /// Lines before them.
    lines: u64,
}

impl<R> Bounded<R> {
    fn new(inner: R) -> Self {
        Self { inner, left: LONGEST_ROW, read: 0, ends: VecDeque::new(), lines: 0 }
    }

    /// The line, from 1, of the first byte from a place on that ends no line. Places are asked for in their order.
    fn line_from(&mut self, mut place: u64) -> u64 {
        while let Some((end, is_line)) = self.ends.pop_front_if(|(end, _)| *end <= place) {
            place += u64::from(end == place);
            self.lines += u64::from(is_line);
        }
        self.lines + 1
    }
}

impl<R: Read> Read for Bounded<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.left == 0 {
            let reason = format!("a row has more than {LONGEST_ROW} bytes: is a quote left open?");
            return Err(io::Error::other(reason));
        }
        let most = buffer.len().min(usize::try_from(self.left).unwrap_or(usize::MAX));
        let read = self.inner.read(&mut buffer[..most])?;
        self.left -= read as u64;
        let bytes = buffer.get(..read).unwrap_or_default();
        let end = |place: usize| (self.read + place as u64, bytes.get(place) == Some(&b'\n'));
        self.ends.extend(memchr2_iter(b'\r', b'\n', bytes).map(end));
        self.read += read as u64;
        Ok(read)
    }
}

/// Rows read at once. Their memory is used again.
#[derive(Debug, Default)]
pub(super) struct Rows {
    text: Vec<u8>,
    rows: Vec<Row>,
    are_json: bool,
}

/// Where in the text a row's fields are; of JSON the first is the whole line.
#[derive(Debug, Clone)]
pub(super) struct Row {
    /// From 1.
    pub(super) line: u64,
    id: Range<usize>,
    lon: Range<usize>,
    lat: Range<usize>,
}

/// A point, in the caller's words and as a position.
#[derive(Debug)]
pub(super) struct Point<'a> {
    /// Its id; empty if it has none.
    pub(super) id: Cow<'a, str>,
    /// Longitude and latitude as they were written.
    pub(super) given: [Cow<'a, str>; 2],
    /// Longitude and latitude in the caller's system.
    pub(super) degrees: [f64; 2],
    /// Where it is, WGS 84.
    pub(super) position: Position,
}

impl<R: BufRead> Points<R> {
    /// Begins to read. What starts with a brace is JSON.
    pub(super) fn of(mut reader: R) -> anyhow::Result<Self> {
        const MARK: &[u8] = "\u{FEFF}".as_bytes();
        if reader.fill_buf()?.starts_with(MARK) {
            reader.consume(MARK.len());
        }
        let first = reader.fill_buf()?.iter().find(|byte| !byte.is_ascii_whitespace());
        if first == Some(&b'{') {
            return Ok(Self::Lines { reader, line: 0, bytes: 0 });
        }
        let bounded = Bounded::new(reader);
        let mut reader = csv::ReaderBuilder::new().flexible(true).buffer_capacity(READ_AT_ONCE).from_reader(bounded);
        let heading: Vec<String> =
            reader.headers().context("the heading")?.iter().map(|name| name.trim().to_lowercase()).collect();
        let columns = ["id", "lon", "lat"].map(|name| heading.iter().position(|column| column == name));
        if let [_, None, _] | [_, _, None] = columns {
            bail!("columns lon and lat are needed, in a heading such as id,lon,lat; or a JSON object a line");
        }
        Ok(Self::Csv { reader: Box::new(reader), columns, record: csv::ByteRecord::new() })
    }

    /// Reads as many rows as are taken at once, in place of what was there; none at the end.
    pub(super) fn fill(&mut self, rows: &mut Rows) -> anyhow::Result<()> {
        rows.text.clear();
        rows.rows.clear();
        rows.are_json = matches!(self, Self::Lines { .. });
        while rows.rows.len() < MOST_ROWS && rows.text.len() < MOST_BYTES {
            let is_there = match self {
                Self::Csv { reader, columns, record } => {
                    reader.get_mut().left = LONGEST_ROW;
                    let is_there = reader.read_byte_record(record)?;
                    if is_there {
                        let start = record.position().map_or(0, csv::Position::byte);
                        let line = reader.get_mut().line_from(start);
                        let mut field = |column: Option<usize>| {
                            let start = rows.text.len();
                            let field = column.and_then(|column| record.get(column)).unwrap_or_default();
                            rows.text.extend_from_slice(field.trim_ascii());
                            start..rows.text.len()
                        };
                        let [id, lon, lat] = columns.map(&mut field);
                        rows.rows.push(Row { line, id, lon, lat });
                    }
                    is_there
                }
                Self::Lines { reader, line, bytes } => {
                    let start = rows.text.len();
                    let read = reader.take(LONGEST_ROW).read_until(b'\n', &mut rows.text)?;
                    *line += 1;
                    *bytes += read as u64;
                    if read as u64 == LONGEST_ROW {
                        bail!("line {line} is longer than {LONGEST_ROW} bytes: an object a line is expected");
                    }
                    if rows.text[start..].trim_ascii().is_empty() {
                        rows.text.truncate(start);
                    } else {
                        rows.rows.push(Row { line: *line, id: start..rows.text.len(), lon: 0..0, lat: 0..0 });
                    }
                    read > 0
                }
            };
            if !is_there {
                break;
            }
        }
        Ok(())
    }

    /// Bytes read so far.
    pub(super) fn bytes(&self) -> u64 {
        match self {
            Self::Csv { reader, .. } => reader.position().byte(),
            Self::Lines { bytes, .. } => *bytes,
        }
    }
}

impl Rows {
    /// The rows.
    pub(super) fn rows(&self) -> &[Row] {
        &self.rows
    }

    fn text(&self, range: &Range<usize>) -> Result<&str, String> {
        let bytes = self.text.get(range.clone()).unwrap_or_default();
        std::str::from_utf8(bytes).map_err(|_| "it is not UTF-8 text".to_owned())
    }

    /// The point of a row.
    ///
    /// # Errors
    /// Why it is none, in a sentence.
    pub(super) fn point(&self, row: &Row, crs: Crs) -> Result<Point<'_>, String> {
        if self.are_json {
            return of_json(self.text(&row.id)?, crs);
        }
        let [id, lon, lat] = [self.text(&row.id)?, self.text(&row.lon)?, self.text(&row.lat)?];
        placed(Cow::Borrowed(id), [Cow::Borrowed(lon), Cow::Borrowed(lat)], crs)
    }
}

fn placed<'a>(id: Cow<'a, str>, given: [Cow<'a, str>; 2], crs: Crs) -> Result<Point<'a>, String> {
    let number = |name: &str, text: &str| match text.parse::<f64>() {
        Ok(number) if number.is_finite() => Ok(number),
        _ if text.is_empty() => Err(format!("{name} is missing")),
        _ => Err(format!("{name} {} is no number of degrees", text.chars().take(40).collect::<String>())),
    };
    let degrees = [number("lon", &given[0])?, number("lat", &given[1])?];
    let position = Position::new(degrees[0], degrees[1]).and_then(|position| match crs {
        Crs::Wgs84 => Ok(position),
        _ => crs.to_wgs84(degrees[0], degrees[1]),
    });
    Ok(Point { id, given, degrees, position: position.map_err(|error| error.to_string())? })
}

fn of_json(line: &str, crs: Crs) -> Result<Point<'_>, String> {
    let members = Members::read(line).map_err(|error| format!("a JSON object is expected: {error}"))?;
    let (mut id, mut at) = (members.get("id"), [members.get("lon"), members.get("lat")]);
    if members.get("type").is_some_and(|kind| kind.get() == "\"Feature\"") {
        let inner =
            |name: &str| members.get(name).and_then(|value| Members::read(value.get()).ok()).unwrap_or_default();
        let (geometry, properties) = (inner("geometry"), inner("properties"));
        let is_point = geometry.get("type").is_some_and(|kind| kind.get() == "\"Point\"");
        let numbers: Vec<&serde_json::value::RawValue> = geometry
            .get("coordinates")
            .filter(|_| is_point)
            .and_then(|value| serde_json::from_str(value.get()).ok())
            .ok_or("a Feature at a Point is expected")?;
        at = [numbers.first().copied(), numbers.get(1).copied()];
        id = id.or(properties.get("id"));
    }
    let id = match id {
        None => Cow::Borrowed(""),
        Some(value) => Cow::Owned(Params::id_of(value).ok_or("the id is to be a text or an integer")?),
    };
    placed(id, at.map(|value| Cow::Borrowed(value.map_or("", serde_json::value::RawValue::get))), crs)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The id and the degrees of a point, or why it is none.
    type Read = Result<(String, [f64; 2]), String>;

    fn read(text: &[u8]) -> Vec<(u64, Read)> {
        let mut points = Points::of(text).unwrap();
        let mut rows = Rows::default();
        points.fill(&mut rows).unwrap();
        let point = |row: &Row| rows.point(row, Crs::Wgs84).map(|point| (point.id.into_owned(), point.degrees));
        rows.rows().iter().map(|row| (row.line, point(row))).collect()
    }

    #[test]
    fn columns_may_stand_in_any_order_and_fields_be_quoted() {
        let text = b"\xEF\xBB\xBFLat,name,LON , id\n1.5,\"a,\nb\", 2 ,x\n\n-1,,+3e0,\"y \"\"z\"\"\"\n9\n91,,1\n,,\n";
        let found = read(text);
        assert_eq!(found[0], (2, Ok(("x".to_owned(), [2.0, 1.5]))));
        assert_eq!(found[1], (5, Ok(("y \"z\"".to_owned(), [3.0, -1.0]))));
        assert_eq!(found[2], (6, Err("lon is missing".to_owned())));
        assert_eq!(found[3], (7, Err("lat 91 is outside -90..90: lon and lat look swapped".to_owned())));
        assert_eq!((found.len(), found[4].1.is_err()), (5, true));
        let lines = |text: &[u8]| read(text).iter().map(|(line, _)| *line).collect::<Vec<_>>();
        assert_eq!(lines(b"lon,lat\r\n1,2\r\n\r\n3,4\r\n5,6"), [2, 4, 5]);
        assert_eq!(lines(b"\n\nlon,lat\n1,2\n\n\n3,4\n"), [4, 7]);
        assert!(Points::of(&b"x,y\n1,2\n"[..]).is_err() && Points::of(&b""[..]).is_err());
    }

    #[test]
    fn an_object_or_a_feature_a_line_is_a_point() {
        let text = b"{\"lon\":1,\"lat\":2,\"id\":7}\n\n{\"type\":\"Feature\",\"properties\":{\"id\":\"x\"},\"geometry\":{\"type\":\"Point\",\"coordinates\":[3,4,5]}}\r\n{\"lon\":\"1\",\"lat\":2}\n[1,2]\n{\"lon\":1,\"lat\":2,\"id\":{}}\n{\"lon\":1e999,\"lat\":2}";
        let found = read(text);
        assert_eq!(found[0], (1, Ok(("7".to_owned(), [1.0, 2.0]))));
        assert_eq!(found[1], (3, Ok(("x".to_owned(), [3.0, 4.0]))));
        let wrong: Vec<u64> = found.iter().filter(|(_, point)| point.is_err()).map(|(line, _)| *line).collect();
        assert_eq!(wrong, [4, 5, 6, 7]);
        let unclosed = [b"lon,lat\n1,\"".to_vec(), vec![b'x'; 3 << 20]].concat();
        assert!(Points::of(&unclosed[..]).unwrap().fill(&mut Rows::default()).is_err());
        let endless = vec![b' '; 2 << 20];
        assert!(Points::of(&[b"{".to_vec(), endless].concat()[..]).unwrap().fill(&mut Rows::default()).is_err());
    }
}
