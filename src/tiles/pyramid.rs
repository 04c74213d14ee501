//! What of the stations does a tile show? Clusters by cells of the tile at coarse zooms, each station at fine ones.

use super::marked::Marked;
use super::mercator;
use super::morton;
use super::tile_id::{EXTENT, EXTENT_BITS, TileId};
use crate::geodesy::Crs;
use crate::index::Bits;
use crate::station::{Station, Status};
use rayon::prelude::*;
use std::ops::Range;

/// The zoom from which on every station is shown by itself: a tile is then 2.4 km wide on the equator.
pub const CLUSTERED_BELOW: u8 = 14;

/// Most stations that a tile shows one by one. Beyond, as where thousands share one place, it shows clusters at any
/// zoom: a tile of a million features helps nobody.
pub const MOST_SINGLE: usize = 2_000;

/// The cells of a tile along each edge are 2 to the power of so many: 8, of 64 pixels where a tile is drawn with 512.
const CELL_BITS: u8 = 3;

/// The operating stations in the order of the tiles: those of each tile, of each zoom, are one run of it.
///
/// Every position belongs to one tile of each zoom (its west and north edges are its own, the others its neighbours')
/// and to one cell of that; what lies beyond the square of the world belongs to the cell at its edge. So the stations
/// of all tiles of a zoom are all stations, each counted once, and which are drawn together depends on nothing but
/// where they are. Nothing is drawn twice: points have no buffer around the tile.
#[derive(Debug, Default)]
pub struct Pyramid {
    /// Where they are, in steps of [`mercator`].
    positions: Vec<[u32; 2]>,
    /// The stations' ordinals.
    order: Vec<u32>,
    everyone: Marked,
}

/// What a tile shows at one position, in units of the tile (0 to [`EXTENT`] - 1).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Drawn {
    /// The stations of one cell, at their mean.
    Cluster {
        /// Where.
        at: [u32; 2],
        /// How many.
        stations: u64,
        /// How many of them are open.
        open: u32,
    },
    /// One station.
    Single {
        /// Where.
        at: [u32; 2],
        /// Its ordinal.
        ordinal: u32,
    },
}

impl Pyramid {
    /// Orders the operating stations by where they are in a system of coordinates; those at one place by their ids.
    pub fn build(stations: &[Station], crs: Crs) -> Self {
        let id_of = |ordinal: u32| stations.get(ordinal as usize).map(|station| station.id.as_str());
        let mut placed: Vec<(u64, u32)> = stations
            .par_iter()
            .enumerate()
            .filter(|(_, station)| station.status == Status::Operating)
            .map(|(ordinal, station)| (morton::key(position_of(station, crs)), ordinal as u32))
            .collect();
        placed.par_sort_unstable_by(|(a_key, a), (b_key, b)| a_key.cmp(b_key).then_with(|| id_of(*a).cmp(&id_of(*b))));
        let (positions, order): (Vec<[u32; 2]>, Vec<u32>) =
            placed.into_iter().map(|(key, ordinal)| (morton::position(key), ordinal)).unzip();
        let everyone = Marked::of(Bits::of(0..positions.len(), |_| true), &positions);
        Self { positions, order, everyone }
    }

    /// How many stations there are.
    pub fn len(&self) -> usize {
        self.positions.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.positions.is_empty()
    }

    /// Bytes held on the heap.
    pub fn bytes(&self) -> usize {
        size_of_val(&self.positions[..]) + size_of_val(&self.order[..]) + self.everyone.bytes()
    }

    /// All stations.
    pub fn everyone(&self) -> &Marked {
        &self.everyone
    }

    /// The places in the order that a tile's stations have.
    pub fn places(&self, tile: TileId) -> Range<usize> {
        let bits = 2 * u32::from(tile.zoom());
        let prefix = morton::key([tile.column(), tile.row()]);
        // All keys begin with the 0 bits of the whole world.
        let of_tile = |at: [u32; 2]| morton::key(at).checked_shr(64 - bits).unwrap_or(0);
        let start = self.positions.partition_point(|at| of_tile(*at) < prefix);
        let after = self.positions.get(start..).unwrap_or_default();
        let length = after.partition_point(|at| of_tile(*at) == prefix);
        start..start + length
    }

