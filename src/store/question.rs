//! How is a question for the nearest stations answered, and what is said when nothing fits?

use super::open_set::{Doors, OpenSet};
use super::snapshot::Snapshot;
use crate::geodesy::{Distance, Position, inverse};
use crate::index::{Near, Passing, Select};
use crate::station::{AmenitySet, Filter, Shut, Station, Summary, Wanted};
use chrono::{DateTime, TimeDelta, Utc};
use std::collections::HashSet;
use std::sync::Arc;

/// A question for the nearest stations.
#[derive(Debug, Clone)]
pub struct Question {
    /// From where, WGS 84.
    pub from: Position,
    /// How many at most.
    pub limit: usize,
    /// How far at most, inclusive.
    pub radius_m: Option<f64>,
    /// What the stations must have.
    pub filter: Filter,
    /// The instant at which opening is judged, or at which one sets out.
    pub at: DateTime<Utc>,
    /// What is asked for must be usable, and stay so for so long.
    pub open: Option<TimeDelta>,
    /// Speed of travel; opening is then judged at arrival.
    pub speed_mps: Option<f64>,
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
        let Some(speed_mps) = self.speed_mps else { return self.at };
        // At most 20,004 km at 0.1 m/s: six years, far inside what a TimeDelta holds.
        let travel = TimeDelta::try_milliseconds((distance.mm() as f64 / speed_mps).ceil() as i64).unwrap_or_default();
        self.at.checked_add_signed(travel).unwrap_or(DateTime::<Utc>::MAX_UTC)
    }

    fn wanted<'a>(&'a self, snapshot: &'a Snapshot) -> Wanted<'a> {
        Wanted { filter: &self.filter, schedules: &snapshot.schedules, lasting: self.open.unwrap_or_default() }
    }
}

impl Snapshot {
    /// The stations that answer a question, nearest first, then by id.
    pub fn nearest(&self, question: &Question) -> Vec<Near> {
        let Question { from, limit, radius_m, .. } = *question;
        match question.open {
            Some(_) => self.index.nearest(from, limit, radius_m, &Usable::new(self, question)),
            None => self.index.nearest(from, limit, radius_m, &Passing::new(&question.filter)),
        }
    }

    /// The first instant after `question.at` at which any opening changes that may decide who is in the answer,
    /// or from which something no longer stays open for as long as is asked; for a question without travel.
    pub fn answer_changes_at(&self, question: &Question) -> Option<DateTime<Utc>> {
        let lasting = question.open.filter(|_| question.speed_mps.is_none())?;
        self.agenda.open_set(&self.index, &self.schedules, question.at).changes_after(question.at, lasting)
    }

    /// The nearest operating station whatever is asked of it, and why it is not an answer.
    pub fn nearest_unfiltered(&self, question: &Question) -> Option<NearestUnfiltered> {
        let anyone = Filter::default();
        let near = self.index.nearest(question.from, 1, None, &Passing::new(&anyone)).into_iter().next()?;
        let station = self.index.stations().get(near.ordinal)?;
        let failures = question.filter.failures(station);
        let mut failed: Vec<String> = failures.iter().map(|failure| failure.text(&self.lexicon)).collect();
        let mut opens_at = None;
        let too_far = question.radius_m.is_some_and(|radius_m| !near.distance.within(radius_m));
        if question.open.is_some() {
            let wanted = question.wanted(self);
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
struct Usable<'a> {
    passing: Passing<'a>,
    wanted: Wanted<'a>,
    question: &'a Question,
    /// What is open at the instant asked; none where one arrives at a later one.
    open: Option<Arc<OpenSet>>,
    /// The doors of which one must be open for a station to be usable.
    doors: Doors,
}

impl<'a> Usable<'a> {
    fn new(snapshot: &'a Snapshot, question: &'a Question) -> Self {
        // On the way time passes, so that what is shut now may be open on arrival: nothing can be passed over.
        let at_once = question.speed_mps.is_none();
        let asks_amenities = !question.filter.all.is_empty() || !question.filter.any.is_empty();
        Self {
            passing: Passing::new(&question.filter),
            wanted: question.wanted(snapshot),
            question,
            open: at_once.then(|| snapshot.agenda.open_set(&snapshot.index, &snapshot.schedules, question.at)),
            doors: if asks_amenities { Doors::ANY } else { Doors::OWN },
        }
    }
}

impl Select for Usable<'_> {
    fn node(&self, node: usize, summary: &Summary) -> bool {
        self.open.as_ref().is_none_or(|open| open.node(node, self.doors)) && self.passing.node(node, summary)
    }

    fn station(&self, ordinal: usize, marks: AmenitySet, station: &Station) -> bool {
        if self.open.as_ref().is_some_and(|open| !open.station(ordinal, self.doors)) {
            return false;
        }
        if !self.passing.station(ordinal, marks, station) {
            return false;
        }
        // Where the station's own hours are all that is asked, the set has answered already.
        if self.open.is_some() && self.doors == Doors::OWN && self.wanted.lasting.is_zero() {
            return true;
        }
        let at = match self.question.speed_mps {
            Some(_) => self.question.arrival(inverse(self.question.from, station.position).distance),
            None => self.question.at,
        };
        self.wanted.usable(station, at)
    }
}
