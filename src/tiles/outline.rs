//! Which part of an area does a tile show? Its outline on the grid of the zoom, cut with a margin, whole at every seam.

use super::clip::{Corner, clipped, simple};
use super::mercator::{lat_of, x_of, y_of};
use super::tile_id::{EXTENT, EXTENT_BITS, TileId};
use crate::geodesy::{Crs, Position};
use geo::{LineString, MultiPolygon};

/// How far areas are drawn beyond the edge of their tile, in units of it, so that no line along the cut is seen: 8
/// pixels where a tile is drawn with 512.
pub const BUFFER: u32 = 64;

/// How far a straight edge may be from its course, in units of a tile.
const MOST_OFF: f64 = 0.5;

/// Halvings of one edge at most: more than an edge across the whole world needs at the finest zoom.
const MOST_HALVINGS: u32 = 24;

/// An area prepared to be drawn, its edges straight in the degrees of a system of coordinates.
#[derive(Debug, Clone, Default)]
pub struct Outline {
    rings: Vec<Ring>,
    window: Window,
}

/// A ring in the square of the world; outer ones of positive area by the surveyor's formula, holes of negative.
#[derive(Debug, Clone)]
struct Ring {
    corners: Vec<[f64; 2]>,
    window: Window,
}

/// A box, from the least to the most of x and y; by default of nothing.
#[derive(Debug, Clone, Copy)]
struct Window {
    least: [f64; 2],
    most: [f64; 2],
}

impl Default for Window {
    fn default() -> Self {
        Self { least: [f64::INFINITY; 2], most: [f64::NEG_INFINITY; 2] }
    }
}

impl Window {
    fn around(corners: &[[f64; 2]]) -> Self {
        corners.iter().fold(Self::default(), |window, corner| window.and(Self { least: *corner, most: *corner }))
    }

    fn and(self, other: Self) -> Self {
        Self {
            least: [0, 1].map(|axis| self.least[axis].min(other.least[axis])),
            most: [0, 1].map(|axis| self.most[axis].max(other.most[axis])),
        }
    }

    fn meets(self, other: Self) -> bool {
        [0, 1].iter().all(|axis| self.least[*axis] <= other.most[*axis] && other.least[*axis] <= self.most[*axis])
    }

    fn moved_east(self, by: f64) -> Self {
        let east = |[x, y]: [f64; 2]| [x + by, y];
        Self { least: east(self.least), most: east(self.most) }
    }
}

impl Outline {
    /// Prepares an area whose corners are WGS 84, to be drawn in a system of coordinates.
    pub fn of(area: &MultiPolygon<f64>, crs: Crs) -> Self {
        let rings: Vec<Ring> = area
            .iter()
            .flat_map(|polygon| {
                let holes = polygon.interiors().iter().map(|hole| Ring::of(hole, crs, -1.0));
                std::iter::once(Ring::of(polygon.exterior(), crs, 1.0)).chain(holes)
            })
            .collect();
        let window = rings.iter().fold(Window::default(), |window, ring| window.and(ring.window));
        Self { rings, window }
    }

    /// Bytes held on the heap.
    pub fn bytes(&self) -> usize {
        self.rings.iter().map(|ring| size_of_val(&ring.corners[..]) + size_of::<Ring>()).sum()
    }

    /// The part that a tile shows, with [`BUFFER`] around it: rings as [`Layer::polygon`](super::Layer::polygon) takes
    /// them; none where there is nothing or what there is has less than a unit.
    ///
    /// Corners are rounded to the grid of the zoom before anything is cut, to the same point in every tile; what was
    /// finer is gone. The grid is closed over the antimeridian: beyond the end of the world lies its other end, and
    /// parts that meet there are drawn as one.
    ///
    /// The work is one look at every corner of the rings that reach the tile.
    pub fn in_tile(&self, tile: TileId) -> Vec<Vec<[i32; 2]>> {
        let sight = Sight::of(tile);
        let mut rings = Vec::new();
        for world in [-1.0, 0.0, 1.0] {
            if !self.window.moved_east(world).meets(sight.window) {
                continue;
            }
            for ring in self.rings.iter().filter(|ring| ring.window.moved_east(world).meets(sight.window)) {
                let seen = clipped(sight.seen(ring, world), sight.low(), sight.high());
                if seen.len() > 2 {
                    rings.push(seen);
                }
            }
        }
        if rings.is_empty() { Vec::new() } else { simple(&rings) }
    }
}

