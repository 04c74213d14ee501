//! What lies in a box of longitudes and latitudes? Edges included, and across the antimeridian too.

use super::{Position, PositionError};

/// A box in degrees. Where `west` is greater than `east` it crosses the antimeridian (RFC 7946, section 5.2).
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct BoundingBox {
    west: f64,
    south: f64,
    east: f64,
    north: f64,
}

/// Why four numbers are not a box.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum BoxError {
    /// A corner is not a position.
    Corner(PositionError),
    /// The south lies above the north.
    UpsideDown,
}

impl BoundingBox {
    /// Everywhere.
    pub const WORLD: Self = Self { west: -180.0, south: -90.0, east: 180.0, north: 90.0 };

    /// Checks the corners (degrees).
    ///
    /// # Errors
    /// [`BoxError`] when a corner is no position, or the south lies above the north.
    pub fn new(west: f64, south: f64, east: f64, north: f64) -> Result<Self, BoxError> {
        for (lon, lat) in [(west, south), (east, north)] {
            Position::new(lon, lat).map_err(BoxError::Corner)?;
        }
        if south > north { Err(BoxError::UpsideDown) } else { Ok(Self { west, south, east, north }) }
    }

    /// The smallest box around spans of longitude, each from its west to its east (west at most east), and latitudes;
    /// none around nothing. It leaves out the widest gap between the spans, wherever on the circle that is.
    pub fn around(spans: impl IntoIterator<Item = (f64, f64)>, south: f64, north: f64) -> Option<Self> {
        let mut spans: Vec<(f64, f64)> = spans.into_iter().collect();
        spans.sort_unstable_by(|a, b| a.0.total_cmp(&b.0));
        let (first, _) = *spans.first()?;
        let mut reached = spans.first()?.1;
        // The gap over the antimeridian is measured last, so that it wins a tie: what need not cross does not.
        let mut widest = (0.0, 0.0, 0.0);
        for (west, east) in spans.iter().skip(1) {
            if west - reached > widest.0 {
                widest = (west - reached, *west, reached);
            }
            reached = reached.max(*east);
        }
        if first + 360.0 - reached >= widest.0 {
            widest = (0.0, first, reached);
        }
        Self::new(widest.1, south, widest.2, north).ok()
    }

    /// West, south, east, north in degrees.
    pub fn corners(&self) -> [f64; 4] {
        [self.west, self.south, self.east, self.north]
    }

    /// Whether it crosses the antimeridian.
    pub fn crosses(&self) -> bool {
        self.west > self.east
    }

    /// How many degrees of longitude it is wide, 0 to 360.
    pub fn width_deg(&self) -> f64 {
        if self.crosses() { self.east - self.west + 360.0 } else { self.east - self.west }
    }

    /// Whether longitude and latitude (degrees) lie in it, edges included. The antimeridian has two longitudes.
    pub fn contains(&self, lon: f64, lat: f64) -> bool {
        let holds = |lon: f64| match self.crosses() {
            true => lon >= self.west || lon <= self.east,
            false => self.west <= lon && lon <= self.east,
        };
        self.south <= lat && lat <= self.north && (holds(lon) || (lon.abs() == 180.0 && holds(-lon)))
    }

    /// A box with `degrees` more on each side, as far as there is more.
    #[must_use]
    pub fn grown(&self, degrees: f64) -> Self {
        let (south, north) = ((self.south - degrees).max(-90.0), (self.north + degrees).min(90.0));
        if self.width_deg() + 2.0 * degrees >= 360.0 {
            return Self { west: -180.0, south, east: 180.0, north };
        }
        let wrapped = |lon: f64| match lon {
            west if west < -180.0 => west + 360.0,
            east if east > 180.0 => east - 360.0,
            lon => lon,
        };
        Self { west: wrapped(self.west - degrees), south, east: wrapped(self.east + degrees), north }
    }

    /// The same as one box, or two that meet at the antimeridian and do not cross it.
    pub fn parts(&self) -> Vec<Self> {
        match self.crosses() {
            true => vec![Self { east: 180.0, ..*self }, Self { west: -180.0, ..*self }],
            false => vec![*self],
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_box_whose_west_is_east_of_its_east_crosses_the_antimeridian() {
        let over = BoundingBox::new(170.0, -10.0, -170.0, 10.0).unwrap();
        for (lon, inside) in
            [(175.0, true), (-175.0, true), (180.0, true), (-180.0, true), (0.0, false), (169.9, false)]
        {
            assert_eq!(over.contains(lon, 0.0), inside, "{lon}");
        }
        assert_eq!(over.width_deg(), 20.0);
        assert_eq!(over.parts().iter().map(BoundingBox::width_deg).collect::<Vec<_>>(), [10.0, 10.0]);
        assert!(BoundingBox::new(170.0, 0.0, 180.0, 1.0).unwrap().contains(-180.0, 0.5));
    }

    #[test]
    fn the_smallest_box_leaves_out_the_widest_gap() {
        let around = |spans: &[(f64, f64)]| {
            BoundingBox::around(spans.iter().copied(), -1.0, 1.0).map(|found| (found.west, found.east))
        };
        assert_eq!(around(&[]), None);
        assert_eq!(around(&[(5.0, 5.0)]), Some((5.0, 5.0)));
        assert_eq!(around(&[(5.0, 7.0), (-3.0, -2.0), (6.0, 9.0)]), Some((-3.0, 9.0)));
        assert_eq!(around(&[(179.0, 179.0), (-179.0, -178.0)]), Some((179.0, -178.0)));
        assert_eq!(around(&[(170.0, 180.0), (-180.0, -170.0)]), Some((170.0, -170.0)));
        assert_eq!(around(&[(-180.0, 180.0), (3.0, 4.0)]), Some((-180.0, 180.0)));
        assert_eq!(around(&[(-90.0, -90.0), (90.0, 90.0)]), Some((-90.0, 90.0)));
    }

    #[test]
    fn what_is_no_box_is_refused() {
        assert_eq!(BoundingBox::new(0.0, 2.0, 1.0, 1.0), Err(BoxError::UpsideDown));
        for corners in [[f64::NAN, 0.0, 1.0, 1.0], [0.0, -91.0, 1.0, 1.0], [0.0, 0.0, 181.0, 1.0]] {
            let [west, south, east, north] = corners;
            assert!(matches!(BoundingBox::new(west, south, east, north), Err(BoxError::Corner(_))), "{corners:?}");
        }
    }

    #[test]
    fn a_grown_box_wraps_and_ends_at_the_poles() {
        let near = BoundingBox::new(179.9, 89.9, 179.95, 90.0).unwrap().grown(0.2);
        assert!(near.crosses() && near.contains(-179.9, 89.75) && near.contains(179.75, 90.0));
        assert_eq!(BoundingBox::new(-180.0, 0.0, 179.9, 1.0).unwrap().grown(0.1).width_deg(), 360.0);
    }
}
