//! What must be true of patches, found the slow and obvious way: every cell by itself.

use super::random::Random;
use geo::{Coord, LineString, MultiPolygon, Validation};
use h3o::{CellIndex, LatLng, Resolution};
use std::collections::{BTreeSet, HashSet};
use std::convert::Infallible;
use waystation::coverage::hierarchy::{centre, span};
use waystation::coverage::{Patch, patches};

/// Steps of 1e-7 degrees: all coordinates are whole multiples of it.
type Step = (i64, i64);

pub fn patches_of(blocks: &[CellIndex], resolution: Resolution) -> Vec<Patch> {
    let Ok(patches) = patches(blocks, resolution, &|_| Ok::<(), Infallible>(()));
    patches
}

/// Blocks in the order of where their descendants stand.
pub fn in_order(cells: impl IntoIterator<Item = CellIndex>, resolution: Resolution) -> Vec<CellIndex> {
    let mut blocks: Vec<CellIndex> = cells.into_iter().collect();
    blocks.sort_by_key(|cell| *span(*cell, resolution).start());
    blocks
}

/// The same set as blocks: whole families as their parents, all of them or some.
pub fn compacted(cells: &HashSet<CellIndex>, chance: f64, random: &mut Random) -> Vec<CellIndex> {
    let Some(resolution) = cells.iter().next().map(|cell| cell.resolution()) else { return Vec::new() };
    let mut level: BTreeSet<CellIndex> = cells.iter().copied().collect();
    let mut blocks = Vec::new();
    while let Some(coarser) = level.first().and_then(|cell| cell.resolution().pred()) {
        let mut parents = BTreeSet::new();
        let families: BTreeSet<CellIndex> = level.iter().filter_map(|cell| cell.parent(coarser)).collect();
        for parent in families {
            let family: Vec<CellIndex> = parent.children(coarser.succ().unwrap()).collect();
            if family.iter().all(|cell| level.contains(cell)) && random.chance(chance) {
                parents.insert(parent);
            } else {
                blocks.extend(family.into_iter().filter(|cell| level.contains(cell)));
            }
        }
        level = parents;
    }
    blocks.extend(level);
    in_order(blocks, resolution)
}

/// A blob grown at random, with holes, islands in them, and a sliver leading away.
pub fn blob(random: &mut Random, around: CellIndex, size: usize) -> HashSet<CellIndex> {
    let mut blob: HashSet<CellIndex> = HashSet::from([around]);
    let mut grown = vec![around];
    while blob.len() < size {
        let from = *random.one_of(&grown);
        let ring: Vec<CellIndex> = from.grid_disk_safe(1 + random.below(2) as u32).collect();
        for cell in ring.into_iter().filter(|_| random.chance(0.7)).collect::<Vec<_>>() {
            if blob.insert(cell) {
                grown.push(cell);
            }
        }
    }
    for _ in 0..random.below(4) {
        let (hole, wide) = (*random.one_of(&grown), 1 + random.below(3) as u32);
        let island = wide.saturating_sub(1 + random.below(2) as u32);
        for cell in hole.grid_disk_safe(wide).collect::<Vec<_>>() {
            blob.remove(&cell);
        }
        if random.chance(0.6) {
            blob.extend(hole.grid_disk_safe(island.saturating_sub(1)));
        }
    }
    let mut at = *random.one_of(&grown);
    blob.insert(at);
    for _ in 0..random.below(size) {
        at = *random.one_of(&at.grid_disk_safe(1).collect::<Vec<_>>());
        blob.insert(at);
    }
    blob
}

/// Everything that is claimed of the patches of a set.
pub fn check(cells: &HashSet<CellIndex>, blocks: &[CellIndex], resolution: Resolution) {
    let found = patches_of(blocks, resolution);
    let components: Vec<BTreeSet<CellIndex>> =
        found.iter().map(|patch| patch.blocks.iter().flat_map(|block| block.children(resolution)).collect()).collect();
    assert_eq!(components, flooded(cells), "components of {blocks:?}");
    for (patch, members) in found.iter().zip(&components) {
        assert!(patch.blocks.is_sorted_by_key(|block| *span(*block, resolution).start()));
        check_area(&patch.area);
        check_refill(&patch.area, members);
        let alone: f64 = members.iter().map(|cell| square_degrees(&outline(*cell))).sum();
        let together = square_degrees(&patch.area);
        // Where cells cross the antimeridian, where they do is rounded for each.
        assert!((alone - together).abs() <= 1e-9 * alone + 1e-7, "{together} square degrees, cells have {alone}");
    }
}

