//! How is a number read? A finite one, or a whole one, in a range.

use super::given::Given;
use super::params::Params;
use super::whole::Whole;
use std::ops::RangeInclusive;

impl Params<'_> {
    /// Takes finite numbers: separated by commas in a query, an array in JSON.
    pub fn numbers(&mut self, name: &'static str, expected: &str) -> Option<Vec<f64>> {
        let value = self.take(name)?;
        let numbers: Option<Vec<f64>> = match &value {
            Given::Text(text) => text.split(',').map(|number| number.parse().ok()).collect(),
            Given::Json(value) => serde_json::from_str(value.get()).ok(),
        };
        match numbers {
            Some(numbers) if numbers.iter().all(|number| number.is_finite()) => Some(numbers),
            _ => {
                let hint = format!("finite numbers are expected ({expected})");
                self.error(name, "not_numbers", Some(&value.written()), hint);
                None
            }
        }
    }

    /// Takes a finite number in a range; `what` says its unit.
    pub fn number(&mut self, name: &'static str, range: RangeInclusive<f64>, what: &str) -> Option<f64> {
        // Written only where it is told: numbers are nearly always right.
        let expected = || format!("{what}, {} to {}", range.start(), range.end());
        let number = self.finite_number(name, expected)?;
        if !range.contains(&number) {
            self.error(name, "out_of_range", Some(&number.to_string()), expected());
            return None;
        }
        Some(number)
    }

    /// Takes a finite number; `expected` says what it means and which are allowed.
    pub fn finite_number(&mut self, name: &'static str, expected: impl Fn() -> String) -> Option<f64> {
        let value = self.take(name)?;
        let shown = value.written();
        match value.number_text().and_then(|text| text.parse::<f64>().ok()) {
            Some(number) if number.is_finite() => return Some(number),
            Some(_) => {
                self.error(name, "not_finite", Some(&shown), format!("a finite number is expected ({})", expected()))
            }
            None if shown.contains(',') => {
                self.error(name, "not_a_number", Some(&shown), format!("the decimal mark is a point ({})", expected()));
            }
            None => {
                let (not, expected) = (value.not_this(), expected());
                self.error(name, "not_a_number", Some(&shown), format!("a number is expected{not} ({expected})"));
            }
        }
        None
    }

    /// Takes a whole number in a range.
    pub fn whole_number(&mut self, name: &'static str, range: RangeInclusive<u64>, what: &str) -> Option<u64> {
        let value = self.take(name)?;
        let shown = value.written();
        let number = match &value {
            Given::Text(text) => Whole::of_digits(text),
            Given::Json(_) => value.number_text().map_or(Whole::Not, Whole::of_json),
        };
        let expected = || format!("{what}, {} to {}", range.start(), range.end());
        match number {
            Whole::Is(number) if range.contains(&number) => return Some(number),
            Whole::Is(_) | Whole::Beyond => {
                let hint = format!("a whole number in range is expected ({})", expected());
                self.error(name, "out_of_range", Some(&shown), hint);
            }
            Whole::Not => {
                let hint = format!("a whole number is expected{} ({})", value.not_this(), expected());
                self.error(name, "not_a_whole_number", Some(&shown), hint);
            }
        }
        None
    }
}
