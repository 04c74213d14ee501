//! Does the state stay between changes, flip at each, and follow the wall through every zone?

use crate::hours_generator::{Dice, any_text};
use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use chrono_tz::Tz;
use waystation::hours::{Calendar, CalendarDay, Lasting, Opening, Schedule, State, scan};

/// Zones that change their clocks by an hour, by half an hour, not at all, and one that once
/// skipped a whole day; each with days around a change.
const PLACES: [(Tz, &str); 8] = [
    (chrono_tz::Asia::Shanghai, "2026-09-30T16:00:00Z"),
    (chrono_tz::Europe::Berlin, "2027-03-27T00:00:00Z"),
    (chrono_tz::Europe::Berlin, "2026-10-24T00:00:00Z"),
    (chrono_tz::Europe::Berlin, "2026-12-30T12:00:00Z"),
    (chrono_tz::America::New_York, "2028-02-27T12:00:00Z"),
    (chrono_tz::Australia::Lord_Howe, "2026-10-03T00:00:00Z"),
    (chrono_tz::Australia::Lord_Howe, "2027-04-02T12:00:00Z"),
    (chrono_tz::Pacific::Apia, "2011-12-28T12:00:00Z"),
];

fn instant(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}

/// Golden week as if it were everywhere, with a Saturday worked as a Thursday.
fn calendar() -> Calendar {
    let date = |text: &str| text.parse::<NaiveDate>().unwrap();
    let holiday = |text: &str| {
        let name = "holiday".to_string();
        (date(text), CalendarDay::Holiday { name })
    };
    let workday = CalendarDay::Workday { name: "make-up".into(), as_weekday: chrono::Weekday::Thu };
    Calendar::new([
        holiday("2026-10-01"),
        holiday("2026-10-02"),
        holiday("2026-12-31"),
        (date("2026-10-03"), workday),
        holiday("2028-02-28"),
    ])
}

#[test]
fn a_table_and_direct_evaluation_agree_with_asking_every_minute() {
    let mut dice = Dice::new(3);
    let calendar = calendar();
    let (mut asked, mut lasting) = (0, 0);
    for round in 0..160 {
        let text = any_text(&mut dice);
        let schedule = Schedule::parse(&text).unwrap_or_else(|error| panic!("{text}: {error}"));
        let (zone, from) = PLACES[round % PLACES.len()];
        let (from, to) = (instant(from), instant(from) + TimeDelta::days(4));
        let calendar = Some(&calendar);

        let scanned = scan::changes(&schedule, from, to, zone, calendar);
        let table = schedule.table(from, to, zone, calendar);
        let listed: Vec<_> = table.states().skip(1).collect();
        assert_eq!(listed, scanned, "{text} in {zone}");

        let mut at = from;
        while at < to {
            let direct = schedule.at(at, zone, calendar);
            assert_eq!(direct.state, scan::state(&schedule, at, zone, calendar));
            assert_eq!(table.at(at), Some(direct), "{text} in {zone} at {at}");
            assert_eq!(table.state(at), Some(direct.state));
            asked += 1;
            if let Some(Lasting { opening, from, until }) = table.lasting(at) {
                lasting += 1;
                assert!(from <= at && at < until && opening == direct, "{text} in {zone} at {at}");
                let length = (until - from).num_seconds().max(1) as usize;
                let between = from + TimeDelta::seconds(dice.below(length) as i64);
                for same in [from, between, until - TimeDelta::nanoseconds(1)] {
                    assert_eq!(schedule.at(same, zone, calendar), opening, "{text} in {zone} at {same}, as at {at}");
                }
            }
            at += TimeDelta::seconds(1_799 + dice.below(3_600) as i64);
        }
        assert_eq!(table.at(to), None);
        assert_eq!(table.at(from - TimeDelta::nanoseconds(1)), None);
        assert_eq!(table.lasting(to), None);
    }
    // Nearly always it is known for how long.
    assert!(lasting * 10 > asked * 9, "{lasting} of {asked}");
}

#[test]
fn what_comes_into_sight_in_the_meantime_is_not_said_to_last() {
    let schedule = Schedule::parse("2027 Nov 30 10:00-12:00").unwrap();
    let (zone, from, to) = (chrono_tz::UTC, instant("2026-11-27T00:00:00Z"), instant("2026-12-04T00:00:00Z"));
    let table = schedule.table(from, to, zone, None);
    // 366 days before it opens.
    let seen = instant("2026-11-29T10:00:00Z");
    for at in [from, seen - TimeDelta::seconds(1), seen, to - TimeDelta::seconds(1)] {
        let direct = schedule.at(at, zone, None);
        assert_eq!(table.at(at), Some(direct));
        assert_eq!(direct.opens_at.is_some(), at >= seen, "{at}");
        assert_eq!(table.lasting(at), None);
    }
    let from = seen + TimeDelta::seconds(1);
    let lasting = schedule.table(from, to, zone, None).lasting(from).unwrap();
    assert_eq!((lasting.from, lasting.until), (from, to));
    assert_eq!(lasting.opening.opens_at, Some(instant("2027-11-30T10:00:00Z")));
}

