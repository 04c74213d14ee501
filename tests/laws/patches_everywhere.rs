//! Are patches right where the grid or the map is odd? All coarse cells, pentagons, poles, the antimeridian.

use super::patches_oracle::{blob, cell_at, check, compacted, in_order, outline, patches_of, square_degrees};
use super::random::Random;
use h3o::{CellIndex, Resolution};
use rayon::prelude::*;
use std::collections::HashSet;

/// The resolutions that are asked for.
fn resolutions() -> impl Iterator<Item = Resolution> {
    Resolution::range(Resolution::Zero, Resolution::Twelve)
}

fn all(resolution: Resolution) -> Vec<CellIndex> {
    CellIndex::base_cells().flat_map(|cell| cell.children(resolution)).collect()
}

#[test]
fn any_part_of_all_cells_of_a_coarse_resolution_dissolves() {
    for resolution in Resolution::range(Resolution::Zero, Resolution::Three) {
        for (seed, share) in [(1, 0.15), (2, 0.5), (3, 0.5), (4, 0.7), (5, 0.95)] {
            let mut random = Random::seeded(seed);
            let cells: HashSet<CellIndex> = all(resolution).into_iter().filter(|_| random.chance(share)).collect();
            check(&cells, &compacted(&cells, 0.9, &mut random), resolution);
        }
    }
}

#[test]
fn every_coarse_cell_alone_and_the_world_without_it_dissolve() {
    let world: HashSet<CellIndex> = CellIndex::base_cells().collect();
    world.par_iter().for_each(|cell| {
        let mut others = world.clone();
        others.remove(cell);
        check(&others, &in_order(others.iter().copied(), Resolution::Zero), Resolution::Zero);
    });
    Resolution::range(Resolution::Zero, Resolution::Two).flat_map(all).collect::<Vec<_>>().par_iter().for_each(
        |cell| {
            check(&HashSet::from([*cell]), &[*cell], cell.resolution());
        },
    );
}

#[test]
fn the_whole_globe_is_one_rectangle() {
    for resolution in resolutions() {
        let found = patches_of(&in_order(CellIndex::base_cells(), resolution), resolution);
        assert_eq!(found.len(), 1);
        assert_eq!(square_degrees(&found[0].area), 360.0 * 180.0);
        assert_eq!(found[0].blocks.len(), 122);
        assert_eq!(found[0].area.0[0].exterior().0.len(), 5);
    }
}

#[test]
fn no_cells_are_no_patch() {
    assert!(patches_of(&[], Resolution::Nine).is_empty());
}

#[test]
fn blobs_around_pentagons_poles_and_the_antimeridian_dissolve() {
    let places =
        [(0.0, 90.0), (0.0, -90.0), (180.0, 0.0), (-180.0, -17.0), (180.0, 65.0), (180.0, -84.0), (180.0, 89.0)];
    let mut middles: Vec<CellIndex> = Vec::new();
    for resolution in resolutions() {
        middles.extend(resolution.pentagons());
        middles.extend(places.iter().map(|(lon, lat)| cell_at(*lon, *lat, resolution)));
    }
    middles.par_iter().enumerate().for_each(|(seed, middle)| {
        let mut random = Random::seeded(seed as u64);
        let resolution = middle.resolution();
        check(&HashSet::from([*middle]), &[*middle], resolution);
        let near: HashSet<CellIndex> = middle.grid_disk_safe(1).collect();
        check(&near, &in_order(near.iter().copied(), resolution), resolution);
        for size in [20, 300] {
            let cells = blob(&mut random, *middle, size.min(60 + 60 * usize::from(u8::from(resolution))));
            check(&cells, &compacted(&cells, 0.8, &mut random), resolution);
            // What lies around the blob, with the blob as a hole.
            let wide: HashSet<CellIndex> =
                cells.iter().flat_map(|cell| cell.grid_disk_safe(2)).filter(|cell| !cells.contains(cell)).collect();
            check(&wide, &compacted(&wide, 1.0, &mut random), resolution);
        }
    });
}

#[test]
fn a_cell_outline_holds_its_centre_all_along_the_antimeridian_and_around_the_poles() {
    for resolution in resolutions() {
        let mut random = Random::seeded(u64::from(u8::from(resolution)));
        let mut cells: HashSet<CellIndex> =
            (0..300).map(|_| cell_at(180.0, random.between(-90.0, 90.0), resolution)).collect();
        for pole in [90.0, -90.0] {
            cells.extend(cell_at(0.0, pole, resolution).grid_disk_safe(6));
        }
        let parts = cells.iter().filter(|cell| outline(**cell).0.len() > 1).count();
        assert!(parts > 5, "only {parts} cells are in two parts");
        for cell in cells {
            check(&HashSet::from([cell]), &[cell], resolution);
        }
    }
}

#[test]
fn every_part_of_the_cells_around_a_pole_dissolves() {
    let poles: Vec<CellIndex> =
        resolutions().flat_map(|fine| [90.0, -90.0].map(|lat| cell_at(0.0, lat, fine))).collect();
    poles.par_iter().for_each(|pole| {
        let around: Vec<CellIndex> = pole.grid_disk_safe(1).collect();
        for part in 1..1usize << around.len() {
            let bits = around.iter().enumerate().filter(|(bit, _)| part >> bit & 1 == 1);
            let cells: HashSet<CellIndex> = bits.map(|(_, cell)| *cell).collect();
            check(&cells, &in_order(cells.iter().copied(), pole.resolution()), pole.resolution());
        }
    });
}
