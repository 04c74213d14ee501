//! Which rows does a CSV hold, where does each begin, and does it end as it must?
//!
//! The library reads RFC 4180 leniently: a quote that is left open takes all that follows into one cell, and a file that
//! was cut off ends in a shorter row. Both look like data, so that they are told here.

use super::notice::{Intake, Lines, Locator, Notice};
use crate::json_text::quoted;
use std::borrow::Cow;
use std::io::{Chain, Read};

/// What is read behind the file: the end of a row that has none, and a row of its own, unless a quote is open.
const BEHIND: &[u8] = b"\n\0";

/// The rows of a CSV, one after the other. The first names the columns.
pub(super) struct Rows<'a> {
    file: &'a [u8],
    reader: csv::Reader<Chain<&'a [u8], &'static [u8]>>,
    record: csv::ByteRecord,
    columns: Vec<Box<str>>,
    /// The fewest cells of any row so far, the first among them.
    fewest: usize,
    /// Where the row before begins; none before the first.
    last: Option<usize>,
    /// It has no end of its own, which only the last may lack.
    is_unended: bool,
    /// Which row does not end, and why.
    fault: Option<(usize, &'static str)>,
}

/// A row.
pub(super) struct Row<'r> {
    /// The byte of the file at which it begins.
    pub start: usize,
    /// Its cells as they stand there, without quotes.
    pub cells: &'r csv::ByteRecord,
}

impl Row<'_> {
    /// A cell with no space around it, empty where there is none.
    ///
    /// # Errors
    /// Why it is no text.
    pub(super) fn cell(&self, column: Option<usize>) -> Result<&str, String> {
        let cell = column.and_then(|column| self.cells.get(column)).unwrap_or_default();
        let text = std::str::from_utf8(cell).map_err(|_| "the row is not UTF-8 text: save the file as UTF-8")?;
        Ok(text.trim())
    }
}

impl<'a> Rows<'a> {
    /// The rows of a text.
    ///
    /// # Errors
    /// Why it has no columns.
    pub(super) fn of(file: &'a [u8]) -> Result<Self, Cow<'static, str>> {
        if file.iter().all(u8::is_ascii_whitespace) {
            return Err("the file is empty".into());
        }
        let reader = csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(file.chain(BEHIND));
        let (record, columns) = (csv::ByteRecord::new(), Vec::new());
        let (fewest, last, is_unended, fault) = (usize::MAX, None, false, None);
        let mut rows = Self { file, reader, record, columns, fewest, last, is_unended, fault };
        if !rows.read() {
            return Err(rows.fault.map_or("the first line must name the columns", |(_, reason)| reason).into());
        }
        let name = |(number, name)| match std::str::from_utf8(name) {
            Ok(name) => Ok(name.into()),
            Err(_) => Err(format!("the name of column {number} is not UTF-8 text")),
        };
        rows.columns = rows.record.iter().enumerate().map(name).collect::<Result<_, _>>()?;
        Ok(rows)
    }

    /// The names of the columns.
    pub(super) fn columns(&self) -> &[Box<str>] {
        &self.columns
    }

    /// The first column of a name, whatever space there is around it.
    pub(super) fn column(&self, name: &str) -> Option<usize> {
        self.columns.iter().position(|column| column.trim() == name)
    }

    /// The next row; none at the end, and none of one that does not end.
    pub(super) fn next(&mut self) -> Option<Row<'_>> {
        let is_there = self.read();
        self.last.filter(|_| is_there).map(|start| Row { start, cells: &self.record })
    }

