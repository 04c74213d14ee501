//! By which numbers are words and hours known? Only those that stations use have one, whatever was read beside them.

use crate::hours::{Calendar, ScheduleId, Schedules};
use crate::ingest::Context;
use crate::station::{Amenity, AmenityId, KindId, Lexicon, List, OwnHours, Station};
use hashbrown::HashMap;
use rayon::prelude::*;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

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
    /// The lists of stations in new numbers, by where the old ones lie.
    present: HashMap<usize, Option<List<Amenity>>>,
    absent: HashMap<usize, Option<List<AmenityId>>>,
}

/// Words and hours that stations use. Those that only refused records used are forgotten: they are not in the data.
pub(super) fn in_use(context: Context, stations: &mut [Station]) -> (Lexicon, Schedules) {
    let (lexicon, schedules) = context.finish();
    let old = Old { lexicon: &lexicon, schedules: &schedules };
    // As it nearly always is.
    if Used::by(stations, old).is_all() {
        return (lexicon, schedules);
    }
    let context = Context::default();
    let calendar = |id: ScheduleId| schedules.get(id).and_then(|timetable| timetable.calendar().cloned());
    let new = Numbers::of(stations.iter(), old, &context, calendar);
    let (used, used_schedules) = context.finish();
    stations.par_iter_mut().for_each(|station| {
        // Each of their numbers was just given.
        let _ = new.number(station);
    });
    (used, used_schedules)
}

/// Which words and schedules some stations use, by number. Those of the vocabulary are in every lexicon.
struct Used {
    kinds: Vec<AtomicBool>,
    amenities: Vec<AtomicBool>,
    schedules: Vec<AtomicBool>,
}

impl Used {
    fn by(stations: &[Station], of: Old) -> Self {
        let marks = |count: usize, common: usize| (0..count).map(|number| AtomicBool::new(number < common)).collect();
        let vocabulary = Lexicon::default();
        let used = Self {
            kinds: marks(of.lexicon.kinds().len(), vocabulary.kinds().len()),
            amenities: marks(of.lexicon.amenities().len(), vocabulary.amenities().len()),
            schedules: marks(of.schedules.ids().len(), 0),
        };
        stations.par_iter().for_each(|station| {
            mark(&used.kinds, station.kind.index());
            let own = station.amenities.iter().filter_map(own_hours);
            station.hours.into_iter().chain(own).for_each(|id| mark(&used.schedules, id.index()));
            let present = station.amenities.iter().map(|amenity| amenity.kind);
            present.chain(station.amenities_absent.iter().copied()).for_each(|id| mark(&used.amenities, id.index()));
        });
        used
    }

    fn is_all(&self) -> bool {
        let mut marks = self.kinds.iter().chain(&self.amenities).chain(&self.schedules);
        marks.all(|mark| mark.load(Ordering::Relaxed))
    }
}

/// Marks a number; one that is marked is only read, so that cores need not wait for each other.
#[inline]
fn mark(marks: &[AtomicBool], number: usize) {
    if let Some(mark) = marks.get(number).filter(|mark| !mark.load(Ordering::Relaxed)) {
        mark.store(true, Ordering::Relaxed);
    }
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
            present: HashMap::new(),
            absent: HashMap::new(),
        };
        let take_up = |new: &mut Self, id: ScheduleId| {
            if let Some(slot @ None) = new.schedules.get_mut(id.index()) {
                *slot = context.take_up(old.schedules, id, calendar(id).as_ref());
            }
        };
        let word = |new: &mut Self, id: AmenityId| {
            if let Some(slot @ None) = new.amenities.get_mut(id.index()) {
                *slot = Some(context.amenity(old.lexicon.amenity_word(id)));
            }
        };
        for station in stations {
            if let Some(slot @ None) = new.kinds.get_mut(station.kind.index()) {
                *slot = Some(context.kind(old.lexicon.kind_word(station.kind)));
            }
            if let Some(hours) = station.hours {
                take_up(&mut new, hours);
            }
            // A list that many stations have is gone through once.
            if let Some(place) = station.amenities.place()
                && !new.present.contains_key(&place)
            {
                station.amenities.iter().for_each(|amenity| word(&mut new, amenity.kind));
                station.amenities.iter().filter_map(own_hours).for_each(|id| take_up(&mut new, id));
                let list = new.amenities(&station.amenities);
                new.present.insert(place, list);
            }
            if let Some(place) = station.amenities_absent.place()
                && !new.absent.contains_key(&place)
            {
                station.amenities_absent.iter().for_each(|id| word(&mut new, *id));
                let list = new.absent(&station.amenities_absent);
                new.absent.insert(place, list);
            }
        }
        new
    }

    /// Gives a station the new numbers; none if one is not known, which would be a mistake of ours.
    pub(super) fn number(&self, station: &mut Station) -> Option<()> {
        station.kind = self.kinds.get(station.kind.index()).copied().flatten()?;
        if let Some(hours) = &mut station.hours {
            *hours = self.schedule(*hours)?;
        }
        if let Some(place) = station.amenities.place() {
            station.amenities = self.present.get(&place)?.clone()?;
        }
        if let Some(place) = station.amenities_absent.place() {
            station.amenities_absent = self.absent.get(&place)?.clone()?;
        }
        Some(())
    }

    fn schedule(&self, id: ScheduleId) -> Option<ScheduleId> {
        self.schedules.get(id.index()).copied().flatten()
    }

    fn amenity(&self, id: AmenityId) -> Option<AmenityId> {
        self.amenities.get(id.index()).copied().flatten()
    }

    /// A list in new numbers; the same list if they are those it has.
    fn amenities(&self, old: &List<Amenity>) -> Option<List<Amenity>> {
        let renumbered = |amenity: &Amenity| {
            let hours = match amenity.hours {
                OwnHours::Known(id) => OwnHours::Known(self.schedule(id)?),
                own => own,
            };
            Some(Amenity { kind: self.amenity(amenity.kind)?, hours, said: amenity.said.clone() })
        };
        let new = old.iter().map(renumbered).collect::<Option<Vec<_>>>()?;
        Some(if new[..] == old[..] { old.clone() } else { List::from(new) })
    }

    /// The same for what is known not to be there.
    fn absent(&self, old: &List<AmenityId>) -> Option<List<AmenityId>> {
        let new = old.iter().map(|id| self.amenity(*id)).collect::<Option<Vec<_>>>()?;
        Some(if new[..] == old[..] { old.clone() } else { List::from(new) })
    }
}

fn own_hours(amenity: &Amenity) -> Option<ScheduleId> {
    match amenity.hours {
        OwnHours::Known(id) => Some(id),
        OwnHours::Stations | OwnHours::Unknown => None,
    }
}
