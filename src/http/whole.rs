//! Which whole number is written? In an address one of digits; in JSON any that comes to one, as JSON Schema has it.

/// Digits of the largest number there is.
const MOST_DIGITS: usize = 20;

/// What a text is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Whole {
    /// This number.
    Is(u64),
    /// A whole number, but a negative or a larger one.
    Beyond,
    /// No whole number.
    Not,
}

impl Whole {
    /// Written by digits alone: a plus, which a parser would take, is none.
    pub(super) fn of_digits(text: &str) -> Self {
        let digits = text.strip_prefix('-').unwrap_or(text);
        if digits.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
            return Self::Not;
        }
        text.parse().map_or(Self::Beyond, Self::Is)
    }

    /// Written as JSON writes numbers: 2.0 and 20e-1 are as whole as 2 (JSON Schema 2020-12, section 4.2.3 of its core).
    /// Read from the digits, since a double of 2.00000000000000000001 would be whole.
    pub(super) fn of_json(text: &str) -> Self {
        let (number, exponent) = text.split_once(['e', 'E']).unwrap_or((text, "0"));
        let (whole, fraction) = number.split_once('.').unwrap_or((number, ""));
        let (negative, whole) = whole.strip_prefix('-').map_or((false, whole), |digits| (true, digits));
        let digits = format!("{whole}{fraction}");
        if digits.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
            return Self::Not;
        }
        let counting = digits.trim_matches('0');
        if counting.is_empty() {
            return Self::Is(0);
        }
        // The number is what counts, times ten to this power.
        let zeros = digits.len() - digits.trim_end_matches('0').len();
        let power = match exponent.parse::<i64>() {
            Ok(exponent) => exponent.saturating_add(zeros as i64).saturating_sub(fraction.len() as i64),
            Err(_) if exponent.starts_with('-') => i64::MIN,
            Err(_) => i64::MAX,
        };
        match usize::try_from(power) {
            Err(_) => Self::Not,
            Ok(power) if negative || power > MOST_DIGITS => Self::Beyond,
            Ok(power) => format!("{counting}{}", "0".repeat(power)).parse().map_or(Self::Beyond, Self::Is),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn in_an_address_only_digits_are_a_whole_number() {
        for (text, number) in [
            ("0", Whole::Is(0)),
            ("007", Whole::Is(7)),
            ("18446744073709551615", Whole::Is(u64::MAX)),
            ("18446744073709551616", Whole::Beyond),
            ("-1", Whole::Beyond),
        ] {
            assert_eq!(Whole::of_digits(text), number, "{text}");
        }
        for text in ["", "-", "+1", "1.0", "1e0", " 1", "1 ", "\u{ff11}"] {
            assert_eq!(Whole::of_digits(text), Whole::Not, "{text}");
        }
    }

    #[test]
    fn in_json_it_is_whole_if_it_comes_to_one_however_it_is_written() {
        for (text, number) in [
            ("0", Whole::Is(0)),
            ("-0", Whole::Is(0)),
            ("-0.0e7", Whole::Is(0)),
            ("0e99999999999999999999", Whole::Is(0)),
            ("1.0", Whole::Is(1)),
            ("1e0", Whole::Is(1)),
            ("10", Whole::Is(10)),
            ("20E-1", Whole::Is(2)),
            ("1.50e1", Whole::Is(15)),
            ("0.00012e+5", Whole::Is(12)),
            ("18446744073709551615.000", Whole::Is(u64::MAX)),
            ("1.8446744073709551616e19", Whole::Beyond),
            ("1e400", Whole::Beyond),
            ("1e99999999999999999999", Whole::Beyond),
            ("-1.0", Whole::Beyond),
            ("1.5", Whole::Not),
            ("-1.5", Whole::Not),
            ("15e-1", Whole::Not),
            ("2.00000000000000000001", Whole::Not),
            ("1e-99999999999999999999", Whole::Not),
        ] {
            assert_eq!(Whole::of_json(text), number, "{text}");
        }
    }
}
