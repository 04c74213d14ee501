//! How is a question for the nearest stations answered, and what is said when nothing fits?

use super::open_set::{Doors, OpenSet};
use super::snapshot::Snapshot;
use crate::geodesy::{Distance, Position, inverse};
use crate::hours::Schedules;
use crate::index::{Near, Passing, Scratch, Select};
use crate::station::{AmenitySet, Filter, Shut, Station, Summary, Wanted};
use chrono::{DateTime, TimeDelta, Utc};
use std::collections::HashSet;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

/// Which stations are meant: those that pass the filter and, if that is asked, can be used.
#[derive(Debug, Clone)]
pub struct Choice {
    /// What the stations must have.
    pub filter: Filter,
    /// The instant at which opening is judged, or at which one sets out.
    pub at: DateTime<Utc>,
    /// What is asked for must be usable, and stay so for so long.
    pub open: Option<TimeDelta>,
}

/// A question for the nearest stations.
#[derive(Debug, Clone)]
pub struct Question {
    /// From where, WGS 84.
    pub from: Position,
    /// How many at most.
    pub limit: usize,
    /// How far at most, inclusive.
    pub radius_m: Option<f64>,
    /// Which stations will do.
    pub choice: Choice,
    /// Speed of travel; opening is then judged at arrival.
    pub speed_mps: Option<f64>,
}

impl Choice {
    /// What is asked of a station beside the filter, judged by schedules that its hours refer to.
    pub fn wanted<'a>(&'a self, schedules: &'a Schedules) -> Wanted<'a> {
        Wanted { filter: &self.filter, schedules, lasting: self.open.unwrap_or_default() }
    }

    /// When one is at a place so far along: at once, or at the speed given.
    pub fn arrival(&self, distance: Distance, speed_mps: Option<f64>) -> DateTime<Utc> {
        let Some(speed_mps) = speed_mps else { return self.at };
        // At most 20,004 km at 0.1 m/s, or a route that takes a few years: far inside what a TimeDelta holds.
        let travel = TimeDelta::try_milliseconds((distance.mm() as f64 / speed_mps).ceil() as i64).unwrap_or_default();
        self.at.checked_add_signed(travel).unwrap_or(DateTime::<Utc>::MAX_UTC)
    }

    /// Whether a station is meant, judged by itself.
    pub fn means(&self, station: &Station, schedules: &Schedules) -> bool {
        self.filter.passes(station) && (self.open.is_none() || self.wanted(schedules).usable(station, self.at))
    }
}

/// How many arrivals may still be judged: the one part of a search that no tree can shorten, since each
/// station is judged at an instant of its own. Shared by all rows of a batch.
#[derive(Debug)]
pub struct Budget {
    left: AtomicUsize,
}

/// The budget was spent before the answer was certain.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TooMuchWork;

impl Budget {
    /// So many arrivals.
    pub fn new(arrivals: usize) -> Self {
        Self { left: AtomicUsize::new(arrivals) }
    }

    /// Takes one; false if there is none left.
    fn take(&self) -> bool {
        let one_less = |left: usize| left.checked_sub(1);
        self.left.fetch_update(Ordering::Relaxed, Ordering::Relaxed, one_less).is_ok()
    }

    fn is_spent(&self) -> bool {
        self.left.load(Ordering::Relaxed) == 0
    }
}

/// Why nothing fits: the nearest station there is, and what keeps it out.
#[derive(Debug, Clone, PartialEq)]
pub struct NearestUnfiltered {
    /// The station.
    pub near: Near,
    /// The contract's words for what keeps it out.
    pub failed: Vec<String>,
    /// When it becomes usable, where that would cure it.
    pub opens_at: Option<DateTime<Utc>>,
}

impl Question {
    /// When one is at a place so far away: at once, or at the speed given.
    pub fn arrival(&self, distance: Distance) -> DateTime<Utc> {
        self.choice.arrival(distance, self.speed_mps)
    }
}

