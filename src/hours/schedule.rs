//! What does a text of hours say of an instant?

use super::error::HoursError;
use super::parse::parse;
use super::rule::{Certainty, DAY, Rule, Span};
use super::walk::Walk;
use super::{Calendar, Opening, SEARCH_DAYS, State, Table};
use chrono::{DateTime, TimeDelta, Utc};
use chrono_tz::Tz;

/// Hours, read once and asked often: immutable, to be shared.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Schedule {
    rules: Vec<Rule>,
    mentions_holidays: bool,
    mentions_weekdays: bool,
    mentions_school: bool,
    /// Whether some rule states hours without any doubt; else it never opens.
    can_open: bool,
    /// Whether every rule speaks of every day as a whole; else there are changes to look for.
    constant: bool,
}

impl Schedule {
    /// Reads the syntax of the OSM key `opening_hours`, at most
    /// [`MAX_TEXT_BYTES`](super::MAX_TEXT_BYTES) bytes of it.
    ///
    /// # Errors
    /// What has no meaning, or more than one, is refused with its place and the reason.
    pub fn parse(text: &str) -> Result<Self, HoursError> {
        let rules = parse(text)?;
        let any = |mention: fn(&Rule) -> bool| rules.iter().any(mention);
        Ok(Self {
            mentions_holidays: any(|rule| rule.days.mention_public_holidays()),
            mentions_weekdays: any(|rule| rule.days.mention_weekdays()),
            mentions_school: any(|rule| rule.days.mention_school_holidays()),
            can_open: any(Rule::can_open),
            constant: rules.iter().all(Rule::is_constant),
            rules,
        })
    }

    /// Whether a rule names public holidays (`PH`), so that a calendar matters to it.
    pub fn mentions_holidays(&self) -> bool {
        self.mentions_holidays
    }

    /// Whether a rule names some days of the week, so that make-up workdays matter to it.
    pub fn mentions_weekdays(&self) -> bool {
        self.mentions_weekdays
    }

    /// Whether it may say something else by a calendar than without.
    pub fn follows(&self, calendar: &Calendar) -> bool {
        self.mentions_holidays || (self.mentions_weekdays && calendar.has_workdays())
    }

    /// Whether it is open at every instant, in any zone and by any calendar: `24/7`.
    pub fn is_always(&self) -> bool {
        match self.rules.as_slice() {
            [rule] => rule.state == State::Open && rule.is_constant(),
            _ => false,
        }
    }

    /// The state at an instant, by the wall time of `zone` and the days of `calendar`.
    ///
    /// Whole minutes count: at 17:59:59 a place that closes at 18:00 is open. Outside of the
    /// years that can be written down the state is unknown.
    pub fn at(&self, instant: DateTime<Utc>, zone: Tz, calendar: Option<&Calendar>) -> Opening {
        if self.is_always() {
            return Opening::lasting(State::Open);
        }
        let until = TimeDelta::try_days(SEARCH_DAYS).and_then(|days| instant.checked_add_signed(days));
        let (Some(mut walk), Some(until)) = (self.walk(instant, zone, calendar), until) else {
            return Opening::lasting(State::Unknown);
        };
        let mut opening = Opening::lasting(walk.state());
        if self.constant {
            return opening;
        }
        while let Some((at, state)) = walk.next_change(until) {
            opening.changes_at.get_or_insert(at);
            if opening.state != State::Open && state == State::Open {
                opening.opens_at = Some(at);
            }
            if opening.state == State::Open || state == State::Open || !self.can_open {
                break;
            }
        }
        opening
    }

    /// The states from `from` until before `to` as a table, for asking many times.
    pub fn table(&self, from: DateTime<Utc>, to: DateTime<Utc>, zone: Tz, calendar: Option<&Calendar>) -> Table {
        Table::new(self, from, to, zone, calendar)
    }

    pub(super) fn rules(&self) -> &[Rule] {
        &self.rules
    }

    pub(super) fn is_constant(&self) -> bool {
        self.constant
    }

    pub(super) fn can_open(&self) -> bool {
        self.can_open
    }

    pub(super) fn walk<'s>(
        &'s self,
        from: DateTime<Utc>,
        zone: Tz,
        calendar: Option<&'s Calendar>,
    ) -> Option<Walk<'s>> {
        Walk::new(&self.rules, zone, calendar, self.mentions_school, from)
    }
}

impl Rule {
    /// Whether it says the same at every instant.
    fn is_constant(&self) -> bool {
        let whole_day = |span: &Span| span.certainty == Certainty::Stated && span.start == 0 && span.end == DAY;
        self.days.are_all() && self.spans.iter().all(whole_day)
    }

    fn can_open(&self) -> bool {
        let is_stated = |span: &Span| span.certainty == Certainty::Stated;
        self.state == State::Open && (self.spans.is_empty() || self.spans.iter().any(is_stated))
    }
}
