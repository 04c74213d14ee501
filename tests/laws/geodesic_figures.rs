//! Do distances and bearings agree with an independent computation, from a metre to the antipode?

use geographiclib_rs::{Geodesic, InverseGeodesic};
use waystation::geodesy::{EQUATORIAL_RADIUS_M, FLATTENING, Position, inverse};

/// Metres by which the two may be apart: Karney states 15 nanometres for the series (Algorithms for geodesics,
/// J. Geodesy 87, 2013), and the last digit of a figure is 100.
const ERROR_M: f64 = 1.2e-7;

struct Figure {
    line: &'static str,
    from: Position,
    to: Position,
    bearing_deg: f64,
    distance_m: f64,
    reduced_length_m: f64,
}

fn figures() -> Vec<Figure> {
    let lines = include_str!("geodesic_figures.txt").lines();
    let figure = |line: &'static str| {
        let numbers: Vec<f64> = line.split(' ').map(|number| number.parse().unwrap()).collect();
        let [lat1, lon1, lat2, lon2, azimuth_deg, distance_m, reduced_length_m] = numbers[..] else {
            panic!("{line}");
        };
        Figure {
            line,
            from: Position::new(lon1, lat1).unwrap(),
            to: Position::new(lon2, lat2).unwrap(),
            bearing_deg: azimuth_deg.rem_euclid(360.0),
            distance_m,
            reduced_length_m,
        }
    };
    lines.filter(|line| !line.is_empty() && !line.starts_with('#')).map(figure).collect()
}

#[test]
fn there_are_four_hundred_figures() {
    assert_eq!(figures().len(), 400);
}

#[test]
fn distances_are_the_figures_to_the_millimetre() {
    for figure in figures() {
        let found = inverse(figure.from, figure.to).distance;
        let exact_mm = figure.distance_m * 1000.0;
        // Where the exact length is halfway between two millimetres, either will do.
        let off_mm = (found.mm() as f64 - exact_mm).abs();
        assert!(off_mm <= 0.5 + ERROR_M * 1000.0, "{}: {} m", figure.line, found.m());
    }
}

#[test]
fn lengths_before_rounding_are_the_figures_to_a_tenth_of_a_micrometre() {
    let solver = Geodesic::new(EQUATORIAL_RADIUS_M, FLATTENING);
    for figure in figures() {
        let (from, to) = (figure.from, figure.to);
        let found_m: f64 = solver.inverse(from.lat(), from.lon(), to.lat(), to.lon());
        assert!((found_m - figure.distance_m).abs() <= ERROR_M, "{}: {found_m} m", figure.line);
    }
}

#[test]
fn bearings_are_the_figures() {
    for figure in figures() {
        let found_deg = inverse(figure.from, figure.to).bearing_deg;
        let apart_deg = (found_deg - figure.bearing_deg).abs();
        let apart_deg = apart_deg.min(360.0 - apart_deg);
        // The reduced length tells how far the end moves sideways as the bearing turns: so an error of the end
        // turns the bearing by as much. A metre away that is 7e-6 degrees, across a town 1e-8, farther less.
        let tolerance_deg = 1e-10 + (ERROR_M / figure.reduced_length_m.abs()).to_degrees();
        assert!(apart_deg <= tolerance_deg, "{}: {found_deg} degrees", figure.line);
        assert!((0.0..360.0).contains(&found_deg));
    }
}
