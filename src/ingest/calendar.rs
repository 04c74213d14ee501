//! Which days are holidays, and which are worked in their place? A calendar CSV.

use super::features::text;
use super::notice::{Intake, Lines, Locator, Notice};
use super::rows::Rows;
use crate::hours::CalendarDay;
use chrono::{NaiveDate, Weekday};
use std::borrow::Cow;
use std::collections::HashSet;

/// Reads a calendar: columns `date,kind,name,as`, with `kind` `holiday` or `workday` and `as` the weekday
/// (`Mo`..`Su`) that a workday counts as, `Fr` if empty.
pub fn read_calendar(file: &str, bytes: &[u8]) -> Intake<(NaiveDate, CalendarDay)> {
    let read = text(bytes).map_err(Cow::Borrowed).and_then(|text| Ok((text, Rows::of(text)?)));
    let (text, mut rows) = match read {
        Ok(read) => read,
        Err(reason) => return Intake::refused(file, reason),
    };
    let [Some(date), Some(kind), name, weekday] = ["date", "kind", "name", "as"].map(|name| rows.column(name)) else {
        let reason = "the first line must name the columns date and kind (and name, as)";
        return Intake::refused(file, format!("{reason}{}", rows.hint()));
    };
    let mut intake = Intake::default();
    let mut seen = HashSet::new();
    let mut lines = Lines::of(text);
    let mut index = 0;
    while let Some(row) = rows.next() {
        let read = || day(row.cell(Some(date))?, row.cell(Some(kind))?, row.cell(name)?, row.cell(weekday)?);
        let new = read().and_then(|(date, day)| match seen.insert(date) {
            true => Ok((date, day)),
            false => Err(format!("{date} is given twice: the first counts")),
        });
        match new {
            Ok(day) => intake.records.push(day),
            Err(reason) => intake.rejections.push(Notice {
                locator: Some(Locator::Line(lines.at(row.start))),
                index: Some(index),
                ..Notice::of_file(file, reason)
            }),
        }
        index += 1;
    }
    rows.tell(file, &mut intake);
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
    fn a_calendar_that_is_cut_off_or_no_utf_8_is_told_with_its_line() {
        let read = |text: &[u8]| read_calendar("c.csv", text);
        let told = |intake: &Intake<_>| intake.rejections.iter().map(ToString::to_string).collect::<Vec<_>>();
        let cut = read(b"date,kind,name,as\n2026-10-01,holiday,x,\n2026-10-10,workday,x");
        assert_eq!(cut.records.len(), 1);
        assert_eq!(told(&cut), ["c.csv:3: the file ends within this row: it is cut off"]);
        let cut = read(b"date,kind,name,as\r\n2026-10-01,holiday,x,\r\n2026-10-10,workday,x,");
        assert_eq!((cut.records.len(), told(&cut).len(), cut.warnings[0].locator), (2, 0, Some(Locator::Line(3))));
        let other = read(b"date,kind,name,as\r\n\r\n2026-10-01,holiday,\xb9\xfa,\r\n");
        assert_eq!(told(&other), ["c.csv:3 [0]: the row is not UTF-8 text: save the file as UTF-8"]);
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
