//! Does evaluation agree with painting every minute of two years?
//!
//! The interpreter here knows rules in plain terms only. It paints the 2,880 minutes that belong
//! to a day, rule after rule, and lays the night before over the morning.

use crate::hours_generator::{Dice, PlainRule, plain_rules, text};
use chrono::{DateTime, Datelike, NaiveDate, Utc, Weekday};
use std::collections::HashMap;
use waystation::hours::{Calendar, CalendarDay, Schedule, State};

const DAY: usize = 1440;

/// One day's minutes: open or off, and by which rule; and the rules wiped out that day.
struct Painted {
    minutes: Vec<Option<(bool, usize)>>,
    /// Whether the last word on a minute is off for the day as a whole.
    off_as_a_whole: Vec<bool>,
    replaced_before: usize,
}

fn paint(rules: &[PlainRule], date: NaiveDate, weekday: Weekday) -> Painted {
    let mut painted =
        Painted { minutes: vec![None; 2 * DAY], off_as_a_whole: vec![false; 2 * DAY], replaced_before: 0 };
    for (i, rule) in rules.iter().enumerate() {
        if !rule.names(date, weekday) {
            continue;
        }
        let after_rule_for_every_day = i > 0 && !rules[i - 1].has_days();
        let replaces = (i == 0 || !rule.adds) && !rule.off && (rule.has_days() || after_rule_for_every_day);
        if replaces {
            painted.minutes.fill(None);
            painted.off_as_a_whole.fill(false);
            painted.replaced_before = i;
        }
        let whole = rule.spans.is_empty();
        let spans = if whole { vec![(0, DAY)] } else { rule.spans.clone() };
        for (start, end) in spans {
            for minute in start..end {
                painted.minutes[minute] = Some((!rule.off, i));
                painted.off_as_a_whole[minute] = rule.off && whole;
            }
        }
        if rule.off && whole {
            painted.minutes[DAY..].fill(None);
        }
    }
    painted
}

fn open_minutes(before: &Painted, today: &Painted) -> Vec<bool> {
    (0..DAY)
        .map(|minute| {
            let own = today.minutes[minute];
            let own_open = own.is_some_and(|(open, _)| open);
            match before.minutes[minute + DAY] {
                None => own_open,
                Some((_, rule)) if rule < today.replaced_before => own_open,
                Some((night_open, rule)) => match own {
                    Some((_, own_rule)) if own_rule > rule => own_open || (night_open && today.off_as_a_whole[minute]),
                    _ => night_open,
                },
            }
        })
        .collect()
}

/// Compares every minute from 2027 to 2028, a leap year, in UTC.
fn compare(rules: &[PlainRule], calendar: Option<&Calendar>, weekdays: &HashMap<NaiveDate, Weekday>) {
    let text = text(rules);
    let schedule = Schedule::parse(&text).unwrap_or_else(|error| panic!("{text}: {error}"));
    let first = NaiveDate::from_ymd_opt(2027, 1, 1).unwrap();
    let last = NaiveDate::from_ymd_opt(2028, 12, 31).unwrap();
    let midnight = |date: NaiveDate| date.and_time(chrono::NaiveTime::MIN).and_utc();
    let table = schedule.table(midnight(first), midnight(last), chrono_tz::UTC, calendar);
    // Minutes from the first midnight at which a state begins, and one beyond the last.
    let minute_of = |at: DateTime<Utc>| (at - midnight(first)).num_minutes();
    let mut states: Vec<(i64, State)> = (table.states()).map(|(at, state)| (minute_of(at), state)).collect();
    states.push((i64::MAX, State::Unknown));

    let weekday = |date: NaiveDate| weekdays.get(&date).copied().unwrap_or(date.weekday());
    let mut before = paint(rules, first.pred_opt().unwrap(), weekday(first.pred_opt().unwrap()));
    let mut minute_now = 0;
    let mut piece = 0;
    for date in first.iter_days().take_while(|date| *date < last) {
        let today = paint(rules, date, weekday(date));
        for (minute, open) in open_minutes(&before, &today).into_iter().enumerate() {
            while states[piece + 1].0 <= minute_now {
                piece += 1;
            }
            let expected = if open { State::Open } else { State::Closed };
            assert_eq!(states[piece].1, expected, "{text} on {date} at minute {minute}");
            minute_now += 1;
        }
        before = today;
    }
}

#[test]
fn evaluation_agrees_with_painting_every_minute_of_two_years() {
    let mut dice = Dice::new(20_270_101);
    for _ in 0..300 {
        compare(&plain_rules(&mut dice), None, &HashMap::new());
    }
}

#[test]
fn evaluation_agrees_with_painting_where_weekends_are_worked() {
    let mut dice = Dice::new(20_280_229);
    let week = [Weekday::Mon, Weekday::Wed, Weekday::Fri];
    let mut weekdays = HashMap::new();
    for _ in 0..40 {
        let day = NaiveDate::from_ymd_opt(2027, 1, 1).unwrap();
        weekdays.insert(day + chrono::Days::new(dice.below(730) as u64), dice.pick(&week));
    }
    let calendar = Calendar::new(weekdays.iter().map(|(date, as_weekday)| {
        let day = CalendarDay::Workday { name: "make-up".into(), as_weekday: *as_weekday };
        (*date, day)
    }));
    for _ in 0..60 {
        compare(&plain_rules(&mut dice), Some(&calendar), &weekdays);
    }
}
