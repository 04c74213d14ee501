//! What do the rules say of the hours that belong to one day, past its midnight too?

use super::State;
use super::days::Day;
use super::rule::{Certainty, DAY, Join, Rule, Span};

/// The rules that name a day, after those that replace others have done so.
///
/// Its minutes run from 0 to 2,880: the hours from 24:00 on belong to this day though they lie
/// on the next.
pub(super) struct ServiceDay<'r> {
    named: Vec<(usize, &'r Rule)>,
    /// The rules before this one are wiped out, on this day.
    replaced_before: usize,
}

/// What is said of a minute.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Said {
    state: State,
    /// Which rule says so.
    rule: usize,
    fallback: bool,
    /// By times of its own, not for the day as a whole.
    timed: bool,
}

impl<'r> ServiceDay<'r> {
    pub fn new(rules: &'r [Rule], day: Day<'_>) -> Self {
        let mut named = Vec::new();
        let mut replaced_before = 0;
        for (index, rule) in rules.iter().enumerate() {
            if rule.days.match_day(day) {
                if rule.replaces {
                    named.clear();
                    replaced_before = index;
                }
                named.push((index, rule));
            }
        }
        Self { named, replaced_before }
    }

    /// What this day's rules say of a minute in 0..2,880.
    fn says(&self, minute: u16) -> Option<Said> {
        let mut said: Option<Said> = None;
        for &(index, rule) in &self.named {
            let fallback = rule.join == Join::Fallback;
            let state_so_far = said.map_or(State::Closed, |said| said.state);
            if fallback && state_so_far != State::Closed {
                continue;
            }
            let mut say = |state| {
                said = Some(Said { state, rule: index, fallback, timed: !rule.spans.is_empty() });
            };
            if rule.spans.is_empty() {
                if minute < DAY {
                    say(rule.state);
                } else if rule.state == State::Closed {
                    // A day that is closed has no night that runs into the next.
                    said = None;
                }
                continue;
            }
            // Where spans of one rule overlap the last one speaks, but one by the sun, which may
            // not hold, only where it is alone.
            let covering = rule.spans.iter().filter(|span| span.covers(minute));
            let loudest = covering.max_by_key(|span| span.certainty != Certainty::Sun);
            match loudest.map(|span| span.certainty) {
                None => {}
                Some(Certainty::Stated) => say(rule.state),
                Some(Certainty::OpenEnd) => say(match rule.state {
                    State::Closed => State::Closed,
                    State::Open | State::Unknown => State::Unknown,
                }),
                // It may hold or not: only what is so either way is certain.
                Some(Certainty::Sun) if state_so_far == rule.state => {}
                Some(Certainty::Sun) => say(State::Unknown),
            }
        }
        said
    }

    fn bounds(&self) -> impl Iterator<Item = u16> {
        let spans = self.named.iter().flat_map(|(_, rule)| &rule.spans);
        spans.flat_map(|span| [span.start, span.end])
    }
}

impl Span {
    fn covers(&self, minute: u16) -> bool {
        (self.start..self.end).contains(&minute)
    }
}

/// The state at a minute of a day, 0..1,440, from its own rules and the night before.
pub(super) fn state(before: &ServiceDay<'_>, today: &ServiceDay<'_>, minute: u16) -> State {
    let own = today.says(minute);
    let own_state = own.map_or(State::Closed, |own| own.state);
    let Some(night) = before.says(minute.saturating_add(DAY)) else {
        return own_state;
    };
    // A later rule that is for today by itself knows better.
    let later = own.filter(|own| own.rule > night.rule && !own.fallback);
    match (night.state, later) {
        // A later rule that gives today hours of its own ends what an earlier one left over.
        _ if night.rule < today.replaced_before => own_state,
        // A day off has no hours of its own; it does not end the night that ran into it.
        (State::Open, Some(own)) if own.state == State::Closed && !own.timed => State::Open,
        (_, Some(own)) => own.state,
        (State::Closed, None) if own.is_some_and(|own| own.fallback) => own_state,
        (_, None) => night.state,
    }
}

/// The states of one local day as (first minute, state), from minute 0, each unlike the one
/// before it.
pub(super) fn line(before: &ServiceDay<'_>, today: &ServiceDay<'_>) -> Vec<(u16, State)> {
    let nights = before.bounds().map(|minute| minute.saturating_sub(DAY));
    let mut bounds: Vec<u16> = (today.bounds().chain(nights)).filter(|&minute| minute < DAY).chain([0]).collect();
    bounds.sort_unstable();
    bounds.dedup();
    let mut line: Vec<(u16, State)> = Vec::with_capacity(bounds.len());
    for minute in bounds {
        let state = state(before, today, minute);
        if line.last().is_none_or(|(_, last)| *last != state) {
            line.push((minute, state));
        }
    }
    line
}
