//! Which of all stations are meant? Told for all at once, as maps, coverage and siting ask it.

use super::open_set::Doors;
use super::question::{Choice, Usable};
use super::snapshot::Snapshot;
use crate::geodesy::BoundingBox;
use crate::index::{Bits, Passing};
use chrono::{DateTime, Utc};

impl Snapshot {
    /// Ordinals of all stations that are meant.
    pub fn chosen(&self, choice: &Choice) -> Vec<usize> {
        self.meant(choice).each(0..self.index.len()).collect()
    }

    /// [`Snapshot::chosen`] in a box, in no order.
    pub fn chosen_in(&self, choice: &Choice, window: &BoundingBox) -> Vec<usize> {
        match choice.open {
            None => self.index.in_box(window, &Passing::new(&choice.filter)).0,
            Some(_) => self.index.in_box(window, &Usable::on_setting_out(self, choice)).0,
        }
    }

    /// [`Snapshot::chosen_in`] a box in which so many stations at most need be looked at, whenever it is open.
    pub(super) fn chosen_in_small(
        &self,
        choice: &Choice,
        window: &BoundingBox,
        most_looks: usize,
    ) -> Option<Vec<usize>> {
        match choice.open {
            None => self.index.in_small_box(window, &Passing::new(&choice.filter), most_looks),
            Some(_) => None,
        }
    }

    /// All stations that are meant, by ordinal.
    ///
    /// Each schedule is looked at once, however many stations keep it. Only where an amenity has hours of its own, and
    /// amenities are asked for, is the station judged by itself.
    pub(super) fn meant(&self, choice: &Choice) -> Bits {
        let passing = self.index.passing(&choice.filter);
        let Some(lasting) = choice.open else { return passing };
        let wanted = choice.wanted(&self.schedules);
        let open = self.agenda.open_set(&self.index, &self.schedules, choice.at);
        let until = choice.at.checked_add_signed(lasting).unwrap_or(DateTime::<Utc>::MAX_UTC);
        let by_station = |ordinal: usize| {
            open.station(ordinal, Doors::OWN)
                && (lasting.is_zero() || self.agenda.hours(ordinal).is_some_and(|schedule| open.lasts(schedule, until)))
        };
        let by_itself = |ordinal: usize| {
            let station = self.index.stations().get(ordinal);
            open.station(ordinal, Doors::ANY) && station.is_some_and(|station| wanted.usable(station, choice.at))
        };
        let asks_amenities = !choice.filter.all.is_empty() || !choice.filter.any.is_empty();
        passing.kept(|ordinal| match asks_amenities && self.agenda.has_other_hours(ordinal) {
            true => by_itself(ordinal),
            false => by_station(ordinal),
        })
    }
}
