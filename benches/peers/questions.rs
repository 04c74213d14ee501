//! What are all peers asked? Places, boxes of a map and tiles, drawn as the stations are.

use crate::points::Random;
use crate::stations::{Station, places};
use std::f64::consts::TAU;
use std::io::{Result, Write};
use std::ops::RangeInclusive;

/// Degrees between the lines of the grid by which a box is made large enough.
const STEP_DEG: f64 = 0.02;
const WEST: f64 = 70.0;
const SOUTH: f64 = 14.0;
const COLUMNS: usize = 3500;
const ROWS: usize = 2200;

/// A box is doubled until it holds about this many stations.
const ENOUGH: u32 = 50;

/// Places, one a line: lon and lat.
pub fn at_places(count: usize, out: &mut impl Write) -> Result<()> {
    places(count, 1_000).into_iter().try_for_each(|(lon, lat)| writeln!(out, "{lon:.6} {lat:.6}"))
}

/// Boxes around places, one a line: west, south, east, north. Each holds some fifty to some hundred stations, if there are as many near.
pub fn boxes(stations: &[Station], count: usize, out: &mut impl Write) -> Result<()> {
    let sums = Sums::of(stations);
    for (lon, lat) in places(count, 2_000) {
        let mut half = STEP_DEG / 2.0;
        while half < 0.64 && sums.within(lon - half, lat - half, lon + half, lat + half) < ENOUGH {
            half *= 2.0;
        }
        writeln!(out, "{:.6} {:.6} {:.6} {:.6}", lon - half, lat - half, lon + half, lat + half)?;
    }
    Ok(())
}

/// Tiles in which stations lie, one a line: z, x and y, the zooms by turns.
pub fn tiles(stations: &[Station], zooms: RangeInclusive<u8>, count: usize, out: &mut impl Write) -> Result<()> {
    let mut random = Random(9);
    for zoom in zooms.cycle().take(count) {
        let Station { lon, lat, .. } = stations[(random.uniform() * stations.len() as f64) as usize];
        let across = 2f64.powi(zoom.into());
        let y = 0.5 - lat.to_radians().tan().asinh() / TAU;
        writeln!(out, "{zoom} {} {}", ((lon / 360.0 + 0.5) * across) as u32, (y * across) as u32)?;
    }
    Ok(())
}

/// How many stations lie south-west of each line of a grid.
struct Sums(Vec<u32>);

impl Sums {
    fn of(stations: &[Station]) -> Self {
        let mut sums = vec![0; COLUMNS * ROWS];
        for station in stations {
            sums[Self::at(station.lon, station.lat)] += 1;
        }
        for at in 0..sums.len() {
            let west = if at % COLUMNS > 0 { sums[at - 1] } else { 0 };
            let south = if at >= COLUMNS { sums[at - COLUMNS] } else { 0 };
            let both = if at % COLUMNS > 0 && at >= COLUMNS { sums[at - COLUMNS - 1] } else { 0 };
            sums[at] += west + south - both;
        }
        Self(sums)
    }

    fn at(lon: f64, lat: f64) -> usize {
        let column = ((lon - WEST) / STEP_DEG).clamp(0.0, COLUMNS as f64 - 1.0) as usize;
        let row = ((lat - SOUTH) / STEP_DEG).clamp(0.0, ROWS as f64 - 1.0) as usize;
        row * COLUMNS + column
    }

    /// About how many stations a box holds.
    fn within(&self, west: f64, south: f64, east: f64, north: f64) -> u32 {
        let sum = |lon: f64, lat: f64| self.0[Self::at(lon, lat)];
        (sum(east, north) + sum(west, south)).saturating_sub(sum(west, north) + sum(east, south))
    }
}
