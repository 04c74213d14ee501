//! What does an hours phrase in Chinese say? Its OSM `opening_hours`, where the whole phrase is understood.
//!
//! A phrase becomes tokens (`tokens`), tokens clauses (`grammar`) whose times are minutes (`clock`), clauses
//! one statement (`statement`). Each step gives up on the first thing that it does not know, so that a
//! condition, a season or a remark makes the whole phrase unknown and never a nearly right answer.
//!
//! Understood are one set of hours for one run of days, a break at noon, and days when it is closed:
//!
//! | phrase | `opening_hours` |
//! |---|---|
//! | 周二至周日 9:00—17:00，周一闭馆 | `Tu-Su 09:00-17:00; Mo off` |
//! | 上午7時30分至晚上10時 | `Mo-Su 07:30-22:00` |
//! | 星期一至五 上午9時至下午5時，公眾假期除外 | `Mo-Fr 09:00-17:00; PH off` |
//! | 每天9:00-17:00（12:00-13:00午休） | `Mo-Su 09:00-12:00,13:00-17:00` |
//! | 18:00-次日2:00 | `Mo-Su 18:00-02:00` |
//! | 24小时 | `24/7` |
//!
//! Refused as a class, although a reader might guess:
//!
//! - Hours that differ by day (周一至周五 9:00-17:00，周六 10:00-16:00), and days in lists or joined by
//!   a dash (周六、周日; 周一二; 周二-周日): they are often run together so that which hours belong to
//!   which days, or a list to what follows it, is open.
//! - Spans with nothing but a blank between them (8:30-11:30 13:30-17:00), where a word was lost.
//! - 工作日: make-up days make it more than Monday to Friday, and `opening_hours` has no word for it.
//!   节假日: may or may not include weekends (法定节假日, 公众假期 are public holidays). 周末.
//! - 休馆, 休息: the staff's rest, or a temporary one.
//! - 24 hours on named days (周一至周五24小时): when does the last night end?
//! - Times that are not one reading only: 2:00-5:00, 晚上2时, 18:00-2:00 (without 次日 or 凌晨).
//! - Seasons, dates, parts of a building, exceptions, and every other word.

mod clock;
mod grammar;
mod statement;
#[cfg(test)]
mod tests;
mod tokens;

use clock::Span;
use statement::{Days, Hours, Off};

/// Longest phrase read, in bytes: that of `opening_hours` values.
const MAX_BYTES: usize = 1024;

/// Days of the OSM syntax.
const DAYS: [&str; 7] = ["Mo", "Tu", "We", "Th", "Fr", "Sa", "Su"];

/// The OSM `opening_hours` value that a phrase in Chinese (simplified or traditional) states.
///
/// `None` when any part of the phrase is not understood, contradicts another, or has more than one
/// reading; then the hours are unknown. Days that are not named are `Mo-Su`. A phrase longer than
/// 1,024 bytes is not read.
pub fn to_opening_hours(phrase: &str) -> Option<String> {
    if phrase.len() > MAX_BYTES {
        return None;
    }
    match grammar::read(&tokens::tokenize(phrase)?)? {
        Hours::Always => Some("24/7".to_owned()),
        Hours::Spans { days, spans, off } => {
            let spans: Vec<String> = spans.iter().map(span_text).collect();
            let rule = format!("{} {}", days_text(days), spans.join(","));
            let closed = off.iter().map(|off| match off {
                Off::Weekday(day) => format!("{} off", day_text(*day)),
                Off::Holidays => "PH off".to_owned(),
            });
            let rules: Vec<String> = std::iter::once(rule).chain(closed).collect();
            Some(rules.join("; "))
        }
    }
}

fn day_text(day: u8) -> &'static str {
    DAYS.get(usize::from(day)).copied().unwrap_or_default()
}

fn days_text(days: Days) -> String {
    if days.first == days.last {
        day_text(days.first).to_owned()
    } else {
        format!("{}-{}", day_text(days.first), day_text(days.last))
    }
}

fn span_text(span: &Span) -> String {
    let clock = |minutes: u16| format!("{:02}:{:02}", minutes / 60, minutes % 60);
    format!("{}-{}", clock(span.start), clock(span.end))
}
