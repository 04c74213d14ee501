//! How far clockwise from north does a way lead that goes so far east and so far north? Told without a branch.
//!
//! The arctangent of a library is good to its last digit and finds its way by branches, of which a processor guesses
//! every other wrongly where directions come as they like. Bearings are told with a margin anyway. One division brings
//! each octant to arguments of at most `tan 22.5°`, where a polynomial of eight terms, drawn through the Chebyshev nodes
//! (A. Gil, J. Segura and N. M. Temme, Numerical Methods for Special Functions, SIAM 2007, section 3.2), is off by less than
//! 2.8e-13.

use std::f64::consts::{FRAC_PI_2, FRAC_PI_4, PI, TAU};

/// What an angle is off by at most, in radians: the polynomial, and the rounding of numbers below 7.
pub(super) const ANGLE_OFF_BY: f64 = 1e-12;

/// `tan 22.5°`.
const TAN_EIGHTH: f64 = std::f64::consts::SQRT_2 - 1.0;

/// `atan t / t` by powers of the square of t, up to `tan 22.5°`.
const ARCTANGENT: [f64; 8] = [
    0.999_999_999_999_244_6,
    -0.333_333_332_769_161_55,
    0.199_999_930_531_188_45,
    -0.142_853_865_403_079_4,
    0.111_034_566_981_259_76,
    -0.089_925_511_578_260_84,
    0.069_741_903_870_04,
    -0.037_654_985_226_283_18,
];

/// For each of 16 cases the angle from which a way turns, and whether it turns by plus or minus the arctangent: bit 0 says
/// that it is nearer to a diagonal than to an axis, bit 1 that it goes farther east or west than north or south, bit 2 that
/// it goes south, bit 3 that it goes west.
const TURNS: [[f64; 2]; 16] = {
    let mut turns = [[0.0; 2]; 16];
    let mut case = 0;
    while case < 16 {
        let mut turn = [if case & 1 == 0 { 0.0 } else { FRAC_PI_4 }, 1.0];
        let mut mirrored = 0;
        while mirrored < 3 {
            if case >> (mirrored + 1) & 1 == 1 {
                turn = [[FRAC_PI_2, PI, TAU][mirrored] - turn[0], -turn[1]];
            }
            mirrored += 1;
        }
        turns[case] = turn;
        case += 1;
    }
    turns
};

/// The angle clockwise from north in radians, from 0 to a full turn, of a way that is finite and not nothing: less than
/// [`ANGLE_OFF_BY`] away from the true one, or from that and a full turn.
#[inline]
pub(super) fn clockwise_from_north(east: f64, north: f64) -> f64 {
    let (across, along) = (east.abs(), north.abs());
    let (less, more) = (across.min(along), across.max(along));
    let diagonal = less > more * TAN_EIGHTH;
    let share = f64::from(u8::from(diagonal));
    let case = usize::from(diagonal)
        | usize::from(across > along) << 1
        | usize::from(north < 0.0) << 2
        | usize::from(east < 0.0) << 3;
    let tangent = (less - share * more) / (more + share * less);
    let square = tangent * tangent;
    let fourth = square * square;
    let [a, b, c, d, e, f, g, h] = ARCTANGENT;
    let low = (a + b * square) + (c + d * square) * fourth;
    let high = (e + f * square) + (g + h * square) * fourth;
    let arctangent = tangent * (low + high * (fourth * fourth));
    let [from, by] = TURNS[case];
    from + by * arctangent
}

#[cfg(test)]
mod tests {
    use super::*;

    fn expected(east: f64, north: f64) -> f64 {
        east.atan2(north).rem_euclid(TAU)
    }

    #[test]
    fn an_angle_is_that_of_the_library_but_for_its_margin() {
        let mut state = 0x5EED_0009_u64;
        let mut random = || {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            (state >> 11) as f64 / (1_u64 << 53) as f64
        };
        let mut worst: f64 = 0.0;
        for draw in 0..2_000_000 {
            // Anywhere, close to an axis, and close to where one case ends.
            let angle = match draw % 3 {
                0 => random() * TAU,
                1 => (random() * 16.0).floor() * PI / 8.0 + (random() - 0.5) * 1e-6,
                _ => (random() * 16.0).floor() * PI / 8.0 + (random() - 0.5) * 10_f64.powi(-(draw / 3 % 17)),
            };
            let length = 10_f64.powf(random() * 14.0 - 7.0);
            let (east, north) = (length * angle.sin(), length * angle.cos());
            let off = (clockwise_from_north(east, north) - expected(east, north)).abs();
            worst = worst.max(off.min(TAU - off));
        }
        assert!(worst < ANGLE_OFF_BY / 2.0, "{worst:e}");
    }

    #[test]
    fn the_axes_and_the_diagonals_are_told_as_they_are() {
        for (place, (east, north)) in
            [(0.0, 1.0), (1.0, 1.0), (1.0, 0.0), (1.0, -1.0), (0.0, -1.0), (-1.0, -1.0), (-1.0, 0.0), (-1.0, 1.0)]
                .into_iter()
                .enumerate()
        {
            assert_eq!(clockwise_from_north(east, north), place as f64 * FRAC_PI_4, "{east} east, {north} north");
        }
        assert_eq!(clockwise_from_north(-0.0, 2.0), 0.0);
        assert!(clockwise_from_north(0.0, 0.0).is_nan());
    }
}
