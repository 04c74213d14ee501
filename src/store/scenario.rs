//! What if there were other stations? Some added, some gone, without touching the snapshot.

use super::question::Choice;
use super::snapshot::Snapshot;
use crate::coverage::{Site, Supply};
use crate::hours::Schedules;
use crate::station::Station;
use std::collections::HashSet;

/// A change of stations that is only thought of.
#[derive(Debug, Default)]
pub struct Scenario {
    /// Stations that are added.
    pub added: Vec<Station>,
    /// The schedules that their hours refer to.
    pub schedules: Schedules,
    /// Places in the index of those that are gone.
    pub removed: HashSet<usize>,
}

impl Snapshot {
    /// The place in the index of a station's id.
    pub fn ordinal(&self, id: &str) -> Option<usize> {
        let id_at = |ordinal: &u32| self.index.stations().get(*ordinal as usize).map(|station| station.id.as_str());
        let place = self.by_id.binary_search_by(|ordinal| id_at(ordinal).cmp(&Some(id))).ok()?;
        self.by_id.get(place).map(|ordinal| *ordinal as usize)
    }

    /// The stations that are meant, in a scenario or as they are.
    pub fn sites<'a>(&'a self, choice: &Choice, scenario: Option<&'a Scenario>) -> Vec<Site<'a>> {
        let stays = |ordinal: &usize| !scenario.is_some_and(|scenario| scenario.removed.contains(ordinal));
        let there = self.chosen(choice).into_iter().filter(stays);
        let added = scenario
            .into_iter()
            .flat_map(|scenario| scenario.added.iter().filter(|station| choice.means(station, &scenario.schedules)));
        let stations = there.filter_map(|ordinal| self.index.stations().get(ordinal)).chain(added);
        stations.map(|station| Site { id: station.id.as_str(), position: station.position }).collect()
    }

    /// The stations that are meant with what each has to give: for so many people as it says, or one each. None for a
    /// station that does not say.
    pub fn supplies(&self, choice: &Choice, by_capacity: bool) -> Vec<Option<Supply>> {
        let amount = |station: &Station| if by_capacity { station.capacity.map(f64::from) } else { Some(1.0) };
        let supply = |station: &Station| Some(Supply { position: station.position, amount: amount(station)? });
        // In the order of ids, which no load and no tree changes.
        let mut stations: Vec<&Station> =
            self.chosen(choice).into_iter().filter_map(|ordinal| self.index.stations().get(ordinal)).collect();
        stations.sort_unstable_by(|a, b| a.id.cmp(&b.id));
        stations.into_iter().map(supply).collect()
    }
}
