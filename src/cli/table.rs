//! How are rows set in columns? By the width that characters take on a terminal.

use unicode_width::UnicodeWidthStr;

/// Rows of cells.
#[derive(Debug, Default)]
pub(super) struct Table {
    rows: Vec<Vec<String>>,
}

impl Table {
    /// A table with a heading.
    pub(super) fn with_heading<const N: usize>(heading: [&str; N]) -> Self {
        Self { rows: vec![heading.iter().map(|cell| (*cell).to_owned()).collect()] }
    }

    /// Adds a row. Characters that steer a terminal are left out.
    pub(super) fn row<const N: usize>(&mut self, cells: [String; N]) {
        self.rows.push(cells.into_iter().map(|cell| cell.chars().filter(|c| !c.is_control()).collect()).collect());
    }

    /// The text, every column as wide as its widest cell; the last is not padded.
    pub(super) fn text(&self) -> String {
        let columns = self.rows.iter().map(Vec::len).max().unwrap_or(0);
        let width = |column: usize| {
            self.rows.iter().filter_map(|row| row.get(column)).map(|cell| cell.width()).max().unwrap_or(0)
        };
        let widths: Vec<usize> = (0..columns).map(width).collect();
        let mut text = String::new();
        for row in &self.rows {
            for (column, (cell, width)) in row.iter().zip(&widths).enumerate() {
                text.push_str(cell);
                if column + 1 < row.len() {
                    text.extend(std::iter::repeat_n(' ', width - cell.width() + 2));
                }
            }
            text.push('\n');
        }
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn chinese_names_take_two_columns_each_and_nothing_steers_the_terminal() {
        let mut table = Table::with_heading(["name", "m"]);
        table.row(["南洪街".to_owned(), "1".to_owned()]);
        table.row(["\u{1b}[2Jab".to_owned(), "2".to_owned()]);
        assert_eq!(table.text(), "name    m\n南洪街  1\n[2Jab   2\n");
    }
}