impl Snapshot {
    /// The stations that answer a question, nearest first, then by id.
    pub fn nearest(&self, question: &Question) -> Vec<Near> {
        // Without a bound there is nothing to be refused.
        let (budget, mut scratch) = (Budget::new(usize::MAX), Scratch::default());
        self.nearest_within(question, &budget, &mut scratch).map(<[Near]>::to_vec).unwrap_or_default()
    }

    /// [`Snapshot::nearest`] within a budget, in the memory of a search before.
    ///
    /// # Errors
    /// [`TooMuchWork`] when the budget is spent before the answer is certain.
    pub fn nearest_within<'s>(
        &self,
        question: &Question,
        budget: &Budget,
        scratch: &'s mut Scratch,
    ) -> Result<&'s [Near], TooMuchWork> {
        let Question { from, limit, radius_m, .. } = *question;
        if question.choice.open.is_none() {
            let passing = Passing::new(&question.choice.filter);
            return Ok(self.index.nearest_in(from, limit, radius_m, &passing, scratch));
        }
        let usable = match question.speed_mps {
            None => Usable::on_setting_out(self, &question.choice),
            Some(_) => Usable::on_arrival(self, question, budget),
        };
        let found = self.index.nearest_in(from, limit, radius_m, &usable, scratch);
        if budget.is_spent() { Err(TooMuchWork) } else { Ok(found) }
    }

    /// The answers to a question from one position after another, rounded as answers are written; `each` is told the
    /// place of the position, and what is nearest to it.
    pub fn nearest_each(
        &self,
        question: &Question,
        from: impl Iterator<Item = Position>,
        scratch: &mut Scratch,
        mut each: impl FnMut(usize, &[Near]),
    ) {
        let Question { limit, radius_m, ref choice, .. } = *question;
        let (index, from) = (&self.index, from.enumerate());
        match (choice.open, question.speed_mps) {
            (None, _) => {
                let passing = Passing::new(&choice.filter);
                from.for_each(|(place, from)| {
                    each(place, index.nearest_in(from, limit, radius_m, &passing, scratch));
                });
            }
            (Some(_), None) => {
                let usable = Usable::on_setting_out(self, choice);
                from.for_each(|(place, from)| {
                    each(place, index.nearest_in(from, limit, radius_m, &usable, scratch));
                });
            }
            (Some(_), Some(_)) => {
                let budget = Budget::new(usize::MAX);
                from.for_each(|(place, from)| {
                    let question = Question { from, ..question.clone() };
                    let usable = Usable::on_arrival(self, &question, &budget);
                    each(place, index.nearest_in(from, limit, radius_m, &usable, scratch));
                });
            }
        }
    }

    /// The first instant after `choice.at` at which any opening changes that may decide who is meant, or from which
    /// something no longer stays open for as long as is asked.
    pub fn choice_changes_at(&self, choice: &Choice) -> Option<DateTime<Utc>> {
        // What is open need not be worked out for who does not ask for it.
        let lasting = choice.open?;
        self.agenda.open_set(&self.index, &self.schedules, choice.at).changes_after(choice.at, lasting)
    }

    /// The nearest operating station whatever is asked of it, and why it is not an answer.
    pub fn nearest_unfiltered(&self, question: &Question) -> Option<NearestUnfiltered> {
        self.nearest_unfiltered_of(question, &Filter::default())
    }

    /// The nearest of some stations whatever else is asked of it, and why it is not an answer.
    pub(super) fn nearest_unfiltered_of(&self, question: &Question, some: &Filter) -> Option<NearestUnfiltered> {
        let near = self.index.nearest(question.from, 1, None, &Passing::new(some)).into_iter().next()?;
        let station = self.index.stations().get(near.ordinal)?;
        let failures = question.choice.filter.failures(station);
        let mut failed: Vec<String> = failures.iter().map(|failure| failure.text(&self.lexicon)).collect();
        let mut opens_at = None;
        let too_far = question.radius_m.is_some_and(|radius_m| !near.distance.within(radius_m));
        if question.choice.open.is_some() {
            let wanted = question.choice.wanted(&self.schedules);
            let arrival = question.arrival(near.distance);
            for shortfall in wanted.shortfalls(station, arrival) {
                failed.push(match (shortfall.amenity, shortfall.shut) {
                    (Some(id), Shut::Closed) => format!("amenity:{}:closed", self.lexicon.amenity_word(id)),
                    (Some(id), Shut::HoursUnknown) => {
                        format!("amenity:{}:hours_unknown", self.lexicon.amenity_word(id))
                    }
                    (None, Shut::Closed) => "closed".to_owned(),
                    (None, Shut::HoursUnknown) => "hours_unknown".to_owned(),
                    (_, Shut::ClosesTooSoon) => "closes_too_soon".to_owned(),
                });
            }
            let mut named = HashSet::new();
            failed.retain(|reason| named.insert(reason.clone()));
            if failures.is_empty() && !failed.is_empty() && !too_far {
                opens_at = wanted.next_usable(station, arrival);
            }
        }
        if too_far {
            failed.push("radius".to_owned());
        }
        Some(NearestUnfiltered { near, failed, opens_at })
    }
}

