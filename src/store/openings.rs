//! How does an opening stand in an answer? As text, kept by schedule for as long as it holds.

use crate::hours::{Lasting, Opening, ScheduleId, Schedules};
use arc_swap::{ArcSwapOption, Guard};
use chrono::{DateTime, SubsecRound, TimeDelta, Utc};
use chrono_tz::Tz;
use hashbrown::DefaultHashBuilder;
use std::hash::BuildHasher;
use std::sync::Arc;

/// Places for texts that several schedules share: thousands of schedules open and close at a few hundred instants of a
/// day, so that what they tell stays in a processor's cache.
const SHARED: usize = 1024;

/// What the schedules of a data set tell now, as it is written. Nearly every answer asks for the present instant, and
/// schedules change a few times a day.
#[derive(Debug)]
pub struct Openings {
    of_schedules: Vec<ArcSwapOption<Written>>,
    shared: Vec<ArcSwapOption<Written>>,
    hasher: DefaultHashBuilder,
}

#[derive(Debug)]
struct Written {
    lasting: Lasting,
    /// The zone in which its instants are told.
    zone: Tz,
    text: Box<str>,
}

impl Openings {
    /// Of so many schedules none is written yet.
    pub(super) fn of(schedules: usize) -> Self {
        let empty = |count: usize| (0..count).map(|_| ArcSwapOption::empty()).collect();
        let shared = empty(SHARED.min(schedules));
        Self { of_schedules: empty(schedules), shared, hasher: DefaultHashBuilder::default() }
    }

    /// Appends what a schedule tells at an instant in a zone as `write` writes it, which must depend on these alone, and
    /// returns it.
    pub fn push(
        &self,
        out: &mut String,
        schedules: &Schedules,
        (id, at, zone): (ScheduleId, DateTime<Utc>, Tz),
        write: impl Fn(&mut String, &Opening, Tz),
    ) -> Opening {
        let slot = self.of_schedules.get(id.index());
        let kept = slot.map(ArcSwapOption::load);
        if let Some(written) = kept.as_ref().and_then(|written| written.as_deref())
            && written.holds(at)
            && written.zone == zone
        {
            out.push_str(&written.text);
            return written.lasting.opening;
        }
        let lasting = slot.and_then(|_| schedules.lasting(id, at));
        let opening = lasting.map_or_else(|| schedules.at(id, at), |lasting| lasting.opening);
        let start = out.len();
        write(out, &opening, zone);
        if let (Some(slot), Some(lasting)) = (slot, lasting) {
            // Whoever asks for another time must not take the place of what everyone asks for.
            let now = Utc::now();
            if lasting.from <= now && now < lasting.until {
                let text = out.get(start..).unwrap_or_default();
                slot.store(Some(self.shared(since_the_hour(lasting, now), zone, text)));
            }
        }
        opening
    }

    /// What says this, shared by all schedules that do.
    fn shared(&self, lasting: Lasting, zone: Tz, text: &str) -> Arc<Written> {
        let hash = self.hasher.hash_one((lasting.from, lasting.until, text));
        let place = usize::try_from(hash).unwrap_or(0).checked_rem(self.shared.len());
        let shared = place.and_then(|place| self.shared.get(place));
        let known = shared.map(ArcSwapOption::load).and_then(Guard::into_inner);
        if let Some(known) =
            known.filter(|known| known.lasting == lasting && known.zone == zone && *known.text == *text)
        {
            return known;
        }
        let written = Arc::new(Written { lasting, zone, text: text.into() });
        if let Some(shared) = shared {
            shared.store(Some(written.clone()));
        }
        written
    }
}

/// The same from the hour's beginning at the earliest: schedules that open at different times of the day and close at the
/// same then tell the same for as long.
fn since_the_hour(lasting: Lasting, now: DateTime<Utc>) -> Lasting {
    let hour = now.trunc_subsecs(0) - TimeDelta::seconds(now.timestamp().rem_euclid(3600));
    Lasting { from: lasting.from.max(hour), ..lasting }
}

impl Written {
    fn holds(&self, at: DateTime<Utc>) -> bool {
        self.lasting.from <= at && at < self.lasting.until
    }
}
