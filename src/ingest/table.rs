//! What does a row of a CSV say of a station? A cell is JSON where it can be nothing else, else a text, and nothing if empty.
//!
//! CSV (RFC 4180) has no types, so that they follow from the cells: an array, an object or a text in quotes that is valid
//! JSON is that; a number, `true` and `false` are so too, except in columns that always hold texts, as phone numbers do;
//! an empty cell is absent; anything else is a text. Whoever writes a text that would be read otherwise puts it in quotes.

use super::added::depth;
use super::features::{DEEPEST, LONGEST_NAME};
use super::members::is_sound;
use super::names::Known;
use super::notice::Intake;
use super::reading::Refusal;
use super::rows::{Row, Rows};
use crate::json_text::{push_quoted, quoted};
use serde_json::value::RawValue;
use std::borrow::Cow;
use std::ops::Range;

/// Columns in which digits are a text.
const TEXT_COLUMNS: &[&str] = &[
    "id",
    "name",
    "name:zh",
    "name:en",
    "kind",
    "address",
    "district",
    "operator",
    "phone",
    "website",
    "access",
    "status",
    "opening_hours",
    "timezone",
    "verified_at",
    "updated_at",
    "position_accuracy",
];

/// What a cell means.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Cell {
    /// Nothing.
    Absent,
    /// The JSON value that it is.
    Json,
    /// The text that it is.
    Text,
}

/// Whether a column holds nothing but texts.
pub(crate) fn is_text_column(name: &str) -> bool {
    TEXT_COLUMNS.contains(&name)
}

/// How a column is called: without the space around it where that is a name which means something here. Any other name is
/// as it stands.
pub(crate) fn column_name(name: &str) -> &str {
    let bare = name.trim();
    let has_meaning = Known::of(bare) != Known::NONE || is_text_column(bare) || matches!(bare, "lon" | "lat");
    if has_meaning { bare } else { name }
}

/// What a cell of a column means.
pub(crate) fn meaning(column: &str, cell: &str) -> Cell {
    let json = |cell: &str| serde_json::from_str::<&RawValue>(cell).is_ok_and(is_sound);
    let is_json = match cell.as_bytes() {
        [] => return Cell::Absent,
        [b'"', .., b'"'] | [b'[', .., b']'] | [b'{', .., b'}'] => {
            // The braces of the feature and its properties stand around it.
            depth(cell.as_bytes()) + 2 <= DEEPEST && json(cell)
        }
        b"true" | b"false" => !is_text_column(column),
        [b'-' | b'0'..=b'9', ..] => !cell.ends_with(char::is_whitespace) && !is_text_column(column) && json(cell),
        _ => false,
    };
    if is_json { Cell::Json } else { Cell::Text }
}

/// A CSV of stations, row by row.
pub(super) struct Table<'a> {
    rows: Rows<'a>,
    /// For each column its name, and its name as the name of a JSON member, with the colon.
    columns: Vec<(Box<str>, Box<str>)>,
    lon: usize,
    lat: usize,
    placed: Vec<Placed>,
    /// The cells of all rows one after the other, without quotes.
    text: Vec<u8>,
    /// Where each cell ends in the text of its row, for rows with as many cells as there are columns.
    ends: Vec<u32>,
}

struct Placed {
    /// The byte of the file at which it begins.
    start: usize,
    /// Where its cells stand in the text of all.
    text: Range<usize>,
    /// Where their ends begin, if there are as many as columns.
    ends: Result<usize, Box<Misfit>>,
}

/// A row with more or fewer cells than there are columns.
struct Misfit {
    cells: usize,
    /// What stands in the column of ids.
    id: Option<String>,
}

