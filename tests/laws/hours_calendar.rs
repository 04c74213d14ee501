//! Do holidays and make-up workdays change what they should and nothing else?

use chrono::{DateTime, NaiveDate, Utc, Weekday};
use chrono_tz::Asia::Shanghai;
use waystation::hours::State::{Closed, Open, Unknown};
use waystation::hours::{Calendar, CalendarDay, Schedule, State};

fn date(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

/// National Day 2026 in China: a Thursday to Wednesday off, the Sunday before and the Saturday
/// after worked.
fn national_day() -> Calendar {
    let mut days: Vec<(NaiveDate, CalendarDay)> = (date("2026-10-01").iter_days().take(7))
        .map(|day| {
            let name = "国庆节".to_string();
            (day, CalendarDay::Holiday { name })
        })
        .collect();
    for (day, as_weekday) in [("2026-09-20", Weekday::Tue), ("2026-10-10", Weekday::Wed)] {
        let name = "国庆节".to_string();
        days.push((date(day), CalendarDay::Workday { name, as_weekday }));
    }
    Calendar::new(days)
}

#[track_caller]
fn hold(facts: &[(&str, &str, State)], calendar: Option<&Calendar>) {
    for &(text, when, expected) in facts {
        let instant: DateTime<Utc> = format!("{when}:00+08:00").parse().unwrap();
        let schedule = Schedule::parse(text).unwrap();
        let state = schedule.at(instant, Shanghai, calendar).state;
        assert_eq!(state, expected, "{text} at {when}");
    }
}

#[test]
fn public_holidays_are_those_of_the_calendar() {
    let facts = [
        ("Mo-Fr 09:00-17:00; PH off", "2026-10-01T10:00", Closed),
        ("Mo-Fr 09:00-17:00; PH off", "2026-10-08T10:00", Open),
        ("Mo-Fr 09:00-17:00; PH 10:00-12:00", "2026-10-01T09:30", Closed),
        ("Mo-Fr 09:00-17:00; PH 10:00-12:00", "2026-10-03T11:00", Open),
        ("Mo-Fr 09:00-17:00; Sa,Su,PH 10:00-12:00", "2026-10-05T11:00", Open),
        ("Mo-Fr 09:00-17:00; Sa,Su,PH 10:00-12:00", "2026-10-05T13:00", Closed),
        ("PH,Mo-Fr 09:00-17:00", "2026-10-03T11:00", Open),
        ("PH Mo-Fr 09:00-17:00", "2026-10-03T11:00", Closed),
        ("PH Mo-Fr 09:00-17:00", "2026-10-05T11:00", Open),
        ("PH Mo-Fr 09:00-17:00", "2026-10-12T11:00", Closed),
        ("Mo-Su 09:00-17:00; PH -1 day 09:00-12:00", "2026-09-30T13:00", Closed),
        ("Mo-Su 09:00-17:00; PH +1 day 12:00-17:00", "2026-10-08T10:00", Closed),
        ("Mo-Su 09:00-17:00; PH \"ask\"", "2026-10-01T10:00", Unknown),
    ];
    hold(&facts, Some(&national_day()));
}

#[test]
fn a_rule_that_does_not_name_holidays_holds_on_them() {
    let facts = [("Mo-Fr 09:00-17:00", "2026-10-01T10:00", Open), ("Mo-Fr 09:00-17:00", "2026-10-03T10:00", Closed)];
    hold(&facts, Some(&national_day()));
}

#[test]
fn a_weekend_worked_as_a_weekday_has_its_rules() {
    let facts = [
        ("Mo-Fr 09:00-17:00", "2026-10-10T10:00", Open),
        ("Mo-Fr 09:00-17:00; Sa off", "2026-10-10T10:00", Open),
        ("Mo-Fr 09:00-17:00; Sa 10:00-12:00", "2026-10-10T09:30", Open),
        ("Mo-Fr 09:00-17:00; We off", "2026-10-10T10:00", Closed),
        ("Sa 09:00-17:00", "2026-10-10T10:00", Closed),
        ("Mo-Fr 09:00-17:00; Tu 14:00-16:00", "2026-09-20T10:00", Closed),
        ("Mo-Fr 09:00-17:00; PH off", "2026-10-10T10:00", Open),
        // The night of a worked Saturday is a Wednesday night.
        ("We 20:00-02:00", "2026-10-11T01:00", Open),
        ("Sa 20:00-02:00", "2026-10-11T01:00", Closed),
    ];
    hold(&facts, Some(&national_day()));
}

#[test]
fn places_in_the_month_are_those_of_the_real_date() {
    let facts = [("Sa[2] 09:00-17:00", "2026-10-10T10:00", Open), ("We[2] 09:00-17:00", "2026-10-10T10:00", Closed)];
    hold(&facts, Some(&national_day()));
}

#[test]
fn without_a_calendar_or_beyond_its_years_every_day_is_ordinary() {
    let facts =
        [("Mo-Fr 09:00-17:00; PH off", "2026-10-01T10:00", Open), ("Mo-Fr 09:00-17:00", "2026-10-10T10:00", Closed)];
    hold(&facts, None);
    let next_year = [("Mo-Fr 09:00-17:00; PH off", "2027-10-01T10:00", Open)];
    hold(&next_year, Some(&national_day()));
}

#[test]
fn a_calendar_covers_whole_years() {
    let calendar = national_day();
    assert!(calendar.covers(date("2026-01-01")));
    assert!(calendar.covers(date("2026-12-31")));
    assert!(!calendar.covers(date("2025-12-31")));
    assert!(!calendar.covers(date("2027-01-01")));
    assert!(!Calendar::default().covers(date("2026-10-01")));
}

#[test]
fn of_two_entries_for_a_day_the_first_counts() {
    let holiday = CalendarDay::Holiday { name: "first".into() };
    let workday = CalendarDay::Workday { name: "second".into(), as_weekday: Weekday::Mon };
    let day = date("2026-10-01");
    let calendar = Calendar::new([(day, holiday.clone()), (day, workday)]);
    assert_eq!(calendar.day(day), Some(&holiday));
}

#[test]
fn schedules_say_whether_holidays_and_zones_matter_to_them() {
    let mentions = |text: &str| Schedule::parse(text).unwrap().mentions_holidays();
    assert!(mentions("Mo-Fr 09:00-17:00; PH off"));
    assert!(mentions("PH,Su 10:00-12:00"));
    assert!(!mentions("Mo-Fr 09:00-17:00; SH off"));
    let always = |text: &str| Schedule::parse(text).unwrap().is_always();
    for text in ["24/7", "open", "00:00-24:00", "Mo-Su 00:00-24:00", "24/7 open \"by code\""] {
        assert!(always(text), "{text}");
    }
    for text in ["24/7 \"by code\"", "24/7; PH off", "off", "Mo-Fr", "00:00-24:00+", "Mo-Sa 24/7"] {
        assert!(!always(text), "{text}");
    }
}
