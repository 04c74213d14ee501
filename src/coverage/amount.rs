//! How much is it, so that parts come to exactly their whole? Amounts of land and of demand in whole units.

/// Weights as whole numbers, so that sums are exact and the same however they are grouped.
///
/// A unit is a power of two, chosen so that all weights together come to less than 2^63: at 10^8 people, a
/// hundred-billionth of one.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Scale {
    units_a_weight: f64,
}

impl Scale {
    /// The finest scale for weights that come to `total` (finite, not negative).
    pub fn of_total(total: f64) -> Self {
        let exponent = total.max(f64::MIN_POSITIVE).log2().floor() as i32 + 1;
        // The total comes to less than 2^62, which leaves room for the rounding of each weight to a whole unit.
        Self { units_a_weight: 2f64.powi((62 - exponent).clamp(-1000, 1000)) }
    }

    /// So many units to a weight of one.
    pub(super) fn of_units(units_a_weight: f64) -> Self {
        Self { units_a_weight }
    }

    /// The whole number of units nearest to a weight.
    pub fn units(self, weight: f64) -> u64 {
        (weight * self.units_a_weight).round() as u64
    }

    /// The weight of so many units.
    pub fn weight(self, units: i128) -> f64 {
        units as f64 / self.units_a_weight
    }
}

/// An amount of something in whole units, so that parts come to exactly their whole.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Amount {
    /// How many units; negative where something became less.
    pub units: i128,
    scale: Scale,
}

impl Amount {
    pub(super) fn new(units: impl Into<i128>, scale: Scale) -> Self {
        Self { units: units.into(), scale }
    }

    pub(super) fn of_area(units: u128) -> Self {
        Self { units: units as i128, scale: Scale::of_units(UNITS_A_M2) }
    }

    /// What weights come to, whatever their order.
    pub fn of_weights(weights: impl Iterator<Item = f64> + Clone) -> Self {
        let scale = Scale::of_total(weights.clone().sum());
        Self { units: weights.map(|weight| i128::from(scale.units(weight))).sum(), scale }
    }

    /// The amount, rounded to 12 significant digits, which is more than any source knows.
    pub fn value(self) -> f64 {
        rounded(self.scale.weight(self.units))
    }

    /// How much more it is than `before`, which is an amount of the same.
    #[must_use]
    pub fn minus(self, before: Self) -> Self {
        Self { units: self.units - before.units, ..self }
    }
}

/// A number rounded to 12 significant digits.
pub(super) fn rounded(number: f64) -> f64 {
    format!("{number:.11e}").parse().unwrap_or(number)
}

/// Units of area in a square metre: a twentieth of a square centimetre is lost in the worst cell.
pub(super) const UNITS_A_M2: f64 = 65_536.0;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_scale_has_room_for_all_and_keeps_whole_numbers_whole() {
        for total in [0.0, 1e-250, 0.1, 1.0, 3.0, 8.3e7, 1e300] {
            let scale = Scale::of_total(total);
            assert!(scale.units(total) < 1 << 63, "{total}");
            assert!((scale.weight(scale.units(total).into()) - total).abs() <= total * 1e-15, "{total}");
        }
        let scale = Scale::of_total(1e9);
        assert_eq!(scale.weight(i128::from(scale.units(3.0)) * 7), 21.0);
    }

    #[test]
    fn weights_come_to_the_same_in_any_order() {
        let tenths: Vec<f64> = (0..10).map(|number| 0.1 + f64::from(number)).collect();
        let back = || tenths.iter().rev().copied();
        assert_eq!(Amount::of_weights(back()).units, Amount::of_weights(tenths.iter().copied()).units);
        assert_eq!(Amount::of_weights(back()).value(), 46.0);
        assert_eq!(Amount::of_weights([].into_iter()).value().to_string(), "0");
    }
}
