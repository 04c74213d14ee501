//! Which random hours are the laws tried on?

use chrono::{Datelike, NaiveDate, Weekday};

/// SplitMix64 (Steele, Lea, Flood 2014): small, seeded, the same everywhere.
pub struct Dice(u64);

impl Dice {
    pub fn new(seed: u64) -> Self {
        Self(seed)
    }

    /// A number below `n`.
    pub fn below(&mut self, n: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        ((z ^ (z >> 31)) % n as u64) as usize
    }

    pub fn pick<T: Copy>(&mut self, list: &[T]) -> T {
        list[self.below(list.len())]
    }

    pub fn one_in(&mut self, n: usize) -> bool {
        self.below(n) == 0
    }
}

/// A rule in plain terms: which days, which minutes, open or off.
#[derive(Clone, Debug)]
pub struct PlainRule {
    /// `,` before it, not `;`.
    pub adds: bool,
    /// Months from 1; none: all.
    pub months: Vec<u32>,
    /// (month, day) to (month, day), over New Year too; none: all.
    pub dates: Option<((u32, u32), (u32, u32))>,
    /// Days counted from Monday; none: all.
    pub weekdays: Vec<u32>,
    /// (start, end) in minutes, the end up to 48 hours; none: the whole day.
    pub spans: Vec<(usize, usize)>,
    pub off: bool,
}

const WEEKDAYS: [&str; 7] = ["Mo", "Tu", "We", "Th", "Fr", "Sa", "Su"];
const MONTHS: [&str; 12] = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

impl PlainRule {
    fn random(dice: &mut Dice) -> Self {
        let list = |dice: &mut Dice, from: u32, to: u32| {
            let mut list: Vec<u32> = (from..=to).filter(|_| dice.one_in(2)).collect();
            list.truncate(5);
            list
        };
        let date = |dice: &mut Dice| (1 + dice.below(12) as u32, 1 + dice.below(28) as u32);
        let off = dice.one_in(4);
        let mut rule = Self {
            adds: dice.one_in(3),
            months: Vec::new(),
            dates: None,
            weekdays: Vec::new(),
            spans: Vec::new(),
            off,
        };
        match dice.below(5) {
            0 => rule.months = list(dice, 1, 12),
            1 => rule.dates = Some((date(dice), date(dice))),
            _ => {}
        }
        if !dice.one_in(4) {
            rule.weekdays = list(dice, 0, 6);
        }
        for _ in 0..dice.pick(&[0, 1, 1, 1, 2]) {
            let start = dice.below(96) * 15;
            let length = 15 * (1 + dice.below(64));
            rule.spans.push((start, start + length));
        }
        // After a comma times alone would be more times of the rule before.
        rule.adds &= rule.has_days();
        rule
    }

    pub fn has_days(&self) -> bool {
        !(self.months.is_empty() && self.dates.is_none() && self.weekdays.is_empty())
    }

    /// Whether it names the day, if it counts as this weekday.
    pub fn names(&self, date: NaiveDate, weekday: Weekday) -> bool {
        let (month, day) = (date.month(), date.day());
        let in_dates = self.dates.is_none_or(|(first, last)| match first <= last {
            true => first <= (month, day) && (month, day) <= last,
            false => first <= (month, day) || (month, day) <= last,
        });
        let weekday = weekday.num_days_from_monday();
        in_dates
            && (self.months.is_empty() || self.months.contains(&month))
            && (self.weekdays.is_empty() || self.weekdays.contains(&weekday))
    }

    fn text(&self) -> String {
        let mut words = Vec::new();
        let names = |list: &[u32], names: &[&str], first: u32| {
            let named: Vec<&str> = list.iter().map(|i| names[(i - first) as usize]).collect();
            named.join(",")
        };
        if !self.months.is_empty() {
            words.push(names(&self.months, &MONTHS, 1));
        }
        if let Some(((a, b), (c, d))) = self.dates {
            let month = |month: u32| MONTHS[month as usize - 1];
            words.push(format!("{} {b:02}-{} {d:02}", month(a), month(c)));
        }
        if !self.weekdays.is_empty() {
            words.push(names(&self.weekdays, &WEEKDAYS, 0));
        }
        let clock = |minute: usize| format!("{:02}:{:02}", minute / 60, minute % 60);
        let spans: Vec<String> =
            (self.spans.iter()).map(|&(start, end)| format!("{}-{}", clock(start), clock(end))).collect();
        if !spans.is_empty() {
            words.push(spans.join(","));
        }
        match (self.off, words.is_empty()) {
            (true, _) => words.push("off".into()),
            (false, true) => words.push("open".into()),
            (false, false) => {}
        }
        words.join(" ")
    }
}

/// One to four random rules.
pub fn plain_rules(dice: &mut Dice) -> Vec<PlainRule> {
    (0..1 + dice.below(4)).map(|_| PlainRule::random(dice)).collect()
}

/// The rules in the syntax of opening_hours. A comma follows a rule only after times or a state.
pub fn text(rules: &[PlainRule]) -> String {
    let mut text = String::new();
    for (i, rule) in rules.iter().enumerate() {
        if i > 0 {
            text.push_str(if rule.adds { ", " } else { "; " });
        }
        text.push_str(&rule.text());
        let comma_follows = rules.get(i + 1).is_some_and(|next| next.adds);
        if comma_follows && rule.spans.is_empty() && !rule.off && !text.ends_with("open") {
            text.push_str(" open");
        }
    }
    text
}

/// Random hours of every kind, unsure ones included.
pub fn any_text(dice: &mut Dice) -> String {
    let days = [
        "",
        "",
        "Mo-Fr ",
        "Sa,Su ",
        "Fr[-1] ",
        "We[1,3] ",
        "Mar-Oct ",
        "Dec 24-Jan 06 ",
        "PH ",
        "PH,Su ",
        "SH ",
        "week 05-40/3 ",
        "easter -2 days ",
        "2026 ",
        "Feb 29 ",
        "Su[1] +1 day ",
        "Oct Su[-1]-Mar Su[-1] ",
        "2026 Nov 15-2027 Jan 15 Mo ",
        "\"season\": ",
    ];
    let times = [
        "",
        "08:00-18:00",
        "09:00-12:00,13:00-17:00",
        "22:00-06:00",
        "18:00+",
        "17:00-24:00+",
        "00:00-24:00",
        "01:30-02:30",
        "02:00-03:00",
        "20:00-27:30",
        "08:00-sunset",
        "23:59-00:01",
        "10:00-16:00+",
        "00:00-03:00,21:00-24:00",
    ];
    let states = ["", "", "", " off", " open", " unknown", " \"ask\"", " open \"ring\""];
    let mut text = String::new();
    for i in 0..1 + dice.below(4) {
        if i > 0 {
            text.push_str(dice.pick(&["; ", "; ", "; ", " || "]));
        }
        let rule = [dice.pick(&days), dice.pick(&times), dice.pick(&states)].concat();
        let is_empty = rule.trim().is_empty();
        text.push_str(if is_empty { "24/7" } else { rule.trim() });
    }
    text
}