impl<'a> Table<'a> {
    /// Reads every row. The first columns called `lon` and `lat` are the position.
    ///
    /// # Errors
    /// Why the file as a whole cannot be read.
    pub(super) fn of(file: &'a [u8]) -> Result<Self, Cow<'static, str>> {
        let rows = Rows::of(file)?;
        let columns: Vec<(Box<str>, Box<str>)> =
            rows.columns().iter().map(|name| &**name).enumerate().map(column).collect::<Result<_, _>>()?;
        let (Some(lon), Some(lat)) = (rows.column("lon"), rows.column("lat")) else {
            let reason =
                "the first line must name the columns lon and lat: a CSV holds stations, at positions in degrees";
            return Err(format!("{reason}{}", rows.hint()).into());
        };
        let mut table = Self { rows, columns, lon, lat, placed: Vec::new(), text: Vec::new(), ends: Vec::new() };
        table.read()?;
        Ok(table)
    }

    fn read(&mut self) -> Result<(), String> {
        let id = self.rows.column("id");
        let Self { rows, columns, placed, text, ends: all_ends, .. } = self;
        while let Some(Row { start, cells }) = rows.next() {
            let begin = text.len();
            let ends = if cells.len() == columns.len() {
                let first = all_ends.len();
                let mut end = 0;
                for cell in cells {
                    end += cell.len();
                    let within_row = u32::try_from(end).map_err(|_| format!("row {} is too long", placed.len()))?;
                    all_ends.push(within_row);
                }
                text.extend_from_slice(cells.as_slice());
                Ok(first)
            } else {
                let id = id.and_then(|column| id_of(cells.get(column)?));
                Err(Box::new(Misfit { cells: cells.len(), id }))
            };
            placed.push(Placed { start, text: begin..text.len(), ends });
        }
        Ok(())
    }

    /// Whether every row could be read.
    pub(super) fn is_whole(&self) -> bool {
        self.rows.is_whole()
    }

    /// Tells what is wrong with the file as a whole.
    pub(super) fn tell<T>(&self, file: &str, intake: &mut Intake<T>) {
        self.rows.tell(file, intake);
    }

    pub(super) fn len(&self) -> usize {
        self.placed.len()
    }

    pub(super) fn start(&self, index: usize) -> Option<usize> {
        self.placed.get(index).map(|row| row.start)
    }

    /// Writes a row as a GeoJSON Feature over what `out` holds.
    ///
    /// # Errors
    /// Why it cannot be read.
    pub(super) fn write(&self, index: usize, out: &mut String) -> Result<(), Refusal> {
        out.clear();
        let Some(row) = self.placed.get(index) else { return Ok(()) };
        let first = *row.ends.as_ref().map_err(|misfit| {
            let reason = format!("the row has {} cells, the first line {}", misfit.cells, self.columns.len());
            Refusal { id: misfit.id.clone(), reason }
        })?;
        let bytes = self.text.get(row.text.clone()).unwrap_or_default();
        let end = |place: usize| self.ends.get(place).map_or(0, |end| *end as usize);
        let of_cell = |number: usize| if number == 0 { 0 } else { end(first + number - 1) }..end(first + number);
        let text = std::str::from_utf8(bytes).map_err(|_| {
            let id = self.rows.column("id").and_then(|number| id_of(bytes.get(of_cell(number))?));
            Refusal { id, reason: "the row is not UTF-8 text".to_owned() }
        })?;
        let cell = |number: usize| text.get(of_cell(number)).unwrap_or_default();
        out.push_str("{\"type\":\"Feature\",\"geometry\":{\"type\":\"Point\",\"coordinates\":[");
        push_degrees(out, cell(self.lon));
        out.push(',');
        push_degrees(out, cell(self.lat));
        out.push_str("]},\"properties\":{");
        let mut is_first = true;
        for (number, (name, member)) in self.columns.iter().enumerate() {
            let cell = cell(number);
            let meaning = if number == self.lon || number == self.lat { Cell::Absent } else { meaning(name, cell) };
            if meaning == Cell::Absent {
                continue;
            }
            if !is_first {
                out.push(',');
            }
            is_first = false;
            out.push_str(member);
            match meaning {
                Cell::Json => out.push_str(cell),
                _ => push_quoted(out, cell),
            }
        }
        out.push_str("}}");
        Ok(())
    }
}

fn column((number, name): (usize, &str)) -> Result<(Box<str>, Box<str>), String> {
    if name.len() > LONGEST_NAME {
        return Err(format!("column {number} has a name of {} bytes, {LONGEST_NAME} are read", name.len()));
    }
    let name = column_name(name);
    Ok((name.into(), format!("{}:", quoted(name)).into()))
}

/// The id that a cell holds.
fn id_of(cell: &[u8]) -> Option<String> {
    std::str::from_utf8(cell).ok().filter(|id| !id.is_empty()).map(str::to_owned)
}

/// Appends a coordinate; what is no number goes to the judge as the text that it is.
fn push_degrees(out: &mut String, cell: &str) {
    let cell = cell.trim();
    match serde_json::from_str::<f64>(cell) {
        Ok(_) => out.push_str(cell),
        Err(_) if cell.is_empty() => out.push_str("null"),
        Err(_) => push_quoted(out, cell),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn features(text: &str) -> Result<Vec<Result<String, String>>, Cow<'static, str>> {
        let table = Table::of(text.as_bytes())?;
        let mut room = String::new();
        let mut row = |index| table.write(index, &mut room).map(|()| room.clone()).map_err(|refusal| refusal.reason);
        Ok((0..table.len()).map(&mut row).collect())
    }

    #[test]
    fn a_row_that_is_no_text_or_has_too_few_or_many_cells_is_refused_by_its_id() {
        let table = Table::of(b"lon,id,lat,name\n1,x,2,\xff\n1,\xff,2,n\n1,y,2\n1,z,2,n,n\n1,,2\n1\n").unwrap();
        let ids = [0, 1, 2, 3, 4, 5].map(|index| table.write(index, &mut String::new()).unwrap_err().id);
        assert_eq!(ids.each_ref().map(Option::as_deref), [Some("x"), None, Some("y"), Some("z"), None, None]);
    }

    #[test]
    fn a_name_that_means_something_does_so_whatever_space_is_around_it() {
        let read = features(" id , lon ,lat , name , x\na,1,2,x,y\n").unwrap();
        let said = r#"[1,2]},"properties":{"id":"a","name":"x"," x":"y"}}"#;
        assert!(read[0].as_ref().unwrap().ends_with(said), "{read:?}");
    }

    #[test]
    fn a_row_is_a_feature_and_its_cells_are_what_they_look_like() {
        let text = "lon,lat,id,phone,capacity,free,note,amenities\r\n1.5,-2,7,5551234,20,true,,\"[\"\"water\"\"]\"\r\n\r\n\"3\", 4 ,,007,007,no,\"a\nb\",\"\"\"\"\"\"\r\n";
        let point =
            |at: &str| format!("{{\"type\":\"Feature\",\"geometry\":{{\"type\":\"Point\",\"coordinates\":{at}}},");
        assert_eq!(
            features(text).unwrap(),
            [
                Ok(point("[1.5,-2]")
                    + r#""properties":{"id":"7","phone":"5551234","capacity":20,"free":true,"amenities":["water"]}}"#),
                Ok(point("[3,4]")
                    + r#""properties":{"phone":"007","capacity":"007","free":"no","note":"a\nb","amenities":""}}"#),
            ]
        );
    }

    #[test]
    fn a_second_column_called_lon_is_a_property() {
        let read = features("lon,lat,lon\n1,2,x\n").unwrap();
        assert!(read[0].as_ref().unwrap().ends_with(r#"[1,2]},"properties":{"lon":"x"}}"#), "{read:?}");
    }

    #[test]
    fn what_is_no_row_is_refused_alone_and_what_is_no_table_whole() {
        let read = features("lon,lat\n1\n1,2,3\n1,2\n").unwrap();
        assert_eq!(read[0].as_ref().unwrap_err(), "the row has 1 cells, the first line 2");
        assert_eq!(read[1].as_ref().unwrap_err(), "the row has 3 cells, the first line 2");
        assert!(read[2].is_ok());
        assert_eq!(features(" \n").unwrap_err(), "the file is empty");
        assert!(features("longitude,latitude\n1,2\n").unwrap_err().contains("must name the columns lon and lat"));
        assert!(features(&format!("lon,lat,{}\n", "x".repeat(300))).unwrap_err().contains("a name of 300 bytes"));
    }

    #[test]
    fn a_coordinate_that_is_no_number_is_told_as_it_stands() {
        for (cell, written) in
            [("121;4", "\"121;4\""), ("", "null"), ("NaN", "\"NaN\""), ("+1", "\"+1\""), ("1e400", "\"1e400\"")]
        {
            let read = features(&format!("lon,lat\n{cell},2\n")).unwrap();
            assert!(read[0].as_ref().unwrap().contains(&format!("[{written},2]")), "{cell}: {read:?}");
        }
    }
}