    /// Whether a tile shows each of its stations by itself, whichever of them are meant.
    pub fn is_shown_singly(&self, tile: TileId) -> bool {
        tile.zoom() >= CLUSTERED_BELOW && self.places(tile).len() <= MOST_SINGLE
    }

    /// Those of some places whose stations, by ordinal, are meant.
    pub fn bits(&self, places: Range<usize>, is_meant: impl Fn(usize) -> bool + Sync) -> Bits {
        Bits::of(places, |place| self.order.get(place).is_some_and(|ordinal| is_meant(*ordinal as usize)))
    }

    /// [`bits`](Self::bits), with the sums that clusters are made of.
    pub fn marked(&self, places: Range<usize>, is_meant: impl Fn(usize) -> bool + Sync) -> Marked {
        Marked::of(self.bits(places, is_meant), &self.positions)
    }

    /// What a tile shows of the stations that `shown` has, and how many of them `open` has too. Both are to hold at
    /// least the places of the tile.
    ///
    /// The work is that of the tile's 64 cells, whatever they hold, but for one look at 64 stations' bits at once to
    /// count those that are open.
    pub fn drawn(&self, tile: TileId, shown: &Marked, open: &Bits) -> Vec<Drawn> {
        let places = self.places(tile);
        let stations = shown.sum(places.clone(), &self.positions).count;
        if stations == 0 {
            return Vec::new();
        }
        if tile.zoom() >= CLUSTERED_BELOW && stations <= MOST_SINGLE as u64 {
            return shown.bits().each(places).filter_map(|place| self.single(tile, place)).collect();
        }
        self.cells(tile, places).filter_map(|cell| self.of_cell(tile, cell, shown, open)).collect()
    }

    fn of_cell(&self, tile: TileId, cell: Range<usize>, shown: &Marked, open: &Bits) -> Option<Drawn> {
        let sum = shown.sum(cell.clone(), &self.positions);
        match sum.count {
            0 => None,
            1 => self.single(tile, shown.bits().each(cell).next()?),
            stations => {
                let open = open.count_both(shown.bits(), cell);
                Some(Drawn::Cluster { at: within(tile, sum.mean()), stations, open })
            }
        }
    }

    fn single(&self, tile: TileId, place: usize) -> Option<Drawn> {
        let (at, ordinal) = (self.positions.get(place)?, self.order.get(place)?);
        Some(Drawn::Single { at: within(tile, *at), ordinal: *ordinal })
    }

    /// The places of a tile, cell by cell; cells without any are left out.
    fn cells(&self, tile: TileId, places: Range<usize>) -> impl Iterator<Item = Range<usize>> {
        let mut start = places.start;
        std::iter::from_fn(move || {
            let left = self.positions.get(start..places.end)?;
            let cell = cell_of(tile, *left.first()?);
            let from = start;
            start += left.partition_point(|at| cell_of(tile, *at) == cell);
            Some(from..start)
        })
    }
}

/// Where a station is, in steps of [`mercator`].
pub(super) fn position_of(station: &Station, crs: Crs) -> [u32; 2] {
    let (lon, lat) = crs.from_wgs84(station.position);
    mercator::steps_of(lon, lat)
}

/// The number of the cell of a tile in which a position lies.
pub(super) fn cell_of(tile: TileId, at: [u32; 2]) -> u64 {
    morton::key(at) >> (64 - 2 * u32::from(tile.zoom() + CELL_BITS))
}

/// A position in units of its tile.
pub(super) fn within(tile: TileId, steps: [u32; 2]) -> [u32; 2] {
    steps.map(|steps| steps >> (32 - tile.zoom() - EXTENT_BITS) & (EXTENT - 1))
}
