//! Does any text or instant break the reading of hours, or make it slow?

use crate::hours_generator::{Dice, any_text, plain_rules, text};
use chrono::{DateTime, TimeDelta, Utc};
use waystation::hours::{MAX_TEXT_BYTES, Schedule, State};

/// Pieces that have broken parsers of hours before.
const PIECES: [&str; 40] = [
    "24:00+",
    "24:00",
    "48:00",
    "49:00",
    "00:00-48:00",
    "99999999999999999999",
    "week 53-1/0",
    "week 1-53/26",
    "2026-2026",
    "9999",
    "9999+",
    "1900",
    "/",
    "/0",
    "[",
    "]",
    "[5]",
    "[-5]",
    "(",
    ")",
    "(sunrise-23:59)",
    "(dusk+24:00)",
    "-",
    "+",
    ",",
    ", ",
    ";",
    "||",
    "\"",
    "\"\"",
    "easter",
    " +200 days",
    " -200 days",
    "Feb 29",
    "PH",
    "SH ",
    "星期一",
    "\u{0}",
    "–",
    ":",
];

/// A text with a few of its characters dropped, doubled, swapped, replaced or added.
fn mutated(text: &str, dice: &mut Dice) -> String {
    let mut chars: Vec<char> = text.chars().collect();
    for _ in 0..1 + dice.below(3) {
        let at = dice.below(chars.len() + 1);
        match dice.below(6) {
            0 if at < chars.len() => drop(chars.remove(at)),
            1 if at < chars.len() => chars.insert(at, chars[at]),
            2 if at + 1 < chars.len() => chars.swap(at, at + 1),
            3 if at < chars.len() => chars[at] = char::from(32 + dice.below(95) as u8),
            4 => chars.truncate(at),
            _ => drop(chars.splice(at..at, dice.pick(&PIECES).chars())),
        }
    }
    chars.into_iter().collect()
}

#[test]
fn mutated_hours_are_read_or_refused_and_answer_at_any_instant() {
    let mut dice = Dice::new(10_000);
    let mut read = 0;
    for round in 0..20_000 {
        let text = match round % 3 {
            0 => text(&plain_rules(&mut dice)),
            _ => any_text(&mut dice),
        };
        let text = mutated(&text, &mut dice);
        let Ok(schedule) = Schedule::parse(&text) else {
            continue;
        };
        read += 1;
        let years = [1, 1582, 1900, 2026, 2028, 9999, 200_000];
        let seconds = (i64::from(dice.pick(&years)) - 1970) * 31_556_952 + dice.below(31_556_952) as i64;
        let instant = DateTime::from_timestamp(seconds, 0).unwrap();
        schedule.at(instant, chrono_tz::Europe::Dublin, None);
        if read % 16 == 0 {
            let to = instant + TimeDelta::days(8);
            schedule.table(instant, to, chrono_tz::Asia::Kathmandu, None).at(instant);
        }
    }
    assert!(read > 1_500, "only {read} mutants could be read");
}

#[test]
fn the_ends_of_time_are_unknown_and_always_open_is_open() {
    let schedule = Schedule::parse("Mo-Fr 09:00-17:00; PH -1 day off; easter off").unwrap();
    for instant in [DateTime::<Utc>::MIN_UTC, DateTime::<Utc>::MAX_UTC] {
        for zone in [chrono_tz::Pacific::Kiritimati, chrono_tz::Pacific::Niue] {
            assert_eq!(schedule.at(instant, zone, None).state, State::Unknown);
            let table = schedule.table(instant, instant, zone, None);
            assert_eq!(table.at(instant), None);
            let always = Schedule::parse("24/7").unwrap();
            assert_eq!(always.at(instant, zone, None).state, State::Open);
        }
    }
}

#[test]
fn a_text_is_refused_with_its_place_and_a_reason() {
    let facts = [
        ("", 0, "expected days"),
        (" ; ", 3, "expected days"),
        ("Mo-Fr 08:00-", 12, "expected a time like 09:30"),
        ("Mo-Fr 8-18", 6, "expected the end"),
        ("Mo-Fr 08:00", 11, "expected - and a closing time"),
        ("Mo-Fr 08:00-12:00 14:00-18:00", 18, "expected the end"),
        ("Mo-Fr 08.00-12.00", 8, "'.' has no meaning"),
        ("Mon 08:00-12:00", 0, "\"Mon\" is not a word"),
        ("Mo 08:75-12:00", 3, "08:75 is not a time"),
        ("Mo 24:30-25:00", 3, "begins before 24:00"),
        ("Mo 10:00-16:00/30", 14, "timetables"),
        ("Feb 30 off", 4, "a day from 1 to 29"),
        ("2027 Feb 29 off", 9, "a day from 1 to 28"),
        ("week 20-10 Mo", 8, "weeks run forward"),
        ("Mo \"ask", 3, "never ends"),
        ("Mo[6] 10:00-12:00", 3, "from 1 to 5"),
        ("|| open", 0, "expected days"),
        ("Mo 10:00-12:00 || ", 18, "expected days"),
        ("Mo, 10:00-12:00", 2, "expected the end"),
        ("Jan 5-2027 Feb 3", 6, "has to begin in one"),
        ("周一 10:00", 0, "has no meaning"),
    ];
    for (text, at, reason) in facts {
        let error = Schedule::parse(text).unwrap_err();
        assert!(error.reason().contains(reason), "{text:?}: {error}");
        assert_eq!(error.at(), at, "{text:?}: {error}");
    }
}

#[test]
fn texts_are_read_up_to_the_limit_and_refused_beyond_it() {
    let longest = "Mo 08:00-09:00;".repeat((MAX_TEXT_BYTES - 20) / 15) + "Mo 10:00";
    assert!(longest.len() <= MAX_TEXT_BYTES);
    assert!(Schedule::parse(&(longest.clone() + "-11:00")).is_ok());
    let too_long = longest + &" ".repeat(MAX_TEXT_BYTES);
    assert!(Schedule::parse(&too_long).unwrap_err().reason().contains("1024 bytes"));
}

#[test]
fn schedules_and_tables_can_be_shared_between_threads() {
    fn shared<T: Send + Sync + 'static>() {}
    shared::<Schedule>();
    shared::<waystation::hours::Table>();
    shared::<waystation::hours::Calendar>();
}
