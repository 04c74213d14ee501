//! How does an opening stand in an answer? As text, kept by schedule for as long as it holds.

use crate::hours::{Lasting, Opening, ScheduleId, Schedules};
use arc_swap::ArcSwapOption;
use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use std::sync::Arc;

/// Most schedules of which texts are kept: some 200 bytes each. Where there are more, hardly any is asked for twice while
/// it is still in a processor's cache.
const MOST_KEPT: usize = 1 << 16;

/// What the schedules of a data set tell now, as it is written. Nearly every answer asks for the present instant, and
/// schedules change a few times a day.
#[derive(Debug)]
pub struct Openings(Vec<ArcSwapOption<Written>>);

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
        let kept = if schedules <= MOST_KEPT { schedules } else { 0 };
        Self((0..kept).map(|_| ArcSwapOption::empty()).collect())
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
        let slot = self.0.get(id.index());
        if let Some(written) = slot.map(ArcSwapOption::load).as_ref().and_then(|written| written.as_deref())
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
            let written = Written { lasting, zone, text: out.get(start..).unwrap_or_default().into() };
            // Whoever asks for another time must not take the place of what everyone asks for.
            if written.holds(Utc::now()) {
                slot.store(Some(Arc::new(written)));
            }
        }
        opening
    }
}

impl Written {
    fn holds(&self, at: DateTime<Utc>) -> bool {
        self.lasting.from <= at && at < self.lasting.until
    }
}