    fn read(&mut self) -> bool {
        // Of what is in memory nothing cannot be read.
        if self.fault.is_some() || !self.reader.read_byte_record(&mut self.record).unwrap_or(false) {
            return false;
        }
        let byte = |position: &csv::Position| usize::try_from(position.byte()).unwrap_or(usize::MAX);
        let begin = self.record.position().map_or(0, byte);
        // The reader stands before the ends of lines that it passes over.
        let rest = self.file.get(begin..).unwrap_or_default();
        let start = begin + rest.iter().take_while(|byte| matches!(byte, b'\r' | b'\n')).count();
        if start >= self.file.len() {
            return false;
        }
        // How much of what stands behind the file was read with this row: the end that it lacked, or all.
        let behind = byte(self.reader.position()).saturating_sub(self.file.len());
        let is_short = self.record.len() < self.fewest && self.last.is_some();
        self.fault = match behind {
            0 => None,
            1 if is_short => Some((start, "the file ends within this row: it is cut off")),
            1 => None,
            _ => Some((start, "a quote that is opened in this row is never closed: it takes in all that follows")),
        };
        if self.fault.is_some() {
            return false;
        }
        (self.last, self.is_unended) = (Some(start), behind > 0);
        self.fewest = self.fewest.min(self.record.len());
        true
    }

    /// Whether every row could be read.
    pub(super) fn is_whole(&self) -> bool {
        self.fault.is_none()
    }

