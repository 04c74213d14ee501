//! To which whole number does a value round, whatever it is off by?

/// The nearest whole number to every value within `margin` of this one (neither negative), if they agree.
pub(super) fn rounded(value: f64, margin: f64) -> Option<u64> {
    // What is between two whole numbers is rounded up from one half on.
    let raised = value + 0.5;
    let whole = raised as u64;
    let part = raised - whole as f64;
    (part > margin && part < 1.0 - margin).then_some(whole)
}

#[cfg(test)]
mod tests {
    use super::rounded;

    #[test]
    fn a_value_is_told_where_its_margin_does_not_reach_a_half() {
        for (value, margin, told) in [
            (0.0, 0.49, Some(0)),
            (0.0, 0.5, None),
            (7.4, 0.09, Some(7)),
            (7.4, 0.11, None),
            (7.5, 0.01, None),
            (7.6, 0.09, Some(8)),
            (7.6, 0.11, None),
            (359_999.7, 0.1, Some(360_000)),
            (f64::NAN, 0.1, None),
            (f64::INFINITY, 0.1, None),
            (1.0, f64::NAN, None),
        ] {
            assert_eq!(rounded(value, margin), told, "{value} and {margin}");
        }
    }
}