/// The outline of a cell.
pub fn outline(cell: CellIndex) -> MultiPolygon<f64> {
    patches_of(&[cell], cell.resolution()).remove(0).area
}

/// Components by flood fill, by their smallest cells.
fn flooded(cells: &HashSet<CellIndex>) -> Vec<BTreeSet<CellIndex>> {
    let mut left: BTreeSet<CellIndex> = cells.iter().copied().collect();
    let mut components = Vec::new();
    while let Some(first) = left.pop_first() {
        let mut component = BTreeSet::from([first]);
        let mut open = vec![first];
        while let Some(cell) = open.pop() {
            for near in cell.grid_disk_safe(1) {
                if left.remove(&near) {
                    component.insert(near);
                    open.push(near);
                }
            }
        }
        components.push(component);
    }
    components
}

/// Members have their centres inside, and cells within two rings of them that are none have theirs outside.
fn check_refill(area: &MultiPolygon<f64>, members: &BTreeSet<CellIndex>) {
    let near: HashSet<CellIndex> = members.iter().flat_map(|cell| cell.grid_disk_safe(2)).collect();
    let mut edges: Vec<(Coord, Coord)> = rings(area).flat_map(|(ring, _)| lines(ring)).collect();
    edges.sort_by(|a, b| a.0.x.min(a.1.x).total_cmp(&b.0.x.min(b.1.x)));
    let widest = edges.iter().map(|(a, b)| (a.x - b.x).abs()).filter(|wide| *wide < 30.0).fold(0.0, f64::max);
    let wide: Vec<&(Coord, Coord)> = edges.iter().filter(|(a, b)| (a.x - b.x).abs() >= 30.0).collect();
    for cell in near {
        let (x, y) = (centre(cell).lon(), centre(cell).lat());
        let from = edges.partition_point(|(a, b)| a.x.min(b.x) < x - widest - 1e-6);
        let narrow =
            edges[from..].iter().take_while(|(a, b)| a.x.min(b.x) <= x).filter(|(a, b)| (a.x - b.x).abs() < 30.0);
        let crossed = narrow
            .chain(wide.iter().copied())
            .filter(|(a, b)| (a.x > x) != (b.x > x) && y < (b.y - a.y) * (x - a.x) / (b.x - a.x) + a.y);
        assert_eq!(crossed.count() % 2 == 1, members.contains(&cell), "{cell} at {x} {y} in {area:?}");
    }
}