    /// Once all rows were read, tells what is wrong with the file as a whole, or may be.
    pub(super) fn tell<T>(&self, file: &str, intake: &mut Intake<T>) {
        let at = |start: usize, reason: &'static str| Notice {
            locator: Some(Locator::Line(Lines::of(self.file).at(start))),
            ..Notice::of_file(file, reason)
        };
        intake.rejections.extend(self.fault.map(|(start, reason)| at(start, reason)));
        if let Some(start) = self.last.filter(|_| self.is_whole() && self.is_unended) {
            let doubt = "the last row has no line break behind it, as in a file that was cut off: end it with one";
            intake.warnings.push(at(start, doubt));
        }
    }

    /// What may help whoever wrote the first line otherwise than it is read; nothing where that cannot be told.
    pub(super) fn hint(&self) -> String {
        /// Separators, and names of columns, that others write.
        const SEPARATORS: &[char] = &[';', '\t', '|'];
        const OTHERS: &[(&str, &str)] = &[
            ("lng", "lon"),
            ("long", "lon"),
            ("longitude", "lon"),
            ("x", "lon"),
            ("latitude", "lat"),
            ("y", "lat"),
            ("h3", "cell"),
            ("population", "weight"),
        ];
        if let [only] = self.columns()
            && let Some(separator) = SEPARATORS.iter().find(|separator| only.contains(**separator))
        {
            return format!("; cells are separated by commas, not by {separator:?}");
        }
        if self.columns().iter().any(|name| name.parse::<f64>().is_ok()) {
            return "; this one holds numbers, as if the names were missing".to_owned();
        }
        let meant = self.columns().iter().find_map(|name| {
            let name = name.trim();
            let lower = name.to_lowercase();
            let (_, right) =
                OTHERS.iter().find(|(other, right)| *other == lower || (*right == lower && lower != name))?;
            Some(format!("; {} is called {right} here", quoted(name)))
        });
        meant.unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Where rows begin, their cells, and what is told.
    fn read(text: &str) -> (Vec<(usize, Vec<String>)>, Vec<String>) {
        let mut rows = Rows::of(text.as_bytes()).unwrap();
        let mut all = Vec::new();
        while let Some(Row { start, cells }) = rows.next() {
            all.push((start, cells.iter().map(|cell| String::from_utf8_lossy(cell).into_owned()).collect()));
        }
        assert!(rows.next().is_none());
        let mut intake = Intake::<()>::default();
        rows.tell("f", &mut intake);
        assert_eq!(rows.is_whole(), intake.rejections.is_empty());
        let told = intake.rejections.iter().map(|notice| format!("broken {notice}"));
        (all, told.chain(intake.warnings.iter().map(|notice| format!("doubted {notice}"))).collect())
    }

    #[test]
    fn rows_begin_where_they_do_whatever_ends_the_lines() {
        for end in ["\n", "\r\n", "\r", "\n\n", "\r\n\r\n"] {
            let text = ["a, b ", "1,\"x\ny\"\"\"", "2", "3,4,5", ""].join(end);
            let (rows, told) = read(&text);
            let cells: Vec<&[String]> = rows.iter().map(|(_, cells)| &cells[..]).collect();
            assert_eq!(cells, [&["1", "x\ny\""][..], &["2"], &["3", "4", "5"]], "{end:?}");
            let begins = ["1,", "2", "3,"];
            assert!(rows.iter().zip(begins).all(|((start, _), begin)| text[*start..].starts_with(begin)), "{end:?}");
            assert!(told.is_empty(), "{told:?}");
        }
        let rows = Rows::of(b" a ,\"b\"\n").unwrap();
        assert_eq!((rows.columns(), rows.column("a")), (&[Box::from(" a "), "b".into()][..], Some(0)));
        assert_eq!(Rows::of(b" \n").err().unwrap(), "the file is empty");
    }

    #[test]
    fn a_quote_that_is_left_open_breaks_the_file_and_takes_no_row_before_it() {
        let open = "broken f:3: a quote that is opened in this row is never closed: it takes in all that follows";
        for end in ["", "\n", "\r\n", "\n\0", "\n\n", "\"\"", ",\"\"x"] {
            let (rows, told) = read(&format!("a,b\n1,2\n3,\"4\n5,6\n7,8{end}"));
            assert_eq!((rows.len(), &told[..]), (1, &[open.to_owned()][..]), "{end:?}");
        }
        assert!(Rows::of(b"a,\"b\n1,2\n").err().unwrap().contains("never closed"));
        let (rows, told) = read("a,b\n1,\"2\"\n3,\"4\"");
        assert_eq!((rows.len(), told.len()), (2, 1), "closed, and no line break behind it");
    }

    #[test]
    fn a_file_that_is_cut_off_is_never_taken_as_whole_in_silence() {
        let text = "id,lon,lat,name,opening_hours\na,1,2,x,24/7\nb,3,4,\"y, z\",\"Mo-Fr 09:00-18:00; PH,Sa off\"\n";
        assert_eq!(read(text).1, Vec::<String>::new());
        let rows_before = |bytes: usize| text[..bytes].matches('\n').count().saturating_sub(1);
        for bytes in text.find('\n').unwrap() + 1..text.len() - 1 {
            let (rows, told) = read(&text[..bytes]);
            if text[..bytes].ends_with('\n') {
                assert_eq!((rows.len(), told.len()), (rows_before(bytes), 0), "{bytes}");
            } else {
                assert!(told.len() == 1 && rows.len() <= rows_before(bytes) + 1, "{bytes}: {told:?}");
                let is_broken = told[0].starts_with("broken");
                assert!(is_broken || rows.last().unwrap().1.len() == 5, "{bytes}");
                assert_eq!(rows.len(), rows_before(bytes) + usize::from(!is_broken), "{bytes}");
            }
        }
    }

    #[test]
    fn who_writes_shorter_rows_all_along_may_leave_out_the_last_line_break() {
        let (rows, told) = read("date,kind,name,as\n2026-10-01,holiday,x\n2026-10-02,holiday,y");
        assert_eq!(rows.len(), 2);
        assert!(matches!(&told[..], [doubt] if doubt.starts_with("doubted f:3: the last row has no line break")));
    }

    #[test]
    fn a_first_line_that_is_written_otherwise_is_told_how_it_is_meant() {
        for (text, hint) in [
            ("id;lon;lat\n", "; cells are separated by commas, not by ';'"),
            ("lon\tlat\n", "; cells are separated by commas, not by '\\t'"),
            ("Lon,Lat\n", "; \"Lon\" is called lon here"),
            ("id,Longitude,latitude\n", "; \"Longitude\" is called lon here"),
            ("lat,lng\n", "; \"lng\" is called lon here"),
            ("8930e1d8b4fffff,12\n", "; this one holds numbers, as if the names were missing"),
            ("name,address\n", ""),
        ] {
            assert_eq!(Rows::of(text.as_bytes()).unwrap().hint(), hint, "{text}");
        }
    }
}
