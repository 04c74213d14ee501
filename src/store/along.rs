//! How is a question for the stations beside a route answered? Judged on setting out, or where one passes them.

use super::question::{Choice, Usable};
use super::snapshot::Snapshot;
use crate::coverage::{Effort, Halt};
use crate::geodesy::Route;
use crate::index::{Beside, BesideWork, Passing};
use std::ops::ControlFlow;

/// What it costs to judge an arrival, in units of [`Effort`].
const UNITS_OF_AN_ARRIVAL: usize = 10;

/// A question for the stations beside a route.
#[derive(Debug)]
pub struct Journey {
    /// The way.
    pub route: Route,
    /// How far from it at most, inclusive; at most 50 km.
    pub corridor_m: f64,
    /// Which stations will do.
    pub choice: Choice,
    /// Speed of travel; opening is then judged when one is at the closest point of the route.
    pub speed_mps: Option<f64>,
}

impl Snapshot {
    /// All stations that answer, in the order of the route, then nearer ones first, then by id.
    ///
    /// # Errors
    /// [`Halt`] when it takes more work than `effort` allows.
    pub fn along(&self, journey: &Journey, effort: &Effort) -> Result<Vec<Beside>, Halt> {
        let Journey { route, corridor_m, choice, speed_mps } = journey;
        let mut spent = 0;
        let watch = |work: &BesideWork| {
            let more = work.units() - spent;
            spent += more;
            effort.spend(more).map_or_else(ControlFlow::Break, ControlFlow::Continue)
        };
        let Some(_) = choice.open else {
            return self.index.beside(route, *corridor_m, &Passing::new(&choice.filter), watch);
        };
        if speed_mps.is_none() {
            return self.index.beside(route, *corridor_m, &Usable::on_setting_out(self, choice), watch);
        }
        let mut found = self.index.beside(route, *corridor_m, &Usable::at_some_time(self, choice), watch)?;
        effort.spend(UNITS_OF_AN_ARRIVAL * found.len())?;
        let wanted = choice.wanted(&self.schedules);
        found.retain(|beside| {
            let station = self.index.stations().get(beside.ordinal);
            station.is_some_and(|station| wanted.usable(station, choice.arrival(beside.along, *speed_mps)))
        });
        Ok(found)
    }
}
