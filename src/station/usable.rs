//! Is a station open, and can what is asked for be used, at an instant?

use super::{Amenity, AmenityId, Filter, OwnHours, Station, Status};
use crate::hours::{Opening, ScheduleId, Schedules, State};
use chrono::{DateTime, TimeDelta, Utc};

/// How often [`Wanted::next_usable`] follows a schedule to its next opening before it gives up.
const MOST_OPENINGS: usize = 64;

/// A filter that also asks for use: open from an instant for a while.
///
/// With amenities asked, each of them must be usable, where one with hours of its own is judged by those
/// alone and one without by the station's. With none asked, the station must be open. Unknown is not open.
#[derive(Debug, Clone, Copy)]
pub struct Wanted<'a> {
    /// What the station must have.
    pub filter: &'a Filter,
    /// The schedules that stations refer to.
    pub schedules: &'a Schedules,
    /// For how long it must stay usable, inclusive.
    pub lasting: TimeDelta,
}

/// Why something is not usable.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shut {
    /// It is closed.
    Closed,
    /// Its hours are not known.
    HoursUnknown,
    /// It is open, but not for long enough.
    ClosesTooSoon,
}

/// One thing that is not usable: the station itself, or an amenity of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Shortfall {
    /// The amenity; none for the station's own hours.
    pub amenity: Option<AmenityId>,
    /// Why.
    pub shut: Shut,
}

impl Station {
    /// Whether the station is open at an instant. One that is not operating is closed.
    pub fn opening(&self, schedules: &Schedules, at: DateTime<Utc>) -> Opening {
        told(self.told_by(OwnHours::Stations), schedules, at)
    }

    /// Whether one of its amenities can be used at an instant.
    pub fn opening_of(&self, amenity: &Amenity, schedules: &Schedules, at: DateTime<Utc>) -> Opening {
        told(self.told_by(amenity.hours), schedules, at)
    }

    /// Which schedule tells when it, or an amenity with such hours, can be used.
    ///
    /// # Errors
    /// The state in which it always is, where no schedule tells it.
    pub fn told_by(&self, hours: OwnHours) -> Result<ScheduleId, State> {
        match hours {
            _ if self.status != Status::Operating => Err(State::Closed),
            OwnHours::Stations => self.hours.ok_or(State::Unknown),
            OwnHours::Unknown => Err(State::Unknown),
            OwnHours::Known(id) => Ok(id),
        }
    }
}

fn told(by: Result<ScheduleId, State>, schedules: &Schedules, at: DateTime<Utc>) -> Opening {
    by.map_or_else(Opening::lasting, |id| schedules.at(id, at))
}

impl Wanted<'_> {
    /// Whether what is asked for can be used at `at` and stays so. Says nothing of the filter itself.
    pub fn usable(&self, station: &Station, at: DateTime<Utc>) -> bool {
        if self.filter.all.is_empty() && self.filter.any.is_empty() {
            return self.shut(station.opening(self.schedules, at), at).is_none();
        }
        self.filter.all.iter().all(|id| self.amenity_shut(station, *id, at).is_none())
            && (self.filter.any.is_empty()
                || self.filter.any.iter().any(|id| self.amenity_shut(station, *id, at).is_none()))
    }

    /// Everything that is not usable at `at`. An amenity that has no hours of its own, or is not there at all,
    /// is judged by the station's, which are then named too.
    pub fn shortfalls(&self, station: &Station, at: DateTime<Utc>) -> Vec<Shortfall> {
        let of_station = self.shut(station.opening(self.schedules, at), at);
        let mut shortfalls = Vec::new();
        let mut by_station = self.filter.all.is_empty() && self.filter.any.is_empty();
        let any_usable = self.filter.any.iter().any(|id| self.amenity_shut(station, *id, at).is_none());
        let any = self.filter.any.iter().filter(|_| !any_usable);
        for id in self.filter.all.iter().chain(any) {
            by_station |=
                !station.amenities.iter().any(|amenity| amenity.kind == *id && amenity.hours != OwnHours::Stations);
            if station.has_amenity(*id)
                && let Some(shut) = self.amenity_shut(station, *id, at)
            {
                shortfalls.push(Shortfall { amenity: Some(*id), shut });
            }
        }
        if by_station && let Some(shut) = of_station {
            shortfalls.push(Shortfall { amenity: None, shut });
        }
        shortfalls
    }

    /// The first instant after `at` from which what is asked for can be used, within the time that schedules
    /// look ahead; none where an amenity is missing or hours are not known.
    pub fn next_usable(&self, station: &Station, at: DateTime<Utc>) -> Option<DateTime<Utc>> {
        let mut at = at;
        for _ in 0..MOST_OPENINGS {
            at = self.next_opening(station, at)?;
            if self.usable(station, at) {
                return Some(at);
            }
        }
        None
    }

    /// The earliest opening after `at` among the things whose state keeps the station from use.
    fn next_opening(&self, station: &Station, at: DateTime<Utc>) -> Option<DateTime<Utc>> {
        let asked = self.filter.all.iter().chain(&self.filter.any);
        let amenities = asked.flat_map(|id| station.amenities.iter().filter(move |amenity| amenity.kind == *id));
        let openings = amenities.map(|amenity| station.opening_of(amenity, self.schedules, at));
        let own =
            (self.filter.all.is_empty() && self.filter.any.is_empty()).then(|| station.opening(self.schedules, at));
        openings
            .chain(own)
            .filter_map(|opening| match opening.state {
                // What is open now may close too soon, and opens again only after that.
                State::Open => opening.closes_at().filter(|closes_at| *closes_at > at),
                State::Closed | State::Unknown => opening.opens_at,
            })
            .min()
    }

    /// Why an amenity is not usable: the least of the reasons of those entries that offer it.
    fn amenity_shut(&self, station: &Station, id: AmenityId, at: DateTime<Utc>) -> Option<Shut> {
        let entries = station.amenities.iter().filter(|amenity| amenity.kind == id);
        let mut reasons = entries.map(|amenity| self.shut(station.opening_of(amenity, self.schedules, at), at));
        let first = reasons.next().unwrap_or(Some(Shut::HoursUnknown));
        reasons.fold(first, |least, reason| match (least, reason) {
            (Some(Shut::ClosesTooSoon), Some(_)) => least,
            (Some(_), Some(Shut::ClosesTooSoon)) | (_, None) => reason,
            (Some(Shut::HoursUnknown), _) | (None, _) => least,
            (Some(Shut::Closed), _) => reason,
        })
    }

    fn shut(&self, opening: Opening, at: DateTime<Utc>) -> Option<Shut> {
        match opening.state {
            State::Closed => Some(Shut::Closed),
            State::Unknown => Some(Shut::HoursUnknown),
            State::Open => {
                let until = at.checked_add_signed(self.lasting).unwrap_or(DateTime::<Utc>::MAX_UTC);
                opening.closes_at().is_some_and(|closes_at| closes_at < until).then_some(Shut::ClosesTooSoon)
            }
        }
    }
}
