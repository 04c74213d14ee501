//! Which of all stations are meant? Told for all at once, as maps, coverage and siting ask it.

use super::open_set::Doors;
use super::question::Choice;
use super::snapshot::Snapshot;
use crate::index::Bits;

impl Snapshot {
    /// Ordinals of all stations that are meant.
    pub fn chosen(&self, choice: &Choice) -> Vec<usize> {
        self.meant(choice).each(0..self.index.len()).collect()
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
        let lasts: Option<Vec<bool>> = (!lasting.is_zero()).then(|| {
            self.schedules.ids().map(|id| wanted.lasts(self.schedules.at(id, choice.at), choice.at)).collect()
        });
        let by_station = |ordinal: usize| match &lasts {
            None => open.station(ordinal, Doors::OWN),
            Some(lasts) => self
                .agenda
                .hours(ordinal)
                .is_some_and(|schedule| lasts.get(schedule.index()).is_some_and(|lasts| *lasts)),
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