#[test]
fn the_state_is_constant_until_it_changes_and_differs_from_then_on() {
    let mut dice = Dice::new(17);
    let calendar = calendar();
    for round in 0..400 {
        let text = any_text(&mut dice);
        let schedule = Schedule::parse(&text).unwrap();
        let (zone, from) = PLACES[round % PLACES.len()];
        let mut at = instant(from) + TimeDelta::seconds(dice.below(86_400) as i64);
        for _ in 0..6 {
            let opening = schedule.at(at, zone, Some(&calendar));
            let state = |instant| scan::state(&schedule, instant, zone, Some(&calendar));
            assert_eq!(opening.state, state(at), "{text} in {zone} at {at}");
            check_openings(&opening, &text);
            let Some(change) = opening.changes_at else {
                let later = at + TimeDelta::minutes(dice.below(366 * 1_440) as i64);
                assert_eq!(state(later), opening.state, "{text} in {zone} at {later}");
                break;
            };
            assert!(change > at && change - at <= TimeDelta::days(366));
            assert_ne!(state(change), opening.state, "{text} in {zone} at {change}");
            assert_eq!(state(change - TimeDelta::seconds(1)), opening.state, "{text} {change}");
            let length = (change - at).num_seconds() as usize;
            for _ in 0..20 {
                let between = at + TimeDelta::seconds(dice.below(length) as i64);
                assert_eq!(state(between), opening.state, "{text} in {zone} at {between}");
            }
            if let Some(opens) = opening.opens_at {
                assert_eq!(state(opens), State::Open);
                assert_ne!(state(opens - TimeDelta::seconds(1)), State::Open);
            }
            at = change;
        }
    }
}

fn check_openings(opening: &Opening, text: &str) {
    match opening.state {
        State::Open => {
            assert_eq!(opening.closes_at(), opening.changes_at, "{text}");
            assert_eq!(opening.opens_at, None, "{text}");
        }
        State::Closed | State::Unknown => {
            assert_eq!(opening.closes_at(), None, "{text}");
            assert!(opening.opens_at.is_none() || opening.opens_at >= opening.changes_at);
        }
    }
}

#[test]
fn a_skipped_hour_is_never_open_and_a_repeated_one_is_open_twice() {
    let berlin = chrono_tz::Europe::Berlin;
    let schedule = Schedule::parse("02:00-03:00").unwrap();
    // 28 March 2027: 02:00 to 03:00 does not exist.
    let opening = schedule.at(instant("2027-03-27T12:00:00Z"), berlin, None);
    assert_eq!(opening.opens_at, Some(instant("2027-03-29T00:00:00Z")));
    // 25 October 2026: it passes twice, without a break.
    let opening = schedule.at(instant("2026-10-24T23:59:00Z"), berlin, None);
    assert_eq!(opening.opens_at, Some(instant("2026-10-25T00:00:00Z")));
    let opening = schedule.at(instant("2026-10-25T00:30:00Z"), berlin, None);
    assert_eq!(opening.closes_at(), Some(instant("2026-10-25T02:00:00Z")));
    // Half of it is open twice, with a break.
    let schedule = Schedule::parse("02:00-02:30").unwrap();
    let opening = schedule.at(instant("2026-10-25T00:00:00Z"), berlin, None);
    assert_eq!(opening.closes_at(), Some(instant("2026-10-25T00:30:00Z")));
    let opening = schedule.at(instant("2026-10-25T00:30:00Z"), berlin, None);
    assert_eq!(opening.opens_at, Some(instant("2026-10-25T01:00:00Z")));
}

#[test]
fn a_night_across_a_skipped_hour_ends_by_the_clock_on_the_wall() {
    let berlin = chrono_tz::Europe::Berlin;
    let schedule = Schedule::parse("Sa 22:00-04:00").unwrap();
    let opening = schedule.at(instant("2027-03-27T21:00:00Z"), berlin, None);
    assert_eq!(opening.closes_at(), Some(instant("2027-03-28T02:00:00Z")));
    let opening = schedule.at(instant("2026-10-24T20:00:00Z"), berlin, None);
    assert_eq!(opening.closes_at(), Some(instant("2026-10-25T03:00:00Z")));
}

#[test]
fn changes_are_looked_for_through_a_leap_year_and_no_further() {
    let schedule = Schedule::parse("2028 Feb 29 10:00-11:00").unwrap();
    let utc = chrono_tz::UTC;
    let near = schedule.at(instant("2027-02-28T10:00:00Z"), utc, None);
    assert_eq!(near.opens_at, Some(instant("2028-02-29T10:00:00Z")));
    let far = schedule.at(instant("2027-02-28T09:59:59Z"), utc, None);
    assert_eq!((far.changes_at, far.opens_at), (None, None));
}
