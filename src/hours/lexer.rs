//! Which words, numbers and marks does the text consist of?

use super::HoursError;
use chrono::Weekday;

/// One piece of the text and where it begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Lexeme<'a> {
    pub token: Token<'a>,
    pub at: usize,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Token<'a> {
    Weekday(Weekday),
    /// From 1.
    Month(u32),
    /// Four digits, 1900 to 9999.
    Year(i32),
    /// At most three digits.
    Number(u16),
    /// Minutes from midnight, written `9:30` or `09:30`.
    Time(u16),
    Sun(SunEvent),
    PublicHoliday,
    SchoolHoliday,
    Easter,
    Week,
    Day,
    AlwaysOpen,
    Open,
    Closed,
    Unknown,
    Comment(&'a str),
    Semicolon,
    Comma,
    DoubleBar,
    Dash,
    Plus,
    Slash,
    Colon,
    OpenBracket,
    CloseBracket,
    OpenParenthesis,
    CloseParenthesis,
    End,
}

/// Where the sun stands; without a position we know the half of the day at best.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum SunEvent {
    /// Dawn or sunrise.
    Morning,
    /// Sunset or dusk.
    Evening,
}

/// The pieces of the text in order, closed by [`Token::End`].
pub(super) fn lex(text: &str) -> Result<Vec<Lexeme<'_>>, HoursError> {
    let mut lexemes = Vec::new();
    let mut at = 0;
    while let Some(rest) = text.get(at..)
        && let Some(first) = rest.chars().next()
    {
        if first.is_whitespace() {
            at += first.len_utf8();
            continue;
        }
        let (token, len) = match first {
            '"' => comment(rest, at)?,
            '0'..='9' => number(rest, at)?,
            'A'..='Z' | 'a'..='z' => word(rest, at)?,
            _ => mark(rest, first, at)?,
        };
        lexemes.push(Lexeme { token, at });
        at += len;
    }
    lexemes.push(Lexeme { token: Token::End, at: text.len() });
    Ok(lexemes)
}

fn mark(rest: &str, first: char, at: usize) -> Result<(Token<'_>, usize), HoursError> {
    let token = match first {
        ';' => Token::Semicolon,
        ',' => Token::Comma,
        // An en dash is what word processors make of a hyphen.
        '-' | '\u{2013}' => Token::Dash,
        '+' => Token::Plus,
        '/' => Token::Slash,
        ':' => Token::Colon,
        '[' => Token::OpenBracket,
        ']' => Token::CloseBracket,
        '(' => Token::OpenParenthesis,
        ')' => Token::CloseParenthesis,
        '|' if rest.starts_with("||") => return Ok((Token::DoubleBar, 2)),
        _ => {
            return Err(HoursError::new(at, format!("the character {first:?} has no meaning in opening_hours")));
        }
    };
    Ok((token, first.len_utf8()))
}

fn comment(rest: &str, at: usize) -> Result<(Token<'_>, usize), HoursError> {
    let inner = rest.get(1..).unwrap_or_default();
    match inner.find('"') {
        Some(end) => Ok((Token::Comment(inner.get(..end).unwrap_or_default()), end + 2)),
        None => Err(HoursError::new(at, "a comment begins here with a quotation mark and never ends")),
    }
}

/// The digits at the front of the text.
fn digits(text: &str) -> &str {
    let end = text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
    text.get(..end).unwrap_or_default()
}

/// The two digits after a colon at the front of the text, if there are exactly two.
fn minutes_after_colon(text: &str) -> Option<&str> {
    let minutes = digits(text.strip_prefix(':')?);
    (minutes.len() == 2).then_some(minutes)
}

fn number(rest: &str, at: usize) -> Result<(Token<'_>, usize), HoursError> {
    if let Some(after) = rest.strip_prefix("24/7")
        && !after.starts_with(|c: char| c.is_ascii_digit())
    {
        return Ok((Token::AlwaysOpen, "24/7".len()));
    }
    let run = digits(rest);
    let after = rest.get(run.len()..).unwrap_or_default();
    // `Nov 06:08:00-12:30` is the sixth, then eight o'clock: hours have no seconds here.
    let a_time_follows = after.get(3..).is_some_and(|tail| minutes_after_colon(tail).is_some());
    if run.len() <= 2
        && let Some(minutes) = minutes_after_colon(after)
        && !a_time_follows
    {
        return Ok((Token::Time(clock(run, minutes, at)?), run.len() + 1 + minutes.len()));
    }
    let value: i32 = match run.len() {
        1..=4 => run.parse().unwrap_or(0),
        _ => return Err(HoursError::new(at, format!("{run} is too long a number"))),
    };
    let token = match (run.len(), u16::try_from(value)) {
        (4, _) if value >= 1900 => Token::Year(value),
        (1..=3, Ok(value)) => Token::Number(value),
        _ => {
            return Err(HoursError::new(at, format!("{run} is neither a year from 1900 on nor a time with a colon")));
        }
    };
    Ok((token, run.len()))
}

fn clock(hours: &str, minutes: &str, at: usize) -> Result<u16, HoursError> {
    let hour: u16 = hours.parse().unwrap_or(u16::MAX);
    let minute: u16 = minutes.parse().unwrap_or(u16::MAX);
    if hour > 48 || minute > 59 || (hour == 48 && minute > 0) {
        return Err(HoursError::new(at, format!("{hours}:{minutes} is not a time: hours go to 48, minutes to 59")));
    }
    Ok(hour * 60 + minute)
}

fn word(rest: &str, at: usize) -> Result<(Token<'_>, usize), HoursError> {
    let end = rest.find(|c: char| !c.is_alphabetic()).unwrap_or(rest.len());
    let word = rest.get(..end).unwrap_or_default();
    let token = match word.to_lowercase().as_str() {
        "mo" => Token::Weekday(Weekday::Mon),
        "tu" => Token::Weekday(Weekday::Tue),
        "we" => Token::Weekday(Weekday::Wed),
        "th" => Token::Weekday(Weekday::Thu),
        "fr" => Token::Weekday(Weekday::Fri),
        "sa" => Token::Weekday(Weekday::Sat),
        "su" => Token::Weekday(Weekday::Sun),
        "jan" => Token::Month(1),
        "feb" => Token::Month(2),
        "mar" => Token::Month(3),
        "apr" => Token::Month(4),
        "may" => Token::Month(5),
        "jun" => Token::Month(6),
        "jul" => Token::Month(7),
        "aug" => Token::Month(8),
        "sep" => Token::Month(9),
        "oct" => Token::Month(10),
        "nov" => Token::Month(11),
        "dec" => Token::Month(12),
        "dawn" | "sunrise" => Token::Sun(SunEvent::Morning),
        "sunset" | "dusk" => Token::Sun(SunEvent::Evening),
        "ph" => Token::PublicHoliday,
        "sh" => Token::SchoolHoliday,
        "easter" => Token::Easter,
        "week" => Token::Week,
        "day" | "days" => Token::Day,
        "open" => Token::Open,
        "closed" | "off" => Token::Closed,
        "unknown" => Token::Unknown,
        _ => {
            return Err(HoursError::new(
                at,
                format!(
                    "{word:?} is not a word of opening_hours: weekdays are Mo Tu We Th Fr Sa Su, \
                     months Jan to Dec, and free text stands in quotation marks"
                ),
            ));
        }
    };
    Ok((token, word.len()))
}
