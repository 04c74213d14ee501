//! By which numbers are words and hours known? Only those that stations use have one, whatever was read beside them.

use crate::hours::{Calendar, ScheduleId, Schedules};
use crate::ingest::Context;
use crate::station::{Amenity, AmenityId, KindId, Lexicon, OwnHours, Station};
use rayon::prelude::*;
use std::sync::Arc;

/// What old numbers mean.
#[derive(Clone, Copy)]
pub(super) struct Old<'a> {
    pub lexicon: &'a Lexicon,
    pub schedules: &'a Schedules,
}

/// The new numbers of old words and schedules, by old number; none for those that are not in use.
pub(super) struct Numbers {
    kinds: Vec<Option<KindId>>,
    amenities: Vec<Option<AmenityId>>,
    schedules: Vec<Option<ScheduleId>>,
}

/// Words and hours that stations use. Those that only refused records used are forgotten: they are not in the data.
pub(super) fn in_use(context: Context, stations: &mut [Station]) -> (Lexicon, Schedules) {
    let (lexicon, schedules) = context.finish();
    let context = Context::default();
    let old = Old { lexicon: &lexicon, schedules: &schedules };
    let calendar = |id: ScheduleId| schedules.get(id).and_then(|timetable| timetable.calendar().cloned());
    let new = Numbers::of(stations.iter(), old, &context, calendar);
    let (used, used_schedules) = context.finish();
    let words = |lexicon: &Lexicon| (lexicon.amenities().len(), lexicon.kinds().len());
    if words(&used) == words(&lexicon) && used_schedules.ids().len() == schedules.ids().len() {
        return (lexicon, schedules);
    }
    stations.par_iter_mut().for_each(|station| {
        // Each of their numbers was just given.
        let _ = new.number(station);
    });
    (used, used_schedules)
}

impl Numbers {
    pub(super) fn of<'a>(
        stations: impl Iterator<Item = &'a Station>,
        old: Old,
        context: &Context,
        calendar: impl Fn(ScheduleId) -> Option<Arc<Calendar>>,
    ) -> Self {
        let mut new = Self {
            kinds: vec![None; old.lexicon.kinds().len()],
            amenities: vec![None; old.lexicon.amenities().len()],
            schedules: vec![None; old.schedules.ids().len()],
        };
        for station in stations {
            if let Some(slot @ None) = new.kinds.get_mut(station.kind.index()) {
                *slot = Some(context.kind(old.lexicon.kind_word(station.kind)));
            }
            for id in station.amenities.iter().map(|amenity| &amenity.kind).chain(&station.amenities_absent) {
                if let Some(slot @ None) = new.amenities.get_mut(id.index()) {
                    *slot = Some(context.amenity(old.lexicon.amenity_word(*id)));
                }
            }
            for id in station.hours.into_iter().chain(station.amenities.iter().filter_map(own_hours)) {
                if let Some(slot @ None) = new.schedules.get_mut(id.index()) {
                    *slot = context.take_up(old.schedules, id, calendar(id).as_ref());
                }
            }
        }
        new
    }

    /// Gives a station the new numbers; none if one is not known, which would be a mistake of ours.
    pub(super) fn number(&self, station: &mut Station) -> Option<()> {
        let new_schedule = |id: ScheduleId| self.schedules.get(id.index()).copied().flatten();
        let new_amenity = |id: AmenityId| self.amenities.get(id.index()).copied().flatten();
        station.kind = self.kinds.get(station.kind.index()).copied().flatten()?;
        if let Some(hours) = &mut station.hours {
            *hours = new_schedule(*hours)?;
        }
        for amenity in &mut station.amenities {
            amenity.kind = new_amenity(amenity.kind)?;
            if let OwnHours::Known(hours) = &mut amenity.hours {
                *hours = new_schedule(*hours)?;
            }
        }
        for absent in &mut station.amenities_absent {
            *absent = new_amenity(*absent)?;
        }
        Some(())
    }
}

fn own_hours(amenity: &Amenity) -> Option<ScheduleId> {
    match amenity.hours {
        OwnHours::Known(id) => Some(id),
        OwnHours::Stations | OwnHours::Unknown => None,
    }
}
