//! Where are the centres of all cells below one? Vectors on the plane of their face, without H3's arithmetic for each.
//!
//! On the plane of an icosahedron face the cells of a resolution are a lattice of hexagons. A child's centre is its
//! parent's plus one of seven steps, and the steps to the children of a child are the same seven, shorter by the square
//! root of 7 and turned by the angle between the grids of even and odd resolutions. So the seven steps below one cell,
//! read off H3's own centres, give all centres below it, as long as all lie on one face.

use super::hierarchy::{children, reach_rad, spacing};
use crate::geodesy::Ecef;
use h3o::{CellIndex, LatLng, Resolution};
use std::sync::LazyLock;

/// Cells this coarse or coarser reach over edges so often that they are opened instead.
const COARSEST: Resolution = Resolution::Three;

/// By how much the grid of an odd resolution is turned against that of the even one before, anticlockwise:
/// `asin(sqrt(3 / 28))` (`M_AP7_ROT_RADS` of H3), as cosine and sine.
const TURN: [f64; 2] = [0.944_911_182_523_068, 0.327_326_835_353_988_6];

/// Radians from a pole within which an arc sine of nearly one tells a latitude worse than to 2e-7 metres.
const POLAR_RAD: f64 = 0.02;

/// Centres of the 20 faces of the icosahedron on the unit sphere.
static FACES: LazyLock<Vec<[f64; 3]>> = LazyLock::new(|| {
    // The pentagons of resolution 0 stand on the corners; three corners that are neighbours span a face.
    let corners: Vec<[f64; 3]> =
        Resolution::Zero.pentagons().map(|corner| on_the_sphere(LatLng::from(corner))).collect();
    let neighbours = |a: [f64; 3], b: [f64; 3]| dot(a, b) > 0.4 && dot(a, b) < 0.5;
    let mut faces = Vec::with_capacity(20);
    for (place, a) in corners.iter().enumerate() {
        for (next, b) in corners.iter().enumerate().skip(place + 1).filter(|(_, b)| neighbours(*a, **b)) {
            for c in corners.iter().skip(next + 1).filter(|c| neighbours(*a, **c) && neighbours(*b, **c)) {
                faces.push(unit([a[0] + b[0] + c[0], a[1] + b[1] + c[1], a[2] + b[2] + c[2]]));
            }
        }
    }
    faces
});

/// The plane that touches the unit sphere at the centre of a face, and the steps of the lattice on it.
#[derive(Debug, Clone)]
pub struct Frame {
    face: [f64; 3],
    across: [f64; 3],
    up: [f64; 3],
    /// The resolution of the cells that the first steps lead to.
    first: u8,
    /// By resolution from the first on: steps to the children, by digit.
    steps: Vec<[[f64; 2]; 7]>,
}

/// A place on the plane of a face, seen on the globe.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Spot {
    /// In space.
    pub ecef: Ecef,
    /// Cosine of the angle to the face's centre.
    pub cos: f64,
}

impl Frame {
    /// The frame of a cell whose descendants down to `finest` all lie on one face, and where on its plane the cell's
    /// own centre is; none if they may not.
    pub fn below(cell: CellIndex, finest: Resolution) -> Option<(Self, [f64; 2])> {
        if cell.resolution() < COARSEST || cell.is_pentagon() {
            return None;
        }
        let at = on_the_sphere(LatLng::from(cell));
        let reach = reach_rad(cell.resolution(), finest) + spacing(finest) / 3f64.sqrt();
        // Closer to a pole H3's latitudes are less exact than our vectors, and its centres are what counts.
        if at[2].abs().acos() < reach + POLAR_RAD {
            return None;
        }
        let (face, _) = face_of(at, reach)?;
        // Any two directions will do, as long as a turn from the first to the second is anticlockwise from outside.
        let across = unit(cross(if face[2].abs() < 0.9 { [0.0, 0.0, 1.0] } else { [1.0, 0.0, 0.0] }, face));
        let mut frame = Self { face, across, up: cross(face, across), first: 0, steps: Vec::new() };
        let origin = frame.projected(at);
        let Some(finer) = cell.resolution().succ() else { return Some((frame, origin)) };
        let mut steps = [[0.0; 2]; 7];
        for (step, child) in steps.iter_mut().zip(children(cell)) {
            let [x, y] = frame.projected(on_the_sphere(LatLng::from(child)));
            *step = [x - origin[0], y - origin[1]];
        }
        frame.first = u8::from(finer);
        for resolution in Resolution::range(finer, finest) {
            frame.steps.push(steps);
            // From an even resolution on to an odd one the grid turns one way, and back from there.
            let [cos, sin] = if resolution.is_class3() { [TURN[0], -TURN[1]] } else { TURN };
            let shorter = 7f64.sqrt().recip();
            for step in &mut steps {
                let [x, y] = *step;
                *step = [(x * cos - y * sin) * shorter, (x * sin + y * cos) * shorter];
            }
        }
        Some((frame, origin))
    }