/// Rings closed and turned the right way, on the map and on the lattice, without a point used twice, none crossing
/// another, holes inside their exteriors.
fn check_area(area: &MultiPolygon<f64>) {
    assert!(!area.0.is_empty());
    let mut edges = Vec::new();
    for (polygon, part) in area.0.iter().enumerate() {
        for (number, ring) in std::iter::once(part.exterior()).chain(part.interiors()).enumerate() {
            assert!(ring.0.len() > 3 && ring.0.first() == ring.0.last(), "{ring:?}");
            assert_eq!(square(ring) > 0.0, number == 0, "{ring:?} turns the wrong way");
            assert!(ring.0.iter().all(|at| at.x.abs() <= 180.0 && at.y.abs() <= 90.0));
            let steps: Vec<Step> = ring.0.iter().map(|at| (step(at.x), step(at.y))).collect();
            let places: HashSet<Step> = steps.iter().copied().collect();
            assert_eq!(places.len(), steps.len() - 1, "a ring comes back to a place: {ring:?}");
            assert!(number == 0 || is_inside(part.exterior(), ring), "a hole outside its exterior: {ring:?}");
            edges.extend(steps.windows(2).map(|pair| (pair[0], pair[1], polygon, number)));
        }
    }
    edges.sort_unstable_by_key(|(a, b, ..)| a.0.min(b.0));
    for (at, (a, b, polygon, ring)) in edges.iter().enumerate() {
        for (c, d, other, other_ring) in edges[at + 1..].iter().take_while(|(c, d, ..)| c.0.min(d.0) <= a.0.max(b.0)) {
            if a.1.max(b.1) < c.1.min(d.1) || c.1.max(d.1) < a.1.min(b.1) {
                continue;
            }
            let shared = [a, b].iter().filter(|end| [c, d].contains(end)).count();
            let is_same = polygon == other && ring == other_ring;
            let touches = turn(*a, *b, *c) * turn(*a, *b, *d) <= 0 && turn(*c, *d, *a) * turn(*c, *d, *b) <= 0;
            // Rings of a patch meet at single places of the antimeridian at most.
            let may_touch = shared == 1 && (is_same || [a, b].iter().any(|end| end.0.abs() == step(180.0)));
            let is_overlap = turn(*a, *b, *c) == 0 && turn(*a, *b, *d) == 0 && overlap(*a, *b, *c, *d);
            assert!(!touches || may_touch && !is_overlap, "{a:?} {b:?} of {polygon} and {c:?} {d:?} of {other}");
        }
    }
    if edges.len() < 400 {
        assert!(area.is_valid(), "{:?}", area.check_validation());
    }
}

/// Whether a ring that does not cross another lies inside it: all its places do, but for those where the two meet.
fn is_inside(exterior: &LineString<f64>, ring: &LineString<f64>) -> bool {
    ring.0.iter().filter(|at| !exterior.0.contains(at)).take(1).all(|at| {
        let crossed = lines(exterior)
            .filter(|(a, b)| (a.x > at.x) != (b.x > at.x) && at.y < (b.y - a.y) * (at.x - a.x) / (b.x - a.x) + a.y);
        crossed.count() % 2 == 1
    })
}

/// Which way three places turn: 1 against the clock, -1 with it, 0 on a line.
fn turn(a: Step, b: Step, c: Step) -> i128 {
    let (b, c) = ((i128::from(b.0 - a.0), i128::from(b.1 - a.1)), (i128::from(c.0 - a.0), i128::from(c.1 - a.1)));
    (b.0 * c.1 - b.1 * c.0).signum()
}

/// Whether two edges on one line have more than a place in common.
fn overlap(a: Step, b: Step, c: Step, d: Step) -> bool {
    let (first, second) = ((a.min(b), a.max(b)), (c.min(d), c.max(d)));
    first.0 < second.1 && second.0 < first.1
}

fn step(degrees: f64) -> i64 {
    let steps = (degrees * 1e7).round();
    assert_eq!(steps / 1e7, degrees, "not a whole multiple of 1e-7 degrees");
    steps as i64
}

/// The rings of an area, and whether each is a hole.
fn rings(area: &MultiPolygon<f64>) -> impl Iterator<Item = (&LineString<f64>, bool)> {
    area.0.iter().flat_map(|part| {
        std::iter::once((part.exterior(), false)).chain(part.interiors().iter().map(|ring| (ring, true)))
    })
}

fn lines(ring: &LineString<f64>) -> impl Iterator<Item = (Coord, Coord)> {
    ring.0.windows(2).map(|pair| (pair[0], pair[1]))
}

fn square(ring: &LineString<f64>) -> f64 {
    let first = ring.0[0];
    lines(ring).map(|(a, b)| (a.x - first.x) * (b.y - first.y) - (b.x - first.x) * (a.y - first.y)).sum::<f64>() / 2.0
}

/// Area on the map.
pub fn square_degrees(area: &MultiPolygon<f64>) -> f64 {
    rings(area).map(|(ring, _)| square(ring)).sum()
}

/// The cell at a place.
pub fn cell_at(lon: f64, lat: f64, resolution: Resolution) -> CellIndex {
    LatLng::new(lat, lon).unwrap().to_cell(resolution)
}
