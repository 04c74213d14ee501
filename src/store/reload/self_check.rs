//! Does a snapshot answer right? A sample of questions, each held against all stations.

use crate::geodesy::{Distance, Ecef, Position, inverse};
use crate::index::{Near, Passing};
use crate::station::{Filter, Station};
use crate::store::Snapshot;
use rayon::prelude::*;

/// How many stations are looked at all in all: a twentieth of a second.
const LOOKS: usize = 8_000_000;
/// Most places from which is asked.
const MOST_PLACES: usize = 16;
/// How many answers are held against all others.
const LIMIT: usize = 5;

/// Asks for the nearest stations from some of their own positions and from between them, with and without an amenity,
/// and looks whether any other station is nearer than those found. Ids must stand in order, each once.
///
/// # Errors
/// What is wrong; it is a mistake of ours, not of the data.
pub fn self_check(snapshot: &Snapshot) -> Result<(), String> {
    let stations = snapshot.index.stations();
    let id_at = |ordinal: usize| stations.get(ordinal).map(|station| station.id.as_str());
    // Each is read from wherever it lies, for which one processor would wait a million times.
    let ids: Vec<Option<&str>> = snapshot.by_id.par_iter().map(|ordinal| id_at(*ordinal as usize)).collect();
    let all = ids.len() == stations.len() && ids.par_iter().all(Option::is_some);
    if !all || !ids.par_windows(2).all(|two| two.is_sorted_by(|a, b| a < b)) {
        return Err("the order of ids is wrong".to_owned());
    }
    if snapshot.texts.len() != stations.len() || snapshot.sums.len() != stations.len() {
        return Err("stations and their texts do not match".to_owned());
    }
    let centres: Vec<Ecef> = stations.par_iter().map(|station| Ecef::from(station.position)).collect();
    let places = (LOOKS / (2 * stations.len().max(1))).clamp(1, MOST_PLACES).min(stations.len());
    for number in 0..places {
        let at = |number: usize| stations.get(number % places * stations.len() / places);
        let (Some(here), Some(next)) = (at(number), at(number + 1)) else { continue };
        let lon = (here.position.lon() + next.position.lon()) / 2.0;
        let lat = (here.position.lat() + next.position.lat()) / 2.0;
        let amenity = here.amenities.first().map(|amenity| amenity.kind);
        let with_amenity = Filter { all: amenity.into_iter().collect(), ..Filter::default() };
        for (from, filter) in [(Ok(here.position), Filter::default()), (Position::new(lon, lat), with_amenity)] {
            let Ok(from) = from else { continue };
            let found = snapshot.index.nearest(from, LIMIT, None, &Passing::new(&filter));
            holds(stations, &centres, from, &found, &filter)
                .map_err(|id| format!("the nearest stations are wrong at {id}"))?;
        }
    }
    Ok(())
}

/// Whether an answer is that of looking at every station: the right distances in the right order, and nobody left
/// out. A straight line is never longer than the geodesic, so that whoever is farther by it needs no geodesic.
fn holds<'a>(
    stations: &'a [Station],
    centres: &[Ecef],
    from: Position,
    found: &[Near],
    filter: &Filter,
) -> Result<(), &'a str> {
    let wanted = |station: &Station| filter.passes(station);
    let place = |near: &Near| stations.get(near.ordinal).map(|station| (near.distance, station.id.as_str()));
    let mut last: Option<(Distance, &str)> = None;
    for near in found {
        let Some(station) = stations.get(near.ordinal) else { return Err("") };
        let right = wanted(station) && inverse(from, station.position).distance == near.distance;
        if !right || last >= place(near) {
            return Err(station.id.as_str());
        }
        last = place(near);
    }
    let reach = if found.len() < LIMIT { None } else { last };
    let centre = Ecef::from(from);
    // Nearly all are told by the straight line alone, for which nothing else of them need be read.
    let reach_m = reach.map_or(f64::INFINITY, |(farthest, _)| farthest.m() + 0.001);
    for (station, _) in stations.iter().zip(centres).filter(|(_, at)| chord_m(centre, **at) <= reach_m) {
        if !wanted(station) {
            continue;
        }
        let id = station.id.as_str();
        let here = (inverse(from, station.position).distance, id);
        let is_found = found.iter().any(|near| place(near) == Some(here));
        if !is_found && reach.is_none_or(|reach| here < reach) {
            return Err(id);
        }
    }
    Ok(())
}

#[inline]
fn chord_m(Ecef(a): Ecef, Ecef(b): Ecef) -> f64 {
    a.iter().zip(b).map(|(a, b)| (a - b) * (a - b)).sum::<f64>().sqrt()
}
