//! Which days are holidays, and which are worked in their place? A calendar CSV.

use super::notice::{Intake, Notice};
use crate::hours::CalendarDay;
use chrono::{NaiveDate, Weekday};
use std::collections::HashSet;

/// Reads a calendar: columns `date,kind,name,as`, with `kind` `holiday` or `workday` and `as` the weekday
/// (`Mo`..`Su`) that a workday counts as, `Fr` if empty.
pub fn read_calendar(file: &str, bytes: &[u8]) -> Intake<(NaiveDate, CalendarDay)> {
    let mut intake = Intake::default();
    let bytes = bytes.strip_prefix(&[0xEF, 0xBB, 0xBF]).unwrap_or(bytes);
    let mut reader = csv::ReaderBuilder::new().flexible(true).trim(csv::Trim::All).from_reader(bytes);
    let columns = match reader.headers() {
        Ok(header) => ["date", "kind", "name", "as"].map(|name| header.iter().position(|column| column == name)),
        Err(error) => return Intake::refused(file, format!("not a CSV file: {error}")),
    };
    let [Some(date), Some(kind), name, weekday] = columns else {
        return Intake::refused(file, "the first line must name the columns date and kind (and name, as)");
    };
    let mut seen = HashSet::new();
    for (index, row) in reader.records().enumerate() {
        let refusal = |line: Option<u64>, reason: String| Notice {
            line: line.map(|line| line as usize),
            index: Some(index),
            ..Notice::of_file(file, reason)
        };
        let row = match row {
            Ok(row) => row,
            Err(error) => {
                let line = error.position().map(csv::Position::line);
                intake.rejections.push(refusal(line, format!("not a CSV row: {error}")));
                continue;
            }
        };
        let line = row.position().map(csv::Position::line);
        let cell = |column: Option<usize>| column.and_then(|column| row.get(column)).unwrap_or_default();
        match day(cell(Some(date)), cell(Some(kind)), cell(name), cell(weekday)) {
            Ok((date, _)) if !seen.insert(date) => {
                intake.rejections.push(refusal(line, format!("{date} is given twice: the first counts")))
            }
            Ok(day) => intake.records.push(day),
            Err(reason) => intake.rejections.push(refusal(line, reason)),
        }
    }
    if intake.records.is_empty() && intake.rejections.is_empty() {
        intake.warnings.push(Notice::of_file(file, "the calendar holds no days"));
    }
    intake
}

fn day(date: &str, kind: &str, name: &str, weekday: &str) -> Result<(NaiveDate, CalendarDay), String> {
    let date = NaiveDate::parse_from_str(date, "%Y-%m-%d")
        .map_err(|_| format!("date \"{date}\" is not a day such as 2026-10-01"))?;
    let name = name.to_owned();
    match kind {
        "holiday" => Ok((date, CalendarDay::Holiday { name })),
        "workday" => Ok((date, CalendarDay::Workday { name, as_weekday: parse_weekday(weekday)? })),
        other => Err(format!("kind \"{other}\" is neither holiday nor workday")),
    }
}

fn parse_weekday(text: &str) -> Result<Weekday, String> {
    Ok(match text {
        "Mo" => Weekday::Mon,
        "Tu" => Weekday::Tue,
        "We" => Weekday::Wed,
        "Th" => Weekday::Thu,
        "Fr" | "" => Weekday::Fri,
        "Sa" => Weekday::Sat,
        "Su" => Weekday::Sun,
        other => return Err(format!("as \"{other}\" is not one of Mo, Tu, We, Th, Fr, Sa, Su")),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_read_and_what_is_not_a_day_is_refused_by_line() {
        let csv = "date,kind,name,as\r\n2026-10-01,holiday,国庆节,\n2026-10-10,workday,国庆节,We\n2026-13-01,holiday,x,\n2026-10-01,holiday,again,\n2026-10-02,feast,x,\n2026-10-03,workday,x,Tomorrow\n2026-10-11,workday,x\n";
        let intake = read_calendar("c.csv", csv.as_bytes());
        assert_eq!(intake.records.len(), 3);
        assert!(matches!(intake.records[1].1, CalendarDay::Workday { as_weekday: Weekday::Wed, .. }));
        assert!(matches!(intake.records[2].1, CalendarDay::Workday { as_weekday: Weekday::Fri, .. }));
        let told: Vec<_> = intake.rejections.iter().map(ToString::to_string).collect();
        assert_eq!(
            told,
            [
                "c.csv:4 [2]: date \"2026-13-01\" is not a day such as 2026-10-01",
                "c.csv:5 [3]: 2026-10-01 is given twice: the first counts",
                "c.csv:6 [4]: kind \"feast\" is neither holiday nor workday",
                "c.csv:7 [5]: as \"Tomorrow\" is not one of Mo, Tu, We, Th, Fr, Sa, Su",
            ]
        );
    }

    #[test]
    fn a_file_without_the_columns_is_refused_whole() {
        for text in ["", "a,b\n1,2\n"] {
            let intake = read_calendar("c.csv", text.as_bytes());
            assert_eq!(intake.rejections.len(), 1, "{text:?}");
            assert_eq!(intake.rejections[0].index, None);
        }
    }
}
