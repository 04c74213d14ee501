//! What is the obvious answer? Look at every station, keep those of the tile, put those of a cell together.

use super::marked::Sum;
use super::pyramid::{CLUSTERED_BELOW, Drawn, MOST_SINGLE, cell_of, position_of, within};
use super::tile_id::TileId;
use crate::geodesy::Crs;
use crate::station::{Station, Status};
use std::collections::BTreeMap;

/// What a tile shows of the operating stations that are meant, and how many of them are open; in any order. Ordinals
/// are places in `stations`.
pub fn drawn(
    stations: &[Station],
    crs: Crs,
    tile: TileId,
    is_meant: impl Fn(usize, &Station) -> bool,
    is_open: impl Fn(usize, &Station) -> bool,
) -> Vec<Drawn> {
    let of_tile: Vec<(usize, &Station, [u32; 2])> = stations
        .iter()
        .enumerate()
        .filter(|(ordinal, station)| station.status == Status::Operating && is_meant(*ordinal, station))
        .map(|(ordinal, station)| (ordinal, station, position_of(station, crs)))
        .filter(|(_, _, at)| {
            // A shift by all 32 bits leaves the only column and row of zoom 0.
            let at = at.map(|steps| steps.checked_shr(32 - u32::from(tile.zoom())).unwrap_or(0));
            at == [tile.column(), tile.row()]
        })
        .collect();
    let single = |ordinal: usize, at: [u32; 2]| Drawn::Single { at: within(tile, at), ordinal: ordinal as u32 };
    if tile.zoom() >= CLUSTERED_BELOW && of_tile.len() <= MOST_SINGLE {
        return of_tile.into_iter().map(|(ordinal, _, at)| single(ordinal, at)).collect();
    }
    let mut cells: BTreeMap<u64, (Sum, u32, usize, [u32; 2])> = BTreeMap::new();
    for (ordinal, station, at) in of_tile {
        let cell = cells.entry(cell_of(tile, at)).or_insert((Sum::default(), 0, ordinal, at));
        cell.0 = cell.0.and(at);
        cell.1 += u32::from(is_open(ordinal, station));
    }
    let drawn = |(sum, open, ordinal, at): (Sum, u32, usize, [u32; 2])| match sum.count {
        1 => single(ordinal, at),
        stations => Drawn::Cluster { at: within(tile, sum.mean()), stations, open },
    };
    cells.into_values().map(drawn).collect()
}
