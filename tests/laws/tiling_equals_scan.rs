//! Are the cells of an area the same from coarse to fine as by asking each?

use super::areas::{areas, cells_near, star};
use super::random::{Random, position};
use geo::{MultiPolygon, Polygon};
use h3o::{CellIndex, Resolution};
use rayon::prelude::*;
use waystation::coverage::{Area, CellAreas, Effort, Halt, Tiling, scan};

fn tiled(area: &MultiPolygon<f64>, resolution: Resolution) -> Vec<CellIndex> {
    let tiling = Tiling::of(&Area::new(area), resolution, &Effort::unlimited()).unwrap();
    let cells: Vec<CellIndex> = tiling.each().collect();
    assert_eq!(cells.len() as u64, tiling.cells());
    assert!(cells.is_sorted());
    cells
}

#[test]
fn a_tiling_holds_the_cells_whose_centre_lies_in_the_area_and_no_other() {
    let mut random = Random::seeded(11);
    for (name, area, resolution) in areas(&mut random) {
        let cells = tiled(&area, resolution);
        assert_eq!(cells, scan::cells_in(&area, cells_near(&area, resolution)), "{name}");
    }
}

#[test]
fn seeded_stars_anywhere_are_tiled_as_by_asking_each_cell() {
    (0..120u64).into_par_iter().for_each(|seed| {
        let mut random = Random::seeded(seed);
        let around = if seed % 5 == 0 {
            position(*random.one_of(&[180.0, -180.0, 0.0]), *random.one_of(&[89.0, -89.5, 0.0, 60.0]))
        } else {
            random.position()
        };
        let size_deg = random.magnitude(0.01, 20.0);
        let level = (3.0 - size_deg.log(7f64.sqrt())).clamp(1.0, 9.0) as u8;
        let resolution = Resolution::try_from(level).unwrap();
        let corners = 3 + random.below(40);
        let hole = star(&mut random, around, size_deg * 0.09, 5);
        let area: MultiPolygon<f64> = Polygon::new(star(&mut random, around, size_deg, corners), vec![hole]).into();
        assert_eq!(tiled(&area, resolution), scan::cells_in(&area, cells_near(&area, resolution)), "seed {seed}");
    });
}

#[test]
fn the_globe_has_as_many_cells_as_h3_says() {
    let globe = MultiPolygon(vec![super::areas::rectangle(-180.0, -90.0, 180.0, 90.0)]);
    for resolution in [Resolution::Zero, Resolution::Three, Resolution::Five] {
        let tiling = Tiling::of(&Area::new(&globe), resolution, &Effort::unlimited()).unwrap();
        assert_eq!(tiling.cells(), resolution.cell_count());
    }
}

#[test]
fn tiling_follows_the_outline_and_not_the_area() {
    // Each step finer has seven times the cells, and about the square root of that many along the outline.
    let square = MultiPolygon(vec![super::areas::rectangle(8.0, 48.0, 12.0, 52.0)]);
    let area = Area::new(&square);
    let spent = |resolution: Resolution| {
        let effort = Effort::new(1 << 40, None, Default::default());
        let tiling = Tiling::of(&area, resolution, &effort).unwrap();
        ((1u64 << 40) - effort.left(), tiling)
    };
    let ((coarse, few), (fine, many)) = (spent(Resolution::Seven), spent(Resolution::Nine));
    assert!(many.cells() > 45 * few.cells());
    assert!(fine < 10 * coarse, "{coarse} and {fine} units");
    assert!((many.blocks().len() as u64) < many.cells() / 100, "{} blocks", many.blocks().len());
}

#[test]
fn a_small_area_is_little_work_wherever_it_is() {
    for (west, south) in [(9.5, 47.1), (-0.01, -0.01), (179.5, 10.0), (-179.99, -60.0)] {
        let square = MultiPolygon(vec![super::areas::rectangle(west, south, west + 0.01, south + 0.01)]);
        let effort = Effort::new(1 << 40, None, Default::default());
        let tiling = Tiling::of(&Area::new(&square), Resolution::Ten, &effort).unwrap();
        let spent = (1u64 << 40) - effort.left();
        assert!(tiling.cells() > 10 && spent < 20_000, "{west} {south}: {spent} units for {} cells", tiling.cells());
    }
}

#[test]
fn too_much_outline_is_refused_and_not_waited_for() {
    let square = MultiPolygon(vec![super::areas::rectangle(8.0, 48.0, 12.0, 52.0)]);
    let effort = Effort::new(10_000, None, Default::default());
    assert_eq!(Tiling::of(&Area::new(&square), Resolution::Twelve, &effort).err(), Some(Halt::TooMuch));
}

#[test]
fn areas_below_a_cell_are_the_sum_of_its_descendants_areas() {
    let mut random = Random::seeded(12);
    for resolution in Resolution::range(Resolution::Zero, Resolution::Eleven) {
        let finest = Resolution::try_from((u8::from(resolution) + 4).min(12)).unwrap();
        let areas = CellAreas::at(finest);
        let anywhere: Vec<CellIndex> = (0..12)
            .map(|_| {
                let at = random.position();
                h3o::LatLng::new(at.lat(), at.lon()).unwrap().to_cell(resolution)
            })
            .collect();
        let beside_corners = resolution.pentagons().step_by(4).flat_map(|corner| corner.grid_disk_safe(1));
        for cell in anywhere.into_iter().chain(beside_corners.collect::<Vec<_>>()) {
            let sum: f64 = cell.children(finest).map(CellIndex::area_m2).sum();
            let found = areas.below_m2(cell);
            // The sum's own rounding: H3 works out small areas as differences of larger ones.
            let tolerance = 1e-9;
            assert!((found / sum - 1.0).abs() < tolerance, "{cell} at {finest}: {found}, {sum}");
        }
    }
}