    /// The step from a cell's centre to that of its child of this resolution and digit.
    pub fn step(&self, child: Resolution, digit: usize) -> [f64; 2] {
        let level = usize::from(u8::from(child).wrapping_sub(self.first));
        self.steps.get(level).and_then(|steps| steps.get(digit)).copied().unwrap_or_default()
    }

    /// A place on the plane, on the globe.
    pub fn spot(&self, [x, y]: [f64; 2]) -> Spot {
        let point = [0, 1, 2].map(|axis| self.face[axis] + x * self.across[axis] + y * self.up[axis]);
        let cos = dot(point, point).sqrt().recip();
        Spot { ecef: Ecef::with_normal(point.map(|axis| axis * cos)), cos }
    }

    fn projected(&self, at: [f64; 3]) -> [f64; 2] {
        let cos = dot(at, self.face);
        [dot(at, self.across) / cos, dot(at, self.up) / cos]
    }
}

/// The face on which everything within `reach` radians of a cell's centre lies, as the cosine of the angle to its own
/// centre; none if it may reach over an edge.
pub(super) fn cos_on_one_face(cell: CellIndex, reach: f64) -> Option<f64> {
    if cell.resolution() < COARSEST {
        return None;
    }
    face_of(on_the_sphere(LatLng::from(cell)), reach).map(|(_, cos)| cos)
}

/// The face that holds everything within `reach` radians, and the cosine of the angle to its centre.
fn face_of(at: [f64; 3], reach: f64) -> Option<([f64; 3], f64)> {
    let (mut first, mut second) = ((-2.0, [0.0; 3]), (-2.0, [0.0; 3]));
    for face in FACES.iter() {
        let cos = dot(at, *face);
        if cos > first.0 {
            second = first;
            first = (cos, *face);
        } else if cos > second.0 {
            second = (cos, *face);
        }
    }
    let between = [0, 1, 2].map(|axis| first.1[axis] - second.1[axis]);
    // The plane between the two nearest centres holds the nearest edge; an angle is longer than its sine.
    let to_the_edge = (first.0 - second.0) / dot(between, between).sqrt();
    (to_the_edge >= reach).then_some((first.1, first.0))
}

fn on_the_sphere(place: LatLng) -> [f64; 3] {
    let (sin_lat, cos_lat) = place.lat_radians().sin_cos();
    let (sin_lon, cos_lon) = place.lng_radians().sin_cos();
    [cos_lat * cos_lon, cos_lat * sin_lon, sin_lat]
}

fn dot(a: [f64; 3], b: [f64; 3]) -> f64 {
    a[0] * b[0] + a[1] * b[1] + a[2] * b[2]
}

fn cross(a: [f64; 3], b: [f64; 3]) -> [f64; 3] {
    [a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]]
}

fn unit(a: [f64; 3]) -> [f64; 3] {
    let length = dot(a, a).sqrt();
    a.map(|axis| axis / length)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_icosahedron_has_twenty_faces() {
        assert_eq!(FACES.len(), 20);
    }

    #[test]
    fn no_frame_reaches_over_an_edge() {
        let corner = Resolution::Five.pentagons().next().unwrap();
        assert!(Frame::below(corner, Resolution::Nine).is_none());
        assert!(corner.grid_disk_safe(1).all(|cell| Frame::below(cell, Resolution::Nine).is_none()));
    }
}
