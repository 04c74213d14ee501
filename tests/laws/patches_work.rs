//! Is the work for patches bounded by their rims, and can it be stopped?

use super::patches_oracle::{blob, cell_at, in_order};
use super::random::Random;
use h3o::{CellIndex, Resolution};
use std::cell::Cell;
use std::collections::HashSet;
use waystation::coverage::hierarchy::children;
use waystation::coverage::{Patch, patches};

/// The patches, and the work that was told of.
fn counted(blocks: &[CellIndex], resolution: Resolution) -> (Vec<Patch>, u64) {
    let spent = Cell::new(0);
    let spend = |work| {
        spent.set(spent.get() + work);
        Ok::<(), ()>(())
    };
    let found = patches(blocks, resolution, &spend).unwrap();
    (found, spent.get())
}

#[test]
fn a_coarse_block_costs_its_rim_and_not_its_cells() {
    let mut random = Random::seeded(7);
    for depth in 1..=8u8 {
        let at = random.position();
        let block = cell_at(at.lon(), at.lat(), Resolution::Two);
        let fine = Resolution::try_from(2 + depth).unwrap();
        let (found, spent) = counted(&[block], fine);
        let rim: usize = found[0].area.0.iter().map(|part| part.exterior().0.len()).sum();
        assert!(spent <= 4 * rim as u64, "{spent} for a rim of {rim} at {fine}");
        // A rim has three times as many sides with each resolution, a block seven times as many cells.
        assert!(spent <= 30 * 3u64.pow(depth.into()), "{spent} at {fine}");
    }
}

#[test]
fn blocks_among_blocks_cost_one_look_each() {
    let world = in_order(CellIndex::base_cells(), Resolution::Twelve);
    assert_eq!(counted(&world, Resolution::Twelve).1, 122);
    let block = cell_at(10.0, 50.0, Resolution::Five);
    let (_, whole) = counted(&[block], Resolution::Nine);
    let parts = in_order(children(block), Resolution::Nine);
    let (_, parted) = counted(&parts, Resolution::Nine);
    assert!(parted <= whole, "seven blocks cost {parted}, the one that they make up {whole}");
}

#[test]
fn work_stops_where_spending_does() {
    let cells = blob(&mut Random::seeded(8), cell_at(180.0, 60.0, Resolution::Eight), 300);
    let blocks = in_order(cells, Resolution::Eight);
    let (whole, spent) = counted(&blocks, Resolution::Eight);
    for budget in [0, 1, spent / 3, spent / 2, spent - 1, spent] {
        let left = Cell::new(budget);
        let refused = Cell::new(0);
        let spend = |work| match left.get().checked_sub(work) {
            Some(less) => {
                left.set(less);
                Ok(())
            }
            None => {
                refused.set(refused.get() + 1);
                Err("spent")
            }
        };
        let found = patches(&blocks, Resolution::Eight, &spend);
        if budget == spent {
            assert_eq!(found.as_deref(), Ok(&whole[..]));
        } else {
            assert_eq!(found, Err("spent"));
            assert_eq!(refused.get(), 1, "what is refused is not asked again");
        }
    }
}

#[test]
fn neighbours_have_neighbouring_children_and_follow_each_other_around_a_cell() {
    // What lets whole blocks be joined unopened, and corners be named after the cells that meet there.
    let mut random = Random::seeded(9);
    let mut cells: HashSet<CellIndex> =
        CellIndex::base_cells().flat_map(|cell| cell.children(Resolution::Two)).collect();
    for resolution in Resolution::range(Resolution::Zero, Resolution::Eleven) {
        cells.extend(resolution.pentagons().flat_map(|pentagon| pentagon.grid_disk_safe(2)));
        cells.extend((0..200).map(|_| random.position()).map(|at| cell_at(at.lon(), at.lat(), resolution)));
    }
    for cell in cells {
        let finer = cell.resolution().succ().unwrap();
        let around: Vec<CellIndex> = cell.edges().map(|edge| edge.destination()).collect();
        assert_eq!(around.iter().collect::<HashSet<_>>().len(), if cell.is_pentagon() { 5 } else { 6 });
        for (at, neighbour) in around.iter().enumerate() {
            let next = around[(at + 1) % around.len()];
            assert!(neighbour.is_neighbor_with(next).unwrap(), "{neighbour} and {next} around {cell}");
            let mut near = children(cell).flat_map(|child| child.grid_disk_safe(1));
            assert!(
                near.any(|near| near.parent(cell.resolution()) == Some(*neighbour)),
                "{cell}, {neighbour}, {finer}"
            );
        }
    }
}
