//! Are patches what a flood fill finds, and does refilling their outlines give the cells back?

use super::patches_oracle::{blob, cell_at, check, compacted, in_order, patches_of};
use super::random::Random;
use h3o::{CellIndex, Resolution};
use rayon::prelude::*;
use std::collections::HashSet;

/// A few blobs near each other, at any place and of any resolution.
fn blobs(random: &mut Random) -> HashSet<CellIndex> {
    let at = random.position();
    let resolution = Resolution::try_from(random.below(13) as u8).unwrap();
    let first = cell_at(at.lon(), at.lat(), resolution);
    let nearby: Vec<CellIndex> = first.grid_disk_safe(12).collect();
    let most = if resolution < Resolution::Two { 20 } else { 250 };
    let middles: Vec<CellIndex> = (0..1 + random.below(4)).map(|_| *random.one_of(&nearby)).collect();
    middles
        .into_iter()
        .flat_map(|middle| {
            let size = 1 + random.below(most);
            blob(random, middle, size)
        })
        .collect()
}

#[test]
fn random_blobs_dissolve_however_blocks_tell_them() {
    (0..200u64).into_par_iter().for_each(|seed| {
        let mut random = Random::seeded(seed);
        let cells = blobs(&mut random);
        let chance = *random.one_of(&[0.0, 0.5, 1.0]);
        let blocks = compacted(&cells, chance, &mut random);
        check(&cells, &blocks, cells.iter().next().unwrap().resolution());
    });
}

#[test]
fn coarse_blocks_beside_fine_ones_dissolve() {
    (0..60u64).into_par_iter().for_each(|seed| {
        let mut random = Random::seeded(1_000 + seed);
        let at = random.position();
        let coarse = Resolution::try_from(random.below(8) as u8).unwrap();
        let fine = Resolution::try_from(u8::from(coarse) + 2).unwrap();
        // Some cells of each resolution, of those that lie in none taken before.
        let mut blocks: Vec<CellIndex> = Vec::new();
        for cell in cell_at(at.lon(), at.lat(), coarse).grid_disk_safe(2).collect::<Vec<_>>() {
            if random.chance(0.4) {
                blocks.push(cell);
                continue;
            }
            for child in cell.children(coarse.succ().unwrap()).collect::<Vec<_>>() {
                if random.chance(0.3) {
                    blocks.push(child);
                } else {
                    blocks.extend(child.children(fine).filter(|_| random.chance(0.3)));
                }
            }
        }
        let cells: HashSet<CellIndex> = blocks.iter().flat_map(|block| block.children(fine)).collect();
        check(&cells, &in_order(blocks, fine), fine);
    });
}

#[test]
fn an_outline_does_not_depend_on_the_blocks_that_tell_the_set() {
    for seed in 0..40 {
        let mut random = Random::seeded(2_000 + seed);
        let cells = blobs(&mut random);
        let resolution = cells.iter().next().unwrap().resolution();
        let one_by_one = patches_of(&in_order(cells.iter().copied(), resolution), resolution);
        for chance in [0.3, 1.0] {
            let blocks = compacted(&cells, chance, &mut random);
            let found = patches_of(&blocks, resolution);
            assert!(found.iter().map(|patch| &patch.area).eq(one_by_one.iter().map(|patch| &patch.area)));
            assert_eq!(found, patches_of(&blocks, resolution), "twice the same");
        }
    }
}