/// Stations that pass a filter and can be used.
pub(super) struct Usable<'a> {
    passing: Passing<'a>,
    wanted: Wanted<'a>,
    at: DateTime<Utc>,
    judged: Judged<'a>,
    /// What is open at the instant asked or, where one arrives later, may be open at all.
    open: Arc<OpenSet>,
    /// The doors of which one must be open for a station to be usable.
    doors: Doors,
}

/// When a station must be usable.
enum Judged<'a> {
    /// At the instant asked.
    OnSettingOut,
    /// When one is there.
    OnArrival(&'a Question, &'a Budget),
    /// At one time or another.
    AtSomeTime,
}

impl<'a> Usable<'a> {
    /// At the instant of a choice.
    pub(super) fn on_setting_out(snapshot: &'a Snapshot, choice: &'a Choice) -> Self {
        let open = snapshot.agenda.open_set(&snapshot.index, &snapshot.schedules, choice.at);
        Self::judged(snapshot, choice, open, Judged::OnSettingOut)
    }

    /// When one is there from the position of a question, within a budget.
    fn on_arrival(snapshot: &'a Snapshot, question: &'a Question, budget: &'a Budget) -> Self {
        let judged = Judged::OnArrival(question, budget);
        Self::judged(snapshot, &question.choice, snapshot.agenda.known(), judged)
    }

    /// At one time or another: what this leaves out is never known to be open.
    pub(super) fn at_some_time(snapshot: &'a Snapshot, choice: &'a Choice) -> Self {
        Self::judged(snapshot, choice, snapshot.agenda.known(), Judged::AtSomeTime)
    }

    fn judged(snapshot: &'a Snapshot, choice: &'a Choice, open: Arc<OpenSet>, judged: Judged<'a>) -> Self {
        let asks_amenities = !choice.filter.all.is_empty() || !choice.filter.any.is_empty();
        Self {
            passing: Passing::new(&choice.filter),
            wanted: choice.wanted(&snapshot.schedules),
            at: choice.at,
            judged,
            open,
            doors: if asks_amenities { Doors::ANY } else { Doors::OWN },
        }
    }
}

impl Select for Usable<'_> {
    fn marks(&self) -> AmenitySet {
        self.passing.marks()
    }

    fn marks_decide(&self) -> bool {
        false
    }

    fn node(&self, node: usize, summary: &Summary) -> bool {
        self.open.node(node, self.doors)
            && self.passing.node(node, summary)
            && !matches!(self.judged, Judged::OnArrival(_, budget) if budget.is_spent())
    }

    fn station(&self, ordinal: usize, station: &Station) -> bool {
        if !self.open.station(ordinal, self.doors) || !self.passing.station(ordinal, station) {
            return false;
        }
        match self.judged {
            // Where the station's own hours are all that is asked, the set has answered already.
            Judged::OnSettingOut => {
                (self.doors == Doors::OWN && self.wanted.lasting.is_zero()) || self.wanted.usable(station, self.at)
            }
            Judged::OnArrival(question, budget) => {
                let arrival = || question.arrival(inverse(question.from, station.position).distance);
                budget.take() && self.wanted.usable(station, arrival())
            }
            Judged::AtSomeTime => true,
        }
    }
}