impl Ring {
    /// A ring that goes around so that its area has this sign.
    fn of(ring: &LineString<f64>, crs: Crs, sign: f64) -> Self {
        let corner = |lon: f64, lat: f64| match Position::new(lon, lat) {
            Ok(position) if crs != Crs::Wgs84 => crs.from_wgs84(position),
            _ => (lon, lat),
        };
        let mut corners: Vec<[f64; 2]> =
            ring.coords().map(|at| corner(at.x, at.y)).map(|(lon, lat)| [x_of(lon), y_of(lat)]).collect();
        if corners.first() == corners.last() {
            corners.pop();
        }
        let next = corners.iter().cycle().skip(1);
        let twice_area: f64 = corners.iter().zip(next).map(|([ax, ay], [bx, by])| ax * by - bx * ay).sum();
        if twice_area * sign < 0.0 {
            corners.reverse();
        }
        let window = Window::around(&corners);
        Self { corners, window }
    }
}

/// What a tile sees of the world.
struct Sight {
    /// With the margin.
    window: Window,
    /// The tile's north-west corner, in units of its zoom.
    origin: [f64; 2],
    /// Units of the zoom in the world.
    units: f64,
}

impl Sight {
    fn of(tile: TileId) -> Self {
        let units = f64::from(1u32 << (tile.zoom() + EXTENT_BITS));
        let origin = [tile.column(), tile.row()].map(|number| f64::from(number) * f64::from(EXTENT));
        let (least, most) = (-f64::from(BUFFER) - 1.0, f64::from(EXTENT + BUFFER) + 1.0);
        let window = Window {
            least: origin.map(|origin| (origin + least) / units),
            most: origin.map(|origin| (origin + most) / units),
        };
        Self { window, origin, units }
    }

    fn low(&self) -> f64 {
        -f64::from(BUFFER)
    }

    fn high(&self) -> f64 {
        f64::from(EXTENT + BUFFER)
    }

    /// A ring in units of the tile, moved east by so many worlds. Corners that the last one and the next keep from
    /// being seen, all three beyond the same side of the window, are left out: the edge in their place is beyond it too.
    fn seen(&self, ring: &Ring, world: f64) -> Vec<Corner> {
        let mut seen: Vec<Corner> = Vec::new();
        let Some(mut from) = ring.corners.last().copied().map(|[x, y]| [x + world, y]) else { return seen };
        for [x, y] in &ring.corners {
            let to = [x + world, *y];
            self.follow(from, to, 0, &mut seen);
            from = to;
        }
        seen
    }

    /// Takes an edge to its end, on the way as bent as Web Mercator bends what is straight in degrees.
    fn follow(&self, from: [f64; 2], to: [f64; 2], halvings: u32, seen: &mut Vec<Corner>) {
        let rise = to[1] - from[1];
        // Along a straight line of degrees both axes follow the latitude: x evenly, y by a function whose second
        // derivative is sec tan / 2 pi. The chord of a function over a step d is off by at most d d / 8 times that;
        // with d = 2 pi cos times the rise that is rise rise pi sin / 4, or less. Near the poles, where the cosine
        // changes along the edge, the halves are judged again.
        let off = rise * rise * std::f64::consts::FRAC_PI_4 * self.units;
        let bends = from[0] != to[0] && off > MOST_OFF && halvings < MOST_HALVINGS;
        if bends && Window::around(&[from, to]).meets(self.window) {
            let middle = [(from[0] + to[0]) / 2.0, y_of((lat_of(from[1]) + lat_of(to[1])) / 2.0)];
            self.follow(from, middle, halvings + 1, seen);
            return self.follow(middle, to, halvings + 1, seen);
        }
        let corner = [0, 1].map(|axis| (to[axis] * self.units).round() - self.origin[axis]);
        match seen.as_slice() {
            [.., last] if *last == corner => {}
            [.., before, last] if self.is_hidden(*before, *last, corner) => {
                let last = seen.len() - 1;
                seen[last] = corner;
            }
            _ => seen.push(corner),
        }
    }

    /// Whether three corners lie beyond the same side.
    fn is_hidden(&self, one: Corner, other: Corner, third: Corner) -> bool {
        let all =
            |is_beyond: &dyn Fn(f64) -> bool, axis: usize| [one, other, third].iter().all(|at| is_beyond(at[axis]));
        (0..2).any(|axis| all(&|at| at < self.low(), axis) || all(&|at| at > self.high(), axis))
    }
}
