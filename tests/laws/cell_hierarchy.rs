//! Do the cells below a cell lie as near to it as is claimed, everywhere on the globe?

use super::random::Random;
use h3o::{CellIndex, LatLng, Resolution};
use rayon::prelude::*;
use std::collections::HashSet;
use std::sync::atomic::{AtomicUsize, Ordering};
use waystation::coverage::Frame;
use waystation::coverage::hierarchy::{centre, children, reach_m, reach_rad, span};
use waystation::geodesy::{Ecef, inverse};

/// Angle between two centres by the haversine, good to 1e-15 radians for the small ones that matter here.
fn angle_rad(a: CellIndex, b: CellIndex) -> f64 {
    let (a, b) = (LatLng::from(a), LatLng::from(b));
    let half = |of: f64| (of / 2.0).sin().powi(2);
    let (lat, lng) = (b.lat_radians() - a.lat_radians(), b.lng_radians() - a.lng_radians());
    2.0 * (half(lat) + a.lat_radians().cos() * b.lat_radians().cos() * half(lng)).sqrt().min(1.0).asin()
}

fn cells(resolution: Resolution) -> Vec<CellIndex> {
    CellIndex::base_cells().flat_map(|cell| cell.children(resolution)).collect()
}

/// Cells of all resolutions: anywhere, around every pentagon, at the poles and the antimeridian.
fn samples() -> Vec<CellIndex> {
    let mut random = Random::seeded(41);
    let mut samples = Vec::new();
    for resolution in Resolution::range(Resolution::Zero, Resolution::Eleven) {
        for _ in 0..2_000 {
            let at = random.position();
            samples.push(LatLng::new(at.lat(), at.lon()).unwrap().to_cell(resolution));
        }
        samples.extend(resolution.pentagons().flat_map(|pentagon| pentagon.grid_disk_safe(3).collect::<Vec<_>>()));
        for (lat, lon) in [(90.0, 0.0), (-90.0, 0.0), (0.0, 180.0), (-17.0, -180.0), (65.0, 180.0)] {
            let cell = LatLng::new(lat, lon).unwrap().to_cell(resolution);
            samples.extend(cell.grid_disk_safe(2));
        }
    }
    samples
}

#[test]
fn a_child_is_never_farther_than_one_step_of_its_grid() {
    let all = Resolution::range(Resolution::Zero, Resolution::Four).flat_map(cells).chain(samples());
    let farthest: Vec<f64> = all
        .collect::<Vec<_>>()
        .into_par_iter()
        .map(|cell| {
            let finer = cell.resolution().succ().unwrap();
            let reach = reach_rad(cell.resolution(), finer);
            children(cell).map(|child| angle_rad(cell, child) / reach).fold(0.0, f64::max)
        })
        .collect();
    let farthest = farthest.into_iter().fold(0.0, f64::max);
    assert!(farthest <= 1.0, "a child lies at {farthest} of the bound");
    assert!(farthest > 0.99, "the bound is loose: the farthest child lies at {farthest} of it");
}

#[test]
fn descendants_lie_within_reach_on_the_sphere_and_on_the_ellipsoid() {
    samples().par_iter().for_each(|cell| {
        let depth = Resolution::range(cell.resolution(), Resolution::Twelve).take(5).skip(1);
        for finer in depth {
            let (reach, metres) = (reach_rad(cell.resolution(), finer), reach_m(cell.resolution(), finer));
            // The outermost descendants are those that go the same way at every step.
            let outermost = cell.children(finer).step_by(if finer > cell.resolution().succ().unwrap() { 3 } else { 1 });
            for descendant in outermost {
                let angle = angle_rad(*cell, descendant);
                assert!(angle <= reach, "{descendant} lies {angle} from {cell}, bound {reach}");
            }
            let last = cell.children(finer).last().unwrap();
            let distance_m = inverse(centre(*cell), centre(last)).distance.m();
            assert!(distance_m <= metres + 0.001, "{last} lies {distance_m} m from {cell}, bound {metres}");
        }
    });
}

#[test]
fn neighbours_have_the_same_ancestor_or_neighbouring_ones() {
    // What lets a patch of cells be outlined from its rim: a cell deep inside one has no neighbour outside.
    for cell in samples() {
        let finer = cell.resolution().succ().unwrap();
        let around: HashSet<CellIndex> = cell.grid_disk_safe(1).collect();
        for child in children(cell) {
            for neighbour in child.grid_disk_safe(1) {
                let ancestor = neighbour.parent(cell.resolution()).unwrap();
                assert!(around.contains(&ancestor), "{neighbour} next to {child}, at resolution {finer}");
            }
        }
    }
}

#[test]
fn the_spans_of_children_part_the_span_of_their_parent() {
    for cell in samples().into_iter().step_by(7) {
        let finest = Resolution::Twelve;
        let whole = span(cell, finest);
        let mut after = *whole.start();
        for child in children(cell) {
            let part = span(child, finest);
            assert!(*part.start() >= after && part.end() <= whole.end(), "{child} in {cell}");
            assert!(part.contains(&u64::from(child.center_child(finest).unwrap())));
            after = part.end() + 1;
        }
    }
}

#[test]
fn a_frame_places_all_centres_below_a_cell_as_h3_does() {
    let framed = AtomicUsize::new(0);
    samples().par_iter().filter(|cell| cell.resolution() >= Resolution::Three).for_each(|cell| {
        let finest = Resolution::try_from((u8::from(cell.resolution()) + 4).min(12)).unwrap();
        let Some((frame, on_plane)) = Frame::below(*cell, finest) else { return };
        framed.fetch_add(1, Ordering::Relaxed);
        // One way down by each digit first, then by mixed ones.
        for way in 0..7 {
            let (mut at, mut place) = (*cell, on_plane);
            for (depth, _) in Resolution::range(cell.resolution(), finest).skip(1).enumerate() {
                let digit = (way + depth * depth) % 7;
                at = children(at).nth(digit).unwrap();
                let step = frame.step(at.resolution(), digit);
                place = [place[0] + step[0], place[1] + step[1]];
                let (found, expected) = (frame.spot(place).ecef.0, Ecef::from(centre(at)).0);
                let off2: f64 = (0..3).map(|axis| (found[axis] - expected[axis]).powi(2)).sum();
                assert!(off2.sqrt() < 2e-6, "{at} is placed {} m off", off2.sqrt());
            }
        }
    });
    assert!(framed.into_inner() > 10_000);
}
